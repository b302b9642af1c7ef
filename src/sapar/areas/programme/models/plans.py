"""Plans: their private drafts, the versions that were shown, what was said about them, who signed; and the parties."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models

from sapar.methods.ids import uuid7


class Plan(models.Model):
    """The joint plan of a year between the State's coordinating ministry and IOM; its state stands in its case.

    ``in_force_id``: the version that both signed last. ``reader_ids``: the parties that it names, who read what is in force.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reference = models.CharField(max_length=40, unique=True)
    year = models.IntegerField()
    state_id = models.UUIDField()
    iom_id = models.UUIDField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)
    in_force_id = models.UUIDField(null=True)
    in_force_at = models.DateTimeField(null=True)
    reader_ids = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["year", "state_id", "iom_id"], name="programme_plan_once"),
            models.CheckConstraint(condition=models.Q(starts_on__lte=models.F("ends_on")), name="programme_plan_days"),
        ]

    @property
    def sides(self) -> tuple[UUID, UUID]:
        return self.state_id, self.iom_id


class Draft(models.Model):
    """One side's private working copy of a plan. ``base_id``: the version it was begun from."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    institution_id = models.UUIDField()
    base_id = models.UUIDField(null=True)
    changed_at = models.DateTimeField()

    plan_id: UUID

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "institution_id"], name="programme_draft_once")
        ]


class DraftLine(models.Model):
    """A line of a working copy. ``line_id`` is the same in all copies and versions; ``version`` counts its changes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="lines")
    institution_id = models.UUIDField()
    line_id = models.UUIDField()
    parent_id = models.UUIDField(null=True)
    level = models.CharField(max_length=10)
    position = models.IntegerField()
    content = models.JSONField()
    version = models.IntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)

    draft_id: UUID

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["draft", "line_id"], name="programme_draftline_once")
        ]


class Round(models.Model):
    """One negotiation about a plan: the first (0), then one for each amendment. Its state stands in its case.

    ``agreed_id``: the version that the answering side accepted.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    number = models.IntegerField()
    opened_at = models.DateTimeField()
    agreed_id = models.UUIDField(null=True)

    plan_id: UUID

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "number"], name="programme_round_once")
        ]


class Version(models.Model):
    """A frozen draft as one side showed it to the other. ``content``: see ``rules.content.snapshot``; never changed.

    ``hash_…``: SHA-256 of the text in each language; ``sha256``, over the three, is what people sign.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    number = models.IntegerField()
    institution_id = models.UUIDField()
    content = models.JSONField()
    hash_tk = models.CharField(max_length=64)
    hash_ru = models.CharField(max_length=64)
    hash_en = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    note = models.CharField(max_length=1000, blank=True)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=80)
    in_force_at = models.DateTimeField(null=True)
    # The seal's text as it is printed; "" where the node could not seal when it was signed.
    seal = models.CharField(max_length=300, blank=True)

    plan_id: UUID
    round_id: UUID

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "number"], name="programme_version_once")
        ]


class Comment(models.Model):
    """What one side says to the other about a line of a version (or about all of it)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    plan_id = models.UUIDField()
    line_id = models.UUIDField(null=True)
    institution_id = models.UUIDField()
    author = models.CharField(max_length=200)
    text = models.CharField(max_length=2000)
    at = models.DateTimeField()

    version_id: UUID


class Signature(models.Model):
    """An authorised person signed the hash of a version for an institution, with a second factor just confirmed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    institution_id = models.UUIDField()
    account_id = models.UUIDField()
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    entry_id = models.UUIDField()

    version_id: UUID

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["version", "institution_id"], name="programme_signature_once")
        ]


class Party(models.Model):
    """An institution that a plan in force names. ``part``: ``signing``, ``responsible``, ``partner``, ``donor``."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    institution_id = models.UUIDField()
    parts = models.JSONField()
    focal_point = models.CharField(max_length=300, blank=True)

    plan_id: UUID

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "institution_id"], name="programme_party_once")
        ]
