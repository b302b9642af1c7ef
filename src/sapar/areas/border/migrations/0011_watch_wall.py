"""Who may know of a list, an alert, a person on them, and of what was found.

*Owners* are an institution, a role and a place: the place of the duty that the actor has, or none for the whole
institution. Everything of lists and alerts is theirs alone. Only people whose hits the desk may know of are read by
others: those whose reach names ``screening``, and not before they are in force. What was found quietly is read by its
owner and by the node's own screening, and waiting checks by the latter alone.

Inserting is limited here too (elsewhere the act decides): a row that somebody else owns cannot be made.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from sapar.kernel.access.rls import rls_enable

OWNER = (
    "owner_institution_id = (select ctx_institution()) and owner_role = (select ctx_role()) and owner_place_id in ("
    "select coalesce(d.place_id, '00000000-0000-0000-0000-000000000000'::uuid) from access_duty d "
    "where 'account:' || d.account_id = (select ctx_actor()) and d.role = (select ctx_role()) "
    "and d.institution_id = (select ctx_institution()) and d.ended_at is null)"
)
READER = "(select ctx_reach('screening')) = 'all'"
ALL_WATCH = "(select ctx_reach('watch')) = 'all'"
OWN_WATCH = f"(select ctx_reach('watch')) = 'own' and {OWNER}"


def owned(table: str, *, insert_by: str = f"({ALL_WATCH}) or ({OWN_WATCH})") -> list[migrations.RunSQL]:
    return [
        rls_enable(table, area="watch", own_via=OWNER, insert=False),
        migrations.RunSQL(
            f"create policy {table}_insert on {table} for insert with check ({insert_by});",
            f"drop policy {table}_insert on {table};",
        ),
    ]


def read_by(table: str, name: str, condition: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"create policy {table}_{name} on {table} for select using ({condition});",
        f"drop policy {table}_{name} on {table};",
    )


def written_by(table: str, name: str, condition: str) -> migrations.RunSQL:
    """For the one counter that all owners move: it says that something changed, not what and not whose."""
    return migrations.RunSQL(
        f"create policy {table}_{name}_update on {table} for update using ({condition}) with check ({condition});"
        f"create policy {table}_{name}_insert on {table} for insert with check ({condition});",
        f"drop policy {table}_{name}_update on {table}; drop policy {table}_{name}_insert on {table};",
    )


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("border", "0010_watch"), ("access", "0002_context")]
    operations: ClassVar[list[migrations.RunSQL]] = [
        *owned("border_watchlist"),
        *owned("border_listversion"),
        *owned("border_alert"),
        *owned("border_alertversion"),
        *owned("border_entry"),
        read_by("border_entry", "open", f"not quiet and state <> 'draft' and {READER}"),
        *owned("border_lostdocument"),
        read_by("border_lostdocument", "open", f"state <> 'draft' and {READER}"),
        *owned("border_watchcounter"),
        read_by("border_watchcounter", "open", f"not quiet and ({READER} or (select ctx_reach('watch')) <> 'none')"),
        written_by("border_watchcounter", "open", "not quiet and (select ctx_reach('watch')) <> 'none'"),
        rls_enable("border_watchstep", area="watch", own_via="true"),
        read_by("border_watchstep", "open", READER),
        rls_enable("border_hit", area="border", own="institution_id"),
        # The node's own screening alone reads what waits; whoever screens hands it in.
        rls_enable("border_quietcheck", area="watch", own_via="false"),
        *owned("border_quietnote", insert_by=ALL_WATCH),
    ]
