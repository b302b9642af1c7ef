"""One side of the benchmark in a process of its own: ``sides.py sapar|nomenklatura FILE`` measures what FILE (JSON) asks.

Times are CPU seconds of this process, which the machine's other work does not lengthen; nomenklatura's database is held
to one thread, as Sapar uses one. Wall clock is given beside.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

Result = dict[str, Any]


def megabytes() -> float:
    """Resident memory of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def timed(call: Callable[[str], Any], queries: Iterable[str]) -> tuple[Result, list[Any]]:
    cpu, wall, answers = [], [], []
    for query in queries:
        before, clock = time.process_time(), time.perf_counter()
        answers.append(call(query))
        cpu.append(time.process_time() - before)
        wall.append(time.perf_counter() - clock)
    return {"queries": len(cpu), "cpu_ms": _quantiles(cpu), "wall_ms": _quantiles(wall)}, answers


def _quantiles(seconds: list[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    return {
        f"p{part}": round(ordered[min(int(len(ordered) * part / 100), len(ordered) - 1)] * 1000, 2) for part in (50, 95)
    }


def _rank(found: list[list[str]], pairs: list[list[str]]) -> float:
    """Share of queries whose target is among the first ten."""
    return round(sum(target in names[:10] for names, (_, target) in zip(found, pairs, strict=True)) / len(pairs), 4)


def sapar(task: Result) -> Result:
    import numpy as np

    from sapar.methods.matching import pairs
    from sapar.methods.matching.index import Index
    from sapar.methods.matching.names import read
    from sapar.methods.matching.score import OPERATING_POINT, Subject, compare_many

    result: Result = {"version": "this tree", "operating_point": OPERATING_POINT}
    result["said"] = {}
    for name, rows in task["accuracy"].items():
        found = compare_many([(Subject("a", (left,)), Subject("b", (right,))) for left, right, _ in rows])
        result["said"][name] = [comparison.match for comparison in found]

    result["recall"] = {}
    for name, rows in task["recall"].items():
        every = dict.fromkeys([*task["background"], *(target for _, target in rows)])
        index = Index(Subject(text, (text,)) for text in every)
        found = [
            [candidate.subject.id for candidate in index.search(Subject("q", (query,)), 10, 0.0)] for query, _ in rows
        ]
        result["recall"][name] = _rank(found, rows)

    def speed(names: list[str], queries: list[list[str]]) -> Result:
        before, memory = time.process_time(), megabytes()
        index = Index(Subject(str(number), (text,)) for number, text in enumerate(names))
        built = {"build_s": round(time.process_time() - before, 2), "megabytes": round(megabytes() - memory, 1)}
        for query, _ in queries[:5]:
            index.search(Subject("q", (query,)))
        figures, answers = timed(
            lambda query: index.search(Subject("q", (query,)), 10, 0.0), [query for query, _ in queries]
        )
        found = [[candidate.subject.names[0] for candidate in answer] for answer in answers]
        return {"names": len(names), **built, **figures, "hit_at_10": _rank(found, queries)}

    result["speed"] = speed(task["list"], task["queries"])
    rows = task["throughput"]
    left, right = read([one for one, _ in rows]), read([other for _, other in rows])
    places = np.arange(len(rows))
    pairs.score(left, places[:1000], right, places[:1000])
    before = time.process_time()
    pairs.score(left, places, right, places)
    result["pairs_a_second"] = round(len(rows) / (time.process_time() - before))
    before = time.process_time()
    compare_many([(Subject("a", (one,)), Subject("b", (other,))) for one, other in rows])
    result["pairs_a_second_cold"] = round(len(rows) / (time.process_time() - before))
    if task.get("large"):
        result["large"] = speed(task["large"], task["large_queries"])
    return result


def nomenklatura(task: Result) -> Result:
    from followthemoney import Dataset, StatementEntity
    from nomenklatura.blocker.index import Index
    from nomenklatura.matching import LogicV2

    dataset = Dataset.make({"name": "bench", "title": "bench"})
    config = LogicV2.default_config()

    def entity(identity: str, name: str) -> Any:
        return StatementEntity.from_data(dataset, {"id": identity, "schema": "Person", "properties": {"name": [name]}})

    def scores(rows: list[list[Any]], prefix: str) -> tuple[list[float], float]:
        # Ids are never used twice: the matcher keeps names by id.
        made = [(entity(f"{prefix}l{at}", row[0]), entity(f"{prefix}r{at}", row[1])) for at, row in enumerate(rows)]
        before = time.process_time()
        found = [LogicV2.compare(left, right, config).score for left, right in made]
        seconds = time.process_time() - before
        return found, seconds

    class View:
        """The part of a store's view that the blocker uses, without the cost of a store."""

        def __init__(self, names: Iterable[tuple[str, str]]) -> None:
            self.names, self.scope = names, dataset

        def entities(self, include_schemata: Any = None) -> Iterable[Any]:
            return (entity(identity, name) for identity, name in self.names)

    def indexed(names: Iterable[tuple[str, str]], folder: str) -> Any:
        index = Index(View(names), Path(folder))
        index.con.execute("SET threads=1")
        index.build()
        return index

    def found_by(index: Any, queries: list[tuple[str, str]]) -> dict[str, list[str]]:
        asked = [entity(identity, name) for identity, name in queries]
        return {
            str(identity): [str(match) for match, _ in matches] for identity, matches in index.match_entities(asked)
        }

    result: Result = {"version": version("nomenklatura"), "operating_point": 0.70, "said": {}, "recall": {}}
    scores([["Warm Up", "Варм Ап"]], "warm")
    for name, rows in task["accuracy"].items():
        found, _ = scores(rows, name)
        result["said"][name] = [score >= 0.70 for score in found]
    for name, rows in task["recall"].items():
        every = list(dict.fromkeys([*task["background"], *(target for _, target in rows)]))
        with tempfile.TemporaryDirectory() as folder:
            index = indexed(((f"t{at}", text) for at, text in enumerate(every)), folder)
            matches = found_by(index, [(f"q{at}", query) for at, (query, _) in enumerate(rows)])
            index.close()
        names = [[every[int(match[1:])] for match in matches.get(f"q{at}", [])] for at in range(len(rows))]
        result["recall"][name] = _rank(names, rows)
    with tempfile.TemporaryDirectory() as folder:
        before, memory = time.process_time(), megabytes()
        index = indexed(((f"t{at}", text) for at, text in enumerate(task["list"])), folder)
        built = {"build_s": round(time.process_time() - before, 2), "megabytes": round(megabytes() - memory, 1)}
        queries = task["queries"][: task["peer_queries"]]
        found_by(index, [("warm", queries[0][0])])
        figures, answers = timed(lambda query: found_by(index, [("q", query)]), [query for query, _ in queries])
        names = [[task["list"][int(match[1:])] for match in answer.get("q", [])] for answer in answers]
        result["speed"] = {"names": len(task["list"]), **built, **figures, "hit_at_10": _rank(names, queries)}
        index.close()
    rows = task["throughput"][: task["peer_pairs"]]
    _, cold = scores(rows, "cold")
    result["pairs_a_second_cold"] = round(len(rows) / cold)
    made = [(entity(f"w{at}l", left), entity(f"w{at}r", right)) for at, (left, right) in enumerate(rows)]
    for left, right in made:
        LogicV2.compare(left, right, config)
    before = time.process_time()
    for left, right in made:
        LogicV2.compare(left, right, config)
    result["pairs_a_second"] = round(len(rows) / (time.process_time() - before))
    return result


if __name__ == "__main__":
    side = {"sapar": sapar, "nomenklatura": nomenklatura}[sys.argv[1]]
    print(json.dumps(side(json.loads(Path(sys.argv[2]).read_text("utf-8")))))
