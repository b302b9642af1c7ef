"""CUSRES: what a carrier is answered, per person or for a message as a whole.

Source: WCO/IATA/ICAO guide to CUSRES (April 2013) by its contents, and public samples of answers (0Z with "OK TO
BOARD", 1Z with "NO BOARD"). The guide's form of an error answer was not found: ours gives, for each finding, the section
(1 header, 2 persons, 3 totals) and number of the segment, the syntax error code (list 0085, agency ZZZ) and a sentence.
An answer never says why a person may not board.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sapar.standards.edifact import Envelope, Fault, Interchange, Message, Outgoing, write_interchange, write_segment
from sapar.standards.edifact.writing import Element
from sapar.standards.paxlst import codes
from sapar.standards.paxlst.model import RULES, PaxList

_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,-()/='+:?!\"%&*;<>")
_SHOWN_FAULTS = 99


@dataclass(frozen=True, slots=True)
class Answer:
    """About one person: their number in the list (from 1), a code of ``codes.RESPONSES``, and words for the agent."""

    person: int
    code: str
    text: str = ""


@dataclass(slots=True)
class Reply:
    """A CUSRES that was read. ``answers``: (references by code, answer code, text) of each ERP group."""

    kind_code: str = ""
    transaction: str = ""
    flight: str = ""
    answers: list[tuple[dict[str, str], str, str]] = field(default_factory=list)


def answer(
    interchange: Interchange,
    message: Message,
    made: PaxList,
    answers: Sequence[Answer],
    *,
    reference: str,
    prepared: datetime,
    unverified: bool = False,
) -> str:
    """The answers for persons of a list, as an interchange back to the sender.

    Raises ``ValueError`` for an unknown code, for an unverified one unless ``unverified`` is set, for a person who is
    not in the list or has two answers.
    """
    segments = _head(made)
    numbers = [item.person for item in answers]
    if len(set(numbers)) != len(numbers) or not all(1 <= number <= len(made.persons) for number in numbers):
        raise ValueError("an answer is for one person of the list")
    for item in answers:
        known = codes.RESPONSES.get(item.code)
        if known is None or (known.status == codes.UNVERIFIED and not unverified):
            raise ValueError("this answer code is unknown or unverified")
        person = made.persons[item.person - 1]
        references = [(code, value) for code, value in (("AVF", person.booking), ("ABO", person.reference)) if value]
        # A person whom the carrier gave no reference is named by their place in the list.
        segments.append(write_segment("ERP", ("2",) if references else ("2", str(item.person))))
        segments += [write_segment("RFF", pair) for pair in references]
        segments.append(write_segment("ERC", item.code))
        segments.append(write_segment("FTX", "AAP", "", "", _texts(item.text or known.text)))
    return _write(interchange, message, made, segments, reference, prepared)


def acknowledge(
    interchange: Interchange, message: Message, made: PaxList, *, reference: str, prepared: datetime
) -> str:
    """That a list was taken, or what is wrong with it: every message gets one of the two."""
    segments = _head(made)
    faults = [*interchange.faults, *made.faults][:_SHOWN_FAULTS]
    for fault in faults:
        number = str(fault.segment) if fault.segment and fault.scope == "message" else ""
        segments.append(write_segment("ERP", (_section(fault), number)))
        segments.append(write_segment("ERC", (RULES[fault.rule].code, "", "ZZZ")))
        segments.append(write_segment("FTX", "AAP", "", "", _texts(_words(fault))))
    return _write(interchange, message, made, segments, reference, prepared)


def read_cusres(message: Message) -> Reply:
    """A CUSRES taken apart (for tests, and for what other authorities answer to us)."""
    reply, segments = Reply(), message.segments()
    references: dict[str, str] = {}
    code = text = ""
    open_group = False
    for segment in segments:
        if segment.tag in ("ERP", "UNT"):
            if open_group:
                reply.answers.append((references, code, text))
            references, code, text, open_group = {}, "", "", segment.tag == "ERP"
        elif segment.tag == "BGM":
            reply.kind_code = segment.value(1)
        elif segment.tag == "RFF" and open_group:
            references[segment.value(1)] = segment.value(1, 2)
        elif segment.tag == "RFF":
            if segment.value(1) == "TN":
                reply.transaction = segment.value(1, 2)
            elif segment.value(1) == "AF":
                reply.flight = segment.value(1, 2)
        elif segment.tag == "ERC":
            code = segment.value(1)
        elif segment.tag == "FTX" and len(segment.elements) > 3:
            text = " ".join(segment.elements[3])
    return reply


def _head(made: PaxList) -> list[str]:
    segments = [write_segment("BGM", "962")]
    if made.transaction:
        segments.append(write_segment("RFF", ("TN", _plain(made.transaction))))
    flight = made.flight
    if flight is None:
        return segments
    segments.append(write_segment("RFF", ("AF", _plain(flight.designator))))
    departure, arrival = flight.departure, flight.arrival
    for code, moment in (("189", departure and departure.departs), ("232", arrival and arrival.arrives)):
        if moment and len(moment) == 16:
            segments.append(write_segment("DTM", (code, _digits(moment), "201")))
    for code, call in (("125", departure), ("87", arrival)):
        if call:
            segments.append(write_segment("LOC", code, call.place))
    return segments


def _write(
    interchange: Interchange, message: Message, made: PaxList, segments: Sequence[str], reference: str, now: datetime
) -> str:
    sender: Element = (_plain(interchange.recipient) or "UNKNOWN", _plain(interchange.recipient_qualifier))
    recipient: Element = (_plain(interchange.sender) or "UNKNOWN", _plain(interchange.sender_qualifier))
    envelope = Envelope(
        sender=sender,
        recipient=recipient,
        prepared=now,
        reference=reference,
        application=_plain(interchange.application),
        group="1" if message.group else "",
        test=interchange.test,
    )
    kind = ("CUSRES", "D", "05B" if made.release not in codes.RELEASES else made.release, "UN", "IATA")
    name = _plain(message.reference) or "1"
    return write_interchange(envelope, [Outgoing(name, kind, segments, _plain(message.access))])


def _section(fault: Fault) -> str:
    if fault.tag in ("CNT", "UNT", "UNE", "UNZ"):
        return "3"
    return "2" if fault.person else "1"


def _words(fault: Fault) -> str:
    words = RULES[fault.rule].text
    place = f"{fault.tag} {fault.element or ''}".strip()
    if fault.person:
        place = f"person {fault.person}, {place}"
    if fault.expected is not None:
        words += f" Expected {fault.expected}, found {fault.found}."
    return f"{place}: {words}" if place else words


def _texts(text: str) -> tuple[str, ...]:
    """Free text in up to five components of 512 characters (C108)."""
    plain = _plain(text, 2560)
    return tuple(plain[at : at + 512] for at in range(0, len(plain), 512))


def _plain(text: str, most: int = 70) -> str:
    """Text in the repertoire that every sender reads (UNOA)."""
    return "".join(sign if sign in _PLAIN else " " for sign in text.upper()[:most]).strip()


def _digits(moment: str) -> str:
    return "".join(sign for sign in moment[2:] if sign.isdigit())
