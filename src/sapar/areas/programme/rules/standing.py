"""How an activity or a figure stands, in three colours: computed from dates, reports and values, never chosen by anybody.

Thresholds are a rule of this house, not of a standard; they stand here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sapar.methods.progress import achieved, elapsed

LAG_POINTS = 25  # percent of progress that may lie behind the time that has passed
LATE_MILESTONE_DAYS = 30  # a milestone that is late for longer turns the activity red
SILENT_DAYS = 90  # without a report for longer, nobody knows
ON_TRACK = Fraction(9, 10)  # a figure with at least this share of the way expected by now is on its way
AT_RISK = Fraction(6, 10)  # with less than this share it is far behind
DONE, GREEN, AMBER, RED, GREY = "done", "green", "amber", "red", "grey"
ORDER = (RED, AMBER, GREEN, DONE, GREY)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rule looks at. ``percent`` and ``reported_on`` are of the newest report, None before the first.

    ``milestones``: (due on, reached on or None).
    """

    starts_on: date
    ends_on: date
    percent: int | None
    reported_on: date | None
    milestones: Sequence[tuple[date, date | None]] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """A colour with the rules that gave it: ``overdue``, ``milestone_late``, ``lag``, ``silent``, ``not_started``…"""

    colour: str
    reasons: tuple[str, ...]


def standing(facts: Facts, today: date) -> Standing:
    """The colour on a day."""
    if facts.percent == 100:
        return Standing(DONE, ("done",))
    red, amber = [], []
    if facts.ends_on < today:
        red.append("overdue")
    late = [(today - due).days for due, reached in facts.milestones if reached is None and due < today]
    if any(days > LATE_MILESTONE_DAYS for days in late):
        red.append("milestone_very_late")
    elif late:
        amber.append("milestone_late")
    if facts.starts_on <= today:
        if elapsed(facts.starts_on, facts.ends_on, today) * 100 - (facts.percent or 0) > LAG_POINTS:
            amber.append("lag")
        since = facts.reported_on or facts.starts_on
        if (today - since).days > SILENT_DAYS:
            amber.append("silent")
    if red:
        return Standing(RED, (*red, *amber))
    if amber:
        return Standing(AMBER, tuple(amber))
    if facts.starts_on > today and not facts.percent:
        return Standing(GREY, ("not_started",))
    return Standing(GREEN, ("on_time",))


@dataclass(frozen=True, slots=True)
class Way:
    """A figure on its way: from ``baseline`` (None: not known) to ``target`` between two days; ``value`` None: no figure.

    ``whole``: all that should have reported on these days have; else the value is a part, or an earlier one carried forward.
    """

    starts_on: date
    ends_on: date
    value: Fraction | None
    target: Fraction | None
    baseline: Fraction | None = None
    ascending: bool = True
    whole: bool = True


def figure_standing(way: Way, today: date) -> Standing:
    """The colour of an indicator on a day. The way is expected to be gone evenly over the time.

    A missing value is never taken for zero: grey while there is time, red after the end. A part of a figure is judged
    while there is time, but after the end neither as reached nor as missed.
    """
    over = today > way.ends_on
    if way.target is None:
        return Standing(GREY, ("no_target",))
    if today < way.starts_on:
        return Standing(GREY, ("not_started",))
    if way.value is None:
        return Standing(RED, ("no_figure_at_end",)) if over else Standing(GREY, ("no_figure",))
    if over and not way.whole:
        return Standing(AMBER, ("incomplete",))
    done = achieved(way.value, way.target, way.baseline, ascending=way.ascending)
    if done is not None and done >= 1:
        return Standing(DONE, ("reached",))
    if over:
        narrowly = done is not None and done >= ON_TRACK
        return Standing(AMBER, ("missed_narrowly",)) if narrowly else Standing(RED, ("missed",))
    if done is None:
        return Standing(AMBER, ("behind",))
    expected = elapsed(way.starts_on, way.ends_on, today)
    if done >= ON_TRACK * expected:
        return Standing(GREEN, ("on_track",))
    return Standing(AMBER, ("behind",)) if done >= AT_RISK * expected else Standing(RED, ("far_behind",))


def counts(colours: Iterable[str]) -> dict[str, int]:
    """How many of each colour, in the order of urgency; colours that do not occur are 0."""
    given = list(colours)
    return {colour: given.count(colour) for colour in ORDER}
