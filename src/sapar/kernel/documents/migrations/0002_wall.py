"""Who sees which documents: those of their institution, or all of them for readers whose role says so.

The holder of a record sees its seal, not what others uploaded for it.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from sapar.kernel.access.rls import rls_enable


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("documents", "0001_tables"), ("access", "0002_context")]
    operations: ClassVar[list[migrations.RunSQL]] = [
        rls_enable("documents_attachment", area="documents", own="institution_id"),
        rls_enable("documents_seal", area="documents", own="institution_id", holder="holder_id"),
    ]
