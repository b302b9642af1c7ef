"""How an activity stands, in three colours: computed from dates, milestones and reports, never chosen by anybody.

Thresholds are a rule of this house, not of a standard; they stand here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

LAG_POINTS = 25  # percent of progress that may lie behind the time that has passed
LATE_MILESTONE_DAYS = 30  # a milestone that is late for longer turns the activity red
SILENT_DAYS = 90  # without a report for longer, nobody knows
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
        passed = (today - facts.starts_on).days * 100 // max((facts.ends_on - facts.starts_on).days, 1)
        if min(passed, 100) - (facts.percent or 0) > LAG_POINTS:
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


def counts(colours: Iterable[str]) -> dict[str, int]:
    """How many of each colour, in the order of urgency; colours that do not occur are 0."""
    given = list(colours)
    return {colour: given.count(colour) for colour in ORDER}
