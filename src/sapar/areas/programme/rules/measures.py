"""What a result indicator is: definition, baseline, targets by period; what a value of it may be. Pure.

Numbers are decimals with at most four places. A share is a numerator and a denominator, never a percentage. Periods are
those of the targets: they do not overlap, so that nothing is counted twice.
"""

from __future__ import annotations

import hashlib
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any
from unicodedata import normalize
from uuid import UUID

from sapar.areas.programme.rules.content import LANGUAGES, TITLE_LONGEST, Words
from sapar.methods.rollup import Aggregation, Chain, Figure, Period, Report, State
from sapar.standards import jcs

COUNT, RATIO = "count", "ratio"
TYPED, COUNTED = "typed", "counted"
UP, DOWN = "up", "down"
SUM, LAST = Aggregation.SUM.value, Aggregation.LAST.value
PRELIMINARY, REVISED, FINAL = "preliminary", "revised", "final"
VINTAGES = (PRELIMINARY, REVISED, FINAL)
LEVELS = ("outcome", "output", "activity")
MOST_TARGETS, MOST_PROVISIONS, GREATEST = 24, 12, Decimal(10) ** 15
PROVINCES = ("ashgabat", "ahal", "balkan", "dashoguz", "lebap", "mary", "arkadag")
DIMENSIONS: dict[str, tuple[str, ...]] = {
    "sex": ("female", "male"),
    "age": ("child", "adult"),
    "province": PROVINCES,
}


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, or a numerator with its denominator."""

    numerator: Decimal
    denominator: Decimal | None = None

    @property
    def value(self) -> Fraction | None:
        """The figure; None for a share of nothing."""
        if self.denominator is None:
            return Fraction(self.numerator)
        return Fraction(self.numerator) / Fraction(self.denominator) if self.denominator else None


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be reached in a period; both days belong to it."""

    starts_on: date
    ends_on: date
    amount: Amount

    @property
    def period(self) -> Period:
        return Period(self.starts_on, self.ends_on)


@dataclass(frozen=True, slots=True)
class Part:
    """A cell of a breakdown: ``dimensions`` names to codes of ``DIMENSIONS``."""

    dimensions: Mapping[str, str]
    amount: Amount


@dataclass(frozen=True, slots=True)
class Measured:
    """A result indicator as it is proposed and agreed.

    ``kind``: ``count`` or ``ratio``. ``aggregation``: over time values are added (``sum``), or the last one holds
    (``last``: running totals, stocks). ``source``: ``typed`` with evidence, or ``counted`` by ``indicator`` (a declared
    one of the facts) with ``parameters``, of its cells those that ``cells`` names. ``dimensions``: one of ``DIMENSIONS``.
    ``baseline`` None: not known, which is not zero.
    """

    title: Words
    definition: Words
    unit: Words
    kind: str = COUNT
    direction: str = UP
    aggregation: str = SUM
    source: str = TYPED
    dimension: str = ""
    baseline: Amount | None = None
    baseline_on: date | None = None
    baseline_source: str = ""
    targets: tuple[Target, ...] = ()
    responsible_id: UUID | None = None
    indicator: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)
    provisions: tuple[str, ...] = ()

    @property
    def is_ratio(self) -> bool:
        return self.kind == RATIO

    def target_of(self, period: Period) -> Target | None:
        return next((one for one in self.targets if one.period == period), None)


def faults(said: Measured) -> list[tuple[str, str]]:
    """(field, rule) of everything that keeps a measure from being proposed."""
    wrong: list[tuple[str, str]] = []
    for name in ("title", "definition", "unit"):
        words: Words = getattr(said, name)
        if not words.whole:
            wrong.append((name, "languages"))
        elif any(len(words.get(code)) > (TITLE_LONGEST if name != "definition" else 2000) for code in LANGUAGES):
            wrong.append((name, "long"))
    for name, known in (
        ("kind", (COUNT, RATIO)),
        ("direction", (UP, DOWN)),
        ("aggregation", (SUM, LAST)),
        ("source", (TYPED, COUNTED)),
        ("dimension", ("", *DIMENSIONS)),
    ):
        if getattr(said, name) not in known:
            wrong.append((name, "unknown"))
    if (said.source == COUNTED) != bool(said.indicator):
        wrong.append(("indicator", "source"))
    if said.source == COUNTED and said.dimension:
        wrong.append(("dimension", "counted"))
    if said.responsible_id is None:
        wrong.append(("responsible_id", "required"))
    if not said.targets or len(said.targets) > MOST_TARGETS:
        wrong.append(("targets", "none" if not said.targets else "many"))
    if len(said.provisions) > MOST_PROVISIONS:
        wrong.append(("provisions", "many"))
    ordered = sorted(said.targets, key=lambda one: (one.starts_on, one.ends_on))
    if any(one.ends_on < one.starts_on for one in ordered):
        wrong.append(("targets", "turned"))
    elif any(one.ends_on >= other.starts_on for one, other in pairwise(ordered)):
        wrong.append(("targets", "overlap"))
    amounts = [one.amount for one in said.targets] + ([said.baseline] if said.baseline else [])
    wrong += [("targets", rule) for rule in {rule for one in amounts for rule in amount_faults(one, said.kind)}]
    if (said.baseline is None) != (said.baseline_on is None):
        wrong.append(("baseline_on", "baseline"))
    whole = all(one.ends_on < one.starts_on or whole_months(one.period) for one in said.targets)
    if said.source == COUNTED and not whole:
        wrong.append(("targets", "months"))
    return wrong


def amount_faults(amount: Amount, kind: str) -> list[str]:
    """The rules that an amount breaks."""
    wrong = []
    if (kind == RATIO) != (amount.denominator is not None):
        wrong.append("denominator")
    for number in (amount.numerator, amount.denominator):
        if number is not None and (
            not number.is_finite() or abs(number) >= GREATEST or number != round(number, 4) or number < 0
        ):
            wrong.append("number")
    return wrong


def part_faults(total: Amount | None, parts: Sequence[Part], said: Measured) -> list[str]:
    """The rules that a breakdown breaks: known codes, each once, and a sum that fits its total."""
    if not parts:
        return []
    codes = DIMENSIONS.get(said.dimension, ())
    given = [one.dimensions.get(said.dimension, "") for one in parts]
    if any(set(one.dimensions) != {said.dimension} for one in parts) or not set(given) <= set(codes):
        return ["dimension"]
    if len(set(given)) != len(given):
        return ["twice"]
    if wrong := [rule for one in parts for rule in amount_faults(one.amount, said.kind)]:
        return wrong
    if total is None:
        return ["total"]
    summed = sum((one.amount.numerator for one in parts), Decimal(0))
    below = sum((one.amount.denominator or Decimal(0) for one in parts), Decimal(0))
    whole = set(given) == set(codes)
    if summed > total.numerator or (whole and summed != total.numerator):
        return ["sum"]
    if total.denominator is not None and (below > total.denominator or (whole and below != total.denominator)):
        return ["sum"]
    return []


def whole_months(period: Period) -> bool:
    """Whether a period begins with the first day of a month and ends with the last of one."""
    return period.start.day == 1 and period.end.day == monthrange(period.end.year, period.end.month)[1]


def months_of(period: Period) -> list[str]:
    """The months of a period as ``YYYY-MM``."""
    first, last = period.start.year * 12 + period.start.month - 1, period.end.year * 12 + period.end.month - 1
    return [f"{one // 12:04d}-{one % 12 + 1:02d}" for one in range(first, last + 1)]


# ------------------------------------------------------------------------------------------------ as stored


def plain(number: Decimal | None) -> str | None:
    """A decimal in one form only: ``7``, ``7.5``; so that equal numbers have equal hashes."""
    if number is None:
        return None
    text = f"{number.normalize():f}"
    return "0" if text in ("-0", "0") else text


def amount_json(amount: Amount | None) -> dict[str, str | None] | None:
    return None if amount is None else {"n": plain(amount.numerator), "d": plain(amount.denominator)}


def amount_of(stored: Mapping[str, str | None] | None) -> Amount | None:
    if stored is None or stored["n"] is None:
        return None
    below = stored["d"]
    return Amount(Decimal(stored["n"]), None if below is None else Decimal(below))


def to_json(said: Measured) -> dict[str, Any]:
    """A measure as it is stored; ``from_json`` reads it back."""
    return {
        **{
            name: {code: normalize("NFC", getattr(getattr(said, name), code)) for code in LANGUAGES}
            for name in ("title", "definition", "unit")
        },
        **{
            name: getattr(said, name)
            for name in ("kind", "direction", "aggregation", "source", "dimension", "baseline_source", "indicator")
        },
        "baseline": amount_json(said.baseline),
        "baseline_on": said.baseline_on.isoformat() if said.baseline_on else None,
        "targets": [
            {
                "starts_on": one.starts_on.isoformat(),
                "ends_on": one.ends_on.isoformat(),
                "amount": amount_json(one.amount),
            }
            for one in sorted(said.targets, key=lambda one: one.starts_on)
        ],
        "responsible_id": str(said.responsible_id) if said.responsible_id else None,
        "parameters": dict(said.parameters),
        "cells": dict(said.cells),
        "provisions": list(said.provisions),
    }


def from_json(stored: Mapping[str, Any]) -> Measured:
    targets = []
    for one in stored["targets"]:
        amount = amount_of(one["amount"])
        if amount is not None:
            targets.append(Target(date.fromisoformat(one["starts_on"]), date.fromisoformat(one["ends_on"]), amount))
    names = ("kind", "direction", "aggregation", "source", "dimension", "baseline_source", "indicator")
    return Measured(
        title=Words(**stored["title"]),
        definition=Words(**stored["definition"]),
        unit=Words(**stored["unit"]),
        **{name: stored[name] for name in names},
        baseline=amount_of(stored["baseline"]),
        baseline_on=date.fromisoformat(stored["baseline_on"]) if stored["baseline_on"] else None,
        targets=tuple(targets),
        responsible_id=UUID(stored["responsible_id"]) if stored["responsible_id"] else None,
        parameters=stored["parameters"],
        cells=stored["cells"],
        provisions=tuple(stored["provisions"]),
    )


DECIDES = ("definition", "unit", "kind", "aggregation", "source", "dimension", "indicator", "parameters", "cells")


def definition_of(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Of a stored measure, what decides a value: everything but title, targets and who answers for it."""
    return {name: stored.get(name) for name in DECIDES}


def digest(value: Any) -> str:
    """SHA-256 (hex) over the canonical JSON (RFC 8785)."""
    return hashlib.sha256(jcs.canonical(value)).hexdigest()


def parts_json(parts: Sequence[Part]) -> list[dict[str, Any]]:
    return [{"dimensions": dict(one.dimensions), "amount": amount_json(one.amount)} for one in parts]


def parts_of(stored: Sequence[Mapping[str, Any]]) -> list[Part]:
    found = []
    for one in stored:
        amount = amount_of(one["amount"])
        if amount is not None:
            found.append(Part(one["dimensions"], amount))
    return found


# ------------------------------------------------------------------------------------------------ roll-up


@dataclass(frozen=True, slots=True)
class Node:
    """A measure with its values that count, for rolling up. ``reports``: each value, its parts beside it."""

    id: str
    said: Measured
    above: str | None
    reports: tuple[Report, ...] = ()


def reports_of(
    node: str, period: Period, amount: Amount | None, parts: Sequence[Part], revision: int
) -> tuple[Report, ...]:
    """A value as reports of the roll-up: the total and each cell of the breakdown."""
    made = [
        Report(
            node,
            period,
            amount.numerator if amount else None,
            amount.denominator if amount else None,
            revision=revision,
        )
    ]
    made += [
        Report(node, period, one.amount.numerator, one.amount.denominator, one.dimensions, revision) for one in parts
    ]
    return tuple(made)


def fits_above(below: Measured, above: Measured) -> bool:
    """Whether values of one measure may count in another's: same kind, same way over time, same units."""
    return (below.kind, below.aggregation, below.unit) == (above.kind, above.aggregation, above.unit)


def chain_of(root: Node, nodes: Sequence[Node]) -> Chain:
    """The roll-up of a measure and all that roll into it."""
    below: dict[str, list[Node]] = {}
    for one in nodes:
        if one.above is not None and one.id != root.id:
            below.setdefault(one.above, []).append(one)
    chosen, waiting = [root], [root]
    while waiting:
        found = below.get(waiting.pop().id, [])
        chosen += found
        waiting += found
    leaves = [one.id for one in chosen if not below.get(one.id)]
    return Chain(
        _newest(report for one in chosen for report in one.reports),
        {one.id: str(one.above) for one in chosen if one.id != root.id},
        aggregation=Aggregation(root.said.aggregation),
        ratio=root.said.is_ratio,
        expected=leaves,
    )


COVERAGE = ("reported", "expected", "carried", "unknown", "straddling")


def coverage(figure: Figure) -> dict[str, int]:
    """How many nodes a figure rests on, of how many, and what is not of its period: see ``Figure``."""
    return {name: getattr(figure, name) for name in COVERAGE}


def amount_of_figure(figure: Figure) -> Amount | None:
    """A rolled-up figure as decimals: sums of decimals are decimals. None when there is no number."""
    if figure.numerator is None or figure.state is State.UNKNOWN:
        return None
    below = None if figure.denominator is None else _decimal(figure.denominator)
    return Amount(_decimal(figure.numerator), below)


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)


def is_whole(figure: Figure) -> bool:
    """Whether all that should have reported on the period have: neither a part nor carried forward from an earlier one."""
    return figure.state is not State.PARTIAL and not figure.carried


def _newest(reports: Any) -> list[Report]:
    """A correction replaces a whole value: the cells of an older breakdown do not outlive it."""
    last: dict[tuple[str, Period], int] = {}
    given = list(reports)
    for one in given:
        last[one.node, one.period] = max(last.get((one.node, one.period), -1), one.revision)
    return [one for one in given if last[one.node, one.period] == one.revision]


def period_to_judge(targets: Sequence[Target], known: Sequence[Period], today: date) -> Target | None:
    """Of the periods that have begun: the last that has a figure or is over; else the first that runs; else the first."""
    ordered = sorted(targets, key=lambda one: one.starts_on)
    begun = [one for one in ordered if one.starts_on <= today]
    judged = [one for one in begun if one.period in known or one.ends_on < today]
    if judged:
        return judged[-1]
    return next(iter(begun or ordered), None)
