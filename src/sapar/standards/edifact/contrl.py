"""CONTRL: the syntax acknowledgement of an interchange, of its groups and messages (ISO 9735, message CONTRL D:3).

Action (0083): 7 acknowledged, 4 rejected with everything below. Every message is named, whether it is good or not; each
finding is told by segment (UCS) and element (UCD) with its code of list 0085.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby

from sapar.standards.edifact.model import RULES, Fault, Interchange, Message, Rule
from sapar.standards.edifact.writing import Element, Envelope, Outgoing, write_interchange, write_segment

ACCEPTED, REJECTED = "7", "4"


def write_contrl(
    interchange: Interchange,
    *,
    reference: str,
    prepared: datetime,
    faults: Mapping[int, Sequence[Fault]] | None = None,
    rules: Mapping[str, Rule] = RULES,
) -> str:
    """The acknowledgement as an interchange back to the sender.

    ``faults``: findings by number of message, those of the message's own content included; if left out, only those of
    the syntax. ``rules``: the table that the words of the findings are from.
    """
    segments = []
    whole = interchange.faults
    sender: Element = (_safe(interchange.sender) or "UNKNOWN", _safe(interchange.sender_qualifier))
    recipient: Element = (_safe(interchange.recipient) or "UNKNOWN", _safe(interchange.recipient_qualifier))
    head: tuple[Element, ...] = (_safe(interchange.reference) or "UNKNOWN", sender, recipient)
    segments.append(write_segment("UCI", *head, *_action(whole, rules)))
    seen = None
    for message in interchange.messages:
        group = message.group
        if group is not None and group is not seen:
            seen = group
            parties = (
                (_safe(group.sender), _safe(group.sender_qualifier)),
                (_safe(group.recipient), _safe(group.recipient_qualifier)),
            )
            segments.append(write_segment("UCF", _safe(group.reference), *parties, REJECTED if whole else ACCEPTED))
        found = message.faults if faults is None else faults.get(message.number, message.faults)
        segments += _message(message, found, bool(whole), rules)
    envelope = Envelope(
        sender=recipient,
        recipient=sender,
        prepared=prepared,
        reference=reference,
        application=_safe(interchange.application),
        level="UNOC",
        version="4",
    )
    return write_interchange(envelope, [Outgoing("1", ("CONTRL", "D", "3", "UN"), segments)])


def _message(message: Message, found: Sequence[Fault], lost: bool, rules: Mapping[str, Rule]) -> list[str]:
    kind = tuple(map(_safe, (message.type, message.version, message.release, message.agency, message.association)))
    segments = [write_segment("UCM", _safe(message.reference), kind, REJECTED if found or lost else ACCEPTED)]
    ordered = sorted(found, key=lambda fault: fault.segment)
    for number, faults in groupby(ordered, key=lambda fault: fault.segment):
        listed = list(faults)
        general = next((fault for fault in listed if not fault.element), None)
        segments.append(write_segment("UCS", str(max(number, 1)), rules[general.rule].code if general else ""))
        for fault in listed:
            if fault.element:
                place = (str(fault.element), str(fault.component) if fault.component else "")
                segments.append(write_segment("UCD", rules[fault.rule].code, place))
    return segments


def _action(found: Sequence[Fault], rules: Mapping[str, Rule]) -> tuple[Element, ...]:
    if not found:
        return (ACCEPTED,)
    first = found[0]
    tag = first.tag if first.tag in ("UNB", "UNG", "UNE", "UNZ") else ""
    return (REJECTED, rules[first.rule].code, tag, (str(first.element), "") if tag and first.element else "")


def _safe(text: str) -> str:
    """What a sender wrote in a header, as far as the acknowledgement's character set can repeat it."""
    return "".join(letter if " " <= letter <= "~" else "?" for letter in text[:70])
