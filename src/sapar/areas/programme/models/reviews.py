"""Reviews of a plan: text blocks that people write, the frozen content, the files that were made of it."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from sapar.areas.programme.models.plans import Plan
from sapar.methods.ids import uuid7


class Review(models.Model):
    """A review of a plan by a template, as of a day. Its figures are computed until it is approved; then ``content`` holds
    all of it, with ``sha256``. ``checked``: what counting again said last (see ``acts.reviews.check_review``)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    institution_id = models.UUIDField()
    template = models.CharField(max_length=40)
    as_of = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)
    shared_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    approver = models.CharField(max_length=200, blank=True)
    content = models.JSONField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    checked = models.JSONField(null=True)

    plan_id: UUID

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(approved_at=None) | Q(content__isnull=False, sha256__regex="^[0-9a-f]{64}$"),
                name="programme_review_frozen",
            )
        ]


class Block(models.Model):
    """A text of a review in three languages. ``version`` counts its changes, so that two writers do not undo each other."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="blocks")
    section = models.CharField(max_length=40)
    text = models.JSONField()
    version = models.IntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)
    author = models.CharField(max_length=200)

    review_id: UUID

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["review", "section"], name="programme_block_once")
        ]


class Sheet(models.Model):
    """A frozen review as a file: made once by the worker, then served as it is."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="sheets")
    language = models.CharField(max_length=2)
    format = models.CharField(max_length=4)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    review_id: UUID

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["review", "language", "format"], name="programme_sheet_once")
        ]
