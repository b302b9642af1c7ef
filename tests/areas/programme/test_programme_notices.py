"""Who is told of meetings and decisions, in which words; and who is not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation
from django.utils.timezone import localtime
from tests.areas.programme.meetings_kit import call, opened, resolution, signed
from tests.areas.programme.plans_kit import World, make_world, words

from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.acts import CATALOGUE
from sapar.kernel.notices import registry, store


@pytest.fixture
def world(node_db: Any) -> World:
    return make_world()


def told(world: World, who: str) -> list[tuple[str, str]]:
    """(first words of the subject, link) of what a person finds on screen, oldest first."""
    actor = world.people[who]
    with reading(actor):
        return [(one.subject.partition(":")[0], one.link) for one in reversed(store.messages(actor))]


def test_a_meeting_is_told_to_all_but_who_called_it(world: World) -> None:
    """Called, moved, cancelled: both sides and the body that was named, each time; another title alone tells nobody."""
    plan, _version = world.in_force()
    starts = clock.now() + timedelta(days=5)
    meeting = call(world, plan, starts_at=starts)
    office = world.offices["SMS"].pk
    world.do("coordinator", "name_participant", meeting_id=meeting.pk, institution_id=office, name="Somebody")
    world.do("coordinator", "name_participant", meeting_id=meeting.pk, institution_id=office, name="Another")
    same = {"meeting_id": meeting.pk, "starts_at": starts, "mode": "onsite", "place": "Ashgabat"}
    world.do("iom", "change_meeting", **same, title=words("Another title"))
    world.do("iom", "change_meeting", **{**same, "starts_at": starts + timedelta(days=1)}, title=words("Another title"))
    world.do("iom", "cancel_meeting", meeting_id=meeting.pk, reason="The minister travels")
    link = f"/programme/plans/meetings/{meeting.pk}/"
    called, moved = ("A meeting was called", link), ("A meeting was moved or changed", link)
    cancelled, invited = ("A meeting was cancelled", link), ("Your institution takes part in a meeting", link)
    assert told(world, "official") == told(world, "minister") == told(world, "chief") == [called, moved, cancelled]
    assert told(world, "coordinator") == [moved, cancelled]
    assert told(world, "iom") == [called]
    assert told(world, "service") == [invited, moved, cancelled]
    assert told(world, "stranger") == []


def test_who_is_responsible_is_told_of_a_decision(world: World) -> None:
    """Once both have signed, and once only; those whose decision it is not are not told; a decision that only closes
    others asks nothing of anybody."""
    plan, _version = world.in_force()
    first = signed(world, plan, resolution(world), resolution(world, "For IOM", "IOM"))
    CATALOGUE["programme.take_up_decisions"](Actor.system("programme"), meeting_id=first.pk)

    def decided(who: str) -> int:
        return sum(subject == "A decision for your institution to carry out" for subject, _link in told(world, who))

    assert [decided(who) for who in ("service", "iom", "official", "coordinator", "chief", "stranger")] == [
        1,
        1,
        0,
        0,
        0,
        0,
    ]
    (line, _other) = decisions_of(world, first)
    assert ("A decision for your institution to carry out", f"/programme/plans/decisions/{line.decision.pk}/") in told(
        world, "service"
    )
    signed(world, plan, resolution(world, "Closed", "MFA", closes=(line.decision.pk,)))
    assert [decided(who) for who in ("service", "official", "coordinator")] == [1, 0, 0]
    signed(world, plan, resolution(world, "Of our own", "MFA"))
    assert [decided(who) for who in ("service", "official", "coordinator")] == [1, 1, 1]


def decisions_of(world: World, meeting: Any) -> Any:
    from sapar.areas.programme.queries import meetings

    return meetings.meeting(world.people["coordinator"], meeting.pk).decisions


@pytest.mark.parametrize("language", ["tk", "ru", "en"])
def test_in_the_readers_language(world: World, language: str) -> None:
    """The message names the reference and the moment at the node's place, and nobody."""
    from dataclasses import replace

    plan, _version = world.in_force()
    meeting = opened(world, plan)
    actor = replace(world.people["iom"], language=language)
    with reading(actor):
        (message, *_rest) = [one for one in store.messages(actor) if meeting.reference in one.subject]
    with translation.override(language):
        values = {"reference": meeting.reference, "at": f"{localtime(meeting.starts_at):%d.%m.%Y %H:%M}"}
        assert message.subject == str(registry.template("programme.meeting_called").subject) % values
    assert f"{clock.today():%d.%m.%Y}" in message.body and "Person" not in message.body and "%(" not in message.body
