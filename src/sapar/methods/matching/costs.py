"""The learned gains as tables over symbol codes, in whole tenths so that every process computes exactly the same.

``GAIN[a, b]``: how much more likely symbols a and b meet in one name than by chance, tenths of a natural logarithm.
``GAP[script, a]``: the same for a symbol without counterpart in a word of ``script``.
``BEST[script, a]``: the most that a symbol can gain against a word of ``script``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sapar.methods.matching import learned
from sapar.methods.matching.symbols import (
    ARABIC_GROUPS,
    ARABIC_LETTERS,
    CODES,
    CYRILLIC_GROUPS,
    CYRILLIC_LETTERS,
    FIRST_OTHER,
    LATIN_GROUPS,
    LATIN_LETTERS,
    SIZE,
    Script,
)

Gains = NDArray[np.int16]
LEAST = round(learned.LEAST * 10)
# Without data: a letter agrees with itself, and hardly with anything else.
_SAME, _GAP = 45, -45
_BLOCKS = (
    (Script.LATIN, Script.LATIN, learned.LATIN_LATIN),
    (Script.LATIN, Script.CYRILLIC, learned.LATIN_CYRILLIC),
    (Script.LATIN, Script.ARABIC, learned.LATIN_ARABIC),
    (Script.CYRILLIC, Script.CYRILLIC, learned.CYRILLIC_CYRILLIC),
    (Script.CYRILLIC, Script.ARABIC, learned.CYRILLIC_ARABIC),
    (Script.ARABIC, Script.ARABIC, learned.ARABIC_ARABIC),
)
CODES_OF: dict[Script, NDArray[np.int64]] = {
    Script.LATIN: np.array([CODES[symbol] for symbol in (*LATIN_LETTERS, *LATIN_GROUPS)]),
    Script.CYRILLIC: np.array([CODES[symbol] for symbol in (*CYRILLIC_LETTERS, *CYRILLIC_GROUPS)]),
    Script.ARABIC: np.array([CODES[symbol] for symbol in (*ARABIC_LETTERS, *ARABIC_GROUPS)]),
    Script.OTHER: np.arange(FIRST_OTHER, SIZE),
}


def _rows(text: str) -> list[tuple[int, int, int]]:
    cells = []
    for line in text.strip().splitlines():
        symbol, _, row = line.partition(": ")
        for cell in row.split(", "):
            other, gain = cell.rsplit(" ", 1)
            cells.append((CODES.get(symbol, 0), CODES.get(other, 0), int(gain)))
    return cells


def _tables() -> tuple[Gains, Gains, Gains]:
    gain = np.full((SIZE, SIZE), LEAST, np.int16)
    gap = np.full((len(Script), SIZE), _GAP, np.int16)
    for one, other, text in _BLOCKS:
        for a, b, value in _rows(text):
            if a and b:
                gain[a, b] = gain[b, a] = value
            else:
                gap[other if a else one, a or b] = value
    for script, codes in CODES_OF.items():
        gain[codes, codes] = np.maximum(gain[codes, codes], _SAME if script is Script.OTHER else 10)
        unseen = codes[gain[codes, codes] <= 10]
        gain[unseen, unseen] = _SAME
    _by_way_of_latin(gain)
    gap[:, 0] = 0
    best = np.zeros((len(Script), SIZE), np.int16)
    for script, codes in CODES_OF.items():
        best[script] = np.maximum(gain[:, codes].max(axis=1), gap[script])
        best[script, codes] = np.maximum(gain[codes, codes], best[script, codes])
    best[:, 0] = 0
    return gain, gap, best


def _by_way_of_latin(gain: Gains) -> None:
    """Letters that were never seen with Arabic (or Cyrillic) script: through the Latin letters both stand for."""
    latin, cyrillic, arabic = (CODES_OF[script] for script in (Script.LATIN, Script.CYRILLIC, Script.ARABIC))
    for codes, others in ((cyrillic, arabic), (arabic, cyrillic)):
        for code in codes:
            if gain[code, others].max() <= 0:
                chained = np.minimum(gain[code, latin][:, None], gain[np.ix_(latin, others)]).max(axis=0)
                gain[code, others] = np.maximum(gain[code, others], chained)
                gain[others, code] = gain[code, others]


GAIN, GAP, BEST = _tables()
