"""Links are changed by those who reach the programme and read by everybody who acts here; and the first two links."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations

from sapar.kernel import clock
from sapar.kernel.access.rls import rls_enable

FIRST = (("GCM.5", "labour.decided_within_clock"), ("GCM.12", "labour.decided_within_clock"))


def first_links(apps: Any, schema_editor: Any) -> None:
    link = apps.get_model("programme", "Link")
    for provision, indicator in FIRST:
        link.objects.create(provision=provision, indicator=indicator, linked_at=clock.now(), linked_by="system:setup")


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("programme", "0001_tables"), ("access", "0002_context")]
    operations: ClassVar[list[Any]] = [
        rls_enable("programme_link", area="programme"),
        migrations.RunSQL(
            "create policy programme_link_readers on programme_link for select using ((select ctx_actor()) <> '');",
            "drop policy programme_link_readers on programme_link;",
        ),
        migrations.RunPython(first_links, migrations.RunPython.noop),
    ]
