"""Ten thousand damaged lists and indexes: only declared errors."""

from __future__ import annotations

import importlib.util
import random
import sys
from pathlib import Path

INPUTS = 10_000


def test_ten_thousand_inputs() -> None:
    """Good lists pass unharmed, and ten thousand damaged ones raise nothing undeclared."""
    spec = importlib.util.spec_from_file_location("fuzz_watchlist", Path(__file__).with_name("fuzz_watchlist.py"))
    assert spec is not None
    assert spec.loader is not None
    fuzz = importlib.util.module_from_spec(spec)
    sys.modules["fuzz_watchlist"] = fuzz
    spec.loader.exec_module(fuzz)
    for seed in fuzz.SEEDS:
        fuzz.read(seed)
    chance = random.Random(1267)
    fuzz.one_input(b"")
    for _ in range(INPUTS):
        data = chance.randbytes(chance.choice((1, 4, 16, 100)))
        try:
            fuzz.one_input(data)
        except Exception as error:
            error.add_note(f"input: {data!r}")
            raise
