"""What is typed on the pages of flights and carriers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sapar.areas.border import words, words_flights
from sapar.areas.border.rules import Answer, Direction
from sapar.web.fields import DateField

TOO_LONG = {"max_length": _("Write at most %(limit_value)d characters.")}


class FlightsForm(forms.Form):
    """Which flights: day, direction, post (for supervisors), or the number of one."""

    number = forms.CharField(
        label=_("Flight number"),
        required=False,
        max_length=12,
        widget=forms.TextInput({"autocomplete": "off", "class": "govuk-input--width-10"}),
        error_messages=TOO_LONG,
    )
    day = DateField(label=_("Day"), required=False)
    direction = forms.ChoiceField(
        label=_("Direction"),
        required=False,
        choices=[("", _("Both")), *((d.value, words.DIRECTIONS[d.value]) for d in Direction)],
    )
    post = forms.ChoiceField(label=_("Border post"), required=False)

    def __init__(self, *args: Any, posts: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        if posts:
            self.fields["post"].choices = [("", _("All")), *posts]  # type: ignore[attr-defined]
        else:
            del self.fields["post"]


class InterchangesForm(forms.Form):
    """Which messages: of a carrier, of a day, only those that were refused."""

    carrier = forms.ChoiceField(label=_("Carrier"), required=False)
    day = DateField(label=_("Day"), required=False)
    refused = forms.BooleanField(label=_("Only what was refused"), required=False, widget=forms.CheckboxInput)

    def __init__(self, *args: Any, carriers: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["carrier"].choices = [("", _("All")), *carriers]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """What the carrier is told about one person."""

    answer = forms.ChoiceField(
        label=_("Tell the carrier"),
        choices=[(one.value, words_flights.ANSWERS[one.value].text) for one in Answer],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the options.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("It stays here. The carrier is told the answer only."),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={**TOO_LONG, "required": _("Say in a few words why.")},
    )
