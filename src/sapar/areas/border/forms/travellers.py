"""Travellers whom no reader reads, children, transits, photographs, groups."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sapar.areas.border import rules, words
from sapar.areas.border.forms.desk import TOO_LONG, _seal
from sapar.areas.border.rules import Consent, Direction, PartyKind, Relation
from sapar.areas.border.rules.travellers import PARTY_LARGEST, TEXT_LONGEST
from sapar.kernel import clock
from sapar.web.fields import DateField, PartialDateField

STATE_HINT = _("Three letters, as in the passport: TKM, UZB, AFG. XXX where it is not known.")
DOCUMENTS = [
    ("P", _("Passport")),
    ("I", _("Identity card")),
    ("PD", _("Diplomatic passport")),
    ("PO", _("Official passport")),
    ("PR", _("Refugee's travel document")),
    ("PS", _("Stateless person's travel document")),
]


def _direction() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Direction"),
        choices=[(d.value, words.DIRECTIONS[d.value]) for d in Direction],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose entry or exit.")},
    )


def _state(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=3,
        widget=forms.TextInput(
            {"class": "govuk-input--width-4", "autocapitalize": "characters", "autocomplete": "off"}
        ),
        error_messages={"required": _("Enter the three-letter code of the State, as in the passport."), **TOO_LONG},
        **options,
    )


def _text(label: Any, *, required: bool = True, error: Any = None, **options: Any) -> forms.CharField:
    messages = {**TOO_LONG, **({"required": error} if error else {})}
    return forms.CharField(label=label, required=required, max_length=TEXT_LONGEST, error_messages=messages, **options)


class StatedForm(forms.Form):
    """Identity typed from a damaged document."""

    direction = _direction()
    primary = _text(_("Surname"), error=_("Enter the surname as in the passport."))
    secondary = _text(_("Given names"), required=False)
    birth_date = PartialDateField(label=_("Date of birth"), required=False, help_text=_("As much of it as is known."))
    sex = forms.ChoiceField(
        label=_("Sex"), required=False, choices=[("", _("Not stated")), ("F", _("Female")), ("M", _("Male"))]
    )
    nationality = _state(_("Nationality"), help_text=STATE_HINT)
    document_code = forms.ChoiceField(label=_("Document"), choices=DOCUMENTS)
    issuer = _state(_("Issued by"))
    number = forms.CharField(
        label=_("Document number"),
        max_length=25,
        widget=forms.TextInput({"class": "govuk-input--width-20", "autocomplete": "off"}),
        error_messages={"required": _("Enter the number of the document."), **TOO_LONG},
    )
    expiry_date = DateField(label=_("Valid until"), required=False)
    seal = _seal()
    explanation = forms.CharField(
        label=_("What is damaged?"),
        max_length=rules.REASON_LONGEST,
        widget=forms.Textarea({"rows": 2}),
        error_messages={**TOO_LONG, "required": _("Say what is damaged and why it cannot be read.")},
    )
    party_id = forms.UUIDField(required=False, widget=forms.HiddenInput)


class NoDocumentForm(forms.Form):
    """A statement of identity."""

    direction = _direction()
    primary = _text(_("Surname"), error=_("Enter the surname as it was stated."))
    secondary = _text(_("Given names"), required=False)
    birth_date = PartialDateField(label=_("Date of birth"), required=False, help_text=_("As much of it as is known."))
    birth_place = _text(_("Place of birth"), required=False)
    sex = forms.ChoiceField(
        label=_("Sex"), required=False, choices=[("", _("Not stated")), ("F", _("Female")), ("M", _("Male"))]
    )
    nationality = _state(_("Nationality"), help_text=STATE_HINT)
    explanation = forms.CharField(
        label=_("Why is there no document?"),
        help_text=_("What you were told, and what speaks for it: papers, people who know the person, a copy."),
        max_length=rules.REASON_LONGEST,
        widget=forms.Textarea({"rows": 3}),
        error_messages={**TOO_LONG, "required": _("Say why there is no document, and what you were told.")},
    )
    party_id = forms.UUIDField(required=False, widget=forms.HiddenInput)


class EscortForm(forms.Form):
    """With whom a child travels. ``adults``: pairs of inspection and name, read here a short time ago."""

    ALONE = "alone"
    adult = forms.ChoiceField(
        label=_("The child travels with"), error_messages={"required": _("Say with whom the child travels.")}
    )
    relation = forms.ChoiceField(
        label=_("Who is"),
        required=False,
        choices=[("", _("Choose")), *((relation.value, words.RELATIONS[relation.value]) for relation in Relation)],
    )
    consent = forms.ChoiceField(
        label=_("Consent"), choices=[(consent.value, words.CONSENTS[consent.value]) for consent in Consent]
    )
    escort_note = forms.CharField(
        label=_("Note"), required=False, max_length=rules.REASON_LONGEST, error_messages=TOO_LONG
    )

    def __init__(self, *args: Any, adults: list[tuple[str, Any]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["adult"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose")),
            *adults,
            (self.ALONE, _("Nobody: the child is alone")),
        ]


class TransitForm(forms.Form):
    """An onward journey."""

    onward_to = _state(_("Onward to"))
    onward_by = forms.CharField(
        label=_("With what"),
        help_text=_("Flight, train or vehicle, as on the ticket."),
        max_length=80,
        error_messages={**TOO_LONG, "required": _("Say in at most 80 characters how the journey goes on.")},
    )
    hours = forms.TypedChoiceField(
        label=_("Has to leave within"),
        coerce=int,
        initial=24,
    )
    HOURS = (12, 24, 48, 72, 120)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["hours"].choices = [  # type: ignore[attr-defined]
            (hours, gettext("%(count)s hours") % {"count": hours}) for hours in self.HOURS
        ]

    def leave_until(self) -> datetime:
        """The moment by which the traveller has to have left, to the minute."""
        now = clock.now().astimezone(ZoneInfo(settings.TIME_ZONE)).replace(second=0, microsecond=0)
        return now + timedelta(hours=self.cleaned_data["hours"])


class PhotoForm(forms.Form):
    """A photograph."""

    content = forms.FileField(
        label=_("Photograph"),
        help_text=_("JPEG or PNG, at most 5 MB."),
        widget=forms.FileInput({"accept": "image/jpeg,image/png", "capture": "environment"}),
        error_messages={"required": _("Choose a picture: JPEG or PNG.")},
    )


class PartyForm(forms.Form):
    """A new group."""

    kind = forms.ChoiceField(
        label=_("What kind of group"), choices=[(k.value, words.PARTIES[k.value]) for k in PartyKind]
    )
    title = _text(
        _("Name of the group"),
        error=_("Say in at most 100 characters what the group is called."),
        help_text=_("Registration plate, operator or family name."),
    )
    direction = _direction()
    expected = forms.IntegerField(
        label=_("How many travellers"),
        required=False,
        min_value=1,
        max_value=PARTY_LARGEST,
        widget=forms.NumberInput({"class": "govuk-input--width-4"}),
        error_messages={
            "invalid": _("Enter a number."),
            "min_value": _("A group has between 1 and 500 travellers."),
            "max_value": _("A group has between 1 and 500 travellers."),
        },
    )
    travellers = forms.CharField(
        label=pgettext_lazy("travellers", "List"),
        required=False,
        help_text=_("One traveller a line: document number, name, or both with a comma between them."),
        max_length=PARTY_LARGEST * 130,
        widget=forms.Textarea({"rows": 6}),
        error_messages=TOO_LONG,
    )
