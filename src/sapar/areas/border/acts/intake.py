"""What those are told who take in people who need help: a child who travels alone, and every day to look into their inbox."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sapar.areas.border.access import WATCH
from sapar.areas.border.models import Inspection
from sapar.areas.border.notices import ALONE, LOOK_IN
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.models import Duty, Place
from sapar.kernel.acts import act
from sapar.kernel.notices.store import DELIVER, notify

INTAKE = "protection.intake"


def tell(inspection: Inspection) -> int:
    """Leave a notice for every institution in which somebody holds the intake's role; returns how many. Inside an act.

    It says where and when, and names nobody: the intake calls the post.
    """
    now = clock.now()
    institutions = _offices()
    post = Place.objects.get(pk=inspection.place_id)
    for institution_id in institutions:
        notify(
            ALONE,
            {"post": post.code, "at": now.isoformat(timespec="minutes")},
            institution_role=(institution_id, INTAKE),
        )
    return len(institutions)


@act(
    "border.remind_intake",
    roles=("system.clock",),
    purpose=WATCH,
    title=_("Remind the intake of its inbox"),
    page_only=True,
    emits=(DELIVER,),
)
def remind(actor: Actor) -> None:
    """One message to every intake, every day, that says nothing: it goes out whether anything waits or not, so neither the
    message nor its absence tells of anybody.
    """
    for institution_id in _offices():
        notify(LOOK_IN, {}, institution_role=(institution_id, INTAKE), link="/border/watch/hits/")


def _offices() -> list[UUID]:
    """Institutions in which somebody holds the intake's role now."""
    now = clock.now()
    holders = Duty.objects.filter(Q(valid_until=None) | Q(valid_until__gt=now), role=INTAKE, ended_at=None)
    return sorted(set(holders.values_list("institution_id", flat=True)))
