"""Groups of travellers: the open ones of a post, one with its list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sapar.areas.border import rules
from sapar.areas.border.access import DESK, INSPECTION
from sapar.areas.border.models import Crossing, Inspection, Party, PartyMember
from sapar.areas.border.queries.travelling import youngest_age
from sapar.areas.border.rules.desk import INSPECTION_HOLDS
from sapar.areas.border.rules.travellers import Progress, progress
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.acts import look, shown
from sapar.kernel.errors import NotFound
from sapar.kernel.people import store
from sapar.kernel.procedures.models import Case
from sapar.standards.countries import state_code
from sapar.standards.mrz import parse

SHOWN = timedelta(hours=24)
ADULTS = 20


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A group as lists and the desk show it."""

    id: UUID
    reference: str
    kind: str
    title: str
    direction: str
    opened_at: datetime
    closed: bool
    progress: Progress


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One line of a group's list. ``state``: of the inspection, empty where nobody was inspected yet."""

    position: int
    announced: str
    number: str
    name: str
    inspection_id: UUID | None
    state: str
    level: str


@dataclass(frozen=True, slots=True)
class Adult:
    """A grown-up who was read at this post a short time ago, to choose as a child's escort."""

    inspection_id: UUID
    name: str
    nationality: str
    same_party: bool


@look("border.list_parties", roles=DESK, purpose=INSPECTION, title=_("List groups at a post"))
def list_parties(actor: Actor) -> list[PartyRow]:
    """The groups of the last day at the actor's post, open ones first."""
    found = Party.objects.filter(place_id=actor.place_id or NOBODY, opened_at__gt=clock.now() - SHOWN)
    parties = sorted(found, key=lambda party: (party.closed_at is not None, -party.opened_at.timestamp()))
    shown("party", *(party.pk for party in parties))
    return [party_row(party) for party in parties]


@look("border.view_party", roles=DESK, purpose=INSPECTION, title=_("Look at a group of travellers"))
def view_party(actor: Actor, *, party_id: UUID) -> tuple[PartyRow, list[MemberRow]]:
    """A group of the actor's service with its list. Raises NotFound."""
    party = Party.objects.filter(pk=party_id, institution_id=actor.institution_id or NOBODY).first()
    if party is None:
        raise NotFound()
    shown("party", party.pk)
    members = list(
        PartyMember.objects.filter(party=party).prefetch_related("inspection__person__names").order_by("position")
    )
    states = _states([member.inspection_id for member in members if member.inspection_id])
    shown("inspection", *(member.inspection_id for member in members if member.inspection_id))
    shown("person", *(m.inspection.person_id for m in members if m.inspection and m.inspection.person_id))
    rows = [
        MemberRow(
            position=member.position,
            announced=member.name,
            number=member.number,
            name=store.display_name(member.inspection.person) if member.inspection and member.inspection.person else "",
            inspection_id=member.inspection_id,
            state=states.get(member.inspection_id, "") if member.inspection_id else "",
            level=member.inspection.level if member.inspection else "",
        )
        for member in members
    ]
    return party_row(party), rows


def party_row(party: Party) -> PartyRow:
    """A group with its progress; inside an act or a look."""
    ids = list(PartyMember.objects.filter(party=party).values_list("inspection_id", flat=True))
    states = _states([one for one in ids if one])
    return PartyRow(
        id=party.pk,
        reference=party.reference,
        kind=party.kind,
        title=party.title,
        direction=party.direction,
        opened_at=party.opened_at,
        closed=party.closed_at is not None,
        progress=progress(party.expected, [states.get(one) if one else None for one in ids]),
    )


def party_of(inspection_id: UUID) -> Party | None:
    """The group on whose list an inspection stands."""
    found = PartyMember.objects.filter(inspection_id=inspection_id).select_related("party").first()
    return found.party if found else None


def open_party(actor: Actor, party_id: UUID | None) -> Party | None:
    """A group of the actor's post that is not closed; None for any other."""
    if party_id is None:
        return None
    return Party.objects.filter(pk=party_id, place_id=actor.place_id or NOBODY, closed_at=None).first()


def adults_for(inspection_id: UUID) -> list[Adult]:
    """Grown-ups of the same direction read at the same post within half an hour, those of the same group first."""
    inspection = Inspection.objects.get(pk=inspection_id)
    found = (
        Inspection.objects.filter(
            place_id=inspection.place_id,
            direction=inspection.direction,
            opened_at__gt=clock.now() - INSPECTION_HOLDS,
            person_id__isnull=False,
        )
        .filter(~Q(pk=inspection.pk))
        .order_by("-opened_at")[: ADULTS * 3]
    )
    party = party_of(inspection.pk)
    mates = set(PartyMember.objects.filter(party=party).values_list("inspection_id", flat=True)) if party else set()
    adults, seen = [], set()
    for one in found:
        mrz = parse(one.typed_mrz or one.mrz, clock.today())
        age = youngest_age(mrz, clock.today())
        if age is None or age < rules.ADULT or one.person_id in seen:
            continue
        seen.add(one.person_id)
        name = " ".join(part for part in (mrz.secondary, mrz.primary) if part)
        adults.append(Adult(one.pk, name, state_code(mrz.nationality), one.pk in mates))
    return sorted(adults, key=lambda adult: not adult.same_party)[:ADULTS]


def _states(ids: list[UUID]) -> dict[UUID, str]:
    found = dict.fromkeys(ids, "open")
    found |= dict(Case.objects.filter(subject_id__in=ids).values_list("subject_id", "state"))
    crossed = Crossing.objects.filter(inspection_id__in=ids).values_list("inspection_id", flat=True)
    return found | {one: "admitted" for one in crossed if one is not None}
