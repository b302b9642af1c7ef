"""``./sapar bench fuzz``: every fuzz entry with a million inputs (SAPAR_FUZZ_INPUTS changes that)."""

from __future__ import annotations

import importlib
import json
import os
import random
import sys
import time
import traceback
from multiprocessing import Pool
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
INPUTS = int(os.environ.get("SAPAR_FUZZ_INPUTS", 1_000_000))
LONGEST = 4000


def entries() -> list[str]:
    return sorted(path.stem for path in (ROOT / "tests" / "fuzz").glob("fuzz_*.py"))


def run(work: tuple[str, int, int]) -> tuple[str, int, str]:
    """Feed one entry; gives its name, how many inputs it took, and the first fault with its input in hexadecimal."""
    name, seed, inputs = work
    one_input = importlib.import_module(f"tests.fuzz.{name}").one_input
    chance = random.Random(seed)
    for number in range(inputs):
        data = chance.randbytes(min(LONGEST, int(chance.expovariate(1 / 120))))
        try:
            one_input(data)
        except Exception:
            return name, number, f"{data.hex()}\n{traceback.format_exc()}"
    return name, inputs, ""


def main() -> int:
    seed = int(os.environ.get("SAPAR_FUZZ_SEED", time.time_ns() % 10**9))
    print(f"seed {seed}, {INPUTS} inputs for each of {', '.join(entries())}", flush=True)
    begun, figures, faults = time.perf_counter(), {}, {}
    with Pool(2) as pool:
        for name, done, fault in pool.imap_unordered(run, [(name, seed, INPUTS) for name in entries()]):
            figures[name] = done
            if fault:
                faults[name] = fault
            print(f"{name}: {done} inputs {'FAULT' if fault else 'ok'}\n{fault}", flush=True)
    ratio = sum(figures.values()) / (INPUTS * len(figures))
    print(json.dumps({
        "name": "fuzz", "ours": figures, "seconds": round(time.perf_counter() - begun), "seed": seed,
        "ratio": round(ratio, 6), "target": 1.0, "holds": not faults and ratio == 1.0,
    }))  # fmt: skip
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
