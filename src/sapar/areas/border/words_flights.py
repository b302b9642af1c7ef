"""The words for what carriers send: rules of passenger lists, kinds, reasons, the report for people.

Codes and the English sentences: ``sapar.standards.paxlst`` and ``sapar.standards.edifact``; a test holds them equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from sapar.areas.border.rules import Reason, State
from sapar.areas.border.words import birth
from sapar.areas.border.words import sentence as desk_sentence
from sapar.standards.edifact.model import REMARK
from sapar.standards.paxlst import RULES as TABLE
from sapar.standards.paxlst import PaxList
from sapar.web.components import Tag, Text

if TYPE_CHECKING:
    from sapar.areas.border.models import FlightMessage, Interchange

RULES: dict[str, Text] = {
    "no_interchange": _("No interchange header (UNB) was found."),
    "too_large": _("The interchange is larger than what is read here."),
    "too_many_segments": _("The interchange has more segments than are read here."),
    "segment_length": _("A segment is longer than what is read here."),
    "encoding": _("The bytes are not text of the character set that the header names."),
    "level": _("The character set (syntax identifier) is not supported."),
    "service_characters": _("The separators given in UNA cannot be told apart."),
    "character": _("There are characters that no interchange may hold (control or private characters)."),
    "repertoire": _("There are characters outside the character set that the header names."),
    "level_a": _("There are small letters or signs that character set UNOA does not have."),
    "dangling_release": _("A release character is followed by nothing that it could release."),
    "needless_release": _("A release character stands before an ordinary character."),
    "preamble": _("Something stands before the interchange; it was left out."),
    "unterminated": _("The last segment has no terminator: the interchange may be cut off."),
    "header": _("This field of the header is missing or not possible."),
    "missing_unz": _("The interchange trailer (UNZ) is missing: the interchange may be cut off."),
    "missing_une": _("The group trailer (UNE) is missing."),
    "missing_unt": _("The message trailer (UNT) is missing."),
    "unexpected_segment": _("This service segment cannot stand here."),
    "outside_message": _("A segment stands outside any message."),
    "after_end": _("Something follows the interchange trailer."),
    "segment_count": _("The number of segments does not match the trailer."),
    "message_count": _("The number of messages does not match the trailer."),
    "group_count": _("The number of groups does not match the trailer."),
    "reference": _("The reference in the trailer is not that of the header."),
    "duplicate_reference": _("Another message of this interchange has the same reference."),
    "mixed": _("Messages stand both inside and outside of groups."),
    "empty": _("There is no message."),
    "group_type": _("The type of the message is not that of its group."),
    "group_release": _("The version of the message is not that of its group."),
    "type": _("The message is not a passenger list (PAXLST)."),
    "release": _("The directory release is older than those read here (D:02B to D:05B)."),
    "later_release": _("The directory release is newer than those this was tried on (D:02B to D:05B)."),
    "kind": _("The list is of an unknown kind (BGM)."),
    "action": _("What the list does (second code of BGM) is unknown."),
    "missing_segment": _("A segment that the list needs is missing."),
    "unknown_segment": _("A segment of this kind is unknown in a passenger list."),
    "misplaced_segment": _("This segment cannot stand here."),
    "order": _("This segment stands later than it should."),
    "unknown_code": _("This code is unknown here; what it qualifies was left out."),
    "flight_number": _("The flight number is missing or not possible."),
    "port": _("This is not a place code of three to five letters and digits."),
    "itinerary": _("The place of departure or of arrival is missing."),
    "time": _("This is not a possible date and time of that format."),
    "time_missing": _("The time of departure or of arrival is missing."),
    "times_order": _("The arrival is more than a day before the departure."),
    "no_persons": _("The list names nobody."),
    "person_count": _("The number of persons does not match the control total."),
    "no_control_total": _("The control total of persons (CNT+42) is missing."),
    "part_number": _("The number of this part is not possible."),
    "name": _("The family name is missing."),
    "name_character": _("A name holds a digit or a sign that names do not have."),
    "name_length": _("A name or a number is longer than the list allows."),
    "birth_date": _("The date of birth is not a possible date before today."),
    "sex": _("The sex is none of M, F, X, U."),
    "country": _("This is not a country code of one to three letters."),
    "document_number": _("The number of the document is missing or has characters that documents do not have."),
    "document_expiry": _("The date of the document is not a possible date."),
    "unknown_country": _("The country code is on neither the ISO nor the ICAO list known here."),
    "no_birth_date": _("The date of birth is not stated."),
    "no_sex": _("The sex is not stated."),
    "no_nationality": _("The nationality is not stated."),
    "no_document": _("No travel document is stated."),
    "no_reference": _("The person has no reference by which an answer could name them."),
    "document_expired": _("The travel document expires before the arrival."),
    "duplicate_person": _("The same document stands twice in the list."),
}
KINDS: dict[str, Text] = {
    "passengers": _("Passenger list"),
    "crew": _("Crew list"),
    "flight_status": _("News of a flight"),
    "master_crew": _("Master crew list"),
    "gate_pass": _("Gate pass request"),
}
ACTIONS: dict[str, Text] = {
    "report": _("persons reported"),
    "change": _("particulars changed"),
    "remove": _("persons taken off"),
    "close": _("check-in closed"),
    "close_on_board": _("closed: who is on board"),
    "close_not_on_board": _("closed: who is not on board"),
    "cancel_flight": _("flight cancelled"),
    "change_flight": _("flight changed"),
}
ROLES: dict[str, Text] = {
    "passenger": _("Passenger"),
    "crew": _("Crew"),
    "transit_passenger": _("Passenger in transit"),
    "transit_crew": _("Crew in transit"),
}
CHANNELS: dict[str, Text] = {"https": _("Interface"), "folder": _("Folder")}
REASONS: dict[str, Text] = {
    "no_document": _("No travel document is stated."),
    "document_expired": _("The document expires before the arrival: %(day)s."),
    "no_birth_date": _("The date of birth is not stated."),
    "no_nationality": _("The nationality is not stated."),
    "minor_alone": _("A minor, %(age)s years old, and no adult travels under the same reservation."),
    "same_document": _("Two persons of this flight have the same document."),
    "other_holder": _("This document is known here with another date of birth."),
    "watch_document": _("The number of this very document stands on a list."),
    "refused_before": _("Entry was refused with this document on %(day)s."),
    "known": _("Last crossing with this document: %(day)s."),
}
LEVELS: dict[str, Tag] = {
    State.GREEN.value: Tag(_("In order"), "green"),
    State.AMBER.value: Tag(_("Second line"), "orange"),
    State.RED.value: Tag(_("Do not let pass"), "red"),
    State.OPEN.value: Tag(_("Not checked yet"), "grey"),
}
ANSWERS: dict[str, Tag] = {
    "0Z": Tag(_("May board"), "green"),
    "1Z": Tag(_("May not board"), "red"),
}
ARRIVALS: dict[str, Tag] = {
    "expected": Tag(_("Expected"), "blue"),
    "arrived": Tag(_("Crossed"), "green"),
    "inspected": Tag(_("At the desk"), "orange"),
    "missing": Tag(_("Has not come"), "grey"),
    "removed": Tag(_("Taken off the list"), "grey"),
    "not_on_board": Tag(_("Not on board"), "grey"),
}


def flight_name(made: PaxList) -> str:
    """A flight in one line without words: T5708 IST–ASB 2026-03-01."""
    told = made.flight
    if told is None:
        return ""
    start, end = told.departure, told.arrival
    route = "–".join(call.place for call in (start, end) if call)
    day = next((time[:10] for call in (start, end) if call for time in (call.departs, call.arrives) if time), "")
    return " ".join(filter(None, (f"{told.carrier}{told.number}", route, day)))[:60]


def sentence(fault: Mapping[str, Any]) -> str:
    """One finding in the reader's language: where, what is wrong, what was expected and found."""
    where = place(fault)
    text = str(RULES.get(fault["rule"], fault["rule"]))
    if fault.get("expected") is not None:
        text += " " + gettext("Expected: %(expected)s, found: %(found)s.") % {
            "expected": fault["expected"],
            "found": fault.get("found") or gettext("nothing"),
        }
    elif fault.get("found"):
        text += " " + gettext("Found: %(found)s.") % {"found": fault["found"]}
    return f"{where}: {text}" if where else text


def place(fault: Mapping[str, Any]) -> str:
    """Where a finding stands: person, segment, element, component, each counted from one."""
    parts = []
    if fault.get("person"):
        parts.append(gettext("person %(number)s") % {"number": fault["person"]})
    if fault.get("segment"):
        parts.append(gettext("segment %(number)s") % {"number": fault["segment"]})
    if fault.get("tag"):
        parts.append(fault["tag"])
    if fault.get("element"):
        parts.append(gettext("element %(number)s") % {"number": fault["element"]})
    if fault.get("component"):
        parts.append(gettext("component %(number)s") % {"number": fault["component"]})
    return ", ".join(parts)


def is_remark(fault: Mapping[str, Any]) -> bool:
    """Whether a finding refuses nothing."""
    rule = TABLE.get(fault["rule"])
    return rule is not None and rule.weight == REMARK


def reason_sentence(reason: Reason) -> str:
    """A reason or note of a check in the reader's language."""
    values = dict(reason.values)
    if "day" in values:
        values["day"] = day_words(values["day"])
    text = REASONS.get(reason.code)
    return str(text) % values if text is not None else desk_sentence(reason)


def day_words(text: str) -> str:
    """An ISO day, as exact as it is known, as people write it."""
    return birth(text)


def kind_words(message: FlightMessage) -> str:
    """What a message is, in words."""
    kind, action = KINDS.get(message.kind), ACTIONS.get(message.action)
    if kind is None:
        return message.type or gettext("Not a passenger list")
    return f"{kind}: {action}" if action is not None else str(kind)


def verdict(accepted: bool) -> str:
    return gettext("accepted") if accepted else gettext("REFUSED")


def findings(faults: Iterable[Mapping[str, Any]]) -> list[str]:
    """Findings as lines of a report: an error begins with ``!``, a remark with ``?``."""
    return [f"  {'?' if is_remark(fault) else '!'} {sentence(fault)}" for fault in faults]


def report(made: Interchange, messages: Sequence[FlightMessage]) -> str:
    """What was wrong with an interchange, for the carrier's technician: plain text, position by position.

    ``!`` stands before what has to be mended, ``?`` before what is only strange. No particulars of a person.
    """
    received = localtime(made.received_at)
    moment = f"{date_format(received, 'SHORT_DATE_FORMAT')} {date_format(received, 'H:i')}"
    lines = [
        gettext("Interchange %(reference)s, received %(moment)s: %(verdict)s")
        % {"reference": made.reference or "?", "moment": moment, "verdict": verdict(made.accepted)}
    ]
    if made.failure:
        return "\n".join([*lines, *findings([{"rule": made.failure}])])
    lines += findings(made.faults)
    if made.reused:
        lines.append("  ? " + gettext("This reference was used before for another interchange."))
    for message in messages:
        head = gettext("Message %(number)s (%(reference)s), %(kind)s") % {
            "number": message.number,
            "reference": message.reference or "?",
            "kind": kind_words(message),
        }
        persons = ngettext("%(count)s person", "%(count)s persons", message.persons) % {"count": message.persons}
        flight = f", {message.flight_name}" if message.flight_name else ""
        lines.append(f"{head}{flight}, {persons}: {verdict(message.accepted)}")
        lines += ["  " + line for line in findings([*message.faults, *message.remarks])]
    return "\n".join(lines)
