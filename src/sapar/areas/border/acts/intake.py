"""A child who travels alone is told to those who take in people who need help. They are of another service."""

from __future__ import annotations

from django.db.models import Q

from sapar.areas.border.models import Inspection
from sapar.areas.border.notices import ALONE
from sapar.kernel import clock
from sapar.kernel.access.models import Duty, Place
from sapar.kernel.notices.store import notify

INTAKE = "protection.intake"


def tell(inspection: Inspection) -> int:
    """Leave a notice for every institution in which somebody holds the intake's role; returns how many. Inside an act.

    It says where and when, and names nobody: the intake calls the post.
    """
    now = clock.now()
    holders = Duty.objects.filter(Q(valid_until=None) | Q(valid_until__gt=now), role=INTAKE, ended_at=None)
    institutions = sorted(set(holders.values_list("institution_id", flat=True)))
    post = Place.objects.get(pk=inspection.place_id)
    for institution_id in institutions:
        notify(
            ALONE,
            {"post": post.code, "at": now.isoformat(timespec="minutes")},
            institution_role=(institution_id, INTAKE),
        )
    return len(institutions)
