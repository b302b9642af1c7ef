"""One officer says that a document belongs to the same person as another one; a second person decides."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models

from sapar.kernel.people.models import PersonLink
from sapar.methods.ids import uuid7


class OnePerson(models.Model):
    """A statement that two documents are of one person. ``known_key``: issuer and number of the document with the history;
    ``mrz``: the lines of the other one, which nobody may have read at a border yet.

    ``agreed`` None while it waits. ``link``: what the agreement made; ``undone_at``: it ended again, with a reason.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    institution_id = models.UUIDField()
    known_key = models.CharField(max_length=40)
    other_key = models.CharField(max_length=40)
    mrz = models.TextField()
    reason = models.TextField()
    stated_by = models.UUIDField()
    stated_at = models.DateTimeField()
    agreed = models.BooleanField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)
    link = models.ForeignKey(PersonLink, on_delete=models.SET_NULL, null=True, related_name="+")
    undone_by = models.UUIDField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_reason = models.TextField(blank=True)

    link_id: UUID | None

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-stated_at", "-id"], name="border_oneperson_newest"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["known_key", "other_key"], condition=models.Q(agreed=None), name="border_oneperson_waits_once"
            )
        ]
