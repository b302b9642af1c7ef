"""What is known besides the name: birth date, sex, nationality, document number. Each agrees, does not, or says nothing.

A finding has a weight in the logarithm of odds. Weights are ours, in the order of what they separate; partial dates stay
partial, and 1 January counts as a year only, because it is written for an unknown day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sapar.standards.countries import compared_nationality

Parameters = dict[str, str | int | list[str]]
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_NOT_ALNUM = re.compile(r"[\W_]+")

WEIGHTS = {
    "birth_date_agrees": 2.2,
    "birth_date_swapped": 1.2,
    "birth_month_agrees": 1.3,
    "birth_year_agrees": 0.8,
    "birth_date_near": 0.2,
    "birth_day_differs": -0.5,
    "birth_year_near": -0.9,
    "birth_year_differs": -2.5,
    "birth_year_far": -4.0,
    "sex_agrees": 0.1,
    "sex_differs": -1.2,
    "nationality_agrees": 0.3,
    "nationality_differs": -0.5,
    "document_agrees": 4.0,
    "document_near": 1.5,
}
_FAR = 10  # years
_SHORTEST_DOCUMENT = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason: the code of a rule, its parameters, and what it weighs (0 for what only explains)."""

    code: str
    parameters: Parameters = field(default_factory=dict)
    weight: float = 0.0


def _finding(code: str, **parameters: str | int | list[str]) -> Finding:
    return Finding(code, parameters, WEIGHTS[code])


def birth_date(left: Iterable[str], right: Iterable[str]) -> Finding | None:
    """The best that any two of the dates say (registers hold several); dates are YYYY, YYYY-MM or YYYY-MM-DD."""
    found = [_dates(one, other) for one in left for other in right]
    known = [finding for finding in found if finding]
    return max(known, key=lambda finding: (finding.weight, sorted(map(str, finding.parameters.values()))), default=None)


def _dates(left: str, right: str) -> Finding | None:
    one, other = _DATE.fullmatch(left), _DATE.fullmatch(right)
    if not one or not other:
        return None
    (year, month, day), (other_year, other_month, other_day) = one.groups(), other.groups()
    apart = abs(int(year) - int(other_year))
    parameters = {"left": left, "right": right}
    exact = day and other_day and "01-01" not in (f"{month}-{day}", f"{other_month}-{other_day}")
    if apart == 0:
        if exact:
            if (month, day) == (other_month, other_day):
                return _finding("birth_date_agrees", date=left)
            if (month, day) == (other_day, other_month):
                return _finding("birth_date_swapped", **parameters)
            differences = sum(a != b for a, b in zip(left, right, strict=True))
            return _finding("birth_date_near" if differences == 1 else "birth_day_differs", **parameters)
        if (
            month
            and month == other_month
            and not (day or "").startswith("01")
            and not (other_day or "").startswith("01")
        ):
            return _finding("birth_month_agrees", **parameters)
        return _finding("birth_year_agrees", year=year)
    if exact and (month, day) == (other_month, other_day) and (apart <= 2 or _one_digit(year, other_year)):
        return _finding("birth_date_near", **parameters)
    if apart == 1:
        return _finding("birth_year_near", **parameters)
    return _finding("birth_year_far" if apart >= _FAR else "birth_year_differs", **parameters)


def _one_digit(left: str, right: str) -> bool:
    return sum(a != b for a, b in zip(left, right, strict=True)) == 1


def sex(left: str, right: str) -> Finding | None:
    """M, F or nothing (X and unknown say nothing)."""
    if left not in ("M", "F") or right not in ("M", "F"):
        return None
    return _finding("sex_agrees" if left == right else "sex_differs", left=left, right=right)


def nationality(left: Iterable[str], right: Iterable[str]) -> Finding | None:
    """Codes as documents or lists have them; one State in common is enough, a code that names none says nothing."""
    one = {compared_nationality(code) for code in left} - {""}
    other = {compared_nationality(code) for code in right} - {""}
    if not one or not other:
        return None
    common = sorted(one & other)
    if common:
        return _finding("nationality_agrees", countries=common)
    return _finding("nationality_differs", left=sorted(one), right=sorted(other))


def document_key(number: str) -> str:
    """A document number without what does not belong to it; empty if it is too short to mean anything."""
    key = _NOT_ALNUM.sub("", number.upper())
    return key if len(key) >= _SHORTEST_DOCUMENT else ""


def document(left: Sequence[str], right: Sequence[str]) -> Finding | None:
    """Numbers that differ say nothing: people have more than one document."""
    one, other = (
        sorted({document_key(number) for number in left} - {""}),
        {document_key(number) for number in right} - {""},
    )
    for number in one:
        if number in other:
            return _finding("document_agrees", number=number)
    for number in one:
        for second in sorted(other):
            if (
                len(number) == len(second) > _SHORTEST_DOCUMENT
                and sum(a != b for a, b in zip(number, second, strict=True)) == 1
            ):
                return _finding("document_near", left=number, right=second)
    return None
