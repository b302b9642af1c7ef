"""Alerts, watchlists and hits in a real browser: by keyboard, without JavaScript, on small screens, with axe."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import expect
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


def test_a_large_file_is_read_while_its_page_looks_on(
    enter: Open, axe: Callable[[Any], list[str]], office: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Received, kept in parts, then what changes, on one page that is not touched; without script by looking anew."""
    from sapar.areas.border import acts, queries
    from sapar.areas.border.acts import list_files
    from sapar.kernel.access.actor import Actor

    monkeypatch.setattr(list_files, "LARGE", 100)
    monkeypatch.setattr(list_files, "AT_ONCE", 2)
    lines = [
        json.dumps({"id": str(number), "names": [f"Person {number}"], "birth_date": "soon"}) for number in range(5)
    ]
    page = enter("watch", "/border/watch/lists/", width=360)
    page.get_by_role("link", name="Sample list of the region").click()
    file = {"name": "list.json", "mimeType": "application/json", "buffer": "\n".join(lines).encode()}
    page.set_input_files("[name=file]", file)
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_text("The file was received and waits to be read.")).to_be_visible()
    assert axe(page) == []
    version_id = UUID(page.url.rstrip("/").rpartition("/")[2])
    plain = enter("watch2", f"/border/watch/versions/{version_id}/", javascript=False)
    expect(plain.get_by_text("The file was received and waits to be read.")).to_be_visible()

    def tell(done: int, total: int) -> None:
        if done == 2:
            expect(page.get_by_text("2 of 5")).to_be_visible(timeout=10_000)

    # The job is carried out here, in this thread: outside of Playwright's loop.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    acts.read_version(Actor.system("watch"), version_id, tell)
    assert queries.reading_of(office.watch, version_id) is None
    expect(page.get_by_role("link", name="Could not be read (5)")).to_be_visible(timeout=10_000)
    page.get_by_role("link", name="Could not be read (5)").click()
    expect(page.get_by_role("cell", name="soon").first).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    expect(plain.get_by_role("link", name="Could not be read (5)")).to_be_visible(timeout=10_000)


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
