"""``sapar test`` and ``sapar bench``: for people who work on the project itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from sapar.node import assets
from sapar.node.cli.common import Stop, project, say


def test(words: list[str]) -> int:
    """The whole suite by pytest. Browser tests that cannot run are counted as NOT RUN at the end."""
    try:
        assets.prepare(say)
    except assets.AssetError as error:
        raise Stop(str(error)) from None
    environment = {k: v for k, v in os.environ.items() if k not in ("SAPAR_DATA", "SAPAR_DB_ROLE", "SAPAR_DB_NAME")}
    return subprocess.call([sys.executable, "-m", "pytest", *words], cwd=project(), env=environment)


def names() -> list[str]:
    """The benchmarks: folders of ``benchmarks/`` with a ``bench.py``."""
    return sorted(path.parent.name for path in (project() / "benchmarks").glob("*/bench.py"))


def bench(name: str, *, listing: bool) -> int:
    """Run ``benchmarks/NAME/bench.py``, which installs its peers into an environment of its own.

    Its last line must be one JSON object with ``name``, ``ratio``, ``target`` and ``holds``; the exit code is 0 only if
    it holds.
    """
    if listing or not name:
        print("\n".join(names()) or "there are no benchmarks here")
        return 0
    folder = project() / "benchmarks" / name
    if name not in names():
        raise Stop(f"no benchmark {name}; there are: {', '.join(names()) or 'none'}", 2)
    try:
        assets.prepare(say)
    except assets.AssetError as error:
        raise Stop(str(error)) from None
    environment = {**os.environ, "SAPAR_PROJECT": str(project())}
    process = subprocess.Popen(
        [sys.executable, str(folder / "bench.py")], stdout=subprocess.PIPE, text=True, env=environment, cwd=project()
    )
    last = ""
    for line in process.stdout or ():
        sys.stdout.write(line)
        sys.stdout.flush()
        last = line.strip() or last
    code = process.wait()
    try:
        result = json.loads(last)
        missing = [key for key in ("name", "ratio", "target", "holds") if key not in result]
    except (ValueError, TypeError):
        raise Stop(f"the benchmark {name} did not end with a JSON object (exit code {code})") from None
    if missing:
        raise Stop(f"the benchmark {name} does not say its {', '.join(missing)}")
    return code or (0 if result["holds"] is True else 1)
