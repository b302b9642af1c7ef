from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

import sapar.methods.ids


class Migration(migrations.Migration):
    dependencies = [("border", "0041_visas_wall"), ("access", "0002_context")]

    operations = [
        migrations.CreateModel(
            name="Flight",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sapar.methods.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("institution_id", models.UUIDField()),
                ("carrier", models.CharField(max_length=3)),
                ("number", models.CharField(max_length=12)),
                ("origin", models.CharField(blank=True, max_length=5)),
                ("destination", models.CharField(blank=True, max_length=5)),
                ("day", models.DateField()),
                ("departs", models.CharField(blank=True, max_length=16)),
                ("arrives", models.CharField(blank=True, max_length=16)),
                ("direction", models.CharField(max_length=5)),
                ("at", models.DateTimeField(null=True)),
                ("cancelled", models.BooleanField(default=False)),
                ("closed", models.BooleanField(default=False)),
                ("stamps", models.JSONField(default=dict)),
                ("first_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "post",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.place",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Interchange",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sapar.methods.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("institution_id", models.UUIDField()),
                ("channel", models.CharField(max_length=10)),
                ("received_at", models.DateTimeField()),
                ("prepared", models.CharField(blank=True, max_length=16)),
                ("reference", models.CharField(blank=True, max_length=35)),
                ("sender", models.CharField(blank=True, max_length=35)),
                ("digest", models.CharField(max_length=64)),
                ("size", models.IntegerField()),
                ("content", models.BinaryField()),
                ("failure", models.CharField(blank=True, max_length=40)),
                ("faults", models.JSONField(default=list)),
                ("accepted", models.BooleanField()),
                ("reused", models.BooleanField(default=False)),
                ("test", models.BooleanField(default=False)),
                ("applied_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-received_at", "-id"], name="border_interchange_newest"),
                    models.Index(fields=["institution_id", "-received_at", "-id"], name="border_interchange_carrier"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("institution_id", "reference", "digest"), name="border_interchange_same_twice"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FlightMessage",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sapar.methods.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("institution_id", models.UUIDField()),
                ("place", models.IntegerField()),
                ("number", models.IntegerField()),
                ("reference", models.CharField(blank=True, max_length=35)),
                ("type", models.CharField(blank=True, max_length=10)),
                ("kind", models.CharField(blank=True, max_length=20)),
                ("action", models.CharField(blank=True, max_length=20)),
                ("flight_name", models.CharField(blank=True, max_length=60)),
                ("part", models.IntegerField(default=1)),
                ("last_part", models.BooleanField(default=True)),
                ("persons", models.IntegerField(default=0)),
                ("accepted", models.BooleanField()),
                ("faults", models.JSONField(default=list)),
                ("remarks", models.JSONField(default=list)),
                ("flight_id", models.UUIDField(db_index=True, null=True)),
                ("late", models.IntegerField(null=True)),
                (
                    "interchange",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="messages", to="border.interchange"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CarrierAnswer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sapar.methods.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("institution_id", models.UUIDField()),
                ("message_id", models.UUIDField(null=True)),
                ("kind", models.CharField(max_length=10)),
                ("reference", models.CharField(blank=True, max_length=14)),
                ("made_at", models.DateTimeField()),
                ("content", models.BinaryField()),
                ("written_at", models.DateTimeField(null=True)),
                (
                    "interchange",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="border.interchange",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Passenger",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sapar.methods.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("role", models.CharField(max_length=20)),
                ("primary", models.CharField(max_length=110)),
                ("secondary", models.CharField(blank=True, max_length=110)),
                ("birth_date", models.CharField(blank=True, max_length=10)),
                ("sex", models.CharField(blank=True, max_length=1)),
                ("nationality", models.CharField(blank=True, max_length=3)),
                ("document_code", models.CharField(blank=True, max_length=3)),
                ("document_issuer", models.CharField(blank=True, max_length=3)),
                ("document_number", models.CharField(blank=True, max_length=35)),
                ("document_key", models.CharField(blank=True, db_index=True, max_length=35)),
                ("document_expiry", models.CharField(blank=True, max_length=10)),
                ("visa_number", models.CharField(blank=True, max_length=35)),
                ("embark", models.CharField(blank=True, max_length=5)),
                ("disembark", models.CharField(blank=True, max_length=5)),
                ("booking", models.CharField(blank=True, max_length=35)),
                ("reference", models.CharField(blank=True, max_length=35)),
                ("seat", models.CharField(blank=True, max_length=35)),
                ("stamp", models.CharField(blank=True, max_length=16)),
                ("message_id", models.UUIDField()),
                ("position", models.IntegerField(default=0)),
                ("removed", models.BooleanField(default=False)),
                ("on_board", models.BooleanField(null=True)),
                ("level", models.CharField(max_length=5)),
                ("reasons", models.JSONField(default=list)),
                ("checked_at", models.DateTimeField(null=True)),
                ("answer", models.CharField(blank=True, max_length=3)),
                ("answer_reason", models.TextField(blank=True)),
                ("answered_by", models.UUIDField(null=True)),
                (
                    "flight",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="passengers", to="border.flight"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="flight",
            index=models.Index(fields=["post", "at"], name="border_flight_post"),
        ),
        migrations.AddIndex(
            model_name="flight",
            index=models.Index(fields=["day"], name="border_flight_day"),
        ),
        migrations.AddConstraint(
            model_name="flight",
            constraint=models.UniqueConstraint(
                fields=("institution_id", "carrier", "number", "origin", "day"), name="border_flight_once"
            ),
        ),
        migrations.AddIndex(
            model_name="carrieranswer",
            index=models.Index(fields=["institution_id", "id"], name="border_answer_carrier"),
        ),
        migrations.AddIndex(
            model_name="carrieranswer",
            index=models.Index(
                condition=models.Q(("written_at__isnull", True)), fields=["id"], name="border_answer_unwritten"
            ),
        ),
        migrations.AddIndex(
            model_name="passenger",
            index=models.Index(fields=["flight", "primary", "id"], name="border_passenger_flight"),
        ),
    ]
