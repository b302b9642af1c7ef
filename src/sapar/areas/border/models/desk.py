"""What was presented at the desk, what crossed the border, and what was corrected afterwards."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models

from sapar.kernel.access.models import Place
from sapar.kernel.people.models import Person, TravelDocument
from sapar.methods.ids import uuid7

DIRECTIONS = [("entry", "entry"), ("exit", "exit")]


class Inspection(models.Model):
    """One reading of a document, with a seal or without, and what the checks found.

    ``mrz`` and ``seal`` are kept as they were presented, so that the checks can be made again when the decision falls.
    ``checks`` is the JSON form of ``rules.Check``; ``level`` their verdict. ``person`` and ``document`` stay empty while
    the lines do not hold. ``seals`` lists earlier seals of this inspection (digest, answer, time). ``earlier_id``: the
    reading that this one repeats with lines typed by hand. Whether an inspection ended is not written here: it has a
    crossing, or a case of the second line, or neither.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    opened_at = models.DateTimeField()
    place = models.ForeignKey(Place, on_delete=models.PROTECT, db_index=False, related_name="+")
    institution_id = models.UUIDField()
    officer_id = models.UUIDField()
    direction = models.CharField(max_length=5, choices=DIRECTIONS)
    mrz = models.TextField()
    typed_mrz = models.TextField(blank=True)
    seal = models.TextField(blank=True)
    seals = models.JSONField(default=list)
    permit_number = models.CharField(max_length=40, blank=True)
    checks = models.JSONField(default=list)
    level = models.CharField(max_length=5)
    checked_at = models.DateTimeField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    document = models.ForeignKey(TravelDocument, on_delete=models.PROTECT, null=True, db_index=False, related_name="+")
    earlier_id = models.UUIDField(null=True)

    place_id: UUID
    person_id: UUID | None
    document_id: UUID | None

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["place", "-opened_at"], name="border_inspection_post"),
            models.Index(fields=["document", "-opened_at"], name="border_inspection_document"),
        ]


class Referral(models.Model):
    """An inspection handed over to the second line: by whom, why. How it goes on stands in its case."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    inspection = models.OneToOneField(Inspection, on_delete=models.PROTECT, related_name="referral")
    at = models.DateTimeField()
    officer_id = models.UUIDField()
    institution_id = models.UUIDField()
    reason = models.CharField(max_length=20)
    note = models.TextField(blank=True)

    inspection_id: UUID


class Crossing(models.Model):
    """A person crossed the border. Never changed and never deleted while it is kept.

    ``at``: when, UTC; ``crossed_on``: the day at the node's place; ``recorded_at``: when it was written down.
    ``document_number`` without separators and ``nationality`` as the document said it at that moment.
    ``seal_digest``: SHA-256 of the seal that was verified, empty without one. A replacement made by a correction has no
    inspection of its own. A crossing that has a ``correction`` no longer counts.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    inspection = models.OneToOneField(Inspection, on_delete=models.PROTECT, null=True, related_name="crossing")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, db_index=False, related_name="+")
    document = models.ForeignKey(TravelDocument, on_delete=models.PROTECT, related_name="+")
    document_number = models.CharField(max_length=25)
    nationality = models.CharField(max_length=3)
    direction = models.CharField(max_length=5, choices=DIRECTIONS)
    at = models.DateTimeField()
    crossed_on = models.DateField()
    recorded_at = models.DateTimeField()
    place = models.ForeignKey(Place, on_delete=models.PROTECT, db_index=False, related_name="+")
    institution_id = models.UUIDField()
    officer_id = models.UUIDField()
    permit_number = models.CharField(max_length=40, blank=True)
    seal_digest = models.CharField(max_length=64, blank=True)

    inspection_id: UUID | None
    person_id: UUID
    document_id: UUID
    place_id: UUID

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["place", "-at", "-id"], name="border_crossing_post"),
            models.Index(fields=["document_number", "-at", "-id"], name="border_crossing_number"),
            models.Index(fields=["person", "-at", "-id"], name="border_crossing_person"),
            models.Index(fields=["crossed_on", "id"], name="border_crossing_day"),
        ]


class Correction(models.Model):
    """A crossing was recorded wrongly: the wrong one stays as it is, the right one (if anything crossed) is added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    original = models.OneToOneField(Crossing, on_delete=models.PROTECT, related_name="correction")
    replacement = models.OneToOneField(Crossing, on_delete=models.PROTECT, null=True, related_name="corrects")
    at = models.DateTimeField()
    officer_id = models.UUIDField()
    institution_id = models.UUIDField()
    role = models.CharField(max_length=60)
    reason = models.TextField()

    original_id: UUID
    replacement_id: UUID | None
