"""Reading the log: newest head, nodes for proofs, proofs, export. Row-level security limits which entries come along."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from sapar.kernel.errors import Conflict, NotFound
from sapar.kernel.ledger import exports, heads
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

    Raises NotFound for an entry the reader may not see, Conflict (``pending``) for one that has no number yet.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {ENTRY}, l.seq from ledger_entry e left join ledger_leaf l on l.entry_id = e.id where e.id = %s",
            [entry_id],
        )
        row = cursor.fetchone()
    if row is None:
        raise NotFound()
    head, seq = latest_head(), row[-1]
    if seq is None or head is None or seq >= head.size:
        raise Conflict(_("The entry is accepted; it will stand under the next tree head, in a moment."), code="pending")
    return exports.proof_of(entry_body(EntryFields(*row[:-1])), seq, head, get_node)


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
    """The whole log as lines for the offline verifier; call it as a reader whose reach is ``ledger=all``.

    Raises NotFound before the first entry was numbered.
    """
    signed = _heads("order by size", [])
    if not signed:
        raise NotFound()
    return exports.export_lines(_bodies(signed[-1].size), signed, _leaves(signed[-1].size))


def _bodies(size: int) -> Iterator[bytes]:
    for start in range(0, size, PAGE):
        with connection.cursor() as cursor:
            cursor.execute(
                f"select {ENTRY} from ledger_leaf l left join ledger_entry e on e.id = l.entry_id "
                "where l.seq >= %s and l.seq < %s order by l.seq",
                [start, min(start + PAGE, size)],
            )
            rows = cursor.fetchall()
        for row in rows:
            # An entry that somebody removed from the database leaves its number: the verifier names it.
            yield b"null" if row[0] is None else entry_body(EntryFields(*row))


def _leaves(size: int) -> Iterator[bytes]:
    for start in range(0, size, PAGE):
        with connection.cursor() as cursor:
            cursor.execute(
                "select leaf from ledger_leaf where seq >= %s and seq < %s order by seq",
                [start, min(start + PAGE, size)],
            )
            rows = cursor.fetchall()
        yield from (bytes(row[0]) for row in rows)
