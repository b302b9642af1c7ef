"""Learns what letters of two scripts, or two habits of one script, stand for each other: writes methods/matching/learned.py.

    python benchmarks/screening/learn.py [--names FOLDER] [--check]

A word pair is taken as a way through both words: at each step a symbol stands for a symbol, or for nothing. The
probabilities of the steps are estimated by expectation-maximisation over all ways (forward-backward), for each pair of
scripts. What is written is ``log(P(a, b) / P(a) P(b))``: how much more likely two symbols meet in one name than by chance.
Pairs that chance explains better than the steps do (a surname that stands beside a given name) lose their weight.

Data: token pairs of NETransliteration (CC0; ``wd_russian_64`` and ``wd_arabic_64``, pairs seen at least twice) and the
part ``dev`` of `regional`. Two words of one script are a pair if they belong to the same word of another script.
Then, from names composed of the same tokens, the curve that turns the evidence of a token pair into a likeness.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "src"), str(HERE)]

import regional  # noqa: E402

from sapar.methods.matching.names import normalised  # noqa: E402
from sapar.methods.matching.symbols import FIRST_OTHER, SYMBOLS, Script, encode_all, script_of  # noqa: E402

TARGET = ROOT / "src/sapar/methods/matching/learned.py"
NAMES = ROOT.parent / "shared/data/names"
SIZE = FIRST_OTHER
ROUNDS = 8
LEAST, MOST = -6.0, 6.0
REGIONAL_WEIGHT = 3.0
Floats = NDArray[np.float64]
Pair = tuple[str, str, float]
BLOCKS = [
    (Script.LATIN, Script.LATIN),
    (Script.LATIN, Script.CYRILLIC),
    (Script.LATIN, Script.ARABIC),
    (Script.CYRILLIC, Script.CYRILLIC),
    (Script.CYRILLIC, Script.ARABIC),
    (Script.ARABIC, Script.ARABIC),
]


def token_pairs(file: Path, least: int) -> list[tuple[str, str, int]]:
    """Rows of a NETransliteration file seen at least ``least`` times: Latin, native, count."""
    rows = []
    for line in file.read_text("utf-8").splitlines():
        latin, native, count = line.split("\t")
        if int(count) >= least and latin.isalpha():
            rows.append((latin, native.replace(" ", ""), int(count)))
    return rows


def _joined(rows: dict[str, list[tuple[str, float]]], others: dict[str, list[tuple[str, float]]]) -> list[Pair]:
    """Words that belong to the same word: of two tables, or different ones of one table (then in both directions)."""
    pairs = []
    for word, left in rows.items():
        for one, weight in left[:6]:
            for other, second in others.get(word, [])[:6]:
                if rows is not others or one != other:
                    pairs.append((one, other, min(weight, second)))
    return pairs


def training(names: Path) -> dict[tuple[Script, Script], list[Pair]]:
    """Weighted word pairs of every block. Blocks of one script hold every pair in both directions."""
    pairs: dict[tuple[Script, Script], list[Pair]] = defaultdict(list)
    by_native: dict[Script, dict[str, list[tuple[str, float]]]] = {}
    by_latin: dict[Script, dict[str, list[tuple[str, float]]]] = {}
    for script, name in ((Script.CYRILLIC, "russian"), (Script.ARABIC, "arabic")):
        native_of: dict[str, list[tuple[str, float]]] = defaultdict(list)
        latin_of: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for latin, native, count in token_pairs(names / f"wd_{name}_64", 2):
            weight = min(1 + np.log(count), 5.0)
            pairs[Script.LATIN, script].append((latin, native, weight))
            native_of[latin].append((native, weight))
            latin_of[native].append((latin, weight))
        by_native[script], by_latin[script] = latin_of, native_of
        pairs[script, script] += _joined(native_of, native_of)
        pairs[Script.LATIN, Script.LATIN] += [(a, b, 0.5 * w) for a, b, w in _joined(latin_of, latin_of)]
        # A word agrees with itself too: as often as it is spelt differently.
        pairs[Script.LATIN, Script.LATIN] += [(word, word, 1.0) for word in native_of]
        pairs[script, script] += [(word, word, 1.0) for word in latin_of]
    pairs[Script.CYRILLIC, Script.ARABIC] += _joined(by_latin[Script.CYRILLIC], by_latin[Script.ARABIC])
    for (script, written), (other_script, other_written) in regional.variant_pairs("dev", 1):
        word, other = (normalised([text])[0] for text in (written, other_written))
        one, two = Script[script.upper()], Script[other_script.upper()]
        if one > two:
            one, two, word, other = two, one, other, word
        pairs[one, two].append((word, other, REGIONAL_WEIGHT))
        if one == two:
            pairs[one, two].append((other, word, REGIONAL_WEIGHT))
            pairs[one, two] += [(word, word, REGIONAL_WEIGHT), (other, other, REGIONAL_WEIGHT)]
    return pairs


def padded(words: list[bytes]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    lengths = np.array([len(word) for word in words])
    table = np.zeros((len(words), int(lengths.max())), np.int64)
    for row, word in enumerate(words):
        table[row, : len(word)] = list(word)
    return table, lengths


def estimate(pairs: list[Pair], rounds: int = ROUNDS, noise: float = 0.02) -> Floats:
    """Joint probabilities of steps, ``SIZE`` × ``SIZE``; row and column 0 are steps against nothing."""
    left, left_length = padded(encode_all([pair[0] for pair in pairs]))
    right, right_length = padded(encode_all([pair[1] for pair in pairs]))
    left[left >= SIZE] = right[right >= SIZE] = 0
    weights = np.array([pair[2] for pair in pairs])
    n, m, count = left.shape[1], right.shape[1], len(pairs)
    p_left = np.bincount(left.ravel(), minlength=SIZE).astype(float)
    p_right = np.bincount(right.ravel(), minlength=SIZE).astype(float)
    p_left[0] = p_right[0] = 0
    p_left, p_right = p_left / p_left.sum(), p_right / p_right.sum()
    steps = np.zeros((SIZE, SIZE))
    for i in range(n):
        for j in range(m):
            inside = (i < left_length) & (j < right_length)
            apart = (i + 0.5) / left_length - (j + 0.5) / right_length
            np.add.at(steps, (left[inside, i], right[inside, j]), np.exp(-((apart[inside] * 6) ** 2)))
    steps *= 0.8 / steps.sum()
    steps[1:, 0], steps[0, 1:] = 0.1 * p_left[1:], 0.1 * p_right[1:]
    by_chance = (
        np.log(np.maximum(p_left, 1e-9))[left] * (left > 0),
        np.log(np.maximum(p_right, 1e-9))[right] * (right > 0),
    )
    chance = by_chance[0].sum(1) + by_chance[1].sum(1)
    for _ in range(rounds):
        forward = np.zeros((n + 1, m + 1, count))
        forward[0, 0] = 1
        for i in range(n + 1):
            for j in range(m + 1):
                if i and j:
                    forward[i, j] += forward[i - 1, j - 1] * steps[left[:, i - 1], right[:, j - 1]]
                if i:
                    forward[i, j] += forward[i - 1, j] * steps[left[:, i - 1], 0]
                if j:
                    forward[i, j] += forward[i, j - 1] * steps[0, right[:, j - 1]]
        backward = np.zeros((n + 2, m + 2, count))
        for i in range(n, -1, -1):
            for j in range(m, -1, -1):
                value = ((i == left_length) & (j == right_length)).astype(float)
                if i < n and j < m:
                    value += backward[i + 1, j + 1] * steps[left[:, i], right[:, j]]
                if i < n:
                    value += backward[i + 1, j] * steps[left[:, i], 0]
                if j < m:
                    value += backward[i, j + 1] * steps[0, right[:, j]]
                value[(i > left_length) | (j > right_length)] = 0
                backward[i, j] = value
        total = np.maximum(backward[0, 0], 1e-300)
        explained = 1 / (1 + np.exp(np.clip(np.log(noise) + chance - np.log(total), -50, 50)))
        share = weights * explained / total
        counts = np.zeros(SIZE * SIZE)
        for i in range(n + 1):
            for j in range(m + 1):
                after = backward[i, j] * share
                if i and j:
                    a, b = left[:, i - 1], right[:, j - 1]
                    counts += np.bincount(a * SIZE + b, forward[i - 1, j - 1] * steps[a, b] * after, SIZE * SIZE)
                if i:
                    a = left[:, i - 1]
                    counts += np.bincount(a * SIZE, forward[i - 1, j] * steps[a, 0] * after, SIZE * SIZE)
                if j:
                    b = right[:, j - 1]
                    counts += np.bincount(b, forward[i, j - 1] * steps[0, b] * after, SIZE * SIZE)
        table = counts.reshape(SIZE, SIZE)
        table[0, 0] = 0
        everything = table.sum()
        independent = np.outer(table.sum(1), table.sum(0)) / everything**2
        steps = np.maximum((table + 30 * independent) / (everything + 30), 1e-10)
        steps[0, 0] = 0
    return steps


def gains(steps: Floats) -> Floats:
    """log(P(a, b) / P(a) P(b)); against nothing log(P(a, -) / P(a))."""
    left, right = steps.sum(1), steps.sum(0)
    left[0] = right[0] = 1
    with np.errstate(divide="ignore", invalid="ignore"):
        table = np.log(steps / np.outer(left, right))
    table[0, 0] = 0
    # A symbol that was hardly ever seen says nothing.
    rare = (left < 2e-6)[:, None] | (right < 2e-6)[None, :]
    table[rare] = LEAST
    return np.clip(np.nan_to_num(table, nan=LEAST, neginf=LEAST), LEAST, MOST)


def rows(table: Floats) -> list[str]:
    """``symbol: symbol gain …`` in tenths, only what is above the least; ``-`` is nothing."""
    lines = []
    for a in range(SIZE):
        cells = [(SYMBOLS[b] or "-", round(table[a, b] * 10)) for b in range(SIZE) if a or b]
        found = [f"{symbol} {gain}" for symbol, gain in cells if gain > LEAST * 10]
        row = ""
        for cell in found:
            if len(row) + len(cell) > 108:
                lines.append(f"{SYMBOLS[a] or '-'}: {row}")
                row = ""
            row = f"{row}, {cell}" if row else cell
        if row:
            lines.append(f"{SYMBOLS[a] or '-'}: {row}")
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--names", type=Path, default=NAMES)
    options = parser.parse_args()
    pairs = training(options.names)
    text = [
        '"""What symbols of two scripts stand for each other: written by benchmarks/screening/learn.py, not by hand.',
        "",
        "A row is ``symbol: symbol gain, …``: tenths of log(P(a, b) / P(a) P(b)); ``-`` is nothing. A long",
        "row is continued with the same symbol. Pairs that are not listed have the least gain, -6. Learned from Wikidata name",
        "pairs (NETransliteration, CC0) and spellings made by tables of our own.",
        '"""',
        "",
        "from __future__ import annotations",
        "",
        f"LEAST = {LEAST}",
        "",
    ]
    for one, other in BLOCKS:
        chosen = pairs[one, other]
        random.Random(1).shuffle(chosen)
        chosen = [pair for pair in chosen if script_of(pair[0]) == one and script_of(pair[1]) == other][:45_000]
        words = zip(encode_all([a for a, _, _ in chosen]), encode_all([b for _, b, _ in chosen]), strict=True)
        chosen = [pair for pair, (a, b) in zip(chosen, words, strict=True) if 1 < len(a) < 15 and 1 < len(b) < 15]
        table = gains(estimate(chosen))
        if one == other:
            table = (table + table.T) / 2
        print(f"{one.name}-{other.name}: {len(chosen)} pairs", flush=True)
        text += [f'{one.name}_{other.name} = """', *rows(table), '"""', ""]
    TARGET.write_text("\n".join(text), "utf-8")
    print(f"written: {TARGET.relative_to(ROOT)}, {TARGET.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
