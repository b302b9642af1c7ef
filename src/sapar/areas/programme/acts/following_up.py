"""What a signed protocol makes: a case for each decision in the work lists; and what becomes of decisions."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.access import EVERYBODY, PLAN, SYSTEM
from sapar.areas.programme.acts.signing import author_of
from sapar.areas.programme.acts.telling import EMITS, tell_responsible
from sapar.areas.programme.models import Decision, FollowUp, Meeting
from sapar.areas.programme.procedures import DECISION, DECISION_CASE, MEETING
from sapar.areas.programme.queries.meetings import may_follow_up, visible_decisions
from sapar.areas.programme.rules.content import TEXT_LONGEST
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.acts import about, act
from sapar.kernel.documents.attachments import attach
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from sapar.kernel.procedures import moves
from sapar.kernel.procedures.models import Case
from sapar.methods.ids import uuid7

TASK = "sapar.areas.programme.take_up_decisions"
FOLLOW_UP = "plan_follow_up"


@act(
    "programme.take_up_decisions",
    roles=(SYSTEM,),
    purpose=PLAN,
    title=_("Put decisions into the work lists"),
    emits=EMITS,
)
def take_up_decisions(actor: Actor, *, meeting_id: UUID) -> dict[str, int]:
    """Open a case for each decision of a signed protocol; close those that it closes; tell who has to carry
    them out. Repeating it changes nothing.

    A decision that closes others is closed with them: what else is to be done is a decision of its own.
    """
    meeting = Meeting.objects.filter(pk=meeting_id).first()
    if meeting is None or meeting.signed_at is None:
        raise NotFound(field="meeting_id")
    opened = closed = 0
    for decision in Decision.objects.filter(meeting=meeting).order_by("position"):
        if not Case.objects.filter(subject_id=decision.pk).exists():
            # Who carries it out has to act; the other name is that of the side that waits for it.
            waits = meeting.iom_id if decision.responsible_id == meeting.state_id else meeting.state_id
            case = moves.open_case(
                actor,
                DECISION_CASE,
                subject=(DECISION, decision.pk),
                reference=decision.number,
                institution_id=decision.responsible_id,
                applicant_id=waits,
            )
            moves.save(case, due_on=decision.due_on)
            opened += 1
            if decision.closes_ids:
                # Closing others is all that it decides: with the signatures it is carried out.
                decision.closed_by_id, decision.closed_on = decision.pk, decision.decided_on
                decision.save(update_fields=["closed_by_id", "closed_on"])
                moves.move(actor, case, "close")
            else:
                tell_responsible(decision)
        for other in Decision.objects.filter(pk__in=decision.closes_ids, closed_on=None):
            other.closed_by_id, other.closed_on = decision.pk, decision.decided_on
            other.save(update_fields=["closed_by_id", "closed_on"])
            case = moves.case_of(other.pk, lock=True)
            if case.state != "closed":
                moves.move(actor, case, "close")
            closed += 1
    about(MEETING, meeting.pk)
    return {"opened": opened, "closed": closed}


@act("programme.follow_up", roles=EVERYBODY, purpose=PLAN, title=_("Report on the follow-up of a decision"))
def follow_up(
    actor: Actor,
    *,
    decision_id: UUID,
    text: str,
    as_of: date,
    fulfilled: bool = False,
    evidence: bytes = b"",
    evidence_name: str = "",
) -> FollowUp:
    """The institution that is responsible tells, or the State's side for other state bodies; perhaps with a file.

    ``fulfilled``: it was carried out; a later decision has to close it. Raises NotFound, NotPermitted, Invalid, Conflict.
    """
    decision = Decision.objects.filter(visible_decisions(actor), pk=decision_id).first()
    if decision is None:
        raise NotFound(field="decision_id")
    if not may_follow_up(actor, decision):
        raise NotPermitted()
    wrong = []
    if not text.strip() or len(text) > TEXT_LONGEST:
        wrong.append(Invalid(_("Write what was done, in up to 4,000 letters."), field="text"))
    if as_of > clock.today():
        wrong.append(Invalid(_("This day lies in the future."), field="as_of"))
    if as_of < decision.decided_on:
        wrong.append(Invalid(_("This day lies before the decision."), field="as_of"))
    if wrong:
        raise Invalid.many(wrong)
    case = moves.case_of(decision.pk, lock=True)
    if case.state == "closed":
        raise Conflict(_("A later decision has closed this one."), code="closed")
    if fulfilled != (case.state == "fulfilled"):
        moves.move(actor, case, "fulfil" if fulfilled else "resume")
    made = FollowUp(
        id=uuid7(),
        decision=decision,
        institution_id=actor.institution_id or NOBODY,
        fulfilled=fulfilled,
        as_of=as_of,
        text=text.strip(),
        author=author_of(actor),
        made_at=clock.now(),
    )
    made.save(force_insert=True)
    if evidence:
        # A file is read by the institution whose row it is; each of those who may see this one gets its own.
        owners = {actor.institution_id or NOBODY, decision.responsible_id, decision.state_id, decision.iom_id}
        for owner in sorted(owners):
            attach(actor, evidence, evidence_name, subject=(FOLLOW_UP, made.pk), institution_id=owner, field="evidence")
    about(DECISION, decision.pk)
    return made
