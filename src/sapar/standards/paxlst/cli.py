"""``sapar paxlst``: reads passenger lists of carriers and says what is in them and what is wrong.

Exit codes: 0 all messages are accepted, 2 a message is refused or nothing could be read; why stands in the output and,
in short, on standard error.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sapar.standards.edifact import MAX_BYTES, Fault, Interchange, Message, write_contrl
from sapar.standards.paxlst.cusres import acknowledge
from sapar.standards.paxlst.model import RULES, PaxList
from sapar.standards.paxlst.parsing import Reading, parse
from sapar.standards.paxlst.report import report, sentence


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; gives the exit code."""
    parser = argparse.ArgumentParser(
        prog="sapar paxlst",
        description="Read and check passenger lists (UN/EDIFACT PAXLST, D.02B to D.05B).",
        epilog="Exit code: 0 all messages accepted, 2 a message refused or nothing read.",
    )
    parser.add_argument("file", help="a file with one or more interchanges, or - for standard input")
    parser.add_argument("--json", action="store_true", help="one JSON object a message, each on a line of its own")
    parser.add_argument("--reply", action="store_true", help="print the acknowledgements (CONTRL, CUSRES) instead")
    parser.add_argument("--at", metavar="DATE", type=_day, help="the day to judge by, as YYYY-MM-DD (default: today)")
    try:
        options = parser.parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        data = _read(options.file)
    except OSError as error:
        sys.stderr.write(f"sapar paxlst: {options.file}: {error.strerror or error}\n")
        return 2
    reading = parse(data, options.at or date.today())  # noqa: DTZ011 - the day at the place where the command is typed
    try:
        if options.json:
            for entry in as_json(reading):
                sys.stdout.write(json.dumps(entry) + "\n")
        elif options.reply:
            sys.stdout.write("\n".join(replies(reading, _now())) + "\n")
        else:
            sys.stdout.write(report(reading).encode("ascii", "backslashreplace").decode("ascii"))
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has had enough. Python flushes once more at its end, which must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    for reason in _reasons(reading):
        sys.stderr.write(f"sapar paxlst: {options.file}: {reason}\n")
    return 0 if reading.accepted else 2


def as_json(reading: Reading) -> list[dict[str, Any]]:
    """One object a message, and one for each interchange in which no message was found.

    Keys: accepted, interchange, message, type, the list's own (``PaxList.as_dict``), errors, remarks (each with the rule
    in words as ``text``).
    """
    if reading.failure:
        return [{"accepted": False, "message": None, "errors": [_finding(Fault(reading.failure))], "remarks": []}]
    entries = []
    for interchange in reading.interchanges:
        found = [(message, made) for owner, message, made in reading.lists if owner is interchange]
        entries += [_entry(interchange, message, made) for message, made in found]
        if not found:
            entries.append(_entry(interchange, None, None))
    return entries


def replies(reading: Reading, now: datetime) -> list[str]:
    """The acknowledgements of a file: CONTRL for each interchange, CUSRES for each message."""
    made = []
    for number, interchange in enumerate(reading.interchanges, start=1):
        faults = {message.number: found.faults for owner, message, found in reading.lists if owner is interchange}
        stamp = f"{now:%y%m%d%H%M}"
        made.append(
            write_contrl(interchange, reference=f"{stamp}{number:04}", prepared=now, faults=faults, rules=RULES)
        )
        for owner, message, found in reading.lists:
            if owner is interchange:
                reference = f"{stamp}{number:02}{message.number:02}"[:14]
                made.append(acknowledge(interchange, message, found, reference=reference, prepared=now))
    return made


def _entry(interchange: Interchange, message: Message | None, made: PaxList | None) -> dict[str, Any]:
    accepted = made is not None and made.accepted and not interchange.refused
    entry: dict[str, Any] = {
        "accepted": accepted,
        "interchange": {
            "reference": interchange.reference,
            "sender": interchange.sender,
            "recipient": interchange.recipient,
            "prepared": interchange.prepared or None,
            "test": interchange.test,
        },
        "message": message.number if message else None,
        "type": message.type if message else None,
    }
    if made is not None:
        entry |= made.as_dict()
    entry["errors"] = [_finding(fault) for fault in [*interchange.faults, *(made.faults if made else [])]]
    entry["remarks"] = [_finding(fault) for fault in [*interchange.remarks, *(made.remarks if made else [])]]
    return entry


def _finding(fault: Fault) -> dict[str, Any]:
    return fault.as_dict() | {"text": RULES[fault.rule].text}


def _reasons(reading: Reading) -> list[str]:
    """The first reason for each message that is refused."""
    if reading.failure:
        return [f"refused: {RULES[reading.failure].text}"]
    reasons = []
    for number, interchange in enumerate(reading.interchanges, start=1):
        if interchange.faults:
            reasons.append(f"interchange {number} refused: {sentence(interchange.faults[0])}")
        for owner, message, made in reading.lists:
            if owner is interchange and made.faults:
                reasons.append(f"message {message.number} refused: {sentence(made.faults[0])}")
    return reasons


def _read(name: str) -> bytes:
    """At most one byte more than is read at all, so that a file without end costs nothing."""
    if name == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    with Path(name).open("rb") as stream:
        return stream.read(MAX_BYTES + 1)


def _now() -> datetime:
    return datetime.now()  # noqa: DTZ005 - the sender's local time is what an interchange states


def _day(text: str) -> date:
    return date.fromisoformat(text)


if __name__ == "__main__":
    sys.exit(main())
