"""What is entered is its own side's until somebody approved it; a concept note is its author's until it is proposed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations

from sapar.kernel.access.rls import rls_enable

ME = "(select ctx_institution())"
PLANS = "(select ctx_reach('plans')) = 'own'"
PROGRAMME = "(select ctx_reach('programme')) = 'all'"
ANYBODY = "(select ctx_actor()) <> ''"
SIDE = f"(state_id = {ME} or iom_id = {ME})"
MINE = f"institution_id = {ME}"
IOM = "((select ctx_role()) like 'iom.%')"
OF_MY_SIDE = f"{PROGRAMME} and (side = 'iom') = {IOM}"
OF_MY_INSTRUMENT = f"instrument_id in (select id from programme_instrument where (side = 'iom') = {IOM})"
STATES = f"{PROGRAMME} and not {IOM}"
RETENTION = "(select ctx_role()) = 'system.retention'"
OF_PROJECT = "project_id in (select id from programme_project)"


def policies(table: str, **conditions: str) -> migrations.RunSQL:
    """Switch row-level security on with one policy a verb."""
    create = [f"alter table {table} enable row level security;"]
    drop = [f"alter table {table} disable row level security;"]
    for verb, condition in conditions.items():
        clause = {"insert": f"with check ({condition})", "update": f"using ({condition}) with check ({condition})"}
        create.append(f"create policy {table}_{verb} on {table} for {verb} {clause.get(verb, f'using ({condition})')};")
        drop.append(f"drop policy {table}_{verb} on {table};")
    return migrations.RunSQL("\n".join(create), "\n".join(drop))


def readers(table: str, condition: str) -> migrations.RunSQL:
    """One more policy for those who read only."""
    return migrations.RunSQL(
        f"create policy {table}_readers on {table} for select using ({condition});",
        f"drop policy {table}_readers on {table};",
    )


def inserted(table: str, condition: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"create policy {table}_insert on {table} for insert with check ({condition});",
        f"drop policy {table}_insert on {table};",
    )


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("programme", "0040_projects"), ("access", "0002_context")]
    operations: ClassVar[list[Any]] = [
        policies(
            "programme_instrument",
            select=f"(approved_at is not null and {ANYBODY}) or ({OF_MY_SIDE})",
            insert=f"{OF_MY_SIDE} and {MINE}",
            update=OF_MY_SIDE,
            delete=RETENTION,
        ),
        policies(
            "programme_clause",
            select="instrument_id in (select id from programme_instrument)",
            insert=f"{PROGRAMME} and {OF_MY_INSTRUMENT}",
            delete=f"({PROGRAMME} and {OF_MY_INSTRUMENT}) or {RETENTION}",
        ),
        policies(
            "programme_stateaction",
            select=f"(approved_at is not null and {ANYBODY}) or ({STATES})",
            insert=f"{STATES} and {MINE}",
            update=STATES,
        ),
        policies("programme_tie", select=ANYBODY, insert=f"{PROGRAMME} and {MINE}", update=PROGRAMME, delete=RETENTION),
        rls_enable(
            "programme_project",
            area="plans",
            own_via=f"({MINE} or (shown_at is not null and {SIDE}))",
            insert=False,
        ),
        inserted("programme_project", f"{MINE} and {SIDE}"),
        readers("programme_project", f"{PLANS} and shown_at is not null and lead_id = {ME}"),
        rls_enable("programme_grant", area="plans", own_via=OF_PROJECT, insert=False),
        inserted("programme_grant", f"{MINE} and {OF_PROJECT}"),
        rls_enable(
            "programme_handover",
            area="plans",
            own_via=f"(giver_id = {ME} or taker_id = {ME} or {OF_PROJECT})",
            insert=False,
        ),
        inserted("programme_handover", f"{MINE} and {OF_PROJECT}"),
        rls_enable(
            "programme_handoversignature",
            area="plans",
            own_via="handover_id in (select id from programme_handover)",
            insert=False,
        ),
        inserted("programme_handoversignature", MINE),
        rls_enable("programme_training", area="plans", own_via=f"({MINE} or {SIDE} or {OF_PROJECT})", insert=False),
        inserted("programme_training", MINE),
        rls_enable(
            "programme_trained",
            area="plans",
            own_via="training_id in (select id from programme_training)",
            insert=False,
        ),
        inserted(
            "programme_trained",
            f"training_id in (select id from programme_training where {MINE})",
        ),
    ]
