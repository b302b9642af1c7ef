"""Who is told of meetings and decisions, in which words; and who is not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation
from django.utils.timezone import localtime
from tests.areas.programme.meetings_kit import call, opened, proposed, resolution, signed
from tests.areas.programme.plans_kit import World, make_world, words

from sapar.areas.programme.queries import meetings
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.acts import CATALOGUE
from sapar.kernel.notices import registry, store


@pytest.fixture
def world(node_db: Any) -> World:
    return make_world()


def seen(world: World, meeting: Any) -> int:
    return meetings.meeting(world.people["iom"], meeting.pk).case_version


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
    world.do("iom", "change_meeting", **same, version=seen(world, meeting), title=words("Another title"))
    same["starts_at"] = starts + timedelta(days=1)
    world.do("iom", "change_meeting", **same, version=seen(world, meeting), title=words("Another title"))
    world.do("iom", "cancel_meeting", meeting_id=meeting.pk, reason="The minister travels")
    link = f"/programme/plans/meetings/{meeting.pk}/"
    called, moved = ("A meeting was called", link), ("A meeting was moved or changed", link)
    cancelled, invited = ("A meeting was cancelled", link), ("Your institution takes part in a meeting", link)

    def heard(who: str) -> list[tuple[str, str]]:
        return [one for one in told(world, who) if one[1] == link]

    assert heard("official") == heard("minister") == heard("chief") == [called, moved, cancelled]
    assert heard("coordinator") == [moved, cancelled]
    assert heard("iom") == [called]
    assert heard("service") == [invited, moved, cancelled]
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


def test_who_has_to_answer_or_sign_is_told(world: World) -> None:
    """A version of the plan: proposed to the other side's coordinator, then to be signed by both; withdrawn, reopened."""
    plan = world.open()
    world.draft("coordinator", plan)
    first = world.do("coordinator", "propose", plan_id=plan.pk)
    world.do("coordinator", "withdraw", version_id=first.pk, reason="A wrong sum")
    second = world.do("coordinator", "propose", plan_id=plan.pk)
    world.do("iom", "accept", version_id=second.pk)
    world.do("minister", "sign", version_id=second.pk, sha256=second.sha256)
    world.do("chief", "reopen", version_id=second.pk, reason="A wrong day")
    links = [f"/programme/plans/versions/{one.pk}/" for one in (first, second)]
    proposed_, back = "The joint plan waits for your answer", "A version of the joint plan was withdrawn or reopened"
    to_sign = ("The joint plan is to be signed", links[1])
    iom = [(proposed_, links[0]), (back, links[0]), (proposed_, links[1]), (back, links[1])]
    assert told(world, "iom") == iom
    assert told(world, "coordinator") == told(world, "minister") == [to_sign, (back, links[1])]
    assert told(world, "chief") == [to_sign]
    assert told(world, "official") == told(world, "service") == told(world, "stranger") == []


def test_who_has_to_answer_or_sign_minutes_is_told(world: World) -> None:
    """The same with minutes; who did it is not told of it."""
    plan, _version = world.in_force()
    meeting = opened(world, plan)
    known = {who: len(told(world, who)) for who in world.people}
    version = proposed(world, meeting, who="iom")
    world.do("coordinator", "accept_minutes", version_id=version.pk)
    world.do("minister", "reopen_minutes", version_id=version.pk, reason="A wrong name")
    again = world.do("iom", "propose_minutes", meeting_id=meeting.pk)
    world.do("iom", "withdraw_minutes", version_id=again.pk, reason="Something more")
    new = {who: [subject for subject, _link in told(world, who)[known[who] :]] for who in world.people}
    asked, to_sign, back = (
        "Minutes wait for your answer",
        "Minutes are to be signed",
        "Minutes were withdrawn or reopened",
    )
    assert new["coordinator"] == [asked, back, asked, back]
    assert new["iom"] == new["chief"] == [to_sign, back]
    assert new["minister"] == [to_sign]
    assert new["official"] == new["service"] == new["stranger"] == []


def test_what_waits_for_an_answer_comes_first(world: World) -> None:
    """Before late activities and milestones, for those whose answer it waits for and nobody else; on every page of the
    list; the page says that it waits."""
    from sapar.kernel.procedures.moves import work_list
    from sapar.web.pages.desk import waiting

    yesterday = clock.today() - timedelta(days=1)
    late = [world.activity(f"Late {n}", responsible_id=world.offices["IOM"].pk, ends_on=yesterday, milestones=())
            for n in range(3)]  # fmt: skip
    plan, version = world.in_force(*late)
    world.do("iom", "take_over", version_id=version.pk)
    output = next(row for row in draft_rows(world, "coordinator", plan) if row.level == "output")
    world.do(
        "coordinator",
        "add_line",
        plan_id=plan.pk,
        level="activity",
        parent_id=output.line_id,
        content=world.activity("More"),
    )
    amended = world.do("coordinator", "propose", plan_id=plan.pk)

    def first(who: str, offset: int = 0) -> str:
        with reading(world.people[who]):
            items = work_list(world.people[who], limit=1, offset=offset)
        return items[0].state.name if items else ""

    assert first("iom") == "with_iom" and first("iom", 1) == "open"
    assert first("coordinator") != "with_iom"
    with translation.override("en"):
        assert str(waiting(world.people["iom"]).rows[0].cells[4].text) == "Waits for you"  # type: ignore[union-attr]
    world.do("iom", "accept", version_id=amended.pk)
    assert first("minister") == first("chief") == "agreed" and first("iom") == "open"


def draft_rows(world: World, who: str, plan: Any) -> Any:
    from sapar.areas.programme.queries import plans

    return [row for _line, row in plans.draft(world.people[who], plan.pk).lines]


def decisions_of(world: World, meeting: Any) -> Any:
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
