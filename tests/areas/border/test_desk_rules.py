"""Pure rules of the desk: typed identities, children, transits, groups, refusals, shifts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sapar.areas.border import rules
from sapar.areas.border.refusal_form import GROUND_WORDS, OWN, WORDS
from sapar.areas.border.refusal_languages import FURTHER
from sapar.areas.border.rules import Check, Direction, EscortFinding, Reason, State, StatementKind, TransitFinding
from sapar.areas.border.rules import refusals as refusing
from sapar.areas.border.rules import shifts as shifting
from sapar.areas.border.rules import travellers as travelling

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
CHECKS = st.lists(
    st.builds(
        Check,
        st.sampled_from(["document", "traveller", "seal", "direction", "watchlist", "minor"]),
        st.sampled_from(State),
        st.sampled_from([(), (Reason("expired"),)]),
    ),
    max_size=6,
)
NAIVE = NOW.replace(tzinfo=None)
MOMENTS = st.datetimes(NAIVE - timedelta(days=5), NAIVE + timedelta(days=5), timezones=st.just(UTC))


@settings(max_examples=60)
@given(CHECKS, st.sampled_from(StatementKind))
def test_a_typed_identity_is_never_green(checks: list[Check], kind: StatementKind) -> None:
    """Whatever else was found: with a typed or stated identity the first line cannot admit, and nothing else changes."""
    whole = [Check("document", State.GREEN), *(check for check in checks if check.name != "document")]
    seen = rules.by_statement(whole, kind)
    assert not rules.may_admit(seen)
    assert rules.verdict(seen) is not State.GREEN
    assert [check for check in seen if check.name != "document"] == whole[1:]


def test_a_typed_document_keeps_what_is_against_it() -> None:
    """An expired document stays red when it was typed; without a document nothing can have expired."""
    expired = [Check("document", State.RED, (Reason("expired"),))]
    (typed,) = rules.by_statement(expired, StatementKind.DAMAGED)
    assert (typed.state, [r.code for r in typed.reasons]) == (State.RED, ["expired", "typed_by_hand"])
    (none,) = rules.by_statement(expired, StatementKind.NONE)
    assert (none.state, [r.code for r in none.reasons]) == (State.AMBER, ["no_document"])


@settings(max_examples=80)
@given(
    st.integers(0, 17),
    st.none()
    | st.builds(
        EscortFinding,
        st.booleans(),
        st.sampled_from(["parent", "guardian", "relative", "other"]),
        st.sampled_from(["seen", "not_seen", "not_needed"]),
        st.sampled_from(["open", "admitted", "waiting", "closed", "refused"]),
    ),
)
def test_a_child_is_green_only_with_a_known_escort(age: int, escort: EscortFinding | None) -> None:
    """Open until it is written down; green only with somebody who may pass, and with consent."""
    check = rules.check_minor(age, escort)
    assert check is not None
    if escort is None:
        assert check.state is State.OPEN
        return
    good = not escort.alone and escort.consent != "not_seen" and escort.adult_state in ("open", "admitted")
    assert (check.state is State.GREEN) is good
    assert bool(check.reasons) is not good


def test_grown_ups_have_no_line_for_children() -> None:
    """From the eighteenth birthday on, and where no age is known, nobody is asked."""
    assert rules.check_minor(18, None) is None
    assert rules.check_minor(None, None) is None


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, None),
        ({"read_ago": None}, ("adult", "missing")),
        ({"same_post": False}, ("adult", "other_post")),
        ({"read_ago": timedelta(minutes=31)}, ("adult", "too_old")),
        ({"adult_age": None}, ("adult", "unknown")),
        ({"adult_age": 17}, ("adult", "minor")),
        ({"relation": ""}, ("relation", "missing")),
        ({"relation": "relative", "consent": "not_needed"}, ("consent", "needed")),
        ({"relation": "relative", "consent": "seen"}, None),
        ({"alone": True, "read_ago": None, "relation": ""}, None),
    ],
)
def test_who_can_be_an_escort(changes: dict[str, object], why: tuple[str, str] | None) -> None:
    """A grown-up who stands at the same post; only those with custody need nobody's consent."""
    values: dict[str, object] = {
        "alone": False,
        "relation": "parent",
        "consent": "not_needed",
        "adult_age": 34,
        "same_post": True,
        "read_ago": timedelta(minutes=4),
    }
    assert travelling.why_not_escort(**(values | changes)) == why  # type: ignore[arg-type]


@settings(max_examples=60)
@given(MOMENTS, st.sampled_from(Direction), st.booleans())
def test_a_transit_is_a_note_and_never_stops_anybody(until: datetime, direction: Direction, earlier: bool) -> None:
    """No automatic sanction: the line of a transit is green, late or not."""
    check = rules.check_transit(direction, TransitFinding("UZB", until, earlier), NOW)
    assert check is None or (check.state is State.GREEN and not check.reasons)
    late = direction is Direction.EXIT and earlier and until < NOW
    assert ([note.code for note in check.notes] == ["transit_over"] if check else False) is late or not late
    if late:
        assert check is not None


def test_how_long_a_transit_can_be() -> None:
    """Not in the past, and five days at most."""
    assert travelling.why_not_transit(NOW, NOW) == "past"
    assert travelling.why_not_transit(NOW + timedelta(days=5, seconds=1), NOW) == "far"
    assert travelling.why_not_transit(NOW + timedelta(days=5), NOW) is None


@settings(max_examples=80)
@given(st.none() | st.integers(1, 60), st.lists(st.sampled_from([None, "open", "waiting", "admitted", "refused"])))
def test_progress_adds_up(expected: int | None, states: list[str | None]) -> None:
    """Inspected are those with an inspection, decided at most those, and the total is never less than the list."""
    found = travelling.progress(expected, states)
    assert found.total >= len(states) >= found.inspected >= found.decided >= 0
    assert found.missing == max(0, found.total - found.inspected)


@settings(max_examples=80)
@given(st.text(max_size=400))
def test_any_pasted_list_is_read(text: str) -> None:
    """Whatever is pasted gives bounded lines, one for each line with something in it, and never an error."""
    found = travelling.announced(text)
    assert len(found) <= len(text.splitlines())
    assert all(len(name) <= 100 and len(number) <= 25 for name, number in found)


def test_lists_as_they_come() -> None:
    """Number and name in either order, separated by comma, semicolon or tab, or one of them alone."""
    text = "B7702064, MYRAT SAPAROW\nAÝLAR SAPAROWA; B7712164\n\nB7722264\tDÖWRAN REJEPOW\nJEREN HOJAÝEWA\nB77"
    assert travelling.announced(text) == [
        ("MYRAT SAPAROW", "B7702064"),
        ("AÝLAR SAPAROWA", "B7712164"),
        ("DÖWRAN REJEPOW", "B7722264"),
        ("JEREN HOJAÝEWA", ""),
        ("", "B77"),
    ]


# ------------------------------------------------------------------------------------------------ refusals


@settings(max_examples=60)
@given(st.lists(st.sampled_from([*refusing.CODES, "nonsense"]), max_size=6), st.text(max_size=2100))
def test_a_refusal_needs_known_grounds_and_facts(codes: list[str], facts: str) -> None:
    """One to four known grounds and words about them; nothing else passes."""
    good = 1 <= len(set(codes)) <= 4 and "nonsense" not in codes and bool(facts.strip()) and len(facts) <= 2000
    assert (refusing.faults(codes, facts) == []) is good


def test_every_ground_says_where_it_comes_from() -> None:
    """Each has its letter, its source and the law; what no lawyer confirmed is marked, which at present is all of them."""
    assert [ground.mark for ground in refusing.GROUNDS] == list("ABCDEFGHI")
    assert all(ground.source and ground.law for ground in refusing.GROUNDS)
    assert all(ground.unverified for ground in refusing.GROUNDS)
    assert refusing.ordered(["alert", "no_visa", "alert"]) == ["no_visa", "alert"]


def test_every_language_of_the_form_has_every_word() -> None:
    """A further language that lacks one word, or has one too many, or lost a value, is found here."""
    wanted = {**{key: str(text) for key, text in WORDS.items()}, **{k: str(t) for k, t in GROUND_WORDS.items()}}
    assert set(GROUND_WORDS) == set(refusing.CODES)
    for code, words in FURTHER.items():
        assert code not in OWN
        assert set(words) == {*wanted, "_name"}, code
        for key, text in wanted.items():
            for value in ("%(law)s", "%(day)s", "%(days)s"):
                assert (value in text) == (value in words[key]), (code, key)


def test_whoever_had_a_part_decides_no_appeal() -> None:
    """Neither the one who refused nor the one who referred; whoever wrote the appeal down may."""
    assert refusing.why_not_decide_appeal("a", "a", "b", "c") == "took_part"
    assert refusing.why_not_decide_appeal("b", "a", "b", "c") == "took_part"
    assert refusing.why_not_decide_appeal("c", "a", "b", "c") is None


# ------------------------------------------------------------------------------------------------ shifts


def test_who_takes_a_case_and_a_shift() -> None:
    """Not the one who referred; not out of a colleague's hands, unless by a supervisor; and two people sign a shift."""
    take = shifting.why_not_take_case
    assert take(referred_by=1, actor=1, holder=None, supervisor=True) == "same_person"
    assert take(referred_by=1, actor=2, holder=3, supervisor=False) == "with_other"
    assert take(referred_by=1, actor=2, holder=3, supervisor=True) is None
    assert take(referred_by=1, actor=2, holder=2, supervisor=False) is None
    sign = shifting.why_not_take_shift
    assert sign(given_by=1, actor=1, place=5, here=5) == "shift_same"
    assert sign(given_by=1, actor=2, place=5, here=6) == "other_post"
    assert sign(given_by=1, actor=2, place=5, here=5) is None


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 23), st.sampled_from(["entry", "exit"])), max_size=40), st.integers(0, 23))
def test_hours_add_up(moments: list[tuple[int, str]], last: int) -> None:
    """Every crossing is in exactly one hour, and no hour between is left out."""
    found = shifting.by_hour(moments, last)
    assert sum(entries for _hour, entries, _exits in found) == sum(way == "entry" for _hour, way in moments)
    assert sum(exits for _hour, _entries, exits in found) == sum(way == "exit" for _hour, way in moments)
    hours = [hour for hour, _entries, _exits in found]
    assert hours == list(range(hours[0], hours[-1] + 1)) if hours else not moments


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 2), MOMENTS), max_size=20))
def test_a_lane_counts_its_officers_crossings_while_they_sat_there(crossings: list[tuple[int, datetime]]) -> None:
    """A crossing counts for at most one lane, and only for the one where its officer sat at that moment."""
    officers, lanes = [UUID(int=n) for n in range(3)], [UUID(int=n + 10) for n in range(2)]
    sittings = [
        shifting.Sitting(lanes[0], officers[0], NOW - timedelta(hours=4), NOW),
        shifting.Sitting(lanes[1], officers[0], NOW, None),
        shifting.Sitting(lanes[0], officers[1], NOW, NOW + timedelta(hours=1)),
    ]
    found = shifting.per_lane(sittings, [(officers[who], at) for who, at in crossings])
    first = [at for who, at in crossings if who == 0 and at >= NOW - timedelta(hours=4)]
    second = [at for who, at in crossings if who == 1 and NOW <= at < NOW + timedelta(hours=1)]
    assert sum(found.values()) == len(first) + len(second)
    assert found.get(lanes[1], 0) == sum(at >= NOW for at in first)


def test_waiting_times() -> None:
    """Whole minutes; nobody waiting and nobody decided are no zeros."""
    nobody = shifting.waits([], [], NOW)
    assert (nobody.now, nobody.longest, nobody.median) == (0, None, None)
    some = shifting.waits(
        [NOW - timedelta(minutes=9), NOW - timedelta(minutes=31)], [timedelta(minutes=n) for n in (4, 10, 40)], NOW
    )
    assert (some.now, some.longest, some.decided, some.median) == (2, 31, 3, 10)


def test_figures_that_differ_are_named() -> None:
    """What was not counted by hand differs from nothing."""
    assert shifting.counted_differently({"entries": 4, "exits": 2}, {"entries": 4}) == []
    assert shifting.counted_differently({"entries": 4, "exits": 2}, {"entries": 5, "exits": 2}) == ["entries"]
    assert shifting.counted_differently({}, {"refused": 1}) == ["refused"]
