"""A refusal of entry and the appeal against it. How they stand is the case's business."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models

from sapar.areas.border.models.desk import Inspection
from sapar.kernel.access.models import Place
from sapar.methods.ids import uuid7


class Refusal(models.Model):
    """Somebody was not let in: by whom, on which grounds, and the form that was handed over.

    ``reasons``: codes of :mod:`sapar.areas.border.rules.refusals`. ``facts``: what they rest on, in words. ``form_id``:
    the stored form; ``form_digest``: SHA-256 of its bytes, in hex.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    inspection = models.OneToOneField(Inspection, on_delete=models.PROTECT, related_name="refusal")
    reference = models.CharField(max_length=20, unique=True)
    reasons = models.JSONField()
    facts = models.TextField()
    language = models.CharField(max_length=5)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, db_index=False, related_name="+")
    institution_id = models.UUIDField()
    officer_id = models.UUIDField()
    at = models.DateTimeField()
    appeal_until = models.DateField()
    form_id = models.UUIDField()
    form_digest = models.CharField(max_length=64)

    inspection_id: UUID
    place_id: UUID

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["place", "-at", "-id"], name="border_refusal_post"),
            models.Index(fields=["institution_id", "-at", "-id"], name="border_refusal_service"),
        ]


class Appeal(models.Model):
    """What the person, or somebody for them, holds against a refusal. ``by``: ``traveller`` or ``representative``."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    refusal = models.OneToOneField(Refusal, on_delete=models.PROTECT, related_name="appeal")
    by = models.CharField(max_length=20)
    text = models.TextField()
    institution_id = models.UUIDField()
    officer_id = models.UUIDField()
    at = models.DateTimeField()

    refusal_id: UUID
