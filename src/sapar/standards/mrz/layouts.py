"""Layouts of the five machine readable zones, as one table that patterns, slices and diagnosis are made from.

Source: ICAO Doc 9303, 8th edition (2021): Part 4 (TD3), Part 5 (TD1), Part 6 (TD2), Part 7 (MRV-A, MRV-B).
Lines and positions count from 1, as in the standard.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple

UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "0123456789"
ALPHABET = frozenset(UPPER + DIGITS + "<")


class Kind(NamedTuple):
    """Which characters a field may hold: at its first position, and at the others."""

    first: str
    rest: str


CODE = COUNTRY = NAME = Kind(UPPER, UPPER + "<")
NUMBER = Kind(UPPER + DIGITS, UPPER + DIGITS + "<")
OPTIONAL = Kind(UPPER + DIGITS + "<", UPPER + DIGITS + "<")
DATE = Kind(DIGITS + "<", DIGITS + "<")
SEX = Kind("MF<", "")
DIGIT = Kind(DIGITS, "")
DIGIT_OR_FILLER = Kind(DIGITS + "<", "")


class Field(NamedTuple):
    """One field: where it stands and what it may hold."""

    name: str
    line: int
    start: int
    length: int
    kind: Kind


def _fields(rows: str, kinds: dict[str, Kind]) -> tuple[Field, ...]:
    fields = []
    for row in rows.strip().splitlines():
        name, line, first, last = row.split()
        fields.append(Field(name, int(line), int(first), int(last) - int(first) + 1, kinds[name]))
    return tuple(fields)


_KINDS = {
    "document_code": CODE,
    "issuer": COUNTRY,
    "name": NAME,
    "number": NUMBER,
    "number_digit": DIGIT,
    "nationality": COUNTRY,
    "birth": DATE,
    "birth_digit": DIGIT,
    "sex": SEX,
    "expiry": DATE,
    "expiry_digit": DIGIT,
    "optional": OPTIONAL,
    "optional_2": OPTIONAL,
    "optional_digit": DIGIT_OR_FILLER,
    "composite_digit": DIGIT,
}
# A number of more than nine characters leaves its check digit's place empty (Parts 5 and 6, TD1 and TD2 only).
_KINDS_LONG_NUMBER = _KINDS | {"number_digit": DIGIT_OR_FILLER}

_TD3 = """
document_code   1  1  2
issuer          1  3  5
name            1  6 44
number          2  1  9
number_digit    2 10 10
nationality     2 11 13
birth           2 14 19
birth_digit     2 20 20
sex             2 21 21
expiry          2 22 27
expiry_digit    2 28 28
optional        2 29 42
optional_digit  2 43 43
composite_digit 2 44 44
"""
_TD2 = """
document_code   1  1  2
issuer          1  3  5
name            1  6 36
number          2  1  9
number_digit    2 10 10
nationality     2 11 13
birth           2 14 19
birth_digit     2 20 20
sex             2 21 21
expiry          2 22 27
expiry_digit    2 28 28
optional        2 29 35
composite_digit 2 36 36
"""
_TD1 = """
document_code   1  1  2
issuer          1  3  5
number          1  6 14
number_digit    1 15 15
optional        1 16 30
birth           2  1  6
birth_digit     2  7  7
sex             2  8  8
expiry          2  9 14
expiry_digit    2 15 15
nationality     2 16 18
optional_2      2 19 29
composite_digit 2 30 30
name            3  1 30
"""
_MRV_A = """
document_code   1  1  2
issuer          1  3  5
name            1  6 44
number          2  1  9
number_digit    2 10 10
nationality     2 11 13
birth           2 14 19
birth_digit     2 20 20
sex             2 21 21
expiry          2 22 27
expiry_digit    2 28 28
optional        2 29 44
"""
_MRV_B = """
document_code   1  1  2
issuer          1  3  5
name            1  6 36
number          2  1  9
number_digit    2 10 10
nationality     2 11 13
birth           2 14 19
birth_digit     2 20 20
sex             2 21 21
expiry          2 22 27
expiry_digit    2 28 28
optional        2 29 36
"""
# First letters of document codes. Parts 5 and 6 name A, C and I; passport cards have P.
_USUAL_CODES = {"TD3": "P", "TD2": "ACIP", "TD1": "ACIP", "MRV-A": "V", "MRV-B": "V"}
# What the composite check digit of each format covers: (line, first, last).
_COMPOSITES = {
    "TD3": ((2, 1, 10), (2, 14, 20), (2, 22, 43)),
    "TD2": ((2, 1, 10), (2, 14, 20), (2, 22, 35)),
    "TD1": ((1, 6, 30), (2, 1, 7), (2, 9, 15), (2, 19, 29)),
}

# Groups come in one order for all formats of two lines; a format that lacks a field has an empty group for it.
_ORDER_TWO_LINES = tuple(row.split()[0] for row in _TD3.strip().splitlines())


@dataclass(frozen=True, slots=True)
class Layout:
    """One format.

    ``text`` in what follows is the canonical form: the lines joined by one line feed, of exactly ``size`` characters.
    ``strict`` and ``loose`` match it and give the same groups (see ``_ORDER_TWO_LINES``; TD1 in the order of its
    table); ``strict`` only if each position holds a character that is allowed there. ``allowed`` has those characters,
    for each line and position.
    ``cut`` takes the bytes of ``text`` to those of (number, birth, expiry), ``cut_composite`` to the parts that the
    composite check digit covers. ``long_number``: numbers of more than nine characters go on in the optional data.
    """

    name: str
    lines: int
    width: int
    fields: dict[str, Field]
    allowed: tuple[tuple[frozenset[str], ...], ...]
    strict: Callable[[str], re.Match[str] | None]
    loose: Callable[[str], re.Match[str] | None]
    cut: Callable[[bytes], Any]
    cut_composite: Callable[[bytes], Any] | None
    optional: slice
    name_length: int
    size: int
    long_number: bool
    usual_codes: str


def _offset(width: int, line: int, position: int) -> int:
    return (line - 1) * (width + 1) + position - 1


def _group(field: Field, strict: bool) -> str:
    if not strict:
        return f"(.{{{field.length}}})"
    rest = f"[{field.kind.rest}]{{{field.length - 1}}}" if field.length > 1 else ""
    return f"([{field.kind.first}]{rest})"


def _allowed(fields: tuple[Field, ...], lines: int) -> tuple[tuple[frozenset[str], ...], ...]:
    by_line: list[list[frozenset[str]]] = [[] for _ in range(lines)]
    for field in fields:
        by_line[field.line - 1] += [frozenset(field.kind.first)] + [frozenset(field.kind.rest)] * (field.length - 1)
    return tuple(tuple(line) for line in by_line)


def _pattern(fields: tuple[Field, ...], strict: bool) -> Callable[[str], re.Match[str] | None]:
    parts = []
    present = {field.name for field in fields}
    line = 1
    for field in fields:
        if field.line != line:
            parts.append("\n")
            line = field.line
        parts.append(_group(field, strict))
    if "optional_2" not in present:
        missing = [name for name in _ORDER_TWO_LINES if name not in present]
        at = -1 if "composite_digit" in present and missing else len(parts)
        parts[at:at] = ["()"] * len(missing)
    return re.compile("".join(parts), re.DOTALL).fullmatch


def _layout(name: str, lines: int, width: int, rows: str) -> Layout:
    fields = _fields(rows, _KINDS_LONG_NUMBER if name in ("TD1", "TD2") else _KINDS)
    by_name = {field.name: field for field in fields}

    def span(field_name: str) -> slice:
        field = by_name[field_name]
        start = _offset(width, field.line, field.start)
        return slice(start, start + field.length)

    composite = _COMPOSITES.get(name)
    return Layout(
        name=name,
        lines=lines,
        width=width,
        fields=by_name,
        allowed=_allowed(fields, lines),
        strict=_pattern(fields, strict=True),
        loose=_pattern(fields, strict=False),
        cut=itemgetter(span("number"), span("birth"), span("expiry")),
        cut_composite=itemgetter(
            *(slice(_offset(width, line, first), _offset(width, line, last) + 1) for line, first, last in composite)
        )
        if composite
        else None,
        optional=span("optional"),
        name_length=by_name["name"].length,
        size=lines * (width + 1) - 1,
        long_number=name in ("TD1", "TD2"),
        usual_codes=_USUAL_CODES[name],
    )


TD1 = _layout("TD1", 3, 30, _TD1)
TD2 = _layout("TD2", 2, 36, _TD2)
TD3 = _layout("TD3", 2, 44, _TD3)
MRV_A = _layout("MRV-A", 2, 44, _MRV_A)
MRV_B = _layout("MRV-B", 2, 36, _MRV_B)

LAYOUTS: dict[str, Layout] = {layout.name: layout for layout in (TD1, TD2, TD3, MRV_A, MRV_B)}
# By the size of the canonical text: the layout of a visa (first letter V), and that of any other document.
BY_SIZE: dict[int, tuple[Layout, Layout]] = {
    TD3.size: (MRV_A, TD3),
    TD2.size: (MRV_B, TD2),
    TD1.size: (TD1, TD1),
}
