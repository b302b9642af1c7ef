"""The colour of an indicator: from baseline, target, value and day, by the thresholds of ``rules.standing``."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sapar.areas.programme.rules.standing import Way, figure_standing

START, END = date(2025, 1, 1), date(2025, 12, 31)
HALFWAY = date(2025, 7, 2)  # day 183 of 365
ORDER = {"red": 0, "amber": 1, "green": 2, "done": 3, "grey": 4}


def at(value: int | Fraction | None, today: date = HALFWAY, target: int | Fraction | None = 100) -> tuple[str, str]:
    one = figure_standing(
        Way(START, END, None if value is None else Fraction(value), None if target is None else Fraction(target)), today
    )
    return one.colour, one.reasons[0]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (100, ("done", "reached")),
        (150, ("done", "reached")),
        (46, ("green", "on_track")),
        (45, ("amber", "behind")),
        (31, ("amber", "behind")),
        (30, ("red", "far_behind")),
        (0, ("red", "far_behind")),
        (-5, ("red", "far_behind")),
        (None, ("grey", "no_figure")),
    ],
)
def test_halfway_the_thresholds_are_shares_of_half_the_way(value: int | None, said: tuple[str, str]) -> None:
    """On day 183 of 365, 90 % of the way expected is 45.1 and 60 % is 30.1."""
    assert at(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (100, ("done", "reached")),
        (90, ("amber", "missed_narrowly")),
        (89, ("red", "missed")),
        (None, ("red", "no_figure_at_end")),
    ],
)
def test_after_the_end_only_the_target_is_good(value: int | None, said: tuple[str, str]) -> None:
    """No more time: reached, narrowly missed or missed; a missing figure is red."""
    assert at(value, END + timedelta(days=1)) == said


def test_a_missing_figure_is_not_a_zero() -> None:
    """Zero halfway is far behind; a missing figure is grey, on the last day too."""
    assert at(0)[0] == "red"
    assert at(None)[0] == at(None, END)[0] == "grey"


def test_a_part_is_neither_reached_nor_missed_at_the_end() -> None:
    """While there is time a part is judged; after the end nobody knows, whatever it says; a missing figure stays red."""

    def part(value: int | None, today: date) -> tuple[str, str]:
        way = Way(START, END, None if value is None else Fraction(value), Fraction(100), whole=False)
        one = figure_standing(way, today)
        return one.colour, one.reasons[0]

    after = END + timedelta(days=1)
    assert {part(value, after) for value in (0, 30, 100, 150)} == {("amber", "incomplete")}
    assert part(None, after) == ("red", "no_figure_at_end")
    assert part(46, HALFWAY) == ("green", "on_track")


def test_before_the_start_and_without_a_target_there_is_no_colour() -> None:
    """Grey, whatever the figure."""
    assert at(50, START - timedelta(days=1)) == ("grey", "not_started")
    assert at(50, target=None) == ("grey", "no_target")


@settings(deadline=None)
@given(st.fractions(-200, 200), st.fractions(0, 50), st.integers(0, 400), st.fractions(1, 200), st.booleans())
def test_more_is_never_worse(value: Fraction, step: Fraction, day: int, target: Fraction, ascending: bool) -> None:
    """A better figure on the same day never has a worse colour."""
    baseline = Fraction(0) if ascending else Fraction(300)
    better = value + step if ascending else value - step
    today = START + timedelta(days=day)
    colours = [
        ORDER[figure_standing(Way(START, END, one, target, baseline, ascending), today).colour]
        for one in (value, better)
    ]
    assert colours == sorted(colours)


@settings(deadline=None)
@given(st.fractions(0, 1), st.integers(0, 363))
def test_standing_still_never_turns_better(share: Fraction, day: int) -> None:
    """The same figure a day later has the same colour or a worse one."""
    days = (START + timedelta(days=day), START + timedelta(days=day + 1))
    now, later = (ORDER[figure_standing(Way(START, END, share * 100, Fraction(100)), one).colour] for one in days)
    assert later <= now
