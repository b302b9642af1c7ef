"""The index: finds across scripts, is changed in place, survives a restart, and is the same in every process."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sapar.methods.matching.index import BadIndex, Candidate, Index, sealed
from sapar.methods.matching.score import Subject

SYLLABLES = "ber di mu ha med gul jan a man ow ne pes mer dan sa par ka rim ta hir o raz ba tyr la le ay na zu".split()
SOURCE = Path(__file__).resolve().parents[3] / "src"


def people(count: int, seed: int = 1) -> list[Subject]:
    chance = random.Random(seed)

    def word() -> str:
        return "".join(chance.choices(SYLLABLES, k=chance.randint(2, 4)))

    return [Subject(f"p{number}", (f"{word()} {word()}",), sex=chance.choice("MF")) for number in range(count)]


def ids(found: list[Candidate]) -> list[str]:
    return [candidate.subject.id for candidate in found]


@pytest.fixture(scope="module")
def index() -> Index:
    return Index(
        [
            *people(3000),
            Subject("tk", ("Gurbanguly Berdimuhamedow",), birth_dates=("1957-06-29",)),
            Subject("uz", ("Oʻtkir Gʻaniyev",)),
            Subject("fa", ("محمد رضایی",)),
            Subject("kk", ("Нұрсұлтан Назарбаев",)),
            Subject("doc", ("Somebody Else",), documents=("A-1234567",)),
            Subject("many", ("First Name", "Jeren Ýazmyradowa"), ("Weak One",)),
        ]
    )


@pytest.mark.parametrize(
    ("query", "identity"),
    [
        ("Бердымухамедов Гурбангулы", "tk"),
        ("BERDIMUHAMEDOV<<GURBANGULY<<<<<<<<<<<<<", "tk"),
        ("Berdimuhamedw Gurbanguli", "tk"),
        ("GurbangulyBerdimuhamedow", "tk"),
        ("Gurban guly Berdimuhamedow", "tk"),
        ("Уткир Ганиев", "uz"),
        ("Mohammad Rezaei", "fa"),
        ("Nursultan Nazarbayev", "kk"),
        ("Джерен Язмырадова", "many"),
    ],
)
def test_finds_across_scripts(index: Index, query: str, identity: str) -> None:
    """Whatever the query is written in, the person comes first."""
    found = index.search(Subject("q", (query,)))
    assert ids(found)[0] == identity
    assert found[0].comparison.match


def test_a_document_number_finds_another_name(index: Index) -> None:
    """A known number is a candidate whatever the name; another name is no match for that alone."""
    found = index.search(Subject("q", ("Serdar Orazow",), documents=("a1234567",)))
    assert "doc" in ids(found)
    assert not next(candidate for candidate in found if candidate.subject.id == "doc").comparison.match


def test_limits(index: Index) -> None:
    """At most as many as asked for, best first, none below the least score; a query without letters finds nobody."""
    found = index.search(Subject("q", ("Saparman Berdijan",)), limit=5, least=0.1)
    scores = [candidate.comparison.score for candidate in found]
    assert len(found) == 5 and scores == sorted(scores, reverse=True) and min(scores) >= 0.1
    assert index.search(Subject("q", ("<<<", "")), least=0.0) == []
    assert index.search(Subject("q", ())) == []


def test_a_person_edited_under_the_same_id_is_scored_anew() -> None:
    """The old name is dead at once, the new one is alive at once."""
    index = Index([*people(400), Subject("x", ("Serdar Orazow",))])
    assert ids(index.search(Subject("q", ("Сердар Оразов",))))[0] == "x"
    index.put(Subject("x", ("Maral Garajaýewa",)))
    assert "x" not in ids(index.search(Subject("q", ("Сердар Оразов",)), limit=1000, least=0.3))
    assert ids(index.search(Subject("q", ("Марал Гараджаева",))))[0] == "x"
    index.put(Subject("x", ("Maral Garajaýewa",), birth_dates=("1990",)))
    found = index.search(Subject("q", ("Maral Garajaýewa",), birth_dates=("1950",)), least=0.0)
    assert found[0].subject.id == "x" and not found[0].comparison.match
    assert index.remove("x")
    assert not index.remove("x")
    assert "x" not in index
    assert "x" not in ids(index.search(Subject("q", ("Maral Garajaýewa",)), limit=1000, least=0.0))


def test_documents_follow_their_person() -> None:
    """A number is known as long as its person has it."""
    index = Index([Subject("x", ("Serdar Orazow",), documents=("A1234567",))])
    query = Subject("q", ("Nobody Atall",), documents=("A1234567",))
    assert ids(index.search(query, least=0.0)) == ["x"]
    index.put(Subject("x", ("Serdar Orazow",), documents=("B7654321",)))
    assert ids(index.search(query)) == []


@given(st.lists(st.tuples(st.sampled_from(["put", "remove"]), st.integers(0, 12), st.integers(0, 30)), max_size=30))
@settings(max_examples=25, deadline=None)
def test_changed_in_place_is_as_built_anew(steps: list[tuple[str, int, int]]) -> None:
    """After any changes the index holds and finds what an index of the same people does."""
    names = people(31, 3)
    index = Index(Subject(f"i{number}", names[number].names) for number in range(6))
    known = {f"i{number}": names[number].names for number in range(6)}
    for what, number, name in steps:
        if what == "put":
            index.put(Subject(f"i{number}", names[name].names))
            known[f"i{number}"] = names[name].names
        else:
            assert index.remove(f"i{number}") is (known.pop(f"i{number}", None) is not None)
    anew = Index(Subject(identity, name) for identity, name in known.items())
    assert len(index) == len(anew) == len(known)
    for subject in names[:5]:
        assert {(c.subject, c.comparison) for c in index.search(subject, 50)} == {
            (c.subject, c.comparison) for c in anew.search(subject, 50)
        }


def test_many_changes_close_and_join_segments() -> None:
    """A thousand people put one by one are found, and so after compaction."""
    crowd = people(1000, 5)
    index = Index(crowd[:100])
    for subject in crowd:
        index.put(subject)
    assert len(index) == len(list(index)) == 1000
    for _ in range(2):
        for subject in crowd[::97]:
            assert any(c.subject.id == subject.id and c.comparison.score == 1.0 for c in index.search(subject, 50))
        index.compact()


def test_survives_a_restart(index: Index) -> None:
    """From its bytes the index gives the same answers, and the same bytes."""
    data = index.dump()
    again = Index.load(data)
    assert len(again) == len(index)
    assert again.dump() == data
    for text in ("Бердымухамедов Гурбангулы", "Mohammad Rezaei", "Saparman Berdijan"):
        query = Subject("q", (text,), birth_dates=("1957",))
        assert again.search(query) == index.search(query)
    assert Index.load(Index().dump()).search(Subject("q", ("Serdar",))) == []


def test_damaged_or_foreign_bytes_are_refused() -> None:
    """No half index: cut, changed or other bytes raise the declared error."""
    data = Index(people(20)).dump()
    for wrong in (
        b"",
        b"x",
        data[:-1],
        data[:40],
        data + b"x",
        data.replace(b"p7", b"p8", 1),
        sealed(b"{}\n"),
        sealed(b'{"version": 1}\n'),
    ):
        with pytest.raises(BadIndex):
            Index.load(wrong)


PROGRAM = """
import hashlib, sys
sys.path.insert(0, sys.argv[1])
from test_index import people
from sapar.methods.matching.index import Index
from sapar.methods.matching.score import Subject
index = Index(people(500))
answers = [[(c.subject.id, c.comparison) for c in index.search(Subject("q", (name,)))] for name in ("Saparman Karim", "Мередан")]
print(hashlib.sha256(index.dump() + repr(answers).encode()).hexdigest())
"""


def test_the_same_in_every_process() -> None:
    """No hash randomisation: bytes and answers of three processes are equal."""
    found = set()
    for seed in ("0", "1", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(SOURCE)}
        command = [sys.executable, "-c", PROGRAM, str(Path(__file__).parent)]
        found.add(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)
    assert len(found) == 1 and len(found.pop().strip()) == len(hashlib.sha256().hexdigest())


def test_a_higher_least_score_loses_nothing_above_it(index: Index) -> None:
    """What is left out early could not have reached the score: the answer is that of asking for everything, cut."""
    for number, subject in enumerate(people(60, seed=8)):
        known = next(iter(index)) if number % 3 else subject
        query = Subject("q", (known.names[0][:-1],), birth_dates=("1980-05-01",), sex="M", documents=("A1234567",))
        everything = index.search(query, 50, 0.0)
        for least in (0.3, 0.5, 0.8):
            expected = [found for found in everything if found.comparison.score >= least]
            assert index.search(query, 50, least) == expected
