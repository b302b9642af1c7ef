"""Result indicators with their values, and reviews."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

import sapar.methods.ids


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0011_plans_wall"),
    ]

    operations = [
        migrations.CreateModel(
            name="Measure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sapar.methods.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.IntegerField()),
                ("line_id", models.UUIDField()),
                ("institution_id", models.UUIDField()),
                ("responsible_id", models.UUIDField()),
                ("title", models.JSONField()),
                ("content", models.JSONField()),
                ("definition_hash", models.CharField(max_length=64)),
                ("indicator", models.CharField(blank=True, max_length=80)),
                ("rolls_into", models.UUIDField(null=True)),
                ("proposed_at", models.DateTimeField()),
                ("proposed_by", models.CharField(max_length=80)),
                ("agreed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("end_reason", models.CharField(blank=True, max_length=500)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programme.plan"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sapar.methods.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("institution_id", models.UUIDField()),
                ("template", models.CharField(max_length=40)),
                ("as_of", models.DateField()),
                ("opened_at", models.DateTimeField()),
                ("opened_by", models.CharField(max_length=80)),
                ("shared_at", models.DateTimeField(null=True)),
                ("approved_at", models.DateTimeField(null=True)),
                ("approver", models.CharField(blank=True, max_length=200)),
                ("content", models.JSONField(null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("checked", models.JSONField(null=True)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programme.plan"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Block",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sapar.methods.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("section", models.CharField(max_length=40)),
                ("text", models.JSONField()),
                ("version", models.IntegerField(default=1)),
                ("changed_at", models.DateTimeField()),
                ("changed_by", models.CharField(max_length=80)),
                ("author", models.CharField(max_length=200)),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="blocks", to="programme.review"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Sheet",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sapar.methods.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("language", models.CharField(max_length=2)),
                ("format", models.CharField(max_length=4)),
                ("content", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sheets", to="programme.review"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Value",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sapar.methods.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("plan_id", models.UUIDField()),
                ("institution_id", models.UUIDField()),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("numerator", models.DecimalField(decimal_places=4, max_digits=20, null=True)),
                ("denominator", models.DecimalField(decimal_places=4, max_digits=20, null=True)),
                ("parts", models.JSONField(default=list)),
                ("source", models.CharField(max_length=10)),
                ("run_id", models.UUIDField(null=True)),
                ("evidence_link", models.CharField(blank=True, max_length=500)),
                ("evidence_sha256", models.CharField(blank=True, max_length=64)),
                ("note", models.CharField(blank=True, max_length=2000)),
                ("definition_hash", models.CharField(blank=True, max_length=64)),
                ("as_of", models.DateField(null=True)),
                ("vintage", models.CharField(blank=True, max_length=12)),
                ("revision", models.IntegerField(default=0)),
                ("corrects_id", models.UUIDField(null=True)),
                ("entered_at", models.DateTimeField()),
                ("entered_by", models.CharField(max_length=80)),
                ("author", models.CharField(max_length=200)),
                ("submitted_at", models.DateTimeField(null=True)),
                ("approved_at", models.DateTimeField(null=True)),
                ("approved_by", models.CharField(blank=True, max_length=80)),
                ("approver", models.CharField(blank=True, max_length=200)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="values", to="programme.measure"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.UniqueConstraint(fields=("plan", "number"), name="programme_measure_once"),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(("definition_hash__regex", "^[0-9a-f]{64}$")), name="programme_measure_defined"
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_at", None),
                    models.Q(("content__isnull", False), ("sha256__regex", "^[0-9a-f]{64}$")),
                    _connector="OR",
                ),
                name="programme_review_frozen",
            ),
        ),
        migrations.AddConstraint(
            model_name="block",
            constraint=models.UniqueConstraint(fields=("review", "section"), name="programme_block_once"),
        ),
        migrations.AddConstraint(
            model_name="sheet",
            constraint=models.UniqueConstraint(fields=("review", "language", "format"), name="programme_sheet_once"),
        ),
        migrations.AddIndex(
            model_name="value",
            index=models.Index(fields=["plan_id", "measure"], name="programme_value_plan"),
        ),
        migrations.AddConstraint(
            model_name="value",
            constraint=models.UniqueConstraint(
                condition=models.Q(("approved_at__isnull", False)),
                fields=("measure", "starts_on", "ends_on", "revision"),
                name="programme_value_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="value",
            constraint=models.CheckConstraint(
                condition=models.Q(("starts_on__lte", models.F("ends_on"))), name="programme_value_days"
            ),
        ),
        migrations.AddConstraint(
            model_name="value",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__in", ("typed", "counted"))), name="programme_value_source"
            ),
        ),
        migrations.AddConstraint(
            model_name="value",
            constraint=models.CheckConstraint(
                condition=models.Q(("vintage__in", ("", "preliminary", "revised", "final"))),
                name="programme_value_vintage",
            ),
        ),
        migrations.AddConstraint(
            model_name="value",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_at", None),
                    models.Q(
                        ("definition_hash__regex", "^[0-9a-f]{64}$"),
                        ("sha256__regex", "^[0-9a-f]{64}$"),
                        ("as_of__isnull", False),
                        ("submitted_at__isnull", False),
                        ("vintage__in", ("preliminary", "revised", "final")),
                        models.Q(("approved_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="programme_value_published",
            ),
        ),
        migrations.AddConstraint(
            model_name="value",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_at", None),
                    models.Q(("run_id__isnull", False), ("source", "counted")),
                    models.Q(
                        ("source", "typed"),
                        models.Q(
                            models.Q(("evidence_link", ""), _negated=True),
                            ("evidence_sha256__regex", "^[0-9a-f]{64}$"),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="programme_value_leads_somewhere",
            ),
        ),
    ]
