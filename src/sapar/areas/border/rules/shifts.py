"""Pure decisions about lanes, hand-overs and shifts, and the figures of a post."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median
from uuid import UUID


class LaneKind(StrEnum):
    """What a lane is for."""

    BOTH = "both"
    ENTRY = "entry"
    EXIT = "exit"
    SECOND = "second"


FIGURES = ("entries", "exits", "referred", "admitted", "closed", "refused", "corrected", "waiting", "groups_open")
COUNTABLE = ("entries", "exits", "refused")
FIRST_SHIFT = timedelta(hours=24)


def why_not_take_case(*, referred_by: object, actor: object, holder: object, supervisor: bool) -> str | None:
    """Why a case of the second line cannot be taken by this officer: ``same_person`` (referred it), ``with_other``."""
    if referred_by == actor:
        return "same_person"
    return "with_other" if holder not in (None, actor) and not supervisor else None


def why_not_take_shift(*, given_by: object, actor: object, place: object, here: object) -> str | None:
    """Why a shift cannot be signed by this officer: ``shift_same`` (gave it), ``other_post``; or None."""
    if place != here:
        return "other_post"
    return "shift_same" if given_by == actor else None


def counted_differently(figures: Mapping[str, int], counted: Mapping[str, int]) -> list[str]:
    """The names of figures that the officers counted otherwise than the node."""
    return [name for name in FIGURES if name in counted and counted[name] != figures.get(name, 0)]


@dataclass(frozen=True, slots=True)
class Waits:
    """Waiting times in whole minutes; None while nobody waits or nobody was decided."""

    now: int
    longest: int | None
    decided: int
    median: int | None


def waits(since: Iterable[datetime], decided: Sequence[timedelta], now: datetime) -> Waits:
    """Who waits now since when, and how long those waited who were decided."""
    waiting = [int((now - moment).total_seconds() // 60) for moment in since]
    minutes = [delta.total_seconds() / 60 for delta in decided]
    return Waits(
        len(waiting),
        max(waiting) if waiting else None,
        len(minutes),
        round(median(minutes)) if minutes else None,
    )


def by_hour(moments: Iterable[tuple[int, str]], last_hour: int) -> list[tuple[int, int, int]]:
    """Crossings as ``(hour, entries, exits)`` for each hour of the day from the first with any to ``last_hour``."""
    counts: dict[int, list[int]] = {}
    for hour, direction in moments:
        counts.setdefault(hour, [0, 0])[direction == "exit"] += 1
    if not counts:
        return []
    first = min(counts)
    return [(hour, *counts.get(hour, [0, 0])) for hour in range(first, max(last_hour, max(counts)) + 1)]  # type: ignore[misc]


@dataclass(frozen=True, slots=True)
class Sitting:
    """Who sat at which lane, from when until when (None: still)."""

    lane: UUID
    officer: UUID
    since: datetime
    until: datetime | None


def per_lane(sittings: Sequence[Sitting], crossings: Iterable[tuple[UUID, datetime]]) -> dict[UUID, int]:
    """How many crossings each lane recorded: those of its officer while they sat there."""
    found: dict[UUID, int] = {}
    for officer, at in crossings:
        for sitting in sittings:
            if sitting.officer == officer and sitting.since <= at and (sitting.until is None or at < sitting.until):
                found[sitting.lane] = found.get(sitting.lane, 0) + 1
                break
    return found
