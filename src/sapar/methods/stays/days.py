"""Which days of a stay count, and how many did within a window.

Countries count differently: the day of entry and the day of exit (``both``, as Regulation (EU) 2016/399, Article 6(2)),
only the day of entry (``entry_only``: nights, as hotels count), or only whole days between them (``neither``). A day
that two stays share counts once.

A person who is inside is counted up to and including the as-of day. Where a crossing is missing, the shortest stay that
the records allow is counted, in the traveller's favour; ``doubtful`` says how many such stays there were.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal, get_args

from sapar.methods.stays.model import Stay
from sapar.methods.stays.text import relation

Convention = Literal["both", "entry_only", "neither"]
CONVENTIONS: tuple[Convention, ...] = get_args(Convention)
Interval = tuple[date, date]
"""First and last day, both included."""

DAY = timedelta(days=1)


def covered(stay: Stay, as_of: date, convention: Convention) -> Interval | None:
    """The days of a stay that count, as seen on ``as_of``; None if there are none. Raises ValueError for a stay without
    any crossing."""
    first = stay.entry_on or stay.exit_on
    if first is None:
        raise ValueError("a stay has an entry or an exit")
    end = stay.exit_on
    if end is None and stay.bounded_on is not None and stay.bounded_on <= as_of:
        end = first
    start = first + DAY if convention == "neither" else first
    last = as_of
    if end is not None and end <= as_of:
        last = end if convention == "both" else end - DAY
    return (start, last) if start <= last else None


def pieces(intervals: Iterable[Interval], first: date, last: date) -> list[Interval]:
    """The union of the intervals within ``first`` … ``last`` as disjoint intervals in order."""
    made: list[Interval] = []
    for start, end in sorted(intervals):
        low = max(start, first, made[-1][1] + DAY) if made else max(start, first)
        high = min(end, last)
        if low <= high:
            made.append((low, high))
    return made


def length(intervals: Iterable[Interval]) -> int:
    return sum((end - start).days + 1 for start, end in intervals)


def days_used(stays: Iterable[Stay], window: Interval, as_of: date, convention: Convention) -> int:
    """How many days of the window, up to ``as_of``, one person was here. ``stays``: of that person, in any order."""
    counted = (covered(stay, as_of, convention) for stay in stays)
    return length(pieces((found for found in counted if found), window[0], min(window[1], as_of)))


def doubtful(stays: Iterable[Stay], window: Interval, as_of: date) -> int:
    """How many stays with a missing crossing may touch the window: their days are counted as few as possible."""
    first, last = window[0], min(window[1], as_of)
    known = ((stay.entry_on, stay.bounded_on or stay.exit_on) for stay in stays if stay.doubtful)
    return sum(end is not None and first <= end <= as_of and (start is None or start <= last) for start, end in known)


def start_expression(convention: str, entry_on: str = "entry_on", exit_on: str = "exit_on") -> str:
    """SQL: the first day that counts."""
    return f"coalesce({entry_on}, {exit_on}) + case when {convention} = 'neither' then 1 else 0 end"


def days_used_select(stays: str) -> str:
    """One row a person: ``person``, ``days_used``, ``days_left`` (of ``:days``, never below zero) and ``doubtful``.

    Parameters: ``:first_day`` and ``:as_of`` (both days included), ``:convention``, ``:days``. Persons without a day in
    the window are there with zero as long as they have any stay that had begun.
    """
    return f"""
        with seen as (
            select person, start_on, end_on, in_doubt,
                max(case when start_on <= end_on then end_on end) over (
                    partition by person order by start_on, end_on rows between unbounded preceding and 1 preceding
                ) as before_on
            from (
                select person,
                    case when kind = 'orphan' and exit_on >= cast(:first_day as date) then 1
                        when bounded_on <= cast(:as_of as date) and bounded_on >= cast(:first_day as date) then 1
                        else 0 end as in_doubt,
                    {start_expression("cast(:convention as varchar)")} as start_on,
                    case when coalesce(exit_on, case when bounded_on <= cast(:as_of as date) then entry_on end)
                            <= cast(:as_of as date)
                        then coalesce(exit_on, entry_on)
                            - case when cast(:convention as varchar) = 'both' then 0 else 1 end
                        else cast(:as_of as date) end as end_on
                from {relation(stays)} as given_stays
                where coalesce(entry_on, exit_on) <= cast(:as_of as date)
            ) as counted_days
        ), clipped as (
            select person, in_doubt, end_on,
                case when before_on >= start_on and before_on >= cast(:first_day as date) then before_on + 1
                    when start_on >= cast(:first_day as date) then start_on
                    else cast(:first_day as date) end as low_on
            from seen
        ), summed as (
            select person, cast(sum(in_doubt) as integer) as doubtful,
                cast(sum(case when low_on <= end_on then end_on - low_on + 1 else 0 end) as integer) as days_used
            from clipped group by person
        )
        select person, days_used,
            case when days_used < cast(:days as integer) then cast(:days as integer) - days_used else 0 end as days_left,
            doubtful
        from summed
    """
