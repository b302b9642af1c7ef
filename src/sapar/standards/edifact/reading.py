"""Taking interchanges apart, with every count and reference checked.

Time and memory are bounded by ``MAX_BYTES``, ``MAX_SEGMENTS`` and ``MAX_SEGMENT``; findings by ``MAX_FAULTS``.
"""

from __future__ import annotations

import re
from datetime import datetime

from sapar.standards.edifact.characters import EdifactError, decode, find_start, fits_level, prepare
from sapar.standards.edifact.model import MAX_FAULTS, REMARK, RULES, Fault, Group, Interchange, Message, Segment, split

# The list of a flight with 850 persons and everything that may be said of them is about 300 kB.
MAX_BYTES = 8 * 2**20
MAX_SEGMENTS = 100_000
MAX_SEGMENT = 8_192
MAX_INTERCHANGES = 200
MAX_MESSAGES = 2_000
_END_OF_TRANSMISSION = dict.fromkeys((0x03, 0x04, 0x1A))
_SERVICE = frozenset({"UNB", "UNG", "UNH", "UNT", "UNE", "UNZ"})


def read_interchanges(data: bytes | str) -> list[Interchange]:
    """All interchanges of a file, one after the other.

    Raises ``EdifactError`` where no interchange can be told at all; everything else is a fault of an interchange or a
    message.
    """
    if len(data) > MAX_BYTES:
        raise EdifactError("too_large")
    text = decode(data) if isinstance(data, bytes) else data
    # Networks end a transmission with control characters of their own; a line end may be a terminator and stays.
    end = len(text.rstrip("\r\n\t \x03\x04\x1a"))
    text = text[:end] + text[end:].translate(_END_OF_TRANSMISSION)
    if text.count("UNB") == 1:
        return [_read(text)]
    return [_read(part) for part in _parts(text)]


def _parts(text: str) -> list[str]:
    """The text cut before each further UNA or UNB that follows a UNZ segment."""
    parts: list[str] = []
    while len(parts) < MAX_INTERCHANGES:
        _, _, service = find_start(text)
        end, element = re.escape(service.terminator), re.escape(service.element)
        match = re.search(rf"{end}[\r\n\t ]*UNZ{element}[^{end}]{{0,100}}{end}(?=[\r\n\t ]*UN[AB])", text)
        if match is None:
            return [*parts, text]
        parts.append(text[: match.end()])
        text = text[match.end() :]
    raise EdifactError("too_large")


def _read(text: str) -> Interchange:
    start, begin, service = find_start(text)
    made = Interchange(service)
    if text[:start].strip("\r\n\t \x01\x02"):
        _note(made, Fault("preamble", scope="interchange"))
    prepared, broken = prepare(text[begin:], service)
    for rule in broken:
        _note(made, Fault(rule, scope="interchange"))
    if made.faults and made.faults[-1].rule == "character":
        return made
    if prepared.count(service.terminator) > MAX_SEGMENTS:
        _note(made, Fault("too_many_segments", scope="interchange"))
        return made
    segments = prepared.split(service.terminator)
    if f"{service.terminator} " in prepared or f"{service.terminator}\t" in prepared:
        segments = [segment.lstrip(" \t") for segment in segments]
    if segments.pop().strip():
        _note(made, Fault("unterminated", len(segments) + 1, scope="interchange"))
    if segments and len(max(segments, key=len)) > MAX_SEGMENT:
        longest = max(range(len(segments)), key=lambda index: len(segments[index]))
        _note(made, Fault("segment_length", longest + 1, scope="interchange"))
        return made
    if not segments:
        _note(made, Fault("header", 1, "UNB", scope="interchange"))
        return made
    _header(made, split(segments[0], service))
    unfit = fits_level(text[begin:], made.level, service)
    if unfit:
        _note(made, Fault(unfit, scope="interchange"))
    _Walk(made, segments).run()
    return made


class _Walk:
    """One pass over the service segments of an interchange."""

    __slots__ = ("group", "group_start", "loose", "made", "message", "next", "references", "segments", "start")

    def __init__(self, made: Interchange, segments: list[str]) -> None:
        self.made = made
        self.segments = segments
        self.group: Group | None = None
        self.group_start = 0
        self.message: Message | None = None
        self.start = 0
        # Outside a message the next segment has to be a service segment at this index.
        self.next = 0
        self.loose = 0
        self.references: set[str] = set()

    def run(self) -> None:
        segments, made = self.segments, self.made
        found = [(index, segment[:3]) for index, segment in enumerate(segments) if segment[:2] == "UN"]
        closed = False
        for index, tag in found:
            if tag not in _SERVICE:
                continue
            if self.message is None and index != self.next:
                self.fault("outside_message", self.next)
            if index and tag == "UNB":
                self.fault("unexpected_segment", index)
            elif tag == "UNG":
                self.open_group(index)
            elif tag == "UNH":
                self.open_message(index)
            elif tag == "UNT":
                self.close_message(index)
            elif tag == "UNE":
                self.close_group(index)
            elif tag == "UNZ":
                self.abandon(index)
                self.close_interchange(index)
                closed = True
                if index + 1 < len(segments):
                    self.fault("after_end", index + 1)
                break
            self.next = index + 1
        if not closed:
            self.abandon(len(segments))
            self.fault("missing_unz", len(segments) - 1)
        if not made.messages:
            self.fault("empty", 0)
        if made.groups and self.loose:
            self.fault("mixed", 0)

    def fault(self, rule: str, index: int, element: int = 0, expected: str | None = None, found: str = "") -> None:
        tag = self.segments[index][:3] if index < len(self.segments) else ""
        tag = tag if tag.isascii() and tag.isalnum() else ""
        scope = "group" if tag in ("UNG", "UNE") else "interchange"
        shown = found if expected is not None else None
        _note(self.made, Fault(rule, index + 1, tag, element, 0, expected, shown, scope))

    def part(self, index: int) -> Segment:
        return split(self.segments[index], self.made.service)

    def open_group(self, index: int) -> None:
        if self.message is not None or self.group is not None:
            self.abandon(index)
        head = self.part(index)
        group = Group(
            type=head.value(1),
            sender=head.value(2),
            sender_qualifier=head.value(2, 2),
            recipient=head.value(3),
            recipient_qualifier=head.value(3, 2),
            reference=head.value(5),
            version=head.value(7),
            release=head.value(7, 2),
        )
        if not group.type or not group.reference:
            self.fault("header", index, 1 if not group.type else 5)
        self.group, self.group_start = group, index
        self.made.groups.append(group)

    def open_message(self, index: int) -> None:
        if self.message is not None:
            self.lose_message(index)
        if len(self.made.messages) >= MAX_MESSAGES:
            raise EdifactError("too_large")
        head = self.part(index)
        made, group = self.made, self.group
        message = Message(
            reference=head.value(1),
            type=head.value(2),
            version=head.value(2, 2),
            release=head.value(2, 3),
            agency=head.value(2, 4),
            association=head.value(2, 5),
            access=head.value(3),
            part=head.value(4),
            part_mark=head.value(4, 2),
            service=made.service,
            group=group,
            number=len(made.messages) + 1,
        )
        if not message.reference or not message.type:
            message.faults.append(Fault("header", 1, "UNH", 1 if not message.reference else 2))
        if message.reference in self.references:
            message.faults.append(Fault("duplicate_reference", 1, "UNH", 1))
        self.references.add(message.reference)
        if group is None:
            self.loose += 1
        else:
            group.messages.append(message)
            if message.type != group.type:
                message.faults.append(Fault("group_type", 1, "UNH", 2, 1, _code(group.type), _code(message.type)))
            elif (message.version, message.release) != (group.version, group.release):
                message.remarks.append(Fault("group_release", 1, "UNH", 2, 3))
        made.messages.append(message)
        self.message, self.start = message, index

    def close_message(self, index: int) -> None:
        message = self.message
        if message is None:
            self.fault("unexpected_segment", index)
            return
        message.raw = self.segments[self.start : index + 1]
        tail, count = self.part(index), index + 1 - self.start
        if _number(tail.value(1)) != count:
            message.faults.append(
                Fault("segment_count", count, "UNT", 1, expected=str(count), found=_code(tail.value(1)))
            )
        if tail.value(2) != message.reference:
            message.faults.append(
                Fault("reference", count, "UNT", 2, expected=_code(message.reference), found=_code(tail.value(2)))
            )
        self.message = None

    def close_group(self, index: int) -> None:
        if self.message is not None:
            self.lose_message(index)
        group = self.group
        if group is None:
            self.fault("unexpected_segment", index)
            return
        tail = self.part(index)
        if _number(tail.value(1)) != len(group.messages):
            self.fault("message_count", index, 1, str(len(group.messages)), _code(tail.value(1)))
        if tail.value(2) != group.reference:
            self.fault("reference", index, 2, _code(group.reference), _code(tail.value(2)))
        if not group.messages:
            self.fault("empty", index)
        self.group = None

    def close_interchange(self, index: int) -> None:
        made, tail = self.made, self.part(index)
        rule, count = ("group_count", len(made.groups)) if made.groups else ("message_count", len(made.messages))
        if _number(tail.value(1)) != count:
            self.fault(rule, index, 1, str(count), _code(tail.value(1)))
        if tail.value(2) != made.reference:
            self.fault("reference", index, 2, _code(made.reference), _code(tail.value(2)))

    def lose_message(self, index: int) -> None:
        """A message that ends without its trailer."""
        assert self.message is not None  # noqa: S101 - called only with a message open
        self.message.raw = self.segments[self.start : index]
        self.message.faults.append(Fault("missing_unt", len(self.message.raw)))
        self.message = None

    def abandon(self, index: int) -> None:
        """End what is still open."""
        if self.message is not None:
            self.lose_message(index)
        if self.group is not None:
            self.fault("missing_une", self.group_start)
            self.group = None


def _header(made: Interchange, head: Segment) -> None:
    made.level, made.syntax_version = head.value(1), head.value(1, 2)
    made.sender, made.sender_qualifier = head.value(2), head.value(2, 2)
    made.recipient, made.recipient_qualifier = head.value(3), head.value(3, 2)
    made.prepared = _moment(head.value(4), head.value(4, 2))
    made.reference = head.value(5)
    made.application = head.value(7)
    made.wants_acknowledgement = head.value(9) in ("1", "2")
    made.test = head.value(11) == "1"
    checks = (made.syntax_version in ("1", "2", "3", "4"), made.sender, made.recipient, made.prepared, made.reference)
    for element, good in enumerate(checks, start=1):
        if not good:
            _note(made, Fault("header", 1, "UNB", element, scope="interchange"))


def _moment(day: str, time: str) -> str:
    """Date (YYMMDD, or CCYYMMDD of syntax version 4) and time (HHMM) as ISO text, empty if not possible."""
    text = (day if len(day) == 8 else f"20{day}") + time
    if len(text) != 12 or not (text.isascii() and text.isdigit()):
        return ""
    try:
        return datetime.strptime(text, "%Y%m%d%H%M").isoformat(timespec="minutes")  # noqa: DTZ007 - sender's own
    except ValueError:
        return ""


def _number(text: str) -> int:
    """A count; -1 if it is none (bounded, so that a long row of digits costs nothing)."""
    return int(text) if len(text) <= 9 and text.isascii() and text.isdigit() else -1


def _code(text: str) -> str:
    """A code or reference as it may be shown: printable ASCII, short."""
    return text[:35].encode("ascii", "replace").decode("ascii")


def _note(made: Interchange, fault: Fault) -> None:
    where = made.remarks if RULES[fault.rule].weight == REMARK else made.faults
    if len(where) < MAX_FAULTS:
        where.append(fault)
