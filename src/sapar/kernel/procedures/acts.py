"""What the clock itself does: escalate when a term runs out, expire what was granted until a day."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.acts import about, act
from sapar.kernel.errors import Conflict, NotFound
from sapar.kernel.procedures import moves, registry
from sapar.kernel.procedures.models import Case

CLOCK = "system.clock"


@act("procedures.escalate", roles=(CLOCK,), purpose="node.operation", title=_("Escalate a case whose term has run out"))
def escalate(actor: Actor, *, case_id: UUID) -> Case:
    """Mark a case whose last day has passed without a decision. Raises Conflict when it was decided meanwhile."""
    case = _locked(case_id)
    state = registry.get(case.procedure).state(case.state)
    settled = state.final or state.decided or state.paused
    if settled or case.escalated_at or case.due_on is None or case.due_on >= clock.today():
        raise Conflict(code="not_due")
    moves.save(case, escalated_at=clock.now())
    moves.step(actor, case, "escalate", case.state, case.state, "")
    about(case.subject_kind, case.subject_id)
    return case


@act("procedures.expire", roles=(CLOCK,), purpose="node.operation", title=_("Let end what was granted until a day"))
def expire(actor: Actor, *, case_id: UUID) -> Case:
    """Make the procedure's expiry transition after the last day. Raises Conflict when it is not due."""
    case = _locked(case_id)
    name = registry.get(case.procedure).expire
    if name is None or case.closed_at or case.expires_on is None or case.expires_on >= clock.today():
        raise Conflict(code="not_due")
    return moves.move(actor, case, name)


def _locked(case_id: UUID) -> Case:
    case = Case.objects.select_for_update().filter(pk=case_id).first()
    if case is None:
        raise NotFound()
    return case


def tick(limit: int = 500) -> int:
    """What the clock's job does: escalate and expire all that is due, each by an act of its own; returns how many."""
    actor, today, done = Actor.system("clock"), clock.today(), 0
    with reading(actor):
        open_cases = Case.objects.filter(closed_at=None)
        late = list(
            open_cases.filter(due_on__lt=today, escalated_at=None, paused_on=None)
            .exclude(state__in=_without_clock())
            .values_list("pk", flat=True)[:limit]
        )
        over = list(open_cases.filter(expires_on__lt=today).values_list("pk", flat=True)[:limit])
    for run, case_ids in ((escalate, late), (expire, over)):
        for case_id in case_ids:
            try:
                run(actor, case_id=case_id)
                done += 1
            except Conflict:
                continue
    return done


def _without_clock() -> set[str]:
    """States after the decision, in which no term runs any more."""
    return {
        state.name
        for procedure in registry.procedures().values()
        for state in procedure.states
        if state.final or state.decided
    }
