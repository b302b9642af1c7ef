"""Identifiers that a client can make on its own: UUID version 7 of RFC 9562, section 5.7.

48 bits of Unix time in milliseconds, then 74 random bits. Within a process every identifier is greater than the one
before it, whichever thread made it and even if the clock goes back: within one millisecond the random bits are
counted up by a random step (RFC 9562, section 6.2, method 2), and a clock that went back is ignored until it has
caught up. The time inside an identifier is therefore for ordering, not for evidence.
"""

from __future__ import annotations

import os
import threading
import time
from uuid import UUID

_RANDOM_BITS = 74
_RANDOM_LIMIT = 1 << _RANDOM_BITS
_VERSION_AND_VARIANT = (7 << 76) | (2 << 62)
_LOW_62 = (1 << 62) - 1

_lock = threading.Lock()
_last_time = 0
_last_random = 0


def uuid7() -> UUID:
    """A new identifier. Unique, increasing within the process, safe in threads and after a fork."""
    global _last_time, _last_random
    fresh = int.from_bytes(os.urandom(10), "big")
    with _lock:
        now = time.time_ns() // 1_000_000
        if now > _last_time:
            # The highest bit starts at 0, so that a millisecond has room to count up.
            random = fresh >> 7
            _last_time = now
        else:
            random = _last_random + (fresh & 0xFFFFFFFF) + 1
            if random >= _RANDOM_LIMIT:
                random = fresh >> 7
                _last_time += 1
        _last_random = random
        milliseconds = _last_time
    return UUID(
        int=((milliseconds & 0xFFFFFFFFFFFF) << 80) | ((random >> 62) << 64) | (random & _LOW_62) | _VERSION_AND_VARIANT
    )


def _after_fork() -> None:
    """The child gets a lock that no thread of the parent holds, and starts anew at random, so that parent and child
    do not count up from the same number within the millisecond of the fork."""
    global _lock, _last_random
    _lock = threading.Lock()
    _last_random = int.from_bytes(os.urandom(10), "big") >> 7


os.register_at_fork(after_in_child=_after_fork)
