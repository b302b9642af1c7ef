"""Dates as lists write them, to YYYY, YYYY-MM or YYYY-MM-DD. Partial dates stay partial."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = {
    name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)
}
_ISO = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?:[t ]\d\d?:.*|z|[+-]\d\d:\d\d)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_WORDS = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)? )?([a-z]{3})[a-z]*\.?,? (\d{4})")
_MONTH_FIRST = re.compile(r"([a-z]{3})[a-z]*\.? (\d{1,2}),? (\d{4})")
_ABOUT = re.compile(r"(?:circa|ca?\.?|about|approximately|approx\.?) *")
MOST_YEARS = 12


def normalised(text: str) -> str:
    """The date, or nothing if it cannot be read. Day before month where the year stands last."""
    plain = _ABOUT.sub("", " ".join(text[:60].lower().split()))
    if found := _COMPACT.fullmatch(plain):
        return _checked(found[1], found[2], found[3])
    if found := _ISO.fullmatch(plain):
        return _checked(found[1], found[2], found[3])
    if found := _DAY_FIRST.fullmatch(plain):
        return _checked(found[3], found[2], found[1])
    if (found := _WORDS.fullmatch(plain)) and found[2] in _MONTHS:
        return _checked(found[3], str(_MONTHS[found[2]]), found[1])
    if (found := _MONTH_FIRST.fullmatch(plain)) and found[1] in _MONTHS:
        return _checked(found[3], str(_MONTHS[found[1]]), found[2])
    return ""


def between(first: str, last: str) -> list[str]:
    """A span as dates: one date if it is one day, else its years; nothing if it is wider than ``MOST_YEARS``."""
    if first == last:
        return [first] if first else []
    if not first or not last:
        return [first or last]
    if first[:7] == last[:7] and len(first) == len(last) == 10:
        return [first[:7]]
    low, high = int(first[:4]), int(last[:4])
    return [f"{year:04}" for year in range(low, high + 1)] if 0 <= high - low < MOST_YEARS else []


def _checked(year: str, month: str | None, day: str | None) -> str:
    if not 1800 <= int(year) <= 2200:
        return ""
    if not month or not int(month):
        return f"{int(year):04}"
    if not 1 <= int(month) <= 12:
        return ""
    if not day or not int(day):
        return f"{int(year):04}-{int(month):02}"
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""
