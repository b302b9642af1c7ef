"""Where somebody stays, and whether they may stay longer."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models

from sapar.areas.border.models.desk import Crossing
from sapar.kernel.people.models import Person
from sapar.methods.ids import uuid7


class StayRegistration(models.Model):
    """The address of a stay, as a host, a hotel, the traveller or an officer stated it.

    It names the traveller by the document, as it was typed, and is matched with entries when it is read: so a host
    learns nothing about crossings, and a corrected crossing needs no other registration. ``channel``: ``host``,
    ``hotel``, ``self``, ``office``. ``institution_id``: the host's, or the nil UUID.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    document_number = models.CharField(max_length=25)
    nationality = models.CharField(max_length=3)
    birth_date = models.CharField(max_length=10)
    name = models.CharField(max_length=240)
    address = models.TextField()
    host_name = models.CharField(max_length=200, blank=True)
    stays_from = models.DateField()
    stays_until = models.DateField(null=True)
    channel = models.CharField(max_length=6)
    institution_id = models.UUIDField()
    account_id = models.UUIDField(null=True)
    holder_id = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    made_on = models.DateField()
    left_on = models.DateField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["document_number", "made_on"], name="border_registration_number"),
            models.Index(fields=["institution_id", "-made_at", "-id"], name="border_registration_host"),
            models.Index(fields=["-made_at", "-id"], name="border_registration_newest"),
        ]


class StayExtension(models.Model):
    """A request to stay longer than permitted, and what was decided. Its way stands in its case.

    ``reasons``: codes of the refusal. ``decision``: words for the traveller. An appeal is heard by another person.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    entry = models.ForeignKey(Crossing, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_until = models.DateField()
    ground = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    made_at = models.DateTimeField()
    account_id = models.UUIDField(null=True)
    institution_id = models.UUIDField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    granted_until = models.DateField(null=True)
    reasons = models.JSONField(default=list)
    decision = models.TextField(blank=True)
    appealed_at = models.DateTimeField(null=True)
    appeal = models.TextField(blank=True)
    heard_at = models.DateTimeField(null=True)
    heard_by = models.UUIDField(null=True)
    answer = models.TextField(blank=True)

    entry_id: UUID
    person_id: UUID
