"""Accuracy on names that costs were not learned from. The public set is not part of the project: skipped without it."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "benchmarks" / "screening"
NAMES = ROOT.parent / "shared" / "data" / "names"


@pytest.fixture(scope="module")
def sets() -> ModuleType:
    if not FOLDER.exists():
        pytest.skip("the benchmarks are not part of this copy")
    sys.path.insert(0, str(FOLDER))
    spec = importlib.util.spec_from_file_location("screening_sets", FOLDER / "sets.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["screening_sets"] = module
    spec.loader.exec_module(module)
    sys.path.remove(str(FOLDER))
    return module


@pytest.mark.parametrize(("name", "least"), [("russian", 0.92), ("arabic", 0.80)])
def test_composed_names_across_scripts(sets: ModuleType, name: str, least: float) -> None:
    """F1 and precision at the operating point on the part that nothing was learned from."""
    if not NAMES.exists():
        pytest.skip(f"no public name pairs at {NAMES.relative_to(ROOT.parent)}")
    found = sets.quality(sets.composed(NAMES / f"wd_{name}_16", 400))
    assert found["f1"] >= least
    assert found["precision"] >= 0.95


@pytest.mark.parametrize(
    ("name", "least"), [("russian", 0.92), ("arabic", 0.80), ("russian_once", 0.92), ("arabic_once", 0.80)]
)
def test_names_that_nobody_had_looked_at(sets: ModuleType, name: str, least: float) -> None:
    """The set that was made after everything had been chosen; it is part of the project."""
    found = sets.quality(sets.fresh(name))
    assert found["f1"] >= least
    assert found["precision"] >= 0.95


def test_the_fresh_set_is_fresh(sets: ModuleType) -> None:
    """No word of it stands in the files that costs were learned from, nor in the sets that were looked at."""
    if not NAMES.exists():
        pytest.skip(f"no public name pairs at {NAMES.relative_to(ROOT.parent)}")
    for language in ("russian", "arabic"):
        seen = {word for row in sets.rows(NAMES / f"wd_{language}_64", 0) for word in row}
        seen |= {
            word
            for row in sets.composed(NAMES / f"wd_{language}_16", 1000)
            for text in row[:2]
            for word in text.split()
        }
        for name in (language, f"{language}_once"):
            assert not seen & {word for row in sets.fresh(name) for text in row[:2] for word in text.split()}


@pytest.mark.parametrize("language", ["tk", "uz", "kk", "fa"])
def test_regional_names(sets: ModuleType, language: str) -> None:
    """Spellings of names of the region that were not learned from."""
    found = sets.quality(sets.regional_pairs(language, 100))
    assert found["f1"] >= 0.94
    assert found["precision"] >= 0.95
