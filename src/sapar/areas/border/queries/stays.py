"""Stays of one person: paired from the crossings in force when they are asked for, stored nowhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from sapar.areas.border.access import DESK, SERVICE, STAY
from sapar.areas.border.models import (
    Correction,
    Crossing,
    Inspection,
    StayCode,
    StayExtension,
    StayPermission,
    StayRegime,
    StayRegistration,
)
from sapar.areas.border.rules import stays as rules
from sapar.areas.border.rules.desk import Check, Direction, Reason, State
from sapar.areas.border.rules.registration import due
from sapar.areas.border.rules.stays import Permit, Standing
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.models import Account, Place
from sapar.kernel.acts import look, shown
from sapar.kernel.errors import NotFound
from sapar.kernel.people import store
from sapar.kernel.people.models import Person, TravelDocument
from sapar.methods.stays.model import Crossing as Crossed
from sapar.methods.stays.model import Key, Stay
from sapar.methods.stays.pairing import pair
from sapar.methods.stays.regimes import Regime, regime_for

FOUND_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class StayLine:
    """One stay on a person's page. ``outcome``: ``inside``, ``closed``, ``bounded`` or ``orphan``."""

    outcome: str
    entry_id: UUID | None
    exit_id: UUID | None
    entry_on: date | None
    exit_on: date | None
    bounded_on: date | None
    entry_post: str
    exit_post: str
    nationality: str
    document_kind: str
    nights: int | None
    permits: tuple[Permit, ...]
    registered: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class PersonStays:
    """A person's stays, newest first, with what they say today."""

    person_id: UUID
    name: str
    nationality: str
    birth_date: str
    documents: tuple[str, ...]
    standing: Standing
    lines: list[StayLine]
    register_by: date | None
    registered: bool
    code_at: datetime | None
    extensions: list[StayExtension]


@dataclass(frozen=True, slots=True)
class Known:
    """The crossings in force of one person as the methods take them, with their posts and documents."""

    crossings: list[Crossing]
    stays: list[Stay]
    permits: dict[Key, list[Permit]]

    @property
    def here(self) -> Stay | None:
        return next((stay for stay in self.stays if stay.inside), None)


def regimes_in_force() -> list[Regime]:
    """The approved regimes of this node's country, in the order of their approval; inside an act, a look or reading."""
    rows = StayRegime.objects.filter(approved=True, replaced_at=None).order_by("decided_at", "id")
    return [as_regime(row) for row in rows]


def as_regime(row: StayRegime) -> Regime:
    return Regime(
        code=row.code,
        host=settings.SAPAR_HOME,
        limits=tuple(rules.read_limit(limit) for limit in row.limits),
        convention=row.convention,  # type: ignore[arg-type]
        nationalities=tuple(row.nationalities),
        document_kinds=tuple(row.document_kinds),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        source=row.source,
        unverified=row.unverified,
    )


def known_of(person_id: UUID, as_of: date, kind: str = "") -> Known:
    """Everything about one person's stays up to a day, by the index of persons: four short queries. All records of the
    person count, whichever document they were made with.

    ``kind``: the kind of document where the reader may not see documents (the traveller's own page).
    """
    people = store.joined(person_id)
    rows = list(Crossing.objects.filter(person_id__in=people, crossed_on__lte=as_of).order_by("at", "id"))
    keys = [row.pk for row in rows]
    corrected = dict(Correction.objects.filter(original_id__in=keys).values_list("original_id", "replacement_id"))
    rows = [row for row in rows if row.pk not in corrected]
    kinds = _kinds({row.document_id for row in rows}) if not kind else {}
    crossed = [
        Crossed(
            row.pk,
            person_id,
            row.at,
            row.crossed_on,
            row.direction,  # type: ignore[arg-type]
            str(row.place_id),
            row.nationality,
            kind or kinds.get(row.document_id, "other"),
        )
        for row in rows
    ]
    permits: dict[Key, list[Permit]] = defaultdict(list)
    if rows:
        for one in StayPermission.objects.filter(person_id__in=people).order_by("at", "id"):
            permits[_standing_for(one.entry_id, corrected)].append(Permit(one.kind, one.valid_until, one.reference))
    return Known(rows, pair(crossed, as_of), dict(permits))


def _standing_for(entry_id: UUID, corrected: Mapping[UUID, UUID | None]) -> UUID:
    """The record that stands for an entry now: what was permitted goes with it to the one that replaced it."""
    while (newer := corrected.get(entry_id)) is not None:
        entry_id = newer
    return entry_id


def _kinds(document_ids: Iterable[UUID]) -> dict[UUID, str]:
    found = TravelDocument.objects.filter(pk__in=list(document_ids)).values_list("pk", "document_code", "issuer")
    return {pk: rules.document_kind(code, issuer) for pk, code, issuer in found}


def standing_of(known: Known, nationality: str, document_kind: str, as_of: date) -> Standing:
    """What the records and the approved regimes say."""
    return rules.standing(
        known.stays,
        nationality=nationality,
        document_kind=document_kind,
        host=settings.SAPAR_HOME,
        regimes=regimes_in_force(),
        permits=known.permits,
        as_of=as_of,
    )


def stay_checks(
    inspection: Inspection,
    nationality: str,
    code: str,
    issuer: str,
    visa: rules.VisaStay | None = None,
    *,
    on_permit: bool = False,
) -> list[Check]:
    """The desk's line about the stay; none while the document identifies nobody. Inside an act or a look. ``visa``: the
    one that holds for this entry; ``on_permit``: the seal of a work permit holds."""
    if inspection.person_id is None or nationality == settings.SAPAR_HOME:
        return []
    today, direction = clock.today(), Direction(inspection.direction)
    known = known_of(inspection.person_id, today)
    found = standing_of(known, nationality, rules.document_kind(code, issuer), today)
    registered = None
    if (
        direction is Direction.EXIT
        and known.here is not None
        and known.here.entry_on
        and due(known.here.entry_on) < today
    ):
        registered = bool(registrations_for(_papers(known), known.here.entry_on))
    line = rules.check_stay(found, direction, registered=registered, visa=visa, on_permit=on_permit)
    return [line] if line else []


def permission_check(entry: Crossing) -> list[Check]:
    """The same question of an entry that stands in the records: whether a visa, a permit or a regime of its day carries it."""
    if entry.direction != Direction.ENTRY or entry.nationality == settings.SAPAR_HOME or entry.permit_number:
        return []
    kind = rules.document_kind(entry.document.document_code, entry.document.issuer)
    regime = regime_for(regimes_in_force(), settings.SAPAR_HOME, entry.nationality, kind, entry.crossed_on)
    if regime is not None or StayPermission.objects.filter(entry=entry).exists():
        return []
    return [Check("stay", State.AMBER, (Reason("no_permission"),))]


def _papers(known: Known) -> set[tuple[str, str]]:
    return {(row.document_number, row.nationality) for row in known.crossings}


def registrations_for(papers: Iterable[tuple[str, str]], since: date) -> list[StayRegistration]:
    """The registrations of a stay that began on ``since``, of the person with these documents."""
    given = set(papers)
    rows = StayRegistration.objects.filter(
        document_number__in=[number for number, _nationality in given], made_on__gte=since
    )
    return [row for row in rows.order_by("made_at", "id") if (row.document_number, row.nationality) in given]


def person_stays(actor: Actor, person_id: UUID, as_of: date) -> PersonStays:
    """Build the page's data; inside a look that has named its subjects. Raises NotFound."""
    person = Person.objects.prefetch_related("names").filter(pk=person_id).first()
    if person is None:
        raise NotFound(field="person_id")
    known, people = known_of(person_id, as_of), store.joined(person_id)
    documents = list(TravelDocument.objects.filter(person_id__in=people).order_by("first_seen_at", "id"))
    newest = documents[-1] if documents else None
    kind = rules.document_kind(newest.document_code, newest.issuer) if newest else "other"
    found = standing_of(known, person.nationality, kind, as_of)
    first = min((stay.entry_on for stay in known.stays if stay.entry_on), default=as_of)
    made = registrations_for(_papers(known), first)
    lines = stay_lines(known, made, actor.language)
    here = known.here
    entry_on = here.entry_on if here else None
    citizen = found.basis == "citizen"
    return PersonStays(
        person_id=person_id,
        name=store.display_name(person),
        nationality=person.nationality,
        birth_date=person.birth_date,
        documents=tuple(f"{one.issuer} {one.number}" for one in documents),
        standing=found,
        lines=lines,
        register_by=due(entry_on) if entry_on and not citizen else None,
        registered=bool(entry_on and any(row.made_on >= entry_on for row in made)),
        code_at=StayCode.objects.filter(person_id__in=people)
        .order_by("-issued_at", "-id")
        .values_list("issued_at", flat=True)
        .first(),
        extensions=list(StayExtension.objects.filter(person_id__in=people).order_by("-made_at", "-id")),
    )


def stay_lines(known: Known, made: Sequence[StayRegistration], language: str) -> list[StayLine]:
    """Stays as a page shows them, newest first."""
    posts = {
        place.pk: place.name(language) for place in Place.objects.filter(pk__in={c.place_id for c in known.crossings})
    }
    at = {row.pk: posts.get(row.place_id, "") for row in known.crossings}
    lines = [
        StayLine(
            outcome="inside" if stay.inside else "bounded" if stay.kind == "open" else stay.kind,
            entry_id=stay.entry_key if isinstance(stay.entry_key, UUID) else None,
            exit_id=stay.exit_key if isinstance(stay.exit_key, UUID) else None,
            entry_on=stay.entry_on,
            exit_on=stay.exit_on,
            bounded_on=stay.bounded_on,
            entry_post=at.get(stay.entry_key, "") if isinstance(stay.entry_key, UUID) else "",
            exit_post=at.get(stay.exit_key, "") if isinstance(stay.exit_key, UUID) else "",
            nationality=stay.nationality,
            document_kind=stay.document_kind,
            nights=(stay.exit_on - stay.entry_on).days if stay.exit_on and stay.entry_on else None,
            permits=tuple(known.permits.get(stay.entry_key, ())) if stay.entry_key is not None else (),
            registered=tuple(
                row.pk
                for row in made
                if stay.entry_on and stay.entry_on <= row.made_on <= (stay.exit_on or stay.bounded_on or date.max)
            ),
        )
        for stay in known.stays
    ]
    return lines[::-1]


@look(
    "border.view_stays",
    roles=(*DESK, *SERVICE),
    purpose=STAY,
    title=_("Look at a person's stays and how long they may stay"),
)
def view_stays(actor: Actor, *, person_id: UUID, as_of: date | None = None) -> PersonStays:
    """Stays, standing and registrations of one person as of a day (today). Raises NotFound."""
    found = person_stays(actor, person_id, min(as_of or clock.today(), clock.today()))
    shown("person", person_id)
    shown("crossing", *(key for line in found.lines for key in (line.entry_id, line.exit_id) if key))
    shown("extension", *(one.pk for one in found.extensions))
    return found


@dataclass(frozen=True, slots=True)
class SlipOf:
    """What the code of a slip is made with."""

    person_id: UUID
    number: str
    birth_date: str


@look("border.view_slip_entry", roles=(*DESK, *SERVICE), purpose=STAY, title=_("Look at an entry to make its slip"))
def slip_of(actor: Actor, *, crossing_id: UUID) -> SlipOf:
    """Whose entry this is. Raises NotFound."""
    found = Crossing.objects.filter(pk=crossing_id).first()
    if found is None:
        raise NotFound(field="crossing_id")
    person = Person.objects.get(pk=found.person_id)
    shown("crossing", found.pk)
    shown("person", found.person_id)
    return SlipOf(found.person_id, found.document_number, person.birth_date)


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A person found by the number of a document."""

    person_id: UUID
    name: str
    nationality: str
    birth_date: str
    document: str


@look("border.find_stays", roles=(*DESK, *SERVICE), purpose=STAY, title=_("Find a person's stays by a document"))
def find_stays(actor: Actor, *, number: str) -> list[FoundPerson]:
    """Persons with a crossing under this whole number (capitals and digits); usually one."""
    rows = Crossing.objects.filter(document_number=number).order_by("-at", "-id").values_list("person_id", flat=True)
    keys = list(dict.fromkeys(rows[:200]))[:FOUND_AT_MOST]
    people = {one.pk: one for one in Person.objects.filter(pk__in=keys).prefetch_related("names", "documents")}
    shown("person", *people)
    return [
        FoundPerson(
            key,
            store.display_name(people[key]),
            people[key].nationality,
            people[key].birth_date,
            ", ".join(f"{one.issuer} {one.number}" for one in people[key].documents.all()),
        )
        for key in keys
        if key in people
    ]


@dataclass(frozen=True, slots=True)
class RegimeRow:
    """A regime with the people who entered it and decided on it. ``by_me``: the reader entered it."""

    regime: StayRegime
    state: str
    entered_by: str
    decided_by: str
    by_me: bool
    replaces: str


def regime_state(row: StayRegime, today: date) -> str:
    """``waiting``, ``rejected``, ``replaced``, ``ended``, ``coming`` or ``in_force``."""
    if row.approved is None:
        return "waiting"
    if not row.approved:
        return "rejected"
    if row.replaced_at is not None:
        return "replaced"
    if row.valid_until and row.valid_until < today:
        return "ended"
    return "coming" if row.valid_from and row.valid_from > today else "in_force"


def list_regimes(actor: Actor) -> list[RegimeRow]:
    """All regimes, those that wait first, then by code, newest first; inside ``reading``."""
    rows = list(StayRegime.objects.order_by("code", "-entered_at"))
    known = {one for row in rows for one in (row.entered_by, row.decided_by) if one}
    people = dict(Account.objects.filter(pk__in=known).values_list("pk", "full_name"))
    codes = {row.pk: row.code for row in rows}
    today = clock.today()
    found = [
        RegimeRow(
            row,
            regime_state(row, today),
            people.get(row.entered_by, ""),
            people.get(row.decided_by, "") if row.decided_by else "",
            row.entered_by == actor.account_id,
            codes.get(row.replaces_id, "") if row.replaces_id else "",
        )
        for row in rows
    ]
    rank = {"waiting": 0, "in_force": 1, "coming": 1}
    return sorted(found, key=lambda one: rank.get(one.state, 2))


def find_regime(regime_id: UUID) -> StayRegime:
    """Raises NotFound; inside ``reading`` or an act."""
    found = StayRegime.objects.filter(pk=regime_id).first()
    if found is None:
        raise NotFound(field="regime_id")
    return found
