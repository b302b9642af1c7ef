"""The desk's share of screening, inside its acts: what was found is noted, what may not be known here is asked quietly."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sapar.areas.border import queries
from sapar.areas.border.models import Crossing, Hit, Inspection
from sapar.areas.border.queries import screening
from sapar.areas.border.rules.watch import NO_MATCH, Screening
from sapar.kernel.access.actor import Actor
from sapar.standards.mrz import Mrz


def ask_quietly(actor: Actor, inspection: Inspection, mrz: Mrz) -> None:
    """One check for each reading, of whomever: the worker answers it after the act is committed."""
    occasion = {
        "place": str(inspection.place_id),
        "direction": inspection.direction,
        "at": inspection.opened_at.isoformat(),
        "officer": actor.ref,
    }
    screening.queue_quiet("inspection", inspection.pk, queries.traveller(mrz), occasion)


def ask_about_record(actor: Actor, inspection_id: UUID, crossing: Crossing, mrz: Mrz) -> None:
    """The same for lines that came into a record by a correction: where and when the traveller crossed."""
    occasion = {
        "place": str(crossing.place_id),
        "direction": crossing.direction,
        "at": crossing.at.isoformat(),
        "officer": actor.ref,
    }
    screening.queue_quiet("inspection", inspection_id, queries.traveller(mrz), occasion)


def note_hits(inspection: Inspection, found: Screening, now: datetime) -> None:
    """Keep what the lists say of an inspection, once for each entry. The lists of the desk only: nothing else is known here."""
    note_found(
        found,
        inspection.pk,
        inspection.document_id,
        inspection.person_id,
        inspection.place_id,
        inspection.institution_id,
        now,
    )


def note_found(
    found: Screening,
    inspection_id: UUID,
    document_id: UUID | None,
    person_id: UUID | None,
    place_id: UUID,
    institution_id: UUID,
    now: datetime,
) -> None:
    """The same for a person who was screened without an inspection of their own: a record that is corrected."""
    known = set(Hit.objects.filter(inspection_id=inspection_id).values_list("entry_id", flat=True))
    Hit.objects.bulk_create(
        Hit(
            inspection_id=inspection_id,
            entry_id=candidate.entry_id,
            entry_digest=candidate.digest,
            document_id=document_id,
            person_id=person_id,
            meaning=candidate.meaning,
            score=candidate.score,
            explanation=[[code, values] for code, values in candidate.explanation],
            at=now,
            place_id=place_id,
            institution_id=institution_id,
        )
        for candidate in found.candidates
        if candidate.decision != NO_MATCH and candidate.entry_id not in {str(one) for one in known}
    )
