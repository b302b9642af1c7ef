"""What belongs to an inspection beside the document: who somebody says they are, a child's escort, a transit, a group."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models

from sapar.areas.border.models.desk import DIRECTIONS, Inspection
from sapar.kernel.access.models import Place
from sapar.methods.ids import uuid7

STATEMENTS = [("damaged", "damaged"), ("none", "none")]
PARTIES = [("family", "family"), ("bus", "bus"), ("tour", "tour"), ("other", "other")]


class Statement(models.Model):
    """Identity that no reader gave: typed from a damaged document (``damaged``) or stated without one (``none``).

    Kept as it was typed; the lines of the inspection are made of it. ``explanation``: what is damaged, or why there is no
    document. ``number`` of somebody without a document is that of this statement, which goes with them.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    inspection = models.OneToOneField(Inspection, on_delete=models.PROTECT, related_name="statement")
    kind = models.CharField(max_length=10, choices=STATEMENTS)
    primary = models.CharField(max_length=100)
    secondary = models.CharField(max_length=100, blank=True)
    birth_date = models.CharField(max_length=10, blank=True)
    birth_place = models.CharField(max_length=100, blank=True)
    sex = models.CharField(max_length=1, blank=True)
    nationality = models.CharField(max_length=3)
    document_code = models.CharField(max_length=2, blank=True)
    issuer = models.CharField(max_length=3, blank=True)
    number = models.CharField(max_length=25)
    expiry_date = models.DateField(null=True)
    explanation = models.TextField()
    institution_id = models.UUIDField()
    officer_id = models.UUIDField()
    at = models.DateTimeField()

    inspection_id: UUID


class Escort(models.Model):
    """With whom a child travels. ``alone``: with nobody. ``adult_id``: the inspection of the grown-up at the same post.

    ``consent``: of those who have custody: ``seen``, ``not_seen``, or ``not_needed`` (a parent is there).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    inspection = models.OneToOneField(Inspection, on_delete=models.PROTECT, related_name="escort")
    alone = models.BooleanField()
    adult_id = models.UUIDField(null=True)
    relation = models.CharField(max_length=20, blank=True)
    consent = models.CharField(max_length=12)
    note = models.TextField(blank=True)
    institution_id = models.UUIDField()
    officer_id = models.UUIDField()
    at = models.DateTimeField()

    inspection_id: UUID

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["adult_id"], name="border_escort_adult")]


class Transit(models.Model):
    """Somebody only passes through: where to, with what, and until when they have to have left."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    inspection = models.OneToOneField(Inspection, on_delete=models.PROTECT, related_name="transit")
    onward_to = models.CharField(max_length=3)
    onward_by = models.CharField(max_length=80)
    leave_until = models.DateTimeField()
    institution_id = models.UUIDField()
    officer_id = models.UUIDField()
    at = models.DateTimeField()

    inspection_id: UUID


class Party(models.Model):
    """People who travel together and are inspected one after another. ``expected``: how many there should be, if known."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reference = models.CharField(max_length=12)
    kind = models.CharField(max_length=10, choices=PARTIES)
    title = models.CharField(max_length=100)
    direction = models.CharField(max_length=5, choices=DIRECTIONS)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, db_index=False, related_name="+")
    institution_id = models.UUIDField()
    officer_id = models.UUIDField()
    expected = models.PositiveIntegerField(null=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)

    place_id: UUID

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["place", "-opened_at"], name="border_party_post")]


class PartyMember(models.Model):
    """One line of a group's list: announced (``name``, ``number``) before anybody stood there, inspected, or both."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="members")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=100, blank=True)
    number = models.CharField(max_length=25, blank=True)
    inspection = models.OneToOneField(Inspection, on_delete=models.PROTECT, null=True, related_name="party_member")
    institution_id = models.UUIDField()
    added_at = models.DateTimeField()

    party_id: UUID
    inspection_id: UUID | None

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["party", "position"], name="border_party_position")
        ]
