"""Machines that call the interface: made by one person and approved by another, as roles of people are.

A machine without an approved role may do nothing, and without an approved key it cannot call. Two people give both; one
is enough to take either away. The secret is made by the page (or the console), shown once, and stored as a digest.
"""

from __future__ import annotations

import re
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sapar.kernel import clock
from sapar.kernel.access import machine_keys as keys
from sapar.kernel.access import registry
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.granting import WHY, check_role, give, propose, refuse
from sapar.kernel.access.models import Duty, Institution, Machine, MachineKey
from sapar.kernel.access.records import account_of, institution_of, new_account, own
from sapar.kernel.access.roles import ADMINISTRATOR, MANAGER
from sapar.kernel.acts import about, act
from sapar.kernel.errors import Conflict, Invalid, NotFound

MANAGERS = (MANAGER, ADMINISTRATOR)
CONSOLE = "system.console"
PURPOSE = "access.accounts"
KINDS = {keys.SECRET: _("Secret"), keys.CERTIFICATE: _("Client certificate")}
DIGEST = re.compile(r"[0-9a-f]{64}")


@act("access.create_machine", roles=MANAGERS, purpose=PURPOSE, title=_("Add a machine account"), fresh=True)
def create_machine(
    actor: Actor,
    *,
    username: str,
    title: str,
    contact: str,
    role: str,
    reason: str,
    per_minute: int = 60,
    place_id: UUID | None = None,
    valid_until: datetime | None = None,
) -> Machine:
    """A machine account of the own institution, and the proposal of its role for a second person.

    ``username``: the client id. ``contact``: who answers for it. Raises Invalid for each wrong field.
    """
    institution = institution_of(actor.institution_id)
    made = _new(institution, username, title, contact, per_minute, actor.account_id)
    check_role(actor, role, institution, made.account)
    propose(actor, "grant", made.account, institution, reason, role, place_id, valid_until)
    return made


@act("access.propose_key", roles=MANAGERS, purpose=PURPOSE, title=_("Ask for a key of a machine"), fresh=True)
def propose_key(
    actor: Actor, *, account_id: UUID, kind: str, expires_at: datetime, reason: str, certificate: str = ""
) -> MachineKey:
    """Ask a second person for a key; returns it undecided. ``certificate``: its SHA-256 in hex, for kind ``certificate``.

    Raises Invalid, NotFound (a machine of another institution), Conflict (too many keys at a time).
    """
    machine = _machine(actor, account_id)
    digest = keys.fingerprint(certificate)
    _check_key(machine, kind, digest, expires_at)
    if not reason.strip():
        raise Invalid(_("Give a reason."), field="reason")
    made = MachineKey(
        machine=machine,
        kind=kind,
        digest=digest if kind == keys.CERTIFICATE else "",
        reason=reason.strip(),
        expires_at=expires_at,
        asked_by_id=own(actor.account_id),
        asked_at=clock.now(),
    )
    made.save(force_insert=True)
    about("account", machine.account_id)
    return made


@act(
    "access.decide_key",
    roles=MANAGERS,
    purpose=PURPOSE,
    title=_("Decide on a key of a machine"),
    fresh=True,
    page_only=True,
)
def decide_key(actor: Actor, *, key_id: UUID, approve: bool, secret_digest: str = "") -> MachineKey:
    """Approve or reject; another person than the one who asked. An approved secret is made by the page that calls this,
    which hands over its digest and shows it once. Raises NotFound, NotPermitted (``own_proposal``), Conflict, Invalid.
    """
    found = (
        MachineKey.objects.select_for_update()
        .filter(pk=key_id, machine__institution_id=own(actor.institution_id))
        .first()
    )
    if found is None:
        raise NotFound(field="key_id")
    refuse("own_proposal" if found.asked_by_id == actor.account_id else None)
    if found.decided_at is not None:
        raise Conflict()
    if approve and found.expires_at <= clock.now():
        raise Conflict(_("The last day of this key has passed. Ask for another one."), code="expired")
    if approve and found.kind == keys.SECRET:
        if not DIGEST.fullmatch(secret_digest):
            raise Invalid(field="secret_digest")
        found.digest = secret_digest
    if approve and MachineKey.objects.filter(digest=found.digest, approved=True, revoked_at=None).exists():
        raise Conflict(TAKEN, code="taken")
    found.approved, found.decided_at, found.decided_by_id = approve, clock.now(), own(actor.account_id)
    found.save()
    about("account", found.machine_id)
    return found


@act("access.revoke_key", roles=(*MANAGERS, CONSOLE), purpose=PURPOSE, title=_("Revoke a key of a machine"))
def revoke_key(actor: Actor, *, key_id: UUID, reason: str) -> MachineKey:
    """The key stops working at once, with every token that was given for it; one person is enough."""
    rows = MachineKey.objects.select_for_update().filter(pk=key_id, revoked_at=None)
    if actor.institution_id is not None:
        rows = rows.filter(machine__institution_id=own(actor.institution_id))
    found = rows.first()
    if found is None:
        raise NotFound(field="key_id")
    if not reason.strip():
        raise Invalid(_("Give a reason."), field="reason")
    found.revoked_at, found.revoked_by_id, found.revoke_reason = clock.now(), actor.account_id, reason.strip()
    found.save()
    about("account", found.machine_id)
    return found


@act("access.install_machine", roles=(CONSOLE,), purpose=PURPOSE, title=_("Add a machine account from the console"))
def install_machine(
    actor: Actor,
    *,
    institution_id: UUID,
    username: str,
    title: str,
    contact: str,
    role: str,
    per_minute: int = 60,
    place_id: UUID | None = None,
) -> Machine:
    """A machine with its role from the machine's console, as the first managers of an institution are made."""
    institution = institution_of(institution_id)
    known = registry.roles().get(role)
    if known is None or not known.machine or known.kind not in ("", institution.kind):
        raise Invalid(WHY["role"], field="role")
    made = _new(institution, username, title, contact, per_minute, None)
    give(made.account, institution, role, place_id, None)
    return made


@act("access.install_key", roles=(CONSOLE,), purpose=PURPOSE, title=_("Give a machine a key from the console"))
def install_key(actor: Actor, *, account_id: UUID, kind: str, digest: str, expires_at: datetime) -> MachineKey:
    """A key that works at once. ``digest``: of the secret (``machine_keys.secret_digest``) or of the certificate."""
    machine = _machine(actor, account_id)
    if not DIGEST.fullmatch(digest):
        raise Invalid(field="digest")
    _check_key(machine, kind, digest, expires_at)
    if MachineKey.objects.filter(digest=digest, approved=True, revoked_at=None).exists():
        raise Conflict(TAKEN, code="taken")
    now = clock.now()
    made = MachineKey(
        machine=machine,
        kind=kind,
        digest=digest,
        reason="console",
        expires_at=expires_at,
        asked_at=now,
        decided_at=now,
        approved=True,
    )
    made.save(force_insert=True)
    about("account", machine.account_id)
    return made


TAKEN = _("This key is in use by a machine already.")


def _new(
    institution: Institution, username: str, title: str, contact: str, per_minute: int, created_by: UUID | None
) -> Machine:
    wrong: list[Invalid] = []
    if not 0 < len(title.strip()) <= 200:
        wrong.append(Invalid(_("Enter a name of at most 200 characters."), field="title"))
    if not 0 < len(contact.strip()) <= 200:
        wrong.append(Invalid(_("Enter who answers for the machine, at most 200 characters."), field="contact"))
    if not keys.FEWEST_CALLS <= per_minute <= keys.MOST_CALLS:
        wrong.append(Invalid(_("Enter a number from 1 to 6,000."), field="per_minute"))
    if wrong:
        raise Invalid.many(wrong)
    account = new_account(username, title, "", "", "en", is_machine=True)
    made = Machine(
        account=account,
        institution=institution,
        contact=contact.strip(),
        per_minute=per_minute,
        created_by_id=created_by,
        created_at=clock.now(),
    )
    made.save(force_insert=True)
    return made


def _machine(actor: Actor, account_id: UUID) -> Machine:
    rows = Machine.objects.filter(account=account_of(account_id))
    if actor.institution_id is not None:
        rows = rows.filter(institution_id=actor.institution_id)
    found = rows.first()
    if found is None:
        raise NotFound(field="account_id")
    return found


def _check_key(machine: Machine, kind: str, digest: str, expires_at: datetime) -> None:
    if kind not in KINDS:
        raise Invalid(_("Choose one of the options."), field="kind")
    if kind == keys.CERTIFICATE and not digest:
        raise Invalid(_("Enter the SHA-256 of the certificate: 64 digits and letters a to f."), field="certificate")
    now = clock.now()
    if not now < expires_at <= now + keys.LONGEST_LIFE:
        raise Invalid(_("The last day lies between tomorrow and 400 days from now."), field="expires_at")
    live = MachineKey.objects.filter(machine=machine, revoked_at=None, expires_at__gt=now).exclude(approved=False)
    if live.count() >= keys.MOST_KEYS:
        raise Conflict(_("This machine has four keys already. Revoke one first."), code="too_many_keys")


def role_of(account_id: UUID) -> Duty | None:
    """The duty that a machine acts under now, with institution and place."""
    now = clock.now()
    rows = Duty.objects.filter(account_id=account_id, ended_at=None).select_related("institution", "place", "account")
    return next((duty for duty in rows.order_by("id") if duty.valid_until is None or duty.valid_until > now), None)
