"""Back-ups of the database and of the keys, and bringing them back. No Django: ``pg_dump`` and SQL.

The content of a database back-up is a manifest (length, then JSON: digests of all rows, the ledger's size and root),
then a dump in ``pg_dump``'s own format, both from one snapshot. The keys are a file of their own: whoever gets one of
the two has nothing to read. Sign-in sessions and the cache are left out.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import tarfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from psycopg import sql

from sapar.node import config, mark, postgres, roles, sealedfile
from sapar.node.errors import NodeError

LEFT_OUT = ("node_cache", "django_session", "usersessions_usersession")
PUBLIC = "recovery.pub"


class BackupError(NodeError):
    """The back-up cannot be made or brought back; the text says why."""


def recovery_public(data: Path) -> bytes:
    """The public half of this node's recovery key. Raises ``BackupError`` when there is none."""
    known = config.secret(data, PUBLIC)
    if known is None:
        raise BackupError("this node has no recovery key: `sapar backup --new-key FILE …` makes one")
    return bytes.fromhex(known)


def make_recovery_key(data: Path, file: Path) -> str:
    """Make the node's recovery key: the secret half into ``file``, the public half into ``DATA/keys``. Returns its name."""
    if file.exists():
        raise BackupError(f"{file} exists already: a recovery key is never overwritten")
    text, public = sealedfile.new_recovery_key()
    config.keys_dir(data)
    config.write_private(file, text + "\n")
    config.write_private(data / "keys" / PUBLIC, public.hex() + "\n")
    return sealedfile.name_of(public)


# ------------------------------------------------------------------------------------------------ digests


def digests(connection: psycopg.Connection[Any]) -> dict[str, str]:
    """Table → ``rows:digest``, the same on every server and in any order of rows (sums of both halves of md5)."""
    connection.execute("set local timezone = 'UTC'; set local datestyle = 'ISO'; set local intervalstyle = 'iso_8601'")
    connection.execute("set local extra_float_digits = 1; set local bytea_output = 'hex'")
    tables = connection.execute(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by relname"
    ).fetchall()
    half = "sum(('x' || substr(md5(t::text), {}, 16))::bit(64)::bigint::numeric)"
    query = f"select count(*), coalesce({half.format(1)}, 0), coalesce({half.format(17)}, 0) from {{}} t"
    found = {}
    for (name,) in tables:
        if name not in LEFT_OUT:
            row = connection.execute(sql.SQL(query).format(sql.Identifier(name))).fetchone()
            assert row is not None  # noqa: S101 - an aggregate always has a row
            found[name] = f"{row[0]}:{int(row[1]) % 2**64:016x}{int(row[2]) % 2**64:016x}"
    return found


def ledger_head(connection: psycopg.Connection[Any]) -> dict[str, Any]:
    """Size and root of the newest signed tree head; size 0 without one."""
    known = connection.execute("select to_regclass('public.ledger_head') is not null").fetchone()
    row = None
    if known and known[0]:
        row = connection.execute("select size, root from ledger_head order by size desc limit 1").fetchone()
    return {"size": row[0], "root": bytes(row[1]).hex()} if row else {"size": 0, "root": ""}


WALLS = """
select encode(sha256(convert_to(string_agg(line, e'\\n' order by line), 'UTF8')), 'hex') from (
  select format('table %s: %s may %s', relname, grantee::regrole, privilege_type)
    from pg_class, aclexplode(coalesce(relacl, acldefault('r', relowner)))
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'm') and grantee <> relowner
  union all select format('function %s: %s', oid::regprocedure, case grantee when 0 then 'all' else grantee::regrole::text end)
    from pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner)))
    where pronamespace = 'public'::regnamespace and grantee <> proowner
  union all select format('row security on %s', relname) from pg_class
    where relnamespace = 'public'::regnamespace and relrowsecurity
  union all select format('policy %s', p) from pg_policies p where schemaname = 'public'
  union all select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
) as walls (line)
"""


def walls(connection: psycopg.Connection[Any]) -> str:
    """A digest of grants, policies and triggers: what keeps the application role where it belongs."""
    row = connection.execute(WALLS).fetchone()
    return str(row[0]) if row else ""


def _state(connection: psycopg.Connection[Any]) -> dict[str, Any]:
    found = mark.read(connection)
    rows, head = digests(connection), ledger_head(connection)
    return {"mark": found, "rows": rows, "ledger": head, "walls": walls(connection)}


# ------------------------------------------------------------------------------------------------ programs


def _connect(data: Path) -> psycopg.Connection[Any]:
    return psycopg.connect(**config.connection(data, roles.OWNER))  # type: ignore[arg-type]


def _program(name: str, data: Path, *words: str) -> tuple[list[str], dict[str, str]]:
    where = dict(config.connection(data, roles.OWNER))
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    names |= {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
    for key, variable in names.items():
        if key in where:
            environment[variable] = str(where[key])
    return [str(postgres.wheel_binaries() / "bin" / name), "--no-password", *words], environment


# ------------------------------------------------------------------------------------------------ database


def write_database(data: Path, file: Path, public: bytes) -> dict[str, Any]:
    """Back up the database of ``data`` (it must be up); returns the manifest."""
    with _connect(data) as connection:
        connection.execute("set transaction isolation level repeatable read, read only")
        row = connection.execute("select pg_export_snapshot()").fetchone()
        assert row is not None  # noqa: S101
        manifest = {"made": datetime.now(UTC).isoformat(timespec="seconds"), **_state(connection)}
        if not manifest["mark"]:
            raise BackupError("this database is empty: there is nothing to back up")
        words = ["--format=custom", "--no-owner", f"--snapshot={row[0]}"]
        words += [f"--exclude-table-data={name}" for name in LEFT_OUT]
        argv, environment = _program("pg_dump", data, *words)
        about = {"kind": "database", "made": manifest["made"], "node": manifest["mark"]["code"]}
        _write_sealed(file, public, about, _dump(manifest, argv, environment))
    return manifest


def _dump(manifest: dict[str, Any], argv: list[str], environment: dict[str, str]) -> Iterator[bytes]:
    text = json.dumps(manifest, sort_keys=True).encode()
    yield len(text).to_bytes(4, "big") + text
    with subprocess.Popen(argv, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None  # noqa: S101, PT018
        while chunk := process.stdout.read(sealedfile.CHUNK):
            yield chunk
        said = process.stderr.read().decode(errors="replace").strip()
    if process.returncode != 0:
        raise BackupError(f"pg_dump failed: {said[-1500:]}")


def _write_sealed(file: Path, public: bytes, about: dict[str, Any], content: Iterable[bytes]) -> None:
    draft = file.with_name(file.name + ".part")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as target:
            sealedfile.write(target, public, about, content)
            target.flush()
            os.fsync(target.fileno())
        draft.replace(file)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def read_database(data: Path, file: Path, key: X25519PrivateKey) -> tuple[dict[str, Any], dict[str, Any]]:
    """Bring a database back into the empty database of ``data``; returns what was backed up and what is there now.

    Everything in one transaction: a damaged file or a full disk leaves the database empty. Raises ``BackupError``.
    """
    node = config.load(data)
    with _connect(data) as connection:
        if mark.read(connection) or digests(connection):
            raise BackupError("this database is not empty: restore into a new data folder or a new database")
    with file.open("rb") as source:
        content = _Stream(sealedfile.read(source, key))
        manifest: dict[str, Any] = json.loads(content.take(int.from_bytes(content.take(4), "big")))
        mark.check(manifest["mark"], node.mode, node.code)
        words = ["--single-transaction", "--exit-on-error", "--no-owner", "--dbname", ""]
        argv, environment = _program("pg_restore", data, *words)
        argv[-1] = environment["PGDATABASE"]
        try:
            # A dump grants relative to PostgreSQL's own defaults: with ours in force, tables of which the application
            # role may only read (the ledger) would come back writable.
            with _connect(data) as connection:
                roles.forget_defaults(connection)
            _feed(argv, environment, content)
        finally:
            with _connect(data) as connection:
                roles.ensure_defaults(connection)
    with _connect(data) as connection:
        now = _state(connection)
    return manifest, now


def _feed(argv: list[str], environment: dict[str, str], content: _Stream) -> None:
    with subprocess.Popen(argv, env=environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stderr is not None  # noqa: S101, PT018
        try:
            for chunk in content.rest():
                process.stdin.write(chunk)
            process.stdin.close()
        except BrokenPipeError:
            pass  # it has said why on standard error
        except BaseException:
            process.kill()
            raise
        said = process.stderr.read().decode(errors="replace").strip()
    if process.returncode != 0:
        raise BackupError(f"pg_restore failed: {said[-1500:]}")


class _Stream:
    """Exact reads from an iterator of chunks."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._held = chunks, b""

    def take(self, size: int) -> bytes:
        while len(self._held) < size:
            chunk = next(self._chunks, b"")
            if not chunk:
                raise BackupError("the back-up is shorter than it says")
            self._held += chunk
        taken, self._held = self._held[:size], self._held[size:]
        return taken

    def rest(self) -> Iterator[bytes]:
        yield self._held
        yield from self._chunks


# ------------------------------------------------------------------------------------------------ keys


def write_keys(data: Path, file: Path, public: bytes) -> list[str]:
    """Back up ``DATA/keys`` and the configuration; returns the names."""
    buffer = io.BytesIO()
    names = [config.FILE, *sorted(str(p.relative_to(data)) for p in (data / "keys").rglob("*") if p.is_file())]
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name in names:
            archive.add(data / name, arcname=name, recursive=False)
    about = {"kind": "keys", "made": datetime.now(UTC).isoformat(timespec="seconds"), "node": config.load(data).code}
    _write_sealed(file, public, about, [buffer.getvalue()])
    return names


def read_keys(data: Path, file: Path, key: X25519PrivateKey) -> list[str]:
    """Bring configuration and keys back into a new folder; returns the names. Raises ``BackupError``."""
    if config.exists(data) or (data / "keys").exists():
        raise BackupError(f"{data} holds a node already: restore keys into a new folder")
    with file.open("rb") as source:
        content = b"".join(sealedfile.read(source, key))
    data.mkdir(parents=True, exist_ok=True)
    config.keys_dir(data)
    names = []
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        for member in archive.getmembers():
            path = Path(member.name)
            inside = path.parts == (config.FILE,) or (path.parts[0] == "keys" and ".." not in path.parts)
            extracted = archive.extractfile(member)
            if not inside or extracted is None:
                raise BackupError(f"the back-up of keys holds a strange name: {member.name}")
            (data / path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            config.write_private(data / path, extracted.read())
            names.append(member.name)
    return names
