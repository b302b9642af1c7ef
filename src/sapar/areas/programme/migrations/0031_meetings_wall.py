"""Minutes belong to the side that writes them until they are proposed; who takes part reads the meeting and the protocol."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations

from sapar.kernel.access.rls import rls_enable

ME = "(select ctx_institution())"
PLANS = "(select ctx_reach('plans')) = 'own'"
SIDE = f"(state_id = {ME} or iom_id = {ME})"
# A policy's subquery is itself subject to the policies of the table it reads.
OF_SIDES = f"meeting_id in (select id from programme_meeting where {SIDE})"
OF_READERS = "meeting_id in (select id from programme_meeting)"
MINE = f"institution_id = {ME}"


def policy(table: str, name: str, verb: str, condition: str) -> migrations.RunSQL:
    """One more policy: rows are read or added by more people than those who may change them."""
    clause = "with check" if verb == "insert" else "using"
    return migrations.RunSQL(
        f"create policy {table}_{name} on {table} for {verb} {clause} ({condition});",
        f"drop policy {table}_{name} on {table};",
    )


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("programme", "0030_meetings"), ("access", "0002_context")]
    operations: ClassVar[list[Any]] = [
        rls_enable("programme_meeting", area="plans", own_via=SIDE, insert=False),
        policy("programme_meeting", "insert", "insert", f"{MINE} and {SIDE}"),
        policy("programme_meeting", "readers", "select", f"{PLANS} and jsonb_exists(reader_ids, {ME}::text)"),
        rls_enable("programme_agendaitem", area="plans", own_via=OF_SIDES, insert=False),
        policy("programme_agendaitem", "insert", "insert", f"{MINE} and {OF_SIDES}"),
        policy("programme_agendaitem", "readers", "select", f"{PLANS} and {OF_READERS}"),
        rls_enable("programme_participant", area="plans", own_via=f"({OF_SIDES} or {MINE})", insert=False),
        policy("programme_participant", "insert", "insert", f"({OF_SIDES} or ({MINE} and {OF_READERS}))"),
        policy("programme_participant", "readers", "select", f"{PLANS} and {OF_READERS}"),
        rls_enable("programme_minutesline", area="plans", own_via=MINE, insert=False),
        policy("programme_minutesline", "insert", "insert", f"{MINE} and {OF_SIDES}"),
        rls_enable("programme_minutesversion", area="plans", own_via=OF_SIDES, insert=False),
        policy("programme_minutesversion", "insert", "insert", f"{MINE} and {OF_SIDES}"),
        policy(
            "programme_minutesversion",
            "readers",
            "select",
            f"{PLANS} and in_force_at is not null and {OF_READERS}",
        ),
        rls_enable(
            "programme_minutessignature",
            area="plans",
            own_via="version_id in (select id from programme_minutesversion)",
            insert=False,
        ),
        policy("programme_minutessignature", "insert", "insert", MINE),
        rls_enable("programme_decision", area="plans", own_via=SIDE, insert=False),
        policy("programme_decision", "insert", "insert", SIDE),
        policy(
            "programme_decision",
            "readers",
            "select",
            f"{PLANS} and (responsible_id = {ME} or {OF_READERS})",
        ),
        rls_enable(
            "programme_followup",
            area="plans",
            own_via="decision_id in (select id from programme_decision)",
            insert=False,
        ),
        policy("programme_followup", "insert", "insert", MINE),
    ]
