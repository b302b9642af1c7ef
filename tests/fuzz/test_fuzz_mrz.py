"""No input makes the reader of machine readable zones raise: ten thousand inputs here, a million in the benchmark."""

from __future__ import annotations

import importlib.util
import random
from pathlib import Path

INPUTS = 10_000


def test_ten_thousand_inputs() -> None:
    """Random bytes and damaged specimens are read without an exception and with all promises kept."""
    spec = importlib.util.spec_from_file_location("fuzz_mrz", Path(__file__).with_name("fuzz_mrz.py"))
    assert spec is not None
    assert spec.loader is not None
    fuzz = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fuzz)
    rng = random.Random(9303)
    fuzz.one_input(b"")
    for _ in range(INPUTS):
        fuzz.one_input(rng.randbytes(rng.choice((1, 3, 10, 30, 90, 300))))
