"""Who sees what belongs to the desk: readers whose role reaches all of the border, or rows of their own institution."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from sapar.kernel.access.rls import rls_enable

TABLES = (
    "border_statement",
    "border_escort",
    "border_transit",
    "border_party",
    "border_partymember",
    "border_refusal",
    "border_appeal",
    "border_lane",
    "border_seat",
    "border_handover",
    "border_shift",
)


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("border", "0020_desk")]
    operations: ClassVar[list[migrations.RunSQL]] = [
        rls_enable(table, area="border", own="institution_id") for table in TABLES
    ]
