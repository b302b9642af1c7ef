"""The share of the way and the share of the time: exact, and honest where no way can be told."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from sapar.methods.progress import achieved, elapsed

START, END = date(2025, 1, 1), date(2025, 12, 31)


def test_the_way_leads_from_the_baseline_to_the_target() -> None:
    """From 80 to 100, 90 is half; downwards from 30 to 10, 20 is half and 10 is reached."""
    assert achieved(Fraction(90), Fraction(100), Fraction(80)) == Fraction(1, 2)
    assert achieved(Fraction(20), Fraction(10), Fraction(30), ascending=False) == Fraction(1, 2)
    assert achieved(Fraction(10), Fraction(10), Fraction(30), ascending=False) == 1
    assert achieved(Fraction(40), Fraction(10), Fraction(30), ascending=False) == Fraction(-1, 2)


def test_where_there_is_no_way_only_reaching_counts() -> None:
    """Downwards without a baseline, or with the target at or behind the baseline, no share can be told."""
    assert achieved(Fraction(11), Fraction(10), ascending=False) is None
    assert achieved(Fraction(9), Fraction(10), ascending=False) == 1
    assert achieved(Fraction(5), Fraction(5), Fraction(5)) == 1
    assert achieved(Fraction(4), Fraction(5), Fraction(5)) == 0
    assert achieved(Fraction(4), Fraction(5), Fraction(9)) is None
    assert achieved(Fraction(0), Fraction(0)) == 1


def test_time_runs_from_the_first_day_to_the_last() -> None:
    """Nothing before the first day, all from the last day on, one day of one day at once."""
    assert elapsed(START, END, START - timedelta(days=1)) == 0
    assert elapsed(START, END, START) == Fraction(1, 365)
    assert elapsed(START, END, END) == elapsed(START, END, END + timedelta(days=900)) == 1
    assert elapsed(START, START, START) == 1
