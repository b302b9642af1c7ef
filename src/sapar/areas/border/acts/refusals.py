"""Refusing entry, and the appeal against it."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sapar.areas.border import procedures, refusal_form
from sapar.areas.border.access import DESK, REFUSAL, SUPERVISOR
from sapar.areas.border.acts.second_line import waiting_case
from sapar.areas.border.acts.shared import check_length, name_subjects, why_error
from sapar.areas.border.models import Appeal, Refusal
from sapar.areas.border.notices import APPEAL_DECIDED, APPEALED, REFUSED
from sapar.areas.border.rules import Direction
from sapar.areas.border.rules.refusals import APPEAL_DAYS, faults, ordered, why_not_decide_appeal
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.acts import about, act
from sapar.kernel.documents.attachments import attach
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from sapar.kernel.notices.store import notify
from sapar.kernel.procedures import moves
from sapar.methods.ids import uuid7

FAULTS = {
    ("reasons", "missing"): _("Choose at least one ground."),
    ("reasons", "unknown"): _("Choose one of the options."),
    ("reasons", "too_many"): _("Choose four grounds at most: those that decide."),
    ("facts", "missing"): _("Say what the grounds rest on. The traveller reads it on the form."),
    ("facts", "too_long"): _("Write at most 2,000 characters."),
}


class AppealBy(StrEnum):
    """Who appeals."""

    TRAVELLER = "traveller"
    REPRESENTATIVE = "representative"


class Answer(StrEnum):
    """How an appeal ends: the refusal stands, or it is lifted."""

    UPHOLD = "uphold"
    LIFT = "lift"


@act("border.refuse_entry", roles=(SUPERVISOR,), purpose=REFUSAL, title=_("Refuse entry"), emits=(REFUSED,))
def refuse_entry(actor: Actor, *, inspection_id: UUID, reasons: list[str], facts: str, language: str) -> Refusal:
    """End a case of the second line with a refusal; the form is made and stored in the same transaction.

    ``reasons``: codes of ``rules.GROUNDS``. ``language``: of the form, see ``refusal_form.LANGUAGES``. Not by the one who
    referred. Raises Invalid (``reasons``, ``facts``, ``language``), Conflict (``not_entry``, ``decided``), NotPermitted.
    """
    inspection, case, referral = waiting_case(actor, inspection_id)
    if referral.officer_id == actor.account_id:
        raise why_error("same_person")
    if inspection.direction != Direction.ENTRY:
        raise Conflict(_("Only an entry can be refused. Close the check without a crossing."), code="not_entry")
    errors = [Invalid(FAULTS[fault], field=fault[0], code=fault[1]) for fault in faults(reasons, facts)]
    if language not in refusal_form.LANGUAGES:
        errors.append(Invalid(_("Choose one of the options."), field="language", code="language"))
    if errors:
        raise Invalid.many(errors)
    now, key = clock.now(), uuid7()
    made = Refusal(
        id=key,
        inspection=inspection,
        reference=f"RE-{now:%Y}-{str(key)[-8:].upper()}",
        reasons=ordered(reasons),
        facts=facts.strip(),
        language=language,
        place_id=inspection.place_id,
        institution_id=inspection.institution_id,
        officer_id=actor.account_id or NOBODY,
        at=now,
        appeal_until=clock.today() + timedelta(days=APPEAL_DAYS),
    )
    content = refusal_form.pdf(made, inspection)
    form = attach(
        actor, content, "refusal.pdf", subject=("refusal", made.pk), institution_id=made.institution_id, field="form"
    )
    made.form_id, made.form_digest = form.pk, sha256(content).hexdigest()
    made.save(force_insert=True)
    moves.move(actor, case, "refuse", reason=facts)
    opened = moves.open_case(
        actor,
        procedures.REFUSAL.name,
        subject=("refusal", made.pk),
        reference=made.reference,
        institution_id=made.institution_id,
    )
    moves.save(opened, expires_on=made.appeal_until)
    notify(REFUSED, account_id=referral.officer_id, link=f"/border/refusals/{made.pk}/")
    name_subjects(inspection)
    return made


@act("border.record_appeal", roles=DESK, purpose=REFUSAL, title=_("Record an appeal against a refusal of entry"))
def record_appeal(actor: Actor, *, refusal_id: UUID, by: AppealBy, text: str) -> Appeal:
    """Write down what the person says against the refusal; the supervisors are told, and the clock of the answer begins.

    Raises Invalid (``text``), Conflict (there is one, or the time has passed), NotPermitted, NotFound.
    """
    refusal = _locked(actor, refusal_id)
    if not text.strip():
        raise Invalid(_("Write what the person says against the refusal."), field="text", code="missing")
    check_length(text, "text")
    case = moves.case_of(refusal.pk, lock=True)
    if clock.today() > refusal.appeal_until:
        raise Conflict(_("The time for an appeal has passed."), code="appeal_late")
    moves.move(actor, case, "appeal")
    made = Appeal(
        refusal=refusal,
        by=by.value,
        text=text.strip(),
        institution_id=refusal.institution_id,
        officer_id=actor.account_id or NOBODY,
        at=clock.now(),
    )
    made.save(force_insert=True)
    notify(APPEALED, institution_role=(refusal.institution_id, SUPERVISOR), link=f"/border/refusals/{refusal.pk}/")
    name_subjects(refusal.inspection)
    return made


@act(
    "border.decide_appeal", roles=(SUPERVISOR,), purpose=REFUSAL, title=_("Decide an appeal against a refusal of entry")
)
def decide_appeal(actor: Actor, *, refusal_id: UUID, answer: Answer, reason: str) -> Refusal:
    """Let the refusal stand or lift it, by somebody who had no part in it. A lifted refusal lets nobody in by itself: the
    person presents themselves again. Raises Invalid (``reason``), Conflict, NotPermitted (``took_part``), NotFound.
    """
    refusal = _locked(actor, refusal_id)
    appeal = Appeal.objects.filter(refusal=refusal).first()
    if appeal is None:
        raise NotFound(field="refusal_id")
    referral = refusal.inspection.referral
    if why_not_decide_appeal(actor.account_id, refusal.officer_id, referral.officer_id, appeal.officer_id):
        raise NotPermitted(_("You had a part in this refusal: another person decides."), code="took_part")
    if not reason.strip():
        raise Invalid(_("Give the reason of your decision."), field="reason", code="missing")
    check_length(reason, "reason")
    moves.move(actor, moves.case_of(refusal.pk, lock=True), answer.value, reason=reason)
    notify(APPEAL_DECIDED, account_id=refusal.officer_id, link=f"/border/refusals/{refusal.pk}/")
    name_subjects(refusal.inspection)
    return refusal


def _locked(actor: Actor, refusal_id: UUID) -> Refusal:
    found = Refusal.objects.select_for_update(of=("self",)).filter(pk=refusal_id).select_related("inspection").first()
    if found is None:
        raise NotFound(field="refusal_id")
    if found.institution_id != actor.institution_id:
        raise why_error("other_service")
    about("refusal", found.pk)
    return found
