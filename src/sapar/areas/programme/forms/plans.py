"""What is typed on the pages of plans. What they check twice, the acts decide."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.rules.content import (
    CURRENCIES,
    LANGUAGES,
    TEXT_LONGEST,
    TITLE_LONGEST,
    Budget,
    Content,
    Milestone,
    Words,
)
from sapar.kernel.access.models import Institution
from sapar.methods.ids import uuid7
from sapar.web.fields import DateField

AMOUNT = re.compile(r"(-?\d{1,12})(?:[.,](\d{1,2}))?")
TITLES = {"tk": _("Title in Turkmen"), "ru": _("Title in Russian"), "en": _("Title in English")}
ASSUMPTIONS = {
    "tk": _("Assumptions in Turkmen"),
    "ru": _("Assumptions in Russian"),
    "en": _("Assumptions in English"),
}
RISKS = {"tk": _("Risks in Turkmen"), "ru": _("Risks in Russian"), "en": _("Risks in English")}


class AmountField(forms.CharField):
    """Money like ``12 500`` or ``12500,50``; gives hundredths."""

    default_error_messages: ClassVar[dict[str, Any]] = {"amount": _("Enter an amount like 12500 or 12500.50")}

    def to_python(self, value: Any) -> Any:
        typed = re.sub(r"[\s\u00a0]", "", str(super().to_python(value) or ""))
        if not typed:
            return None
        found = AMOUNT.fullmatch(typed)
        if found is None:
            raise ValidationError(self.error_messages["amount"], code="amount")
        cents = int((found[2] or "").ljust(2, "0"))
        return int(found[1]) * 100 + (-cents if typed.startswith("-") else cents)

    def validate(self, value: Any) -> None:
        if value is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")


def amount_text(minor: int) -> str:
    whole, rest = divmod(minor, 100)
    return f"{whole}.{rest:02d}" if rest else str(whole)


def _prose(label: Any, most: int = TEXT_LONGEST, rows: int = 2, *, required: bool = False, hint: Any = "") -> Any:
    return forms.CharField(
        label=label, required=required, max_length=most, help_text=hint, widget=forms.Textarea({"rows": str(rows)})
    )


def _names(institutions: Iterable[Institution], language: str) -> list[tuple[str, str]]:
    return [(str(one.pk), one.name(language)) for one in institutions]


class OpenPlanForm(forms.Form):
    """Which year, with whom."""

    year = forms.IntegerField(label=_("Year"))
    counterpart_id = forms.ChoiceField(label=_("The other side"))

    def __init__(self, *args: Any, institutions: Iterable[Institution], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["counterpart_id"].choices = _names(institutions, language)  # type: ignore[attr-defined]


class LineForm(forms.Form):
    """A line of a draft: its title in three languages."""

    title_tk = _prose(TITLES["tk"], TITLE_LONGEST)
    title_ru = _prose(TITLES["ru"], TITLE_LONGEST)
    title_en = _prose(TITLES["en"], TITLE_LONGEST)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, institutions: Iterable[Institution] = (), language: str = "en", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)

    def content(self, milestones: Iterable[Milestone] = (), budget: Iterable[Budget] = ()) -> Content:
        return Content(self._words("title"))

    def _words(self, name: str) -> Words:
        return Words(*(self.cleaned_data[f"{name}_{code}"].strip() for code in LANGUAGES))


class ActivityForm(LineForm):
    """An activity: who, when, and what it rests on."""

    responsible_id = forms.ChoiceField(label=_("Responsible"), required=False)
    partner_ids = forms.MultipleChoiceField(label=_("Partners"), required=False, widget=forms.CheckboxSelectMultiple)
    starts_on = DateField(label=_("First day"), required=False)
    ends_on = DateField(label=_("Last day"), required=False)
    assumptions_tk = _prose(ASSUMPTIONS["tk"])
    assumptions_ru = _prose(ASSUMPTIONS["ru"])
    assumptions_en = _prose(ASSUMPTIONS["en"])
    risks_tk = _prose(RISKS["tk"])
    risks_ru = _prose(RISKS["ru"])
    risks_en = _prose(RISKS["en"])

    def __init__(
        self, *args: Any, institutions: Iterable[Institution] = (), language: str = "en", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        names = _names(institutions, language)
        self.fields["responsible_id"].choices = [("", _("not decided yet")), *names]  # type: ignore[attr-defined]
        self.fields["partner_ids"].choices = names  # type: ignore[attr-defined]

    def content(self, milestones: Iterable[Milestone] = (), budget: Iterable[Budget] = ()) -> Content:
        given = self.cleaned_data
        return Content(
            title=self._words("title"),
            responsible_id=UUID(given["responsible_id"]) if given["responsible_id"] else None,
            partner_ids=tuple(UUID(one) for one in given["partner_ids"]),
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
            milestones=tuple(milestones),
            budget=tuple(budget),
            assumptions=self._words("assumptions"),
            risks=self._words("risks"),
        )


def initial_of(content: Content, version: int) -> dict[str, Any]:
    """A content as the forms show it."""
    texts = {
        f"{name}_{code}": getattr(getattr(content, name), code)
        for name in ("title", "assumptions", "risks")
        for code in LANGUAGES
    }
    return {
        **texts,
        "responsible_id": str(content.responsible_id or ""),
        "partner_ids": [str(one) for one in content.partner_ids],
        "starts_on": content.starts_on,
        "ends_on": content.ends_on,
        "version": version,
    }


class MilestoneForm(forms.Form):
    """One milestone; a row without a day is left out."""

    id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    due_on = DateField(label=_("To be reached by"), required=False)
    title_tk = forms.CharField(label=TITLES["tk"], required=False, max_length=TITLE_LONGEST)
    title_ru = forms.CharField(label=TITLES["ru"], required=False, max_length=TITLE_LONGEST)
    title_en = forms.CharField(label=TITLES["en"], required=False, max_length=TITLE_LONGEST)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if any(given.get(f"title_{code}") for code in LANGUAGES) and not given.get("due_on") and not self.errors:
            self.add_error("due_on", _("Enter a date"))
        return given


class BudgetForm(forms.Form):
    """One budget line; a row without an amount is left out."""

    id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    donor_id = forms.ChoiceField(label=_("Donor"), required=False)
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES], required=False)
    amount_minor = AmountField(label=_("Amount"), required=False)

    def __init__(self, *args: Any, institutions: Iterable[Institution], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose")), *_names(institutions, language)]
        self.fields["donor_id"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("amount_minor") is not None and not given.get("donor_id"):
            self.add_error("donor_id", _("Choose who pays."))
        return given


MilestoneSet = forms.formset_factory(MilestoneForm, extra=2, max_num=40, absolute_max=60)
BudgetSet = forms.formset_factory(BudgetForm, extra=2, max_num=40, absolute_max=60)


def milestones_of(formset: Any) -> list[Milestone]:
    """The rows that say something, each with the id it had or a new one."""
    return [
        Milestone(
            given.get("id") or uuid7(), Words(*(given[f"title_{code}"].strip() for code in LANGUAGES)), given["due_on"]
        )
        for given in (form.cleaned_data for form in formset)
        if given.get("due_on") and any(given[f"title_{code}"].strip() for code in LANGUAGES)
    ]


def budget_of(formset: Any) -> list[Budget]:
    return [
        Budget(given.get("id") or uuid7(), UUID(given["donor_id"]), given["currency"], given["amount_minor"])
        for given in (form.cleaned_data for form in formset)
        if given.get("amount_minor") is not None and given.get("donor_id")
    ]


class NoteForm(forms.Form):
    """A word to the other side with a version."""

    note = _prose(_("A word to the other side"), 1000)


class CommentForm(forms.Form):
    """What is said about a line."""

    line_id = forms.ChoiceField(label=_("About"), required=False)
    text = _prose(_("Comment"), 2000, required=True)

    def __init__(self, *args: Any, lines: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line_id"].choices = [("", _("the whole version")), *lines]  # type: ignore[attr-defined]


class ReportForm(forms.Form):
    """How far it is, as of when, in words, with a file."""

    percent = forms.IntegerField(
        label=_("How much is done, in percent?"),
        min_value=0,
        max_value=100,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    as_of = DateField(label=_("As of"))
    milestone_id = forms.ChoiceField(label=_("A milestone that was reached"), required=False)
    text = _prose(_("What was done?"), rows=4, required=True)
    evidence = forms.FileField(
        label=_("Evidence"),
        required=False,
        help_text=_("PDF or photograph, up to 10 MB: minutes, list of participants."),
    )

    def __init__(self, *args: Any, milestones: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["milestone_id"].choices = [("", _("none")), *milestones]  # type: ignore[attr-defined]


class SpendForm(forms.Form):
    """Money spent from one budget line."""

    budget_line_id = forms.ChoiceField(label=_("Budget line"))
    amount_minor = AmountField(label=_("Amount"), help_text=_("A correction is negative and says why."))
    spent_on = DateField(label=_("Spent on"))
    note = forms.CharField(label=_("Note"), required=False, max_length=500)

    def __init__(self, *args: Any, lines: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["budget_line_id"].choices = list(lines)  # type: ignore[attr-defined]


class RemarkForm(forms.Form):
    """A comment beside the computed status."""

    text = _prose(_("Comment"), 2000, required=True)


class FocalPointForm(forms.Form):
    """Whom to turn to."""

    focal_point = forms.CharField(
        label=_("Focal point"), required=False, max_length=300, help_text=_("Office, name, telephone.")
    )


class PriorityForm(forms.Form):
    """A priority for the coming period."""

    rank = forms.IntegerField(label=_("Rank"), min_value=1, max_value=99)
    years = forms.CharField(label=_("Years"), max_length=20, help_text=_("Such as 2027–2029."))
    title_tk = _prose(TITLES["tk"], TITLE_LONGEST, required=True)
    title_ru = _prose(TITLES["ru"], TITLE_LONGEST, required=True)
    title_en = _prose(TITLES["en"], TITLE_LONGEST, required=True)
    rationale_tk = _prose(_("Why, in Turkmen"), required=True)
    rationale_ru = _prose(_("Why, in Russian"), required=True)
    rationale_en = _prose(_("Why, in English"), required=True)
