"""Back-ups: only the recovery key reads them, nothing in them can be changed unseen, and every row comes back."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sapar.node import backup, config, external, postgres, sealedfile

ABOUT = {"kind": "test"}


def sealed(content: bytes, public: bytes) -> bytes:
    file = io.BytesIO()
    sealedfile.write(file, public, ABOUT, [content])
    return file.getvalue()


@pytest.fixture(scope="module")
def key() -> tuple[Any, bytes]:
    text, public = sealedfile.new_recovery_key()
    return sealedfile.read_recovery_key(text), public


@given(content=st.binary(max_size=3000), chunk=st.integers(1, 700))
@settings(max_examples=60, deadline=None)
def test_what_is_sealed_comes_back(content: bytes, chunk: int) -> None:
    """Reading gives exactly what was written, whatever the pieces and the size of a chunk."""
    text, public = sealedfile.new_recovery_key()
    before, sealedfile.CHUNK = sealedfile.CHUNK, chunk
    try:
        file = sealed(content, public)
    finally:
        sealedfile.CHUNK = before
    assert b"".join(sealedfile.read(io.BytesIO(file), sealedfile.read_recovery_key(text))) == content


@given(data=st.data())
@settings(max_examples=200, deadline=None)
def test_any_change_or_cut_is_noticed(key: tuple[Any, bytes], data: st.DataObject) -> None:
    """A flipped bit, a cut end or something appended: an error, never other content."""
    before, sealedfile.CHUNK = sealedfile.CHUNK, 64
    try:
        file = bytearray(sealed(b"x" * 300, key[1]))
    finally:
        sealedfile.CHUNK = before
    kind = data.draw(st.sampled_from(["flip", "cut", "append"]))
    if kind == "flip":
        file[data.draw(st.integers(0, len(file) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    elif kind == "cut":
        del file[data.draw(st.integers(1, len(file) - 1)) :]
    else:
        file += data.draw(st.binary(min_size=1, max_size=40))
    with pytest.raises(sealedfile.SealedFileError):
        list(sealedfile.read(io.BytesIO(bytes(file)), key[0]))


def test_another_key_reads_nothing(key: tuple[Any, bytes]) -> None:
    """A file for one recovery key is refused with another, and the message names both."""
    other, _ = sealedfile.new_recovery_key()
    with pytest.raises(sealedfile.SealedFileError, match="for the recovery key"):
        list(sealedfile.read(io.BytesIO(sealed(b"secret", key[1])), sealedfile.read_recovery_key(other)))


def test_a_slip_in_the_written_key_is_named() -> None:
    """The key is written down by hand: a wrong letter is found by the checksum; case and blanks do not matter."""
    text, public = sealedfile.new_recovery_key()
    again = sealedfile.read_recovery_key("  " + text.lower().replace("-", " - ") + "\n")
    assert again.public_key().public_bytes_raw() == public
    wrong = text[:-1] + ("A" if text[-1] != "A" else "B")
    with pytest.raises(sealedfile.SealedFileError, match="slip"):
        sealedfile.read_recovery_key(wrong)


# ------------------------------------------------------------------------------------------------ the database


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="sapar-bk-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture
def backed_up(
    node_db: Any, owner_sql: Any, folder: Path, key: Any, monkeypatch: pytest.MonkeyPatch
) -> tuple[Path, Any]:
    """A back-up of the test's database with a few rows of every awkward type."""
    owner_sql.execute(
        "create table awkward (id int primary key, at timestamptz, day date, amount numeric, raw bytea, doc jsonb,"
        " words text[], ratio float8);"
        "insert into awkward values (1, '2026-11-25 10:00+05', '2026-02-28', 12.340, '\\x00ff', '{\"ý\": 1}', '{a,b}', 0.1),"
        " (2, null, null, null, null, null, null, 'NaN')"
    )
    monkeypatch.setenv("SAPAR_DB_NAME", node_db.database)
    file = folder / "database.sapar"
    return file, backup.write_database(node_db.data, file, key[1])


def test_the_database_comes_back_row_for_row(
    backed_up: tuple[Path, Any], folder: Path, key: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Embedded to a server elsewhere and back to embedded: equal rows, ledger root, grants, policies and triggers."""
    file, manifest = backed_up
    monkeypatch.delenv("SAPAR_DB_NAME")
    assert manifest["rows"]["awkward"].startswith("2:")
    embedded, server = folder / "embedded", folder / "server"
    elsewhere = folder / "machine"
    with postgres.running(elsewhere, tuning=postgres.TESTS) as machine:
        url = f"postgresql://{{role}}@/sapar?host={machine.sockets}&port={postgres.PORT}"
        where = external.Addresses(*(url.format(role=role) for role in ("sapar_owner", "sapar_app", "sapar_setup")))
        external.prepare(where)
        config.save(server, config.NodeConfig(mode="test", database=config.External()))
        external.remember(server, where)
        before, there = backup.read_database(server, file, key[0])
        assert before == manifest
        assert there == {key: value for key, value in manifest.items() if key != "made"}
        second = folder / "second.sapar"
        backup.write_database(server, second, key[1])
        with pytest.raises(backup.BackupError, match="not empty"):
            backup.read_database(server, second, key[0])
    config.save(embedded, config.NodeConfig(mode="test"))
    with postgres.running(embedded, tuning=postgres.TESTS) as place:
        _, now = backup.read_database(embedded, second, key[0])
        assert now == there
        with psycopg.connect(**place.connection()) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("delete from ledger_entry")


def test_digests_see_a_changed_row(node_db: Any, owner_sql: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """One changed value changes its table's digest and no other."""
    monkeypatch.setenv("SAPAR_DB_NAME", node_db.database)
    owner_sql.execute("create table one (id int, name text); insert into one values (1, 'a'), (2, 'b')")
    before = backup.digests(owner_sql)
    owner_sql.execute("update one set name = 'c' where id = 2")
    after = backup.digests(owner_sql)
    assert {name for name in before if before[name] != after[name]} == {"one"}


def test_a_damaged_backup_leaves_the_database_empty(backed_up: tuple[Path, Any], folder: Path, key: Any) -> None:
    """Restoring is one transaction: when the file breaks off, nothing of it stays."""
    file, _ = backed_up
    broken = folder / "broken.sapar"
    broken.write_bytes(file.read_bytes()[:-20])
    target = folder / "target"
    config.save(target, config.NodeConfig(mode="test"))
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SAPAR_DB_NAME", raising=False)
        with postgres.running(target, tuning=postgres.TESTS) as place:
            with pytest.raises(sealedfile.SealedFileError, match="damaged"):
                backup.read_database(target, broken, key[0])
            with psycopg.connect(**place.connection("sapar_owner")) as connection:
                assert backup.digests(connection) == {}


def test_another_nodes_backup_is_refused(backed_up: tuple[Path, Any], folder: Path, key: Any) -> None:
    """A back-up of one node is not restored as another: its tree heads name the node."""
    target = folder / "other"
    config.save(target, config.NodeConfig(mode="test", code="another"))
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SAPAR_DB_NAME", raising=False)
        with postgres.running(target, tuning=postgres.TESTS), pytest.raises(Exception, match="belongs to the node"):
            backup.read_database(target, backed_up[0], key[0])


def test_keys_come_back_apart_and_private(folder: Path, key: Any) -> None:
    """The back-up of keys holds configuration and keys; they come back with mode 0600, only into a new folder."""
    source, target = folder / "source", folder / "restored"
    config.save(source, config.NodeConfig(mode="test", code="abc"))
    secret = config.ensure_secret(source, "django.key")
    backup.write_keys(source, folder / "keys.sapar", key[1])
    assert secret.encode() not in (folder / "keys.sapar").read_bytes()
    backup.read_keys(target, folder / "keys.sapar", key[0])
    assert config.secret(target, "django.key") == secret
    assert config.load(target).code == "abc"
    assert (target / "keys" / "django.key").stat().st_mode & 0o777 == 0o600
    with pytest.raises(backup.BackupError, match="new folder"):
        backup.read_keys(target, folder / "keys.sapar", key[0])
