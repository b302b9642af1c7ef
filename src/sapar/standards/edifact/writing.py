"""Writing interchanges. What these functions write, ``read_interchanges`` reads without a fault."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sapar.standards.edifact.characters import LEVELS, ServiceCharacters, wrong_characters

DEFAULT = ServiceCharacters()
Element = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to be written. ``type``: UNH's composite without separators, as (PAXLST, D, 05B, UN, IATA).

    ``segments``: between UNH and UNT, each written by ``write_segment``. ``part``: (number, C or F).
    """

    reference: str
    type: tuple[str, ...]
    segments: Sequence[str]
    access: str = ""
    part: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Envelope:
    """The header of an interchange. ``sender`` and ``recipient``: identification, or (identification, qualifier).

    ``prepared``: the sender's local time. ``group``: reference of a functional group around the messages, or empty.
    """

    sender: Element
    recipient: Element
    prepared: datetime
    reference: str
    application: str = ""
    level: str = "UNOA"
    version: str = "4"
    group: str = ""
    test: bool = False
    una: bool = True
    service: ServiceCharacters = DEFAULT


def write_segment(tag: str, *elements: Element, service: ServiceCharacters = DEFAULT) -> str:
    """A segment without its terminator. Empty elements and components at the end are left out."""
    written = [
        _join([_escape(part, service) for part in ((element,) if isinstance(element, str) else element)], service[0])
        for element in elements
    ]
    return _join([tag, *written], service.element)


def write_interchange(envelope: Envelope, messages: Sequence[Outgoing]) -> str:
    """The text of an interchange. Raises ``ValueError`` if there is no message or a character cannot be written."""
    service, made = envelope.service, []
    if not messages:
        raise ValueError("an interchange needs a message")
    day, time = envelope.prepared.strftime("%y%m%d"), envelope.prepared.strftime("%H%M")
    parties = (envelope.sender, envelope.recipient, (day, time))

    def add(tag: str, *elements: Element) -> None:
        made.append(write_segment(tag, *elements, service=service))

    head = ("", envelope.application, "", "", "", "1" if envelope.test else "")
    add("UNB", (envelope.level, envelope.version), *parties, envelope.reference, *head)
    if envelope.group:
        kind, version, release, agency, *_ = messages[0].type
        add("UNG", kind, *parties, envelope.group, agency, (version, release))
    for message in messages:
        add("UNH", message.reference, message.type, message.access, message.part)
        made += message.segments
        add("UNT", str(len(message.segments) + 2), message.reference)
    if envelope.group:
        add("UNE", str(len(messages)), envelope.group)
    add("UNZ", "1" if envelope.group else str(len(messages)), envelope.reference)
    text = (service.una if envelope.una else "") + "".join(segment + service.terminator for segment in made)
    if wrong_characters(text, service) or not _encodable(text, envelope.level):
        raise ValueError("a character is not in the character set of the interchange")
    return text


def _escape(value: str, service: ServiceCharacters) -> str:
    for mark in (service.release, service.terminator, service.element, service.component, service.repetition):
        if mark != " " and mark in value:
            value = value.replace(mark, service.release + mark)
    return value


def _join(parts: list[str], separator: str) -> str:
    while parts and not parts[-1]:
        parts.pop()
    return separator.join(parts)


def _encodable(text: str, level: str) -> bool:
    known = LEVELS.get(level)
    if known is None or known.encoding is None:
        return False
    try:
        text.encode(known.encoding)
    except UnicodeEncodeError:
        return False
    return True
