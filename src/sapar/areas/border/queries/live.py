"""The people who are screened, in the memory of this process, as new as the database at the moment of asking.

Two indexes that never meet. The *open* one holds what the desk may know of: every process that answers a desk has it. The
*quiet* one holds discreet and assist entries: only the worker has it, and only its job asks it, so that nothing of the
desk (neither the data that it reads nor the time that it takes) depends on a quiet entry. They have counters of their own
for the same reason: approving a quiet alert is no change for a desk. The quiet one has a part for each owner, so that the
entries of one office never stand in the way of another's.

Before each question the counter is read (one row). If it moved on, the entries that changed since are read and put in
place; a large change, or a past that is not ours (a restored back-up), builds the index anew. The open index is kept in a
file, from which a process that starts reads it and then catches up.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings

from sapar.areas.border.models import Entry, WatchCounter, WatchStep
from sapar.methods.matching.index import BadIndex, Candidate, Index
from sapar.methods.matching.score import Subject

log = structlog.get_logger(__name__)

OPEN_COUNTER, DOCUMENTS_COUNTER = UUID(int=1), UUID(int=2)
AT_ONCE = 2_000  # more changes than this build the index anew
KEPT = 5_000  # an index of fewer people is built from the database as fast as it is read from a file
REMEMBERED = 256
LEAST = 0.5
_ENDED = "ended"


class Live:
    """One index and what it is as of. Every method is called inside an act, a look or ``reading``."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet = quiet
        self.lock = threading.RLock()
        self.index = Index()  # of the open entries
        self.parts: list[Index] = []  # of the quiet ones, by owner
        self.known: dict[UUID, tuple[int, UUID]] | None = (
            None  # counter → revision and stamp; None: nothing was read yet
        )
        self.changed_at: datetime | None = None
        self.answers: OrderedDict[Subject, list[Candidate]] = OrderedDict()

    def search(self, subjects: Sequence[Subject]) -> tuple[list[list[Candidate]], datetime | None]:
        """For each, everybody at or above the operating point or with a number of their documents, however many these
        are; and when what is screened last changed. Whether a number counts alone, the entry decides."""
        with self.lock:
            self._refresh()
            return [self._answer(subject) for subject in subjects], self.changed_at

    def _answer(self, subject: Subject) -> list[Candidate]:
        found = self.answers.get(subject)
        if found is None:
            found = self.answers[subject] = [
                candidate
                for index in (self.parts if self.quiet else [self.index])
                for candidate in _all(index, subject)
            ]
            if len(self.answers) > REMEMBERED:
                self.answers.popitem(last=False)
        return found

    def _refresh(self) -> None:
        counters = list(
            WatchCounter.objects.filter(quiet=self.quiet).values_list("id", "revision", "stamp", "changed_at")
        )
        now = {pk: (revision, stamp) for pk, revision, stamp, _at in counters}
        if now == self.known:
            return
        self.answers.clear()
        if self.quiet or not self._caught_up(now):
            self._build(now)
        self.known = now
        self.changed_at = max((at for *_rest, at in counters), default=None)

    def _caught_up(self, now: dict[UUID, tuple[int, UUID]]) -> bool:
        """Put what changed since in place; False if that cannot be done."""
        if self.known is None:
            self._from_file()
        if self.known is None or OPEN_COUNTER not in self.known or OPEN_COUNTER not in now:
            return False
        revision, stamp = self.known[OPEN_COUNTER]
        if now[OPEN_COUNTER] == (revision, stamp):
            return True
        ours = WatchStep.objects.filter(revision=revision, stamp=stamp).exists()
        if now[OPEN_COUNTER][0] <= revision or not ours:
            return False
        entries = Entry.objects.filter(quiet=False)
        changed = entries.filter(revision__gt=revision).exclude(state="draft").order_by("revision")
        rows = list(changed.values_list("id", "state", "content")[: AT_ONCE + 1])
        if len(rows) > AT_ONCE:
            return False
        for pk, state, content in rows:
            if state == _ENDED:
                self.index.remove(str(pk))
            else:
                self.index.put(subject_of(str(pk), content))
        return True

    def _build(self, now: dict[UUID, tuple[int, UUID]]) -> None:
        live = Entry.objects.filter(quiet=self.quiet, state="live").order_by("id")
        if self.quiet:
            owned: dict[tuple[Any, ...], list[Subject]] = defaultdict(list)
            columns = ("owner_institution_id", "owner_role", "owner_place_id", "id", "content")
            for *owner, pk, content in live.values_list(*columns).iterator(chunk_size=5_000):
                owned[tuple(owner)].append(subject_of(str(pk), content))
            self.parts = [Index(subjects) for subjects in owned.values()]
            return
        rows = live.values_list("id", "content")
        self.index = Index(subject_of(str(pk), content) for pk, content in rows.iterator(chunk_size=5_000))
        if len(self.index) >= KEPT:
            self._to_file(*now[OPEN_COUNTER])

    # ------------------------------------------------------------------------------------------------ the file

    def _to_file(self, revision: int, stamp: UUID) -> None:
        """Kept beside the database for the next process; whatever goes wrong with it, screening goes on."""
        try:
            path = file()
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor, draft = tempfile.mkstemp(dir=path.parent)
            with os.fdopen(descriptor, "wb") as out:
                out.write(f"{revision} {stamp}\n".encode())
                out.write(self.index.dump())
            os.replace(draft, path)
        except OSError as error:
            log.warning("watch_index_not_kept", errno=error.errno)

    def _from_file(self) -> None:
        with suppress(OSError, ValueError, BadIndex):
            head, _newline, body = file().read_bytes().partition(b"\n")
            revision, stamp = head.decode().split(" ")
            self.index = Index.load(body)
            self.known = {OPEN_COUNTER: (int(revision), UUID(stamp))}


def _all(index: Index, subject: Subject) -> list[Candidate]:
    """Those who match, and after them those of whom only a document's number agrees."""
    if not (subject.names or subject.documents):
        return []
    found = [one for one in index.search(subject, None, LEAST) if one.comparison.match]
    matched = {one.subject.id for one in found}
    return [*found, *(one for one in index.with_document(subject) if one.subject.id not in matched)]


def file() -> Path:
    return Path(settings.SAPAR_DATA) / "screening" / "open.index"


def subject_of(identity: str, content: dict[str, Any]) -> Subject:
    """An entry's content as the matcher knows people."""

    def several(name: str) -> tuple[str, ...]:
        return tuple(content.get(name) or ())

    return Subject(
        identity,
        several("names"),
        several("weak_names"),
        several("birth_dates"),
        str(content.get("sex") or ""),
        several("nationalities"),
        several("documents"),
    )


def forget(indexes: Iterable[Live] = ()) -> None:
    """Begin again as a process that has just started does."""
    for live in indexes or (OPEN, QUIET):
        live.__init__(quiet=live.quiet)  # type: ignore[misc]


OPEN, QUIET = Live(quiet=False), Live(quiet=True)
