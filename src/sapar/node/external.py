"""A PostgreSQL server elsewhere: preparing roles and database, and checking that the roles are what they must be."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from sapar.node import config, roles
from sapar.node.errors import NodeError

LOWEST = 170000


class ServerError(NodeError):
    """The server is not fit; the text says what has to change there."""


@dataclass(frozen=True)
class Addresses:
    """The three addresses. ``setup`` may be empty when somebody has prepared roles and database already."""

    owner: str
    app: str
    setup: str = ""


def prepare(where: Addresses) -> None:
    """Make roles, database and default rights with the set-up role (when given), then check all. Raises ``ServerError``."""
    owner, app = config.parse_url(where.owner, "owner address"), config.parse_url(where.app, "application address")
    for found, role in ((owner, roles.OWNER), (app, roles.APP)):
        if found.get("user") != role:
            raise ServerError(f"the address must use the role {role}, not {found.get('user') or 'none'}")
    if owner["dbname"] != app["dbname"]:
        raise ServerError("owner and application address must name the same database")
    try:
        if where.setup:
            _make(config.parse_url(where.setup, "set-up address"), owner, app)
        check(owner, app)
    except psycopg.OperationalError as error:
        raise ServerError(f"the database server does not answer as it should: {str(error).strip()}") from None
    except psycopg.errors.InsufficientPrivilege as error:
        raise ServerError(f"the set-up role may not do this: {str(error).splitlines()[0]}") from None


def _make(setup: dict[str, Any], owner: dict[str, Any], app: dict[str, Any]) -> None:
    passwords = {found["user"]: str(found["password"]) for found in (owner, app) if "password" in found}
    with psycopg.connect(**setup, autocommit=True) as connection:
        roles.ensure_roles(connection, passwords)
        row = connection.execute("select rolsuper, current_user from pg_roles where rolname = current_user").fetchone()
        if row and not row[0]:
            # To make a database for the owner, a set-up role that is no superuser must be able to become the owner.
            statement = sql.SQL("grant {} to {}").format(sql.Identifier(roles.OWNER), sql.Identifier(row[1]))
            connection.execute(statement)
        roles.ensure_database(connection, str(owner["dbname"]))
    with psycopg.connect(**{**setup, "dbname": owner["dbname"]}, autocommit=True) as connection:
        roles.ensure_defaults(connection)


def check(owner: dict[str, Any], app: dict[str, Any]) -> None:
    """Whether the roles are what row-level security needs them to be. Raises ``ServerError`` with the mend."""
    with psycopg.connect(**owner) as connection:
        if connection.info.server_version < LOWEST:
            raise ServerError(f"PostgreSQL {connection.info.server_version // 10000} is too old: 17 or newer is needed")
        row = connection.execute("select pg_get_userbyid(datdba) from pg_database where datname = current_database()")
        if row.fetchone() != (roles.OWNER,):
            raise ServerError(f"the database must belong to {roles.OWNER}: alter database … owner to {roles.OWNER}")
    with psycopg.connect(**app) as connection:
        faults = app_faults(connection)
    if faults:
        raise ServerError("; ".join(faults))


def app_faults(connection: psycopg.Connection[Any]) -> list[str]:
    """What is wrong with the application role of this connection; empty when nothing is."""
    row = connection.execute(
        "select rolsuper, rolbypassrls, exists (select 1 from pg_auth_members where member = r.oid),"
        " exists (select 1 from pg_class where relowner = r.oid) from pg_roles r where rolname = current_user"
    ).fetchone()
    texts = (
        "the application role is a superuser: alter role sapar_app nosuperuser",
        "the application role bypasses row-level security: alter role sapar_app nobypassrls",
        "the application role is a member of another role: revoke that",
        "the application role owns tables: reassign owned by sapar_app to sapar_owner",
    )
    return [text for text, wrong in zip(texts, row or (), strict=False) if wrong]


def remember(data: Path, where: Addresses) -> None:
    """Keep owner and application address among the keys; the set-up address is not kept."""
    folder = config.keys_dir(data)
    config.write_private(folder / "database-owner.url", where.owner + "\n")
    config.write_private(folder / "database-app.url", where.app + "\n")
