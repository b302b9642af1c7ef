"""Plans in a browser: every page accessible and narrow in three languages; from a draft to a signature without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.areas.programme.conftest import session_of
from tests.areas.programme.plans_kit import World, make_world

from sapar.areas.programme.queries import following, plans

Open = Callable[..., Any]


@pytest.fixture
def world(site: str) -> World:
    return make_world()


@pytest.fixture
def enter(open_page: Open, world: World, site: str) -> Open:
    """``enter("iom", "/programme/plans/", width=360)``: a page of somebody who is signed in."""

    def go(username: str, address: str, *, language: str = "en", **options: Any) -> Any:
        page = open_page("/help/", language=language, **options)
        session = {"name": "sapar_session", "value": session_of(world.people[username]), "url": site}
        page.context.add_cookies([session, {"name": "sapar_language", "value": language, "url": site}])
        page.goto(address)
        return page

    return go


@pytest.mark.parametrize("language", ["tk", "ru", "en"])
def test_accessible_and_narrow(world: World, enter: Open, axe: Callable[[Any], list[str]], language: str) -> None:
    """No fault that axe knows and no sideways scrolling of the page at 320 px, in three languages."""
    plan, version = world.in_force()
    world.do("coordinator", "add_line", plan_id=plan.pk, level="direction", content=world.activity_title("New"))
    row = plans.draft(world.people["coordinator"], plan.pk).lines[3][1]
    (one,) = following.plan_followed(world.people["coordinator"], plan.pk).activities
    base, activity = f"/programme/plans/{plan.pk}/", f"/programme/plans/activities/{one.activity.pk}/"
    page = enter("coordinator", "/programme/plans/", language=language)
    for address in (
        "/programme/plans/",
        "/programme/plans/?part=parties",
        "/programme/plans/?part=projects",
        base,
        f"{base}draft/",
        f"{base}propose/",
        f"{base}activities/",
        f"{base}calendar/",
        f"{base}owed/",
        f"{base}priorities/add/",
        f"/programme/plans/lines/{row.pk}/",
        f"/programme/plans/versions/{version.pk}/",
        activity,
        f"{activity}report/",
        f"{activity}spend/",
    ):
        page.set_viewport_size({"width": 1200, "height": 800})
        page.goto(address)
        assert axe(page) == [], address
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address


def test_the_overview_is_short_on_a_phone_and_whole_elsewhere(world: World, enter: Open) -> None:
    """On a phone the summary and a list of the parts, each a page of its own; on a wide screen and in print every part."""
    world.in_force()
    page = enter("coordinator", "/programme/plans/", width=360)
    parts = page.locator(".sapar-part")
    shown = page.locator(".sapar-part:visible")
    links = page.locator(".sapar-parts a")
    assert parts.count() == links.count() == 6 and shown.count() == 0
    assert page.evaluate("document.documentElement.scrollHeight") < 3000
    page.emulate_media(media="print")
    assert shown.count() == 6 and not links.first.is_visible()
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1200, "height": 800})
    assert shown.count() == 6 and not links.first.is_visible()
    page.set_viewport_size({"width": 360, "height": 640})
    links.nth(3).click()
    assert "DON en" in page.locator("main").inner_text() and page.locator("h1").count() == 1


def test_two_writers_in_two_browsers(world: World, enter: Open) -> None:
    """Both open the same line; the second sees both texts, keeps what was typed, and saves it knowingly."""
    plan = world.open()
    row = world.draft("coordinator", plan)[-1]
    address = f"/programme/plans/lines/{row.pk}/"
    first, second = enter("coordinator", address), enter("official", address)
    first.get_by_label("Title in English").first.fill("First words")
    first.get_by_role("button", name="Save").click()
    first.get_by_text("Saved.").wait_for()
    second.get_by_label("Title in English").first.fill("Second words")
    second.get_by_role("button", name="Save").click()
    second.get_by_text("Where the two differ").first.wait_for()
    assert second.get_by_role("cell", name="First words").is_visible()
    assert second.get_by_label("Title in English").first.input_value() == "Second words"
    second.get_by_role("button", name="Save").click()
    second.get_by_text("Saved.").wait_for()
    assert plans.draft_row(world.people["official"], row.pk).line.content.title.en == "Second words"
