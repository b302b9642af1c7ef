"""The three database roles and the database: the same statements for the embedded server and for a server elsewhere.

``sapar_setup`` (superuser, embedded only) makes roles and databases. ``sapar_owner`` owns the database and runs
migrations; it is no superuser. ``sapar_app`` is what the node works as: it owns nothing, bypasses nothing and is
a member of nothing, so that row-level security holds for it.
"""

from __future__ import annotations

from typing import Any

from psycopg import Connection, sql

DATABASE = "sapar"
SETUP = "sapar_setup"
OWNER = "sapar_owner"
APP = "sapar_app"

_ATTRIBUTES = "nosuperuser nocreatedb nocreaterole noreplication nobypassrls noinherit login"


def ensure_roles(connection: Connection[Any], passwords: dict[str, str] | None = None) -> None:
    """Make owner and application role, or set their attributes right. ``passwords``: role → password (servers)."""
    for role in (OWNER, APP):
        known = connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone()
        verb = "alter" if known else "create"
        statement = sql.SQL(verb + " role {} with " + _ATTRIBUTES).format(sql.Identifier(role))
        if passwords and role in passwords:
            statement += sql.SQL(" password {}").format(sql.Literal(passwords[role]))
        connection.execute(statement)


def ensure_database(connection: Connection[Any], name: str, template: str | None = None) -> bool:
    """Make the database ``name`` if it is missing; returns whether it was made. Needs autocommit.

    ``template``: clone of that database (tables, policies and default rights come along, rights on the database do
    not: they are given here).
    """
    made = connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone() is None
    if made:
        statement = sql.SQL("create database {} owner {} template {}")
        source = template or "template0"
        connection.execute(statement.format(sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(source)))
        revoke = sql.SQL("revoke all on database {} from public").format(sql.Identifier(name))
        grant = sql.SQL("grant connect on database {} to {}").format(sql.Identifier(name), sql.Identifier(APP))
        connection.execute(revoke)
        connection.execute(grant)
    return made


def ensure_defaults(connection: Connection[Any]) -> None:
    """In the database itself: what the application role may do with tables that the owner will make later."""
    owner, app = sql.Identifier(OWNER), sql.Identifier(APP)
    for statement in (
        "revoke create on schema public from public",
        "grant usage on schema public to {app}",
        "alter default privileges for role {owner} grant select, insert, update, delete on tables to {app}",
        "alter default privileges for role {owner} grant usage, select on sequences to {app}",
    ):
        connection.execute(sql.SQL(statement).format(owner=owner, app=app))


def forget_defaults(connection: Connection[Any]) -> None:
    """As the owner: new tables get no grants by themselves (while a dump, which carries its own grants, is read)."""
    owner, app = sql.Identifier(OWNER), sql.Identifier(APP)
    for what in ("tables", "sequences"):
        statement = "alter default privileges for role {owner} revoke all on " + what + " from {app}"
        connection.execute(sql.SQL(statement).format(owner=owner, app=app))
