"""How a post is doing now, an officer's own day, shifts. No traveller is named here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from sapar.areas.border.access import DESK, INSPECTION, POST, SUPERVISOR
from sapar.areas.border.models import Correction, Crossing, Inspection, Lane, Party, Referral, Refusal, Seat, Shift
from sapar.areas.border.queries.evidence import in_force
from sapar.areas.border.queries.records import CrossingRow, crossing_rows, officers_of, on_day, with_parts
from sapar.areas.border.rules.shifts import Sitting, Waits, by_hour, per_lane, waits
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.access.models import Place
from sapar.kernel.acts import look, shown
from sapar.kernel.errors import NotFound
from sapar.kernel.procedures.models import Case, Step

SECOND_LINE = "border.second_line"
OWN_LAST = 50


@dataclass(frozen=True, slots=True)
class LaneRow:
    """A lane now: who sits there since when, and how many crossings it recorded today and in the last hour."""

    id: UUID
    name: str
    kind: str
    officer: str
    officer_is_me: bool
    since: datetime | None
    today: int
    last_hour: int


@dataclass(frozen=True, slots=True)
class PostView:
    """A post now. ``hours``: ``(hour, entries, exits)`` of today."""

    place_id: UUID
    place: str
    lanes: list[LaneRow]
    entries: int
    exits: int
    without_lane: int
    hours: list[tuple[int, int, int]]
    waits: Waits
    groups_open: int
    shift_waits: UUID | None


@dataclass(frozen=True, slots=True)
class DayView:
    """What one officer did on a day. ``seconds``: the median from reading to recording, None without any."""

    day: date
    read: int
    entries: int
    exits: int
    referred: int
    decided: int
    refused: int
    corrected: int
    seconds: int | None
    crossings: list[CrossingRow]


@dataclass(frozen=True, slots=True)
class ShiftView:
    """A shift with its two signatures."""

    id: UUID
    place_id: UUID
    place: str
    since: datetime
    until: datetime
    figures: dict[str, int]
    counted: dict[str, int]
    note: str
    given_by: str
    given_by_me: bool
    taken_by: str
    taken_at: datetime | None
    remark: str


@look("border.post_now", roles=DESK, purpose=POST, title=_("See how a border post is doing"))
def post_now(actor: Actor, *, place_id: UUID | None = None) -> PostView:
    """Lanes, queue and throughput of today: an officer's own post, a supervisor's choice. Raises NotFound."""
    chosen = place_id if actor.role == SUPERVISOR and place_id else actor.place_id
    place = Place.objects.filter(pk=chosen or NOBODY, kind="border_post").first()
    if place is None:
        raise NotFound(field="place_id")
    now, today = clock.now(), clock.today()
    crossings = list(
        in_force(on_day(Crossing.objects.filter(place_id=place.pk), today)).values_list("officer_id", "at", "direction")
    )
    start = _start(today)
    seats = list(
        Seat.objects.filter(lane__place_id=place.pk).filter(Q(until=None) | Q(until__gt=start)).order_by("since")
    )
    sittings = [Sitting(seat.lane_id, seat.officer_id, seat.since, seat.until) for seat in seats]
    hour_ago = now - timedelta(hours=1)
    whole = per_lane(sittings, ((officer, at) for officer, at, _way in crossings))
    latest = per_lane(sittings, ((officer, at) for officer, at, _way in crossings if at > hour_ago))
    sitting = {seat.lane_id: seat for seat in seats if seat.until is None}
    names = officers_of({seat.officer_id for seat in sitting.values()})
    lanes = [
        _lane_row(actor, lane, sitting.get(lane.pk), names, whole.get(lane.pk, 0), latest.get(lane.pk, 0))
        for lane in Lane.objects.filter(place_id=place.pk, ended_at=None)
    ]
    unsigned = Shift.objects.filter(place_id=place.pk, taken_at=None).values_list("pk", flat=True).first()
    shown("place", place.pk)
    return PostView(
        place_id=place.pk,
        place=place.name(actor.language),
        lanes=sorted(lanes, key=lambda lane: (lane.kind == "second", lane.name.zfill(20))),
        entries=sum(way == "entry" for _officer, _at, way in crossings),
        exits=sum(way == "exit" for _officer, _at, way in crossings),
        without_lane=len(crossings) - sum(whole.values()),
        hours=by_hour(((_hour(at), way) for _officer, at, way in crossings), _hour(now)),
        waits=_waits(place.pk, start, now),
        groups_open=Party.objects.filter(place_id=place.pk, closed_at=None).count(),
        shift_waits=unsigned,
    )


@look("border.my_day", roles=DESK, purpose=INSPECTION, title=_("Look at one's own day at the border"))
def my_day(actor: Actor, *, day: date | None = None) -> DayView:
    """What the reader did on a day (today), with their last fifty crossings of it."""
    me, chosen = actor.account_id or NOBODY, day or clock.today()
    start, end = _start(chosen), _start(chosen + timedelta(days=1))
    mine = on_day(Crossing.objects.filter(officer_id=me), chosen)
    ways = list(in_force(mine).values_list("direction", "at", "inspection__opened_at"))
    times = sorted(int((at - opened).total_seconds()) for _way, at, opened in ways if opened)
    read = Inspection.objects.filter(officer_id=me, opened_at__gte=start, opened_at__lt=end)
    rows = list(with_parts(mine).order_by("-at", "-id")[:OWN_LAST])
    decided = Step.objects.filter(
        actor=actor.ref,
        case__procedure=SECOND_LINE,
        at__gte=start,
        at__lt=end,
        transition__in=("admit", "close", "refuse"),
    )
    return DayView(
        day=chosen,
        read=read.count(),
        entries=sum(way == "entry" for way, _at, _opened in ways),
        exits=sum(way == "exit" for way, _at, _opened in ways),
        referred=Referral.objects.filter(officer_id=me, at__gte=start, at__lt=end).count(),
        decided=decided.count(),
        refused=Refusal.objects.filter(officer_id=me, at__gte=start, at__lt=end).count(),
        corrected=Correction.objects.filter(officer_id=me, at__gte=start, at__lt=end).count(),
        seconds=times[len(times) // 2] if times else None,
        crossings=crossing_rows(actor, rows),
    )


@look("border.list_shifts", roles=DESK, purpose=POST, title=_("List the shifts of a border post"))
def list_shifts(actor: Actor, *, place_id: UUID | None = None) -> list[ShiftView]:
    """The last twenty shifts of the own post; a supervisor's choice, or all posts of the service."""
    rows = Shift.objects.filter(institution_id=actor.institution_id or NOBODY)
    if actor.role != SUPERVISOR:
        rows = rows.filter(place_id=actor.place_id or NOBODY)
    elif place_id is not None:
        rows = rows.filter(place_id=place_id)
    return _shift_views(actor, rows.order_by("-until")[:20])


@look("border.view_shift", roles=DESK, purpose=POST, title=_("Look at a shift of a border post"))
def view_shift(actor: Actor, *, shift_id: UUID) -> ShiftView:
    """One shift of the service. Raises NotFound."""
    found = _shift_views(actor, Shift.objects.filter(pk=shift_id, institution_id=actor.institution_id or NOBODY))
    if not found:
        raise NotFound()
    return found[0]


@look("border.shift_so_far", roles=DESK, purpose=POST, title=_("Count the present shift of the own post"))
def shift_so_far(actor: Actor) -> tuple[datetime, dict[str, int]]:
    """Since when the present shift runs, and its figures until now. Raises NotFound without a post."""
    from sapar.areas.border.rules.shifts import FIRST_SHIFT

    if actor.place_id is None:
        raise NotFound()
    now = clock.now()
    before = Shift.objects.filter(place_id=actor.place_id).order_by("-until").first()
    since = before.until if before is not None else now - FIRST_SHIFT
    shown("place", actor.place_id)
    return since, shift_figures(actor.place_id, since, now)


def shift_figures(place_id: UUID, since: datetime, until: datetime) -> dict[str, int]:
    """What a shift is counted by, see :class:`sapar.areas.border.models.Shift`; inside an act or a look."""
    crossings = Crossing.objects.filter(place_id=place_id, recorded_at__gte=since, recorded_at__lt=until)
    counting = in_force(crossings)
    cases = Case.objects.filter(procedure=SECOND_LINE, place_id=place_id)
    closed = dict.fromkeys(("admitted", "closed", "refused"), 0)
    for state in cases.filter(closed_at__gte=since, closed_at__lt=until).values_list("state", flat=True):
        closed[state] = closed.get(state, 0) + 1
    corrections = Correction.objects.filter(original__place_id=place_id, at__gte=since, at__lt=until)
    return {
        "entries": counting.filter(direction="entry").count(),
        "exits": counting.filter(direction="exit").count(),
        "referred": cases.filter(opened_at__gte=since, opened_at__lt=until).count(),
        **closed,
        "corrected": corrections.count(),
        "waiting": cases.filter(closed_at=None).count(),
        "groups_open": Party.objects.filter(place_id=place_id, closed_at=None).count(),
    }


def _waits(place_id: UUID, start: datetime, now: datetime) -> Waits:
    cases = Case.objects.filter(procedure=SECOND_LINE, place_id=place_id)
    waiting = list(cases.filter(closed_at=None).values_list("opened_at", flat=True))
    decided = [
        closed - opened
        for opened, closed in cases.filter(closed_at__gte=start).values_list("opened_at", "closed_at")
        if closed
    ]
    return waits(waiting, decided, now)


def _lane_row(
    actor: Actor, lane: Lane, seat: Seat | None, names: dict[UUID, str], today: int, last_hour: int
) -> LaneRow:
    return LaneRow(
        id=lane.pk,
        name=lane.name,
        kind=lane.kind,
        officer=names.get(seat.officer_id, "") if seat else "",
        officer_is_me=seat is not None and seat.officer_id == actor.account_id,
        since=seat.since if seat else None,
        today=today,
        last_hour=last_hour,
    )


def _shift_views(actor: Actor, shifts: QuerySet[Shift]) -> list[ShiftView]:
    found = list(shifts.select_related("place"))
    names = officers_of({one.given_by for one in found} | {one.taken_by for one in found if one.taken_by})
    shown("shift", *(one.pk for one in found))
    return [
        ShiftView(
            id=one.pk,
            place_id=one.place_id,
            place=one.place.name(actor.language),
            since=one.since,
            until=one.until,
            figures=dict(one.figures),
            counted=dict(one.counted),
            note=one.note,
            given_by=names.get(one.given_by, ""),
            given_by_me=one.given_by == actor.account_id,
            taken_by=names.get(one.taken_by, "") if one.taken_by else "",
            taken_at=one.taken_at,
            remark=one.remark,
        )
        for one in found
    ]


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(settings.TIME_ZONE))


def _hour(moment: datetime) -> int:
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE)).hour
