"""Putting texts of SQL into each other."""

from __future__ import annotations

import re

NAME = re.compile(r"[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?")
COLUMNS = frozenset({"nationality", "post", "document_kind", "sex", "age_group", "purpose"})
"""Columns by which tables may be split, when the relation has them."""


def relation(given: str) -> str:
    """The name of a table as it is, a ``select`` in brackets. Raises ValueError for anything else."""
    words = given.strip()
    if NAME.fullmatch(words):
        return words
    if words.lower().startswith(("select ", "select\n", "with ")) and ";" not in words:
        return f"({words})"
    raise ValueError("neither the name of a relation nor a select")


def columns(by: tuple[str, ...]) -> tuple[str, ...]:
    """Columns to split by. Raises ValueError for one that is not declared or is named twice."""
    for name in by:
        if name not in COLUMNS or by.count(name) > 1:
            raise ValueError(f"{name}: no column to split by")
    return by


def month(day: str) -> str:
    """The first day of the month of a date."""
    return f"cast(date_trunc('month', {day}) as date)"
