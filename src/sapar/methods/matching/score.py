"""The combined score of two people: their names, and what is known besides. Declared operating point: `OPERATING_POINT`.

What agrees never lowers a score and what disagrees never raises it. Nothing is remembered between calls: a person
edited under the same id is scored by what is given now.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sapar.methods.matching import evidence, pairs
from sapar.methods.matching.evidence import Finding
from sapar.methods.matching.names import read

# A score from here on is called a match. For names alone it is the point at which two words are as alike as different
# spellings of one word usually are, see benchmarks/screening for precision and recall there.
OPERATING_POINT = pairs.OPERATING_POINT
# However alike the names: more certainty than this does not outweigh what disagrees.
_MOST_CERTAIN = 2.5
# Names less alike than this are not carried by a birth date or a nationality.
LEAST_NAME = 0.45
_LEAST_NAME_WITH_DOCUMENT = 0.30
# What else must be known when only a weak alias agrees.
_BESIDES_WEAK = 0.8
_BELOW = OPERATING_POINT - 0.01
TOO_MANY_NAMES = 64


@dataclass(frozen=True, slots=True)
class Subject:
    """A person as far as known. Names in any script and order; dates YYYY, YYYY-MM or YYYY-MM-DD; sex M, F or empty;
    nationalities α-3; ``weak_names`` cannot raise a match alone."""

    id: str
    names: tuple[str, ...]
    weak_names: tuple[str, ...] = ()
    birth_dates: tuple[str, ...] = ()
    sex: str = ""
    nationalities: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """``score`` 0 to 1, whether that is a match, the names that agreed best, and the findings besides names."""

    score: float
    match: bool
    name_score: float
    left: str
    right: str
    findings: tuple[Finding, ...]


def besides(left: Subject, right: Subject) -> tuple[Finding, ...]:
    """Findings on birth date, sex, nationality and document."""
    found = (
        evidence.document(left.documents, right.documents),
        evidence.birth_date(left.birth_dates, right.birth_dates),
        evidence.sex(left.sex, right.sex),
        evidence.nationality(left.nationalities, right.nationalities),
    )
    return tuple(finding for finding in found if finding)


def combined(name_score: float, findings: Sequence[Finding], weak: bool = False) -> float:
    """Score of a name score and findings; ``weak``: the name that agreed is a weak alias."""
    total = sum(finding.weight for finding in findings)
    by_document = any(finding.code == "document_agrees" for finding in findings)
    if total > 0 and name_score < (_LEAST_NAME_WITH_DOCUMENT if by_document else LEAST_NAME):
        score = max(name_score, min(_BELOW, _moved(name_score, total))) if by_document else name_score
    elif total > 0:
        score = max(name_score, _moved(name_score, total))
    elif total < 0:
        score = min(name_score, _moved(name_score, total))
    else:
        score = name_score
    if weak and total < _BESIDES_WEAK:
        score = min(score, _BELOW)
    return round(score, 4)


def _moved(name_score: float, weight: float) -> float:
    bounded = min(max(name_score, 0.001), 0.999)
    return 1 / (1 + math.exp(-min(math.log(bounded / (1 - bounded)), _MOST_CERTAIN) - weight))


def compare(left: Subject, right: Subject) -> Comparison:
    """Two people. Every name of one is compared with every name of the other, at most 64 each; the best one counts."""
    return compare_many([(left, right)])[0]


def compare_many(people: Sequence[tuple[Subject, Subject]]) -> list[Comparison]:
    """Many pairs at once, which is much faster than one by one. The result of a pair does not depend on the others."""
    ours = [_names(left) for left, _ in people]
    theirs = [_names(right) for _, right in people]
    one, other = (read([name for names in side for name, _ in names]) for side in (ours, theirs))
    left_rows: list[int] = []
    right_rows: list[int] = []
    first = second = 0
    for left, right in zip(ours, theirs, strict=True):
        left_rows += [first + at for at in range(len(left)) for _ in right]
        right_rows += [second + at for _ in left for at in range(len(right))]
        first, second = first + len(left), second + len(right)
    scores = pairs.score(one, np.array(left_rows, np.intp), other, np.array(right_rows, np.intp)).tolist()
    found, at = [], 0
    for (left_one, right_one), left, right in zip(people, ours, theirs, strict=True):
        count = len(left) * len(right)
        found.append(_best(besides(left_one, right_one), left, right, scores[at : at + count]))
        at += count
    return found


def _best(
    findings: tuple[Finding, ...], left: list[tuple[str, bool]], right: list[tuple[str, bool]], scores: list[float]
) -> Comparison:
    """The pair of names with the best combined score; ``scores`` are those of each with each."""
    best, chosen = combined(0.0, findings), -1
    for at, name_score in enumerate(scores):
        weak = left[at // len(right)][1] or right[at % len(right)][1]
        score = combined(name_score, findings, weak)
        if chosen < 0 or (score, name_score) > (best, scores[chosen]):
            best, chosen = score, at
    if chosen < 0:
        return Comparison(best, best >= OPERATING_POINT, 0.0, "", "", findings)
    name, other_name = left[chosen // len(right)], right[chosen % len(right)]
    if (name[1] or other_name[1]) and best < OPERATING_POINT:
        findings = (*findings, Finding("weak_alias", {"name": other_name[0] if other_name[1] else name[0]}))
    return Comparison(best, best >= OPERATING_POINT, round(scores[chosen], 4), name[0], other_name[0], findings)


def _names(subject: Subject) -> list[tuple[str, bool]]:
    names = [(name, False) for name in subject.names] + [(name, True) for name in subject.weak_names]
    return names[:TOO_MANY_NAMES]
