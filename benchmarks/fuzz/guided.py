"""One fuzz entry under a coverage-guided fuzzer: ``guided.py ENTRY SECONDS SEED CORPUS``, with atheris' own interpreter.

The parsers are instrumented while they are imported; the fuzzer then keeps every input that reaches a branch that none
before it has reached, and changes those further. It starts from the entry's good inputs. Ends with 0 after ``SECONDS``; with
another code, and the input in ``CORPUS/../crash-…``, at the first thing that a parser should not raise or promise.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import atheris

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
INSTRUMENTED = ["sapar.standards", "sapar.kernel.ledger.offline", "sapar.methods.matching"]
LONGEST = 4096
SLOW_SECONDS = 10  # one input that takes longer is a finding
MEGABYTES = 2048


def main() -> None:
    entry, seconds, seed, folder = sys.argv[1:5]
    with atheris.instrument_imports(include=INSTRUMENTED):
        module = importlib.import_module(f"tests.fuzz.{entry}")
    # ``one_input`` of most entries hashes what it gets, which no coverage can guide: their reader is asked itself.
    target = getattr(module, "read", module.one_input)
    for number, good in enumerate(getattr(module, "SEEDS", [])):
        Path(folder, f"seed-{number:03}").write_bytes(good)
    options = [
        sys.argv[0],
        f"-max_total_time={seconds}",
        f"-seed={seed}",
        f"-max_len={LONGEST}",
        f"-timeout={SLOW_SECONDS}",
        f"-rss_limit_mb={MEGABYTES}",
        f"-artifact_prefix={Path(folder).parent}/",
        "-print_final_stats=1",
        folder,
    ]
    atheris.Setup(options, target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
