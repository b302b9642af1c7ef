"""Turkmen and Uzbek names as Russian papers write them: found, explained, kept by an index, and no more than that."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sapar.methods.matching.explain import explained
from sapar.methods.matching.index import Index
from sapar.methods.matching.respelling import _TABLE, plain, respelt
from sapar.methods.matching.score import OPERATING_POINT, Subject, compare

FILE = Path(__file__).resolve().parents[3] / "benchmarks/screening/soviet.py"
ROWS = _TABLE.strip().splitlines()


@pytest.fixture(scope="module")
def soviet() -> ModuleType:
    if not FILE.exists():
        pytest.skip("the benchmarks are not part of this copy")
    spec = importlib.util.spec_from_file_location("screening_soviet", FILE)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_pairs_written_before_the_table_and_after_it(soviet: ModuleType) -> None:
    """Recall at the operating point, and how many near names of others are called the same."""
    recall, false = soviet.measured(soviet.PAIRS, soviet.OTHERS)
    assert recall >= 0.95
    assert false <= 0.15  # two pairs of surnames that differ in one letter, and what no table can part
    recall, false = soviet.measured(soviet.LATER_PAIRS, soviet.LATER_OTHERS)
    assert recall >= 0.90
    assert false <= 0.05


def person(identity: str, name: str) -> Subject:
    return Subject(identity, (name,), birth_dates=("1988-04-12",), sex="M", nationalities=("TKM",))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Garaýew Myrat", "КАРАЕВ МУРАД"),
        ("Gylyjow Gylyç", "КЛЫЧЕВ КЛЫЧ"),
        ("Ahmedow Myrat", "АХМЕДОВ МУРАД"),
        ("Garryýew Ýazmyrat", "КАРРИЕВ ЯЗМУРАД"),
        ("Mämmet Garryýew", "МАМЕД КАРРИЕВ"),
        ("Oʻtkir Gʻulomov", "УТКУР ГУЛЯМОВ"),
        ("GARAYEW<<MYRAT", "KARAYEV MURAD"),
    ],
)
def test_the_same_person_in_turkmen_and_russian_papers(left: str, right: str) -> None:
    for found in (compare(person("a", left), person("b", right)), compare(person("b", right), person("a", left))):
        assert found.match
        assert found.name_score >= OPERATING_POINT
        codes = {finding.code for finding in explained(found)}
        assert codes & {"word_equivalent"}, codes
        assert not codes & {"word_other", "word_differs"}, codes


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Goçmyrat Esenow", "Кутлымурад Эсенов"),  # one part in common is not a name in common
        ("Orazmyrat Ataýew", "Оразмамед Атаев"),
        ("Myrat Garaýew", "Мурад Киреев"),
        ("Gara Nepesow", "Кари Непесов"),
        ("Mejit Ataýew", "Мередов Атаев"),
    ],
)
def test_parts_of_different_rows_make_nobody_the_same(left: str, right: str) -> None:
    assert not compare(Subject("a", (left,)), Subject("b", (right,))).match


def test_an_index_finds_them_and_keeps_them() -> None:
    """Among others, after saving and loading too: the other spelling is part of what is saved."""
    others = [person(str(number), f"Аман{number} Оразов{number}") for number in range(50)]
    index = Index([*others, person("garayew", "Караев Мурад"), person("gylyjow", "Клычев Клыч")])
    for one in (index, Index.load(index.dump())):
        for query, wanted in (("Myrat Garaýew", "garayew"), ("GYLYC GYLYJOW", "gylyjow")):
            best = one.search(Subject("q", (query,)))[0]
            assert best.subject.id == wanted
            assert best.comparison.match


@pytest.mark.parametrize("row", ROWS)
def test_a_row_reads_all_its_spellings_as_the_first(row: str) -> None:
    """Each spelling of a row, alone or before an ending, is read as the first one and bears the row's mark."""
    for half in row.split(" | "):
        first, *others = half.split()
        wanted = first.strip("^$")
        words = [part.strip("^$") for part in others]
        found, marks = respelt([wanted, *words])
        own = 1 << ROWS.index(row)
        for word, other, mark in zip([wanted, *words], found, marks.tolist(), strict=True):
            assert mark & own, (row, word)
            read_as = other or plain(word)
            assert read_as == (found[0] or plain(wanted)), (row, word)


@given(st.lists(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=12), max_size=6))
@settings(max_examples=60, deadline=None)
def test_any_words_keep_their_places(words: list[str]) -> None:
    """One answer for each word, whatever it is made of, and the same alone as among others."""
    found, marks = respelt(words)
    assert len(found) == len(marks) == len(words)
    for word, other, mark in zip(words, found, marks.tolist(), strict=True):
        alone, its = respelt([word])
        assert (alone, its.tolist()) == ([other], [mark])
