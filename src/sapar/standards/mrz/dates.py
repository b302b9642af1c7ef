"""Dates of two-digit years, resolved against a reference day.

A machine readable zone has no century. Birth: the latest century in which the date is not after the reference day.
Expiry: the century in which the date is nearest to the reference day (at most 50 years away). These are choices of
this package; Doc 9303 leaves them to the reader.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

EXPIRY_WINDOW_YEARS = 50

_from_iso = date.fromisoformat


class Clock(NamedTuple):
    """A reference day as the texts that dates are compared with; days as YYYYMMDD, so that text order is time order."""

    today: str
    century: str
    century_before: str
    century_after: str
    expiry_first: str
    expiry_last: str


class BadDate(ValueError):
    """Not a possible date. ``offset``: the first of the six characters that is to blame, from 0."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


@lru_cache(maxsize=64)
def clock(today: date) -> Clock:
    century = today.year // 100
    month_and_day = f"{today:%m%d}"
    return Clock(
        today=f"{today.year:04}{month_and_day}",
        century=f"{century:02}",
        century_before=f"{max(century - 1, 0):02}",
        century_after=f"{century + 1:02}",
        expiry_first=f"{max(today.year - EXPIRY_WINDOW_YEARS, 0):04}{month_and_day}",
        expiry_last=f"{min(today.year + EXPIRY_WINDOW_YEARS, 9999):04}{month_and_day}",
    )


def birth_day(raw: str, reference: Clock) -> str:
    """Six digits to YYYYMMDD. Raises ``BadDate``."""
    day = reference.century + raw
    if day > reference.today:
        day = reference.century_before + raw
    return _possible(day)


def expiry_day(raw: str, reference: Clock) -> str:
    """Six digits to YYYYMMDD. Raises ``BadDate``."""
    day = reference.century + raw
    if day > reference.expiry_last:
        day = reference.century_before + raw
    elif day < reference.expiry_first:
        day = reference.century_after + raw
    return _possible(day)


def _possible(day: str) -> str:
    try:
        _from_iso(day)
    except ValueError:
        raise BadDate(2 if not "01" <= day[4:6] <= "12" else 4) from None
    return day


def century_before(day: str) -> str:
    """The same day a hundred years earlier, as YYYYMMDD. Raises ``BadDate`` (29 February)."""
    return _possible(f"{int(day[:4]) - 100:04}{day[4:]}")


def partial_birth(raw: str, reference: Clock) -> str | None:
    """A birth date with unknown parts as an ISO text as exact as it is: YYYY-MM, YYYY, or None.

    Any of the pairs YY, MM, DD may be ``<<`` (Doc 9303 Part 3, 4.8). Known pairs have to be possible on their own; a
    day without its month, or anything without its year, cannot be said in ISO 8601 and is left out: the raw text
    stays with the reader. Raises ``BadDate``.
    """
    year, month, day = raw[:2], raw[2:4], raw[4:]
    for offset, pair, first, last in ((0, year, "00", "99"), (2, month, "01", "12"), (4, day, "01", "31")):
        if pair != "<<" and not (_two_digits(pair) and first <= pair <= last):
            raise BadDate(offset)
    if year == "<<":
        return None
    known = year if month == "<<" else year + month
    text = reference.century + known
    if text > reference.today[: len(text)]:
        text = reference.century_before + known
    if month == "<<":
        return text
    return f"{text[:4]}-{text[4:]}"


def _two_digits(pair: str) -> bool:
    return pair.isascii() and pair.isdigit()
