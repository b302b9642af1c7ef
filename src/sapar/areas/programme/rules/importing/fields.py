"""What a column of a work plan may hold, and which column holds what."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from unicodedata import normalize

from sapar.areas.programme.rules.content import LANGUAGES

TEXT_FIELDS = ("direction", "outcome", "output", "title", "milestone", "assumptions", "risks")
SINGLE_FIELDS = (
    "line_id", "responsible", "partners", "starts_on", "ends_on", "milestone_on", "donor", "amount", "currency",
)  # fmt: skip
FIELDS = tuple(
    name
    for one in (
        "line_id",
        "direction",
        "outcome",
        "output",
        "title",
        "responsible",
        "partners",
        "starts_on",
        "ends_on",
        "milestone",
        "milestone_on",
        "donor",
        "amount",
        "currency",
        "assumptions",
        "risks",
    )
    for name in ([f"{one}_{code}" for code in LANGUAGES] if one in TEXT_FIELDS else [one])
)
"""Every field that a column may hold, in the order of the template."""


def plain(text: str) -> str:
    """A title or name for comparison: case, blanks, quotation marks and the two spellings of ё do not matter."""
    folded = normalize("NFC", text).casefold().replace("ё", "е")
    return " ".join(re.sub(r"[\"'«»“”„‘’*()]", " ", folded).split())


def guess(titles: Sequence[str], remembered: Mapping[str, str], known: Mapping[str, str]) -> list[str]:
    """A field for each column by its title: what this institution chose last time, else what the template calls it.

    ``remembered`` and ``known``: plain title → field. A field is given once.
    """
    found: list[str] = []
    for title in titles:
        key = plain(title)
        name = remembered.get(key, known.get(key, ""))
        found.append(name if name in FIELDS and name not in found else "")
    return found


def head_row(rows: Sequence[Sequence[str]], known: Mapping[str, str]) -> int:
    """The row (from 0) that looks most like titles of columns, among the first twenty."""
    best, most = 0, 0
    for number, row in enumerate(rows[:20]):
        count = sum(plain(cell) in known for cell in row if cell)
        if count > most:
            best, most = number, count
    if most:
        return best
    return next((number for number, row in enumerate(rows[:20]) if sum(bool(cell) for cell in row) > 1), 0)
