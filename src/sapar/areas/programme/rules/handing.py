"""Equipment handed over: what both sign; money of a project by currency; counts of trainings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from unicodedata import normalize
from uuid import UUID

from sapar.areas.programme.rules.content import CURRENCIES, LANGUAGES, Words, digest, in_language

CONDITIONS = ("new", "good", "fair", "faulty")
MOST_ITEMS, MOST_PIECES, MOST_TRAINED = 60, 100_000, 100_000


@dataclass(frozen=True, slots=True)
class Item:
    """A piece or lot: what it is in three languages, how many, serial numbers, condition, its value or none."""

    name: Words
    quantity: int = 1
    serial: str = ""
    condition: str = "new"
    value_minor: int | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """How many of an institution took part in a training."""

    institution_id: UUID
    women: int = 0
    men: int = 0
    unknown: int = 0

    @property
    def total(self) -> int:
        return self.women + self.men + self.unknown


@dataclass(frozen=True, slots=True)
class Sums:
    """Totals over trainings."""

    trainings: int = 0
    women: int = 0
    men: int = 0
    unknown: int = 0
    by_institution: Mapping[UUID, Count] = field(default_factory=dict)


def item_faults(items: Iterable[Item]) -> list[tuple[str, str]]:
    """(field, rule) of what cannot stand in an act of handover."""
    given = list(items)
    wrong = []
    if not 1 <= len(given) <= MOST_ITEMS:
        wrong.append(("items", "items"))
    for one in given:
        if not one.name.whole or max(len(getattr(one.name, code)) for code in LANGUAGES) > 300:
            wrong.append(("items", "name"))
        if not 1 <= one.quantity <= MOST_PIECES:
            wrong.append(("items", "quantity"))
        if one.condition not in CONDITIONS:
            wrong.append(("items", "condition"))
        if len(one.serial) > 300:
            wrong.append(("items", "long"))
        if one.value_minor is not None and (not 0 <= one.value_minor < 10**14 or one.currency not in CURRENCIES):
            wrong.append(("items", "value"))
    return list(dict.fromkeys(wrong))


def count_faults(counts: Iterable[Count]) -> list[tuple[str, str]]:
    """(field, rule) of what cannot be a count of participants."""
    given = list(counts)
    wrong = []
    if not given or sum(one.total for one in given) == 0:
        wrong.append(("counts", "nobody"))
    if any(not 0 <= each <= MOST_TRAINED for one in given for each in (one.women, one.men, one.unknown)):
        wrong.append(("counts", "count"))
    if len({one.institution_id for one in given}) != len(given):
        wrong.append(("counts", "twice"))
    return wrong


def item_json(one: Item) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name": {code: normalize("NFC", getattr(one.name, code)) for code in LANGUAGES},
        "quantity": one.quantity,
        "serial": normalize("NFC", one.serial),
        "condition": one.condition,
    }
    if one.value_minor is not None:
        said |= {"value_minor": one.value_minor, "currency": one.currency}
    return said


def handover_hash(content: Mapping[str, Any]) -> str:
    """What giver and taker sign: SHA-256, hex, over the hashes of the act as it reads in each language."""
    return digest({code: digest({"language": code, "handover": in_language(content, code)}) for code in LANGUAGES})


def by_currency(amounts: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Minor units added within each currency, never across."""
    found: dict[str, int] = {}
    for currency, minor in amounts:
        found[currency] = found.get(currency, 0) + minor
    return dict(sorted(found.items()))


def summed(trainings: Iterable[Iterable[Count]]) -> Sums:
    """Totals of trainings by sex and by institution. Whoever came to two trainings is counted in both."""
    number = 0
    by: dict[UUID, Count] = {}
    for counts in trainings:
        number += 1
        for one in counts:
            had = by.get(one.institution_id, Count(one.institution_id))
            by[one.institution_id] = Count(
                one.institution_id, had.women + one.women, had.men + one.men, had.unknown + one.unknown
            )
    women, men, unknown = (sum(getattr(one, name) for one in by.values()) for name in ("women", "men", "unknown"))
    return Sums(number, women, men, unknown, by)
