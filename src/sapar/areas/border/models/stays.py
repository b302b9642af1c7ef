"""Rules of visa-free stay, permissions of a stay, and the codes with which travellers see their own."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models

from sapar.areas.border.models.desk import Crossing
from sapar.kernel.people.models import Person
from sapar.methods.ids import uuid7


class StayRegime(models.Model):
    """A visa-free regime as one person entered it and another decided on it (``methods.stays.regimes.Regime``).

    ``limits``: list of ``{"days", "period", "window_days"}``. Empty ``nationalities`` and ``document_kinds`` mean any.
    ``valid_from`` and ``valid_until``: days of entry for which it holds. ``unverified``: not confirmed in the law itself.
    A regime counts from ``decided_at`` on if it was ``approved``, until another that ``replaces`` it is.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=40)
    limits = models.JSONField()
    convention = models.CharField(max_length=12)
    nationalities = models.JSONField(default=list)
    document_kinds = models.JSONField(default=list)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    source = models.TextField()
    unverified = models.BooleanField(default=True)
    replaces_id = models.UUIDField(null=True)
    entered_at = models.DateTimeField()
    entered_by = models.UUIDField()
    institution_id = models.UUIDField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    approved = models.BooleanField(null=True)
    note = models.TextField(blank=True)
    replaced_at = models.DateTimeField(null=True)


class StayPermission(models.Model):
    """A stay may last until a day for another reason than a regime. ``kind``: ``visa``, ``permit`` (of work),
    ``extension``. ``record_id``: the visa or extension it comes from; ``valid_until`` null means without a limit.
    ``before_until``: until when it held before its visa was cancelled, if it was; ``valid_until`` is the last day then set."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entry = models.ForeignKey(Crossing, on_delete=models.CASCADE, related_name="permissions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    valid_until = models.DateField(null=True)
    reference = models.CharField(max_length=40, blank=True)
    record_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    before_until = models.DateField(null=True)

    entry_id: UUID
    person_id: UUID


class StayCode(models.Model):
    """The code of an entry slip, as a digest that also holds number and date of birth; a person's newest one opens."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entry = models.ForeignKey(Crossing, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    document_kind = models.CharField(max_length=16)
    digest = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()

    entry_id: UUID
    person_id: UUID

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "-issued_at", "-id"], name="border_staycode_person")
        ]
