"""Travellers whom no reader reads, children, transits, and the photograph of an inspection."""

from __future__ import annotations

import re
from datetime import date, datetime
from secrets import choice
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from sapar.areas.border import queries, rules
from sapar.areas.border.access import DESK, INSPECTION
from sapar.areas.border.acts import groups, intake
from sapar.areas.border.acts.desk import evaluate, open_inspection
from sapar.areas.border.acts.shared import check_length, here, locked, name_subjects, why_error
from sapar.areas.border.models import Crossing, Escort, Inspection, Statement, Transit
from sapar.areas.border.queries.travelling import youngest_age
from sapar.areas.border.rules import Consent, Direction, Relation, StatementKind
from sapar.areas.border.rules.travellers import TEXT_LONGEST, why_not_escort, why_not_transit
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.acts import act
from sapar.kernel.documents.attachments import attach
from sapar.kernel.documents.models import Attachment
from sapar.kernel.errors import Invalid
from sapar.kernel.people import store
from sapar.standards.countries import state_code
from sapar.standards.mrz import parse
from sapar.standards.mrz.generation import generate_td1, generate_td3

# Letters that nobody takes for one another, for the numbers of statements.
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
STATE = re.compile(r"[A-Z]{3}")
NUMBER = re.compile(r"[A-Z0-9]{1,20}")
CODES = ("P", "I", "PD", "PO", "PR", "PS")
PICTURES = ("image/jpeg", "image/png")

ESCORT_WORDS = {
    ("adult", "missing"): _("Choose the grown-up who travels with the child. Read their document first."),
    ("adult", "other_post"): _("This person was read at another post."),
    ("adult", "too_old"): _("This person was read too long ago. Read their document again."),
    ("adult", "unknown"): _("The age of this person is not known."),
    ("adult", "minor"): _("This person is a minor too."),
    ("relation", "missing"): _("Say what the grown-up is to the child."),
    ("consent", "needed"): _("Only a parent or a guardian needs no consent."),
}
TRANSIT_WORDS = {
    "past": _("This time has passed already."),
    "far": _("A transit lasts five days at most (unverified)."),
}


@act("border.inspect_stated", roles=DESK, purpose=INSPECTION, title=_("Enter a traveller by hand at the border"))
def inspect_stated(
    actor: Actor,
    *,
    kind: StatementKind,
    direction: Direction,
    primary: str,
    nationality: str,
    explanation: str,
    secondary: str = "",
    birth_date: str = "",
    birth_place: str = "",
    sex: str = "",
    document_code: str = "P",
    issuer: str = "",
    number: str = "",
    expiry_date: date | None = None,
    seal: str = "",
    party_id: UUID | None = None,
) -> Inspection:
    """An inspection of somebody whose document no reader reads, or who has none. Never green: a second person looks.

    ``birth_date``: partial ISO text. Somebody without a document gets a number of this node; ``issuer``, ``number`` and
    ``expiry_date`` are not asked then. Raises Invalid naming each field, NotPermitted (``no_post``).
    """
    if kind is StatementKind.NONE:
        issuer, document_code, expiry_date = settings.SAPAR_COUNTRY, "P", None
        number = "SI" + "".join(choice(LETTERS) for _place in range(7))
    primary, secondary = primary.strip(), secondary.strip()
    number = re.sub(r"[\s\-/.<]", "", number).upper()
    nationality, issuer = state_code(nationality), state_code(issuer)
    _check_statement(
        kind, primary, secondary, nationality, issuer, number, sex, document_code, birth_place, explanation
    )
    description = store.Description(
        primary=primary,
        secondary=secondary,
        birth_date=birth_date,
        sex=sex,
        nationality=nationality,
        document_code=document_code,
        issuer=issuer,
        number=number,
        expiry_date=expiry_date,
    )
    store.check(description)
    made = open_inspection(actor, mrz=_lines(description), direction=direction, seal=seal)
    Statement(
        inspection=made,
        kind=kind.value,
        primary=primary,
        secondary=secondary,
        birth_date=birth_date,
        birth_place=birth_place.strip(),
        sex=sex,
        nationality=nationality,
        document_code=document_code if kind is StatementKind.DAMAGED else "",
        issuer=issuer,
        number=number,
        expiry_date=expiry_date,
        explanation=explanation.strip(),
        institution_id=made.institution_id,
        officer_id=made.officer_id,
        at=made.opened_at,
    ).save(force_insert=True)
    if made.person_id is not None:
        store.keep_name(made.person_id, _script(primary + secondary), primary, secondary, "statement")
    if party_id is not None:
        groups.join(actor, party_id, made)
    evaluate(made, made.opened_at)
    made.save()
    return made


@act("border.record_escort", roles=DESK, purpose=INSPECTION, title=_("Write down with whom a child travels"))
def record_escort(
    actor: Actor,
    *,
    inspection_id: UUID,
    alone: bool,
    adult_id: UUID | None = None,
    relation: Relation | None = None,
    consent: Consent = Consent.NOT_SEEN,
    note: str = "",
) -> Inspection:
    """With whom the child of an inspection travels; may be written anew until the decision. ``adult_id``: the inspection of
    the grown-up, at the same post, a short time ago.

    A child alone is told to the intake of people who need help, in the same transaction, and goes to the second line.
    Raises Invalid, Conflict (``recorded``, ``too_old``), NotPermitted, NotFound.
    """
    inspection = _undecided(actor, inspection_id)
    check_length(note, "note")
    youngest = youngest_age(parse(inspection.typed_mrz or inspection.mrz, clock.today()), clock.today())
    if youngest is None or youngest >= rules.ADULT:
        raise Invalid(_("This traveller is not a minor."), field="inspection_id", code="grown_up")
    adult = Inspection.objects.filter(pk=adult_id).exclude(pk=inspection.pk).first() if adult_id and not alone else None
    adult_age = youngest_age(parse(adult.typed_mrz or adult.mrz, clock.today()), clock.today()) if adult else None
    why = why_not_escort(
        alone=alone,
        relation=relation or "",
        consent=consent,
        adult_age=adult_age,
        same_post=adult is not None and adult.place_id == inspection.place_id,
        read_ago=clock.now() - adult.opened_at if adult else None,
    )
    if why:
        field = "adult_id" if why[0] == "adult" else why[0]
        raise Invalid(ESCORT_WORDS[why], field=field, code=why[1])
    known = Escort.objects.filter(inspection=inspection).first()
    was_alone = known is not None and known.alone
    made = known or Escort(inspection=inspection, institution_id=inspection.institution_id)
    made.alone, made.adult_id = alone, None if alone else adult_id
    made.relation = "" if alone or relation is None else relation.value
    made.consent, made.note = consent.value, note.strip()
    made.officer_id, made.at = actor.account_id or NOBODY, clock.now()
    made.save(force_insert=known is None)
    if adult is not None:
        name_subjects(adult)
    if alone and not was_alone:
        intake.tell(inspection)
    return _evaluated(inspection)


@act(
    "border.record_transit", roles=DESK, purpose=INSPECTION, title=_("Write down that a traveller only passes through")
)
def record_transit(
    actor: Actor, *, inspection_id: UUID, onward_to: str, onward_by: str, leave_until: datetime
) -> Inspection:
    """The onward journey of somebody who enters, and until when they have to have left.

    Raises Invalid (``onward_to``, ``onward_by``, ``leave_until``), Conflict, NotPermitted, NotFound.
    """
    inspection = _undecided(actor, inspection_id)
    errors = []
    if inspection.direction != Direction.ENTRY:
        errors.append(Invalid(_("A transit is written down at the entry."), field="onward_to", code="exit"))
    if not STATE.fullmatch(onward_to.strip().upper()):
        errors.append(
            Invalid(_("Enter the three-letter code of the State, as in the passport."), field="onward_to", code="state")
        )
    if not onward_by.strip() or len(onward_by) > 80:
        errors.append(
            Invalid(_("Say in at most 80 characters how the journey goes on."), field="onward_by", code="onward_by")
        )
    if leave_until.tzinfo is None:
        errors.append(Invalid(_("Enter a time."), field="leave_until", code="zone"))
    elif why := why_not_transit(leave_until, clock.now()):
        errors.append(Invalid(TRANSIT_WORDS[why], field="leave_until", code=why))
    if errors:
        raise Invalid.many(errors)
    known = Transit.objects.filter(inspection=inspection).first()
    made = known or Transit(inspection=inspection, institution_id=inspection.institution_id)
    made.onward_to, made.onward_by = onward_to.strip().upper(), onward_by.strip()
    made.leave_until, made.at, made.officer_id = leave_until, clock.now(), actor.account_id or NOBODY
    made.save(force_insert=known is None)
    return _evaluated(inspection)


@act("border.attach_photo", roles=DESK, purpose=INSPECTION, title=_("Keep a photograph with an inspection"))
def attach_photo(actor: Actor, *, inspection_id: UUID, content: bytes, filename: str = "photo.jpg") -> Attachment:
    """A photograph of the traveller or of a page of the document: JPEG or PNG, encoded anew, encrypted at rest.

    Raises Invalid (``content``), Conflict, NotPermitted, NotFound.
    """
    inspection = _undecided(actor, inspection_id)
    made = attach(
        actor,
        content,
        filename,
        subject=("inspection", inspection.pk),
        institution_id=inspection.institution_id,
        field="content",
    )
    if made.media_type not in PICTURES:
        raise Invalid(_("Choose a picture: JPEG or PNG."), field="content", code="wrong_type")
    name_subjects(inspection)
    return made


def _undecided(actor: Actor, inspection_id: UUID) -> Inspection:
    """An inspection at the actor's post, while nobody has decided; in the second line it does not grow old."""
    inspection = locked(inspection_id)
    if Crossing.objects.filter(inspection=inspection).exists():
        raise why_error("recorded")
    case = queries.case_of_inspection(inspection)
    if case is not None and case.closed_at is not None:
        raise why_error("decided")
    here(actor, inspection, timed=case is None)
    return inspection


def _evaluated(inspection: Inspection) -> Inspection:
    evaluate(inspection, clock.now())
    inspection.save()
    name_subjects(inspection)
    return inspection


def _check_statement(
    kind: StatementKind,
    primary: str,
    secondary: str,
    nationality: str,
    issuer: str,
    number: str,
    sex: str,
    document_code: str,
    birth_place: str,
    explanation: str,
) -> None:
    errors = []
    for field, text in (("primary", primary), ("secondary", secondary), ("birth_place", birth_place)):
        if len(text) > TEXT_LONGEST:
            errors.append(Invalid(_("Write at most 100 characters."), field=field, code="too_long"))
    for field, code in (("nationality", nationality), ("issuer", issuer)):
        if not STATE.fullmatch(code):
            errors.append(
                Invalid(_("Enter the three-letter code of the State, as in the passport."), field=field, code="state")
            )
    if not NUMBER.fullmatch(number):
        errors.append(
            Invalid(_("Enter the number of the document: letters and digits."), field="number", code="number")
        )
    if document_code not in CODES:
        errors.append(Invalid(_("Choose one of the options."), field="document_code", code="document_code"))
    elif len(number) > 9 and document_code != "I":
        errors.append(
            Invalid(_("A passport's number has nine characters at most."), field="number", code="number_long")
        )
    if not primary:
        errors.append(Invalid(_("Enter the surname as in the passport."), field="primary", code="missing"))
    if not explanation.strip():
        words = (
            _("Say what is damaged and why it cannot be read.")
            if kind is StatementKind.DAMAGED
            else _("Say why there is no document, and what you were told.")
        )
        errors.append(Invalid(words, field="explanation", code="missing"))
    if errors:
        raise Invalid.many(errors)
    check_length(explanation, "explanation")


def _lines(description: store.Description) -> str:
    """Machine-readable lines of what was typed: with them the same checks are made as with lines that were read."""
    values = {
        "issuer": description.issuer,
        "number": description.number,
        "nationality": description.nationality,
        "birth_date": description.birth_date or None,
        "sex": description.sex or "X",
        "expiry_date": description.expiry_date,
        "primary": description.primary,
        "secondary": description.secondary,
        "document_code": description.document_code,
    }
    try:
        return generate_td1(**values) if description.document_code == "I" else generate_td3(**values)  # type: ignore[arg-type]
    except ValueError as error:
        field = str(error).partition(":")[0]
        known = field if field in values else "primary"
        raise Invalid(_("This cannot stand in a travel document. Compare with the page."), field=known) from error


def _script(text: str) -> str:
    if any("\u0400" <= letter <= "\u04ff" for letter in text):
        return "cyrl"
    return "arab" if any("\u0600" <= letter <= "\u06ff" for letter in text) else "latn"
