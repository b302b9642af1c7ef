"""Large files of lists: received by an act, read by a job in parts, so that the page can say how far it is.

Parts are acts of the job: what they write is a draft that no desk reads. Each carries the mark of its run, so that a run
that was given up, or whose file was replaced by a newer one, stops at its next part.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable
from typing import Any
from uuid import UUID

import structlog
from django.utils.translation import gettext_lazy as _

from sapar.areas.border.access import OWNERS, SCREENER, WATCH
from sapar.areas.border.acts import list_files, putting
from sapar.areas.border.acts.watch_lists import (
    READ,
    drop_rows,
    in_force,
    keep,
    locked,
    new_version,
    own_version,
    replace_waiting,
)
from sapar.areas.border.models import ListVersion
from sapar.areas.border.rules import watch as rules
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.acts import about, act, defer
from sapar.kernel.errors import Conflict, NotFound
from sapar.standards.watchlists import WatchlistError

log = structlog.get_logger(__name__)

ORIGINS = ("page", "command")
# What the run in this process has read, by version: acts take its parts from here, not from their arguments.
_in_hand: dict[UUID, list[Any]] = {}


@act(
    "border.receive_list",
    roles=OWNERS,
    purpose=WATCH,
    title=_("Hand in a large file of a watchlist"),
    page_only=True,
    emits=(READ,),
)
def receive_list(actor: Actor, *, list_id: UUID, content: bytes, origin: str = "page") -> ListVersion:
    """Keep a file (perhaps packed with gzip) as the next version of a list; a job reads it.

    Raises Invalid (``content``: too large, empty), Conflict (the list has ended), NotFound.
    """
    found = locked(actor, list_id)
    data = list_files.unpacked(content)
    putting.invalid([("origin", "choice")] if origin not in ORIGINS else [])
    version = new_version(actor, found, data)
    version.state, version.origin = "received", origin
    version.file = list_files.seal(version, data)
    replace_waiting(actor, found)
    version.save(force_insert=True)
    defer(READ, version_id=str(version.pk))
    about("watchlist", found.pk)
    return version


@act(
    "border.read_list_again",
    roles=OWNERS,
    purpose=WATCH,
    title=_("Read a file of a watchlist again"),
    emits=(READ,),
)
def read_list_again(actor: Actor, *, version_id: UUID) -> ListVersion:
    """Begin anew after an interruption. Raises Conflict (it is being read, or was decided), NotFound."""
    version = own_version(actor, version_id)
    found = locked(actor, version.watchlist_id)
    if version.file is None or not (
        version.state == "failed" or rules.silent(version.state, version.progress, version.imported_at, clock.now())
    ):
        putting.refuse("decided")
    drop_rows(version)
    version.base_id = in_force(found)
    # From now on: what was imported long ago is not silent at once.
    version.state, version.trouble, version.progress = "received", "", {"at": clock.now().isoformat()}
    version.save(update_fields=["base_id", "state", "trouble", "progress"])
    defer(READ, version_id=str(version.pk))
    about("watchlist", found.pk)
    return version


# ------------------------------------------------------------------------------------------------ the job


def read_version(actor: Actor, version_id: UUID, tell: Callable[[int, int], None] = lambda done, total: None) -> bool:
    """Read a file that was received, to its end or to its error; False when there is nothing (more) to do.

    ``actor``: the quiet screening. ``tell``: how many rows of how many are written. Repeating it changes nothing.
    """
    try:
        run = start_list(actor, version_id=version_id)["run"]
    except (Conflict, NotFound):
        return False  # read by another process, replaced by a newer file, or erased since
    try:
        with reading(actor):
            version = ListVersion.objects.select_related("watchlist").get(pk=version_id)
            try:
                rows = list_files.read_into(
                    version.watchlist, version, list_files.opened(version), version.mapping or None
                )
            except WatchlistError as error:
                headings = list_files.headings_of(list_files.opened(version))
                rule, line = error.rule, error.line or 0
            else:
                rule, line, headings = "", 0, []
        if rule:
            fail_list(actor, version_id=version_id, run=run, rule=rule, line=line, headings=headings)
            return True
        _in_hand[version_id] = rows
        for first in range(0, len(rows), list_files.AT_ONCE):
            keep_part(actor, version_id=version_id, run=run, first=first)
            tell(min(first + list_files.AT_ONCE, len(rows)), len(rows))
        finish_list(actor, version_id=version_id, run=run, read=_as_read(version))
    except (Conflict, NotFound):
        return False  # replaced by a newer file meanwhile
    except Exception as error:
        log.error("list_not_read", version=str(version_id), error=type(error).__name__)
        with contextlib.suppress(Conflict, NotFound):
            fail_list(actor, version_id=version_id, run=run, rule="broken", line=0, headings=[])
        raise
    finally:
        _in_hand.pop(version_id, None)
    return True


@act(
    "border.start_list",
    roles=(SCREENER,),
    purpose=WATCH,
    title=_("Begin to read a file of a watchlist"),
    page_only=True,
)
def start_list(actor: Actor, *, version_id: UUID) -> dict[str, str]:
    """Take a file in hand; gives the mark of this run. Raises Conflict (somebody else has), NotFound."""
    version = _one(version_id)
    if version.state != "received":
        putting.refuse("decided")
    drop_rows(version)
    version.state, version.trouble = "reading", ""
    version.progress = {**version.progress, "run": secrets.token_hex(8), "at": clock.now().isoformat()}
    version.save(update_fields=["state", "trouble", "progress"])
    about("watchlist", version.watchlist_id)
    return {"run": version.progress["run"]}


@act("border.keep_list_part", roles=(SCREENER,), purpose=WATCH, title=_("Keep a part of a watchlist"), page_only=True)
def keep_part(actor: Actor, *, version_id: UUID, run: str, first: int) -> None:
    """Write the rows from ``first`` on that this process has read. Raises Conflict (another run, or none), NotFound."""
    version = _running(version_id, run)
    rows = _in_hand.get(version_id, [])
    part = rows[first : first + list_files.AT_ONCE]
    keep(part)
    version.progress |= {"done": first + len(part), "total": len(rows), "at": clock.now().isoformat()}
    version.save(update_fields=["progress"])
    about("watchlist", version.watchlist_id)


@act("border.finish_list", roles=(SCREENER,), purpose=WATCH, title=_("End the reading of a watchlist"), page_only=True)
def finish_list(actor: Actor, *, version_id: UUID, run: str, read: dict[str, Any]) -> ListVersion:
    """Everything is read: a second person may look at what changes, and decide. Raises Conflict, NotFound."""
    version = _running(version_id, run)
    for name in _READ:
        setattr(version, name, read[name])
    # Only who chooses columns needs the file again.
    version.file = version.file if version.format == "csv" else None
    version.progress = {}
    version.save()
    about("watchlist", version.watchlist_id)
    return version


@act(
    "border.fail_list", roles=(SCREENER,), purpose=WATCH, title=_("Say why a watchlist cannot be read"), page_only=True
)
def fail_list(actor: Actor, *, version_id: UUID, run: str, rule: str, line: int, headings: list[str]) -> ListVersion:
    """The file stays, with what is wrong about it. Raises Conflict, NotFound."""
    version = _running(version_id, run)
    drop_rows(version)
    version.state, version.trouble, version.trouble_line = "failed", rule, line
    version.headings, version.format = headings, "csv" if headings else ""
    version.progress = {}
    version.save()
    about("watchlist", version.watchlist_id)
    return version


_READ = ("state", "format", "list_date", "headings", "mapping", "problems", "findings", "gone", "counts")


def _as_read(version: ListVersion) -> dict[str, Any]:
    return {name: getattr(version, name) for name in _READ}


def _one(version_id: UUID) -> ListVersion:
    found: ListVersion | None = ListVersion.objects.select_for_update().filter(pk=version_id).first()
    if found is None:
        raise NotFound(field="version_id")
    return found


def _running(version_id: UUID, run: str) -> ListVersion:
    found = _one(version_id)
    if found.state != "reading" or found.progress.get("run") != run:
        putting.refuse("decided")
    return found
