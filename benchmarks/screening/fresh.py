"""Held-out names that nobody looked at while anything was chosen: made once, measured once, see README.md.

    python benchmarks/screening/fresh.py make [--names FOLDER]     writes fresh/*.tsv
    python benchmarks/screening/fresh.py measure [--peer]          precision, recall, F1 with intervals; --peer: logic-v2 too

A name is composed of two words by the recipe of `sets.composed`. Its words come from ``wd_russian_16`` and
``wd_arabic_16`` (NETransliteration, CC0), without the rows that the older held-out sets of the benchmark and of the tests
were composed of, and without every word, in either script, that stands anywhere in the files that costs were learned from
(``wd_*_64``). ``russian`` and ``arabic``: words that the source saw at least twice, as in the older sets. ``russian_once``
and ``arabic_once``: words that it saw once, of which a part are no pair at all (a given name beside a surname): harder, and
the labels are worse.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "src"), str(HERE)]

import sets  # noqa: E402

SEED, MOST = 20261125, 500
SETS = {"russian": 2, "arabic": 2, "russian_once": 1, "arabic_once": 1}
ROUNDS = 2_000


def words(name: str, folder: Path) -> list[tuple[str, str]]:
    """The words of one set: seen so often, and in no set and no file that anything was chosen by."""
    language, least = name.partition("_")[0], SETS[name]
    held = folder / f"wd_{language}_16"
    used = {word for pair in sets.composed(held, 1000) for text in pair[:2] for word in text.split()}
    used |= {word for row in sets.rows(folder / f"wd_{language}_64", 0) for word in row}
    often = set(sets.rows(held, 2))
    every = [row for row in sets.rows(held, least) if least > 1 or row not in often]
    return [row for row in every if not used & set(row)]


def make(folder: Path) -> None:
    target = HERE / "fresh"
    target.mkdir(exist_ok=True)
    for name in SETS:
        found = words(name, folder)
        pairs = sets.composed_of(found, MOST, SEED)
        lines = [f"{left}\t{right}\t{int(match)}" for left, right, match in pairs]
        (target / f"{name}.tsv").write_text("\n".join(lines) + "\n", "utf-8")
        print(f"{name}: {len(found)} words, {len(pairs)} pairs")


def interval(pairs: Sequence[sets.Pair], said: Sequence[bool]) -> dict[str, list[float]]:
    """95 % of what F1, precision and recall would be with other persons: drawn by person, with both pairs of each."""
    persons: dict[str, list[int]] = {}
    for place, (left, _right, _match) in enumerate(pairs):
        persons.setdefault(left, []).append(place)
    drawn, chance, keys = [], random.Random(1), list(persons)
    for _ in range(ROUNDS):
        places = [place for key in chance.choices(keys, k=len(keys)) for place in persons[key]]
        drawn.append(sets.measures([pairs[place] for place in places], [said[place] for place in places]))
    low, high = round(0.025 * ROUNDS), round(0.975 * ROUNDS) - 1
    columns = {key: sorted(one[key] for one in drawn) for key in ("f1", "precision", "recall")}
    return {key: [values[low], values[high]] for key, values in columns.items()}


def theirs(rows: dict[str, list[sets.Pair]]) -> dict[str, list[bool]]:
    """What logic-v2 says at its recommended threshold, in the peers' environment of the benchmark."""
    import bench

    names = [left for left, _, _ in rows["russian"][:20]]
    task: dict[str, Any] = {
        "accuracy": rows, "recall": {}, "background": [], "list": names, "queries": [[name, name] for name in names[:3]],
        "peer_queries": 3, "throughput": [[name, name] for name in names], "peer_pairs": 20,
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "task.json"
        file.write_text(json.dumps(task), "utf-8")
        said: dict[str, list[bool]] = bench.measure("nomenklatura", bench.peers_python(), file)["said"]
    return said


def measure(peer: bool) -> None:
    rows = {name: sets.fresh(name) for name in SETS}
    said = {"sapar": {name: sets.said_by_sapar(pairs) for name, pairs in rows.items()}}
    if peer:
        said["logic-v2"] = theirs(rows)
    for side, answers in said.items():
        for name, pairs in rows.items():
            found = sets.measures(pairs, answers[name])
            between = interval(pairs, answers[name])
            shown = "  ".join(
                f"{key} {found[key]:.3f} ({between[key][0]:.3f}–{between[key][1]:.3f})" for key in between
            )
            print(f"{side:9} {name:13} {shown}  {found['pairs']} pairs", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["make", "measure"])
    parser.add_argument("--names", type=Path, default=ROOT.parent / "shared" / "data" / "names")
    parser.add_argument("--peer", action="store_true")
    options = parser.parse_args()
    if options.what == "make":
        make(options.names)
    else:
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        measure(options.peer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
