"""Lanes of a post, who sits there, and the hand-over of a shift with two signatures."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sapar.areas.border import queries
from sapar.areas.border.access import DESK, POST, SUPERVISOR
from sapar.areas.border.acts.shared import check_length, why_error
from sapar.areas.border.models import Lane, Seat, Shift
from sapar.areas.border.notices import SHIFT_DIFFERS
from sapar.areas.border.rules import LaneKind
from sapar.areas.border.rules.shifts import COUNTABLE, FIRST_SHIFT, counted_differently, why_not_take_shift
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.access.models import Place
from sapar.kernel.acts import about, act
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from sapar.kernel.notices.store import notify

MOST = 1_000_000
SHIFT_SAME = _("Another officer than the one who gave the shift has to sign.")


@act("border.open_lane", roles=(SUPERVISOR,), purpose=POST, title=_("Set up a lane of a border post"))
def open_lane(actor: Actor, *, place_id: UUID, name: str, kind: LaneKind) -> Lane:
    """A counter where an officer can sit. Raises Invalid (``name``, ``place_id``), Conflict (the name is taken)."""
    if not name.strip() or len(name) > 20:
        raise Invalid(_("Name the lane in at most 20 characters, such as “3” or “Bus”."), field="name", code="name")
    if not Place.objects.filter(pk=place_id, kind="border_post").exists():
        raise Invalid(_("Choose a border post."), field="place_id", code="place")
    if Lane.objects.filter(place_id=place_id, name=name.strip(), ended_at=None).exists():
        raise Conflict(_("There is a lane of this name already."), field="name", code="lane_exists")
    made = Lane(
        place_id=place_id,
        institution_id=actor.institution_id or NOBODY,
        name=name.strip(),
        kind=kind.value,
        created_at=clock.now(),
    )
    made.save(force_insert=True)
    about("lane", made.pk)
    return made


@act("border.end_lane", roles=(SUPERVISOR,), purpose=POST, title=_("Take a lane of a border post away"))
def end_lane(actor: Actor, *, lane_id: UUID) -> Lane:
    """The lane is used no more; whoever sits there is free. Raises NotFound, NotPermitted, Conflict (``ended``)."""
    lane = _lane(actor, lane_id)
    lane.ended_at = clock.now()
    lane.save(update_fields=["ended_at"])
    Seat.objects.filter(lane=lane, until=None).update(until=lane.ended_at)
    return lane


@act("border.sit_down", roles=DESK, purpose=POST, title=_("Take a lane"))
def sit_down(actor: Actor, *, lane_id: UUID) -> Seat:
    """Sit at a lane of the own post; the lane before is left. Raises Conflict (``lane_taken``), NotPermitted, NotFound."""
    lane = _lane(actor, lane_id)
    if actor.place_id != lane.place_id:
        raise why_error("no_post" if actor.place_id is None else "other_post")
    now, account = clock.now(), actor.account_id or NOBODY
    sitting = Seat.objects.filter(lane=lane, until=None).first()
    if sitting is not None and sitting.officer_id == account:
        return sitting
    if sitting is not None:
        raise Conflict(_("A colleague sits at this lane."), code="lane_taken")
    Seat.objects.filter(officer_id=account, until=None).update(until=now)
    made = Seat(lane=lane, institution_id=lane.institution_id, officer_id=account, since=now)
    made.save(force_insert=True)
    about("seat", made.pk)
    return made


@act("border.stand_up", roles=DESK, purpose=POST, title=_("Leave a lane"))
def stand_up(actor: Actor) -> Seat | None:
    """Leave the lane; None for whoever sits nowhere."""
    sitting = Seat.objects.select_for_update().filter(officer_id=actor.account_id or NOBODY, until=None).first()
    if sitting is None:
        return None
    sitting.until = clock.now()
    sitting.save(update_fields=["until"])
    about("seat", sitting.pk)
    return sitting


@act("border.give_shift", roles=DESK, purpose=POST, title=_("End a shift and sign its figures"))
def give_shift(
    actor: Actor, *, note: str, entries: int | None = None, exits: int | None = None, refused: int | None = None
) -> Shift:
    """End the shift of the own post: what the node counted since the last one is written down with the note.

    ``entries``, ``exits``, ``refused``: as the officers counted them by hand, where they did. The act is the first
    signature; another officer makes the second. Raises Invalid, Conflict (one waits for its signature), NotPermitted.
    """
    if actor.place_id is None:
        raise why_error("no_post")
    if not note.strip():
        raise Invalid(_("Write what the next shift has to know; “nothing special” is an answer."), field="note")
    check_length(note, "note")
    given = {"entries": entries, "exits": exits, "refused": refused}
    for name, number in given.items():
        if number is not None and not 0 <= number <= MOST:
            raise Invalid(_("Enter a number."), field=name, code="number")
    before = Shift.objects.filter(place_id=actor.place_id).order_by("-until").first()
    if before is not None and before.taken_at is None:
        raise Conflict(_("The shift before waits for its second signature."), code="shift_waits")
    now = clock.now()
    since = before.until if before is not None else now - FIRST_SHIFT
    made = Shift(
        place_id=actor.place_id,
        institution_id=actor.institution_id or NOBODY,
        since=since,
        until=now,
        figures=queries.shift_figures(actor.place_id, since, now),
        counted={name: number for name, number in given.items() if name in COUNTABLE and number is not None},
        note=note.strip(),
        given_by=actor.account_id or NOBODY,
    )
    made.save(force_insert=True)
    about("shift", made.pk)
    return made


@act("border.take_shift", roles=DESK, purpose=POST, title=_("Take a shift over and sign its figures"))
def take_shift(actor: Actor, *, shift_id: UUID, remark: str = "") -> Shift:
    """The second signature, by another officer of the post. ``remark``: what they do not agree with; the supervisors are
    told, as they are when the officers counted differently. Raises NotPermitted, Conflict (``shift_taken``), NotFound.
    """
    shift = Shift.objects.select_for_update().filter(pk=shift_id).first()
    if shift is None:
        raise NotFound(field="shift_id")
    why = why_not_take_shift(given_by=shift.given_by, actor=actor.account_id, place=shift.place_id, here=actor.place_id)
    if why == "shift_same":
        raise NotPermitted(SHIFT_SAME, code=why)
    if why:
        raise why_error(why if actor.place_id else "no_post")
    if shift.taken_at is not None:
        raise Conflict(_("This shift has been signed already."), code="shift_taken")
    check_length(remark, "remark")
    shift.taken_by, shift.taken_at, shift.remark = actor.account_id, clock.now(), remark.strip()
    shift.save(update_fields=["taken_by", "taken_at", "remark"])
    if shift.remark or counted_differently(shift.figures, shift.counted):
        notify(SHIFT_DIFFERS, institution_role=(shift.institution_id, SUPERVISOR), link=f"/border/shifts/{shift.pk}/")
    about("shift", shift.pk)
    return shift


def _lane(actor: Actor, lane_id: UUID) -> Lane:
    lane = Lane.objects.select_for_update().filter(pk=lane_id).first()
    if lane is None:
        raise NotFound(field="lane_id")
    if lane.institution_id != actor.institution_id:
        raise why_error("other_service")
    if lane.ended_at is not None:
        raise Conflict(_("This lane is not used any more."), code="ended")
    about("lane", lane.pk)
    return lane
