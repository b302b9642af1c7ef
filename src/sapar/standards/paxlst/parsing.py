"""Reading passenger lists (PAXLST, directories D.02B to D.05B).

Order of a list: BGM, RFF, who sends it (NAD+MS, COM), the transport (TDT with LOC and DTM), then each person (NAD, ATT,
DTM, MEA, GEI, FTX, LOC, COM, EMP, NAT, RFF, and documents: DOC with DTM and LOC), at last the control total (CNT).
Carriers differ in the order within a person, so that order is not judged.

A list of 200 persons has three thousand segments: this is one loop that splits each segment only as far as it is read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sapar.standards.edifact import EdifactError, Interchange, Message, read_interchanges
from sapar.standards.edifact.characters import restore
from sapar.standards.edifact.model import MAX_FAULTS, REMARK, Fault
from sapar.standards.paxlst import codes, values
from sapar.standards.paxlst.checking import check_list
from sapar.standards.paxlst.model import RULES, Call, Contact, Document, Flight, PaxList, Person

HEADER, FLIGHT, PERSON, DOCUMENT, END = range(5)
# Segments that may occur, by where the reader is.
_ALLOWED = {
    HEADER: frozenset({"BGM", "RFF", "DTM", "NAD", "COM", "TDT", "GEI", "FTX"}),
    FLIGHT: frozenset({"LOC", "DTM", "TDT", "NAD", "RFF", "MEA", "FTX"}),
    PERSON: frozenset(
        {"NAD", "ATT", "DTM", "MEA", "GEI", "FTX", "LOC", "COM", "EMP", "NAT", "RFF", "DOC", "CTA", "TDT"}
    ),
    DOCUMENT: frozenset({"NAD", "DOC", "DTM", "LOC", "RFF", "NAT", "GEI", "ATT", "FTX", "COM", "GIR", "CPI", "QTY"}),
    END: frozenset({"CNT", "AUT"}),
}
_KNOWN = frozenset().union(*_ALLOWED.values(), {"CNT", "AUT", "GIR", "CPI", "QTY", "EMP", "CTA", "MEA"})
# The largest aircraft carry about 850 persons.
MAX_PERSONS = 3_000
_UNSTATED = frozenset({"", "U", "<"})


@dataclass(slots=True)
class Reading:
    """What a file gave. ``lists``: one for each message, in order; ``failure``: rule, where no interchange was found.

    ``faults_of``: all that refuses a message, its interchange's faults included.
    """

    interchanges: list[Interchange] = field(default_factory=list)
    lists: list[tuple[Interchange, Message, PaxList]] = field(default_factory=list)
    failure: str = ""

    @property
    def accepted(self) -> bool:
        """Whether there is a message and none is refused."""
        return (
            not self.failure
            and bool(self.lists)
            and not any(interchange.refused for interchange in self.interchanges)
            and all(made.accepted for _, _, made in self.lists)
        )


def parse(data: bytes | str, today: date) -> Reading:
    """Read a file of one or more interchanges. Never raises on any content.

    ``today``: the day by which two-digit years are resolved.
    """
    reading = Reading()
    try:
        reading.interchanges = read_interchanges(data)
    except EdifactError as error:
        reading.failure = error.rule
        return reading
    for interchange in reading.interchanges:
        for message in interchange.messages:
            reading.lists.append((interchange, message, read_paxlst(message, today)))
    return reading


def read_paxlst(message: Message, today: date) -> PaxList:
    """The list in a message. What is wrong with the message itself is among the list's faults."""
    made = PaxList(
        message_reference=message.reference,
        release=message.release,
        access=message.access,
        faults=list(message.faults),
        remarks=list(message.remarks),
    )
    if message.type != "PAXLST":
        _note(made, Fault("type", 1, "UNH", 2, 1, found=values.shown(message.type)))
        return made
    _release(made, message)
    _Reader(made, message, today).run()
    check_list(made, today)
    return made


def _release(made: PaxList, message: Message) -> None:
    release = message.release
    if message.version != "D" or len(release) != 3 or not release[:2].isdigit() or release < codes.RELEASES[0]:
        old = release[:1] in ("8", "9") or message.version != "D" or release < codes.RELEASES[0]
        _note(made, Fault("release" if old else "later_release", 1, "UNH", 2, 3, found=values.shown(release)))
    elif release not in codes.RELEASES:
        later = release > codes.RELEASES[-1] and release[:1] not in "89"
        _note(made, Fault("later_release" if later else "release", 1, "UNH", 2, 3, found=values.shown(release)))
    if message.part:
        if len(message.part) <= 2 and message.part.isascii() and message.part.isdigit() and int(message.part):
            made.part = int(message.part)
        else:
            _note(made, Fault("part_number", 1, "UNH", 4, found=values.shown(message.part)))
        made.last_part = message.part_mark != "C"


def _note(made: PaxList, fault: Fault) -> None:
    where = made.remarks if RULES[fault.rule].weight == REMARK else made.faults
    if len(where) < MAX_FAULTS:
        where.append(fault)


class _Reader:
    """The state of reading one list."""

    __slots__ = ("at", "call", "clock", "document", "flight", "made", "message", "number", "person", "today")

    def __init__(self, made: PaxList, message: Message, today: date) -> None:
        self.made = made
        self.message = message
        self.today = today
        self.clock = values.clock(today)
        self.at = HEADER
        self.number = 1
        self.flight: Flight | None = None
        self.call: Call | None = None
        self.person: Person | None = None
        self.document: Document | None = None

    def fault(self, rule: str, tag: str, element: int = 0, component: int = 0, found: str | None = None) -> None:
        person = len(self.made.persons) if self.person is not None else 0
        shown = None if found is None else values.shown(found)
        _note(self.made, Fault(rule, self.number, tag, element, component, found=shown, person=person))

    def run(self) -> None:
        element, component = self.message.service.element, self.message.service.component
        service = self.message.service
        person, document = self.person, self.document
        references, places, clock = _PERSON_REFERENCES, _PERSON_PLACES, self.clock
        good_places: set[str] = set()
        raw = self.message.raw
        end = len(raw) - 1 if raw and raw[-1][:3] == "UNT" else len(raw)
        for number, segment in enumerate(raw[1:end], start=2):
            parts = segment.split(element)
            tag = parts[0]
            # The five that make up most of a list come first; they stay here, without a call, for speed.
            if person is not None and len(parts) > 1:
                if tag == "LOC" and len(parts) > 2:
                    name = places.get(parts[1])
                    if document is not None and parts[1] == "91":
                        document.issuer = parts[2].partition(component)[0]
                        if not values.is_country(document.issuer):
                            self.number = number
                            self.country(document.issuer, "LOC")
                        continue
                    if name is not None:
                        place = parts[2].partition(component)[0]
                        setattr(person, name, place)
                        if place not in good_places:
                            if values.is_place(place):
                                good_places.add(place)
                            else:
                                self.number = number
                                self.fault("port", "LOC", 2, found=place)
                        continue
                elif tag == "RFF":
                    code, _, value = parts[1].partition(component)
                    name = references.get(code)
                    if name is not None:
                        value = value.partition(component)[0]
                        if len(value) > 35:
                            self.number = number
                            self.fault("name_length", "RFF", 1, 2)
                        setattr(person, name, value if value.isascii() else restore(value, service))
                        continue
                elif tag == "DTM":
                    code, _, value = parts[1].partition(component)
                    if code == "329":
                        self.number = number
                        self.birth(person, *value.partition(component)[::2])
                        continue
                    if document is not None and (code == "36" or code == "182"):
                        value, _, form = value.partition(component)
                        day = values.document_day(value, form, clock)
                        if day is None:
                            self.number = number
                            self.fault("document_expiry", "DTM", 1, 2)
                        elif code == "36":
                            document.expiry_date = day
                        else:
                            document.issue_date = day
                        continue
                elif tag == "DOC":
                    self.number, self.at = number, DOCUMENT
                    document = self.document = self.start_document(person, parts)
                    continue
                elif tag == "GEI" and parts[1:] == ["4", "173"]:
                    person.verified = True
                    continue
                elif tag == "NAT" and len(parts) > 2:
                    person.nationality = parts[2].partition(component)[0]
                    if not values.is_country(person.nationality):
                        self.number = number
                        self.country(person.nationality, "NAT")
                    continue
                elif tag == "ATT" and parts[1] == "2" and len(parts) > 3:
                    person.sex = parts[3].partition(component)[0]
                    if person.sex not in ("M", "F"):
                        self.number = number
                        self.sex(person)
                    continue
            self.number = number
            self.other(tag, parts)
            person, document = self.person, self.document

    def other(self, tag: str, parts: list[str]) -> None:
        """A segment that is not one of the frequent ones."""
        allowed = _ALLOWED[self.at]
        if tag not in allowed and tag not in _ALLOWED[END]:
            if tag not in _KNOWN:
                shown = tag if tag.isascii() and tag.isalnum() and len(tag) == 3 else "?"
                self.fault("unknown_segment", shown)
            elif (self.at == HEADER and tag == "LOC") or self.at == END or tag == "BGM":
                self.fault("misplaced_segment", tag)
            else:
                self.fault("order", tag)
            return
        if tag == "NAD":
            self.party(parts)
        elif tag == "TDT":
            self.transport(parts)
        elif tag == "BGM":
            self.beginning(parts)
        elif tag == "CNT":
            self.control(parts)
        elif tag == "COM":
            self.channels(parts)
        elif self.person is not None:
            self.about_person(tag, parts, self.person)
        elif tag == "LOC":
            self.flight_place(parts)
        elif tag == "DTM":
            self.flight_time(parts)
        elif tag == "RFF":
            code, value = self.pair(parts, 1)
            if code == "TN":
                self.made.transaction = value[:35]

    def value(self, parts: list[str], element: int, component: int = 1) -> str:
        """A component with its released characters as themselves; empty if it is not there."""
        if element >= len(parts):
            return ""
        found = parts[element].split(self.message.service.component)
        return restore(found[component - 1], self.message.service) if component <= len(found) else ""

    def pair(self, parts: list[str], element: int) -> tuple[str, str]:
        return self.value(parts, element), self.value(parts, element, 2)

    def beginning(self, parts: list[str]) -> None:
        made = self.made
        if made.kind_code:
            self.fault("misplaced_segment", "BGM")
            return
        made.kind_code = self.value(parts, 1) or "-"
        kind = codes.KINDS.get(made.kind_code)
        if kind is None:
            self.fault("kind", "BGM", 1, found=made.kind_code)
            return
        made.kind = kind.word
        code = self.value(parts, 2)
        action = codes.ACTIONS.get((made.kind_code, code))
        if action is not None:
            made.action_code, made.action = code, action.word
        elif code.isalpha() and len(code) <= 4:
            made.action_code = code
            self.fault("action", "BGM", 2, found=code)
        elif made.kind_code == "266":
            self.fault("action", "BGM", 2)
        else:
            # Some senders put a number of the document here.
            made.action = "report"
            if code:
                self.fault("unknown_code", "BGM", 2)

    def party(self, parts: list[str]) -> None:
        role = codes.ROLES.get(parts[1] if len(parts) > 1 else "")
        if role is None:
            if self.at == HEADER:
                self.made.contact = self.made.contact or Contact()
                if parts[1:2] == ["MS"]:
                    names = (self.value(parts, 4, at) for at in (1, 2, 3))
                    self.made.contact.name = " ".join(name for name in names if name)[:110]
            else:
                self.fault("unknown_code", "NAD", 1, found=self.value(parts, 1))
            return
        if len(self.made.persons) >= MAX_PERSONS:
            self.fault("too_many_segments", "NAD")
            return
        primary, second, third = self.names(parts)
        secondary = f"{second} {third}" if second and third else second or third
        if not secondary:
            primary, secondary = values.split_name(primary)
        if "<" in primary or "<" in secondary:
            primary, secondary = (" ".join(name.replace("<", " ").split()) for name in (primary, secondary))
        address = tuple(self.value(parts, at)[:70] for at in range(5, 10)) if len(parts) > 5 else ()
        person = Person(role.word, primary.strip(), secondary.strip(), address=address, segment=self.number)
        self.made.persons.append(person)
        self.person, self.document, self.at = person, None, PERSON
        if role.status == codes.UNVERIFIED and parts[1] != "FM":
            self.fault("unknown_code", "NAD", 1, found=parts[1])
        if not person.primary:
            self.fault("name", "NAD", 4, 1)
        for component, name in enumerate((person.primary, person.secondary), start=1):
            if name and not values.is_name(name):
                self.fault("name_character", "NAD", 4, component)
            elif len(name) > 110:
                self.fault("name_length", "NAD", 4, component)
                person.primary, person.secondary = person.primary[:110], person.secondary[:110]

    def names(self, parts: list[str]) -> list[str]:
        """Three components of a person's name."""
        if len(parts) <= 4:
            return ["", "", ""]
        service = self.message.service
        found = parts[4].split(service.component)[:3]
        if not parts[4].isascii():
            found = [restore(name, service) for name in found]
        return found + [""] * (3 - len(found))

    def transport(self, parts: list[str]) -> None:
        if self.person is not None:
            self.fault("misplaced_segment", "TDT")
            return
        self.at = FLIGHT
        designator = self.value(parts, 2).replace(" ", "").upper()
        carrier, number = values.split_flight(designator, self.value(parts, 5))
        self.flight = Flight(designator[:17], carrier, number, self.value(parts, 1)[:3])
        self.call = None
        self.made.flights.append(self.flight)
        if not number:
            self.fault("flight_number", "TDT", 2, found=designator)

    def flight_place(self, parts: list[str]) -> None:
        function, place = self.value(parts, 1), self.value(parts, 2)
        known = codes.FLIGHT_PLACES.get(function)
        self.call = None
        if self.flight is None:
            self.fault("misplaced_segment", "LOC")
        elif known is None:
            self.fault("unknown_code", "LOC", 1, found=function)
        elif not values.is_place(place):
            self.fault("port", "LOC", 2, found=place)
        else:
            self.call = Call(place, known.word)
            self.flight.calls.append(self.call)

    def flight_time(self, parts: list[str]) -> None:
        code, value = self.pair(parts, 1)
        if self.at == HEADER:
            return
        moment = values.moment(value, self.value(parts, 1, 3), self.today)
        if moment is None:
            self.fault("time", "DTM", 1, 2, found=value)
        elif self.call is None:
            self.fault("order", "DTM")
        elif code in ("189", "133", "554") and (code != "554" or self.call.function == "overflight_departure"):
            self.call.departs = moment
        elif code in ("232", "132", "554"):
            self.call.arrives = moment
        else:
            self.fault("unknown_code", "DTM", 1, 1, found=code)

    def control(self, parts: list[str]) -> None:
        self.at, self.person, self.document = END, None, None
        code, value = self.pair(parts, 1)
        if code not in ("42", "41"):
            self.fault("unknown_code", "CNT", 1, 1, found=code)
            return
        self.made.declared = int(value) if len(value) <= 9 and value.isascii() and value.isdigit() else -1
        if self.made.declared != len(self.made.persons):
            persons = str(len(self.made.persons))
            _note(
                self.made, Fault("person_count", self.number, "CNT", 1, 2, expected=persons, found=values.shown(value))
            )

    def channels(self, parts: list[str]) -> None:
        if self.person is None:
            contact = self.made.contact = self.made.contact or Contact()
        else:
            contact = self.person.contact = self.person.contact or Contact()
        for element in range(1, min(len(parts), 6)):
            text, kind = self.pair(parts, element)
            if text and len(contact.channels) < 9:
                contact.channels.append((kind[:3], text[:512]))

    def about_person(self, tag: str, parts: list[str], person: Person) -> None:
        code = self.value(parts, 1)
        if tag == "GEI" and code == "4":
            status = self.value(parts, 2)
            person.verified = {"173": True, "174": False}.get(status)
            if person.verified is None:
                self.fault("unknown_code", "GEI", 2, found=status)
        elif tag == "MEA" and code == "CT":
            count = self.value(parts, 3) or self.value(parts, 3, 2)
            person.bags = int(count) if len(count) <= 4 and count.isascii() and count.isdigit() else None
        elif tag in ("LOC", "DTM"):
            self.fault("unknown_code", tag, 1, found=code)

    def start_document(self, person: Person, parts: list[str]) -> Document:
        service = self.message.service
        code = parts[1].partition(service.component)[0]
        number = parts[2].partition(service.component)[0].strip().upper() if len(parts) > 2 else ""
        if not number.isascii():
            number = restore(number, service)
        document = Document(code, number, segment=self.number)
        if code not in codes.DOCUMENTS:
            self.fault("unknown_code", "DOC", 1, found=code)
        if not values.is_document_number(number):
            self.fault("document_number", "DOC", 2)
        if len(person.documents) < 9:
            person.documents.append(document)
        return document

    def birth(self, person: Person, raw: str, form: str) -> None:
        if not raw:
            return
        day = values.birth_day(raw, form, self.clock)
        person.birth_raw = raw[:8] if raw.isascii() else ""
        if day is None:
            self.fault("birth_date", "DTM", 1, 2)
        else:
            person.birth_date = day

    def sex(self, person: Person) -> None:
        if person.sex in _UNSTATED:
            person.sex = ""
        elif person.sex != "X":
            self.fault("sex", "ATT", 3, found=person.sex)
            person.sex = ""

    def country(self, code: str, tag: str) -> None:
        bare = code.rstrip("<")
        if not (1 <= len(bare) <= 3 and bare.isascii() and bare.isalpha() and bare.isupper()):
            self.fault("country", tag, 2, found=code)
        elif bare != "D":
            self.fault("unknown_country", tag, 2, found=code)


_PERSON_PLACES = {code: known.word for code, known in codes.PERSON_PLACES.items()}
_PERSON_REFERENCES = {code: known.word for code, known in codes.REFERENCES.items()}
