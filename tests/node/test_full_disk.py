"""A full disk: pages say so plainly, nothing half-done stays, and the node goes on when there is room again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.node.test_running import Demo, environment, processes, sapar, until

from sapar.node.journey.client import Browser, over_http
from sapar.node.journey.people import Cast

SIZE = 420 * 2**20


def _mount(folder: Path) -> bool:
    argv = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=0711", "tmpfs", str(folder)]
    return subprocess.run(argv, capture_output=True).returncode == 0


@pytest.fixture
def small_disk() -> Iterator[Path]:
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("mounting a small file system needs root on Linux")
    with tempfile.TemporaryDirectory(prefix="sapar-disk-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o711)
        disk = folder / "disk"
        disk.mkdir()
        if not _mount(disk):
            pytest.skip("this machine does not let root mount a file system")
        try:
            yield disk
        finally:
            for process in processes(folder):
                process.kill()
            subprocess.run(["umount", "-l", str(disk)], check=False)


def _fill(ballast: Path) -> None:
    """Write until nothing more fits."""
    with ballast.open("ab", buffering=0) as file:
        for size in (2**20, 2**12, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue


def _start(browser: Browser) -> int:
    """Begin an application, as a person would; gives the status of the answer."""
    page = browser.open("/labour/applications/")
    if page.status != 200:
        return page.status
    return browser.submit(page, page.form("idempotency_key", action="start")).status


def test_a_full_disk_is_said_plainly_and_survived(small_disk: Path) -> None:
    """With no room left an act answers 503 and leaves nothing; with room again the same act works, the ledger verifies."""
    data = small_disk / "demo"
    demo = Demo(data)
    origin = demo.wait_ready()
    browser = Cast(over_http(origin), data / "keys").sign_in("employer")
    assert _start(browser) == 200

    ballast = small_disk / "ballast"
    _fill(ballast)
    answers = set()
    for _ in range(400):
        try:
            answers.add(_start(browser))
        except OSError:
            answers.add(0)
        if answers & {503}:
            break
    assert answers <= {200, 503, 0}, answers
    assert 503 in answers

    ballast.unlink()
    assert until(lambda: _answers(browser), 60), demo.text()[-2000:]
    export = small_disk / "export.jsonl"
    words = ("ledger", "export", str(export))
    done = subprocess.run(sapar(data, *words), capture_output=True, text=True, env=environment(), timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    argv = [
        sys.executable,
        "-m",
        "sapar.node.cli",
        "ledger",
        "verify",
        str(export),
        "--keys",
        str(data / "keys" / "public"),
    ]
    verified = subprocess.run(argv, capture_output=True, text=True, env=environment(), timeout=120)
    assert verified.returncode == 0, verified.stdout[-2000:]
    demo.process.send_signal(signal.SIGINT)
    assert demo.process.wait(40) == 0


def _answers(browser: Browser) -> bool:
    try:
        return _start(browser) == 200
    except (OSError, LookupError):
        return False
