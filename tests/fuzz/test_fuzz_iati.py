"""Ten thousand damaged IATI files and texts: nothing raises, every one is answered."""

from __future__ import annotations

import importlib.util
import random
import sys
from pathlib import Path


def test_ten_thousand_inputs() -> None:
    """Good files pass unharmed, and ten thousand damaged ones keep every promise of the check and the writer."""
    spec = importlib.util.spec_from_file_location("fuzz_iati", Path(__file__).with_name("fuzz_iati.py"))
    assert spec
    assert spec.loader
    fuzz = importlib.util.module_from_spec(spec)
    sys.modules["fuzz_iati"] = fuzz
    spec.loader.exec_module(fuzz)
    for seed in fuzz.SEEDS:
        fuzz.read(seed)
    fuzz.one_input(b"")
    chance = random.Random(9735)
    for _ in range(10_000):
        data = chance.randbytes(chance.choice((1, 4, 16, 100)))
        try:
            fuzz.one_input(data)
        except Exception as error:
            error.add_note(f"input: {data!r}")
            raise
