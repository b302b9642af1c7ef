"""The looks behind the pages of carriers, which carriers' machines have too: each sees its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from sapar.areas.border import words_flights
from sapar.areas.border.access import CARRIER, CARRIERS, DESK
from sapar.areas.border.models import CarrierAnswer, Flight, FlightMessage, Interchange
from sapar.areas.border.queries.flights import bounds, names
from sapar.areas.border.rules import flights as rules
from sapar.kernel import clock, vault
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.access.models import Institution
from sapar.kernel.acts import look, shown
from sapar.kernel.errors import NotFound
from sapar.web.paging import Pager, Window

M = TypeVar("M", Interchange, CarrierAnswer)
MOST_ANSWERS = 200


@dataclass(frozen=True, slots=True)
class InterchangeRow:
    """One line of the list of what carriers sent. ``waits``: accepted and not yet entered."""

    id: UUID
    received_at: datetime
    carrier: str
    channel: str
    reference: str
    accepted: bool
    waits: bool
    test: bool
    late: bool
    flights: list[str]
    persons: int
    errors: int


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message of an interchange with its findings as they are stored."""

    number: int
    reference: str
    words: str
    flight_name: str
    flight_id: UUID | None
    persons: int
    part: int
    last_part: bool
    accepted: bool
    late: int | None
    faults: list[dict[str, object]]
    remarks: list[dict[str, object]]


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer to a carrier. ``text`` as it was sent."""

    id: UUID
    interchange_id: UUID | None
    kind: str
    reference: str
    made_at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class InterchangeView:
    """What a carrier sent, position by position, and what it was answered."""

    row: InterchangeRow
    size: int
    digest: str
    sender: str
    prepared: str
    failure: str
    faults: list[dict[str, object]]
    reused: bool
    messages: list[MessageView]
    answers: list[AnswerView]
    report: str


@dataclass(frozen=True, slots=True)
class CarrierRow:
    """How well a carrier sends. Shares are counted by messages; ``absent``: flights missed by their weekdays."""

    id: UUID
    name: str
    interchanges: int
    refused: int
    messages: int
    faulty: int
    late: int
    latest: int
    incomplete: int
    without_crew: int
    absent: list[str]
    last_at: datetime | None


@look("border.list_interchanges", roles=(*DESK, CARRIER), purpose=CARRIERS, title=_("List what carriers sent"))
def list_interchanges(
    actor: Actor, *, window: Window, carrier_id: UUID | None = None, refused: bool = False, day: date | None = None
) -> tuple[list[InterchangeRow], Pager]:
    """Interchanges, newest first; a carrier's own only. ``refused``: only those in which a message was refused."""
    rows = _readable(actor, Interchange.objects.all())
    if carrier_id is not None:
        rows = rows.filter(institution_id=carrier_id)
    if refused:
        rows = rows.filter(accepted=False)
    if day is not None:
        start, end = bounds(day)
        rows = rows.filter(received_at__gte=start, received_at__lt=end)
    found, pager = window.cut(rows.defer("content").prefetch_related("messages"), "-received_at", "-id")
    return interchange_rows(actor, found), pager


@look(
    "border.view_interchange",
    roles=(*DESK, CARRIER),
    purpose=CARRIERS,
    title=_("Look at what a carrier sent and what was wrong with it"),
)
def view_interchange(actor: Actor, *, interchange_id: UUID) -> InterchangeView:
    """One interchange, position by position, with the answers and a report in words. Raises NotFound."""
    found = _readable(actor, Interchange.objects.filter(pk=interchange_id)).prefetch_related("messages").first()
    if found is None:
        raise NotFound()
    (row,) = interchange_rows(actor, [found])
    messages = sorted(found.messages.all(), key=lambda one: (one.place, one.number))
    answers = list(found.answers.order_by("id"))
    shown("carrier_answer", *(one.pk for one in answers))
    own = actor.role == CARRIER
    return InterchangeView(
        row=row,
        size=found.size,
        digest=found.digest,
        sender=found.sender,
        prepared=found.prepared,
        failure=found.failure,
        faults=found.faults,
        reused=found.reused,
        messages=[
            MessageView(
                number=one.number,
                reference=one.reference,
                words=words_flights.kind_words(one),
                flight_name=one.flight_name,
                flight_id=None if own else one.flight_id,
                persons=one.persons,
                part=one.part,
                last_part=one.last_part,
                accepted=one.accepted,
                late=one.late,
                faults=one.faults,
                remarks=one.remarks,
            )
            for one in messages
        ],
        answers=[_answer(one) for one in answers],
        report=words_flights.report(found, messages),
    )


@look("border.carrier_answers", roles=(CARRIER,), purpose=CARRIERS, title=_("Fetch the answers to one's own messages"))
def carrier_answers(actor: Actor, *, after: UUID | None = None, interchange_id: UUID | None = None) -> list[AnswerView]:
    """The carrier's own answers, oldest first, at most 200: those after ``after``, or those to one interchange.

    Fetching changes nothing: the same call gives the same answers.
    """
    rows = _readable(actor, CarrierAnswer.objects.all())
    if after is not None:
        rows = rows.filter(pk__gt=after)
    if interchange_id is not None:
        rows = rows.filter(interchange_id=interchange_id)
    found = list(rows.order_by("id")[:MOST_ANSWERS])
    shown("carrier_answer", *(one.pk for one in found))
    return [_answer(one) for one in found]


@look("border.carrier_quality", roles=DESK, purpose=CARRIERS, title=_("Look at how well carriers send"))
def carrier_quality(actor: Actor, *, days: int = 30) -> list[CarrierRow]:
    """For each carrier the last days: refused, faulty and late messages, lists that are not complete, flights that nothing
    was sent for. By name."""
    today = clock.today()
    start, _end = bounds(today - timedelta(days=max(1, min(days, 365)) - 1))
    carriers = list(Institution.objects.filter(kind="carrier"))
    named = {one.pk: one.name(actor.language) for one in carriers}
    sent: dict[UUID, dict[str, Any]] = {
        row["institution_id"]: dict(row)
        for row in Interchange.objects.filter(received_at__gte=start)
        .values("institution_id")
        .annotate(count=Count("id"), refused=Count("id", filter=Q(accepted=False)))
    }
    by_message: dict[UUID, dict[str, Any]] = {
        row["institution_id"]: dict(row)
        for row in FlightMessage.objects.filter(interchange__received_at__gte=start)
        .values("institution_id")
        .annotate(
            count=Count("id"), faulty=Count("id", filter=Q(accepted=False)), late=Count("id", filter=Q(late__gt=0))
        )
    }
    made = []
    for carrier in carriers:
        messages, received = by_message.get(carrier.pk, {}), sent.get(carrier.pk, {})
        incomplete, without_crew, absent = _missing(carrier.pk, start.date(), today)
        newest = Interchange.objects.filter(institution_id=carrier.pk).order_by("-received_at").first()
        most = FlightMessage.objects.filter(institution_id=carrier.pk, interchange__received_at__gte=start, late__gt=0)
        made.append(
            CarrierRow(
                id=carrier.pk,
                name=named[carrier.pk],
                interchanges=received.get("count", 0),
                refused=received.get("refused", 0),
                messages=messages.get("count", 0),
                faulty=messages.get("faulty", 0),
                late=messages.get("late", 0),
                latest=most.order_by("-late").values_list("late", flat=True).first() or 0,
                incomplete=incomplete,
                without_crew=without_crew,
                absent=absent,
                last_at=newest.received_at if newest else None,
            )
        )
    return sorted(made, key=lambda row: row.name)


def carriers(actor: Actor) -> list[tuple[UUID, str]]:
    """The carriers by name in the reader's language; inside ``reading``."""
    found = [(one.pk, one.name(actor.language)) for one in Institution.objects.filter(kind="carrier")]
    return sorted(found, key=lambda one: one[1])


def _missing(carrier_id: UUID, first: date, today: date) -> tuple[int, int, list[str]]:
    """Lists in parts that are not complete, flights with passengers and no crew, flights that are absent today."""
    flights = Flight.objects.filter(institution_id=carrier_id, day__gte=first, cancelled=False)
    days = dict(flights.values_list("pk", "day"))
    parts: dict[tuple[UUID, str], list[tuple[int, bool]]] = {}
    for flight_id, kind, part, last in FlightMessage.objects.filter(flight_id__in=days, accepted=True).values_list(
        "flight_id", "kind", "part", "last_part"
    ):
        if flight_id is not None:
            parts.setdefault((flight_id, kind), []).append((part, last))
    incomplete = sum(rules.missing_parts(found) for found in parts.values())
    with_passengers = {flight_id for flight_id, kind in parts if kind == "passengers"}
    with_crew = {flight_id for flight_id, kind in parts if kind == "crew"}
    seen = Flight.objects.filter(institution_id=carrier_id, day__gte=today - timedelta(weeks=rules.WEEKS))
    absent = rules.expected_flights(((one.designator, one.day) for one in seen), today)
    return incomplete, len(with_passengers - with_crew), absent


def interchange_rows(actor: Actor, found: Sequence[Interchange]) -> list[InterchangeRow]:
    shown("interchange", *(one.pk for one in found))
    carriers_ = names(actor, {one.institution_id for one in found})
    made = []
    for one in found:
        messages = list(one.messages.all())
        errors = sum(len(message.faults) for message in messages) + bool(one.failure)
        errors += sum(not words_flights.is_remark(fault) for fault in one.faults)
        made.append(
            InterchangeRow(
                id=one.pk,
                received_at=one.received_at,
                carrier=carriers_.get(one.institution_id, ""),
                channel=one.channel,
                reference=one.reference,
                accepted=one.accepted,
                waits=one.applied_at is None,
                test=one.test,
                late=any(message.late for message in messages),
                flights=list(dict.fromkeys(m.flight_name for m in messages if m.flight_name)),
                persons=sum(message.persons for message in messages),
                errors=errors,
            )
        )
    return made


def _answer(one: CarrierAnswer) -> AnswerView:
    text = vault.open_box(bytes(one.content), f"carrier_answer:{one.pk}").decode()
    return AnswerView(one.pk, one.interchange_id, one.kind, one.reference, one.made_at, text)


def _readable(actor: Actor, rows: QuerySet[M]) -> QuerySet[M]:
    """All for the border service; a carrier's own for its machine."""
    return rows.filter(institution_id=actor.institution_id or NOBODY) if actor.role == CARRIER else rows
