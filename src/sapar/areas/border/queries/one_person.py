"""Statements that two documents belong to one person: those that wait, and what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sapar.areas.border.access import DESK, IDENTITY, ONE_PERSON_DECIDES, SERVICE
from sapar.areas.border.models import Crossing, OnePerson
from sapar.areas.border.queries.evidence import in_force
from sapar.areas.border.queries.records import officers_of
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.acts import look, shown
from sapar.kernel.errors import NotFound
from sapar.kernel.people import store
from sapar.kernel.people.models import Person
from sapar.standards.countries import state_code
from sapar.standards.mrz import parse
from sapar.web.paging import Pager, Window


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two documents, with the person as its record or its lines describe them. ``crossings``: how many count."""

    document: str
    name: str
    birth_date: str
    sex: str
    nationality: str
    person_id: UUID | None
    crossings: int
    last_on: date | None


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement with both sides and the names of those who acted. ``mine``: the reader stated it and cannot decide.
    ``state``: ``waits``, ``agreed``, ``not_agreed`` or ``undone``."""

    row: OnePerson
    state: str
    known: Side
    other: Side
    stated_by: str
    decided_by: str
    undone_by: str
    mine: bool
    may_decide: bool


@look(
    "border.one_person_statements",
    roles=(*DESK, *SERVICE),
    purpose=IDENTITY,
    title=_("List statements that documents belong to one person"),
)
def one_person_statements(
    actor: Actor, *, window: Window, show: str = "waiting"
) -> tuple[list[Statement], Pager, dict[str, int]]:
    """Newest first: ``waiting``, ``joined`` (agreed and not undone) or ``all``."""
    rows = OnePerson.objects.all()
    parts = {"waiting": rows.filter(agreed=None), "joined": rows.filter(agreed=True, undone_at=None), "all": rows}
    found, pager = window.cut(parts.get(show, rows), "-stated_at", "-id")
    shown("one_person", *(one.pk for one in found))
    return [_statement(actor, one) for one in found], pager, {name: some.count() for name, some in parts.items()}


@look(
    "border.view_one_person",
    roles=(*DESK, *SERVICE),
    purpose=IDENTITY,
    title=_("Look at a statement that two documents belong to one person"),
)
def view_one_person(actor: Actor, *, statement_id: UUID) -> Statement:
    """Both sides as they are known now. Raises NotFound."""
    found = OnePerson.objects.filter(pk=statement_id).first()
    if found is None:
        raise NotFound(field="statement_id")
    shown("one_person", found.pk)
    return _statement(actor, found)


def waiting_statements(actor: Actor) -> int:
    """How many wait for a second person; inside ``reading``, for the menu."""
    return OnePerson.objects.filter(agreed=None).count()


def _statement(actor: Actor, row: OnePerson) -> Statement:
    names = officers_of({one for one in (row.stated_by, row.decided_by, row.undone_by) if one})
    if row.agreed is None:
        state = "waits"
    elif not row.agreed:
        state = "not_agreed"
    else:
        state = "undone" if row.undone_at else "agreed"
    mine = row.stated_by == actor.account_id
    return Statement(
        row=row,
        state=state,
        known=_side(row.known_key),
        other=_side(row.other_key, row.mrz),
        stated_by=names.get(row.stated_by, ""),
        decided_by=names.get(row.decided_by, "") if row.decided_by else "",
        undone_by=names.get(row.undone_by, "") if row.undone_by else "",
        mine=mine,
        may_decide=state == "waits" and not mine and actor.role in ONE_PERSON_DECIDES,
    )


def _side(key: str, mrz: str = "") -> Side:
    issuer, _colon, number = key.partition(":")
    document = store.find_document(issuer, number)
    if document is None:
        read = parse(mrz, clock.today())
        name = " ".join(part for part in (read.secondary, read.primary) if part)
        born, nationality = read.birth_date or "", state_code(read.nationality)
        return Side(f"{issuer} {number}", name, born, read.sex or "", nationality, None, 0, None)
    person = Person.objects.prefetch_related("names").get(pk=document.person_id)
    shown("person", person.pk)
    counted = in_force(Crossing.objects.filter(document__person_id=person.pk))
    return Side(
        f"{document.issuer} {document.number}",
        store.display_name(person),
        person.birth_date,
        person.sex,
        person.nationality,
        person.pk,
        counted.count(),
        counted.order_by("-at", "-id").values_list("crossed_on", flat=True).first(),
    )
