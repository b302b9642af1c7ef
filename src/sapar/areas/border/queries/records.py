"""Plain data for pages, built inside acts and looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet

from sapar.areas.border import rules
from sapar.areas.border.access import SUPERVISOR
from sapar.areas.border.models import Correction, Crossing, HandOver, Inspection, PartyMember, Referral, Refusal
from sapar.areas.border.queries import passengers, travelling
from sapar.areas.border.queries.evidence import case_of_inspection, checks_now, screened
from sapar.areas.border.queries.travelling import EscortView, StatementView, TransitView
from sapar.areas.border.rules import Check, Direction, State
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.access.models import Account
from sapar.kernel.acts import shown
from sapar.kernel.documents.attachments import attachments_of
from sapar.kernel.errors import NotFound
from sapar.kernel.people import store
from sapar.kernel.procedures import moves
from sapar.standards.countries import state_code
from sapar.standards.mrz import parse


@dataclass(frozen=True, slots=True)
class CrossingRow:
    """One line of a list of crossings."""

    id: UUID
    at: datetime
    direction: Direction
    name: str
    number: str
    nationality: str
    place: str
    permit_number: str
    corrected: bool


@dataclass(frozen=True, slots=True)
class InspectionView:
    """An inspection as a page shows it. ``state``: ``open``, ``admitted``, ``waiting`` or ``closed``."""

    id: UUID
    state: str
    direction: Direction
    opened_at: datetime
    place: str
    place_id: UUID
    mrz: str
    typed_mrz: str
    seal: str
    checks: list[Check]
    level: State
    checked_at: datetime
    name: str
    number: str
    nationality: str
    birth_date: str
    sex: str
    expiry_date: str
    issuer: str
    person_id: UUID | None
    may_admit: bool
    crossing_id: UUID | None
    seals_before: tuple[tuple[str, str], ...]
    earlier_mrz: str
    candidates: tuple[rules.Candidate, ...] = ()
    age: int | None = None
    statement: StatementView | None = None
    escort: EscortView | None = None
    transit: TransitView | None = None
    party_id: UUID | None = None
    photos: tuple[UUID, ...] = ()
    announced: passengers.Announced | None = None

    @property
    def has_document(self) -> bool:
        return bool(self.mrz.strip())


@dataclass(frozen=True, slots=True)
class ReferralView:
    """The second line's part of an inspection. ``by_me``: the reader referred it and so cannot decide."""

    at: datetime
    officer: str
    reason: str
    note: str
    by_me: bool
    decided_at: datetime | None
    decided_by: str
    decision_reason: str
    holder: str = ""
    holder_is_me: bool = False
    hand_overs: tuple[HandOverView, ...] = ()
    refusal_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class HandOverView:
    """A case passed from one officer to another."""

    at: datetime
    from_name: str
    to_name: str
    note: str


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """A correction, seen from either of its records."""

    at: datetime
    officer: str
    role: str
    reason: str
    original_id: UUID
    replacement_id: UUID | None


@dataclass(frozen=True, slots=True)
class CrossingView:
    """A crossing with its corrections; ``why_not_correct`` is the rule's code or empty."""

    row: CrossingRow
    recorded_at: datetime
    officer: str
    person_id: UUID
    birth_date: str
    sex: str
    issuer: str
    expiry_date: date | None
    seal_digest: str
    mrz: str
    inspection: InspectionView | None
    referral: ReferralView | None
    correction: CorrectionView | None
    corrects: CorrectionView | None
    why_not_correct: str


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the second line's list."""

    inspection_id: UUID
    reference: str
    at: datetime
    name: str
    nationality: str
    level: State
    reason: str
    place: str
    officer: str
    by_me: bool
    holder: str = ""


@dataclass(frozen=True, slots=True)
class PostChoice:
    id: UUID
    name: str


def inspection_view(actor: Actor, inspection: Inspection, *, just_checked: bool = False) -> InspectionView:
    """Plain data of an inspection; inside an act or a look, or from the values an act has just returned.

    While nothing is decided the checks are made now. ``just_checked``: the act has made them, they stand in the inspection.
    """
    crossing_id = Crossing.objects.filter(inspection=inspection).values_list("pk", flat=True).first()
    case = case_of_inspection(inspection)
    state = "admitted" if crossing_id else case.state if case else "open"
    undecided = state in ("open", "waiting")
    mrz = parse(inspection.typed_mrz or inspection.mrz, clock.today())
    found = rules.Screening()
    if undecided and not just_checked:
        checks, found = checks_now(inspection)
    else:
        checks = rules.from_json(inspection.checks)
        found = screened(inspection, mrz) if undecided else found
    before = Inspection.objects.filter(pk=inspection.earlier_id or NOBODY).values_list("mrz", flat=True).first()
    return InspectionView(
        id=inspection.pk,
        state=state,
        direction=Direction(inspection.direction),
        opened_at=inspection.opened_at,
        place=inspection.place.name(actor.language),
        place_id=inspection.place_id,
        mrz=inspection.mrz,
        typed_mrz=inspection.typed_mrz,
        seal=inspection.seal,
        checks=checks,
        level=rules.verdict(checks),
        checked_at=clock.now() if undecided and not just_checked else inspection.checked_at,
        name=" ".join(part for part in (mrz.secondary, mrz.primary) if part),
        number=mrz.number or "",
        nationality=state_code(mrz.nationality),
        birth_date=mrz.birth_date or "",
        sex=mrz.sex or "",
        expiry_date=mrz.expiry_date or "",
        issuer=state_code(mrz.issuer),
        person_id=inspection.person_id,
        may_admit=state == "open" and inspection.person_id is not None and rules.may_admit(checks),
        crossing_id=crossing_id,
        seals_before=tuple((item["state"], ", ".join(item["codes"])) for item in inspection.seals),
        earlier_mrz=before or "",
        age=travelling.youngest_age(mrz, clock.today()),
        statement=travelling.statement_view(inspection.pk),
        escort=travelling.escort_view(inspection.pk),
        transit=travelling.transit_view(inspection.pk),
        party_id=PartyMember.objects.filter(inspection_id=inspection.pk).values_list("party_id", flat=True).first(),
        photos=tuple(one.id for one in attachments_of(("inspection", inspection.pk))),
        announced=passengers.announced(inspection, mrz.number or ""),
        candidates=found.candidates,
    )


def referral_view(actor: Actor, inspection: Inspection) -> ReferralView | None:
    """Who referred an inspection and how it was decided; inside a look."""
    referral = Referral.objects.filter(inspection=inspection).first()
    case = case_of_inspection(inspection)
    if referral is None or case is None:
        return None
    last = moves.timeline(case)[-1] if case.closed_at else None
    decider = UUID(last.actor.partition(":")[2]) if last and last.actor.startswith("account:") else None
    handed = list(HandOver.objects.filter(inspection=inspection).order_by("at"))
    known = {
        referral.officer_id,
        decider,
        case.assigned_to,
        *(id_ for one in handed for id_ in (one.from_id, one.to_id)),
    }
    officers = officers_of({account for account in known if account})
    return ReferralView(
        at=referral.at,
        officer=officers.get(referral.officer_id, ""),
        reason=referral.reason,
        note=referral.note,
        by_me=referral.officer_id == actor.account_id,
        decided_at=case.closed_at,
        decided_by=officers.get(decider, "") if decider else "",
        decision_reason=last.reason if last else "",
        holder=officers.get(case.assigned_to, "") if case.assigned_to else "",
        holder_is_me=case.assigned_to is not None and case.assigned_to == actor.account_id,
        hand_overs=tuple(
            HandOverView(one.at, officers.get(one.from_id, ""), officers.get(one.to_id or NOBODY, ""), one.note)
            for one in handed
        ),
        refusal_id=Refusal.objects.filter(inspection=inspection).values_list("pk", flat=True).first(),
    )


def find_crossing(crossing_id: UUID) -> Crossing:
    found = with_parts(Crossing.objects.filter(pk=crossing_id)).first()
    if found is None:
        raise NotFound()
    return found


def crossing_view(actor: Actor, crossing: Crossing) -> CrossingView:
    (row,) = crossing_rows(actor, [crossing])
    inspection = (
        Inspection.objects.select_related("place").filter(pk=crossing.inspection_id).first()
        if crossing.inspection_id
        else None
    )
    correction = Correction.objects.filter(original=crossing).first()
    corrects = Correction.objects.filter(replacement=crossing).first()
    for related in (correction, corrects):
        if related is not None:
            shown("crossing", related.original_id, *([related.replacement_id] if related.replacement_id else []))
    why = rules.why_not_correct(
        supervisor=actor.role == SUPERVISOR,
        own=crossing.officer_id == actor.account_id,
        recorded_at=crossing.recorded_at,
        now=clock.now(),
        superseded=correction is not None,
        replacement=corrects is not None,
    )
    if crossing.institution_id != actor.institution_id:
        why = "other_service"
    return CrossingView(
        row=row,
        recorded_at=crossing.recorded_at,
        officer=officers_of({crossing.officer_id}).get(crossing.officer_id, ""),
        person_id=crossing.person_id,
        birth_date=crossing.person.birth_date,
        sex=crossing.person.sex,
        issuer=crossing.document.issuer,
        expiry_date=crossing.document.expiry_date,
        seal_digest=crossing.seal_digest,
        mrz=(inspection.typed_mrz or inspection.mrz) if inspection else crossing.document.mrz,
        inspection=inspection_view(actor, inspection) if inspection else None,
        referral=referral_view(actor, inspection) if inspection else None,
        correction=correction_view(correction) if correction else None,
        corrects=correction_view(corrects) if corrects else None,
        why_not_correct=why or "",
    )


def correction_view(correction: Correction) -> CorrectionView:
    return CorrectionView(
        at=correction.at,
        officer=officers_of({correction.officer_id}).get(correction.officer_id, ""),
        role=correction.role,
        reason=correction.reason,
        original_id=correction.original_id,
        replacement_id=correction.replacement_id,
    )


def on_day(rows: QuerySet[Crossing], day: date) -> QuerySet[Crossing]:
    """Those of a day at the node's place, as a range of the column that the index is sorted by."""
    zone = ZoneInfo(settings.TIME_ZONE)
    first = datetime.combine(day, time.min, zone)
    return rows.filter(at__gte=first, at__lt=datetime.combine(day + timedelta(days=1), time.min, zone))


def with_parts(rows: QuerySet[Crossing]) -> QuerySet[Crossing]:
    return rows.prefetch_related("place", "person__names", "document", "correction")


def crossing_rows(actor: Actor, crossings: list[Crossing]) -> list[CrossingRow]:
    shown("crossing", *(crossing.pk for crossing in crossings))
    shown("person", *(crossing.person_id for crossing in crossings))
    return [
        CrossingRow(
            id=crossing.pk,
            at=crossing.at,
            direction=Direction(crossing.direction),
            name=store.display_name(crossing.person),
            number=crossing.document.number,
            nationality=crossing.nationality,
            place=crossing.place.name(actor.language),
            permit_number=crossing.permit_number,
            corrected=getattr(crossing, "correction", None) is not None,
        )
        for crossing in crossings
    ]


def officers_of(account_ids: set[UUID]) -> dict[UUID, str]:
    return dict(Account.objects.filter(pk__in=account_ids).values_list("pk", "full_name"))
