"""How alike two names are: words are brought together in the best way, and the weakest of them decides.

A score is 0 to 1. It does not depend on which name comes first nor on the order of words, and a name agrees with itself
by 1. Whole arrays of pairs are computed at once.
"""

from __future__ import annotations

from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from sapar.methods.matching.costs import GAIN
from sapar.methods.matching.names import Names, Role
from sapar.methods.matching.symbols import LONGEST, Script
from sapar.methods.matching.words import Words, evidence, respelt_alike

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

# The declared operating point of names alone: below it two names are not called the same.
OPERATING_POINT = 0.70
# Relation of evidence to reach at which two words are as alike as the operating point asks, by scripts. Set on
# development pairs (wd_*_64 and the part `dev` of benchmarks/screening/regional.py), see benchmarks/screening.
_THRESHOLDS = {
    (Script.LATIN, Script.LATIN): 0.20,
    (Script.LATIN, Script.CYRILLIC): 0.33,
    (Script.LATIN, Script.ARABIC): 0.34,
    (Script.CYRILLIC, Script.CYRILLIC): 0.40,
    (Script.CYRILLIC, Script.ARABIC): 0.33,
    (Script.ARABIC, Script.ARABIC): 0.45,
}
_THRESHOLD = np.full((len(Script), len(Script)), 0.8)
for (_one, _other), _value in _THRESHOLDS.items():
    _THRESHOLD[_one, _other] = _THRESHOLD[_other, _one] = _value
_WIDTH = 0.6  # below the threshold: how far down until a pair of words has nothing in common
_SURE = 15  # tenths: evidence that chance gives any two words; weighs on short words most
_ENDING = 40  # tenths: the same for an ending that both surnames share with thousands

FLOOR = 0.15
_INITIAL = 0.80  # an initial that fits
_EQUIVALENT = 0.90  # Bill and William
_CUT = 0.95  # a cut word that is the start of the other
_WEIGHTS = np.array([1.0, 0.5, 0.4, 1.0])  # by role; of two roles the smaller
_POWER = -4.0
# Factor for a word that only one of the names has, by role.
_MISSING = np.array([0.90, 0.985, 0.97, 0.90])
_ONE_WORD = 0.70  # a single word against a name of several: it may be anybody's
_RESPELT = 0.97  # Gylyç and Клыч
_JOINED = 0.99  # nothing differs but a space


def likeness(left: Words, right: Words) -> NDArray[np.float32]:
    """0 to 1 for each pair of words: `OPERATING_POINT` at the threshold of their scripts, 1 only when nothing differs.

    Words that papers in Russian write otherwise count by the spelling in which they are most alike."""
    found = _likeness(left, right)
    rows = respelt_alike(left, right)
    if len(rows):
        other = np.minimum(_likeness(left.as_respelt(rows), right.as_respelt(rows)), np.float32(_RESPELT))
        found[rows] = np.maximum(found[rows], other)
    return found


def _likeness(left: Words, right: Words) -> NDArray[np.float32]:
    total, reach = evidence(left, right)
    sure = np.where(left.endings() & right.endings(), _SURE + _ENDING, _SURE)
    ratio = (total - sure) / np.maximum(reach - sure, 5)
    threshold = _THRESHOLD[left.scripts, right.scripts]
    above = OPERATING_POINT + (1 - OPERATING_POINT) * (ratio - threshold) / (1 - threshold)
    below = OPERATING_POINT * (1 + (ratio - threshold) / _WIDTH)
    found = np.clip(np.where(ratio >= threshold, above, below), 0, 0.99)
    found[(left.codes == right.codes).all(axis=1) & (left.scripts == right.scripts)] = 1
    result: NDArray[np.float32] = found.astype(np.float32)
    return result


def score(left: Names, left_rows: Rows, right: Names, right_rows: Rows) -> Floats:
    """Score of each pair of rows. A name without words scores 0 against anything."""
    found = _score(left, left_rows, right, right_rows)
    joined = _joinable(left, left_rows, right, right_rows, found)
    if len(joined):
        found[joined] = np.maximum(found[joined], _score_joined(left, left_rows[joined], right, right_rows[joined]))
    return found


def _score(left: Names, left_rows: Rows, right: Names, right_rows: Rows) -> Floats:
    found = np.zeros(len(left_rows))
    one, other = left.counts[left_rows].astype(np.intp), right.counts[right_rows].astype(np.intp)
    shapes = one * 8 + other
    for shape in np.unique(shapes):
        n, m = divmod(int(shape), 8)
        if not n or not m:
            continue
        group = np.nonzero(shapes == shape)[0]
        if n <= m:
            found[group] = _of_shape(left, left_rows[group], n, right, right_rows[group], m)
        else:
            found[group] = _of_shape(right, right_rows[group], m, left, left_rows[group], n)
    return found


def _of_shape(left: Names, left_rows: Rows, n: int, right: Names, right_rows: Rows, m: int) -> Floats:
    """Pairs of names of n and m words, n ≤ m."""
    alike, weights, missing = _compared(left, left_rows, n, right, right_rows, m)
    best = np.zeros(len(left_rows))
    if m > 4:
        return _combined(alike, weights, missing, _greedy(alike), n, m)
    for choice in permutations(range(m), n):
        columns = np.broadcast_to(np.array(choice), (len(left_rows), n))
        np.maximum(best, _combined(alike, weights, missing, columns, n, m), out=best)
    return best


def _compared(
    left: Names, left_rows: Rows, n: int, right: Names, right_rows: Rows, m: int
) -> tuple[Floats, Floats, Floats]:
    """Likeness of every word with every word (pairs × n × m), their weights, and what each right word costs if missing."""
    shape = (len(left_rows), n, m)
    ids = np.broadcast_to(left.ids[left_rows, :n][:, :, None], shape).ravel().astype(np.int64)
    others = np.broadcast_to(right.ids[right_rows, :m][:, None, :], shape).ravel().astype(np.int64)
    roles = np.broadcast_to(left.roles[left_rows, :n][:, :, None], shape)
    other_roles = np.broadcast_to(right.roles[right_rows, :m][:, None, :], shape)
    alike = word_likeness(left, ids, right, others).reshape(shape).astype(np.float64)
    initial = (roles == Role.INITIAL) | (other_roles == Role.INITIAL)
    if initial.any():
        first = GAIN[left.words.codes[ids, 0], right.words.codes[others, 0]].reshape(shape)
        both = (roles == Role.INITIAL) & (other_roles == Role.INITIAL)
        fits = np.where(both, np.where(alike == 1, 1.0, 0.95), _INITIAL)
        alike = np.where(initial, np.where(first > 0, fits, 0), alike)
    cut = (roles == Role.CUT) | (other_roles == Role.CUT)
    if cut.any():
        _read_cut(alike, cut, left, ids, right, others)
    alike = np.maximum(alike, FLOOR)
    same_role = np.where(roles == other_roles, roles, Role.PLAIN)
    weights = np.where(initial, _WEIGHTS[Role.INITIAL], _WEIGHTS[same_role])
    return alike, weights, _MISSING[right.roles[right_rows, :m]]


def word_likeness(left: Names, ids: NDArray[np.int64], right: Names, others: NDArray[np.int64]) -> NDArray[np.float32]:
    """Likeness of words by their numbers; each different pair is computed once."""
    keys = ids * len(right.words) + others
    unique, inverse = np.unique(keys, return_inverse=True)
    one, other = np.divmod(unique, max(len(right.words), 1))
    found = likeness(left.words.take(one), right.words.take(other))
    same = (left.groups[one] == right.groups[other]) & (left.groups[one] > 0)
    found[same] = np.maximum(found[same], np.float32(_EQUIVALENT))
    return found[inverse]


def _read_cut(
    alike: Floats, cut: NDArray[np.bool_], left: Names, ids: NDArray[np.int64], right: Names, others: NDArray[np.int64]
) -> None:
    """Words that may go on beyond the zone: compared with the start of the other word."""
    at = np.nonzero(cut.ravel())[0]
    one, other = left.words.take(ids[at]), right.words.take(others[at])
    shorter = np.minimum(one.lengths, other.lengths)
    inside = np.arange(LONGEST)[None, :] < shorter[:, None]
    found = likeness(
        Words(one.codes * inside, shorter, one.scripts),
        Words((other.codes * inside).astype(np.uint8), shorter, other.scripts),
    )
    flat = alike.reshape(-1)
    flat[at] = np.maximum(flat[at], np.minimum(found, _CUT))


def _combined(alike: Floats, weights: Floats, missing: Floats, columns: NDArray[np.intp], n: int, m: int) -> Floats:
    """Score of one way to bring the words together: ``columns`` says which word of the right each left one meets."""
    rows = np.arange(len(alike))[:, None]
    every = np.arange(n)[None, :]
    values, shares = alike[rows, every, columns], weights[rows, every, columns]
    if n > 1:
        parts = np.sort(shares * values**_POWER, axis=1)
        mean: Floats = (parts.sum(axis=1) / np.sort(shares, axis=1).sum(axis=1)) ** (1 / _POWER)
    else:
        mean = values[:, 0]
    if m == n:
        return mean
    left_over = missing.copy()
    left_over[rows, columns] = 1
    mean = mean * np.sort(left_over, axis=1).prod(axis=1)
    return mean * _ONE_WORD if n == 1 else mean


def alignment(left: Names, right: Names) -> tuple[float, list[tuple[int, int, float]]]:
    """Score of the first rows, and which words were brought together: position left, position right, likeness."""
    n, m = int(left.counts[0]), int(right.counts[0])
    if not n or not m:
        return 0.0, []
    if n > m:
        found, ways = alignment(right, left)
        return found, sorted((j, i, alike) for i, j, alike in ways)
    first = np.zeros(1, np.intp)
    alike, weights, missing = _compared(left, first, n, right, first, m)
    choices = list(permutations(range(m), n)) if m <= 4 else [tuple(_greedy(alike)[0].tolist())]
    best, kept = -1.0, choices[0]
    for choice in choices:
        found = float(_combined(alike, weights, missing, np.array([choice]), n, m)[0])
        if found > best:
            best, kept = found, choice
    return best, [(i, j, float(alike[0, i, j])) for i, j in enumerate(kept)]


def _greedy(alike: Floats) -> NDArray[np.intp]:
    """For long names: the best pair of words first."""
    count, n, m = alike.shape
    rest = alike.copy()
    columns = np.zeros((count, n), np.intp)
    rows = np.arange(count)
    for _ in range(n):
        i, j = np.divmod(rest.reshape(count, -1).argmax(axis=1), m)
        columns[rows, i] = j
        rest[rows, i, :] = -1
        rest[rows, :, j] = -1
    return columns


def _joinable(left: Names, left_rows: Rows, right: Names, right_rows: Rows, found: Floats) -> Rows:
    """Pairs in which one name may have two words where the other has one: Nur Sultan, Abdul Rahman."""
    one, other = left.counts[left_rows].astype(int), right.counts[right_rows].astype(int)
    likely = np.nonzero((np.abs(one - other) == 1) & (one > 0) & (other > 0) & (found < 0.95))[0]
    if not len(likely):
        return likely
    apart = np.abs(_letters(left, left_rows[likely]) - _letters(right, right_rows[likely]))
    scripts = left.words.scripts[left.ids[left_rows[likely], 0]], right.words.scripts[right.ids[right_rows[likely], 0]]
    # Arabic script leaves vowels out: a third of the letters may be missing.
    vowels = (scripts[0] != scripts[1]) & ((scripts[0] == Script.ARABIC) | (scripts[1] == Script.ARABIC))
    # Of a word that long the end is not known.
    cut = (_longest(left, left_rows[likely]) == LONGEST) | (_longest(right, right_rows[likely]) == LONGEST)
    chosen: Rows = likely[cut | (apart <= np.where(vowels, 7, 3))]
    return chosen


def _lengths(names: Names, rows: Rows) -> NDArray[np.int64]:
    found: NDArray[np.int64] = np.append(names.words.lengths, 0).astype(np.int64)[names.ids[rows]]
    return found


def _letters(names: Names, rows: Rows) -> NDArray[np.int64]:
    total: NDArray[np.int64] = _lengths(names, rows).sum(axis=1)
    return total


def _longest(names: Names, rows: Rows) -> NDArray[np.int64]:
    most: NDArray[np.int64] = _lengths(names, rows).max(axis=1)
    return most


def _score_joined(left: Names, left_rows: Rows, right: Names, right_rows: Rows) -> Floats:
    longer_left = left.counts[left_rows] > right.counts[right_rows]
    found = np.zeros(len(left_rows))
    for side, names, rows, other, other_rows in (
        (longer_left, left, left_rows, right, right_rows),
        (~longer_left, right, right_rows, left, left_rows),
    ):
        chosen = np.nonzero(side)[0]
        if len(chosen):
            joined, source = _joined(names, rows[chosen])
            scores = _score(joined, np.arange(len(joined)), other, other_rows[chosen][source])
            np.maximum.at(found, chosen[source], np.minimum(scores, _JOINED))
    return found


def joined_best(left: Names, right: Names) -> tuple[float, Names, Names] | None:
    """For the first rows: the best score with two words of the longer name made one, and the names so read."""
    first = np.zeros(1, np.intp)
    if not len(_joinable(left, first, right, first, np.zeros(1))):
        return None
    swap = left.counts[0] < right.counts[0]
    longer, shorter = (right, left) if swap else (left, right)
    joined, source = _joined(longer, first)
    scores = _score(joined, np.arange(len(joined)), shorter, source * 0)
    at = int(scores.argmax())
    row = slice(at, at + 1)
    one = Names(joined.words, joined.groups, joined.ids[row], joined.roles[row], joined.counts[row], joined.spelling)
    return float(min(scores[at], _JOINED)), *((shorter, one) if swap else (one, shorter))


def _joined(names: Names, rows: Rows) -> tuple[Names, Rows]:
    """Each row with each two neighbouring words made one; and which row it was."""
    words, scripts, ids, roles, source = [], [], [], [], []
    texts = []
    for number, row in enumerate(rows):
        count = int(names.counts[row])
        for at in range(count - 1):
            first, second = names.ids[row, at], names.ids[row, at + 1]
            words.append(
                (
                    names.words.codes[first, : names.words.lengths[first]].tobytes()
                    + names.words.codes[second, : names.words.lengths[second]].tobytes()
                )[:LONGEST]
            )
            scripts.append(int(names.words.scripts[first]))
            if names.spelling:
                texts.append(f"{names.spelling[first]} {names.spelling[second]}")
            made = np.full(names.ids.shape[1], -1, np.int32)
            made[:at] = names.ids[row, :at]
            made[at] = len(names.words) + len(words) - 1
            made[at + 1 : count - 1] = names.ids[row, at + 2 : count]
            role = np.zeros(names.ids.shape[1], np.uint8)
            role[:at] = names.roles[row, :at]
            role[at + 1 : count - 1] = names.roles[row, at + 2 : count]
            ids.append(made)
            roles.append(role)
            source.append(number)
    extra = Words.of(words, scripts)
    (ours, marks), (none, zeros) = names.words.other_spelling(), extra.other_spelling()
    every = Words(
        np.concatenate([names.words.codes, extra.codes]),
        np.concatenate([names.words.lengths, extra.lengths]),
        np.concatenate([names.words.scripts, extra.scripts]),
        np.concatenate([ours, none]),
        np.concatenate([marks, zeros]),
    )
    groups = np.concatenate([names.groups, np.zeros(len(extra), np.int16)])
    spelling = [*names.spelling, *texts] if names.spelling else ()
    counts = names.counts[rows[source]] - 1
    return Names(every, groups, np.array(ids), np.array(roles), counts.astype(np.uint8), spelling), np.array(source)
