"""``sapar seal verify FILE|TEXT --trust DIR [--revoked FILE] [--crl FILE] [--at DATE] [--json]``: offline.

Exit 0: valid, with every list present and fresh (green). 1: anything else. 2: an input cannot be read.
A file may hold the text of the seal, or be a picture of its barcode where ``zxing-cpp`` is installed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sapar.standards.seals.revocation import RevocationList
from sapar.standards.seals.trust import TrustError, read_crl_file, read_revoked_file, read_trust
from sapar.standards.seals.verify import REASONS, Bearer, Verdict, verify

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff")
_MAX_FILE = 10 * 2**20


class _Unreadable(ValueError):
    pass


def main(argv: Sequence[str]) -> int:
    """Run the command with these arguments (without the program's name); returns the exit code."""
    parser = argparse.ArgumentParser(prog="sapar seal verify", description="Check a seal offline.")
    parser.add_argument("seal", help="the text of the seal, or a file that holds it (- for standard input)")
    parser.add_argument("--trust", type=Path, required=True, help="trust folder (csca, signers, crl, revoked)")
    parser.add_argument("--revoked", type=Path, help="list of revoked permits")
    parser.add_argument("--crl", type=Path, help="revocation list of the authority")
    parser.add_argument("--at", type=_time, help="day (2026-03-01) or time with zone to judge for; now if left out")
    parser.add_argument("--document", help="number of the bearer's travel document")
    parser.add_argument("--nationality", default="", help="the bearer's nationality (three letters)")
    parser.add_argument("--birth-date", default="", help="the bearer's date of birth (ISO)")
    parser.add_argument("--json", action="store_true", help="print the verdict as JSON")
    try:
        options = parser.parse_args(argv)
    except SystemExit as end:
        return int(end.code or 0)
    try:
        trust = read_trust(options.trust)
        bearer = Bearer(options.document, options.nationality, options.birth_date) if options.document else None
        revoked: RevocationList | None = read_revoked_file(options.revoked) if options.revoked else None
        crl = read_crl_file(options.crl) if options.crl else None
        seal = _seal(options.seal)
    except (OSError, TrustError, _Unreadable) as error:
        _say({"readable": False, "error": str(error)} if options.json else f"Cannot read: {error}")
        return 2
    verdict = verify(seal, trust, revoked=revoked, crl=crl, at=options.at, bearer=bearer)
    _say(as_json(verdict) if options.json else _as_text(verdict))
    return 0 if verdict.green else 1


def as_json(verdict: Verdict) -> dict[str, Any]:
    """The verdict as a JSON object."""
    return {
        "answer": verdict.answer,
        "green": verdict.green,
        "kind": verdict.kind,
        "fields": dict(verdict.fields),
        "signer": verdict.signer,
        "country": verdict.country,
        "list_date": verdict.list_date.isoformat().replace("+00:00", "Z") if verdict.list_date else None,
        "list_stale": verdict.list_stale,
        "reasons": list(verdict.reasons),
    }


def _as_text(verdict: Verdict) -> str:
    lines = [f"{verdict.answer.replace('_', ' ').upper()} ({'green' if verdict.green else 'not green'})"]
    lines += [f"- {REASONS[reason]}" for reason in verdict.reasons]
    if verdict.list_date:
        state = "a list is missing or out of date" if verdict.list_stale else "up to date"
        lines.append(f"Lists of {verdict.list_date.date()}: {state}.")
    lines += [f"{name}: {value}" for name, value in verdict.fields.items() if isinstance(value, str)]
    return "\n".join(lines)


def _time(text: str) -> datetime | date:
    if len(text) == 10:
        return date.fromisoformat(text)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _seal(argument: str) -> bytes | str:
    """The seal's text: from standard input, from a file, out of a picture, or the argument itself."""
    if argument == "-":
        return sys.stdin.buffer.read(_MAX_FILE)
    if argument.lstrip().startswith(("SAPAR", "{")):
        return argument
    path = Path(argument)
    if argument[:2].lower() == "dc" and not set(argument.lower()) - set("0123456789abcdef"):
        return argument if len(argument) > 255 or not path.is_file() else path.read_bytes()
    if len(argument) > 1000 or not path.is_file():
        raise _Unreadable("neither a seal nor a file")
    with path.open("rb") as stream:
        data = stream.read(_MAX_FILE)
    return _from_picture(path) if data.startswith(_PICTURES) else data


def _from_picture(path: Path) -> str | bytes:
    try:
        import zxingcpp
        from PIL import Image
    except ImportError as error:
        raise _Unreadable("reading a picture needs zxing-cpp and Pillow; give the text of the seal") from error
    try:
        with Image.open(path) as picture:
            found = zxingcpp.read_barcodes(picture.convert("L"))
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise _Unreadable("not a readable picture") from error
    if len(found) != 1:
        raise _Unreadable("the picture does not show exactly one barcode")
    data = bytes(found[0].bytes)
    return data if data[:1] == b"\xdc" else str(found[0].text)


def _say(value: dict[str, Any] | str) -> None:
    sys.stdout.write((value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)) + "\n")
