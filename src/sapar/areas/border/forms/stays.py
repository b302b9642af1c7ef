"""What is typed about stays: regimes, registrations, extensions, the traveller's page, filters."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sapar.areas.border import stay_words as words
from sapar.areas.border.rules import registration as rules
from sapar.areas.border.rules import stays
from sapar.areas.border.rules.figures import PERIODS
from sapar.areas.border.words import DIRECTIONS
from sapar.methods.stays.regimes import Limit
from sapar.web.fields import DateField, PartialDateField, yes_no

LIMIT = re.compile(r"(\d{1,3})\s*(?:/\s*(\d{1,3}|year))?", re.IGNORECASE)
NUMBER = {
    "autocomplete": "off",
    "spellcheck": "false",
    "autocapitalize": "characters",
    "class": "govuk-input--width-20",
}


def _text(label: Any, help_text: Any = "", *, required: bool = True, width: int = 0) -> forms.CharField:
    attrs = {"class": f"govuk-input--width-{width}"} if width else {}
    return forms.CharField(
        label=label, help_text=help_text, required=required, widget=forms.TextInput({"autocomplete": "off", **attrs})
    )


def _prose(
    label: Any, help_text: Any = "", *, required: bool = True, most: int = rules.TEXT_LONGEST
) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=most, widget=forms.Textarea({"rows": 3})
    )


class LimitsField(forms.CharField):
    """Limits, one a line: ``90/180``, ``30``, ``60/year``. Gives the list that acts take."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": 2, "autocomplete": "off", "spellcheck": "false"}), **options)

    def to_python(self, value: Any) -> Any:
        found = []
        for line in str(super().to_python(value) or "").splitlines():
            if not line.strip():
                continue
            match = LIMIT.fullmatch(line.strip())
            if match is None:
                raise ValidationError(_("Write limits like 90/180, 30 or 60/year, one a line."), code="form")
            days, window = int(match[1]), match[2]
            period = "stay" if window is None else "year" if window.lower() == "year" else "rolling"
            found.append({"days": days, "period": period, "window_days": int(window) if period == "rolling" else None})
        return found


def limits_typed(limits: tuple[Limit, ...]) -> str:
    """Limits as they are typed."""
    typed = {"rolling": "{0.days}/{0.window_days}", "year": "{0.days}/year", "stay": "{0.days}"}
    return "\n".join(typed[one.period].format(one) for one in limits)


class RegimeForm(forms.Form):
    """A regime of visa-free stay."""

    code = _text(_("Short name"), _("Small letters, like tkm.kaz"))
    limits = LimitsField(
        label=_("Limits"),
        help_text=_(
            "One a line: 90/180 is 90 days in any 180; 30 is 30 days from each entry; 60/year a calendar year."
        ),
    )
    convention = forms.ChoiceField(
        label=_("How days are counted"), choices=list(words.CONVENTIONS.items()), widget=forms.RadioSelect
    )
    nationalities = _text(_("Nationalities"), _("Codes as in passports, like KAZ, UZB. Empty: any."), required=False)
    document_kinds = forms.MultipleChoiceField(
        label=_("Kinds of document"),
        help_text=_("None chosen: any."),
        choices=list(words.KINDS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    valid_from = DateField(label=_("For entries from"), required=False)
    valid_until = DateField(label=_("For entries until"), required=False)
    source = _prose(_("Source"), _("Law or agreement, article, and where it was read."), most=stays.SOURCE_LONGEST)
    unverified = forms.BooleanField(
        label=_("Not confirmed in the law itself (shown as unverified, holds up nobody)"),
        required=False,
        initial=True,
        widget=forms.CheckboxInput,
    )

    def clean_nationalities(self) -> list[str]:
        return [code.upper() for code in re.split(r"[\s,;]+", self.cleaned_data["nationalities"]) if code]


class DecideRegimeForm(forms.Form):
    """The second person's decision."""

    approve = yes_no(_("Approve this regime?"))
    note = _prose(_("Note"), _("Needed when you do not approve. The one who entered it reads it."), required=False)


class StayNumberForm(forms.Form):
    """Search by the number of a document."""

    number = forms.CharField(
        label=_("Document number"),
        help_text=_("The whole number. The search is recorded."),
        max_length=40,
        widget=forms.TextInput(NUMBER | {"data-key": "f"}),
        error_messages={"required": _("Enter the number of the document.")},
    )


class OpenStayForm(forms.Form):
    """The door of the traveller's page."""

    number = forms.CharField(label=_("Number of your passport"), max_length=40, widget=forms.TextInput(NUMBER))
    birth_date = PartialDateField(label=_("Date of birth"), help_text=_("As in the passport."))
    code = forms.CharField(
        label=_("Code of your entry slip"),
        help_text=_("16 letters and digits."),
        max_length=60,
        widget=forms.TextInput(NUMBER | {"autocapitalize": "none"}),
    )


class OwnRegistrationForm(forms.Form):
    """Where the traveller stays."""

    address = _prose(_("Address where you stay"), most=rules.ADDRESS_LONGEST)
    host_name = _text(_("Name of your host"), _("Empty if you stay alone."), required=False)
    stays_from = DateField(label=_("Since when"))
    stays_until = DateField(label=_("Until when, if you know"), required=False)


class GuestForm(forms.Form):
    """A guest, as the passport says it, and the stay."""

    name = _text(_("Name"), _("As in the passport."))
    number = forms.CharField(label=_("Number of the passport"), max_length=40, widget=forms.TextInput(NUMBER))
    nationality = _text(_("Nationality"), _("Three letters, as in the passport."), width=4)
    birth_date = PartialDateField(label=_("Date of birth"))
    address = _prose(_("Address of the stay"), most=rules.ADDRESS_LONGEST)
    stays_from = DateField(label=_("Since when"))
    stays_until = DateField(label=_("Until when, if it is known"), required=False)


class OfficeGuestForm(GuestForm):
    """The same, entered at the office, with the host's name."""

    host_name = _text(_("Name of the host"), required=False)
    field_order = (*GuestForm.base_fields, "host_name")


class LeftForm(forms.Form):
    """The day on which a guest left."""

    left_on = DateField(label=_("The guest left on"))


class AskForm(forms.Form):
    """A request to stay longer."""

    asked_until = DateField(label=_("Until which day?"))
    ground = forms.ChoiceField(label=_("Why?"), choices=list(words.GROUNDS.items()), widget=forms.RadioSelect)
    text = _prose(_("In a few words"), required=False)


class DecideExtensionForm(forms.Form):
    """The decision on a request."""

    grant = yes_no(_("Grant?"))
    until = DateField(label=_("Until"), help_text=_("The day that was asked for, or an earlier one."), required=False)
    reasons = forms.MultipleChoiceField(
        label=_("Reasons of a refusal"),
        choices=list(words.REFUSALS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    decision = _prose(_("Words for the traveller"), _("Needed for a refusal."), required=False)


class HearForm(forms.Form):
    """The decision on an appeal."""

    lift = yes_no(_("Lift the refusal and grant?"))
    until = DateField(label=_("Until"), help_text=_("The day that was asked for, or an earlier one."), required=False)
    answer = _prose(_("Words for the traveller"))


class AppealForm(forms.Form):
    """An appeal."""

    appeal = _prose(_("Why is the refusal wrong?"))


class UnregisteredForm(forms.Form):
    """Filter of those who are not registered."""

    nationality = _text(_("Nationality"), required=False, width=4)
    post = forms.ChoiceField(label=_("Border post"), required=False)

    def __init__(self, *args: Any, posts: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["post"].choices = [("", _("All")), *posts]  # type: ignore[attr-defined]


class OverstayForm(forms.Form):
    """Filter of possible overstays."""

    as_of = forms.ChoiceField(label=_("As of"), required=False)
    outcome = forms.ChoiceField(label=_("Which"), required=False, choices=[("", _("All")), *words.WHERE.items()])
    nationality = _text(_("Nationality"), required=False, width=4)

    def __init__(self, *args: Any, days: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["as_of"].choices = [("", _("Newest")), *days]  # type: ignore[attr-defined]


class AsOfForm(forms.Form):
    """The day of a new list."""

    as_of = DateField(label=_("As of the end of"))


PERIOD_WORDS = {"30d": _("30 days"), "90d": _("90 days"), "12m": _("12 months")}


class FiguresForm(forms.Form):
    """Filter of the dashboard."""

    period = forms.ChoiceField(label=_("Period"), required=False, choices=[(k, PERIOD_WORDS[k]) for k in PERIODS])
    post = forms.ChoiceField(label=_("Border post"), required=False)
    direction = forms.ChoiceField(label=_("Direction"), required=False, choices=[("", _("Both")), *DIRECTIONS.items()])
    nationality = _text(_("Nationality"), required=False, width=4)

    def __init__(self, *args: Any, posts: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        if posts:
            self.fields["post"].choices = [("", _("All")), *posts]  # type: ignore[attr-defined]
        else:
            del self.fields["post"]
