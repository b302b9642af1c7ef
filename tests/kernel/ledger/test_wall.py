"""The ledger in the database: append-only for everybody, readable for few, erasable where it must be."""

from __future__ import annotations

import re
from typing import Any

import psycopg
import pytest
from django.db import connection
from tests.kernel.conftest import CONSOLE, Office, entries, make_office

from sapar.kernel.access.actor import Actor
from sapar.kernel.access.acts import create_account, end_sessions
from sapar.kernel.access.context import reading
from sapar.kernel.ledger import sequencer, store

TABLES = ("ledger_entry", "ledger_leaf", "ledger_node", "ledger_head")


@pytest.fixture
def written(office: Office) -> Office:
    office.add("merdan", "access.manager")
    office.add("aylar", "ledger.auditor")
    sequencer.drain()
    return office


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["update {} set {} = {}", "delete from {}", "truncate {} cascade"])
def test_nobody_changes_what_was_written(
    written: Office, owner_sql: Any, app_sql: Any, table: str, statement: str
) -> None:
    """Update, delete and truncate are refused for the application by grants, for the owner by triggers."""
    column = owner_sql.execute(
        "select column_name from information_schema.columns where table_name = %s order by ordinal_position limit 1",
        [table],
    ).fetchone()[0]
    text = statement.format(table, column, column)
    for sql in (owner_sql, app_sql):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            sql.execute(text)


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_note", "ledger_subject", "ledger_pending"])
def test_the_application_writes_through_the_function_only(written: Office, app_sql: Any, table: str) -> None:
    """Faulty or injected SQL cannot add an entry beside the function."""
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app_sql.execute(f"insert into {table} select * from {table} limit 0")


def test_entries_are_read_by_the_institutions_auditor_only(written: Office, app_sql: Any) -> None:
    """An auditor sees the entries of their institution, a manager none, an inspector all."""
    other = make_office("OTHER", "audit")
    inspector = other.add("ogul", "ledger.inspector")
    foreign = other.add("jeren", "access.manager")
    end_sessions(foreign, account_id=foreign.account_id)
    end_sessions(written.people["merdan"], account_id=written.people["aylar"].account_id)

    def seen(actor: Actor) -> set[Any]:
        with reading(actor), connection.cursor() as cursor:
            cursor.execute("select institution from ledger_entry")
            return {row[0] for row in cursor.fetchall()}

    assert seen(written.people["aylar"]) == {written.institution.pk}
    assert seen(written.people["merdan"]) == set()
    assert {written.institution.pk, other.institution.pk} <= seen(inspector)


def test_without_an_actor_reading_is_loud(written: Office, app_sql: Any) -> None:
    """Outside a transaction that knows its reader a policy raises; it does not quietly show nothing."""
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app_sql.execute("select count(*) from ledger_entry")
    app_sql.execute("begin")
    app_sql.execute("select set_config('sapar.reach', 'ledger=all', true), set_config('sapar.institution', 'x', true)")
    app_sql.execute("commit")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app_sql.execute("select count(*) from ledger_entry")


def test_erasing_a_subject_makes_its_pseudonym_mean_nobody(written: Office, owner_sql: Any) -> None:
    """Erasure takes the mapping, the salts and the results; the entries and their numbers stay and still verify."""
    account = create_account(CONSOLE, username="gozel", full_name="Gözel", key="k")
    sequencer.drain()
    subject = f"account:{account.pk}"
    before = [entry["id"] for entry in entries(owner_sql)]
    touched = owner_sql.execute("select ledger_forget(%s)", [subject]).fetchone()[0]
    assert touched == 1
    assert owner_sql.execute("select count(*) from ledger_subject where subject = %s", [subject]).fetchone()[0] == 0
    left = owner_sql.execute("select salt, result from ledger_note where key = 'k'").fetchone()
    assert left == (None, None)
    assert [entry["id"] for entry in entries(owner_sql)] == before


def test_every_policy_wraps_its_settings(node_db: Any, owner_sql: Any) -> None:
    """A context call that is not an InitPlan is evaluated for each row (160 times slower): all of them are wrapped."""
    rows = owner_sql.execute(
        "select policyname, coalesce(qual, '') || ' ' || coalesce(with_check, '') from pg_policies"
    ).fetchall()
    assert rows
    for name, text in rows:
        assert "current_setting" not in text, name
        bare = re.sub(r"\( SELECT ctx_\w+\([^)]*\) AS ctx_\w+\)", "", text)
        assert "ctx_" not in bare, f"{name}: {text}"


def test_every_table_with_personal_data_has_row_level_security(node_db: Any, owner_sql: Any) -> None:
    """All area tables and the kernel's tables about people stand behind policies; the exceptions are listed here."""
    open_tables = {
        # accounts and institutions: no case data; sign-in has to read them before anybody is known
        "access_account", "access_accessrequest", "access_duty", "access_institution", "access_invitation",
        "access_place", "access_machine", "access_machinekey",
        # keyed digests of addresses, counted before anybody is known
        "access_limit",
        # numbers and hashes
        "ledger_pending", "ledger_leaf", "ledger_node", "ledger_head",
    }  # fmt: skip
    rows = owner_sql.execute(
        "select relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' "
        "and c.relkind = 'r' and not c.relrowsecurity and relname ~ "
        "'^(access|ledger|people|procedures|documents|notices|facts|labour|border|programme)_'"
    ).fetchall()
    assert {row[0] for row in rows} - open_tables - REFERENCE_TABLES == set()


REFERENCE_TABLES = {
    # reference data that anybody may read
    "labour_quota",
}


def test_the_application_role_owns_nothing_and_bypasses_nothing(node_db: Any, owner_sql: Any) -> None:
    """Policies hold for the application only as long as it is neither owner nor superuser nor member of another role."""
    row = owner_sql.execute(
        "select rolsuper, rolbypassrls, rolcreaterole, (select count(*) from pg_class where relowner = r.oid), "
        "(select count(*) from pg_auth_members where member = r.oid) from pg_roles r where rolname = 'sapar_app'"
    ).fetchone()
    assert row == (False, False, False, 0, 0)
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone()[0] == "sapar_app"


def test_numbering_is_gapless_and_proofs_hold(written: Office, owner_sql: Any) -> None:
    """Numbers run from 0 without gaps; an inclusion proof of each entry leads to the signed head."""
    from sapar.kernel.ledger.body import body_of
    from sapar.methods import merkle

    numbers = [row[0] for row in owner_sql.execute("select seq from ledger_leaf order by seq").fetchall()]
    assert numbers == list(range(len(numbers))) and len(numbers) == len(entries(owner_sql))
    with reading(CONSOLE):
        for entry in entries(owner_sql):
            proof = store.proof(entry["id"])
            path = [bytes.fromhex(step) for step in proof["path"]]
            root = bytes.fromhex(proof["head"]["root"])
            leaf = merkle.leaf_hash(body_of(proof["body"]))
            assert merkle.verify_inclusion(leaf, proof["seq"], proof["head"]["size"], path, root)


def test_an_entry_changed_by_a_superuser_is_named_by_the_export(written: Office, node_db: Any, tmp_path: Any) -> None:
    """Who owns the machine can change the database; the export then names the entry, offline, with the keys alone."""
    from tests.conftest import DATA, _connect

    from sapar.kernel.ledger import cli
    from sapar.node import roles

    file = tmp_path / "export.jsonl"

    def verified() -> int:
        with reading(CONSOLE):
            file.write_text("".join(store.export()))
        return cli.main([str(file), "--keys", str(DATA / "keys" / "public")])

    assert verified() == 0
    with _connect(node_db.place, roles.SETUP, node_db.database) as setup:
        setup.execute("alter table ledger_entry disable trigger user")
        changed = "(select entry_id from ledger_leaf where seq = 3)"
        setup.execute(f"update ledger_entry set purpose = 'statistics' where id = {changed}")
    assert verified() == 1
    with _connect(node_db.place, roles.SETUP, node_db.database) as setup:
        setup.execute(f"delete from ledger_entry where id = {changed}")
    assert verified() == 1
