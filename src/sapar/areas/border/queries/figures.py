"""Figures for the dashboards. Days that are over come from the projection, today and days not counted yet from the crossings.

What is read here names nobody. It is still no statistics for the public: readers of a dashboard may see every crossing
behind it. What leaves the service goes through ``published``.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from sapar.areas.border.access import DESK, HEADQUARTERS, SERVICE, SUPERVISOR
from sapar.areas.border.rules import figures as rules
from sapar.areas.border.rules.figures import PROMPT_SECONDS, Row
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.models import Place
from sapar.kernel.acts import look
from sapar.kernel.errors import Invalid, NotPermitted
from sapar.kernel.facts import disclosure
from sapar.kernel.facts.rules import Cell, Counts

COUNT_DAYS = f"""
    select c.crossed_on, c.place_id, c.direction, c.nationality, count(*),
        count(i.id), coalesce(sum(extract(epoch from c.at - i.opened_at)), 0)::bigint,
        count(*) filter (where extract(epoch from c.at - i.opened_at) <= {PROMPT_SECONDS})
    from border_crossing c
    left join border_inspection i on i.id = c.inspection_id
    where {{condition}} and not exists (select 1 from border_correction k where k.original_id = c.id)
    group by 1, 2, 3, 4
"""


@dataclass(frozen=True, slots=True)
class Post:
    """A border post with its place on the map."""

    id: UUID
    code: str
    name: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Rows of a period, ``first`` to ``last`` both included, and today's apart; posts by code."""

    first: date
    last: date
    rows: list[Row]
    today: list[Row]
    posts: dict[str, Post]
    referred: dict[str, int]
    waiting: dict[str, int]


@look("border.figures", roles=(*DESK, *SERVICE), purpose="statistics", title=_("Look at the figures of border posts"))
def post_figures(
    actor: Actor, *, first: date, last: date, place_id: UUID | None = None, direction: str = "", nationality: str = ""
) -> Figures:
    """Crossings in force from ``first`` to ``last`` (at most two years), and those of today.

    A border officer sees the own post, a supervisor and headquarters all of them. Raises Invalid, NotPermitted.
    """
    if not first <= last or (last - first).days >= rules.MOST_DAYS:
        raise Invalid(_("Choose a period of two years at most."), field="first")
    if actor.role not in (SUPERVISOR, *SERVICE):
        if actor.place_id is None or (place_id is not None and place_id != actor.place_id):
            raise NotPermitted(code="other_post")
        place_id = actor.place_id
    now = clock.today()
    posts = {
        place.pk: Post(
            place.pk,
            place.code,
            place.name(actor.language),
            float(place.latitude) if place.latitude is not None else None,
            float(place.longitude) if place.longitude is not None else None,
        )
        for place in Place.objects.filter(kind="border_post")
    }
    codes = {key: post.code for key, post in posts.items()}
    only = [place_id] if place_id else None
    rows = _rows(first, min(last, now - timedelta(days=1)), codes, only, direction, nationality)
    today = _live([(now, now)], codes, only, direction, nationality)
    return Figures(
        first,
        last,
        rows,
        today,
        {post.code: post for post in posts.values() if place_id in (None, post.id)},
        _referred(first, last, codes, only),
        _waiting(codes, only),
    )


def _rows(
    first: date, last: date, codes: dict[UUID, str], only: list[UUID] | None, direction: str, nationality: str
) -> list[Row]:
    if last < first:
        return []
    with connection.cursor() as cursor:
        cursor.execute("select day from border_figureday where day between %s and %s", [first, last])
        built = [row[0] for row in cursor.fetchall()]
        condition, values = _condition(only, direction, nationality, "f")
        cursor.execute(
            "select f.day, f.place_id, f.direction, f.nationality, f.crossings, f.waits, f.seconds, f.prompt "
            "from border_dayfigure f join border_figureday d on d.day = f.day "
            f"where f.day between %s and %s{condition}",
            [first, last, *values],
        )
        found = [_row(row, codes) for row in cursor.fetchall()]
    return found + _live(rules.ranges(rules.missing_days(first, last, built)), codes, only, direction, nationality)


def _live(
    spans: list[tuple[date, date]], codes: dict[UUID, str], only: list[UUID] | None, direction: str, nationality: str
) -> list[Row]:
    """The same from the crossings themselves."""
    found: list[Row] = []
    condition, values = _condition(only, direction, nationality, "c")
    with connection.cursor() as cursor:
        for first, last in spans:
            text = COUNT_DAYS.format(condition=f"c.crossed_on between %s and %s{condition}")
            cursor.execute(text, [first, last, *values])
            found += [_row(row, codes) for row in cursor.fetchall()]
    return found


def _condition(only: list[UUID] | None, direction: str, nationality: str, alias: str) -> tuple[str, list[Any]]:
    text, values = "", list[Any]()
    for column, value in (("direction", direction), ("nationality", nationality)):
        if value:
            text += f" and {alias}.{column} = %s"
            values.append(value)
    if only is not None:
        text += f" and {alias}.place_id = any(%s)"
        values.append(only)
    return text, values


def _row(row: tuple[object, ...], codes: dict[UUID, str]) -> Row:
    day, place, direction, nationality, *counts = row
    return Row(day, codes.get(place, "?"), str(direction), str(nationality), *(int(n) for n in counts))  # type: ignore[arg-type, call-overload]


def _referred(first: date, last: date, codes: dict[UUID, str], only: list[UUID] | None) -> dict[str, int]:
    """How many readings were handed over to the second line, by post."""
    found: dict[str, int] = defaultdict(int)
    with connection.cursor() as cursor:
        cursor.execute(
            "select i.place_id, count(*) from border_referral r join border_inspection i on i.id = r.inspection_id "
            "where r.at >= %s and r.at < %s group by 1",
            [_midnight(first), _midnight(last + timedelta(days=1))],
        )
        for place, number in cursor.fetchall():
            if only is None or place in only:
                found[codes.get(place, "?")] += number
    return dict(found)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(settings.TIME_ZONE))


def _waiting(codes: dict[UUID, str], only: list[UUID] | None) -> dict[str, int]:
    """How many wait in the second line now, by post."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select place_id, count(*) from procedures_case where procedure = 'border.second_line' "
            "and closed_at is null group by 1"
        )
        found = cursor.fetchall()
    return {codes.get(place, "?"): number for place, number in found if only is None or place in only}


def uncounted_days() -> list[date]:
    """The days that are over, since the first crossing, and are not counted; inside ``reading``."""
    today = clock.today()
    with connection.cursor() as cursor:
        cursor.execute("select min(crossed_on) from border_crossing")
        (first,) = cursor.fetchone()
        if first is None or first >= today:
            return []
        cursor.execute(
            "select d::date from generate_series(%s::date, %s::date, interval '1 day') d "
            "where not exists (select 1 from border_figureday f where f.day = d::date) order by 1",
            [first, today - timedelta(days=1)],
        )
        return [row[0] for row in cursor.fetchall()]


def published(rows: list[Row]) -> tuple[list[Cell], disclosure.Plan]:
    """Rows as cells of month, post, direction and nationality, and what of their tables is withheld from the public."""
    sums = rules.rolled(rows, lambda row: (rules.month(row.day), row.post, row.direction, row.nationality))
    cells = [Cell(key, Counts(found.crossings, None, 0)) for key, found in sorted(sums.items())]
    return cells, disclosure.plan(cells, PUBLISHED_BY)


PUBLISHED_BY = ("month", "post", "direction", "nationality")
ALL_POSTS = (SUPERVISOR, HEADQUARTERS)
