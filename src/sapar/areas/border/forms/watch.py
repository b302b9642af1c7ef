"""What is typed about alerts, lists, reported documents and hits."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sapar.areas.border import words_watch as words
from sapar.areas.border.rules import watch as rules
from sapar.standards.countries import state_code
from sapar.standards.watchlists import lost, table
from sapar.web.fields import DateField, HintedRadios

TOO_LONG = {"max_length": _("This is too long.")}
UPLOADED = 12 * 1024 * 1024  # what a page takes; unpacked it may be many times as much
_LINES = re.compile(r"[\n;]")
COLUMN_FIELDS: dict[str, Any] = {
    "id": _("Number in the list"),
    "name": _("Whole name"),
    "first_name": _("Given name"),
    "middle_name": _("Father's name"),
    "last_name": _("Surname"),
    "alias": _("Other names"),
    "weak_alias": _("Weak aliases"),
    "birth_date": _("Date of birth"),
    "sex": _("Sex"),
    "nationality": _("Nationality"),
    "document": _("Document number"),
    "reason": _("Why"),
    "authority": _("Listed by"),
    "listed_on": _("Listed on"),
    "until": _("Until"),
    "notice": _("Kind of notice"),
}
DOCUMENT_FIELDS: dict[str, Any] = {
    "number": _("Document number"),
    "issuer": _("Issuing State"),
    "kind": _("Lost, stolen, invalid"),
    "reported_on": _("Reported on"),
}


class LinesField(forms.CharField):
    """Several values, a line each (or parted by semicolons); gives a list."""

    def __init__(self, **options: Any) -> None:
        rows = options.pop("rows", 2)
        super().__init__(
            max_length=rules.TEXT_LONGEST, widget=forms.Textarea({"rows": rows, "spellcheck": "false"}),
            error_messages=TOO_LONG | options.pop("error_messages", {}), **options,
        )  # fmt: skip

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value)
        return [line.strip() for line in _LINES.split(text) if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value


def _text(label: Any, *, rows: int, help_text: Any = "", required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=rules.TEXT_LONGEST,
        widget=forms.Textarea({"rows": rows}),
        error_messages={**TOO_LONG, "required": _("Fill in this field.")},
    )


class MeaningForm(forms.Form):
    """What a hit means; the role decides which meanings there are."""

    meaning = forms.ChoiceField(
        label=_("What a hit means"), error_messages={"required": _("Choose one of the options.")}
    )

    def __init__(self, *args: Any, role: str, **options: Any) -> None:
        super().__init__(*args, **options)
        offered = rules.MEANINGS_OF.get(role, ())
        field = self.fields["meaning"]
        field.widget = HintedRadios(hints={name: words.MEANINGS_LONG[name] for name in offered})
        field.choices = [(name, words.MEANINGS[name]) for name in offered]  # type: ignore[attr-defined]
        if len(offered) == 1:
            self.initial.setdefault("meaning", offered[0])


class AlertForm(MeaningForm):
    """An alert, or a new version of one."""

    names = LinesField(
        label=_("Names"),
        help_text=_("One a line, in any script, as completely as known."),
        required=False,
    )
    weak_names = LinesField(
        label=_("Weak aliases"),
        help_text=_("Names that many people have, or that are doubtful. They never stop anybody alone."),
        required=False,
    )
    birth_dates = LinesField(
        label=_("Dates of birth"),
        help_text=_("Like 1990-03-27, or as much as is known: 1990-03 or 1990. Several if they differ."),
        required=False,
    )
    sex = forms.ChoiceField(label=_("Sex"), required=False, choices=[("", _("not known")), *words.SEXES.items()])
    nationalities = LinesField(
        label=_("Nationalities"), help_text=_("Codes of three letters, as in passports."), required=False
    )
    documents = LinesField(label=_("Document numbers"), required=False)
    reason = _text(_("Why"), rows=3, help_text=_("What the person is wanted or looked for."))
    instruction = _text(
        _("What to do"),
        rows=2,
        help_text=_("For whoever reads the hit. Where the hit stops somebody, the desk reads it."),
        required=False,
    )
    applies_to = forms.ChoiceField(
        label=_("Stops"),
        help_text=_("An entry ban is for entry only; an arrest or a ban on leaving is for both or for leaving."),
        required=False,
        choices=list(words.WAYS.items()),
    )
    legal_basis = _text(_("Legal basis"), rows=2, help_text=_("Law and article, decision and its number."))
    expires_on = DateField(
        label=_("Last day"),
        help_text=_("At most three years from today. It can be renewed before it ends."),
        error_messages={"required": _("Fill in this field.")},
    )

    def __init__(self, *args: Any, role: str, **options: Any) -> None:
        super().__init__(*args, role=role, **options)
        if rules.QUIET.issuperset(rules.MEANINGS_OF.get(role, ())):
            del self.fields["applies_to"]  # nobody is stopped


class DecideForm(forms.Form):
    """Yes or no of the second person."""

    decision = forms.ChoiceField(
        label=_("Your decision"),
        choices=[("approve", _("Approve: put in force at every desk")), ("reject", _("Reject"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the options.")},
    )


class ReasonForm(forms.Form):
    reason = _text(_("Reason"), rows=3, help_text=_("It stays with the alert."))


class ListForm(MeaningForm):
    """A list and what a hit on it means."""

    title = forms.CharField(label=_("Name of the list"), max_length=200, error_messages=TOO_LONG)
    authority = forms.CharField(
        label=_("Who keeps it"),
        help_text=_("Shown at the desk where the list does not say who listed somebody."),
        max_length=200,
        required=False,
        error_messages=TOO_LONG,
    )
    kind = forms.ChoiceField(
        label=_("What it lists"),
        choices=[("people", _("People")), ("documents", _("Lost, stolen or invalid documents"))],
        widget=forms.RadioSelect,
        initial="people",
    )
    legal_basis = _text(_("Legal basis"), rows=2, help_text=_("Law and article, decision and its number."))

    field_order = ("title", "authority", "kind", "meaning", "legal_basis")

    def __init__(self, *args: Any, role: str, **options: Any) -> None:
        super().__init__(*args, role=role, **options)
        if role != "border.watch_officer":
            field = self.fields["kind"]
            field.choices = [("people", _("People"))]  # type: ignore[attr-defined]


class ImportForm(forms.Form):
    """A file of a list."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "FollowTheMoney (JSON lines), Security Council or OFAC (XML), INTERPOL notices (JSON), or CSV with headings; "
            "at most 12 MB, packed with gzip if need be. The format is told by the content."
        ),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )

    def clean_file(self) -> bytes:
        given = self.cleaned_data["file"]
        if given.size > UPLOADED:
            raise forms.ValidationError(
                _("The file is larger than 12 MB. Pack it with gzip, or use the command: sapar border import-list."),
                code="size",
            )
        return bytes(given.read())


class MappingForm(forms.Form):
    """For each column of a CSV file what it holds."""

    def __init__(self, *args: Any, headings: list[str], kind: str, mapping: dict[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        named = DOCUMENT_FIELDS if kind == "documents" else COLUMN_FIELDS
        known = lost.HEADINGS if kind == "documents" else table.HEADINGS
        choices = [("", _("leave out")), *((name, named[name]) for name in known)]
        self.headings = headings
        for number, heading in enumerate(headings):
            self.fields[f"column{number}"] = forms.ChoiceField(
                label=heading, choices=choices, required=False, initial=mapping.get(heading, "")
            )

    def mapping(self) -> dict[str, str]:
        return {heading: self.cleaned_data[f"column{number}"] for number, heading in enumerate(self.headings)}


class ReportForm(forms.Form):
    """One document that was reported."""

    number = forms.CharField(label=_("Document number"), max_length=40, error_messages=TOO_LONG)
    issuer = forms.CharField(
        label=_("Issuing State"), help_text=_("Code of three letters, as in the passport."), max_length=3,
        widget=forms.TextInput({"class": "govuk-input--width-4", "autocapitalize": "characters"}), error_messages=TOO_LONG,
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("What was reported"), choices=list(words.LOST.items()), widget=forms.RadioSelect)
    source = forms.CharField(
        label=_("Who reported it"),
        help_text=_("Office and number of the report."),
        max_length=200,
        error_messages=TOO_LONG,
    )

    def clean_issuer(self) -> str:
        return state_code(self.cleaned_data["issuer"])


class VerdictForm(forms.Form):
    """Whether it is the person."""

    verdict = forms.ChoiceField(
        label=_("Is it the person?"),
        choices=[("match", _("Yes, it is the person")), ("no_match", _("No, it is another person"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the options.")},
    )
    # One line: Enter sends it, which a desk without a mouse needs.
    reason = forms.CharField(
        label=_("How you know"),
        help_text=_("What you compared. It stays with the decision."),
        required=False,
        max_length=rules.TEXT_LONGEST,
        error_messages=TOO_LONG,
    )


class SpanForm(forms.Form):
    """How many days back."""

    days = forms.ChoiceField(
        label=_("Days"), choices=[("7", "7"), ("30", "30"), ("90", "90"), ("365", "365")], required=False
    )
