"""One worker's journey, driven over HTTP as its different people (``sapar demo --check``)."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from sapar.node.journey.client import over_http
from sapar.node.journey.people import Cast
from sapar.node.journey.steps import STEPS, StepFailed, Story


def run(origin: str, data: Path, say: Callable[[str], None] = print) -> int:
    """Walk through all steps against a running demo; 0 only if every one held. ``data`` is the demo's folder."""
    story = Story(Cast(over_http(origin), data / "keys"), data, lambda days: _advance(data, days))
    return walk(story, say)


def walk(story: Story, say: Callable[[str], None]) -> int:
    """Take the steps in order and stop at the first that does not hold."""
    for number, (title, step) in enumerate(STEPS, 1):
        begun = time.monotonic()
        try:
            fact = step(story)
        except (StepFailed, LookupError, OSError) as error:
            say(f"{number:2}. {title}: FAILED\n    {error}")
            return 1
        say(f"{number:2}. {title}: {fact}  ({time.monotonic() - begun:.1f} s)")
    say(f"All {len(STEPS)} steps held.")
    return 0


def _advance(data: Path, days: int) -> None:
    environment = {**os.environ, "SAPAR_DATA": str(data)}
    subprocess.run(
        [sys.executable, "-m", "sapar.node.cli.advance", str(days)], env=environment, check=True, capture_output=True
    )
