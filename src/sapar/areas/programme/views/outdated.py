"""Two people changed the same thing: the second sees both texts, keeps what they wrote, and decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sapar.web.components import Column, Table, TableRow


def conflict_table(rows: Sequence[TableRow]) -> Table:
    """What stands there now beside what was written."""
    columns = [
        Column("field", _("Field")),
        Column("theirs", _("What stands there now")),
        Column("yours", _("What you wrote")),
    ]
    return Table(_("Where the two differ"), columns, rows, empty=_("You both wrote the same."))


def outdated(
    form: Any, now: Mapping[str, Any], version: int, more: Sequence[tuple[Any, Any, Any]] = ()
) -> Table | None:
    """The differences, if the act refused ``form`` because a colleague was faster. ``now``: what stands there, by field;
    ``more``: (name, now, written) of what is not a field. The next save is over what stands there now."""
    if not form.has_error("__all__", code="version"):
        return None
    typed = form.data.copy()
    typed["version"] = str(version)
    form.data = typed
    rows = [
        TableRow([form.fields[name].label, _shown(form, name, old), _shown(form, name, form.cleaned_data.get(name))])
        for name, old in now.items()
        if name in form.fields
        and name != "version"
        and not form.fields[name].disabled
        and (old or "") != (form.cleaned_data.get(name) or "")
    ]
    rows += [TableRow([name, old or "", new or ""]) for name, old, new in more if old != new]
    return conflict_table(rows)


def _shown(form: Any, name: str, value: Any) -> Any:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        return dict(field.choices).get(value, value)  # type: ignore[arg-type]
    return field.prepare_value(value) or ""
