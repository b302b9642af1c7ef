"""The few words of many that may be the same word: shared pairs of neighbouring sounds, coarsely heard.

Every symbol of the list belongs to one coarse sound or to none (vowels). A word's *grams* are pairs of neighbouring
sounds and pairs with one sound between. The word that is asked for also brings the sounds its symbols may stand for by
the learned gains, with less weight. Words of the list are ranked by the weight of the grams they share; who is really
alike is decided by `words`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sapar.methods.matching.costs import BEST, CODES_OF, GAIN
from sapar.methods.matching.symbols import CODES, FIRST_OTHER, SIZE, Script
from sapar.methods.matching.words import Words

_SOUNDS = (
    "b p п б ب پ",
    "f v w ph ф в ف ў",
    "t d th т д ت د ط ض",
    "s z sz ts tz rz с з ц ص س ز ث ذ ظ",
    "sh ch sch shch cz zh j dj ш щ ч ж дж җ ҷ ش چ ژ ج",
    "k g q c gh x к г қ ғ кс ك ق گ غ",
    "h kh х һ ҳ خ ح ه",
    "m м م",
    "n ng н ң ن",
    "l л ل",
    "r р ر",
)
_START, _VOWEL, _END = 12, 13, 14
_BASE = 16
GRAMS = 2 * _BASE * _BASE  # neighbours, then pairs with one sound between
_SKIPPED = 0.6  # weight of a pair with one sound between
_LEAST_SHARE = 0.2  # of the best gain that a symbol must have to stand for another sound
_OTHER_SOUND = 15

SOUND_OF = np.zeros(SIZE, np.uint8)
for _sound, _symbols in enumerate(_SOUNDS, start=1):
    for _symbol in _symbols.split():
        SOUND_OF[CODES[_symbol]] = _sound
SOUND_OF[FIRST_OTHER:] = _OTHER_SOUND


def _possible() -> list[list[tuple[int, float]]]:
    """For each symbol, the sounds it may stand for, with weights; sound 0 says that it may be silent."""
    found: list[list[tuple[int, float]]] = []
    for code in range(SIZE):
        own = int(SOUND_OF[code])
        weights = {own: 1.0}
        if 0 < code < FIRST_OTHER:
            for script in (Script.LATIN, Script.CYRILLIC, Script.ARABIC):
                best = max(int(BEST[script, code]), 1)
                for other in CODES_OF[script]:
                    share, sound = int(GAIN[code, other]) / best, int(SOUND_OF[other])
                    if share > _LEAST_SHARE and sound != own:
                        weights[sound] = max(weights.get(sound, 0.0), min(share, 0.9))
        found.append(sorted(weights.items()))
    return found


_POSSIBLE = _possible()


@dataclass(frozen=True, slots=True)
class Grams:
    """Inverted index of words: ``starts`` (GRAMS + 1) into ``words``; ``scale`` makes long words comparable."""

    starts: NDArray[np.int64]
    words: NDArray[np.int32]
    scale: NDArray[np.float32]


def index(words: Words) -> Grams:
    """Grams of every word."""
    count = len(words)
    sounds = SOUND_OF[words.codes]
    width = sounds.shape[1]
    skeleton = np.zeros((count, width + 3), np.uint8)
    skeleton[:, 0] = _START
    starts_with_vowel = (sounds[:, 0] == 0) & (words.lengths > 0)
    heard = sounds > 0
    place = np.cumsum(heard, axis=1) + starts_with_vowel[:, None]
    rows, columns = np.nonzero(heard)
    skeleton[rows, place[rows, columns]] = sounds[rows, columns]
    skeleton[starts_with_vowel, 1] = _VOWEL
    skeleton[np.arange(count), heard.sum(axis=1) + starts_with_vowel + 1] = _END
    grams, owners = [], []
    for distance, offset in ((1, 0), (2, _BASE * _BASE)):
        first, second = skeleton[:, :-distance].astype(np.uint16), skeleton[:, distance:]
        rows, columns = np.nonzero(second)
        grams.append(first[rows, columns] * np.uint16(_BASE) + second[rows, columns] + np.uint16(offset))
        owners.append(rows.astype(np.int32))
    gram, owner = np.concatenate(grams), np.concatenate(owners)
    order = np.argsort(gram, kind="stable")  # of 16 bits: a radix sort. A gram that a word has twice stays twice.
    starts = np.zeros(GRAMS + 1, np.int64)
    np.cumsum(np.bincount(gram, minlength=GRAMS), out=starts[1:])
    scale = 1 / np.sqrt(np.bincount(owner, minlength=count) + 3.0)
    return Grams(starts, owner[order], scale.astype(np.float32))


def grams_of(word: bytes) -> dict[int, float]:
    """Grams that a word asks for, with weights: every sound its symbols may stand for."""
    steps: list[list[tuple[int, float]]] = [[(_START, 1.0)]]
    for position, code in enumerate(word):
        possible = list(_POSSIBLE[code])
        if position == 0 and any(sound == 0 for sound, _ in possible):
            possible.append((_VOWEL, 1.0))
        steps.append(possible)
    steps.append([(_END, 1.0)])
    found: dict[int, float] = {}
    # Heard before here, silent steps passed over: (sound, weight) of the last, (sound, weight) of the one before that.
    last: dict[int, float] = {_START: 1.0}
    before: dict[int, float] = {}
    for possible in steps[1:]:
        heard = {sound: weight for sound, weight in possible if sound}
        silent = max((weight for sound, weight in possible if not sound), default=0.0)
        for sound, weight in heard.items():
            for previous, share in last.items():
                _add(found, previous * _BASE + sound, weight * share)
            for previous, share in before.items():
                _add(found, _BASE * _BASE + previous * _BASE + sound, weight * share * _SKIPPED)
        if not heard:
            continue
        # What may have been silent keeps what was heard before it.
        kept = {sound: weight * silent for sound, weight in last.items()} if silent else {}
        earlier = {sound: weight * silent for sound, weight in before.items()} if silent else {}
        before = {**earlier, **{s: max(w, earlier.get(s, 0.0)) for s, w in last.items()}}
        last = {**kept, **{s: max(w, kept.get(s, 0.0)) for s, w in heard.items()}}
    return found


def _add(found: dict[int, float], gram: int, weight: float) -> None:
    if weight > 0.1 and weight > found.get(gram, 0.0):
        found[gram] = weight


def nearest(grams: Grams, word: bytes, most: int) -> NDArray[np.int64]:
    """Numbers of the words that share most with ``word``, at most ``most``, in rising order."""
    shared = np.zeros(len(grams.scale), np.float32)
    for gram, weight in sorted(grams_of(word).items()):
        # A word that stands twice in one list counts once: `+=` by numbers adds to each but once.
        shared[grams.words[grams.starts[gram] : grams.starts[gram + 1]]] += np.float32(weight)
    shared *= grams.scale
    if len(shared) > most:
        found = np.argpartition(shared, len(shared) - most)[-most:]
        found = found[shared[found] > 0]
    else:
        found = np.nonzero(shared)[0]
    return np.sort(found)
