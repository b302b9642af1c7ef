"""The embedded server: what happens when processes die, folders are odd, or two start at once."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from sapar.node import postgres, roles
from sapar.node.postgres import places

STARTER = """
import sys, time
from pathlib import Path
from sapar.node import postgres
server = postgres.start(Path(sys.argv[1]), tuning=postgres.TESTS)
print(server.process.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short data folder: pytest's own are too long for sockets."""
    with tempfile.TemporaryDirectory(prefix="sapar-pg-", ignore_cleanup_errors=True) as name:
        yield Path(name)


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def gone(pid: int, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not alive(pid)


def starter(folder: Path) -> tuple[subprocess.Popen[str], int]:
    process = subprocess.Popen([sys.executable, "-c", STARTER, str(folder)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, int(process.stdout.readline())


def test_data_survive_a_stop_and_a_start(folder: Path) -> None:
    """What was committed is there after the server was stopped and started by another call."""
    for turn in range(2):
        with (
            postgres.running(folder, tuning=postgres.TESTS) as place,
            psycopg.connect(**place.connection(roles.OWNER), autocommit=True) as connection,
        ):
            if turn == 0:
                connection.execute("create table kept (id int); insert into kept values (7)")
            else:
                assert connection.execute("select id from kept").fetchone() == (7,)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_killing_the_starter_leaves_no_server_and_the_next_start_works(folder: Path) -> None:
    """kill -9 of the process that runs the server ends the server; a start right after it succeeds."""
    process, pid = starter(folder)
    process.kill()
    process.wait()
    with postgres.running(folder, tuning=postgres.TESTS) as place:
        assert psycopg.connect(**place.connection()).info.status == psycopg.pq.ConnStatus.OK
    assert gone(pid)


def test_a_killed_server_is_started_again_at_once(folder: Path) -> None:
    """kill -9 of the postmaster: reaped, then started again within seconds, committed rows kept."""
    server = postgres.start(folder)
    try:
        with psycopg.connect(**server.place.connection(roles.OWNER), autocommit=True) as connection:
            connection.execute("create table kept (id int); insert into kept values (1)")
        server.process.kill()
        begun = time.monotonic()
        server.restart()
        with psycopg.connect(**server.place.connection(roles.OWNER)) as connection:
            assert connection.execute("select count(*) from kept").fetchone() == (1,)
        assert time.monotonic() - begun < 15
    finally:
        server.stop()


def test_a_second_start_says_who_holds_the_folder(folder: Path) -> None:
    """Two servers never run on one folder: the second start names the process; commands use the running one."""
    process, _ = starter(folder)
    try:
        with pytest.raises(postgres.AlreadyRunning) as refused:
            postgres.start(folder, tuning=postgres.TESTS)
        assert refused.value.pid == process.pid
        with postgres.running(folder) as place, psycopg.connect(**place.connection()) as connection:
            assert connection.execute("select 1").fetchone() == (1,)
    finally:
        process.terminate()
        process.wait()


def test_a_recycled_number_in_postmaster_pid_is_no_obstacle(folder: Path) -> None:
    """A stale postmaster.pid whose number belongs to a stranger's process is removed, the stranger left alone."""
    with postgres.running(folder, tuning=postgres.TESTS) as place:
        stale = (place.cluster / "postmaster.pid").read_text().split("\n")
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        path = place.cluster / "postmaster.pid"
        path.write_text("\n".join([str(stranger.pid), *stale[1:]]))
        path.chmod(0o600)
        if os.geteuid() == 0:
            os.chown(path, place.cluster.stat().st_uid, place.cluster.stat().st_gid)
        with postgres.running(folder, tuning=postgres.TESTS):
            pass
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_long_data_path_gets_a_short_socket_folder(folder: Path) -> None:
    """Socket paths are limited by the system: a deep data folder gets a private folder elsewhere, recorded."""
    deep = folder / ("d" * 60) / ("e" * 60)
    if os.geteuid() == 0:
        folder.chmod(0o711)
    with postgres.running(deep, tuning=postgres.TESTS) as place:
        assert len(os.fsencode(place.sockets)) < places.SOCKET_LIMIT
        assert place.sockets.stat().st_mode & 0o777 == 0o700
        assert json.loads((deep / "postgres.json").read_text())["sockets"] == str(place.sockets)
    postgres.erase(deep)
    assert not place.sockets.exists()


def test_a_lost_socket_folder_is_made_again(folder: Path) -> None:
    """Temporary folders are emptied when the machine starts; the server starts all the same."""
    with postgres.running(folder, tuning=postgres.TESTS) as place:
        pass
    place.sockets.rmdir()
    with postgres.running(folder, tuning=postgres.TESTS) as again:
        assert again.sockets.is_dir()


def test_another_major_version_is_refused_with_the_way_out(folder: Path) -> None:
    """A folder of another PostgreSQL is never started; the message names back-up and restore."""
    (folder / "postgres.json").write_text(json.dumps({"major": 16, "cluster": "postgres", "sockets": "run"}))
    with pytest.raises(postgres.PostgresError, match=r"PostgreSQL 16.*back-up"):
        postgres.start(folder)


def test_an_interrupted_initdb_is_begun_again(folder: Path) -> None:
    """Half a cluster without a version file does not stop the next start."""
    place = postgres.prepare(folder, tuning=postgres.TESTS)
    (place.cluster / "PG_VERSION").unlink()
    with postgres.running(folder, tuning=postgres.TESTS) as again:
        assert (again.cluster / "PG_VERSION").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another account")
def test_root_uses_a_place_that_the_account_can_reach(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As root, below a folder that is closed to others: binaries and cluster go elsewhere, no parent is opened."""
    with tempfile.TemporaryDirectory(prefix="sapar-home-") as home:
        Path(home).chmod(0o755)
        monkeypatch.setattr(places, "ROOT_HOME", Path(home) / "sapar")
        closed = folder / "closed"
        closed.mkdir(mode=0o700)
        package = postgres.wheel_binaries().parent
        for part in package.parent.glob(f"{package.name}*"):
            subprocess.run(["cp", "-a", str(part), str(closed)], check=True)
        binaries = closed / package.name / postgres.wheel_binaries().name
        monkeypatch.setattr(places, "wheel_binaries", lambda: binaries)
        with postgres.running(closed / "data", tuning=postgres.TESTS) as place:
            assert place.cluster.is_relative_to(home)
            assert place.binaries.is_relative_to(home)
            assert place.account is not None
            assert place.account.uid != 0
        assert closed.stat().st_mode & 0o777 == 0o700
        postgres.erase(closed / "data")
        assert not place.cluster.exists()


def test_the_log_holds_no_values(folder: Path) -> None:
    """A failing statement leaves neither its text nor its values in the server's log."""
    with (
        postgres.running(folder, tuning=postgres.TESTS) as place,
        psycopg.connect(**place.connection(roles.OWNER), autocommit=True) as connection,
    ):
        connection.execute("create table t (number text primary key)")
        for _ in range(2):
            with contextlib.suppress(psycopg.errors.UniqueViolation):
                connection.execute("insert into t values (%s)", ["SECRET-A1234567"])
    log = (folder / "logs" / "postgres.log").read_text()
    assert "duplicate key" in log
    assert "SECRET" not in log
    assert "insert" not in log


def test_the_watcher_ends_children_where_the_kernel_does_not() -> None:
    """Without a death signal (macOS) the watcher on a pipe ends the children of a killed parent."""
    code = (
        "from sapar.node import children; import sys, time\n"
        "child = children.spawn(['sleep', '60'], pipe_guard=True)\n"
        "print(child.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    assert alive(pid)
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    assert gone(pid)
