"""A whole demo as its processes: it comes up, survives what is done to it, and leaves nothing behind."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import psutil
import pytest

from sapar.node import supervisor

ROOT = Path(__file__).resolve().parents[2]


def sapar(data: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "sapar.node.cli", *words, "--data", str(data)]


def environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SAPAR_", "DJANGO_"))}
    return kept | {"PYTHONPATH": str(ROOT / "src"), "SAPAR_PROJECT": str(ROOT)}


def processes(data: Path) -> list[psutil.Process]:
    """Everything that runs for this data folder: by its environment, its words or its working folder."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.status() == psutil.STATUS_ZOMBIE or process.pid == os.getpid():
                continue
            words = " ".join(process.cmdline())
            if (
                str(data) in words
                or process.cwd().startswith(str(data))
                or process.environ().get("SAPAR_DATA") == str(data)
            ):
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def until(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.2)
    return condition()


class Demo:
    """A demo that runs in a child process."""

    def __init__(self, data: Path, *words: str) -> None:
        self.data = data
        self.output = data.parent / f"{data.name}.out"
        with self.output.open("w") as file:
            self.process = subprocess.Popen(
                sapar(data, "demo", "--port", "0", *words), stdout=file, stderr=subprocess.STDOUT, env=environment()
            )

    def text(self) -> str:
        return self.output.read_text()

    def wait_ready(self) -> str:
        """The address that it prints."""
        until(lambda: "Sapar is ready" in self.text() or self.process.poll() is not None, 180)
        found = re.search(r"Sapar is ready: (http://localhost:\d+)", self.text())
        assert found, self.text()[-3000:]
        return found.group(1)

    def passwords(self) -> dict[str, str]:
        return dict(re.findall(r"│ (\w+)\s+│ ([a-zäçňöşüýž]+(?:-[a-zäçňöşüýž]+)+-\d+)", self.text()))


@pytest.fixture
def data() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="sapar-run-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o711)
        yield Path(name) / "demo"
        for process in processes(Path(name)):
            process.kill()


def status(url: str, host: str | None = None) -> int:
    request = urllib.request.Request(url, headers={"Host": host} if host else {})
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at processes through /proc")
def test_a_demo_from_an_empty_folder_to_kill_9_and_back(data: Path) -> None:
    """Comes up on localhost only; kill -9 of any process, at last of the supervisor, leaves nothing; data are reused."""
    demo = Demo(data)
    origin = demo.wait_ready()
    passwords = demo.passwords()
    assert "admin" in passwords
    assert status(origin) == 200
    assert status(origin, "127.0.0.1") == 400  # passkeys refuse it, so we do

    again = subprocess.run(sapar(data, "demo"), capture_output=True, text=True, env=environment(), timeout=60)
    assert again.returncode == 1
    assert origin in again.stderr
    code = subprocess.run(sapar(data, "demo", "--code", "admin"), capture_output=True, text=True, env=environment())
    assert re.fullmatch(r"\d{6}\n", code.stdout)

    running = {" ".join(p.cmdline()[1:4]): p for p in processes(data)}
    assert sum(p.memory_full_info().pss for p in processes(data)) < 600 * 2**20
    for victim in ("-m sapar.node.worker", "-m sapar.node.web"):
        running[victim].kill()
    postmaster = int((data / "postgres" / "postmaster.pid").read_text().split("\n")[0])
    os.kill(postmaster, signal.SIGKILL)
    assert until(lambda: status(origin + "/health") == 200, 40), demo.text()[-2000:]
    assert until(lambda: any("sapar.node.worker" in " ".join(p.cmdline()) for p in processes(data)), 30)

    demo.process.kill()
    demo.process.wait()
    assert until(lambda: not processes(data), 15), [p.cmdline() for p in processes(data)]

    second = Demo(data)
    assert status(second.wait_ready()) == 200
    assert second.passwords() == passwords
    moved = subprocess.run(sapar(data, "demo", "--advance", "31"), capture_output=True, text=True, env=environment())
    ahead = (datetime.now(ZoneInfo("Asia/Ashgabat")) + timedelta(days=31)).date()
    assert f"The demo's day is now {ahead.isoformat()}." in moved.stdout, moved.stderr[-2000:]
    second.process.send_signal(signal.SIGINT)
    assert second.process.wait(40) == 0, second.text()[-2000:]
    assert not processes(data)


def test_a_crashing_child_is_started_again_with_growing_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each crash soon after the start makes the pause before the next start longer."""
    said: list[str] = []
    monkeypatch.setattr(supervisor, "BACK_OFF", (0.05, 0.2, 0.4))
    child = supervisor.Child("x", [sys.executable, "-c", "raise SystemExit(3)"], dict(os.environ), patience=1)
    child.start()
    assert until(lambda: child.tend(said.append) is None and child.crashes >= 3, 20)
    child.stop()
    assert [line.rpartition(" in ")[2] for line in said[:3]] == ["0.05 s", "0.2 s", "0.4 s"]
    assert "code 3" in said[0]


def test_a_taken_port_is_passed_over() -> None:
    """Where somebody listens already, on either loopback, the next free port is taken."""
    import socket

    with socket.socket(socket.AF_INET) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not supervisor.port_is_free(port)
        assert supervisor.free_port(port) > port


def test_a_process_that_does_not_want_to_stop_is_killed() -> None:
    """Stopping is orderly at first and certain in the end."""
    from sapar.node import children

    code = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
    with tempfile.TemporaryFile() as log:
        process = children.spawn([sys.executable, "-c", code], log=log)
        assert until(lambda: os.fstat(log.fileno()).st_size > 0, 10)
        begun = time.monotonic()
        assert children.stop(process, patience=0.5) == -signal.SIGKILL
        assert time.monotonic() - begun < 5
