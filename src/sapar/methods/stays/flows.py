"""Monthly tables of flows. Crossings, persons and migrants are different things and stand in different tables.

- ``crossings_select``: events. One person who commutes makes many.
- ``persons_select``: distinct persons that crossed in the month. Months and nationalities do not add up.
- ``stays_select``: stays by the month of entry, with what is missing.
- migrants: ``residence.migrants_select``, changes of the country of residence.

``worksheet_select`` counts the first three in one pass over the crossings, for making tables from and for checking
them: it is no table to publish.
"""

from __future__ import annotations

from sapar.methods.stays.text import columns, month, relation

LONG_STAY = 90
"""A stay of more than so many days is *long*."""


def _split(by: tuple[str, ...]) -> tuple[str, str]:
    return "".join(f", {name}" for name in columns(by)), ", ".join(str(place + 1) for place in range(len(by) + 1))


def crossings_select(crossings: str = "crossings", by: tuple[str, ...] = ("nationality",)) -> str:
    """``month``, those of ``by``, ``entries``, ``exits``; crossings up to ``:as_of``."""
    split, places = _split(by)
    return f"""
        select {month("crossed_on")} as month{split},
            count(case when direction = 'entry' then 1 end) as entries,
            count(case when direction = 'exit' then 1 end) as exits
        from {relation(crossings)} as given_crossings
        where crossed_on <= cast(:as_of as date)
        group by {places}
    """


def persons_select(crossings: str = "crossings", by: tuple[str, ...] = ("nationality",)) -> str:
    """``month``, those of ``by``, ``persons``: who crossed at least once, each counted once; up to ``:as_of``."""
    split, places = _split(by)
    return f"""
        select {month("crossed_on")} as month{split}, count(distinct person) as persons
        from {relation(crossings)} as given_crossings
        where crossed_on <= cast(:as_of as date)
        group by {places}
    """


def stays_select(stays: str, by: tuple[str, ...] = ("nationality",), long_stay: int = LONG_STAY) -> str:
    """Stays by the month of entry (of exit, for orphans), ``stays`` being paired as of the same ``:as_of``.

    ``month``, those of ``by``, ``closed``, ``inside``, ``bounded``, ``orphans`` (see ``pairing.counts_select``),
    ``nights`` of the closed stays, and ``long``: closed stays and those still going on that have lasted more than
    ``long_stay`` days.
    """
    split, places = _split(by)
    lasted = "coalesce(exit_on, cast(:as_of as date)) - entry_on"
    return f"""
        select {month("coalesce(entry_on, exit_on)")} as month{split},
            count(case when kind = 'closed' then 1 end) as closed,
            count(case when kind = 'open' and bounded_on is null then 1 end) as inside,
            count(case when kind = 'open' and bounded_on is not null then 1 end) as bounded,
            count(case when kind = 'orphan' then 1 end) as orphans,
            cast(coalesce(sum(case when kind = 'closed' then exit_on - entry_on end), 0) as bigint) as nights,
            count(case when bounded_on is null and {lasted} > {int(long_stay)} then 1 end) as long
        from {relation(stays)} as given_stays
        group by {places}
    """


def worksheet_select(
    crossings: str = "crossings", by: tuple[str, ...] = ("nationality",), long_stay: int = LONG_STAY
) -> str:
    """In one pass: ``month``, those of ``by``, ``entries``, ``exits``, ``persons``, and of the stays that began in the
    month ``closed``, ``seconds`` (whole ones of the closed stays) and ``long`` (as ``stays_select``); up to ``:as_of``.

    The month is grouped by as a number and turned into a date once a group: that is cheaper than once a row.
    """
    split = "".join(f"{name}, " for name in columns(by))
    closed = "entry and not next_entry"
    still = "entry and (next_entry is null or not next_entry)"
    return f"""
        select {month("min(crossed_on)")} as month, {split}
            count(*) filter (where entry) as entries,
            count(*) filter (where not entry) as exits,
            count(distinct person) as persons,
            count(*) filter (where {closed}) as closed,
            cast(coalesce(sum(floor(extract(epoch from next_at - crossed_at))) filter (where {closed}), 0) as bigint)
                as seconds,
            count(*) filter (
                where {still} and coalesce(next_on, cast(:as_of as date)) - crossed_on > {int(long_stay)}
            ) as long
        from (
            select person, crossed_at, crossed_on, entry, {split}
                lead(entry) over following as next_entry,
                lead(crossed_at) over following as next_at,
                lead(crossed_on) over following as next_on
            from (
                select key, person, crossed_at, crossed_on, {split}direction = 'entry' as entry
                from {relation(crossings)} as given_crossings
                where crossed_on <= cast(:as_of as date)
            ) as known
            window following as (partition by person order by crossed_at, key)
        ) as followed
        group by {split}cast(extract(year from crossed_on) as integer) * 12 + cast(extract(month from crossed_on) as integer)
    """
