"""Possible overstays: who is on the list as of which day, and of how many expected departures."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sapar.methods.stays import Crossing
from sapar.methods.stays.overstays import expected_departures_select, possible_overstays_select
from sapar.methods.stays.pairing import pair, stays_select

PERMITTED = {"entry_key": "uuid", "permitted_until": "date"}
START = date(2026, 1, 1)


def day(number: int) -> date:
    return START + timedelta(days=number)


def crossing(number: int, person: int, on: date, direction: Any) -> Crossing:
    at = datetime(on.year, on.month, on.day, tzinfo=UTC) + timedelta(minutes=number)
    return Crossing(UUID(int=number), person, at, on, direction, "ASB", "KAZ" if person % 2 else "UZB", "ordinary")


def test_who_is_on_the_list(engines: Any) -> None:
    """Somebody inside past the day: in country. Left late: out of country. Left on the last day, still permitted, entered
    again without an exit, extended, or without a term: not on the list."""
    made = [
        crossing(1, 1, day(0), "entry"),  # inside, permitted until day 10
        crossing(2, 2, day(0), "entry"),
        crossing(3, 2, day(13), "exit"),  # three days late
        crossing(4, 3, day(0), "entry"),
        crossing(5, 3, day(10), "exit"),  # on the last day
        crossing(6, 4, day(0), "entry"),  # until day 40
        crossing(7, 5, day(0), "entry"),
        crossing(8, 5, day(30), "entry"),  # left unrecorded, came again: until day 60
        crossing(9, 6, day(0), "entry"),  # extended until day 50
        crossing(10, 7, day(0), "entry"),  # no term, as a citizen
        crossing(11, 8, day(0), "entry"),  # one permission without a limit
    ]
    engines.crossings(made)
    key = {n: UUID(int=n) for n in range(1, 12)}
    terms: list[tuple[UUID, date | None]] = [(key[n], day(10)) for n in (1, 2, 4, 7, 9, 11)]
    terms += [(key[6], day(40)), (key[8], day(60)), (key[9], day(50)), (key[11], None)]
    engines.load("permitted", PERMITTED, terms)
    listed = engines.rows(possible_overstays_select(stays_select(), "permitted"), as_of=day(35))
    assert sorted(listed) == [
        (1, key[1], day(0), None, day(10), "in_country", 25, "KAZ"),
        (2, key[2], day(0), day(13), day(10), "out_of_country", 3, "UZB"),
    ]
    assert engines.rows(possible_overstays_select(stays_select(), "permitted"), as_of=day(10)) == []
    counted = engines.rows(
        expected_departures_select(stays_select(), "permitted", ()), as_of=day(35), first_day=day(0), last_day=day(50)
    )
    #          expected, in time, permitted, in, out, undetermined
    assert counted == [(6, 1, 2, 1, 1, 1)]


def test_the_same_people_as_of_a_later_day(engines: Any) -> None:
    """Some possible overstays leave afterwards: in-country goes down, out-of-country up, expected departures stay.

    The shape of the figures of fiscal year 2015 of the US Department of Homeland Security, at one to a million: 45
    expected departures, in-country 482,781 → 416,500 between 30 September 2015 and 4 January 2016.
    """
    made = [crossing(n, n, day(0), "entry") for n in range(1, 46)]
    made += [crossing(100 + n, n, day(5), "exit") for n in range(1, 38)]
    made += [crossing(200 + n, n, day(20), "exit") for n in range(38, 41)]
    made += [crossing(300 + n, n, day(60), "exit") for n in range(41, 43)]
    engines.crossings(made)
    engines.load("permitted", PERMITTED, [(UUID(int=n), day(10)) for n in range(1, 46)])
    select = expected_departures_select(stays_select(), "permitted", ())
    period = {"first_day": day(0), "last_day": day(30)}
    assert engines.rows(select, as_of=day(30), **period) == [(45, 37, 0, 5, 3, 0)]
    assert engines.rows(select, as_of=day(90), **period) == [(45, 37, 0, 3, 5, 0)]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    raw=st.lists(
        st.tuples(st.integers(0, 60), st.integers(1, 4), st.sampled_from(["entry", "exit"]), st.integers(-2, 30)),
        max_size=16,
    ),
    as_of=st.integers(0, 70).map(day),
)
def test_sql_equals_a_plain_loop(engines: Any, raw: list[Any], as_of: date) -> None:
    """On both engines; the parts add up to the expected departures for every nationality."""
    made, terms = [], []
    for number, (offset, person, direction, term) in enumerate(sorted(raw)):
        made.append(crossing(number, person, day(offset), direction))
        if direction == "entry" and term >= 0:
            terms.append((UUID(int=number), day(offset + term)))
    engines.crossings(made)
    engines.load("permitted", PERMITTED, terms)
    until = dict(terms)
    expected = []
    for stay in pair(made, as_of):
        term = until.get(stay.entry_key)  # type: ignore[arg-type]
        end = stay.exit_on or as_of
        if term and stay.bounded_on is None and end > term:
            place = "out_of_country" if stay.exit_on else "in_country"
            ends = (stay.entry_on, stay.exit_on, term)
            expected.append((stay.person, stay.entry_key, *ends, place, (end - term).days, stay.nationality))
    found = engines.rows(possible_overstays_select(stays_select(), "permitted"), as_of=as_of)
    assert found == sorted(expected, key=repr)
    counted = engines.rows(
        expected_departures_select(stays_select(), "permitted"), as_of=as_of, first_day=day(-9), last_day=day(99)
    )
    assert all(row[1] == sum(row[2:]) for row in counted)
    assert sum(row[4] + row[5] for row in counted) == len(expected)
    known = {one.key for one in made if one.crossed_on <= as_of}
    assert sum(row[1] for row in counted) == sum(key in known for key in until)
