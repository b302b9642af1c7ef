"""The monthly flow table from 10,000,000 crossings: our portable SQL on DuckDB against pandas and Polars.

    python benchmarks/flows/bench.py [--quick] [--rows N] [--rounds N] [--postgres N]

Every side reads the same Parquet file, uses one thread and works in a process of its own; its figure is the median of
the CPU seconds of its rounds. All tables must be equal to the last digit. Then the same SQL text runs on the embedded
PostgreSQL over all of them (`--postgres N`: over the whole histories of persons with about N of them), and must give
what DuckDB gives. `--quick`, or SAPAR_BENCH_QUICK=1 in the environment: 200,000 crossings, one round; it fails only
when tables differ, for the ratio of so few says little.

The peers live in an environment of their own under benchmarks/.peers, made by the first run. The last line is one JSON
object: name, figures, ratio (our CPU seconds / those of the fastest peer), target (at most), holds.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SOURCE = ROOT / "src"
PEERS = HERE.parent / ".peers" / "flows"
TARGET = 1.2
SIDES = ("sapar", "pandas", "polars", "polars_streaming")
AS_OF = date(2026, 1, 1)
COLUMNS = (
    "key bigint, person bigint, crossed_at timestamp, crossed_on date, direction text, post text, nationality text"
)

sys.path.insert(0, str(SOURCE))

from sapar.kernel.facts.sql import bind  # noqa: E402
from sapar.methods.stays.flows import worksheet_select  # noqa: E402


def peers_python() -> Path:
    """The interpreter of the peers' environment, which is made if it is not there or has other versions."""
    python = PEERS / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    wanted = (HERE / "peers.txt").read_text("utf-8")
    done = PEERS / "peers.txt"
    if not done.exists() or done.read_text("utf-8") != wanted or not python.exists():
        print(f"making {PEERS.relative_to(ROOT)} …", flush=True)
        PEERS.mkdir(parents=True, exist_ok=True)
        (PEERS.parent / ".gitignore").write_text("*\n", "utf-8")
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(PEERS)], check=True)
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps"]
        subprocess.run([*pip, "-r", str(HERE / "peers.txt")], check=True)
        done.write_text(wanted, "utf-8")
    return python


def measure(side: str, python: Path, file: Path) -> dict[str, Any]:
    """One round of one side, in a process of its own with one thread."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment |= {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1", "ARROW_NUM_THREADS": "1"}
    sql = bind(worksheet_select(), "duckdb")
    command = [str(python), str(HERE / "sides.py"), side, str(file), AS_OF.isoformat(), sql]
    output = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if output.returncode:
        raise SystemExit(f"{side}: {output.stderr}")
    result: dict[str, Any] = json.loads(output.stdout.splitlines()[-1])
    return result


def digest(rows: list[list[Any]]) -> str:
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def on_postgres(file: Path, folder: Path, wanted: int, total: int) -> dict[str, Any]:
    """The same text on the embedded PostgreSQL and on DuckDB, over the crossings of the first persons."""
    import duckdb

    from sapar.node import postgres, roles

    duck = duckdb.connect(config={"threads": 1})
    duck.execute(f"create view crossings as select * from read_parquet('{file}')")
    if wanted < total:
        # Whole histories of as many persons as the part of the rows that is wanted.
        (persons,) = duck.execute("select max(person) + 1 from crossings").fetchone() or (0,)
        limit = int(persons * wanted / total)
        duck.execute(f"create or replace view crossings as select * from read_parquet('{file}') where person < {limit}")
    table = folder / "crossings.csv"
    duck.execute(f"copy (select * from crossings) to '{table}' (header false)")
    (rows,) = duck.execute("select count(*) from crossings").fetchone() or (0,)
    expected = duck.execute(bind(worksheet_select(), "duckdb"), {"as_of": AS_OF}).fetchall()

    import psycopg

    with (
        postgres.running(folder / "node", tuning=postgres.TESTS) as place,
        psycopg.connect(**place.connection(roles.OWNER), autocommit=True) as connection,  # type: ignore[arg-type]
    ):
        connection.execute("set work_mem = '512MB'")
        connection.execute("set max_parallel_workers_per_gather = 0")
        connection.execute(f"create temp table crossings ({COLUMNS})")
        with (
            connection.cursor().copy("copy crossings from stdin (format csv)") as copy,
            table.open("rb") as content,
        ):
            while part := content.read(1 << 20):
                copy.write(part)
        table.unlink()
        connection.execute("analyze crossings")
        begin = time.perf_counter()
        found = connection.execute(bind(worksheet_select(), "psycopg"), {"as_of": AS_OF}).fetchall()
        seconds = time.perf_counter() - begin
        (version,) = connection.execute("show server_version").fetchone() or ("",)
    same = sorted(found) == sorted(expected) and len(found) > 0
    return {
        "version": version,
        "crossings": rows,
        "all": rows == total,
        "wall_seconds": round(seconds, 1),
        "equal": same,
    }


def main() -> int:
    quick = os.environ.get("SAPAR_BENCH_QUICK", "") not in ("", "0")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", default=quick)
    parser.add_argument("--rows", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=0)
    parser.add_argument("--postgres", type=int, default=0)
    options = parser.parse_args()
    asked = options.rows or (200_000 if options.quick else 10_000_000)
    rounds = options.rounds or (1 if options.quick else 3)

    python = peers_python()
    results: dict[str, list[dict[str, Any]]] = {side: [] for side in SIDES}
    with tempfile.TemporaryDirectory(prefix="sapar-flows-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the database's own account has to reach its folder in it
        file = folder / "crossings.parquet"
        made = subprocess.run(
            [str(python), str(HERE / "generate.py"), str(asked), str(file)], capture_output=True, text=True, check=True
        )
        total = int(made.stdout)
        print(f"{total:,} crossings, {file.stat().st_size >> 20} MB", flush=True)
        for number in range(rounds):
            for side in SIDES if number % 2 else SIDES[::-1]:
                results[side].append(measure(side, Path(sys.executable) if side == "sapar" else python, file))
            words = ", ".join(f"{side} {results[side][-1]['cpu']:.2f}" for side in SIDES)
            print(f"round {number + 1} of {rounds}, CPU seconds: {words}", flush=True)
        database = on_postgres(file, folder, options.postgres or total, total)
        print(f"PostgreSQL: {database}", flush=True)

    digests = {digest(result["rows"]) for side in SIDES for result in results[side]}
    cpu = {side: statistics.median(result["cpu"] for result in results[side]) for side in SIDES}
    figures: dict[str, Any] = {"crossings": total, "cells": len(results["sapar"][0]["rows"])}
    figures["equal_tables"] = len(digests) == 1
    for side in SIDES:
        figures[side] = {
            "version": results[side][0]["version"],
            "cpu_seconds": round(cpu[side], 2),
            "wall_seconds": round(statistics.median(result["wall"] for result in results[side]), 2),
            "memory_mb": max(result["memory"] for result in results[side]),
        }
    figures["postgres"] = database
    fastest = min(SIDES[1:], key=lambda side: cpu[side])
    figures["fastest_peer"] = fastest
    ratio = round(cpu["sapar"] / cpu[fastest], 3)
    equal = len(digests) == 1 and database["equal"] and figures["cells"] > 0
    holds = equal and ratio <= TARGET
    figures["quick"] = options.quick
    print(json.dumps({"name": "flows", "figures": figures, "ratio": ratio, "target": TARGET, "holds": holds}))
    # So few rows measure little of it: a quick run fails only when tables differ.
    return 0 if holds or (options.quick and equal) else 1


if __name__ == "__main__":
    sys.exit(main())
