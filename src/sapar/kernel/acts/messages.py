"""Plain words for what a typed argument got wrong, by rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from sapar.kernel.errors import Invalid

RULES = {
    "missing": _("Enter a value."),
    "extra_forbidden": _("This field is not known."),
    "string_type": _("Enter text."),
    "int_parsing": _("Enter a whole number."),
    "int_type": _("Enter a whole number."),
    "decimal_parsing": _("Enter a number."),
    "bool_parsing": _("Choose yes or no."),
    "uuid_parsing": _("This reference is not valid."),
    "uuid_type": _("This reference is not valid."),
    "date_parsing": _("Enter a real date, like 2026-03-27."),
    "date_from_datetime_parsing": _("Enter a real date, like 2026-03-27."),
    "date_type": _("Enter a real date, like 2026-03-27."),
    "datetime_parsing": _("Enter a real date and time."),
    "enum": _("Choose one of the options."),
    "literal_error": _("Choose one of the options."),
}
OTHER = _("This value is not valid.")


def from_pydantic(line: Mapping[str, Any]) -> Invalid:
    """One of pydantic's error lines as the kernel's error, with the field and without the value."""
    place = line["loc"]
    return Invalid(RULES.get(line["type"], OTHER), field=str(place[0]) if place else None, code=str(line["type"]))
