"""What a person says of a hit: at the desk of what the desk may know of, in the owner's office of the rest."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sapar.areas.border import queries
from sapar.areas.border.access import DESK, OWNERS, SCREENING, SUPERVISOR, WATCH
from sapar.areas.border.acts import putting
from sapar.areas.border.acts.desk import evaluate
from sapar.areas.border.acts.shared import locked, name_subjects
from sapar.areas.border.models import Crossing, Hit, QuietNote, Referral
from sapar.areas.border.rules import watch as rules
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.acts import about, act
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from sapar.standards.mrz import parse


@act(
    "border.decide_candidate", roles=DESK, purpose=SCREENING, title=_("Decide whether a traveller is the one on a list")
)
def decide_candidate(actor: Actor, *, inspection_id: UUID, entry_id: UUID, verdict: str, reason: str = "") -> Hit:
    """``match`` or ``no_match``; the latter with a reason. It counts for this document until the entry changes.

    Raises Invalid, Conflict (the inspection is decided; the lists no longer say this), NotPermitted (``other_post``,
    ``second_person``), NotFound.
    """
    inspection = locked(inspection_id)
    if verdict not in rules.VERDICTS:
        raise Invalid(putting.WORDS["choice"], field="verdict", code="choice")
    if verdict == rules.NO_MATCH and not reason.strip():
        raise Invalid(_("Say how you know that it is another person."), field="reason", code="missing")
    if len(reason) > rules.TEXT_LONGEST:
        raise Invalid(putting.WORDS["too_long"], field="reason", code="too_long")
    referral = Referral.objects.filter(inspection=inspection).first()
    case = queries.case_of_inspection(inspection)
    if Crossing.objects.filter(inspection=inspection).exists() or (case is not None and case.closed_at is not None):
        raise Conflict(putting.WORDS["decided"], code="decided")
    found = queries.screened(inspection, parse(inspection.typed_mrz or inspection.mrz, clock.today()))
    candidate = next((one for one in found.candidates if one.entry_id == str(entry_id)), None)
    if candidate is None:
        raise Conflict(putting.WORDS["no_candidate"], code="no_candidate")
    why = rules.why_not_decide(
        verdict=verdict,
        meaning=candidate.meaning,
        supervisor=actor.role == SUPERVISOR and actor.institution_id == inspection.institution_id,
        own_post=actor.place_id is not None and actor.place_id == inspection.place_id,
        opened_by_me=inspection.officer_id == actor.account_id,
        referred=referral is not None,
        referred_by_me=referral is not None and referral.officer_id == actor.account_id,
    )
    if why:
        raise NotPermitted(putting.WORDS[why], code=why)
    now = clock.now()
    evaluate(inspection, now)  # notes the hit, if that has not been done
    hit = Hit.objects.select_for_update().filter(inspection_id=inspection.pk, entry_id=entry_id).first()
    if hit is None:
        hit = Hit(
            inspection_id=inspection.pk,
            entry_id=entry_id,
            meaning=candidate.meaning,
            score=candidate.score,
            explanation=[[code, dict(values)] for code, values in candidate.explanation],
            at=now,
            place_id=inspection.place_id,
            institution_id=inspection.institution_id,
        )
    hit.entry_digest = candidate.digest
    hit.document_id, hit.person_id = inspection.document_id, inspection.person_id
    hit.verdict, hit.reason = verdict, reason.strip()
    hit.decided_at, hit.decided_by = now, actor.account_id or NOBODY
    hit.save()
    evaluate(inspection, now)
    inspection.save()
    name_subjects(inspection)
    return hit


@act("border.decide_note", roles=OWNERS, purpose=WATCH, title=_("Decide what a hit was"))
def decide_note(actor: Actor, *, note_id: UUID, verdict: str, reason: str = "") -> QuietNote:
    """The owner says whether it was the person; if not, the same document does not come up again for the same entry.

    Raises Invalid, NotFound.
    """
    note: QuietNote | None = (
        putting.own(QuietNote.objects.select_for_update(), actor).filter(pk=note_id, hit=True).first()
    )
    if note is None:
        raise NotFound(field="note_id")
    if verdict not in rules.VERDICTS:
        raise Invalid(putting.WORDS["choice"], field="verdict", code="choice")
    if len(reason) > rules.TEXT_LONGEST:
        raise Invalid(putting.WORDS["too_long"], field="reason", code="too_long")
    note.verdict, note.reason = verdict, reason.strip()
    note.decided_at, note.decided_by = clock.now(), actor.account_id
    if note.seen_at is None:
        note.seen_at, note.seen_by = clock.now(), actor.account_id
    note.save()
    about("watch_note", note.pk)
    return note
