"""The form renderer: what screen readers are told, and that nothing typed is lost."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from types import ModuleType
from typing import Any

import pytest
from django import forms
from django.template import engines

from sapar.web.fields import DateField, MrzField, PartialDateField


class Tree(HTMLParser):
    """All start tags with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def ids(self) -> list[str]:
        return [attrs["id"] or "" for _, attrs in self.tags if "id" in attrs]

    def named(self, name: str) -> list[dict[str, str | None]]:
        return [attrs for _, attrs in self.tags if attrs.get("name") == name]


def rendered(form: forms.Form) -> str:
    return str(engines["django"].from_string("{% load web %}{% error_summary form %}{{ form }}").render({"form": form}))


def test_every_reference_between_elements_leads_somewhere(gallery: ModuleType) -> None:
    """for, aria-describedby and the summary's links point at ids that exist, each id once; also with errors."""
    for form in (gallery.Everything(), gallery.Everything({"company": ""})):
        text = rendered(form)
        tree = Tree(text)
        ids = tree.ids()
        assert len(ids) == len(set(ids))
        pointed = [word for _, attrs in tree.tags for word in (attrs.get("aria-describedby") or "").split()]
        pointed += [attrs["for"] or "" for tag, attrs in tree.tags if tag == "label"]
        pointed += [attrs["href"][1:] for tag, attrs in tree.tags if tag == "a" and attrs["href"]]
        assert pointed
        assert set(pointed) <= set(ids)


def test_order_is_label_hint_error_input_and_the_input_says_so(gallery: ModuleType) -> None:
    """A field reads label, hint, error, input; the input is described by hint and error and marked invalid."""
    text = rendered(gallery.Everything({"company": ""}))
    places = [
        text.index(part)
        for part in ('for="id_company"', 'id="id_company_hint"', 'id="id_company_error"', 'id="id_company"')
    ]
    assert places == sorted(places)
    (company,) = Tree(text).named("company")
    assert company["aria-describedby"] == "id_company_hint id_company_error"
    assert company["aria-invalid"] == "true"
    assert "govuk-input--error" in (company["class"] or "")


def test_error_summary_lists_each_error_with_a_link_to_its_field(gallery: ModuleType) -> None:
    """The summary names every wrong field in the order of the page; groups are entered at their first control."""
    text = rendered(gallery.Everything({"born_day": "31", "born_month": "2", "born_year": "1990"}))
    summary = text[: text.index("</ul></div></div></div>")]
    anchors = re.findall(r'href="#(\w+)"', summary)
    assert anchors == ["id_company", "id_wage", "id_born_day", "id_sector", "id_kind", "id_agrees", "id_trained"]
    assert 'role="alert"' in summary


def test_no_summary_without_errors(gallery: ModuleType) -> None:
    """An untouched form shows no error summary."""
    assert "govuk-error-summary" not in rendered(gallery.Everything())


def test_what_was_typed_comes_back_except_passwords(gallery: ModuleType) -> None:
    """A refused form shows the typed values again, also impossible ones, and no password."""
    data = {
        "company": "Merdana <b>",
        "wage": "about 5",
        "born_day": "31",
        "born_month": "2",
        "born_year": "1990",
        "exempt": "y",
        "kind": "again",
        "password": "hush-hush",
    }
    text = rendered(gallery.Everything(data))
    tree = Tree(text)
    assert tree.named("company")[0]["value"] == "Merdana <b>"
    assert tree.named("wage")[0]["value"] == "about 5"
    assert [tree.named(f"born_{part}")[0]["value"] for part in ("day", "month", "year")] == ["31", "2", "1990"]
    assert [box["value"] for box in tree.named("exempt") if "checked" in box] == ["y"]
    assert [box["value"] for box in tree.named("kind") if "checked" in box] == ["again"]
    assert "hush-hush" not in text


def test_groups_are_fieldsets_and_optional_fields_say_so(gallery: ModuleType) -> None:
    """Radios, checkboxes and dates stand in a fieldset with a legend; what may stay empty is marked in words."""
    text = rendered(gallery.Everything())
    assert text.count("<fieldset") == text.count("<legend") == 5
    assert "First day <span" in text
    assert "Company <span" not in text


def test_long_texts_have_a_counter_instead_of_a_silent_cut(gallery: ModuleType) -> None:
    """A browser's maxlength would cut pasted text without a word: the limit is said, counted and checked here."""
    tree = Tree(rendered(gallery.Everything()))
    (note,) = tree.named("note")
    assert "maxlength" not in note
    assert "id_note-info" in (note["aria-describedby"] or "")
    assert any(attrs.get("data-maxlength") == "500" for _, attrs in tree.tags)


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        (("", "", "1990"), "1990"),
        (("", "3", "1990"), "1990-03"),
        (("27", "3", "1990"), "1990-03-27"),
        (("29", "02", "2024"), "2024-02-29"),
        (("", "", ""), ""),
    ],
)
def test_partial_dates_stay_partial(typed: tuple[str, str, str], known: str) -> None:
    """Unknown days and months are not filled in."""
    form = make(PartialDateField(required=False), typed)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["when"] == known


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (("31", "2", "1990"), "real"),
        (("29", "2", "2023"), "real"),
        (("1", "13", "1990"), "real"),
        (("0", "1", "1990"), "real"),
        (("x", "1", "1990"), "real"),
        (("1", "", "1990"), "month"),
        (("1", "1", "90"), "year"),
        (("1", "1", ""), "year"),
        (("1", "1", "١٩٩٠"), "year"),
    ],
)
def test_impossible_dates_are_refused_with_the_rule(typed: tuple[str, str, str], code: str) -> None:
    """Each kind of impossible date gets its own words."""
    form = make(PartialDateField(required=False), typed)
    assert not form.is_valid()
    assert form.errors.as_data()["when"][0].code == code


def test_a_whole_date_needs_all_three_parts() -> None:
    """A partial date is no answer where a day is needed."""
    form = make(DateField(), ("", "3", "1990"))
    assert form.errors.as_data()["when"][0].code == "whole"
    assert str(make(DateField(), ("7", "3", "1990")).fields["when"].clean("1990-03-07")) == "1990-03-07"


def test_machine_readable_lines_are_tidied_only() -> None:
    """Blanks go, letters become capitals, lines stay lines."""
    assert MrzField().clean(" p<uto eriksson<<anna \r\n\r\nl898902c36 ") == "P<UTOERIKSSON<<ANNA\nL898902C36"


def make(field: forms.Field, typed: tuple[str, str, str]) -> Any:
    form_class = type("Dated", (forms.Form,), {"when": field})
    return form_class(dict(zip(("when_day", "when_month", "when_year"), typed, strict=True)))
