"""How long somebody may stay without a visa: regimes as data, and what is left of them.

A regime holds for nationalities and kinds of document and has one or more limits; all of them hold at once ("30 days
from each entry and 90 days in any 180"). A limit is of so many days

- ``rolling``: in any period of ``window_days`` days, looking back from each day of the stay,
- ``stay``: from each entry,
- ``year``: in a calendar year.

Stays under a visa, a permit or as a resident use up no visa-free days in most laws (Regulation (EU) 2016/399, Article
6(2)): whoever gives the stays leaves them out where the law does.

These are answers about records, for information: an authority decides what they mean. A regime whose law could not be
confirmed is ``unverified``, and a page shows it as such.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sapar.methods.stays.days import DAY, Convention, Interval, covered, days_used, length, pieces, start_expression
from sapar.methods.stays.model import Stay
from sapar.methods.stays.text import relation

Period = Literal["rolling", "stay", "year"]


@dataclass(frozen=True, slots=True)
class Limit:
    """So many ``days`` in a period. Raises ValueError for one that could never be exceeded, or lacks its window."""

    days: int
    period: Period = "rolling"
    window_days: int | None = None

    def __post_init__(self) -> None:
        if (self.period == "rolling") != (self.window_days is not None):
            raise ValueError("a rolling limit, and no other, has a window")
        if not 0 < self.days < (self.window_days or 365):
            raise ValueError("a limit is shorter than its period (a year at most)")


@dataclass(frozen=True, slots=True)
class Regime:
    """A visa-free regime of the country ``host`` (ISO 3166-1 α-3, or a code of Doc 9303 part 3).

    ``nationalities`` and ``document_kinds`` (``ordinary``, ``service``, ``diplomatic``, ``laissez_passer``): empty means
    any. ``valid_from`` and ``valid_until``: days of entry for which it holds, both included. ``source``: law or
    agreement, and where it was read. ``unverified``: not confirmed in the law itself, or not confirmed to be in force.
    """

    code: str
    host: str
    limits: tuple[Limit, ...]
    convention: Convention
    nationalities: tuple[str, ...] = ()
    document_kinds: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    source: str = ""
    unverified: bool = True

    def holds_for(self, nationality: str, document_kind: str, entry_on: date) -> bool:
        return (
            (not self.nationalities or nationality in self.nationalities)
            and (not self.document_kinds or document_kind in self.document_kinds)
            and (self.valid_from is None or self.valid_from <= entry_on)
            and (self.valid_until is None or entry_on <= self.valid_until)
        )

    @property
    def priority(self) -> int:
        """A regime for named nationalities goes before a general one, one for named documents before one for any."""
        return 2 * bool(self.nationalities) + bool(self.document_kinds)


def regime_for(
    regimes: Sequence[Regime], host: str, nationality: str, document_kind: str, entry_on: date
) -> Regime | None:
    """The most specific regime of the host that holds, the earlier in the list among equals; None: a visa is needed."""
    found = [one for one in regimes if one.host == host and one.holds_for(nationality, document_kind, entry_on)]
    return max(found, key=lambda one: one.priority, default=None)


def window_of(limit: Limit, day: date, entry_on: date) -> Interval:
    """The period of a limit that ends with ``day``, for somebody whose present stay began on ``entry_on``."""
    match limit.period:
        case "rolling":
            return day - timedelta(days=(limit.window_days or 1) - 1), day
        case "year":
            return date(day.year, 1, 1), day
        case _:
            return entry_on, day


def days_left(stays: Sequence[Stay], limit: Limit, as_of: date, convention: Convention) -> int:
    """What is left of a limit on this day: its days without those used in its period up to ``as_of``, at least 0.

    Older days may leave a rolling period while the person stays: how long the stay may last is ``permitted_until``.
    Of a limit a stay, all is left to somebody who is outside.
    """
    here = _present(stays, as_of)
    counted = [stay for stay in stays if limit.period != "stay" or stay is here]
    entry_on = here.entry_on if here and here.entry_on else as_of
    used = days_used(counted, window_of(limit, as_of, entry_on), as_of, convention)
    return max(0, limit.days - used)


def permitted_until(stays: Sequence[Stay], limit: Limit, as_of: date, convention: Convention) -> date:
    """The last day on which the person may leave without ever having exceeded the limit.

    For somebody inside it is reckoned from the entry of the present stay, so it may lie in the past (a possible
    overstay); for somebody outside, from an entry on ``as_of``. The day before the entry means that not even the first
    day is left.
    """
    here = _present(stays, as_of)
    entry_on = here.entry_on if here and here.entry_on else as_of
    others = [stay for stay in stays if stay is not here]
    return last_day(others, entry_on, limit, convention)


def last_day(others: Iterable[Stay], entry_on: date, limit: Limit, convention: Convention) -> date:
    """The last lawful day of exit of a stay that begins on ``entry_on``, after the person's ``others``.

    While somebody stays on, the days within a rolling period grow by one a day, except on days when a day of an earlier
    stay drops out of it. So the first day too many is reached after as many *free* days of the period before the entry
    have dropped out as days were left on the day before it.
    """
    first = entry_on + DAY if convention == "neither" else entry_on
    before = first - DAY
    intervals = [found for stay in others if (found := covered(stay, entry_on, convention))]
    match limit.period:
        case "rolling":
            start = first - timedelta(days=(limit.window_days or 1) - 1)
            used = pieces(intervals, start, before)
            left = max(0, limit.days - length(used))
            too_many = first + timedelta(days=left + _dropped(used, start, left))
        case "year":
            left = max(0, limit.days - length(pieces(intervals, date(first.year, 1, 1), before)))
            too_many = first + timedelta(days=left)
            if too_many.year > first.year:
                too_many = date(first.year + 1, 1, 1) + timedelta(days=limit.days)
        case _:
            too_many = first + timedelta(days=limit.days)
    # A day of exit that does not count may be the day on which one more counted day would be too many.
    return too_many - DAY if convention == "both" else too_many


def _dropped(used: Sequence[Interval], start: date, left: int) -> int:
    """Days of earlier stays among the first days of the period, up to the ``left``-th free one."""
    dropped = 0
    for piece in used:
        if (piece[0] - start).days - dropped >= left:
            break
        dropped += length([piece])
    return dropped


def _present(stays: Sequence[Stay], as_of: date) -> Stay | None:
    """The stay during which somebody is inside on ``as_of``; one that ends on this day has ended.

    Several stays may begin on one day: only the last of them has not ended on it.
    """
    going_on = [
        stay
        for stay in stays
        if stay.entry_on is not None
        and stay.entry_on <= as_of
        and (stay.exit_on or stay.bounded_on or date.max) > as_of
    ]
    return max(going_on, key=lambda one: one.entry_on or date.min, default=None)


# ------------------------------------------------------------------------------------------------------------- SQL

LIMIT_COLUMNS = {
    "number": "integer",
    "priority": "integer",
    "nationality": "varchar",
    "document_kind": "varchar",
    "valid_from": "date",
    "valid_until": "date",
    "convention": "varchar",
    "period": "varchar",
    "days": "integer",
    "window_days": "integer",
}
"""The relation ``limits``: one row a limit, nationality and kind of document (null means any). ``number`` is unique;
``priority`` is the same for all limits of a regime and greater for one that goes before."""

LimitRow = tuple[int, int, str | None, str | None, date | None, date | None, str, str, int, int | None]


def limit_rows(regimes: Sequence[Regime], host: str) -> list[LimitRow]:
    """The rows of the relation ``limits`` for one host."""
    rows: list[LimitRow] = []
    ours = [one for one in regimes if one.host == host]
    order = sorted(range(len(ours)), key=lambda place: (ours[place].priority, -place))
    for rank, place in enumerate(order):
        one = ours[place]
        for limit in one.limits:
            for nationality in one.nationalities or (None,):
                for kind in one.document_kinds or (None,):
                    row = (one.convention, limit.period, limit.days, limit.window_days)
                    rows.append((len(rows) + 1, rank, nationality, kind, one.valid_from, one.valid_until, *row))
    return rows


def permitted_select(stays: str, limits: str = "limits", asked: str = "") -> str:
    """One row a stay with an entry for which a regime holds: ``entry_key``, ``person``, ``permitted_until``.

    ``permitted_until`` as ``last_day``: the earliest one of the regime's limits. Other stays of the same person must be
    in ``stays``; those of a later day do not matter. ``asked``: a relation with the ``entry_key`` of the stays to reckon,
    where not all are wanted. No parameters but those of ``stays``.
    """
    wanted = f"and s.entry_key in (select entry_key from {relation(asked)} as asked_stays)" if asked else ""
    return f"""
        with given_stays as (
            select person, entry_key, entry_on, exit_on, bounded_on, nationality, document_kind
            from {relation(stays)} as paired_stays
        ), matched as (
            select s.person, s.entry_key, l.number, l.priority, l.convention, l.period, l.days, l.window_days,
                {start_expression("l.convention", "s.entry_on", "s.entry_on")} as first_on,
                max(l.priority) over (partition by s.entry_key) as best
            from given_stays s
            join {relation(limits)} l
                on (l.nationality is null or l.nationality = s.nationality)
                and (l.document_kind is null or l.document_kind = s.document_kind)
                and (l.valid_from is null or l.valid_from <= s.entry_on)
                and (l.valid_until is null or s.entry_on <= l.valid_until)
            where s.entry_key is not null {wanted}
        ), asked as (
            select person, entry_key, number, convention, period, days, first_on,
                case when period = 'rolling' then first_on - (window_days - 1)
                    when period = 'year' then cast(date_trunc('year', cast(first_on as timestamp)) as date)
                    else first_on end as from_on
            from matched where priority = best
        ), counted as (
            select a.entry_key, a.number, a.from_on,
                {start_expression("a.convention", "s.entry_on", "s.exit_on")} as start_on,
                case when coalesce(s.exit_on, s.entry_on) >= a.first_on then a.first_on - 1
                    else coalesce(s.exit_on, s.entry_on) - case when a.convention = 'both' then 0 else 1 end
                end as end_on
            from asked a
            join given_stays s on s.person = a.person
                and coalesce(s.entry_on, s.exit_on) < a.first_on and coalesce(s.exit_on, s.entry_on) >= a.from_on
            where a.period <> 'stay' and (s.entry_key is null or s.entry_key <> a.entry_key)
        ), clipped as (
            select entry_key, number, from_on, end_on, start_on,
                case when start_on < from_on then from_on else start_on end as low_on,
                max(end_on) over (
                    partition by entry_key, number order by start_on, end_on
                    rows between unbounded preceding and 1 preceding
                ) as before_on
            from counted where start_on <= end_on and end_on >= from_on
        ), pieces as (
            select entry_key, number, from_on, low_on,
                end_on - case when before_on >= low_on then before_on + 1 else low_on end + 1 as length,
                case when before_on >= low_on then before_on + 1 else low_on end as piece_on
            from clipped
        ), placed as (
            select entry_key, number, length,
                sum(length) over (partition by entry_key, number) as used,
                piece_on - from_on - coalesce(sum(length) over (
                    partition by entry_key, number order by piece_on rows between unbounded preceding and 1 preceding
                ), 0) as free_before
            from pieces where length > 0
        ), reckoned as (
            select a.person, a.entry_key, a.number, a.convention, a.period, a.days, a.first_on,
                case when a.days > coalesce(max(p.used), 0) then a.days - coalesce(max(p.used), 0) else 0 end as days_left,
                coalesce(sum(case when a.period = 'rolling' and p.free_before < a.days - p.used then p.length end), 0)
                    as dropped
            from asked a
            left join placed p on p.entry_key = a.entry_key and p.number = a.number
            group by a.person, a.entry_key, a.number, a.convention, a.period, a.days, a.first_on
        ), ends as (
            select person, entry_key, convention, period, days,
                first_on + cast(days_left + dropped as integer) as too_many_on,
                cast(date_trunc('year', cast(first_on as timestamp)) + interval '1 year' as date) as next_year_on
            from reckoned
        )
        select entry_key, person,
            min(
                case when period = 'year' and too_many_on >= next_year_on then next_year_on + days else too_many_on end
                - case when convention = 'both' then 1 else 0 end
            ) as permitted_until
        from ends group by entry_key, person
    """
