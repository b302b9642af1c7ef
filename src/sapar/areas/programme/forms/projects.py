"""What is typed on the pages of joint projects."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.forms.meetings import prose, words_of
from sapar.areas.programme.forms.plans import TITLES, AmountField
from sapar.areas.programme.models import Activity
from sapar.areas.programme.rules.content import CURRENCIES, LANGUAGES, TITLE_LONGEST, Words
from sapar.areas.programme.rules.handing import Count, Item
from sapar.kernel.access.models import Institution
from sapar.web.fields import DateField

SUMMARIES = {
    "tk": _("What it is for, in Turkmen"),
    "ru": _("What it is for, in Russian"),
    "en": _("What it is for, in English"),
}
CONDITIONS = [("new", _("new")), ("good", _("good")), ("fair", _("fair")), ("faulty", _("faulty"))]


def names_of(institutions: Iterable[Institution], language: str) -> list[tuple[str, str]]:
    return [("", str(_("Choose"))), *((str(one.pk), one.name(language)) for one in institutions)]


def lines_of(activities: Iterable[Activity], language: str) -> list[tuple[str, str]]:
    """Activities for a choice, by their line."""
    return [
        (str(one.line_id), f"{one.number} {one.title.get(language) or one.title['en']}"[:110]) for one in activities
    ]


class ConceptForm(forms.Form):
    """A concept note."""

    title_tk = prose(TITLES["tk"], TITLE_LONGEST)
    title_ru = prose(TITLES["ru"], TITLE_LONGEST)
    title_en = prose(TITLES["en"], TITLE_LONGEST)
    summary_tk = prose(SUMMARIES["tk"], rows=3)
    summary_ru = prose(SUMMARIES["ru"], rows=3)
    summary_en = prose(SUMMARIES["en"], rows=3)
    lead_id = forms.ChoiceField(label=_("Lead"))
    starts_on = DateField(label=_("First day"), required=False)
    ends_on = DateField(label=_("Last day"), required=False)
    line_ids = forms.MultipleChoiceField(
        label=_("Activities of the plan that it carries out"), required=False, widget=forms.CheckboxSelectMultiple
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        institutions: Iterable[Institution],
        activities: Iterable[Activity],
        language: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead_id"].choices = names_of(institutions, language)  # type: ignore[attr-defined]
        lines = lines_of(activities, language)
        if lines:
            self.fields["line_ids"].choices = lines  # type: ignore[attr-defined]
        else:
            del self.fields["line_ids"]

    def given(self) -> dict[str, Any]:
        """The arguments of the act."""
        said = self.cleaned_data
        return {
            "title": words_of(self, "title"),
            "summary": words_of(self, "summary"),
            "lead_id": UUID(said["lead_id"]),
            "starts_on": said["starts_on"],
            "ends_on": said["ends_on"],
            "line_ids": [UUID(one) for one in said.get("line_ids", ())],
        }


class GrantForm(forms.Form):
    """A donor's agreement."""

    donor_id = forms.ChoiceField(label=_("Donor"))
    number = forms.CharField(label=_("Number of the agreement"), required=False, max_length=80)
    signed_on = DateField(label=_("Signed"))
    ends_on = DateField(label=_("Ends"), required=False)
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])
    amount_minor = AmountField(label=_("Amount"))
    note = forms.CharField(label=_("Note"), required=False, max_length=500)

    def __init__(self, *args: Any, institutions: Iterable[Institution], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["donor_id"].choices = names_of(institutions, language)  # type: ignore[attr-defined]


class TopUpForm(forms.Form):
    """A top-up, or a reduction that says why."""

    number = forms.CharField(label=_("Number of the amendment"), required=False, max_length=80)
    signed_on = DateField(label=_("Signed"))
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])
    amount_minor = AmountField(label=_("Amount"), help_text=_("A reduction is negative and says why."))
    note = forms.CharField(label=_("Note"), required=False, max_length=500)


class HandoverForm(forms.Form):
    """Who gives what to whom, where."""

    giver_id = forms.ChoiceField(label=_("Given by"))
    taker_id = forms.ChoiceField(label=_("Received by"))
    place = forms.CharField(label=_("Place"), max_length=200)
    day = DateField(label=_("Day"))

    def __init__(self, *args: Any, institutions: Iterable[Institution], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("giver_id", "taker_id"):
            self.fields[name].choices = names_of(institutions, language)  # type: ignore[attr-defined]


class ItemForm(forms.Form):
    """One piece or lot; a row without a name is left out."""

    name_tk = forms.CharField(label=_("Name in Turkmen"), required=False, max_length=300)
    name_ru = forms.CharField(label=_("Name in Russian"), required=False, max_length=300)
    name_en = forms.CharField(label=_("Name in English"), required=False, max_length=300)
    quantity = forms.IntegerField(label=_("Pieces"), required=False, min_value=1)
    serial = forms.CharField(label=_("Serial numbers"), required=False, max_length=300)
    condition = forms.ChoiceField(label=_("Condition"), choices=CONDITIONS, required=False)
    value_minor = AmountField(label=_("Equipment value"), required=False)
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES], required=False)


ItemSet = forms.formset_factory(ItemForm, extra=3, max_num=60, absolute_max=70)


def items_of(formset: Any) -> list[Item]:
    """The rows that name something."""
    made = []
    for form in formset:
        said = form.cleaned_data
        name = Words(*((said.get(f"name_{code}") or "").strip() for code in LANGUAGES))
        if not name.empty:
            value = said.get("value_minor")
            made.append(
                Item(
                    name,
                    said.get("quantity") or 1,
                    (said.get("serial") or "").strip(),
                    said.get("condition") or "new",
                    value,
                    said.get("currency") or "" if value is not None else "",
                )
            )
    return made


class TrainingForm(forms.Form):
    """A training; counts stand in rows below."""

    title_tk = forms.CharField(label=TITLES["tk"], max_length=TITLE_LONGEST)
    title_ru = forms.CharField(label=TITLES["ru"], max_length=TITLE_LONGEST)
    title_en = forms.CharField(label=TITLES["en"], max_length=TITLE_LONGEST)
    line_id = forms.ChoiceField(label=_("Activity of the plan"), required=False)
    place = forms.CharField(label=_("Place"), required=False, max_length=200)
    starts_on = DateField(label=_("First day"))
    ends_on = DateField(label=_("Last day"))

    def __init__(self, *args: Any, activities: Iterable[Activity], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = [("", str(_("none"))), *lines_of(activities, language)]
        self.fields["line_id"].choices = lines  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "title": words_of(self, "title"),
            "line_id": UUID(said["line_id"]) if said["line_id"] else None,
            **{name: said[name] for name in ("place", "starts_on", "ends_on")},
        }


class CountForm(forms.Form):
    """How many of an institution; a row without one is left out."""

    institution_id = forms.ChoiceField(label=_("Institution"), required=False)
    women = forms.IntegerField(label=_("Women"), required=False, min_value=0)
    men = forms.IntegerField(label=_("Men"), required=False, min_value=0)
    unknown = forms.IntegerField(label=_("Sex not recorded"), required=False, min_value=0)

    def __init__(self, *args: Any, institutions: Iterable[Institution], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institution_id"].choices = names_of(institutions, language)  # type: ignore[attr-defined]


CountSet = forms.formset_factory(CountForm, extra=4, max_num=40, absolute_max=60)


def counts_of(formset: Any) -> list[Count]:
    """The rows that name an institution."""
    return [
        Count(UUID(said["institution_id"]), said.get("women") or 0, said.get("men") or 0, said.get("unknown") or 0)
        for said in (form.cleaned_data for form in formset)
        if said.get("institution_id")
    ]


class WhyForm(forms.Form):
    """Why a step is taken back; both sides read it."""

    reason = prose(_("Why? Both sides read it."), 500, required=True)
