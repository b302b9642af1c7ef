"""A listed person or organisation, whichever list it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

# What is read at most; more is refused before or while it is read.
MOST_BYTES = 512 * 1024 * 1024
MOST_ENTRIES = 5_000_000
MOST_VALUES = 500  # of one property of one entry
MOST_TEXT = 1_000  # characters of a name, number or date
MOST_REMARK = 10_000


class WatchlistError(ValueError):
    """A list that cannot be read. ``rule`` is a stable word, ``line`` or ``entry`` the place if it is known.

    Rules: ``size``, ``encoding``, ``format`` (no known list), ``json``, ``xml``, ``xml_doctype``, ``depth``, ``csv``,
    ``columns``, ``entries`` (too many), ``empty``.
    """

    def __init__(self, rule: str, message: str, line: int | None = None) -> None:
        super().__init__(f"{message} (line {line})" if line else message)
        self.rule = rule
        self.line = line


@dataclass(frozen=True, slots=True)
class Problem:
    """Something of one entry that was left out because it could not be read: nothing is dropped in silence."""

    entry: str
    field: str
    value: str


@dataclass(slots=True)
class Listed:
    """One entry. Dates are YYYY, YYYY-MM or YYYY-MM-DD; countries α-3; sex M, F or empty.

    ``names`` hold aliases and former names too; ``weak_names`` are those that the list itself calls weak or low quality.
    ``kind``: person, organisation or other. ``notice``: red, yellow, … for INTERPOL. ``authority``, ``reason``,
    ``listed_on``, ``until``: who listed whom, why and for how long.
    """

    id: str
    kind: str = "person"
    names: list[str] = field(default_factory=list)
    weak_names: list[str] = field(default_factory=list)
    birth_dates: list[str] = field(default_factory=list)
    sex: str = ""
    nationalities: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    reference: str = ""
    authority: str = ""
    reason: str = ""
    listed_on: str = ""
    changed_on: str = ""
    until: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Watchlist:
    """A list as read: ``format`` is one of `FORMATS`; ``date`` that of the list itself, empty if it does not say."""

    format: str
    date: str
    entries: list[Listed]
    problems: list[Problem]


FORMATS = ("ftm", "sapar", "un_sc", "ofac_advanced", "ofac_csv", "interpol", "csv")


def add(values: list[str], new: Iterable[str]) -> None:
    """Adds what is not there yet, trimmed and bounded."""
    for value in new:
        text = " ".join(value[:MOST_TEXT].split())
        if text and text not in values and len(values) < MOST_VALUES:
            values.append(text)
