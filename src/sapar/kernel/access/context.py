"""The settings that row-level security reads, set once in each transaction and gone with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from sapar.kernel.access import registry
from sapar.kernel.access.actor import NOBODY, Actor

SET_CONTEXT = (
    "set_config('sapar.actor', %s, true), set_config('sapar.institution', %s, true), set_config('sapar.role', %s, true), "
    "set_config('sapar.reach', %s, true), set_config('sapar.holder', %s, true)"
)


def context_values(actor: Actor) -> list[str]:
    """The five values for ``SET_CONTEXT``, in its order."""
    return [
        actor.ref,
        str(actor.institution_id or NOBODY),
        actor.role,
        registry.encode_reach(registry.role(actor.role).reach) or "nothing=none",
        str(actor.holder_id or NOBODY),
    ]


@contextmanager
def reading(actor: Actor) -> Iterator[None]:
    """A transaction in which policies know the reader. For reads that are no look: forms, counts, own settings.

    Outside such a transaction a policy raises instead of silently showing no rows.
    """
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute(f"select {SET_CONTEXT}", context_values(actor))
        yield
