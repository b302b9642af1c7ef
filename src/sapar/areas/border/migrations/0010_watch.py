"""Lists, alerts, the people they name, and what screening found."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import sapar.methods.ids


class Migration(migrations.Migration):
    dependencies = [
        ("border", "0003_facts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Alert",
            fields=[
                ("owner_institution_id", models.UUIDField()),
                ("owner_role", models.CharField(max_length=60)),
                ("owner_place_id", models.UUIDField(default=uuid.UUID("00000000-0000-0000-0000-000000000000"))),
                (
                    "id",
                    models.UUIDField(
                        default=sapar.methods.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("meaning", models.CharField(max_length=12)),
                ("state", models.CharField(max_length=10)),
                ("reference", models.CharField(max_length=40)),
                ("expires_on", models.DateField()),
                ("created_at", models.DateTimeField()),
                ("created_by", models.UUIDField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.UUIDField(null=True)),
                ("end_reason", models.TextField(blank=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="WatchCounter",
            fields=[
                ("owner_institution_id", models.UUIDField()),
                ("owner_role", models.CharField(max_length=60)),
                ("owner_place_id", models.UUIDField(default=uuid.UUID("00000000-0000-0000-0000-000000000000"))),
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("quiet", models.BooleanField()),
                ("revision", models.BigIntegerField()),
                ("stamp", models.UUIDField()),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="WatchList",
            fields=[
                ("owner_institution_id", models.UUIDField()),
                ("owner_role", models.CharField(max_length=60)),
                ("owner_place_id", models.UUIDField(default=uuid.UUID("00000000-0000-0000-0000-000000000000"))),
                (
                    "id",
                    models.UUIDField(
                        default=sapar.methods.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("authority", models.CharField(blank=True, max_length=200)),
                ("legal_basis", models.TextField()),
                ("kind", models.CharField(max_length=10)),
                ("meaning", models.CharField(max_length=12)),
                ("created_at", models.DateTimeField()),
                ("created_by", models.UUIDField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AlertVersion",
            fields=[
                ("owner_institution_id", models.UUIDField()),
                ("owner_role", models.CharField(max_length=60)),
                ("owner_place_id", models.UUIDField(default=uuid.UUID("00000000-0000-0000-0000-000000000000"))),
                (
                    "id",
                    models.UUIDField(
                        default=sapar.methods.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.IntegerField()),
                ("content", models.JSONField()),
                ("legal_basis", models.TextField()),
                ("expires_on", models.DateField()),
                ("drafted_at", models.DateTimeField()),
                ("drafted_by", models.UUIDField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.UUIDField(null=True)),
                ("approved", models.BooleanField(null=True)),
                (
                    "alert",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="border.alert",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("owner_institution_id", models.UUIDField()),
                ("owner_role", models.CharField(max_length=60)),
                ("owner_place_id", models.UUIDField(default=uuid.UUID("00000000-0000-0000-0000-000000000000"))),
                (
                    "id",
                    models.UUIDField(
                        default=sapar.methods.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("list_id", models.UUIDField(null=True)),
                ("alert_id", models.UUIDField(null=True)),
                ("version_id", models.UUIDField()),
                ("source_id", models.CharField(max_length=200)),
                ("replaces_id", models.UUIDField(null=True)),
                ("content", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("meaning", models.CharField(max_length=12)),
                ("quiet", models.BooleanField()),
                ("state", models.CharField(max_length=6)),
                ("expires_on", models.DateField(null=True)),
                ("revision", models.BigIntegerField(null=True)),
                ("stamp", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["quiet", "revision"], name="border_entry_revision"),
                    models.Index(fields=["list_id", "state", "source_id"], name="border_entry_list"),
                    models.Index(
                        condition=models.Q(("alert_id__isnull", False)), fields=["alert_id"], name="border_entry_alert"
                    ),
                    models.Index(
                        condition=models.Q(("expires_on__isnull", False), ("state", "live")),
                        fields=["expires_on"],
                        name="border_entry_expiry",
                    ),
                    models.Index(fields=["version_id", "id"], name="border_entry_version"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sapar.methods.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("inspection_id", models.UUIDField()),
                ("entry_id", models.UUIDField()),
                ("entry_digest", models.CharField(max_length=64)),
                ("document_id", models.UUIDField(null=True)),
                ("person_id", models.UUIDField(null=True)),
                ("meaning", models.CharField(max_length=12)),
                ("score", models.FloatField()),
                ("explanation", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                ("place_id", models.UUIDField()),
                ("institution_id", models.UUIDField()),
                ("verdict", models.CharField(blank=True, max_length=8)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.UUIDField(null=True)),
                ("reason", models.TextField(blank=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["document_id", "-at"], name="border_hit_document"),
                    models.Index(fields=["inspection_id"], name="border_hit_inspection"),
                    models.Index(fields=["entry_id", "-at"], name="border_hit_entry"),
                    models.Index(fields=["-at"], name="border_hit_at"),
                ],
            },
        ),
        migrations.CreateModel(
            name="LostDocument",
            fields=[
                ("owner_institution_id", models.UUIDField()),
                ("owner_role", models.CharField(max_length=60)),
                ("owner_place_id", models.UUIDField(default=uuid.UUID("00000000-0000-0000-0000-000000000000"))),
                (
                    "id",
                    models.UUIDField(
                        default=sapar.methods.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=25)),
                ("issuer", models.CharField(blank=True, max_length=3)),
                ("kind", models.CharField(max_length=12)),
                ("source", models.CharField(max_length=200)),
                ("reported_on", models.CharField(blank=True, max_length=10)),
                ("list_id", models.UUIDField(null=True)),
                ("version_id", models.UUIDField(null=True)),
                ("replaces_id", models.UUIDField(null=True)),
                ("state", models.CharField(max_length=6)),
                ("created_at", models.DateTimeField()),
                ("created_by", models.UUIDField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("state", "live")), fields=["number"], name="border_lost_number"),
                    models.Index(fields=["list_id", "state"], name="border_lost_list"),
                    models.Index(fields=["version_id", "id"], name="border_lost_version"),
                ],
            },
        ),
        migrations.CreateModel(
            name="QuietCheck",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sapar.methods.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("subject_id", models.UUIDField()),
                ("asked", models.JSONField()),
                ("occasion", models.JSONField()),
                ("queued_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at", None)), fields=["queued_at"], name="border_quiet_waiting"
                    ),
                    models.Index(fields=["subject_id"], name="border_quiet_subject"),
                ],
            },
        ),
        migrations.CreateModel(
            name="QuietNote",
            fields=[
                ("owner_institution_id", models.UUIDField()),
                ("owner_role", models.CharField(max_length=60)),
                ("owner_place_id", models.UUIDField(default=uuid.UUID("00000000-0000-0000-0000-000000000000"))),
                (
                    "id",
                    models.UUIDField(
                        default=sapar.methods.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("check_id", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("hit", models.BooleanField()),
                ("document", models.CharField(blank=True, max_length=40)),
                ("asked", models.JSONField(default=dict)),
                ("occasion", models.JSONField(default=dict)),
                ("found", models.JSONField(default=list)),
                ("seen_at", models.DateTimeField(null=True)),
                ("seen_by", models.UUIDField(null=True)),
                ("verdict", models.CharField(blank=True, max_length=8)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.UUIDField(null=True)),
                ("reason", models.TextField(blank=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("hit", True)),
                        fields=["owner_institution_id", "owner_role", "-at"],
                        name="border_note_owner",
                    ),
                    models.Index(fields=["check_id"], name="border_note_check"),
                    models.Index(condition=models.Q(("hit", True)), fields=["document"], name="border_note_document"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ListVersion",
            fields=[
                ("owner_institution_id", models.UUIDField()),
                ("owner_role", models.CharField(max_length=60)),
                ("owner_place_id", models.UUIDField(default=uuid.UUID("00000000-0000-0000-0000-000000000000"))),
                (
                    "id",
                    models.UUIDField(
                        default=sapar.methods.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.IntegerField()),
                ("state", models.CharField(max_length=10)),
                ("format", models.CharField(max_length=20)),
                ("list_date", models.CharField(blank=True, max_length=10)),
                ("headings", models.JSONField(default=list)),
                ("mapping", models.JSONField(default=dict)),
                ("file", models.BinaryField(null=True)),
                ("digest", models.CharField(max_length=64)),
                ("counts", models.JSONField(default=dict)),
                ("problems", models.JSONField(default=dict)),
                ("gone", models.JSONField(default=list)),
                ("base_id", models.UUIDField(null=True)),
                ("imported_at", models.DateTimeField()),
                ("imported_by", models.UUIDField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.UUIDField(null=True)),
                (
                    "watchlist",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="border.watchlist",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="WatchStep",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sapar.methods.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("revision", models.BigIntegerField()),
                ("stamp", models.UUIDField()),
            ],
            options={
                "indexes": [models.Index(fields=["revision"], name="border_watchstep_revision")],
            },
        ),
    ]
