"""What the migration service does with visas: fee, completeness, proposal, the second officer, appeal, extension.

Two different officers, always: one proposes with what was on the screen, another agrees or sends it back. A refusal is heard
again by a head who had no part in it.
"""

from __future__ import annotations

import re
import secrets
from datetime import date
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from sapar.areas.border import procedures
from sapar.areas.border.access import VISA_DECIDE, VISA_HEAD, VISA_SERVICE
from sapar.areas.border.acts.visa_records import (
    check_validity,
    link,
    link_of,
    person,
    refuse_if,
    submitted,
    tell_applicant,
    visa_of,
)
from sapar.areas.border.acts.visa_screening import LONG, SECOND, answer_new, check_unchanged, summary
from sapar.areas.border.models import Visa, VisaApplication, VisaFee, VisaProposal
from sapar.areas.border.queries.visa_checks import ask_quietly, duplicates_of, screened
from sapar.areas.border.queries.visa_faults import faults_of
from sapar.areas.border.rules import visas as rules
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.acts import act
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from sapar.kernel.notices.store import DELIVER
from sapar.kernel.procedures import moves
from sapar.kernel.procedures.models import Case
from sapar.methods import codes

RECEIPT = re.compile(r"[0-9A-Za-z][0-9A-Za-z ./-]{1,39}")
GRANT, REFUSE = "grant", "refuse"
OWN_REFUSAL = _("You had a part in this refusal. Another person has to decide on it.")


@act("border.visa_fee", roles=VISA_SERVICE, purpose=VISA_DECIDE, title=_("Record the fee of a visa"))
def visa_fee(
    actor: Actor,
    *,
    application_id: UUID,
    paid_on: date,
    amount_minor: int = 0,
    currency: str = "USD",
    receipt_number: str = "",
    exempt: str = "",
) -> VisaFee:
    """A payment that was made elsewhere, with the number of its receipt; or the reason why nothing is due (``exempt``).

    Amounts in hundredths. Raises Invalid, Conflict (a fee stands already, the receipt was used for another application).
    """
    application, case = submitted(application_id)
    if case.closed_at is not None:
        raise Conflict(moves.NOT_NOW, code="state")
    wrong = []
    if exempt.strip():
        if amount_minor or receipt_number:
            wrong.append(Invalid(_("Either a payment or a reason why nothing is due."), field="exempt"))
        if len(exempt) > 300:
            wrong.append(Invalid(LONG, field="exempt"))
    else:
        if not 0 < amount_minor < 10_000_000:
            wrong.append(Invalid(_("Enter the amount that was paid."), field="amount_minor"))
        if not RECEIPT.fullmatch(receipt_number.strip()):
            wrong.append(
                Invalid(_("Enter the number of the receipt: letters, digits and hyphens."), field="receipt_number")
            )
    if currency not in procedures.VISA_CURRENCIES:
        wrong.append(Invalid(_("Choose one of the options."), field="currency"))
    if paid_on > clock.today():
        wrong.append(Invalid(_("The day of payment cannot lie in the future."), field="paid_on"))
    if wrong:
        raise Invalid.many(wrong)
    standing = VisaFee.objects.filter(voided_at=None)
    if standing.filter(application=application).exists():
        raise Conflict(_("A fee is recorded already."), code="recorded")
    number = receipt_number.strip().upper()
    if number and standing.filter(receipt_number=number).exists():
        raise Conflict(_("This receipt was used for another application."), field="receipt_number", code="used")
    made = VisaFee(
        application=application,
        institution_id=application.institution_id,
        amount_minor=amount_minor,
        currency=currency,
        receipt_number=number,
        exempt=exempt.strip(),
        paid_on=paid_on,
        recorded_by=person(actor),
        recorded_at=clock.now(),
    )
    made.save(force_insert=True)
    return made


@act("border.visa_void_fee", roles=(VISA_HEAD,), purpose=VISA_DECIDE, title=_("Void a recorded fee"))
def visa_void_fee(actor: Actor, *, fee_id: UUID, reason: str) -> VisaFee:
    """A fee that was recorded by mistake stays as void, so that another one can be recorded. Raises Invalid, NotFound."""
    found = VisaFee.objects.select_for_update().filter(pk=fee_id, voided_at=None).first()
    if found is None:
        raise NotFound(field="fee_id")
    submitted(found.application_id)
    if not 0 < len(reason.strip()) <= 300:
        raise Invalid(_("Give a reason."), field="reason")
    found.voided_at, found.void_reason = clock.now(), reason.strip()
    found.save(update_fields=["voided_at", "void_reason"])
    return found


@act("border.visa_take", roles=VISA_SERVICE, purpose=VISA_DECIDE, title=_("Take up an application for a visa"))
def visa_take(actor: Actor, *, application_id: UUID, release: bool = False) -> VisaApplication:
    """It is now with this officer, others see that; ``release``: it waits for anybody again."""
    application, case = submitted(application_id)
    moves.assign(actor, case, None if release else person(actor))
    return application


@act(
    "border.visa_return",
    roles=VISA_SERVICE,
    purpose=VISA_DECIDE,
    title=_("Return an application to the applicant"),
    emits=(DELIVER,),
)
def visa_return(actor: Actor, *, application_id: UUID, reason: str, version: int | None = None) -> VisaApplication:
    """The applicant has to complete it; the term stands still (unverified). Raises Conflict, Invalid (``reason``)."""
    application, case = submitted(application_id)
    moves.move(actor, case, "return", reason=reason, version=version)
    tell_applicant(application, "border.visa_returned")
    return application


@act("border.visa_propose", roles=VISA_SERVICE, purpose=VISA_DECIDE, title=_("Propose a decision on a visa"))
def visa_propose(
    actor: Actor,
    *,
    application_id: UUID,
    outcome: str,
    valid_from: date | None = None,
    valid_until: date | None = None,
    stay_days: int | None = None,
    entries: str = "",
    reasons: list[str] | None = None,
    text: str = "",
    hits_note: str = "",
    version: int | None = None,
) -> VisaProposal:
    """Propose to ``grant`` (with validity) or to ``refuse`` (with reasons and a text that the applicant reads).

    The application has to be complete, its fee recorded. Where screening found candidates or duplicates, a grant says in
    ``hits_note`` why they are somebody else or do not matter. Raises Invalid, Conflict.
    """
    application, case = submitted(application_id)
    wrong = []
    if outcome not in (GRANT, REFUSE):
        wrong.append(Invalid(_("Choose one of the options."), field="outcome"))
    for field, value in (("text", text), ("hits_note", hits_note)):
        if len(value) > 2000:
            wrong.append(Invalid(LONG, field=field, code="too_long"))
    chosen = list(dict.fromkeys(reasons or ()))
    if outcome == REFUSE:
        if not chosen or any(code not in procedures.VISA_REFUSALS for code in chosen):
            wrong.append(Invalid(_("Choose at least one reason."), field="reasons"))
        if not text.strip():
            wrong.append(Invalid(_("Explain the refusal. The applicant will read it."), field="text"))
    if outcome == GRANT and (valid_from is None or valid_until is None or stay_days is None):
        wrong.append(
            Invalid(_("Enter from when until when the visa holds, and for how many days."), field="valid_from")
        )
    if wrong:
        raise Invalid.many(wrong)
    found = screened(application)
    ask_quietly(application)
    doubles = duplicates_of(application)
    if outcome == GRANT and valid_from and valid_until and stay_days is not None:
        check_validity(valid_from, valid_until, stay_days, entries)
        refuse_if(faults_of(application))
        if not VisaFee.objects.filter(application=application, voided_at=None).exists():
            raise Conflict(_("No fee is recorded yet."), code="no_fee")
        if (found.needs_note or doubles) and not hits_note.strip():
            text_ = _("Say why what was found does not stand in the way.")
            raise Invalid(text_, field="hits_note", code="hits")
    moves.move(actor, case, "propose", version=version)
    made = VisaProposal(
        application=application,
        institution_id=application.institution_id,
        outcome=outcome,
        reasons=chosen if outcome == REFUSE else [],
        text=text.strip(),
        valid_from=valid_from if outcome == GRANT else None,
        valid_until=valid_until if outcome == GRANT else None,
        stay_days=stay_days if outcome == GRANT else None,
        entries=entries if outcome == GRANT else "",
        screening=summary(found, len(doubles)),
        hits_note=hits_note.strip(),
        proposed_by=person(actor),
        proposed_at=clock.now(),
    )
    made.save(force_insert=True)
    return made


@act(
    "border.visa_decide",
    roles=VISA_SERVICE,
    purpose=VISA_DECIDE,
    title=_("Decide on a proposal as the second officer"),
    emits=(DELIVER,),
)
def visa_decide(
    actor: Actor, *, application_id: UUID, agree: bool, reason: str = "", version: int | None = None
) -> VisaProposal:
    """Agree, and the visa is granted and sealed or refused; or send it back with a reason. Another officer than the one who
    proposed. Before a grant the lists are asked again. Raises NotPermitted (``own_proposal``), Invalid (``reason``), Conflict
    (``new_hits``: the lists say something new), Unavailable (no key to seal with).
    """
    application, case = submitted(application_id)
    proposal = (
        VisaProposal.objects.select_for_update()
        .filter(application=application, agreed=None, outcome__in=(GRANT, REFUSE))
        .order_by("-id")
        .first()
    )
    if proposal is None:
        raise Conflict(moves.NOT_NOW, code="state")
    if why := rules.why_not_second(person(actor), proposal.proposed_by):
        raise NotPermitted(SECOND, code=why)
    if len(reason) > 2000:
        raise Invalid(LONG, field="reason", code="too_long")
    if not agree and not reason.strip():
        raise Invalid(_("Say why you do not agree."), field="reason", code="missing")
    # What officers say to each other stands with the proposal: the applicant reads the steps of the case.
    proposal.agreed, proposal.decided_by, proposal.decided_at = agree, person(actor), clock.now()
    proposal.decision_reason = reason.strip()
    proposal.save()
    if not agree:
        moves.move(actor, case, "disagree", version=version)
    elif proposal.outcome == GRANT:
        if proposal.valid_from is None or proposal.valid_until is None or proposal.stay_days is None:
            raise Conflict(code="state")
        check_unchanged(application, proposal)
        _grant(
            actor,
            application,
            case,
            "grant",
            proposal.valid_from,
            proposal.valid_until,
            proposal.stay_days,
            proposal.entries,
            "",
            version,
        )
    else:
        moves.move(actor, case, "refuse", reason=proposal.text, version=version)
        application.refusal_reasons, application.refusal_text = proposal.reasons, proposal.text
        application.save(update_fields=["refusal_reasons", "refusal_text"])
        tell_applicant(application, "border.visa_refused")
    return proposal


@act(
    "border.visa_override",
    roles=(VISA_HEAD,),
    purpose=VISA_DECIDE,
    title=_("Grant a visa against a refusal"),
    fresh=True,
    emits=(DELIVER,),
)
def visa_override(
    actor: Actor,
    *,
    application_id: UUID,
    reason: str,
    valid_from: date,
    valid_until: date,
    stay_days: int,
    entries: str,
    hits_note: str = "",
    version: int | None = None,
) -> Visa:
    """Uphold an appeal: by a head who had no part in the refusal, with a reason and a fresh second factor. ``hits_note``: why
    what the lists say now does not stand in the way, where no proposal has said it.

    Raises NotPermitted (``own_refusal``), Invalid, Conflict.
    """
    application, case = submitted(application_id)
    _heard_by_another(actor, application)
    check_validity(valid_from, valid_until, stay_days, entries)
    answer_new(person(actor), application, "override", hits_note)
    return _grant(actor, application, case, "override", valid_from, valid_until, stay_days, entries, reason, version)


@act(
    "border.visa_uphold",
    roles=(VISA_HEAD,),
    purpose=VISA_DECIDE,
    title=_("Confirm the refusal of a visa"),
    emits=(DELIVER,),
)
def visa_uphold(actor: Actor, *, application_id: UUID, reason: str, version: int | None = None) -> VisaApplication:
    """Decide an appeal against the applicant; not by whoever had a part. Raises NotPermitted, Conflict, Invalid."""
    application, case = submitted(application_id)
    _heard_by_another(actor, application)
    moves.move(actor, case, "uphold", reason=reason, version=version)
    tell_applicant(application, "border.visa_upheld")
    return application


@act("border.visa_extend", roles=(VISA_HEAD,), purpose=VISA_DECIDE, title=_("Extend a visa"), emits=(DELIVER,))
def visa_extend(
    actor: Actor,
    *,
    application_id: UUID,
    valid_until: date,
    stay_days: int,
    reason: str,
    hits_note: str = "",
    version: int | None = None,
) -> Visa:
    """Grant the extension that was asked for, or a shorter one: a new seal, the one before is revoked. ``hits_note``: as
    ``visa_override`` has it.

    Raises Invalid, Conflict.
    """
    application, case = submitted(application_id)
    visa = visa_of(application)
    if valid_until <= visa.valid_until:
        raise Invalid(_("The new last day lies after the present one."), field="valid_until", code="no_extension")
    check_validity(visa.valid_from, valid_until, stay_days, visa.entries)
    held = link_of(visa)
    answer_new(person(actor), application, "extend", hits_note)
    moves.move(actor, case, "extend", reason=reason, expires_on=valid_until, version=version)
    visa.valid_until, visa.stay_days = valid_until, stay_days
    visa.save(update_fields=["valid_until", "stay_days"])
    with connection.cursor() as cursor:
        cursor.execute("select border_visa_stay(%s)", [application.pk])  # the stay that goes on under it is longer too
    application.extend_until = None
    application.save(update_fields=["extend_until"])
    link(
        actor, application, visa, "extended", issuer=held.issuer, number=held.number, expires_on=held.expires_on, mrz=""
    )
    tell_applicant(application, "border.visa_extended")
    return visa


@act(
    "border.visa_decline",
    roles=(VISA_HEAD,),
    purpose=VISA_DECIDE,
    title=_("Decline the extension of a visa"),
    emits=(DELIVER,),
)
def visa_decline(actor: Actor, *, application_id: UUID, reason: str, version: int | None = None) -> VisaApplication:
    """The visa holds as it is. Raises Invalid (``reason``), Conflict."""
    application, case = submitted(application_id)
    moves.move(actor, case, "decline", reason=reason, version=version)
    application.extend_until = None
    application.save(update_fields=["extend_until"])
    tell_applicant(application, "border.visa_declined")
    return application


def _grant(
    actor: Actor,
    application: VisaApplication,
    case: Case,
    transition: str,
    valid_from: date,
    valid_until: date,
    stay_days: int,
    entries: str,
    reason: str,
    version: int | None,
) -> Visa:
    moves.move(actor, case, transition, reason=reason, expires_on=valid_until, version=version)
    visa = Visa(
        application=application,
        institution_id=application.institution_id,
        number=rules.number_from(secrets.randbits(codes.REFERENCE_BITS)),
        purpose=application.purpose,
        valid_from=valid_from,
        valid_until=valid_until,
        stay_days=stay_days,
        entries=entries,
        issued_at=clock.now(),
    )
    visa.save(force_insert=True)
    link(
        actor,
        application,
        visa,
        "granted",
        issuer=application.issuer,
        number=application.number,
        expires_on=application.document_expires_on,
        mrz=application.mrz,
    )
    tell_applicant(application, "border.visa_granted")
    return visa


def _heard_by_another(actor: Actor, application: VisaApplication) -> None:
    rows = VisaProposal.objects.filter(application=application).values_list("proposed_by", "decided_by")
    took_part = {account for row in rows for account in row if account is not None}
    if why := rules.why_not_hear(person(actor), took_part):
        raise NotPermitted(OWN_REFUSAL, code=why)
