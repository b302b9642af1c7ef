"""Fuzz entry for the offline verifier of the ledger: any file gets a report or ``ExportError``; none passes by luck."""

from __future__ import annotations

import contextlib
import json
import sys
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from mutations import damaged

from sapar.kernel.ledger import heads
from sapar.kernel.ledger.body import EntryFields, entry_body
from sapar.kernel.ledger.exports import export_lines, proof_of
from sapar.kernel.ledger.offline import ExportError, verify_export, verify_proof
from sapar.methods.merkle import Frontier, leaf_hash
from sapar.standards import jcs

_KEY = heads.load_private_key(heads.new_key())
_KEYS = {heads.key_id(_KEY.public_key()): _KEY.public_key()}
_START = datetime(2026, 3, 1, tzinfo=UTC)
_BODIES = [
    entry_body(
        EntryFields(
            id=uuid.UUID(int=number),
            at=_START + timedelta(seconds=number),
            kind="act",
            act="labour.grant",
            actor="account:x",
            subjects=[uuid.UUID(int=number + 100)],
        )
    )
    for number in range(6)
]
_NODES: dict[tuple[int, int], bytes] = {}
_HEADS = []
_frontier = Frontier()
for _body in _BODIES:
    for _level, _index, _hash in _frontier.append(leaf_hash(_body)):
        _NODES[_level, _index] = _hash
    if _frontier.size in (2, 6):
        _HEADS.append(
            heads.sign_head(_KEY, size=_frontier.size, root=_frontier.root(), at=_START + timedelta(1), node="tm")
        )
_EXPORT = "".join(export_lines(_BODIES, _HEADS)).encode()
_PROOF = json.dumps(proof_of(_BODIES[3], 3, _HEADS[1], lambda level, index: _NODES[level, index])).encode()

# Good inputs to start from; the first byte chooses the reader.
SEEDS = [
    b"\x00" + _EXPORT,
    b"\x01" + _PROOF,
    b"\x02" + _HEADS[1].as_short().encode(),
    b"\x03" + json.dumps(_HEADS[1].as_json()).encode(),
]


def one_input(data: bytes) -> None:
    """Runs one input: a good file damaged as these bytes say. Anything but a declared error is a finding."""
    read(damaged(SEEDS, data))


def read(data: bytes) -> None:
    """Give a file to the reader that its first byte names, and hold it to its promises."""
    kind, rest = data[:1], data[1:]
    if kind == b"\x01":
        with contextlib.suppress(ExportError, jcs.JsonError):
            value = jcs.parse(rest)
            assert not verify_proof(value, _KEYS).ok or value == json.loads(_PROOF)
    elif kind in (b"\x02", b"\x03"):
        with contextlib.suppress(heads.HeadError, jcs.JsonError, UnicodeDecodeError):
            text = rest.decode()
            head = heads.head_from_short(text, "tm") if kind == b"\x02" else heads.head_from_json(jcs.parse(text))
            assert not heads.verify_head(head, _KEYS) or head == _HEADS[1]
    else:
        with contextlib.suppress(ExportError):
            report = verify_export(rest.splitlines(keepends=True), _KEYS, _HEADS[:1])
            # A report without a finding is only for the six entries as they were, however they are laid out.
            assert not report.ok or (report.intact == 6 and report.head == _HEADS[1])
