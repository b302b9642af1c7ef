"""Meetings for tests: at any point of their life, on the two sides of ``plans_kit``."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.areas.programme.plans_kit import World, words

from sapar.areas.programme.rules.minutes import Minute
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.acts import CATALOGUE


def call(world: World, plan: Any, **given: Any) -> Any:
    said: dict[str, Any] = {"title": words("Meeting"), "starts_at": clock.now(), "mode": "onsite", "place": "Ashgabat"}
    return world.do("coordinator", "call_meeting", plan_id=plan.pk, **{**said, **given})


def opened(world: World, plan: Any, **given: Any) -> Any:
    """A meeting that is going on, with one person of each side and one of a third body present."""
    meeting = call(world, plan, **given)
    world.do("coordinator", "open_meeting", meeting_id=meeting.pk)
    for who, code in (("coordinator", "MFA"), ("iom", "IOM"), ("coordinator", "SMS")):
        office = world.offices[code].pk
        person = world.do(
            who, "name_participant", meeting_id=meeting.pk, institution_id=office, name=f"Person of {code}"
        )
        world.do(who, "mark_attendance", participant_id=person.pk, present=True)
    return meeting


def resolution(world: World, title: str = "Do it", code: str = "SMS", **given: Any) -> Minute:
    said: dict[str, Any] = {
        "responsible_id": world.offices[code].pk,
        "due_on": clock.today() + timedelta(days=30),
        "person": "Head of department",
    }
    return Minute(words(title), **{**said, **given})


def proposed(world: World, meeting: Any, *decisions: Minute, who: str = "coordinator") -> Any:
    world.do(who, "add_minute", meeting_id=meeting.pk, kind="item", minute=Minute(words("Results"), words("Said")))
    for one in decisions or (resolution(world),):
        world.do(who, "add_minute", meeting_id=meeting.pk, kind="decision", minute=one)
    return world.do(who, "propose_minutes", meeting_id=meeting.pk)


def signed(world: World, plan: Any, *decisions: Minute, **given: Any) -> Any:
    """A meeting whose minutes both sides have signed; its decisions are in the work lists."""
    meeting = opened(world, plan, **given)
    version = proposed(world, meeting, *decisions)
    world.do("iom", "accept_minutes", version_id=version.pk)
    for who in ("minister", "chief"):
        world.do(who, "sign_minutes", version_id=version.pk, sha256=version.sha256)
    CATALOGUE["programme.take_up_decisions"](Actor.system("programme"), meeting_id=meeting.pk)
    return meeting
