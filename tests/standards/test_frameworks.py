"""Frameworks of commitments as data: whole, in three languages, and honest about what was not read."""

from __future__ import annotations

import pytest

from sapar.standards import gcm, sdg, sendai
from sapar.standards.frameworks import Framework, Provision

FRAMEWORKS = (gcm.FRAMEWORK, sendai.FRAMEWORK, sdg.FRAMEWORK)
EVERY = [one for framework in FRAMEWORKS for one in framework.provisions]
TURKMEN = set("AaBbÇçDdEeÄäFfGgHhIiJjŽžKkLlMmNnŇňOoÖöPpRrSsŞşTtUuÜüWwYyÝýZz ,-0123456789")
RUSSIAN = set("абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ ,-0123456789")


def test_codes_mean_one_provision_in_all_frameworks() -> None:
    """A code alone finds its framework and its provision."""
    assert len({one.code for one in EVERY}) == len(EVERY)
    for framework in FRAMEWORKS:
        for one in framework.provisions:
            assert one.code.startswith(framework.code + ".")
            assert framework.provision(one.code) is one


@pytest.mark.parametrize("framework", FRAMEWORKS, ids=lambda framework: framework.code)
def test_parents_stand_before_their_children_and_exist(framework: Framework) -> None:
    """Whoever walks the provisions in order has met the parent first; children are found in that order."""
    seen: list[str] = []
    for one in framework.provisions:
        assert one.parent == "" or one.parent in seen
        seen.append(one.code)
    for one in framework.provisions:
        assert [child.code for child in framework.children(one.code)] == [
            other.code for other in framework.provisions if other.parent == one.code
        ]
    assert framework.children("nothing") == ()


@pytest.mark.parametrize("framework", FRAMEWORKS, ids=lambda framework: framework.code)
def test_numbers_have_no_gaps_within_a_kind(framework: Framework) -> None:
    """Objectives, principles, targets and indicators are each numbered from 1."""
    for kind in {one.kind for one in framework.provisions}:
        numbers = [one.number for one in framework.provisions if one.kind == kind]
        assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.code)
def test_titles_are_in_their_languages(one: Provision) -> None:
    """Turkmen in its own letters, Russian in Cyrillic, no title twice, none with an end mark."""
    assert set(one.tk) <= TURKMEN
    assert set(one.ru) <= RUSSIAN
    assert len({one.title(language) for language in ("tk", "ru", "en")}) == 3
    assert one.title("fr") == one.en
    for title in (one.tk, one.ru, one.en):
        assert title == title.strip()
        assert title[0].isupper() or title[0].isdigit()


def test_no_translation_pretends_to_be_reviewed() -> None:
    """All three are this project's own."""
    assert not any(framework.translations_reviewed for framework in FRAMEWORKS)


def test_the_legal_nature_is_never_left_open() -> None:
    """Commitments, not obligations; where that itself was not read, it says so."""
    assert {framework.legal_nature for framework in FRAMEWORKS} == {"not_legally_binding"}
    assert "legal_nature" in sendai.FRAMEWORK.unverified & sdg.FRAMEWORK.unverified
    assert gcm.FRAMEWORK.unverified == frozenset()
    names = set(Framework.__dataclass_fields__)
    assert all(framework.unverified <= names for framework in FRAMEWORKS)


def test_sendai_has_seven_targets_and_38_indicators() -> None:
    """A 3, B 5, C 6, D 8, E 2, F 8, G 6, each numbered from 1 under its target; there is no B-6."""
    counts = {one.code: len(sendai.FRAMEWORK.children(one.code)) for one in sendai.TARGETS}
    assert counts == dict(zip([f"SENDAI.{letter}" for letter in "ABCDEFG"], (3, 5, 6, 8, 2, 8, 6), strict=True))
    for letter in "ABCDEFG":
        codes = [one.code for one in sendai.FRAMEWORK.children(f"SENDAI.{letter}")]
        assert codes == [f"SENDAI.{letter}-{number}" for number in range(1, len(codes) + 1)]
    with pytest.raises(KeyError):
        sendai.indicator("B-6")


def test_sendai_says_what_is_a_draft() -> None:
    """What the reference has from memory is not verified; formulas of D and F and most of G are drafts."""
    assert [one.code for one in sendai.INDICATORS if not one.verified] == [
        "SENDAI.D-1",
        "SENDAI.D-5",
        "SENDAI.G-1",
        "SENDAI.G-5",
    ]
    read = {one.code for one in sendai.INDICATORS if one.formula_verified}
    assert read == {
        f"SENDAI.{code}" for code in "A-1 A-2 A-3 B-1 B-2 B-3 B-4 B-5 C-1 C-2 C-3 C-4 C-5 C-6 E-1 G-2".split()
    }
    assert all(one.formula for one in sendai.INDICATORS)
    assert {one.code[-3:] for one in sendai.INDICATORS if one.compound} == {"A-1", "B-1", "C-1", "D-1", "D-5", "G-1"}
    assert sendai.indicator("SENDAI.A-1") is sendai.indicator("A-1")
    assert sendai.target("A").number == 1


def test_sendai_links_lead_to_sdg_indicators() -> None:
    """The bridging indicators 1.5.3, 11.b.1 and 13.1.2 are E-1's, and every link exists."""
    for one in sendai.INDICATORS:
        for code in one.sdg:
            assert sdg.FRAMEWORK.provision(code).kind == "indicator"
    assert sendai.indicator("E-1").sdg == ("SDG.1.5.3", "SDG.11.b.1", "SDG.13.1.2")
    linked = {code for one in sendai.INDICATORS for code in one.sdg}
    disasters = {one.code for one in sdg.INDICATORS if one.code.split(".")[1] in ("1", "11", "13")}
    assert linked == disasters


def test_sdg_series_belong_to_indicators_and_say_when_that_was_not_read() -> None:
    """Each series has a known indicator; of the disaster series only two were read with theirs."""
    assert len({one.code for one in sdg.SERIES}) == len(sdg.SERIES)
    for one in sdg.SERIES:
        assert all(sdg.FRAMEWORK.provision(code).kind == "indicator" for code in one.indicators)
    unread = {one.code for one in sdg.SERIES if not one.verified}
    assert {one.code for one in sdg.SERIES if "_DSR_" in one.code} - unread == {"VC_DSR_MTMP", "SG_DSR_SILS"}
    assert all("_DSR_" in code for code in unread)
    assert [one.verified for one in sdg.series_of("SDG.1.5.1")] == [True] + [False] * 6
    assert sdg.series_of("SDG.8.8.1") == ()


def test_sdg_targets_are_found_by_number() -> None:
    """With or without the framework's code; a target that names neither migrants nor disasters is not here."""
    assert sdg.target("10.7") is sdg.target("SDG.10.7")
    with pytest.raises(KeyError):
        sdg.target("1.1")
