"""Projections: what pages show fast and what can be made again from the crossings at any time."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models

from sapar.kernel.access.models import Place
from sapar.methods.ids import uuid7


class FigureDay(models.Model):
    """A day whose figures stand in ``DayFigure``. A trigger removes the row when a crossing of that day is added or
    corrected; until the job has counted it again, the day is counted from the crossings themselves."""

    day = models.DateField(primary_key=True)
    built_at = models.DateTimeField()


class DayFigure(models.Model):
    """Crossings in force of one day, post, direction and nationality, and how long those with a reading waited.

    ``waits``: crossings that were read at the desk; ``seconds``: from reading to crossing, summed; ``prompt``: how many
    within ``rules.figures.PROMPT``.
    """

    id = models.BigAutoField(primary_key=True)
    day = models.DateField()
    place = models.ForeignKey(Place, on_delete=models.PROTECT, db_index=False, related_name="+")
    direction = models.CharField(max_length=5)
    nationality = models.CharField(max_length=3)
    crossings = models.IntegerField()
    waits = models.IntegerField()
    seconds = models.BigIntegerField()
    prompt = models.IntegerField()

    place_id: UUID

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["day", "place", "direction", "nationality"], name="border_dayfigure_once")
        ]


class OverstayRun(models.Model):
    """The list of possible overstays as of a day, as it was worked out once. ``counts``: stays by outcome."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    as_of = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    counts = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-as_of", "-made_at"], name="border_overstayrun_day")
        ]


class OverstayLine(models.Model):
    """One stay that the records show longer than permitted. ``outcome``: ``in_country`` or ``out_of_country``.

    ``ground``: what the permitted day comes from (code of a regime, ``visa``, ``permit``, ``extension``).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = models.ForeignKey(OverstayRun, on_delete=models.CASCADE, related_name="lines", db_index=False)
    entry_id = models.UUIDField()
    person_id = models.UUIDField(db_index=True)
    entry_on = models.DateField()
    exit_on = models.DateField(null=True)
    permitted_until = models.DateField()
    days_over = models.IntegerField()
    outcome = models.CharField(max_length=16)
    nationality = models.CharField(max_length=3)
    post = models.CharField(max_length=40)
    ground = models.CharField(max_length=40)
    unverified = models.BooleanField()

    run_id: UUID

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["run", "-days_over", "-id"], name="border_overstayline_run")
        ]
