"""Screening: accuracy, retrieval and speed of Sapar's matching against nomenklatura (logic-v2, blocker), in one run.

    python benchmarks/screening/bench.py [--quick] [--names FOLDER]

Sets: names composed of word pairs of ``wd_russian_16`` and ``wd_arabic_16`` (nothing was learned from them, but they were
looked at, see README.md; both are
derived from Wikidata, as is the dictionary of logic-v2, which they favour), and regional names of the part ``held`` of
`regional`, which our own tables spell: no independent measure, but of words that costs were not learned from. The list
is composed of ``wd_*_64``. Without the public pairs only the regional sets and a list of syllables are measured.

``--quick``, for every change: small sets, 20,000 names, no peer, the targets that need none.
The peer lives in an environment of its own under benchmarks/.peers, made by the first run (PyICU needs a compiler and the
headers of ICU). The last line is one JSON object: name, figures of both sides, ratio, target, holds.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PEERS = HERE.parent / ".peers" / "screening"
NAMES = ROOT.parent / "shared" / "data" / "names"
sys.path[:0] = [str(ROOT / "src"), str(HERE)]

import sets  # noqa: E402

REGIONAL = ("tk", "uz", "kk", "fa")
RECALL_TARGETS = {**dict.fromkeys(REGIONAL, 0.97), "russian": 0.95, "arabic": 0.85}
F1_TARGETS = {"russian": 0.92, "arabic": 0.80}
FRESH_TARGETS = {f"{name}_fresh": least for name, least in F1_TARGETS.items()}  # sets of `fresh`, part of the project
PRECISION = 0.95
P95_MS, LARGE_P95_MS, BUILD_S, MEGABYTES, PAIRS_A_SECOND, TIMES_BLOCKER, ERROR_SHARE = (
    30.0,
    150.0,
    2.0,
    100.0,
    100_000,
    10.0,
    1 / 3,
)
SYLLABLES = (
    "ber di mu ha med gul jan a man ow ne pes mer dan sa par ka rim ta hir o raz ba tyr la le ay na zu sh er".split()
)


def task(options: argparse.Namespace) -> dict[str, Any]:
    """What both sides measure; made once, from fixed seeds."""
    public = options.names.exists()
    count = 200 if options.quick else 1000
    accuracy = {language: sets.regional_pairs(language, min(count, 300)) for language in REGIONAL}
    if public:
        accuracy |= {name: sets.composed(options.names / f"wd_{name}_16", count) for name in F1_TARGETS}
    else:
        print(f"no public name pairs in {options.names}: regional sets only", flush=True)
    accuracy |= {name: sets.fresh(name.removesuffix("_fresh")) for name in FRESH_TARGETS}
    recall = {
        name: [[left, right] for left, right, match in rows if match][:120]
        for name, rows in accuracy.items()
        if name in RECALL_TARGETS
    }
    chance = random.Random(5)
    size = 20_000 if options.quick else 100_000
    listed = names(size, options.names, 1)
    work: dict[str, Any] = {
        "accuracy": accuracy,
        "recall": recall,
        "background": names(10_000, options.names, 77),
        "list": listed,
        "queries": misspelt(listed, 50 if options.quick else 200, chance),
        "peer_queries": 40,
        "throughput": list(zip(names(50_000, options.names, 2), names(50_000, options.names, 3), strict=True)),
        "peer_pairs": 4_000,
    }
    if not options.quick:
        work["large"] = names(1_000_000, options.names, 4)
        work["large_queries"] = misspelt(work["large"], 100, chance)
    return work


def names(count: int, folder: Path, seed: int) -> list[str]:
    if folder.exists():
        return sets.background(count, folder, seed)
    chance = random.Random(seed)
    return [
        "{} {}".format(*("".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(2)))
        for _ in range(count)
    ]


def misspelt(listed: list[str], count: int, chance: random.Random) -> list[list[str]]:
    """Names of the list with one letter left out, and the name."""
    found = []
    for name in chance.sample(listed, count):
        at = chance.randrange(len(name))
        found.append([name[:at] + name[at + 1 :], name])
    return found


def peers_python() -> Path:
    """The interpreter of the peers' environment, which is made if it is not there or has other versions."""
    python = PEERS / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    wanted = (HERE / "peers.txt").read_text("utf-8")
    done = PEERS / "peers.txt"
    if not done.exists() or done.read_text("utf-8") != wanted or not python.exists():
        print(f"making {PEERS.relative_to(ROOT)} …", flush=True)
        PEERS.mkdir(parents=True, exist_ok=True)
        (PEERS.parent / ".gitignore").write_text("*\n", "utf-8")
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(PEERS)], check=True)
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        subprocess.run([*pip, "-r", str(HERE / "peers.txt")], check=True)
        done.write_text(wanted, "utf-8")
    return python


def measure(side: str, python: Path, file: Path) -> dict[str, Any]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    if side == "sapar":
        environment["PYTHONPATH"] = str(ROOT / "src")
    command = [str(python), str(HERE / "sides.py"), side, str(file)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{side}: {done.stderr[-3000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--names", type=Path, default=NAMES)
    options = parser.parse_args()
    work = task(options)
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "task.json"
        file.write_text(json.dumps(work), "utf-8")
        figures["sapar"] = measure("sapar", Path(sys.executable), file)
        figures["nomenklatura"] = None if options.quick else measure("nomenklatura", peers_python(), file)
    for side, found in figures.items():
        if found:
            said = found.pop("said")
            found["accuracy"] = {name: sets.measures(rows, said[name]) for name, rows in work["accuracy"].items()}
            for name, values in found["accuracy"].items():
                print(f"{side:13} {name:8} " + " ".join(f"{key} {value}" for key, value in values.items()))
    ratio, checks = judged(figures["sapar"], figures["nomenklatura"], options.quick)
    for name, (value, target, holds) in checks.items():
        print(f"{'holds' if holds else 'FAILS'}  {name}: {value} (target {target})")
    holds = all(check[2] for check in checks.values())
    target = {name: check[1] for name, check in checks.items()}
    failed = [name for name, check in checks.items() if not check[2]]
    print(
        json.dumps(
            {
                "name": "screening",
                "figures": figures,
                "ratio": ratio,
                "target": target,
                "failed": failed,
                "holds": holds,
            }
        )
    )
    return 0 if holds else 1


def judged(
    ours: dict[str, Any], theirs: dict[str, Any] | None, quick: bool
) -> tuple[dict[str, Any], dict[str, tuple[Any, str, bool]]]:
    """Ratios to the peer, and each target: value, target in words, whether it holds."""
    checks: dict[str, tuple[Any, str, bool]] = {}

    def least(name: str, value: float, target: float) -> None:
        checks[name] = (value, f">= {target:g}", value >= target)

    def most(name: str, value: float, target: float) -> None:
        checks[name] = (value, f"<= {target:g}", value <= target)

    for name, found in ours["accuracy"].items():
        least(f"precision {name}", found["precision"], PRECISION)
        if name in F1_TARGETS | FRESH_TARGETS:
            least(f"F1 {name}", found["f1"], (F1_TARGETS | FRESH_TARGETS)[name])
    for name, value in ours["recall"].items():
        least(f"recall@10 {name}", value, RECALL_TARGETS[name])
    speed = ours["speed"]
    most(f"p95 ms of {speed['names']:,}", speed["cpu_ms"]["p95"], P95_MS)
    if not quick:
        most("build s", speed["build_s"], BUILD_S)
        most("build MB", speed["megabytes"], MEGABYTES)
        most("p95 ms of 1,000,000", ours["large"]["cpu_ms"]["p95"], LARGE_P95_MS)
    least("pairs a second", ours["pairs_a_second"], PAIRS_A_SECOND)
    if not theirs:
        return {}, checks
    ratio: dict[str, Any] = {
        "blocker_p50": round(theirs["speed"]["cpu_ms"]["p50"] / speed["cpu_ms"]["p50"], 1),
        "pairs_a_second": round(ours["pairs_a_second"] / theirs["pairs_a_second"], 1),
        "pairs_a_second_cold": round(ours["pairs_a_second_cold"] / theirs["pairs_a_second_cold"], 1),
        "f1": {
            name: round(found["f1"] / max(theirs["accuracy"][name]["f1"], 1e-9), 3)
            for name, found in ours["accuracy"].items()
        },
    }
    least("times faster than the blocker", ratio["blocker_p50"], TIMES_BLOCKER)
    errors = [sum(1 - side["accuracy"][name]["f1"] for name in REGIONAL) / len(REGIONAL) for side in (ours, theirs)]
    ratio["regional_error"] = round(errors[0] / max(errors[1], 1e-9), 3)
    most("share of logic-v2's error, regional", ratio["regional_error"], round(ERROR_SHARE, 3))
    return ratio, checks


if __name__ == "__main__":
    sys.exit(main())
