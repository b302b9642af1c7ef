"""Procedures as data: declarations are checked, moves obey them, terms are counted right."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from sapar.kernel.procedures import registry
from sapar.kernel.procedures.rules import (
    Procedure,
    State,
    Transition,
    due_on,
    faults,
    mermaid,
    moves_open_to,
    resumed_due,
    why_not_move,
)

SMALL = Procedure(
    name="test.small",
    title="Small",
    initial="open",
    states=(
        State("open", "Open", "We have it"),
        State("waiting", "Waiting", "We wait for you", paused=True),
        State("granted", "Granted", "Yes", decided=True),
        State("refused", "Refused", "No", final=True),
        State("ended", "Ended", "Over", final=True),
    ),
    transitions=(
        Transition("return", "Return", ("open",), "waiting", ("officer",), reason=True),
        Transition("answer", "Answer", ("waiting",), "open", ("applicant",)),
        Transition("grant", "Grant", ("open",), "granted", ("officer",)),
        Transition("refuse", "Refuse", ("open",), "refused", ("officer",), reason=True),
        Transition("expire", "Expire", ("granted",), "ended", ("clock",)),
    ),
    expire="expire",
)
days = st.dates(date(2000, 1, 1), date(2060, 1, 1))


def test_a_sound_declaration_has_no_faults() -> None:
    """The small procedure is sound, and so is every procedure of the house."""
    assert faults(SMALL) == []
    for procedure in registry.procedures().values():
        assert faults(procedure) == []
        assert mermaid(procedure).startswith("stateDiagram-v2")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"initial": "nowhere"}, "not declared"),
        ({"expire": "nothing"}, "expiry"),
        ({"states": (*SMALL.states, State("island", "", ""))}, "cannot be reached"),
        ({"states": (*SMALL.states, State("open", "", ""))}, "twice"),
        ({"transitions": (*SMALL.transitions, Transition("x", "", ("open",), "gone", ()))}, "unknown state"),
        ({"transitions": SMALL.transitions[:-1], "expire": None}, "dead end"),
    ],
)
def test_faults_are_named(change: dict[str, object], word: str) -> None:
    """Each kind of fault in a declaration is found and named."""
    from dataclasses import replace

    assert any(word in fault for fault in faults(replace(SMALL, **change)))  # type: ignore[arg-type]


class Walk(RuleBasedStateMachine):
    """Random roles try random moves: only declared ones succeed, and final states are never left."""

    def __init__(self) -> None:
        super().__init__()
        self.state = SMALL.initial
        self.finals: set[str] = set()

    @rule(
        name=st.sampled_from([t.name for t in SMALL.transitions] + ["invented"]),
        role=st.sampled_from(["officer", "applicant", "clock", "stranger"]),
        reason=st.sampled_from(["", "  ", "because"]),
    )
    def attempt(self, name: str, role: str, reason: str) -> None:
        before = self.state
        if why_not_move(SMALL, before, name, role, reason) is None:
            move = SMALL.transition(name)
            assert before in move.sources and role in move.roles
            assert not move.reason or reason.strip()
            assert not SMALL.state(before).final
            self.state = move.target
        else:
            assert name == "invented" or move_forbidden(name, before, role, reason)

    @invariant()
    def what_is_open_is_what_is_allowed(self) -> None:
        for role in ("officer", "applicant", "clock", "stranger"):
            for move in moves_open_to(SMALL, self.state, role):
                assert why_not_move(SMALL, self.state, move.name, role, "reason") is None


def move_forbidden(name: str, state: str, role: str, reason: str) -> bool:
    move = SMALL.transition(name)
    return state not in move.sources or role not in move.roles or (move.reason and not reason.strip())


TestWalk = Walk.TestCase


@given(days, st.integers(0, 60))
def test_calendar_terms_count_every_day(start: date, length: int) -> None:
    """A calendar term of n days ends n days later: 30 days from 1 March end on 31 March."""
    assert due_on(start, length, "calendar") == start + timedelta(days=length)
    assert due_on(date(2026, 3, 1), 30, "calendar") == date(2026, 3, 31)


@given(days, st.integers(1, 60), st.sets(days, max_size=5))
def test_working_terms_end_on_a_working_day(start: date, length: int, off: set[date]) -> None:
    """A term in working days ends on one, and has exactly that many working days after its start."""
    end = due_on(start, length, "working", off)
    assert end.weekday() < 5 and end not in off
    counted = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert len([day for day in counted if day.weekday() < 5 and day not in off]) == length


@given(days, st.integers(0, 60), st.integers(0, 60))
def test_a_pause_moves_the_last_day_by_its_length(due: date, from_day: int, length: int) -> None:
    """What the applicant takes to answer is given back to the deciding office, never taken away."""
    paused = due - timedelta(days=from_day)
    assert resumed_due(due, paused, paused + timedelta(days=length)) == due + timedelta(days=length)
    assert resumed_due(due, paused, paused - timedelta(days=length)) == due
