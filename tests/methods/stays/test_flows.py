"""Monthly tables: crossings, persons and stays, each its own, and the worksheet that counts them in one pass."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sapar.methods.stays import Crossing
from sapar.methods.stays.flows import crossings_select, persons_select, stays_select, worksheet_select
from sapar.methods.stays.pairing import pair
from sapar.methods.stays.pairing import stays_select as paired
from sapar.methods.stays.text import relation


@st.composite
def histories(draw: st.DrawFn) -> list[Crossing]:
    raw = draw(
        st.lists(
            st.tuples(
                st.integers(0, 220 * 86_400_000_000),
                st.integers(1, 3),
                st.sampled_from(["entry", "exit"]),
                st.sampled_from(["KAZ", "UZB"]),
            ),
            max_size=16,
        )
    )
    start = datetime(2025, 11, 1, tzinfo=UTC)
    made = []
    for number, (micro, person, direction, nationality) in enumerate(raw):
        at = start + timedelta(microseconds=micro)
        made.append(Crossing(UUID(int=number), person, at, at.date(), direction, "ASB", nationality, "ordinary"))  # type: ignore[arg-type]
    return made


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=histories(), as_of=st.integers(0, 230).map(lambda n: date(2025, 11, 1) + timedelta(n)))
def test_tables_against_counting(engines: Any, made: list[Crossing], as_of: date) -> None:
    """On both engines each table is what a plain loop counts, and the worksheet agrees with the three of them."""
    engines.crossings(made)
    known = [one for one in made if one.crossed_on <= as_of]
    directions: Counter[Any] = Counter()
    persons: dict[Any, set[Any]] = defaultdict(set)
    for one in known:
        cell = (one.crossed_on.replace(day=1), one.nationality)
        directions[*cell, one.direction] += 1
        persons[cell].add(one.person)
    crossings = engines.rows(crossings_select(), as_of=as_of)
    assert crossings == sorted(((*c, directions[*c, "entry"], directions[*c, "exit"]) for c in persons), key=repr)
    distinct = engines.rows(persons_select(), as_of=as_of)
    assert distinct == sorted(((*c, len(who)) for c, who in persons.items()), key=repr)

    at = {one.key: one.crossed_at for one in made}
    stays: dict[Any, list[int]] = defaultdict(lambda: [0] * 7)
    for stay in pair(made, as_of):
        day = stay.entry_on or stay.exit_on
        assert day is not None
        counts = stays[day.replace(day=1), stay.nationality]
        lasted = ((stay.exit_on or as_of) - day).days
        if stay.kind == "closed":
            counts[0] += 1
            counts[4] += lasted
            counts[6] += int((at[stay.exit_key] - at[stay.entry_key]) // timedelta(seconds=1))  # type: ignore[index]
        elif stay.kind == "orphan":
            counts[3] += 1
        else:
            counts[1 if stay.inside else 2] += 1
        counts[5] += stay.kind != "orphan" and stay.bounded_on is None and lasted > 90
    found = engines.rows(stays_select(paired()), as_of=as_of)
    assert found == sorted(((*c, *counts[:6]) for c, counts in stays.items()), key=repr)

    sheet = engines.rows(worksheet_select(), as_of=as_of)
    assert [row[:4] for row in sheet] == crossings
    assert [(*row[:2], row[4]) for row in sheet] == distinct
    assert [row[5:] for row in sheet] == [(s[0], s[6], s[5]) for s in (stays[row[:2]] for row in sheet)]


def test_split_by_nothing_and_by_post(engines: Any) -> None:
    """Without a split: one row a month; by post and nationality: a row for each pair that there is."""
    at = datetime(2026, 1, 31, 20, tzinfo=UTC)
    made = [
        Crossing(UUID(int=1), 1, at, date(2026, 1, 31), "entry", "ASB", "KAZ", "ordinary"),
        Crossing(UUID(int=2), 1, at + timedelta(hours=1), date(2026, 2, 1), "exit", "FRB", "KAZ", "ordinary"),
    ]
    engines.crossings(made)
    day = date(2026, 2, 2)
    january, february = date(2026, 1, 1), date(2026, 2, 1)
    assert engines.rows(persons_select(by=()), as_of=day) == [(january, 1), (february, 1)]
    rows = engines.rows(worksheet_select(by=("post", "nationality")), as_of=day)
    assert rows == [(january, "ASB", "KAZ", 1, 0, 1, 1, 3600, 0), (february, "FRB", "KAZ", 0, 1, 1, 0, 0, 0)]


@pytest.mark.parametrize("given", ["crossings; drop table x", "crossings c", "", "delete from x", "a.b.c"])
def test_only_names_and_selects_become_part_of_a_text(given: str) -> None:
    """What is put into SQL is checked, although it never comes from a person."""
    with pytest.raises(ValueError, match="relation"):
        relation(given)
    with pytest.raises(ValueError, match="split"):
        persons_select(by=("nationality", given))
