"""What is typed on the pages of result indicators."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.acts.measures import Given
from sapar.areas.programme.forms.plans import TITLES, _prose
from sapar.areas.programme.rules import measures as rules
from sapar.areas.programme.rules.content import LANGUAGES, Words
from sapar.areas.programme.rules.measures import Amount, Measured, Part, Target
from sapar.web.fields import DateField

DEFINITIONS = {
    "tk": _("Definition in Turkmen"),
    "ru": _("Definition in Russian"),
    "en": _("Definition in English"),
}
UNITS = {"tk": _("Unit in Turkmen"), "ru": _("Unit in Russian"), "en": _("Unit in English")}
ONLY = re.compile(r"([a-z_]+)=([A-Za-z0-9_.:-]+)")


class NumberField(forms.CharField):
    """``1 250`` or ``12,5``; gives a decimal."""

    default_error_messages: ClassVar[dict[str, Any]] = {"number": _("Enter a number like 1250 or 12.5")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput({"inputmode": "decimal", "class": "govuk-input--width-10"}))
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Any:
        typed = re.sub(r"[\s\u00a0\u202f]", "", str(super().to_python(value) or "")).replace(",", ".")
        if not typed:
            return None
        try:
            found = Decimal(typed)
        except InvalidOperation:
            raise ValidationError(self.error_messages["number"], code="number") from None
        if not found.is_finite():
            raise ValidationError(self.error_messages["number"], code="number")
        return found

    def validate(self, value: Any) -> None:
        if value is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")


class MeasureForm(forms.Form):
    """A result indicator as it is proposed. Its targets stand in ``TargetSet``."""

    line_id = forms.ChoiceField(label=_("Shows the result of"))
    title_tk = _prose(TITLES["tk"], 500, required=True)
    title_ru = _prose(TITLES["ru"], 500, required=True)
    title_en = _prose(TITLES["en"], 500, required=True)
    definition_tk = _prose(DEFINITIONS["tk"], 2000, required=True)
    definition_ru = _prose(DEFINITIONS["ru"], 2000, required=True)
    definition_en = _prose(DEFINITIONS["en"], 2000, required=True)
    unit_tk = forms.CharField(label=UNITS["tk"], max_length=100)
    unit_ru = forms.CharField(label=UNITS["ru"], max_length=100)
    unit_en = forms.CharField(label=UNITS["en"], max_length=100)
    kind = forms.ChoiceField(label=_("What is it?"), widget=forms.RadioSelect)
    direction = forms.ChoiceField(label=_("Direction"), widget=forms.RadioSelect)
    aggregation = forms.ChoiceField(label=_("Over time"), widget=forms.RadioSelect)
    source = forms.ChoiceField(label=_("Where values come from"), widget=forms.RadioSelect)
    indicator = forms.ChoiceField(label=_("Counted by"), required=False, help_text=_("Only for what is counted."))
    only = forms.CharField(
        label=_("Only these records"), required=False, help_text=_("Such as post=ASB; leave empty for all.")
    )
    dimension = forms.ChoiceField(label=_("Breakdown"), required=False)
    responsible_id = forms.ChoiceField(label=_("Who answers for the values"))
    baseline = NumberField(label=_("Baseline: number"), required=False)
    baseline_below = NumberField(label=_("Baseline: of how many"), required=False, help_text=_("Only for a share."))
    baseline_on = DateField(label=_("Baseline: as of"), required=False)
    baseline_source = forms.CharField(label=_("Baseline: source"), required=False, max_length=300)
    rolls_into = forms.ChoiceField(label=_("Its values count in this indicator as well"), required=False)
    provisions = forms.MultipleChoiceField(
        label=_("Shows progress on"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, choices: Mapping[str, Iterable[tuple[str, Any]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, found in choices.items():
            self.fields[name].choices = list(found)  # type: ignore[attr-defined]

    def clean_only(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for word in re.split(r"[\s,;]+", self.cleaned_data["only"].strip()):
            if word:
                match = ONLY.fullmatch(word)
                if match is None:
                    raise ValidationError(_("Write it like post=ASB"), code="only")
                found[match[1]] = match[2]
        return found

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("baseline") is not None and not given.get("baseline_on"):
            self.add_error("baseline_on", _("Enter a date"))
        return given

    def _words(self, name: str) -> Words:
        return Words(*(self.cleaned_data[f"{name}_{code}"].strip() for code in LANGUAGES))

    def content(self, targets: Iterable[Target]) -> Measured:
        given = self.cleaned_data
        ratio = given["kind"] == rules.RATIO
        below = given["baseline_below"] if ratio else None
        baseline = None if given["baseline"] is None else Amount(given["baseline"], below)
        return Measured(
            title=self._words("title"),
            definition=self._words("definition"),
            unit=self._words("unit"),
            kind=given["kind"],
            direction=given["direction"],
            aggregation=given["aggregation"],
            source=given["source"],
            dimension=given["dimension"] if given["source"] == rules.TYPED else "",
            baseline=baseline,
            baseline_on=given["baseline_on"] if baseline else None,
            baseline_source=given["baseline_source"].strip(),
            targets=tuple(targets),
            responsible_id=UUID(given["responsible_id"]),
            indicator=given["indicator"] if given["source"] == rules.COUNTED else "",
            cells=given["only"] if given["source"] == rules.COUNTED else {},
            provisions=tuple(given["provisions"]),
        )


class TargetForm(forms.Form):
    """A target; a row without a number is left out."""

    starts_on = DateField(label=_("From"), required=False)
    ends_on = DateField(label=_("To"), required=False)
    numerator = NumberField(label=_("Target value"), required=False)
    denominator = NumberField(label=_("of how many"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("numerator") is not None:
            for name in ("starts_on", "ends_on"):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, _("Enter a date"))
        return given


TargetSet = forms.formset_factory(TargetForm, extra=0, max_num=24, absolute_max=40)


def targets_of(formset: Any, *, ratio: bool) -> list[Target]:
    return [
        Target(
            given["starts_on"], given["ends_on"], Amount(given["numerator"], given["denominator"] if ratio else None)
        )
        for given in (form.cleaned_data for form in formset)
        if given.get("numerator") is not None
    ]


class ValueForm(forms.Form):
    """A value: how many, of how many, by what; evidence. Made for a phone: one column, few fields."""

    starts_on = forms.ChoiceField(label=_("Period"))
    numerator = NumberField(label=_("Value"), required=False)
    denominator = NumberField(label=_("of how many"), required=False)
    unknown = forms.BooleanField(label=_("The value is not known"), required=False)
    evidence = forms.FileField(
        label=_("Evidence"),
        required=False,
        help_text=_("PDF or photograph, up to 10 MB: minutes, list of participants."),
    )
    link = forms.CharField(
        label=_("or a link to it"), required=False, max_length=480, widget=forms.URLInput, help_text="https://…"
    )
    note = _prose(_("Note"), 2000)
    as_of = DateField(label=_("As of"), required=False, help_text=_("Leave empty for the last day of the period."))
    vintage = forms.ChoiceField(label=_("How certain is it?"), widget=forms.RadioSelect)

    def __init__(
        self,
        *args: Any,
        said: Measured,
        unit: str,
        periods: Iterable[tuple[str, Any]],
        codes: Mapping[str, Any],
        vintages: Iterable[tuple[str, Any]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.said = said
        self.fields["starts_on"].choices = list(periods)  # type: ignore[attr-defined]
        self.fields["vintage"].choices = list(vintages)  # type: ignore[attr-defined]
        self.fields["numerator"].help_text = unit
        if not said.is_ratio:
            del self.fields["denominator"]
        self.parts: list[tuple[str, str, str]] = []
        for code in rules.DIMENSIONS.get(said.dimension, ()):
            above, below = f"part_{code}", f"below_{code}"
            self.fields[above] = NumberField(label=codes[code], required=False)
            if said.is_ratio:
                self.fields[below] = NumberField(label=_("of how many"), required=False)
            self.parts.append((code, above, below))
        # The breakdown stands below the total, evidence after it.
        order = ["starts_on", "numerator", "denominator"]
        order += [name for _code, above, below in self.parts for name in (above, below)]
        self.order_fields([*order, "unknown"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not given.get("unknown") and given.get("numerator") is None and "numerator" not in self.errors:
            self.add_error("numerator", _("Enter a number, or say that the value is not known."))
        return given

    def given(self) -> Given:
        data = self.cleaned_data
        amount = None if data["unknown"] else Amount(data["numerator"], data.get("denominator"))
        parts = tuple(
            Part({self.said.dimension: code}, Amount(data[above], data.get(below)))
            for code, above, below in self.parts
            if data.get(above) is not None and not data["unknown"]
        )
        return Given(amount, parts, data["as_of"], data["vintage"], data["note"], data["link"].strip())

    @property
    def day(self) -> date:
        return date.fromisoformat(self.cleaned_data["starts_on"])


class CountedForm(forms.Form):
    """Which period is counted."""

    starts_on = forms.ChoiceField(label=_("Period"))

    def __init__(self, *args: Any, periods: Iterable[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].choices = list(periods)  # type: ignore[attr-defined]


class WhyForm(forms.Form):
    """A reason."""

    reason = _prose(_("Reason"), 500, required=True)


class UntilForm(forms.Form):
    """Up to which day periods are closed."""

    until = DateField(label=_("Periods that ended by"))
