"""What the checks stand on: the document, the seal with the lists of now, earlier crossings and readings."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from sapar.areas.border import rules
from sapar.areas.border.models import Correction, Crossing, Inspection
from sapar.areas.border.queries import screening, travelling
from sapar.areas.border.queries.stays import permission_check, stay_checks
from sapar.areas.border.queries.visa_checks import visa_check
from sapar.areas.border.rules import Check, Direction, EarlierSeal, LastCrossing, SealFinding, State
from sapar.areas.border.rules.stays import visa_in
from sapar.areas.border.rules.watch import of_direction
from sapar.kernel import clock
from sapar.kernel.documents import trusting
from sapar.kernel.people import store
from sapar.kernel.procedures.models import Case
from sapar.standards.countries import state_code
from sapar.standards.mrz import Mrz, parse
from sapar.standards.seals.verify import Bearer


def checks_now(inspection: Inspection) -> tuple[list[Check], rules.Screening]:
    """All checks of an inspection as of this moment, with the lists as they are now, and what these say. Inside an act or a
    look."""
    today = clock.today()
    mrz = parse(inspection.typed_mrz or inspection.mrz, today)
    direction = Direction(inspection.direction)
    last = _last_crossing(inspection.person_id)
    seal = read_seal(inspection.seal, mrz) if inspection.seal else None
    on_permit = bool(seal and seal.green and seal.permit_number)
    visa = visa_check(mrz, direction, today, inspection.seal, on_permit=on_permit)
    holds = visa_in([visa]) if visa and direction is Direction.ENTRY and not on_permit else None
    found = screened(inspection, mrz)
    checks = rules.evaluate(
        mrz,
        today,
        direction,
        specimens=settings.SAPAR_MODE != "production",
        seal=seal,
        last=_as_finding(last),
        earlier=_earlier_seal(inspection),
        further=[
            *([visa] if visa else []),
            *stay_checks(
                inspection,
                state_code(mrz.nationality),
                mrz.document_code or "",
                state_code(mrz.issuer),
                holds,
                on_permit=on_permit,
            ),
            *travelling.further_checks(inspection, mrz, today, last),
            rules.check_watchlist(found, direction),
        ],
    )
    return travelling.stated(inspection, checks), found


def checks_of_record(crossing: Crossing, read: Mrz | None) -> tuple[list[Check], rules.Screening]:
    """What the desk would have said of a crossing that a correction has just recorded, with what the lists say of its
    traveller. ``read``: the lines where they are new. Inside the act of the correction.

    Stays and visas are those after the correction: the entry rests on the permission that goes with the record, a regime, or
    none.
    """
    today, direction = clock.today(), Direction(crossing.direction)
    mrz = read or parse(crossing.document.mrz, today)
    found = screening.screen_many([traveller(mrz, crossing.document_id)])[0]
    minor = rules.check_minor(travelling.youngest_age(mrz, today), None) if read is not None else None
    checks = rules.evaluate(
        mrz,
        today,
        direction,
        specimens=settings.SAPAR_MODE != "production",
        further=[*([minor] if minor else []), *permission_check(crossing), rules.check_watchlist(found)],
    )
    return checks, found


def screened(inspection: Inspection, mrz: Mrz) -> rules.Screening:
    """What the watchlists say of the person in the lines on this way, as of this moment. Inside an act or a look."""
    found = screening.screen_many([traveller(mrz, inspection.document_id)])[0]
    return of_direction(found, Direction(inspection.direction))


def traveller(mrz: Mrz, document_id: UUID | None = None) -> rules.Person:
    """The person in the lines, as screening asks for them."""
    name = " ".join(part for part in (mrz.secondary, mrz.primary) if part)
    return rules.Person(
        names=(name,) if name else (),
        birth_date=mrz.birth_date or "",
        nationality=state_code(mrz.nationality),
        sex=mrz.sex or "",
        number=mrz.number or "",
        issuer=state_code(mrz.issuer),
        document_id=str(document_id or ""),
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


def _last_crossing(person_id: UUID | None) -> Crossing | None:
    if person_id is None:
        return None
    known = in_force(Crossing.objects.filter(person_id__in=store.joined(person_id)))
    return known.order_by("-at", "-id").select_related("place").first()


def _as_finding(found: Crossing | None) -> LastCrossing | None:
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
    bearer = Bearer(mrz.number, state_code(mrz.nationality), mrz.birth_date or "", name) if mrz.number else None
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


# Row-level security makes the planner expect few rows, and with a join in the same query it then sorts the whole table
# (measured with 1,000,000 crossings: 2 s instead of 0.1 ms). So a list reads its own table by its index, and what
# belongs to the rows is fetched by their keys afterwards.


def in_force(rows: QuerySet[Crossing]) -> QuerySet[Crossing]:
    return rows.filter(~Exists(Correction.objects.filter(original_id=OuterRef("pk"))))
