"""Fuzz entry for watchlists and for the saved index: only declared errors, and what is read keeps its promises.

``one_input`` takes any bytes: they choose a small list of one of the formats and damage it, see `mutations`.
"""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

from sapar.methods.matching.index import BadIndex, Index, sealed
from sapar.methods.matching.score import Subject
from sapar.standards import watchlists
from sapar.standards.watchlists import FORMATS, WatchlistError

FOLDER = Path(__file__).parent
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
RULES = {"size", "encoding", "format", "json", "xml", "xml_doctype", "depth", "csv", "columns", "entries", "empty"}


def _load(name: str, file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


_samples = _load("watchlist_samples", FOLDER.parent / "standards" / "watchlists" / "samples.py")
_mutations = _load("watchlist_mutations", FOLDER / "mutations.py")
_INDEX = Index(
    [Subject("a", ("Serdar Orazow",), ("Abu",), ("1980",), "M", ("TKM",), ("A1234567",)), Subject("b", ("Сердар",))]
).dump()
# The first byte names the reader.
_START = len(sealed(b""))
SEEDS = [*(b"L" + text.encode() for text in _samples.ALL.values()), b"I" + _INDEX[_START:]]


def read(data: bytes) -> None:
    """Reads one input. Raises ``AssertionError`` if a promise is broken, and whatever a reader should not raise."""
    if data[:1] == b"I":
        try:
            # With a right check sum, which damage would hardly ever have.
            index = Index.load(sealed(data[1:]))
        except BadIndex:
            return
        index.search(Subject("q", ("Serdar Orazow",)), least=0.0)
        return
    try:
        found = watchlists.read(data[1:])
    except WatchlistError as error:
        if error.rule not in RULES:
            raise AssertionError(error.rule) from error
        return
    assert found.format in FORMATS
    for entry in found.entries:
        assert isinstance(entry.id, str)
        assert entry.kind in ("person", "organisation", "other")
        assert entry.sex in ("", "M", "F")
        assert all(name and name == " ".join(name.split()) for name in entry.names + entry.weak_names)
        assert all(DATE.fullmatch(date) for date in entry.birth_dates)
        assert all(re.fullmatch("[A-Z]{3}", country) for country in entry.nationalities)
    index = Index(Subject(entry.id, tuple(entry.names), tuple(entry.weak_names)) for entry in found.entries)
    index.search(Subject("q", ("Serdar Orazow",)))


def one_input(data: bytes) -> None:
    """Damages a good list by ``data`` and reads it."""
    read(_mutations.damaged(SEEDS, data))
