"""How far a figure is on its way from a baseline to a target, and how much of the time for it is gone. Pure: exact shares."""

from __future__ import annotations

from datetime import date
from fractions import Fraction


def achieved(
    value: Fraction, target: Fraction, baseline: Fraction | None = None, *, ascending: bool = True
) -> Fraction | None:
    """The share of the way that is done: 0 at the baseline, 1 at the target, more beyond, less on the wrong side.

    Without a baseline an ascending figure starts at 0. None where no way can be told: a descending figure without a
    baseline that has not reached its target, or a target on the wrong side of the baseline.
    """
    reached = value >= target if ascending else value <= target
    start = baseline if baseline is not None else (Fraction(0) if ascending else None)
    if start is None or start == target or (target > start) is not ascending:
        return Fraction(1) if reached else (Fraction(0) if start == target else None)
    return (value - start) / (target - start)


def elapsed(start: date, end: date, today: date) -> Fraction:
    """The share of the days from start to end that is over by the end of today: 0 before, 1 from the last day on."""
    if today < start:
        return Fraction(0)
    return min(Fraction(1), Fraction((today - start).days + 1, (end - start).days + 1))
