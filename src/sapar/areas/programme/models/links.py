"""Links between what was promised and the indicators that show it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from sapar.methods.ids import uuid7


class Link(models.Model):
    """An indicator hangs on a provision (``GCM.12``) until the link is ended. Ended links stay, with the reason."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    provision = models.CharField(max_length=40)
    indicator = models.CharField(max_length=80)
    note = models.CharField(max_length=500, blank=True)
    linked_at = models.DateTimeField()
    linked_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, blank=True)
    end_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["provision", "indicator"], condition=models.Q(ended_at=None), name="programme_link_once"
            )
        ]
