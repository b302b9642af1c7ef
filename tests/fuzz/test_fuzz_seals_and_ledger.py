"""Ten thousand damaged inputs for each reader of foreign files: only declared errors, never a pass by luck."""

from __future__ import annotations

import importlib.util
import random
import sys
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = Path(__file__).parent


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["fuzz_seal", "fuzz_vds", "fuzz_ledger_export", "fuzz_master_list"])
def test_ten_thousand_inputs(name: str) -> None:
    """Good inputs pass unharmed, and ten thousand damaged ones raise nothing undeclared."""
    fuzz = load(name)
    for seed in fuzz.SEEDS:
        fuzz.read(seed)
    fuzz.one_input(b"")
    chance = random.Random(9162)
    for _ in range(10_000):
        data = chance.randbytes(chance.choice((1, 4, 16, 100)))
        try:
            fuzz.one_input(data)
        except Exception as error:
            error.add_note(f"input: {data!r}")
            raise
