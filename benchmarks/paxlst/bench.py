"""Reading passenger lists: Sapar's reader against the parser of `pydifact`.

    python benchmarks/paxlst/bench.py [--messages N] [--rounds N]

Both read the same messages, made here from a fixed seed: one flight of 200 passengers each, about 3,000 segments, with
released characters. Each round runs both sides, each in a process of its own and in changing order; a side's figure is
the median CPU time of its rounds. Sapar is measured with everything it does (separators, characters, counts,
references, typed persons, all checks); the peer with its parser alone, which only splits segments.
The peer lives in an environment of its own under benchmarks/.peers, made by the first run.

A third side measures what a post waits for: one such list read, and each of its 200 persons screened as the node does
(name, date of birth, sex, nationality, document) against 100,000 names: CPU seconds, the median of the rounds, at most
1.5; wall clock is given beside. The names are composed of the public pairs if they are there, else of syllables.

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
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SOURCE = ROOT / "src"
PEERS = HERE.parent / ".peers" / "paxlst"
TARGET = 8
MANIFEST_SECONDS, LISTED = 1.5, 100_000
SIDES = ("sapar", "pydifact")
SEED = 9735
PASSENGERS = 200

sys.path.insert(0, str(SOURCE))

from sapar.standards.paxlst import Call, Contact, Document, Flight, PaxList, Person, write_paxlst  # noqa: E402

SYLLABLES = "ber di mu ha med gul jan a man ow ne pes mer dan sa par ka rim ta hir o'raz ba tyr la le ay na".split()
COUNTRIES = ("TKM", "UZB", "KAZ", "TJK", "KGZ", "TUR", "RUS", "IRN", "AFG", "IND")


def corpus(count: int) -> list[str]:
    rng = random.Random(SEED)
    return [message(rng, number) for number in range(count)]


def message(rng: random.Random, number: int) -> str:
    """One interchange with the list of one flight."""
    calls = [
        Call("IST", "departure", departs="2026-03-01T15:05"),
        Call("ASB", "arrival", arrives="2026-03-01T19:45"),
    ]
    made = PaxList(
        message_reference=f"M{number}",
        release="05B",
        kind_code="745",
        transaction=f"TN{number:06}",
        contact=Contact("OPERATIONS", [("TE", "993 12 00 00 00"), ("EM", "OPS(A)AIR.EXAMPLE")]),
        flights=[Flight("T5708", "T5", "708", calls=calls)],
        persons=[passenger(rng, index) for index in range(PASSENGERS)],
    )
    return write_paxlst(
        [made],
        sender=("T5", "ZZ"),
        recipient=("TMAPI", "ZZ"),
        prepared=datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
        reference=f"I{number}",
    )


def passenger(rng: random.Random, index: int) -> Person:
    country = rng.choice(COUNTRIES)
    return Person(
        "passenger",
        name(rng, 1),
        name(rng, 2),
        birth_date=(date(1946, 1, 1) + timedelta(rng.randrange(75 * 365))).isoformat(),
        sex=rng.choice("MF"),
        nationality=country,
        embark="IST",
        disembark="ASB",
        booking="".join(rng.choices("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", k=6)),
        reference=f"R{index:05}",
        ticket=f"542{rng.randrange(10**10):010}C1",
        seat=f"{index // 6 + 1}{'ABCDEF'[index % 6]}",
        verified=True,
        documents=[
            Document(
                "P",
                f"A{rng.randrange(10**8):08}",
                country,
                (date(2026, 4, 1) + timedelta(rng.randrange(3_000))).isoformat(),
            )
        ],
    )


def name(rng: random.Random, most: int) -> str:
    parts = ("".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))) for _ in range(rng.randint(1, most)))
    return " ".join(parts).upper()


def listed(count: int) -> list[str]:
    """Names of a watchlist, from a fixed seed."""
    sys.path.insert(0, str(HERE.parent / "screening"))
    import sets

    folder = ROOT.parent / "shared" / "data" / "names"
    if folder.exists():
        found: list[str] = sets.background(count, folder, SEED)
        return found
    rng = random.Random(SEED)
    return [f"{name(rng, 1)} {name(rng, 1)}" for _ in range(count)]


def peers_python() -> Path:
    """The interpreter of the peer's environment, which is made if it is not there or has another version."""
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


def measure(side: str, python: Path, messages: Path) -> dict[str, Any]:
    """One round of one side, in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    if side != "pydifact":
        environment["PYTHONPATH"] = str(SOURCE)
    command = [str(python), str(HERE / "sides.py"), side, str(messages)]
    output = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if output.returncode:
        raise SystemExit(f"{side}: {output.stderr}")
    result: dict[str, Any] = json.loads(output.stdout.splitlines()[-1])
    return result


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    pythons = {"pydifact": peers_python(), "sapar": Path(sys.executable)}
    messages = corpus(options.messages)
    rounds: dict[str, list[dict[str, Any]]] = {side: [] for side in SIDES}
    screened: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "messages.json"
        file.write_text(json.dumps(messages), "utf-8")
        for number in range(options.rounds):
            for side in SIDES if number % 2 else SIDES[::-1]:
                rounds[side].append(measure(side, pythons[side], file))
            line = ", ".join(f"{side} {rounds[side][-1]['seconds'] / len(messages) * 1e3:.2f} ms" for side in SIDES)
            print(f"round {number + 1} of {options.rounds}: {line} a message", flush=True)
        manifest = Path(folder) / "manifest.json"
        manifest.write_text(json.dumps({"messages": messages[:5], "names": listed(LISTED)}), "utf-8")
        for number in range(max(1, options.rounds // 2)):
            screened.append(measure("manifest", pythons["sapar"], manifest))
            print(f"manifest {number + 1}: {screened[-1]['seconds']:.2f} s for {PASSENGERS} passengers", flush=True)

    seconds = {side: statistics.median(entry["seconds"] for entry in rounds[side]) for side in SIDES}
    # Both must have seen the same segments and the same persons, or the figures compare nothing.
    same = rounds["sapar"][0]["counts"] == rounds["pydifact"][0]["counts"]
    segments, persons = rounds["sapar"][0]["counts"][0]
    figures: dict[str, Any] = {"passengers": persons, "segments": segments, "same_segments_and_persons": same}
    for side in SIDES:
        figures[side] = {
            "version": rounds[side][0]["version"],
            "milliseconds_a_message": round(seconds[side] / len(messages) * 1e3, 2),
            "messages_a_second": round(len(messages) / seconds[side], 1),
            "passengers_a_second": round(len(messages) * persons / seconds[side]),
        }
    ratio = round(seconds["pydifact"] / seconds["sapar"], 2)
    whole = statistics.median(entry["seconds"] for entry in screened)
    figures["manifest"] = {
        "passengers": PASSENGERS,
        "names": LISTED,
        "seconds": round(whole, 3),
        "wall_seconds": round(statistics.median(entry["wall"] for entry in screened), 3),
        "seconds_at_most": MANIFEST_SECONDS,
        "candidates": screened[0]["candidates"],
        "found": screened[0]["found"],
    }
    holds = ratio >= TARGET and same and persons == PASSENGERS and whole <= MANIFEST_SECONDS
    holds = holds and screened[0]["found"] == screened[0]["planted"]
    print(f"messages: {len(messages)} of {len(messages[0])} characters")
    print(json.dumps({"name": "paxlst", "figures": figures, "ratio": ratio, "target": TARGET, "holds": holds}))
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
