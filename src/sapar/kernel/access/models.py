"""Institutions, places, accounts and duties. No case data lives here, so these tables have no row-level security."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from sapar.methods.ids import uuid7

LANGUAGES = [("tk", "Türkmençe"), ("ru", "Русский"), ("en", "English")]


class Institution(models.Model):
    """A state body, employer, carrier or organisation that people act for.

    ``kind``: ``migration_service``, ``border_service``, ``labour_ministry``, ``employer``, ``carrier``, ``iom``, ``audit``,
    ``node``.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=40)
    name_tk = models.CharField(max_length=200)
    name_ru = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    register_number = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def name(self, language: str) -> str:
        return str(getattr(self, f"name_{language}", "") or self.name_en)

    def __str__(self) -> str:
        return self.code


class Place(models.Model):
    """Where a duty is done: a border post, an office. ``kind``: ``border_post``, ``office``."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=40)
    name_tk = models.CharField(max_length=200)
    name_ru = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)

    def name(self, language: str) -> str:
        return str(getattr(self, f"name_{language}", "") or self.name_en)

    def __str__(self) -> str:
        return self.code


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username=username)


class Account(AbstractBaseUser):
    """A person who signs in, or a machine that calls (``is_machine``). What they may do comes from their duties alone."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(max_length=60, unique=True)
    full_name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=2, choices=LANGUAGES, default="tk")
    is_active = models.BooleanField(default=True)
    is_machine = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    session_epoch = models.IntegerField(default=0)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]
    objects = AccountManager()

    def get_session_auth_hash(self) -> str:
        """Raising ``session_epoch`` ends every session of the account at its next request."""
        return salted_hmac(
            "sapar.kernel.access.session", f"{self.password}:{self.session_epoch}", algorithm="sha256"
        ).hexdigest()

    def get_session_auth_fallback_hash(self) -> Any:
        return iter(())

    def get_full_name(self) -> str:
        return self.full_name

    def __str__(self) -> str:
        return self.username


class Duty(models.Model):
    """A person acts for an institution in a role, perhaps at a place, until a date."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="duties")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="duties")
    role = models.CharField(max_length=60)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True)
    created_at = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    end_reason = models.TextField(blank=True, default="")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["institution", "role"])]

    institution_id: UUID
    account_id: UUID
    place_id: UUID | None
    ended_by_id: UUID | None


class AccessRequest(models.Model):
    """Something about a person's access that a second person of the institution must approve.

    ``kind``: ``grant`` (a role) or ``second_factor_reset``. Decided once.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=30)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=60, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    valid_until = models.DateTimeField(null=True)
    reason = models.TextField()
    requested_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    approved = models.BooleanField(null=True)

    account_id: UUID
    institution_id: UUID
    place_id: UUID | None
    requested_by_id: UUID
    decided_by_id: UUID | None


class Invitation(models.Model):
    """A one-time code with which a person opens the account that a manager of ``institution`` made for them.

    ``digest`` is of the code, never the code; empty until the sender has made one and mailed it (``by_mail``). A newer
    invitation voids the older ones. An account belongs to those who invited it until it has a duty.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="invitations")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, blank=True, db_index=True)
    by_mail = models.BooleanField(default=False)
    invited_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)

    account_id: UUID
    institution_id: UUID
    invited_by_id: UUID


class Machine(models.Model):
    """A program of an institution that calls the interface: a carrier's system, a document reader, another ministry.

    Its account carries client id (the user name), name and duties, never a password. ``contact``: who answers for it.
    ``per_minute``: how many calls it may make.
    """

    account = models.OneToOneField(Account, on_delete=models.PROTECT, primary_key=True, related_name="machine")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    contact = models.CharField(max_length=200)
    per_minute = models.PositiveIntegerField()
    created_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    account_id: UUID
    institution_id: UUID


class MachineKey(models.Model):
    """What a machine proves itself with: asked for by one person, approved by another, until a day.

    ``kind``: ``secret`` (``digest`` is of the secret, empty until it is approved and shown) or ``certificate`` (``digest``
    is the SHA-256 of the client certificate). Decided once; it works while approved, neither revoked nor past its end.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    machine = models.ForeignKey(Machine, on_delete=models.PROTECT, related_name="keys")
    kind = models.CharField(max_length=20)
    digest = models.CharField(max_length=64, blank=True, db_index=True)
    reason = models.TextField()
    expires_at = models.DateTimeField()
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    approved = models.BooleanField(null=True)
    revoked_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoke_reason = models.TextField(blank=True, default="")
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["digest"],
                condition=models.Q(approved=True, revoked_at=None),
                name="access_one_machine_a_key",
            )
        ]

    machine_id: UUID
    asked_by_id: UUID | None
    decided_by_id: UUID | None
    revoked_by_id: UUID | None
