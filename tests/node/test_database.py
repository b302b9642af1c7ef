"""The database that tests and the node work on: who may do what, before any row-level policy."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

Connection = psycopg.Connection[Any]


@pytest.mark.django_db
def test_application_role_owns_nothing_and_is_no_superuser(app_sql: Connection) -> None:
    """The node's role owns no table, bypasses no policy and is a member of no other role."""
    row = app_sql.execute(
        "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,"
        " (select count(*) from pg_class where relowner = r.oid),"
        " (select count(*) from pg_auth_members where member = r.oid) from pg_roles r where rolname = current_user"
    ).fetchone()
    assert row == (False, False, False, False, 0, 0)


@pytest.mark.parametrize(
    "statement",
    [
        "set role sapar_owner",
        "create table stolen (id int)",
        "create temporary table stolen (id int)",
        "alter table access_account disable row level security",
        "copy access_account to program 'true'",
        "alter role sapar_app superuser",
    ],
)
def test_application_role_cannot_change_the_house(app_sql: Connection, statement: str) -> None:
    """Injected SQL cannot become the owner, make tables or switch policies off."""
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app_sql.execute(statement)


@pytest.mark.django_db
def test_django_connects_as_the_application_role_with_server_side_binding() -> None:
    """Tests and node work as ``sapar_app``: a test as owner would see through every policy."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select current_user::text, %s::int + 1", [41])
        assert cursor.fetchone() == ("sapar_app", 42)
    assert connection.settings_dict["OPTIONS"]["server_side_binding"] is True


@pytest.mark.parametrize("turn", [1, 2])
def test_a_test_sees_nothing_of_another(node_db: Any, turn: int) -> None:
    """Every test gets an untouched database, although transactions are committed."""
    from django.contrib.contenttypes.models import ContentType

    assert not ContentType.objects.filter(app_label="left-behind").exists()
    ContentType.objects.create(app_label="left-behind", model=f"turn{turn}")


SPOILERS = {
    "rows": "insert into access_institution (id, code, kind, name_tk, name_ru, name_en, register_number, created_at)"
    " values (gen_random_uuid(), 'X', 'iom', '', '', '', '', now())",
    "seed": "update django_content_type set model = 'changed' where id = (select min(id) from django_content_type)",
    "seed removed": "delete from django_migrations",
    "table": "create table left_behind (id int)",
    "column": "alter table access_place add column left_behind int",
    "grant": "grant insert on ledger_entry to sapar_app",
    "policy": "create policy left_behind on ledger_entry for select using (true)",
    "function": "create or replace function ctx_role() returns text language sql as $$ select 'x' $$",
    "trigger": "alter table ledger_entry disable trigger all",
    "sequence": "select nextval('django_content_type_id_seq')",
}
STATE: dict[str, object] = {}


def _everything(connection: Connection) -> dict[str, object]:
    from sapar.node import backup

    sequences = connection.execute("select sequencename, last_value from pg_sequences order by 1").fetchall()
    columns = connection.execute(
        "select attrelid::regclass::text, attname from pg_attribute join pg_class c on c.oid = attrelid"
        " where relnamespace = 'public'::regnamespace and attnum > 0 order by 1, 2"
    ).fetchall()
    bodies = connection.execute(
        "select proname, md5(prosrc) from pg_proc where pronamespace = 'public'::regnamespace order by 1, 2"
    ).fetchall()
    triggers = connection.execute("select tgname, tgenabled::text from pg_trigger order by 1, 2").fetchall()
    rows, walls = backup.digests(connection), backup.walls(connection)
    return {"rows": rows, "walls": walls, "columns": columns, "sequences": sequences, "bodies": bodies, "on": triggers}


@pytest.mark.parametrize("spoiler", [*SPOILERS, "nothing"])
def test_whatever_a_test_does_to_the_database_is_undone(node_db: Any, spoiler: str) -> None:
    """Rows, seeded rows, schema, grants, policies, functions, triggers, sequences: the next test sees none of it."""
    from sapar.node import roles

    with psycopg.connect(**node_db.place.connection(roles.SETUP, node_db.database), autocommit=True) as connection:
        state = _everything(connection)
        assert state == STATE.setdefault("first", state)
        if spoiler in SPOILERS:
            connection.execute(SPOILERS[spoiler])
            assert _everything(connection) != state
