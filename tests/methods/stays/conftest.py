"""The same text on PostgreSQL and on DuckDB, over the same rows."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import duckdb
import psycopg
import pytest

from sapar.kernel.facts.sql import bind, parameters_of
from sapar.methods.stays import Crossing

CROSSINGS = {
    "key": "uuid",
    "person": "integer",
    "crossed_at": "timestamptz",
    "crossed_on": "date",
    "direction": "varchar",
    "post": "varchar",
    "nationality": "varchar",
    "document_kind": "varchar",
}
Row = tuple[Any, ...]


class Engines:
    """Both databases. ``rows`` of a select are asserted to be equal on both, values and types."""

    def __init__(self, postgres: psycopg.Connection[Any]) -> None:
        self.postgres = postgres
        self.duck = duckdb.connect(config={"threads": 1})
        self.duck.execute("set timezone = 'UTC'")
        self.postgres.execute("set timezone = 'Asia/Ashgabat'")  # no result may depend on it

    def load(self, name: str, columns: Mapping[str, str], rows: Iterable[Row]) -> None:
        rows = list(rows)
        words = ", ".join(f"{column} {kind}" for column, kind in columns.items())
        self.postgres.execute(f"drop table if exists pg_temp.{name}")
        self.postgres.execute(f"create temp table {name} ({words})")
        self.duck.execute(f"create or replace temp table {name} ({words})")
        with self.postgres.cursor().copy(f"copy {name} from stdin") as copy:
            for row in rows:
                copy.write_row(row)
        if rows:
            # By way of a file: statements with very many values take DuckDB many times as long.
            with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="") as file:
                csv.writer(file).writerows([["~" if value is None else value for value in row] for row in rows])
                file.flush()
                self.duck.execute(f"copy {name} from '{file.name}' (header false, nullstr '~', auto_detect false)")

    def crossings(self, given: Sequence[Crossing]) -> None:
        columns = tuple(CROSSINGS)
        self.load("crossings", CROSSINGS, [tuple(getattr(one, column) for column in columns) for one in given])

    def rows(self, select: str, **parameters: Any) -> list[Row]:
        wanted = {name: parameters[name] for name in parameters_of(select)}
        here: list[Row] = self.postgres.execute(bind(select, "psycopg"), wanted).fetchall()
        there: list[Row] = self.duck.execute(bind(select, "duckdb"), wanted).fetchall()
        here.sort(key=repr)
        there.sort(key=repr)
        assert list(map(repr, here)) == list(map(repr, there))
        return here


@pytest.fixture
def engines(owner_sql: psycopg.Connection[Any]) -> Engines:
    return Engines(owner_sql)
