"""Days that count and what is left of a visa-free regime: known answers, properties, Python against both engines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sapar.methods.stays import Crossing, Stay
from sapar.methods.stays.days import CONVENTIONS, Convention, days_used, days_used_select, doubtful
from sapar.methods.stays.pairing import pair, stays_select
from sapar.methods.stays.regime_table import REGIMES
from sapar.methods.stays.regimes import (
    LIMIT_COLUMNS,
    Limit,
    Regime,
    days_left,
    last_day,
    limit_rows,
    permitted_select,
    permitted_until,
    regime_for,
    window_of,
)

DAY = timedelta(days=1)
D90 = Limit(90, window_days=180)
D30 = Limit(30, window_days=60)
START = date(2026, 1, 1)
BOTH: Convention = "both"


def d(text: str) -> date:
    return date.fromisoformat(text)


def window(as_of: date, size: int = 180) -> tuple[date, date]:
    return as_of - timedelta(days=size - 1), as_of


# ------------------------------------------------------------------------------------------------ known answers


def test_a_stay_of_ten_days_by_each_convention() -> None:
    """From 1 to 10 March: ten days with both ends, nine nights, eight whole days between."""
    stay = Stay(d("2026-03-01"), d("2026-03-10"))
    used = {c: days_used([stay], window(d("2026-03-31")), d("2026-03-31"), c) for c in CONVENTIONS}
    assert used == {"both": 10, "entry_only": 9, "neither": 8}


def test_a_day_trip_by_each_convention() -> None:
    """In and out on one day: one day, no night, no whole day; never below zero."""
    stay = Stay(d("2026-03-01"), d("2026-03-01"))
    assert [days_used([stay], window(d("2026-03-01")), d("2026-03-01"), c) for c in CONVENTIONS] == [1, 0, 0]


def test_leaving_and_coming_back_on_one_day_counts_that_day_once() -> None:
    """Two stays that share 5 March are ten days together, not eleven."""
    stays = [Stay(d("2026-03-01"), d("2026-03-05")), Stay(d("2026-03-05"), d("2026-03-10"))]
    used = [days_used(stays, window(d("2026-03-31")), d("2026-03-31"), c) for c in CONVENTIONS]
    assert used == [10, 9, 7]


def test_somebody_who_is_inside_is_counted_until_today() -> None:
    """Open since 1 March, seen on 10 March; the entry day does not count by ``neither``."""
    stay = Stay(d("2026-03-01"))
    assert [days_used([stay], window(d("2026-03-10")), d("2026-03-10"), c) for c in CONVENTIONS] == [10, 10, 9]


def test_what_is_missing_is_counted_in_the_traveller_s_favour() -> None:
    """An entry that another entry followed, and an exit alone, count one day each; both are named as doubtful."""
    stays = [Stay(d("2026-03-01"), None, d("2026-03-20")), Stay(None, d("2026-03-25"))]
    assert days_used(stays, window(d("2026-03-31")), d("2026-03-31"), BOTH) == 2
    assert doubtful(stays, window(d("2026-03-31")), d("2026-03-31")) == 2
    # Seen before the second entry, the person was simply inside.
    assert days_used(stays, window(d("2026-03-10")), d("2026-03-10"), BOTH) == 10
    assert doubtful(stays, window(d("2026-03-10")), d("2026-03-10")) == 0


def test_ninety_days_at_a_stretch() -> None:
    """90/180 from 1 January 2026: the 90th day is 31 March; whoever leaves then may return 90 days later, on 30 June."""
    here = [Stay(d("2026-01-01"))]
    assert permitted_until(here, D90, d("2026-02-01"), BOTH) == d("2026-03-31")
    assert days_left(here, D90, d("2026-02-01"), BOTH) == 90 - 32
    assert days_left(here, D90, d("2026-04-05"), BOTH) == 0
    assert permitted_until(here, D90, d("2026-04-05"), BOTH) == d("2026-03-31")
    gone = [Stay(d("2026-01-01"), d("2026-03-31"))]
    for day, allowed in (("2026-06-29", False), ("2026-06-30", True)):
        assert (permitted_until(gone, D90, d(day), BOTH) >= d(day)) is allowed
    # From 30 June one old day leaves the window a day: again 90 days in a row.
    assert permitted_until(gone, D90, d("2026-06-30"), BOTH) == d("2026-06-30") + 89 * DAY


def test_old_days_leave_the_window_while_somebody_stays() -> None:
    """60 days in January and February, back on 1 July: 30 are left that day, but by then the old ones drop out."""
    stays = [Stay(d("2026-01-01"), d("2026-03-01")), Stay(d("2026-06-15"))]
    assert days_left(stays, D90, d("2026-06-15"), BOTH) == 29
    # The window on 29 June begins on 1 January: until then all 60 count; from then on each day drops one.
    assert permitted_until(stays, D90, d("2026-06-15"), BOTH) == d("2026-06-15") + 89 * DAY


def test_three_stays_worked_out_by_hand() -> None:
    """20 + 30 + 25 days used, the first drops out after the limit is reached."""
    stays = [
        Stay(d("2026-01-01"), d("2026-01-20")),
        Stay(d("2026-03-01"), d("2026-03-30")),
        Stay(d("2026-05-01"), d("2026-05-25")),
    ]
    assert days_used(stays, window(d("2026-06-20")), d("2026-06-20"), BOTH) == 75
    # Entry on 20 June: 15 days are left; 29 June (the tenth day) is the last with all of January in the window; then
    # twenty days are for free while 1-20 January drop out, and after 19 July five remain: until 24 July.
    assert permitted_until(stays, D90, d("2026-06-20"), BOTH) == d("2026-07-24")


def test_thirty_in_sixty() -> None:
    """30/60 with nights: 30 nights from 1 May may end on 31 May, the day of exit not counted."""
    assert permitted_until([Stay(d("2026-05-01"))], D30, d("2026-05-10"), "entry_only") == d("2026-05-31")
    assert permitted_until([Stay(d("2026-05-01"))], D30, d("2026-05-10"), "both") == d("2026-05-30")
    assert permitted_until([Stay(d("2026-05-01"))], D30, d("2026-05-10"), "neither") == d("2026-06-01")


def test_whoever_came_back_on_the_same_day_is_inside() -> None:
    """Out and in again on 1 May: the second stay of that day is the present one, whatever the order they are given in."""
    stays = [Stay(d("2026-05-01"), d("2026-05-01")), Stay(d("2026-05-01"))]
    for given_order in (stays, stays[::-1]):
        assert permitted_until(given_order, Limit(30, "stay"), d("2026-05-10"), BOTH) == d("2026-05-30")
        assert days_left(given_order, Limit(30, "stay"), d("2026-05-10"), BOTH) == 20
        assert permitted_until(given_order, Limit(30, "stay"), d("2026-05-01"), BOTH) == d("2026-05-30")
        assert days_left(given_order, Limit(30, "stay"), d("2026-05-01"), BOTH) == 29


def test_limits_for_each_stay_and_each_year() -> None:
    """30 days from each entry start anew; a yearly limit starts anew on 1 January, in the middle of a stay too."""
    stays = [Stay(d("2026-09-01"), d("2026-09-28")), Stay(d("2026-10-01"))]
    assert permitted_until(stays, Limit(30, "stay"), d("2026-10-05"), BOTH) == d("2026-10-30")
    assert days_left(stays, Limit(30, "stay"), d("2026-10-05"), BOTH) == 25
    year = Limit(60, "year")
    assert permitted_until([Stay(d("2026-10-01"))], year, d("2026-10-05"), BOTH) == d("2026-11-29")
    assert permitted_until([Stay(d("2026-12-01"))], year, d("2026-12-05"), BOTH) == d("2027-03-01")
    assert days_left([Stay(d("2026-12-01"))], year, d("2027-01-02"), BOTH) == 58


@pytest.mark.parametrize(
    ("days", "period", "size"), [(180, "rolling", 180), (0, "stay", None), (400, "year", None), (30, "stay", 60)]
)
def test_a_limit_that_says_nothing_is_refused(days: int, period: Any, size: int | None) -> None:
    """A limit as long as its window could never be exceeded: a slip of whoever entered it."""
    with pytest.raises(ValueError, match="limit"):
        Limit(days, period, size)
    with pytest.raises(ValueError, match="limit"):
        Limit(30, "rolling", None)


def test_the_most_specific_regime_holds() -> None:
    """Nationality goes before kind of document, that before the general one; without any a visa is needed."""
    day = d("2026-07-01")
    assert regime_for(REGIMES, "UTO", "KAZ", "ordinary", day).code == "uto.general"  # type: ignore[union-attr]
    assert regime_for(REGIMES, "UTO", "KAZ", "diplomatic", day).code == "uto.official"  # type: ignore[union-attr]
    assert regime_for(REGIMES, "UTO", "D", "diplomatic", day).code == "uto.neighbour"  # type: ignore[union-attr]
    assert regime_for(REGIMES, "TKM", "KGZ", "ordinary", day) is None
    assert regime_for(REGIMES, "KGZ", "UZB", "ordinary", d("2025-12-31")) is None


def test_what_could_not_be_confirmed_says_so() -> None:
    """Every regime names its source; Turkmenistan's and the examples are all unverified; codes are unique."""
    assert len({one.code for one in REGIMES}) == len(REGIMES)
    assert all(one.source for one in REGIMES)
    assert {one.code for one in REGIMES if not one.unverified} == {"eu.short_stay"}
    assert sum(one.host == "TKM" for one in REGIMES) == 3


# --------------------------------------------------------------------------------------------------- properties


@st.composite
def one_person(draw: st.DrawFn, most: int = 10) -> list[Stay]:
    """What pairing makes of one person's crossings, with gaps in the records; days of half a year."""
    when = st.integers(0, draw(st.sampled_from([4, 40, 200])))  # several on one day, or far apart
    raw = draw(st.lists(st.tuples(when, st.sampled_from(["entry", "exit", "in-and-out"])), max_size=most))
    made: list[Crossing] = []
    for number, (offset, what) in enumerate(sorted(raw)):
        day = START + offset * DAY
        at = _at(day, number)
        for place, direction in enumerate(("entry", "exit") if what == "in-and-out" else (what,)):
            made.append(Crossing(2 * number + place, 1, at, day, direction))  # type: ignore[arg-type]
    return pair(made, date.max)


def _at(day: date, number: int) -> Any:
    from datetime import UTC, datetime

    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=number)


offsets = st.one_of(st.integers(0, 5), st.integers(0, 260)).map(lambda n: START + n * DAY)
conventions = st.sampled_from(CONVENTIONS)
limits = st.one_of(
    st.tuples(st.integers(1, 40), st.integers(1, 60)).map(lambda p: Limit(p[0], "rolling", p[0] + p[1])),
    st.integers(1, 40).map(lambda n: Limit(n, "stay")),
    st.integers(1, 100).map(lambda n: Limit(n, "year")),
)


def present_days(stays: Sequence[Stay], as_of: date, convention: Convention) -> set[date]:
    """Independent of the code under test: every counted day, one by one."""
    days: set[date] = set()
    for stay in stays:
        first = stay.entry_on or stay.exit_on
        assert first is not None
        left = stay.exit_on or (first if stay.bounded_on and stay.bounded_on <= as_of else None)
        day = first
        while day <= as_of and (left is None or day <= left):
            counts = {"both": True, "entry_only": day != left, "neither": day not in (first, left)}[convention]
            if counts:
                days.add(day)
            day += DAY
    return days


@given(stays=one_person(), as_of=offsets, convention=conventions, size=st.integers(1, 200))
def test_days_used_is_the_number_of_days(stays: list[Stay], as_of: date, convention: Convention, size: int) -> None:
    """The answer is the size of the set of days, and never more than the window has."""
    first, last = window(as_of, size)
    expected = {day for day in present_days(stays, as_of, convention) if first <= day <= last}
    assert days_used(stays, (first, last), as_of, convention) == len(expected) <= size


@given(stays=one_person(), as_of=offsets, convention=conventions, size=st.integers(1, 200), data=st.data())
def test_more_records_or_a_wider_window_never_mean_fewer_days(
    stays: list[Stay], as_of: date, convention: Convention, size: int, data: st.DataObject
) -> None:
    """Monotone in the stays and in the window; sliding the window by a day changes the count by at most one."""
    used = days_used(stays, window(as_of, size), as_of, convention)
    some = [stay for stay in stays if data.draw(st.booleans())]
    assert days_used(some, window(as_of, size), as_of, convention) <= used
    assert used <= days_used(stays, window(as_of, size + 1), as_of, convention) <= used + 1
    ended = [stay for stay in stays if (stay.exit_on or stay.bounded_on or date.max) <= as_of]
    before = days_used(ended, window(as_of, size), as_of, convention)
    after = days_used(ended, window(as_of + DAY, size), as_of + DAY, convention)
    assert abs(after - before) <= 1


@given(stays=one_person(), as_of=offsets, size=st.integers(1, 200))
def test_conventions_stand_in_order(stays: list[Stay], as_of: date, size: int) -> None:
    """neither ≤ entry_only ≤ both, and each stay makes a difference of at most one day in each step."""
    both, entry_only, neither = (days_used(stays, window(as_of, size), as_of, c) for c in CONVENTIONS)
    assert neither <= entry_only <= both
    assert both - entry_only <= len(stays)
    assert entry_only - neither <= len(stays)


@given(stays=one_person(), as_of=offsets, later=st.integers(0, 90), convention=conventions)
def test_what_was_known_then_does_not_change(
    stays: list[Stay], as_of: date, later: int, convention: Convention
) -> None:
    """Stays paired later give the same count for an earlier day as the records of that day gave."""
    made = [
        Crossing(2 * n + e, 1, _at(day, 2 * n + e), day, "exit" if e else "entry")
        for n, stay in enumerate(stays)
        for e, day in ((0, stay.entry_on), (1, stay.exit_on))
        if day is not None
    ]
    then, now = pair(made, as_of), pair(made, as_of + later * DAY)
    assert days_used(then, window(as_of), as_of, convention) == days_used(now, window(as_of), as_of, convention)


@settings(max_examples=150)
@given(stays=one_person(), entry_on=offsets, limit=limits, convention=conventions)
def test_last_day_against_day_by_day(stays: list[Stay], entry_on: date, limit: Limit, convention: Convention) -> None:
    """Leaving on the last day exceeds the limit on no day, leaving a day later does: tried for each day in turn."""
    others = [s for s in stays if (s.exit_on or s.bounded_on or date.max) <= entry_on]
    found = last_day(others, entry_on, limit, convention)

    def exceeds(exit_on: date) -> bool:
        here = Stay(entry_on, exit_on)
        days = present_days([*others, here], exit_on, convention)
        own = present_days([here], exit_on, convention)
        for day in own:
            first, last = window_of(limit, day, entry_on)
            if len({one for one in (own if limit.period == "stay" else days) if first <= one <= last}) > limit.days:
                return True
        return False

    assert exceeds(found + DAY)
    assert found < entry_on or not exceeds(found)


@settings(max_examples=200)
@given(stays=one_person(), as_of=offsets, limit=limits, convention=conventions)
def test_days_left_and_permitted_until_agree(
    stays: list[Stay], as_of: date, limit: Limit, convention: Convention
) -> None:
    """As many days as are left may be stayed at a stretch at least; more, where old days leave the window."""
    left = days_left(stays, limit, as_of, convention)
    assert 0 <= left <= limit.days
    until = permitted_until(stays, limit, as_of, convention)
    assume(left > 0)
    inside = any(s.entry_on and s.entry_on <= as_of < (s.exit_on or s.bounded_on or date.max) for s in stays)
    assert until >= as_of + (left if inside else left - 1) * DAY


# --------------------------------------------------------------------------------------------- on both engines


@st.composite
def crowd(draw: st.DrawFn) -> list[Crossing]:
    made: list[Crossing] = []
    kinds = st.sampled_from(["ordinary", "diplomatic"])
    for person in range(draw(st.integers(1, 3))):
        nationality, kind = draw(st.sampled_from(["KAZ", "D", "XOM"])), draw(kinds)
        when = st.integers(0, draw(st.sampled_from([4, 40, 200])))
        raw = draw(st.lists(st.tuples(when, st.sampled_from(["entry", "exit"])), max_size=10))
        for offset, direction in sorted(raw, key=lambda pair: pair[0]):
            day = START + offset * DAY
            number = len(made)
            made.append(
                Crossing(UUID(int=number), person, _at(day, number), day, direction, "ASB", nationality, kind)  # type: ignore[arg-type]
            )
    return made


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=crowd(), as_of=offsets, convention=conventions, size=st.integers(1, 200))
def test_days_used_in_sql(engines: Any, made: list[Crossing], as_of: date, convention: Convention, size: int) -> None:
    """Both engines count as Python does: days used, days left, doubtful stays."""
    engines.crossings(made)
    first, last = window(as_of, size)
    found = engines.rows(
        days_used_select(stays_select()), as_of=as_of, first_day=first, convention=convention, days=size // 2
    )
    expected = []
    for person in sorted({one.person for one in made if one.crossed_on <= as_of}, key=repr):
        stays = pair([one for one in made if one.person == person], as_of)
        used = days_used(stays, (first, last), as_of, convention)
        expected.append((person, used, max(0, size // 2 - used), doubtful(stays, (first, last), as_of)))
    assert found == expected


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    made=crowd(),
    extra=st.lists(st.tuples(limits, conventions, st.sampled_from(["KAZ", "D", ""])), max_size=4),
)
def test_permitted_until_in_sql(engines: Any, made: list[Crossing], extra: list[tuple[Limit, Convention, str]]) -> None:
    """Both engines choose the regime and find the last day as Python does, for every stay of everybody."""
    regimes = [one for one in REGIMES if one.host == "UTO"]
    for n, (limit, convention, nationality) in enumerate(extra):
        regimes.insert(0, Regime(f"x{n}", "UTO", (limit,), convention, (nationality,) if nationality else ()))
    engines.crossings(made)
    engines.load("limits", LIMIT_COLUMNS, limit_rows(regimes, "UTO"))
    found = engines.rows(permitted_select(stays_select()), as_of=date(2027, 1, 1))
    expected = []
    for person in {one.person for one in made}:
        stays = pair([one for one in made if one.person == person], date(2027, 1, 1))
        for stay in stays:
            if stay.entry_on is None:
                continue
            regime = regime_for(regimes, "UTO", stay.nationality, stay.document_kind, stay.entry_on)
            assert regime is not None
            others = [one for one in stays if one is not stay]
            ends = [last_day(others, stay.entry_on, limit, regime.convention) for limit in regime.limits]
            expected.append((stay.entry_key, person, min(ends)))
    assert found == sorted(expected, key=repr)
    late = {one.key for one in made if one.crossed_on.month % 2}
    asked = "select key as entry_key from crossings where cast(extract(month from crossed_on) as integer) % 2 = 1"
    some = engines.rows(permitted_select(stays_select(), asked=asked), as_of=date(2027, 1, 1))
    assert some == [row for row in found if row[0] in late]
