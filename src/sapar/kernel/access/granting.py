"""How a role is given: asked for by one, approved by another. What the acts for people and for machines share."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sapar.kernel import clock
from sapar.kernel.access import registry, rules
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.models import AccessRequest, Account, Duty, Institution, Machine, Place
from sapar.kernel.access.records import own
from sapar.kernel.acts import about
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted

WHY = {
    "own_access": _("Nobody can grant or approve their own access."),
    "other_institution": _("You can manage the accounts of your own institution only."),
    "own_proposal": _("A second person has to approve what you proposed."),
    "role": _("This role cannot be given here."),
    "machine": _("A machine has no password: it proves itself with a key."),
    "one_role": _("This machine has a role. End it before you propose another."),
}


def propose(
    actor: Actor,
    kind: str,
    account: Account,
    institution: Institution,
    reason: str,
    role: str,
    place_id: UUID | None,
    valid_until: datetime | None,
) -> AccessRequest:
    """Ask a second person of the institution, inside an act. Raises Invalid, Conflict, NotPermitted."""
    refuse(rules.why_not_propose(own(actor.account_id), own(actor.institution_id), account.pk, institution.pk))
    if not reason.strip():
        raise Invalid(_("Give a reason."), field="reason")
    if valid_until is not None and valid_until <= clock.now():
        raise Invalid(_("The last day must lie in the future."), field="valid_until")
    place = Place.objects.filter(pk=place_id).first() if place_id else None
    if place_id and place is None:
        raise Invalid(_("Choose one of the options."), field="place_id")
    same = AccessRequest.objects.filter(
        kind=kind, account=account, institution=institution, role=role, place=place, decided_at=None
    )
    if same.exists():
        raise Conflict(_("The same has been proposed already and waits for a second person."), code="proposed")
    made = AccessRequest(
        kind=kind,
        account=account,
        institution=institution,
        role=role,
        place_id=place_id,
        valid_until=valid_until,
        reason=reason.strip(),
        requested_by_id=own(actor.account_id),
        requested_at=clock.now(),
    )
    made.save(force_insert=True)
    about("account", account.pk)
    return made


def give(
    account: Account, institution: Institution, role: str, place_id: UUID | None, valid_until: datetime | None
) -> Duty:
    """Give a duty, inside an act."""
    duty = Duty(
        account=account,
        institution=institution,
        role=role,
        place_id=place_id,
        created_at=clock.now(),
        valid_until=valid_until,
    )
    duty.save(force_insert=True)
    about("account", account.pk)
    return duty


def check_role(actor: Actor, role: str, institution: Institution, account: Account) -> None:
    """Refuse a role that the actor cannot give there: Invalid. A machine holds one role, of those made for machines."""
    known = registry.roles().get(role)
    grants = registry.role(actor.role).grants
    if not rules.may_grant(grants, role, known.kind if known else "", institution.kind, known is not None):
        raise Invalid(WHY["role"], field="role", code="role")
    if known is not None and known.machine != account.is_machine:
        raise Invalid(WHY["role"], field="role", code="role")
    if account.is_machine:
        if not Machine.objects.filter(account=account, institution=institution).exists():
            raise NotFound(field="account_id")
        holds = Q(valid_until=None) | Q(valid_until__gt=clock.now())
        if Duty.objects.filter(holds, account=account, ended_at=None).exists():
            raise Conflict(WHY["one_role"], field="role", code="one_role")


def refuse(why: str | None) -> None:
    """Raise NotPermitted for a rule's code, if there is one."""
    if why:
        raise NotPermitted(WHY[why], code=why)
