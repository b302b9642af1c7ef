"""What the checks need of typed identities, children, transits and groups; and plain data of them for pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sapar.areas.border import rules
from sapar.areas.border.models import Crossing, Escort, Inspection, Statement, Transit
from sapar.areas.border.rules import Check, Direction, EscortFinding, StatementKind, TransitFinding
from sapar.areas.border.rules.desk import ages
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY
from sapar.kernel.procedures.models import Case
from sapar.standards.mrz import Mrz


@dataclass(frozen=True, slots=True)
class StatementView:
    """An identity as it was typed. ``kind``: ``damaged`` or ``none``."""

    kind: str
    primary: str
    secondary: str
    birth_date: str
    birth_place: str
    nationality: str
    number: str
    explanation: str


@dataclass(frozen=True, slots=True)
class EscortView:
    alone: bool
    adult_id: UUID | None
    relation: str
    consent: str
    note: str


@dataclass(frozen=True, slots=True)
class TransitView:
    onward_to: str
    onward_by: str
    leave_until: datetime


def further_checks(inspection: Inspection, mrz: Mrz, today: date, last: Crossing | None) -> list[Check]:
    """The lines of a child and of a transit, where there are any."""
    youngest = youngest_age(mrz, today)
    escort = _escort_finding(inspection) if youngest is not None and youngest < rules.ADULT else None
    direction = Direction(inspection.direction)
    found = [
        rules.check_minor(youngest, escort),
        rules.check_transit(direction, _transit_finding(inspection, direction, last), clock.now()),
    ]
    return [check for check in found if check is not None]


def stated(inspection: Inspection, checks: list[Check]) -> list[Check]:
    """The checks, seen in the light of an identity that no reader gave."""
    kind = Statement.objects.filter(inspection_id=inspection.pk).values_list("kind", flat=True).first()
    return rules.by_statement(checks, StatementKind(kind)) if kind else checks


def youngest_age(mrz: Mrz, today: date) -> int | None:
    """The least age that the date of birth allows; None where there is none."""
    if mrz.birth_date is None or any(issue.rule == "date" for issue in mrz.errors):
        return None
    return ages(mrz.birth_date, today)[1]


def state_of(inspection_id: UUID) -> str:
    """How an inspection stands: ``admitted``, the state of its second-line case, or ``open``."""
    if Crossing.objects.filter(inspection_id=inspection_id).exists():
        return "admitted"
    return Case.objects.filter(subject_id=inspection_id).values_list("state", flat=True).first() or "open"


def statement_view(inspection_id: UUID) -> StatementView | None:
    found = Statement.objects.filter(inspection_id=inspection_id).first()
    if found is None:
        return None
    return StatementView(
        found.kind,
        found.primary,
        found.secondary,
        found.birth_date,
        found.birth_place,
        found.nationality,
        found.number,
        found.explanation,
    )


def escort_view(inspection_id: UUID) -> EscortView | None:
    found = Escort.objects.filter(inspection_id=inspection_id).first()
    return EscortView(found.alone, found.adult_id, found.relation, found.consent, found.note) if found else None


def transit_view(inspection_id: UUID) -> TransitView | None:
    found = Transit.objects.filter(inspection_id=inspection_id).first()
    return TransitView(found.onward_to, found.onward_by, found.leave_until) if found else None


def _escort_finding(inspection: Inspection) -> EscortFinding | None:
    found = Escort.objects.filter(inspection_id=inspection.pk).first()
    if found is None:
        return None
    state = "" if found.alone else state_of(found.adult_id or NOBODY)
    return EscortFinding(found.alone, found.relation, found.consent, state)


def _transit_finding(inspection: Inspection, direction: Direction, last: Crossing | None) -> TransitFinding | None:
    if direction is Direction.ENTRY:
        found = Transit.objects.filter(inspection_id=inspection.pk).first()
        return TransitFinding(found.onward_to, found.leave_until) if found else None
    if last is None or last.direction != Direction.ENTRY or last.inspection_id is None:
        return None
    found = Transit.objects.filter(inspection_id=last.inspection_id).first()
    return TransitFinding(found.onward_to, found.leave_until, earlier=True) if found else None
