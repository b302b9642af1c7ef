"""The sets of the benchmark: composed two-word names across scripts, regional names in two spellings, mixed background.

`composed` follows the recipe of the public comparison: two words make a name; as many non-matches as matches; a
non-match has the same first word and another second one, by turns the nearest with Jaro-Winkler below .85 and any.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

HERE = Path(__file__).resolve().parent
if str(HERE) not in sys.path:
    sys.path.insert(0, str(HERE))

import regional  # noqa: E402

Pair = tuple[str, str, bool]
NEAR = 0.85


def rows(file: Path, least: int = 2) -> list[tuple[str, str]]:
    """Latin and native words of a NETransliteration file: letters only, Latin ≥ 4, native ≥ 3, seen ``least`` times."""
    found = []
    for line in file.read_text("utf-8").splitlines():
        latin, native, count = line.split("\t")
        native = native.replace(" ", "")
        if int(count) >= least and latin.isalpha() and len(latin) >= 4 and len(native) >= 3:
            found.append((latin, native))
    return found


def composed(file: Path, count: int, seed: int = 7) -> list[Pair]:
    """``count`` matches and about as many non-matches: Latin name, native name, whether they are one."""
    return composed_of(rows(file), count, seed)


def composed_of(words: Sequence[tuple[str, str]], count: int, seed: int) -> list[Pair]:
    """As `composed`, of these words."""
    every = list(words)
    chance = random.Random(seed)
    chance.shuffle(every)
    half = len(every) // 2
    given, surnames = every[:half], every[half:]
    count = min(count, len(surnames))
    keys = [latin for latin, _ in surnames]
    likeness = process.cdist(keys[:count], keys, scorer=JaroWinkler.similarity, dtype=np.float32)
    pairs: list[Pair] = []
    for number in range(count):
        first, second = given[number % half], surnames[number]
        pairs.append((f"{first[0]} {second[0]}", f"{first[1]} {second[1]}", True))
        other = surnames[_nearest(likeness[number]) if number % 2 == 0 else chance.randrange(len(surnames))]
        if other[0] != second[0] and other[1] != second[1]:
            pairs.append((f"{first[0]} {second[0]}", f"{first[1]} {other[1]}", False))
    return pairs


def fresh(name: str) -> list[Pair]:
    """A set of `fresh`, as it was made and measured once."""
    lines = (HERE / "fresh" / f"{name}.tsv").read_text("utf-8").splitlines()
    return [(left, right, match == "1") for left, right, match in (line.split("\t") for line in lines)]


def _nearest(likeness: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> int:
    return int(np.where(likeness < NEAR, likeness, 0).argmax())


def regional_pairs(language: str, count: int, part: str = "held", seed: int = 9) -> list[Pair]:
    """Matches and as many non-matches of one language, made by the tables of `regional`."""
    chance = random.Random(seed)
    surnames = regional.tokens(language, part)[1]
    pairs: list[Pair] = []
    for number, person in enumerate(regional.people(language, part, count, seed)):
        one, other = regional.written(language, person, chance)
        pairs.append((one, other, True))
        rest = [name for name in surnames if name != person[1] and JaroWinkler.similarity(name, person[1]) < NEAR]
        near = max(rest, key=lambda name: JaroWinkler.similarity(name, person[1]))
        surname = near if number % 2 == 0 else chance.choice(rest)
        pairs.append((one, regional.written(language, (person[0], surname), chance)[1], False))
    return pairs


def background(count: int, names: Path, seed: int = 77) -> list[str]:
    """Composed names that nobody asks for: about one in ten Arabic, one in forty Cyrillic, the rest Latin."""
    chance = random.Random(seed)
    russian, arabic = (rows(names / f"wd_{name}_64", 1) for name in ("russian", "arabic"))
    found = []
    for _ in range(count):
        share = chance.random()
        table, column = (arabic, 1) if share < 0.10 else (russian, 1) if share < 0.125 else (russian, 0)
        found.append(f"{chance.choice(table)[column]} {chance.choice(table)[column]}".title())
    return found


def measures(pairs: Sequence[Pair], said: Sequence[bool]) -> dict[str, float]:
    """Precision, recall and F1 of what was said."""
    right = sum(match and answer for (_, _, match), answer in zip(pairs, said, strict=True))
    precision, recall = right / max(sum(said), 1), right / max(sum(match for _, _, match in pairs), 1)
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4), "pairs": len(pairs)}


def said_by_sapar(pairs: Sequence[Pair]) -> list[bool]:
    """What Sapar says of each pair at its operating point."""
    from sapar.methods.matching.score import Subject, compare_many

    found = compare_many([(Subject("a", (left,)), Subject("b", (right,))) for left, right, _ in pairs])
    return [comparison.match for comparison in found]


def quality(pairs: Sequence[Pair]) -> dict[str, float]:
    """`measures` of Sapar at its operating point."""
    return measures(pairs, said_by_sapar(pairs))
