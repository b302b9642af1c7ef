"""Everything that is read at the border: evidence for the checks, and the looks behind the pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from sapar.areas.border import rules
from sapar.areas.border.access import CORRECTION, DESK, INSPECTION, SUPERVISOR
from sapar.areas.border.models import Correction, Crossing, Inspection, Referral
from sapar.areas.border.rules import Check, Direction, EarlierSeal, LastCrossing, SealFinding, State
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.access.models import Account, Place
from sapar.kernel.acts import look, shown
from sapar.kernel.documents import trusting
from sapar.kernel.errors import NotFound
from sapar.kernel.facts.queries import keys_behind
from sapar.kernel.people import store
from sapar.kernel.procedures import moves
from sapar.kernel.procedures.models import Case
from sapar.standards.mrz import Mrz, parse
from sapar.standards.seals.verify import Bearer
from sapar.web.paging import Pager, Window

LAST = 8

# ------------------------------------------------------------------------------------------------ evidence


def checks_now(inspection: Inspection) -> list[Check]:
    """All checks of an inspection as of this moment, with the lists as they are now. Inside an act or a look."""
    today = clock.today()
    mrz = parse(inspection.typed_mrz or inspection.mrz, today)
    return rules.evaluate(
        mrz,
        today,
        Direction(inspection.direction),
        specimens=settings.SAPAR_MODE != "production",
        seal=read_seal(inspection.seal, mrz) if inspection.seal else None,
        last=_last_crossing(inspection.person_id),
        earlier=_earlier_seal(inspection),
    )


def permit_number(checks: Iterable[Check]) -> str:
    """The number of the permit whose seal holds; empty without one."""
    for check in checks:
        for note in check.notes:
            if check.name == "seal" and note.code == "permit":
                return dict(note.values)["number"]
    return ""


def case_of_inspection(inspection: Inspection) -> Case | None:
    """The second-line case of an inspection, if it was referred."""
    return Case.objects.filter(subject_id=inspection.pk).first()


def _last_crossing(person_id: UUID | None) -> LastCrossing | None:
    if person_id is None:
        return None
    found = (
        _in_force(Crossing.objects.filter(person_id=person_id)).order_by("-at", "-id").select_related("place").first()
    )
    if found is None:
        return None
    names = tuple((language, found.place.name(language)) for language, _name in settings.LANGUAGES)
    return LastCrossing(Direction(found.direction), found.at, found.place.code, names)


def _earlier_seal(inspection: Inspection) -> EarlierSeal | None:
    """The newest other inspection of this document in which a seal was read, if that seal did not hold and the second
    line did not admit in spite of it."""
    if inspection.document_id is None:
        return None
    found = (
        Inspection.objects.filter(
            document_id=inspection.document_id, opened_at__gt=clock.now() - rules.WITHHELD_SEAL, crossing=None
        )
        .exclude(pk=inspection.pk)
        .exclude(seal="")
        .order_by("-opened_at")
        .values_list("checks", "opened_at")
        .first()
    )
    if found is None:
        return None
    seal = next((check for check in rules.from_json(found[0]) if check.name == "seal"), None)
    if seal is None or seal.state is State.GREEN:
        return None
    return EarlierSeal(seal.reasons[0].code if seal.reasons else "seal", found[1])


def read_seal(text: str, mrz: Mrz) -> SealFinding:
    """Verify a seal offline with the trust list and the revocation lists of this node, against the bearer in the lines."""
    # Two blanks for the two fillers: whether a name may be cut is told by its length in the lines.
    name = "  ".join(part for part in (mrz.primary, mrz.secondary) if part)
    bearer = Bearer(mrz.number, mrz.nationality or "", mrz.birth_date or "", name) if mrz.number else None
    verdict = trusting.check_seal(text, bearer=bearer)
    permit = verdict.kind == "permit"
    return SealFinding(
        answer=verdict.answer,
        green=verdict.green,
        compared=bearer is not None,
        list_stale=verdict.list_stale,
        codes=verdict.reasons,
        list_date=verdict.list_date,
        permit_number=str(verdict.fields.get("number", "")) if permit else "",
        valid_from=str(verdict.fields.get("valid_from", "")),
        valid_until=str(verdict.fields.get("valid_to", "")),
    )


# ------------------------------------------------------------------------------------------------ plain data for pages


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


@dataclass(frozen=True, slots=True)
class PostChoice:
    id: UUID
    name: str


# ------------------------------------------------------------------------------------------------ looks


@look("border.view_inspection", roles=DESK, purpose=INSPECTION, title=_("Look at an inspection"))
def view_inspection(actor: Actor, *, inspection_id: UUID) -> tuple[InspectionView, ReferralView | None]:
    """An inspection; while it is undecided, with its checks made again now. Raises NotFound."""
    inspection = Inspection.objects.select_related("place").filter(pk=inspection_id).first()
    if inspection is None:
        raise NotFound()
    shown("inspection", inspection.pk)
    if inspection.person_id:
        shown("person", inspection.person_id)
    return inspection_view(actor, inspection), referral_view(actor, inspection)


@look("border.today", roles=DESK, purpose=INSPECTION, title=_("Look at the last crossings of the own post"))
def today(actor: Actor) -> list[CrossingRow]:
    """The newest crossings of today at the actor's post, at most eight."""
    found = _in_force(_on_day(Crossing.objects.filter(place_id=actor.place_id or NOBODY), clock.today()))
    return _rows(actor, list(_with_parts(found).order_by("-at", "-id")[:LAST]))


@look("border.list_crossings", roles=DESK, purpose=INSPECTION, title=_("List crossings"))
def list_crossings(
    actor: Actor,
    *,
    window: Window,
    place_id: UUID | None = None,
    day: date | None = None,
    direction: Direction | None = None,
    number: str = "",
) -> tuple[list[CrossingRow], Pager]:
    """Crossings, newest first, records that were corrected included and marked.

    ``number``: of a document, exact, at any post. Otherwise those of one post: an officer's own, a supervisor's choice.
    """
    rows = Crossing.objects.all()
    if number:
        rows = rows.filter(document_number=number)
    else:
        chosen = place_id if actor.role == SUPERVISOR and place_id else actor.place_id
        rows = rows.filter(place_id=chosen or NOBODY)
    if day is not None:
        rows = _on_day(rows, day)
    if direction is not None:
        rows = rows.filter(direction=direction.value)
    found, pager = window.cut(_with_parts(rows), "-at", "-id")
    return _rows(actor, found), pager


@look("border.view_crossing", roles=DESK, purpose=INSPECTION, title=_("Look at a crossing"))
def view_crossing(actor: Actor, *, crossing_id: UUID) -> CrossingView:
    """One crossing with what it rests on and what was corrected. Raises NotFound."""
    crossing = _crossing(crossing_id)
    return _crossing_view(actor, crossing)


@look("border.view_to_correct", roles=DESK, purpose=CORRECTION, title=_("Look at a crossing to correct it"))
def view_to_correct(actor: Actor, *, crossing_id: UUID) -> CrossingView:
    """The same for the purpose of correcting it. Raises NotFound."""
    return _crossing_view(actor, _crossing(crossing_id))


@look("border.second_line_queue", roles=DESK, purpose=INSPECTION, title=_("List travellers in the second line"))
def second_line_queue(actor: Actor) -> list[QueueRow]:
    """Who waits, longest first: at the officer's post; for a supervisor at all posts of the service."""
    cases = Case.objects.filter(
        procedure="border.second_line", institution_id=actor.institution_id or NOBODY, closed_at=None
    )
    if actor.role != SUPERVISOR:
        cases = cases.filter(place_id=actor.place_id or NOBODY)
    references = dict(cases.order_by("opened_at").values_list("subject_id", "reference")[:200])
    found = (
        Inspection.objects.filter(pk__in=list(references))
        .select_related("place", "referral", "person")
        .prefetch_related("person__names")
        .order_by("opened_at")
    )
    items = list(found)
    officers = _officers({item.referral.officer_id for item in items})
    shown("inspection", *(item.pk for item in items))
    shown("person", *(item.person_id for item in items if item.person_id))
    return [
        QueueRow(
            inspection_id=item.pk,
            reference=references[item.pk],
            at=item.referral.at,
            name=store.display_name(item.person) if item.person else "",
            nationality=item.person.nationality if item.person else "",
            level=State(item.level),
            reason=item.referral.reason,
            place=item.place.name(actor.language),
            officer=officers.get(item.referral.officer_id, ""),
            by_me=item.referral.officer_id == actor.account_id,
        )
        for item in items
    ]


@look("border.counted", roles=DESK, purpose=INSPECTION, title=_("Look at the crossings behind a figure"))
def counted(actor: Actor, *, run_id: UUID, part: str = "all", codes: dict[str, str] | None = None) -> list[CrossingRow]:
    """The records that a figure was counted from, newest first. Raises NotFound, Invalid."""
    keys = keys_behind(actor, run_id=run_id, part=part, codes=codes)
    found = _with_parts(Crossing.objects.filter(pk__in=keys)).order_by("-at", "-id")
    return _rows(actor, list(found))


def posts(actor: Actor) -> list[PostChoice]:
    """The border posts, by name in the reader's language; inside ``reading``."""
    found = [PostChoice(place.pk, place.name(actor.language)) for place in Place.objects.filter(kind="border_post")]
    return sorted(found, key=lambda post: post.name)


# ------------------------------------------------------------------------------------------------ building the views


def inspection_view(actor: Actor, inspection: Inspection) -> InspectionView:
    """Plain data of an inspection; inside an act or a look, or from the values an act has just returned."""
    crossing_id = Crossing.objects.filter(inspection=inspection).values_list("pk", flat=True).first()
    case = case_of_inspection(inspection)
    state = "admitted" if crossing_id else case.state if case else "open"
    undecided = state in ("open", "waiting")
    checks = checks_now(inspection) if undecided else rules.from_json(inspection.checks)
    mrz = parse(inspection.typed_mrz or inspection.mrz, clock.today())
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
        checked_at=clock.now() if undecided else inspection.checked_at,
        name=" ".join(part for part in (mrz.secondary, mrz.primary) if part),
        number=mrz.number or "",
        nationality=mrz.nationality or "",
        birth_date=mrz.birth_date or "",
        sex=mrz.sex or "",
        expiry_date=mrz.expiry_date or "",
        issuer=mrz.issuer or "",
        person_id=inspection.person_id,
        may_admit=state == "open" and inspection.person_id is not None and rules.may_admit(checks),
        crossing_id=crossing_id,
        seals_before=tuple((item["state"], ", ".join(item["codes"])) for item in inspection.seals),
        earlier_mrz=before or "",
    )


def referral_view(actor: Actor, inspection: Inspection) -> ReferralView | None:
    """Who referred an inspection and how it was decided; inside a look."""
    referral = Referral.objects.filter(inspection=inspection).first()
    case = case_of_inspection(inspection)
    if referral is None or case is None:
        return None
    last = moves.timeline(case)[-1] if case.closed_at else None
    decider = UUID(last.actor.partition(":")[2]) if last and last.actor.startswith("account:") else None
    officers = _officers({referral.officer_id, *([decider] if decider else [])})
    return ReferralView(
        at=referral.at,
        officer=officers.get(referral.officer_id, ""),
        reason=referral.reason,
        note=referral.note,
        by_me=referral.officer_id == actor.account_id,
        decided_at=case.closed_at,
        decided_by=officers.get(decider, "") if decider else "",
        decision_reason=last.reason if last else "",
    )


def _crossing(crossing_id: UUID) -> Crossing:
    found = _with_parts(Crossing.objects.filter(pk=crossing_id)).first()
    if found is None:
        raise NotFound()
    return found


def _crossing_view(actor: Actor, crossing: Crossing) -> CrossingView:
    (row,) = _rows(actor, [crossing])
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
        officer=_officers({crossing.officer_id}).get(crossing.officer_id, ""),
        person_id=crossing.person_id,
        birth_date=crossing.person.birth_date,
        sex=crossing.person.sex,
        issuer=crossing.document.issuer,
        expiry_date=crossing.document.expiry_date,
        seal_digest=crossing.seal_digest,
        mrz=(inspection.typed_mrz or inspection.mrz) if inspection else crossing.document.mrz,
        inspection=inspection_view(actor, inspection) if inspection else None,
        referral=referral_view(actor, inspection) if inspection else None,
        correction=_correction_view(correction) if correction else None,
        corrects=_correction_view(corrects) if corrects else None,
        why_not_correct=why or "",
    )


def _correction_view(correction: Correction) -> CorrectionView:
    return CorrectionView(
        at=correction.at,
        officer=_officers({correction.officer_id}).get(correction.officer_id, ""),
        role=correction.role,
        reason=correction.reason,
        original_id=correction.original_id,
        replacement_id=correction.replacement_id,
    )


# Row-level security makes the planner expect few rows, and with a join in the same query it then sorts the whole table
# (measured with 1,000,000 crossings: 2 s instead of 0.1 ms). So a list reads its own table by its index, and what
# belongs to the rows is fetched by their keys afterwards.


def _in_force(rows: QuerySet[Crossing]) -> QuerySet[Crossing]:
    return rows.filter(~Exists(Correction.objects.filter(original_id=OuterRef("pk"))))


def _on_day(rows: QuerySet[Crossing], day: date) -> QuerySet[Crossing]:
    """Those of a day at the node's place, as a range of the column that the index is sorted by."""
    zone = ZoneInfo(settings.TIME_ZONE)
    first = datetime.combine(day, time.min, zone)
    return rows.filter(at__gte=first, at__lt=datetime.combine(day + timedelta(days=1), time.min, zone))


def _with_parts(rows: QuerySet[Crossing]) -> QuerySet[Crossing]:
    return rows.prefetch_related("place", "person__names", "document", "correction")


def _rows(actor: Actor, crossings: list[Crossing]) -> list[CrossingRow]:
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


def _officers(account_ids: set[UUID]) -> dict[UUID, str]:
    return dict(Account.objects.filter(pk__in=account_ids).values_list("pk", "full_name"))
