"""What a traveller sees of their own stay. No name is read or shown: whoever holds slip and passport knows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sapar.areas.border.access import OWN_STAY, TRAVELLER
from sapar.areas.border.models import StayCode, StayExtension, StayRegistration
from sapar.areas.border.queries.stays import Known, StayLine, known_of, registrations_for, standing_of, stay_lines
from sapar.areas.border.rules.registration import due
from sapar.areas.border.rules.stays import Standing
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.acts import look, shown
from sapar.kernel.errors import NotFound
from sapar.kernel.people import store
from sapar.kernel.procedures import moves
from sapar.kernel.procedures.models import Case


@dataclass(frozen=True, slots=True)
class OwnStay:
    """The page. ``register_by`` is None for citizens and while nobody is inside."""

    standing: Standing
    lines: list[StayLine]
    register_by: date | None
    registrations: list[StayRegistration]
    extensions: list[tuple[StayExtension, list[moves.TimelineStep]]]
    entry_at: datetime | None


def own_standing(actor: Actor, today: date) -> tuple[Known, Standing]:
    """The records and the standing of the person whose code was given. Raises NotFound without a code."""
    person_id = actor.holder_id or NOBODY
    code = StayCode.objects.filter(person_id__in=store.joined(person_id)).order_by("-issued_at", "-id").first()
    if code is None:
        raise NotFound()
    known = known_of(person_id, today, kind=code.document_kind)
    nationality = known.crossings[-1].nationality if known.crossings else ""
    return known, standing_of(known, nationality, code.document_kind, today)


@look("border.own_stay", roles=(TRAVELLER,), purpose=OWN_STAY, title=_("Look at one's own stay"))
def own_stay(actor: Actor) -> OwnStay:
    """The stay of the person whose code was given. Raises NotFound when the records are gone."""
    today = clock.today()
    known, found = own_standing(actor, today)
    here = known.here
    entry_on = here.entry_on if here else None
    entry = next((row for row in known.crossings if here is not None and row.pk == here.entry_key), None)
    papers = {(row.document_number, row.nationality) for row in known.crossings}
    made = registrations_for(papers, entry_on) if entry_on else []
    asked = list(
        StayExtension.objects.filter(person_id__in=store.joined(actor.holder_id or NOBODY)).order_by("-made_at", "-id")
    )
    cases = {case.subject_id: case for case in Case.objects.filter(subject_id__in=[one.pk for one in asked])}
    if actor.holder_id:
        shown("person", actor.holder_id)
    shown("registration", *(row.pk for row in made))
    shown("extension", *(one.pk for one in asked))
    return OwnStay(
        standing=found,
        lines=stay_lines(known, made, actor.language),
        register_by=due(entry_on) if entry_on and found.basis != "citizen" else None,
        registrations=made,
        extensions=[(one, moves.timeline(cases[one.pk]) if one.pk in cases else []) for one in asked],
        entry_at=entry.at if entry else None,
    )


def newest_code(person_id: UUID) -> UUID | None:
    """The code that holds now; inside ``reading``."""
    rows = StayCode.objects.filter(person_id__in=store.joined(person_id)).order_by("-issued_at", "-id")
    return rows.values_list("pk", flat=True).first()
