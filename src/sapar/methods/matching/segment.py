"""A closed part of an index: the names of some people, their words, and the ways from a word to the names that have it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sapar.methods.matching import pairs, retrieval
from sapar.methods.matching.names import MOST_WORDS, Names, Role, read
from sapar.methods.matching.score import TOO_MANY_NAMES, Subject
from sapar.methods.matching.symbols import LONGEST, Script
from sapar.methods.matching.words import Words

# How many words of the list are compared exactly with each word that is asked for, and how many names then.
NEAR_WORDS = 500
NEAR_NAMES = 150
REMEMBERED = 1000  # words, at most 4 MB
_LEAST_LIKENESS = 0.3
_AS_ALIKE = 0.999  # of the best rough count: the same name, apart from how sums of such numbers are rounded
# Names and types of what is saved, in this order.
ARRAYS: dict[str, type[np.generic]] = {
    "codes": np.uint8,
    "respelt": np.uint8,
    "marks": np.int64,
    "lengths": np.uint8,
    "scripts": np.uint8,
    "groups": np.int16,
    "ids": np.int32,
    "roles": np.uint8,
    "counts": np.uint8,
    "owners": np.int32,
    "weak": np.bool_,
}


@dataclass(frozen=True, slots=True)
class Segment:
    """``owners``: which subject a name row belongs to; ``weak``: whether it is a weak alias."""

    subjects: list[Subject]
    names: Names
    owners: NDArray[np.int32]
    weak: NDArray[np.bool_]
    grams: retrieval.Grams
    word_starts: NDArray[np.int64]
    word_rows: NDArray[np.int32]
    # Near words of the words asked for lately. A segment never changes, so they stay right: the names of one flight's
    # passengers have many words in common.
    asked: dict[bytes, NDArray[np.int64]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, subjects: Sequence[Subject]) -> Segment:
        names: list[str] = []
        owners: list[int] = []
        weak: list[bool] = []
        for number, subject in enumerate(subjects):
            every = subject.names + subject.weak_names
            strong = len(subject.names)
            for at, name in enumerate(every[:TOO_MANY_NAMES]):
                names.append(name)
                owners.append(number)
                weak.append(at >= strong)
        found = read(names)
        found = Names(found.words, found.groups, found.ids, found.roles, found.counts)
        return cls._joined(list(subjects), found, np.array(owners, np.int32), np.array(weak, np.bool_))

    @classmethod
    def _joined(
        cls, subjects: list[Subject], names: Names, owners: NDArray[np.int32], weak: NDArray[np.bool_]
    ) -> Segment:
        words = names.ids.ravel()
        rows = np.repeat(np.arange(len(names), dtype=np.int32), MOST_WORDS)
        there = words >= 0
        words, rows = words[there], rows[there]
        order = np.argsort(words, kind="stable")
        starts = np.zeros(len(names.words) + 1, np.int64)
        np.cumsum(np.bincount(words, minlength=len(names.words)), out=starts[1:])
        return cls(subjects, names, owners, weak, retrieval.index(names.words), starts, rows[order])

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What `from_arrays` needs besides the subjects; the rest is made from it faster than it is read."""
        names = self.names
        respelt, marks = names.words.other_spelling()
        return {
            "codes": names.words.codes, "respelt": respelt, "marks": marks, "lengths": names.words.lengths,
            "scripts": names.words.scripts, "groups": names.groups,
            "ids": names.ids, "roles": names.roles, "counts": names.counts, "owners": self.owners, "weak": self.weak,
        }  # fmt: skip

    @classmethod
    def from_arrays(cls, subjects: list[Subject], arrays: dict[str, NDArray[Any]]) -> Segment:
        """Raises ``ValueError`` if the arrays do not belong together."""
        codes, respelt, marks, lengths, scripts, groups, ids, roles, counts, owners, weak = (
            arrays[name] for name in ARRAYS
        )
        rows, words = len(counts), len(lengths)
        names = [min(len(subject.names) + len(subject.weak_names), TOO_MANY_NAMES) for subject in subjects]
        fits = (
            codes.shape == respelt.shape == (words, LONGEST)
            and scripts.shape == groups.shape == marks.shape == (words,)
            and ids.shape == roles.shape == (rows, MOST_WORDS)
            and owners.shape == weak.shape == (rows,)
            and np.array_equal(lengths, np.count_nonzero(codes, axis=1))
            and np.array_equal(ids >= 0, np.arange(MOST_WORDS)[None, :] < counts[:, None])
            and -1 <= int(ids.min(initial=-1)) <= int(ids.max(initial=-1)) < words
            and int(scripts.max(initial=0)) < len(Script)
            and int(roles.max(initial=0)) < len(Role)
            and np.array_equal(owners, np.repeat(np.arange(len(subjects)), names))
        )
        if not fits:
            raise ValueError("arrays do not belong together")
        return cls._joined(
            subjects, Names(Words(codes, lengths, scripts, respelt, marks), groups, ids, roles, counts), owners, weak
        )

    def likely(self, query: Names, row: int) -> NDArray[np.int64]:
        """Rows of names that may be the query's, best first by a rough count; ``NEAR_NAMES``, and more only where more are
        as alike as the best one: of so many namesakes none can be left out before birth dates are compared."""
        total = np.zeros(len(self.names), np.float32)
        if not len(total):
            return np.zeros(0, np.int64)
        for word, alike in self._near_words(query, row):
            order = np.argsort(alike, kind="stable")
            word, alike = word[order], alike[order]
            starts, ends = self.word_starts[word], self.word_starts[word + 1]
            sizes = ends - starts
            places = np.repeat(starts - np.concatenate(([0], np.cumsum(sizes)[:-1])), sizes) + np.arange(
                int(sizes.sum())
            )
            rows, values = self.word_rows[places], np.repeat(alike, sizes)
            # The likest word of a name counts; it is written last.
            once = np.zeros(len(total), np.float32)
            once[rows] = values
            total += once
        lengths = np.maximum(self.names.counts, query.counts[row]).astype(np.float32)
        total /= np.sqrt(np.maximum(lengths, 1))
        # Most names share nothing with the query: choosing among the others takes a fraction of the time.
        best = np.flatnonzero(total > 0)
        if len(best) > NEAR_NAMES:
            shares = total[best]
            nearest = np.argpartition(shares, len(shares) - NEAR_NAMES)[-NEAR_NAMES:]
            alike = shares.max() * _AS_ALIKE
            best = best[shares >= alike if shares[nearest].min() >= alike else nearest]
        return best[np.lexsort((best, -total[best]))]

    def _nearest(self, code: bytes) -> NDArray[np.int64]:
        near = self.asked.get(code)
        if near is None:
            if len(self.asked) >= REMEMBERED:
                self.asked.clear()
            near = self.asked[code] = retrieval.nearest(self.grams, code, NEAR_WORDS)
        return near

    def _near_words(self, query: Names, row: int) -> list[tuple[NDArray[np.int64], NDArray[np.float32]]]:
        """For each word of the query (each two as one, beginnings of a single one): near words and how alike they are."""
        count = int(query.counts[row])
        numbers = [int(number) for number in query.ids[row, :count]]
        codes = [query.words.codes[number, : query.words.lengths[number]].tobytes() for number in numbers]
        asked = [
            (code, int(query.words.scripts[number]), int(query.groups[number]))
            for code, number in zip(codes, numbers, strict=True)
        ]
        plain = [at for at in range(count) if query.roles[row, at] != Role.INITIAL] or list(range(count))
        wanted = [asked[at] for at in plain]
        wanted += [((codes[at] + codes[at + 1])[:LONGEST], asked[at][1], 0) for at in range(count - 1) if count <= 3]
        if count == 1:  # the space may be missing: its beginnings are words too
            code, script, _ = asked[0]
            wanted += [(code[:length], script, 0) for length in range(4, min(len(code) - 2, 11))]
        found = []
        for code, _, group in wanted:
            near = self._nearest(code)
            if group:
                near = np.union1d(near, np.nonzero(self.names.groups == group)[0])
            found.append(near)
        sizes = [len(near) for near in found]
        if not sum(sizes):
            return []
        every = np.concatenate(found).astype(np.int64)
        asking = Words.of([code for code, _, _ in wanted], [script for _, script, _ in wanted])
        asking = asking.take(np.repeat(np.arange(len(wanted)), sizes))
        alike = pairs.likeness(asking, self.names.words.take(every))
        groups = np.repeat(np.array([group for _, _, group in wanted], np.int16), sizes)
        alike[(groups > 0) & (self.names.groups[every] == groups)] = 1
        result = []
        for near, values in zip(found, np.split(alike, np.cumsum(sizes)[:-1]), strict=True):
            kept = values >= _LEAST_LIKENESS
            result.append((near[kept], values[kept]))
        return result
