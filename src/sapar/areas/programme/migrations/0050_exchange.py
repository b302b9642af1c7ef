from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

import sapar.methods.ids


class Migration(migrations.Migration):
    dependencies = [("programme", "0041_projects_wall")]

    operations = [
        migrations.CreateModel(
            name="IatiProfile",
            fields=[
                ("institution_id", models.UUIDField(primary_key=True, serialize=False)),
                ("content", models.JSONField()),
                ("changed_at", models.DateTimeField()),
                ("changed_by", models.CharField(max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name="ImportMapping",
            fields=[
                ("institution_id", models.UUIDField(primary_key=True, serialize=False)),
                ("columns", models.JSONField(default=dict)),
                ("names", models.JSONField(default=dict)),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="version",
            name="seal",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.CreateModel(
            name="Import",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sapar.methods.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("institution_id", models.UUIDField()),
                ("sheet", models.CharField(blank=True, max_length=100)),
                ("rows", models.JSONField()),
                ("head_row", models.IntegerField()),
                ("columns", models.JSONField()),
                ("names", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=80)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programme.plan"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="IatiFile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sapar.methods.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reference", models.CharField(max_length=40)),
                ("version_id", models.UUIDField()),
                ("institution_id", models.UUIDField()),
                ("content", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("activities", models.IntegerField()),
                ("warnings", models.IntegerField()),
                ("published_at", models.DateTimeField()),
                ("published_by", models.CharField(max_length=80)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_reason", models.CharField(blank=True, max_length=500)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programme.plan"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["reference", "-published_at"], name="programme_iatifile_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="programme_iatifile_hash"
                    )
                ],
            },
        ),
    ]
