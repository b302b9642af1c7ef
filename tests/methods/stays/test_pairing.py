"""Pairing of entries and exits: what a closed, an open and an orphan stay is, on both engines."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sapar.methods.stays import Crossing, Stay
from sapar.methods.stays.pairing import counts_select, pair, stays_select

START = date(2026, 1, 1)


def crossing(number: int, person: int, hours: int, direction: Any, **more: str) -> Crossing:
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    return Crossing(UUID(int=number << 100), person, at, at.date(), direction, **more)


@st.composite
def histories(draw: st.DrawFn, most: int = 14) -> list[Crossing]:
    """Several persons; missing crossings, equal times and crossings of one day are common."""
    raw = draw(
        st.lists(
            st.tuples(st.integers(1, 3), st.integers(0, 60).map(lambda n: n * 12), st.sampled_from(["entry", "exit"])),
            max_size=most,
        )
    )
    numbers = draw(st.permutations(range(1, len(raw) + 1)))
    nationality = st.sampled_from(["KAZ", "UZB"])
    return [
        crossing(number, person, hours, direction, post="ASB", nationality=draw(nationality), document_kind="ordinary")
        for number, (person, hours, direction) in zip(numbers, raw, strict=True)
    ]


def test_known_history(engines: Any) -> None:
    """Exit without entry: orphan. Entry, exit: closed. Entry, entry: open and bounded. Entry, nothing: open."""
    made = [
        crossing(1, 7, 0, "exit", nationality="KAZ"),
        crossing(2, 7, 24, "entry", nationality="KAZ"),
        crossing(3, 7, 48, "exit", nationality="UZB"),
        crossing(4, 7, 72, "entry", nationality="KAZ"),
        crossing(5, 7, 96, "entry", nationality="UZB"),
        crossing(6, 8, 96, "exit", nationality="UZB"),
    ]
    day = [START + timedelta(n) for n in range(5)]
    key = [one.key for one in made]
    expected = [
        Stay(None, day[0], None, 7, None, key[0], "KAZ"),
        Stay(day[1], day[2], None, 7, key[1], key[2], "KAZ"),
        Stay(day[3], None, day[4], 7, key[3], None, "KAZ"),
        Stay(day[4], None, None, 7, key[4], None, "UZB"),
        Stay(None, day[4], None, 8, None, key[5], "UZB"),
    ]
    assert pair(made, day[4]) == expected
    engines.crossings(made)
    assert engines.rows(counts_select(stays_select()), as_of=day[4]) == [(1, 1, 1, 2)]
    # As the records stood a day after the first entry: nobody had left yet.
    assert [one.kind for one in pair(made, day[1])] == ["orphan", "open"]
    assert engines.rows(counts_select(stays_select()), as_of=day[1]) == [(0, 1, 0, 1)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=histories(), days=st.integers(0, 31))
def test_sql_equals_the_plain_loop(engines: Any, made: list[Crossing], days: int) -> None:
    """Whatever the history: both engines and the loop in Python pair alike, equal times included."""
    as_of = START + timedelta(days)
    engines.crossings(made)
    select = stays_select()
    found = engines.rows(
        f"select entry_on, exit_on, bounded_on, person, entry_key, exit_key, nationality, document_kind, kind "
        f"from ({select}) as s",
        as_of=as_of,
    )
    expected = pair(made, as_of)
    plain = [
        (s.entry_on, s.exit_on, s.bounded_on, s.person, s.entry_key, s.exit_key, s.nationality, s.document_kind, s.kind)
        for s in expected
    ]
    assert found == sorted(plain, key=repr)
    at = {one.key: int(one.crossed_at.timestamp()) for one in made}
    seconds = "cast(extract(epoch from {}) as bigint)".format
    found = engines.rows(
        f"select entry_key, {seconds('entry_at')}, exit_key, {seconds('exit_at')}, coalesce(entry_post, exit_post) "
        f"from ({select}) as s",
        as_of=as_of,
    )
    assert len(found) == len(expected)
    assert all(row[1] == at.get(row[0]) and row[3] == at.get(row[2]) and row[4] == "ASB" for row in found)


@given(made=histories(most=30))
def test_every_crossing_is_in_exactly_one_stay(made: list[Crossing]) -> None:
    """Nothing is lost and nothing counted twice: entries + exits = 2 × closed + open + orphans."""
    stays = pair(made, date.max)
    keys = [key for stay in stays for key in (stay.entry_key, stay.exit_key) if key is not None]
    assert sorted(keys, key=repr) == sorted((one.key for one in made), key=repr)
