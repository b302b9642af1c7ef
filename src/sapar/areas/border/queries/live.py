"""The people who are screened, in the memory of this process, as new as the database at the moment of asking.

Two indexes that never meet. The *open* one holds what the desk may know of: every process that answers a desk has it. The
*quiet* one holds discreet and assist entries: only the worker has it, and only its job asks it, so that nothing of the
desk (neither the data that it reads nor the time that it takes) depends on a quiet entry. They have counters of their own
for the same reason: approving a quiet alert is no change for a desk.

Before each question the counter is read (one row). If it moved on, the entries that changed since are read and put in
place; a large change, or a past that is not ours (a restored back-up), builds the index anew. The open index is kept in a
file, from which a process that starts reads it and then catches up.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections import OrderedDict
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
LEAST, LIMIT = 0.5, 10
_ENDED = "ended"


class Live:
    """One index and what it is as of. Every method is called inside an act, a look or ``reading``."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet = quiet
        self.lock = threading.RLock()
        self.index = Index()
        self.known: dict[UUID, tuple[int, UUID]] | None = (
            None  # counter → revision and stamp; None: nothing was read yet
        )
        self.changed_at: datetime | None = None
        self.answers: OrderedDict[Subject, list[Candidate]] = OrderedDict()

    def search(self, subjects: Sequence[Subject]) -> tuple[list[list[Candidate]], datetime | None]:
        """Candidates at or above the operating point for each, and when what is screened last changed."""
        with self.lock:
            self._refresh()
            return [self._answer(subject) for subject in subjects], self.changed_at

    def _answer(self, subject: Subject) -> list[Candidate]:
        found = self.answers.get(subject)
        if found is None:
            asked = self.index.search(subject, LIMIT, LEAST) if subject.names or subject.documents else []
            found = [candidate for candidate in asked if candidate.comparison.match]
            self.answers[subject] = found
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
        rows = Entry.objects.filter(quiet=self.quiet, state="live").order_by("id").values_list("id", "content")
        self.index = Index(subject_of(str(pk), content) for pk, content in rows.iterator(chunk_size=5_000))
        if not self.quiet and len(self.index) >= KEPT:
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
