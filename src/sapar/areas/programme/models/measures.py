"""Result indicators of a plan (measures) and their values. Roll-ups stand nowhere: they are computed when read."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from sapar.areas.programme.models.plans import Plan
from sapar.methods.ids import uuid7


class Measure(models.Model):
    """A result indicator of an outcome, output or activity. ``content``: see ``rules.measures.Measured``; never changed.

    One side proposes it, the other agrees; both sides see it from then on, other parties once it is agreed. A change is
    another measure. ``rolls_into``: the measure above that its values count in as well.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    number = models.IntegerField()
    line_id = models.UUIDField()
    institution_id = models.UUIDField()
    responsible_id = models.UUIDField()
    title = models.JSONField()
    content = models.JSONField()
    definition_hash = models.CharField(max_length=64)
    indicator = models.CharField(max_length=80, blank=True)
    rolls_into = models.UUIDField(null=True)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=80)
    agreed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=500, blank=True)

    plan_id: UUID

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "number"], name="programme_measure_once"),
            models.CheckConstraint(
                condition=Q(definition_hash__regex="^[0-9a-f]{64}$"), name="programme_measure_defined"
            ),
        ]


class Value(models.Model):
    """What a measure was in a period. Numbers never change: a correction is another row (``corrects_id``) that counts more.

    ``numerator`` None: known to be unknown. ``parts``: the breakdown, see ``rules.measures.Part``. ``as_of`` and
    ``vintage`` (``preliminary``, ``revised``, ``final``) say of which state of the world and of the data; typed values
    have evidence (a file, by its hash, or a link), counted ones a run. Its state stands in its case from the moment it is
    submitted; a draft has none and is seen by its institution alone. ``sha256``: of all of it, made at approval.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="values")
    plan_id = models.UUIDField()
    institution_id = models.UUIDField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    numerator = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    denominator = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    parts = models.JSONField(default=list)
    source = models.CharField(max_length=10)
    run_id = models.UUIDField(null=True)
    evidence_link = models.CharField(max_length=500, blank=True)
    evidence_sha256 = models.CharField(max_length=64, blank=True)
    note = models.CharField(max_length=2000, blank=True)
    definition_hash = models.CharField(max_length=64, blank=True)
    as_of = models.DateField(null=True)
    vintage = models.CharField(max_length=12, blank=True)
    revision = models.IntegerField(default=0)
    corrects_id = models.UUIDField(null=True)
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=80)
    author = models.CharField(max_length=200)
    submitted_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=80, blank=True)
    approver = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    measure_id: UUID

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["plan_id", "measure"], name="programme_value_plan"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["measure", "starts_on", "ends_on", "revision"],
                condition=Q(approved_at__isnull=False),
                name="programme_value_once",
            ),
            models.CheckConstraint(condition=Q(starts_on__lte=models.F("ends_on")), name="programme_value_days"),
            models.CheckConstraint(condition=Q(source__in=("typed", "counted")), name="programme_value_source"),
            models.CheckConstraint(
                condition=Q(vintage__in=("", "preliminary", "revised", "final")), name="programme_value_vintage"
            ),
            # What is published has a definition, an as-of day and a vintage, leads to evidence or a run, and has its hash.
            models.CheckConstraint(
                condition=Q(approved_at=None)
                | (
                    Q(definition_hash__regex="^[0-9a-f]{64}$", sha256__regex="^[0-9a-f]{64}$")
                    & Q(as_of__isnull=False, submitted_at__isnull=False)
                    & Q(vintage__in=("preliminary", "revised", "final"))
                    & ~Q(approved_by="")
                ),
                name="programme_value_published",
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None)
                | Q(source="counted", run_id__isnull=False)
                | (Q(source="typed") & (~Q(evidence_link="") | Q(evidence_sha256__regex="^[0-9a-f]{64}$"))),
                name="programme_value_leads_somewhere",
            ),
        ]
