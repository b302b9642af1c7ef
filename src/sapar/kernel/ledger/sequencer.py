"""Numbers entries after their commit and extends the tree, so that acts never wait for each other.

Each act leaves a row in ``ledger_pending`` in its own transaction. The sequencer takes away whatever it can see and numbers
just that: an entry cannot be lost however late its transaction commits, and none can be numbered twice (an advisory lock
lets one sequencer work at a time). The order of the log is the order of numbering; times need not rise with it.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import structlog
from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.db.utils import DatabaseError

from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import SET_CONTEXT, context_values
from sapar.kernel.ledger import heads, keys
from sapar.kernel.ledger.body import EntryFields, entry_body
from sapar.kernel.ledger.store import get_node, latest_head
from sapar.methods import merkle

log = structlog.get_logger(__name__)

BATCH = 2000
LOCK = 0x5A_9A_12_01
BUSY, IDLE = 0.02, 0.12
TAKE = (
    "with taken as (delete from ledger_pending where entry_id in "
    "(select entry_id from ledger_pending order by entry_id limit %s) returning entry_id) "
    "select e.id, e.at, e.kind, e.act, e.actor, e.institution, e.role, e.purpose, e.subjects::text[], e.input_digest, "
    "e.outcome from ledger_entry e join taken t on t.entry_id = e.id order by e.id"
)


def number_pending(limit: int = BATCH) -> int:
    """Number up to ``limit`` waiting entries in one transaction and sign the new head; returns how many."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(f"select {SET_CONTEXT}", context_values(Actor.system("sequencer")))
        cursor.execute(TAKE, [limit])
        rows = cursor.fetchall()
        if not rows:
            return 0
        head = latest_head()
        tree = merkle.Frontier.load(head.size if head else 0, get_node)
        leaves, nodes = [], []
        for row in rows:
            seq = tree.size
            leaf = merkle.leaf_hash(entry_body(EntryFields(*row)))
            leaves.append((seq, row[0], leaf))
            nodes += [node for node in tree.append(leaf) if node[0] > 0]
        _copy(cursor, "ledger_leaf (seq, entry_id, leaf)", leaves)
        _copy(cursor, "ledger_node (level, index, hash)", nodes)
        signed = heads.sign_head(
            keys.head_key(), size=tree.size, root=tree.root(), at=clock.now(), node=settings.SAPAR_NODE
        )
        cursor.execute(
            "insert into ledger_head (size, root, at, kid, signature) values (%s, %s, %s, %s, %s)",
            [signed.size, signed.root, signed.at, signed.kid, signed.sig],
        )
    publish(signed)
    return len(rows)


def _copy(cursor: object, target: str, rows: Sequence[tuple[object, ...]]) -> None:
    if not rows:
        return
    marks = "(" + ", ".join(["%s"] * len(rows[0])) + ")"
    for start in range(0, len(rows), 500):
        part = rows[start : start + 500]
        cursor.execute(  # type: ignore[attr-defined]
            f"insert into {target} values {', '.join([marks] * len(part))}", [value for row in part for value in row]
        )


def publish(head: heads.SignedHead) -> None:
    """Let a head leave the database: one file for the newest, one line in the day's file.

    The folder is meant to be copied, mounted or mailed elsewhere; whoever holds one of these lines can later show that
    the log was cut or rewritten.
    """
    folder: Path | None = getattr(settings, "SAPAR_HEADS", None)
    if folder is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(head.as_json(), sort_keys=True)
    temporary = folder / ".latest.new"
    temporary.write_text(text + "\n")
    temporary.replace(folder / "latest.json")
    with (folder / f"heads-{head.at:%Y-%m-%d}.jsonl").open("a") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())


def run_forever(stop: threading.Event) -> None:
    """Number entries until ``stop`` is set; a database that is away is waited for."""
    pause = IDLE
    while not stop.wait(pause):
        try:
            pause = BUSY if number_pending() else IDLE
        except DatabaseError as error:
            log.warning("sequencer_waits", error=type(error).__name__)
            pause = 1.0
            close_old_connections()


def drain(seconds: float = 30.0) -> int:
    """Number everything that waits; returns how many. Raises TimeoutError if another sequencer holds on too long."""
    until, done = time.monotonic() + seconds, 0
    while True:
        numbered = number_pending()
        done += numbered
        if not numbered:
            with connection.cursor() as cursor:
                cursor.execute("select exists(select 1 from ledger_pending)")
                if not cursor.fetchone()[0]:
                    return done
            if time.monotonic() > until:
                raise TimeoutError("entries still wait for a number")
            time.sleep(0.05)
