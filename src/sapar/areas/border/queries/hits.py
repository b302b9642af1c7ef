"""What was found: for the owners, and how well the screening of the desk works.

Figures are counted from hits that the desk may know of, and from nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from sapar.areas.border.access import OWNERS, SCREENING, SUPERVISOR, WATCH, WATCH_OFFICER
from sapar.areas.border.models import Entry, Hit, Inspection, QuietNote, WatchCounter
from sapar.areas.border.queries.records import officers_of
from sapar.areas.border.queries.watch_pages import office, own
from sapar.areas.border.rules import watch as rules
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.models import Place
from sapar.kernel.acts import look, shown
from sapar.kernel.errors import NotFound
from sapar.web.paging import Pager, Window

MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One hit for its owner: who was found, where, and what was decided."""

    id: UUID
    at: datetime
    meaning: str
    name: str
    asked: str
    score: float
    post: str
    direction: str
    verdict: str


@dataclass(frozen=True, slots=True)
class NoteView:
    """A hit with everything that the owner needs: the person as the document said, the place, the entries and why."""

    row: NoteRow
    person: Mapping[str, Any]
    occasion: Mapping[str, Any]
    read_at: datetime | None
    place: str
    found: list[FoundView]
    decided_at: datetime | None
    decided_by: str
    reason: str


@dataclass(frozen=True, slots=True)
class FoundView:
    alert_id: str
    list_id: str
    meaning: str
    name: str
    score: float
    explanation: list[tuple[str, Mapping[str, Any]]]
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class HitRow:
    """A hit at a desk on an alert or list of the office."""

    id: UUID
    inspection_id: UUID
    at: datetime
    meaning: str
    name: str
    score: float
    post: str
    verdict: str
    reason: str


@dataclass(frozen=True, slots=True)
class Performance:
    """How well screening worked in a span of days. Hits are people compared, not readings; minutes from reading to decision.

    ``by_meaning``: hits, confirmed, other persons, undecided. ``days``: readings and hits a day.
    """

    since: date
    until: date
    inspections: int
    with_hit: int
    hits: int
    confirmed: int
    refuted: int
    undecided: int
    median_minutes: float | None
    by_meaning: dict[str, tuple[int, int, int, int]]
    by_post: dict[str, tuple[int, int, int, int]]
    days: list[tuple[date, int, int]]


@look("border.list_notes", roles=OWNERS, purpose=WATCH, title=_("List what alerts and lists of the own office found"))
def list_notes(actor: Actor, *, window: Window, show: str = "open") -> tuple[list[NoteRow], Pager, dict[str, int]]:
    """Quiet hits of the office, newest first: ``open`` (undecided) or ``all``."""
    office(actor)
    rows = own(QuietNote.objects.filter(hit=True), actor)
    parts = {"open": rows.filter(verdict=""), "all": rows}
    found, pager = window.cut(parts.get(show, rows), "-at", "-id")
    posts = Place.objects.filter(code__in={note.occasion.get("post", "") for note in found})
    named = {place.code: place.name(actor.language) for place in posts}
    return [_note_row(note, named) for note in found], pager, {name: some.count() for name, some in parts.items()}


@look("border.view_note", roles=OWNERS, purpose=WATCH, title=_("Look at a hit"))
def view_note(actor: Actor, *, note_id: UUID) -> NoteView:
    """Raises NotFound, also for a hit of another office."""
    note = own(QuietNote.objects.filter(hit=True), actor).filter(pk=note_id).first()
    if note is None:
        raise NotFound()
    shown("watch_note", note.pk)
    entries = {str(one.pk): one for one in Entry.objects.filter(pk__in=[one["entry"] for one in note.found])}
    place = Place.objects.filter(code=note.occasion.get("post") or "-").first()
    return NoteView(
        row=_note_row(note, {place.code: place.name(actor.language)} if place else {}),
        person=note.asked,
        occasion=note.occasion,
        read_at=datetime.fromisoformat(note.occasion["at"]) if note.occasion.get("at") else None,
        place=place.name(actor.language) if place else "",
        found=[
            FoundView(
                alert_id=one["alert"],
                list_id=one["list"],
                meaning=one["meaning"],
                name=one["name"],
                score=one["score"],
                explanation=[(code, values) for code, values in one["explanation"]],
                content=entries[one["entry"]].content if one["entry"] in entries else {},
            )
            for one in note.found
        ],
        decided_at=note.decided_at,
        decided_by=officers_of({note.decided_by}).get(note.decided_by, "") if note.decided_by else "",
        reason=note.reason,
    )


@look(
    "border.list_desk_hits", roles=(WATCH_OFFICER,), purpose=WATCH, title=_("List hits at the desks on the own lists")
)
def list_desk_hits(actor: Actor, *, window: Window) -> tuple[list[HitRow], Pager]:
    """Hits at any desk on alerts and lists of the office that mean *refuse* or *second line*, newest first."""
    office(actor)
    entries = own(Entry.objects.filter(quiet=False), actor)
    found, pager = window.cut(Hit.objects.filter(entry_id__in=entries.values("pk")), "-at", "-id")
    known = {one.pk: one for one in entries.filter(pk__in=[hit.entry_id for hit in found])}
    posts = {place.pk: place.name(actor.language) for place in Place.objects.filter(pk__in={h.place_id for h in found})}
    shown("inspection", *(hit.inspection_id for hit in found))
    return [
        HitRow(
            id=hit.pk,
            inspection_id=hit.inspection_id,
            at=hit.at,
            meaning=hit.meaning,
            name=rules.called(known[hit.entry_id].content) if hit.entry_id in known else "",
            score=hit.score,
            post=posts.get(hit.place_id, ""),
            verdict=hit.verdict,
            reason=hit.reason,
        )
        for hit in found
    ], pager


@look(
    "border.screening_performance",
    roles=(WATCH_OFFICER, SUPERVISOR),
    purpose=SCREENING,
    title=_("Look at how well screening works"),
)
def screening_performance(actor: Actor, *, since: date, until: date) -> Performance:
    """Counts of hits at the desks between two days, at most a year. Names nobody."""
    since = max(since, until - timedelta(days=MOST_DAYS))
    hits = list(
        Hit.objects.filter(at__date__gte=since, at__date__lte=until).values_list(
            "inspection_id", "meaning", "verdict", "at", "decided_at", "place_id"
        )
    )
    readings = Inspection.objects.filter(opened_at__date__gte=since, opened_at__date__lte=until)
    per_day = dict(readings.values_list("opened_at__date").annotate(n=Count("pk")).order_by())
    hits_of_day = Counter(clock.day_of(at) for _i, _m, _v, at, _d, _p in hits)
    posts = {place.pk: place.name(actor.language) for place in Place.objects.filter(kind="border_post")}
    minutes = [(decided - at).total_seconds() / 60 for _i, _m, _v, at, decided, _p in hits if decided]
    verdicts = Counter(verdict for _i, _m, verdict, _a, _d, _p in hits)
    shown("screening", "performance")
    return Performance(
        since=since,
        until=until,
        inspections=sum(per_day.values()),
        with_hit=len({inspection for inspection, *_rest in hits}),
        hits=len(hits),
        confirmed=verdicts[rules.MATCH],
        refuted=verdicts[rules.NO_MATCH],
        undecided=verdicts[""],
        median_minutes=rules.median(minutes),
        by_meaning=_parts((meaning, verdict) for _i, meaning, verdict, *_rest in hits),
        by_post=_parts((posts.get(place, "–"), verdict) for _i, _m, verdict, _a, _d, place in hits),
        days=[(day, per_day.get(day, 0), hits_of_day.get(day, 0)) for day in sorted({*per_day, *hits_of_day})],
    )


def watch_changed_at(actor: Actor) -> datetime | None:
    """When what the desk screens with last changed; inside ``reading``. Quiet entries do not move it."""
    return WatchCounter.objects.filter(quiet=False).order_by("-changed_at").values_list("changed_at", flat=True).first()


def oldest_list(actor: Actor) -> tuple[str, date] | None:
    """Title and day of the oldest list in force that the desk screens with; inside ``reading``. None without a list."""
    with connection.cursor() as cursor:
        cursor.execute("select title, day from border_oldest_list()")
        found = cursor.fetchone()
    try:
        return (found[0], date.fromisoformat(found[1])) if found else None
    except ValueError:
        return None  # a day that is none, stated by the list


def waiting_notes(actor: Actor) -> int:
    """How many quiet hits of the actor's office nobody has decided; inside ``reading``, for the menu."""
    return own(QuietNote.objects.filter(hit=True, verdict=""), actor).count()


def span(days: int) -> tuple[date, date]:
    today = clock.today()
    return today - timedelta(days=days - 1), today


def _parts(pairs: Any) -> dict[str, tuple[int, int, int, int]]:
    found: dict[str, list[int]] = {}
    for name, verdict in pairs:
        row = found.setdefault(name, [0, 0, 0, 0])
        row[0] += 1
        row[{rules.MATCH: 1, rules.NO_MATCH: 2}.get(verdict, 3)] += 1
    return {name: (row[0], row[1], row[2], row[3]) for name, row in sorted(found.items())}


def _note_row(note: QuietNote, posts: Mapping[str, str]) -> NoteRow:
    post = note.occasion.get("post", "")
    best = max(note.found, key=lambda one: one["score"])
    return NoteRow(
        id=note.pk,
        at=note.at,
        meaning=best["meaning"],
        name=best["name"],
        asked=next(iter(note.asked.get("names", ())), ""),
        score=best["score"],
        post=posts.get(post, post),
        direction=note.occasion.get("direction", ""),
        verdict=note.verdict,
    )
