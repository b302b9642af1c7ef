"""What is typed on the pages of commitments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.acts import NOTE_LONGEST
from sapar.web.fields import DateField

TOO_LONG = MaxLengthValidator(NOTE_LONGEST, _("This is too long."))


class LinkForm(forms.Form):
    """Which indicator, and why it stands for the objective."""

    indicator = forms.ChoiceField(label=_("Indicator"), error_messages={"required": _("Choose an indicator.")})
    note = forms.CharField(
        label=_("Why it shows progress on this objective"),
        required=False,
        validators=[TOO_LONG],
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, choices: Iterable[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].choices = [("", _("Choose")), *choices]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why a link ends."""

    reason = forms.CharField(
        label=_("Why does the link end?"),
        validators=[TOO_LONG],
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Say why the link ends.")},
    )


class CountForm(forms.Form):
    """As of which day; empty is today."""

    as_of = DateField(label=_("As of"), required=False, help_text=_("Leave empty for today."))


class FilterForm(forms.Form):
    """One choice for each dimension that can be fixed; ``by`` is what the table is broken down by."""

    by = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, titles: Mapping[str, Any], choices: Mapping[str, Iterable[tuple[str, Any]]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, found in choices.items():
            self.fields[name] = forms.ChoiceField(label=titles[name], required=False, choices=[("", _("all")), *found])
