"""The difference between two versions as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.rules.differing import LineChange
from sapar.areas.programme.views import plan_words as words
from sapar.web.components import Column, Table, TableRow, Tag


def change_table(changes: Sequence[LineChange], names: Any, caption: words.Text) -> Table:
    """Line by line, field by field."""
    rows = []
    for change in changes:
        first: list[object] = [change.line.number, _kind(change), words.text(change.line.content.title)]
        for place, one in enumerate(change.fields or (None,)):
            start = first if place == 0 else [change.line.number, "", ""]
            if one is None:
                rows.append(TableRow([*start, "", "", ""]))
                continue
            old, new = (words.change_value(one, value, names) for value in (one.old, one.new))
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


def _kind(change: LineChange) -> Tag:
    return words.KINDS[change.kind]
