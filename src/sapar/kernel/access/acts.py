"""Who may work here is itself a matter of acts: proposed by one person of an institution, approved by another."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sapar.kernel import clock
from sapar.kernel.access import registry, rules
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.granting import WHY, check_role, give, propose, refuse
from sapar.kernel.access.models import AccessRequest, Account, Duty, Institution, Place
from sapar.kernel.access.records import account_of, institution_of, new_account, own, sign_out
from sapar.kernel.access.roles import ADMINISTRATOR, MANAGER
from sapar.kernel.acts import about, act, defer
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted

MANAGERS = (MANAGER, ADMINISTRATOR)
PURPOSE = "access.accounts"
TELL = "sapar.kernel.notices.tell_account"
INSTITUTION_KINDS = {
    "migration_service": _("Migration service"),
    "border_service": _("Border service"),
    "labour_ministry": _("Labour ministry"),
    "ministry": _("Other ministry"),
    "employer": _("Employer"),
    "carrier": _("Carrier"),
    "iom": _("International Organization for Migration"),
    "donor": _("Donor"),
    "organisation": _("Other organisation"),
    "audit": _("Audit office"),
    "node": _("Administration of the node"),
}
PLACE_KINDS = {"border_post": _("Border post"), "office": _("Office")}


@act("access.create_account", roles=("system.console",), purpose=PURPOSE, title=_("Create an account"))
def create_account(
    actor: Actor, *, username: str, full_name: str, email: str = "", phone: str = "", language: str = "tk"
) -> Account:
    """A new account without any duty and without a password that works; returns it. Raises Invalid.

    For the console; a manager invites, so that the account belongs to an institution from the start.
    """
    return new_account(username, full_name, email, phone, language)


@act("access.set_password", roles=("system.console",), purpose=PURPOSE, title=_("Set a password from the console"))
def set_password(actor: Actor, *, account_id: UUID, password_hash: str) -> Account:
    """Replace a password and end all sessions. Takes the hash: the ledger's digest must not be one of a password."""
    account = account_of(account_id)
    if account.is_machine:
        raise NotPermitted(WHY["machine"], code="machine")
    account.password = password_hash
    account.save(update_fields=["password"])
    about("account", account.pk)
    sign_out(account.pk)
    return account


@act(
    "access.create_institution", roles=(ADMINISTRATOR, "system.console"), purpose=PURPOSE, title=_("Add an institution")
)
def create_institution(
    actor: Actor, *, code: str, kind: str, name_tk: str, name_ru: str, name_en: str, register_number: str = ""
) -> Institution:
    """A new institution; returns it. Raises Invalid for an unknown kind, Conflict for a code that is taken."""
    _check_names(code, kind, INSTITUTION_KINDS, name_tk, name_ru, name_en)
    if Institution.objects.filter(code=code).exists():
        raise Conflict(_("An institution with this code exists."), field="code")
    institution = Institution(
        code=code,
        kind=kind,
        name_tk=name_tk,
        name_ru=name_ru,
        name_en=name_en,
        register_number=register_number,
        created_at=clock.now(),
    )
    institution.save(force_insert=True)
    return institution


@act("access.create_place", roles=(ADMINISTRATOR, "system.console"), purpose=PURPOSE, title=_("Add a place"))
def create_place(
    actor: Actor,
    *,
    code: str,
    kind: str,
    name_tk: str,
    name_ru: str,
    name_en: str,
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
) -> Place:
    """A new border post or office; ``latitude`` and ``longitude`` in degrees (WGS 84). Raises Invalid, Conflict."""
    _check_names(code, kind, PLACE_KINDS, name_tk, name_ru, name_en)
    for field, value, most in (("latitude", latitude, 90), ("longitude", longitude, 180)):
        if value is not None and not abs(value) <= most:
            raise Invalid(_("Enter degrees, like 37.95 or -12.5."), field=field)
    if Place.objects.filter(code=code).exists():
        raise Conflict(_("A place with this code exists."), field="code")
    place = Place(
        code=code,
        kind=kind,
        name_tk=name_tk,
        name_ru=name_ru,
        name_en=name_en,
        latitude=latitude,
        longitude=longitude,
    )
    place.save(force_insert=True)
    return place


@act("access.appoint", roles=("system.console",), purpose=PURPOSE, title=_("Appoint from the console"))
def appoint(
    actor: Actor,
    *,
    account_id: UUID,
    institution_id: UUID,
    role: str,
    place_id: UUID | None = None,
    valid_until: datetime | None = None,
) -> Duty:
    """Give a duty from the machine's console: how an institution gets its first managers. Entered in the ledger."""
    account, institution = account_of(account_id), institution_of(institution_id)
    if role not in registry.roles() or role == "public" or role.startswith("system."):
        raise Invalid(WHY["role"], field="role")
    known = registry.role(role)
    if (known.kind and known.kind != institution.kind) or known.machine != account.is_machine:
        raise Invalid(WHY["role"], field="role")
    return give(account, institution, role, place_id, valid_until)


@act(
    "access.propose_duty",
    roles=MANAGERS,
    purpose=PURPOSE,
    title=_("Propose a role for a colleague"),
    fresh=True,
)
def propose_duty(
    actor: Actor,
    *,
    account_id: UUID,
    role: str,
    reason: str,
    place_id: UUID | None = None,
    valid_until: datetime | None = None,
) -> AccessRequest:
    """Ask a second person of the institution to approve a role; returns the request."""
    account, institution = account_of(account_id), institution_of(actor.institution_id)
    check_role(actor, role, institution, account)
    return propose(actor, "grant", account, institution, reason, role, place_id, valid_until)


@act(
    "access.propose_second_factor_reset",
    roles=MANAGERS,
    purpose=PURPOSE,
    title=_("Propose to reset a colleague's second factor"),
    fresh=True,
)
def propose_second_factor_reset(actor: Actor, *, account_id: UUID, reason: str) -> AccessRequest:
    """Ask a second person to approve the reset of a lost second factor; returns the request."""
    account, institution = account_of(account_id), institution_of(actor.institution_id)
    if not Duty.objects.filter(account=account, institution=institution, ended_at=None).exists():
        raise NotFound(field="account_id")
    return propose(actor, "second_factor_reset", account, institution, reason, "", None, None)


@act(
    "access.decide_request",
    roles=MANAGERS,
    purpose=PURPOSE,
    title=_("Decide on a colleague's access"),
    fresh=True,
    emits=(TELL,),
)
def decide_request(actor: Actor, *, request_id: UUID, approve: bool) -> AccessRequest:
    """Approve or reject; approval takes effect at once, tells the holder and ends all their sessions."""
    found = AccessRequest.objects.select_for_update().filter(pk=request_id).first()
    if found is None:
        raise NotFound(field="request_id")
    asked = rules.Request(found.kind, found.account_id, found.institution_id, found.role, found.requested_by_id)
    refuse(rules.why_not_decide(own(actor.account_id), own(actor.institution_id), asked))
    if found.decided_at is not None:
        raise Conflict()
    if found.kind == "grant":
        check_role(actor, found.role, found.institution, found.account)
    found.approved, found.decided_at, found.decided_by_id = approve, clock.now(), actor.account_id
    found.save()
    about("account", found.account_id)
    if approve:
        if found.kind == "grant":
            give(found.account, found.institution, found.role, found.place_id, found.valid_until)
        else:
            _drop_second_factors(found.account_id)
        sign_out(found.account_id)
    if not found.account.is_machine:
        defer(TELL, account_id=str(found.account_id), what=f"{found.kind}_{'approved' if approve else 'rejected'}")
    return found


@act(
    "access.end_duty",
    roles=(*MANAGERS, "system.console"),
    purpose=PURPOSE,
    title=_("End a colleague's role"),
    emits=(TELL,),
)
def end_duty(actor: Actor, *, duty_id: UUID, reason: str) -> Duty:
    """Take a role away at once; one person is enough to take away. Ends all sessions of the holder."""
    duty = Duty.objects.select_for_update().filter(pk=duty_id, ended_at=None).first()
    if duty is None:
        raise NotFound(field="duty_id")
    if actor.institution_id is not None:
        refuse(
            rules.why_not_propose(
                own(actor.account_id), own(actor.institution_id), duty.account_id, duty.institution_id
            )
        )
    if not reason.strip():
        raise Invalid(_("Give a reason."), field="reason")
    duty.ended_at, duty.ended_by_id, duty.end_reason = clock.now(), actor.account_id, reason.strip()
    duty.save()
    about("account", duty.account_id)
    sign_out(duty.account_id)
    if not duty.account.is_machine:
        defer(TELL, account_id=str(duty.account_id), what="duty_ended")
    return duty


@act(
    "access.end_sessions",
    roles=("system.console", *MANAGERS),
    purpose=PURPOSE,
    title=_("End all sessions of a colleague"),
)
def end_sessions(actor: Actor, *, account_id: UUID) -> Account:
    """Sign a colleague out everywhere, at once."""
    account = account_of(account_id)
    if (
        actor.institution_id is not None
        and not Duty.objects.filter(account=account, institution_id=actor.institution_id, ended_at=None).exists()
    ):
        raise NotFound(field="account_id")
    about("account", account.pk)
    sign_out(account.pk)
    return account


def _check_names(code: str, kind: str, kinds: Collection[str], *names: str) -> None:
    wrong = []
    if not re.fullmatch(r"[A-Z0-9][A-Z0-9-]{1,39}", code):
        wrong.append(Invalid(_("Use 2 to 40 capital letters, digits and hyphens."), field="code"))
    if kind not in kinds:
        wrong.append(Invalid(_("Choose one of the options."), field="kind"))
    for field, name in zip(("name_tk", "name_ru", "name_en"), names, strict=True):
        if not 0 < len(name.strip()) <= 200:
            wrong.append(Invalid(_("Enter a name of at most 200 characters."), field=field))
    if wrong:
        raise Invalid.many(wrong)


def _drop_second_factors(account_id: UUID) -> None:
    from allauth.mfa.models import Authenticator

    Authenticator.objects.filter(user_id=account_id).delete()
