"""What a cell says: a day, a sum of money; which names mean which institution."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sapar.areas.programme.rules.importing.fields import plain

ERRORS_OF_CELLS = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?|(\d{1,2})\.(\d{1,2})\.(\d{4})")
_AMOUNT = re.compile(r"(\d{1,12})(?:[.,](\d{1,2}))?")


def read_day(text: str) -> date | None:
    """``2026-03-01`` or ``01.03.2026``; None for anything else. Days written with slashes mean two things: refused."""
    found = _DAY.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def read_amount(text: str) -> int | None:
    """Hundredths. ``12 500``, ``12500.5``, ``12 500,50``; a comma before three digits is told apart by what follows."""
    typed = re.sub(r"[\s\u00a0\u202f']", "", text)
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d{1,2})?", typed):
        typed = typed.replace(",", "")
    found = _AMOUNT.fullmatch(typed)
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else None


def name_index(institutions: Iterable[tuple[UUID, Sequence[str]]]) -> dict[str, UUID]:
    """Plain names and codes → institution; a name that two share names neither."""
    found: dict[str, UUID | None] = {}
    for one, names in institutions:
        for name in {plain(name) for name in names if name}:
            found[name] = one if found.get(name, one) == one else None
    return {name: one for name, one in found.items() if one is not None}
