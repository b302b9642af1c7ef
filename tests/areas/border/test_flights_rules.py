"""The rules of flights, as properties."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sapar.areas.border import words_flights
from sapar.areas.border.rules import Named, Reason, State
from sapar.areas.border.rules import flights as rules
from sapar.standards.paxlst import ACTIONS, KINDS, ROLES, RULES

DAY = date(2026, 3, 1)
MODEST = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
STAMPS = st.sampled_from(["2026-03-01T10:00", "2026-03-01T11:00", "2026-03-01T12:00", ""])


def test_every_rule_kind_and_role_has_words() -> None:
    """The pages' sentences are those of the standard, in all of its rules; kinds, actions and roles have words."""
    with translation.override("en"):
        said = {name: str(text) for name, text in words_flights.RULES.items()}
    assert said == {name: rule.text for name, rule in RULES.items()}
    assert {code.word for code in KINDS.values()} == set(words_flights.KINDS)
    assert {code.word for code in ACTIONS.values()} == set(words_flights.ACTIONS)
    assert {code.word for code in ROLES.values()} == set(words_flights.ROLES)


def test_every_weighted_reason_has_words() -> None:
    """No officer reads a bare code."""
    for code in (*rules.WEIGHTS, "known"):
        reason = Reason.of(code, day="2026-03-01", age=9, authority="A", source="S", days=10, used=10, number="V1")
        assert words_flights.reason_sentence(reason) != code


@given(st.lists(st.tuples(st.sampled_from(["list", "cancel"]), STAMPS), max_size=4))
@MODEST
def test_the_order_of_arrival_does_not_matter(news: list[tuple[str, str]]) -> None:
    """Whether a flight is cancelled depends on what was said last, in whatever order it came."""
    results = set()
    for order in permutations(news):
        stamps: dict[str, str] = {}
        for kind, stamp in order:
            stamps = rules.with_stamp(stamps, kind, stamp)
        results.add(rules.is_cancelled(stamps))
    assert len(results) == 1


@given(
    st.lists(
        st.builds(
            Named,
            reference=st.sampled_from(["", "R1", "R2"]),
            issuer=st.just("TKM"),
            number=st.sampled_from(["", "A1", "A2"]),
            primary=st.sampled_from(["X", "Y"]),
            secondary=st.just("Z"),
            birth_date=st.just("1990"),
            booking=st.sampled_from(["P", "Q"]),
        ),
        max_size=6,
    )
)
@MODEST
def test_a_person_is_found_again(people: list[Named]) -> None:
    """Whoever was added is found by the same particulars, and by the carrier's reference first."""
    known = rules.Known()
    for index, named in enumerate(people):
        if known.find(named) is None:
            known.add(named, index)
        found = known.find(named)
        assert found is not None
        assert found <= index
        if named.reference:
            assert people[found].reference == named.reference or people[found].number == named.number


@given(st.lists(st.sampled_from(sorted(rules.WEIGHTS)), max_size=4), st.sampled_from(["TKM", "TUR"]))
@MODEST
def test_boarding_is_denied_for_documents_only_and_never_to_nationals(codes: list[str], nationality: str) -> None:
    """A name that is like another one decides nothing; nationals come home."""
    reasons = [Reason(code) for code in codes]
    answer = rules.answer_for(reasons, nationality, "TKM")
    assert (answer == rules.Answer.NO_BOARD) == (nationality == "TUR" and bool(set(codes) & rules.NO_BOARD))
    if answer == rules.Answer.NO_BOARD:
        assert rules.level(reasons) is State.RED


@pytest.mark.parametrize(("minutes", "late"), [(-120, 0), (-60, 0), (-59, 1), (0, 60), (30, 90)])
def test_lists_are_due_an_hour_before_landing(minutes: int, late: int) -> None:
    """In time up to the sixtieth minute; unknown where no landing is known."""
    lands = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    assert rules.late_by(lands + timedelta(minutes=minutes), lands) == late
    assert rules.late_by(lands, None) is None


@pytest.mark.parametrize(
    ("parts", "missing"),
    [([], False), ([(1, True)], False), ([(1, False)], True), ([(2, True)], True), ([(2, True), (1, False)], False)],
)
def test_parts_of_a_list(parts: list[tuple[int, bool]], missing: bool) -> None:
    """Complete when the last part came and every one before it, in any order."""
    assert rules.missing_parts(parts) is missing


def test_a_flight_that_is_usual_on_this_weekday_is_missed() -> None:
    """Three of the last four same weekdays, and nothing today; a cancelled or irregular one is not missed."""
    weeks = [DAY - timedelta(weeks=week) for week in (1, 2, 4)]
    seen = [("T5708", day) for day in weeks] + [("T5710", day) for day in weeks[:2]]
    assert rules.expected_flights(seen, DAY) == ["T5708"]
    assert rules.expected_flights([*seen, ("T5708", DAY)], DAY) == []


@pytest.mark.parametrize(
    ("origin", "destination", "expected"),
    [
        ("IST", "ASB", ("entry", "ASB")),
        ("ASB", "IST", ("exit", "ASB")),
        ("IST", "CRZ", ("entry", "TM-CRZ")),
        ("IST", "DXB", ("entry", None)),
        ("ASB", "CRZ", ("entry", "TM-CRZ")),
        ("", "", ("entry", None)),
    ],
)
def test_where_a_flight_is_met(origin: str, destination: str, expected: tuple[str, str | None]) -> None:
    """A post is that of an airport whose code it has, alone or between hyphens."""
    direction, code = rules.way(origin, destination, ["ASB", "TM-CRZ", "FARAP"])
    assert (direction.value, code) == expected


def test_minors_without_an_adult() -> None:
    """An adult under the same reservation is enough; an unknown age counts as adult; no reservation is nobody's."""
    people = [("P", "2020"), ("P", "1980"), ("Q", "2020"), ("", "2020"), ("R", "2020"), ("R", "")]
    assert rules.without_adult(people, DAY) == [False, False, True, True, False, False]
