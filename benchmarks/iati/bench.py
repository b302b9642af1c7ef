"""Publishing a plan as IATI: Sapar's writer and check against `okfn-iati`.

    python benchmarks/iati/bench.py [--activities N] [--rounds N]

Both write the same plan, made here from a fixed seed: 500 activities, each with texts in three languages, twelve
transactions, three results of two indicators, two half-years and two sexes; then both check what they wrote. Each round
runs both sides, each in a process of its own and in changing order; a side's figure is the median wall time of its
rounds. Sapar checks the official schema, the whole standard ruleset and the code lists; the peer the same schema and
the four rules it knows. The peer lives in an environment of its own under benchmarks/.peers, made by the first run.

The peer's writer leaves the second target and actual of a period and all dimensions out: what a side's file lacks of the
plan is listed as `left_out`.

Held: Sapar needs at most five seconds, finds nothing in its file, leaves nothing out and writes the same bytes in every
round. The last line is one JSON object: name, figures, ratio (how many times as fast as the peer), target
(seconds), holds.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PEERS = HERE.parent / ".peers" / "iati"
TARGET = 5.0
SIDES = ("sapar", "okfn-iati")
# Elements of an activity of the plan.
ASKED = {"transaction": 12, "budget": 1, "indicator": 6, "period": 12, "target": 24, "actual": 24, "dimension": 48}


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


def measure(side: str, python: Path, activities: int) -> dict[str, Any]:
    """One round of one side, in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    if side == "sapar":
        environment["PYTHONPATH"] = str(ROOT / "src")
    command = [str(python), str(HERE / "sides.py"), side, str(activities)]
    output = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if output.returncode:
        raise SystemExit(f"{side}: {output.stderr}")
    result: dict[str, Any] = json.loads(output.stdout.splitlines()[-1])
    return result


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--activities", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    pythons = {"okfn-iati": peers_python(), "sapar": Path(sys.executable)}
    rounds: dict[str, list[dict[str, Any]]] = {side: [] for side in SIDES}
    for number in range(options.rounds):
        for side in SIDES if number % 2 else SIDES[::-1]:
            rounds[side].append(measure(side, pythons[side], options.activities))
        line = ", ".join(
            f"{side} {rounds[side][-1]['write']:.2f} + {rounds[side][-1]['check']:.2f} s" for side in SIDES
        )
        print(f"round {number + 1} of {options.rounds}: {line} (write + check)", flush=True)

    figures: dict[str, Any] = {"activities": options.activities}
    for side in SIDES:
        entry = {
            key: statistics.median(one[key] for one in rounds[side]) for key in ("write", "check", "cpu", "memory_mb")
        }
        figures[side] = {"version": rounds[side][0]["version"], "total": entry["write"] + entry["check"], **entry}
        figures[side] = {
            key: round(value, 3) if isinstance(value, float) else value for key, value in figures[side].items()
        }
        figures[side]["findings"] = rounds[side][0]["findings"]
        figures[side]["bytes"] = rounds[side][0]["bytes"]
        figures[side]["left_out"] = {
            name: share * options.activities - rounds[side][0]["counts"][name]
            for name, share in ASKED.items()
            if rounds[side][0]["counts"][name] != share * options.activities
        }
    figures["same_bytes_each_round"] = len({one["digest"] for one in rounds["sapar"]}) == 1
    ratio = round(figures["okfn-iati"]["total"] / figures["sapar"]["total"], 2)
    holds = (
        figures["sapar"]["total"] <= TARGET
        and figures["sapar"]["findings"] == 0
        and not figures["sapar"]["left_out"]
        and figures["same_bytes_each_round"]
        and options.activities >= 500
    )
    print(json.dumps({"name": "iati", "figures": figures, "ratio": ratio, "target": TARGET, "holds": holds}))
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
