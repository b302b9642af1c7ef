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


def manifest_side(file: str) -> dict[str, Any]:
    """One list read and all its persons screened, as the node does it; the index is there before, as it is in a node.

    Five persons of each list stand on the watchlist under a name with one letter changed: they have to be found.
    """
    import statistics

    from sapar.methods.matching.index import Index
    from sapar.methods.matching.score import Subject
    from sapar.standards.paxlst import parse

    work: dict[str, list[str]] = json.loads(Path(file).read_text("utf-8"))
    planted = []
    for number, text in enumerate(work["messages"]):
        for person in parse(text, TODAY).lists[0][2].persons[::40]:
            changed = f"{person.secondary} {person.primary[:-1]}"
            planted.append(Subject(f"p{number}-{person.reference}", (changed,), birth_dates=(person.birth_date,)))
    index = Index([*(Subject(str(n), (text,)) for n, text in enumerate(work["names"])), *planted])

    def screen(text: str) -> list[Any]:
        found = []
        for person in parse(text, TODAY).lists[0][2].persons:
            document = person.travel_document
            subject = Subject(
                "",
                (f"{person.secondary} {person.primary}",),
                birth_dates=(person.birth_date,) if person.birth_date else (),
                sex=person.sex if person.sex in ("F", "M") else "",
                nationalities=(person.nationality,) if person.nationality else (),
                documents=(document.number,) if document else (),
            )
            found.append([one for one in index.search(subject, 10, 0.5) if one.comparison.match])
        return found

    screen(work["messages"][0])
    seconds, wall, results = [], [], []
    for text in work["messages"]:
        started, clock = time.process_time(), time.perf_counter()
        results.append(screen(text))
        seconds.append(time.process_time() - started)
        wall.append(time.perf_counter() - clock)
    ids = {one.subject.id for result in results for candidates in result for one in candidates}
    return {
        "seconds": statistics.median(seconds),
        "wall": statistics.median(wall),
        "candidates": sum(len(candidates) for result in results for candidates in result) // len(results),
        "planted": len(planted),
        "found": sum(subject.id in ids for subject in planted),
    }


def main() -> int:
    warnings.simplefilter("ignore")
    side, file = sys.argv[1:3]
    if side == "manifest":
        print(json.dumps(manifest_side(file)))
        return 0
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
