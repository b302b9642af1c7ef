"""The 12/16-month rule as sets against a state machine that walks from crossing to crossing and from day to day."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from sapar.methods.stays import Crossing
from sapar.methods.stays.residence import RULE_9_12, RULE_12_16, Rule, migrants_select, residence_select

RESIDENTS = {"person": "integer", "resident": "boolean"}
FIRST = date(2018, 1, 1)
END = date(2022, 1, 1)


def crossing(number: int, person: int, on: date, direction: Any, nationality: str = "KAZ") -> Crossing:
    at = datetime(on.year, on.month, on.day, tzinfo=UTC) + timedelta(minutes=number % 1000)
    return Crossing(UUID(int=number), person, at, on, direction, "ASB", nationality, "ordinary")


def history(person: int, words: str) -> list[Crossing]:
    """``A 2009-05-02, D 2010-02-15``: arrivals and departures."""
    pairs = [word.split() for word in words.split(",")]
    return [
        crossing(person * 1000 + n, person, date.fromisoformat(on), "entry" if letter == "A" else "exit")
        for n, (letter, on) in enumerate(pairs)
    ]


def test_published_histories(engines: Any) -> None:
    """The three histories of the vignette of migstat (Statistics New Zealand, MIT, Crown copyright 2018), rule 9/12."""
    cai = "A 2009-05-02, D 2010-02-15, A 2010-02-25, D 2010-06-02, A 2011-01-22, D 2011-06-28, A 2011-07-12"
    amy = "A 2009-05-18, D 2009-05-25, A 2010-05-13, D 2010-05-20, A 2011-11-27, D 2011-12-05"
    engines.crossings([*history(1, cai), *history(2, amy), *history(3, "A 2011-10-02")])
    engines.load("residents", RESIDENTS, [(1, True), (2, False), (3, False)])
    select = residence_select("crossings", "residents", RULE_9_12)
    rows = engines.rows(
        f"select person, crossed_on, inside, 365 - unknown, state_after, migration from ({select}) as r",
        as_of=date(2011, 12, 31),
    )
    inside = {p: [row[2] for row in rows if row[0] == p] for p in (1, 2, 3)}
    observed = {p: [row[3] for row in rows if row[0] == p] for p in (1, 2, 3)}
    after = {p: [row[4] for row in rows if row[0] == p] for p in (1, 2, 3)}
    assert inside == {1: [355, 121, 131, 131, 329, 172, 172], 2: [12, 7, 7, 0, 8, 0], 3: [90]}
    assert observed == {1: [365, 365, 365, 365, 343, 186, 172], 2: [365, 365, 365, 365, 34, 26], 3: [90]}
    assert after == {1: [1] * 7, 2: [0, 0, 0, 0, None, None], 3: [None]}
    assert {row[5] for row in rows if row[0] == 1} == {"none"}


def test_a_migrant_and_what_is_not_yet_known(engines: Any) -> None:
    """A worker who stays 400 of 487 days is an arrival in the month of entry; one who came last month is undecided."""
    engines.crossings(
        [
            *history(1, "A 2019-03-10, D 2019-08-01, A 2019-09-01, D 2020-12-01"),
            *history(2, "A 2021-12-05"),
            *history(3, "A 2019-03-20, D 2019-05-01"),
        ]
    )
    engines.load("residents", RESIDENTS, [(1, False), (2, False), (3, False)])
    select = migrants_select(residence_select("crossings", "residents"))
    rows = {row[0]: row[2:] for row in engines.rows(select, as_of=END)}
    assert rows[date(2019, 3, 1)] == (1, 0, 0, 0)
    assert rows[date(2020, 12, 1)] == (0, 1, 0, 1)  # already decided: 365 days outside have passed
    assert rows[date(2021, 12, 1)] == (0, 0, 1, 1)


def test_where_a_crossing_is_missing_nothing_is_made_up(engines: Any) -> None:
    """Two entries in a row: the days between are neither inside nor outside, so the first decides nothing."""
    engines.crossings(history(1, "A 2018-01-10, A 2019-12-20, D 2019-12-27"))
    engines.load("residents", RESIDENTS, [(1, False)])
    select = f"select inside, outside, unknown, migration from ({residence_select('crossings', 'residents')}) as r"
    # The second arrival and the departure are clear, after an arrival that may have made a resident.
    assert engines.rows(select, as_of=END) == [
        (0, 0, 487, "unknown"),
        (0, 487, 0, "unknown"),
        (7, 480, 0, "none"),
    ]


@pytest.mark.parametrize(("threshold", "window"), [(180, 365), (366, 365), (0, 10)])
def test_a_threshold_of_half_a_window_is_refused(threshold: int, window: int) -> None:
    """Otherwise one could be a resident and not a resident at once."""
    with pytest.raises(ValueError, match="half"):
        Rule("x", threshold, window)


# ------------------------------------------------------------------------------------------- the state machine


def walk(
    crossings: Iterable[Crossing], first: bool | None, end: date, rule: Rule
) -> list[tuple[Any, int, int, int | None, int | None, str]]:
    """One person. Knows nothing of sets: keeps the possible states and goes through the days one by one."""
    ordered = sorted(crossings, key=lambda one: (one.crossed_at, one.key))
    where: list[str] = []  # of each day from the first crossing to the end of observation
    for n, one in enumerate(ordered):
        following = ordered[n + 1] if n + 1 < len(ordered) else None
        until = following.crossed_on if following else end
        missing = following is not None and following.direction == one.direction
        where += ["?" if missing else "in" if one.direction == "entry" else "out"] * (until - one.crossed_on).days
    counts: dict[str, list[int]] = {}
    for place in ("in", "out"):
        running = [0]
        for here in where:
            running.append(running[-1] + (here == place))
        counts[place] = running
    possible = {True, False} if first is None else {first}
    made = []
    for one in ordered:
        start = (one.crossed_on - ordered[0].crossed_on).days
        stop = min(start + rule.window, len(where))
        days = {place: running[stop] - running[start] for place, running in counts.items()}
        becomes = one.direction == "entry"
        wanted, against = ("in", "out") if becomes else ("out", "in")
        before = set(possible)
        if days[wanted] >= rule.threshold:
            possible = {becomes}
            change = "none" if before == {becomes} else "unknown" if len(before) > 1 else one.direction
        elif rule.window - days[against] >= rule.threshold:
            possible |= {becomes}
            change = "none" if before == {becomes} else "unknown"
        else:
            change = "none"
        states = [next(iter(s)) if len(s) == 1 else None for s in (before, possible)]
        numbers = [None if s is None else int(s) for s in states]
        word = {"entry": "arrival", "exit": "departure"}.get(change, change)
        made.append((one.key, days["in"], days["out"], numbers[0], numbers[1], word))
    return made


def random_histories(seed: int, count: int) -> tuple[list[Crossing], dict[int, bool | None]]:
    """Short trips and long absences; one crossing in twenty is missing; several crossings a day happen."""
    rng = random.Random(seed)
    made: list[Crossing] = []
    first: dict[int, bool | None] = {}
    person = 0
    while len(made) < count:
        person += 1
        first[person] = rng.choice([True, False, False, None])
        on = FIRST + timedelta(days=rng.randrange(400))
        entry = rng.random() < 0.6
        mean = rng.choice([2, 30, 200, 400])
        for _ in range(rng.randrange(1, 12)):
            if rng.random() > 0.05 and on <= END:
                number = len(made) + 1
                made.append(crossing(number, person, on, "entry" if entry else "exit"))
            entry = not entry
            on += timedelta(days=rng.choice([0, int(rng.expovariate(1 / mean)), int(rng.expovariate(1 / mean))]))
    return made, first


@pytest.mark.parametrize("rule", [RULE_12_16, RULE_9_12], ids=lambda rule: rule.code)
def test_sets_equal_the_walk(engines: Any, rule: Rule) -> None:
    """At least 20,000 random crossings, both engines: not one differs in days, states or migration."""
    made, first = random_histories(seed=20260 + rule.window, count=20_200)
    engines.crossings(made)
    engines.load("residents", RESIDENTS, [(p, state) for p, state in first.items() if state is not None])
    select = residence_select("crossings", "residents", rule)
    found = engines.rows(
        f"select key, inside, outside, state_before, state_after, migration from ({select}) as r", as_of=END
    )
    by_person: dict[int, list[Crossing]] = {}
    for one in made:
        by_person.setdefault(int(one.person), []).append(one)
    expected = [row for person, history in by_person.items() for row in walk(history, first[person], END, rule)]
    assert len(found) == len(made) >= 20_000
    assert found == sorted(expected, key=repr)
    kinds = {row[-1] for row in found}
    assert kinds == {"arrival", "departure", "none", "unknown"}
