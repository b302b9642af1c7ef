"""Meetings, register and projects in a browser: accessible and narrow in three languages; minutes signed without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.areas.programme.conftest import session_of
from tests.areas.programme.meetings_kit import opened, proposed
from tests.areas.programme.plans_kit import World, make_world
from tests.areas.programme.test_cooperation_pages import furnish

from sapar.areas.programme.queries import meetings as queries

Open = Callable[..., Any]


@pytest.fixture
def world(site: str) -> World:
    return make_world()


@pytest.fixture
def enter(open_page: Open, world: World, site: str) -> Open:
    """``enter("iom", "/programme/plans/meetings/", width=360)``: a page of somebody who is signed in."""

    def go(username: str, address: str, *, language: str = "en", **options: Any) -> Any:
        page = open_page("/help/", language=language, **options)
        session = {"name": "sapar_session", "value": session_of(world.people[username]), "url": site}
        page.context.add_cookies([session, {"name": "sapar_language", "value": language, "url": site}])
        page.goto(address)
        return page

    return go


def test_accessible_and_narrow(world: World, enter: Open, axe: Callable[[Any], list[str]]) -> None:
    """No fault that axe knows and no sideways scrolling of the page at 320 px; each page in one of three languages.

    A third of the pages: they are made of the same parts, and each costs seconds.
    """
    pages = furnish(world)
    page = enter("coordinator", "/programme/plans/meetings/")
    for place, address in enumerate([*pages["everybody"][::3], *pages["ours"][::4]]):
        language = ("tk", "ru", "en")[place % 3]
        page.context.add_cookies([{"name": "sapar_language", "value": language, "url": page.url}])
        page.set_viewport_size({"width": 1200, "height": 800})
        page.goto(address)
        assert axe(page) == [], (language, address)
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, (language, address)


def test_minutes_from_the_page_of_the_meeting_to_the_signature(world: World, enter: Open) -> None:
    """Plain links and forms, no JavaScript: a decision is written, proposed, accepted by the other side and signed."""
    plan, _version = world.in_force()
    meeting = opened(world, plan)
    address = f"/programme/plans/meetings/{meeting.pk}/"
    page = enter("coordinator", address, javascript=False)
    page.get_by_role("button", name="My side's minutes").click()
    page.get_by_role("button", name="Add a decision").click()
    for language in ("Turkmen", "Russian", "English"):
        page.get_by_label(f"Text in {language}").fill(f"Report {language}")
    page.get_by_label("Responsible").select_option(label="SMS en")
    for part, value in (("Day", "31"), ("Month", "12"), ("Year", str(world.year))):
        page.get_by_label(part, exact=True).fill(value)
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Propose").click()
    page.get_by_role("button", name="Propose", exact=True).click()
    page = enter("iom", address, javascript=False)
    page.get_by_role("button", name="Look at the proposed minutes").click()
    page.get_by_role("button", name="Accept").click()
    page.get_by_role("button", name="Accept", exact=True).click()
    for who in ("minister", "chief"):
        page = enter(who, address, javascript=False)
        page.get_by_role("button", name="Sign the minutes").click()
        page.get_by_role("button", name="Sign", exact=True).click()
    page.get_by_text("Minutes signed by both").first.wait_for()
    (line,) = queries.meeting(world.people["iom"], meeting.pk).decisions
    assert line.decision.text["en"] == "Report English"


def test_the_other_side_reads_no_minutes_before_they_are_proposed(world: World, enter: Open) -> None:
    """On the page of the meeting IOM sees no version until the State proposes one."""
    plan, _version = world.in_force()
    meeting = opened(world, plan)
    page = enter("iom", f"/programme/plans/meetings/{meeting.pk}/")
    page.get_by_text("No minutes have been shown yet.").wait_for()
    proposed(world, meeting)
    page.reload()
    page.get_by_role("button", name="Look at the proposed minutes").wait_for()
