from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

import sapar.methods.ids


class Migration(migrations.Migration):
    dependencies = [
        ("border", "0031_stays_wall"),
    ]

    operations = [
        migrations.CreateModel(
            name="VisaApplication",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sapar.methods.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("institution_id", models.UUIDField()),
                ("reference", models.CharField(max_length=20, unique=True)),
                ("code_digest", models.CharField(max_length=64)),
                ("language", models.CharField(max_length=2)),
                ("started_at", models.DateTimeField()),
                ("draft_since", models.DateTimeField(null=True)),
                ("submitted_at", models.DateTimeField(null=True)),
                ("primary", models.CharField(blank=True, max_length=120)),
                ("secondary", models.CharField(blank=True, max_length=120)),
                ("birth_date", models.CharField(blank=True, max_length=10)),
                ("sex", models.CharField(blank=True, max_length=1)),
                ("nationality", models.CharField(blank=True, max_length=3)),
                ("document_code", models.CharField(blank=True, max_length=2)),
                ("issuer", models.CharField(blank=True, max_length=3)),
                ("number", models.CharField(blank=True, max_length=25)),
                ("document_key", models.CharField(blank=True, max_length=40)),
                ("document_expires_on", models.DateField(null=True)),
                ("mrz", models.TextField(blank=True)),
                ("purpose", models.CharField(blank=True, max_length=20)),
                ("arrives_on", models.DateField(null=True)),
                ("leaves_on", models.DateField(null=True)),
                ("entries", models.CharField(blank=True, max_length=2)),
                ("stays_at", models.CharField(blank=True, max_length=300)),
                ("email", models.CharField(blank=True, max_length=254)),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("inviter_kind", models.CharField(blank=True, max_length=20)),
                ("inviter_name", models.CharField(blank=True, max_length=200)),
                ("inviter_register", models.CharField(blank=True, max_length=40)),
                ("inviter_reference", models.CharField(blank=True, max_length=60)),
                ("inviter_contact", models.CharField(blank=True, max_length=200)),
                ("refusal_reasons", models.JSONField(default=list)),
                ("refusal_text", models.TextField(blank=True)),
                ("extend_until", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="VisaFee",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sapar.methods.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("institution_id", models.UUIDField()),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("receipt_number", models.CharField(blank=True, max_length=40)),
                ("exempt", models.CharField(blank=True, max_length=300)),
                ("paid_on", models.DateField()),
                ("recorded_by", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
                ("voided_at", models.DateTimeField(null=True)),
                ("void_reason", models.CharField(blank=True, max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name="VisaLink",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sapar.methods.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("institution_id", models.UUIDField()),
                ("document_key", models.CharField(db_index=True, max_length=40)),
                ("issuer", models.CharField(max_length=3)),
                ("number", models.CharField(max_length=25)),
                ("expires_on", models.DateField(null=True)),
                ("seal_id", models.UUIDField()),
                ("why", models.CharField(max_length=20)),
                ("since", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="VisaPaper",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sapar.methods.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("institution_id", models.UUIDField()),
                ("attachment_id", models.UUIDField()),
                ("kind", models.CharField(max_length=20)),
                ("media_type", models.CharField(max_length=40)),
                ("size", models.IntegerField()),
                ("added_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="VisaProposal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sapar.methods.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("institution_id", models.UUIDField()),
                ("outcome", models.CharField(max_length=10)),
                ("reasons", models.JSONField(default=list)),
                ("text", models.TextField(blank=True)),
                ("valid_from", models.DateField(null=True)),
                ("valid_until", models.DateField(null=True)),
                ("stay_days", models.IntegerField(null=True)),
                ("entries", models.CharField(blank=True, max_length=2)),
                ("screening", models.JSONField(default=dict)),
                ("hits_note", models.TextField(blank=True)),
                ("proposed_by", models.UUIDField()),
                ("proposed_at", models.DateTimeField()),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("agreed", models.BooleanField(null=True)),
                ("decision_reason", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="CarrierQuery",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sapar.methods.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("carrier_id", models.UUIDField()),
                ("flight", models.CharField(max_length=8)),
                ("flies_on", models.DateField()),
                ("departure", models.CharField(max_length=3)),
                ("arrival", models.CharField(max_length=3)),
                ("traveller", models.CharField(max_length=64)),
                ("answer", models.CharField(max_length=6)),
                ("asked_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["carrier_id", "flies_on", "flight"], name="border_carrierquery_flight"),
                    models.Index(fields=["asked_at"], name="border_carrierquery_asked"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Visa",
            fields=[
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="visa",
                        serialize=False,
                        to="border.visaapplication",
                    ),
                ),
                ("institution_id", models.UUIDField()),
                ("number", models.CharField(max_length=13, unique=True)),
                ("purpose", models.CharField(max_length=20)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField()),
                ("stay_days", models.IntegerField()),
                ("entries", models.CharField(max_length=2)),
                ("issued_at", models.DateTimeField()),
            ],
        ),
        migrations.AddIndex(
            model_name="visaapplication",
            index=models.Index(fields=["document_key"], name="border_visaapp_document"),
        ),
        migrations.AddIndex(
            model_name="visaapplication",
            index=models.Index(fields=["birth_date", "nationality"], name="border_visaapp_birth"),
        ),
        migrations.AddIndex(
            model_name="visaapplication",
            index=models.Index(fields=["institution_id", "-submitted_at", "-id"], name="border_visaapp_list"),
        ),
        migrations.AddField(
            model_name="visafee",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="fees", to="border.visaapplication"
            ),
        ),
        migrations.AddField(
            model_name="visapaper",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="papers", to="border.visaapplication"
            ),
        ),
        migrations.AddField(
            model_name="visaproposal",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="proposals", to="border.visaapplication"
            ),
        ),
        migrations.AddField(
            model_name="visalink",
            name="visa",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="links", to="border.visa"
            ),
        ),
        migrations.AddConstraint(
            model_name="visafee",
            constraint=models.UniqueConstraint(
                condition=models.Q(("voided_at", None), models.Q(("receipt_number", ""), _negated=True)),
                fields=("receipt_number",),
                name="border_visafee_one_receipt",
            ),
        ),
        migrations.AddConstraint(
            model_name="visalink",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("visa",), name="border_visalink_one_passport"
            ),
        ),
    ]
