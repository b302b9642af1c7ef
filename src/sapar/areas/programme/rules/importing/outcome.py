"""What a file would make of a draft, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field

from sapar.areas.programme.rules.content import Line

MOST_FAULTS = 500


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong in which cell. ``row`` counts from 1 as in the spreadsheet; ``column`` from 0, None for the row."""

    row: int
    column: int | None
    rule: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """A line to save. ``known``: it stands in the draft; ``changed``: the file says something else than the draft."""

    line: Line
    known: bool
    changed: bool
    row: int


@dataclass(slots=True)
class Outcome:
    """What the file would make of the draft. With a fault nothing is saved."""

    saved: list[Saved] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    unknown_names: list[str] = field(default_factory=list)
    more_faults: bool = False
