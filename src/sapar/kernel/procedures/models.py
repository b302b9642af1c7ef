"""A case in a procedure, and every step it took."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models

from sapar.methods.ids import uuid7


class Case(models.Model):
    """One record on its way. ``institution_id`` decides, ``applicant_id`` (an institution) waits.

    ``due_on``: last day of the statutory term; ``expires_on``: last day on which what was granted holds.
    ``paused_on``: since when the clock stands still.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    procedure = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField(unique=True)
    reference = models.CharField(max_length=40)
    state = models.CharField(max_length=40)
    institution_id = models.UUIDField()
    applicant_id = models.UUIDField(null=True)
    place_id = models.UUIDField(null=True)
    assigned_to = models.UUIDField(null=True)
    opened_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    extended = models.BooleanField(default=False)
    paused_on = models.DateField(null=True)
    escalated_at = models.DateTimeField(null=True)
    expires_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["institution_id", "closed_at", "due_on"], name="procedures_case_waiting"),
            models.Index(fields=["applicant_id", "-opened_at"], name="procedures_case_applicant"),
            models.Index(
                fields=["due_on"],
                name="procedures_case_clock",
                condition=models.Q(closed_at=None, escalated_at=None),
            ),
        ]


class Step(models.Model):
    """One move of a case: by whom, from where to where, why. The reason is shown to the applicant."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="steps")
    transition = models.CharField(max_length=40)
    source = models.CharField(max_length=40)
    target = models.CharField(max_length=40)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    role = models.CharField(max_length=60)
    institution_id = models.UUIDField(null=True)
    reason = models.TextField(blank=True)

    case_id: UUID
