"""Turns any bytes into a damaged copy of a good input: random bytes alone hardly ever get past the first look.

The bytes decide everything, so the same input always makes the same copy.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

_PIECES = [
    b"",
    b"\x00",
    b"\xff" * 8,
    b"{",
    b"}",
    b"[" * 300,
    b'"',
    b"\\ud800",
    b"NaN",
    b"1e999",
    b"-1",
    b"9" * 30,
    b"\n",
]


def damaged(seeds: Sequence[bytes], data: bytes) -> bytes:
    """A good input with one to four changes chosen by ``data``; for one input in eight ``data`` itself.

    The first byte of a good input names its reader and stays; noise is given to one of the same readers.
    """
    chance = random.Random(data)
    if chance.randrange(8) == 0:
        return chance.choice(seeds)[:1] + data
    made = bytearray(chance.choice(seeds))
    for _ in range(chance.randint(1, 4)):
        _change(made, chance)
    return bytes(made)


def _change(data: bytearray, chance: random.Random) -> None:
    at = chance.randint(1, max(1, len(data)))
    end = min(len(data), at + chance.choice([1, 2, 4, 20, 200]))
    way = chance.randrange(8)
    if way <= 1 and at < len(data):
        data[at] ^= 1 << chance.randrange(8)
    elif way == 2 and at < len(data):
        # Another byte of the same input: likely to be allowed there.
        data[at] = data[chance.randrange(len(data))]
    elif way == 3:
        del data[at:end]
    elif way == 4:
        data[at:at] = data[at:end]
    elif way == 5:
        data[at:end] = chance.choice(_PIECES)
    elif way == 6:
        piece = data[at:end]
        del data[at:end]
        place = chance.randint(1, max(1, len(data)))
        data[place:place] = piece
    else:
        del data[at:]
