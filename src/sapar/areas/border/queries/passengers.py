"""What is known here of the persons that carriers announce: lists and alerts, their documents, earlier crossings.

Whoever is screened is also queued for the quiet check, whatever was found, so that neither answers nor their times tell
anything of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Min
from django.utils.timezone import localtime

from sapar.areas.border.models import Crossing, Flight, Inspection, Passenger, Refusal
from sapar.areas.border.queries.evidence import in_force
from sapar.areas.border.queries.screening import Person, queue_quiet_many, screen_many
from sapar.areas.border.queries.stays import known_of, standing_of
from sapar.areas.border.queries.visa_checks import visas_of
from sapar.areas.border.rules import Direction, Reason
from sapar.areas.border.rules.flights import AFTERWARDS, AHEAD, EARLY, is_due
from sapar.areas.border.rules.stays import check_stay, document_kind
from sapar.areas.border.rules.visas import check_visa, pick
from sapar.areas.border.rules.watch import NO_MATCH, Candidate, check_watchlist, stops
from sapar.kernel import clock
from sapar.kernel.people.models import TravelDocument
from sapar.kernel.people.rules import document_key, same_birth_date

# Reasons that are found here begin so, or are these; those of the list alone are worked out anew each time.
BEGINNINGS = ("watch_", "reported_", "stay_", "visa_")
CODES = frozenset({"visa", "other_holder", "known", "refused_before"})
# What the desk says of many and what says nothing about a passenger before the landing: visas are asked for by themselves.
NOT_HERE = frozenset({"no_permission", "stay_unverified"})
REFUSED_WITHIN = timedelta(days=365)


def is_from_here(reason: Reason) -> bool:
    """Whether a reason came of what is known here, and not of the list alone."""
    return reason.code in CODES or reason.code.startswith(BEGINNINGS)


def of_persons(flight: Flight, people: Sequence[Passenger]) -> dict[UUID, list[Reason]]:
    """Reasons and notes for each person, in the order in which they are shown; inside an act."""
    found: dict[UUID, list[Reason]] = {one.pk: [] for one in people}
    known = _known_documents(people)
    _lists(flight, people, known, found)
    _documents(people, known, found)
    if flight.direction == Direction.ENTRY:
        _refusals(people, known, found)
        _stays(flight, people, known, found)
        _visas(flight, people, found)
    return found


@dataclass(frozen=True, slots=True)
class Announced:
    """Whether somebody at a desk stands on a list of a flight there: the passenger, or None if flights named others only."""

    passenger_id: UUID | None
    flight: str = ""
    route: str = ""


def announced(inspection: Inspection, number: str) -> Announced | None:
    """On which list the traveller of an inspection stands; None at a post where no flight is near."""
    here = {
        "post_id": inspection.place_id,
        "direction": inspection.direction,
        "at__gt": inspection.opened_at - AFTERWARDS,
        "at__lte": inspection.opened_at + EARLY,
    }
    key = document_key("", number)[1:]
    if key:
        rows = Passenger.objects.filter(document_key=key, removed=False, **{f"flight__{k}": v for k, v in here.items()})
        found = rows.select_related("flight").order_by("-flight__at", "-id").first()
        if found is not None:
            flown = found.flight
            return Announced(found.pk, flown.designator, f"{flown.origin or '?'} – {flown.destination or '?'}")
    return Announced(None) if key and Flight.objects.filter(**here).exists() else None


def due_for_check() -> list[UUID]:
    """Flights whose persons are to be checked again now, the next to land first; inside ``reading``."""
    now = clock.now()
    changed = screen_many([Person(())])[0].changed_at
    rows = (
        Passenger.objects.filter(
            removed=False,
            flight__cancelled=False,
            flight__at__gte=now,
            flight__at__lte=now + AHEAD,
            checked_at__isnull=False,
        )
        .values("flight_id", "flight__at")
        .annotate(checked=Min("checked_at"))
        .order_by("flight__at", "flight_id")
    )
    return [
        row["flight_id"]
        for row in rows
        if row["flight__at"] and is_due(row["checked"], changed, row["flight__at"], now)
    ]


def as_person(one: Passenger, document_id: UUID | None = None) -> Person:
    """A passenger as screening asks for them."""
    return Person(
        names=(" ".join(part for part in (one.secondary, one.primary) if part),),
        birth_date=one.birth_date,
        nationality=one.nationality,
        sex=one.sex,
        number=one.document_number,
        issuer=one.document_issuer,
        document_id=str(document_id or ""),
    )


def _lists(
    flight: Flight, people: Sequence[Passenger], known: dict[UUID, TravelDocument], found: dict[UUID, list[Reason]]
) -> None:
    """What lists and alerts say that the desk may know of; the rest is asked after this act."""
    asked = [as_person(one, known[one.pk].pk if one.pk in known else None) for one in people]
    for one, screening in zip(people, screen_many(asked), strict=True):
        check = check_watchlist(screening, Direction(flight.direction))
        found[one.pk] += check.reasons
        if any(_by_document(candidate, Direction(flight.direction)) for candidate in screening.candidates):
            found[one.pk].append(Reason("watch_document"))
        found[one.pk] += [note for note in check.notes if note.code != "watch_none"]
    occasion = {
        "flight": flight.designator,
        "day": flight.day.isoformat(),
        "from": flight.origin,
        "to": flight.destination,
        "direction": flight.direction,
        "at": flight.at.isoformat() if flight.at else "",
        "place": str(flight.post_id or ""),
    }
    queue_quiet_many([("passenger", one.pk, person, occasion) for one, person in zip(people, asked, strict=True)])


def _by_document(candidate: Candidate, direction: Direction) -> bool:
    """Whether an entry that means *refuse* on this way names this very document, and nobody has said that it is another
    person.
    """
    agrees = any(code == "document_agrees" for code, _parameters in candidate.explanation)
    return agrees and stops(candidate, direction) and candidate.decision != NO_MATCH


def _known_documents(people: Sequence[Passenger]) -> dict[UUID, TravelDocument]:
    """For each person the newest record of their document, if there is one."""
    keys = {one.pk: document_key(one.document_issuer, one.document_number) for one in people if one.document_number}
    rows = TravelDocument.objects.select_related("person").filter(key__in=set(keys.values())).order_by("id")
    newest = {document.key: document for document in rows}
    return {pk: newest[key] for pk, key in keys.items() if key in newest}


def _documents(people: Sequence[Passenger], known: dict[UUID, TravelDocument], found: dict[UUID, list[Reason]]) -> None:
    """Documents that are known here: with another date of birth, or seen at a crossing before."""
    last = dict(
        in_force(Crossing.objects.filter(document_number__in={one.document_key for one in people} - {""}))
        .order_by("at")
        .values_list("document_number", "crossed_on")
    )
    for one in people:
        document = known.get(one.pk)
        if document is None:
            continue
        if not same_birth_date(document.person.birth_date, one.birth_date):
            found[one.pk].append(Reason("other_holder"))
        elif one.document_key in last:
            found[one.pk].append(Reason.of("known", day=last[one.document_key].isoformat()))


def _refusals(people: Sequence[Passenger], known: dict[UUID, TravelDocument], found: dict[UUID, list[Reason]]) -> None:
    """Entry was refused with this document within a year: somebody asks what has changed since."""
    documents = {document.pk: pk for pk, document in known.items()}
    rows = Refusal.objects.filter(
        inspection__document_id__in=list(documents), at__gte=clock.now() - REFUSED_WITHIN
    ).order_by("at")
    last = dict(rows.values_list("inspection__document_id", "at"))
    for document_id, at in last.items():
        if document_id is not None:
            found[documents[document_id]].append(Reason.of("refused_before", day=localtime(at).date().isoformat()))


def _stays(
    flight: Flight, people: Sequence[Passenger], known: dict[UUID, TravelDocument], found: dict[UUID, list[Reason]]
) -> None:
    """Whether days are left to those who have been here before, by the regimes that are in force."""
    day = localtime(flight.at).date() if flight.at else flight.day
    for one in people:
        document = known.get(one.pk)
        if document is None or one.nationality == settings.SAPAR_HOME:
            continue
        stays = known_of(document.person_id, day)
        if not stays.crossings:
            continue
        kind = document_kind(document.document_code, document.issuer)
        check = check_stay(standing_of(stays, one.nationality, kind, day), Direction.ENTRY)
        if check is not None:
            found[one.pk] += [line for line in (*check.reasons, *check.notes) if line.code not in NOT_HERE]


def _visas(flight: Flight, people: Sequence[Passenger], found: dict[UUID, list[Reason]]) -> None:
    """Electronic visas that are or were linked to the documents, as they will stand on the day of landing."""
    day = localtime(flight.at).date() if flight.at else flight.day
    for one in people:
        if not one.document_number:
            continue
        visas = visas_of(document_key(one.document_issuer, one.document_number))
        check = check_visa(pick(visas, day), Direction.ENTRY, day)
        if check is not None:
            found[one.pk] += [*check.reasons, *check.notes]
