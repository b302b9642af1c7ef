"""Words of pages: none stands in a template untranslated, and words that must differ do, in every language."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from django.utils import translation

import sapar
from sapar.kernel.procedures import registry

TEMPLATES = sorted(Path(sapar.__file__).parent.glob("*/**/templates/**/*.html"))
NAMES = {"Sapar", "Enter", "Türkmençe", "Русский", "English"}
# What readers see or hear besides the text itself.
SPOKEN = re.compile(r"""(?:aria-label|placeholder|title|alt)\s*=\s*("[^"]*"|'[^']*')""")
LANGUAGES = ("tk", "ru", "en")


def said(template: str) -> list[str]:
    """Words that a template says to its reader without asking a catalogue."""
    text = re.sub(r"{% comment %}.*?{% endcomment %}|{#.*?#}", "", template, flags=re.S)
    text = re.sub(r"{% block \w+_class %}.*?{% endblock %}", "", text)
    text = re.sub(r"{% blocktranslate.*?{% endblocktranslate %}", "", text, flags=re.S)
    text = re.sub(r"<(script|style|svg|code|pre)\b.*?</\1>", "", text, flags=re.S)
    text = re.sub(r"{%.*?%}|{{.*?}}", "\x00", text, flags=re.S)
    spoken = " ".join(SPOKEN.findall(text))
    seen = re.sub(r"&\w+;", " ", re.sub(r"<[^>]*>", " ", text))
    return [
        word for word in re.findall(r"[^\W\d_]{3,}", f"{seen} {spoken}") if word not in NAMES and not word.isupper()
    ]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_word_of_a_template_is_untranslated(path: Path) -> None:
    """A page in Turkmen or Russian holds no English word of its template."""
    assert said(path.read_text()) == []


def test_a_word_in_a_template_is_noticed() -> None:
    """Text and what is read aloud; not what is translated, and no names."""
    assert said('<p title="Close">Open {% translate "this" %} {{ name }} Sapar</p>') == ["Open", "Close"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_states_of_a_procedure_have_words_of_their_own(language: str) -> None:
    """Nobody takes an application that was sent for one that was granted."""
    with translation.override(language):
        for procedure in registry.procedures().values():
            titles = Counter(str(state.title).lower() for state in procedure.states)
            assert [title for title, times in titles.items() if times > 1] == [], procedure.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_leaving_a_page_is_not_called_like_a_decision(language: str) -> None:
    """The link beside a button never has the button's own words."""
    with translation.override(language):
        decisions = {
            str(transition.title).lower()
            for procedure in registry.procedures().values()
            for transition in procedure.transitions
        }
        assert translation.gettext("Cancel").lower() not in decisions
