"""Counters of attempts. Losing them in a crash loses nothing, so they are not logged."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("access", "0003_invitations")]
    operations: ClassVar[list[migrations.RunSQL]] = [
        migrations.RunSQL(
            "create unlogged table access_limit "
            "(bucket char(64) primary key, since timestamptz not null, hits integer not null)",
            "drop table access_limit",
        )
    ]
