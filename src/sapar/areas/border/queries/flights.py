"""The looks behind the pages of flights. Each names every subject that it shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, DateTimeField, Q
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from sapar.areas.border.access import DESK, INSPECTION, SUPERVISOR
from sapar.areas.border.models import (
    Crossing,
    Flight,
    Inspection,
    Passenger,
)
from sapar.areas.border.queries.evidence import in_force
from sapar.areas.border.queries.records import CrossingRow, crossing_rows, on_day, with_parts
from sapar.areas.border.rules import Direction, Reason
from sapar.areas.border.rules import flights as rules
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.access.models import Account, Institution, Place
from sapar.kernel.acts import look, shown
from sapar.kernel.errors import NotFound
from sapar.kernel.people.rules import document_key
from sapar.web.paging import Pager, Window

PASSENGERS = ("passenger", "transit_passenger")


@dataclass(frozen=True, slots=True)
class FlightRow:
    """One line of the flights of a day. Counts are of persons who are on the list now."""

    id: UUID
    designator: str
    carrier: str
    direction: Direction
    origin: str
    destination: str
    day: date
    departs: str
    arrives: str
    at: datetime | None
    post: str
    cancelled: bool
    closed: bool
    passengers: int
    crew: int
    amber: int
    red: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class PassengerRow:
    """A person of a flight; ``name`` with the surname first, as the list is sorted. ``state``: of ``words_flights.ARRIVALS``."""

    id: UUID
    name: str
    role: str
    birth_date: str
    sex: str
    nationality: str
    document: str
    document_expiry: str
    booking: str
    seat: str
    level: str
    reasons: list[Reason]
    answer: str
    state: str
    crossing_id: UUID | None
    inspection_id: UUID | None


@dataclass(frozen=True, slots=True)
class PassengerView:
    """One person with flight, visa, what the carrier was told and by whom."""

    row: PassengerRow
    flight: FlightRow
    visa_number: str
    embark: str
    disembark: str
    checked_at: datetime | None
    answer_reason: str
    answered_by: str
    may_answer: bool


# ------------------------------------------------------------------------------------------------ flights


@look("border.list_flights", roles=DESK, purpose=INSPECTION, title=_("List flights"))
def list_flights(
    actor: Actor,
    *,
    window: Window,
    day: date,
    place_id: UUID | None = None,
    direction: Direction | None = None,
    number: str = "",
) -> tuple[list[FlightRow], Pager]:
    """Flights of a day, by the hour at which they land or leave. Officers see their own post, supervisors choose.

    ``number``: of a flight (T5708, or only 708), on any day from ``day`` on.
    """
    rows = Flight.objects.annotate(hour=Coalesce("at", Cast("day", DateTimeField())))
    if number:
        wanted = "".join(sign for sign in number.upper() if sign.isalnum())
        rows = rows.filter(_numbered(wanted), day__gte=day - timedelta(days=1))
    else:
        start, end = bounds(day)
        rows = rows.filter(Q(at__gte=start, at__lt=end) | Q(at=None, day=day))
    chosen = place_id if actor.role == SUPERVISOR else actor.place_id
    if chosen is not None:
        rows = rows.filter(post_id=chosen)
    elif actor.role != SUPERVISOR:
        rows = rows.none()
    if direction is not None:
        rows = rows.filter(direction=direction.value)
    found, pager = window.cut(rows, "hour", "id")
    return flight_rows(actor, found), pager


@look("border.view_flight", roles=DESK, purpose=INSPECTION, title=_("Look at a flight and its passengers"))
def view_flight(
    actor: Actor, *, flight_id: UUID, window: Window, only: str = ""
) -> tuple[FlightRow, list[PassengerRow], Pager, dict[str, int]]:
    """A flight with its persons by name, and how many there are of each kind. Raises NotFound.

    ``only``: ``look`` (for the second line), ``expected``, ``arrived``, ``crew``, ``removed``; empty: all.
    """
    flight = Flight.objects.select_related("post").filter(pk=flight_id).first()
    if flight is None:
        raise NotFound()
    (row,) = flight_rows(actor, [flight])
    everybody = Passenger.objects.filter(flight=flight)
    states = arrival_states(flight, list(everybody))
    counts = Counter(state for state, *_records in states.values())
    wanted = [pk for pk, (state, *_records) in states.items() if state == only]
    people = everybody
    if only == "look":
        people = everybody.filter(level__in=("amber", "red"), removed=False)
    elif only == "crew":
        people = everybody.exclude(role__in=PASSENGERS)
    elif only:
        people = everybody.filter(pk__in=wanted)
    found, pager = window.cut(people, "primary", "id")
    shown("passenger", *(one.pk for one in found))
    totals = dict(counts) | {"all": len(states), "look": row.amber + row.red, "crew": row.crew}
    return row, [passenger_row(one, states[one.pk]) for one in found], pager, totals


@look("border.view_passenger", roles=DESK, purpose=INSPECTION, title=_("Look at a passenger of a flight"))
def view_passenger(actor: Actor, *, passenger_id: UUID) -> PassengerView:
    """One person as the carrier named them, and what the checks found. Raises NotFound."""
    one = Passenger.objects.select_related("flight__post").filter(pk=passenger_id).first()
    if one is None:
        raise NotFound()
    (flight,) = flight_rows(actor, [one.flight])
    shown("passenger", one.pk)
    states = arrival_states(one.flight, [one])
    named = Account.objects.filter(pk=one.answered_by or NOBODY).values_list("full_name", flat=True).first()
    open_ = not one.removed and (one.flight.at is None or one.flight.at > clock.now())
    return PassengerView(
        row=passenger_row(one, states[one.pk]),
        flight=flight,
        visa_number=one.visa_number,
        embark=one.embark,
        disembark=one.disembark,
        checked_at=one.checked_at,
        answer_reason=one.answer_reason,
        answered_by=named or "",
        may_answer=actor.role == SUPERVISOR and one.role in PASSENGERS and open_,
    )


@look("border.find_passengers", roles=DESK, purpose=INSPECTION, title=_("Find passengers by their document"))
def find_passengers(actor: Actor, *, number: str) -> list[tuple[FlightRow, PassengerRow]]:
    """Who is or was announced with a document of exactly this number, newest flight first, at most fifty."""
    rows = Passenger.objects.filter(document_key=number).exclude(document_key="").select_related("flight__post")
    found = list(rows.order_by("-flight__day", "-id")[:50])
    shown("passenger", *(one.pk for one in found))
    flights = {row.id: row for row in flight_rows(actor, list({one.flight_id: one.flight for one in found}.values()))}
    return [(flights[one.flight_id], passenger_row(one, arrival_states(one.flight, [one])[one.pk])) for one in found]


@look("border.unannounced", roles=DESK, purpose=INSPECTION, title=_("List who arrived and was not announced"))
def unannounced(
    actor: Actor, *, window: Window, day: date, place_id: UUID | None = None
) -> tuple[list[CrossingRow], Pager]:
    """Crossings of a day at a post that flights come to, with documents that no list named. Newest first."""
    chosen = (place_id if actor.role == SUPERVISOR else None) or actor.place_id or NOBODY
    start, end = bounds(day)
    flights = Flight.objects.filter(
        post_id=chosen, at__gte=start - rules.AFTERWARDS, at__lt=end + rules.EARLY
    ).values_list("pk", flat=True)
    named = Passenger.objects.filter(flight_id__in=list(flights), removed=False).exclude(document_key="")
    rows = in_force(on_day(Crossing.objects.filter(place_id=chosen), day))
    rows = rows.exclude(document_number__in=list(named.values_list("document_key", flat=True)))
    found, pager = window.cut(with_parts(rows), "-at", "-id")
    return crossing_rows(actor, found), pager


def arrival_states(flight: Flight, people: Sequence[Passenger]) -> dict[UUID, tuple[str, UUID | None, UUID | None]]:
    """For each person: how it stands with their arrival, their crossing, their inspection."""
    keys = {one.document_key for one in people} - {""}
    crossed: dict[str, UUID] = {}
    read: dict[str, UUID] = {}
    if flight.at is not None and flight.post_id is not None and keys:
        start, end = rules.window(flight.at)
        crossings = in_force(
            Crossing.objects.filter(
                document_number__in=keys, at__gte=start, at__lt=end, direction=flight.direction, place_id=flight.post_id
            )
        )
        crossed = dict(crossings.values_list("document_number", "pk"))
        inspections = Inspection.objects.filter(
            place_id=flight.post_id, opened_at__gte=start, opened_at__lt=end, crossing=None, document__isnull=False
        )
        for pk, raw in inspections.order_by("opened_at").values_list("pk", "document__number"):
            number = document_key("", raw or "")[1:]
            if number in keys:
                read[number] = pk
    over = flight.at is not None and clock.now() > flight.at + rules.AFTERWARDS
    found: dict[UUID, tuple[str, UUID | None, UUID | None]] = {}
    for one in people:
        crossing, inspection_id = crossed.get(one.document_key), read.get(one.document_key)
        if crossing is not None:
            state = "arrived"
        elif one.removed:
            state = "removed"
        elif inspection_id is not None:
            state = "inspected"
        elif one.on_board is False:
            state = "not_on_board"
        else:
            state = "missing" if over or flight.cancelled else "expected"
        found[one.pk] = (state, crossing, inspection_id)
    return found


def passenger_row(one: Passenger, state: tuple[str, UUID | None, UUID | None]) -> PassengerRow:
    return PassengerRow(
        id=one.pk,
        name=" ".join(part for part in (one.primary, one.secondary) if part),
        role=one.role,
        birth_date=one.birth_date,
        sex=one.sex,
        nationality=one.nationality,
        document=" ".join(part for part in (one.document_issuer, one.document_number) if part),
        document_expiry=one.document_expiry,
        booking=one.booking,
        seat=one.seat,
        level=one.level,
        reasons=rules.reasons_from_json(one.reasons),
        answer=one.answer,
        state=state[0],
        crossing_id=state[1],
        inspection_id=state[2],
    )


def flight_rows(actor: Actor, flights: Sequence[Flight]) -> list[FlightRow]:
    shown("flight", *(flight.pk for flight in flights))
    counted: dict[UUID, dict[str, Any]] = {
        row["flight_id"]: dict(row)
        for row in Passenger.objects.filter(flight_id__in=[flight.pk for flight in flights], removed=False)
        .values("flight_id")
        .annotate(
            passengers=Count("id", filter=Q(role__in=PASSENGERS)),
            crew=Count("id", filter=~Q(role__in=PASSENGERS)),
            amber=Count("id", filter=Q(level="amber")),
            red=Count("id", filter=Q(level="red")),
        )
    }
    carriers = names(actor, {flight.institution_id for flight in flights})
    places = {place.pk: place.name(actor.language) for place in Place.objects.filter(kind="border_post")}
    none = dict.fromkeys(("passengers", "crew", "amber", "red"), 0)
    made = []
    for flight in flights:
        counts = counted.get(flight.pk, none)
        made.append(
            FlightRow(
                id=flight.pk,
                designator=flight.designator,
                carrier=carriers.get(flight.institution_id, ""),
                direction=Direction(flight.direction),
                origin=flight.origin,
                destination=flight.destination,
                day=flight.day,
                departs=flight.departs,
                arrives=flight.arrives,
                at=flight.at,
                post=places.get(flight.post_id, "") if flight.post_id else "",
                cancelled=flight.cancelled,
                closed=flight.closed,
                updated_at=flight.updated_at,
                **{name: int(counts[name]) for name in none},
            )
        )
    return made


def names(actor: Actor, institution_ids: set[UUID]) -> dict[UUID, str]:
    return {one.pk: one.name(actor.language) for one in Institution.objects.filter(pk__in=institution_ids)}


def _numbered(wanted: str) -> Q:
    """A flight by what people type: T5708, or 708."""
    condition = Q(number=wanted.lstrip("0") or wanted)
    for size in (2, 3):
        condition |= Q(carrier=wanted[:size], number=wanted[size:].lstrip("0"))
    return condition


def bounds(day: date) -> tuple[datetime, datetime]:
    zone = ZoneInfo(settings.TIME_ZONE)
    return datetime.combine(day, time.min, zone), datetime.combine(day + timedelta(days=1), time.min, zone)
