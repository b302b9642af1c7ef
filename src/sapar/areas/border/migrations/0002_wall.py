"""Who sees what was recorded at the border: readers whose role reaches all of it, or rows of their own institution."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from sapar.kernel.access.rls import rls_enable


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("border", "0001_tables"), ("access", "0002_context")]
    operations: ClassVar[list[migrations.RunSQL]] = [
        rls_enable("border_inspection", area="border", own="institution_id"),
        rls_enable("border_referral", area="border", own="institution_id"),
        rls_enable("border_crossing", area="border", own="institution_id"),
        rls_enable("border_correction", area="border", own="institution_id"),
    ]
