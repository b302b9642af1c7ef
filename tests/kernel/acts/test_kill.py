"""Kill -9 at any moment of a save: after that the act is there whole, with its ledger entry, or not at all."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psycopg

from sapar.node import roles

WRITER = Path(__file__).parent / "writer.py"
WHOLE = """
select (select count(*) from access_account a where not exists (
          select 1 from ledger_subject s join ledger_entry e on e.subjects @> array[s.pseudonym]
          where s.subject = 'account:' || a.id and e.act = 'access.create_account')),
       (select count(*) from ledger_entry e where e.act = 'access.create_account' and not exists (
          select 1 from ledger_subject s join access_account a on s.subject = 'account:' || a.id
          where e.subjects @> array[s.pseudonym])),
       (select count(*) from ledger_entry e where not exists (select 1 from ledger_note n where n.entry_id = e.id)),
       (select count(*) from ledger_entry e where not exists (select 1 from ledger_pending p where p.entry_id = e.id)
          and not exists (select 1 from ledger_leaf l where l.entry_id = e.id)),
       (select count(*) from access_account)
"""


def start(node: Any) -> subprocess.Popen[str]:
    writer = subprocess.Popen([sys.executable, str(WRITER)], env=node.environment, stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    assert writer.stdout.readline() == "writing\n"
    return writer


def count(node: Any) -> tuple[int, ...]:
    until = time.monotonic() + 30
    while True:
        try:
            with psycopg.connect(**node.place.connection(roles.OWNER, node.database), autocommit=True) as sql:
                return tuple(sql.execute(WHOLE).fetchone() or ())
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def test_a_killed_writer_leaves_whole_acts(node_db: Any) -> None:
    """The application process dies in the middle, six times at random moments."""
    for _ in range(6):
        writer = start(node_db)
        time.sleep(random.uniform(0, 0.15))
        writer.kill()
        writer.wait()
    *torn, written = count(node_db)
    assert torn == [0, 0, 0, 0]
    assert written >= 6


def test_a_killed_database_process_leaves_whole_acts(node_db: Any) -> None:
    """A process of the database dies in the middle; the server recovers by itself and nothing is torn."""
    writer = start(node_db)
    try:
        with psycopg.connect(**node_db.place.connection(roles.SETUP, "postgres"), autocommit=True) as sql:
            row = sql.execute(
                "select pid from pg_stat_activity where datname = %s and usename = %s", [node_db.database, roles.APP]
            ).fetchone()
        assert row is not None
        time.sleep(random.uniform(0, 0.2))
        os.kill(row[0], signal.SIGKILL)
        time.sleep(0.3)
    finally:
        writer.kill()
        writer.wait()
    # The test server does not wait for the disk, so the last acts may be gone; none may be there in part.
    *torn, before = count(node_db)
    assert torn == [0, 0, 0, 0]
    again = start(node_db)
    again.kill()
    again.wait()
    *torn, after = count(node_db)
    assert torn == [0, 0, 0, 0]
    assert after > before
