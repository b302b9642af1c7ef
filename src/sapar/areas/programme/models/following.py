"""The plan in force as records that can be followed: activities, milestones, money; reports, spending, remarks."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models

from sapar.areas.programme.models.plans import Plan
from sapar.methods.ids import uuid7


class Activity(models.Model):
    """An activity as the version in force says it. ``line_id``: its line, the same through versions and years.

    ``dropped_at``: a later version left it out. ``direction``: the number of its direction.

    ``path``: the titles above it (direction, outcome, output).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    line_id = models.UUIDField()
    number = models.CharField(max_length=40)
    direction = models.CharField(max_length=40)
    title = models.JSONField()
    path = models.JSONField()
    responsible_id = models.UUIDField()
    partner_ids = models.JSONField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    assumptions = models.JSONField()
    risks = models.JSONField()
    dropped_at = models.DateTimeField(null=True)

    plan_id: UUID

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "line_id"], name="programme_activity_once"),
            models.CheckConstraint(
                condition=models.Q(starts_on__lte=models.F("ends_on")), name="programme_activity_days"
            ),
        ]


class Milestone(models.Model):
    """A milestone of an activity in force. It is reached when a report says so."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="milestones")
    plan_id = models.UUIDField()
    line_id = models.UUIDField()
    title = models.JSONField()
    due_on = models.DateField()
    dropped_at = models.DateTimeField(null=True)

    activity_id: UUID

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["activity", "line_id"], name="programme_milestone_once")
        ]


class BudgetLine(models.Model):
    """Money of a donor for an activity in force, in minor units of its currency."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="budget")
    plan_id = models.UUIDField()
    line_id = models.UUIDField()
    donor_id = models.UUIDField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    dropped_at = models.DateTimeField(null=True)

    activity_id: UUID

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["activity", "line_id"], name="programme_budgetline_once"),
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="programme_budgetline_amount"),
        ]


class Report(models.Model):
    """Progress of an activity as of a day. A correction is a new report; ``milestone_id``: the one that was reached."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="reports")
    plan_id = models.UUIDField()
    institution_id = models.UUIDField()
    percent = models.IntegerField()
    as_of = models.DateField()
    milestone_id = models.UUIDField(null=True)
    text = models.CharField(max_length=4000)
    author = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    activity_id: UUID

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["activity", "-as_of", "-id"], name="programme_report_newest")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(percent__range=(0, 100)), name="programme_report_percent")
        ]


class Spending(models.Model):
    """Money spent from a budget line; negative corrects an earlier entry."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    budget_line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="spending")
    plan_id = models.UUIDField()
    institution_id = models.UUIDField()
    amount_minor = models.BigIntegerField()
    spent_on = models.DateField()
    note = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()

    budget_line_id: UUID


class Remark(models.Model):
    """What an institution says about a computed status; it changes nothing in it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="remarks")
    plan_id = models.UUIDField()
    institution_id = models.UUIDField()
    colour = models.CharField(max_length=10)
    text = models.CharField(max_length=2000)
    author = models.CharField(max_length=200)
    at = models.DateTimeField()

    activity_id: UUID


class Priority(models.Model):
    """A direction for the coming period beyond the plan's year, with rank and rationale. Ended ones stay on record."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    rank = models.IntegerField()
    years = models.CharField(max_length=20)
    title = models.JSONField()
    rationale = models.JSONField()
    institution_id = models.UUIDField()
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    plan_id: UUID
