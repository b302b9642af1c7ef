"""Transliteration tables: what Doc 9303 prints, ordered alternatives, and that nothing but A-Z comes out."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sapar.standards.transliteration import (
    BELARUSIAN,
    BULGARIAN,
    CYRILLIC,
    KAZAKH_CYRILLIC,
    LATIN,
    MACEDONIAN,
    PLAIN,
    PROFILES,
    SERBIAN,
    TABLES,
    TAJIK_CYRILLIC,
    TURKMEN_CYRILLIC,
    UKRAINIAN,
    UZBEK_CYRILLIC,
    Table,
    issuer_spellings,
    profile_of,
    spellings,
    transliterate,
)


@pytest.mark.parametrize(
    ("letter", "expected"),
    [
        ("Ä", ("AE", "A")),
        ("Å", ("AA", "A")),
        ("Ö", ("OE", "O")),
        ("Ü", ("UE", "UXX", "U")),
        ("Ñ", ("N", "NXX")),
        ("Ý", ("Y",)),
        ("Ň", ("N",)),
        ("Ž", ("Z",)),
        ("Ş", ("S",)),
        ("Ç", ("C",)),
        ("Ð", ("D",)),
        ("Ł", ("L",)),
        ("ẞ", ("SS",)),
        ("Þ", ("TH",)),
        ("İ", ("I",)),
        ("ı", ("I",)),
    ],
)
def test_latin_rows_of_the_standard(letter: str, expected: tuple[str, ...]) -> None:
    """Section 6.A, alternatives in the printed order."""
    assert LATIN.letters[letter] == expected


@pytest.mark.parametrize(
    ("text", "table", "expected"),
    [
        ("Щербаков Юрий Ёжиков", CYRILLIC, "SHCHERBAKOV IURII EZHIKOV"),
        ("Подъячева Ольга", CYRILLIC, "PODIEIACHEVA OLGA"),
        ("Міховіч Марыя Ігар", BELARUSIAN, "MIKHOVICH MARYIA IHAR"),
        ("Єгорова Юлія Йосипівна", UKRAINIAN, "YEHOROVA YULIIA YOSYPIVNA"),
        ("Щеров", BULGARIAN, "SHTEROV"),
        ("Ђоковић Жарко", SERBIAN, "DOKOVIC ZARKO"),
        ("Ѓорѓи Ќосев Џон", MACEDONIAN, "GJORGJI KJOSEV DJON"),
        ("Ныязов Җума Ёлөтен", TURKMEN_CYRILLIC, "NYYAZOW JUMA YOLOETEN"),
        ("Нұрсұлтан Қасым", KAZAKH_CYRILLIC, "NURSULTAN KASYM"),
        ("Ўткир Ҳошимов", UZBEK_CYRILLIC, "OTKIR HOSHIMOV"),
        ("Сироҷиддин Муҳриддин", TAJIK_CYRILLIC, "SIROJIDDIN MUHRIDDIN"),
        ("Nyýazow Bäşim", LATIN, "NYYAZOW BAESIM"),
        ("Straße Groß", LATIN, "STRASSE GROSS"),
        ("Nguyễn Văn Đức", LATIN, "NGUYEN VAN DUC"),
        ("Məmmədov", LATIN, "MAMMADOV"),
        ("Иванов", LATIN, "IVANOV"),
    ],
)
def test_names(text: str, table: Table, expected: str) -> None:
    """Whole names in each table, and Cyrillic names where a Latin table was asked for."""
    assert transliterate(text, table) == expected


def test_all_spellings_for_matching() -> None:
    """BÄŞIM is BAESIM and BASIM; the recommended spelling comes first; the number is limited."""
    assert spellings("Bäşim") == ["BAESIM", "BASIM"]
    assert spellings("Üm", LATIN) == ["UEM", "UXXM", "UM"]
    assert len(spellings("ÜÜÜÜÜÜÜÜÜÜ", limit=50)) == 50
    assert transliterate("Bäşim Öwez Ümit", LATIN, PLAIN) == "BASIM OWEZ UMIT"


def test_composed_and_decomposed_text_is_the_same() -> None:
    """A name typed with combining marks is the same name."""
    for text in ("Bäşim Ýazgül", "Ёжиков Йод", "Đinh Nguyễn"):
        assert transliterate(unicodedata.normalize("NFD", text)) == transliterate(text)


def test_a_choice_that_the_table_does_not_have_is_refused() -> None:
    """An issuer profile picks among the standard's alternatives and makes up none."""
    with pytest.raises(ValueError, match="no spelling"):
        transliterate("Ä", LATIN, {"Ä": "E"})


def test_usage_without_a_published_rule_is_marked() -> None:
    """Only the tables of the standard count as verified; each table names its source."""
    assert {name for name, table in TABLES.items() if table.verified} == {
        "latin", "cyrillic", "belarusian", "ukrainian", "bulgarian", "serbian", "macedonian",
    }  # fmt: skip
    for table in TABLES.values():
        assert table.verified != ("unverified" in table.source)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_tables_hold_capitals_and_spell_in_a_to_z(table: Table) -> None:
    """Keys are single letters; spellings are A-Z only and without repetition."""
    for letter, choices in [*table.letters.items(), *table.initial.items()]:
        assert len(letter) == 1
        assert choices
        assert len(set(choices)) == len(choices)
        assert all(choice == "" or (choice.isascii() and choice.isalpha() and choice.isupper()) for choice in choices)


@given(
    st.text(st.sampled_from("".join({letter for table in TABLES.values() for letter in table.letters})), max_size=20)
)
def test_every_letter_of_every_table_ends_in_a_to_z(text: str) -> None:
    """Letters of any table, in any case and any table asked for, leave nothing outside A-Z."""
    for table in (LATIN, CYRILLIC):
        rest = set(text) - set(table.letters) - set(LATIN.letters) - set(CYRILLIC.letters)
        for result in (transliterate(text, table), transliterate(text.lower(), table)):
            assert all((c.isascii() and c.isalpha()) or c in rest or c.lower() in rest for c in result)


@pytest.mark.parametrize(
    ("issuer", "text", "expected"),
    [
        ("TKM", "ÖWEZOW BÄŞIM", "OEWEZOW BAESIM"),
        ("TKM", "Ӱезов".replace("Ӱ", "Ө") + " Җума", "OEEZOW JUMA"),
        ("KAZ", "ӘБДІҚАДЫРОВ", "ABDIKADYROV"),
        ("KGZ", "ЖЭЭНБЕКОВ ӨМҮРБЕК", "ZHEENBEKOV OMURBEK"),
        ("UZB", "ҚОДИРОВ", "QODIROV"),
        ("TJK", "ҶУРАЕВ", "JURAEV"),
        ("RUS", "ЩУКИН", "SHCHUKIN"),
        ("BGR", "ЩЕРЕВ", "SHTEREV"),
        ("DEU", "MÜLLER", "MUELLER"),
        ("", "ЩУКИН", "SHCHUKIN"),
    ],
)
def test_the_issuer_decides_how_a_name_is_spelt(issuer: str, text: str, expected: str) -> None:
    """The profile picks the table by issuer and script; an issuer without a profile follows ICAO."""
    profile = profile_of(issuer)
    assert transliterate(text, profile.table(text), profile.choices) == expected


def test_what_is_not_confirmed_is_marked() -> None:
    """The practice of the five States of the region was not found: their profiles say so; so do their tables."""
    assert {issuer for issuer, profile in PROFILES.items() if not profile.verified} == {
        "TKM",
        "KAZ",
        "KGZ",
        "UZB",
        "TJK",
    }
    for profile in PROFILES.values():
        assert all(choice in profile.table(letter).letters[letter] for letter, choice in profile.choices.items()), (
            profile.issuer
        )
        assert profile.verified or not profile.cyrillic.verified


@pytest.mark.parametrize("text", ["BÄŞIM", "ЖУМАЕВ", "ҚОДИРОВ", "МЕРЕТОВ", "ХОЖАМУРАТ"])
def test_a_reader_expects_all_spellings_whoever_issued(text: str) -> None:
    """Matching uses every table of the script: the issuer's own spelling comes first, and none is lost by the issuer."""
    every = {spelling for issuer in PROFILES for spelling in issuer_spellings(text, issuer)}
    for issuer in (*PROFILES, "DEU", ""):
        found = issuer_spellings(text, issuer)
        assert set(found) == every
        assert len(found) == len(set(found))
        assert found[0] == transliterate(text, profile_of(issuer).table(text))
    assert len(issuer_spellings(text, "TKM", limit=2)) == 2
