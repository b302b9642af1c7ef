"""Lists, alerts, the people they name, and what screening found.

Who may know of a row is part of the row: ``owner_institution_id``, ``owner_role`` and ``owner_place_id`` (NOBODY: the
whole institution). A row is *quiet* when its meaning is ``discreet`` or ``assist``. There is no unique key and no foreign
key on these tables that somebody else could run into: a collision would tell of the row.
"""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models

from sapar.kernel.access.actor import NOBODY
from sapar.methods.ids import uuid7


class Owned(models.Model):
    """Whose row it is."""

    owner_institution_id = models.UUIDField()
    owner_role = models.CharField(max_length=60)
    owner_place_id = models.UUIDField(default=NOBODY)

    class Meta:
        abstract = True


class WatchCounter(Owned):
    """Counts the changes of what is screened: one row for all that the desk may know of, one for each owner of the rest.

    ``stamp`` is random and new with each change, so that a process knows its own past after a back-up was restored.
    """

    id = models.UUIDField(primary_key=True)
    quiet = models.BooleanField()
    revision = models.BigIntegerField()
    stamp = models.UUIDField()
    changed_at = models.DateTimeField()


class WatchStep(models.Model):
    """A change of what the desk may know of, by which a process knows whether its past is this database's past."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    revision = models.BigIntegerField()
    stamp = models.UUIDField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["revision"], name="border_watchstep_revision")]


class WatchList(Owned):
    """A list of somebody else's: whose it is, and what a hit on it means. ``kind``: ``people`` or ``documents``."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    title = models.CharField(max_length=200)
    authority = models.CharField(max_length=200, blank=True)
    legal_basis = models.TextField()
    kind = models.CharField(max_length=10)
    meaning = models.CharField(max_length=12)
    created_at = models.DateTimeField()
    created_by = models.UUIDField()
    ended_at = models.DateTimeField(null=True)


class ListVersion(Owned):
    """One file of a list as it was read. ``state``: ``received`` (a job will read it), ``reading``, ``failed``, ``unmapped``,
    ``draft``, ``in_force``, ``replaced``, ``rejected``.

    ``headings`` of a CSV file, ``mapping`` of them to fields, and the ``file`` itself (sealed) until it is decided, so
    that columns can be chosen otherwise. ``unmapped``: no column could be understood.

    ``digest``: hex SHA-256 of the file. ``counts``: of entries, by kind and by difference to ``base_id``, the version that
    was in force when this one was read. ``gone``: keys of entries that this version no longer has. ``problems``: how many
    values of which field could not be read, ``findings``: which ones (entry, field, value), up to a bound.

    ``origin``: ``page`` or ``command``. ``progress`` while a job reads: ``run``, ``at``, ``done``, ``total``. ``trouble``:
    rule of the error that ended the reading, ``trouble_line`` where in the file, 0 if that is not known.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    watchlist = models.ForeignKey(WatchList, on_delete=models.CASCADE, related_name="versions", db_constraint=False)
    number = models.IntegerField()
    state = models.CharField(max_length=10)
    format = models.CharField(max_length=20)
    list_date = models.CharField(max_length=10, blank=True)
    headings = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    file = models.BinaryField(null=True)
    digest = models.CharField(max_length=64)
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    gone = models.JSONField(default=list)
    origin = models.CharField(max_length=10, default="page")
    progress = models.JSONField(default=dict)
    trouble = models.CharField(max_length=20, blank=True, default="")
    trouble_line = models.IntegerField(default=0)
    base_id = models.UUIDField(null=True)
    imported_at = models.DateTimeField()
    imported_by = models.UUIDField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)

    watchlist_id: UUID


class Alert(Owned):
    """A national alert. ``state``: ``draft``, ``in_force``, ``withdrawn``, ``expired``, ``rejected``.

    The state stands here and in no case: cases are read by the whole institution. What it says stands in its versions.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    meaning = models.CharField(max_length=12)
    state = models.CharField(max_length=10)
    reference = models.CharField(max_length=40)
    expires_on = models.DateField()
    created_at = models.DateTimeField()
    created_by = models.UUIDField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    end_reason = models.TextField(blank=True)


class AlertVersion(Owned):
    """What an alert says, as one person drafted it and another approved it. Never changed after that.

    ``content``: names, weak_names, birth_dates, sex, nationalities, documents, reason, instruction.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="versions", db_constraint=False)
    number = models.IntegerField()
    content = models.JSONField()
    legal_basis = models.TextField()
    expires_on = models.DateField()
    drafted_at = models.DateTimeField()
    drafted_by = models.UUIDField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    approved = models.BooleanField(null=True)

    alert_id: UUID


class Entry(Owned):
    """One person as one list or alert describes them: what screening compares with. Content is never changed.

    ``state``: ``draft`` (of a version that is not in force), ``live``, ``ended``. ``digest``: hex SHA-256 of the content,
    by which a decision knows whether the entry still says the same. ``replaces_id``: what the list said of the person in the
    version before. ``revision`` and ``stamp``: of the counter, when the
    state last changed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    list_id = models.UUIDField(null=True)
    alert_id = models.UUIDField(null=True)
    version_id = models.UUIDField()
    source_id = models.CharField(max_length=200)
    replaces_id = models.UUIDField(null=True)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    meaning = models.CharField(max_length=12)
    quiet = models.BooleanField()
    state = models.CharField(max_length=6)
    expires_on = models.DateField(null=True)
    revision = models.BigIntegerField(null=True)
    stamp = models.UUIDField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["quiet", "revision"], name="border_entry_revision"),
            models.Index(fields=["list_id", "state", "source_id"], name="border_entry_list"),
            models.Index(fields=["alert_id"], name="border_entry_alert", condition=models.Q(alert_id__isnull=False)),
            models.Index(
                fields=["expires_on"],
                name="border_entry_expiry",
                condition=models.Q(state="live", expires_on__isnull=False),
            ),
            models.Index(fields=["version_id", "id"], name="border_entry_version"),
        ]


class LostDocument(Owned):
    """A document that its issuer or holder reported. ``kind``: ``lost``, ``stolen``, ``stolen_blank``, ``invalid``.

    ``number``: letters and digits; ``issuer`` may be unknown, then the number alone counts. Never quiet.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=25)
    issuer = models.CharField(max_length=3, blank=True)
    kind = models.CharField(max_length=12)
    source = models.CharField(max_length=200)
    reported_on = models.CharField(max_length=10, blank=True)
    list_id = models.UUIDField(null=True)
    version_id = models.UUIDField(null=True)
    replaces_id = models.UUIDField(null=True)
    state = models.CharField(max_length=6)
    created_at = models.DateTimeField()
    created_by = models.UUIDField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["number"], name="border_lost_number", condition=models.Q(state="live")),
            models.Index(fields=["list_id", "state"], name="border_lost_list"),
            models.Index(fields=["version_id", "id"], name="border_lost_version"),
        ]


class Hit(models.Model):
    """Somebody who was read was found on a list that the desk may know of, and what a person decided about it.

    ``verdict``: empty, ``match`` or ``no_match``. It counts for later readings of the same document as long as
    ``entry_digest`` is the entry's. ``explanation``: codes and values of why. There is no row of a quiet entry.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    inspection_id = models.UUIDField()
    entry_id = models.UUIDField()
    entry_digest = models.CharField(max_length=64)
    document_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    meaning = models.CharField(max_length=12)
    score = models.FloatField()
    explanation = models.JSONField(default=list)
    at = models.DateTimeField()
    place_id = models.UUIDField()
    institution_id = models.UUIDField()
    verdict = models.CharField(max_length=8, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["document_id", "-at"], name="border_hit_document"),
            models.Index(fields=["inspection_id"], name="border_hit_inspection"),
            models.Index(fields=["entry_id", "-at"], name="border_hit_entry"),
            models.Index(fields=["-at"], name="border_hit_at"),
        ]


class QuietCheck(models.Model):
    """Somebody to be compared with quiet entries: one row for each reading of anybody, whatever it will find.

    ``asked``: name, birth date, … and ``occasion`` (where, when, how) as the owner of a hit will read them.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    asked = models.JSONField()
    occasion = models.JSONField()
    queued_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["queued_at"], name="border_quiet_waiting", condition=models.Q(done_at=None)),
            models.Index(fields=["subject_id"], name="border_quiet_subject"),
        ]


class QuietNote(Owned):
    """The answer of a quiet check to one owner: one row an owner for every check, with something found or with nothing.

    ``found``: a list of entry, digest, name, score, explanation; ``asked`` and ``occasion`` are filled only then.
    ``verdict``: empty, ``match``, ``no_match``; ``seen_at``: when somebody of the owner first opened it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    check_id = models.UUIDField()
    at = models.DateTimeField()
    hit = models.BooleanField()
    document = models.CharField(max_length=40, blank=True)
    asked = models.JSONField(default=dict)
    occasion = models.JSONField(default=dict)
    found = models.JSONField(default=list)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.UUIDField(null=True)
    verdict = models.CharField(max_length=8, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["owner_institution_id", "owner_role", "-at"],
                name="border_note_owner",
                condition=models.Q(hit=True),
            ),
            models.Index(fields=["check_id"], name="border_note_check"),
            models.Index(fields=["document"], name="border_note_document", condition=models.Q(hit=True)),
        ]
