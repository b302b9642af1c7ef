"""The files that leave the ledger: the export, and the proof of one entry. Writing only; reading is ``offline``.

Export, format ``sapar-ledger/1``: JSON lines in UTF-8, optionally gzip::

    {"format":"sapar-ledger/1","node":NAME,"size":N,"head":{...}}              first line; the newest head
    {"head":{"size":..,"root":HEX,"at":..,"kid":..,"sig":..},"leaves":HEX...}  before the entries that it covers
    {"seq":0,"body":{...},"leaf":HEX}                                          one line an entry, without gaps

A head line gives ahead the leaf hashes of the entries from the head before it up to its own size, joined. Only the
signed root is trusted: whichever of the two lists (on the head line, on the entry lines) gives that root is the true
one, and everything is compared with it. So whatever is done to one line, and wherever the file is cut, the entry is
named exactly; who changes an entry, its leaf and the list alike is caught by the root, and the entries between two
heads are named. Heads at short distances make that narrow.

Proof, format ``sapar-proof/1``: one JSON object ``{format, node, seq, body, path: [HEX, ...], head: {...}}``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sapar.kernel.ledger.heads import SignedHead
from sapar.methods.merkle import GetNode, inclusion_proof, leaf_hash
from sapar.standards import jcs

FORMAT = "sapar-ledger/1"
PROOF_FORMAT = "sapar-proof/1"


def export_lines(
    entries: Iterable[bytes], heads: Sequence[SignedHead], numbered: Iterable[bytes] | None = None
) -> Iterator[str]:
    """The lines of an export, each with its line end.

    ``numbered``: the leaf hashes as they were stored when the entries were numbered; they are announced on the head
    lines, so that an entry changed in the database afterwards is named exactly. Without them the hashes are computed.

    ``entries`` are the canonical bodies in order from sequence number 0, at least as many as the last head's size
    (further ones are left out: no head covers them yet); ``heads`` are of one node, by increasing size, not empty.
    Raises ``ValueError`` if there are fewer entries than the last head covers.
    """
    last = heads[-1]
    header = {"format": FORMAT, "node": last.node, "size": last.size, "head": last.as_json()}
    yield _line(header)
    stream = iter(entries)
    stored = None if numbered is None else iter(numbered)
    seq = 0
    for head in heads:
        bodies = list(islice(stream, head.size - seq))
        leaves = [leaf_hash(body).hex() for body in bodies]
        if seq + len(bodies) != head.size:
            raise ValueError("fewer entries than the last head covers")
        announced = leaves if stored is None else [leaf.hex() for leaf in islice(stored, head.size - seq)]
        signed = head.as_json()
        del signed["node"]
        yield _line({"head": signed, "leaves": "".join(announced)})
        for body, leaf in zip(bodies, leaves, strict=True):
            # The body is embedded as it is, not read and written again.
            yield f'{{"body":{body.decode()},"leaf":"{leaf}","seq":{seq}}}\n'
            seq += 1


def proof_of(body: bytes, seq: int, head: SignedHead, get_node: GetNode) -> dict[str, Any]:
    """The proof that entry ``seq`` stands in the log under ``head``, as a JSON object.

    ``get_node`` gives stored nodes of the tree. Raises ``ValueError`` if the head does not cover the entry.
    """
    path = inclusion_proof(seq, head.size, get_node)
    return {
        "format": PROOF_FORMAT,
        "node": head.node,
        "seq": seq,
        "body": jcs.parse(body),
        "path": [step.hex() for step in path],
        "head": head.as_json(),
    }


def _line(value: Any) -> str:
    return jcs.canonical_plain(value).decode() + "\n"
