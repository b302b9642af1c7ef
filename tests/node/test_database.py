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
