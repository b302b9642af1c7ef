"""``sapar test`` and ``sapar bench``: for people who work on the project itself."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

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
    """The benchmarks: folders of ``benchmarks/`` with a ``run.py``."""
    return sorted(path.parent.name for path in (project() / "benchmarks").glob("*/run.py"))


def bench(name: str, *, listing: bool) -> int:
    """Run ``benchmarks/NAME/run.py``, with its peers in an environment of its own when it names any.

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
    python = _peers(folder)
    if python is not None:
        environment["SAPAR_PEERS_PYTHON"] = str(python)
    process = subprocess.Popen(
        [sys.executable, str(folder / "run.py")], stdout=subprocess.PIPE, text=True, env=environment, cwd=project()
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


def _peers(folder: Path) -> Path | None:
    """The Python of the benchmark's own environment, made from ``peers.lock`` (or ``peers.txt``); ``None`` without."""
    wanted = next((folder / f for f in ("peers.lock", "peers.txt") if (folder / f).exists()), None)
    if wanted is None:
        return None
    place = folder / ".venv"
    python, stamp = place / "bin" / "python", place / ".stamp"
    digest = hashlib.sha256(wanted.read_bytes()).hexdigest()
    if python.exists() and stamp.exists() and stamp.read_text() == digest:
        return python
    say(f"installing the peers of {folder.name} into an environment of their own")
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(place)], check=True)
    hashes = ["--require-hashes"] if wanted.suffix == ".lock" else []
    command = [str(python), "-m", "pip", "install", "--quiet", *hashes, "-r", str(wanted)]
    if subprocess.call(command) != 0:
        raise Stop(f"the peers of {folder.name} could not be installed")
    stamp.write_text(digest)
    return python
