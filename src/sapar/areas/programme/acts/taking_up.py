"""What a signed version makes: records to follow, and a case for each activity and milestone in the work lists."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.access import PLAN, SYSTEM
from sapar.areas.programme.models import Activity, BudgetLine, Milestone, Party, Plan, Version
from sapar.areas.programme.procedures import ACTIVITY, ACTIVITY_CASE, MILESTONE, MILESTONE_CASE
from sapar.areas.programme.rules.content import Line, lines_of, to_json
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.acts import about, act
from sapar.kernel.errors import Conflict, NotFound
from sapar.kernel.procedures import moves
from sapar.kernel.procedures.models import Case

TASK = "sapar.areas.programme.take_up"


def make_records(plan: Plan, version: Version) -> None:
    """Bring the records of a plan to what the version says. What it leaves out stays on record, marked as dropped."""
    now = clock.now()
    lines = lines_of(version.content)
    by_id = {line.id: line for line in lines}
    for kind in (Activity, Milestone, BudgetLine):
        kind.objects.filter(plan_id=plan.pk, dropped_at=None).update(dropped_at=now)
    parties: dict[UUID, set[str]] = {plan.state_id: {"signing"}, plan.iom_id: {"signing"}}
    for line in lines:
        if line.level != "activity":
            continue
        said = line.content
        if said.responsible_id is None or said.starts_on is None or said.ends_on is None:
            raise Conflict(code="incomplete")  # proposal_faults has seen to it: such a version is not proposed
        stored = to_json(said)
        activity, _made = Activity.objects.update_or_create(
            plan=plan,
            line_id=line.id,
            defaults={
                "number": line.number,
                "direction": line.number.partition(".")[0],
                "title": stored["title"],
                "path": _path(line, by_id),
                "responsible_id": said.responsible_id,
                "partner_ids": stored.get("partner_ids", []),
                "starts_on": said.starts_on,
                "ends_on": said.ends_on,
                "assumptions": stored.get("assumptions", {}),
                "risks": stored.get("risks", {}),
                "dropped_at": None,
            },
        )
        for one in said.milestones:
            Milestone.objects.update_or_create(
                activity=activity,
                line_id=one.id,
                defaults={
                    "plan_id": plan.pk,
                    "title": {"tk": one.title.tk, "ru": one.title.ru, "en": one.title.en},
                    "due_on": one.due_on,
                    "dropped_at": None,
                },
            )
        for money in said.budget:
            BudgetLine.objects.update_or_create(
                activity=activity,
                line_id=money.id,
                defaults={
                    "plan_id": plan.pk,
                    "donor_id": money.donor_id,
                    "currency": money.currency,
                    "amount_minor": money.amount_minor,
                    "dropped_at": None,
                },
            )
            parties.setdefault(money.donor_id, set()).add("donor")
        parties.setdefault(said.responsible_id, set()).add("responsible")
        for partner in said.partner_ids:
            parties.setdefault(partner, set()).add("partner")
    Party.objects.filter(plan=plan).update(parts=[])
    plan.reader_ids = sorted(map(str, parties))
    plan.save(update_fields=["reader_ids"])
    for institution_id, parts in parties.items():
        Party.objects.update_or_create(
            plan=plan,
            institution_id=institution_id,
            defaults={"parts": sorted(parts)},
        )


def _path(line: Line, by_id: dict[UUID, Line]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    here = line.parent_id
    while here is not None and here in by_id:
        found.append(to_json(by_id[here].content)["title"])
        here = by_id[here].parent_id
    return found[::-1]


@act("programme.take_up", roles=(SYSTEM,), purpose=PLAN, title=_("Put activities and milestones into the work lists"))
def take_up(actor: Actor, *, plan_id: UUID) -> dict[str, int]:
    """Open a case for each activity and milestone of the version in force, move days, leave out what was dropped.

    When the plan is closed, what is still open leaves the work lists.
    """
    plan = Plan.objects.filter(pk=plan_id).first()
    if plan is None:
        raise NotFound(field="plan_id")
    activities = list(Activity.objects.filter(plan=plan).order_by("number", "id"))
    known = {case.subject_id: case for case in Case.objects.filter(subject_id__in=[one.pk for one in activities])}
    known |= {
        case.subject_id: case
        for case in Case.objects.filter(
            subject_id__in=Milestone.objects.filter(plan_id=plan.pk).values("pk"), procedure=MILESTONE_CASE
        )
    }
    over = moves.case_of(plan.pk).state == "closed"
    opened = 0
    for activity in activities:
        # Who carries it out has to act; the other name is that of the side that waits for it.
        waits = plan.iom_id if activity.responsible_id == plan.state_id else plan.state_id
        parts: list[tuple[Activity | Milestone, str, str, str]] = [(activity, ACTIVITY, ACTIVITY_CASE, activity.number)]
        for place, one in enumerate(activity.milestones.order_by("due_on", "id"), 1):
            parts.append((one, MILESTONE, MILESTONE_CASE, f"{activity.number} ({place})"))
        for record, kind, procedure, number in parts:
            due = record.ends_on if isinstance(record, Activity) else record.due_on
            case = known.get(record.pk)
            if case is None:
                case = moves.open_case(
                    actor,
                    procedure,
                    subject=(kind, record.pk),
                    reference=f"{plan.year}: {number}",
                    institution_id=activity.responsible_id,
                    applicant_id=waits,
                )
                opened += 1
            if record.dropped_at and case.state != "dropped":
                moves.move(actor, case, "drop")
            elif not record.dropped_at and case.state == "dropped":
                moves.move(actor, case, "restore")
            if over and case.state == "open":
                moves.move(actor, case, "end")
            wanted = {
                "due_on": due,
                "institution_id": activity.responsible_id,
                "applicant_id": waits,
                "reference": f"{plan.year}: {number}",
            }
            changes = {name: value for name, value in wanted.items() if getattr(case, name) != value}
            if changes:
                # A new day may lie ahead again; the clock escalates anew when it has passed.
                moves.save(case, **changes, **({"escalated_at": None} if "due_on" in changes else {}))
    about("plan", plan.pk)
    return {"opened": opened}
