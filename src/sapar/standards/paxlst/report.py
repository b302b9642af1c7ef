"""What was wrong with a carrier's file, in sentences for the people who have to put it right.

Persons are named by their number in the list and the segment, never by a particular: a report may travel by e-mail.
"""

from __future__ import annotations

from sapar.standards.edifact import Fault, Interchange
from sapar.standards.paxlst import codes
from sapar.standards.paxlst.model import RULES, PaxList
from sapar.standards.paxlst.parsing import Reading
from sapar.standards.paxlst.values import shown


def report(reading: Reading) -> str:
    """The report on a file, as plain text."""
    if reading.failure:
        return f"REFUSED: {RULES[reading.failure].text}\n"
    lines: list[str] = []
    for interchange in reading.interchanges:
        lines.append(_heading(interchange))
        lines += _findings(interchange.faults, interchange.remarks)
        for owner, message, made in reading.lists:
            if owner is interchange:
                refused = interchange.refused or not made.accepted
                lines.append(
                    f"  Message {message.number} ({shown(message.reference)}), {_subject(made)}: {_verdict(refused)}"
                )
                if interchange.refused and made.accepted:
                    lines.append("    ! Its interchange is refused.")
                lines += ["  " + line for line in _findings(made.faults, made.remarks)]
    return "\n".join(lines) + "\n"


def sentence(fault: Fault) -> str:
    """One finding in English: where, what, and the counts or codes that do not agree."""
    where = []
    if fault.person:
        where.append(f"person {fault.person}")
    if fault.segment:
        where.append(f"segment {fault.segment}{f' ({fault.tag})' if fault.tag else ''}")
    elif fault.tag:
        where.append(fault.tag)
    if fault.element:
        where.append(f"element {fault.element}{f', component {fault.component}' if fault.component else ''}")
    text = RULES[fault.rule].text
    if fault.expected is not None:
        text += f" Expected {fault.expected}, found {fault.found}."
    elif fault.found:
        text += f" Found: {fault.found}."
    return f"{', '.join(where)}: {text}" if where else text


def _heading(interchange: Interchange) -> str:
    sender, recipient = shown(interchange.sender) or "?", shown(interchange.recipient) or "?"
    when = interchange.prepared.replace("T", " ") or "unknown time"
    test = " (test)" if interchange.test else ""
    return (
        f"Interchange {shown(interchange.reference) or '?'}{test} from {sender} to {recipient}, {when}: "
        f"{_verdict(interchange.refused)}"
    )


def _subject(made: PaxList) -> str:
    kind = codes.KINDS.get(made.kind_code)
    action = codes.ACTIONS.get((made.kind_code, made.action_code))
    parts = [action.text.lower() if action else kind.text.lower() if kind else "no passenger list"]
    flight = made.flight
    if flight is not None:
        places = [call for call in (flight.departure, flight.arrival) if call]
        route = " to ".join(call.place for call in places)
        day = next((time[:10] for call in places for time in (call.departs, call.arrives) if time), "")
        parts.append(" ".join(part for part in (shown(flight.designator), route, day) if part))
    parts.append(f"persons: {len(made.persons)}")
    return ", ".join(parts)


def _verdict(refused: bool) -> str:
    return "REFUSED" if refused else "accepted"


def _findings(faults: list[Fault], remarks: list[Fault]) -> list[str]:
    return [f"  ! {sentence(fault)}" for fault in faults] + [f"  ? {sentence(fault)}" for fault in remarks]
