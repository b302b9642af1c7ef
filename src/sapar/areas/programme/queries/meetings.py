"""What is read about meetings and their decisions. ``decisions_of`` serves other topics: reviews, overview, provisions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.access import PLAN, READERS
from sapar.areas.programme.models import (
    Activity,
    AgendaItem,
    Decision,
    FollowUp,
    Meeting,
    MinutesLine,
    MinutesSignature,
    MinutesVersion,
    Participant,
    Plan,
)
from sapar.areas.programme.queries import shared
from sapar.areas.programme.queries.following import activities_of, check_reader
from sapar.areas.programme.queries.plans import party_choices
from sapar.areas.programme.rules.content import Words
from sapar.areas.programme.rules.standing import RED
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.access.context import reading
from sapar.kernel.access.models import Institution
from sapar.kernel.acts import look, shown
from sapar.kernel.documents.attachments import Listed, Opened, attachments_of, open_attachment
from sapar.kernel.documents.models import Attachment
from sapar.kernel.errors import NotFound
from sapar.kernel.procedures.models import Case
from sapar.kernel.procedures.moves import TimelineStep, timeline

FOLLOW_UP = "plan_follow_up"
OPEN, FULFILLED, CLOSED, LATE = "open", "fulfilled", "closed", "late"


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision as it stands on a day. ``state``: ``open``, ``late`` (open, its day has passed), ``fulfilled``
    (reported as carried out), ``closed`` (by a later decision). ``told``: reports so far, oldest first."""

    decision: Decision
    meeting: Meeting
    state: str
    told: list[FollowUp]
    closed_by: Decision | None = None


@dataclass(frozen=True, slots=True)
class DecisionView:
    """Everything on a decision's page."""

    line: DecisionLine
    plan: Plan
    activities: list[Activity]
    files: dict[UUID, list[Listed]]
    closes: list[Decision]
    steps: list[TimelineStep]
    names: dict[UUID, Institution]
    may_follow_up: bool


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A meeting in a list."""

    meeting: Meeting
    state: str
    points: int
    decisions: int


@dataclass(frozen=True, slots=True)
class MeetingsView:
    """The meetings that the reader takes part in, and the plans under which they can call one."""

    lines: list[MeetingLine]
    plans: list[Plan]
    names: dict[UUID, Institution]


@dataclass(slots=True)
class MeetingView:
    """A meeting's page. ``side`` is "" for those who only take part; they see minutes once both have signed.

    ``people``: how many are named; who they are is a look of its own (:func:`participants`).
    """

    meeting: Meeting
    plan: Plan
    state: str
    side: str
    points: list[AgendaItem]
    people: int
    versions: list[MinutesVersion]
    signatures: dict[UUID, list[MinutesSignature]]
    decisions: list[DecisionLine]
    steps: list[TimelineStep]
    mine: int
    names: dict[UUID, Institution]
    choices: list[Institution] = field(default_factory=list)
    case_version: int = 0


def visible(actor: Actor) -> Q:
    """The filter that the planner needs, the same as the wall's."""
    mine = actor.institution_id or NOBODY
    return Q(state_id=mine) | Q(iom_id=mine) | Q(reader_ids__contains=[str(mine)])


def visible_decisions(actor: Actor) -> Q:
    """Sides, those who are responsible, and those who took part."""
    mine = actor.institution_id or NOBODY
    part = Q(meeting__reader_ids__contains=[str(mine)])
    return Q(state_id=mine) | Q(iom_id=mine) | Q(responsible_id=mine) | part


def may_follow_up(actor: Actor, decision: Decision) -> bool:
    """The institution that is responsible, or the State's side for other state bodies."""
    if actor.institution_id == decision.responsible_id:
        return True
    return actor.institution_id == decision.state_id and decision.responsible_id != decision.iom_id


def held_on(meeting: Meeting) -> date:
    """The day on which it was held, or is to be."""
    return clock.day_of(meeting.started_at or meeting.starts_at)


def plans_between(meeting: Meeting | Plan) -> list[UUID]:
    """The plans of the same two sides."""
    return list(Plan.objects.filter(state_id=meeting.state_id, iom_id=meeting.iom_id).values_list("pk", flat=True))


def lines_of_decisions(found: Iterable[Decision], on: date) -> list[DecisionLine]:
    """Decisions with their state on a day, from what was told and decided until then."""
    decisions = list(found)
    told: dict[UUID, list[FollowUp]] = {}
    for report in FollowUp.objects.filter(decision__in=decisions, as_of__lte=on).order_by("as_of", "id"):
        told.setdefault(report.decision_id, []).append(report)
    closing = {one.pk: one for one in Decision.objects.filter(pk__in=[one.closed_by_id for one in decisions])}
    meetings = {one.pk: one for one in Meeting.objects.filter(pk__in={one.meeting_id for one in decisions})}
    made = []
    for one in decisions:
        said = told.get(one.pk, [])
        closed = one.closed_on is not None and one.closed_on <= on
        state = CLOSED if closed else (FULFILLED if said and said[-1].fulfilled else OPEN)
        if state == OPEN and one.due_on < on:
            state = LATE
        closed_by = closing.get(one.closed_by_id) if closed and one.closed_by_id else None
        meeting = meetings.get(one.meeting_id) or one.meeting
        made.append(DecisionLine(one, meeting, state, said, closed_by))
    return made


def decisions_of(plan_id: UUID, *, on: date | None = None, line_id: UUID | None = None) -> list[DecisionLine]:
    """The decisions of all signed minutes under a plan, in order of meeting and number, as they stood on a day (today).

    ``line_id``: only those that concern this line of an activity. Call it inside ``reading(actor)``, an act or a look:
    row-level security gives the sides all decisions, others those that they carry out or were present at.
    """
    day = on or clock.today()
    found = Decision.objects.filter(plan_id=plan_id, decided_on__lte=day).select_related("meeting")
    if line_id is not None:
        found = found.filter(line_ids__contains=[str(line_id)])
    return lines_of_decisions(found.order_by("decided_on", "meeting__number", "position"), day)


def state_of(meeting: Meeting, case: Case | None) -> str:
    """The case's state; for those who do not see the case, what they may know."""
    if case is not None:
        return case.state
    if meeting.signed_at:
        return "signed"
    return "held" if meeting.started_at else "planned"


def open_points(actor: Actor, plan: Plan, meeting: Meeting) -> list[tuple[str, UUID, str, Words]]:
    """What is open between the sides: decisions that no decision has closed, then activities that are late.

    (kind, id, number, title) each; inside an act or ``reading``.
    """
    plans = plans_between(plan)
    decisions = Decision.objects.filter(plan_id__in=plans, closed_on=None).exclude(meeting=meeting)
    found = [("decision", one.pk, one.number, Words(**one.text)) for one in decisions.order_by("due_on", "number")]
    for one in activities_of(plan) if plan.in_force_id else ():
        if one.standing.colour == RED:
            found.append(("activity", one.activity.pk, one.activity.number, Words(**one.activity.title)))
    return found


def meetings(actor: Actor) -> MeetingsView:
    """All meetings that this reader takes part in, the newest first."""
    check_reader(actor)
    with reading(actor):
        found = list(Meeting.objects.filter(visible(actor)).select_related("plan").order_by("-starts_at", "-id"))
        cases = shared.case_states(one.pk for one in found)
        points: dict[UUID, int] = {}
        for meeting_id in AgendaItem.objects.filter(meeting__in=found).values_list("meeting_id", flat=True):
            points[meeting_id] = points.get(meeting_id, 0) + 1
        decided: dict[UUID, int] = {}
        for meeting_id in Decision.objects.filter(meeting__in=found).values_list("meeting_id", flat=True):
            decided[meeting_id] = decided.get(meeting_id, 0) + 1
        lines = [
            MeetingLine(one, state_of(one, cases.get(one.pk)), points.get(one.pk, 0), decided.get(one.pk, 0))
            for one in found
        ]
        mine = actor.institution_id or NOBODY
        plans = list(Plan.objects.filter(Q(state_id=mine) | Q(iom_id=mine)).order_by("-year"))
        names = shared.institutions(side for one in found for side in one.sides)
    return MeetingsView(lines, plans, names)


def meeting(actor: Actor, meeting_id: UUID) -> MeetingView:
    """A meeting as this reader may see it. Raises NotFound, NotPermitted."""
    check_reader(actor)
    with reading(actor):
        found = find_meeting(actor, meeting_id)
        side = side_of(actor, found)
        case = Case.objects.filter(subject_id=found.pk).first()
        versions = list(MinutesVersion.objects.filter(meeting=found).defer("content").order_by("-number"))
        signatures: dict[UUID, list[MinutesSignature]] = {}
        for one in MinutesSignature.objects.filter(version__in=versions).order_by("at"):
            signatures.setdefault(one.version_id, []).append(one)
        lines = lines_of_decisions(Decision.objects.filter(meeting=found).order_by("position"), clock.today())
        steps = timeline(case) if case else []
        mine = MinutesLine.objects.filter(meeting=found, institution_id=actor.institution_id or NOBODY).count()
        theirs = list(Participant.objects.filter(meeting=found).values_list("institution_id", flat=True))
        ids: list[UUID | None] = [*found.sides, *theirs]
        ids += [one.institution_id for one in versions] + [one.decision.responsible_id for one in lines]
        ids += [step.institution_id for step in steps]
        return MeetingView(
            found,
            found.plan,
            state_of(found, case),
            side,
            list(AgendaItem.objects.filter(meeting=found).order_by("position", "id")),
            len(theirs),
            versions,
            signatures,
            lines,
            steps,
            mine,
            shared.institutions(ids),
            party_choices() if side else [],
            case.version if case else 0,
        )


@look("programme.read_participants", roles=READERS, purpose=PLAN, title=_("Read who takes part in a meeting"))
def participants(actor: Actor, *, meeting_id: UUID) -> list[Participant]:
    """The people of a meeting by institution, with office and presence. Raises NotFound."""
    found = find_meeting(actor, meeting_id)
    people = list(Participant.objects.filter(meeting=found).order_by("institution_id", "id"))
    shown("plan_meeting", found.pk)
    shown("participant", *(one.pk for one in people))
    return people


def decisions(actor: Actor) -> tuple[list[DecisionLine], dict[UUID, Institution]]:
    """All decisions that this reader may see, those that wait longest first."""
    check_reader(actor)
    with reading(actor):
        found = Decision.objects.filter(visible_decisions(actor)).select_related("meeting")
        lines = lines_of_decisions(found.order_by("due_on", "number"), clock.today())
        names = shared.institutions(one.decision.responsible_id for one in lines)
    order = (LATE, OPEN, FULFILLED, CLOSED)
    return sorted(lines, key=lambda one: order.index(one.state)), names


def decision(actor: Actor, decision_id: UUID) -> DecisionView:
    """A decision with all that was told about it. Raises NotFound, NotPermitted."""
    check_reader(actor)
    with reading(actor):
        found = Decision.objects.filter(visible_decisions(actor), pk=decision_id).select_related("meeting").first()
        if found is None:
            raise NotFound()
        (line,) = lines_of_decisions([found], clock.today())
        plan = Plan.objects.filter(pk=found.plan_id).first()
        activities = _newest_by_line(Activity.objects.filter(line_id__in=found.line_ids, dropped_at=None))
        case = Case.objects.filter(subject_id=found.pk).first()
        steps = timeline(case) if case else []
        ids: Sequence[UUID | None] = [
            found.responsible_id,
            found.state_id,
            found.iom_id,
            *(one.institution_id for one in line.told),
            *(step.institution_id for step in steps),
        ]
        return DecisionView(
            line,
            plan or found.meeting.plan,
            activities,
            {one.pk: attachments_of((FOLLOW_UP, one.pk)) for one in line.told},
            list(Decision.objects.filter(pk__in=found.closes_ids)),
            steps,
            shared.institutions(ids),
            may_follow_up(actor, found) and line.state != CLOSED,
        )


@look("programme.open_follow_up_file", roles=READERS, purpose=PLAN, title=_("Open a file about a decision"))
def open_follow_up_file(actor: Actor, *, attachment_id: UUID) -> Opened:
    """A file that was attached to the follow-up of a decision. Raises NotFound for every other file."""
    if not Attachment.objects.filter(pk=attachment_id, subject_kind=FOLLOW_UP).exists():
        raise NotFound(field="attachment_id")
    return open_attachment(attachment_id)


def _newest_by_line(found: Iterable[Activity]) -> list[Activity]:
    newest: dict[UUID, Activity] = {}
    for one in sorted(found, key=lambda each: each.pk):
        newest[one.line_id] = one
    return list(newest.values())


def find_meeting(actor: Actor, meeting_id: UUID) -> Meeting:
    found = Meeting.objects.select_related("plan").filter(visible(actor), pk=meeting_id).first()
    if found is None:
        raise NotFound()
    return found


def side_of(actor: Actor, meeting: Meeting) -> str:
    return {meeting.state_id: shared.STATE, meeting.iom_id: shared.IOM}.get(actor.institution_id or NOBODY, "")


def meeting_of_point(actor: Actor, point_id: UUID) -> UUID:
    """The meeting on whose agenda a point stands. Raises NotFound."""
    with reading(actor):
        found = AgendaItem.objects.filter(pk=point_id).first()
    if found is None:
        raise NotFound()
    return found.meeting_id


def meeting_of_participant(actor: Actor, participant_id: UUID) -> UUID:
    """The meeting that somebody is invited to. Raises NotFound."""
    with reading(actor):
        found = Participant.objects.filter(pk=participant_id).first()
    if found is None:
        raise NotFound()
    return found.meeting_id
