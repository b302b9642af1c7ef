"""Policy markers are seen by who set them; what is said about minutes is said between the two sides."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations

from sapar.kernel.access.rls import rls_enable

ME = "(select ctx_institution())"
MINE = f"institution_id = {ME}"
# A policy's subquery is itself subject to the policies of the table it reads.
OF_SIDES = f"meeting_id in (select id from programme_meeting where state_id = {ME} or iom_id = {ME})"


def own_rows(table: str, condition: str) -> migrations.RunSQL:
    """Rows are added for one's own institution only."""
    return migrations.RunSQL(
        f"create policy {table}_insert on {table} for insert with check ({condition});",
        f"drop policy {table}_insert on {table};",
    )


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("programme", "0061_marks_and_comments"),
        ("access", "0002_context"),
    ]
    operations: ClassVar[list[Any]] = [
        rls_enable("programme_policymark", area="plans", own_via=MINE, insert=False),
        own_rows("programme_policymark", MINE),
        rls_enable("programme_minutescomment", area="plans", own_via=OF_SIDES, insert=False),
        own_rows("programme_minutescomment", f"{MINE} and {OF_SIDES}"),
    ]
