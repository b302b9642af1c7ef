"""Opening and moving cases, inside the acts of the areas."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Case as ConditionalCase
from django.db.models import Exists, F, OuterRef, Q, QuerySet, When
from django.utils.translation import gettext_lazy as _

from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.acts import about
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from sapar.kernel.procedures import registry, rules
from sapar.kernel.procedures.models import Case, Step

NOT_NOW = _("This step is not possible in the present state. Somebody may have been faster: look again.")


def open_case(
    actor: Actor,
    procedure: str,
    *,
    subject: tuple[str, UUID],
    reference: str,
    institution_id: UUID,
    applicant_id: UUID | None = None,
    place_id: UUID | None = None,
    started_on: date | None = None,
) -> Case:
    """Open a case in the procedure's initial state and start its clock; ``institution_id`` is who has to decide."""
    declared = registry.get(procedure)
    case = Case(
        procedure=procedure,
        subject_kind=subject[0],
        subject_id=subject[1],
        reference=reference,
        state=declared.initial,
        institution_id=institution_id,
        applicant_id=applicant_id,
        place_id=place_id,
        opened_at=clock.now(),
    )
    start_clock(case, started_on or clock.today())
    case.save(force_insert=True)
    step(actor, case, "open", "", case.state, "")
    about(*subject)
    return case


def start_clock(case: Case, day: date) -> None:
    """Let the statutory term begin on ``day``, unless the present state stands still; the caller saves."""
    declared = registry.get(case.procedure)
    if declared.deadline is None:
        return
    case.due_on = rules.due_on(day, declared.deadline.days, declared.deadline.calendar)
    if declared.state(case.state).paused:
        case.paused_on = day


def move(
    actor: Actor,
    case: Case,
    transition: str,
    *,
    reason: str = "",
    expires_on: date | None = None,
    version: int | None = None,
) -> Case:
    """Make a transition. Raises NotPermitted (role), Conflict (state or version changed), Invalid (a reason is missing).

    ``version``: what the person saw; a case that has moved on since is a Conflict, even if the move were possible.
    """
    declared = registry.get(case.procedure)
    why = rules.why_not_move(declared, case.state, transition, actor.role, reason)
    if why in ("unknown", "state"):
        raise Conflict(NOT_NOW, code="state")
    if why == "role":
        raise NotPermitted()
    if why == "reason":
        raise Invalid(_("Give a reason. The applicant will read it."), field="reason", code="reason")
    if version is not None and version != case.version:
        raise Conflict(NOT_NOW, code="version")
    if declared.transition(transition).second_person and _opened_by(actor).filter(case=case).exists():
        raise NotPermitted(_("Another person than the one who began this has to decide."), code="same_person")
    source, target = case.state, declared.transition(transition).target
    today, now = clock.today(), clock.now()
    changes: dict[str, object] = {"state": target}
    if declared.state(target).paused and case.paused_on is None:
        changes["paused_on"] = today
    if not declared.state(target).paused and case.paused_on is not None:
        changes["paused_on"] = None
        if case.due_on is not None:
            changes["due_on"] = rules.resumed_due(case.due_on, case.paused_on, today)
    if declared.state(target).final:
        changes["closed_at"] = now
    elif case.closed_at is not None:
        changes["closed_at"] = None
    if expires_on is not None:
        changes["expires_on"] = expires_on
    save(case, **changes)
    step(actor, case, transition, source, target, reason)
    about(case.subject_kind, case.subject_id)
    return case


def _opened_by(actor: Actor) -> QuerySet[Step]:
    return Step.objects.filter(transition="open", actor=actor.ref)


def extend(actor: Actor, case: Case, *, roles: tuple[str, ...], reason: str) -> Case:
    """Extend the term, once, to the most that the law allows. Raises NotPermitted, Conflict, Invalid."""
    deadline = registry.get(case.procedure).deadline
    if actor.role not in roles:
        raise NotPermitted()
    if deadline is None or deadline.extend_to is None or case.extended or case.closed_at or case.due_on is None:
        raise Conflict(_("The term of this case cannot be extended (again)."), code="extended")
    if not reason.strip():
        raise Invalid(_("Give a reason. The applicant will read it."), field="reason", code="reason")
    more = rules.due_on(case.due_on, deadline.extend_to - deadline.days, deadline.calendar)
    save(case, due_on=more, extended=True, escalated_at=None)
    step(actor, case, "extend", case.state, case.state, reason)
    about(case.subject_kind, case.subject_id)
    return case


def assign(actor: Actor, case: Case, account_id: UUID | None) -> Case:
    """Give a case to one person of the deciding institution, or back to all of them."""
    if actor.institution_id != case.institution_id:
        raise NotPermitted()
    save(case, assigned_to=account_id)
    step(actor, case, "assign", case.state, case.state, "")
    about(case.subject_kind, case.subject_id)
    return case


def case_of(subject_id: UUID, *, lock: bool = False) -> Case:
    """The case of a record; ``lock`` for the rest of the transaction. Raises NotFound (also for rows not to be seen)."""
    found = Case.objects.filter(subject_id=subject_id)
    case = (found.select_for_update() if lock else found).first()
    if case is None:
        raise NotFound()
    return case


def save(case: Case, **changes: object) -> None:
    """Compare and set: change a case that is still at the version that was read. Raises Conflict."""
    # Compare and set: row-level security turns a forbidden update into zero rows, and a second writer too.
    changed = Case.objects.filter(pk=case.pk, version=case.version).update(version=F("version") + 1, **changes)
    if changed != 1:
        raise Conflict(NOT_NOW, code="version")
    for name, value in changes.items():
        setattr(case, name, value)
    case.version += 1


def step(actor: Actor, case: Case, transition: str, source: str, target: str, reason: str) -> None:
    """Write down one step."""
    Step(
        case=case,
        transition=transition,
        source=source,
        target=target,
        at=clock.now(),
        actor=actor.ref,
        role=actor.role,
        institution_id=actor.institution_id,
        reason=reason.strip(),
    ).save(force_insert=True)


@dataclass(frozen=True, slots=True)
class TimelineStep:
    """A step in plain words: ``title`` is the state's plain text (or the move's own), with day, role and reason."""

    at: datetime
    transition: str
    state: str
    title: object
    reason: str
    institution_id: UUID | None
    actor: str


MOVES_IN_WORDS = {
    "assign": _("An officer took up the case"),
    "extend": _("The time for the decision was extended"),
    "escalate": _("The time for the decision ran out; the case went to the head of the service"),
}


def _in_words(declared: rules.Procedure, transition: str) -> object:
    if transition == "escalate" and declared.overdue:
        return declared.overdue
    return MOVES_IN_WORDS.get(transition)


def timeline(case: Case) -> list[TimelineStep]:
    """The case's way so far, oldest first, in words that the person concerned understands."""
    declared = registry.get(case.procedure)
    return [
        TimelineStep(
            at=step.at,
            transition=step.transition,
            state=step.target,
            title=_in_words(declared, step.transition) or declared.state(step.target).plain,
            reason=step.reason,
            institution_id=step.institution_id,
            actor=step.actor,
        )
        for step in Step.objects.filter(case=case).order_by("at", "id")
    ]


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One line of the work list. ``days_left`` is negative when the day has passed; None without a deadline."""

    case: Case
    procedure: rules.Procedure
    state: rules.State
    moves: tuple[rules.Transition, ...]
    days_left: int | None
    mine: bool


def work_list(actor: Actor, *, limit: int = 50, offset: int = 0) -> list[WorkItem]:
    """What waits for this actor: cases of their institution in states from which their role can move; first those without
    a day that wait for their answer (see ``State.answer``), then by deadline.

    Names no person: a line carries reference, state and day. Call inside ``reading(actor)``.
    """
    waiting, answers = Q(), Q()
    for procedure in registry.procedures().values():
        states: list[str] = []
        others: list[str] = []
        for state in procedure.states:
            tasks = [m for m in rules.moves_open_to(procedure, state.name, actor.role) if m.task and not state.final]
            if tasks:
                (others if all(m.second_person for m in tasks) else states).append(state.name)
        if states:
            waiting |= Q(procedure=procedure.name, state__in=states)
        asked = [name for name in states if procedure.state(name).answer]
        if asked:
            answers |= Q(procedure=procedure.name, state__in=asked, due_on=None)
        if others:
            # Nobody is shown what another person has to decide.
            own = Q(Exists(_opened_by(actor).filter(case=OuterRef("pk"))))
            waiting |= Q(procedure=procedure.name, state__in=others) & ~own
    if not waiting or actor.institution_id is None:
        return []
    side = Q(institution_id=actor.institution_id) | Q(applicant_id=actor.institution_id)
    if actor.place_id is not None:
        # Whoever serves at one place is not shown what waits at another.
        side &= Q(place_id=None) | Q(place_id=actor.place_id)
    found = Case.objects.filter(waiting & side)
    order: list[Any] = [F("due_on").asc(nulls_last=True), "id"]
    if answers:
        # For those roles only: the lists of others are read in the order of an index.
        order.insert(0, ConditionalCase(When(answers, then=0), default=1))
    today = clock.today()
    items = []
    for case in found.order_by(*order)[offset : offset + limit]:
        procedure = registry.get(case.procedure)
        state = procedure.state(case.state)
        items.append(
            WorkItem(
                case=case,
                procedure=procedure,
                state=state,
                moves=tuple(rules.moves_open_to(procedure, case.state, actor.role)),
                days_left=(case.due_on - today).days
                if case.due_on and not case.paused_on and not state.decided
                else None,
                mine=case.assigned_to is not None and case.assigned_to == actor.account_id,
            )
        )
    return items
