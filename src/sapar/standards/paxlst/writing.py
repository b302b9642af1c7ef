"""Writing passenger lists, for tests, demonstrations and benchmarks. What this writes, ``parse`` accepts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sapar.standards.edifact import Envelope, Outgoing, ServiceCharacters, write_interchange, write_segment
from sapar.standards.edifact.writing import DEFAULT, Element
from sapar.standards.paxlst import codes
from sapar.standards.paxlst.model import Contact, Flight, PaxList, Person

_ROLES = {known.word: code for code, known in codes.ROLES.items()}
_FUNCTIONS = {known.word: code for code, known in codes.FLIGHT_PLACES.items()}
_CLOCKS = {"overflight_departure": ("554", "554"), "overflight_arrival": ("554", "554")}
_KIND_CODES = {known.word: code for code, known in codes.KINDS.items()}
_NO_SIGNS = str.maketrans(dict.fromkeys("-:T", None))


class _Add(Protocol):
    """Adds a segment."""

    def __call__(self, tag: str, *elements: Element) -> None: ...


def write_paxlst(
    lists: Sequence[PaxList],
    *,
    sender: Element,
    recipient: Element,
    prepared: datetime,
    reference: str,
    group: str = "1",
    level: str = "UNOA",
    una: bool = True,
    service: ServiceCharacters = DEFAULT,
) -> str:
    """The lists as one interchange, in a functional group unless ``group`` is empty.

    Control totals are counted here; what a list says of itself is ignored. Raises ``ValueError`` for a word that has no
    code and for a character outside the repertoire.
    """
    messages = [
        Outgoing(
            reference=made.message_reference,
            type=("PAXLST", "D", made.release or "05B", "UN", "IATA"),
            segments=_segments(made, prepared.year, service),
            access=made.access,
            part=(f"{made.part:02}", "F" if made.last_part else "C"),
        )
        for made in lists
    ]
    envelope = Envelope(
        sender=sender,
        recipient=recipient,
        prepared=prepared,
        reference=reference,
        application="APIS",
        level=level,
        group=group,
        una=una,
        service=service,
    )
    return write_interchange(envelope, messages)


def _segments(made: PaxList, year: int, service: ServiceCharacters) -> list[str]:
    written: list[str] = []

    def add(tag: str, *elements: Element) -> None:
        written.append(write_segment(tag, *elements, service=service))

    kind = made.kind_code or _KIND_CODES.get(made.kind, "")
    if kind not in codes.KINDS:
        raise ValueError("kind: no code for this word")
    add("BGM", kind, made.action_code)
    if made.transaction:
        add("RFF", ("TN", made.transaction))
    if made.contact is not None:
        add("NAD", "MS", "", "", made.contact.name)
        _channels(add, made.contact)
    for flight in made.flights:
        _flight(add, flight)
    for person in made.persons:
        _person(add, person, year)
    add("CNT", ("42", str(len(made.persons))))
    return written


def _flight(add: _Add, flight: Flight) -> None:
    add("TDT", flight.stage, flight.designator, "", "", flight.carrier)
    for call in flight.calls:
        add("LOC", _FUNCTIONS[call.function], call.place)
        departs, arrives = _CLOCKS.get(call.function, ("189", "232"))
        for code, moment in ((departs, call.departs), (arrives, call.arrives)):
            if moment:
                add("DTM", (code, moment[2:].translate(_NO_SIGNS), "201"))


def _person(add: _Add, person: Person, year: int) -> None:
    role = _ROLES.get(person.role)
    if role is None:
        raise ValueError("role: no code for this word")
    add("NAD", role, "", "", (person.primary, person.secondary), *person.address)
    if person.sex:
        add("ATT", "2", "", person.sex)
    if person.birth_date:
        add("DTM", ("329", *_birth(person.birth_date, year)))
    if person.bags is not None:
        add("MEA", "CT", "", ("", str(person.bags)))
    if person.verified is not None:
        add("GEI", "4", "173" if person.verified else "174")
    for code, known in codes.PERSON_PLACES.items():
        if place := getattr(person, known.word):
            add("LOC", code, place)
    if person.contact is not None:
        _channels(add, person.contact)
    if person.nationality:
        add("NAT", "2", person.nationality)
    for code, known in codes.REFERENCES.items():
        if value := getattr(person, known.word):
            add("RFF", (code, value))
    for document in person.documents:
        add("DOC", (document.code, "110", "111"), document.number)
        for code, day in (("36", document.expiry_date), ("182", document.issue_date)):
            if day:
                add("DTM", (code, day.translate(_NO_SIGNS), "102"))
        if document.issuer:
            add("LOC", "91", document.issuer)


def _channels(add: _Add, contact: Contact) -> None:
    if contact.channels:
        add("COM", *((text, kind) for kind, text in contact.channels[:5]))


def _birth(text: str, year: int) -> tuple[str, ...]:
    """Six digits as most senders write them, or eight where six would be misread or a part is unknown."""
    digits = text.replace("-", "")
    if len(digits) == 8 and year - 99 < int(digits[:4]) < year:
        return (digits[2:],)
    return (digits.ljust(8, "0"), "102")
