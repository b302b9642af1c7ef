"""Large files of lists: received at once, read by a job in parts, said how far and what is wrong, decided by two."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.areas.border.conftest import Service, leap, passport
from tests.areas.border.watching import add_office, browser_of, do, inspect
from tests.kernel.conftest import entries

from sapar.areas.border import acts, queries, tasks
from sapar.areas.border.acts import list_files, list_reading
from sapar.areas.border.models import Entry, ListVersion
from sapar.areas.border.rules import watch as rules
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from sapar.web.paging import Window

pytestmark = pytest.mark.django_db
JOB = Actor.system("watch")
ASANOV = '{"id": "1", "names": ["Bakyt Asanov"], "birth_date": "1990-03-27"}'


@pytest.fixture
def office(service: Service) -> Service:
    return add_office(service)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is large, and a part, without megabytes."""
    monkeypatch.setattr(list_files, "LARGE", 200)
    monkeypatch.setattr(list_files, "AT_ONCE", 3)


def make_list(actor: Actor, meaning: str = "second_line", kind: str = "people") -> Any:
    return do("create_list", actor, title="List", kind=kind, meaning=meaning, legal_basis="Law", authority="Authority")


def lines(count: int, first: int = 2) -> str:
    return "\n".join(
        f'{{"id": "{n}", "names": ["Person {n}"], "birth_date": "1970"}}' for n in range(first, first + count)
    )


def receive(office: Service, content: str, listed: Any = None) -> Any:
    listed = listed or make_list(office.watch)
    return do("receive_list", office.watch, list_id=listed.pk, content=gzip.compress(content.encode()))


def now(version: Any, actor: Actor) -> ListVersion:
    with reading(actor):
        return ListVersion.objects.get(pk=version.pk)


@pytest.mark.usefixtures("small")
def test_a_large_file_from_receipt_to_force(office: Service, owner_sql: Any) -> None:
    """Nothing is searched for while it is read; whoever handed it in cannot put it in force; a second person can."""
    version = receive(office, f"{ASANOV}\n{lines(7)}")
    assert (version.state, version.imported_by) == ("received", office.watch.account_id)
    queued = owner_sql.execute(
        "select task_name, args from procrastinate_jobs where task_name = 'sapar.areas.border.read_list'"
    ).fetchall()
    assert queued == [("sapar.areas.border.read_list", {"version_id": str(version.pk)})]
    with pytest.raises(Conflict):
        do("decide_list", office.watch2, version_id=version.pk, approve=True)
    told: list[tuple[int, int]] = []
    assert acts.read_version(JOB, version.pk, lambda done, total: told.append((done, total)))
    assert told == [(3, 8), (6, 8), (8, 8)]
    found = now(version, office.watch)
    assert (found.state, found.format, found.counts["added"], found.progress) == ("draft", "sapar", 8, {})
    assert found.file is None
    assert inspect(office.officer, passport()).level == "green"
    with pytest.raises(NotPermitted) as error:
        do("decide_list", office.watch, version_id=version.pk, approve=True)
    assert error.value.code == "same_person"
    do("decide_list", office.watch2, version_id=version.pk, approve=True)
    assert inspect(office.officer, passport()).level == "amber"
    said = [entry["act"] for entry in entries(owner_sql, "border.keep_list_part")]
    assert len(said) == 3
    # Done is done: the job finds nothing to do.
    assert not acts.read_version(JOB, version.pk)


@pytest.mark.usefixtures("small")
def test_the_same_as_at_once(office: Service) -> None:
    """Read by the job or by the page: the same entries, differences and problems."""
    content = (
        f"{ASANOV}\n{lines(4)}\n" + '{"id": "9", "names": ["X Y"], "birth_date": "soon", "nationality": "Nowhere"}'
    )
    at_once = do("import_list", office.watch, list_id=make_list(office.watch).pk, content=content.encode())
    version = receive(office, content)
    tasks.read_list(str(version.pk))
    by_job = now(version, office.watch)
    for name in ("state", "format", "list_date", "problems", "findings", "counts", "digest"):
        assert getattr(by_job, name) == getattr(at_once, name), name
    with reading(office.watch):
        contents = [
            sorted(Entry.objects.filter(version_id=one.pk).values_list("digest", flat=True))
            for one in (at_once, by_job)
        ]
    assert contents[0] == contents[1]
    found = do("view_difference", office.watch, version_id=by_job.pk, window=Window(size=1), part="findings")
    assert found.findings == [("9", "birth_date", "soon")]
    after = found.pager.next
    assert after and not found.pager.previous
    second = do(
        "view_difference", office.watch, version_id=by_job.pk, window=Window(after=(0,), size=1), part="findings"
    )
    assert second.findings == [("9", "nationality", "Nowhere")]
    assert second.pager.previous and not second.pager.next


@pytest.mark.usefixtures("small")
def test_what_cannot_be_read_stays_and_says_why(office: Service) -> None:
    """The error with its line; the file is still there; the next file takes its place."""
    listed = make_list(office.watch)
    version = receive(office, f"{ASANOV}\n{lines(9)}\n{{broken", listed)
    assert acts.read_version(JOB, version.pk)
    found = queries.reading_of(office.watch, version.pk)
    assert found is not None
    assert (found.state, found.rule, found.line) == ("failed", "json", 11)
    assert now(version, office.watch).file is not None
    with reading(office.watch):
        assert not Entry.objects.exists()
    page = browser_of(office.watch).get(f"/border/watch/versions/{version.pk}/").content.decode()
    assert "The JSON of the file cannot be read. Line 11." in page
    assert "data-look-again" not in page
    newer = receive(office, f"{ASANOV}\n{lines(9)}", listed)
    assert now(version, office.watch).state == "rejected"
    assert acts.read_version(JOB, newer.pk)
    assert queries.reading_of(office.watch, newer.pk) is None


@pytest.mark.usefixtures("small")
def test_a_newer_file_ends_the_reading_of_the_older(office: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run whose file was replaced stops at its next part, and leaves nothing behind."""
    listed = make_list(office.watch)
    version = receive(office, f"{ASANOV}\n{lines(9)}", listed)
    newer: list[Any] = []

    def tell(done: int, _total: int) -> None:
        if not newer:
            newer.append(receive(office, lines(5), listed))

    assert not acts.read_version(JOB, version.pk, tell)
    assert acts.read_version(JOB, newer[0].pk)
    with reading(office.watch):
        assert set(Entry.objects.values_list("version_id", flat=True)) == {newer[0].pk}
    assert list_reading._in_hand == {}


@pytest.mark.usefixtures("small")
def test_an_interruption_loses_nothing(office: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the job breaks, that is said, and the file can be read again; so can one whose job ended without a word."""
    version = receive(office, f"{ASANOV}\n{lines(9)}")

    def broken(*_arguments: Any) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(list_reading, "keep", broken)
        with pytest.raises(OSError, match="full"):
            tasks.read_list(str(version.pk))
    found = queries.reading_of(office.watch, version.pk)
    assert found is not None and (found.state, found.rule) == ("failed", "broken")
    browser = browser_of(office.watch)
    page = browser.get(f"/border/watch/versions/{version.pk}/").content.decode()
    assert "Nothing of the file is lost" in page and "Read it again" in page
    assert browser.post(f"/border/watch/versions/{version.pk}/again").status_code == 303
    list_reading.start_list(JOB, version_id=version.pk)  # and the machine loses its power
    with pytest.raises(Conflict):
        do("read_list_again", office.watch, version_id=version.pk)
    leap(int(rules.SILENT.total_seconds()) + 1)
    assert "Reading seems to have stopped." in browser.get(f"/border/watch/versions/{version.pk}/").content.decode()
    do("read_list_again", office.watch2, version_id=version.pk)
    again = queries.reading_of(office.watch, version.pk)
    assert again is not None and not again.silent
    assert acts.read_version(JOB, version.pk)
    assert now(version, office.watch).counts["added"] == 10


@pytest.mark.usefixtures("small")
def test_columns_of_a_large_file(office: Service) -> None:
    """A CSV file that is not understood waits; with columns chosen it is read by the job again."""
    content = "Vollname;Geb;Pass\nBakyt ASANOV;27.03.1990;AC1234567\n" + "Other PERSON;1970;\n" * 20
    version = receive(office, content)
    assert acts.read_version(JOB, version.pk)
    assert now(version, office.watch).state == "unmapped"
    mapped = do("map_list", office.watch, version_id=version.pk, mapping={"Vollname": "name", "Geb": "birth_date"})
    assert mapped.state == "received"
    assert acts.read_version(JOB, version.pk)
    found = now(version, office.watch)
    assert (found.state, found.counts["entries"], found.file is not None) == ("draft", 21, True)


@pytest.mark.usefixtures("small")
def test_the_page_says_how_far_it_is(office: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large file goes to the job; its page looks again by itself until it is read, and then shows what changes."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    listed, browser = make_list(office.watch), browser_of(office.watch)
    file = SimpleUploadedFile("list.json", f"{ASANOV}\n{lines(9)}".encode())
    address = browser.post(f"/border/watch/lists/{listed.pk}/", {"file": file})["Location"]
    page = browser.get(address).content.decode()
    assert "The file was received and waits to be read." in page and '<noscript><meta http-equiv="refresh"' in page
    seen: list[str] = []
    version_id = queries.view_watchlist(office.watch, list_id=listed.pk)[1][0].id
    acts.read_version(JOB, version_id, lambda done, total: seen.append(browser.get(address).content.decode()))
    assert "Entries are kept:" in seen[0] and "3 of 10" in seen[0]
    page = browser.get(address).content.decode()
    assert "Bakyt Asanov" in page and "data-look-again" not in page
    # Not another office's: neither how far it is nor that it is there.
    assert queries.reading_of(office.intake, version_id) is None
    other = receive(office, f"{ASANOV}\n{lines(9)}", listed)
    assert queries.reading_of(office.intake, other.pk) is None
    assert browser_of(office.intake).get(f"/border/watch/versions/{other.pk}/").status_code == 404
    with pytest.raises(NotFound):
        do("read_list_again", office.intake, version_id=other.pk)


def test_who_may(office: Service) -> None:
    """Parts are the job's own; officers hand in; too large and empty files are refused before anything is kept."""
    listed = make_list(office.watch)
    with pytest.raises(NotPermitted):
        do("start_list", office.watch, version_id=listed.pk)
    with pytest.raises(NotPermitted):
        do("receive_list", office.officer, list_id=listed.pk, content=b"x")
    for content in (b"", b" \n", gzip.compress(b"")):
        with pytest.raises(Invalid):
            do("receive_list", office.watch, list_id=listed.pk, content=content)
    damaged = bytearray(gzip.compress(b"x" * 5000))
    damaged[20] ^= 0xFF
    with pytest.raises(Invalid):
        do("receive_list", office.watch, list_id=listed.pk, content=bytes(damaged))
    assert not list_files.is_large(bytes(damaged)) and list_files.is_large(b"x" * (list_files.LARGE + 1))
    assert list_files.is_large(gzip.compress(b"x" * (list_files.LARGE + 1)))


def test_silence() -> None:
    """A run that has not been heard of for ten minutes counts as ended; what is not being read is never silent."""
    at, late = clock.now(), clock.now() + rules.SILENT + timedelta(seconds=1)
    assert rules.silent("received", {}, at, late) and not rules.silent("received", {}, at, at)
    assert not rules.silent("reading", {"at": late.isoformat()}, at, late)
    assert not rules.silent("draft", {}, at, late)


@pytest.mark.usefixtures("small")
def test_the_command(
    office: Service, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By an officer who is named, with the differences and what could not be read printed; nothing is in force by it."""
    import contextlib

    from sapar.kernel.access.models import Account
    from sapar.node.cli import border
    from sapar.node.cli.common import Stop

    monkeypatch.setattr(border, "node_folder", lambda: tmp_path)
    monkeypatch.setattr(border, "django", lambda _data: contextlib.nullcontext())
    listed, name = make_list(office.watch), Account.objects.get(pk=office.watch.account_id).username
    file = tmp_path / "list.json"
    file.write_text(f"{ASANOV}\n{lines(5)}\n" + json.dumps({"id": "x", "names": ["A B"], "birth_date": "soon"}))
    assert border.import_lists([file], [str(listed.pk)], name) == 1  # not in full
    said = capsys.readouterr()
    assert "7 entries, 7 added, 0 changed, 0 removed" in said.out
    assert "+ 1  Bakyt Asanov" in said.out
    assert "! x  birth_date could not be read: soon" in said.out
    assert "another person of the office puts it in force" in said.err
    assert inspect(office.officer, passport()).level == "green"
    version = queries.view_watchlist(office.watch, list_id=listed.pk)[1][0]
    assert version.origin == "command"
    with pytest.raises(NotPermitted):
        do("decide_list", office.watch, version_id=version.id, approve=True)
    do("decide_list", office.watch2, version_id=version.id, approve=True)
    file.write_text(f"{ASANOV.replace('1990', '1991')}\n{lines(5)}")
    assert border.import_lists([file], [str(listed.pk)], name, every=True) == 0
    said = capsys.readouterr()
    assert "~ 1  Bakyt Asanov  (birth_dates: 1990-03-27 → 1991-03-27)" in said.out and "- x  A B" in said.out
    file.write_text("{broken\n" * 3)
    assert border.import_lists([file], [str(listed.pk)], name) == 1
    assert "The JSON of the file cannot be read." in capsys.readouterr().err
    for arguments in (([file], [], name), ([file], ["x"], name), ([file], [str(listed.pk)], "nobody")):
        with pytest.raises(Stop):
            border.import_lists(*arguments)
    officer = Account.objects.get(pk=office.officer.account_id).username
    with pytest.raises(Stop):
        border.import_lists([file], [str(listed.pk)], officer)
