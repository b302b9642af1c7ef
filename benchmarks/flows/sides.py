"""One side of one round, in a process of its own: ``sides.py SIDE PARQUET AS_OF [SQL]``.

Prints one JSON object: CPU seconds (user and system, all threads), wall seconds, memory at most, version, and the
table in the order of its first two columns. Reading the file counts; importing libraries does not.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

COLUMNS = ["key", "person", "crossed_at", "crossed_on", "direction", "nationality"]
Rows = list[tuple[Any, ...]]
Answer = Callable[[], Rows]


def sapar(file: str, as_of: date, sql: str) -> tuple[str, Answer]:
    import duckdb

    connection = duckdb.connect(config={"threads": 1})

    def answer() -> Rows:
        connection.execute(f"create view crossings as select * from read_parquet('{file}')")
        return connection.execute(sql, {"as_of": as_of}).fetchall()

    return duckdb.__version__, answer


def with_polars(engine: str) -> Callable[[str, date, str], tuple[str, Answer]]:
    def side(file: str, as_of: date, _: str) -> tuple[str, Answer]:
        import polars as pl

        def answer() -> Rows:
            # A sort and a shift: measured faster than .over("person"), which was tried as well.
            rows = (
                pl.scan_parquet(file)
                .filter(pl.col("crossed_on") <= as_of)
                .select(
                    *("key", "person", "crossed_at", "crossed_on", "nationality"),
                    entry=pl.col("direction") == "entry",
                    month=pl.col("crossed_on").dt.truncate("1mo"),
                )
                .sort("person", "crossed_at", "key")
                .with_columns(same=pl.col("person").shift(-1) == pl.col("person"))
                .with_columns(
                    next_entry=pl.when("same").then(pl.col("entry").shift(-1)),
                    next_at=pl.when("same").then(pl.col("crossed_at").shift(-1)),
                    next_on=pl.when("same").then(pl.col("crossed_on").shift(-1)),
                )
            )
            closed = pl.col("entry") & ~pl.col("next_entry").fill_null(True)
            still = pl.col("entry") & ~pl.col("next_entry").fill_null(False)
            lasted = (pl.col("next_on").fill_null(as_of) - pl.col("crossed_on")).dt.total_days()
            table = rows.group_by("month", "nationality").agg(
                entries=pl.col("entry").sum(),
                exits=(~pl.col("entry")).sum(),
                persons=pl.col("person").n_unique(),
                closed=closed.sum(),
                seconds=(pl.col("next_at") - pl.col("crossed_at")).dt.total_seconds().filter(closed).sum(),
                long=(still & (lasted > 90)).sum(),
            )
            return table.collect(engine=engine).rows()

        return pl.__version__, answer

    return side


def with_pandas(file: str, as_of: date, _: str) -> tuple[str, Answer]:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    def answer() -> Rows:
        # Arrow's types on reading and NumPy's sort: measured at less than half of what DataFrame.sort_values takes.
        frame = pd.read_parquet(file, columns=COLUMNS, dtype_backend="pyarrow")
        end = (as_of - date(1970, 1, 1)).days
        on = pa.array(frame["crossed_on"]).cast("int32").to_numpy().astype(np.int64)
        if (on > end).any():
            frame = frame[on <= end]
            on = on[on <= end]
        person = frame["person"].to_numpy(dtype=np.int64)
        at = pa.array(frame["crossed_at"]).cast("int64").to_numpy() // 1_000_000
        key = frame["key"].to_numpy(dtype=np.int64)
        entry = (frame["direction"] == "entry").to_numpy(dtype=bool)
        nationality, names = pd.factorize(frame["nationality"])
        order = np.lexsort((key, at, person))
        person, at, on, entry, nationality = (each[order] for each in (person, at, on, entry, nationality))
        same = np.append(person[1:] == person[:-1], False)
        next_entry = np.append(entry[1:], False)
        closed = entry & same & ~next_entry
        lasted = np.where(same, np.append(on[1:], end), end) - on
        months = on.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        table = pd.DataFrame(
            {
                "cell": months * len(names) + nationality,
                "person": person,
                "entries": entry,
                "exits": ~entry,
                "closed": closed,
                "seconds": np.where(closed, np.append(at[1:], 0) - at, 0),
                "long": entry & ~(same & next_entry) & (lasted > 90),
            }
        )
        sums = table.groupby("cell")[["entries", "exits", "closed", "seconds", "long"]].sum()
        sums["persons"] = table[["cell", "person"]].drop_duplicates().groupby("cell").size()
        return [
            (
                np.datetime64(int(cell) // len(names), "M").astype("datetime64[D]").item(),
                names[int(cell) % len(names)],
                *(int(row[name]) for name in ("entries", "exits", "persons", "closed", "seconds", "long")),
            )
            for cell, row in sums.iterrows()
        ]

    return pd.__version__, answer


SIDES = {
    "sapar": sapar,
    "pandas": with_pandas,
    "polars": with_polars("in-memory"),
    "polars_streaming": with_polars("streaming"),
}


def main() -> None:
    name, file, as_of = sys.argv[1:4]
    version, answer = SIDES[name](file, date.fromisoformat(as_of), sys.argv[4] if len(sys.argv) > 4 else "")
    wall, cpu = time.perf_counter(), time.process_time()
    rows = answer()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    plain = sorted([row[0].isoformat(), row[1], *map(int, row[2:])] for row in rows)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "linux" else 1024**2)
    print(json.dumps({"version": version, "cpu": cpu, "wall": wall, "memory": memory, "rows": plain}))


if __name__ == "__main__":
    main()
