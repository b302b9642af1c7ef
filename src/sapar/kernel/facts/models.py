"""Runs: what was counted, how, as of when, from which state of the data. Rows are only ever added."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db import models

from sapar.kernel.facts.rules import Cell, from_row
from sapar.methods.ids import uuid7


class Run(models.Model):
    """One counting of an indicator.

    ``definition`` is everything that decides the figure and ``definition_hash`` its SHA-256. The vintage is
    ``counted_at`` with ``ledger_size`` (entries under the newest signed head before counting began). ``provisional``:
    the as-of day was not over. ``first_day`` is the source's earliest record by then (None: it has none); months before it
    are not reported, which is not zero. ``cells`` are rows ``[codes, numerator, denominator, missing]`` of the finest
    table.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    indicator = models.CharField(max_length=80)
    version = models.IntegerField()
    area = models.CharField(max_length=40)
    definition = models.JSONField()
    definition_hash = models.CharField(max_length=64)
    parameters = models.JSONField()
    as_of = models.DateField()
    provisional = models.BooleanField()
    counted_at = models.DateTimeField()
    counted_by = models.CharField(max_length=80)
    ledger_size = models.BigIntegerField()
    first_day = models.DateField(null=True)
    cells = models.JSONField()
    output_hash = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["indicator", "-as_of", "-counted_at"], name="facts_run_newest")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(definition_hash__regex="^[0-9a-f]{64}$", output_hash__regex="^[0-9a-f]{64}$"),
                name="facts_run_hashed",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    definition__has_keys=["sql", "view_digest", "code", "version"], version__gte=1, ledger_size__gte=0
                )
                & ~models.Q(indicator=""),
                name="facts_run_defined",
            ),
        ]

    def counted(self) -> list[Cell]:
        """The cells as they were counted."""
        rows: list[list[Any]] = self.cells
        return [from_row(row) for row in rows]


class Repeat(models.Model):
    """A run was counted again: with the same result or not. ``changed_cells`` says how many cells differ."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="repeats")
    repeated_at = models.DateTimeField()
    repeated_by = models.CharField(max_length=80)
    ledger_size = models.BigIntegerField()
    output_hash = models.CharField(max_length=64)
    equal = models.BooleanField()
    changed_cells = models.IntegerField()

    run_id: UUID


class Use(models.Model):
    """A record rests on a run: the run is never thinned, and the record is found from it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="uses")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    used_at = models.DateTimeField()

    run_id: UUID

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "subject_kind", "subject_id"], name="facts_use_once")
        ]
