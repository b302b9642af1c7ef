"""What is being carried out right now in this thread, and what it has named so far."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sapar.kernel.access.actor import Actor


@dataclass(slots=True)
class Running:
    """One act or look in progress. ``entry_id`` is the id its ledger entry will have."""

    name: str
    actor: Actor
    entry_id: UUID
    is_look: bool
    subjects: dict[str, None] = field(default_factory=dict)


current: ContextVar[Running | None] = ContextVar("sapar_running", default=None)


def running() -> Running:
    """The act or look in progress; raises RuntimeError outside one."""
    found = current.get()
    if found is None:
        raise RuntimeError("this may be called inside an act or a look only")
    return found


def about(kind: str, *record_ids: UUID | str) -> None:
    """Name the records that this act concerns; its ledger entry carries their pseudonyms.

    Raises ValueError for an id with a line break: subjects go to the database one a line.
    """
    subjects = running().subjects
    for record_id in record_ids:
        name = f"{kind}:{record_id}"
        if "\n" in name:
            raise ValueError("an id of a record is one line")
        subjects[name] = None


def shown(kind: str, *record_ids: UUID | str) -> None:
    """Name the records that this look shows: every one of them, also in lists, searches, exports and prints."""
    if not running().is_look:
        raise RuntimeError("shown() belongs to a look; an act says about()")
    about(kind, *record_ids)


def defer(task: str, **arguments: Any) -> None:
    """Queue a job in the transaction of this act: it runs if the act is committed, and only then.

    Arguments are stored in plain text: ids and codes only.
    """
    running()
    from procrastinate.contrib.django import app

    app.configure_task(task, allow_unknown=True).defer(**arguments)
