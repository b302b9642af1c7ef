"""How alike two words are: the best way through both, step by step, by the learned gains.

A word pair's *evidence* is the sum of gains of the best way; its *reach* is the most that either word could gain against
a word of the other's script. Their relation, through a curve fitted for each pair of scripts, is the *likeness*, 0 to 1.
Everything is computed for many pairs at once, in whole numbers up to the curve.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sapar.methods.matching.costs import BEST, GAIN, GAP
from sapar.methods.matching.symbols import CODES, LONGEST, SIZE

Int16s = NDArray[np.int16]
Ints = NDArray[np.intp]
Floats = NDArray[np.float32]
CHUNK = 4096
_GAIN = np.ascontiguousarray(GAIN.ravel())


def _set(symbols: str) -> NDArray[np.bool_]:
    table = np.zeros(SIZE, np.bool_)
    table[[CODES[symbol] for symbol in symbols.split()]] = True
    return table


_FINAL_A = _set("a а")
_ENDING_VOWEL = _set("o e ie ye io yo ae ö ä о е ё э я")
_ENDING_CONSONANT = _set("v w f в")


@dataclass(frozen=True, slots=True)
class Words:
    """Words as a matrix: ``codes`` (n × LONGEST, 0 after the end), ``lengths`` and ``scripts`` (n).

    ``respelt``: the same words as `respelling` has them, rows of 0 where it has no other; ``marks``: its rows, as bits. None
    where nothing was looked up.
    """

    codes: NDArray[np.uint8]
    lengths: NDArray[np.uint8]
    scripts: NDArray[np.uint8]
    respelt: NDArray[np.uint8] | None = None
    marks: NDArray[np.int64] | None = None

    def endings(self) -> NDArray[np.bool_]:
        """Whether a word has the ending of a surname that half the region shares (-ow, -ev, -ова): it tells little."""
        rows = np.arange(len(self.lengths))
        ends = self.lengths.astype(np.intp)
        female = _FINAL_A[self.codes[rows, np.maximum(ends - 1, 0)]]
        ends = ends - female
        vowel, consonant = self.codes[rows, np.maximum(ends - 2, 0)], self.codes[rows, np.maximum(ends - 1, 0)]
        found: NDArray[np.bool_] = (ends >= 4) & _ENDING_VOWEL[vowel] & _ENDING_CONSONANT[consonant]
        return found

    @classmethod
    def of(
        cls,
        encoded: list[bytes],
        scripts: list[int] | NDArray[np.uint8],
        respelt: list[bytes] | None = None,
        marks: NDArray[np.int64] | None = None,
    ) -> Words:
        codes = _matrix(encoded)
        other = _matrix(respelt) if respelt is not None else None
        return cls(codes, np.count_nonzero(codes, axis=1).astype(np.uint8), np.asarray(scripts, np.uint8), other, marks)

    def take(self, rows: Ints) -> Words:
        if self.respelt is None or self.marks is None:
            return Words(self.codes[rows], self.lengths[rows], self.scripts[rows])
        return Words(self.codes[rows], self.lengths[rows], self.scripts[rows], self.respelt[rows], self.marks[rows])

    def as_respelt(self, rows: Ints) -> Words:
        """Some of the words, in the other spelling where they have one."""
        codes = self.codes[rows]
        if self.respelt is not None:
            other = self.respelt[rows]
            codes = np.where(other[:, :1] > 0, other, codes)
        return Words(codes, np.count_nonzero(codes, axis=1).astype(np.uint8), self.scripts[rows])

    def other_spelling(self) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """``respelt`` and ``marks``, nothing but 0 where nothing was looked up."""
        if self.respelt is None or self.marks is None:
            return np.zeros_like(self.codes), np.zeros(len(self), np.int64)
        return self.respelt, self.marks

    def __len__(self) -> int:
        return len(self.lengths)


def respelt_alike(left: Words, right: Words) -> Ints:
    """Rows of pairs that hold parts of the same rows of `respelling`, one of them in another spelling than the first."""
    if left.marks is None or right.marks is None or left.respelt is None or right.respelt is None:
        return np.zeros(0, np.intp)
    rows: Ints = np.flatnonzero((left.marks == right.marks) & (left.marks != 0))
    other: NDArray[np.bool_] = (left.respelt[rows, 0] > 0) | (right.respelt[rows, 0] > 0)
    return np.compress(other, rows)


def _matrix(encoded: list[bytes]) -> NDArray[np.uint8]:
    joined = b"".join([word.ljust(LONGEST, b"\0") for word in encoded])
    return np.frombuffer(joined, np.uint8).reshape(len(encoded), LONGEST)


def evidence(left: Words, right: Words) -> tuple[Int16s, Int16s]:
    """Evidence and reach of each pair, tenths."""
    count = len(left)
    total, reach = np.zeros(count, np.int16), np.zeros(count, np.int16)
    # Pairs of similar lengths together: short ones do not pay for long ones.
    order = np.argsort(left.lengths.astype(np.int16) * 32 + right.lengths, kind="stable") if count > CHUNK else None
    for start in range(0, count, CHUNK):
        rows = slice(start, start + CHUNK) if order is None else order[start : start + CHUNK]
        one = Words(left.codes[rows], left.lengths[rows], left.scripts[rows])
        other = Words(right.codes[rows], right.lengths[rows], right.scripts[rows])
        total[rows], reach[rows] = _evidence(one, other)
    return total, reach


def _evidence(left: Words, right: Words) -> tuple[Int16s, Int16s]:
    """By antidiagonals: cell (i, j) stands at [i + j, i] and needs the two diagonals before it only."""
    n, m = int(left.lengths.max(initial=0)), int(right.lengths.max(initial=0))
    count = len(left)
    a, b = left.codes[:, :n].astype(np.intp), right.codes[:, :m].astype(np.intp)
    skip_a = GAP[right.scripts[:, None], a].T.copy()
    skip_b = GAP[left.scripts[:, None], b].T[::-1].copy()  # last symbol first, as j falls while i rises
    rows_a = (a * SIZE).T.copy()
    columns_b = b.T[::-1].copy()
    way = np.full((n + m + 1, n + 1, count), -20_000, np.int16)
    way[0, 0] = 0
    for diagonal in range(1, n + m + 1):
        low, high = max(0, diagonal - m), min(n, diagonal)
        here, before = way[diagonal], way[diagonal - 1]
        # i from low to high; j = diagonal - i; row j - 1 of b stands at m - j in the reversed tables
        first, last = max(low, 0), min(high, diagonal - 1)
        if first <= last:
            here[first : last + 1] = before[first : last + 1] + skip_b[m - diagonal + first : m - diagonal + last + 1]
        first = max(low, 1)
        if first <= high:
            part = here[first : high + 1]
            np.maximum(part, before[first - 1 : high] + skip_a[first - 1 : high], out=part)
        last = min(high, diagonal - 1)
        if first <= last:
            part = here[first : last + 1]
            cells = rows_a[first - 1 : last] + columns_b[m - diagonal + first : m - diagonal + last + 1]
            np.maximum(part, way[diagonal - 2, first - 1 : last] + _GAIN[cells], out=part)
    lengths = left.lengths.astype(np.intp)
    total = way[lengths + right.lengths, lengths, np.arange(count)]
    best = BEST[right.scripts[:, None], a].sum(axis=1, dtype=np.int16) + BEST[left.scripts[:, None], b].sum(
        axis=1, dtype=np.int16
    )
    return total, (best // 2).astype(np.int16)
