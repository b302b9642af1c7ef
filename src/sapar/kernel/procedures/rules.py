"""What a procedure is, and the pure decisions about it: allowed moves, due days, pauses."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

Text = Any  # a string, or a lazily translated one: rules know nothing of the library that translates


@dataclass(frozen=True, slots=True)
class State:
    """``title`` for officers, ``plain`` for the person concerned. ``paused``: the statutory clock stands still.

    ``decided``: the decision has been made, the term no longer runs (a granted permit is decided and not final).
    ``answer``: the other side has acted and waits for an answer; without a day, it stands first in the work list.
    """

    name: str
    title: Text
    plain: Text
    final: bool = False
    paused: bool = False
    decided: bool = False
    answer: bool = False


@dataclass(frozen=True, slots=True)
class Transition:
    """A move that ``roles`` may make from any of ``sources`` to ``target``. ``reason``: one must be given.

    ``needs`` names documents or checks that the area must have found complete before it moves. ``task``: the case waits
    for somebody to make this move; False for a right that may never be used (to withdraw, to revoke). ``second_person``:
    never made by whoever opened the case.
    """

    name: str
    title: Text
    sources: tuple[str, ...]
    target: str
    roles: tuple[str, ...]
    reason: bool = False
    needs: tuple[str, ...] = ()
    task: bool = True
    second_person: bool = False


@dataclass(frozen=True, slots=True)
class Deadline:
    """A statutory clock: ``days`` from the opening, by ``calendar`` (``calendar`` or ``working`` days).

    ``extend_to``: total days it may be extended to, once, with a reason. ``escalate_to``: roles that receive the case
    when the clock runs out. ``source`` is the legal basis, ``unverified`` that no lawyer has confirmed it.
    """

    days: int
    calendar: str = "calendar"
    extend_to: int | None = None
    escalate_to: tuple[str, ...] = ()
    source: Text = ""
    unverified: bool = True


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure as data. ``expire`` names the transition that the clock makes when a case's ``expires_on`` has passed.

    ``overdue``: what the timeline says when the last day passes; without it, that the case went to the head of the service.
    """

    name: str
    title: Text
    initial: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    deadline: Deadline | None = None
    expire: str | None = None
    documents: tuple[str, ...] = ()
    overdue: Text = ""

    def state(self, name: str) -> State:
        return next(state for state in self.states if state.name == name)

    def transition(self, name: str) -> Transition:
        return next(transition for transition in self.transitions if transition.name == name)


def faults(procedure: Procedure) -> list[str]:
    """What is wrong with a declaration: unknown states, double names, dead ends, states nobody can reach."""
    names = [state.name for state in procedure.states]
    found = [f"state {name} is declared twice" for name in set(names) if names.count(name) > 1]
    moves = [transition.name for transition in procedure.transitions]
    found += [f"transition {name} is declared twice" for name in set(moves) if moves.count(name) > 1]
    if procedure.initial not in names:
        found.append(f"initial state {procedure.initial} is not declared")
    for transition in procedure.transitions:
        for name in (*transition.sources, transition.target):
            if name not in names:
                found.append(f"transition {transition.name} names the unknown state {name}")
    reached, frontier = {procedure.initial}, [procedure.initial]
    while frontier:
        here = frontier.pop()
        for transition in procedure.transitions:
            if here in transition.sources and transition.target not in reached:
                reached.add(transition.target)
                frontier.append(transition.target)
    found += [f"state {name} cannot be reached" for name in names if name not in reached]
    leaving = {source for transition in procedure.transitions for source in transition.sources}
    for state in procedure.states:
        if not state.final and state.name not in leaving:
            found.append(f"state {state.name} is a dead end but not final")
    if procedure.expire is not None and procedure.expire not in moves:
        found.append(f"expiry names the unknown transition {procedure.expire}")
    return found


def why_not_move(procedure: Procedure, state: str, transition: str, role: str, reason: str) -> str | None:
    """The rule that forbids a move, or None: ``unknown``, ``state``, ``role``, ``reason`` in that order."""
    known = next((move for move in procedure.transitions if move.name == transition), None)
    if known is None:
        return "unknown"
    if state not in known.sources:
        return "state"
    if role not in known.roles:
        return "role"
    if known.reason and not reason.strip():
        return "reason"
    return None


def moves_open_to(procedure: Procedure, state: str, role: str) -> list[Transition]:
    """The transitions that a role may make from a state."""
    return [move for move in procedure.transitions if state in move.sources and role in move.roles]


def due_on(start: date, days: int, calendar: str, days_off: Collection[date] = ()) -> date:
    """The last day of a term of ``days`` that begins the day after ``start``.

    ``working``: Saturdays, Sundays and ``days_off`` are not counted; ``calendar``: all days are.
    """
    if days < 0:
        raise ValueError("a term has no negative length")
    if calendar == "calendar":
        return start + timedelta(days=days)
    day = start
    while days:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in days_off:
            days -= 1
    return day


def resumed_due(due: date, paused_on: date, resumed_on: date) -> date:
    """The due day after a pause: it moves by as many days as the clock stood still. A term that had run out when the
    pause began stays run out."""
    return due if paused_on > due else due + max(resumed_on - paused_on, timedelta())


def mermaid(procedure: Procedure) -> str:
    """The procedure as a Mermaid state diagram, for the documentation."""
    lines = ["stateDiagram-v2", f"    [*] --> {procedure.initial}"]
    for move in procedure.transitions:
        lines += [f"    {source} --> {move.target}: {move.name}" for source in move.sources]
    lines += [f"    {state.name} --> [*]" for state in procedure.states if state.final]
    return "\n".join(lines)
