"""What several commands share. No Django at import."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from sapar.node import config, postgres
from sapar.node.errors import NodeError


class Stop(NodeError):
    """Ends a command with a message for people on standard error."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


def project() -> Path:
    """The folder of the source tree when started by the launcher, else the current folder."""
    return Path(os.environ.get("SAPAR_PROJECT") or Path.cwd())


def say(text: str) -> None:
    """A line of progress, on standard error: standard output is for results."""
    print(text, file=sys.stderr, flush=True)


def node_folder() -> Path:
    """The data folder of a node that exists. ``--data`` has set ``SAPAR_DATA``; else ``data`` or the demo's."""
    if os.environ.get("SAPAR_DATA"):
        data = config.data_dir()
        if not config.exists(data):
            raise Stop(f"{data} holds no node. `sapar init --data {data}` makes one; `sapar demo` makes a demo.")
        return data
    for folder in (project() / "data", project() / "data" / "demo"):
        if config.exists(folder):
            os.environ["SAPAR_DATA"] = str(folder.resolve())
            return folder.resolve()
    raise Stop("no node here. `sapar init` makes one, `sapar demo` makes a demo; --data DIR chooses the folder.")


@contextlib.contextmanager
def database(data: Path) -> Iterator[None]:
    """The node's database is up for the time of the block: the embedded one is started when it is down."""
    if config.load(data).database.kind != "embedded":
        yield
        return
    with postgres.running(data, say=say):
        yield


@contextlib.contextmanager
def django(data: Path, role: str = "app") -> Iterator[None]:
    """Django, set up for this node, with its database up. Once in a process."""
    os.environ |= {"SAPAR_DATA": str(data), "DJANGO_SETTINGS_MODULE": "sapar.node.settings", "SAPAR_DB_ROLE": role}
    with database(data):
        import django as framework

        framework.setup()
        from django.db import connections

        try:
            yield
        finally:
            connections.close_all()
            if connections["default"].settings_dict["OPTIONS"].get("pool"):
                connections["default"].close_pool()  # type: ignore[attr-defined]
