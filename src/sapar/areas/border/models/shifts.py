"""Lanes of a post and who sits there, cases of the second line that pass from hand to hand, and shifts."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models

from sapar.areas.border.models.desk import Inspection
from sapar.kernel.access.models import Place
from sapar.methods.ids import uuid7

LANES = [("both", "both"), ("entry", "entry"), ("exit", "exit"), ("second", "second")]


class Lane(models.Model):
    """A counter of a post. ``kind``: ``entry``, ``exit``, ``both``, or ``second`` (the second line's room)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    institution_id = models.UUIDField()
    name = models.CharField(max_length=20)
    kind = models.CharField(max_length=6, choices=LANES)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    place_id: UUID

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["place", "name"], condition=models.Q(ended_at=None), name="border_lane_name_once"
            )
        ]


class Seat(models.Model):
    """An officer sat at a lane, from when until when. One lane has one officer, and one officer one lane."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    lane = models.ForeignKey(Lane, on_delete=models.PROTECT, related_name="seats")
    institution_id = models.UUIDField()
    officer_id = models.UUIDField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    lane_id: UUID

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["lane"], condition=models.Q(until=None), name="border_seat_lane_once"),
            models.UniqueConstraint(
                fields=["officer_id"], condition=models.Q(until=None), name="border_seat_officer_once"
            ),
        ]


class HandOver(models.Model):
    """A case of the second line went from one officer to another, with a note. ``to_id`` None: back to all of them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="hand_overs")
    from_id = models.UUIDField()
    to_id = models.UUIDField(null=True)
    note = models.TextField()
    institution_id = models.UUIDField()
    at = models.DateTimeField()

    inspection_id: UUID


class Shift(models.Model):
    """A shift of a post that ended, with what was counted, a note, and two signatures.

    ``figures``: counted by the node from ``since`` until ``until``: ``entries``, ``exits``, ``referred``, ``admitted``,
    ``closed``, ``refused``, ``corrected``, ``waiting`` (then), ``groups_open`` (then). ``counted``: the same names as the
    officers counted them by hand, where they did. A signature is the act by which the officer gave or took it over.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    institution_id = models.UUIDField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    figures = models.JSONField()
    counted = models.JSONField(default=dict)
    note = models.TextField()
    given_by = models.UUIDField()
    taken_by = models.UUIDField(null=True)
    taken_at = models.DateTimeField(null=True)
    remark = models.TextField(blank=True)

    place_id: UUID

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["place"], condition=models.Q(taken_at=None), name="border_shift_open_once")
        ]
