"""The node's clock. Every rule about time asks it, so that a demo can be moved forward and day 30 reached by its job.

A production node has no offset file and no way to set one: its clock is the machine's.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

_seen: tuple[float, timedelta] = (-1.0, timedelta())
_ask_again = 0.0
GLANCE = 0.05  # seconds; another process's leap may be noticed so much later
_shift: ContextVar[timedelta] = ContextVar("sapar_clock_shift", default=timedelta())


def offset() -> timedelta:
    """How far a demo's clock runs ahead of the machine's; zero on every other node."""
    global _seen, _ask_again
    moment = time.monotonic()
    if moment < _ask_again:
        return _seen[1]
    path: Path | None = getattr(settings, "SAPAR_CLOCK_FILE", None)
    if path is None:
        return timedelta()
    _ask_again = moment + GLANCE
    try:
        stamp = os.stat(path).st_mtime_ns
    except FileNotFoundError:
        _seen = (-1.0, timedelta())
        return timedelta()
    if _seen[0] != stamp:
        _seen = (stamp, timedelta(seconds=int(path.read_text().strip() or 0)))
    return _seen[1]


def now() -> datetime:
    """The present moment, UTC, with microseconds."""
    return datetime.now(UTC) + offset() + _shift.get()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let it be ``moment`` while a demo's sample data is loaded, so that not everything happened in one minute.

    Only for this thread and only inside the block. Raises RuntimeError on a node that is not a demo.
    """
    if getattr(settings, "SAPAR_CLOCK_FILE", None) is None:
        raise RuntimeError("only a demo's clock can be moved")
    token = _shift.set(moment - datetime.now(UTC) - offset())
    try:
        yield
    finally:
        _shift.reset(token)


def today() -> date:
    """The present day at the node's place."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The day at the node's place on which a moment lay."""
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def advance(days: int) -> None:
    """Move a demo's clock forward by ``days``. Raises RuntimeError on a node that is not a demo."""
    path: Path | None = getattr(settings, "SAPAR_CLOCK_FILE", None)
    if path is None:
        raise RuntimeError("only a demo's clock can be moved")
    if days < 0:
        raise ValueError("time does not run backwards: deadlines that passed have been acted upon")
    new = offset() + timedelta(days=days)
    temporary = path.with_suffix(".new")
    temporary.write_text(str(int(new.total_seconds())))
    temporary.replace(path)
    forget()


def forget() -> None:
    """Look at the file at once when asked next."""
    global _ask_again
    _ask_again = 0.0


@contextmanager
def acting_on(day: date) -> Iterator[None]:
    """Let a demo's loader act on an earlier day, at this time of day; a later day is today. See ``at``."""
    with at(now() + min(day - today(), timedelta())):
        yield
