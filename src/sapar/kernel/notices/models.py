"""The table of notices. It holds references and codes; addresses and secrets only until they are sent."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from sapar.methods.ids import uuid7

CHANNELS = ("screen", "mail", "sms")


class Notice(models.Model):
    """One message to one recipient by one channel (``screen``, ``mail``, ``sms``).

    ``recipient`` is the reference of the actor who may read it (``account:<uuid>``, ``holder:<uuid>``), or
    ``institution:<uuid>/<role>`` for whoever holds that role there, or ``address`` for a person whom only the address
    names. ``params`` are ids and codes for the template. ``sealed`` (box of the documents' vault) holds what must not
    lie about: an address without account, a secret in the text; it is emptied when the notice was sent or given up.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    recipient = models.CharField(max_length=120)
    institution_id = models.UUIDField(null=True)
    account_id = models.UUIDField(null=True)
    template = models.CharField(max_length=80)
    params = models.JSONField(default=dict)
    sealed = models.BinaryField(null=True)
    link = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=2)
    channel = models.CharField(max_length=6, choices=[(channel, channel) for channel in CHANNELS])
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0)
    last_error = models.CharField(max_length=60, blank=True)
    read_at = models.DateTimeField(null=True)
    read_by = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["recipient", "channel", "read_at", "-id"], name="notices_notice_recipient"),
            models.Index(
                fields=["created_at"],
                name="notices_notice_waiting",
                condition=models.Q(sent_at__isnull=True, failed_at__isnull=True),
            ),
        ]
