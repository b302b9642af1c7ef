"""A passenger list as typed values, and the rules that one can break."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sapar.standards.edifact.model import REMARK, Fault, Rule
from sapar.standards.edifact.model import RULES as SYNTAX_RULES

# Rules of the list itself; those of the syntax come first. The words are stable.
RULES: dict[str, Rule] = {
    **SYNTAX_RULES,
    "type": Rule("The message is not a passenger list (PAXLST)."),
    "release": Rule("The directory release is older than those read here (D:02B to D:05B).", code="2"),
    "later_release": Rule("The directory release is newer than those this was tried on (D:02B to D:05B).", REMARK, "2"),
    "kind": Rule("The list is of an unknown kind (BGM)."),
    "action": Rule("What the list does (second code of BGM) is unknown."),
    "missing_segment": Rule("A segment that the list needs is missing.", code="13"),
    "unknown_segment": Rule("A segment of this kind is unknown in a passenger list.", code="15"),
    "misplaced_segment": Rule("This segment cannot stand here.", code="15"),
    "order": Rule("This segment stands later than it should.", REMARK, "15"),
    "unknown_code": Rule("This code is unknown here; what it qualifies was left out.", REMARK, "12"),
    "flight_number": Rule("The flight number is missing or not possible."),
    "port": Rule("This is not a place code of three to five letters and digits."),
    "itinerary": Rule("The place of departure or of arrival is missing.", code="13"),
    "time": Rule("This is not a possible date and time of that format."),
    "time_missing": Rule("The time of departure or of arrival is missing.", code="13"),
    "times_order": Rule("The arrival is more than a day before the departure."),
    "no_persons": Rule("The list names nobody.", code="13"),
    "person_count": Rule("The number of persons does not match the control total.", code="29"),
    "no_control_total": Rule("The control total of persons (CNT+42) is missing.", code="13"),
    "part_number": Rule("The number of this part is not possible."),
    "name": Rule("The family name is missing.", code="13"),
    "name_character": Rule("A name holds a digit or a sign that names do not have.", code="21"),
    "name_length": Rule("A name or a number is longer than the list allows.", code="39"),
    "birth_date": Rule("The date of birth is not a possible date before today."),
    "sex": Rule("The sex is none of M, F, X, U."),
    "country": Rule("This is not a country code of one to three letters."),
    "document_number": Rule("The number of the document is missing or has characters that documents do not have."),
    "document_expiry": Rule("The date of the document is not a possible date."),
    # What a list may lack without being refused; whoever uses it decides.
    "unknown_country": Rule("The country code is on neither the ISO nor the ICAO list known here.", REMARK, "12"),
    "no_birth_date": Rule("The date of birth is not stated.", REMARK, "13"),
    "no_sex": Rule("The sex is not stated.", REMARK, "13"),
    "no_nationality": Rule("The nationality is not stated.", REMARK, "13"),
    "no_document": Rule("No travel document is stated.", REMARK, "13"),
    "no_reference": Rule("The person has no reference by which an answer could name them.", REMARK, "13"),
    "document_expired": Rule("The travel document expires before the arrival.", REMARK, "12"),
    "duplicate_person": Rule("The same document stands twice in the list.", REMARK, "26"),
}


@dataclass(slots=True)
class Contact:
    """Whom to ask about a list, or how to reach a person. ``channels``: (TE telephone, FX fax, EM e-mail) → text."""

    name: str = ""
    channels: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Call:
    """A place of the itinerary. Times are local to the place, ISO text to the minute, empty if not stated."""

    place: str
    function: str
    departs: str = ""
    arrives: str = ""


@dataclass(slots=True)
class Flight:
    """A transport: its number as written, carrier code and number apart, and its places in their order."""

    designator: str
    carrier: str
    number: str
    stage: str = "20"
    calls: list[Call] = field(default_factory=list)

    @property
    def departure(self) -> Call | None:
        return next((call for call in self.calls if call.function in ("departure", "overflight_departure")), None)

    @property
    def arrival(self) -> Call | None:
        return next((call for call in self.calls if call.function in ("arrival", "overflight_arrival")), None)

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What later messages on the same flight share: carrier, number, place and local day of departure.

        The day is that of arrival where no departure is stated.
        """
        start, end = self.departure, self.arrival
        moment = (start.departs if start else "") or (end.arrives if end else "")
        return self.carrier, self.number, start.place if start else "", moment[:10]


@dataclass(slots=True)
class Document:
    """A document: code as written (P passport …), number, issuer's country, dates (ISO days, empty if not stated)."""

    code: str
    number: str
    issuer: str = ""
    expiry_date: str = ""
    issue_date: str = ""
    segment: int = 0


@dataclass(slots=True)
class Person:
    """A person of a list. Texts are empty where the list says nothing.

    ``birth_date``: ISO text as exact as it is known (1990-01-31, 1990-01, 1990); ``birth_raw`` as written.
    ``sex``: M, F, X or empty. ``verified``: the carrier has checked the document (GEI 173), ``None`` if not said.
    ``segment``: number of the person's first segment in the message.
    """

    role: str
    primary: str
    secondary: str = ""
    birth_date: str = ""
    birth_raw: str = ""
    sex: str = ""
    nationality: str = ""
    residence: str = ""
    birth_place: str = ""
    embark: str = ""
    disembark: str = ""
    clearance: str = ""
    transit: str = ""
    booking: str = ""
    reference: str = ""
    ticket: str = ""
    seat: str = ""
    carrier_reference: str = ""
    government_reference: str = ""
    verified: bool | None = None
    bags: int | None = None
    address: tuple[str, ...] = ()
    contact: Contact | None = None
    documents: list[Document] = field(default_factory=list)
    segment: int = 0

    @property
    def travel_document(self) -> Document | None:
        """The document that one crosses a border with: the first that is no visa."""
        return next((document for document in self.documents if document.code != "V"), None)

    @property
    def key(self) -> tuple[str, ...]:
        """What a later message about the same person of the same flight shares: the carrier's reference, else the
        document, else reservation, name and date of birth."""
        document = self.travel_document
        if self.reference:
            return "reference", self.reference
        if document and document.number:
            return "document", document.code, document.issuer, document.number
        return "person", self.booking, self.primary, self.secondary, self.birth_date

    @property
    def mrz_name(self) -> str:
        """The name as a machine readable zone writes it, not cut: PRIMARY<<SECONDARY."""
        first, second = ("<".join(_mrz(name)) for name in (self.primary, self.secondary))
        return f"{first}<<{second}" if second else first

    def as_dict(self) -> dict[str, Any]:
        """JSON-able values; what is not stated is left out."""
        entry: dict[str, Any] = {"role": self.role}
        for name in _SHOWN:
            value = getattr(self, name)
            if value not in ("", None, ()):
                entry[name] = list(value) if isinstance(value, tuple) else value
        if self.contact:
            entry["contact"] = [list(channel) for channel in self.contact.channels]
        entry["documents"] = [
            {
                name: value
                for name in ("code", "number", "issuer", "expiry_date", "issue_date")
                if (value := getattr(document, name))
            }
            for document in self.documents
        ]
        return entry


_SHOWN = (
    *("primary", "secondary", "birth_date", "sex", "nationality", "residence", "birth_place", "embark", "disembark"),
    *("clearance", "transit", "booking", "reference", "ticket", "seat", "carrier_reference", "government_reference"),
    *("verified", "bags", "address"),
)


@dataclass(slots=True)
class PaxList:
    """A passenger or crew list, or news of a flight.

    ``kind``, ``action``: words of ``codes.KINDS`` and ``codes.ACTIONS``; ``kind_code`` and ``action_code`` as written.
    ``transaction``: RFF+TN, repeated in answers. ``access``: common access reference. ``part``: number of this part,
    1 if none is stated; ``last_part``: no further part follows. ``declared``: control total, ``None`` if missing.
    ``faults`` refuse the list; ``remarks`` do not.
    """

    message_reference: str
    release: str
    kind_code: str = ""
    action_code: str = ""
    kind: str = ""
    action: str = ""
    transaction: str = ""
    access: str = ""
    part: int = 1
    last_part: bool = True
    contact: Contact | None = None
    flights: list[Flight] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)
    declared: int | None = None
    faults: list[Fault] = field(default_factory=list)
    remarks: list[Fault] = field(default_factory=list)

    @property
    def accepted(self) -> bool:
        return not self.faults

    @property
    def flight(self) -> Flight | None:
        """The flight across the border: the first that has both departure and arrival, else the first."""
        crossing = (flight for flight in self.flights if flight.departure and flight.arrival)
        return next(crossing, self.flights[0] if self.flights else None)

    def as_dict(self) -> dict[str, Any]:
        """JSON-able values."""
        return {
            "reference": self.message_reference,
            "transaction": self.transaction,
            "release": self.release,
            "kind": self.kind,
            "action": self.action,
            "part": self.part,
            "last_part": self.last_part,
            "flights": [
                {
                    "designator": flight.designator,
                    "carrier": flight.carrier,
                    "number": flight.number,
                    "calls": [
                        {
                            "place": call.place,
                            "function": call.function,
                            "departs": call.departs or None,
                            "arrives": call.arrives or None,
                        }
                        for call in flight.calls
                    ],
                }
                for flight in self.flights
            ],
            "persons": [person.as_dict() for person in self.persons],
            "declared": self.declared,
        }


def _mrz(name: str) -> list[str]:
    kept = "".join(
        character if character.isalpha() else " " if character in " -,<" else "" for character in name.upper()
    )
    return kept.split()
