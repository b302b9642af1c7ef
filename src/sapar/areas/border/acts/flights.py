"""What carriers announce: taken in as bytes, then entered to flights, checked and answered.

Taking in and entering are two acts. A carrier may not read flights, so what it sends is stored under its own rights with
the acknowledgement, and the node itself enters it a moment later; the same bytes twice are the same interchange.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from sapar.areas.border import words_flights
from sapar.areas.border.access import CARRIER, CARRIERS, DESK, FLIGHTS, SUPERVISOR
from sapar.areas.border.acts import arrivals
from sapar.areas.border.models import CarrierAnswer, Flight, FlightMessage, Interchange, Passenger
from sapar.areas.border.rules import Answer
from sapar.areas.border.rules import flights as rules
from sapar.kernel import clock, vault
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.models import Institution
from sapar.kernel.acts import about, act, defer
from sapar.kernel.errors import Conflict, Invalid, NotFound
from sapar.methods.ids import uuid7
from sapar.standards import edifact, paxlst
from sapar.standards.paxlst.parsing import Reading

APPLY = "sapar.areas.border.apply_list"
WRITE = "sapar.areas.border.write_answers"
CONTRL, CUSRES, REPORT = "contrl", "cusres", "report"
WORDS = {
    "empty": _("The file is empty."),
    "too_large": _("The file is larger than what is read here: 8 MB."),
    "reason": _("Say in a few words why."),
    "crew": _("Carriers are not answered for crew."),
    "gone": _("This person is no longer on the list."),
    "landed": _("The flight has landed: the carrier cannot be told anything any more."),
    "same": _("The carrier has been told that already."),
}
# Kinds of lists that are answered person by person.
ANSWERED = frozenset({"report", "change"})


@act(
    "border.send_list",
    roles=(CARRIER,),
    purpose=CARRIERS,
    title=_("Send a passenger list as a carrier"),
    emits=(APPLY,),
)
def send_list(actor: Actor, *, content: bytes) -> Interchange:
    """Take in an interchange (UN/EDIFACT PAXLST) of the carrier that calls; returns it, with acknowledgements beside it.

    What is wrong with it is no error of this act: it is in the interchange, its messages and the answers. The same bytes
    again give the first interchange. Raises Invalid (``content`` empty or larger than 8 MB).
    """
    if actor.institution_id is None:
        raise Invalid(field="institution_id")
    return _take_in(actor.institution_id, content, "https")


@act("border.take_in_list", roles=(FLIGHTS,), purpose=CARRIERS, title=_("Take in a passenger list"), emits=(APPLY,))
def take_in_list(actor: Actor, *, carrier_id: UUID, content: bytes, channel: str = "folder") -> Interchange:
    """The same for a file that lay in a carrier's folder. Raises Invalid, NotFound (no such carrier)."""
    if not Institution.objects.filter(pk=carrier_id, kind="carrier", ended_at=None).exists():
        raise NotFound(field="carrier_id")
    return _take_in(carrier_id, content, channel)


@act(
    "border.apply_list",
    roles=(FLIGHTS,),
    purpose=CARRIERS,
    title=_("Enter a passenger list and check its persons"),
    emits=(WRITE,),
)
def apply_list(actor: Actor, *, interchange_id: UUID) -> Interchange:
    """Enter the messages of an interchange to their flights, check every person, answer. A second call changes nothing.

    Raises NotFound.
    """
    found = Interchange.objects.select_for_update().filter(pk=interchange_id).first()
    if found is None:
        raise NotFound(field="interchange_id")
    if found.applied_at is not None:
        return found
    now = clock.now()
    about("interchange", found.pk)
    reading = paxlst.parse(content_of(found), clock_day(found.received_at))
    messages = {(one.place, one.number): one for one in FlightMessage.objects.filter(interchange=found)}
    for place, interchange in enumerate(reading.interchanges):
        for owner, message, made in reading.lists:
            stored = messages.get((place, message.number))
            if owner is not interchange or stored is None or not stored.accepted:
                continue
            answers = [] if found.test else arrivals.enter(found, stored, made, interchange.prepared, now)
            reference = _reference()
            if answers:
                text = paxlst.answer(interchange, message, made, answers, reference=reference, prepared=_local(now))
            else:
                text = paxlst.acknowledge(interchange, message, made, reference=reference, prepared=_local(now))
            _keep_answer(found, CUSRES, text, reference, now, stored.pk)
    found.applied_at = now
    found.save(update_fields=["applied_at"])
    defer(WRITE)
    return found


@act(
    "border.answer_carrier",
    roles=(SUPERVISOR,),
    purpose=CARRIERS,
    title=_("Tell a carrier whether a person may board"),
    emits=(WRITE,),
)
def answer_carrier(actor: Actor, *, passenger_id: UUID, answer: Answer, reason: str) -> Passenger:
    """Change what the carrier was told about one person; a message goes out at once. The reason stays here.

    Raises NotFound, Invalid (``reason``), Conflict (crew, taken off the list, landed, told already).
    """
    passenger = Passenger.objects.select_for_update().filter(pk=passenger_id).first()
    if passenger is None:
        raise NotFound(field="passenger_id")
    flight = Flight.objects.get(pk=passenger.flight_id)
    now = clock.now()
    if not reason.strip():
        raise Invalid(WORDS["reason"], field="reason", code="missing")
    if len(reason) > 2000:
        raise Invalid(_("Write at most 2,000 characters."), field="reason", code="too_long")
    refused = {
        "crew": not passenger.role.endswith("passenger"),
        "gone": passenger.removed,
        "landed": flight.at is not None and flight.at < now,
        "same": passenger.answer == answer.value,
    }
    for code, holds in refused.items():
        if holds:
            raise Conflict(WORDS[code], field="answer", code=code)
    stored = FlightMessage.objects.select_related("interchange").get(pk=passenger.message_id)
    reading = paxlst.parse(content_of(stored.interchange), clock_day(stored.interchange.received_at))
    interchange = reading.interchanges[stored.place]
    owner = next((m, made) for i, m, made in reading.lists if i is interchange and m.number == stored.number)
    reference = _reference()
    text = paxlst.answer(
        interchange,
        *owner,
        [paxlst.Answer(passenger.position, answer.value)],
        reference=reference,
        prepared=_local(now),
    )
    _keep_answer(stored.interchange, CUSRES, text, reference, now, stored.pk)
    passenger.answer, passenger.answer_reason, passenger.answered_by = answer.value, reason.strip(), actor.account_id
    passenger.save(update_fields=["answer", "answer_reason", "answered_by"])
    about("passenger", passenger.pk)
    about("flight", flight.pk)
    defer(WRITE)
    return passenger


@act("border.answers_written", roles=(FLIGHTS,), purpose=CARRIERS, title=_("Put answers into carriers' folders"))
def answers_written(actor: Actor, *, answer_ids: list[UUID]) -> None:
    """Note that answers lie in the folders of outgoing files."""
    CarrierAnswer.objects.filter(pk__in=answer_ids).update(written_at=clock.now())
    about("carrier_answer", *answer_ids)


@act("border.recheck_flight", roles=(*DESK, FLIGHTS), purpose=CARRIERS, title=_("Check the persons of a flight again"))
def recheck_flight(actor: Actor, *, flight_id: UUID) -> Flight:
    """Check everybody on a flight with the lists as they are now. What the carrier was told stays. Raises NotFound."""
    flight = Flight.objects.select_for_update().filter(pk=flight_id).first()
    if flight is None:
        raise NotFound(field="flight_id")
    people = list(Passenger.objects.select_for_update().filter(flight=flight, removed=False).order_by("id"))
    arrivals.check(flight, people, people, clock.now())
    Passenger.objects.bulk_update(people, ["level", "reasons", "checked_at"])
    about("flight", flight.pk)
    return flight


# ------------------------------------------------------------------------------------------------ taking in


def _take_in(carrier_id: UUID, content: bytes, channel: str) -> Interchange:
    if not content:
        raise Invalid(WORDS["empty"], field="content", code="empty")
    if len(content) > edifact.MAX_BYTES:
        raise Invalid(WORDS["too_large"], field="content", code="too_large")
    now = clock.now()
    reading = paxlst.parse(content, clock_day(now))
    first = reading.interchanges[0] if reading.interchanges else None
    digest, reference = sha256(content).hexdigest(), first.reference[:35] if first else ""
    # Two copies that arrive at once wait for each other here, and the second finds the first.
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{carrier_id}:{digest}"])
    known = Interchange.objects.filter(institution_id=carrier_id, reference=reference, digest=digest).first()
    if known is not None:
        about("interchange", known.pk)
        return known
    made = Interchange(
        id=uuid7(),
        institution_id=carrier_id,
        channel=channel,
        received_at=now,
        prepared=first.prepared if first else "",
        reference=reference,
        sender=first.sender[:35] if first else "",
        digest=digest,
        size=len(content),
        failure=reading.failure,
        faults=[
            {"at": at, **fault.as_dict()}
            for at, one in enumerate(reading.interchanges)
            for fault in (*one.faults, *one.remarks)
        ],
        accepted=reading.accepted,
        reused=bool(reference) and Interchange.objects.filter(institution_id=carrier_id, reference=reference).exists(),
        test=bool(first and first.test),
    )
    made.content = vault.seal(content, f"interchange:{made.pk}")
    messages = _messages(made, reading)
    waits = any(one.accepted for one in messages)
    made.applied_at = None if waits else now
    made.save(force_insert=True)
    FlightMessage.objects.bulk_create(messages)
    about("interchange", made.pk)
    _acknowledge(made, reading, messages, now)
    defer(APPLY if waits else WRITE, **({"interchange_id": str(made.pk)} if waits else {}))
    return made


def _messages(made: Interchange, reading: Reading) -> list[FlightMessage]:
    found = []
    for place, interchange in enumerate(reading.interchanges):
        for owner, message, listed in reading.lists:
            if owner is not interchange:
                continue
            lands = arrivals.lands(listed)
            found.append(
                FlightMessage(
                    interchange=made,
                    institution_id=made.institution_id,
                    place=place,
                    number=message.number,
                    reference=message.reference[:35],
                    type=message.type[:10],
                    kind=listed.kind,
                    action=listed.action,
                    flight_name=words_flights.flight_name(listed),
                    part=listed.part,
                    last_part=listed.last_part,
                    persons=len(listed.persons),
                    accepted=listed.accepted and not interchange.refused,
                    faults=[fault.as_dict() for fault in listed.faults],
                    remarks=[fault.as_dict() for fault in listed.remarks],
                    late=rules.late_by(made.received_at, lands) if listed.action == "report" else None,
                )
            )
    return found


def _acknowledge(made: Interchange, reading: Reading, messages: list[FlightMessage], now: datetime) -> None:
    """CONTRL for every interchange; CUSRES at once for every message that is refused; a report where there are findings."""
    stored = {(one.place, one.number): one for one in messages}
    for place, interchange in enumerate(reading.interchanges):
        found = {message.number: listed.faults for owner, message, listed in reading.lists if owner is interchange}
        reference = _reference()
        text = edifact.write_contrl(
            interchange, reference=reference, prepared=_local(now), faults=found, rules=paxlst.RULES
        )
        _keep_answer(made, CONTRL, text, reference, now)
        for owner, message, listed in reading.lists:
            if owner is interchange and not stored[place, message.number].accepted:
                reference = _reference()
                text = paxlst.acknowledge(interchange, message, listed, reference=reference, prepared=_local(now))
                _keep_answer(made, CUSRES, text, reference, now, stored[place, message.number].pk)
    if made.failure or made.faults or any(one.faults or one.remarks for one in messages):
        _keep_answer(made, REPORT, in_all_languages(lambda: words_flights.report(made, messages)), "", now)


def in_all_languages(write: Callable[[], str]) -> str:
    """A text in the node's languages, English first: whoever opens a file at a carrier's has chosen none."""
    parts = []
    for code in ("en", *(code for code, _name in settings.LANGUAGES if code != "en")):
        with translation.override(code):
            parts.append(write())
    return "\n\n".join(parts)


def _keep_answer(
    made: Interchange, kind: str, text: str, reference: str, now: datetime, message_id: UUID | None = None
) -> None:
    answer = CarrierAnswer(
        id=uuid7(),
        institution_id=made.institution_id,
        interchange=made,
        message_id=message_id,
        kind=kind,
        reference=reference,
        made_at=now,
    )
    answer.content = vault.seal(text.encode(), f"carrier_answer:{answer.pk}")
    answer.save(force_insert=True)
    about("carrier_answer", answer.pk)


def content_of(found: Interchange) -> bytes:
    """The bytes as the carrier sent them. Raises Damaged."""
    return vault.open_box(bytes(found.content), f"interchange:{found.pk}")


def text_of(found: CarrierAnswer) -> str:
    """An answer's text. Raises Damaged."""
    return vault.open_box(bytes(found.content), f"carrier_answer:{found.pk}").decode()


def clock_day(moment: datetime) -> date:
    """The day at the node's place, by which years of two digits are resolved."""
    return timezone.localtime(moment).date()


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment)


def _reference() -> str:
    """A control reference of 14 characters that nobody can count by."""
    return uuid7().hex[-14:].upper()
