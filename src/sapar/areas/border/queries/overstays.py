"""Possible overstays: the portable SQL of ``methods.stays`` over the crossings of this node, and the lists made with it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from sapar.areas.border.access import HEADQUARTERS, OVERSTAY
from sapar.areas.border.models import OverstayLine, OverstayRun
from sapar.areas.border.queries.stays import regimes_in_force
from sapar.areas.border.rules.stays import KIND_SQL, UNCOUNTED
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.models import Place
from sapar.kernel.acts import look, shown
from sapar.kernel.errors import NotFound
from sapar.kernel.facts.sql import ONE_PROCESSOR, bind
from sapar.kernel.people import store
from sapar.kernel.people.models import Person
from sapar.methods.stays.overstays import possible_overstays_select
from sapar.methods.stays.pairing import stays_select
from sapar.methods.stays.regimes import limit_rows, permitted_select
from sapar.web.paging import Pager, Window

LATE_EXITS = timedelta(days=30)
EXPORTED = 5000

# Records that two officers linked are one person (``kernel.people``).
GROUPED = "left join people_persongroup g on g.person_id = c.person_id"
PERSON = "coalesce(g.group_id, c.person_id)"
# The relation ``crossings`` of methods.stays: what counts, of foreigners who are inside, or left within the last weeks.
# All their older crossings come with them: a stay may have begun long ago.
CROSSINGS = f"""
    select c.id as key, {PERSON} as person, c.at as crossed_at, c.crossed_on, c.direction, p.code as post,
        c.nationality, {KIND_SQL.format(d="d")} as document_kind
    from border_crossing c
    join access_place p on p.id = c.place_id
    join people_traveldocument d on d.id = c.document_id
    {GROUPED}
    where {PERSON} in (select person from chosen) and c.crossed_on <= cast(:as_of as date)
      and not exists (select 1 from border_correction k where k.original_id = c.id)
"""
CHOSEN = f"""
    select person from (
        select distinct on ({PERSON}) {PERSON} as person, c.direction, c.crossed_on
        from border_crossing c
        {GROUPED}
        where c.crossed_on <= cast(:as_of as date)
          and c.nationality <> cast(:host as varchar)
          and not exists (select 1 from border_correction k where k.original_id = c.id)
        order by {PERSON}, c.at desc, c.id desc
    ) newest
    where direction = 'entry' or crossed_on >= cast(:late_since as date)
"""
# What was permitted for other reasons goes to the record that replaced its entry, if that was corrected.
PERMISSIONS = """
    select coalesce(s.now_id, p.entry_id) as entry_key, p.kind, p.valid_until as permitted_until
    from border_staypermission p
    left join (
        with recursive way as (
            select original_id, replacement_id as now_id from border_correction where replacement_id is not null
            union all
            select w.original_id, k.replacement_id from way w join border_correction k on k.original_id = w.now_id
            where k.replacement_id is not null
        )
        select w.original_id, w.now_id from way w
        where not exists (
            select 1 from border_correction k where k.original_id = w.now_id and k.replacement_id is not null)
    ) s on s.original_id = p.entry_id
"""
LIMITS = """
    select * from jsonb_to_recordset(cast(:limits as jsonb)) as l(number integer, priority integer, nationality varchar,
        document_kind varchar, valid_from date, valid_until date, convention varchar, period varchar, days integer,
        window_days integer)
"""
NAMES = (
    "number",
    "priority",
    "nationality",
    "document_kind",
    "valid_from",
    "valid_until",
    "convention",
    "period",
    "days",
)


@dataclass(frozen=True, slots=True)
class Over:
    """One possible overstay as it is worked out. ``ground``: regime's code or the kind of permission."""

    entry_id: UUID
    person_id: UUID
    entry_on: date
    exit_on: date | None
    permitted_until: date
    days_over: int
    outcome: str
    nationality: str
    post: str
    ground: str
    unverified: bool


def possible_overstays(as_of: date) -> list[Over]:
    """Work the list out from the records as they are now, for the end of a day; inside an act by an actor who reaches
    border and people. Every stay's latest permission counts; stays without any are in no line."""
    regimes = regimes_in_force()
    rows = limit_rows(regimes, settings.SAPAR_HOME)
    named = [dict(zip((*NAMES, "window_days"), row, strict=True)) for row in rows]
    by_priority = dict(enumerate(sorted_regimes(regimes)))
    uncounted = ", ".join(f"'{kind}'" for kind in sorted(UNCOUNTED))
    text = f"""
        with chosen as materialized ({CHOSEN}),
        crossed as materialized ({CROSSINGS}),
        paired as materialized ({stays_select("crossed")}),
        allowed as materialized ({PERMISSIONS}),
        counted as (
            select person, kind, entry_key, entry_on, exit_on, bounded_on, nationality, document_kind from paired
            where entry_key is null or entry_key not in (select entry_key from allowed where kind in ({uncounted}))
        ),
        given_limits as materialized ({LIMITS}),
        asked as (
            select entry_key from counted
            where exit_on is null and bounded_on is null or exit_on >= cast(:late_since as date)
        ),
        by_regime as materialized ({permitted_select("counted", "given_limits", "asked")}),
        permitted as (
            select entry_key, permitted_until from by_regime
            union all select entry_key, permitted_until from allowed
        )
        select o.entry_key, o.person, o.entry_on, o.exit_on, o.permitted_until, o.days_over, o.place, o.nationality,
            s.entry_post, a.kind, (
                select max(l.priority) from given_limits l
                where (l.nationality is null or l.nationality = s.nationality)
                  and (l.document_kind is null or l.document_kind = s.document_kind)
                  and (l.valid_from is null or l.valid_from <= s.entry_on)
                  and (l.valid_until is null or s.entry_on <= l.valid_until)
            ) as rank
        from ({possible_overstays_select("paired", "permitted")}) o
        join paired s on s.entry_key = o.entry_key
        left join lateral (
            select kind from allowed w where w.entry_key = o.entry_key and w.permitted_until = o.permitted_until limit 1
        ) a on true
        where o.exit_on is null or o.exit_on >= cast(:late_since as date)
        order by o.days_over desc, o.entry_key
    """
    values: dict[str, Any] = {
        "as_of": as_of,
        "late_since": as_of - LATE_EXITS,
        "host": settings.SAPAR_HOME,
        "limits": json.dumps(named, default=str),
    }
    with connection.cursor() as cursor:
        # Row-level security and intermediate results make the planner expect few rows and loop over all pairs of them.
        cursor.execute("set local enable_nestloop = off")
        cursor.execute(ONE_PROCESSOR)
        cursor.execute("set local work_mem = '32MB'")  # a list at a time: fewer sorts go to disk
        cursor.execute(bind(text, "psycopg"), values)
        found = cursor.fetchall()
        cursor.execute("reset enable_nestloop; reset work_mem")
    made = []
    for key, person, entry_on, exit_on, until, over, outcome, nationality, post, kind, rank in found:
        regime = by_priority.get(rank) if kind is None and rank is not None else None
        ground = kind or (regime.code if regime else "")
        unverified = regime.unverified if regime else False
        made.append(Over(key, person, entry_on, exit_on, until, over, outcome, nationality, post, ground, unverified))
    return made


def sorted_regimes(regimes: list[Any]) -> list[Any]:
    """Regimes in the order of ``limit_rows``: place in the list is the priority of their limits."""
    order = sorted(range(len(regimes)), key=lambda place: (regimes[place].priority, -place))
    return [regimes[place] for place in order]


@dataclass(frozen=True, slots=True)
class OverstayRow:
    """One line of the list as a page shows it."""

    line: OverstayLine
    name: str
    post: str


@dataclass(frozen=True, slots=True)
class OverstayList:
    """A page of the list of one run; ``run`` is None before the first."""

    run: OverstayRun | None
    rows: list[OverstayRow]
    pager: Pager
    days: list[date]


@look("border.list_overstays", roles=(HEADQUARTERS,), purpose=OVERSTAY, title=_("List possible overstays"))
def list_overstays(
    actor: Actor, *, window: Window, as_of: date | None = None, outcome: str = "", nationality: str = ""
) -> OverstayList:
    """The newest list as of a day (or the newest of all), longest first. Nothing follows from it by itself."""
    runs = OverstayRun.objects.order_by("-as_of", "-made_at")
    days = list(dict.fromkeys(runs.values_list("as_of", flat=True)[:60]))
    run = (runs.filter(as_of=as_of) if as_of else runs).first()
    if run is None:
        return OverstayList(None, [], Pager(), days)
    rows, pager = window.cut(_chosen(run, outcome, nationality), "-days_over", "-id")
    return OverstayList(run, _rows(actor, rows), pager, days)


@look("border.export_overstays", roles=(HEADQUARTERS,), purpose=OVERSTAY, title=_("Export possible overstays"))
def export_overstays(actor: Actor, *, run_id: UUID, outcome: str = "", nationality: str = "") -> list[OverstayRow]:
    """One run's list, at most 5,000 lines, longest first. Raises NotFound."""
    run = OverstayRun.objects.filter(pk=run_id).first()
    if run is None:
        raise NotFound(field="run_id")
    return _rows(actor, list(_chosen(run, outcome, nationality).order_by("-days_over", "-id")[:EXPORTED]))


def _chosen(run: OverstayRun, outcome: str, nationality: str) -> Any:
    rows = OverstayLine.objects.filter(run=run)
    if outcome:
        rows = rows.filter(outcome=outcome)
    if nationality:
        rows = rows.filter(nationality=nationality)
    return rows


def _rows(actor: Actor, lines: list[OverstayLine]) -> list[OverstayRow]:
    people = {
        one.pk: one for one in Person.objects.filter(pk__in=[x.person_id for x in lines]).prefetch_related("names")
    }
    posts = {place.code: place.name(actor.language) for place in Place.objects.all()}
    shown("person", *people)
    shown("crossing", *(line.entry_id for line in lines))
    return [
        OverstayRow(
            line,
            store.display_name(people[line.person_id]) if line.person_id in people else "",
            posts.get(line.post, line.post),
        )
        for line in lines
    ]
