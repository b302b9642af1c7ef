"""Passwords: Argon2id with a stated memory cost (19 MiB, two passes, one lane; OWASP's minimum for Argon2id).

Django's own Argon2 parameters take 100 MiB a hash: 150 sign-ins at once then need half a gigabyte a worker.
"""

from __future__ import annotations

import threading

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection

_one_at_a_time = threading.Lock()


class SaparArgon2Hasher(Argon2PasswordHasher):
    """Argon2id, m = 19,456 KiB, t = 2, p = 1.

    One hash at a time in a process, with the database connection given back meanwhile: a burst of sign-ins then
    costs the people who are already working as little as it can.
    """

    memory_cost = 19456
    time_cost = 2
    parallelism = 1

    def verify(self, password: str, encoded: str) -> bool:
        _lend_connection()
        with _one_at_a_time:
            return super().verify(password, encoded)

    def encode(self, password: str, salt: str) -> str:
        with _one_at_a_time:
            return super().encode(password, salt)


def _lend_connection() -> None:
    """Give the connection back to the pool unless a transaction is open on it."""
    if connection.settings_dict["OPTIONS"].get("pool") and not connection.in_atomic_block:
        connection.close()
