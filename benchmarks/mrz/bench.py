"""Reading machine readable zones: Sapar's validator against the text parsers of `mrz` and `passporteye`.

    python benchmarks/mrz/bench.py [--documents N] [--rounds N]

One corpus, made here from a fixed seed: the five formats in equal parts, random names and numbers, one document in ten
with a wrong character. Each round runs every side once, each in a process of its own and in an order that changes from
round to round; a side's figure is the median CPU time of its rounds. Sapar is measured with everything it does:
characters, structure, all check digits, dates, countries, names and the record as JSON-able values.
The peers live in an environment of their own under benchmarks/.peers, made by the first run.

The last line is one JSON object: name, figures, ratio (how many times as fast as the peer), target, holds.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SOURCE = ROOT / "src"
PEERS = HERE.parent / ".peers" / "mrz"
SPECIMENS = ROOT / "tests" / "standards" / "mrz" / "specimens.json"
TARGET = {"mrz": 15.0, "passporteye": 1.5}
SIDES = ("sapar", *TARGET)
SEED = 9303
WRONG_ONE_IN = 10

sys.path.insert(0, str(SOURCE))

from sapar.standards.mrz import GENERATORS  # noqa: E402
from sapar.standards.mrz.countries import ISO_3166  # noqa: E402

SYLLABLES = "ber di mu ha med gul jan a man ow ne pes mer dan sa par ka rim ta hir o raz ba tyr la le ay na".split()
ALNUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def corpus(count: int) -> list[str]:
    """Documents in canonical form. All are of kinds that every side reads: no long numbers, no partial dates."""
    rng = random.Random(SEED)
    countries = sorted(ISO_3166)
    formats = sorted(GENERATORS)
    documents = []
    for index in range(count):
        text = GENERATORS[formats[index % len(formats)]](
            issuer=rng.choice(countries),
            number="".join(rng.choices(ALNUM, k=rng.choice((8, 9)))),
            nationality=rng.choice(countries),
            birth_date=date(1946, 1, 1) + timedelta(rng.randrange(60 * 365)),
            sex=rng.choice("MF"),
            expiry_date=date(2021, 1, 1) + timedelta(rng.randrange(13 * 365)),
            primary=_name(rng, 2),
            secondary=_name(rng, 3),
            optional="".join(rng.choices(ALNUM, k=rng.choice((0, 0, 5, 7)))),
        )
        if index % WRONG_ONE_IN == 0:
            at = rng.randrange(len(text))
            if text[at] != "\n":
                text = text[:at] + rng.choice(ALNUM) + text[at + 1 :]
        documents.append(text)
    rng.shuffle(documents)
    return documents


def _name(rng: random.Random, most: int) -> str:
    return " ".join("".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))) for _ in range(rng.randint(1, most)))


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
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps"]
        subprocess.run([*pip, "-r", str(HERE / "peers.txt")], check=True)
        done.write_text(wanted, "utf-8")
    return python


def measure(side: str, python: Path, documents: Path) -> dict[str, Any]:
    """One round of one side, in a process of its own."""
    command = [str(python), str(HERE / "sides.py"), side, str(documents), str(SPECIMENS)]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    if side == "sapar":
        environment["PYTHONPATH"] = str(SOURCE)
    output = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if output.returncode:
        raise SystemExit(f"{side}: {output.stderr}")
    result: dict[str, Any] = json.loads(output.stdout.splitlines()[-1])
    return result


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    pythons = dict.fromkeys(TARGET, peers_python()) | {"sapar": Path(sys.executable)}
    documents = corpus(options.documents)
    rounds: dict[str, list[dict[str, Any]]] = {side: [] for side in SIDES}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "documents.json"
        file.write_text(json.dumps(documents), "utf-8")
        for number in range(options.rounds):
            shift = number % len(SIDES)
            for side in (*SIDES[shift:], *SIDES[:shift]):
                rounds[side].append(measure(side, pythons[side], file))
            line = ", ".join(f"{side} {rounds[side][-1]['seconds'] / len(documents) * 1e6:.1f} µs" for side in SIDES)
            print(f"round {number + 1} of {options.rounds}: {line}", flush=True)

    seconds = {side: statistics.median(entry["seconds"] for entry in rounds[side]) for side in SIDES}
    ours = rounds["sapar"][0]["verdicts"]
    figures: dict[str, Any] = {}
    for side in SIDES:
        first = rounds[side][0]
        figures[side] = {
            "version": first["version"],
            "microseconds_a_document": round(seconds[side] / len(documents) * 1e6, 2),
            "documents_a_second": round(len(documents) / seconds[side]),
            "specimens_right": first["specimens_right"],
            "specimens_wrong": first["specimens_wrong"],
            "called_valid": first["verdicts"].count("1"),
            "verdicts_as_sapar": sum(one == other for one, other in zip(ours, first["verdicts"], strict=True)),
        }
    specimens = len(json.loads(SPECIMENS.read_text("utf-8")))
    ratio = {peer: round(seconds[peer] / seconds["sapar"], 2) for peer in TARGET}
    holds = all(ratio[peer] >= TARGET[peer] for peer in TARGET) and figures["sapar"]["specimens_right"] == specimens
    print(f"documents: {len(documents)}; specimens: {specimens}")
    print(json.dumps({"name": "mrz", "figures": figures, "ratio": ratio, "target": TARGET, "holds": holds}))
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
