"""Everything that is written at the border. Each act works out its checks on the server, at the moment it is carried out."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sapar.areas.border import procedures, queries, rules
from sapar.areas.border.access import DESK, INSPECTION, SUPERVISOR
from sapar.areas.border.acts import groups, watching
from sapar.areas.border.acts.shared import check_length, here, locked, name_subjects, why_error
from sapar.areas.border.acts.stays import keep_permit, keep_visa
from sapar.areas.border.models import Crossing, Inspection, Referral
from sapar.areas.border.notices import OVERRIDE
from sapar.areas.border.rules import Direction, State
from sapar.areas.border.rules.shifts import why_not_take_case
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.acts import about, act
from sapar.kernel.acts.runner import FRESH
from sapar.kernel.errors import Invalid, NotFound, SecondFactorNeeded
from sapar.kernel.notices.store import notify
from sapar.kernel.people import rules as people_rules
from sapar.kernel.people import store
from sapar.kernel.people.models import Person, TravelDocument
from sapar.kernel.procedures import moves
from sapar.standards.mrz import Mrz, parse


class Decision(StrEnum):
    """How the second line ends."""

    ADMIT = "admit"
    CLOSE = "close"


@act("border.inspect", roles=DESK, purpose=INSPECTION, title=_("Read a travel document at the border"))
def inspect(
    actor: Actor,
    *,
    mrz: str,
    direction: Direction,
    seal: str = "",
    earlier_id: UUID | None = None,
    party_id: UUID | None = None,
) -> Inspection:
    """Read the lines and, if there is one, the seal; returns the inspection with the checks' results.

    Lines that do not hold are kept too: the officer may type them right (``earlier_id`` names the reading before) or
    refer. A seal may come before the lines (``mrz`` empty): the document is open then. ``party_id``: the group that the
    traveller belongs to. Raises Invalid (neither lines nor seal, ``mrz`` longer than 1,000 characters, ``seal`` longer
    than 4,000), NotPermitted, Conflict (``party_closed``), NotFound.
    """
    if not seal.strip():
        check_lengths(mrz, seal)
    made = open_inspection(actor, mrz=mrz, direction=direction, seal=seal, earlier_id=earlier_id)
    if party_id is not None:
        groups.join(actor, party_id, made)
    return made


def open_inspection(
    actor: Actor, *, mrz: str, direction: Direction, seal: str = "", earlier_id: UUID | None = None
) -> Inspection:
    """Make an inspection with its checks, inside an act. Without ``mrz`` the document is still to be read."""
    if actor.place_id is None:
        raise why_error("no_post")
    check_lengths(mrz or "-", seal)
    now = clock.now()
    if earlier_id is not None and not Inspection.objects.filter(pk=earlier_id, place_id=actor.place_id).exists():
        earlier_id = None
    made = Inspection(
        opened_at=now,
        place_id=actor.place_id,
        institution_id=actor.institution_id or NOBODY,
        officer_id=actor.account_id or NOBODY,
        direction=direction.value,
        mrz=mrz,
        seal=seal.strip(),
        earlier_id=earlier_id,
    )
    parsed = parse(mrz, clock.today())
    if _identifies(parsed):
        person, document = store.remember(actor, describe(parsed))
        made.person_id, made.document_id = person.pk, document.pk
    evaluate(made, now)
    made.save(force_insert=True)
    watching.ask_quietly(actor, made, parsed)
    about("inspection", made.pk)
    return made


@act("border.check_seal", roles=DESK, purpose=INSPECTION, title=_("Verify a permit's seal at the border"))
def check_seal(actor: Actor, *, inspection_id: UUID, seal: str) -> Inspection:
    """Read a seal after the document; the one before, if any, stays in the inspection's list of seals.

    Raises Invalid (``seal`` empty or too long), Conflict (decided already, read too long ago), NotPermitted, NotFound.
    """
    inspection = locked(inspection_id)
    check_lengths("-", seal)
    if not seal.strip():
        raise Invalid(_("Scan or paste the seal."), field="seal", code="missing")
    waits = Referral.objects.filter(inspection=inspection).exists()
    if not (waits and actor.role == SUPERVISOR and actor.institution_id == inspection.institution_id):
        here(actor, inspection, timed=not waits)
    if Crossing.objects.filter(inspection=inspection).exists():
        raise why_error("recorded")
    case = queries.case_of_inspection(inspection)
    if case is not None and case.closed_at is not None:
        raise why_error("decided")
    now = clock.now()
    if inspection.seal:
        before = next((c for c in rules.from_json(inspection.checks) if c.name == "seal"), None)
        inspection.seals = [
            *inspection.seals,
            {
                "digest": digest(inspection.seal),
                "codes": [r.code for r in before.reasons] if before else [],
                "state": before.state.value if before else State.OPEN.value,
                "at": inspection.checked_at.isoformat(),
            },
        ]
    inspection.seal = seal.strip()
    evaluate(inspection, now)
    inspection.save()
    name_subjects(inspection)
    return inspection


@act("border.admit", roles=DESK, purpose=INSPECTION, title=_("Admit a traveller"))
def admit(actor: Actor, *, inspection_id: UUID) -> Crossing:
    """Record the crossing. All checks are made again now, with today's lists, and every one has to be green.

    Raises Conflict (``not_green``, ``referred``, ``recorded``, ``too_old``), NotPermitted (another post), NotFound.
    """
    inspection = locked(inspection_id)
    here(actor, inspection)
    if Crossing.objects.filter(inspection=inspection).exists():
        raise why_error("recorded")
    if Referral.objects.filter(inspection=inspection).exists():
        raise why_error("referred")
    now = clock.now()
    evaluate(inspection, now)
    if inspection.person_id is None or not rules.may_admit(rules.from_json(inspection.checks)):
        raise why_error("not_green")
    inspection.save()
    return _record(actor, inspection, now)


@act("border.refer_second_line", roles=DESK, purpose=INSPECTION, title=_("Refer a traveller to the second line"))
def refer_second_line(actor: Actor, *, inspection_id: UUID, reason: str, note: str = "") -> Inspection:
    """Hand over to the second line; always possible while nothing is decided. ``reason``: one of REFERRAL_REASONS.

    Raises Invalid, Conflict (``recorded``, ``referred``), NotPermitted (another post), NotFound.
    """
    inspection = locked(inspection_id)
    if actor.place_id is None or actor.place_id != inspection.place_id:
        raise why_error("no_post" if actor.place_id is None else "other_post")
    if reason not in rules.REFERRAL_REASONS:
        raise Invalid(_("Choose one of the options."), field="reason")
    if reason == "other" and not note.strip():
        raise Invalid(_("Say in a few words why."), field="note", code="missing")
    check_length(note, "note")
    if Crossing.objects.filter(inspection=inspection).exists():
        raise why_error("recorded")
    if Referral.objects.filter(inspection=inspection).exists():
        raise why_error("referred")
    Referral(
        inspection=inspection,
        at=clock.now(),
        officer_id=actor.account_id or NOBODY,
        institution_id=inspection.institution_id,
        reason=reason,
        note=note.strip(),
    ).save(force_insert=True)
    moves.open_case(
        actor,
        procedures.SECOND_LINE.name,
        subject=("inspection", inspection.pk),
        reference=f"2L-{str(inspection.pk)[-6:].upper()}",
        institution_id=inspection.institution_id,
        place_id=inspection.place_id,
    )
    name_subjects(inspection)
    return inspection


@act("border.second_line_decide", roles=DESK, purpose=INSPECTION, title=_("Decide in the second line"))
def second_line_decide(
    actor: Actor, *, inspection_id: UUID, decision: Decision, reason: str, mrz: str = ""
) -> Inspection:
    """Admit with a reason, or close without a crossing. The one who referred cannot decide.

    ``mrz``: the lines typed from the document, where those that were read do not identify anybody. To admit although a
    check is red overrides a refusal: it needs a second factor confirmed in the last five minutes, and the supervisors
    are told. Raises Invalid, Conflict (``decided``), NotPermitted (``same_person``, another post), SecondFactorNeeded.
    """
    inspection = locked(inspection_id)
    referral = Referral.objects.filter(inspection=inspection).first()
    if referral is None:
        raise NotFound(field="inspection_id")
    if actor.institution_id != inspection.institution_id:
        raise why_error("other_service")
    if actor.role != SUPERVISOR and actor.place_id != inspection.place_id:
        raise why_error("no_post" if actor.place_id is None else "other_post")
    if referral.officer_id == actor.account_id:
        raise why_error("same_person")
    case = moves.case_of(inspection.pk, lock=True)
    if case.closed_at is not None:
        raise why_error("decided")
    why = why_not_take_case(
        referred_by=referral.officer_id,
        actor=actor.account_id,
        holder=case.assigned_to,
        supervisor=actor.role == SUPERVISOR,
    )
    if why:
        raise why_error(why)
    if not reason.strip():
        raise Invalid(_("Give the reason of your decision."), field="reason", code="missing")
    check_length(reason, "reason")
    if decision is Decision.ADMIT:
        now = clock.now()
        if mrz.strip():
            check_lengths(mrz, "")
            inspection.typed_mrz = mrz
        parsed = parse(inspection.typed_mrz or inspection.mrz, clock.today())
        if inspection.person_id is None or mrz.strip():
            person, document = store.remember(actor, describe_or_refuse(parsed))
            inspection.person_id, inspection.document_id = person.pk, document.pk
            watching.ask_quietly(actor, inspection, parsed)
        evaluate(inspection, now)
        if rules.verdict(rules.from_json(inspection.checks)) is State.RED:
            require_fresh(actor)
            notify(
                OVERRIDE,
                {"inspection_id": str(inspection.pk)},
                institution_role=(inspection.institution_id, SUPERVISOR),
                link=f"/border/inspections/{inspection.pk}/",
            )
        inspection.save()
        _record(actor, inspection, now)
    moves.move(actor, case, decision.value, reason=reason)
    name_subjects(inspection)
    return inspection


# ------------------------------------------------------------------------------------------------ shared parts


def describe(parsed: Mrz) -> store.Description:
    """The person and document of lines that were read; unknown parts are empty."""
    return store.Description(
        primary=parsed.primary or "",
        secondary=parsed.secondary or "",
        birth_date=parsed.birth_date or "",
        sex=parsed.sex or "",
        nationality=parsed.nationality or "",
        document_code=parsed.document_code or "",
        issuer=parsed.issuer or "",
        number=parsed.number or "",
        expiry_date=date.fromisoformat(parsed.expiry_date) if parsed.expiry_date else None,
        mrz=parsed.text,
    )


def describe_or_refuse(parsed: Mrz) -> store.Description:
    """The same for lines that are to identify a person; raises Invalid on ``mrz``."""
    description = describe(parsed)
    try:
        store.check(description)
    except Invalid as error:
        message = _("These lines do not identify a person. Type them as they are printed in the document.")
        raise Invalid(message, field="mrz", code="not_identifying") from error
    return description


def digest(seal: str) -> str:
    """Hex SHA-256 of a seal's text; empty for none."""
    return sha256(seal.encode()).hexdigest() if seal else ""


def _identifies(parsed: Mrz) -> bool:
    if not parsed.valid or not parsed.primary or (parsed.format or "").startswith("MRV"):
        return False
    try:
        store.check(describe(parsed))
    except Invalid:
        return False
    return True


def evaluate(inspection: Inspection, now: datetime) -> None:
    checks, found = queries.checks_now(inspection)
    inspection.checks = rules.to_json(checks)
    inspection.level = rules.verdict(checks).value
    inspection.checked_at = now
    watching.note_hits(inspection, found, now)
    seal = next((check for check in checks if check.name == "seal"), None)
    held = seal is not None and seal.state is State.GREEN
    inspection.permit_number = queries.permit_number(checks) if held else ""


def _record(actor: Actor, inspection: Inspection, now: datetime) -> Crossing:
    document = TravelDocument.objects.get(pk=inspection.document_id or NOBODY)
    person = Person.objects.get(pk=inspection.person_id or NOBODY)
    crossing = Crossing(
        inspection=inspection,
        person=person,
        document=document,
        document_number=number_key(document.number),
        nationality=person.nationality,
        direction=inspection.direction,
        at=now,
        crossed_on=clock.day_of(now),
        recorded_at=now,
        place_id=inspection.place_id,
        institution_id=inspection.institution_id,
        officer_id=actor.account_id or NOBODY,
        permit_number=inspection.permit_number,
        seal_digest=digest(inspection.seal) if inspection.permit_number else "",
    )
    crossing.save(force_insert=True)
    checks = rules.from_json(inspection.checks)
    keep_permit(crossing, checks)
    keep_visa(crossing, checks)
    about("crossing", crossing.pk)
    name_subjects(inspection)
    return crossing


def number_key(number: str) -> str:
    """A document's number as crossings are searched by: capitals and digits."""
    return people_rules.document_key("", number)[1:]


def require_fresh(actor: Actor) -> None:
    if actor.second_factor_at is None or clock.now() - actor.second_factor_at > FRESH:
        raise SecondFactorNeeded()


def check_lengths(mrz: str, seal: str) -> None:
    if not mrz.strip():
        raise Invalid(_("Read or type the machine-readable lines."), field="mrz", code="missing")
    if len(mrz) > rules.MRZ_LONGEST:
        raise Invalid(_("This is longer than any machine-readable zone."), field="mrz", code="too_long")
    if len(seal) > rules.SEAL_LONGEST:
        raise Invalid(_("This is longer than any seal."), field="seal", code="too_long")
