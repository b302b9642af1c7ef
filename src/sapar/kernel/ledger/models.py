"""The ledger's tables. Entries, leaves, nodes and heads are only ever added; grants and triggers refuse the rest.

``Entry`` names people concerned by random pseudonyms only. What must be erasable stands beside it: ``Subject`` (which
pseudonym is which record) and ``Note`` (salt of the input digest, idempotency key, result).
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Entry(models.Model):
    """One act, look or refused attempt. ``outcome``: ``done``, ``shown`` or ``refused:<code>``."""

    id = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=10)
    act = models.CharField(max_length=80)
    actor = models.CharField(max_length=80)
    institution = models.UUIDField(null=True)
    role = models.CharField(max_length=60)
    purpose = models.CharField(max_length=60)
    subjects = ArrayField(models.UUIDField())
    input_digest = models.CharField(max_length=64)
    outcome = models.CharField(max_length=60)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(fields=["subjects"], name="ledger_entry_subjects"),
            models.Index(fields=["institution", "-at"], name="ledger_entry_institution"),
        ]


class Note(models.Model):
    """What belongs to an entry and can be erased. ``key`` is the caller's idempotency key, unique with actor and act."""

    entry_id = models.UUIDField(primary_key=True)
    actor = models.CharField(max_length=80)
    act = models.CharField(max_length=80)
    key = models.CharField(max_length=100, null=True)
    salt = models.BinaryField(null=True)
    result = models.JSONField(null=True)


class Subject(models.Model):
    """``subject`` is ``<kind>:<record id>``; erasing the row makes the pseudonym mean nobody."""

    subject = models.CharField(primary_key=True, max_length=100)
    pseudonym = models.UUIDField()


class Pending(models.Model):
    """An entry that has no number yet; written with it, taken away by the sequencer."""

    entry_id = models.UUIDField(primary_key=True)


class Leaf(models.Model):
    """An entry's place in the tree. ``seq`` starts at 0 and has no gaps."""

    seq = models.BigIntegerField(primary_key=True)
    entry_id = models.UUIDField(unique=True)
    leaf = models.BinaryField()


class Node(models.Model):
    """The hash of a complete subtree of 2**level leaves (level 1 and up; level 0 is ``Leaf``)."""

    id = models.BigAutoField(primary_key=True)
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["level", "index"], name="ledger_node_place")
        ]


class Head(models.Model):
    """A signed tree head: ``size`` leaves have the root ``root``."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    at = models.DateTimeField()
    kid = models.CharField(max_length=16)
    signature = models.BinaryField()
