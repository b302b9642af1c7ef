"""Forms of visas: the applicant's pages and the officer's. What they check twice, the acts decide."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sapar.areas.border import procedures
from sapar.kernel import clock
from sapar.web.fields import DateField, MrzField, PartialDateField

SEXES = [("F", _("Female")), ("M", _("Male")), ("X", _("Not specified"))]
AMOUNT = re.compile(r"(\d{1,7})(?:[.,](\d{1,2}))?", re.ASCII)
CHOOSE = {"required": _("Choose one of the options."), "invalid_choice": _("Choose one of the options.")}


def _choices(table: Mapping[str, procedures.Item]) -> list[tuple[str, Any]]:
    return [(code, item.title) for code, item in table.items()]


def text(label: Any, *, help_text: Any = "", required: bool = True, most: int = 300, **attrs: Any) -> forms.CharField:
    given = {"autocomplete": "off", **attrs}
    said = {"required": _("This answer is missing.")}
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=most,
        widget=forms.TextInput(given),
        error_messages=said,
    )


def prose(label: Any, *, help_text: Any = "", required: bool = True, most: int = 2000) -> forms.CharField:
    said = {"required": _("Give a reason.")}
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=most,
        widget=forms.Textarea({"rows": "4"}),
        error_messages=said,
    )


class AmountField(forms.CharField):
    """An amount of money, ``45`` or ``45,50``; gives hundredths."""

    default_error_messages: ClassVar[dict[str, Any]] = {"amount": _("Enter an amount like 45 or 45.50")}

    def to_python(self, value: Any) -> Any:
        typed = re.sub(r"[\s\u00a0]", "", str(super().to_python(value) or ""))
        if not typed:
            return 0
        found = AMOUNT.fullmatch(typed)
        if found is None:
            raise ValidationError(self.error_messages["amount"], code="amount")
        return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


# ------------------------------------------------------------------------------------------------ applicants


class OpenForm(forms.Form):
    """Reference and code."""

    reference = text(_("Reference"), help_text=_("Like VA-7K3M-Q9XC."), most=40, autocapitalize="characters")
    code = text(_("Code"), help_text=_("Twelve letters and digits."), most=40, autocapitalize="characters")


class MrzForm(forms.Form):
    """The machine-readable lines, to fill in the form."""

    mrz = MrzField(
        label=_("The two lines at the foot of your passport's page"),
        help_text=_(
            "Type or paste them, then press “Read”: the form below fills itself. You can also fill it by hand."
        ),
        required=False,
    )


class PassportForm(forms.Form):
    """The applicant as the passport describes them."""

    primary = text(_("Surname"), help_text=_("As in the passport, in Latin letters."), most=120)
    secondary = text(_("Given names"), required=False, most=120)
    birth_date = PartialDateField(
        label=_("Date of birth"), help_text=_("Leave out day or month if the passport does not state them.")
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=SEXES, widget=forms.RadioSelect, error_messages=CHOOSE)
    nationality = text(
        _("Nationality"), help_text=_("Three letters as in the passport, such as UZB or TUR."), most=3, maxlength="3"
    )
    issuer = text(_("Issuing State"), help_text=_("Three letters as in the passport."), most=3, maxlength="3")
    number = text(_("Passport number"), most=25)
    document_expires_on = DateField(label=_("The passport is valid until"))
    mrz = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)


class TripForm(forms.Form):
    """The journey."""

    purpose = forms.ChoiceField(
        label=_("Why do you travel?"),
        choices=_choices(procedures.VISA_PURPOSES),
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    arrives_on = DateField(label=_("Day of arrival"))
    leaves_on = DateField(label=_("Day of leaving"), help_text=_("A stay is 90 days at most."))
    entries = forms.ChoiceField(
        label=_("How often will you enter?"),
        choices=_choices(procedures.VISA_ENTRIES),
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    stays_at = text(_("Where will you stay?"), help_text=_("An address, a hotel, a host."))
    email = forms.EmailField(
        label=_("Mail address"),
        help_text=_("We write there when something is decided. The letter holds the reference and no details."),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"required": _("This answer is missing.")},
    )
    phone = text(
        _("Telephone"), help_text=_("With the country, like +99365123456."), required=False, most=30, inputmode="tel"
    )


class InviterForm(forms.Form):
    """Who invites."""

    kind = forms.ChoiceField(
        label=_("Who invites you?"),
        choices=_choices(procedures.VISA_INVITERS),
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    name = text(_("Name of who invites you"), required=False, most=200)
    register_number = text(
        _("Register number"), help_text=_("Of an organisation, company or agency."), required=False, most=40
    )
    reference = text(_("Number of the letter of invitation"), required=False, most=60)
    contact = text(_("How we reach them"), help_text=_("Address or telephone."), required=False, most=200)


class PaperForm(forms.Form):
    """One file."""

    kind = forms.ChoiceField(
        label=_("Which document is it?"),
        choices=_choices(procedures.VISA_PAPERS),
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    content = forms.FileField(
        label=_("File"),
        help_text=_("PDF, JPEG or PNG, up to 5 MB. The photograph is a JPEG or PNG, higher than wide."),
        allow_empty_file=True,
        error_messages={"required": _("Choose a file.")},
        widget=forms.FileInput({"accept": ".pdf,.jpg,.jpeg,.png"}),
    )


class ConfirmForm(forms.Form):
    """Before an application is sent."""

    confirmed = forms.BooleanField(
        label=_("What I state here is true."),
        error_messages={"required": _("Confirm that what you state is true.")},
    )


class WhyForm(forms.Form):
    """An appeal, or another reason that the service reads."""

    reason = prose(_("Why?"), help_text=_("Write in the language that you know best."), most=4000)


class ExtensionForm(WhyForm):
    """More time."""

    until = DateField(label=_("Until which day do you want to stay?"))
    field_order = ("until", "reason")


# ------------------------------------------------------------------------------------------------ officers


class SearchForm(forms.Form):
    """A reference, a passport number, or the beginning of a surname."""

    text = forms.CharField(
        label=_("Reference, passport number or surname"),
        required=False,
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off", "class": "govuk-input--width-20", "data-key": "f"}),
    )


class FeeForm(forms.Form):
    """A payment that was made elsewhere."""

    amount = AmountField(
        label=_("Amount that was paid"),
        required=False,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off", "class": "govuk-input--width-5"}),
    )
    currency = forms.ChoiceField(
        label=_("Currency"), choices=[(code, code) for code in procedures.VISA_CURRENCIES], widget=forms.RadioSelect
    )
    receipt_number = text(_("Number of the receipt"), required=False, most=40)
    paid_on = DateField(label=_("Paid on"))
    exempt = text(
        _("Nothing is due, because"),
        help_text=_("Leave it empty when a payment was made."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paid_on"].initial = clock.today()
        self.fields["currency"].initial = procedures.VISA_CURRENCIES[0]


class ReasonForm(forms.Form):
    """A reason that the applicant reads."""

    reason = prose(_("Reason"), help_text=_("The applicant will read it. Name no other people."))


class HitsNoteForm(forms.Form):
    """The answer to what lists have said since the last proposal."""

    hits_note = prose(
        _("Why what was found does not stand in the way"),
        help_text=_("Needed where the lists say something that no proposal has answered. Only officers read it."),
        required=False,
    )


class LinkForm(ReasonForm, HitsNoteForm):
    """The new passport."""

    mrz = MrzField(label=_("Machine-readable lines of the new passport"))
    field_order = ("mrz", "reason", "hits_note")


class CancelForm(ReasonForm):
    """The end of a visa, and of a stay that goes on under it."""

    leave_by = DateField(
        label=_("The traveller leaves by"),
        help_text=_(
            "Proposed: ten days from today, or the last day of the stay if that comes earlier. No law with such a period was "
            "found (unverified), so you decide. The applicant is told."
        ),
        required=False,
    )
    field_order = ("leave_by", "reason")


class NewCodeForm(forms.Form):
    """A new code for an applicant who lost it."""

    checked = text(
        _("How did you make sure that this is the applicant?"),
        help_text=_("Like: passport shown at the counter of the embassy. It stays with the application."),
    )
    channel = forms.ChoiceField(
        label=_("Where does the code go?"),
        choices=[("email", _("Mail address")), ("phone", _("Telephone"))],
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )


class ValidityForm(forms.Form):
    """From when until when, how long, how often."""

    valid_from = DateField(label=_("Valid from"))
    valid_until = DateField(label=_("Valid until"))
    stay_days = forms.IntegerField(
        label=_("Days of stay"),
        min_value=1,
        max_value=90,
        widget=forms.TextInput({"inputmode": "numeric", "class": "govuk-input--width-3"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _("Enter a number of days from 1 to 90.")),
    )
    entries = forms.ChoiceField(
        label=pgettext_lazy("visa", "Entries"),
        choices=_choices(procedures.VISA_ENTRIES),
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )


class GrantForm(ValidityForm):
    """Propose to grant."""

    hits_note = prose(
        _("Why what was found does not stand in the way"),
        help_text=_("Needed where lists or other applications show somebody alike. Only officers read it."),
        required=False,
    )


class RefuseForm(forms.Form):
    """Propose to refuse."""

    reasons = forms.MultipleChoiceField(
        label=_("Reasons"),
        choices=_choices(procedures.VISA_REFUSALS),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one reason.")},
    )
    text = prose(_("Explanation"), help_text=_("The applicant will read it. Name no other people."))


class OverrideForm(ValidityForm, HitsNoteForm):
    """Grant against a refusal."""

    reason = prose(_("Why is the refusal lifted?"), help_text=_("The applicant will read it. Name no other people."))


class ExtendForm(HitsNoteForm):
    """The extension."""

    valid_until = DateField(label=_("Valid until"))
    stay_days = forms.IntegerField(
        label=_("Days of stay"),
        min_value=1,
        max_value=90,
        widget=forms.TextInput({"inputmode": "numeric", "class": "govuk-input--width-3"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _("Enter a number of days from 1 to 90.")),
    )
    reason = prose(_("Reason"), help_text=_("The applicant will read it. Name no other people."))


class DecideForm(forms.Form):
    """The second officer."""

    agree = forms.ChoiceField(
        label=_("Your decision"),
        choices=[("yes", _("I agree: decide so")), ("no", _("I do not agree: back to the first officer"))],
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    reason = prose(_("Note"), help_text=_("Needed if you do not agree. Officers read it."), required=False)
