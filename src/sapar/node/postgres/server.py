"""Running the server: a child of this process, behind a lock on the data folder."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from sapar.node import children, roles
from sapar.node.postgres.cluster import plain_environment, prepare
from sapar.node.postgres.places import NODE, AlreadyRunning, Place, PostgresError, Say, Tuning, place


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
                env=plain_environment(),
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
