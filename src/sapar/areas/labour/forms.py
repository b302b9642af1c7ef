"""Forms of the area. What they check twice, the acts decide."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sapar.areas.labour import procedures
from sapar.areas.labour.queries.service import FILTERS
from sapar.kernel import clock
from sapar.web.fields import DateField, HintedRadios, MrzField, PartialDateField

LANGUAGES = [("tk", "Türkmençe"), ("ru", "Русский"), ("en", "English")]
SEXES = [("F", _("Female")), ("M", _("Male")), ("X", _("Not specified"))]
NO_GROUP = _("None of these: an ordinary foreign worker")
AMOUNT = re.compile(r"(\d{1,9})(?:[.,](\d{1,2}))?")


def _choices(table: Mapping[str, procedures.Item]) -> list[tuple[str, Any]]:
    return [(code, item.title) for code, item in table.items()]


def text(label: Any, *, help_text: Any = "", required: bool = True, **attrs: Any) -> forms.CharField:
    """A line of text without limits of its own: the acts know them and say them."""
    given = {"autocomplete": "off", **attrs}
    return forms.CharField(label=label, help_text=help_text, required=required, widget=forms.TextInput(given))


def prose(label: Any, *, help_text: Any = "", required: bool = True, most: int = 2000) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=most, widget=forms.Textarea({"rows": "4"})
    )


class AmountField(forms.CharField):
    """An amount of money, ``4 500`` or ``4500,50``; gives hundredths."""

    default_error_messages: ClassVar[dict[str, Any]] = {"amount": _("Enter an amount like 4500 or 4500.50")}

    def to_python(self, value: Any) -> Any:
        typed = re.sub(r"[\s\u00a0]", "", str(super().to_python(value) or ""))
        if not typed:
            return None
        found = AMOUNT.fullmatch(typed)
        if found is None:
            raise ValidationError(self.error_messages["amount"], code="amount")
        return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))

    def validate(self, value: Any) -> None:
        if value is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")


def amount_text(minor: int | None) -> str:
    """Hundredths as they are typed: ``4500`` or ``4500.50``."""
    if minor is None:
        return ""
    whole, rest = divmod(minor, 100)
    return f"{whole}.{rest:02d}" if rest else str(whole)


class StaffForm(forms.Form):
    """How many people work for the employer."""

    total = forms.IntegerField(
        label=_("How many people work for you in all?"), help_text=_("Foreign workers included.")
    )
    foreign = forms.IntegerField(label=_("How many of them are foreign workers?"))
    counted_on = DateField(label=_("On which day was this counted?"))
    source = forms.ChoiceField(
        label=_("Where does the number come from?"),
        choices=_choices(procedures.COUNT_SOURCES),
        widget=forms.RadioSelect,
    )


class MrzForm(forms.Form):
    """The machine-readable lines, to fill in the worker's form."""

    mrz = MrzField(
        label=_("Machine-readable lines of the passport"),
        help_text=_(
            "The two lines at the foot of the page with the photograph. Type or paste them, then press “Read”."
        ),
        required=False,
    )


class WorkerForm(forms.Form):
    """The worker as the passport describes them."""

    primary = text(_("Surname"), help_text=_("As in the passport, in Latin letters."))
    secondary = text(_("Given names"), required=False)
    birth_date = PartialDateField(
        label=_("Date of birth"), help_text=_("Leave out day or month if the passport does not state them.")
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=SEXES, widget=forms.RadioSelect)
    nationality = text(
        _("Nationality"), help_text=_("Three letters as in the passport, such as UZB or TUR."), maxlength="3"
    )
    issuer = text(_("Issuing State"), help_text=_("Three letters as in the passport."), maxlength="3")
    number = text(_("Passport number"))
    document_expires_on = DateField(label=_("The passport is valid until"))
    phone = forms.CharField(
        label=_("The worker's own telephone number"),
        help_text=_(
            "In international form, like +993 65 123456. When the permit is granted, the worker gets a code there. A number "
            "of your company is not used."
        ),
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "tel"}),
    )
    language = forms.ChoiceField(
        label=_("In which language shall we write to the worker?"), choices=LANGUAGES, widget=forms.RadioSelect
    )
    mrz = forms.CharField(required=False, widget=forms.HiddenInput)


class WorkForm(forms.Form):
    """Post, wage, place and period."""

    post = text(_("Post"), help_text=_("What the worker will do, such as welder or cook."))
    occupation = text(
        _("Occupation code (ISCO-08)"), help_text=_("One to four digits, if you know it."), required=False
    )
    sector = forms.ChoiceField(label=_("Sector"), choices=[("", _("Choose")), *_choices(procedures.SECTORS)])
    wage = AmountField(
        label=_("Wage a month, before deductions"),
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
    wage_currency = forms.ChoiceField(
        label=_("Currency"), choices=[(code, code) for code in procedures.CURRENCIES], widget=forms.RadioSelect
    )
    place_of_work = text(_("Place of work"), help_text=_("Town or district, and the site if there is one."))
    starts_on = DateField(label=_("First day of work"))
    ends_on = DateField(label=_("Last day of work"), help_text=_("One year at most."))
    exempt_group = forms.ChoiceField(
        label=_("Does the worker belong to one of these groups?"),
        help_text=_(
            "They may work without a permit and are not counted in the ten per cent, as an unofficial description says. No "
            "lawyer has confirmed the list."
        ),
        choices=[("", NO_GROUP), *_choices(procedures.EXEMPT)],
        required=False,
    )


class PaperForm(forms.Form):
    """One document."""

    kind = forms.ChoiceField(
        label=_("Which document is it?"), choices=_choices(procedures.DOCUMENTS), widget=forms.RadioSelect
    )
    content = forms.FileField(
        label=_("File"),
        help_text=_("PDF, JPEG or PNG, up to 5 MB."),
        allow_empty_file=True,
        error_messages={"required": _("Choose a file.")},
        widget=forms.FileInput({"accept": ".pdf,.jpg,.jpeg,.png"}),
    )


class ConfirmForm(forms.Form):
    """Before an application is sent."""

    confirmed = forms.BooleanField(
        label=_("What I state here is true, and the worker has agreed to post, wage and place."),
        error_messages={"required": _("Confirm that what you state is true and that the worker has agreed to it.")},
    )


class ReasonForm(forms.Form):
    """A reason that the other side reads."""

    reason = prose(_("Reason"), help_text=_("The other side will read it. Name no other people."))


class GrantForm(forms.Form):
    """From when until when a permit holds."""

    valid_from = DateField(label=_("Valid from"))
    valid_until = DateField(label=_("Valid until"), help_text=_("One year at most."))


class OverrideForm(GrantForm):
    """Against a refusal: with a reason."""

    reason = prose(_("Why is the refusal lifted?"), help_text=_("The employer, and whoever refused, will read it."))


class RefuseForm(forms.Form):
    """Reasons from the list, and an explanation."""

    reasons = forms.MultipleChoiceField(
        label=_("Reasons"),
        choices=_choices(procedures.REFUSALS),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one reason.")},
    )
    text = prose(_("Explanation"), help_text=_("The employer will read it. Say what would have to change."))


class QuotaForm(forms.Form):
    """One line of the quota."""

    year = forms.IntegerField(label=_("Year"))
    sector = forms.ChoiceField(
        label=_("Sector"), choices=[("*", _("All sectors without a line of their own")), *_choices(procedures.SECTORS)]
    )
    limit = forms.IntegerField(label=_("Greatest number of permits"))
    source = text(_("Decree"), help_text=_("Title, number and day."), required=False)
    verified = forms.BooleanField(label=_("The decree has been checked by a lawyer"), required=False)


class CasesForm(forms.Form):
    """The filter of the list of cases."""

    show = forms.ChoiceField(choices=[(name, name) for name in FILTERS], required=False, widget=forms.HiddenInput)
    sector = forms.ChoiceField(
        label=_("Sector"), choices=[("", _("All sectors")), *_choices(procedures.SECTORS)], required=False
    )
    sort = forms.ChoiceField(
        label=_("Order"),
        choices=[("due", _("Deadline first")), ("-due", _("Deadline last")), ("new", _("Newest first"))],
        required=False,
    )


class FindForm(forms.Form):
    """The search in the list of cases; sent by POST, so that no name stands in an address."""

    q = forms.CharField(
        label=_("Reference, passport number or surname"),
        widget=forms.TextInput({"autocomplete": "off", "data-key": "f"}),
    )


class OpenForm(forms.Form):
    """Reference and code of a worker."""

    reference = text(
        _("Reference"),
        help_text=_("It begins with WP and stands on your permit."),
        autocapitalize="characters",
        spellcheck="false",
    )
    code = text(
        _("Your code"),
        help_text=_("Twelve letters and digits, from the message or the slip you were given."),
        autocapitalize="characters",
        spellcheck="false",
    )


class ComplainForm(forms.Form):
    """What happened, in the worker's own words."""

    kind = forms.ChoiceField(
        label=_("What happened?"),
        choices=_choices(procedures.COMPLAINT_KINDS),
        widget=HintedRadios(hints={code: item.plain for code, item in procedures.COMPLAINT_KINDS.items()}),
    )
    text = prose(
        _("Tell us more, in any language"),
        help_text=_("You need not write anything. Your employer never sees this."),
        required=False,
        most=4000,
    )


class AnswerForm(forms.Form):
    """The answer to a complaint."""

    answer = prose(_("What was done?"), help_text=_("The worker will read it. Use plain words."))


def default_period(starts_on: Any, ends_on: Any) -> dict[str, Any]:
    """What a permit's form is filled with: what was asked for, from today on at the earliest."""
    return {"valid_from": max(starts_on or clock.today(), clock.today()), "valid_until": ends_on}
