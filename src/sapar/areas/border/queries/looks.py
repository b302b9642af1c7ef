"""The looks behind the pages: each names every subject that it shows."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sapar.areas.border.access import CORRECTION, DESK, INSPECTION, SUPERVISOR
from sapar.areas.border.models import Crossing, Inspection
from sapar.areas.border.queries.evidence import in_force
from sapar.areas.border.queries.records import (
    CrossingRow,
    CrossingView,
    InspectionView,
    PostChoice,
    QueueRow,
    ReferralView,
    crossing_rows,
    crossing_view,
    find_crossing,
    inspection_view,
    officers_of,
    on_day,
    referral_view,
    with_parts,
)
from sapar.areas.border.rules import Direction, State
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.access.models import Place
from sapar.kernel.acts import look, shown
from sapar.kernel.documents.attachments import Opened, attachments_of, open_attachment
from sapar.kernel.errors import NotFound
from sapar.kernel.facts.queries import keys_behind
from sapar.kernel.people import store
from sapar.kernel.procedures.models import Case
from sapar.web.paging import Pager, Window

LAST = 8


@look("border.view_inspection", roles=DESK, purpose=INSPECTION, title=_("Look at an inspection"))
def view_inspection(actor: Actor, *, inspection_id: UUID) -> tuple[InspectionView, ReferralView | None]:
    """An inspection; while it is undecided, with its checks made again now. Raises NotFound."""
    inspection = Inspection.objects.select_related("place").filter(pk=inspection_id).first()
    if inspection is None:
        raise NotFound()
    shown("inspection", inspection.pk)
    if inspection.person_id:
        shown("person", inspection.person_id)
    return inspection_view(actor, inspection), referral_view(actor, inspection)


@look("border.today", roles=DESK, purpose=INSPECTION, title=_("Look at the last crossings of the own post"))
def today(actor: Actor) -> list[CrossingRow]:
    """The newest crossings of today at the actor's post, at most eight."""
    found = in_force(on_day(Crossing.objects.filter(place_id=actor.place_id or NOBODY), clock.today()))
    return crossing_rows(actor, list(with_parts(found).order_by("-at", "-id")[:LAST]))


@look("border.open_photo", roles=DESK, purpose=INSPECTION, title=_("Open a photograph of an inspection"))
def open_photo(actor: Actor, *, inspection_id: UUID, attachment_id: UUID) -> Opened:
    """A photograph that was kept with an inspection. Raises NotFound, Damaged."""
    if attachment_id not in {one.id for one in attachments_of(("inspection", inspection_id))}:
        raise NotFound(field="attachment_id")
    return open_attachment(attachment_id)


@look("border.list_crossings", roles=DESK, purpose=INSPECTION, title=_("List crossings"))
def list_crossings(
    actor: Actor,
    *,
    window: Window,
    place_id: UUID | None = None,
    day: date | None = None,
    direction: Direction | None = None,
    number: str = "",
) -> tuple[list[CrossingRow], Pager]:
    """Crossings, newest first, records that were corrected included and marked.

    ``number``: of a document, exact, at any post. Otherwise those of one post: an officer's own, a supervisor's choice.
    """
    rows = Crossing.objects.all()
    if number:
        rows = rows.filter(document_number=number)
    else:
        chosen = place_id if actor.role == SUPERVISOR and place_id else actor.place_id
        rows = rows.filter(place_id=chosen or NOBODY)
    if day is not None:
        rows = on_day(rows, day)
    if direction is not None:
        rows = rows.filter(direction=direction.value)
    found, pager = window.cut(with_parts(rows), "-at", "-id")
    return crossing_rows(actor, found), pager


@look("border.view_crossing", roles=DESK, purpose=INSPECTION, title=_("Look at a crossing"))
def view_crossing(actor: Actor, *, crossing_id: UUID) -> CrossingView:
    """One crossing with what it rests on and what was corrected. Raises NotFound."""
    crossing = find_crossing(crossing_id)
    return crossing_view(actor, crossing)


@look("border.view_to_correct", roles=DESK, purpose=CORRECTION, title=_("Look at a crossing to correct it"))
def view_to_correct(actor: Actor, *, crossing_id: UUID) -> CrossingView:
    """The same for the purpose of correcting it. Raises NotFound."""
    return crossing_view(actor, find_crossing(crossing_id))


@look("border.second_line_queue", roles=DESK, purpose=INSPECTION, title=_("List travellers in the second line"))
def second_line_queue(actor: Actor) -> list[QueueRow]:
    """Who waits, longest first: at the officer's post; for a supervisor at all posts of the service."""
    cases = Case.objects.filter(
        procedure="border.second_line", institution_id=actor.institution_id or NOBODY, closed_at=None
    )
    if actor.role != SUPERVISOR:
        cases = cases.filter(place_id=actor.place_id or NOBODY)
    waiting = list(cases.order_by("opened_at").values_list("subject_id", "reference", "assigned_to")[:200])
    references = {subject: reference for subject, reference, _holder in waiting}
    holders = {subject: holder for subject, _reference, holder in waiting if holder}
    found = (
        Inspection.objects.filter(pk__in=list(references))
        .select_related("place", "referral", "person")
        .prefetch_related("person__names")
        .order_by("opened_at")
    )
    items = list(found)
    officers = officers_of({item.referral.officer_id for item in items} | set(holders.values()))
    shown("inspection", *(item.pk for item in items))
    shown("person", *(item.person_id for item in items if item.person_id))
    return [
        QueueRow(
            inspection_id=item.pk,
            reference=references[item.pk],
            at=item.referral.at,
            name=store.display_name(item.person) if item.person else "",
            nationality=item.person.nationality if item.person else "",
            level=State(item.level),
            reason=item.referral.reason,
            place=item.place.name(actor.language),
            officer=officers.get(item.referral.officer_id, ""),
            by_me=item.referral.officer_id == actor.account_id,
            holder=officers.get(holders[item.pk], "") if item.pk in holders else "",
        )
        for item in items
    ]


@look("border.counted", roles=DESK, purpose=INSPECTION, title=_("Look at the crossings behind a figure"))
def counted(actor: Actor, *, run_id: UUID, part: str = "all", codes: dict[str, str] | None = None) -> list[CrossingRow]:
    """The records that a figure was counted from, newest first. Raises NotFound, Invalid."""
    keys = keys_behind(actor, run_id=run_id, part=part, codes=codes)
    found = with_parts(Crossing.objects.filter(pk__in=keys)).order_by("-at", "-id")
    return crossing_rows(actor, list(found))


def posts(actor: Actor) -> list[PostChoice]:
    """The border posts, by name in the reader's language; inside ``reading``."""
    found = [PostChoice(place.pk, place.name(actor.language)) for place in Place.objects.filter(kind="border_post")]
    return sorted(found, key=lambda post: post.name)
