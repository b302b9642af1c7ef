"""Checks a copy of the ledger without trusting the server: needs the export, the signers' public keys, nothing else.

What is shown, and what is not:

- Every entry up to the last head is there, unchanged and in order, or the first bad one is named (see ``exports`` for
  how one line's damage is always pinned to one entry, and what is named otherwise).
- A log cut back to one of its own older heads verifies: only a head that left the node before (``outside``) shows that
  later entries existed. The report therefore says up to which entry and time completeness is shown, and by what.
- Who holds the signing key can sign another history; a head from outside that disagrees shows that.

Errors: ``ExportError`` when the file is no export at all. Anything wrong inside is a finding, never an exception.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sapar.kernel.ledger.body import body_of, is_digest
from sapar.kernel.ledger.exports import FORMAT, PROOF_FORMAT
from sapar.kernel.ledger.heads import HeadError, SignedHead, head_from_json, verify_head
from sapar.methods.merkle import EMPTY_ROOT, Frontier, leaf_hash, verify_inclusion
from sapar.standards import jcs

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

    Keys = Mapping[str, EllipticCurvePublicKey]

MAX_FINDINGS = 100
_LEAVES = re.compile(r"(?:[0-9a-f]{64})*", re.ASCII)


class ExportError(ValueError):
    """The file is not an export, or not a proof, of a ledger."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong. ``first``–``last``: sequence numbers within which the first bad entry lies (equal when exact),
    ``None`` when no entry is concerned. ``code``: altered · missing · inserted · reordered · rewritten · forked ·
    truncated · head · list · line · header · proof.
    """

    code: str
    first: int | None
    last: int | None
    text: str


@dataclass(slots=True)
class Report:
    """Result of a verification.

    ``intact``: so many entries from the beginning are shown unchanged, complete and in order. ``head``: the newest head
    that this rests on. ``outside``: the largest head from outside that agrees.
    """

    node: str
    findings: list[Finding] = field(default_factory=list)
    intact: int = 0
    head: SignedHead | None = None
    outside: SignedHead | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing at all is wrong."""
        return not self.findings

    @property
    def first_bad(self) -> tuple[int, int] | None:
        """Sequence numbers between which the first bad entry lies, or ``None``."""
        named = [(item.first, item.last) for item in self.findings if item.first is not None and item.last is not None]
        return min(named) if named else None

    @property
    def completeness(self) -> str:
        """Up to where completeness is shown, in words."""
        if self.head is None or (self.intact == 0 and self.findings):
            return "Nothing is shown to be complete."
        if self.intact == 0:
            return f"The log was empty at {_at(self.head)}."
        shown = f"Complete up to entry {self.intact - 1} as of head time {_at(self.head)}."
        if self.outside is None:
            return f"{shown} Whether later entries existed can only be shown with a head from outside (--head)."
        return f"{shown} Checked against a head from outside of size {self.outside.size} of {_at(self.outside)}."


@dataclass(slots=True)
class _Line:
    """An entry line as found: its own number in the file, and what could be read of it."""

    number: int
    seq: int | None = None
    hash: bytes | None = None
    leaf: bytes | None = None
    fault: str = ""


@dataclass(slots=True)
class _Walk:
    report: Report
    keys: Keys
    outside: list[SignedHead]
    frontier: Frontier = field(default_factory=Frontier)
    # The segment being read: the head that covers it (None while none is valid), its announced leaves, its lines.
    anchor: SignedHead | None = None
    leaves: list[bytes] | None = field(default_factory=list)
    lines: list[_Line] = field(default_factory=list)
    roots: dict[int, bytes] = field(default_factory=dict)
    stopped: bool = False

    def add(self, code: str, text: str, first: int | None = None, last: int | None = None) -> None:
        if len(self.report.findings) < MAX_FINDINGS:
            self.report.findings.append(Finding(code, first, first if last is None else last, text))


def verify_export(lines: Iterable[bytes], keys: Keys, outside: Sequence[SignedHead] = ()) -> Report:
    """Check an export line by line in one pass; memory holds the lines between two heads.

    ``keys``: key id → public key of the node's head signers. ``outside``: heads that left the node earlier.
    Raises ``ExportError`` if the first line is not the header of an export.
    """
    stream = iter(lines)
    node, size, stated = _header(next(stream, b""))
    walk = _Walk(Report(node), keys, _usable_outside(outside, node, keys))
    for head in outside:
        if head not in walk.outside:
            walk.add(
                "head", f"The head from outside of size {head.size} is not of this node or not signed by a given key."
            )
    if not _anchors(stated, node, keys):
        walk.add("header", "The head in the first line is not signed by a given key.")
        stated = None
    elif stated is None or stated.size != size:
        walk.add("header", "The size in the first line is not that of its head.")
    for number, raw in enumerate(stream, 2):
        if not walk.stopped:
            _take(walk, number, raw)
    _finish(walk, stated)
    return walk.report


def _header(raw: bytes) -> tuple[str, int, SignedHead | None]:
    try:
        value = jcs.parse(raw)
    except jcs.JsonError as error:
        raise ExportError("the first line is not JSON") from error
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise ExportError(f"the first line is not the header of an export ({FORMAT})")
    node, size = value.get("node"), value.get("size")
    if set(value) != {"format", "node", "size", "head"} or not isinstance(node, str) or type(size) is not int:
        raise ExportError("the header has format, node, size and head")
    try:
        return node, size, head_from_json(value["head"], node)
    except HeadError:
        return node, size, None


def _anchors(head: SignedHead | None, node: str, keys: Keys) -> bool:
    return head is not None and head.node == node and verify_head(head, keys)


def _usable_outside(heads: Sequence[SignedHead], node: str, keys: Keys) -> list[SignedHead]:
    return sorted((head for head in heads if _anchors(head, node, keys)), key=lambda head: head.size)


def _take(walk: _Walk, number: int, raw: bytes) -> None:
    """One line after the header: an entry is kept for its segment, a head closes the segment and opens its own."""
    try:
        value = jcs.parse(raw)
    except jcs.JsonError:
        walk.lines.append(_Line(number, fault="is not JSON"))
        return
    if isinstance(value, dict) and "head" in value:
        _take_head(walk, number, value)
    else:
        walk.lines.append(_entry_line(number, value))


def _entry_line(number: int, value: Any) -> _Line:
    if not isinstance(value, dict) or set(value) != {"seq", "body", "leaf"}:
        return _Line(number, fault="is no entry (seq, body, leaf)")
    line = _Line(number)
    if type(value["seq"]) is int:
        line.seq = value["seq"]
    if isinstance(value["leaf"], str) and is_digest(value["leaf"]):
        line.leaf = bytes.fromhex(value["leaf"])
    try:
        line.hash = leaf_hash(body_of(value["body"]))
    except (ValueError, OverflowError) as error:
        line.fault = f"holds a malformed entry: {error}"
    return line


def _take_head(walk: _Walk, number: int, value: dict[str, Any]) -> None:
    if walk.anchor:
        _close(walk, walk.anchor)
    listed = value.get("leaves")
    if not isinstance(listed, str) or not _LEAVES.fullmatch(listed):
        walk.leaves = None
    elif walk.leaves is not None:
        walk.leaves += [bytes.fromhex(listed[at : at + 64]) for at in range(0, len(listed), 64)]
    try:
        head = head_from_json(value["head"], walk.report.node)
    except HeadError as error:
        walk.add("head", f"The head in line {number} is malformed: {error}.")
        return
    if set(value) != {"head", "leaves"}:
        walk.add("head", f"The head in line {number} has other keys than head and leaves.")
    if not _anchors(head, walk.report.node, walk.keys):
        walk.add("head", f"The head in line {number} (size {head.size}) is not signed by a given key.")
    elif head.size < walk.frontier.size:
        walk.add("head", f"The head in line {number} (size {head.size}) stands after a larger one.")
    else:
        walk.anchor = head


def _close(walk: _Walk, head: SignedHead) -> None:
    """Hold the lines of the segment against the head that covers it. Surplus lines go to the next segment."""
    start, count = walk.frontier.size, head.size - walk.frontier.size
    if count == 0 and head.root != walk.frontier.root():
        walk.add("forked", f"Two signed heads of size {start} disagree: the log was rewritten.", 0, max(start - 1, 0))
        walk.stopped = True
        return
    readable = [line for line in walk.lines if line.hash or line.leaf]
    claimed = [line.leaf for line in readable]
    truth = next((way for way in (walk.leaves, claimed[:count]) if _gives(walk.frontier, way, count, head.root)), None)
    if truth is None:
        _name_segment(walk, head, readable)
        walk.stopped = True
        return
    leaves = [leaf for leaf in truth if leaf is not None]
    lines = walk.lines
    if [line.hash for line in readable[:count]] == leaves:
        # Every entry is there: what cannot be read beside them was never one.
        taken = lines.index(readable[count - 1]) + 1 if count else 0
        for line in lines[:taken]:
            if not line.hash and not line.leaf:
                walk.add("line", f"Line {line.number} {line.fault}; no entry is concerned.")
        lines = [line for line in lines[:taken] if line.hash or line.leaf] + lines[taken:]
    difference = _first_difference(start, leaves, lines)
    if difference:
        walk.add(*difference)
    elif walk.leaves != leaves:
        walk.add(
            "list",
            f"The leaf hashes given with the head of size {head.size} are missing or altered; the entries are not.",
        )
    if walk.report.first_bad is None:
        walk.report.intact, walk.report.head = head.size, head
    elif walk.report.intact < walk.report.first_bad[0] <= head.size:
        walk.report.intact, walk.report.head = walk.report.first_bad[0], head
    for leaf in leaves:
        walk.frontier.append(leaf)
        if any(other.size == walk.frontier.size for other in walk.outside):
            walk.roots[walk.frontier.size] = walk.frontier.root()
    walk.anchor, walk.leaves, walk.lines = None, [], [] if difference else lines[count:]


def _gives(frontier: Frontier, leaves: Sequence[bytes | None] | None, count: int, root: bytes) -> bool:
    """Whether these leaf hashes, appended, make the signed root."""
    if leaves is None or len(leaves) != count:
        return False
    trial = Frontier(frontier.size, frontier.nodes)
    for leaf in leaves:
        if leaf is None:
            return False
        trial.append(leaf)
    return trial.root() == root


def _first_difference(start: int, truth: list[bytes], lines: list[_Line]) -> tuple[str, str, int] | None:
    """The first place where the lines are not the true entries: code, words, sequence number.

    There may be more lines than true entries: whether those belong to what follows is not decided here.
    """
    for place, leaf in enumerate(truth):
        seq = start + place
        if place >= len(lines):
            return "missing", f"Entry {seq} is missing.", seq
        line = lines[place]
        if line.hash == leaf:
            if line.seq == seq and line.leaf == leaf:
                continue
            what = "number" if line.seq != seq else "leaf hash"
            return "altered", f"Entry {seq} (line {line.number}): its {what} is altered.", seq
        later = {other.hash for other in lines[place + 1 :]}
        follows = place + 1 < len(lines) and lines[place + 1].hash == leaf
        if follows and len(lines) > len(truth):
            return "inserted", f"Line {line.number} is inserted before entry {seq}.", seq
        if line.hash in set(truth[place + 1 :]):
            if leaf in later:
                return "reordered", f"Entry {seq} is out of order: line {line.number} holds another one.", seq
            return "missing", f"Entry {seq} is missing before line {line.number}.", seq
        if leaf in later:
            return "reordered", f"Entry {seq} is out of order: line {line.number} holds something else.", seq
        reason = f" It {line.fault}." if line.fault else ""
        return "altered", f"Entry {seq} (line {line.number}) is altered.{reason}", seq
    return None


def _name_segment(walk: _Walk, head: SignedHead, lines: list[_Line]) -> None:
    """No list gives the signed root: say between which entries the first bad one lies."""
    start = walk.frontier.size
    low, high = start, head.size - 1
    for other in walk.outside:
        if low < other.size < head.size:
            part = [line.leaf for line in lines[: other.size - start]]
            if not _gives(walk.frontier, part, other.size - start, other.root):
                high = other.size - 1
                break
            low = other.size
    hint = ""
    for place, line in enumerate(lines[: head.size - start]):
        if line.fault or line.seq != start + place or line.hash != line.leaf:
            hint = f" Line {line.number} {line.fault or 'contradicts itself'}."
            break
    walk.add(
        "rewritten",
        f"The entries do not give the signed root of the head of size {head.size}: the first bad entry lies within "
        f"{low}–{high}.{hint}",
        low,
        high,
    )


def _finish(walk: _Walk, stated: SignedHead | None) -> None:
    """The end of the file: the open segment, the header's head, surplus lines, then the heads from outside."""
    if walk.anchor and not walk.stopped:
        _close(walk, walk.anchor)
    if not walk.stopped and stated is not None:
        if stated.size < walk.frontier.size:
            walk.add("header", "The head in the first line is older than a later one.")
        elif not any(line.leaf for line in walk.lines) and stated.size > walk.frontier.size:
            first = walk.frontier.size
            walk.add("missing", f"Entry {first} and those up to {stated.size - 1} are missing.", first)
            walk.stopped = True
        else:
            # Lines whose own head line is gone may still be what the newest head covers.
            _close(walk, stated)
    if not walk.stopped and walk.lines:
        line, seq = walk.lines[0], walk.frontier.size
        walk.add("inserted", f"Line {line.number} stands where entry {seq} would, which no head covers.", seq)
    for head in walk.outside:
        _hold_against(walk, head)


def _hold_against(walk: _Walk, head: SignedHead) -> None:
    low = walk.report.outside.size if walk.report.outside else 0
    if head.size == 0:
        root: bytes | None = EMPTY_ROOT
    else:
        root = walk.roots.get(head.size)
    if root is None:
        if not walk.stopped and head.size > walk.frontier.size:
            first = walk.frontier.size
            text = (
                f"A head from outside of {_at(head)} covers {head.size} entries: {first}–{head.size - 1} are missing. "
                "Either this copy was made before that head (make a new copy), or the log was cut back."
            )
            walk.add("truncated", text, first)
        return
    if root != head.root:
        text = f"A head from outside of {_at(head)} disagrees: the log was rewritten within {low}–{head.size - 1}."
        walk.add("forked", text, low, max(head.size - 1, low))
    elif walk.report.outside is None or head.size > walk.report.outside.size:
        walk.report.outside = head


def verify_proof(value: object, keys: Keys) -> Report:
    """Check a proof of one entry (``exports.proof_of``). Raises ``ExportError`` if it is no proof at all."""
    if not isinstance(value, dict) or value.get("format") != PROOF_FORMAT:
        raise ExportError(f"not a proof of an entry ({PROOF_FORMAT})")
    node, seq, path = value.get("node"), value.get("seq"), value.get("path")
    if (
        set(value) != {"format", "node", "seq", "body", "path", "head"}
        or not isinstance(node, str)
        or type(seq) is not int
        or not isinstance(path, list)
        or not all(isinstance(step, str) and is_digest(step) for step in path)
    ):
        raise ExportError("a proof has format, node, seq, body, path and head")
    report = Report(node)
    try:
        head = head_from_json(value["head"], node)
        leaf = leaf_hash(body_of(value["body"]))
    except (ValueError, OverflowError) as error:
        report.findings.append(Finding("proof", seq, seq, f"The proof holds a malformed part: {error}."))
        return report
    if not _anchors(head, node, keys):
        report.findings.append(Finding("head", None, None, "The head of the proof is not signed by a given key."))
    elif not verify_inclusion(leaf, seq, head.size, [bytes.fromhex(step) for step in path], head.root):
        report.findings.append(Finding("proof", seq, seq, f"Entry {seq} is not in the log under this head."))
    else:
        report.head = head
    return report


def _at(head: SignedHead) -> str:
    return head.at.isoformat(timespec="seconds").replace("+00:00", "Z")
