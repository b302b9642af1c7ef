"""``sapar serve``, ``sapar check``, ``sapar migrate``: running a node."""

from __future__ import annotations

from sapar.node import assets, checks, config, mark, postgres, supervisor
from sapar.node.cli.common import Stop, database, node_folder, say

WORDS = {True: "ok", False: "FAIL", None: "?"}


def serve() -> int:
    """Run a production node until it is told to stop. Refuses a demo, and a database that needs ``migrate``."""
    data = node_folder()
    node = config.load(data)
    if node.mode != "production":
        raise Stop(f"{data} holds a {node.mode} node; `serve` runs real nodes only. For a demo: sapar demo")
    server = None
    try:
        assets.prepare(say)
        if node.database.kind == "embedded":
            server = postgres.start(data, say=say)
        if faults := checks.blocking(data):
            raise Stop("\n       ".join(faults))
        assets.collect(data, say)
        return supervisor.serve(
            data, node, ready=lambda running: say(f"Sapar serves {running.config.origin}"), say=say, server=server
        )
    except assets.AssetError as error:
        raise Stop(str(error)) from None
    finally:
        if server is not None:
            server.stop()


def check() -> int:
    """Print every check with its result, and the mend of each that failed. 1 if any failed."""
    data = node_folder()
    failed = 0
    for result in checks.run(data):
        failed += result.ok is False
        print(f"{WORDS[result.ok]:4}  {result.name:15} {result.text}")
        if not result.ok:
            print(f"      mend:           {result.mend}")
    return 1 if failed else 0


def migrate() -> int:
    """Apply the migrations that are missing."""
    data = node_folder()
    with database(data):
        try:
            return supervisor.run_module(data, "sapar.node.migrate")
        except mark.WrongDatabase as error:
            raise Stop(str(error)) from None
