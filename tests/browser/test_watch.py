"""Alerts, watchlists and hits in a real browser: by keyboard, without JavaScript, on small screens, with axe."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.areas.border.conftest import Service, make_service, passport
from tests.areas.border.watching import add_office, alert, session_of

Open = Callable[..., Any]


@pytest.fixture
def office(site: str) -> Service:
    """An office with the sample alerts, lists and hits."""
    from sapar.areas.border import demo_watch

    made = add_office(make_service())
    demo_watch.load(
        {
            "border": made.officer, "border2": made.other, "watch": made.watch, "watch2": made.watch2,
            "intake": made.intake, "intake2": made.intake2,
        }
    )  # fmt: skip
    return made


@pytest.fixture
def enter(open_page: Open, office: Service, site: str) -> Open:
    """``enter("watch", "/border/watch/hits/", width=360)``: a page of somebody who is signed in."""

    def go(username: str, address: str, *, language: str = "en", **options: Any) -> Any:
        page = open_page("/help/", language=language, **options)
        session = {"name": "sapar_session", "value": session_of(office.people[username]), "url": site}
        page.context.add_cookies([session, {"name": "sapar_language", "value": language, "url": site}])
        page.set_default_timeout(10_000)
        page.goto(address)
        return page

    return go


PAGES = (
    ("watch", "/border/watch/alerts/"),
    ("watch", "/border/watch/alerts/new"),
    ("watch2", "/border/watch/alerts/?show=draft >"),
    ("watch", "/border/watch/lists/ >"),
    ("watch", "/border/watch/lists/new"),
    ("watch", "/border/watch/documents/"),
    ("watch", "/border/watch/hits/ >"),
    ("watch", "/border/watch/desk-hits/"),
    ("supervisor", "/border/watch/performance/"),
    ("intake", "/border/watch/hits/ >"),
)


def opened(enter: Open, who: str, address: str, **options: Any) -> Any:
    """The page; with ``>`` the first record that it lists."""
    page = enter(who, address.removesuffix(" >"), **options)
    if address.endswith(" >"):
        page.locator("tbody th a").first.click()
        page.wait_for_load_state()
    return page


def test_every_page_is_accessible_and_narrow(enter: Open, axe: Callable[[Any], list[str]]) -> None:
    """No fault that axe finds, on a desk's screen in English and on a telephone in Russian, where nothing is cut off."""
    for who, address in PAGES:
        wide = opened(enter, who, address, width=1280)
        assert axe(wide) == [], address
        narrow = opened(enter, who, address, width=360, language="ru")
        assert narrow.evaluate("document.documentElement.scrollWidth") <= 360, address
        assert axe(narrow) == [], address


def test_a_version_of_a_list_is_put_in_force_by_another_person(enter: Open) -> None:
    """What changes is seen first; the person who read the file is told why they cannot decide; the other one can."""
    page = enter("watch", "/border/watch/lists/", javascript=False)
    page.get_by_role("link", name="Sample list of the region").click()
    page.locator("tbody th a").first.click()
    page.get_by_role("link", name="Changed").click()
    assert "escaped from custody" in page.content()
    page.get_by_label("Approve: put in force at every desk").check()
    page.get_by_role("button", name="Decide").click()
    assert "In force at every desk from now on." in page.content()


def test_a_candidate_at_the_desk_is_decided_with_the_keyboard(enter: Open, office: Service) -> None:
    """The desk says why it stopped somebody and takes the decision; the next reading of the document is green."""
    alert(office.watch, office.watch2, "second_line")
    page = enter("officer", "/border/")
    page.fill("[name=mrz]", passport())
    page.keyboard.press("Control+Enter")
    page.get_by_text("birth date 27 Mar 1990 agrees").wait_for()
    page.get_by_label("No, it is another person").focus()
    page.keyboard.press("Space")
    page.get_by_label("How you know").fill("Another photograph")
    page.keyboard.press("Enter")
    page.get_by_text("The decision was noted.").wait_for()
    assert page.get_by_role("button", name="Admit").is_enabled()
