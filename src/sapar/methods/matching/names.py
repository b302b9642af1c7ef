"""Names as rows of words: what is written is read into words, each with its role, whatever the script and the order.

Many names are read at once (a list of 100,000 in about half a second); a single name is a list of one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from sapar.methods.matching.equivalents import GROUP_OF
from sapar.methods.matching.respelling import respelt
from sapar.methods.matching.symbols import encode_all, script_of
from sapar.methods.matching.words import Words

MOST_WORDS = 6  # of a name that are looked at
MOST_LETTERS = 200  # of a name that are looked at


class Role(IntEnum):
    """What a word is in its name."""

    PLAIN = 0
    PATRONYMIC = 1  # the father's name, without its ending
    INITIAL = 2
    CUT = 3  # last word of a name that fills the field of a machine readable zone: more may follow


# Words that only join or adorn: left out, unless nothing else is there.
PARTICLES = frozenset(
    "al el ul аль эль ال bin ibn ben bint binti bte ould wuld бин ибн бинт بن ابن بنت de da do dos das di du del della "
    "van von der den ter la le af av y e mr mrs ms miss dr prof haji hajji".split()
)
# Words after a father's name that make it a patronymic.
PATRONYMIC_WORDS = frozenset(
    "ogly oglu oglı ogli oglu ugli ugly uly ulu uli ulı gyzy gizi kyzy kizi kizy qizi qyzy qızı кызы гызы қызы кизи қизи "
    "оглы оглу огли угли ўғли угли уулу улы ұлы углы zoda зода".split()
)
# Endings of one word that make it a patronymic, and how much of the ending is not the father's name.
PATRONYMIC_ENDINGS = tuple(
    "ovich evich yevich owiç ewiç ýewiç yewiç owich ewich owic ewic ovna evna yevna owna ewna ýewna yewna "
    "ович евич овна евна ogly ogli gyzy kyzy qizi qyzy оглы огли кызы қызы гызы угли ўғли ұлы улы uly".split()
)
# Given names end so too: Gurbanguly, Annakuly.
_NO_PATRONYMIC = ("guly", "kuly", "quly", "гулы", "кулы", "құлы", "қулы")
_ARTICLE = re.compile(
    r"(?<!\S)(?:a[dlnrstz]|ash|e[dlnrstz]|esh|u[dlrsz]|аль|ас|аш|ан|ар|ат|аз|ад|эль|эс|эш|эн|эр|эт|эз|эд|ال)[-‐‑–]"
)
_DROPPED = "'`´’‘ʻʼʹʽ\"“”„«»"


class _Cleaning(dict[int, str]):
    """For ``str.translate``: letters stay, marks and apostrophes go, everything else parts words."""

    def __missing__(self, point: int) -> str:
        kind = unicodedata.category(chr(point))
        self[point] = found = chr(point) if kind[0] == "L" else "" if kind in ("Mn", "Me", "Mc", "Cf") else " "
        return found


_CLEANING = _Cleaning({10: "\n", **dict.fromkeys(map(ord, _DROPPED), "")})


@dataclass(frozen=True, slots=True)
class Names:
    """Rows of words. ``ids`` (rows × MOST_WORDS) are numbers in ``words``, -1 after the end; ``roles`` alike.

    ``spelling``: the words as text, where somebody may want to read them.
    ``groups``: number of the group of equivalent names a word belongs to (William, Bill), 0 for none.
    """

    words: Words
    groups: NDArray[np.int16]
    ids: NDArray[np.int32]
    roles: NDArray[np.uint8]
    counts: NDArray[np.uint8]
    spelling: Sequence[str] = ()

    def __len__(self) -> int:
        return len(self.counts)


def normalised(names: Sequence[str]) -> list[str]:
    """Lower case, composed, words parted by single spaces or more; one text for each name."""
    lines = "\n".join([name[:MOST_LETTERS].replace("\n", " ").replace("\r", " ") for name in names])
    lines = unicodedata.normalize("NFKC", lines.lower())
    lines = _ARTICLE.sub("", lines)
    made = lines.translate(_CLEANING).split("\n")
    if len(made) != len(names):  # a character that composes to a line break does not exist today; be safe tomorrow
        made = [normalised([name])[0] if len(names) > 1 else " ".join(made) for name in names]
    return made


def read(names: Sequence[str]) -> Names:
    """Names as rows of words. A name without any letter has no words."""
    vocabulary: dict[str, int] = {}
    add = vocabulary.setdefault
    rows: list[list[int]] = []
    marks: list[tuple[int, int]] = []  # row, position of what a patronymic word stands behind
    for number, line in enumerate(normalised(names)):
        parts = line.split()
        if not PATRONYMIC_WORDS.isdisjoint(parts):
            parts = _without_patronymic_words(parts, number, marks)
        if not PARTICLES.isdisjoint(parts):
            kept = [part for part in parts if part not in PARTICLES]
            if kept:
                moved = [sum(part not in PARTICLES for part in parts[:at]) for row, at in marks if row == number]
                marks = [mark for mark in marks if mark[0] != number] + [(number, at) for at in moved]
                parts = kept
        rows.append([add(part, len(vocabulary)) for part in parts[:MOST_WORDS]])
    counts = np.array([len(row) for row in rows], np.uint8)
    ids = np.full((len(rows), MOST_WORDS), -1, np.int32)
    ids[np.arange(MOST_WORDS)[None, :] < counts[:, None]] = np.array([word for row in rows for word in row], np.int32)
    roles = np.zeros(ids.shape, np.uint8)
    for row, at in marks:
        if at < counts[row]:
            roles[row, at] = Role.PATRONYMIC
    _find_patronymics(vocabulary, ids, roles, counts)
    spelling = list(vocabulary)
    other, parts_of = respelt(spelling)
    words = Words.of(encode_all(spelling), [script_of(word) for word in spelling], encode_all(other), parts_of)
    single = np.append(words.lengths <= 1, False)
    roles[single[ids]] = Role.INITIAL
    for number, name in enumerate(names):
        if "<" in name and len(name.rstrip()) in (30, 31, 39) and not name.rstrip().endswith("<") and counts[number]:
            roles[number, counts[number] - 1] = Role.CUT
    groups = np.array([GROUP_OF.get(word, 0) for word in spelling], np.int16)
    return Names(words, groups, ids, roles, counts, spelling)


def _without_patronymic_words(parts: list[str], number: int, marks: list[tuple[int, int]]) -> list[str]:
    kept: list[str] = []
    for part in parts:
        if part in PATRONYMIC_WORDS and kept:
            marks.append((number, len(kept) - 1))
        else:
            kept.append(part)
    return kept


def _find_patronymics(
    vocabulary: dict[str, int], ids: NDArray[np.int32], roles: NDArray[np.uint8], counts: NDArray[np.uint8]
) -> None:
    """In names of three words and more: marks words with the ending of a patronymic and takes the ending off."""
    stem_of = np.arange(len(vocabulary) + 1, dtype=np.int32)
    stem_of[-1] = -1
    found = [word for word in vocabulary if word.endswith(PATRONYMIC_ENDINGS) and len(word) > 6]
    for word in found:
        ending = max((ending for ending in PATRONYMIC_ENDINGS if word.endswith(ending)), key=len)
        if not word.endswith(_NO_PATRONYMIC) and len(word) - len(ending) >= 2:
            stem = word[: -len(ending)]
            stem_of[vocabulary[word]] = vocabulary.setdefault(stem, len(vocabulary))
    stems = stem_of[ids]
    changed = (stems != ids) & (counts >= 3)[:, None]
    roles[changed] = Role.PATRONYMIC
    ids[changed] = stems[changed]
