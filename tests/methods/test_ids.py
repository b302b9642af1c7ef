"""UUID version 7: shape, order, threads, forks and a clock that goes back."""

from __future__ import annotations

import os
import threading
import time
from uuid import UUID

import pytest

from sapar.methods import ids
from sapar.methods.ids import uuid7


def test_shape_of_rfc_9562() -> None:
    """Version 7, the RFC variant, and the milliseconds of now in the first 48 bits."""
    before = time.time_ns() // 1_000_000
    made = uuid7()
    assert isinstance(made, UUID)
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"
    assert before <= made.int >> 80 <= time.time_ns() // 1_000_000 + 1


def test_increasing_and_unique_within_the_process() -> None:
    """Each is greater than the one before, many to a millisecond."""
    made = [uuid7() for _ in range(20_000)]
    assert made == sorted(set(made))
    assert len({identifier.int >> 80 for identifier in made}) < len(made)


def test_threads_never_share_one() -> None:
    """Eight threads at once: all different, and each thread sees its own increase."""
    results: list[list[UUID]] = [[] for _ in range(8)]

    def work(mine: list[UUID]) -> None:
        mine.extend(uuid7() for _ in range(2_000))

    threads = [threading.Thread(target=work, args=(mine,)) for mine in results]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(mine == sorted(mine) for mine in results)
    assert len({identifier for mine in results for identifier in mine}) == 16_000


def test_a_clock_that_goes_back_does_not_break_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time corrections of a node leave the order of its records alone."""
    first = uuid7()
    monkeypatch.setattr("time.time_ns", lambda: 1_000_000_000)
    later = [uuid7() for _ in range(100)]
    assert [first, *later] == sorted({first, *later})
    assert all(identifier.version == 7 for identifier in later)


def test_a_full_millisecond_goes_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the random bits are used up, the time is counted on instead of turning over."""
    now = time.time_ns() // 1_000_000 + 10_000
    monkeypatch.setattr(ids, "_last_time", now)
    monkeypatch.setattr(ids, "_last_random", (1 << 74) - 1)
    made = uuid7()
    assert made.int >> 80 == now + 1
    assert uuid7() > made


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_fork_does_not_repeat_the_parent() -> None:
    """Parent and child, forked within one millisecond, make different identifiers."""
    uuid7()
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(write, b"".join(uuid7().bytes for _ in range(200)))
        os._exit(0)
    mine = {uuid7().bytes for _ in range(200)}
    os.waitpid(child, 0)
    theirs = os.read(read, 200 * 16)
    os.close(read)
    os.close(write)
    assert len(theirs) == 200 * 16
    assert not mine & {theirs[at : at + 16] for at in range(0, len(theirs), 16)}
