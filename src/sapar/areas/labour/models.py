"""Applications for work permits and what hangs on them. The state of an application stands in its procedure's case.

An application is a *draft* as long as ``submitted_at`` is empty: it has no case yet.
"""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models

from sapar.methods.ids import uuid7


class HeadCount(models.Model):
    """How many people an employer had on a day, and where the figure comes from. Never changed: a new one is declared."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    employer_id = models.UUIDField()
    total = models.IntegerField()
    foreign = models.IntegerField()
    counted_on = models.DateField()
    source = models.CharField(max_length=20)
    declared_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["employer_id", "-declared_at"], name="labour_headcount_newest")
        ]


class Application(models.Model):
    """What an employer asks for: a worker as their passport describes them, post, wage, place, period.

    ``birth_date`` may be partial; ``wage_minor`` is the gross monthly wage in hundredths of ``wage_currency``; ``sector`` is
    a section of ISIC Rev. 4, ``occupation`` an ISCO-08 code of up to four digits. ``employer_id`` is an institution.
    ``search_name`` is the surname as searches compare it. ``renews``: the application whose permit this one prolongs.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reference = models.CharField(max_length=12, unique=True)
    employer_id = models.UUIDField()
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    head_count = models.ForeignKey(HeadCount, on_delete=models.PROTECT, null=True, related_name="+")
    renews = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="renewals")
    exempt_group = models.CharField(max_length=30, blank=True)

    person_id = models.UUIDField(null=True)
    primary = models.CharField(max_length=120, blank=True)
    secondary = models.CharField(max_length=120, blank=True)
    search_name = models.CharField(max_length=120, blank=True)
    birth_date = models.CharField(max_length=10, blank=True)
    sex = models.CharField(max_length=1, blank=True)
    nationality = models.CharField(max_length=3, blank=True)
    document_code = models.CharField(max_length=2, blank=True)
    issuer = models.CharField(max_length=3, blank=True)
    number = models.CharField(max_length=25, blank=True)
    document_key = models.CharField(max_length=40, blank=True)
    document_expires_on = models.DateField(null=True)
    mrz = models.TextField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=2, default="tk")

    post = models.CharField(max_length=120, blank=True)
    occupation = models.CharField(max_length=4, blank=True)
    sector = models.CharField(max_length=1, blank=True)
    wage_minor = models.BigIntegerField(null=True)
    wage_currency = models.CharField(max_length=3, default="TMT")
    place_of_work = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["employer_id", "-created_at"], name="labour_application_own"),
            models.Index(fields=["search_name"], name="labour_application_name"),
            models.Index(fields=["document_key"], name="labour_application_document"),
            models.Index(fields=["phone"], name="labour_application_phone"),
        ]

    head_count_id: UUID | None
    renews_id: UUID | None

    def __str__(self) -> str:
        return self.reference


class Paper(models.Model):
    """A document that was handed in with an application: which kind it is and where its file lies."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="papers")
    employer_id = models.UUIDField()
    kind = models.CharField(max_length=20)
    attachment_id = models.UUIDField(unique=True)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    application_id: UUID


class Decision(models.Model):
    """A decision that was made: ``outcome`` ``granted``, ``refused``, ``overridden`` or ``upheld``.

    ``due_on`` is the last day of the term as it stood then; ``reasons`` are codes of ``procedures.REFUSALS``.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="decisions")
    employer_id = models.UUIDField()
    outcome = models.CharField(max_length=12)
    decided_on = models.DateField()
    due_on = models.DateField(null=True)
    reasons = ArrayField(models.CharField(max_length=30), default=list)
    text = models.TextField(blank=True)
    account_id = models.UUIDField()
    decided_at = models.DateTimeField()

    application_id: UUID

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["decided_on"], name="labour_decision_day")]


class Permit(models.Model):
    """What was granted. The number is the application's reference; whether it holds says the case."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="permit")
    employer_id = models.UUIDField()
    number = models.CharField(max_length=12, unique=True)
    valid_from = models.DateField()
    valid_until = models.DateField()
    counted = models.BooleanField()
    seal_id = models.UUIDField(null=True)
    issued_at = models.DateTimeField()

    application_id: UUID

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["employer_id", "-issued_at"], name="labour_permit_employer"),
            models.Index(fields=["valid_until"], name="labour_permit_until"),
        ]


class Quota(models.Model):
    """How many permits may begin in a year in a sector (``*``: all that have no line of their own)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    year = models.IntegerField()
    sector = models.CharField(max_length=1)
    limit = models.IntegerField()
    used = models.IntegerField(default=0)
    source = models.CharField(max_length=200, blank=True)
    unverified = models.BooleanField(default=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["year", "sector"], name="labour_quota_once"),
            models.CheckConstraint(condition=models.Q(used__gte=0), name="labour_quota_used"),
        ]


class WorkerCode(models.Model):
    """A code with which the worker opens their page, as a digest; the newest one holds. ``channel``: ``hand`` or ``sms``."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64)
    channel = models.CharField(max_length=4)
    issued_at = models.DateTimeField()

    application_id: UUID


class WorkerTry(models.Model):
    """An attempt to open a worker's page, under keyed digests of reference and address."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    mark = models.CharField(max_length=64)
    passed = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["mark", "at"], name="labour_workertry_mark")]


class Complaint(models.Model):
    """What a worker tells the migration service. The employer can never see it: no policy shows it to them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="complaints")
    kind = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    made_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)

    application_id: UUID
