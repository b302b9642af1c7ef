"""Form fields that Django does not have: dates in three boxes, partial dates, machine readable lines, choices with hints."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class Parts(NamedTuple):
    """What was typed into the three boxes, untouched."""

    day: str
    month: str
    year: str

    @property
    def empty(self) -> bool:
        return not any(self)


PART_LABELS = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class DateParts(forms.Widget):
    """Day, month, year. Input names are ``<name>_day``, ``<name>_month``, ``<name>_year``."""

    template_name = "web/forms/date_parts.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None, *, birth: bool = False) -> None:
        super().__init__(attrs)
        self.birth = birth
        """True lets the browser offer the reader's own birthday."""

    def decompress(self, value: object) -> Parts:
        match value:
            case Parts():
                return value
            case date():
                return Parts(str(value.day), str(value.month), str(value.year))
            case str() if found := PARTIAL.fullmatch(value):
                year, month, day = found.groups()
                return Parts((day or "").lstrip("0"), (month or "").lstrip("0"), year)
        return Parts("", "", "")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, None, attrs)
        parts = self.decompress(value)
        base = context["widget"]["attrs"].get("id") or f"id_{name}"
        context["widget"]["parts"] = [
            {
                "name": f"{name}_{part}",
                "id": f"{base}_{part}",
                "label": PART_LABELS[part],
                "value": getattr(parts, part),
                "width": 4 if part == "year" else 2,
                "autocomplete": f"bday-{part}" if self.birth else "",
            }
            for part in Parts._fields
        ]
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Parts | None:
        if self.value_omitted_from_data(data, files, name):
            # An ISO date under the plain name is welcome too: readers and scripts send it.
            return self.decompress(data[name]) if data.get(name) else None
        return Parts(*(str(data.get(f"{name}_{part}", "")).strip() for part in Parts._fields))

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return all(f"{name}_{part}" not in data for part in Parts._fields)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_day" if id_ else id_


class PartialDateField(forms.Field):
    """A date of which only the year, or year and month, may be known. Gives ``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD`` or "".

    Unknown stays unknown: nothing is filled in.
    """

    widget = DateParts
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("Enter a date"),
        "year": _("Enter the year in four digits"),
        "month": _("Enter the month as well, or leave out the day"),
        "real": _("Enter a date that exists, such as 27 3 1985"),
    }

    def to_python(self, value: Any) -> str:
        if value is None or (isinstance(value, Parts) and value.empty):
            return ""
        parts = value if isinstance(value, Parts) else DateParts().decompress(value)
        if not re.fullmatch(r"[0-9]{4}", parts.year):
            raise ValidationError(self.error_messages["year"], code="year")
        if parts.day and not parts.month:
            raise ValidationError(self.error_messages["month"], code="month")
        try:
            numbers = [int(part) if re.fullmatch(r"[0-9]{1,2}", part) else 0 for part in (parts.month, parts.day)]
            month, day = (
                number if typed else 1 for number, typed in zip(numbers, (parts.month, parts.day), strict=True)
            )
            date(int(parts.year), month, day)
        except ValueError:
            raise ValidationError(self.error_messages["real"], code="real") from None
        return "-".join(filter(None, (parts.year, parts.month.zfill(2) if parts.month else "", self._two(parts.day))))

    def has_changed(self, initial: Any, data: Any) -> bool:
        widget = DateParts()
        return not self.disabled and widget.decompress(initial) != widget.decompress(data)

    @staticmethod
    def _two(day: str) -> str:
        return day.zfill(2) if day else ""


class DateField(PartialDateField):
    """A whole date in three boxes. Gives :class:`datetime.date` or None."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "whole": _("Enter day, month and year"),
        "early": _("The date must be %(limit)s or later"),
        "late": _("The date must be %(limit)s or earlier"),
    }

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        if len(text) != 10:
            raise ValidationError(self.error_messages["whole"], code="whole")
        return date.fromisoformat(text)


class MrzInput(forms.Textarea):
    """Two or three lines of a machine readable zone, monospace."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        given = {"rows": 3, "cols": 44, "spellcheck": "false", "autocapitalize": "characters", "autocomplete": "off"}
        super().__init__({**given, "translate": "no", "wrap": "off", **(attrs or {})})


class MrzField(forms.CharField):
    """Machine readable lines as typed, pasted or read; upper case, without blanks. Parsing is the area's work."""

    widget = MrzInput

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value) or "")
        lines = (re.sub(r"\s+", "", line).upper().replace("«", "<<") for line in text.splitlines())
        return "\n".join(line for line in lines if line)


class HintedRadios(forms.RadioSelect):
    """Radio buttons with a hint below some of the labels: ``HintedRadios(hints={"value": _("…")})``."""

    def __init__(
        self, attrs: dict[str, Any] | None = None, choices: Sequence[Any] = (), *, hints: Mapping[str, object]
    ):
        super().__init__(attrs, choices)
        self.option_hints = hints


def yes_no(label: Any, *, help_text: Any = "", required: bool = True) -> forms.TypedChoiceField:
    """A question answered by yes or no; gives True, False, or None when it may stay unanswered."""
    return forms.TypedChoiceField(
        label=label,
        help_text=help_text,
        required=required,
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda word: word == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no")},
    )
