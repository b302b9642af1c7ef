"""Pure decisions about those whom no reader reads: typed and stated identities, children, transits, groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sapar.areas.border.rules.desk import ADULT, INSPECTION_HOLDS, Check, Direction, Reason, State


class StatementKind(StrEnum):
    """``damaged``: typed from a document that no reader reads. ``none``: stated by somebody without a document."""

    DAMAGED = "damaged"
    NONE = "none"


class Relation(StrEnum):
    """What the grown-up is to the child."""

    PARENT = "parent"
    GUARDIAN = "guardian"
    RELATIVE = "relative"
    GROUP_LEADER = "group_leader"
    OTHER = "other"


class Consent(StrEnum):
    """The consent of those who have custody."""

    SEEN = "seen"
    NOT_SEEN = "not_seen"
    NOT_NEEDED = "not_needed"


class PartyKind(StrEnum):
    """Who travels together."""

    FAMILY = "family"
    BUS = "bus"
    TOUR = "tour"
    OTHER = "other"


# Whoever has custody needs nobody's consent.
CUSTODIANS = frozenset({Relation.PARENT, Relation.GUARDIAN})
# The longest transit that can be written down. Five days are usual for transit visas of the region: unverified.
TRANSIT_LONGEST = timedelta(days=5)
PARTY_LARGEST = 500
TEXT_LONGEST = 100


def by_statement(checks: Sequence[Check], kind: StatementKind) -> list[Check]:
    """The checks of an identity that no reader gave: the document is never better than amber, so a second person looks.

    Without a document there is nothing that could have expired; the lines were made of what was stated.
    """
    return [_stated(check, kind) if check.name == "document" else check for check in checks]


def _stated(check: Check, kind: StatementKind) -> Check:
    if kind is StatementKind.NONE:
        return Check("document", State.AMBER, (Reason("no_document"),))
    state = State.AMBER if check.state is State.GREEN else check.state
    return Check("document", state, (*check.reasons, Reason("typed_by_hand")), check.notes)


# ------------------------------------------------------------------------------------------------ children


@dataclass(frozen=True, slots=True)
class EscortFinding:
    """What was written down about a child's escort, and how the grown-up's own inspection stands now.

    ``adult_state``: ``open``, ``admitted``, ``waiting``, or another state of the second line; empty when alone.
    """

    alone: bool
    relation: str = ""
    consent: str = Consent.NOT_SEEN
    adult_state: str = ""


def check_minor(youngest: int | None, escort: EscortFinding | None) -> Check | None:
    """Open until it is written down with whom a child travels; a child alone, without consent, or with somebody who
    was stopped is for a second person. None for grown-ups and where no age is known."""
    if youngest is None or youngest >= ADULT:
        return None
    if escort is None:
        return Check("minor", State.OPEN, (Reason.of("minor_open", age=youngest),))
    if escort.alone:
        return Check("minor", State.AMBER, (Reason("minor_alone"),))
    reasons = []
    if escort.consent == Consent.NOT_SEEN:
        reasons.append(Reason("minor_consent"))
    if escort.adult_state not in ("open", "admitted"):
        reasons.append(Reason("minor_adult_stopped"))
    notes = (Reason.of("minor_with", relation=escort.relation),)
    return Check("minor", State.AMBER if reasons else State.GREEN, tuple(reasons), notes)


def why_not_escort(
    *, alone: bool, relation: str, consent: str, adult_age: int | None, same_post: bool, read_ago: timedelta | None
) -> tuple[str, str] | None:
    """Why an escort cannot be written down, as field and code: ``adult`` (``missing``, ``other_post``, ``too_old``,
    ``unknown``, ``minor``), ``relation`` or ``consent``; or None.

    ``adult_age``: the least age of the grown-up, None if unknown; ``read_ago``: since they were read, None for nobody.
    """
    if alone:
        return None
    if read_ago is None:
        return "adult", "missing"
    if not same_post:
        return "adult", "other_post"
    if read_ago > INSPECTION_HOLDS:
        return "adult", "too_old"
    if adult_age is None:
        return "adult", "unknown"
    if adult_age < ADULT:
        return "adult", "minor"
    if not relation:
        return "relation", "missing"
    if consent == Consent.NOT_NEEDED and relation not in CUSTODIANS:
        return "consent", "needed"
    return None


# ------------------------------------------------------------------------------------------------ transit


@dataclass(frozen=True, slots=True)
class TransitFinding:
    """A transit: of this entry, or (``earlier``) of the entry that this exit belongs to."""

    onward_to: str
    leave_until: datetime
    earlier: bool = False


def check_transit(direction: Direction, finding: TransitFinding | None, now: datetime) -> Check | None:
    """A transit is worth a note; one that took too long too. Nothing follows from it by itself: somebody has to ask why."""
    if finding is None:
        return None
    values = {"at": finding.leave_until.isoformat(), "state": finding.onward_to}
    if direction is Direction.ENTRY and not finding.earlier:
        return Check("transit", State.GREEN, notes=(Reason.of("transit_until", **values),))
    if direction is Direction.EXIT and finding.earlier and now > finding.leave_until:
        return Check("transit", State.GREEN, notes=(Reason.of("transit_over", **values),))
    return None


def why_not_transit(leave_until: datetime, now: datetime) -> str | None:
    """``past`` or ``far`` for a time by which nobody can be made to have left; or None."""
    if leave_until <= now:
        return "past"
    return "far" if leave_until - now > TRANSIT_LONGEST else None


# ------------------------------------------------------------------------------------------------ groups


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a group is: ``total`` is the greater of what was announced and what is on the list."""

    total: int
    inspected: int
    decided: int

    @property
    def missing(self) -> int:
        return max(0, self.total - self.inspected)


def progress(expected: int | None, states: Sequence[str | None]) -> Progress:
    """``states``: of each line of the list, None where nobody was inspected yet, else the state of the inspection."""
    inspected = [state for state in states if state is not None]
    decided = sum(state not in ("open", "waiting") for state in inspected)
    return Progress(max(expected or 0, len(states)), len(inspected), decided)


def announced(text: str) -> list[tuple[str, str]]:
    """Names and numbers of a pasted list, one traveller a line: ``number``, ``name; number`` or ``number; name``.

    What holds a digit and no blank is the number. At most ``PARTY_LARGEST`` lines are read.
    """
    found = []
    for line in text.splitlines():
        parts = [part.strip() for part in line.replace("\t", ";").replace(",", ";").split(";") if part.strip()]
        if not parts:
            continue
        number = next((part for part in parts if any(c.isdigit() for c in part) and " " not in part), "")
        name = " ".join(part for part in parts if part != number)
        found.append((name[:TEXT_LONGEST], number[:25]))
        if len(found) == PARTY_LARGEST:
            break
    return found
