"""Reading the log: newest head, nodes for proofs, proofs, export. Row-level security limits which entries come along."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from sapar.kernel.errors import NotFound
from sapar.kernel.ledger import heads
from sapar.kernel.ledger.body import EntryFields, entry_body
from sapar.methods import merkle

ENTRY = "e.id, e.at, e.kind, e.act, e.actor, e.institution, e.role, e.purpose, e.subjects::text[], e.input_digest, e.outcome"
PAGE = 5000


def latest_head() -> heads.SignedHead | None:
    """The newest signed head, or None before the first entry was numbered."""
    return next(iter(_heads("order by size desc limit 1", [])), None)


def _heads(where: str, values: list[Any]) -> list[heads.SignedHead]:
    with connection.cursor() as cursor:
        cursor.execute(f"select size, root, at, kid, signature from ledger_head {where}", values)
        return [
            heads.SignedHead(settings.SAPAR_NODE, size, bytes(root), at, kid, bytes(signature))
            for size, root, at, kid, signature in cursor.fetchall()
        ]


def get_node(level: int, index: int) -> bytes:
    """The stored hash of a complete subtree; raises LookupError when the tree is not that far."""
    with connection.cursor() as cursor:
        if level == 0:
            cursor.execute("select leaf from ledger_leaf where seq = %s", [index])
        else:
            cursor.execute("select hash from ledger_node where level = %s and index = %s", [level, index])
        row = cursor.fetchone()
    if row is None:
        raise LookupError(f"no node {level}/{index}")
    return bytes(row[0])


def proof(entry_id: UUID) -> dict[str, Any]:
    """Inclusion proof of one entry under the newest head, as ``sapar ledger verify --proof`` reads it.

    Raises NotFound for an entry the reader may not see; one without a number yet has ``"pending": true``.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {ENTRY}, l.seq from ledger_entry e left join ledger_leaf l on l.entry_id = e.id where e.id = %s",
            [entry_id],
        )
        row = cursor.fetchone()
    if row is None:
        raise NotFound()
    body = entry_body(EntryFields(*row[:-1]))
    head, seq = latest_head(), row[-1]
    if seq is None or head is None:
        return {"format": "sapar-proof/1", "pending": True, "body": json.loads(body)}
    return {
        "format": "sapar-proof/1",
        "node": settings.SAPAR_NODE,
        "seq": seq,
        "body": json.loads(body),
        "leaf": merkle.leaf_hash(body).hex(),
        "path": [step.hex() for step in merkle.inclusion_proof(seq, head.size, get_node)],
        "head": head.as_json(),
    }


def consistency(old: int) -> dict[str, Any]:
    """Proof that the log of ``old`` entries is a prefix of today's. Raises NotFound for a size that never was."""
    head = latest_head()
    if head is None or not 0 < old <= head.size:
        raise NotFound()
    return {
        "format": "sapar-consistency/1",
        "old": old,
        "path": [step.hex() for step in merkle.consistency_proof(old, head.size, get_node)],
        "head": head.as_json(),
    }


def export() -> Iterator[str]:
    """The whole log as lines of JSON for the offline verifier; call it as a reader whose reach is ``ledger=all``.

    Every signed head stands after the last entry it covers, so that a change is pinned to the entries between two heads.
    """
    last = latest_head()
    yield json.dumps(
        {
            "format": "sapar-ledger/1",
            "node": settings.SAPAR_NODE,
            "size": last.size if last else 0,
            "head": last.as_json() if last else None,
        }
    )
    for start in range(0, last.size if last else 0, PAGE):
        with connection.cursor() as cursor:
            cursor.execute(
                f"select {ENTRY}, l.seq, l.leaf from ledger_leaf l left join ledger_entry e on e.id = l.entry_id "
                "where l.seq >= %s and l.seq < %s order by l.seq",
                [start, start + PAGE],
            )
            rows = cursor.fetchall()
        marks = {head.size: head for head in _heads("where size > %s and size <= %s", [start, start + PAGE])}
        for row in rows:
            entry, seq, leaf = row[:-2], row[-2], bytes(row[-1])
            body = None if entry[0] is None else json.loads(entry_body(EntryFields(*entry)))
            yield json.dumps({"seq": seq, "body": body, "leaf": leaf.hex()})
            if seq + 1 in marks:
                yield json.dumps({"head": marks[seq + 1].as_json()})
