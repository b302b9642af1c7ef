"""What a side imports and how it signs is seen by itself; what was published is seen by everybody until it is withdrawn."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations

from sapar.kernel.access.rls import rls_enable

MINE = "institution_id = (select ctx_institution())"
TABLES = ("import", "importmapping", "iatiprofile", "iatifile")
PUBLIC = "withdrawn_at is null and (select ctx_actor()) <> ''"


def own_rows(table: str) -> migrations.RunSQL:
    """Rows are added for one's own institution only."""
    return migrations.RunSQL(
        f"create policy {table}_insert on {table} for insert with check ({MINE});",
        f"drop policy {table}_insert on {table};",
    )


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("programme", "0050_exchange"), ("access", "0002_context")]
    operations: ClassVar[list[Any]] = [
        # An area of its own, so that the retention job reaches what has to be erased and no plan.
        *(
            rls_enable(
                f"programme_{name}", area="plan_imports" if name == "import" else "plans", own_via=MINE, insert=False
            )
            for name in TABLES
        ),
        *(own_rows(f"programme_{name}") for name in TABLES),
        migrations.RunSQL(
            f"create policy programme_iatifile_public_select on programme_iatifile for select using ({PUBLIC});",
            "drop policy programme_iatifile_public_select on programme_iatifile;",
        ),
    ]
