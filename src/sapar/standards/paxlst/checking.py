"""What a list as a whole must have, and what each person should have."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from sapar.standards.edifact.model import MAX_FAULTS, REMARK, Fault
from sapar.standards.paxlst import codes, values
from sapar.standards.paxlst.model import RULES, PaxList


class _Note(Protocol):
    """Adds a finding."""

    def __call__(self, rule: str, segment: int = 0, tag: str = "", person: int = 0) -> None: ...


def check_list(made: PaxList, today: date) -> None:
    """Add what is missing or does not agree to the list's faults and remarks."""

    def note(rule: str, segment: int = 0, tag: str = "", person: int = 0) -> None:
        where = made.remarks if RULES[rule].weight == REMARK else made.faults
        if len(where) < MAX_FAULTS:
            where.append(Fault(rule, segment, tag, person=person))

    if not made.kind_code:
        note("missing_segment", 0, "BGM")
    _itinerary(made, note)
    news = made.action in codes.WITHOUT_PERSONS
    if not made.persons and not news and made.kind:
        note("no_persons")
    if made.declared is None and not (news and not made.persons):
        note("no_control_total", 0, "CNT")
    if made.action != "remove" and not news:
        _persons(made, note, today)


def _itinerary(made: PaxList, note: _Note) -> None:
    if not made.flights:
        note("missing_segment", 0, "TDT")
        return
    flight = made.flight
    if flight is None or made.kind == "gate_pass":
        return
    departure, arrival = flight.departure, flight.arrival
    if departure is None or arrival is None:
        if made.action != "cancel_flight" or (departure is None and arrival is None):
            note("itinerary", 0, "LOC")
        return
    if not departure.departs or not arrival.arrives:
        # For a flight that does not take place one of them is enough to tell the day.
        if not (made.action in codes.WITHOUT_PERSONS and (departure.departs or arrival.arrives)):
            note("time_missing", 0, "DTM")
    elif len(departure.departs) == len(arrival.arrives) and values.before_by_more_than_a_day(
        arrival.arrives, departure.departs
    ):
        note("times_order", 0, "DTM")


def _persons(made: PaxList, note: _Note, today: date) -> None:
    flight = made.flight
    arrival = flight.arrival if flight else None
    day = arrival.arrives[:10] if arrival and arrival.arrives else today.isoformat()
    seen: set[tuple[str, str, str]] = set()
    for number, person in enumerate(made.persons, start=1):
        at = person.segment
        if not person.birth_date and not person.birth_raw:
            note("no_birth_date", at, "NAD", number)
        if not person.sex:
            note("no_sex", at, "NAD", number)
        if not person.nationality:
            note("no_nationality", at, "NAD", number)
        if not person.reference and not person.booking:
            note("no_reference", at, "NAD", number)
        document = person.travel_document
        if document is None:
            note("no_document", at, "NAD", number)
            continue
        if document.expiry_date and document.expiry_date < day:
            note("document_expired", document.segment, "DOC", number)
        key = (document.code, document.issuer, document.number)
        if document.number and key in seen:
            note("duplicate_person", document.segment, "DOC", number)
        seen.add(key)
