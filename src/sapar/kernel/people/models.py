"""Persons, every spelling of their names, and their travel documents."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models

from sapar.methods.ids import uuid7

SEX = [("F", "F"), ("M", "M"), ("X", "X")]


class Person(models.Model):
    """A person as their documents describe them. ``birth_date`` may be partial; ``nationality`` is ICAO alpha-3."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    birth_date = models.CharField(max_length=10, blank=True)
    sex = models.CharField(max_length=1, choices=SEX, blank=True)
    nationality = models.CharField(max_length=3, blank=True)
    institution_id = models.UUIDField()
    created_at = models.DateTimeField()


class PersonName(models.Model):
    """One spelling: as printed (``script`` ``latn``, ``cyrl``, ``arab``) or as in a machine-readable zone (``mrz``)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="names")
    script = models.CharField(max_length=4)
    primary = models.CharField(max_length=120)
    secondary = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=20)
    created_at = models.DateTimeField()

    person_id: UUID

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "script", "primary", "secondary"], name="people_name_once")
        ]


class TravelDocument(models.Model):
    """A passport or other document; ``key`` is ``<issuer>:<number>`` without separators."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="documents")
    key = models.CharField(max_length=40, db_index=True)
    document_code = models.CharField(max_length=2)
    issuer = models.CharField(max_length=3)
    number = models.CharField(max_length=25)
    expiry_date = models.DateField(null=True)
    mrz = models.TextField(blank=True)
    first_seen_at = models.DateTimeField()

    person_id: UUID


class PersonLink(models.Model):
    """Two records are of one person. Nothing is rewritten: a link that was a mistake ends, and each has its own again.

    Areas say who may link and how it is decided; ``store.link`` and ``store.unlink`` keep ``PersonGroup`` in step.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    one = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    one_id: UUID
    other_id: UUID


class PersonGroup(models.Model):
    """Worked out from the links in force: a linked record and the oldest record of the same person (``group_id``).

    Records without a link have no row, so what is counted by person counts by ``coalesce(group_id, person_id)``.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="group")
    group_id = models.UUIDField(db_index=True)

    person_id: UUID
