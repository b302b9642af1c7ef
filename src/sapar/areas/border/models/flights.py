"""What carriers announce: the interchanges as they came, the messages in them, flights, passengers, and our answers.

Two walls. A carrier reads its own interchanges, messages and answers. Flights and passengers, with what the checks
found, are for the border service alone: they have no policy for "own" rows.
"""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models

from sapar.kernel.access.models import Place
from sapar.methods.ids import uuid7


class Interchange(models.Model):
    """What a carrier sent in one piece. ``content``: the bytes as they came, in a box of the vault.

    ``institution_id`` is the carrier. ``channel``: ``https`` or ``folder``. ``failure``: the rule that kept it from being
    read at all, empty otherwise; ``accepted``: no message in it was refused. ``applied_at``: when its messages were
    entered to flights, empty while they wait. ``reused``: its reference had been used before for something else.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    institution_id = models.UUIDField()
    channel = models.CharField(max_length=10)
    received_at = models.DateTimeField()
    prepared = models.CharField(max_length=16, blank=True)
    reference = models.CharField(max_length=35, blank=True)
    sender = models.CharField(max_length=35, blank=True)
    digest = models.CharField(max_length=64)
    size = models.IntegerField()
    content = models.BinaryField()
    failure = models.CharField(max_length=40, blank=True)
    faults = models.JSONField(default=list)
    accepted = models.BooleanField()
    reused = models.BooleanField(default=False)
    test = models.BooleanField(default=False)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["institution_id", "reference", "digest"], name="border_interchange_same_twice"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-received_at", "-id"], name="border_interchange_newest"),
            models.Index(fields=["institution_id", "-received_at", "-id"], name="border_interchange_carrier"),
        ]


class Flight(models.Model):
    """A flight as its carrier announced it last. Times are local to their place, as written; ``day`` is that of departure.

    ``at``: when it lands here (or leaves, on the way out), as a moment; empty if no time was stated. ``post``: where its
    passengers are inspected, empty if no post has the code of the airport. ``stamps``: for each kind of news the sender's
    time of the newest message that was counted. ``closed``: check-in has ended.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    institution_id = models.UUIDField()
    carrier = models.CharField(max_length=3)
    number = models.CharField(max_length=12)
    origin = models.CharField(max_length=5, blank=True)
    destination = models.CharField(max_length=5, blank=True)
    day = models.DateField()
    departs = models.CharField(max_length=16, blank=True)
    arrives = models.CharField(max_length=16, blank=True)
    direction = models.CharField(max_length=5)
    at = models.DateTimeField(null=True)
    post = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, db_index=False, related_name="+")
    cancelled = models.BooleanField(default=False)
    closed = models.BooleanField(default=False)
    stamps = models.JSONField(default=dict)
    first_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    post_id: UUID | None

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["institution_id", "carrier", "number", "origin", "day"], name="border_flight_once"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["post", "at"], name="border_flight_post"),
            models.Index(fields=["day"], name="border_flight_day"),
        ]

    @property
    def designator(self) -> str:
        return f"{self.carrier}{self.number}"


class FlightMessage(models.Model):
    """One message of an interchange. ``faults`` refuse it, ``remarks`` do not: findings as ``Fault.as_dict`` gives them.

    ``late``: minutes by which it missed the time before landing that lists are due at; 0 in time, empty if unknown.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    interchange = models.ForeignKey(Interchange, on_delete=models.PROTECT, related_name="messages")
    institution_id = models.UUIDField()
    place = models.IntegerField()
    number = models.IntegerField()
    reference = models.CharField(max_length=35, blank=True)
    type = models.CharField(max_length=10, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    action = models.CharField(max_length=20, blank=True)
    flight_name = models.CharField(max_length=60, blank=True)
    part = models.IntegerField(default=1)
    last_part = models.BooleanField(default=True)
    persons = models.IntegerField(default=0)
    accepted = models.BooleanField()
    faults = models.JSONField(default=list)
    remarks = models.JSONField(default=list)
    flight_id = models.UUIDField(null=True, db_index=True)
    late = models.IntegerField(null=True)

    interchange_id: UUID


class Passenger(models.Model):
    """A person on a flight as the carrier named them last, and what the checks found.

    ``stamp``: the sender's time of the newest message that was counted for this person. ``removed``: taken off the list.
    ``on_board``: as the closing message says, empty if it did not. ``level`` and ``reasons`` are those of the checks, made
    at ``checked_at``; nothing that is for other eyes stands there. ``answer``: what the carrier was told (0Z, 1Z), empty
    for crew.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    flight = models.ForeignKey(Flight, on_delete=models.PROTECT, related_name="passengers")
    role = models.CharField(max_length=20)
    primary = models.CharField(max_length=110)
    secondary = models.CharField(max_length=110, blank=True)
    birth_date = models.CharField(max_length=10, blank=True)
    sex = models.CharField(max_length=1, blank=True)
    nationality = models.CharField(max_length=3, blank=True)
    document_code = models.CharField(max_length=3, blank=True)
    document_issuer = models.CharField(max_length=3, blank=True)
    document_number = models.CharField(max_length=35, blank=True)
    document_key = models.CharField(max_length=35, blank=True, db_index=True)
    document_expiry = models.CharField(max_length=10, blank=True)
    visa_number = models.CharField(max_length=35, blank=True)
    embark = models.CharField(max_length=5, blank=True)
    disembark = models.CharField(max_length=5, blank=True)
    booking = models.CharField(max_length=35, blank=True)
    reference = models.CharField(max_length=35, blank=True)
    seat = models.CharField(max_length=35, blank=True)
    stamp = models.CharField(max_length=16, blank=True)
    message_id = models.UUIDField()
    position = models.IntegerField(default=0)
    removed = models.BooleanField(default=False)
    on_board = models.BooleanField(null=True)
    level = models.CharField(max_length=5)
    reasons = models.JSONField(default=list)
    checked_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=3, blank=True)
    answer_reason = models.TextField(blank=True)
    answered_by = models.UUIDField(null=True)

    flight_id: UUID

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["flight", "primary", "id"], name="border_passenger_flight")
        ]


class CarrierAnswer(models.Model):
    """An interchange from us to a carrier. ``kind``: ``contrl``, ``cusres`` (answers for persons, or that a message was
    taken or refused), ``report`` (words, where nothing could be read). ``content``: a box of the vault.

    ``written_at``: when it was put into the folder of outgoing files.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    institution_id = models.UUIDField()
    interchange = models.ForeignKey(Interchange, on_delete=models.PROTECT, null=True, related_name="answers")
    message_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=10)
    reference = models.CharField(max_length=14, blank=True)
    made_at = models.DateTimeField()
    content = models.BinaryField()
    written_at = models.DateTimeField(null=True)

    interchange_id: UUID | None

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["institution_id", "id"], name="border_answer_carrier"),
            models.Index(fields=["id"], name="border_answer_unwritten", condition=models.Q(written_at__isnull=True)),
        ]
