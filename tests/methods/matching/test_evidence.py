"""What is known besides the name: partial dates, weights in their order, and monotone evidence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sapar.methods.matching import evidence
from sapar.methods.matching.evidence import WEIGHTS, Finding
from sapar.methods.matching.explain import TEXTS, explained, sentence
from sapar.methods.matching.score import OPERATING_POINT, Subject, combined, compare


@pytest.mark.parametrize(
    ("left", "right", "code"),
    [
        ("1980-02-03", "1980-02-03", "birth_date_agrees"),
        ("1980-02-03", "1980-03-02", "birth_date_swapped"),
        ("1980-02-03", "1980-02", "birth_month_agrees"),
        ("1980-02-03", "1980", "birth_year_agrees"),
        ("1980-01-01", "1980-07-09", "birth_year_agrees"),
        ("1980-02-03", "1980-02-08", "birth_date_near"),
        ("1980-02-03", "1981-02-03", "birth_date_near"),
        ("1980-02-03", "1980-11-28", "birth_day_differs"),
        ("1980", "1981", "birth_year_near"),
        ("1980-02-03", "1984-05-06", "birth_year_differs"),
        ("1950", "1980", "birth_year_far"),
    ],
)
def test_birth_dates(left: str, right: str, code: str) -> None:
    """Partial dates stay partial; 1 January counts as a year."""
    for one, other in ((left, right), (right, left)):
        finding = evidence.birth_date([one], [other])
        assert finding is not None and finding.code == code


@pytest.mark.parametrize("text", ["", "soon", "80-02-03", "1980-2-3"])
def test_what_is_no_date_says_nothing(text: str) -> None:
    """An unreadable date is neither for nor against."""
    assert evidence.birth_date([text], ["1980-02-03"]) is None
    assert evidence.birth_date([], ["1980-02-03"]) is None


def test_the_best_of_several_dates_counts() -> None:
    """Registers hold several dates for a person."""
    finding = evidence.birth_date(["1970", "1980-02-03"], ["1980-02-03"])
    assert finding is not None and finding.code == "birth_date_agrees"


def test_documents() -> None:
    """Punctuation does not matter, short numbers mean nothing, another number says nothing."""
    found = evidence.document(["A-123 456"], ["a123456"])
    assert found is not None and found.code == "document_agrees"
    near = evidence.document(["A123456"], ["A123457"])
    assert near is not None and near.code == "document_near"
    assert evidence.document(["123"], ["123"]) is None
    assert evidence.document(["A123456"], ["B999999"]) is None


findings = st.lists(st.sampled_from(sorted(WEIGHTS)), max_size=4, unique=True).map(
    lambda codes: tuple(Finding(code, {}, WEIGHTS[code]) for code in codes)
)
scores = st.floats(0, 1)


@given(scores, findings, st.sampled_from(sorted(WEIGHTS)), st.booleans())
def test_evidence_is_monotone(name: float, known: tuple[Finding, ...], code: str, weak: bool) -> None:
    """What agrees never lowers a score and what disagrees never raises it, whatever else is known."""
    before, after = combined(name, known, weak), combined(name, (*known, Finding(code, {}, WEIGHTS[code])), weak)
    if WEIGHTS[code] > 0:
        assert after >= before
    else:
        assert after <= before


@given(scores, scores, findings, st.booleans())
def test_names_are_monotone(one: float, other: float, known: tuple[Finding, ...], weak: bool) -> None:
    """Names that agree better never lower a score."""
    low, high = sorted((one, other))
    assert combined(low, known, weak) <= combined(high, known, weak)


def test_weights_are_in_the_order_of_what_they_say() -> None:
    """A full date says more than a year; a far year more against than a near one."""
    order = (
        "birth_date_agrees birth_month_agrees birth_date_swapped birth_year_agrees birth_date_near birth_day_differs"
    )
    order += " birth_year_near birth_year_differs birth_year_far"
    weights = [WEIGHTS[code] for code in order.split()]
    assert weights == sorted(weights, reverse=True)


def person(identity: str = "a", name: str = "Serdar Orazow", **known: tuple[str, ...]) -> Subject:
    return Subject(identity, (name,), **known)  # type: ignore[arg-type]


def test_another_birth_year_parts_one_name() -> None:
    """The commonest false hit: same name, other person."""
    found = compare(person(birth_dates=("1980-02-03",)), person("b", birth_dates=("1991-05-06",)))
    assert not found.match and found.name_score == 1.0


def test_a_birth_date_does_not_carry_another_name() -> None:
    """Date, sex and nationality of a stranger are no match."""
    found = compare(
        Subject("a", ("Serdar Orazow",), birth_dates=("1980-02-03",), sex="M", nationalities=("TKM",)),
        Subject("b", ("Merdan Şirow",), birth_dates=("1980-02-03",), sex="M", nationalities=("TKM",)),
    )
    assert not found.match


def test_a_weak_alias_cannot_raise_a_match_alone() -> None:
    """Only with a birth date or a document."""
    weak = Subject("b", ("Abu Somebody",), ("Serdar",), birth_dates=("1980-02-03",))
    alone = compare(person(name="Serdar"), weak)
    assert not alone.match and alone.findings[-1].code == "weak_alias"
    with_date = compare(Subject("a", ("Serdar",), birth_dates=("1980-02-03",)), weak)
    assert with_date.match and with_date.score >= OPERATING_POINT


def test_a_person_changed_under_the_same_id_is_scored_anew() -> None:
    """Nothing is remembered by id."""
    other = person("b")
    assert compare(person("a"), other).match
    assert not compare(person("a", "Merdan Şirow"), other).match


@pytest.mark.parametrize(
    ("left", "right", "codes"),
    [
        ("Serdar Meretow", "Serdar Meretov", ["word_same", "word_spelling"]),
        ("Serdar Meretow", "Меретов Сердар", ["word_script", "word_script", "order"]),
        ("Karimow Aman", "Kazimow Aman", ["word_differs_one", "word_same"]),
        ("S. Orazow", "Serdar Orazow", ["word_initial", "word_same"]),
        ("Bill Gates", "William Gates", ["word_equivalent", "word_same"]),
        ("Nur Sultan Karimov", "Nursultan Karimov", ["joined", "word_same", "word_same"]),
        ("Rahym Orazow", "Orazow Rahym Myradowiç", ["word_same", "word_same", "patronymic_missing", "order"]),
        ("Orazow", "Orazow Rahym", ["word_same", "word_missing", "one_word"]),
        ("Serdar Orazow", "Serdar Muhammedow", ["word_same", "word_other"]),
    ],
)
def test_the_explanation_says_what_agreed(left: str, right: str, codes: list[str]) -> None:
    """An officer reads which word agreed, after which change, and what is missing."""
    found = explained(compare(person("a", left), person("b", right)))
    assert [finding.code for finding in found] == codes
    assert all(sentence(finding) for finding in found)


def test_an_explanation_names_letters_and_year() -> None:
    """The words of the issue: surname after w→v, one letter differs, the year agrees."""
    found = explained(
        compare(
            Subject("a", ("Serdar Meretow",), birth_dates=("1980-02-03",)),
            Subject("b", ("Sardar Meretov",), birth_dates=("1980",)),
        )
    )
    assert [sentence(finding) for finding in found] == [
        "“serdar” and “sardar” differ in one letter (e→a)",
        "“meretow” agrees with “meretov” after w→v",
        "year of birth 1980 agrees",
    ]


def test_every_code_has_words() -> None:
    """No rule without a sentence."""
    assert set(WEIGHTS) <= set(TEXTS)
