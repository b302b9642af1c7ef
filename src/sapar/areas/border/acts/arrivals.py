"""Entering the lists of carriers to flights and persons, and checking those persons. Called inside acts only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from sapar.areas.border.models import Flight, FlightMessage, Interchange, Passenger
from sapar.areas.border.queries import passengers as evidence
from sapar.areas.border.rules import Direction, Known, Named, Reason, Traveller
from sapar.areas.border.rules import flights as counting
from sapar.kernel.access.models import Place
from sapar.kernel.acts import about
from sapar.kernel.people.rules import document_key
from sapar.standards import paxlst
from sapar.standards.countries import state_code
from sapar.standards.paxlst import PaxList, Person

BOARD_POSTS = "border_post"
# Lists that are about one flight. Master crew lists and gate passes are kept as messages and enter no flight.
KINDS = frozenset({"passengers", "crew", "flight_status"})
CLOSING = frozenset({"close", "close_on_board", "close_not_on_board"})


def enter(
    found: Interchange, stored: FlightMessage, made: PaxList, prepared: str, now: datetime
) -> list[paxlst.Answer]:
    """Enter one accepted message; gives the answers for its persons, none where persons are not answered."""
    flight = _flight(found, made, prepared, now) if made.kind in KINDS else None
    if flight is None:
        return []
    stored.flight_id = flight.pk
    stored.save(update_fields=["flight_id"])
    about("flight", flight.pk)
    people = list(Passenger.objects.select_for_update().filter(flight=flight).order_by("id"))
    touched, new = _persons(flight, stored, made, prepared, people)
    _news(flight, made, prepared, people)
    flight.updated_at = now
    flight.save()
    listed = [one for one in [*people, *new] if not one.removed]
    check(flight, listed, [one for one in touched if not one.removed], now)
    answered = made.kind == "passengers" and made.action in ("report", "change")
    answers = []
    for position, one in enumerate(touched, start=1):
        if answered:
            _answer(one)
            answers.append(paxlst.Answer(position, one.answer or counting.BOARD))
    Passenger.objects.bulk_create(new)
    Passenger.objects.bulk_update(people, FIELDS)
    about("passenger", *dict.fromkeys(one.pk for one in touched))
    return answers


def _answer(one: Passenger) -> None:
    """What the carrier is told; a person's decision stands against that of the checks."""
    if one.answered_by is None and not one.removed:
        reasons = counting.reasons_from_json(one.reasons)
        one.answer = counting.answer_for(reasons, one.nationality, settings.SAPAR_HOME).value


def _flight(found: Interchange, made: PaxList, prepared: str, now: datetime) -> Flight | None:
    """The flight that a message is about, made if it is new and locked; None if the message does not tell its day."""
    told = made.flight
    if told is None or not told.key[3]:
        return None
    carrier, number, origin, day = told.key
    start, end = told.departure, told.arrival
    destination = end.place if end else ""
    keys = {
        "institution_id": found.institution_id,
        "carrier": carrier[:3],
        "number": number[:12],
        "origin": origin,
        "day": date.fromisoformat(day),
    }
    direction, code = way(origin, destination)
    fresh = Flight(**keys, direction=direction.value, first_at=now, updated_at=now)
    Flight.objects.bulk_create([fresh], ignore_conflicts=True)
    flight = Flight.objects.select_for_update().get(**keys)
    departs, arrives = start.departs if start else "", end.arrives if end else ""
    if (departs or arrives) and counting.counts(prepared, flight.stamps.get("times", "")):
        flight.stamps = counting.with_stamp(flight.stamps, "times", prepared)
        flight.departs, flight.arrives = departs or flight.departs, arrives or flight.arrives
        flight.destination = destination or flight.destination
        flight.direction = direction.value
        flight.post = Place.objects.filter(code=code).first() if code else None
        flight.at = moment(flight.arrives if direction is Direction.ENTRY else flight.departs)
    return flight


def way(origin: str, destination: str) -> tuple[Direction, str | None]:
    """Direction and post of a flight between two airports."""
    codes = list(Place.objects.filter(kind=BOARD_POSTS).values_list("code", flat=True))
    return counting.way(origin, destination, codes)


def lands(made: PaxList) -> datetime | None:
    """When the flight of a list lands here (or leaves from here), if it is told."""
    told = made.flight
    if told is None:
        return None
    start, end = told.departure, told.arrival
    direction, _code = way(start.place if start else "", end.place if end else "")
    return moment((end.arrives if end else "") if direction is Direction.ENTRY else (start.departs if start else ""))


def moment(text: str) -> datetime | None:
    """A local time of this node's place as a moment; None for a day without a time."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(settings.TIME_ZONE)) if len(text) == 16 else None


FIELDS = [
    *("role", "primary", "secondary", "birth_date", "sex", "nationality", "document_code", "document_issuer"),
    *("document_number", "document_key", "document_expiry", "visa_number", "embark", "disembark", "booking"),
    *("reference", "seat", "stamp", "message_id", "position", "removed", "on_board", "level", "reasons"),
    *("checked_at", "answer", "answer_reason", "answered_by"),
]


def _persons(
    flight: Flight, stored: FlightMessage, made: PaxList, prepared: str, people: list[Passenger]
) -> tuple[list[Passenger], list[Passenger]]:
    """The persons that a message names, in its order, as they are after it; and those of them that are new."""
    known = Known((_named(one), index) for index, one in enumerate(people))
    everybody, new, touched = list(people), list[Passenger](), list[Passenger]()
    takes_off = made.action == "remove"
    names_only = made.action in CLOSING
    for position, person in enumerate(made.persons, start=1):
        told = _told(person)
        index = known.find(_named(told))
        if index is None:
            told.flight, told.stamp, told.message_id, told.position = flight, prepared, stored.pk, position
            told.removed, told.level = takes_off, "open"
            known.add(_named(told), len(everybody))
            everybody.append(told)
            new.append(told)
            touched.append(told)
            continue
        one = everybody[index]
        touched.append(one)
        if not counting.counts(prepared, one.stamp) or names_only:
            continue
        if not takes_off:
            _replace(one, told, keep=made.action == "change")
            known.add(_named(one), index)
        one.removed, one.stamp, one.message_id, one.position = takes_off, prepared, stored.pk, position
    return touched, new


def _replace(one: Passenger, told: Passenger, *, keep: bool) -> None:
    """The particulars as told now; ``keep``: a change leaves what it does not state."""
    for name in FIELDS[: FIELDS.index("stamp")]:
        value = getattr(told, name)
        if value or not keep:
            setattr(one, name, value)


def _news(flight: Flight, made: PaxList, prepared: str, people: Sequence[Passenger]) -> None:
    """What a message says of the flight as a whole."""
    if made.action in ("report", "change") and made.persons:
        flight.stamps = counting.with_stamp(flight.stamps, "list", prepared)
    elif made.action == "cancel_flight":
        flight.stamps = counting.with_stamp(flight.stamps, "cancel", prepared)
    flight.cancelled = counting.is_cancelled(flight.stamps)
    if made.action not in CLOSING or not counting.counts(prepared, flight.stamps.get("close", "")):
        return
    flight.stamps = counting.with_stamp(flight.stamps, "close", prepared)
    flight.closed = True
    if made.action == "close":
        return
    known = Known((_named(_told(person)), index) for index, person in enumerate(made.persons))
    for one in people:
        listed = known.find(_named(one)) is not None
        one.on_board = listed if made.action == "close_on_board" else not listed


def _told(person: Person) -> Passenger:
    """A person of a message as a passenger."""
    document = person.travel_document
    visa = next((one.number for one in person.documents if one.code == "V"), "")
    return Passenger(
        role=person.role,
        primary=person.primary[:110],
        secondary=person.secondary[:110],
        birth_date=person.birth_date,
        sex=person.sex,
        nationality=state_code(person.nationality)[:3],
        document_code=document.code[:3] if document else "",
        document_issuer=state_code(document.issuer)[:3] if document else "",
        document_number=document.number[:35] if document else "",
        document_key=document_key("", document.number)[1:36] if document else "",
        document_expiry=document.expiry_date if document else "",
        visa_number=visa[:35],
        embark=person.embark[:5],
        disembark=person.disembark[:5],
        booking=person.booking[:35],
        reference=person.reference[:35],
        seat=person.seat[:35],
    )


def _named(one: Passenger) -> Named:
    return Named(
        one.reference,
        one.document_issuer,
        one.document_key,
        one.primary,
        one.secondary,
        one.birth_date,
        one.booking,
    )


# ------------------------------------------------------------------------------------------------ checking


def check(flight: Flight, listed: Sequence[Passenger], touched: Sequence[Passenger], now: datetime) -> None:
    """Check a flight's persons: those of ``touched`` against everything, the others by the list alone."""
    day = (flight.arrives or flight.departs or flight.day.isoformat())[:10]
    landing = date.fromisoformat(day)
    alone = counting.without_adult([(one.booking, one.birth_date) for one in listed], landing)
    numbers = [one.document_key for one in listed if one.document_key]
    twice = {number for number in numbers if numbers.count(number) > 1} if len(set(numbers)) < len(numbers) else set()
    found = evidence.of_persons(flight, touched)
    for one, by_itself in zip(listed, alone, strict=True):
        traveller = Traveller(
            one.nationality,
            one.birth_date,
            one.document_number,
            one.document_expiry,
            alone=by_itself,
            same_document=one.document_key in twice,
        )
        own = counting.check_traveller(traveller, landing)
        if one.pk in found:
            kept: list[Reason] = found[one.pk]
            one.checked_at = now
        else:
            kept = [r for r in counting.reasons_from_json(one.reasons) if evidence.is_from_here(r)]
        reasons = [*kept, *own]
        one.reasons = counting.reasons_to_json(reasons)
        one.level = counting.level(reasons).value
