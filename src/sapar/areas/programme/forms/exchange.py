"""What is typed when plans go in and out: a table to read, the meaning of its columns, how an institution publishes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.queries.importing import title_of
from sapar.areas.programme.rules.content import Line
from sapar.areas.programme.rules.importing.fields import FIELDS, plain
from sapar.areas.programme.rules.publishing import Publisher
from sapar.kernel.access.models import Institution
from sapar.standards.iati.markers import ACTION_PROGRAMME, MARKERS, NOT_TARGETED, PRINCIPAL, SIGNIFICANT

LARGEST = 10_000_000
ORGANISATIONS = {
    "10": _("Government"),
    "11": _("Local government"),
    "15": _("Other public sector"),
    "21": _("International non-governmental organisation"),
    "22": _("National non-governmental organisation"),
    "40": _("Multilateral organisation"),
    "60": _("Foundation"),
    "80": _("Academic, training and research"),
}


class UploadForm(forms.Form):
    """The file; which sheet, if not the one that looks most like a plan."""

    content = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("Excel (.xlsx) or CSV, up to 10 MB."),
        widget=forms.FileInput({"accept": ".xlsx,.csv,.txt"}),
        error_messages={"required": _("Choose a file.")},
    )
    sheet = forms.CharField(
        label=_("Name of the sheet"),
        required=False,
        max_length=100,
        help_text=_("Only if the file has several. By default the one that looks most like a plan."),
    )

    def clean_content(self) -> bytes:
        given = self.cleaned_data["content"]
        if given.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 10 MB."), code="large")
        read: bytes = given.read()
        return read


class ColumnsForm(forms.Form):
    """A meaning for each column; in which row the titles stand."""

    head_row = forms.IntegerField(
        label=_("The titles of the columns stand in row"),
        min_value=1,
        max_value=5000,
        widget=forms.NumberInput({"class": "govuk-input--width-4", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, titles: Sequence[str], columns: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = (get_language() or "tk")[:2]
        choices = [("", _("is not taken over")), *((name, title_of(name, language)) for name in FIELDS)]
        self.columns = [f"c{place}" for place in range(len(titles))]
        for place, (name, title) in enumerate(zip(self.columns, titles, strict=True)):
            self.fields[name] = forms.ChoiceField(
                label=title or _("column without a title"), choices=choices, required=False, initial=columns[place]
            )

    def chosen(self) -> list[str]:
        return [self.cleaned_data[name] for name in self.columns]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        seen: dict[str, str] = {}
        for name in self.columns:
            meaning = given.get(name)
            if meaning and meaning in seen:
                self.add_error(name, _("Another column has this meaning already."))
            seen.setdefault(meaning or "", name)
        if not any(given.get(name, "").startswith("title_") for name in self.columns):
            self.add_error(None, _("Say which column holds the activity."))
        return given


class NamesForm(forms.Form):
    """Which institution is meant by each name that is not known."""

    def __init__(
        self, *args: Any, names: Sequence[str], institutions: Iterable[Institution], language: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose")), *((str(one.pk), one.name(language)) for one in institutions)]
        self.spelled = list(names)[:40]
        for place, name in enumerate(self.spelled):
            self.fields[f"n{place}"] = forms.ChoiceField(label=name, choices=choices, required=False)

    def chosen(self) -> dict[str, UUID]:
        given = {name: self.cleaned_data[f"n{place}"] for place, name in enumerate(self.spelled)}
        return {plain(name): UUID(value) for name, value in given.items() if value}


class PublisherForm(forms.Form):
    """How an institution signs its files; per direction its sector; per party its identifier."""

    ref = forms.CharField(
        label=_("Identifier of your institution"),
        max_length=100,
        help_text=_("By org-id.guide: register and number, such as XM-DAC-47066 for IOM."),
    )
    kind = forms.ChoiceField(label=_("Type of your institution"), choices=list(ORGANISATIONS.items()))
    country = forms.CharField(
        label=_("Country where it happens"),
        max_length=2,
        help_text=_("Two letters, such as TM."),
        widget=forms.TextInput({"class": "govuk-input--width-2"}),
    )
    sector = forms.CharField(
        label=_("Sector for all directions"),
        max_length=5,
        widget=forms.TextInput({"class": "govuk-input--width-5", "inputmode": "numeric"}),
        help_text=_(
            "OECD DAC purpose code. 15190: facilitation of orderly, safe, regular and responsible migration and mobility."
        ),
    )

    def __init__(
        self,
        *args: Any,
        directions: Sequence[Line],
        parties: Sequence[Institution],
        language: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.directions, self.parties = directions, parties
        for line in directions:
            title = f"{line.number} {line.content.title.get(language)}"
            self.fields[f"s_{line.id}"] = forms.CharField(
                label=title,
                required=False,
                max_length=5,
                help_text=_("Sector of this direction, if another."),
                widget=forms.TextInput({"class": "govuk-input--width-5", "inputmode": "numeric"}),
            )
            self.fields[f"h_{line.id}"] = forms.BooleanField(label=_("Humanitarian: %s") % title, required=False)
        for one in parties:
            self.fields[f"o_{one.pk}"] = forms.CharField(label=one.name(language), required=False, max_length=100)

    @staticmethod
    def initial_of(one: Publisher) -> dict[str, Any]:
        return {
            "ref": one.ref,
            "kind": one.kind,
            "country": one.country,
            "sector": one.sector,
            **{f"s_{key}": value for key, value in one.sectors.items()},
            **{f"h_{key}": True for key in one.humanitarian},
            **{f"o_{key}": value for key, value in one.organisations.items()},
        }

    def publisher(self) -> Publisher:
        given = self.cleaned_data
        return Publisher(
            ref=given["ref"].strip(),
            kind=given["kind"],
            country=given["country"].strip().upper(),
            sector=given["sector"].strip(),
            organisations={str(one.pk): text for one in self.parties if (text := given[f"o_{one.pk}"].strip())},
            sectors={str(line.id): text for line in self.directions if (text := given[f"s_{line.id}"].strip())},
            humanitarian=tuple(str(line.id) for line in self.directions if given[f"h_{line.id}"]),
        )

    def group(self, first: str) -> list[forms.BoundField]:
        """Fields by their first letter, for the page."""
        return [self[name] for name in self.fields if name.startswith(first)]


SIGNIFICANCES = {
    NOT_TARGETED: _("Examined: not targeted"),
    SIGNIFICANT: _("A significant objective"),
    PRINCIPAL: _("The principal objective"),
    ACTION_PROGRAMME: _("The principal objective, in support of an action programme"),
}


class MarkersForm(forms.Form):
    """How far a line targets each policy of the OECD DAC list; nothing is chosen beforehand."""

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in MARKERS:
            choices = [("", _("Not judged")), *((code, SIGNIFICANCES[code]) for code in one.significances)]
            self.fields[f"m_{one.code}"] = forms.ChoiceField(
                label=one.title(language),
                choices=choices,
                required=False,
                help_text="" if one.verified else _("The code of this marker is not verified."),
            )

    @staticmethod
    def initial_of(marks: Mapping[str, str]) -> dict[str, Any]:
        return {f"m_{code}": significance for code, significance in marks.items()}

    def markers(self) -> dict[str, str]:
        return {one.code: given for one in MARKERS if (given := self.cleaned_data[f"m_{one.code}"])}


class WithdrawForm(forms.Form):
    """Why a file is taken back."""

    reason = forms.CharField(label=_("Why is it taken back?"), max_length=500, widget=forms.Textarea({"rows": "2"}))
