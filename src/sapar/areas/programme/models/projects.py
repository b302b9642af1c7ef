"""Joint projects: money by donor agreement and top-up, equipment handed over, trainings."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models

from sapar.methods.ids import uuid7


class Project(models.Model):
    """A joint project of the two sides; its state stands in its case.

    Until ``shown_at`` it is a concept that only the institution that wrote it sees. ``line_ids``: lines of the plan's
    activities that it carries out.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reference = models.CharField(max_length=30, unique=True)
    state_id = models.UUIDField()
    iom_id = models.UUIDField()
    institution_id = models.UUIDField()
    title = models.JSONField()
    summary = models.JSONField()
    lead_id = models.UUIDField()
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    line_ids = models.JSONField(default=list)
    version = models.IntegerField(default=1)
    written_at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(starts_on=None)
                | models.Q(ends_on=None)
                | models.Q(starts_on__lte=models.F("ends_on")),
                name="programme_project_days",
            )
        ]

    @property
    def sides(self) -> tuple[UUID, UUID]:
        return self.state_id, self.iom_id


class Grant(models.Model):
    """Money that a donor gives a project: the agreement itself, or a dated top-up of it (``agreement_id``).

    Minor units of one currency; a negative top-up is a reduction, with its reason in ``note``.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="grants")
    agreement = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="top_ups")
    donor_id = models.UUIDField()
    number = models.CharField(max_length=80, blank=True)
    signed_on = models.DateField()
    ends_on = models.DateField(null=True)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    note = models.CharField(max_length=500, blank=True)
    institution_id = models.UUIDField()
    entered_at = models.DateTimeField()

    project_id: UUID
    agreement_id: UUID | None

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0)
                | (models.Q(agreement__isnull=False, amount_minor__lt=0) & ~models.Q(note="")),
                name="programme_grant_amount",
            )
        ]


class Handover(models.Model):
    """An act of handover: equipment given by one institution to another; its state stands in its case.

    ``content`` is what both sign (see ``rules.handing``); ``sha256`` its hash; ``seal`` the token, once both have signed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="handovers")
    reference = models.CharField(max_length=40, unique=True)
    giver_id = models.UUIDField()
    taker_id = models.UUIDField()
    place = models.CharField(max_length=200)
    day = models.DateField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    institution_id = models.UUIDField()
    drawn_up_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    seal = models.TextField(blank=True)

    project_id: UUID

    @property
    def settled(self) -> bool:
        return self.signed_at is not None or self.withdrawn_at is not None


class HandoverSignature(models.Model):
    """Somebody authorised signed an act of handover for the giver or the taker, with a second factor just confirmed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="signatures")
    institution_id = models.UUIDField()
    account_id = models.UUIDField()
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    entry_id = models.UUIDField()

    handover_id: UUID

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["handover", "institution_id"], name="programme_handoversignature_once")
        ]


class Training(models.Model):
    """A training with counts of those who took part, by institution and sex; no names. ``line_id``: the activity."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, related_name="trainings")
    line_id = models.UUIDField(null=True)
    state_id = models.UUIDField()
    iom_id = models.UUIDField()
    title = models.JSONField()
    place = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    institution_id = models.UUIDField()
    entered_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=500, blank=True)

    project_id: UUID | None

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(starts_on__lte=models.F("ends_on")), name="programme_training_days"
            )
        ]


class Trained(models.Model):
    """How many of an institution took part. ``unknown``: sex not recorded; zero is a count, not a gap."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    training = models.ForeignKey(Training, on_delete=models.CASCADE, related_name="counts")
    trained_id = models.UUIDField()
    women = models.IntegerField()
    men = models.IntegerField()
    unknown = models.IntegerField(default=0)

    training_id: UUID

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["training", "trained_id"], name="programme_trained_once"),
            models.CheckConstraint(
                condition=models.Q(women__gte=0, men__gte=0, unknown__gte=0), name="programme_trained_counts"
            ),
        ]
