"""Equipment handed over by an act that both sides sign; trainings, counted and never named."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import structlog
from django.db.models import Count as Counted
from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.access import COORDINATOR, EVERYBODY, IOM, IOM_SIGNATORY, LEADERS, OFFICIAL, PLAN, SIGNATORY
from sapar.areas.programme.acts.projects import find_project
from sapar.areas.programme.acts.signing import author_of
from sapar.areas.programme.models import Activity, Handover, HandoverSignature, Plan, Trained, Training
from sapar.areas.programme.procedures import HANDOVER, HANDOVER_CASE
from sapar.areas.programme.queries import shared
from sapar.areas.programme.rules.content import LANGUAGES, TITLE_LONGEST, Words
from sapar.areas.programme.rules.handing import Count, Item, count_faults, handover_hash, item_faults, item_json
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.acts import about, act
from sapar.kernel.acts.running import running
from sapar.kernel.documents.seals import issue_document_seal
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted, Unavailable
from sapar.kernel.procedures.moves import case_of, move, open_case
from sapar.methods.ids import uuid7

log = structlog.get_logger(__name__)

TRAINING = "project_training"
SIGN_HANDOVER = (COORDINATOR, OFFICIAL, IOM, SIGNATORY, IOM_SIGNATORY)
ITEM_FAULTS = {
    "items": _("Enter one piece of equipment at least, and at most sixty."),
    "name": _("Write it in all three languages."),
    "quantity": _("Enter how many pieces."),
    "condition": _("Choose one of the list."),
    "value": _("Enter an amount and its currency."),
    "long": _("This is too long."),
}
COUNT_FAULTS = {
    "nobody": _("Enter how many took part."),
    "count": _("Enter a number from 0."),
    "twice": _("An institution stands here twice."),
}
STATES = {
    ("giver", "drawn_up"): "give",
    ("giver", "taken"): "give_last",
    ("taker", "drawn_up"): "take",
    ("taker", "given"): "take_last",
}


@act("programme.draw_up_handover", roles=LEADERS, purpose=PLAN, title=_("Draw up an act of handover"))
def draw_up_handover(
    actor: Actor, *, project_id: UUID, giver_id: UUID, taker_id: UUID, place: str, day: date, items: list[Item]
) -> Handover:
    """What is handed over, where, in which condition; giver and taker then sign it. Raises Invalid, Conflict, NotFound."""
    project = find_project(actor, project_id)
    if actor.institution_id not in project.sides:
        raise NotPermitted()
    if case_of(project.pk).state not in ("running", "closing"):
        raise Conflict(_("Equipment is handed over while the project is carried out."), code="state")
    wrong = [Invalid(ITEM_FAULTS[code], field=name, code=code) for name, code in item_faults(items)]
    if giver_id == taker_id or len(shared.institutions([giver_id, taker_id])) != 2:
        wrong.append(Invalid(_("Choose who gives and who takes."), field="taker_id"))
    if not place.strip() or len(place) > 200:
        wrong.append(Invalid(_("Say where it is handed over."), field="place"))
    if wrong:
        raise Invalid.many(wrong)
    number = (Handover.objects.filter(project=project).aggregate(n=Counted("id"))["n"] or 0) + 1
    reference = f"{project.reference}-H{number}"
    content = {
        "reference": reference,
        "project": {"reference": project.reference, "title": project.title},
        "giver_id": str(giver_id),
        "taker_id": str(taker_id),
        "place": place.strip(),
        "day": day.isoformat(),
        "items": [item_json(one) for one in items],
    }
    made = Handover(
        id=uuid7(),
        project=project,
        reference=reference,
        giver_id=giver_id,
        taker_id=taker_id,
        place=place.strip(),
        day=day,
        content=content,
        sha256=handover_hash(content),
        institution_id=actor.institution_id or NOBODY,
        drawn_up_at=clock.now(),
    )
    made.save(force_insert=True)
    open_case(
        actor,
        HANDOVER_CASE,
        subject=(HANDOVER, made.pk),
        reference=reference,
        institution_id=giver_id,
        applicant_id=taker_id,
    )
    return made


@act("programme.sign_handover", roles=SIGN_HANDOVER, purpose=PLAN, title=_("Sign an act of handover"), fresh=True)
def sign_handover(actor: Actor, *, handover_id: UUID, sha256: str) -> HandoverSignature:
    """Sign for the giver or the taker. The second signature seals the act. Raises Conflict, NotFound, NotPermitted."""
    found = _handover(handover_id)
    part = {found.giver_id: "giver", found.taker_id: "taker"}.get(actor.institution_id or NOBODY)
    if part is None:
        raise NotPermitted()
    if handover_hash(found.content) != found.sha256 or sha256 != found.sha256:
        raise Conflict(_("The text is not the one you saw. Open it again."), code="hash")
    case = case_of(found.pk, lock=True)
    step = STATES.get((part, case.state))
    if step is None:
        raise Conflict(_("Your institution has signed already, or the act was withdrawn."), code="state")
    if found.day > clock.today():
        raise Conflict(_("The day of the handover has not come."), code="early")
    move(actor, case, step)
    made = HandoverSignature(
        id=uuid7(),
        handover=found,
        institution_id=actor.institution_id or NOBODY,
        account_id=actor.account_id or NOBODY,
        name=author_of(actor),
        role=actor.role,
        sha256=sha256,
        at=clock.now(),
        entry_id=running().entry_id,
    )
    made.save(force_insert=True)
    if case.state == "signed":
        found.signed_at = clock.now()
        try:
            found.seal = issue_document_seal(
                actor,
                "programme.handover",
                (HANDOVER, found.pk),
                word="HANDOVER",
                reference=found.reference,
                sha256=found.sha256,
                signed_on=clock.today(),
                institution_id=found.giver_id,
            ).token
        except Unavailable as error:
            log.warning("handover_not_sealed", code=error.code)
        found.save(update_fields=["signed_at", "seal"])
    return made


@act("programme.withdraw_handover", roles=LEADERS, purpose=PLAN, title=_("Withdraw an act of handover"))
def withdraw_handover(actor: Actor, *, handover_id: UUID, reason: str) -> Handover:
    """By the side that drew it up, before both have signed. Raises Conflict, Invalid, NotFound, NotPermitted."""
    found = _handover(handover_id)
    if found.institution_id != actor.institution_id:
        raise NotPermitted()
    move(actor, case_of(found.pk, lock=True), "withdraw", reason=reason)
    found.withdrawn_at = clock.now()
    found.save(update_fields=["withdrawn_at"])
    return found


@act("programme.record_training", roles=EVERYBODY, purpose=PLAN, title=_("Record a training"))
def record_training(
    actor: Actor,
    *,
    plan_id: UUID,
    title: Words,
    starts_on: date,
    ends_on: date,
    counts: list[Count],
    place: str = "",
    project_id: UUID | None = None,
    line_id: UUID | None = None,
) -> Training:
    """Counts by institution and sex, no names; of a project, of an activity, or of both. Raises Invalid, NotFound."""
    plan = shared.find_plan(actor, plan_id)
    wrong = [Invalid(COUNT_FAULTS[code], field=name, code=code) for name, code in count_faults(counts)]
    if not title.whole or any(len(getattr(title, code)) > TITLE_LONGEST for code in LANGUAGES):
        wrong.append(Invalid(_("Write it in all three languages."), field="title"))
    if ends_on < starts_on:
        wrong.append(Invalid(_("The last day lies before the first."), field="ends_on"))
    if ends_on > clock.today():
        wrong.append(Invalid(_("This day lies in the future."), field="ends_on"))
    if len(place) > 200:
        wrong.append(Invalid(_("This is too long."), field="place"))
    named = {one.institution_id for one in counts}
    if len(shared.institutions(named)) != len(named):
        wrong.append(Invalid(_("Choose an institution of the list."), field="counts"))
    plans = Plan.objects.filter(state_id=plan.state_id, iom_id=plan.iom_id).values("pk")
    if line_id is not None and not Activity.objects.filter(plan_id__in=plans, line_id=line_id).exists():
        wrong.append(Invalid(_("Choose activities of the list."), field="line_id"))
    if project_id is None and line_id is None:
        wrong.append(Invalid(_("Choose the project or the activity that it belongs to."), field="project_id"))
    if wrong:
        raise Invalid.many(wrong)
    project = find_project(actor, project_id) if project_id else None
    made = Training(
        id=uuid7(),
        project=project,
        line_id=line_id,
        state_id=plan.state_id,
        iom_id=plan.iom_id,
        title={code: getattr(title, code) for code in LANGUAGES},
        place=place.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
        institution_id=actor.institution_id or NOBODY,
        entered_at=clock.now(),
    )
    made.save(force_insert=True)
    for one in counts:
        Trained(
            id=uuid7(),
            training=made,
            trained_id=one.institution_id,
            women=one.women,
            men=one.men,
            unknown=one.unknown,
        ).save(force_insert=True)
    about(TRAINING, made.pk)
    return made


@act("programme.void_training", roles=EVERYBODY, purpose=PLAN, title=_("Strike a training that was recorded wrongly"))
def void_training(actor: Actor, *, training_id: UUID, reason: str) -> Training:
    """By the institution that recorded it; it stays on record, with the reason. Raises Invalid, NotFound."""
    found = Training.objects.select_for_update().filter(pk=training_id, voided_at=None).first()
    if found is None:
        raise NotFound(field="training_id")
    if found.institution_id != actor.institution_id:
        raise NotPermitted()
    if not reason.strip() or len(reason) > 500:
        raise Invalid(_("Say what was wrong."), field="reason")
    found.voided_at, found.void_reason = clock.now(), reason.strip()
    found.save(update_fields=["voided_at", "void_reason"])
    about(TRAINING, found.pk)
    return found


def _handover(handover_id: UUID) -> Handover:
    found = Handover.objects.select_for_update(of=("self",)).filter(pk=handover_id).first()
    if found is None:
        raise NotFound(field="handover_id")
    return found
