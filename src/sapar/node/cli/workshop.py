"""``sapar test`` and ``sapar bench``: for people who work on the project itself."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter

from sapar.node import assets
from sapar.node.cli.common import Stop, project, say

# Whole nodes and pages in a browser take about as long as everything else: beside each other they share the processors.
# Nodes come first: the browser's driver keeps an event loop in the thread of its tests. Of the nodes' tests those of the
# API (``test_a…``) go with the rest, so that both halves are as long.
PARTS = (
    ["tests", "--ignore=tests/browser", "--ignore-glob=tests/node/test_[!a]*"],
    ["tests/node", "tests/browser", "--ignore-glob=tests/node/test_a*"],
)
COUNTED = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed)\b")


def test(words: list[str]) -> int:
    """The whole suite by pytest, in two halves at once; with words, what they name. Browser tests that cannot run are
    counted as NOT RUN at the end."""
    try:
        assets.prepare(say)
    except assets.AssetError as error:
        raise Stop(str(error)) from None
    environment = {k: v for k, v in os.environ.items() if k not in ("SAPAR_DATA", "SAPAR_DB_ROLE", "SAPAR_DB_NAME")}
    argv = [sys.executable, "-m", "pytest"]
    if words:
        return subprocess.call([*argv, *words], cwd=project(), env=environment)
    begun, totals = time.monotonic(), Counter[str]()
    with tempfile.TemporaryFile("w+") as kept:
        later = subprocess.Popen([*argv, *PARTS[1]], cwd=project(), env=environment, stdout=kept, stderr=kept)
        first = subprocess.Popen([*argv, *PARTS[0]], cwd=project(), env=environment, stdout=subprocess.PIPE, text=True)
        try:
            last = ""
            for line in first.stdout or ():
                print(line, end="", flush=True)
                last = line if COUNTED.search(line) else last
            codes = [first.wait(), later.wait()]
        except BaseException:
            later.terminate()
            first.terminate()
            raise
        kept.seek(0)
        lines = list(kept)
        print("".join(lines), end="", flush=True)
    ends = [last, next((line for line in reversed(lines) if COUNTED.search(line)), "")]
    for number, kind in (found for line in ends for found in COUNTED.findall(line)):
        totals[kind.rstrip("s")] += int(number)
    said = ", ".join(f"{count} {kind}" for kind, count in totals.items())
    say(f"in all: {said or 'no test'} in {time.monotonic() - begun:.0f} s")
    return max(codes, key=abs)


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
