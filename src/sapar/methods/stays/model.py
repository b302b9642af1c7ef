"""A crossing and a stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

Direction = Literal["entry", "exit"]
Kind = Literal["closed", "open", "orphan"]
Key = UUID | int


@dataclass(frozen=True, slots=True)
class Crossing:
    """One crossing that counts. ``crossed_on``: the local date of ``crossed_at``."""

    key: Key
    person: Key
    crossed_at: datetime
    crossed_on: date
    direction: Direction
    post: str = ""
    nationality: str = ""
    document_kind: str = ""


@dataclass(frozen=True, slots=True)
class Stay:
    """From an entry to an exit, by what was recorded.

    *closed*: entry and the exit that followed. *open*: no exit followed; ``bounded_on`` is the day of the next entry if
    there is one, so the person left unrecorded on some day up to then. *orphan*: an exit without an entry before it.
    Nationality and kind of document are those of the entry (of the exit, for an orphan).
    """

    entry_on: date | None
    exit_on: date | None = None
    bounded_on: date | None = None
    person: Key | None = None
    entry_key: Key | None = None
    exit_key: Key | None = None
    nationality: str = ""
    document_kind: str = ""

    @property
    def kind(self) -> Kind:
        if self.entry_on is None:
            return "orphan"
        return "open" if self.exit_on is None else "closed"

    @property
    def inside(self) -> bool:
        """Whether the person is in the country as far as the records say."""
        return self.kind == "open" and self.bounded_on is None

    @property
    def doubtful(self) -> bool:
        """Whether one of its two crossings is missing although it took place."""
        return self.kind == "orphan" or (self.kind == "open" and self.bounded_on is not None)
