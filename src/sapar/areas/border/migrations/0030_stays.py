"""Rules of visa-free stay, permissions, codes of entry slips, registrations, extensions, and projections for pages."""

import django.db.models.deletion
from django.db import migrations, models

import sapar.methods.ids


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_context"),
        ("people", "0002_wall"),
        ("border", "0021_desk_wall"),
    ]

    operations = [
        migrations.CreateModel(
            name="DayFigure",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("direction", models.CharField(max_length=5)),
                ("nationality", models.CharField(max_length=3)),
                ("crossings", models.IntegerField()),
                ("waits", models.IntegerField()),
                ("seconds", models.BigIntegerField()),
                ("prompt", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="FigureDay",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("built_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="OverstayLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sapar.methods.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("entry_id", models.UUIDField()),
                ("person_id", models.UUIDField(db_index=True)),
                ("entry_on", models.DateField()),
                ("exit_on", models.DateField(null=True)),
                ("permitted_until", models.DateField()),
                ("days_over", models.IntegerField()),
                ("outcome", models.CharField(max_length=16)),
                ("nationality", models.CharField(max_length=3)),
                ("post", models.CharField(max_length=40)),
                ("ground", models.CharField(max_length=40)),
                ("unverified", models.BooleanField()),
            ],
        ),
        migrations.CreateModel(
            name="OverstayRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sapar.methods.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("as_of", models.DateField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=80)),
                ("counts", models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name="StayCode",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sapar.methods.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("document_kind", models.CharField(max_length=16)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("issued_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="StayExtension",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sapar.methods.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reference", models.CharField(max_length=20, unique=True)),
                ("asked_until", models.DateField()),
                ("ground", models.CharField(max_length=20)),
                ("text", models.TextField(blank=True)),
                ("made_at", models.DateTimeField()),
                ("account_id", models.UUIDField(null=True)),
                ("institution_id", models.UUIDField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.UUIDField(null=True)),
                ("granted_until", models.DateField(null=True)),
                ("reasons", models.JSONField(default=list)),
                ("decision", models.TextField(blank=True)),
                ("appealed_at", models.DateTimeField(null=True)),
                ("appeal", models.TextField(blank=True)),
                ("heard_at", models.DateTimeField(null=True)),
                ("heard_by", models.UUIDField(null=True)),
                ("answer", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="StayPermission",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sapar.methods.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=12)),
                ("valid_until", models.DateField(null=True)),
                ("reference", models.CharField(blank=True, max_length=40)),
                ("record_id", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="StayRegime",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sapar.methods.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=40)),
                ("limits", models.JSONField()),
                ("convention", models.CharField(max_length=12)),
                ("nationalities", models.JSONField(default=list)),
                ("document_kinds", models.JSONField(default=list)),
                ("valid_from", models.DateField(null=True)),
                ("valid_until", models.DateField(null=True)),
                ("source", models.TextField()),
                ("unverified", models.BooleanField(default=True)),
                ("replaces_id", models.UUIDField(null=True)),
                ("entered_at", models.DateTimeField()),
                ("entered_by", models.UUIDField()),
                ("institution_id", models.UUIDField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.UUIDField(null=True)),
                ("approved", models.BooleanField(null=True)),
                ("note", models.TextField(blank=True)),
                ("replaced_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="StayRegistration",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sapar.methods.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reference", models.CharField(max_length=20, unique=True)),
                ("document_number", models.CharField(max_length=25)),
                ("nationality", models.CharField(max_length=3)),
                ("birth_date", models.CharField(max_length=10)),
                ("name", models.CharField(max_length=240)),
                ("address", models.TextField()),
                ("host_name", models.CharField(blank=True, max_length=200)),
                ("stays_from", models.DateField()),
                ("stays_until", models.DateField(null=True)),
                ("channel", models.CharField(max_length=6)),
                ("institution_id", models.UUIDField()),
                ("account_id", models.UUIDField(null=True)),
                ("holder_id", models.UUIDField(null=True)),
                ("made_at", models.DateTimeField()),
                ("made_on", models.DateField()),
                ("left_on", models.DateField(null=True)),
            ],
        ),
        migrations.AddIndex(
            model_name="crossing",
            index=models.Index(fields=["crossed_on", "id"], name="border_crossing_day"),
        ),
        migrations.AddField(
            model_name="dayfigure",
            name="place",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.place"
            ),
        ),
        migrations.AddIndex(
            model_name="overstayrun",
            index=models.Index(fields=["-as_of", "-made_at"], name="border_overstayrun_day"),
        ),
        migrations.AddField(
            model_name="overstayline",
            name="run",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lines",
                to="border.overstayrun",
            ),
        ),
        migrations.AddField(
            model_name="staycode",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="border.crossing"
            ),
        ),
        migrations.AddField(
            model_name="staycode",
            name="person",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
            ),
        ),
        migrations.AddField(
            model_name="stayextension",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="border.crossing"
            ),
        ),
        migrations.AddField(
            model_name="stayextension",
            name="person",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"),
        ),
        migrations.AddField(
            model_name="staypermission",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="permissions", to="border.crossing"
            ),
        ),
        migrations.AddField(
            model_name="staypermission",
            name="person",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"),
        ),
        migrations.AddIndex(
            model_name="stayregistration",
            index=models.Index(fields=["document_number", "made_on"], name="border_registration_number"),
        ),
        migrations.AddIndex(
            model_name="stayregistration",
            index=models.Index(fields=["institution_id", "-made_at", "-id"], name="border_registration_host"),
        ),
        migrations.AddIndex(
            model_name="stayregistration",
            index=models.Index(fields=["-made_at", "-id"], name="border_registration_newest"),
        ),
        migrations.AddConstraint(
            model_name="dayfigure",
            constraint=models.UniqueConstraint(
                fields=("day", "place", "direction", "nationality"), name="border_dayfigure_once"
            ),
        ),
        migrations.AddIndex(
            model_name="overstayline",
            index=models.Index(fields=["run", "-days_over", "-id"], name="border_overstayline_run"),
        ),
        migrations.AddIndex(
            model_name="staycode",
            index=models.Index(fields=["person", "-issued_at", "-id"], name="border_staycode_person"),
        ),
    ]
