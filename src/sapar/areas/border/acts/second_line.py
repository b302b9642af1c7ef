"""The second line's cases pass from hand to hand, each time with a note."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sapar.areas.border.access import DESK, INSPECTION, OFFICER, SUPERVISOR
from sapar.areas.border.acts.shared import check_length, locked, name_subjects, why_error
from sapar.areas.border.models import HandOver, Inspection, Referral
from sapar.areas.border.notices import HANDED_OVER
from sapar.areas.border.rules.shifts import why_not_take_case
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.access.models import Duty
from sapar.kernel.acts import act
from sapar.kernel.errors import Invalid, NotFound
from sapar.kernel.notices.store import notify
from sapar.kernel.procedures import moves
from sapar.kernel.procedures.models import Case


@act("border.take_case", roles=DESK, purpose=INSPECTION, title=_("Take a case of the second line in hand"))
def take_case(actor: Actor, *, inspection_id: UUID) -> Inspection:
    """Others then see who looks after the traveller. A supervisor may take a case from whoever has it.

    Raises NotPermitted (``same_person``, another post), Conflict (``with_other``, ``decided``), NotFound.
    """
    inspection, case, referral = waiting_case(actor, inspection_id)
    why = why_not_take_case(
        referred_by=referral.officer_id,
        actor=actor.account_id,
        holder=case.assigned_to,
        supervisor=actor.role == SUPERVISOR,
    )
    if why:
        raise why_error(why)
    if case.assigned_to != actor.account_id:
        moves.assign(actor, case, actor.account_id)
    name_subjects(inspection)
    return inspection


@act("border.hand_over_case", roles=DESK, purpose=INSPECTION, title=_("Hand over a case of the second line"))
def hand_over_case(actor: Actor, *, inspection_id: UUID, to_id: UUID, note: str) -> HandOver:
    """From whoever has the case to another officer, with a note; they are told. Not to the one who referred.

    ``to_id``: the account of an officer of this post, or of a supervisor of the service. Raises Invalid (``to_id``,
    ``note``), NotPermitted, Conflict (``with_other``, ``decided``), NotFound.
    """
    inspection, case, referral = waiting_case(actor, inspection_id)
    if not note.strip():
        raise Invalid(_("Write what the next officer has to know."), field="note", code="missing")
    check_length(note, "note")
    if case.assigned_to not in (None, actor.account_id) and actor.role != SUPERVISOR:
        raise why_error("with_other")
    if to_id == referral.officer_id:
        raise Invalid(_("Another person than the one who referred has to decide."), field="to_id", code="same_person")
    if to_id not in colleagues(inspection.institution_id, inspection.place_id) or to_id == actor.account_id:
        raise why_error("nobody_there")
    moves.assign(actor, case, to_id)
    made = HandOver(
        inspection=inspection,
        from_id=actor.account_id or NOBODY,
        to_id=to_id,
        note=note.strip(),
        institution_id=inspection.institution_id,
        at=clock.now(),
    )
    made.save(force_insert=True)
    notify(HANDED_OVER, account_id=to_id, link=f"/border/second-line/{inspection.pk}/")
    name_subjects(inspection)
    return made


def waiting_case(actor: Actor, inspection_id: UUID) -> tuple[Inspection, Case, Referral]:
    """An inspection that waits in the second line where this actor works, locked, inside an act."""
    inspection = locked(inspection_id)
    referral = Referral.objects.filter(inspection=inspection).first()
    if referral is None:
        raise NotFound(field="inspection_id")
    if actor.institution_id != inspection.institution_id:
        raise why_error("other_service")
    if actor.role != SUPERVISOR and actor.place_id != inspection.place_id:
        raise why_error("no_post" if actor.place_id is None else "other_post")
    case = moves.case_of(inspection.pk, lock=True)
    if case.closed_at is not None:
        raise why_error("decided")
    return inspection, case, referral


def colleagues(institution_id: UUID, place_id: UUID) -> dict[UUID, str]:
    """Who can look after a case of this post now: its officers, and the supervisors of the service. Account to name."""
    now = clock.now()
    duties = Duty.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=now),
        Q(role=OFFICER, place_id=place_id) | Q(role=SUPERVISOR),
        institution_id=institution_id,
        ended_at=None,
        account__is_active=True,
    )
    return dict(duties.order_by("account__full_name").values_list("account_id", "account__full_name"))
