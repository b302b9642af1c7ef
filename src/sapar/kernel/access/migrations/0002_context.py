"""The functions through which every row-level security policy asks who acts."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from sapar.kernel.access.rls import DROP_FUNCTIONS, FUNCTIONS


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("access", "0001_tables")]
    operations: ClassVar[list[migrations.RunSQL]] = [migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS)]
