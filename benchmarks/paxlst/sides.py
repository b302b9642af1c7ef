"""One side of the benchmark in a process of its own: reads messages, prints what it took and what it found as JSON.

    python sides.py SIDE MESSAGES

Only the reading is timed, by this process's CPU time; imports, reading the file and warming up are not.
"""

from __future__ import annotations

import gc
import importlib.metadata
import json
import sys
import time
import warnings
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

TODAY = date(2026, 3, 1)


def sapar_side() -> tuple[Callable[[str], Any], Callable[[Any], tuple[int, int]], str]:
    """Everything that the desk gets: separators, characters, counts, typed persons, all checks."""
    from sapar import __version__
    from sapar.standards.paxlst import parse

    def found(reading: Any) -> tuple[int, int]:
        assert reading.accepted
        _, message, made = reading.lists[0]
        # UNB, UNG, UNE and UNZ stand outside of the message.
        return len(message.raw) + 4, len(made.persons)

    return lambda text: parse(text, TODAY), found, __version__


def pydifact_side() -> tuple[Callable[[str], Any], Callable[[Any], tuple[int, int]], str]:
    """Its parser alone, which gives segments: its interchange stops at functional groups."""
    from pydifact.parser import Parser

    def run(text: str) -> Any:
        return list(Parser().parse(text))

    def found(segments: Any) -> tuple[int, int]:
        # It counts UNA as a segment.
        persons = sum(1 for segment in segments if segment.tag == "NAD" and segment.elements[0] == "FL")
        return sum(1 for segment in segments if segment.tag != "UNA"), persons

    return run, found, importlib.metadata.version("pydifact")


def main() -> int:
    warnings.simplefilter("ignore")
    side, file = sys.argv[1:3]
    messages: list[str] = json.loads(Path(file).read_text("utf-8"))
    run, found, version = {"sapar": sapar_side, "pydifact": pydifact_side}[side]()
    counts = [found(run(text)) for text in messages[:2]]
    gc.collect()
    started = time.process_time()
    results = [run(text) for text in messages]
    seconds = time.process_time() - started
    counts = [found(result) for result in results]
    print(json.dumps({"version": version, "seconds": seconds, "counts": counts}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
