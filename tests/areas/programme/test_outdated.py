"""Whoever saves second sees what a colleague wrote and loses nothing; whoever takes part no more reads no more."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from tests.areas.programme.conftest import client_of
from tests.areas.programme.meetings_kit import call
from tests.areas.programme.plans_kit import World, make_world, words

from sapar.areas.programme.acts.register import ClauseText
from sapar.areas.programme.queries import meetings, register
from sapar.kernel import clock
from sapar.kernel.errors import Conflict, NotFound

Enter = Callable[..., Any]


@pytest.fixture
def world(node_db: Any) -> World:
    return make_world()


@pytest.fixture
def enter(world: World) -> Enter:
    def go(username: str, language: str = "en") -> Any:
        return client_of(world.people[username], language)

    return go


def fields(response: Any) -> dict[str, str]:
    """What a form on a page would send: every input and text as it stands there."""
    page = response.content.decode()
    found = {}
    for tag in re.findall(r"<input[^>]+>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ("radio" not in tag or "checked" in tag):
            found[name[1]] = unescape(value[1]) if value else ""
    for name, value in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', page, re.S):
        found[name] = unescape(value).strip()
    return found


def test_a_meeting_is_not_overwritten(world: World, enter: Enter) -> None:
    """IOM opened the form before the State moved the meeting: its place is not lost, the State's neither."""
    plan, _version = world.in_force()
    meeting = call(world, plan, starts_at=clock.now() + timedelta(days=5))
    address = f"/programme/plans/meetings/{meeting.pk}/change/"
    client = enter("iom")
    typed = {**fields(client.get(address)), "title_en": "IOM's title"}
    version = meetings.meeting(world.people["iom"], meeting.pk).case_version
    theirs = {"title": words("Meeting"), "starts_at": meeting.starts_at, "mode": "onsite", "place": "Awaza"}
    world.do("coordinator", "change_meeting", meeting_id=meeting.pk, version=version, **theirs)
    with pytest.raises(Conflict) as refused:
        world.do("iom", "change_meeting", meeting_id=meeting.pk, version=version, **{**theirs, "place": "Mary"})
    assert refused.value.code == "version"
    answer = client.post(address, typed)
    shown = answer.content.decode()
    assert answer.status_code == 422 and "Awaza" in shown and "Where the two differ" in shown
    again = fields(answer)
    assert (again["title_en"], again["place"]) == ("IOM's title", "Ashgabat")
    assert client.post(address, {**again, "place": "Awaza"}).status_code in (302, 303)
    now = meetings.meeting(world.people["iom"], meeting.pk).meeting
    assert (now.title["en"], now.place) == ("IOM's title", "Awaza")


@pytest.mark.parametrize("language", ["tk", "ru", "en"])
def test_an_entry_of_the_register_is_not_overwritten(world: World, enter: Enter, language: str) -> None:
    """Two officials of one ministry; also after an entry was returned, and its provisions."""
    world.in_force()
    said: dict[str, Any] = {
        "kind": "bilateral", "title": words("Agreement"), "legal_nature": "binding", "source": "Gazette 1",
        "clauses": [ClauseText(words("First"))],
    }  # fmt: skip
    made = world.do("official", "enter_instrument", code="BIL-7", **said)
    from django.urls import reverse

    address = reverse("programme:change_instrument", args=[made.pk])
    client = enter("official", language)
    typed = {**fields(client.get(address)), "source": "Gazette 3"}
    version = register.instrument(world.people["coordinator"], made.pk).case_version
    theirs = {**said, "source": "Gazette 2", "clauses": [ClauseText(words("Second"))]}
    world.do("coordinator", "change_instrument", instrument_id=made.pk, version=version, **theirs)
    answer = client.post(address, typed)
    shown = answer.content.decode()
    assert answer.status_code == 422 and "Gazette 2" in shown and f"Second {language}" in shown and "%(" not in shown
    assert fields(answer)["source"] == "Gazette 3"
    now = register.instrument(world.people["official"], made.pk)
    assert (now.instrument.source, now.clauses[0].title["en"]) == ("Gazette 2", "Second en")
    assert client.post(address, fields(answer)).status_code in (302, 303)
    assert register.instrument(world.people["official"], made.pk).instrument.source == "Gazette 3"


def test_an_action_is_not_overwritten(world: World, enter: Enter) -> None:
    from django.urls import reverse

    world.in_force()
    said: dict[str, Any] = {"kind": "law", "title": words("Law"), "day": clock.today(), "source": "Gazette 2"}
    made = world.do("official", "enter_action", provisions=["GCM.5"], **said)
    version = register.action(world.people["official"], made.pk).case_version
    address = reverse("programme:change_action", args=[made.pk])
    client = enter("official")
    typed = {**fields(client.get(address)), "number": "12"}
    world.do("coordinator", "change_action", action_id=made.pk, version=version, **{**said, "kind": "decree"})
    with pytest.raises(Conflict):
        world.do("official", "change_action", action_id=made.pk, version=version, **said)
    answer = client.post(address, typed)
    assert answer.status_code == 422 and "Decree" in answer.content.decode()
    assert register.action(world.people["official"], made.pk).action.kind == "decree"


def test_a_body_that_takes_part_no_more_reads_no_more(world: World) -> None:
    """Its last person is struck: the meeting is gone for it. While another of its people takes part, it stays."""
    plan, _version = world.in_force()
    meeting = call(world, plan, starts_at=clock.now() + timedelta(days=5))
    office = world.offices["SMS"].pk
    first, second = (
        world.do("coordinator", "name_participant", meeting_id=meeting.pk, institution_id=office, name=name)
        for name in ("One", "Another")
    )
    world.do("coordinator", "remove_participant", participant_id=first.pk)
    assert meetings.meeting(world.people["service"], meeting.pk).people == 1
    world.do("coordinator", "remove_participant", participant_id=second.pk)
    with pytest.raises(NotFound):
        meetings.meeting(world.people["service"], meeting.pk)
    assert meetings.meeting(world.people["iom"], meeting.pk).meeting.reader_ids == []
