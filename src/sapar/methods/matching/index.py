"""Finds the likely few among many: an index of people that is updated in place, saved and read back.

The index consists of closed segments and a small open part. Putting a person under a known id replaces what was known:
the old names are dead at once and the new ones are scored from what is given now. The same people put in the same order
give the same answers and the same bytes in every process.
"""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sapar.methods.matching import evidence, pairs
from sapar.methods.matching.costs import GAIN, GAP
from sapar.methods.matching.evidence import Finding
from sapar.methods.matching.names import Names, read
from sapar.methods.matching.score import (
    LEAST_NAME,
    OPERATING_POINT,
    TOO_MANY_NAMES,
    Comparison,
    Subject,
    besides,
    combined,
    compare,
)
from sapar.methods.matching.segment import ARRAYS, Segment

# The open part is closed at this size; closed parts are joined up to this size when something is put.
_OPEN, _JOINED = 256, 32_768
# Raised with every change of how names are read into words.
_FORMAT = b"2"
_MAGIC = b"sapar.index.1\n"
_CHECK = 9  # eight hexadecimal digits and a line feed
LIMIT = 10
LEAST_SCORE = 0.30


class BadIndex(ValueError):
    """Bytes that are no index, are damaged, or were made by another version of the matcher: build the index anew."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of the likely people, and how they compare with the query."""

    subject: Subject
    comparison: Comparison


def version() -> int:
    """Changes whenever what is learned does: an index of another version is not read."""
    return zlib.crc32(_FORMAT + GAIN.tobytes() + GAP.tobytes())


class Index:
    """People by name and document. Not safe for changes from several threads at once."""

    def __init__(self, subjects: Iterable[Subject] = ()) -> None:
        """Of two subjects with one id the later one counts."""
        known = {subject.id: subject for subject in subjects}
        self._segments = [Segment.of(list(known.values()))] if known else []
        self._open: dict[str, Subject] = {}
        self._opened: Segment | None = None
        self._find_places()

    def _find_places(self) -> None:
        self._places: dict[str, tuple[Segment, int]] = {}
        self._documents: dict[str, set[str]] = {}
        for segment in self._segments:
            for number, subject in enumerate(segment.subjects):
                self._places[subject.id] = (segment, number)
        self._alive = {id(segment): np.ones(len(segment.subjects), np.bool_) for segment in self._segments}
        for subject in self:
            self._note_documents(subject)

    def __len__(self) -> int:
        return len(self._places) + len(self._open)

    def __contains__(self, identity: str) -> bool:
        return identity in self._open or identity in self._places

    def __iter__(self) -> Iterator[Subject]:
        """The people that are known now."""
        for segment in self._segments:
            alive = self._alive[id(segment)]
            yield from (subject for number, subject in enumerate(segment.subjects) if alive[number])
        yield from self._open.values()

    def get(self, identity: str) -> Subject | None:
        """The person of an id as known now."""
        if identity in self._open:
            return self._open[identity]
        place = self._places.get(identity)
        return place[0].subjects[place[1]] if place else None

    def put(self, subject: Subject) -> None:
        """Adds a person, or replaces what was known under the id."""
        self.remove(subject.id)
        self._open[subject.id] = subject
        self._opened = None
        self._note_documents(subject)
        if len(self._open) >= _OPEN:
            self._close()

    def remove(self, identity: str) -> bool:
        """Forgets a person; False if the id was not known."""
        old = self.get(identity)
        if old is None:
            return False
        for key in _document_keys(old):
            self._documents[key].discard(identity)
            if not self._documents[key]:
                del self._documents[key]
        if identity in self._open:
            del self._open[identity]
            self._opened = None
        else:
            segment, number = self._places.pop(identity)
            self._alive[id(segment)][number] = False
        return True

    def compact(self) -> None:
        """Makes one segment of all; takes as long as building the index."""
        subjects = list(self)
        self._open, self._opened = {}, None
        self._segments = [Segment.of(subjects)] if subjects else []
        self._find_places()

    def _close(self) -> None:
        parts = [list(self._open.values())]
        while self._segments:
            last = self._segments[-1]
            size = len(last.subjects)
            if size > 2 * sum(map(len, parts)) or size > _JOINED:
                break
            alive = self._alive.pop(id(self._segments.pop()))
            parts.append([subject for number, subject in enumerate(last.subjects) if alive[number]])
        segment = Segment.of([subject for part in reversed(parts) for subject in part])
        self._segments.append(segment)
        self._alive[id(segment)] = np.ones(len(segment.subjects), np.bool_)
        self._places.update({subject.id: (segment, number) for number, subject in enumerate(segment.subjects)})
        self._open, self._opened = {}, None

    def _note_documents(self, subject: Subject) -> None:
        for key in _document_keys(subject):
            self._documents.setdefault(key, set()).add(subject.id)

    def search(self, query: Subject, limit: int | None = LIMIT, least: float = LEAST_SCORE) -> list[Candidate]:
        """The best candidates with a score of at least ``least``, best first, equal ones by id; all of them without ``limit``."""
        names = [(name, False) for name in query.names] + [(name, True) for name in query.weak_names]
        names = names[:TOO_MANY_NAMES]
        asked = read([name for name, _ in names])
        best: dict[str, tuple[float, Subject, Comparison]] = {}
        if self._open and self._opened is None:
            self._opened = Segment.of(list(self._open.values()))
        for segment in (*self._segments, *([self._opened] if self._opened else [])):
            self._search(segment, query, names, asked, best, least)
        for subject in self._with_document(query):
            if subject.id not in best:
                best[subject.id] = _by_document(query, subject)
        found = [entry for entry in best.values() if entry[0] >= least]
        found.sort(key=lambda entry: (-entry[0], entry[1].id))
        return [Candidate(subject, comparison) for _, subject, comparison in found[:limit]]

    def with_document(self, query: Subject) -> list[Candidate]:
        """Everybody who has a document number of the query, whatever their names are, by id."""
        return [Candidate(subject, compare(query, subject)) for subject in self._with_document(query)]

    def _with_document(self, query: Subject) -> list[Subject]:
        found = {identity for key in _document_keys(query) for identity in self._documents.get(key, ())}
        return [subject for subject in map(self.get, sorted(found)) if subject]

    def _search(
        self,
        segment: Segment,
        query: Subject,
        names: Sequence[tuple[str, bool]],
        asked: Names,
        best: dict[str, tuple[float, Subject, Comparison]],
        least: float,
    ) -> None:
        alive = self._alive.get(id(segment))
        known: dict[str, tuple[Finding, ...]] = {}
        for row, (text, weak) in enumerate(names):
            rows = segment.likely(asked, row)
            if alive is not None:
                rows = rows[alive[segment.owners[rows]]]
            scores = pairs.score(asked, np.full(len(rows), row), segment.names, rows)
            # Names less alike than this are carried by a document's number only, and those people are found by it.
            kept = scores >= min(least, LEAST_NAME)
            rows, scores = rows[kept], scores[kept]
            owners = segment.owners[rows]
            # Asked for all at once and in the arrays' own type: one by one each question would copy the whole array.
            places = rows - np.searchsorted(segment.owners, owners)
            for at, owner, place, name_score in zip(
                rows.tolist(), owners.tolist(), places.tolist(), scores.tolist(), strict=True
            ):
                subject = segment.subjects[owner]
                if subject.id not in known:
                    known[subject.id] = besides(query, subject)
                findings = known[subject.id]
                is_weak = weak or bool(segment.weak[at])
                score = combined(name_score, findings, is_weak)
                old = best.get(subject.id)
                if old is None or score > old[0]:
                    theirs = (subject.names + subject.weak_names)[place]
                    if is_weak and score < OPERATING_POINT:
                        findings = (*findings, Finding("weak_alias", {"name": theirs if segment.weak[at] else text}))
                    comparison = Comparison(
                        score, score >= OPERATING_POINT, round(name_score, 4), text, theirs, findings
                    )
                    best[subject.id] = (score, subject, comparison)

    def dump(self) -> bytes:
        """The index as bytes, for `load` in any process. Dead names are left behind."""
        if len(self._segments) != 1 or self._open or not all(alive.all() for alive in self._alive.values()):
            self.compact()
        parts: list[bytes] = []
        shapes: dict[str, list[int]] = {}
        subjects: list[Subject] = []
        if self._segments:
            subjects = self._segments[0].subjects
            for name, array in self._segments[0].arrays().items():
                shapes[name] = list(array.shape)
                parts.append(np.ascontiguousarray(array, ARRAYS[name]).tobytes())
        people = json.dumps([_as_row(subject) for subject in subjects], separators=(",", ":")).encode()
        header = json.dumps({"version": version(), "shapes": shapes, "people": len(people)}, sort_keys=True).encode()
        return sealed(b"".join([header, b"\n", *parts, people]))

    @classmethod
    def load(cls, data: bytes) -> Index:
        """An index from its bytes. Raises `BadIndex`."""
        start = len(_MAGIC) + _CHECK
        if not data.startswith(_MAGIC):
            raise BadIndex("these bytes are no index")
        if sealed(data[start:])[:start] != data[:start]:
            raise BadIndex("the index is damaged")
        try:
            end = data.index(b"\n", start)
            header = json.loads(data[start:end])
            if header["version"] != version():
                raise BadIndex("the index was made by another version of the matcher")
            index = cls()
            index._read(header["shapes"], header["people"], memoryview(data)[end + 1 :])
        except BadIndex:
            raise
        except (ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError, RecursionError) as error:
            raise BadIndex("these bytes are no index") from error
        return index

    def _read(self, shapes: dict[str, list[int]], people: int, body: memoryview) -> None:
        arrays: dict[str, NDArray[Any]] = {}
        at = 0
        for name, kind in ARRAYS.items() if shapes else ():
            shape = [int(size) for size in shapes[name]]
            if min(shape) < 0:
                raise ValueError("no shape")
            size = math.prod(shape) * np.dtype(kind).itemsize
            arrays[name] = np.frombuffer(body[at : at + size], kind).reshape(shape)
            at += size
        subjects = [_from_row(row) for row in json.loads(bytes(body[at : at + people]))]
        if bool(subjects) != bool(shapes) or len({subject.id for subject in subjects}) != len(subjects):
            raise ValueError("people and arrays do not belong together")
        if subjects:
            self._segments = [Segment.from_arrays(subjects, arrays)]
            self._find_places()


def sealed(payload: bytes) -> bytes:
    """The payload of a saved index behind its mark and its check sum."""
    return _MAGIC + b"%08x\n" % zlib.crc32(payload) + payload


def _document_keys(subject: Subject) -> set[str]:
    return {evidence.document_key(number) for number in subject.documents} - {""}


def _by_document(query: Subject, subject: Subject) -> tuple[float, Subject, Comparison]:
    comparison = compare(query, subject)
    return comparison.score, subject, comparison


def _as_row(subject: Subject) -> list[object]:
    row: list[object] = [
        subject.id, subject.names, subject.weak_names, subject.birth_dates, subject.sex, subject.nationalities, subject.documents,
    ]  # fmt: skip
    while not row[-1]:
        row.pop()
    return row


def _from_row(row: list[Any]) -> Subject:
    """Raises ``TypeError`` if the row is no person."""
    texts, lists = (row[at] for at in (0, 4) if at < len(row)), (row[at] for at in (1, 2, 3, 5, 6) if at < len(row))
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("no text")
    if not all(isinstance(values, list) and all(isinstance(value, str) for value in values) for values in lists):
        raise TypeError("no list of texts")
    values: list[Any] = [tuple(value) if isinstance(value, list) else value for value in row]
    return Subject(*values)
