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
