"""What the acts of the border share: the words of their refusals, and the ways to a record."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sapar.areas.border import rules
from sapar.areas.border.models import Inspection
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.acts import about
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted, SaparError

WORDS = {
    "no_post": _("Your duty names no border post. Change to a duty that does."),
    "other_post": _("This inspection belongs to another border post."),
    "too_old": _("This document was read too long ago. Read it again."),
    "not_green": _("Not admitted: a check is open or not green now. Look at the checks below."),
    "referred": _("This inspection is with the second line."),
    "recorded": _("The crossing has been recorded already."),
    "decided": _("The second line has decided already."),
    "same_person": _("Another person than the one who referred has to decide."),
    "superseded": _("This record has been corrected already. Look at the newer one."),
    "not_own": _("You can correct your own records only. Ask the supervisor."),
    "again": _("This record is a correction itself. Ask the supervisor."),
    "too_late": _("The ten minutes for correcting alone are over. Ask the supervisor."),
    "correct_not_green": _(
        "The desk would not have let this traveller pass without a second person, so a supervisor has to correct the record."
    ),
    "future": _("The time cannot lie in the future."),
    "far": _("The time can be moved by one day at most."),
    "other_service": _("This record belongs to another service."),
    "with_other": _("A colleague has this case in hand. Let them hand it over, or ask the supervisor."),
    "party_closed": _("This group has been closed. Open another one."),
    "party_full": _("A group has at most 500 travellers."),
    "nobody_there": _("Choose an officer of this post or a supervisor of the service."),
}
NOT_PERMITTED = frozenset({"no_post", "other_post", "same_person", "not_own", "again", "too_late", "other_service"})
INVALID = {"future": "at", "far": "at", "nobody_there": "to_id"}


def locked(inspection_id: UUID) -> Inspection:
    found = Inspection.objects.select_for_update().filter(pk=inspection_id).first()
    if found is None:
        raise NotFound(field="inspection_id")
    return found


def here(actor: Actor, inspection: Inspection, *, timed: bool = True) -> None:
    why = rules.why_not_act(actor.place_id, inspection.place_id, inspection.opened_at, clock.now())
    if why and (timed or why != "too_old"):
        raise why_error(why)


def name_subjects(inspection: Inspection) -> None:
    about("inspection", inspection.pk)
    if inspection.person_id is not None:
        about("person", inspection.person_id)


def check_length(text: str, field: str) -> None:
    if len(text) > rules.REASON_LONGEST:
        raise Invalid(_("Write at most 2,000 characters."), field=field, code="too_long")


def why_error(code: str) -> SaparError:
    if code in NOT_PERMITTED:
        return NotPermitted(WORDS[code], code=code)
    if code in INVALID:
        return Invalid(WORDS[code], field=INVALID[code], code=code)
    return Conflict(WORDS[code], code=code)
