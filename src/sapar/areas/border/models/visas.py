"""Electronic visas: the application, what was paid and proposed, the visa, the passports it was linked to, carriers' queries.

How often a visa was used is not written down: it is counted from the crossings.
"""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models

from sapar.methods.ids import uuid7


class VisaApplication(models.Model):
    """What an applicant entered. A draft until ``submitted_at``; its way from then on stands in its case.

    ``draft_since`` is empty from then on. ``code_digest`` opens it together with ``reference``. ``birth_date`` may be
    partial; ``document_key`` is issuer and number without separators. ``entries``: ``1``, ``2`` or ``M``.
    ``institution_id``: who decides. ``refusal_…``: what the applicant is told. ``extend_until``: the day until which an
    extension was asked for.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    institution_id = models.UUIDField()
    reference = models.CharField(max_length=20, unique=True)
    code_digest = models.CharField(max_length=64)
    language = models.CharField(max_length=2)
    started_at = models.DateTimeField()
    draft_since = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    primary = models.CharField(max_length=120, blank=True)
    secondary = models.CharField(max_length=120, blank=True)
    birth_date = models.CharField(max_length=10, blank=True)
    sex = models.CharField(max_length=1, blank=True)
    nationality = models.CharField(max_length=3, blank=True)
    document_code = models.CharField(max_length=2, blank=True)
    issuer = models.CharField(max_length=3, blank=True)
    number = models.CharField(max_length=25, blank=True)
    document_key = models.CharField(max_length=40, blank=True)
    document_expires_on = models.DateField(null=True)
    mrz = models.TextField(blank=True)
    purpose = models.CharField(max_length=20, blank=True)
    arrives_on = models.DateField(null=True)
    leaves_on = models.DateField(null=True)
    entries = models.CharField(max_length=2, blank=True)
    stays_at = models.CharField(max_length=300, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    inviter_kind = models.CharField(max_length=20, blank=True)
    inviter_name = models.CharField(max_length=200, blank=True)
    inviter_register = models.CharField(max_length=40, blank=True)
    inviter_reference = models.CharField(max_length=60, blank=True)
    inviter_contact = models.CharField(max_length=200, blank=True)
    refusal_reasons = models.JSONField(default=list)
    refusal_text = models.TextField(blank=True)
    extend_until = models.DateField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["document_key"], name="border_visaapp_document"),
            models.Index(fields=["birth_date", "nationality"], name="border_visaapp_birth"),
            models.Index(fields=["institution_id", "-submitted_at", "-id"], name="border_visaapp_list"),
        ]


class VisaPaper(models.Model):
    """A file of an application: ``kind`` ``photo``, ``passport`` or ``other``. The newest one that was not removed counts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    application = models.ForeignKey(VisaApplication, on_delete=models.CASCADE, related_name="papers")
    institution_id = models.UUIDField()
    attachment_id = models.UUIDField()
    kind = models.CharField(max_length=20)
    media_type = models.CharField(max_length=40)
    size = models.IntegerField()
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    application_id: UUID


class VisaFee(models.Model):
    """A payment as it was recorded, or why there is none (``exempt``). Amounts in hundredths. Void ones stay."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    application = models.ForeignKey(VisaApplication, on_delete=models.CASCADE, related_name="fees")
    institution_id = models.UUIDField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    receipt_number = models.CharField(max_length=40, blank=True)
    exempt = models.CharField(max_length=300, blank=True)
    paid_on = models.DateField()
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=300, blank=True)

    application_id: UUID

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["receipt_number"],
                condition=models.Q(voided_at=None) & ~models.Q(receipt_number=""),
                name="border_visafee_one_receipt",
            )
        ]


class VisaProposal(models.Model):
    """What a first officer proposes and a second one decides. ``screening``: what was on the screen when it was proposed,
    in codes and counts; ``hits_note``: why candidates are somebody else. ``agreed`` None while it waits."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    application = models.ForeignKey(VisaApplication, on_delete=models.CASCADE, related_name="proposals")
    institution_id = models.UUIDField()
    outcome = models.CharField(max_length=10)
    reasons = models.JSONField(default=list)
    text = models.TextField(blank=True)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    stay_days = models.IntegerField(null=True)
    entries = models.CharField(max_length=2, blank=True)
    screening = models.JSONField(default=dict)
    hits_note = models.TextField(blank=True)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(null=True)
    decision_reason = models.TextField(blank=True)

    application_id: UUID


class Visa(models.Model):
    """A visa that was granted. ``number`` stands in the seal (13 characters at most). Days are inclusive; ``stay_days`` of
    one stay. Whether it holds stands in the application's case."""

    application = models.OneToOneField(VisaApplication, on_delete=models.CASCADE, primary_key=True, related_name="visa")
    institution_id = models.UUIDField()
    number = models.CharField(max_length=13, unique=True)
    purpose = models.CharField(max_length=20)
    valid_from = models.DateField()
    valid_until = models.DateField()
    stay_days = models.IntegerField()
    entries = models.CharField(max_length=2)
    issued_at = models.DateTimeField()

    application_id: UUID


class VisaLink(models.Model):
    """The visa is linked to one passport at a time: to this one, under this seal, since then. ``why``: ``granted``,
    ``extended``, ``linked_anew``. One link of a visa has no ``ended_at``, none after it was cancelled."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    visa = models.ForeignKey(Visa, on_delete=models.CASCADE, related_name="links")
    institution_id = models.UUIDField()
    document_key = models.CharField(max_length=40, db_index=True)
    issuer = models.CharField(max_length=3)
    number = models.CharField(max_length=25)
    expires_on = models.DateField(null=True)
    seal_id = models.UUIDField()
    why = models.CharField(max_length=20)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    visa_id: UUID

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["visa"], condition=models.Q(ended_at=None), name="border_visalink_one_passport"
            )
        ]


class VisaNewCode(models.Model):
    """An applicant lost their code and got another one, by ``channel`` (``email``, ``phone``), after an officer had checked
    who it is (``checked``: how). The code itself stands nowhere but in the message."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    application = models.ForeignKey(VisaApplication, on_delete=models.CASCADE, related_name="new_codes")
    institution_id = models.UUIDField()
    channel = models.CharField(max_length=5)
    checked = models.CharField(max_length=300)
    sent_by = models.UUIDField()
    sent_at = models.DateTimeField()

    application_id: UUID


class CarrierQuery(models.Model):
    """A carrier asked about a passenger of a flight. The passenger stands here as a keyed digest only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    carrier_id = models.UUIDField()
    flight = models.CharField(max_length=8)
    flies_on = models.DateField()
    departure = models.CharField(max_length=3)
    arrival = models.CharField(max_length=3)
    traveller = models.CharField(max_length=64)
    answer = models.CharField(max_length=6)
    asked_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["carrier_id", "flies_on", "flight"], name="border_carrierquery_flight"),
            models.Index(fields=["asked_at"], name="border_carrierquery_asked"),
        ]
