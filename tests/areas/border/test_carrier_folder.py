"""The watched folder: whole files are taken in once, half-written ones are waited for, answers lie in the folder."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest
from tests.areas.border.carriers import FLIGHTS, Carrier, make_carrier, pax_list, person, written
from tests.areas.border.conftest import Service, count

from sapar.areas.border import carrier_folder
from sapar.kernel.acts import CATALOGUE

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(service: Service, tmp_path: Path, settings: Any) -> Path:
    """The folder of the carrier T5."""
    settings.SAPAR_FLIGHTS = tmp_path / "flights"
    made: Carrier = make_carrier()
    folder = settings.SAPAR_FLIGHTS / str(made.institution.code)
    (folder / "in").mkdir(parents=True)
    return Path(folder)


def put(home: Path, text: str | bytes, name: str = "LIST.EDI", age: float = 60) -> Path:
    """A file that was written to last ``age`` seconds ago."""
    path = home / "in" / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    os.utime(path, (time.time() - age, time.time() - age))
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.suffix for path in folder.iterdir())


def test_a_file_is_taken_in_and_answered(home: Path, owner_sql: Any) -> None:
    """The file moves to done under a name of ours; acknowledgement and answers lie in the folder of outgoing files."""
    text = written(pax_list([person(1)]))
    put(home, text)
    assert carrier_folder.look(FLIGHTS) == 1
    assert list((home / "in").iterdir()) == list((home / "work").iterdir()) == []
    (done,) = (home / "done").iterdir()
    assert done.read_text() == text
    assert "LIST" not in done.name
    made = owner_sql.execute("select id, channel from border_interchange").fetchone()
    assert (made[1], done.stem) == ("folder", str(made[0]))
    CATALOGUE["border.apply_list"](FLIGHTS, interchange_id=made[0])
    carrier_folder.write_answers(FLIGHTS)
    assert names(home / "out") == [".edi", ".edi"]
    assert any("OK TO BOARD" in path.read_text() for path in (home / "out").iterdir())
    assert carrier_folder.write_answers(FLIGHTS) == 0


def test_a_refused_file_lies_apart_with_a_report(home: Path) -> None:
    """What is refused moves to refused; the report in words lies among the answers."""
    put(home, written(pax_list([person(1)])).replace("CNT+42:1", "CNT+42:7"))
    put(home, b"hello UNZ", "other.edi")
    assert carrier_folder.look(FLIGHTS) == 2
    assert names(home / "refused") == [".edi", ".edi"]
    assert names(home / "out") == [".edi", ".edi", ".txt", ".txt"]


@pytest.mark.parametrize("name", ["LIST.EDI.part", ".LIST.EDI", "list.tmp"])
def test_names_of_unfinished_files_are_left(home: Path, name: str) -> None:
    """A name that says "not yet" is left however old the file is."""
    path = put(home, written(pax_list([person(1)])), name, age=3600)
    assert carrier_folder.look(FLIGHTS) == 0
    assert path.exists()


def test_a_half_written_file_is_waited_for(home: Path, owner_sql: Any) -> None:
    """A file that was written to a moment ago, or has no end yet, is left; without an end after two minutes it is refused."""
    text = written(pax_list([person(1)]))
    put(home, text, age=2)
    assert carrier_folder.look(FLIGHTS) == 0
    half = text[: len(text) // 2]
    put(home, half, age=60)
    assert carrier_folder.look(FLIGHTS) == 0
    put(home, text, age=60)
    assert carrier_folder.look(FLIGHTS) == 1
    put(home, half, age=300)
    assert carrier_folder.look(FLIGHTS) == 1
    assert owner_sql.execute("select accepted from border_interchange order by id").fetchall() == [(True,), (False,)]


def test_what_a_stopped_worker_left_is_read_again(home: Path, owner_sql: Any) -> None:
    """A worker that is killed after claiming, or after the act and before the rename, loses nothing and doubles nothing."""
    text = written(pax_list([person(1)]))
    put(home, text)
    (claimed,) = [carrier_folder._claimed(path) for path in carrier_folder._whole(_folders(home) / "in")]
    assert claimed is not None
    assert carrier_folder.look(FLIGHTS) == 1
    (home / "work" / "again.edi").write_text(text)  # killed after the act
    assert carrier_folder.look(FLIGHTS) == 1
    assert count(owner_sql, "border_interchange") == 1
    assert list((home / "work").iterdir()) == []


def _folders(home: Path) -> Path:
    for name in carrier_folder.FOLDERS:
        (home / name).mkdir(exist_ok=True)
    return home


def test_the_same_file_twice_is_one_message(home: Path, owner_sql: Any) -> None:
    """Under another name, and sent over the interface too: one interchange."""
    text = written(pax_list([person(1)]))
    put(home, text, "a.edi")
    put(home, text, "b.edi")
    assert carrier_folder.look(FLIGHTS) == 2
    assert count(owner_sql, "border_interchange") == 1


def test_links_and_strangers_are_left(home: Path, tmp_path: Path) -> None:
    """A symbolic link is not followed, a folder of no known carrier is not read, an empty or huge file is refused."""
    secret = tmp_path / "secret"
    secret.write_text("UNZ secret")
    (home / "in" / "link.edi").symlink_to(secret)
    stranger = home.parent / "XX" / "in"
    stranger.mkdir(parents=True)
    (stranger / "a.edi").write_text(written(pax_list([person(1)])))
    put(home, b"", "empty.edi", age=300)
    put(home, b"U" * (8 * 2**20 + 1), "huge.edi", age=300)
    assert carrier_folder.look(FLIGHTS) == 2
    assert names(home / "refused") == [".edi", ".edi", ".txt", ".txt"]
    assert secret.read_text() == "UNZ secret"
    assert len(list(stranger.iterdir())) == 1


def test_old_files_go(home: Path) -> None:
    """What lies in done, refused and out for more than seven days is removed: the bytes are in the vault."""
    old = _folders(home) / "done" / "old.edi"
    old.write_text("x")
    os.utime(old, (time.time() - 8 * 86400,) * 2)
    young = home / "done" / "young.edi"
    young.write_text("x")
    carrier_folder.look(FLIGHTS)
    assert (old.exists(), young.exists()) == (False, True)
