"""The mark that a database carries: of which kind of node it is. A demo's database is never served as a real one.

It is a table and not a comment, so that a back-up brings it along wherever it is restored.
"""

from __future__ import annotations

from typing import Any

from psycopg import Connection

from sapar.node.errors import NodeError

TABLE = """
create table if not exists node_mark (name text primary key, value text not null);
revoke insert, update, delete, truncate on node_mark from sapar_app;
"""


class WrongDatabase(NodeError):
    """This database belongs to another node or another kind of node."""


def read(connection: Connection[Any]) -> dict[str, str]:
    """``mode`` and ``code``; empty for a database that no node has used yet."""
    known = connection.execute("select to_regclass('public.node_mark') is not null").fetchone()
    if not known or not known[0]:
        return {}
    return dict(connection.execute("select name, value from node_mark").fetchall())


def agree(connection: Connection[Any], mode: str, code: str) -> None:
    """As the owner: mark an unmarked database, or raise ``WrongDatabase`` when it is marked otherwise."""
    check(read(connection), mode, code)
    connection.execute(TABLE)
    for name, value in (("mode", mode), ("code", code)):
        connection.execute("insert into node_mark values (%s, %s) on conflict do nothing", [name, value])


def check(found: dict[str, str], mode: str, code: str) -> None:
    """Raise ``WrongDatabase`` when ``found`` is another mode or another node."""
    if found and found["mode"] != mode:
        raise WrongDatabase(f"this database belongs to a {found['mode']} node: a {mode} node refuses it")
    if found and found["code"] != code:
        raise WrongDatabase(f"this database belongs to the node {found['code']}, not to {code}")
