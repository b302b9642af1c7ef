"""Plans in and out: work plans read from spreadsheets, and what was published as IATI."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models

from sapar.areas.programme.models.plans import Plan
from sapar.methods.ids import uuid7


class Import(models.Model):
    """A work plan that one side read from a spreadsheet and has not taken into its draft yet.

    ``rows``: the cells as text, row 1 of the sheet first. ``columns``: what each column means (a field of
    ``rules.importing``, "" for none). ``names``: spellings of institutions in the file → institution. Once it was
    taken or dropped the row is gone.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    institution_id = models.UUIDField()
    sheet = models.CharField(max_length=100, blank=True)
    rows = models.JSONField()
    head_row = models.IntegerField()
    columns = models.JSONField()
    names = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    plan_id: UUID


class ImportMapping(models.Model):
    """What an institution's columns and spellings meant the last time: titles of columns, names of institutions."""

    institution_id = models.UUIDField(primary_key=True)
    columns = models.JSONField(default=dict)
    names = models.JSONField(default=dict)
    changed_at = models.DateTimeField()


class IatiProfile(models.Model):
    """How an institution signs what it publishes as IATI: see ``rules.publishing.Publisher`` for ``content``."""

    institution_id = models.UUIDField(primary_key=True)
    content = models.JSONField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)


class PolicyMark(models.Model):
    """How much an official of an institution says that a line of a plan (a direction, an activity) targets a policy.

    ``code`` and ``significance``: of the OECD DAC policy markers, see ``standards.iati.markers``. ``line_id`` is the same
    through versions and years. No row: nobody has judged, and nothing is published.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    institution_id = models.UUIDField()
    line_id = models.UUIDField()
    code = models.CharField(max_length=2)
    significance = models.CharField(max_length=1)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["institution_id", "line_id", "code"], name="programme_policymark_once")
        ]


class IatiFile(models.Model):
    """A plan as it was published: bytes that never change, and their hash. A withdrawn one is no longer public."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=40)
    version_id = models.UUIDField()
    institution_id = models.UUIDField()
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    activities = models.IntegerField()
    warnings = models.IntegerField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)

    plan_id: UUID

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(sha256__regex="^[0-9a-f]{64}$"), name="programme_iatifile_hash")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["reference", "-published_at"], name="programme_iatifile_newest")
        ]
