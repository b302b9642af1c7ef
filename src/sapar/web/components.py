"""Typed data for the components in ``templates/web/components``.

A view builds these, a template includes the component::

    {% include "web/components/table.html" with table=applications %}

Everything shown is escaped by the templates; titles may be lazy translations.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from django.utils.functional import Promise

Text = str | Promise

Colour = Literal["", "grey", "green", "teal", "blue", "purple", "magenta", "red", "orange", "yellow"]
Level = Literal["green", "amber", "red", "grey"]


@dataclass(frozen=True)
class Tag:
    """A state in one or two words; ``colour`` only repeats what the words say."""

    text: Text
    colour: Colour = ""


@dataclass(frozen=True)
class Link:
    """A link in a cell, a summary or a list."""

    text: Text
    href: str
    hidden: Text = ""
    """Words for screen readers that make the link clear out of context."""


@dataclass(frozen=True)
class Row:
    """One line of a summary list. ``value`` may be text, number, date, Tag, Link, None (no answer) or a list of them."""

    key: Text
    value: object
    change: str = ""
    """Address of the page and field where the answer can be changed."""
    hint: Text = ""


@dataclass(frozen=True)
class Task:
    """One line of a task list; without ``href`` it cannot be started yet."""

    title: Text
    status: Tag | Text
    href: str = ""
    hint: Text = ""


@dataclass(frozen=True)
class Column:
    """A table column. ``name`` is the word used in ``?sort=``; ``sortable`` makes the header a link."""

    name: str
    title: Text
    numeric: bool = False
    sortable: bool = False


@dataclass(frozen=True)
class TableRow:
    """Cells in the order of the columns. The first cell is the row's header and is linked when ``href`` is given."""

    cells: Sequence[object]
    href: str = ""
    emphasis: bool = False


@dataclass(frozen=True)
class Table:
    """A table with caption. ``sort`` is the current ``?sort=`` word, with a leading minus when descending."""

    caption: Text
    columns: Sequence[Column]
    rows: Sequence[TableRow]
    sort: str = ""
    empty: Text = ""
    caption_hidden: bool = False
    total: Sequence[object] = ()

    @property
    def stacks(self) -> bool:
        """Whether it is too wide for a phone, which then reads it as cards."""
        return len(self.columns) > 3


@dataclass(frozen=True)
class Event:
    """One step of a timeline, newest or oldest first as the view orders them."""

    title: Text
    at: date | datetime | None = None
    by: Text = ""
    text: Text = ""
    current: bool = False


@dataclass(frozen=True)
class VerdictView:
    """The answer of a check in colour, words and reasons. Never colour alone."""

    level: Level
    title: Text
    reasons: Sequence[Text] = ()
    note: Text = ""


@dataclass(frozen=True)
class Notice:
    """A notification banner. ``kind`` "success" and "error" are announced at once."""

    text: Text
    title: Text = ""
    kind: Literal["info", "success", "error"] = "info"
    href: str = ""
    link: Text = ""


@dataclass(frozen=True)
class Progress:
    """Long work: ``done`` of ``total`` steps; ``total`` None while it is not known."""

    title: Text
    done: int
    total: int | None = None
    text: Text = ""

    @property
    def percent(self) -> int | None:
        return None if not self.total else min(100, self.done * 100 // self.total)


@dataclass(frozen=True)
class Figure:
    """A chart with the table it was drawn from. ``svg`` is made by :mod:`sapar.web.charts` and is safe markup."""

    title: Text
    svg: str
    description: Text
    table: Table | None = None
    rows_href: str = ""
    source: Text = ""


@dataclass(frozen=True)
class Choice:
    """One link of a filter or of a set of tabs."""

    text: Text
    href: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Confirm:
    """A question before an act that cannot be taken back."""

    title: Text
    text: Text = ""
    rows: Sequence[Row] = ()
    button: Text = ""
    warning: bool = True
    cancel: str = ""
    consequences: Sequence[Text] = field(default_factory=tuple)


def rows(pairs: Iterable[tuple[Text, object]]) -> list[Row]:
    """Summary rows from ``(key, value)`` pairs."""
    return [Row(key, value) for key, value in pairs]
