"""Lanes, hand-overs and shifts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sapar.areas.border import rules, words
from sapar.areas.border.forms.desk import TOO_LONG
from sapar.areas.border.rules import LaneKind


class LaneForm(forms.Form):
    """A new lane."""

    name = forms.CharField(
        label=_("Name of the lane"),
        max_length=20,
        widget=forms.TextInput({"class": "govuk-input--width-10"}),
        error_messages={
            **TOO_LONG,
            "required": _("Name the lane in at most 20 characters, such as “3” or “Bus”."),
        },
    )
    kind = forms.ChoiceField(label=_("What for"), choices=[(k.value, words.LANES[k.value]) for k in LaneKind])


class HandOverForm(forms.Form):
    """To whom a case goes, and what they have to know."""

    to_id = forms.ChoiceField(label=_("Hand over to"), error_messages={"required": _("Choose an officer.")})
    note = forms.CharField(
        label=_("Note"),
        max_length=rules.REASON_LONGEST,
        widget=forms.Textarea({"rows": 2}),
        error_messages={**TOO_LONG, "required": _("Write what the next officer has to know.")},
    )

    def __init__(self, *args: Any, officers: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to_id"].choices = [("", _("Choose")), *officers]  # type: ignore[attr-defined]


def _count(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        widget=forms.NumberInput({"class": "govuk-input--width-5"}),
        error_messages={"invalid": _("Enter a number."), "min_value": _("Enter a number.")},
    )


class GiveShiftForm(forms.Form):
    """The end of a shift."""

    entries = _count(_("Entries, counted by hand"))
    exits = _count(_("Exits, counted by hand"))
    refused = _count(_("Refusals, counted by hand"))
    note = forms.CharField(
        label=_("Note for the next shift"),
        max_length=rules.REASON_LONGEST,
        widget=forms.Textarea({"rows": 3}),
        error_messages={
            **TOO_LONG,
            "required": _("Write what the next shift has to know; “nothing special” is an answer."),
        },
    )


class TakeShiftForm(forms.Form):
    """The second signature."""

    remark = forms.CharField(
        label=_("Remark"),
        required=False,
        help_text=_("Only if you do not agree with something. The supervisors are told."),
        max_length=rules.REASON_LONGEST,
        widget=forms.Textarea({"rows": 2}),
        error_messages=TOO_LONG,
    )
