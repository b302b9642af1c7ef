"""Who registered a stay, who did not, and requests to stay longer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from sapar.areas.border.access import HOST, REGISTRATION, SERVICE
from sapar.areas.border.models import Correction, Crossing, StayExtension, StayRegistration
from sapar.areas.border.queries.evidence import in_force
from sapar.areas.border.queries.stays import PersonStays, person_stays
from sapar.areas.border.rules import registration as rules
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.access.models import Account
from sapar.kernel.acts import look, shown
from sapar.kernel.errors import NotFound
from sapar.kernel.people import store
from sapar.kernel.people.models import Person
from sapar.kernel.procedures import moves
from sapar.kernel.procedures.models import Case
from sapar.web.paging import Pager, Window

EXPORTED = 5000


@look("border.own_guests", roles=(HOST,), purpose=REGISTRATION, title=_("List the guests one has registered"))
def own_guests(actor: Actor, *, window: Window, present: bool = False) -> tuple[list[StayRegistration], Pager]:
    """The registrations of the actor's institution, newest first. ``present``: those who have not left."""
    rows = StayRegistration.objects.filter(institution_id=actor.institution_id or NOBODY)
    if present:
        rows = rows.filter(left_on=None)
    found, pager = window.cut(rows, "-made_at", "-id")
    shown("registration", *(row.pk for row in found))
    return found, pager


@look("border.list_registrations", roles=SERVICE, purpose=REGISTRATION, title=_("List registrations of stays"))
def list_registrations(actor: Actor, *, window: Window, number: str = "") -> tuple[list[StayRegistration], Pager]:
    """All registrations, newest first, or those of one document (capitals and digits)."""
    rows = StayRegistration.objects.all()
    if number:
        rows = rows.filter(document_number=number)
    found, pager = window.cut(rows, "-made_at", "-id")
    shown("registration", *(row.pk for row in found))
    return found, pager


@look("border.view_registration", roles=(HOST, *SERVICE), purpose=REGISTRATION, title=_("Look at a registration"))
def view_registration(actor: Actor, *, registration_id: UUID) -> StayRegistration:
    """Hosts see their own only. Raises NotFound."""
    rows = StayRegistration.objects.filter(pk=registration_id)
    if actor.role == HOST:
        rows = rows.filter(institution_id=actor.institution_id or NOBODY)
    found = rows.first()
    if found is None:
        raise NotFound(field="registration_id")
    shown("registration", found.pk)
    return found


@dataclass(frozen=True, slots=True)
class Unregistered:
    """Somebody who entered, has not left by the records, and whose stay nobody registered in time."""

    entry_id: UUID
    person_id: UUID
    name: str
    nationality: str
    number: str
    entry_on: date
    due_on: date
    days_late: int
    post: str


@look("border.list_unregistered", roles=SERVICE, purpose=REGISTRATION, title=_("List stays that are not registered"))
def list_unregistered(
    actor: Actor, *, window: Window, nationality: str = "", place_id: UUID | None = None
) -> tuple[list[Unregistered], Pager]:
    """Foreigners inside by the records whose three working days are over without a registration, newest entry first.

    Entries of the last ninety days. A registration that was made late takes a stay off the list.
    """
    rows = unregistered(clock.today())
    if nationality:
        rows = rows.filter(nationality=nationality)
    if place_id is not None:
        rows = rows.filter(place_id=place_id)
    found, pager = window.cut(rows, "-crossed_on", "-id")
    return _lines(actor, found), pager


@look(
    "border.export_unregistered", roles=SERVICE, purpose=REGISTRATION, title=_("Export stays that are not registered")
)
def export_unregistered(actor: Actor, *, nationality: str = "", place_id: UUID | None = None) -> list[Unregistered]:
    """The same as one list, at most 5,000."""
    rows = unregistered(clock.today())
    if nationality:
        rows = rows.filter(nationality=nationality)
    if place_id is not None:
        rows = rows.filter(place_id=place_id)
    return _lines(actor, list(rows.order_by("-crossed_on", "-id")[:EXPORTED]))


def unregistered(today: date) -> QuerySet[Crossing]:
    """Entries in force whose term is over, that no later crossing of the person follows, and nobody registered.

    By the index of days, then one probe each into persons and documents. A crossing with another document of the same
    person is one of the person's.
    """
    corrected = Correction.objects.filter(original_id=OuterRef("pk"))
    after = in_force(Crossing.objects.filter(at__gt=OuterRef("at")))
    later = after.filter(person_id=OuterRef("person_id"))
    later_elsewhere = after.filter(person__group__group_id=OuterRef("person__group__group_id"))
    registered = StayRegistration.objects.filter(
        document_number=OuterRef("document_number"),
        nationality=OuterRef("nationality"),
        made_on__gte=OuterRef("crossed_on"),
    )
    return (
        Crossing.objects.filter(
            direction="entry",
            crossed_on__gte=today - rules.LOOK_BACK,
            crossed_on__lte=rules.last_entry_overdue(today),
        )
        .exclude(nationality=settings.SAPAR_HOME)
        .filter(~Exists(corrected), ~Exists(later), ~Exists(later_elsewhere), ~Exists(registered))
    )


def _lines(actor: Actor, found: list[Crossing]) -> list[Unregistered]:
    people = {
        one.pk: one for one in Person.objects.filter(pk__in=[c.person_id for c in found]).prefetch_related("names")
    }
    posts = {c.place_id: c.place for c in Crossing.objects.filter(pk__in=[c.pk for c in found]).select_related("place")}
    shown("crossing", *(c.pk for c in found))
    shown("person", *people)
    today = clock.today()
    return [
        Unregistered(
            c.pk,
            c.person_id,
            store.display_name(people[c.person_id]) if c.person_id in people else "",
            c.nationality,
            c.document_number,
            c.crossed_on,
            rules.due(c.crossed_on),
            (today - rules.due(c.crossed_on)).days,
            posts[c.place_id].name(actor.language),
        )
        for c in found
    ]


@dataclass(frozen=True, slots=True)
class ExtensionView:
    """A request to stay longer with its way. ``filed_by_me`` and ``refused_by_me``: the reader cannot decide."""

    extension: StayExtension
    case: Case
    steps: list[moves.TimelineStep]
    stays: PersonStays
    filed_by_me: bool
    refused_by_me: bool
    decided_by: str
    appeal_until: date | None


@look("border.view_extension", roles=SERVICE, purpose=REGISTRATION, title=_("Look at a request to stay longer"))
def view_extension(actor: Actor, *, extension_id: UUID) -> ExtensionView:
    """A request with the person's stays. Raises NotFound."""
    found = StayExtension.objects.filter(pk=extension_id).first()
    if found is None:
        raise NotFound(field="extension_id")
    case = moves.case_of(found.pk)
    shown("extension", found.pk)
    shown("person", found.person_id)
    decided = Account.objects.filter(pk=found.decided_by or NOBODY).values_list("full_name", flat=True).first()
    refused = found.decided_at is not None and found.granted_until is None
    return ExtensionView(
        extension=found,
        case=case,
        steps=moves.timeline(case),
        stays=person_stays(actor, found.person_id, clock.today()),
        filed_by_me=found.account_id is not None and found.account_id == actor.account_id,
        refused_by_me=found.decided_by is not None and found.decided_by == actor.account_id,
        decided_by=decided or "",
        appeal_until=rules.appeal_until(clock.day_of(found.decided_at)) if refused and found.decided_at else None,
    )


@dataclass(frozen=True, slots=True)
class ExtensionRow:
    """One line of the list of requests."""

    extension: StayExtension
    state: str
    due_on: date | None
    name: str
    nationality: str


@look("border.list_extensions", roles=SERVICE, purpose=REGISTRATION, title=_("List requests to stay longer"))
def list_extensions(actor: Actor, *, window: Window, open_only: bool = True) -> tuple[list[ExtensionRow], Pager]:
    """Requests of this service, newest first."""
    rows = StayExtension.objects.filter(institution_id=actor.institution_id or NOBODY)
    if open_only:
        rows = rows.filter(decided_at=None) | rows.filter(heard_at=None, appealed_at__isnull=False)
    found, pager = window.cut(rows, "-made_at", "-id")
    cases = {case.subject_id: case for case in Case.objects.filter(subject_id__in=[one.pk for one in found])}
    people = {
        one.pk: one for one in Person.objects.filter(pk__in=[x.person_id for x in found]).prefetch_related("names")
    }
    shown("extension", *(one.pk for one in found))
    shown("person", *people)
    return [
        ExtensionRow(
            one,
            cases[one.pk].state if one.pk in cases else "",
            cases[one.pk].due_on if one.pk in cases else None,
            store.display_name(people[one.person_id]) if one.person_id in people else "",
            people[one.person_id].nationality if one.person_id in people else "",
        )
        for one in found
    ], pager
