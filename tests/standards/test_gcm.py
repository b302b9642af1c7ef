"""The Global Compact's objectives and principles as data."""

from __future__ import annotations

import pytest

from sapar.standards import gcm

TURKMEN = set("AaBbÇçDdEeÄäFfGgHhIiJjŽžKkLlMmNnŇňOoÖöPpRrSsŞşTtUuÜüWwYyÝýZz ,-")
RUSSIAN = set("абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ ,-")


def test_there_are_23_objectives_and_10_principles_with_codes_of_their_own() -> None:
    """Numbered without gaps; a code means one provision."""
    assert [one.number for one in gcm.OBJECTIVES] == list(range(1, 24))
    assert [one.number for one in gcm.PRINCIPLES] == list(range(1, 11))
    every = (*gcm.OBJECTIVES, *gcm.PRINCIPLES)
    assert len({one.code for one in every}) == 33
    assert all(gcm.provision(one.code) is one for one in every)


def test_what_was_not_read_in_a_source_is_marked() -> None:
    """Objectives 9 to 11 are from memory; nothing else is."""
    assert [one.number for one in gcm.OBJECTIVES if not one.verified] == [9, 10, 11]
    assert all(one.verified for one in gcm.PRINCIPLES)
    assert gcm.TRANSLATIONS_REVIEWED is False
    assert gcm.LEGAL_NATURE == "not_legally_binding"


@pytest.mark.parametrize("one", [*gcm.OBJECTIVES, *gcm.PRINCIPLES], ids=lambda one: one.code)
def test_titles_are_in_their_languages(one: gcm.Provision) -> None:
    """Turkmen in its own letters, Russian in Cyrillic, three different titles; an unknown language gets English."""
    assert set(one.tk) <= TURKMEN
    assert set(one.ru) <= RUSSIAN
    assert len({one.title(language) for language in ("tk", "ru", "en")}) == 3
    assert one.title("de") == one.en


def test_objectives_are_found_by_number() -> None:
    """1 to 23; no objective 0, none counted from the end."""
    assert gcm.objective(5).code == "GCM.5"
    for number in (0, 24, -1):
        with pytest.raises(KeyError):
            gcm.objective(number)
