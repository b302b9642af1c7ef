"""The migration service takes up, returns, extends, grants, refuses, overrides, revokes."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sapar.areas.labour import procedures, queries, rules
from sapar.areas.labour.access import DECIDE, EMPLOYER, HEAD, SERVICE
from sapar.areas.labour.acts import sealing
from sapar.areas.labour.acts.records import (
    faults_of,
    newest_count,
    papers_of,
    pepper,
    period_faults,
    person_needed,
    refuse_if,
    share_fault,
    submitted_application,
)
from sapar.areas.labour.models import Application, Decision, Permit, Quota, WorkerCode
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.models import Account
from sapar.kernel.access.roles import AUDITOR, MANAGER
from sapar.kernel.acts import act
from sapar.kernel.errors import Conflict, Invalid, NotPermitted
from sapar.kernel.notices.store import DELIVER, notify
from sapar.kernel.procedures import moves
from sapar.kernel.procedures.models import Case, Step

FULL = _(
    "No place is left in the quota of %(year)s for this sector: all %(limit)s are taken. Nothing was granted. The "
    "application can wait, or be refused for this reason."
)
OWN_REFUSAL = _("You had a part in this refusal. Another person has to decide on it.")
OVER = _("The last day of the term has passed: it cannot be extended any more.")


@act("labour.take", roles=SERVICE, purpose=DECIDE, title=_("Take up a case"))
def take(actor: Actor, *, application_id: UUID) -> Application:
    """The case is now with this person; others see that."""
    application, case = submitted_application(application_id)
    moves.assign(actor, case, person_needed(actor))
    return application


@act("labour.release", roles=SERVICE, purpose=DECIDE, title=_("Give a case back to all"))
def release(actor: Actor, *, application_id: UUID) -> Application:
    """The case waits for anybody again."""
    application, case = submitted_application(application_id)
    moves.assign(actor, case, None)
    return application


@act("labour.return", roles=SERVICE, purpose=DECIDE, title=_("Return an application to the employer"), emits=(DELIVER,))
def send_back(actor: Actor, *, application_id: UUID, reason: str, version: int | None = None) -> Application:
    """The employer has to complete it; the term stands still (unverified). Raises Conflict, Invalid (``reason``)."""
    application, case = submitted_application(application_id)
    moves.move(actor, case, "return", reason=reason, version=version)
    _tell_employer("labour.returned", application)
    return application


@act("labour.extend", roles=(HEAD,), purpose=DECIDE, title=_("Extend the term for a decision"))
def extend(actor: Actor, *, application_id: UUID, reason: str) -> Application:
    """Once, to 45 calendar days, before the term has run out. Raises Conflict, Invalid (``reason``)."""
    application, case = submitted_application(application_id)
    if case.due_on is not None and case.due_on < clock.today():
        raise Conflict(OVER, code="over")
    if case.state not in ("submitted", "returned"):
        raise Conflict(code="state")
    moves.extend(actor, case, roles=(HEAD,), reason=reason)
    return application


@act("labour.grant", roles=SERVICE, purpose=DECIDE, title=_("Grant a work permit"), emits=(DELIVER,))
def grant(
    actor: Actor, *, application_id: UUID, valid_from: date, valid_until: date, version: int | None = None
) -> Permit:
    """Grant, take a place of the quota, issue and seal the permit, send the worker's code if the number is their own.

    Raises Invalid (period, ten per cent, documents), Conflict (another state; ``code="quota"``: no place is left).
    """
    application, case = submitted_application(application_id)
    return _grant(actor, application, case, "grant", "granted", valid_from, valid_until, "", version)


@act(
    "labour.override",
    roles=(HEAD,),
    purpose=DECIDE,
    title=_("Grant against a refusal"),
    fresh=True,
    emits=(DELIVER,),
)
def override(
    actor: Actor,
    *,
    application_id: UUID,
    reason: str,
    valid_from: date,
    valid_until: date,
    version: int | None = None,
) -> Permit:
    """Lift a refusal, with or without an appeal: a second person, a fresh second factor, a reason, and a third is told.

    Raises NotPermitted (``own_refusal``) for whoever had a part in the refusal, and what ``labour.grant`` raises.
    """
    application, case = submitted_application(application_id)
    _second_person(actor, application, case)
    permit = _grant(actor, application, case, "override", "overridden", valid_from, valid_until, reason, version)
    for role in (MANAGER, AUDITOR):
        notify("labour.overridden", {"reference": application.reference}, institution_role=(case.institution_id, role))
    for account_id in _refusers(application):
        notify(
            "labour.overridden", {"reference": application.reference}, account_id=account_id, link=_case(application)
        )
    return permit


@act("labour.uphold", roles=(HEAD,), purpose=DECIDE, title=_("Confirm a refusal"), emits=(DELIVER,))
def uphold(actor: Actor, *, application_id: UUID, reason: str, version: int | None = None) -> Decision:
    """Decide an appeal against the employer; not by whoever refused. Raises NotPermitted, Conflict, Invalid."""
    application, case = submitted_application(application_id)
    _second_person(actor, application, case)
    moves.move(actor, case, "uphold", reason=reason, version=version)
    _tell_employer("labour.upheld", application)
    return _decide(actor, application, case, "upheld", (), reason)


@act("labour.refuse", roles=SERVICE, purpose=DECIDE, title=_("Refuse a work permit"), emits=(DELIVER,))
def refuse(
    actor: Actor, *, application_id: UUID, reasons: list[str], text: str, version: int | None = None
) -> Decision:
    """Refuse for one or more ``reasons`` (codes), explained in ``text``, which the employer reads."""
    application, case = submitted_application(application_id)
    chosen = list(dict.fromkeys(reasons))
    errors = []
    if not chosen or any(code not in procedures.REFUSALS for code in chosen):
        errors.append(Invalid(_("Choose at least one reason."), field="reasons"))
    if not text.strip():
        errors.append(Invalid(_("Explain the refusal. The employer will read it."), field="text"))
    if errors:
        raise Invalid.many(errors)
    moves.move(actor, case, "refuse", reason=text, version=version)
    _tell_employer("labour.refused", application)
    return _decide(actor, application, case, "refused", chosen, text)


@act("labour.revoke", roles=(HEAD,), purpose=DECIDE, title=_("Revoke a work permit"), emits=(DELIVER,))
def revoke(actor: Actor, *, application_id: UUID, reason: str, version: int | None = None) -> Permit:
    """End a permit that is in force; its seal goes onto the revocation list. Raises Conflict, Invalid (``reason``)."""
    application, case = submitted_application(application_id)
    moves.move(actor, case, "revoke", reason=reason, version=version)
    _tell_employer("labour.revoked", application)
    return end_permit(actor, application, "revoked")


@act("labour.set_quota", roles=(HEAD,), purpose=DECIDE, title=_("Set a quota"))
def set_quota(actor: Actor, *, year: int, sector: str, limit: int, source: str = "", unverified: bool = True) -> Quota:
    """How many permits may begin in a year in a sector (``*``: all without a line of their own). ``source``: the decree.

    Raises Invalid; a limit below what is granted already is one.
    """
    errors = []
    if not 2000 <= year <= 2100:
        errors.append(Invalid(_("Enter the year in four digits."), field="year"))
    if sector != "*" and sector not in procedures.SECTORS:
        errors.append(Invalid(_("Choose the sector."), field="sector"))
    if not 0 <= limit < 10_000_000:
        errors.append(Invalid(_("Enter a whole number, zero or more."), field="limit"))
    if not unverified and not source.strip():
        errors.append(Invalid(_("Name the decree that sets the quota, or mark it as unverified."), field="source"))
    if errors:
        raise Invalid.many(errors)
    found = Quota.objects.select_for_update().filter(year=year, sector=sector).first() or Quota(
        year=year, sector=sector
    )
    if limit < found.used:
        text = _("%(used)s permits are granted already: the limit cannot lie below that.") % {"used": found.used}
        raise Invalid(text, field="limit", code="below_used")
    found.limit, found.source, found.unverified = limit, source.strip()[:200], unverified
    found.changed_at = clock.now()
    found.save()
    return found


def _grant(
    actor: Actor,
    application: Application,
    case: Case,
    transition: str,
    outcome: str,
    valid_from: date,
    valid_until: date,
    reason: str,
    version: int | None,
) -> Permit:
    moves.move(actor, case, transition, reason=reason, expires_on=valid_until, version=version)
    faults = faults_of(application, papers_of(application))
    faults = [
        fault for fault in faults if not fault.field.endswith("s_on")
    ]  # the period that counts is the granted one
    faults += period_faults(valid_from, valid_until, ("valid_from", "valid_until"))
    if over := share_fault(application, newest_count(application.employer_id), lock=True):
        faults.append(over)
    refuse_if(faults)
    _take_place(valid_from.year, application.sector)
    permit = Permit(
        application=application,
        employer_id=application.employer_id,
        number=application.reference,
        valid_from=valid_from,
        valid_until=valid_until,
        counted=not application.exempt_group,
        issued_at=clock.now(),
    )
    permit.seal_id = sealing.seal(actor, application, permit)
    permit.save(force_insert=True)
    _decide(actor, application, case, outcome, (), reason)
    _tell_employer("labour.granted", application)
    if why_not_send(application) is None:
        send_code_to(application)
    return permit


def _take_place(year: int, sector: str) -> None:
    """Take one place of the quota, or raise Conflict. The condition is part of the update, so nobody takes too many."""
    known = Quota.objects.filter(year=year).values_list("year", "sector")
    key = rules.quota_for(known, year, sector)
    if key is None:
        return
    line = Quota.objects.filter(year=key[0], sector=key[1])
    if line.filter(used__lt=F("limit")).update(used=F("used") + 1) != 1:
        limit = line.values_list("limit", flat=True).get()
        raise Conflict(FULL % {"year": year, "limit": limit}, code="quota")


def _decide(
    actor: Actor, application: Application, case: Case, outcome: str, reasons: Iterable[str], text: str
) -> Decision:
    made = Decision(
        application=application,
        employer_id=application.employer_id,
        outcome=outcome,
        decided_on=clock.today(),
        due_on=case.due_on,
        reasons=list(reasons),
        text=text.strip(),
        account_id=person_needed(actor),
        decided_at=clock.now(),
    )
    made.save(force_insert=True)
    return made


def _second_person(actor: Actor, application: Application, case: Case) -> None:
    steps = Step.objects.filter(case=case, transition="refuse").values_list("actor", flat=True)
    refused_by = {*steps, *(f"account:{account_id}" for account_id in _refusers(application))}
    if why := rules.why_not_override(actor.ref, refused_by):
        raise NotPermitted(OWN_REFUSAL, code=why)


def _refusers(application: Application) -> list[UUID]:
    found = Decision.objects.filter(application=application, outcome="refused")
    return list(found.order_by().values_list("account_id", flat=True).distinct())


def _tell_employer(template: str, application: Application) -> None:
    notify(
        template,
        {"reference": application.reference},
        institution_role=(application.employer_id, EMPLOYER),
        link=reverse("labour:application", args=[application.pk]),
    )


def _case(application: Application) -> str:
    return reverse("labour:case", args=[application.pk])


def end_permit(actor: Actor, application: Application, reason: str) -> Permit:
    """Put the seal of a permit onto the revocation list; the case has been moved already."""
    permit = Permit.objects.get(application=application)
    sealing.revoke(actor, permit, reason)
    return permit


def why_not_send(application: Application) -> str | None:
    """Why the worker's code must be handed over in person; see ``rules.why_not_send``."""
    employers = Account.objects.filter(duties__institution_id=application.employer_id).exclude(phone="")
    known = {rules.plain_phone(phone) or phone for phone in employers.values_list("phone", flat=True)}
    others = Application.objects.filter(phone=application.phone, submitted_at__isnull=False).exclude(
        document_key=application.document_key
    )
    return rules.why_not_send(application.phone, known, others.count() if application.phone else 0)


def send_code_to(application: Application) -> WorkerCode:
    """Make a new code and send it to the worker's own number. It is stored as a digest; the message lies sealed until sent."""
    code = rules.code_from(secrets.randbits(rules.CODE_BITS))
    made = keep_code(application, rules.code_digest(application.reference, code, pepper()), "sms")
    notify(
        "labour.code",
        {"reference": application.reference, "address": f"{settings.SAPAR_ORIGIN}{queries.worker_address()}"},
        address=application.phone,
        language=application.language,
        secrets={"code": code},
        field="phone",
    )
    return made


def keep_code(application: Application, digest: str, channel: str) -> WorkerCode:
    made = WorkerCode(application=application, digest=digest, channel=channel, issued_at=clock.now())
    made.save(force_insert=True)
    return made
