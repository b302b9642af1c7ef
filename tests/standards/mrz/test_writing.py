"""Writing documents: names and their cutting, and that all that is written is read back."""

from __future__ import annotations

import string
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sapar.standards.mrz import GENERATORS, check_digit, parse
from sapar.standards.mrz.countries import ISO_3166
from sapar.standards.mrz.generation import generate_td1, generate_td2, generate_td3
from sapar.standards.mrz.layouts import ALPHABET, LAYOUTS
from sapar.standards.mrz.names import components, name_field
from sapar.standards.transliteration import PLAIN, TABLES, UKRAINIAN

TODAY = date(2026, 11, 25)
PERSON: dict[str, Any] = {
    "issuer": "TKM",
    "number": "A1234567",
    "nationality": "TKM",
    "birth_date": "1990-05-17",
    "sex": "F",
    "expiry_date": "2031-05-16",
    "primary": "Amanowa",
}
NILAV = "NILAVADHANANANDA"
BENNELONG = "BENNELONG WOOLOOMOOLOO WARRANDYTE WARNAMBOOL"

upper = st.text(string.ascii_uppercase, min_size=1, max_size=14)
names = st.lists(upper, min_size=1, max_size=6)
number = st.text(string.ascii_uppercase + string.digits, min_size=1, max_size=9)
optional = st.text(string.ascii_uppercase + string.digits, max_size=7)
births = st.one_of(
    st.none(),
    st.dates(date(1927, 1, 1), date(2006, 1, 1)).map(str),
    st.dates(date(1927, 1, 1), date(2006, 1, 1)).map(lambda day: str(day)[:7]),
    st.integers(1927, 2006).map(str),
)
expiries = st.one_of(st.none(), st.dates(date(2006, 1, 2), date(2070, 1, 1)).map(str))
documents = st.fixed_dictionaries(
    {
        "issuer": st.sampled_from([*sorted(ISO_3166), "D"]),
        "number": number,
        "nationality": st.sampled_from([*sorted(ISO_3166), "D"]),
        "birth_date": births,
        "sex": st.sampled_from("MFX"),
        "expiry_date": expiries,
        "optional": optional,
    }
)
strategies = st.sampled_from(["initials", "components", "fixed_length"])


@pytest.mark.parametrize(
    ("primary", "secondary", "length", "truncation", "field"),
    [
        (NILAV, "CHAYAPA DEJTHAMRONG KRASUANG", 39, "initials", "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K"),
        (NILAV, "ARNPOL PETCH CHARONGUANG", 39, "initials", "NILAVADHANANANDA<<ARNPOL<PETCH<CHARONGU"),
        (BENNELONG, "DINGO POTOROO", 39, "initials", "BENNELONG<WOOLOOMOOLOO<WARRANDYTE<W<<DI"),
        (BENNELONG, "DINGO POTOROO", 39, "components", "BENNELONG<WOOLOOM<WARRAND<WARNAM<<DINGO"),
        (BENNELONG, "DINGO POTOROO", 39, "fixed_length", "BENNEL<WOOLOO<WARRAN<WARNAM<<DINGO<POTO"),
        ("PAPANDROPOULOUS", "JONATHON WARREN TREVOR", 39, "initials", "PAPANDROPOULOUS<<JONATHON<WARREN<TREVOR"),
        (NILAV, "CHAYAPA DEJTHAMRONG KRASUANG", 31, "initials", "NILAVADHANANANDA<<CHAYAPA<DEJ<K"),
        (NILAV, "CHAYAPA DEJTHAMRONG KRASUANG", 30, "initials", "NILAVADHANANANDA<<CHAYAPA<DE<K"),
        (BENNELONG, "DINGO POTOROO", 30, "initials", "BENNELONG<WOOLOOMOOLOO<W<W<<DI"),
        (BENNELONG, "DINGO POTOROO", 30, "fixed_length", "BENNE<WOOLO<WARRA<WARNA<<DIN<P"),
        ("PAPANDROPOULOUS", "JONATHON ALEC", 30, "initials", "PAPANDROPOULOUS<<JONATHON<ALEC"),
    ],
)
def test_the_examples_of_the_standard_for_long_names(
    primary: str, secondary: str, length: int, truncation: Any, field: str
) -> None:
    """Doc 9303 Parts 4, 5 and 6: each example of a cut name comes out of one of the strategies."""
    assert name_field(primary, secondary, length, truncation) == field


@pytest.mark.parametrize(
    ("primary", "secondary", "start"),
    [
        ("ERIKSSON", "ANNA MARIA", "ERIKSSON<<ANNA<MARIA<"),
        ("Smith-Jones", "Susie Margaret", "SMITH<JONES<<SUSIE<MARGARET<"),
        ("O'Connor", "Enya Siobhan", "OCONNOR<<ENYA<SIOBHAN<"),
        ("D’Artagnan", "", "DARTAGNAN<<<"),
        ("van der Muellen", "Martin", "VAN<DER<MUELLEN<<MARTIN<"),
        ("Al-Basri", "Huda Muhammad Jawad", "AL<BASRI<<HUDA<MUHAMMAD<JAWAD<"),
        ("ARKFREITH", "", "ARKFREITH<<<<"),
        ("Satriya Sudarpa", "", "SATRIYA<SUDARPA<<<"),
        ("Eriksson", "Anna, Maria", "ERIKSSON<<ANNA<MARIA<"),
        ("St. John", "J.R. (Bob)", "ST<JOHN<<JR<BOB<"),
        ("Oʻgʻiloy", "Gʼulom", "OGILOY<<GULOM<"),
        ("Nyýazow", "Çary-Ženňet", "NYYAZOW<<CARY<ZENNET<"),
        ("A  -  B", "C", "A<B<<C<"),
    ],
)
def test_punctuation_and_national_letters(primary: str, secondary: str, start: str) -> None:
    """Part 3, 4.6: hyphens and commas separate, apostrophes and all other punctuation vanish."""
    field = name_field(primary, secondary, 39)
    assert field.startswith(start)
    assert len(field) == 39


def test_issuers_choose_their_spelling() -> None:
    """Tables and choices reach the name field."""
    assert name_field("Öwezow", "", 30).startswith("OEWEZOW<")
    assert name_field("Öwezow", "", 30, choices=PLAIN).startswith("OWEZOW<")
    assert name_field("Єгорова", "Юлія", 30, table=UKRAINIAN).startswith("YEHOROVA<<YULIIA<")


@pytest.mark.parametrize("name", ["LOUIS 14", "刘", "Παπάς", ""])
def test_names_that_cannot_be_written_are_refused(name: str) -> None:
    """Digits, letters without transliteration and an empty primary identifier: an error without the name in it."""
    with pytest.raises(ValueError) as caught:
        name_field(name, "", 39)
    assert name == "" or name not in str(caught.value)


@given(names, names, st.sampled_from([30, 31, 39]), strategies)
def test_every_name_fits_and_a_cut_one_ends_with_a_letter(
    primary: list[str], secondary: list[str], length: int, truncation: Any
) -> None:
    """Whatever the name: the field is full length, both identifiers are there, each component is the beginning of its
    own, and a name that was cut ends with a letter at the last position."""
    field = name_field(" ".join(primary), "-".join(secondary), length, truncation)
    assert len(field) == length
    assert set(field) <= ALPHABET
    whole = "<".join(primary) + "<<" + "<".join(secondary)
    if len(whole) <= length:
        assert field == whole.ljust(length, "<")
        return
    assert field[-1] != "<"
    first, _, second = field.partition("<<")
    for cut, full in ((first.split("<"), primary), (second.split("<"), secondary)):
        assert 1 <= len(cut) <= len(full)
        assert all(short and long.startswith(short) for short, long in zip(cut, full, strict=False))


@given(st.lists(upper, min_size=1, max_size=9), strategies)
def test_long_names_without_secondary_identifier(primary: list[str], truncation: Any) -> None:
    """A cut primary identifier alone fills the field to the last position, without the mark of a secondary one."""
    field = name_field(" ".join(primary), "", 30, truncation)
    assert len(field) == 30
    if len("<".join(primary)) > 30:
        assert "<<" not in field
        assert field[-1] != "<"


@settings(max_examples=400)
@given(st.sampled_from(sorted(GENERATORS)), documents, names, st.lists(upper, max_size=4))
def test_what_is_written_is_read_back(
    kind: str, fields: dict[str, Any], primary: list[str], secondary: list[str]
) -> None:
    """For every format: valid, of the right shape, and each field as it was given."""
    text = GENERATORS[kind](primary=" ".join(primary), secondary=" ".join(secondary), **fields)
    layout = LAYOUTS[kind]
    assert [len(line) for line in text.split("\n")] == [layout.width] * layout.lines
    mrz = parse(text, TODAY)
    assert mrz.format == kind
    assert mrz.errors == []
    assert mrz.text == text
    record = mrz.as_dict()
    for name in ("issuer", "number", "nationality", "birth_date", "sex", "expiry_date", "optional"):
        assert record[name] == fields[name], name
    if not mrz.name_truncated:
        assert (mrz.primary, mrz.secondary) == (" ".join(primary), " ".join(secondary))
    assert mrz.expired == (None if fields["expiry_date"] is None else fields["expiry_date"] < str(TODAY))


@given(st.text(string.ascii_uppercase + string.digits, min_size=10, max_size=22), optional)
def test_long_numbers_are_read_back(number: str, extra: str) -> None:
    """Cards take up to 22 characters in all (9 and what the 15 optional positions leave beside the digit), or fewer
    with other optional data; official documents of two lines up to 14."""
    room = 15 - (len(number) - 9 + 2)
    card = PERSON | {"number": number, "optional": extra[: max(room, 0)]}
    mrz = parse(generate_td1(**card), TODAY)
    assert (mrz.number, mrz.optional, mrz.valid) == (number, card["optional"], True)
    if len(number) <= 14:
        mrz = parse(generate_td2(**(PERSON | {"number": number})), TODAY)
        assert (mrz.number, mrz.optional, mrz.valid) == (number, "", True)
    else:
        with pytest.raises(ValueError, match="optional"):
            generate_td2(**(PERSON | {"number": number}))


def test_cards_have_two_optional_fields() -> None:
    """Both are given back with a space between them; one alone stands for itself."""
    assert parse(generate_td1(**PERSON, optional="AB<1", optional_2="C2"), TODAY).optional == "AB<1 C2"
    assert parse(generate_td1(**PERSON, optional_2="C2"), TODAY).optional == "C2"


def test_passports_are_written_with_the_code_of_2026() -> None:
    """PP unless told otherwise; a visa's letter is refused for a passport."""
    assert generate_td3(**PERSON).startswith("PPTKMAMANOWA<<<")
    assert generate_td3(**PERSON, document_code="PD").startswith("PDTKM")
    with pytest.raises(ValueError, match="document_code"):
        generate_td3(**PERSON, document_code="V")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"number": ""}, "number"),
        ({"number": "A12345678X"}, "number"),
        ({"number": "a1"}, "number"),
        ({"issuer": "XX"}, "issuer"),
        ({"nationality": "tkm"}, "nationality"),
        ({"birth_date": "1990-02-30"}, "birth_date"),
        ({"birth_date": "17.05.1990"}, "birth_date"),
        ({"expiry_date": "2031"}, "expiry_date"),
        ({"sex": "W"}, "sex"),
        ({"optional": "123456789012345"}, "optional"),
        ({"optional": "Ä"}, "optional"),
        ({"empty_optional_digit": "1"}, "empty_optional_digit"),
        ({"document_code": "P1"}, "document_code"),
    ],
)
def test_what_the_standard_does_not_allow_is_not_written(change: dict[str, str], word: str) -> None:
    """A clear error that names the field and repeats nothing of the value."""
    with pytest.raises(ValueError, match=f"^{word}: "):
        generate_td3(**(PERSON | change))


def test_components_are_cleaned() -> None:
    """Soft hyphens and dashes separate like hyphens; loose punctuation makes no component."""
    assert components("Anna\u00adMaria – \u2011 'x' ...") == ["ANNA", "MARIA", "X"]


def test_the_composite_digit_covers_what_the_standard_says() -> None:
    """Part 5: line 1 from 6 to 30, line 2 from 1 to 7, 9 to 15 and 19 to 29; sex and nationality are outside it."""
    first, second, _ = generate_td1(**PERSON, optional="X1", optional_2="Y2").split("\n")
    assert second[29] == check_digit(first[5:30] + second[0:7] + second[8:15] + second[18:29])


def test_the_issuers_profile_spells_the_name() -> None:
    """Without a table the issuer's own is used: a Kazakh name in a Kazakh and in another passport; a table given wins."""
    values: dict[str, Any] = {
        "number": "A1234567",
        "nationality": "KAZ",
        "birth_date": "1990-01-29",
        "sex": "M",
        "expiry_date": "2030-01-01",
        "primary": "ҚАЖЫМҰҚАН",
    }
    assert generate_td3(issuer="KAZ", **values)[5:14] == "KAZHYMUKA"
    assert generate_td3(issuer="UZB", **values)[5:9] == "QAJY"
    assert generate_td3(issuer="KAZ", table=TABLES["uzbek-cyrillic"], **values)[5:9] == "QAJY"
