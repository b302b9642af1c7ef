"""What is read about joint projects: money by currency, equipment, trainings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q

from sapar.areas.programme.models import (
    Activity,
    Grant,
    Handover,
    HandoverSignature,
    Plan,
    Project,
    Trained,
    Training,
)
from sapar.areas.programme.queries import shared
from sapar.areas.programme.queries.following import Followed, check_reader, followed
from sapar.areas.programme.queries.plans import party_choices
from sapar.areas.programme.rules.handing import Count, Sums, by_currency, handover_hash, summed
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.access.context import reading
from sapar.kernel.access.models import Institution
from sapar.kernel.errors import NotFound
from sapar.kernel.procedures.models import Case
from sapar.kernel.procedures.moves import TimelineStep, timeline


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """A project in a list, with its money by currency in minor units."""

    project: Project
    state: str
    money: dict[str, int]
    donors: list[UUID]


@dataclass(frozen=True, slots=True)
class TrainingLine:
    """A training with its counts."""

    training: Training
    counts: list[Count]


@dataclass(slots=True)
class ProjectsView:
    """All projects and trainings that this reader may see."""

    lines: list[ProjectLine]
    trainings: list[TrainingLine]
    sums: Sums
    handovers: list[Handover]
    states: dict[UUID, str]
    plans: list[Plan]
    names: dict[UUID, Institution]


@dataclass(slots=True)
class ProjectView:
    """A project's page."""

    line: ProjectLine
    grants: list[Grant]
    handovers: list[Handover]
    states: dict[UUID, str]
    trainings: list[TrainingLine]
    activities: list[Followed]
    steps: list[TimelineStep]
    names: dict[UUID, Institution]
    side: str
    author: bool
    plan: Plan | None = None
    choices: list[Institution] = field(default_factory=list)
    lines: list[Activity] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class HandoverView:
    """An act of handover. ``part``: ``giver``, ``taker`` or "". ``intact``: the text still has its hash."""

    handover: Handover
    state: str
    signatures: list[HandoverSignature]
    part: str
    may_sign: bool
    mine: bool
    intact: bool
    names: dict[UUID, Institution]


def visible(actor: Actor) -> Q:
    """The filter that the planner needs, the same as the wall's."""
    mine = actor.institution_id or NOBODY
    shown = Q(shown_at__isnull=False) & (Q(state_id=mine) | Q(iom_id=mine) | Q(lead_id=mine))
    return Q(institution_id=mine) | shown


def _lines(found: Iterable[Project]) -> list[ProjectLine]:
    projects = list(found)
    states = {pk: case.state for pk, case in shared.case_states(one.pk for one in projects).items()}
    grants: dict[UUID, list[Grant]] = {}
    for grant in Grant.objects.filter(project__in=projects).order_by("signed_on", "id"):
        grants.setdefault(grant.project_id, []).append(grant)
    return [
        ProjectLine(
            one,
            states.get(one.pk, "running"),
            by_currency((grant.currency, grant.amount_minor) for grant in grants.get(one.pk, [])),
            list(dict.fromkeys(grant.donor_id for grant in grants.get(one.pk, []))),
        )
        for one in projects
    ]


def _trainings(found: Iterable[Training]) -> list[TrainingLine]:
    trainings = list(found)
    counts: dict[UUID, list[Count]] = {}
    for row in Trained.objects.filter(training__in=trainings).order_by("id"):
        counts.setdefault(row.training_id, []).append(Count(row.trained_id, row.women, row.men, row.unknown))
    return [TrainingLine(one, counts.get(one.pk, [])) for one in trainings]


def projects(actor: Actor) -> ProjectsView:
    """All projects, trainings and acts of handover that this reader may see."""
    check_reader(actor)
    with reading(actor):
        lines = _lines(Project.objects.filter(visible(actor)).order_by("-written_at", "-id"))
        trainings = _trainings(Training.objects.filter(voided_at=None).order_by("-starts_on", "-id"))
        handovers = list(Handover.objects.order_by("-day", "-id"))
        mine = actor.institution_id or NOBODY
        ids: list[UUID | None] = [donor for one in lines for donor in one.donors]
        ids += [one.project.lead_id for one in lines] + [side for one in handovers for side in _parts(one)]
        ids += [count.institution_id for one in trainings for count in one.counts]
        return ProjectsView(
            lines,
            trainings,
            summed(one.counts for one in trainings),
            handovers,
            _handover_states(handovers),
            list(Plan.objects.filter(Q(state_id=mine) | Q(iom_id=mine)).order_by("-year")),
            shared.institutions(ids),
        )


def project(actor: Actor, project_id: UUID) -> ProjectView:
    """A project as this reader may see it. Raises NotFound, NotPermitted."""
    check_reader(actor)
    with reading(actor):
        found = Project.objects.filter(visible(actor), pk=project_id).first()
        if found is None:
            raise NotFound()
        (line,) = _lines([found])
        grants = list(Grant.objects.filter(project=found).order_by("signed_on", "id"))
        handovers = list(Handover.objects.filter(project=found).order_by("day", "id"))
        trainings = _trainings(Training.objects.filter(project=found, voided_at=None).order_by("starts_on", "id"))
        newest: dict[UUID, Activity] = {}
        for one in Activity.objects.filter(line_id__in=found.line_ids, dropped_at=None).order_by("plan__year", "id"):
            newest[one.line_id] = one
        case = Case.objects.filter(subject_id=found.pk).first()
        steps = timeline(case) if case else []
        plans = Plan.objects.filter(state_id=found.state_id, iom_id=found.iom_id).order_by("-year")
        plan = plans.filter(in_force_id__isnull=False).first() or plans.first()
        ids: list[UUID | None] = [*found.sides, found.lead_id, found.institution_id]
        ids += [one.donor_id for one in grants] + [side for one in handovers for side in _parts(one)]
        ids += [count.institution_id for one in trainings for count in one.counts]
        ids += [one.responsible_id for one in newest.values()] + [step.institution_id for step in steps]
        side = {found.state_id: "state", found.iom_id: "iom"}.get(actor.institution_id or NOBODY, "")
        return ProjectView(
            line,
            grants,
            handovers,
            _handover_states(handovers),
            trainings,
            followed(list(newest.values())),
            steps,
            shared.institutions(ids),
            side,
            found.institution_id == actor.institution_id,
            plan,
            party_choices(),
            _choices(plans),
        )


def _choices(plans: Iterable[Plan]) -> list[Activity]:
    newest: dict[UUID, Activity] = {}
    for one in Activity.objects.filter(plan__in=list(plans), dropped_at=None).order_by("plan__year", "id"):
        newest[one.line_id] = one
    return sorted(newest.values(), key=lambda one: [int(part) for part in one.number.split(".")])


def concept_choices(actor: Actor, plan_id: UUID) -> tuple[Plan, list[Institution], list[Activity]]:
    """What a new concept note, or a training, under a plan can name. Raises NotFound."""
    check_reader(actor)
    with reading(actor):
        plan = shared.find_plan(actor, plan_id)
        plans = Plan.objects.filter(state_id=plan.state_id, iom_id=plan.iom_id)
        return plan, party_choices(), _choices(plans)


def handover(actor: Actor, handover_id: UUID) -> HandoverView:
    """An act of handover. Raises NotFound, NotPermitted."""
    check_reader(actor)
    with reading(actor):
        found = Handover.objects.filter(pk=handover_id).select_related("project").first()
        if found is None:
            raise NotFound()
        state = _handover_states([found])[found.pk]
        signatures = list(HandoverSignature.objects.filter(handover=found).order_by("at"))
        part = {found.giver_id: "giver", found.taker_id: "taker"}.get(actor.institution_id or NOBODY, "")
        open_to = {"giver": ("drawn_up", "taken"), "taker": ("drawn_up", "given")}
        return HandoverView(
            found,
            state,
            signatures,
            part,
            state in open_to.get(part, ()),
            found.institution_id == actor.institution_id,
            handover_hash(found.content) == found.sha256,
            shared.institutions([*_parts(found), *(one.institution_id for one in signatures)]),
        )


def training(actor: Actor, training_id: UUID) -> TrainingLine:
    """A training that holds. Raises NotFound, NotPermitted."""
    check_reader(actor)
    with reading(actor):
        found = _trainings(Training.objects.filter(pk=training_id, voided_at=None))
    if not found:
        raise NotFound()
    return found[0]


def _handover_states(found: Iterable[Handover]) -> dict[UUID, str]:
    """By the case for giver and taker; for others, who do not see it, by the signatures."""
    given = list(found)
    states = {pk: case.state for pk, case in shared.case_states(one.pk for one in given).items()}
    signed: dict[UUID, set[UUID]] = {}
    for one in HandoverSignature.objects.filter(handover__in=given):
        signed.setdefault(one.handover_id, set()).add(one.institution_id)
    for act in given:
        if act.pk in states:
            continue
        by = signed.get(act.pk, set())
        state = "given" if act.giver_id in by else ("taken" if act.taker_id in by else "drawn_up")
        states[act.pk] = "signed" if act.signed_at else ("withdrawn" if act.withdrawn_at else state)
    return states


def _parts(one: Handover) -> tuple[UUID, UUID]:
    return one.giver_id, one.taker_id


def donor_agreement(actor: Actor, agreement_id: UUID) -> Grant:
    """An agreement with a donor, not a top-up of one. Raises NotFound."""
    with reading(actor):
        found = Grant.objects.filter(pk=agreement_id, agreement=None).first()
    if found is None:
        raise NotFound()
    return found
