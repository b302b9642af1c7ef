"""The register of commitments and obligations: instruments that an official enters, the State's own actions, links."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models

from sapar.methods.ids import uuid7


class Instrument(models.Model):
    """An agreement, action plan or pledge that an official entered; its state stands in its case.

    ``kind``: see ``rules.register.KINDS``. ``legal_nature``: ``binding`` or ``not_legally_binding``. ``certain``: the text
    was compared with the source by who approved it. ``approved_at`` makes it visible to the other side. ``side``: of
    those who entered it (``state``, ``iom``). A later version of the same ``code`` supersedes this one (``ended_at``).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=24)
    version = models.IntegerField(default=1)
    title = models.JSONField()
    legal_nature = models.CharField(max_length=24)
    parties = models.CharField(max_length=300, blank=True)
    symbol = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=500)
    certain = models.BooleanField(default=False)
    sample = models.BooleanField(default=False)
    adopted_on = models.DateField(null=True)
    in_force_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    institution_id = models.UUIDField()
    side = models.CharField(max_length=5)
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=80)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=80, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["code", "version"], name="programme_instrument_once")
        ]


class Clause(models.Model):
    """A provision of an instrument. ``code`` is unique in all frameworks: ``BIL-1.3``. ``due_on``: until when, if said."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="clauses")
    number = models.IntegerField()
    code = models.CharField(max_length=40)
    title = models.JSONField()
    due_on = models.DateField(null=True)

    instrument_id: UUID

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["instrument", "number"], name="programme_clause_once")
        ]


class StateAction(models.Model):
    """What the State did by itself: a law, decree or measure, with its date and source; state in its case."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20)
    title = models.JSONField()
    number = models.CharField(max_length=120, blank=True)
    day = models.DateField()
    source = models.CharField(max_length=500)
    certain = models.BooleanField(default=False)
    sample = models.BooleanField(default=False)
    institution_id = models.UUIDField()
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=80)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=80, blank=True)


class Tie(models.Model):
    """Something contributes to a provision (``GCM.12``, ``BIL-1.3``). ``kind``: ``activity`` (then ``subject_id`` is its
    line, the same through versions and years), ``decision``, ``project``, ``action``, ``report`` (evidence)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    provision = models.CharField(max_length=40)
    kind = models.CharField(max_length=10)
    subject_id = models.UUIDField()
    note = models.CharField(max_length=500, blank=True)
    institution_id = models.UUIDField(null=True)
    tied_at = models.DateTimeField()
    tied_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["provision", "kind", "subject_id"],
                condition=models.Q(ended_at=None),
                name="programme_tie_once",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["subject_id"], name="programme_tie_subject")]
