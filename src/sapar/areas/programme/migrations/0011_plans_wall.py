"""A side sees its own draft and what was proposed to it; other parties see what is in force; nobody else sees anything."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations

from sapar.kernel.access.rls import rls_enable

SIDE = "state_id = (select ctx_institution()) or iom_id = (select ctx_institution())"
# A policy's subquery is itself subject to the policies of the table it reads: the plan's own policy reads no other table.
PLAN = f"({SIDE} or (in_force_at is not null and jsonb_exists(reader_ids, (select ctx_institution())::text)))"
OF_SIDES = f"plan_id in (select id from programme_plan where {SIDE})"
OF_READERS = "plan_id in (select id from programme_plan)"
VERSION = f"({OF_SIDES} or (in_force_at is not null and {OF_READERS}))"
MINE = "institution_id = (select ctx_institution())"


def own_rows(table: str) -> migrations.RunSQL:
    """Rows are added for one's own institution only."""
    return migrations.RunSQL(
        f"create policy {table}_insert on {table} for insert with check ({MINE});",
        f"drop policy {table}_insert on {table};",
    )


OWN_ROWS = ("draft", "draftline", "version", "comment", "signature", "report", "spending", "remark", "priority")
READ = {
    "draft": MINE,
    "draftline": MINE,
    "version": VERSION,
    "comment": OF_SIDES,
    "signature": "version_id in (select id from programme_version)",
    "report": OF_READERS,
    "spending": OF_READERS,
    "remark": OF_READERS,
    "priority": OF_READERS,
}


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("programme", "0010_plans"), ("access", "0002_context")]
    operations: ClassVar[list[Any]] = [
        rls_enable("programme_party", area="plans", own_via=OF_READERS),
        rls_enable("programme_plan", area="plans", own_via=PLAN),
        rls_enable("programme_round", area="plans", own_via=OF_SIDES),
        rls_enable("programme_activity", area="plans", own_via=OF_READERS),
        rls_enable("programme_milestone", area="plans", own_via=OF_READERS),
        rls_enable("programme_budgetline", area="plans", own_via=OF_READERS),
        *(rls_enable(f"programme_{name}", area="plans", own_via=READ[name], insert=False) for name in OWN_ROWS),
        *(own_rows(f"programme_{name}") for name in OWN_ROWS),
    ]
