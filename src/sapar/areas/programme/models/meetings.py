"""Meetings of the sides: agenda, who takes part, each side's own minutes, the versions shown, who signed; decisions."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models

from sapar.areas.programme.models.plans import Plan
from sapar.methods.ids import uuid7


class Meeting(models.Model):
    """A meeting under a plan; its state stands in its case. ``mode``: ``onsite``, ``online``, ``both``.

    ``number`` counts the meetings of a plan. ``reader_ids``: institutions that take part besides the two sides.
    ``agreed_id``: the version of the minutes that was accepted. ``started_at``/``ended_at``: when it was really held.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    state_id = models.UUIDField()
    iom_id = models.UUIDField()
    number = models.IntegerField()
    reference = models.CharField(max_length=36, unique=True)
    title = models.JSONField()
    starts_at = models.DateTimeField()
    mode = models.CharField(max_length=10)
    place = models.CharField(max_length=200, blank=True)
    link = models.CharField(max_length=300, blank=True)
    institution_id = models.UUIDField()
    called_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    agreed_id = models.UUIDField(null=True)
    signed_at = models.DateTimeField(null=True)
    reader_ids = models.JSONField(default=list)

    plan_id: UUID

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "number"], name="programme_meeting_once")
        ]

    @property
    def sides(self) -> tuple[UUID, UUID]:
        return self.state_id, self.iom_id


class AgendaItem(models.Model):
    """A point of the agenda. ``source_kind``/``source_id``: the open decision or activity that it was drafted from."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    position = models.IntegerField()
    title = models.JSONField()
    source_kind = models.CharField(max_length=20, blank=True)
    source_id = models.UUIDField(null=True)
    institution_id = models.UUIDField()
    added_at = models.DateTimeField()

    meeting_id: UUID


class Participant(models.Model):
    """Somebody who takes part for an institution. ``present`` None: not marked yet. ``how``: ``onsite`` or ``online``."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="participants")
    institution_id = models.UUIDField()
    account_id = models.UUIDField(null=True)
    name = models.CharField(max_length=200)
    office = models.CharField(max_length=200, blank=True)
    present = models.BooleanField(null=True)
    how = models.CharField(max_length=10, blank=True)
    marked_at = models.DateTimeField(null=True)

    meeting_id: UUID


class MinutesLine(models.Model):
    """A line of one side's own minutes, which the other side never sees. ``kind``: ``item``, ``decision``, ``note``.

    A note is never proposed. ``version`` counts changes; ``content``: see ``rules.minutes``.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    institution_id = models.UUIDField()
    line_id = models.UUIDField()
    kind = models.CharField(max_length=10)
    position = models.IntegerField()
    content = models.JSONField()
    version = models.IntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)

    meeting_id: UUID

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["meeting", "institution_id", "line_id"], name="programme_minutesline_once")
        ]


class MinutesVersion(models.Model):
    """Minutes as one side showed them to the other; never changed. ``seal``: the token, once both have signed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")
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
    seal = models.TextField(blank=True)

    meeting_id: UUID

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["meeting", "number"], name="programme_minutesversion_once")
        ]


class MinutesComment(models.Model):
    """What one side says to the other about an entry of a version of the minutes (or about all of it)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.ForeignKey(MinutesVersion, on_delete=models.CASCADE, related_name="+")
    meeting_id = models.UUIDField()
    line_id = models.UUIDField(null=True)
    institution_id = models.UUIDField()
    author = models.CharField(max_length=200)
    text = models.CharField(max_length=2000)
    at = models.DateTimeField()

    version_id: UUID


class MinutesSignature(models.Model):
    """An authorised person signed the hash of minutes. ``in_session``: while the meeting was going on."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.ForeignKey(MinutesVersion, on_delete=models.PROTECT, related_name="+")
    institution_id = models.UUIDField()
    account_id = models.UUIDField()
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    in_session = models.BooleanField()
    at = models.DateTimeField()
    entry_id = models.UUIDField()

    version_id: UUID

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["version", "institution_id"], name="programme_minutessignature_once")
        ]


class Decision(models.Model):
    """A decision of signed minutes; its state stands in its case. ``line_ids``: lines of activities that it concerns.

    ``closed_by_id``: the later decision that closed it. ``person``: who in the institution, as the minutes say.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")
    plan_id = models.UUIDField()
    state_id = models.UUIDField()
    iom_id = models.UUIDField()
    number = models.CharField(max_length=40, unique=True)
    position = models.IntegerField()
    text = models.JSONField()
    responsible_id = models.UUIDField()
    person = models.CharField(max_length=200, blank=True)
    due_on = models.DateField()
    line_ids = models.JSONField(default=list)
    closes_ids = models.JSONField(default=list)
    decided_on = models.DateField()
    closed_by_id = models.UUIDField(null=True)
    closed_on = models.DateField(null=True)

    meeting_id: UUID

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["plan_id", "due_on"], name="programme_decision_due")
        ]


class FollowUp(models.Model):
    """What became of a decision by a day. ``fulfilled``: the institution says that it was carried out."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="follow_ups")
    institution_id = models.UUIDField()
    fulfilled = models.BooleanField()
    as_of = models.DateField()
    text = models.CharField(max_length=4000)
    author = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    decision_id: UUID
