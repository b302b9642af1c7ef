"""Large files of lists are read by a job: how far it is, what ended it, and each value that could not be read."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("border", "0062_one_person_wall")]
    operations: ClassVar[list[migrations.AddField]] = [
        migrations.AddField("listversion", "findings", models.JSONField(default=list)),
        migrations.AddField("listversion", "origin", models.CharField(default="page", max_length=10)),
        migrations.AddField("listversion", "progress", models.JSONField(default=dict)),
        migrations.AddField("listversion", "trouble", models.CharField(blank=True, default="", max_length=20)),
        migrations.AddField("listversion", "trouble_line", models.IntegerField(default=0)),
    ]
