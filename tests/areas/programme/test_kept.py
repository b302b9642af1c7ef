"""What was signed, approved, decided or reported is not changed or deleted by the application role: raw SQL in every reach."""

from __future__ import annotations

import importlib
from typing import Any

import psycopg
import pytest
from tests.areas.programme.measures_kit import measuring
from tests.areas.programme.plans_kit import make_world
from tests.areas.programme.test_plans_wall import acting

KEPT: dict[str, tuple[str, str]] = importlib.import_module("sapar.areas.programme.migrations.0091_kept").KEPT


@pytest.fixture
def world(node_db: Any) -> Any:
    """A signed plan with a report and an approved value of an indicator."""
    m = measuring(make_world())
    m.approved(m.agreed(), 1, 20)
    return m.world


@pytest.mark.parametrize("who", ["coordinator", "iom", "official"])
def test_raw_sql_neither_changes_nor_deletes_what_is_kept(world: Any, app_sql: Any, who: str) -> None:
    """Every kept record that the reader sees: no column may change but those named, and no row may go."""
    met = set()
    for table, (mark, free) in KEPT.items():
        with acting(app_sql, world.people[who]) as cursor:
            cursor.execute(f"select id from {table} where {f'{mark} is not null' if mark else 'true'} limit 1")
            row = cursor.fetchone()
        if row is None:
            continue
        met.add(table)
        for statement in (
            f"delete from {table} where id = %s",
            f"update {table} set id = gen_random_uuid() where id = %s",
        ):
            with (
                pytest.raises(psycopg.errors.InsufficientPrivilege),
                acting(app_sql, world.people[who]) as cursor,
            ):
                cursor.execute(statement, row)
        if free and "seal" in free:
            with acting(app_sql, world.people[who]) as cursor:
                cursor.execute(f"update {table} set seal = 'x' where id = %s", row)
                assert cursor.rowcount == 1
    assert {"programme_version", "programme_signature", "programme_value"} <= met


def test_every_kept_table_has_its_guard(node_db: Any, owner_sql: Any) -> None:
    """The list and the database agree."""
    found = owner_sql.execute("select tgrelid::regclass::text from pg_trigger where tgname like '%\\_kept'").fetchall()
    assert {row[0] for row in found} == set(KEPT)
