"""``sapar mrz``: reads machine readable zones from a file or from standard input and says whether they are valid.

Exit codes: 0 all documents are valid, 1 some are not, 2 nothing could be read.
"""

from __future__ import annotations

import argparse
import codecs
import json
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import BinaryIO

from sapar.standards.mrz.model import RULES, Issue, Mrz
from sapar.standards.mrz.parsing import parse, read_documents

_LABELS = (
    ("document_code", "Document"),
    ("issuer", "Issuer"),
    ("number", "Number"),
    ("primary", "Primary name"),
    ("secondary", "Secondary name"),
    ("nationality", "Nationality"),
    ("birth_date", "Born"),
    ("sex", "Sex"),
    ("expiry_date", "Valid until"),
    ("optional", "Optional"),
)
_WIDTH = max(len(label) for _, label in _LABELS)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; gives the exit code."""
    parser = argparse.ArgumentParser(
        prog="sapar mrz",
        description="Read and check machine readable zones (ICAO Doc 9303: TD1, TD2, TD3, MRV-A, MRV-B).",
        epilog="Blank lines separate documents. Exit code: 0 all valid, 1 some not valid, 2 nothing could be read.",
    )
    parser.add_argument("file", help="a text file, or - for standard input")
    parser.add_argument("--json", action="store_true", help="one JSON object a document, each on a line of its own")
    parser.add_argument("--full", action="store_true", help="with --json: also warnings, and whether a name may be cut")
    parser.add_argument("--at", metavar="DATE", type=_day, help="the day to judge by, as YYYY-MM-DD (default: today)")
    try:
        options = parser.parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)

    try:
        documents = read_documents(_read(options.file))
    except OSError as error:
        sys.stderr.write(f"sapar mrz: {options.file}: {error.strerror or error}\n")
        return 2
    if not documents:
        sys.stderr.write(f"sapar mrz: {options.file}: no document found\n")
        return 2

    today = options.at or date.today()  # noqa: DTZ011 - the day at the place where the command is typed
    all_valid = True
    try:
        for index, document in enumerate(documents, start=1):
            mrz = parse(document, today)
            all_valid = all_valid and mrz.valid
            if options.json:
                sys.stdout.write(json.dumps(mrz.as_full_dict() if options.full else mrz.as_dict()) + "\n")
            else:
                sys.stdout.write(("\n" if index > 1 else "") + _ascii(_table(index, mrz)) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has had enough. Python flushes once more at its end, which must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0 if all_valid else 1


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _read(name: str) -> str:
    if name == "-":
        stream: BinaryIO = sys.stdin.buffer
        return _decode(stream.read())
    return _decode(Path(name).read_bytes())


def _decode(content: bytes) -> str:
    """UTF-8, or UTF-16 if a byte order mark says so; bytes that are neither become characters that no rule allows."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    return content.decode("utf-8-sig", "replace")


def _ascii(text: str) -> str:
    """What is not valid may hold anything; a terminal is shown ASCII only."""
    return text.encode("ascii", "backslashreplace").decode("ascii")


def _table(index: int, mrz: Mrz) -> str:
    verdict = "valid" if mrz.valid else "NOT VALID"
    if mrz.expired:
        verdict += ", expired"
    rows = [f"{index}. {mrz.format or 'unknown format'}: {verdict}"]
    for name, label in _LABELS:
        value = getattr(mrz, name)
        if value:
            cut = (
                " (may be cut)" if mrz.name_truncated and name == ("secondary" if mrz.secondary else "primary") else ""
            )
            rows.append(f"   {label:{_WIDTH}}  {value}{cut}")
    rows += [f"   ! {_sentence(issue)}" for issue in mrz.errors]
    rows += [f"   ? {_sentence(issue)}" for issue in mrz.warnings]
    return "\n".join(rows)


def _sentence(issue: Issue) -> str:
    if issue.rule == "format":
        return RULES["format"]
    text = f"line {issue.line}, position {issue.position}: {issue.text}"
    if issue.expected is not None:
        text += f" Expected {issue.expected}, found {issue.found}."
    return text


if __name__ == "__main__":
    sys.exit(main())
