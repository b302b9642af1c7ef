"""Reading documents: the published specimens and the facts of Doc 9303 that decide what is valid."""

from __future__ import annotations

import doctest
import json
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import sapar.standards.mrz
from sapar.standards.mrz import RULES, WARNINGS, Issue, Mrz, check_digit, generate_td1, generate_td3, parse
from sapar.standards.mrz import digits as digits_module
from sapar.standards.mrz.countries import ISO_3166, KNOWN_FIELDS, SPECIAL_CODES
from sapar.standards.mrz.digits import LONGEST, VALUES, digit

TODAY = date(2026, 11, 25)
SPECIMENS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "specimens.json").read_text("utf-8"))
KEYS = (
    "format document_code issuer number nationality birth_date sex expiry_date expired primary secondary optional "
    "valid errors"
)
TD3_LINES = tuple(SPECIMENS[0]["text"].split("\n"))


def rules(mrz: Mrz) -> list[tuple[int, int, str]]:
    return [(issue.line, issue.position, issue.rule) for issue in mrz.errors]


def warned(mrz: Mrz) -> set[str]:
    return {issue.rule for issue in mrz.warnings}


def passport(**changes: Any) -> str:
    fields: dict[str, Any] = {
        "issuer": "TKM",
        "number": "A1234567",
        "nationality": "TKM",
        "birth_date": date(1990, 5, 17),
        "sex": "M",
        "expiry_date": date(2031, 5, 16),
        "primary": "Amanow",
        "secondary": "Merdan",
    }
    return generate_td3(**(fields | changes))


def change(text: str, line: int, position: int, new: str) -> str:
    """The text with ``new`` from that place on (counted from 1), check digits left as they are."""
    lines = text.split("\n")
    at = position - 1
    lines[line - 1] = lines[line - 1][:at] + new + lines[line - 1][at + len(new) :]
    return "\n".join(lines)


@pytest.mark.parametrize("specimen", SPECIMENS, ids=lambda s: f"{s['format']} {s['number']}")
def test_published_specimens_are_read_right_in_every_field(specimen: dict[str, Any]) -> None:
    """Each of the ten specimens is valid, and each of its fields has the value printed in it."""
    record = parse(specimen["text"], TODAY).as_dict()
    expected = {key: specimen[key] for key in specimen if key not in ("source", "text")}
    assert {key: record[key] for key in expected} == expected
    assert record["valid"] is True
    assert record["errors"] == []
    assert record["expired"] is True


def test_the_record_has_exactly_the_promised_keys() -> None:
    """The JSON of a document has the keys of the specification, in its order, also when nothing could be read."""
    assert list(parse(SPECIMENS[0]["text"], TODAY).as_dict()) == KEYS.split()
    unread = parse("no document", TODAY).as_dict()
    assert list(unread) == KEYS.split()
    assert unread["format"] is None
    assert unread["valid"] is False
    assert unread["errors"] == [{"line": 1, "position": 1, "rule": "format"}]


def test_check_digit_weights_and_values() -> None:
    """Weights 7, 3, 1; digits count themselves, A to Z 10 to 35, the filler 0."""
    assert check_digit("520727") == "3"
    assert check_digit("AB2134<<<") == "5"
    assert check_digit("") == "0"
    assert check_digit("<" * 14) == "0"
    for value, character in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"):
        for place, weight in enumerate((7, 3, 1, 7)):
            assert check_digit("<" * place + character) == str(value * weight % 10)


def test_the_fast_digit_agrees_with_the_plain_one_up_to_its_longest_field() -> None:
    """The one-number way of computing equals the sums of the standard, also where its byte lanes are fullest."""
    fullest = "9" * LONGEST
    for length in range(LONGEST + 1):
        field = fullest[:length]
        assert digit(field.encode().translate(VALUES)) == check_digit(field)
    assert digits_module.digit(b"\x09" * LONGEST) == check_digit(fullest)


def test_a_wrong_check_digit_names_place_expected_and_found() -> None:
    """A wrong digit is reported where it stands, with the digit that it should be; the composite then fails too."""
    wrong = change(SPECIMENS[0]["text"], 2, 10, "5")
    errors = parse(wrong, TODAY).as_dict()["errors"]
    assert errors[0] == {"line": 2, "position": 10, "rule": "check_digit", "expected": "6", "found": "5"}
    assert [error["position"] for error in errors] == [10, 44]


@pytest.mark.parametrize(("filler", "valid"), [("0", True), ("<", True), ("1", False)])
def test_empty_optional_data_may_have_a_zero_or_a_filler_as_check_digit(filler: str, valid: bool) -> None:
    """TD3: an empty optional field has 0 or a filler as its check digit, nothing else."""
    text = change(passport(), 2, 43, filler)
    assert parse(text, TODAY).valid is (valid and True)
    assert parse(passport(empty_optional_digit="<"), TODAY).valid


def test_used_optional_data_needs_its_check_digit() -> None:
    """A filler instead of the check digit of optional data that is there is an error."""
    text = change(passport(optional="ABC123"), 2, 43, "<")
    assert (2, 43, "check_digit") in rules(parse(text, TODAY))


@pytest.mark.parametrize("number", ["D23145890734", "1234567890", "ABCDEFGHI1", "X98765432109876543210"])
def test_long_numbers_of_cards(number: str) -> None:
    """A number of more than nine characters goes on in the optional data, and its check digit covers the joined
    number without the filler that stands in the check digit's place."""
    text = generate_td1(
        issuer="TKM", number=number, nationality="TKM", birth_date="1990-05-17", sex="F", expiry_date="2031-05-16",
        primary="A", optional="7",
    )  # fmt: skip
    mrz = parse(text, TODAY)
    assert (mrz.number, mrz.optional, mrz.valid) == (number, "7", True)
    assert text[14] == "<"
    assert text[15 : 15 + len(number) - 8] == number[9:] + check_digit(number)


def test_the_filler_of_a_long_number_does_not_enter_its_check_digit() -> None:
    """With a number for which it makes a difference: the digit computed over the filler as well is refused."""
    number = "A12345678124"
    with_filler = check_digit(number[:9] + "<" + number[9:])
    assert with_filler != check_digit(number)
    good = generate_td1(
        issuer="TKM", number=number, nationality="TKM", birth_date=None, sex="X", expiry_date=None, primary="A"
    )
    bad = change(good, 1, 19, with_filler)
    assert parse(good, TODAY).valid
    assert (1, 15, "check_digit") in rules(parse(bad, TODAY))


def test_a_missing_check_digit_without_continuation_is_an_error() -> None:
    """A filler in the check digit's place with nothing after it is no long number."""
    text = change(SPECIMENS[1]["text"], 1, 15, "<")
    issue = parse(text, TODAY).errors[0]
    assert (issue.line, issue.position, issue.rule, issue.found) == (1, 15, "check_digit", "<")


@pytest.mark.parametrize("code", ["P", "PP", "PE", "PD", "PO", "PR", "PT", "PS", "PL", "PM", "PU", "PX"])
def test_document_codes_of_passports(code: str) -> None:
    """P alone, the codes harmonised in 2026, and other second letters are all read."""
    mrz = parse(passport(document_code=code), TODAY)
    assert (mrz.document_code, mrz.valid, mrz.warnings) == (code, True, [])


def test_an_unusual_document_code_is_a_warning() -> None:
    """Travel documents of passport size under another letter than P exist; they are valid and pointed out."""
    mrz = parse(passport(document_code="IT"), TODAY)
    assert mrz.valid
    assert warned(mrz) == {"document_code"}


def test_unknown_countries_warn_and_impossible_ones_are_errors() -> None:
    """Three letters on no list warn, because the list may be old; what no list could hold is an error."""
    unknown = parse(passport(issuer="QQQ"), TODAY)
    assert unknown.valid
    assert unknown.warnings == [Issue(1, 3, "unknown_country")]
    impossible = parse(change(passport(), 1, 3, "AB<"), TODAY)
    assert (1, 3, "country") in rules(impossible)
    assert (1, 3, "character") in rules(parse(change(passport(), 1, 3, "<<<"), TODAY))
    assert (2, 12, "character") in rules(parse(change(passport(), 2, 12, "1"), TODAY))


def test_specimens_are_called_specimens() -> None:
    """UTO stands on no real document: a desk has to be told."""
    assert warned(parse(SPECIMENS[0]["text"], TODAY)) == {"specimen"}


def test_country_lists() -> None:
    """249 ISO codes, no code on both lists, and the special codes of the standard's text are known."""
    assert len(ISO_3166) == 249
    assert not {special.code for special in SPECIAL_CODES} & ISO_3166
    for field in ("TKM", "D<<", "GBD", "GBN", "GBO", "GBP", "GBS", "XXA", "XXB", "XXC", "XXX", "UNO", "UNA", "UNK",
                  "EUE", "XOM", "XPO", "XBA", "XCC", "XCE", "XEC", "RKS", "UTO"):  # fmt: skip
        assert field in KNOWN_FIELDS


@pytest.mark.parametrize(("sex", "read"), [("M", "M"), ("F", "F"), ("X", "X")])
def test_sex(sex: str, read: str) -> None:
    """M, F, and X for the filler that stands for an unspecified sex."""
    text = passport(sex=sex)
    assert text.split("\n")[1][20] == {"X": "<"}.get(sex, sex)
    assert parse(text, TODAY).sex == read


def test_an_x_in_the_zone_itself_is_no_sex() -> None:
    """The printed X is a filler in the zone; an X there is a wrong character."""
    mrz = parse(change(passport(), 2, 21, "X"), TODAY)
    assert mrz.sex is None
    assert rules(mrz) == [(2, 21, "character")]


@pytest.mark.parametrize(
    ("raw", "read"),
    [("9001<<", "1990-01"), ("90<<<<", "1990"), ("<<<<<<", None), ("<<0117", None), ("90<<17", "1990"),
     ("26<<<<", "2026"), ("27<<<<", "1927"), ("2612<<", "1926-12"), ("2611<<", "2026-11")],
)  # fmt: skip
def test_partial_birth_dates_stay_partial(raw: str, read: str | None) -> None:
    """Unknown parts are fillers that count 0 in the check digit; what is known stays known, and not in the future."""
    text = passport()
    line = text.split("\n")[1]
    line = line[:13] + raw + check_digit(raw) + line[20:43]
    line += check_digit(line[0:10] + line[13:20] + line[21:43])
    mrz = parse(text.split("\n")[0] + "\n" + line, TODAY)
    assert (mrz.birth_date, mrz.birth_raw, mrz.valid) == (read, raw, True)


@pytest.mark.parametrize("raw", ["901301", "900230", "900100", "9000<<", "9013<<", "90<<32", "9<<<<<", "<<<<<1"])
def test_impossible_birth_dates_are_errors(raw: str) -> None:
    """A month 13, a 30 February, half of a pair: an error at the position to blame, and no date."""
    mrz = parse(change(passport(), 2, 14, raw), TODAY)
    assert mrz.birth_date is None
    places = [issue for issue in mrz.errors if issue.rule == "date"]
    assert len(places) == 1
    assert 14 <= places[0].position <= 19


def test_leap_days() -> None:
    """29 February is possible in leap years only."""
    assert parse(passport(birth_date="2000-02-29"), TODAY).birth_date == "2000-02-29"
    assert (2, 18, "date") in rules(parse(change(passport(), 2, 14, "010229"), TODAY))


@pytest.mark.parametrize(
    ("birth", "today", "read"),
    [
        ("261125", "2026-11-25", "2026-11-25"),
        ("261126", "2026-11-25", "1926-11-26"),
        ("000101", "2026-11-25", "2000-01-01"),
        ("991231", "2026-11-25", "1999-12-31"),
        ("000101", "1999-12-31", "1900-01-01"),
        ("500101", "2103-01-01", "2050-01-01"),
    ],
)
def test_births_are_never_after_the_reference_day(birth: str, today: str, read: str) -> None:
    """The century of a birth is the latest that does not lie in the future of the reference day."""
    text = passport(birth_date=read, expiry_date=None)
    assert text.split("\n")[1][13:19] == birth
    assert parse(text, date.fromisoformat(today)).birth_date == read


@pytest.mark.parametrize(
    ("read", "today", "expired"),
    [("2026-11-24", "2026-11-25", True), ("2026-11-25", "2026-11-25", False), ("2076-11-25", "2026-11-25", False),
     ("1996-12-10", "2026-11-25", True), ("1976-11-26", "2026-11-25", True), ("2105-01-01", "2095-06-01", False)],
)  # fmt: skip
def test_expiry_is_within_fifty_years_of_the_reference_day(read: str, today: str, expired: bool) -> None:
    """The century of an expiry is the nearest one; the last day of validity is still valid; expiry leaves `valid`."""
    mrz = parse(passport(birth_date=None, expiry_date=read), date.fromisoformat(today))
    assert (mrz.expiry_date, mrz.expired, mrz.valid) == (read, expired, True)


def test_no_expiry_date() -> None:
    """Six fillers state no expiry: neither expired nor not, and valid. Part of a date is an error."""
    mrz = parse(passport(expiry_date=None), TODAY)
    assert (mrz.expiry_date, mrz.expired, mrz.valid) == (None, None, True)
    assert (2, 22, "date") in rules(parse(change(passport(), 2, 22, "3105<<"), TODAY))


def test_a_birth_after_the_expiry_was_a_century_before() -> None:
    """The old document of a person of more than a hundred years: nobody is born after the document expired."""
    mrz = parse(passport(birth_date="1920-03-01", expiry_date="2015-01-01"), TODAY)
    assert (mrz.birth_date, mrz.valid, warned(mrz)) == ("1920-03-01", True, {"century"})


def test_names_that_fill_their_field_may_be_cut() -> None:
    """A letter at the last position means that more may follow; a filler means that the name is whole."""
    assert parse(passport(primary="PAPANDROPOULOUS", secondary="JONATHON WARREN TREVOR"), TODAY).name_truncated
    assert not parse(passport(), TODAY).name_truncated


def test_a_name_without_secondary_identifier() -> None:
    """Only fillers after the primary identifier: the secondary one is empty, not missing."""
    mrz = parse(passport(primary="Satriya Sudarpa", secondary=""), TODAY)
    assert (mrz.primary, mrz.secondary, mrz.valid) == ("SATRIYA SUDARPA", "", True)


def test_superfluous_fillers_in_a_name_warn() -> None:
    """Some issuers separate given names by two fillers: readable, and pointed out."""
    mrz = parse(change(passport(), 1, 6, "AMANOW<<MERDAN<<ARAZ<<<"), TODAY)
    assert (mrz.primary, mrz.secondary, mrz.valid) == ("AMANOW", "MERDAN ARAZ", True)
    assert "name" in warned(mrz)


@pytest.mark.parametrize("place", [(1, 6, "<"), (1, 8, "5"), (1, 1, "1"), (2, 1, "<"), (2, 14, "A"), (2, 29, "é")])
def test_characters_that_a_position_does_not_allow(place: tuple[int, int, str]) -> None:
    """A digit in a name, a letter in a date, a filler where a field has to begin: an error at that position."""
    assert (place[0], place[1], "character") in rules(parse(change(passport(), *place), TODAY))


def test_every_rule_has_its_text() -> None:
    """The tables of rules are what translations hang on; an issue finds its sentence there."""
    assert set(RULES) == {"format", "length", "character", "check_digit", "date", "country"}
    assert not set(RULES) & set(WARNINGS)
    assert Issue(1, 1, "date").text == RULES["date"]
    assert Issue(1, 1, "specimen").text == WARNINGS["specimen"]


def test_the_full_record_adds_warnings_and_truncation() -> None:
    """What a desk shows besides: warnings as places and rules, and whether the name may go on."""
    record = parse(SPECIMENS[0]["text"], TODAY).as_full_dict()
    assert list(record) == [*KEYS.split(), "warnings", "name_truncated"]
    assert record["warnings"][0] == {"line": 1, "position": 3, "rule": "specimen"}


def test_the_package_is_light() -> None:
    """Reading documents must not cost a start-up: no Django, no third-party module, fast to import."""
    code = (
        "import sys, time; before = set(sys.modules); start = time.perf_counter(); import sapar.standards.mrz; "
        "print(time.perf_counter() - start, 'django' in sys.modules, 'numpy' in sys.modules)"
    )
    source = str(Path(sapar.standards.mrz.__file__).parents[3])
    best = 9.0
    for _ in range(5):
        start = time.perf_counter()
        output = subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONPATH": source}, capture_output=True, text=True, check=True
        ).stdout.split()
        assert time.perf_counter() - start < 30
        assert output[1:] == ["False", "False"]
        best = min(best, float(output[0]))
    assert best < 0.15  # 0.03 s on a quiet machine


def test_examples_in_the_documentation_of_the_package() -> None:
    """The examples in docstrings say what the code does."""
    for module in (sapar.standards.mrz, digits_module):
        result = doctest.testmod(module)
        assert result.failed == 0
        assert result.attempted > 0
