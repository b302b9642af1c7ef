"""A crossing that was recorded wrong: the right record is put beside it, after the same questions as at the desk.

The new lines are not read at a counter, and whoever they belong to has crossed already. So what the lists say of them
cannot hold anybody up; it decides who may write them down.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sapar.areas.border import queries, rules
from sapar.areas.border.access import CORRECTION, DESK, SUPERVISOR
from sapar.areas.border.acts import watching
from sapar.areas.border.acts.desk import check_lengths, describe_or_refuse, number_key, require_fresh
from sapar.areas.border.acts.shared import check_length, why_error
from sapar.areas.border.acts.stays import correct_visa, record_and_older
from sapar.areas.border.models import Correction, Crossing
from sapar.areas.border.notices import CORRECTED
from sapar.areas.border.rules import Direction, State
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.acts import about, act
from sapar.kernel.errors import Invalid, NotFound
from sapar.kernel.notices.store import DELIVER, notify
from sapar.kernel.people import store
from sapar.standards.mrz import Mrz, parse


@act(
    "border.correct",
    roles=DESK,
    purpose=CORRECTION,
    title=_("Correct the record of a crossing"),
    emits=(DELIVER,),
)
def correct(
    actor: Actor,
    *,
    crossing_id: UUID,
    reason: str,
    direction: Direction | None = None,
    at: datetime | None = None,
    mrz: str = "",
    annul: bool = False,
) -> Correction:
    """Put a right record beside a wrong one; both are kept. ``annul``: nobody crossed, there is no new record.

    Officers: their own record, once, within ten minutes, and another document or direction only where the desk would have
    said green. Supervisors: any record of their service; where a check is red with a fresh second factor, and the other
    supervisors are told. Raises Invalid (``reason`` missing, nothing changed, bad lines or time), NotPermitted,
    Conflict (``correct_not_green``, ``superseded``), NotFound, SecondFactorNeeded.
    """
    original = Crossing.objects.select_for_update().filter(pk=crossing_id).first()
    if original is None:
        raise NotFound(field="crossing_id")
    if original.institution_id != actor.institution_id:
        raise why_error("other_service")
    now = clock.now()
    why = rules.why_not_correct(
        supervisor=actor.role == SUPERVISOR,
        own=original.officer_id == actor.account_id,
        recorded_at=original.recorded_at,
        now=now,
        superseded=Correction.objects.filter(original=original).exists(),
        replacement=Correction.objects.filter(replacement=original).exists(),
    )
    if why:
        raise why_error(why)
    if not reason.strip():
        raise Invalid(_("Give a reason. It stays with both records."), field="reason", code="missing")
    check_length(reason, "reason")
    parsed = _lines(mrz) if mrz.strip() and not annul else None
    replacement = None if annul else _replacement(actor, original, direction, at, parsed, now)
    made = Correction(
        original=original,
        replacement=replacement,
        at=now,
        officer_id=actor.account_id or NOBODY,
        institution_id=original.institution_id,
        role=actor.role,
        reason=reason.strip(),
    )
    made.save(force_insert=True)
    if replacement is not None:
        correct_visa(original, replacement)
        if parsed is not None or replacement.direction != original.direction:
            _ask(actor, original, replacement, parsed)
    about("crossing", original.pk)
    about("person", original.person_id)
    return made


def _ask(actor: Actor, original: Crossing, made: Crossing, parsed: Mrz | None) -> None:
    """What the desk would have asked of this traveller; the answers are kept with the inspection that the record goes back
    to. Raises Conflict, SecondFactorNeeded."""
    checks, found = queries.checks_of_record(made, parsed)
    chain = Crossing.objects.filter(pk__in=record_and_older(original.pk)).exclude(inspection=None)
    inspection_id = chain.values_list("inspection_id", flat=True).first() or made.pk
    if not rules.may_admit(checks) and actor.role != SUPERVISOR:
        raise why_error("correct_not_green")
    if rules.verdict(checks) is State.RED:
        require_fresh(actor)
        notify(
            CORRECTED,
            {"crossing_id": str(made.pk)},
            institution_role=(made.institution_id, SUPERVISOR),
            link=f"/border/crossings/{made.pk}/",
        )
    watching.note_found(
        found, inspection_id, made.document_id, made.person_id, made.place_id, made.institution_id, made.recorded_at
    )
    if parsed is not None:
        watching.ask_about_record(actor, inspection_id, made, parsed)


def _lines(mrz: str) -> Mrz:
    check_lengths(mrz, "")
    parsed = parse(mrz, clock.today())
    if not parsed.valid:
        raise Invalid(_("These lines have errors. Type them as they are printed."), field="mrz", code="mrz")
    return parsed


def _replacement(
    actor: Actor,
    original: Crossing,
    direction: Direction | None,
    at: datetime | None,
    parsed: Mrz | None,
    now: datetime,
) -> Crossing:
    person_id, document = original.person_id, original.document
    nationality = original.nationality
    if parsed is not None:
        person, document = store.remember(actor, describe_or_refuse(parsed))
        person_id, nationality = person.pk, person.nationality
    if at is not None:
        why = rules.why_not_at(at, original.at, now)
        if why:
            raise why_error(why)
    made = Crossing(
        inspection=None,
        person_id=person_id,
        document=document,
        document_number=number_key(document.number),
        nationality=nationality,
        direction=direction.value if direction else original.direction,
        at=at or original.at,
        crossed_on=clock.day_of(at or original.at),
        recorded_at=now,
        place_id=original.place_id,
        institution_id=original.institution_id,
        officer_id=actor.account_id or NOBODY,
        permit_number=original.permit_number if document.pk == original.document_id else "",
        seal_digest=original.seal_digest if document.pk == original.document_id else "",
    )
    same = ("person_id", "document_id", "direction", "at")
    if all(getattr(made, name) == getattr(original, name) for name in same):
        raise Invalid(_("Change something, or say that nobody crossed."), code="nothing_changed")
    made.save(force_insert=True)
    about("crossing", made.pk)
    about("person", made.person_id)
    return made
