"""What the clock does by itself, on the real database with a clock that is moved forward."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from tests.kernel.conftest import Office, entries

from sapar.kernel import clock
from sapar.kernel.access import registry as access_registry
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.access.registry import Role
from sapar.kernel.acts import act
from sapar.kernel.errors import Conflict, Invalid, NotPermitted
from sapar.kernel.procedures import moves, registry
from sapar.kernel.procedures.acts import escalate, tick
from sapar.kernel.procedures.models import Case
from sapar.kernel.procedures.rules import Deadline, Procedure, State, Transition

MANAGER = "test.officer"
access_registry.register_roles(
    Role(MANAGER, "Test officer", second_factor=True, reach={"procedures": "own"}),
)
registry.register(
    Procedure(
        name="test.permit",
        title="Test permit",
        initial="submitted",
        states=(
            State("submitted", "Submitted", "We received it"),
            State("returned", "Returned", "We wait for you", paused=True),
            State("granted", "Granted", "Granted", decided=True),
            State("expired", "Expired", "Over", final=True),
        ),
        transitions=(
            Transition("return", "Return", ("submitted",), "returned", (MANAGER,), reason=True),
            Transition("resubmit", "Resubmit", ("returned",), "submitted", (MANAGER,)),
            Transition("grant", "Grant", ("submitted",), "granted", (MANAGER,)),
            Transition("expire", "Expire", ("granted",), "expired", ("system.clock",)),
        ),
        deadline=Deadline(30, extend_to=45, escalate_to=(MANAGER,)),
        expire="expire",
    )
)


@act("test.case_open", roles=(MANAGER,), purpose="node.operation", title="Test: open a case")
def open_it(actor: Actor) -> Case:
    return moves.open_case(
        actor, "test.permit", subject=("test", uuid4()), reference="T-1", institution_id=actor.institution_id or uuid4()
    )


@act("test.case_move", roles=(MANAGER, "ledger.auditor"), purpose="node.operation", title="Test: move a case")
def move_it(
    actor: Actor, *, subject_id: UUID, name: str, reason: str = "", valid_days: int = 0, version: int | None = None
) -> Case:
    from datetime import timedelta

    expires = clock.today() + timedelta(days=valid_days) if valid_days else None
    case = moves.case_of(subject_id, lock=True)
    return moves.move(actor, case, name, reason=reason, expires_on=expires, version=version)


@act("test.case_extend", roles=(MANAGER,), purpose="node.operation", title="Test: extend a term")
def extend_it(actor: Actor, *, subject_id: UUID, reason: str) -> Case:
    return moves.extend(actor, moves.case_of(subject_id, lock=True), roles=(MANAGER,), reason=reason)


@pytest.fixture
def manager(office: Office) -> Actor:
    return office.add("merdan", MANAGER)


def seen(actor: Actor, case: Case) -> Case:
    with reading(actor):
        return Case.objects.get(pk=case.pk)


def test_day_31_is_reached_by_the_job(manager: Actor, owner_sql: Any) -> None:
    """On the last day nothing happens; the day after, the clock's own act escalates, once."""
    case = open_it(manager)
    assert case.due_on is not None and (case.due_on - clock.today()).days == 30
    clock.advance(30)
    assert tick() == 0 and seen(manager, case).escalated_at is None
    clock.advance(1)
    assert tick() == 1 and tick() == 0
    late = seen(manager, case)
    assert late.escalated_at is not None and late.state == "submitted"
    (entry,) = entries(owner_sql, "procedures.escalate")
    assert entry["actor"] == "system:clock" and len(entry["subjects"]) == 1


def test_an_extended_term_ends_on_day_45(manager: Actor) -> None:
    """Extension needs a reason, works once, and moves the last day to 45."""
    case = open_it(manager)
    with pytest.raises(Invalid):
        extend_it(manager, subject_id=case.subject_id, reason=" ")
    extend_it(manager, subject_id=case.subject_id, reason="an enquiry abroad")
    with pytest.raises(Conflict):
        extend_it(manager, subject_id=case.subject_id, reason="again")
    clock.advance(45)
    assert tick() == 0
    clock.advance(1)
    assert tick() == 1


def test_while_the_applicant_answers_the_clock_stands_still(manager: Actor) -> None:
    """Days in a paused state are given back, and nothing escalates meanwhile."""
    case = open_it(manager)
    first = case.due_on
    clock.advance(5)
    move_it(manager, subject_id=case.subject_id, name="return", reason="a page is missing")
    clock.advance(40)
    assert tick() == 0
    back = move_it(manager, subject_id=case.subject_id, name="resubmit")
    assert first is not None and back.due_on is not None and (back.due_on - first).days == 40


def test_what_was_granted_until_a_day_ends_after_it(manager: Actor) -> None:
    """A granted case is not escalated however late, and expires the day after its last day by the clock's act."""
    case = open_it(manager)
    move_it(manager, subject_id=case.subject_id, name="grant", valid_days=60)
    clock.advance(60)
    assert tick() == 0 and seen(manager, case).state == "granted"
    clock.advance(1)
    assert tick() == 1
    over = seen(manager, case)
    assert over.state == "expired" and over.closed_at is not None


def test_moves_are_refused_by_state_role_reason_and_version(office: Office, manager: Actor) -> None:
    """A move of another state is a Conflict, of another role NotPermitted, without its reason Invalid; so is a stale version."""
    case = open_it(manager)
    subject = case.subject_id
    with pytest.raises(Conflict):
        move_it(manager, subject_id=subject, name="resubmit")
    with pytest.raises(Invalid):
        move_it(manager, subject_id=subject, name="return")
    with pytest.raises(Conflict):
        move_it(manager, subject_id=subject, name="grant", version=case.version - 1)
    move_it(manager, subject_id=subject, name="grant", version=case.version)
    with pytest.raises(Conflict):
        move_it(manager, subject_id=subject, name="grant")


def test_a_case_of_another_institution_is_not_there(manager: Actor) -> None:
    """Row-level security: without reach a foreign case is not found, not even by its id."""
    from tests.kernel.conftest import make_office

    from sapar.kernel.errors import NotFound

    case = open_it(manager)
    stranger = make_office("OTHER", "employer").add("stranger", MANAGER)
    with pytest.raises((NotFound, NotPermitted)):
        move_it(stranger, subject_id=case.subject_id, name="grant")
    with reading(stranger), connection.cursor() as cursor:
        cursor.execute("select count(*) from procedures_case")
        assert cursor.fetchone() == (0,)


def test_the_clock_refuses_what_is_not_due(manager: Actor) -> None:
    """Calling the clock's act early changes nothing."""
    case = open_it(manager)
    with pytest.raises(Conflict):
        escalate(Actor.system("clock"), case_id=case.pk)
