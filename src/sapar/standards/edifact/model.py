"""What reading an interchange gives, and the rules that one can break."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sapar.standards.edifact.characters import ServiceCharacters, restore

ERROR, REMARK = "error", "remark"


class Rule(NamedTuple):
    """A rule in one sentence. ``weight``: an error refuses, a remark does not. ``code``: syntax error (0085)."""

    text: str
    weight: str = ERROR
    code: str = "12"


# The words are stable: acknowledgements, translations and statistics hang on them.
# Codes: service code list 0085 (12 invalid value, 13 missing, 21 character, 28 references, 29 counts, 33 outside ...).
RULES: dict[str, Rule] = {
    "no_interchange": Rule("No interchange header (UNB) was found.", code="13"),
    "too_large": Rule("The interchange is larger than what is read here.", code="18"),
    "too_many_segments": Rule("The interchange has more segments than are read here.", code="18"),
    "segment_length": Rule("A segment is longer than what is read here.", code="39"),
    "encoding": Rule("The bytes are not text of the character set that the header names.", code="46"),
    "level": Rule("The character set (syntax identifier) is not supported.", code="46"),
    "service_characters": Rule("The separators given in UNA cannot be told apart.", code="22"),
    "character": Rule("There are characters that no interchange may hold (control or private characters).", code="21"),
    "repertoire": Rule("There are characters outside the character set that the header names.", code="21"),
    "level_a": Rule("There are small letters or signs that character set UNOA does not have.", REMARK, "21"),
    "dangling_release": Rule("A release character is followed by nothing that it could release.", code="22"),
    "needless_release": Rule("A release character stands before an ordinary character.", REMARK, "22"),
    "preamble": Rule("Something stands before the interchange; it was left out.", REMARK, "33"),
    "unterminated": Rule("The last segment has no terminator: the interchange may be cut off.", code="13"),
    "header": Rule("This field of the header is missing or not possible.", code="12"),
    "missing_unz": Rule("The interchange trailer (UNZ) is missing: the interchange may be cut off.", code="13"),
    "missing_une": Rule("The group trailer (UNE) is missing.", code="13"),
    "missing_unt": Rule("The message trailer (UNT) is missing.", code="13"),
    "unexpected_segment": Rule("This service segment cannot stand here.", code="15"),
    "outside_message": Rule("A segment stands outside any message.", code="33"),
    "after_end": Rule("Something follows the interchange trailer.", code="33"),
    "segment_count": Rule("The number of segments does not match the trailer.", code="29"),
    "message_count": Rule("The number of messages does not match the trailer.", code="29"),
    "group_count": Rule("The number of groups does not match the trailer.", code="29"),
    "reference": Rule("The reference in the trailer is not that of the header.", code="28"),
    "duplicate_reference": Rule("Another message of this interchange has the same reference.", code="26"),
    "mixed": Rule("Messages stand both inside and outside of groups.", code="30"),
    "empty": Rule("There is no message.", code="32"),
    "group_type": Rule("The type of the message is not that of its group.", code="31"),
    "group_release": Rule("The version of the message is not that of its group.", REMARK, "12"),
}
MAX_FAULTS = 100


class Fault(NamedTuple):
    """One finding.

    ``segment``: number of the segment, from 1: in its message (UNH is 1) where ``scope`` is ``message``, else in the
    interchange (UNB is 1, UNA not counted); 0 for the whole. ``element`` and ``component`` count from 1, the tag not
    counted; 0 for the whole. ``person`` counts the persons of a list. ``expected``, ``found``: counts, references and
    codes only, never a person's particulars.
    """

    rule: str
    segment: int = 0
    tag: str = ""
    element: int = 0
    component: int = 0
    expected: str | None = None
    found: str | None = None
    scope: str = "message"
    person: int = 0

    def as_dict(self) -> dict[str, Any]:
        """Keys rule, scope, segment, tag, element, component; expected, found and person where they are set."""
        entry: dict[str, Any] = {
            "rule": self.rule,
            "scope": self.scope,
            "segment": self.segment,
            "tag": self.tag,
            "element": self.element,
            "component": self.component,
        }
        if self.expected is not None:
            entry["expected"] = self.expected
        if self.found is not None:
            entry["found"] = self.found
        if self.person:
            entry["person"] = self.person
        return entry


class Segment(NamedTuple):
    """A segment taken apart: elements, each a tuple of components."""

    tag: str
    elements: tuple[tuple[str, ...], ...]

    def value(self, element: int, component: int = 1) -> str:
        """A component by its position from 1; empty if it is not there."""
        if element > len(self.elements) or component > len(self.elements[element - 1]):
            return ""
        return self.elements[element - 1][component - 1]


@dataclass(slots=True)
class Message:
    """A message: UNH to UNT. ``raw``: its segments, still with stand-ins for released characters.

    ``access``: common access reference. ``part`` and ``part_mark``: sequence number of transfer, and C (first or
    between) or F (last), both empty if none is stated.
    """

    reference: str
    type: str
    version: str
    release: str
    agency: str
    association: str
    access: str
    part: str
    part_mark: str
    service: ServiceCharacters
    raw: list[str] = field(default_factory=list)
    group: Group | None = None
    number: int = 0
    faults: list[Fault] = field(default_factory=list)
    remarks: list[Fault] = field(default_factory=list)

    def segments(self) -> list[Segment]:
        """All segments taken apart, released characters as themselves."""
        return [split(raw, self.service) for raw in self.raw]

    def segment(self, number: int) -> Segment:
        """One segment by its number from 1."""
        return split(self.raw[number - 1], self.service)


@dataclass(slots=True)
class Group:
    """A functional group: UNG to UNE."""

    type: str
    sender: str
    recipient: str
    reference: str
    version: str
    release: str
    sender_qualifier: str = ""
    recipient_qualifier: str = ""
    messages: list[Message] = field(default_factory=list)


@dataclass(slots=True)
class Interchange:
    """An interchange: UNB to UNZ. ``prepared``: local date and time of the sender, ISO text, empty if not possible.

    ``messages``: all messages, those of groups too. ``faults`` are those of interchange and groups; they refuse all
    messages. ``test``: the sender says that this is a test.
    """

    service: ServiceCharacters
    level: str = ""
    syntax_version: str = ""
    sender: str = ""
    sender_qualifier: str = ""
    recipient: str = ""
    recipient_qualifier: str = ""
    prepared: str = ""
    reference: str = ""
    application: str = ""
    wants_acknowledgement: bool = False
    test: bool = False
    groups: list[Group] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    remarks: list[Fault] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        return bool(self.faults)


def split(raw: str, service: ServiceCharacters) -> Segment:
    """A raw segment taken apart."""
    first, *rest = raw.split(service.element)
    component = service.component
    if raw.isascii():
        return Segment(first.partition(component)[0], tuple(tuple(item.split(component)) for item in rest))
    return Segment(
        restore(first.partition(component)[0], service),
        tuple(tuple(restore(value, service) for value in item.split(component)) for item in rest),
    )
