"""Whom a meeting, a decision or a version concerns, and telling them; inside the act that causes it."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from sapar.areas.programme import notices
from sapar.areas.programme.access import COORDINATOR, IOM, IOM_SIGNATORY, OFFICIAL, SIGNATORY
from sapar.areas.programme.models import Decision, Meeting, MinutesVersion, Plan, Version
from sapar.kernel.access.actor import Actor
from sapar.kernel.notices.store import DELIVER, notify

EMITS = (DELIVER,)
Office = tuple[UUID, str]


def tell_of_meeting(actor: Actor, meeting: Meeting, template: str) -> None:
    """Both sides, and the other bodies that take part; not those who did it themselves."""
    sides = [(meeting.state_id, role) for role in (COORDINATOR, OFFICIAL, SIGNATORY)]
    sides += [(meeting.iom_id, role) for role in (IOM, IOM_SIGNATORY)]
    others = [(UUID(one), OFFICIAL) for one in meeting.reader_ids]
    _tell_meeting(meeting, template, [one for one in (*sides, *others) if one != (actor.institution_id, actor.role)])


def tell_invited(meeting: Meeting, institution_id: UUID) -> None:
    """A body that is no side, once somebody of it was named."""
    _tell_meeting(meeting, notices.INVITED, [(institution_id, OFFICIAL)])


def tell_responsible(decision: Decision) -> None:
    """The institution that has to carry a decision out: those of its people who can tell what became of it."""
    who = decision.responsible_id
    roles: tuple[str, ...] = (IOM,) if who == decision.iom_id else (OFFICIAL,)
    roles += (COORDINATOR,) if who == decision.state_id else ()
    values = {"number": decision.number, "due": decision.due_on.isoformat()}
    for role in roles:
        notify(
            notices.DECIDED,
            values,
            institution_role=(who, role),
            link=reverse("programme:decision", args=[decision.pk]),
        )


def tell_of_version(actor: Actor, plan: Plan, version: Version, template: str, roles: tuple[str, ...]) -> None:
    """Those of both sides who hold one of the ``roles``, not those who did it themselves."""
    values = {"reference": plan.reference, "number": version.number}
    for office in _offices(actor, plan, roles):
        notify(template, values, institution_role=office, link=reverse("programme:version", args=[version.pk]))


def tell_of_minutes(
    actor: Actor, meeting: Meeting, version: MinutesVersion, template: str, roles: tuple[str, ...]
) -> None:
    """The same for a version of minutes."""
    values = {"reference": meeting.reference, "number": version.number}
    for office in _offices(actor, meeting, roles):
        notify(template, values, institution_role=office, link=reverse("programme:protocol", args=[version.pk]))


def _offices(actor: Actor, sides: Plan | Meeting, roles: tuple[str, ...]) -> list[Office]:
    found = [(sides.iom_id if role in (IOM, IOM_SIGNATORY) else sides.state_id, role) for role in roles]
    return [one for one in found if one != (actor.institution_id, actor.role)]


def _tell_meeting(meeting: Meeting, template: str, offices: list[Office]) -> None:
    values = {"reference": meeting.reference, "at": meeting.starts_at.isoformat()}
    for office in offices:
        notify(template, values, institution_role=office, link=reverse("programme:meeting", args=[meeting.pk]))
