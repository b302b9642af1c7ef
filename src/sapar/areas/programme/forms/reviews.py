"""What is typed on the pages of reviews."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.rules.reviews import NAMES as CODES
from sapar.areas.programme.rules.reviews import TEXT_LONGEST
from sapar.web.fields import DateField

LABELS = {"tk": _("Text in Turkmen"), "ru": _("Text in Russian"), "en": _("Text in English")}


class OpenForm(forms.Form):
    """By which template, as of which day."""

    template_code = forms.ChoiceField(label=_("What kind of review?"), widget=forms.RadioSelect)
    as_of = DateField(label=_("As of"))

    def __init__(self, *args: Any, titles: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template_code"].choices = list(titles)  # type: ignore[attr-defined]


class TextForm(forms.Form):
    """A text in three languages. ``version``: what the person saw."""

    tk = forms.CharField(label=LABELS["tk"], required=False, max_length=TEXT_LONGEST)
    ru = forms.CharField(label=LABELS["ru"], required=False, max_length=TEXT_LONGEST)
    en = forms.CharField(label=LABELS["en"], required=False, max_length=TEXT_LONGEST)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, words: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = "12" if words > 300 else "8"
        for code in LABELS:
            self.fields[code].widget = forms.Textarea({"rows": rows, "lang": code})


class HashForm(forms.Form):
    """The hash of what was read."""

    sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)


__all__ = ["CODES", "HashForm", "OpenForm", "TextForm"]
