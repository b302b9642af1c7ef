"""Who changed the country of residence: the 12/16-month rule (and 9/12) from crossings alone.

Somebody who was not a resident becomes one by an arrival after which at least 12 of the next 16 months are spent
inside, not necessarily in a row; a resident ceases to be one by a departure after which at least 12 of the next 16 are
spent outside (Australian Bureau of Statistics, 3412.0, since 2006; Statistics New Zealand since 2017). Nobody knows for
sure before the 16 months are over: figures are preliminary until then (``complete`` says so).

As sets instead of a story: every crossing is a map on {resident, not resident}. With ``inside``, ``outside`` and
``unknown`` days in its window, an arrival is

- constant "resident" if inside ≥ threshold,
- in doubt if only inside + unknown ≥ threshold: whoever was not a resident may be one,
- else the identity;

and a departure likewise with ``outside``. So the state after a crossing is that of the last constant one before it (or
the first state of all), unless a crossing since then was in doubt against it. Unknown days are those after the end of
observation and those between two entries or two exits in a row, where a crossing is missing.
"""

from __future__ import annotations

from dataclasses import dataclass

from sapar.methods.stays.text import columns, month, relation


@dataclass(frozen=True, slots=True)
class Rule:
    """At least ``threshold`` of the next ``window`` days. Raises ValueError unless window/2 < threshold ≤ window."""

    code: str
    threshold: int
    window: int

    def __post_init__(self) -> None:
        if not self.window < 2 * self.threshold <= 2 * self.window:
            raise ValueError("the threshold is more than half of the window")


RULE_12_16 = Rule("12/16", 365, 487)
"""In days as Statistics New Zealand's package migrbc has it."""
RULE_9_12 = Rule("9/12", 270, 365)
"""In days as Statistics New Zealand's package migstat has it in its vignette."""

EPOCH = "date '1970-01-01'"


def residence_select(crossings: str, residents: str, rule: Rule = RULE_12_16) -> str:
    """One row a crossing up to ``:as_of``, which is the first day that was not observed.

    ``residents`` (``person``, ``resident``): the state before a person's first crossing; without a row it is unknown.
    Columns: ``key``, ``person``, ``crossed_at``, ``crossed_on``, ``direction``, ``nationality``, ``inside``,
    ``outside``, ``unknown`` (days of the window), ``complete`` (1: the window was observed to its end),
    ``state_before`` and ``state_after`` (1 resident, 0 not, null unknown), ``migration``: arrival, departure, none or
    unknown. A crossing that cannot have changed anything is ``none`` even where the state itself is unknown.
    """
    w, v = int(rule.window), int(rule.threshold)
    over_inside = f"coalesce(max(inside_end) over ahead, 0) - (day + {w})"
    over_outside = f"coalesce(max(outside_end) over ahead, 0) - (day + {w})"
    return f"""
        with ordered as (
            select key, person, crossed_at, crossed_on, direction, nationality, crossed_on - {EPOCH} as day,
                coalesce(lead(crossed_on) over following, cast(:as_of as date)) - {EPOCH} as end_day,
                case when coalesce(lead(direction) over following, '') = direction then '' else direction end as since
            from {relation(crossings)} as given_crossings
            where crossed_on <= cast(:as_of as date)
            window following as (partition by person order by crossed_at, key)
        ), gaps as (
            select key, person, crossed_at, crossed_on, direction, nationality, day,
                case when since = 'entry' then end_day - day else 0 end as inside_days,
                case when since = 'exit' then end_day - day else 0 end as outside_days,
                case when since = 'entry' then end_day end as inside_end,
                case when since = 'exit' then end_day end as outside_end
            from ordered
        ), measured as (
            select key, person, crossed_at, crossed_on, direction, nationality,
                cast(sum(inside_days) over ahead
                    - case when {over_inside} > 0 then {over_inside} else 0 end as integer) as inside,
                cast(sum(outside_days) over ahead
                    - case when {over_outside} > 0 then {over_outside} else 0 end as integer) as outside
            from gaps
            window ahead as (partition by person order by day range between current row and {w - 1} following)
        ), mapped as (
            select m.key, m.person, m.crossed_at, m.crossed_on, m.direction, m.nationality, m.inside, m.outside,
                {w} - m.inside - m.outside as unknown,
                case when m.direction = 'entry' and m.inside >= {v} then 1
                    when m.direction = 'exit' and m.outside >= {v} then 0 end as decided,
                case when m.direction = 'entry' and m.inside < {v} and {w} - m.outside >= {v} then 1
                    when m.direction = 'exit' and m.outside < {v} and {w} - m.inside >= {v} then 0 end as doubt,
                case when r.resident then 1 when not r.resident then 0 end as first_state
            from measured m
            left join {relation(residents)} r on r.person = m.person
        ), numbered as (
            select key, person, crossed_at, crossed_on, direction, nationality, inside, outside, unknown, decided, doubt,
                first_state, count(decided) over (
                    partition by person order by crossed_at, key rows between unbounded preceding and current row
                ) as part
            from mapped
        ), carried as (
            select key, person, crossed_at, crossed_on, direction, nationality, inside, outside, unknown, decided, doubt,
                first_state,
                coalesce(max(decided) over (partition by person, part), first_state) as base,
                max(doubt) over since_then as doubt_of_0,
                min(doubt) over since_then as doubt_of_1
            from numbered
            window since_then as (
                partition by person, part order by crossed_at, key rows between unbounded preceding and current row
            )
        ), after as (
            select key, person, crossed_at, crossed_on, direction, nationality, inside, outside, unknown, decided, doubt,
                first_state,
                case when base = 1 and doubt_of_1 = 0 then null when base = 0 and doubt_of_0 = 1 then null
                    else base end as state_after
            from carried
        ), both_sides as (
            select key, person, crossed_at, crossed_on, direction, nationality, inside, outside, unknown, decided, doubt,
                state_after,
                case when row_number() over steps = 1 then first_state else lag(state_after) over steps end as state_before
            from after
            window steps as (partition by person order by crossed_at, key)
        )
        select key, person, crossed_at, crossed_on, direction, nationality, inside, outside, unknown,
            case when cast(:as_of as date) - crossed_on >= {w} then 1 else 0 end as complete,
            state_before, state_after,
            case when decided is null and doubt is null then 'none'
                when state_before = coalesce(decided, doubt) then 'none'
                when state_before is null or decided is null then 'unknown'
                when decided = 1 then 'arrival' else 'departure' end as migration
        from both_sides
    """


def migrants_select(residence: str, by: tuple[str, ...] = ("nationality",)) -> str:
    """Monthly changes of residence: ``month``, those of ``by``, ``arrivals``, ``departures``, ``undecided`` (crossings
    that may have been one) and ``incomplete`` (crossings whose window is not over: the figure is preliminary)."""
    split = "".join(f"{name}, " for name in columns(by))
    places = ", ".join(str(place + 1) for place in range(len(by) + 1))
    return f"""
        select {month("crossed_on")} as month, {split}count(case when migration = 'arrival' then 1 end) as arrivals,
            count(case when migration = 'departure' then 1 end) as departures,
            count(case when migration = 'unknown' then 1 end) as undecided,
            count(case when complete = 0 then 1 end) as incomplete
        from {relation(residence)} as given_residence
        group by {places}
    """
