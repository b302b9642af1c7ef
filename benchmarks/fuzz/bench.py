"""``./sapar bench fuzz``: every fuzz entry with a million inputs, then each under a coverage-guided fuzzer (atheris).

SAPAR_FUZZ_INPUTS and SAPAR_FUZZ_SECONDS (of the guided part, for each entry) change how much. atheris lives in an environment of
its own under benchmarks/.peers, made by the first run, and borrows the libraries of the interpreter that runs this. Where
it cannot be installed, that is said and ``guided`` is null.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import re
import subprocess
import sys
import sysconfig
import tempfile
import time
import traceback
from multiprocessing import Pool
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PEERS = HERE.parent / ".peers" / "fuzz"
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
INPUTS = int(os.environ.get("SAPAR_FUZZ_INPUTS", 1_000_000))
SECONDS = int(os.environ.get("SAPAR_FUZZ_SECONDS", 60))
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


def peers_python() -> Path | None:
    """The interpreter of atheris' environment, made if it is not there; None where atheris cannot be installed."""
    python = PEERS / "bin/python"
    wanted, done = (HERE / "peers.txt").read_text("utf-8"), PEERS / "peers.txt"
    if not done.exists() or done.read_text("utf-8") != wanted or not python.exists():
        print(f"making {PEERS.relative_to(ROOT)} …", flush=True)
        PEERS.mkdir(parents=True, exist_ok=True)
        (PEERS.parent / ".gitignore").write_text("*\n", "utf-8")
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(PEERS)], check=True)
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        if subprocess.run([*pip, "-r", str(HERE / "peers.txt")], check=False).returncode:
            return None
        done.write_text(wanted, "utf-8")
    return python


def guided(python: Path, name: str, seed: int) -> tuple[dict[str, Any], str]:
    """One entry under atheris; how many inputs it ran, how many reached something new, and the fault if there was one."""
    borrowed = os.pathsep.join([sysconfig.get_paths()["purelib"], sysconfig.get_paths()["platlib"]])
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        done = subprocess.run(
            [str(python), str(HERE / "guided.py"), name, str(SECONDS), str(seed % 2**31), str(corpus)],
            env={**os.environ, "PYTHONPATH": borrowed},
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        said = done.stdout + done.stderr
        found = {
            word: re.findall(rf"stat::{word}:\s+(\d+)", said) for word in ("number_of_executed_units", "peak_rss_mb")
        }
        covered = re.findall(r"cov: (\d+)", said)
        figures = {
            "inputs": int((found["number_of_executed_units"] or ["0"])[0]),
            "branches": int((covered or ["0"])[-1]),
            "kept": len(list(corpus.iterdir())),
            "peak_mb": int((found["peak_rss_mb"] or ["0"])[0]),
        }
        crashes = [path.read_bytes().hex() for path in Path(folder).iterdir() if path.is_file()]
        fault = "" if done.returncode == 0 else "\n".join([*crashes, said[-3000:]])
    return figures, fault


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
    python = peers_python() if SECONDS else None
    if SECONDS and python is None:
        print("atheris cannot be installed here: the guided part was NOT RUN", flush=True)
    by_coverage: dict[str, Any] | None = None if python is None else {}
    for name in entries() if python is not None and by_coverage is not None else []:
        by_coverage[name], fault = guided(python, name, seed)
        if fault:
            faults[f"guided {name}"] = fault
        print(f"guided {name}: {by_coverage[name]} {'FAULT' if fault else 'ok'}\n{fault}", flush=True)
    ratio = sum(figures.values()) / (INPUTS * len(figures))
    print(json.dumps({
        "name": "fuzz", "ours": figures, "guided": by_coverage, "seconds": round(time.perf_counter() - begun), "seed": seed,
        "ratio": round(ratio, 6), "target": 1.0, "holds": not faults and ratio == 1.0,
    }))  # fmt: skip
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
