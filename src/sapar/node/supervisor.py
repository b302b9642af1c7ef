"""One process that runs a node: the database, the web server and the worker, each a child that dies with it.

No Django here: this process must stay small. Stopping goes in order: web (requests end), worker (jobs end), database.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from sapar.node import children, postgres
from sapar.node.config import NodeConfig

Say = Callable[[str], None]
BACK_OFF = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
STEADY = 60.0  # seconds of life after which a crash counts as the first again


@dataclass
class Child:
    """A process that is kept running."""

    name: str
    argv: list[str]
    environment: dict[str, str]
    patience: float
    log: Path | None = None
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    crashes: int = 0
    wait_until: float = 0.0

    def start(self) -> None:
        if self.log is None:
            self.process = children.spawn(self.argv, env=self.environment)
        else:
            if self.log.exists() and self.log.stat().st_size > 5_000_000:
                self.log.replace(self.log.with_suffix(".log.1"))
            with self.log.open("ab") as file:
                self.process = children.spawn(self.argv, env=self.environment, log=file)
        self.started = time.monotonic()

    def tend(self, say: Say) -> None:
        """Start it, or start it again when it has ended and its pause is over."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            children.released(self.process)
            self.crashes = 1 if now - self.started > STEADY else self.crashes + 1
            pause = BACK_OFF[min(self.crashes, len(BACK_OFF)) - 1]
            say(f"{self.name} ended with code {self.process.returncode}; starting it again in {pause:g} s")
            self.process, self.wait_until = None, now + pause
        if self.process is None and now >= self.wait_until:
            self.start()

    def stop(self) -> None:
        if self.process is not None:
            children.stop(self.process, signal.SIGTERM, patience=self.patience)
            self.process = None


def environment(data: Path, **more: str) -> dict[str, str]:
    """What a child process of this node gets to know."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("SAPAR_DB_")}
    return kept | {"SAPAR_DATA": str(data), "DJANGO_SETTINGS_MODULE": "sapar.node.settings"} | more


def python(module: str, *words: str) -> list[str]:
    """The command line for one of our modules, with this Python."""
    return [sys.executable, "-m", module, *words]


def run_module(data: Path, module: str, *words: str, **more: str) -> int:
    """Run one of our modules to its end as a child of this node. Returns its exit code."""
    child = children.spawn(python(module, *words), env=environment(data, **more))
    try:
        return child.wait()
    finally:
        children.stop(child)


# ------------------------------------------------------------------------------------------------ ports


def port_is_free(port: int, address: str = "127.0.0.1") -> bool:
    """Whether nobody listens on ``port``: on ``address``, and on both loopbacks, since ``localhost`` may mean either."""
    for family, host in ((socket.AF_INET, address), (socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                if error.errno in (98, 48):  # in use (Linux, macOS); no such address is no obstacle
                    return False
    return True


def free_port(wanted: int, tries: int = 50) -> int:
    """``wanted`` or the next free port after it; 0 lets the system choose. Raises ``OSError`` when none is free."""
    if wanted == 0:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.bind(("127.0.0.1", 0))
            return int(probe.getsockname()[1])
    for port in range(wanted, min(wanted + tries, 65536)):
        if port_is_free(port):
            return port
    raise OSError(f"none of the ports {wanted} to {wanted + tries - 1} is free: choose one with --port")


# ------------------------------------------------------------------------------------------------ the node


@dataclass
class Node:
    """A node that runs: made by ``start``, kept alive by ``tend``, ended by ``stop``."""

    data: Path
    config: NodeConfig
    server: postgres.Server | None
    say: Say
    logs: Path | None = None  # folder for the children's logs; None: they write where we write
    kept: list[Child] = field(default_factory=list)

    def start(self) -> None:
        env = environment(self.data)
        if self.logs is not None:
            self.logs.mkdir(mode=0o700, exist_ok=True)
        for name, patience in (("web", 15), ("worker", 20)):
            log = self.logs / f"{name}.log" if self.logs is not None else None
            self.kept.append(Child(name, python(f"sapar.node.{name}"), env, patience, log))
        for child in self.kept:
            child.start()

    def tend(self) -> None:
        """Look after everything once; call it every fraction of a second from the main thread."""
        if self.server is not None and self.server.process.poll() is not None:
            self.say(f"the database ended with code {self.server.process.returncode}; starting it again")
            self.server.restart()
        for child in self.kept:
            child.tend(self.say)

    def stop(self) -> None:
        for child in self.kept:
            with contextlib.suppress(OSError):
                child.stop()

    def wait_ready(self, until: Callable[[], bool], seconds: float = 60) -> bool:
        """Tend the node until its first page comes, or ``until`` says that somebody wants it to stop."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not until() and all(child.crashes < 4 for child in self.kept):
            if answers(self.config):
                return True
            self.tend()
            time.sleep(0.1)
        return False


def answers(config: NodeConfig) -> bool:
    """Whether this node's web server says that it and its database are well."""
    scheme = "https" if config.tls.kind == "files" else "http"
    request = urllib.request.Request(f"{scheme}://{config.address}:{config.port}/health")  # noqa: S310 - our own address
    request.add_header("Host", config.host)
    context = ssl._create_unverified_context() if scheme == "https" else None  # noqa: S323 - it is this machine
    try:
        with urllib.request.urlopen(request, timeout=5, context=context) as response:  # noqa: S310
            return bool(response.status == 200)
    except OSError:
        return False


def _tail(path: Path, size: int = 2500) -> str:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - size))
        return file.read().decode(errors="replace").strip()


class _Stopper:
    """Turns signals into a wish: the first asks for an orderly stop."""

    def __init__(self) -> None:
        self.wanted = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        self.wanted = True


@contextlib.contextmanager
def stopping() -> Iterator[_Stopper]:
    """SIGINT, SIGTERM and SIGHUP set ``.wanted`` for the time of the block."""
    stopper = _Stopper()
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, stopper) for number in numbers}
    try:
        yield stopper
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def serve(
    data: Path,
    config: NodeConfig,
    *,
    ready: Callable[[Node], None],
    say: Say,
    server: postgres.Server | None,
    logs: Path | None = None,
    while_running: Callable[[], bool] = lambda: True,
) -> int:
    """Run web and worker until a signal comes (or ``while_running`` says no). The caller owns ``server``.

    Returns 0 after an orderly stop, 1 when the node did not come up.
    """
    node = Node(data, config, server, say, logs)
    with stopping() as stopper:
        node.start()
        try:
            if not node.wait_ready(lambda: stopper.wanted):
                if stopper.wanted:
                    return 0
                for child in node.kept:
                    if child.log is not None:
                        say(f"--- the end of {child.log}:\n{_tail(child.log)}")
                say("the node did not come up; the lines above say why")
                return 1
            ready(node)
            while not stopper.wanted and while_running():
                node.tend()
                time.sleep(0.2)
        finally:
            node.stop()
    return 0
