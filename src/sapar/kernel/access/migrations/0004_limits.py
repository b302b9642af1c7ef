"""Counters of attempts. They are few: failures only."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("access", "0003_invitations")]
    operations: ClassVar[list[migrations.RunSQL]] = [
        migrations.RunSQL(
            "create table access_limit "
            "(bucket char(64) primary key, since timestamptz not null, hits integer not null)",
            "drop table access_limit",
        )
    ]
