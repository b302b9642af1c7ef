"""Child processes that never outlive the process that started them.

Linux: ``PR_SET_PDEATHSIG`` in the child (it follows the *thread* that forked: start children from the main thread).
Elsewhere: one small watcher process that reads a pipe; when its end closes, the parent is gone and the watcher
signals everything that it was told to guard.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
LINUX = sys.platform.startswith("linux")
_LIBC = ctypes.CDLL(None, use_errno=True) if LINUX else None

_WATCHER = """
import os, signal, sys
os.setsid()
guarded, rest = {}, b""
while True:
    try:
        chunk = os.read(0, 4096)
    except InterruptedError:
        continue
    if not chunk:
        break
    rest += chunk
    *lines, rest = rest.split(b"\\n")
    for line in lines:
        word, pid, number = line.split()
        if word == b"+":
            guarded[int(pid)] = int(number)
        else:
            guarded.pop(int(pid), None)
for pid, number in guarded.items():
    try:
        os.kill(pid, number)
    except OSError:
        pass
"""


@dataclass(frozen=True)
class Account:
    """An operating-system account to run a child under."""

    name: str
    uid: int
    gid: int
    home: str


def die_with_parent(number: int = signal.SIGTERM) -> None:
    """Ask the kernel to send ``number`` to this process when the thread that forked it ends (Linux; else nothing)."""
    if _LIBC is not None and _LIBC.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) failed")


def exit_when_orphaned(every: float = 1.0) -> None:
    """Watch the parent from a thread and end this process when it is gone: for processes that others fork for us."""
    parent = os.getppid()
    if LINUX:
        die_with_parent(signal.SIGKILL)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(every)
        os._exit(1)

    threading.Thread(target=watch, name="orphan-watch", daemon=True).start()


class _Watchdog:
    """The watcher process behind ``guard``; started at the first call, ends with this process."""

    def __init__(self) -> None:
        self._pipe: IO[bytes] | None = None

    def say(self, line: str) -> None:
        if self._pipe is None:
            watcher = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", _WATCHER], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
            )
            assert watcher.stdin is not None  # noqa: S101 - stdin=PIPE always gives one
            self._pipe = watcher.stdin
        with contextlib.suppress(BrokenPipeError):
            self._pipe.write(line.encode() + b"\n")
            self._pipe.flush()


_watchdog = _Watchdog()


def spawn(
    argv: Sequence[str],
    *,
    death: int = signal.SIGTERM,
    account: Account | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | str | None = None,
    log: IO[bytes] | int | None = None,
    pipe_guard: bool = not LINUX,
) -> subprocess.Popen[bytes]:
    """Start ``argv`` in a session of its own, so that Ctrl-C reaches only the parent, which stops children in order.

    ``death`` is the signal that the child gets when this process ends, however it ends.
    ``account``: run under it (as root only); supplementary groups are dropped first.
    """
    parent = os.getpid()

    def in_child() -> None:
        # After the change of account: the kernel clears the death signal when credentials change.
        if LINUX and not pipe_guard:
            die_with_parent(death)
            if os.getppid() != parent:
                os._exit(1)

    process = subprocess.Popen(
        list(argv),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT if log is not None else None,
        env=dict(env) if env is not None else None,
        cwd=cwd,
        start_new_session=True,
        preexec_fn=in_child,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )
    if pipe_guard:
        _watchdog.say(f"+ {process.pid} {int(death)}")
    return process


def released(process: subprocess.Popen[bytes]) -> None:
    """Tell the watcher, if there is one, that ``process`` has ended and its number may be given to another."""
    if _watchdog._pipe is not None:
        _watchdog.say(f"- {process.pid} 0")


def stop(process: subprocess.Popen[bytes], number: int = signal.SIGTERM, *, patience: float = 10.0) -> int:
    """Send ``number``, wait ``patience`` seconds, then kill. Returns the exit code."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(number)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
    code = process.wait()
    released(process)
    return code
