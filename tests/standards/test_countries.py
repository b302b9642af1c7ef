"""One spelling of a State in keys and comparisons: what machine readable zones print, what forms and lists write."""

from __future__ import annotations

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sapar.kernel.people.rules import document_key
from sapar.methods.matching.evidence import nationality
from sapar.standards.countries import compared_nationality, known, state_code
from sapar.standards.mrz import parse
from sapar.standards.mrz.countries import ISO_3166, SPECIAL_CODES
from sapar.standards.mrz.generation import generate_td3
from sapar.standards.watchlists import lost
from sapar.standards.watchlists.countries import alpha3

CODES = sorted(ISO_3166 | {special.code for special in SPECIAL_CODES})
FILLERS = st.sampled_from(["", "<", "<<", " ", "  "])


@given(st.sampled_from(CODES), FILLERS, FILLERS, st.booleans())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_spelling_of_a_code_gives_one_key_and_one_comparison(
    code: str, before: str, after: str, small: bool
) -> None:
    typed = before + (code.lower() if small else code) + after
    held = state_code(typed)
    assert held == ("DEU" if code == "D" else code)
    assert state_code(held) == held
    assert known(held)
    assert alpha3(typed.replace("<", "")) == held
    assert document_key(typed, "ab-123 45") == document_key(held, "AB12345") == f"{held}:AB12345"
    assert compared_nationality(typed) == compared_nationality(held)


@given(st.text(max_size=6))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_was_typed_is_spelt_once(text: str) -> None:
    """A second look changes nothing, and nothing raises."""
    assert state_code(state_code(text)) == state_code(text)
    assert compared_nationality(text) in {"", *ISO_3166, "RKS"}


def test_no_two_states_share_a_key() -> None:
    assert len({state_code(code) for code in CODES}) == len(CODES) - 1  # D and DEU


def test_the_lines_keep_what_the_document_prints() -> None:
    lines = generate_td3(
        issuer="D",
        number="C01X00T47",
        nationality="D",
        birth_date=date(1990, 3, 27),
        sex="F",
        expiry_date=date(2034, 5, 1),
        primary="MUSTERMANN",
        secondary="ERIKA",
    )
    read = parse(lines, date(2026, 11, 25))
    assert lines.startswith("PPD<<MUSTERMANN")
    assert (read.issuer, read.nationality) == ("D", "D")
    assert read.text == lines


def test_nationalities_are_compared_as_states() -> None:
    """A Briton of whatever kind is a Briton to a list; who has no State, or one that is no more, is not told apart by it."""

    def said(left: str, right: str) -> str | None:
        found = nationality([left], [right])
        return found.code if found else None

    assert said("D", "DEU") == said("GBD", "GBR") == said("GBN", "GBP") == said("RKS", "RKS") == "nationality_agrees"
    assert said("D", "POL") == said("GBO", "USA") == said("RKS", "ALB") == "nationality_differs"
    for code in ("XXA", "XXB", "XXC", "XXX", "UNO", "EUE", "SUN", "UTO", "", "?"):
        assert said(code, "TKM") is None, code


def test_lists_of_lost_documents_hold_the_special_codes() -> None:
    """Laissez-passer and passports of Kosovo are reported with the code that their lines print."""
    rows, problems = lost.read(
        "number,issuer\nC01X00T47,D\nUN123456,UNO\nK0012345,RKS\nE1234567,EUE\nX1234567,Atlantis\n"
    )
    assert [row.issuer for row in rows] == ["DEU", "UNO", "RKS", "EUE", ""]
    assert [(one.field, one.value) for one in problems] == [("issuer", "Atlantis")]
