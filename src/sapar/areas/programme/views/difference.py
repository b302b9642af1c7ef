"""The difference between two versions as a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.rules.differing import EntryChange, LineChange
from sapar.areas.programme.views import meeting_words
from sapar.areas.programme.views import plan_words as words
from sapar.web.components import Column, Table, TableRow, Tag


def change_table(changes: Sequence[LineChange], names: Any, caption: words.Text) -> Table:
    """A plan's changes line by line, field by field."""
    return _table(changes, lambda change: change.line.number, names, {}, caption)


def minutes_table(changes: Sequence[EntryChange], names: Any, labels: Mapping[UUID, str], caption: words.Text) -> Table:
    """The same of minutes. ``labels``: activities (by line) and decisions that entries name."""

    def number(change: EntryChange) -> str:
        return meeting_words.entry(change.entry.kind, change.entry.number) if change.entry else gettext("Meeting")

    return _table(changes, number, names, labels, caption)


def _table(
    changes: Sequence[Any],
    number: Callable[[Any], str],
    names: Any,
    labels: Mapping[UUID, str],
    caption: words.Text,
) -> Table:
    rows = []
    for change in changes:
        first: list[object] = [number(change), _kind(change), words.text(change.title)]
        for place, one in enumerate(change.fields or (None,)):
            start = first if place == 0 else [number(change), "", ""]
            if one is None:
                rows.append(TableRow([*start, "", "", ""]))
                continue
            old, new = (words.change_value(one, value, names, labels) for value in (one.old, one.new))
            rows.append(TableRow([*start, words.change_field(one), old, new]))
    columns = [
        Column("number", _("No.")),
        Column("kind", _("Kind of change")),
        Column("title", _("Line")),
        Column("field", _("Field")),
        Column("old", _("Before")),
        Column("new", _("Now")),
    ]
    return Table(caption, columns, rows, empty=_("There is no difference."))


def _kind(change: LineChange | EntryChange) -> Tag:
    return words.KINDS[change.kind]
