"""Possible overstays: stays that the records show longer than what was permitted, as of a stated day.

A list to look into, never a finding and never a sanction: an exit may be missing from the records, and matching entries
and exits does not settle anybody's lawful status (as the US Department of Homeland Security says of its own yearly
report). The as-of day is part of every figure: for the fiscal year 2015 that department published 482,781 suspected
in-country overstays as of the end of the year and 416,500 of the same people as of 4 January 2016.

*In country*: permitted until before the as-of day, and no exit. *Out of country*: an exit, but later than permitted. A
stay whose exit is missing although the person entered again is neither: it is counted as ``undetermined``. Rates are
shares of the *expected departures*, the stays that were to end within a period.

The relation ``permitted`` (``entry_key``, ``permitted_until``) holds every permission of a stay: visa, registration,
extension, visa-free regime (``regimes.permitted_select``). The latest one counts; null means without a limit. Stays
without any row, such as those of citizens, are in no figure. ``stays`` must be paired as of the same ``:as_of``.
"""

from __future__ import annotations

from sapar.methods.stays.text import columns, relation


def _judged(stays: str, permitted: str, by: tuple[str, ...] = ()) -> str:
    # Every stay that has a term, with what the records say of it.
    split = "".join(f", s.{name}" for name in columns(by))
    return f"""
        select s.person, s.entry_key, s.entry_on, s.exit_on, t.permitted_until{split},
            case when s.bounded_on is not null then 'undetermined'
                when s.exit_on > t.permitted_until then 'out_of_country'
                when s.exit_on is not null then 'in_time'
                when t.permitted_until < cast(:as_of as date) then 'in_country'
                else 'still_permitted' end as outcome
        from {relation(stays)} s
        join (
            select entry_key, max(permitted_until) as permitted_until
            from {relation(permitted)} as given_permissions
            group by entry_key having count(*) = count(permitted_until)
        ) t on t.entry_key = s.entry_key
    """


def possible_overstays_select(stays: str, permitted: str) -> str:
    """The list as of ``:as_of``: ``person``, ``entry_key``, ``entry_on``, ``exit_on``, ``permitted_until``, ``place``
    (in_country, out_of_country), ``days_over``, ``nationality``."""
    return f"""
        select person, entry_key, entry_on, exit_on, permitted_until, outcome as place,
            coalesce(exit_on, cast(:as_of as date)) - permitted_until as days_over, nationality
        from ({_judged(stays, permitted, ("nationality",))}) as judged
        where outcome in ('in_country', 'out_of_country')
    """


def expected_departures_select(stays: str, permitted: str, by: tuple[str, ...] = ("nationality",)) -> str:
    """Of the stays that were to end from ``:first_day`` to ``:last_day``, what is known as of ``:as_of``.

    Columns: those of ``by``, ``expected`` and its parts ``in_time``, ``still_permitted``, ``possible_in_country``,
    ``possible_out_of_country`` and ``undetermined``. Rates are Σ parts / Σ expected, formed when read.
    """
    split = "".join(f"{name}, " for name in columns(by))
    grouped = f"group by {', '.join(by)}" if by else ""
    return f"""
        select {split}count(*) as expected,
            count(case when outcome = 'in_time' then 1 end) as in_time,
            count(case when outcome = 'still_permitted' then 1 end) as still_permitted,
            count(case when outcome = 'in_country' then 1 end) as possible_in_country,
            count(case when outcome = 'out_of_country' then 1 end) as possible_out_of_country,
            count(case when outcome = 'undetermined' then 1 end) as undetermined
        from ({_judged(stays, permitted, by)}) as judged
        where permitted_until between cast(:first_day as date) and cast(:last_day as date)
        {grouped}
    """
