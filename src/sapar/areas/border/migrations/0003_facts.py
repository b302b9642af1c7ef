"""The view that figures about crossings are counted from."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from sapar.areas.border.facts import CROSSINGS
from sapar.kernel.facts import fact_view


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("border", "0002_wall"), ("access", "0002_context")]
    operations: ClassVar[list[migrations.RunSQL]] = [fact_view(CROSSINGS)]
