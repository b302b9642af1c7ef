"""``python -m sapar.node.web``: granian with the node's WSGI application."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from sapar.node import config


def main() -> int:
    data = config.data_dir()
    node = config.load(data)
    tls: dict[str, Any] = {}
    if node.tls.kind == "files":
        tls = {"ssl_cert": Path(node.tls.certificate), "ssl_key": Path(node.tls.key)}
    os.environ["SAPAR_SUPERVISED"] = "1"
    Granian(
        "sapar.node.wsgi:application",
        address=node.address,
        port=node.port,
        interface=Interfaces.WSGI,
        workers=node.web_workers,
        blocking_threads=node.web_threads,
        backlog=1024,
        backpressure=max(node.web_threads * 4, 128),
        http1_settings=HTTP1Settings(header_read_timeout=15_000),
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.error,
        **tls,
    ).serve()
    return 0


if __name__ == "__main__":
    sys.exit(main())
