"""Pairing entries and exits into stays, open (censored) stays and orphans.

A person's crossings are ordered by time, then key. An entry followed by an exit is a closed stay; an entry followed by
an entry or by nothing is open; an exit that follows no entry is an orphan. How many there are of each is a figure about
the quality of the records and is published with every table made from them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sapar.methods.stays.model import Crossing, Stay
from sapar.methods.stays.text import relation


def stays_select(crossings: str = "crossings") -> str:
    """One row a stay, as the records stood at the end of the day ``:as_of``.

    Columns: ``person``, ``kind`` (closed, open, orphan), ``entry_key``, ``entry_at``, ``entry_on``, ``entry_post``,
    ``exit_key``, ``exit_at``, ``exit_on``, ``exit_post``, ``bounded_on`` (open stays: day of the next entry, else
    null), ``nationality``, ``document_kind``.
    """
    return f"""
        select person,
            case when direction = 'exit' then 'orphan' when next_direction = 'exit' then 'closed' else 'open' end as kind,
            case when direction = 'entry' then key end as entry_key,
            case when direction = 'entry' then crossed_at end as entry_at,
            case when direction = 'entry' then crossed_on end as entry_on,
            case when direction = 'entry' then post end as entry_post,
            case when direction = 'exit' then key when next_direction = 'exit' then next_key end as exit_key,
            case when direction = 'exit' then crossed_at when next_direction = 'exit' then next_at end as exit_at,
            case when direction = 'exit' then crossed_on when next_direction = 'exit' then next_on end as exit_on,
            case when direction = 'exit' then post when next_direction = 'exit' then next_post end as exit_post,
            case when direction = 'entry' and next_direction = 'entry' then next_on end as bounded_on,
            nationality, document_kind
        from (
            select key, person, crossed_at, crossed_on, direction, post, nationality, document_kind,
                lag(direction) over following as previous_direction,
                lead(direction) over following as next_direction,
                lead(key) over following as next_key,
                lead(crossed_at) over following as next_at,
                lead(crossed_on) over following as next_on,
                lead(post) over following as next_post
            from {relation(crossings)} as given_crossings
            where crossed_on <= cast(:as_of as date)
            window following as (partition by person order by crossed_at, key)
        ) as followed
        where direction = 'entry' or previous_direction is null or previous_direction = 'exit'
    """


def counts_select(stays: str) -> str:
    """One row: how many stays are ``closed``, ``inside`` (open, nothing followed), ``bounded`` (open, an entry followed)
    and ``orphans``."""
    return f"""
        select count(case when kind = 'closed' then 1 end) as closed,
            count(case when kind = 'open' and bounded_on is null then 1 end) as inside,
            count(case when kind = 'open' and bounded_on is not null then 1 end) as bounded,
            count(case when kind = 'orphan' then 1 end) as orphans
        from {relation(stays)} as given_stays
    """


def pair(crossings: Iterable[Crossing], as_of: date) -> list[Stay]:
    """The same in plain Python, in order of person and time: for one person at the desk, and to test the SQL by."""
    made: list[Stay] = []
    here: Crossing | None = None
    known = (crossing for crossing in crossings if crossing.crossed_on <= as_of)
    for crossing in sorted(known, key=lambda one: (one.person, one.crossed_at, one.key)):
        if here is not None and here.person != crossing.person:
            made.append(_open(here))
            here = None
        if crossing.direction == "entry":
            if here is not None:
                made.append(_open(here, crossing.crossed_on))
            here = crossing
        else:
            made.append(_ended(here, crossing))
            here = None
    return [*made, _open(here)] if here is not None else made


def _open(entry: Crossing, bounded_on: date | None = None) -> Stay:
    return Stay(
        entry_on=entry.crossed_on,
        bounded_on=bounded_on,
        person=entry.person,
        entry_key=entry.key,
        nationality=entry.nationality,
        document_kind=entry.document_kind,
    )


def _ended(entry: Crossing | None, exit_: Crossing) -> Stay:
    first = entry or exit_
    return Stay(
        entry_on=entry.crossed_on if entry else None,
        exit_on=exit_.crossed_on,
        person=exit_.person,
        entry_key=entry.key if entry else None,
        exit_key=exit_.key,
        nationality=first.nationality,
        document_kind=first.document_kind,
    )
