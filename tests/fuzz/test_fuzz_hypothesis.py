"""Every parser's fuzz entry under hypothesis: good inputs cut, joined and changed; what breaks is made small by itself.

`benchmarks/fuzz` runs the same entries for longer, and under a coverage-guided fuzzer.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings, target
from hypothesis import strategies as st

ENTRIES = sorted(path.stem for path in Path(__file__).parent.glob("fuzz_*.py"))
EDITS = st.lists(
    st.tuples(
        st.integers(0, 1 << 16),
        st.integers(0, 40),
        st.one_of(st.binary(max_size=6), st.sampled_from([b"'", b"+", b":", b"?", b"<", b'"', b"\x30\x80", b"9" * 20])),
    ),
    max_size=6,
)


def load(name: str) -> ModuleType:
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@pytest.mark.parametrize("name", ENTRIES)
def test_no_input_breaks_a_promise(name: str) -> None:
    """Two good inputs joined anywhere, with pieces replaced: declared errors only, every promise kept."""
    module = load(name)
    seeds = getattr(module, "SEEDS", [b"\x00", b"\x02" * 9, b"\x04\x20\x01"])
    read = getattr(module, "read", module.one_input)

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(st.sampled_from(seeds), st.sampled_from(seeds), st.integers(0, 1 << 16), EDITS)
    def run(first: bytes, second: bytes, cut: int, edits: list[tuple[int, int, bytes]]) -> None:
        at = cut % (len(first) + 1)
        made = bytearray(first[:at] + second[at:] if cut % 3 else first)
        for place, size, piece in edits:
            start = 1 + place % max(1, len(made))
            made[start : start + size] = piece
        # The longer what is read, the further a parser may get.
        target(float(len(made)))
        read(bytes(made))

    run()
