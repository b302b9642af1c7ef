"""``sapar programme iati``: the IATI file of a plan from the command line, the same bytes as on its page."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from sapar.areas.programme.models import Plan
from sapar.areas.programme.queries import publishing
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.access.models import Institution
from sapar.kernel.errors import Conflict, NotFound

SYSTEM = Actor.system("programme")


def file_of(plan: str, by: str = "") -> publishing.Made:
    """The file of a plan (id or reference) as it would be published now by ``by`` (code of a side; by default the one
    that has said how it publishes, the State's first). Raises NotFound, Conflict.
    """
    with reading(SYSTEM):
        found = _plan(plan)
        sides = {one.pk: one for one in Institution.objects.filter(pk__in=found.sides)}
        profiles = {pk: publishing.profile(pk) for pk in found.sides}
        owners = [pk for pk in found.sides if profiles[pk] and (not by or sides[pk].code == by)]
        if found.in_force_id is None:
            raise Conflict(publishing.NOT_IN_FORCE, code="not_in_force")
        if not owners:
            raise Conflict(publishing.NO_PROFILE, code="no_profile")
        owner, publisher = sides[owners[0]], profiles[owners[0]]
    assert publisher is not None  # noqa: S101  chosen above
    # It reads as that side does: a plan and its version are shown to institutions.
    actor = replace(SYSTEM, institution_id=owner.pk)
    with reading(actor):
        return publishing.make(actor, found, publisher, owner)


def _plan(named: str) -> Plan:
    try:
        found = Plan.objects.filter(pk=UUID(named)).first()
    except ValueError:
        found = Plan.objects.filter(reference=named).first()
    if found is None:
        raise NotFound(field="plan")
    return found
