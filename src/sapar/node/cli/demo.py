"""``sapar demo``: a node with sample data, for looking at."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sapar.node import assets, children, config, postgres, supervisor
from sapar.node.cli.common import Stop, project, say
from sapar.node.supervisor import Node

LOADED = "demo-loaded"


def folder() -> Path:
    """The demo's data folder: ``--data``, else ``data/demo``."""
    if os.environ.get("SAPAR_DATA"):
        return config.data_dir()
    return (project() / "data" / "demo").resolve()


def _existing() -> Path:
    data = folder()
    if not config.exists(data) or config.load(data).mode != "demo":
        raise Stop(f"{data} holds no demo: start one with `sapar demo`")
    return data


# ------------------------------------------------------------------------------------------------ small ones


def code(name: str) -> int:
    """Print the present one-time code of a sample account."""
    from sapar.node import demo

    data = _existing()
    try:
        print(demo.code(data / "keys", name, time.time()))
    except (KeyError, FileNotFoundError):
        known = [a.username for a in demo.accounts(data / "keys") if a.second_factor]
        raise Stop(f"no sample account {name} with a second factor; there are: {', '.join(known)}") from None
    return 0


def advance(days: int) -> int:
    """Move the demo's clock on and let the jobs that are due run."""
    data = _existing()
    return supervisor.run_module(data, "sapar.node.cli.advance", str(days))


# ------------------------------------------------------------------------------------------------ the node


def serve(*, fresh: bool, port: int) -> int:
    """Make the demo when it is not there, then run it until Ctrl-C."""
    data = folder()
    if config.exists(data) and config.load(data).mode != "demo":
        raise Stop(f"{data} holds a {config.load(data).mode} node: choose another folder with --data")
    if fresh and data.exists():
        erase(data)
    return run(data, port, _announce)


def erase(data: Path) -> None:
    """Remove a demo's data folder with everything in it."""
    try:
        postgres.erase(data)
    except postgres.AlreadyRunning as error:
        raise Stop(f"the demo is running (process {error.pid}): stop it first, then use --fresh") from None
    shutil.rmtree(data)


def run(data: Path, port: int, ready: Callable[[Node], None], while_running: Callable[[], bool] = lambda: True) -> int:
    """Everything from an empty folder to a node that serves; stops it at the end. Returns the exit code."""
    steps = Steps(6)
    try:
        steps("design system and translations")
        assets.prepare()
        if (data / "postgres.json").exists() and not (data / LOADED).exists():
            erase(data)  # an earlier start was interrupted before its sample data was complete
        steps("database")
        server = postgres.start(data, say=say)  # holds the folder: only now may its configuration be written
    except assets.AssetError as error:
        raise Stop(str(error)) from None
    except postgres.AlreadyRunning as error:
        origin = config.load(data).origin
        raise Stop(f"this demo already runs on {origin} (process {error.pid}); stop it, or use --data DIR") from None
    try:
        config.save(data, config.NodeConfig(mode="demo", code="demo", port=supervisor.free_port(port)))
        _fill(data, steps)
        steps("start")
        return supervisor.serve(
            data,
            config.load(data),
            ready=ready,
            say=say,
            server=server,
            logs=data / "logs",
            while_running=while_running,
        )
    finally:
        server.stop()


def _fill(data: Path, steps: Steps) -> None:
    steps("tables")
    if supervisor.run_module(data, "sapar.node.migrate", "--quiet") != 0:
        raise Stop("the tables could not be made; the lines above say why")
    steps("static files")
    assets.collect(data)
    steps("sample data")
    if not (data / LOADED).exists():
        if supervisor.run_module(data, "sapar.node.cli.load") != 0:
            raise Stop("the sample data could not be loaded; the lines above say why")
        (data / LOADED).write_text("complete\n")


class Steps:
    """Progress: a bar on a terminal, a line a step elsewhere."""

    def __init__(self, total: int) -> None:
        self.total, self.count, self.begun = total, 0, time.monotonic()

    def __call__(self, name: str) -> None:
        self.count += 1
        spent = time.monotonic() - self.begun
        bar = "#" * round(24 * self.count / self.total)
        end = "\r" if sys.stderr.isatty() and self.count < self.total else "\n"
        print(f"  [{bar:24}] {self.count}/{self.total}  {name:34} {spent:5.1f} s", end=end, file=sys.stderr, flush=True)


def _announce(node: Node) -> None:
    from rich.console import Console
    from rich.table import Table

    from sapar.node import demo

    table = Table(title="Sample accounts", title_justify="left", title_style="bold")
    for heading in ("sign in as", "password", "second factor", "role", "institution", "name", "what to try"):
        table.add_column(heading, overflow="fold", no_wrap=heading in ("sign in as", "password"))
    for account in demo.accounts(node.data / "keys"):
        factor = f"sapar demo --code {account.username}" if account.second_factor else "–"
        table.add_row(
            account.username, account.password, factor, account.role, account.institution, account.name, account.hint
        )
    console = Console() if sys.stdout.isatty() else Console(width=200)
    console.print(table)
    console.print(f"\nSapar is ready: [bold]{node.config.origin}[/]   (a demo: nothing here is real; Ctrl-C stops it)")


# ------------------------------------------------------------------------------------------------ --check


def check() -> int:
    """The journey over HTTP, as its different people, in a temporary folder. 0 only if every step held."""
    data = Path(tempfile.mkdtemp(prefix="sapar-check-"))
    outcome: list[int] = []

    def drive(node: Node) -> None:
        # A child of its own: it must not share memory with what it examines.
        child = children.spawn(
            supervisor.python("sapar.node.cli.drive", node.config.origin), env=supervisor.environment(data)
        )
        try:
            while child.poll() is None:
                node.tend()
                time.sleep(0.1)
            outcome.append(child.returncode)
        finally:
            children.stop(child)

    try:
        code = run(data, 0, drive, while_running=lambda: False)
        return code or (outcome[0] if outcome else 1)
    finally:
        erase(data)
