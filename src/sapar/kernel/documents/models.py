"""Attachments and seals. Both hold personal data, so both stand behind row-level security (``0002_wall``)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from sapar.methods.ids import uuid7


class Attachment(models.Model):
    """An uploaded file. ``content`` and ``name`` are boxes of ``vault``; ``size`` is that of the plain content in bytes.

    ``subject_kind`` and ``subject_id`` name the record it belongs to, ``institution_id`` whose rows it is among.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    institution_id = models.UUIDField()
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    media_type = models.CharField(max_length=40)
    size = models.IntegerField()
    key_id = models.CharField(max_length=16)
    name = models.BinaryField()
    content = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject_id", "subject_kind"], name="documents_attachment_subject")
        ]


class Seal(models.Model):
    """A signed token over one record, as it was issued.

    ``kind`` says what it seals (``labour.permit``). ``index`` is its place in the revocation list: random and unique, so
    that the list tells nobody how many seals there are or in which order. ``holder_id``: the record whose holder may see
    the seal on their own page.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=40)
    institution_id = models.UUIDField()
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    holder_id = models.UUIDField(null=True)
    kid = models.CharField(max_length=16)
    index = models.BigIntegerField(unique=True)
    token = models.TextField()
    valid_from = models.DateField()
    valid_until = models.DateField()
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject_id", "subject_kind"], name="documents_seal_subject"),
            models.Index(
                fields=["revoked_at"], name="documents_seal_revoked", condition=models.Q(revoked_at__isnull=False)
            ),
        ]
