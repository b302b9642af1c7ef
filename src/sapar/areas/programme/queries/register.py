"""The register of commitments: frameworks that the node carries, instruments that officials entered, what covers what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sapar.areas.programme.access import READERS
from sapar.areas.programme.models import (
    Activity,
    Clause,
    Decision,
    Instrument,
    Link,
    Measure,
    Plan,
    Project,
    Report,
    StateAction,
    Tie,
)
from sapar.areas.programme.queries import shared
from sapar.areas.programme.queries.figures import Linked, linked_of
from sapar.areas.programme.queries.following import Followed, followed
from sapar.areas.programme.queries.measuring import Followed as Result
from sapar.areas.programme.queries.measuring import follow
from sapar.areas.programme.queries.meetings import DecisionLine, lines_of_decisions
from sapar.areas.programme.queries.provisions import Known, find_provision
from sapar.areas.programme.rules.register import FRAMEWORKS, Covered, coverage, framework
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.access.models import Institution
from sapar.kernel.documents.attachments import Listed, attachments_of
from sapar.kernel.errors import NotFound, NotPermitted
from sapar.kernel.facts import queries as facts
from sapar.kernel.procedures.models import Case
from sapar.kernel.procedures.moves import TimelineStep, timeline


@dataclass(frozen=True, slots=True)
class FrameworkLine:
    """A framework or instrument with how much of it is covered."""

    code: str
    texts: Mapping[str, str] | None
    kind: str
    legal_nature: str
    nature_verified: bool
    source: str
    verified: bool
    sample: bool
    covered: list[Covered]
    instrument: Instrument | None = None
    parts: frozenset[str] = frozenset()

    @property
    def tops(self) -> list[Covered]:
        """Provisions that are no part of another one: what is tied to a part counts for them."""
        return [one for one in self.covered if one.provision not in self.parts]

    @property
    def bare(self) -> int:
        return sum(one.nothing for one in self.tops)


@dataclass(slots=True)
class RegisterView:
    """The register's first page."""

    frameworks: list[FrameworkLine]
    waiting: list[Instrument]
    actions: list[StateAction]
    unlinked: list[Activity]
    activities: int
    states: dict[UUID, str]
    names: dict[UUID, Institution]


@dataclass(frozen=True, slots=True)
class FrameworkView:
    """All provisions of one framework or instrument, parents before children, with what covers each."""

    line: FrameworkLine
    provisions: list[Known]
    covered: dict[str, Covered]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A report that was tied to a provision, or that stands below a tied activity and has files."""

    report: Report
    activity: Activity
    files: list[Listed]


@dataclass(slots=True)
class ProvisionView:
    """What a provision's page tells: figures, what is done, decided and enacted, and the papers that show it."""

    known: Known
    linked: list[Linked]
    children: list[Known]
    activities: list[tuple[Tie, Followed]] = field(default_factory=list)
    decisions: list[tuple[Tie, DecisionLine]] = field(default_factory=list)
    projects: list[tuple[Tie, Project, str]] = field(default_factory=list)
    actions: list[tuple[Tie, StateAction]] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    results: list[tuple[int, Result]] = field(default_factory=list)
    plan_years: dict[UUID, int] = field(default_factory=dict)
    names: dict[UUID, Institution] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InstrumentView:
    """An entry of the register, whatever its state."""

    instrument: Instrument
    clauses: list[Clause]
    state: str
    case_version: int
    steps: list[TimelineStep]
    names: dict[UUID, Institution]
    may_decide: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class ActionView:
    """An action of the State, whatever its state."""

    action: StateAction
    provisions: list[Known]
    state: str
    case_version: int
    steps: list[TimelineStep]
    names: dict[UUID, Institution]
    may_decide: bool
    mine: bool


def subject_exists(kind: str, subject_id: UUID) -> bool:
    """Whether there is such a thing that this actor may see; inside an act or ``reading``."""
    match kind:
        case "activity":
            return Activity.objects.filter(line_id=subject_id, dropped_at=None).exists()
        case "decision":
            return Decision.objects.filter(pk=subject_id).exists()
        case "project":
            return Project.objects.filter(pk=subject_id, shown_at__isnull=False).exists()
        case "action":
            return StateAction.objects.filter(pk=subject_id).exists()
        case "report":
            return Report.objects.filter(pk=subject_id).exists()
    return False


def ties_of(kind: str, subject_id: UUID) -> list[tuple[Tie, Known]]:
    """The provisions to which something is tied; inside ``reading``."""
    found = []
    for tie in Tie.objects.filter(kind=kind, subject_id=subject_id, ended_at=None).order_by("provision"):
        known = find_provision(tie.provision)
        if known is not None:
            found.append((tie, known))
    return found


def provision_choices() -> list[Known]:
    """All provisions that something can be tied to; inside ``reading``."""
    codes = [one.code for around in FRAMEWORKS for one in around.provisions]
    codes += (
        Clause.objects.filter(instrument__approved_at__isnull=False, instrument__ended_at=None)
        .order_by("code")
        .values_list("code", flat=True)
    )
    return [known for code in codes if (known := find_provision(code))]


def _ties(kinds_seen_by: Actor) -> list[tuple[str, str]]:
    """(provision, kind) of all links that hold; actions that nobody approved count for nothing."""
    approved = set(StateAction.objects.filter(approved_at__isnull=False).values_list("pk", flat=True))
    return [
        (tie.provision, tie.kind)
        for tie in Tie.objects.filter(ended_at=None)
        if tie.kind != "action" or tie.subject_id in approved
    ]


def coverage_lines(actor: Actor) -> list[FrameworkLine]:
    """Each framework and approved instrument with what stands behind its provisions; inside ``reading``."""
    ties = _ties(actor)
    links = list(Link.objects.filter(ended_at=None).values_list("provision", flat=True))
    lines = [
        FrameworkLine(
            around.code,
            None,
            "framework",
            around.legal_nature,
            "legal_nature" not in around.unverified,
            around.source,
            all(one.verified for one in around.provisions),
            False,
            coverage([(one.code, one.parent) for one in around.provisions], ties, links),
            parts=frozenset(one.code for one in around.provisions if one.parent),
        )
        for around in FRAMEWORKS
    ]
    for made in Instrument.objects.filter(approved_at__isnull=False, ended_at=None).order_by("kind", "code"):
        codes = [(one.code, "") for one in made.clauses.order_by("number")]
        lines.append(
            FrameworkLine(
                made.code,
                made.title,
                made.kind,
                made.legal_nature,
                made.certain,
                made.source,
                made.certain,
                made.sample,
                coverage(codes, ties, links),
                made,
            )
        )
    return lines


def _in_order(plan: Plan) -> list[Activity]:
    found = Activity.objects.filter(plan=plan, dropped_at=None)
    return sorted(found, key=lambda one: [int(part) for part in one.number.split(".")])


def activities_in_force(actor: Actor) -> list[Activity]:
    """The activities of the plan in force, in the order of their numbers."""
    with reading(actor):
        plan = current_plan(actor)
        return _in_order(plan) if plan else []


def unlinked_activities(plan: Plan) -> tuple[list[Activity], int]:
    """The activities of a plan in force that are tied to no provision, and how many there are in all."""
    found = _in_order(plan)
    tied = set(Tie.objects.filter(kind="activity", ended_at=None).values_list("subject_id", flat=True))
    return [one for one in found if one.line_id not in tied], len(found)


def current_plan(actor: Actor) -> Plan | None:
    """The plan in force of this year, or the last before; inside ``reading``."""
    in_force = Plan.objects.filter(shared.visible_plans(actor), in_force_id__isnull=False).order_by("-year")
    return in_force.filter(year__lte=clock.today().year).first() or in_force.first()


def register(actor: Actor) -> RegisterView:
    """Frameworks, instruments, actions, and the activities of the plan in force that are linked to nothing."""
    _check(actor)
    with reading(actor):
        waiting = list(Instrument.objects.filter(approved_at=None).order_by("-entered_at"))
        actions = list(StateAction.objects.order_by("-day", "-id"))
        plan = current_plan(actor) if actor.role in READERS else None
        unlinked, number = unlinked_activities(plan) if plan else ([], 0)
        ids = [one.pk for one in waiting] + [one.pk for one in actions]
        states = {pk: case.state for pk, case in shared.case_states(ids).items()}
        names = shared.institutions(
            [*(one.institution_id for one in waiting), *(one.institution_id for one in actions)]
        )
        return RegisterView(coverage_lines(actor), waiting, actions, unlinked, number, states, names)


def framework_view(actor: Actor, code: str) -> FrameworkView:
    """One framework or approved instrument by its code. Raises NotFound."""
    _check(actor)
    with reading(actor):
        line = next((one for one in coverage_lines(actor) if one.code == code), None)
        if line is None:
            raise NotFound()
        found = [known for one in line.covered if (known := find_provision(one.provision))]
    # Each with its parts below it.
    below: dict[str, list[Known]] = {}
    for known in found:
        below.setdefault(known.parent, []).append(known)
    provisions = [each for known in below.get("", []) for each in (known, *below.get(known.code, []))]
    return FrameworkView(line, provisions, {one.provision: one for one in line.covered})


def provision_view(actor: Actor, code: str) -> ProvisionView:
    """A provision with all that hangs on it, as far as this reader may see it. Raises NotFound."""
    _check(actor)
    with reading(actor):
        known = find_provision(code)
        if known is None:
            raise NotFound()
        around = framework(code)
        children = [one for part in around.children(code) if (one := find_provision(part.code))] if around else []
        codes = [code, *(one.code for one in children)]
        view = ProvisionView(known, linked_of(actor, codes), children)
        ties = list(Tie.objects.filter(provision__in=codes, ended_at=None).order_by("tied_at", "id"))
        by = {kind: [tie for tie in ties if tie.kind == kind] for kind in ("activity", "decision", "project", "action")}
        lines = {tie.subject_id: tie for tie in by["activity"]}
        activities = list(Activity.objects.filter(line_id__in=lines, dropped_at=None).order_by("-plan__year", "number"))
        view.activities = [(lines[one.activity.line_id], one) for one in followed(activities)]
        plans = Plan.objects.filter(pk__in={one.plan_id for one in activities})
        view.plan_years = dict(plans.values_list("pk", "year"))
        decided = {tie.subject_id: tie for tie in by["decision"]}
        found = lines_of_decisions(
            Decision.objects.filter(pk__in=decided).select_related("meeting").order_by("due_on"), clock.today()
        )
        view.decisions = [(decided[one.decision.pk], one) for one in found]
        projects = {tie.subject_id: tie for tie in by["project"]}
        shown = list(Project.objects.filter(pk__in=projects, shown_at__isnull=False).order_by("reference"))
        states = {pk: case.state for pk, case in shared.case_states(one.pk for one in shown).items()}
        view.projects = [(projects[one.pk], one, states.get(one.pk, "")) for one in shown]
        acted = {tie.subject_id: tie for tie in by["action"]}
        actions = StateAction.objects.filter(pk__in=acted, approved_at__isnull=False).order_by("day", "id")
        view.actions = [(acted[one.pk], one) for one in actions]
        view.results = _results(actor, set(codes)) if actor.role in READERS else []
        view.evidence = _evidence(activities, [tie.subject_id for tie in ties if tie.kind == "report"])
        ids: list[UUID | None] = [one.responsible_id for one in activities]
        ids += [line.decision.responsible_id for _tie, line in view.decisions]
        ids += [one.institution_id for _tie, one in view.actions] + [one.lead_id for _tie, one, _s in view.projects]
        view.names = shared.institutions(ids)
    return view


def _results(actor: Actor, codes: set[str]) -> list[tuple[int, Result]]:
    """The agreed result indicators that name one of the provisions, with the year of their plan, the newest first."""
    agreed = Measure.objects.filter(agreed_at__isnull=False, ended_at=None).only("plan_id", "content")
    plans = {one.plan_id for one in agreed if codes.intersection(one.content.get("provisions", ()))}
    return [
        (plan.year, one)
        for plan in Plan.objects.filter(shared.visible_plans(actor), pk__in=plans).order_by("-year")
        for one in follow(plan)
        if one.state == "agreed" and codes.intersection(one.said.provisions)
    ]


def _evidence(activities: Iterable[Activity], tied: list[UUID]) -> list[Evidence]:
    by_id = {one.pk: one for one in activities}
    reports = Report.objects.filter(activity_id__in=by_id) | Report.objects.filter(pk__in=tied)
    made = []
    for report in reports.distinct().order_by("-as_of", "-id").select_related("activity")[:200]:
        files = attachments_of(("plan_report", report.pk))
        if files or report.pk in tied:
            made.append(Evidence(report, report.activity, files))
    return made


def instrument(actor: Actor, instrument_id: UUID) -> InstrumentView:
    """An entry of the register. Raises NotFound."""
    _check(actor)
    with reading(actor):
        found = Instrument.objects.filter(pk=instrument_id).first()
        if found is None:
            raise NotFound()
        case = Case.objects.filter(subject_id=found.pk).first()
        steps = timeline(case) if case else []
        names = shared.institutions([found.institution_id, *(step.institution_id for step in steps)])
        return InstrumentView(
            found,
            list(found.clauses.order_by("number")),
            case.state if case else "approved",
            case.version if case else 0,
            steps,
            names,
            _may_decide(actor, case, found.entered_by),
            found.institution_id == actor.institution_id,
        )


def action(actor: Actor, action_id: UUID) -> ActionView:
    """An action of the State. Raises NotFound."""
    _check(actor)
    with reading(actor):
        found = StateAction.objects.filter(pk=action_id).first()
        if found is None:
            raise NotFound()
        case = Case.objects.filter(subject_id=found.pk).first()
        steps = timeline(case) if case else []
        return ActionView(
            found,
            [known for _tie, known in ties_of("action", found.pk)],
            case.state if case else "approved",
            case.version if case else 0,
            steps,
            shared.institutions([found.institution_id, *(step.institution_id for step in steps)]),
            _may_decide(actor, case, found.entered_by),
            found.institution_id == actor.institution_id,
        )


def tie_view(actor: Actor, tie_id: UUID) -> tuple[Tie, Known | None]:
    """A link that holds. Raises NotFound."""
    _check(actor)
    with reading(actor):
        found = Tie.objects.filter(pk=tie_id, ended_at=None).first()
        if found is None:
            raise NotFound()
        return found, find_provision(found.provision)


def _may_decide(actor: Actor, case: Case | None, entered_by: str) -> bool:
    return (
        case is not None
        and case.state == "entered"
        and case.institution_id == actor.institution_id
        and entered_by != actor.ref
    )


def _check(actor: Actor) -> None:
    if not facts.may_read(actor) and actor.role not in READERS:
        raise NotPermitted()
