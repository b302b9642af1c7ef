"""Crossings for the benchmark: ``generate.py COUNT PARQUET``. Needs numpy and pyarrow.

As definition B1 asks: from a fixed seed, one person for eight crossings asked for, a Poisson number of crossings each,
log-normal gaps (mean of the logarithm of days 2.6, deviation 1.5, at most 700 days), entries and exits in turn, then
one event in a hundred dropped; ten nationalities, 24 posts, six years, rows shuffled. A tenth of the persons has a
second nationality, used for one crossing in five.
"""

from __future__ import annotations

import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

FIRST = np.datetime64("2020-01-01", "s").astype(np.int64)
YEARS = int(6 * 365.25 * 86_400)
NATIONALITIES = np.array(["AFG", "AZE", "CHN", "IRN", "KAZ", "KGZ", "RUS", "TJK", "TUR", "UZB"])
POSTS = np.array([f"P{number:02}" for number in range(24)])


def crossings(count: int, seed: int = 7) -> pa.Table:
    rng = np.random.default_rng(seed)
    persons = max(1, count // 8)
    each = rng.poisson(8, persons)
    total = int(each.sum())
    person = np.repeat(np.arange(persons), each)
    begins = np.repeat(np.cumsum(each) - each, each)
    place = np.arange(total) - begins
    gaps = np.minimum(rng.lognormal(2.6, 1.5, total), 700) * 86_400
    passed = np.cumsum(gaps)
    first = np.repeat(rng.uniform(0, YEARS / 2, persons), each)
    at = (passed - passed[begins] + first).astype(np.int64)
    entry = (place + np.repeat(rng.integers(0, 2, persons), each)) % 2 == 0
    own = np.repeat(rng.integers(0, 10, persons), each)
    second = np.repeat(rng.random(persons) < 0.1, each) & (rng.random(total) < 0.2)
    nationality = np.where(second, (own + 3) % 10, own)
    post = rng.integers(0, 24, total)
    kept = np.flatnonzero((rng.random(total) >= 0.01) & (at < YEARS))
    rng.shuffle(kept)
    seconds = FIRST + at[kept]
    return pa.table(
        {
            "key": pa.array(kept),
            "person": pa.array(person[kept]),
            "crossed_at": pa.array(seconds * 1_000_000, pa.timestamp("us")),
            "crossed_on": pa.array((seconds // 86_400).astype(np.int32), pa.date32()),
            "direction": pa.array(np.array(["exit", "entry"])[entry[kept].astype(int)]),
            "post": pa.array(POSTS[post[kept]]),
            "nationality": pa.array(NATIONALITIES[nationality[kept]]),
        }
    )


if __name__ == "__main__":
    made = crossings(int(sys.argv[1]))
    pq.write_table(made, sys.argv[2], compression="zstd")
    print(made.num_rows)
