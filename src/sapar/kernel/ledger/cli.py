"""``sapar ledger verify EXPORT --keys DIR [--head FILE] [--json]`` and ``--proof FILE``: without Django, offline.

Exit 0: everything holds. 1: something is wrong, and named. 2: a file cannot be read as what it should be.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sapar.kernel.ledger.heads import HeadError, SignedHead, head_from_json, head_from_short, key_id, load_public_key
from sapar.kernel.ledger.offline import ExportError, Report, verify_export, verify_proof
from sapar.standards import jcs

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

MAX_LINE = 64 * 2**20


def main(argv: Sequence[str]) -> int:
    """Run the command with these arguments (without the program's name); returns the exit code."""
    parser = argparse.ArgumentParser(prog="sapar ledger verify", description="Check a copy of the ledger offline.")
    parser.add_argument("export", nargs="?", type=Path, help="export of the ledger (JSON lines, may be .gz)")
    parser.add_argument("--proof", type=Path, help="check the proof of one entry instead of an export")
    parser.add_argument("--keys", type=Path, required=True, help="folder with the head signers' public keys (*.pem)")
    parser.add_argument("--head", type=Path, action="append", default=[], help="a head that left the node earlier")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    try:
        options = parser.parse_args(argv)
    except SystemExit as end:
        return int(end.code or 0)
    try:
        report = _run(options)
    except (OSError, ExportError, HeadError, jcs.JsonError) as error:
        _say({"readable": False, "error": str(error)}, f"Cannot read: {error}", options.json)
        return 2
    _say(_as_json(report), _as_text(report, options.proof is not None), options.json)
    return 0 if report.ok else 1


def _run(options: argparse.Namespace) -> Report:
    if (options.export is None) == (options.proof is None):
        raise ExportError("give an export, or --proof with a proof")
    keys = read_keys(options.keys)
    if options.proof is not None:
        return verify_proof(jcs.parse(options.proof.read_bytes()), keys)
    with options.export.open("rb") as stream:
        node = _node_of(stream.name)
    heads = [read_head(path, node) for path in options.head]
    return verify_export(read_lines(options.export), keys, heads)


def _node_of(path: str) -> str:
    """The node an export names, for heads in short form, which do not."""
    try:
        value = jcs.parse(next(read_lines(Path(path)), b""))
    except jcs.JsonError:
        return ""
    node = value.get("node", "") if isinstance(value, dict) else ""
    return node if isinstance(node, str) else ""


def read_keys(folder: Path) -> dict[str, EllipticCurvePublicKey]:
    """Key id → public key of every ``*.pem`` in the folder. Raises ``HeadError`` when there is none or one is bad."""
    keys: dict[str, EllipticCurvePublicKey] = {}
    for path in sorted(folder.iterdir()):
        if path.suffix == ".pem":
            try:
                key = load_public_key(path.read_bytes())
            except HeadError as error:
                raise HeadError(f"{path.name}: {error}") from error
            keys[key_id(key)] = key
    if not keys:
        raise HeadError("no public key (*.pem) in the folder of keys")
    return keys


def read_head(path: Path, node: str) -> SignedHead:
    """A head from a file: JSON, or the short line of a receipt. Raises ``HeadError``."""
    text = path.read_bytes().decode(errors="replace").strip()
    if not text.startswith("{"):
        return head_from_short(text, node)
    value = jcs.parse(text)
    # A head file may also be a head line, a proof or an export's header: all of them carry it as "head".
    return head_from_json(value.get("head", value), node)


def read_lines(path: Path) -> Iterator[bytes]:
    """The lines of a file, unpacked if it is gzip (told by its first bytes); a torn end is simply the end."""
    with path.open("rb") as probe:
        packed = probe.read(2) == b"\x1f\x8b"
    with gzip.open(path, "rb") if packed else path.open("rb") as stream:
        while True:
            try:
                line = stream.readline(MAX_LINE)
            except (EOFError, gzip.BadGzipFile, zlib.error):
                # What follows cannot be read; the missing entries are then found missing.
                return
            if not line:
                return
            yield line


def _as_json(report: Report) -> dict[str, Any]:
    first = report.first_bad
    return {
        "readable": True,
        "ok": report.ok,
        "node": report.node,
        "intact": report.intact,
        "first_bad": list(first) if first else None,
        "head": report.head.as_json() if report.head else None,
        "outside": report.outside.as_json() if report.outside else None,
        "completeness": report.completeness,
        "findings": [
            {"code": item.code, "first": item.first, "last": item.last, "text": item.text} for item in report.findings
        ],
    }


def _as_text(report: Report, proof: bool) -> str:
    lines = [f"Ledger of node {report.node}: {'holds' if report.ok else 'DOES NOT HOLD'}."]
    first = report.first_bad
    if first:
        exact = first[0] == first[1]
        lines.append(f"First bad entry: {first[0]}" if exact else f"First bad entry: within {first[0]}–{first[1]}")
    lines += [f"- {item.text}" for item in report.findings]
    if not proof:
        lines.append(report.completeness)
    elif report.head:
        lines.append(f"The entry stands under the head of size {report.head.size} of {report.head.as_json()['at']}.")
    return "\n".join(lines)


def _say(value: dict[str, Any], text: str, as_json: bool) -> None:
    sys.stdout.write((json.dumps(value, ensure_ascii=False) if as_json else text) + "\n")
