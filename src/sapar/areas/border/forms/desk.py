"""What is typed and scanned at the border. Limits are those of the acts; the text goes to them as it was typed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from sapar.areas.border import rules, words
from sapar.areas.border.acts import Decision
from sapar.areas.border.rules import Direction
from sapar.web.fields import DateField, MrzInput

TOO_LONG = {"max_length": _("This is too long.")}


def _at_most(longest: int) -> MaxLengthValidator:
    """No ``maxlength`` in the browser: it would cut what a reader sends without a word."""
    return MaxLengthValidator(longest, TOO_LONG["max_length"])


def _mrz(label: Any, help_text: Any, *, required: bool, rows: int = 3, **attrs: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        validators=[_at_most(rules.MRZ_LONGEST)],
        strip=False,
        widget=MrzInput({"rows": rows, **attrs}),
        error_messages={"required": _("Read or type the machine-readable lines.")},
    )


def _seal() -> forms.CharField:
    return forms.CharField(
        label=_("Permit's seal"),
        help_text=_("Scan the square code of the permit, or paste its text."),
        required=False,
        validators=[_at_most(rules.SEAL_LONGEST)],
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "accesskey": "p"}),
    )


class DeskForm(forms.Form):
    """The desk: direction, the lines, perhaps a seal, and which reading is being repeated."""

    direction = forms.ChoiceField(
        label=_("Direction"),
        choices=[(d.value, words.DIRECTIONS[d.value]) for d in Direction],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose entry or exit.")},
    )
    mrz = _mrz(
        _("Machine-readable lines"),
        _("Read the passport, or type the lines as printed."),
        required=False,
        autofocus=True,
        accesskey="m",
    )
    seal = _seal()
    earlier_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    party_id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean_seal(self) -> str:
        """A seal may be scanned before the document; without either there is nothing to read."""
        seal = str(self.cleaned_data.get("seal") or "")
        if not seal.strip() and not str(self.cleaned_data.get("mrz") or "").strip() and "mrz" not in self.errors:
            self.add_error("mrz", forms.ValidationError(_("Read or type the machine-readable lines."), code="required"))
        return seal


class ReferForm(forms.Form):
    """Why the second line; the likely reason is chosen already."""

    reason = forms.ChoiceField(label=_("Why the second line?"), choices=list(words.REFERRALS.items()))
    note = forms.CharField(label=_("Note"), required=False, max_length=rules.REASON_LONGEST, error_messages=TOO_LONG)


class SealForm(forms.Form):
    """A seal that comes later, in the second line."""

    seal = _seal()


class DecideForm(forms.Form):
    """The second line's decision."""

    decision = forms.ChoiceField(
        label=_("Your decision"),
        choices=[
            (Decision.ADMIT.value, _("Let pass and record the crossing")),
            (Decision.CLOSE.value, _("Close without a crossing")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the check ends.")},
    )
    mrz = _mrz(
        _("Lines typed from the document"),
        _("Only if what was read does not identify the person."),
        required=False,
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("What you asked and saw, and why you decide so. It stays with the record."),
        max_length=rules.REASON_LONGEST,
        widget=forms.Textarea({"rows": 3}),
        error_messages={**TOO_LONG, "required": _("Give the reason of your decision.")},
    )


class CorrectForm(forms.Form):
    """What was wrong in a record. Everything but the reason may stay as it is."""

    direction = forms.ChoiceField(
        label=_("Direction"),
        choices=[(d.value, words.DIRECTIONS[d.value]) for d in Direction],
        widget=forms.RadioSelect,
    )
    day = DateField(label=_("Day"))
    time = forms.TimeField(
        label=_("Time"),
        input_formats=["%H:%M", "%H:%M:%S"],
        widget=forms.TimeInput({"class": "govuk-input--width-5", "inputmode": "numeric"}, format="%H:%M"),
        error_messages={"invalid": _("Enter a time like 14:05."), "required": _("Enter a time like 14:05.")},
    )
    mrz = _mrz(_("Lines of the right document"), _("Only if the record names the wrong document."), required=False)
    annul = forms.BooleanField(
        label=_("Nobody crossed: the record was made by mistake"), required=False, widget=forms.CheckboxInput
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("It stays with both records."),
        max_length=rules.REASON_LONGEST,
        widget=forms.Textarea({"rows": 3}),
        error_messages={**TOO_LONG, "required": _("Give a reason. It stays with both records.")},
    )

    def moment(self, original: datetime) -> datetime | None:
        """The corrected time, or None while day and minute are those of the record."""
        zone = ZoneInfo(settings.TIME_ZONE)
        chosen = datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"], zone)
        return None if abs(chosen - original) < timedelta(minutes=1) else chosen


class ListForm(forms.Form):
    """The filter of the list of crossings. The document number travels by POST only."""

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
            self.fields["post"].choices = posts  # type: ignore[attr-defined]
        else:
            del self.fields["post"]


class NumberForm(forms.Form):
    """Search by the number of a document."""

    number = forms.CharField(
        label=_("Document number"),
        help_text=_("The whole number. The search is recorded."),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "class": "govuk-input--width-20", "data-key": "f"}),
        error_messages={"required": _("Enter the number of the document."), **TOO_LONG},
    )
