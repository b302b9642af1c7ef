"""The fact view of decisions on work permits."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from sapar.areas.labour.facts import PERMIT_DECISIONS
from sapar.kernel.facts.operations import fact_view


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("labour", "0002_wall"), ("procedures", "0002_wall")]
    operations: ClassVar[list[migrations.RunSQL]] = [fact_view(PERMIT_DECISIONS)]
