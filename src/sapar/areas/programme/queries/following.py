"""How activities stand, who owes what, what comes when; what the cooperation amounts to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.access import PLAN as PLAN_PURPOSE
from sapar.areas.programme.access import READERS
from sapar.areas.programme.models import (
    Activity,
    BudgetLine,
    Milestone,
    Party,
    Plan,
    Priority,
    Remark,
    Report,
    Round,
    Signature,
    Spending,
    Version,
)
from sapar.areas.programme.queries import shared
from sapar.areas.programme.rules.standing import DONE, Facts, Standing, standing
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.access.models import Institution
from sapar.kernel.acts import look
from sapar.kernel.documents.attachments import Listed, Opened, attachments_of, open_attachment
from sapar.kernel.documents.models import Attachment
from sapar.kernel.errors import NotFound, NotPermitted

REPORT = "plan_report"


@dataclass(frozen=True, slots=True)
class Followed:
    """An activity with its newest report and its computed standing."""

    activity: Activity
    standing: Standing
    percent: int | None
    reported_on: date | None
    milestones: list[Milestone]
    reached: dict[UUID, date]

    @property
    def open_milestones(self) -> list[Milestone]:
        return [one for one in self.milestones if one.pk not in self.reached]


@dataclass(frozen=True, slots=True)
class Money:
    """A budget line with what was spent from it."""

    line: BudgetLine
    spent_minor: int


@dataclass(frozen=True, slots=True)
class Told:
    """A report with the files that this reader may open."""

    report: Report
    files: list[Listed]


@dataclass(frozen=True, slots=True)
class ActivityView:
    """Everything on an activity's page."""

    plan: Plan
    followed: Followed
    money: list[Money]
    spending: list[Spending]
    reports: list[Told]
    remarks: list[Remark]
    names: dict[UUID, Institution]
    may_report: bool
    side: str


@dataclass(frozen=True, slots=True)
class Due:
    """Something that waits for an institution: an activity's end, a milestone, or a report that is missing."""

    kind: str
    day: date
    followed: Followed
    milestone: Milestone | None = None


@dataclass(slots=True)
class PlanFollowed:
    """A plan in force with all its activities."""

    plan: Plan
    activities: list[Followed]
    names: dict[UUID, Institution]
    side: str


@dataclass(slots=True)
class Contribution:
    """What a donor gives in a currency, and what of it was spent: minor units."""

    donor_id: UUID
    currency: str
    planned: int = 0
    spent: int = 0


@dataclass(slots=True)
class Overview:
    """The present level of the cooperation on one page."""

    plans: list[Plan]
    states: dict[UUID, str]
    rounds: dict[UUID, str] = field(default_factory=dict)
    current: Plan | None = None
    activities: list[Followed] = field(default_factory=list)
    titles: dict[str, dict[str, str]] = field(default_factory=dict)
    parties: list[Party] = field(default_factory=list)
    signatures: dict[UUID, list[Signature]] = field(default_factory=dict)
    versions: dict[UUID, Version] = field(default_factory=dict)
    contributions: list[Contribution] = field(default_factory=list)
    priorities: list[Priority] = field(default_factory=list)
    names: dict[UUID, Institution] = field(default_factory=dict)
    side: str = ""


def check_reader(actor: Actor) -> None:
    """Raises NotPermitted for everybody whose role has no part in plans."""
    if actor.role not in READERS:
        raise NotPermitted()


def may_report(actor: Actor, plan: Plan, activity: Activity) -> bool:
    """The institution that is responsible, or the State's side for other state bodies.

    Only IOM reports for itself, so that neither side tells of the other's work.
    """
    if actor.institution_id == activity.responsible_id:
        return True
    return actor.institution_id == plan.state_id and activity.responsible_id != plan.iom_id


def _told(
    chosen: dict[UUID, Activity],
    day: date,
) -> tuple[dict[UUID, Report], dict[UUID, date], dict[UUID, list[Milestone]]]:
    newest: dict[UUID, Report] = {}
    reached: dict[UUID, date] = {}
    for report in Report.objects.filter(activity_id__in=chosen, as_of__lte=day).order_by("as_of", "id"):
        newest[report.activity_id] = report
        if report.milestone_id:
            reached.setdefault(report.milestone_id, report.as_of)
    milestones: dict[UUID, list[Milestone]] = {}
    for one in Milestone.objects.filter(activity_id__in=chosen, dropped_at=None).order_by("due_on", "id"):
        milestones.setdefault(one.activity_id, []).append(one)
    return newest, reached, milestones


def followed(activities: Sequence[Activity], day: date | None = None) -> list[Followed]:
    """Activities with their standing today, or as it was on a day by the reports of that time."""
    chosen = {one.pk: one for one in activities}
    today = day or clock.today()
    newest, reached, milestones = _told(chosen, today)
    found = []
    for pk, one in chosen.items():
        report = newest.get(pk)
        marks = milestones.get(pk, [])
        facts = Facts(
            one.starts_on,
            one.ends_on,
            report.percent if report else None,
            report.as_of if report else None,
            [(mark.due_on, reached.get(mark.pk)) for mark in marks],
        )
        found.append(
            Followed(
                one,
                standing(facts, today),
                facts.percent,
                facts.reported_on,
                marks,
                {mark.pk: reached[mark.pk] for mark in marks if mark.pk in reached},
            )
        )
    return found


def _number(activity: Activity) -> tuple[int, ...]:
    return tuple(int(part) for part in activity.number.split("."))


def activities_of(plan: Plan) -> list[Followed]:
    """The activities of the version in force, in its order."""
    found = list(Activity.objects.filter(plan=plan, dropped_at=None))
    return followed(sorted(found, key=_number))


def plan_followed(actor: Actor, plan_id: UUID) -> PlanFollowed:
    """A plan with how each of its activities stands. Raises NotFound, NotPermitted."""
    check_reader(actor)
    with reading(actor):
        plan = shared.find_plan(actor, plan_id)
        found = activities_of(plan)
        names = shared.institutions([*plan.sides, *(one.activity.responsible_id for one in found)])
    return PlanFollowed(plan, found, names, shared.side_of(actor, plan))


def owed(found: Sequence[Followed], today: date) -> list[Due]:
    """What is late: ends that have passed, milestones that have passed, activities nobody has told of for too long."""
    late: list[Due] = []
    for one in found:
        if one.standing.colour == DONE:
            continue
        if one.activity.ends_on < today:
            late.append(Due("activity", one.activity.ends_on, one))
        late += [Due("milestone", mark.due_on, one, mark) for mark in one.open_milestones if mark.due_on < today]
        if "silent" in one.standing.reasons:
            late.append(Due("report", one.reported_on or one.activity.starts_on, one))
    return sorted(late, key=lambda due: (due.day, due.followed.activity.number))


def calendar(found: Sequence[Followed]) -> list[Due]:
    """Beginnings, milestones and ends by day."""
    days = [Due("start", one.activity.starts_on, one) for one in found]
    days += [Due("activity", one.activity.ends_on, one) for one in found]
    days += [Due("milestone", mark.due_on, one, mark) for one in found for mark in one.milestones]
    return sorted(days, key=lambda due: (due.day, _number(due.followed.activity), due.kind))


def activity(actor: Actor, activity_id: UUID) -> ActivityView:
    """An activity with all that was told about it. Raises NotFound, NotPermitted."""
    check_reader(actor)
    with reading(actor):
        found = Activity.objects.filter(pk=activity_id, dropped_at=None).first()
        if found is None:
            raise NotFound()
        plan = shared.find_plan(actor, found.plan_id)
        (one,) = followed([found])
        lines = list(BudgetLine.objects.filter(activity=found, dropped_at=None).order_by("id"))
        spending = list(Spending.objects.filter(budget_line__in=lines).order_by("-spent_on", "-id"))
        money = [
            Money(line, sum(entry.amount_minor for entry in spending if entry.budget_line_id == line.pk))
            for line in lines
        ]
        reports = [
            Told(report, attachments_of((REPORT, report.pk)))
            for report in Report.objects.filter(activity=found).order_by("-as_of", "-id")
        ]
        remarks = list(Remark.objects.filter(activity=found).order_by("-id"))
        ids = [found.responsible_id, *map(UUID, found.partner_ids), *(line.donor_id for line in lines), *plan.sides]
        ids += [report.report.institution_id for report in reports] + [one.institution_id for one in remarks]
        names = shared.institutions(ids)
        may = may_report(actor, plan, found)
    return ActivityView(plan, one, money, spending, reports, remarks, names, may, shared.side_of(actor, plan))


@look("programme.open_evidence", roles=READERS, purpose=PLAN_PURPOSE, title=_("Open the evidence of a report"))
def open_evidence(actor: Actor, *, attachment_id: UUID) -> Opened:
    """A file that was attached to a report. Raises NotFound for every other file."""
    if not Attachment.objects.filter(pk=attachment_id, subject_kind=REPORT).exists():
        raise NotFound(field="attachment_id")
    return open_attachment(attachment_id)


def overview(actor: Actor) -> Overview:
    """The present level of the cooperation as this reader may see it. Raises NotPermitted."""
    check_reader(actor)
    with reading(actor):
        plans = list(Plan.objects.filter(shared.visible_plans(actor)).order_by("-year", "reference"))
        states = {pk: case.state for pk, case in shared.case_states(one.pk for one in plans).items()}
        made = Overview(plans, states)
        # Rounds are seen by the sides alone: for other readers there are none.
        newest = {one.plan_id: one.pk for one in Round.objects.filter(plan__in=plans).order_by("number")}
        rounds = shared.case_states(newest.values())
        made.rounds = {plan: rounds[pk].state for plan, pk in newest.items() if pk in rounds}
        in_force = [one for one in plans if one.in_force_id]
        made.versions = {one.pk: one for one in Version.objects.filter(pk__in=[plan.in_force_id for plan in in_force])}
        for signature in Signature.objects.filter(version_id__in=made.versions).order_by("at"):
            made.signatures.setdefault(signature.version_id, []).append(signature)
        year = clock.today().year
        running = [one for one in in_force if one.year <= year]
        made.current = running[0] if running else (in_force[0] if in_force else None)
        ids: list[UUID | None] = [side for plan in plans for side in plan.sides]
        if made.current is not None:
            made.side = shared.side_of(actor, made.current)
            made.activities = activities_of(made.current)
            made.titles = {one.activity.direction: one.activity.path[0] for one in made.activities if one.activity.path}
            made.parties = list(Party.objects.filter(plan=made.current).exclude(parts=[]).order_by("id"))
            made.contributions = _contributions(made.current)
            made.priorities = list(Priority.objects.filter(plan=made.current, ended_at=None).order_by("rank", "id"))
            ids += [one.institution_id for one in made.parties] + [one.donor_id for one in made.contributions]
        made.names = shared.institutions(ids)
    return made


def _contributions(plan: Plan) -> list[Contribution]:
    # By donor and currency; amounts of different currencies are never added.
    found: dict[tuple[UUID, str], Contribution] = {}
    for line in BudgetLine.objects.filter(plan_id=plan.pk, dropped_at=None).annotate(
        spent=Sum("spending__amount_minor")
    ):
        one = found.setdefault((line.donor_id, line.currency), Contribution(line.donor_id, line.currency))
        one.planned += line.amount_minor
        one.spent += line.spent or 0
    return sorted(found.values(), key=lambda one: (one.currency, -one.planned))


__all__ = [
    "ActivityView",
    "Contribution",
    "Due",
    "Followed",
    "Overview",
    "PlanFollowed",
    "activity",
    "calendar",
    "followed",
    "open_evidence",
    "overview",
    "owed",
    "plan_followed",
]


def activity_of_milestone(actor: Actor, milestone_id: UUID) -> UUID:
    """Where a milestone is followed. Raises NotFound."""
    with reading(actor):
        found = Milestone.objects.filter(pk=milestone_id).first()
    if found is None:
        raise NotFound()
    return found.activity_id
