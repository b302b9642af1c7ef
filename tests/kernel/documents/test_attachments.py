"""Attachments on the real database: encrypted, bound to their record, seen by those who may."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from tests.kernel.conftest import Office, entries
from tests.kernel.documents import samples
from tests.kernel.documents.area import attach, list_them, open_one

from sapar.kernel import vault
from sapar.kernel.access.actor import Actor
from sapar.kernel.documents import attachments
from sapar.kernel.errors import Invalid, NotFound, Unavailable

NAME = "pasport Öwezow.pdf"


def test_round_trip(clerk: Actor) -> None:
    """What was attached comes back with its type and name, and the list shows it."""
    record = uuid4()
    kept = attach(clerk, content=samples.pdf(), filename=NAME, record_id=record)
    opened = open_one(clerk, attachment_id=kept.pk)
    assert (opened.content, opened.media_type, opened.filename) == (samples.pdf(), "application/pdf", NAME)
    listed = list_them(clerk, record_id=record)
    assert [(one["id"], one["filename"], one["size"]) for one in listed] == [(kept.pk, NAME, len(samples.pdf()))]


def test_database_holds_neither_content_nor_name(clerk: Actor, owner_sql: Any) -> None:
    """Who copies the database sees types and sizes, no name and no byte of a file; equal files look unlike."""
    first = attach(clerk, content=samples.pdf(), filename=NAME, record_id=uuid4())
    second = attach(clerk, content=samples.pdf(), filename=NAME, record_id=uuid4())
    rows = owner_sql.execute("select id, name, content, key_id from documents_attachment order by id").fetchall()
    assert [row[0] for row in rows] == [first.pk, second.pk]
    for _, name, content, key_id in rows:
        assert b"Catalog" not in content and "Öwezow".encode() not in name
        assert key_id == vault.current_key_id()
    assert rows[0][2] != rows[1][2] and rows[0][1] != rows[1][1]


@pytest.mark.parametrize("place", [0, 5, 15, 40, -1])
def test_changed_ciphertext_does_not_open(clerk: Actor, owner_sql: Any, place: int) -> None:
    """One changed byte anywhere in the box (version, key id, nonce, content, tag): the file does not open."""
    kept = attach(clerk, content=samples.pdf(), filename=NAME, record_id=uuid4())
    box = bytearray(owner_sql.execute("select content from documents_attachment").fetchone()[0])
    box[place] ^= 1
    owner_sql.execute("update documents_attachment set content = %s", [bytes(box)])
    with pytest.raises(vault.Damaged):
        open_one(clerk, attachment_id=kept.pk)


@pytest.mark.parametrize("column", ["content", "subject_id", "media_type"])
def test_box_of_another_record_does_not_open(clerk: Actor, owner_sql: Any, column: str) -> None:
    """Boxes are bound to their place: swapped between two files, or moved to another record, they do not open."""
    kept = attach(clerk, content=samples.pdf(), filename=NAME, record_id=uuid4())
    other = attach(clerk, content=samples.png(), filename="b.png", record_id=uuid4())
    owner_sql.execute(
        f"update documents_attachment set {column} = (select {column} from documents_attachment where id = %s) "
        "where id = %s",
        [other.pk, kept.pk],
    )
    with pytest.raises(vault.Damaged):
        open_one(clerk, attachment_id=kept.pk)
    assert open_one(clerk, attachment_id=other.pk).media_type == "image/png"


def test_replaced_key_still_opens_older_files(clerk: Actor, settings: Any) -> None:
    """After a change of key, older boxes open with the key that stays beside it, and new ones use the new key."""
    tmp_path = settings.SAPAR_KEYS
    old = attach(clerk, content=samples.pdf(), filename=NAME, record_id=uuid4())
    (tmp_path / vault.FILE).rename(tmp_path / "attachments-2026.key")
    vault.make(tmp_path)
    new = attach(clerk, content=samples.pdf(), filename=NAME, record_id=uuid4())
    assert old.key_id != new.key_id
    assert open_one(clerk, attachment_id=old.pk).content == open_one(clerk, attachment_id=new.pk).content
    (tmp_path / "attachments-2026.key").unlink()
    with pytest.raises(vault.Damaged) as caught:
        open_one(clerk, attachment_id=old.pk)
    assert caught.value.code == "key_missing"


def test_key_file_is_private_and_made_once(tmp_path: Path) -> None:
    """The key is 32 random bytes that its owner alone can read; making it again changes nothing."""
    vault.make(tmp_path)
    key = (tmp_path / vault.FILE).read_bytes()
    vault.make(tmp_path)
    assert len(key) == 32 and (tmp_path / vault.FILE).read_bytes() == key
    assert (tmp_path / vault.FILE).stat().st_mode & 0o777 == 0o600


def test_without_a_key_nothing_is_kept(clerk: Actor, tmp_path: Path, settings: Any, owner_sql: Any) -> None:
    """A node without its key refuses uploads; it never stores them in plain."""
    settings.SAPAR_KEYS = tmp_path
    with pytest.raises(Unavailable):
        attach(clerk, content=samples.pdf(), filename=NAME, record_id=uuid4())
    assert owner_sql.execute("select count(*) from documents_attachment").fetchone() == (0,)


def test_other_institutions_see_nothing(office: Office, clerk: Actor, stranger: Actor) -> None:
    """Own reach shows the own institution's files, reach ``all`` every file, no reach none."""
    record = uuid4()
    kept = attach(clerk, content=samples.pdf(), filename=NAME, record_id=record)
    with pytest.raises(NotFound):
        open_one(stranger, attachment_id=kept.pk)
    assert list_them(stranger, record_id=record) == []
    assert open_one(office.add("chief", "test.chief"), attachment_id=kept.pk).content == samples.pdf()
    guest = office.add("guest", "test.guest")
    with pytest.raises(NotFound):
        open_one(guest, attachment_id=kept.pk)


def context(actor: Actor) -> str:
    from sapar.kernel.access.context import SET_CONTEXT, context_values

    values = ", ".join("'" + value.replace("'", "''") + "'" for value in context_values(actor))
    parts = SET_CONTEXT.split("%s")
    given = iter(values.split(", "))
    return "select " + parts[0] + "".join(next(given) + part for part in parts[1:])


def test_raw_sql_meets_the_wall(clerk: Actor, stranger: Actor, app_sql: Any) -> None:
    """The application role sees rows only with an actor whose reach has them; without an actor the query fails."""
    attach(clerk, content=samples.pdf(), filename=NAME, record_id=uuid4())
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app_sql.execute("select count(*) from documents_attachment")
    for actor, seen in ((clerk, 1), (stranger, 0), (Actor.public(), 0), (Actor.system("retention"), 1)):
        with app_sql.transaction():
            app_sql.execute(context(actor))
            assert app_sql.execute("select count(*) from documents_attachment").fetchone() == (seen,)
            moved = app_sql.execute("update documents_attachment set size = size")
            assert moved.rowcount == seen


def test_opening_is_one_look_that_names_file_and_record(clerk: Actor, owner_sql: Any) -> None:
    """The ledger entry of a look at a file carries the pseudonyms of the file and of its record."""
    kept = attach(clerk, content=samples.pdf(), filename=NAME, record_id=uuid4())
    open_one(clerk, attachment_id=kept.pk)
    (entry,) = entries(owner_sql, "test.open")
    known = dict(owner_sql.execute("select subject, pseudonym from ledger_subject").fetchall())
    wanted = {known[f"attachment:{kept.pk}"], known[f"record:{kept.subject_id}"]}
    assert set(entry["subjects"]) == wanted


def test_refused_file_leaves_nothing(clerk: Actor, owner_sql: Any) -> None:
    """A wrong file is refused with its field and rule, and no row stays; neither does one of a failed act."""
    with pytest.raises(Invalid) as caught:
        attach(clerk, content=b"MZ", filename="a.pdf", record_id=uuid4())
    assert (caught.value.field, caught.value.code) == ("file", "wrong_type")
    with pytest.raises(ZeroDivisionError):
        attach(clerk, content=samples.pdf(), filename="a.pdf", record_id=uuid4(), fail=True)
    assert owner_sql.execute("select count(*) from documents_attachment").fetchone() == (0,)


def test_served_as_attachment_under_a_sandbox(clerk: Actor) -> None:
    """Headers: downloaded, sandboxed, no sniffing; the name is encoded and cannot break out of its header."""
    kept = attach(clerk, content=samples.pdf(), filename='x";\r\nA: b паспорт.html', record_id=uuid4())
    headers = open_one(clerk, attachment_id=kept.pk).headers()
    assert headers["Content-Disposition"].startswith("attachment") and headers["Content-Type"] == "application/pdf"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff" and "no-store" in headers["Cache-Control"]
    assert not any("\r" in value or "\n" in value for value in headers.values())


def test_attaching_outside_an_act_is_refused(clerk: Actor) -> None:
    """Nothing is kept that no act has recorded."""
    with pytest.raises(RuntimeError):
        attachments.attach(clerk, samples.pdf(), "a.pdf", subject=("record", uuid4()))


def test_names_stay_out_of_the_log(clerk: Actor, owner_sql: Any, caplog: pytest.LogCaptureFixture) -> None:
    """A damaged file is logged by its id alone."""
    kept = attach(clerk, content=samples.pdf(), filename=NAME, record_id=uuid4())
    owner_sql.execute("update documents_attachment set content = %s", [b"x" * 60])
    with caplog.at_level(logging.DEBUG), pytest.raises(vault.Damaged):
        open_one(clerk, attachment_id=kept.pk)
    assert str(kept.pk) in caplog.text and "wezow" not in caplog.text
