"""Counting without a database: cells, roll-up, rates, hashes. Pure.

A cell holds three whole numbers: ``numerator``, ``denominator`` and ``missing`` (rows that belong to the denominator,
or may, but whose answer is not known). Zero is a count; missing is a count of ignorance; *not reported* is a period
without any report and is no cell at all.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from sapar.standards import jcs

Code = str | int | bool | None
"""A value of a dimension. None: the record does not say."""

COUNTED, ZERO, NOT_REPORTED = "counted", "zero", "not_reported"
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/-]{0,39}")
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Counts:
    """Counted rows. ``denominator`` is None for an indicator that is a plain count."""

    numerator: int = 0
    denominator: int | None = 0
    missing: int = 0

    def __add__(self, other: Counts) -> Counts:
        if (self.denominator is None) != (other.denominator is None):
            raise ValueError("a count and a ratio cannot be added")
        denominator = (
            None if self.denominator is None or other.denominator is None else self.denominator + other.denominator
        )
        return Counts(self.numerator + other.numerator, denominator, self.missing + other.missing)

    @property
    def base(self) -> int:
        """How many records the figure rests on: what small-count rules look at."""
        return self.numerator if self.denominator is None else self.denominator

    @property
    def rate(self) -> Fraction | None:
        """numerator / denominator; None when there is nothing to divide by (which is not zero)."""
        return None if not self.denominator else Fraction(self.numerator, self.denominator)

    @property
    def state(self) -> str:
        return COUNTED if self.base or self.missing else ZERO


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the finest table; ``codes`` in the order of the indicator's dimensions."""

    codes: tuple[Code, ...]
    counts: Counts


def total(cells: Iterable[Cell], *, is_count: bool = False) -> Counts:
    """Σ over cells. Numerators and denominators are summed, never rates."""
    result = Counts(0, None if is_count else 0)
    for cell in cells:
        result = result + cell.counts
    return result


def select(cells: Iterable[Cell], by: Sequence[str], filters: Mapping[str, Code]) -> list[Cell]:
    """The cells whose codes are those of ``filters``. Raises KeyError for a dimension that is not one of ``by``."""
    places = {by.index(name) if name in by else _unknown(name): code for name, code in filters.items()}
    return [cell for cell in cells if all(_same(cell.codes[place], code) for place, code in places.items())]


def group(cells: Iterable[Cell], by: Sequence[str], name: str, *, is_count: bool = False) -> dict[Code, Counts]:
    """Σ by one dimension, in the order of its codes; records that do not say come last."""
    place = by.index(name) if name in by else _unknown(name)
    sums: dict[Code, Counts] = {}
    for cell in cells:
        code = cell.codes[place]
        sums[code] = sums.get(code, Counts(0, None if is_count else 0)) + cell.counts
    return dict(sorted(sums.items(), key=lambda item: order(item[0])))


def _unknown(name: str) -> int:
    raise KeyError(name)


def _same(one: Code, other: Code) -> bool:
    return type(one) is type(other) and one == other


def order(code: Code) -> tuple[bool, str, int, str]:
    """Sort key that is the same on every engine: None last, numbers by size, text by code point."""
    number = int(code) if isinstance(code, int) else 0
    return (code is None, type(code).__name__, number, code if isinstance(code, str) else "")


def in_order(cells: Iterable[Cell]) -> list[Cell]:
    return sorted(cells, key=lambda cell: [order(code) for code in cell.codes])


def output_hash(
    *, definition: str, parameters: Mapping[str, str], as_of: date, by: Sequence[str], cells: Iterable[Cell]
) -> str:
    """SHA-256 (hex) over the canonical JSON (RFC 8785) of what was asked and what came out, whatever the row order."""
    rows = [as_row(cell) for cell in in_order(cells)]
    asked = {"definition": definition, "parameters": dict(parameters), "as_of": as_of.isoformat(), "by": list(by)}
    return digest({**asked, "cells": rows})


def as_row(cell: Cell) -> list[Any]:
    """``[codes, numerator, denominator, missing]``: how a cell is stored."""
    return [list(cell.codes), cell.counts.numerator, cell.counts.denominator, cell.counts.missing]


def from_row(row: Sequence[Any]) -> Cell:
    return Cell(tuple(row[0]), Counts(row[1], row[2], row[3]))


def digest(value: Any) -> str:
    return hashlib.sha256(jcs.canonical(value)).hexdigest()


def bad_code(kind: str, code: Code) -> bool:
    """Whether a dimension's value is something else than a code: a name or free text has no place in a figure."""
    if code is None:
        return False
    match kind:
        case "month":
            return not (isinstance(code, str) and MONTH.fullmatch(code))
        case "code":
            return not (isinstance(code, str) and CODE.fullmatch(code))
        case "boolean":
            return not isinstance(code, bool)
        case "integer":
            return not isinstance(code, int) or isinstance(code, bool)
    return True


def months(last: date, count: int) -> list[str]:
    """``count`` months up to the one of ``last``, oldest first, as ``YYYY-MM``."""
    index = last.year * 12 + last.month - 1
    return [f"{m // 12:04d}-{m % 12 + 1:02d}" for m in range(index - count + 1, index + 1)]


def reported(month: str, first: date | None, as_of: date) -> bool:
    """Whether a month lies between the source's first record and the as-of day: only then is no row a zero."""
    return first is not None and f"{first:%Y-%m}" <= month <= f"{as_of:%Y-%m}"


def changed(before: Iterable[Cell], after: Iterable[Cell]) -> int:
    """In how many cells two countings differ."""
    old, new = ({cell.codes: cell.counts for cell in cells} for cells in (before, after))
    return sum(old.get(codes) != new.get(codes) for codes in old.keys() | new.keys())
