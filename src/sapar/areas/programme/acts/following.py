"""What became of an activity: reports with evidence, milestones, money spent, remarks; priorities for the time after."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.access import EVERYBODY, LEADERS, PLAN
from sapar.areas.programme.acts.drafting import own_plan
from sapar.areas.programme.acts.signing import author_of
from sapar.areas.programme.models import (
    Activity,
    BudgetLine,
    Milestone,
    Party,
    Plan,
    Priority,
    Remark,
    Report,
    Spending,
)
from sapar.areas.programme.queries import shared
from sapar.areas.programme.queries.following import followed, may_report
from sapar.areas.programme.rules.content import TEXT_LONGEST, TITLE_LONGEST, Words
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.acts import about, act
from sapar.kernel.documents.attachments import attach
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from sapar.kernel.procedures.moves import case_of, move
from sapar.methods.ids import uuid7

REPORT, ACTIVITY, SPENT, PRIORITY = "plan_report", "plan_activity", "plan_spending", "plan_priority"


@act("programme.report", roles=EVERYBODY, purpose=PLAN, title=_("Report the progress of an activity"))
def report(
    actor: Actor,
    *,
    activity_id: UUID,
    percent: int,
    as_of: date,
    text: str,
    milestone_id: UUID | None = None,
    evidence: bytes = b"",
    evidence_name: str = "",
) -> Report:
    """What was done by ``as_of``: 0 to 100 percent, in words, perhaps a milestone that was reached, perhaps a file.

    The institution that is responsible reports, or a signing side for it. Raises NotPermitted, Invalid, Conflict.
    """
    plan, activity = _activity(actor, activity_id)
    wrong = []
    if not 0 <= percent <= 100:
        wrong.append(Invalid(_("Enter a number from 0 to 100."), field="percent"))
    if not text.strip() or len(text) > TEXT_LONGEST:
        wrong.append(Invalid(_("Write what was done, in up to 4,000 letters."), field="text"))
    if as_of > clock.today():
        wrong.append(Invalid(_("This day lies in the future."), field="as_of"))
    if wrong:
        raise Invalid.many(wrong)
    milestone = None
    if milestone_id is not None:
        milestone = Milestone.objects.filter(pk=milestone_id, activity=activity, dropped_at=None).first()
        if milestone is None:
            raise NotFound(field="milestone_id")
        case = case_of(milestone.pk, lock=True)
        if case.state not in ("open", "ended"):
            raise Conflict(_("This milestone was reported as reached already."), field="milestone_id", code="reached")
        move(actor, case, "reach" if case.state == "open" else "reach_late")
    case = case_of(activity.pk, lock=True)
    if percent == 100 and case.state in ("open", "ended"):
        move(actor, case, "complete" if case.state == "open" else "complete_late")
    elif percent < 100 and case.state == "done":
        move(actor, case, "resume")
    made = Report(
        id=uuid7(),
        activity=activity,
        plan_id=plan.pk,
        institution_id=actor.institution_id or NOBODY,
        percent=percent,
        as_of=as_of,
        milestone_id=milestone.pk if milestone else None,
        text=text.strip(),
        author=author_of(actor),
        made_at=clock.now(),
    )
    made.save(force_insert=True)
    if evidence:
        # A file is read by the institution whose row it is; each of those who may see this one gets its own.
        for owner in sorted({actor.institution_id or NOBODY, activity.responsible_id, plan.state_id, plan.iom_id}):
            attach(actor, evidence, evidence_name, subject=(REPORT, made.pk), institution_id=owner, field="evidence")
    about(ACTIVITY, activity.pk)
    return made


@act("programme.spend", roles=EVERYBODY, purpose=PLAN, title=_("Record money spent on an activity"))
def spend(actor: Actor, *, budget_line_id: UUID, amount_minor: int, spent_on: date, note: str = "") -> Spending:
    """``amount_minor`` in the budget line's currency; a negative amount with a note corrects an earlier entry."""
    line = BudgetLine.objects.select_for_update().filter(pk=budget_line_id, dropped_at=None).first()
    if line is None:
        raise NotFound(field="budget_line_id")
    plan, activity = _activity(actor, line.activity_id)
    spent = sum(line.spending.values_list("amount_minor", flat=True))
    if amount_minor == 0 or spent + amount_minor < 0 or abs(amount_minor) > 10**14:
        raise Invalid(_("Enter an amount; a correction cannot take back more than was recorded."), field="amount_minor")
    if amount_minor < 0 and not note.strip():
        raise Invalid(_("Say what this corrects."), field="note")
    if spent_on > clock.today():
        raise Invalid(_("This day lies in the future."), field="spent_on")
    made = Spending(
        id=uuid7(),
        budget_line=line,
        plan_id=plan.pk,
        institution_id=actor.institution_id or NOBODY,
        amount_minor=amount_minor,
        spent_on=spent_on,
        note=note.strip()[:500],
        made_at=clock.now(),
    )
    made.save(force_insert=True)
    about(ACTIVITY, activity.pk)
    return made


@act("programme.remark", roles=EVERYBODY, purpose=PLAN, title=_("Comment on the status of an activity"))
def remark(actor: Actor, *, activity_id: UUID, text: str) -> Remark:
    """A comment beside the computed status, which stays as it is. Raises NotFound, Invalid."""
    activity = Activity.objects.filter(pk=activity_id, dropped_at=None).first()
    if activity is None:
        raise NotFound(field="activity_id")
    plan = shared.find_plan(actor, activity.plan_id)
    if not text.strip() or len(text) > 2000:
        raise Invalid(_("Write a comment of up to 2,000 letters."), field="text")
    made = Remark(
        id=uuid7(),
        activity=activity,
        plan_id=plan.pk,
        institution_id=actor.institution_id or NOBODY,
        colour=followed([activity])[0].standing.colour,
        text=text.strip(),
        author=author_of(actor),
        at=clock.now(),
    )
    made.save(force_insert=True)
    about(ACTIVITY, activity.pk)
    return made


@act("programme.name_focal_point", roles=LEADERS, purpose=PLAN, title=_("Name whom to turn to at a party"))
def name_focal_point(actor: Actor, *, party_id: UUID, focal_point: str) -> Party:
    """Office, name and telephone in one line; empty takes it away. Raises NotFound, Invalid."""
    party = Party.objects.filter(pk=party_id).first()
    if party is None:
        raise NotFound(field="party_id")
    own_plan(actor, party.plan_id)
    if len(focal_point.strip()) > 300:
        raise Invalid(_("This is too long."), field="focal_point")
    party.focal_point = focal_point.strip()
    party.save(update_fields=["focal_point"])
    about("institution", party.institution_id)
    return party


@act("programme.set_priority", roles=LEADERS, purpose=PLAN, title=_("Name a priority for the coming period"))
def set_priority(actor: Actor, *, plan_id: UUID, rank: int, years: str, title: Words, rationale: Words) -> Priority:
    """A direction beyond the plan's year with its rank and why. One that had this rank moves on. Raises Invalid."""
    plan = own_plan(actor, plan_id)
    if not title.whole or not rationale.whole:
        raise Invalid(_("Write it in all three languages."), field="title")
    if max(map(len, (title.tk, title.ru, title.en))) > TITLE_LONGEST or len(years) > 20:
        raise Invalid(_("This is too long."), field="title")
    if not 1 <= rank <= 99:
        raise Invalid(_("Enter a rank from 1 to 99."), field="rank")
    for later in Priority.objects.filter(plan=plan, ended_at=None, rank__gte=rank).order_by("-rank"):
        if Priority.objects.filter(plan=plan, ended_at=None, rank=rank).exists():
            later.rank += 1
            later.save(update_fields=["rank"])
    made = Priority(
        id=uuid7(),
        plan=plan,
        rank=rank,
        years=years.strip(),
        title={"tk": title.tk, "ru": title.ru, "en": title.en},
        rationale={"tk": rationale.tk, "ru": rationale.ru, "en": rationale.en},
        institution_id=actor.institution_id or NOBODY,
        set_at=clock.now(),
    )
    made.save(force_insert=True)
    about(PRIORITY, made.pk)
    return made


@act("programme.end_priority", roles=LEADERS, purpose=PLAN, title=_("Take a priority off the list"))
def end_priority(actor: Actor, *, priority_id: UUID) -> Priority:
    """It stays on record. Raises NotFound."""
    found = Priority.objects.filter(pk=priority_id, ended_at=None).first()
    if found is None:
        raise NotFound(field="priority_id")
    own_plan(actor, found.plan_id)
    found.ended_at = clock.now()
    found.save(update_fields=["ended_at"])
    about(PRIORITY, found.pk)
    return found


def _activity(actor: Actor, activity_id: UUID) -> tuple[Plan, Activity]:
    """An activity that the actor may report on. Raises NotFound, NotPermitted."""
    activity = Activity.objects.select_for_update(of=("self",)).filter(pk=activity_id, dropped_at=None).first()
    if activity is None:
        raise NotFound(field="activity_id")
    plan = shared.find_plan(actor, activity.plan_id)
    if not may_report(actor, plan, activity):
        raise NotPermitted()
    return plan, activity
