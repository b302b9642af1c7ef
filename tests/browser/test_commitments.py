"""Commitments and their figures in a browser: charts beside tables, doors to the rows, everything without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.areas.programme.conftest import Node, make_node, session_of

from sapar.kernel import clock
from sapar.kernel.facts import tasks

CODE = "labour.decided_within_clock"
PAGE = f"/programme/indicators/{CODE}/"
PAGES = ["/programme/", "/programme/objectives/5/", f"{PAGE}?by=nationality"]
Open = Callable[..., Any]


@pytest.fixture
def node(site: str, owner_sql: Any) -> Node:
    """Half a year of decisions, small counts among them, counted by the minute's job."""
    made = make_node(owner_sql)
    for back, (nationality, sector, within, times) in enumerate(
        [
            ("KAZ", "F", True, 9),
            ("UZB", "F", True, 7),
            ("UZB", "A", False, 3),
            ("KAZ", "A", True, 4),
            ("TUR", "F", True, 2),
            ("KAZ", "F", False, 3),
            ("TUR", "A", True, 6),
        ]
    ):
        made.decided(clock.today() - timedelta(days=25 * back), nationality, sector, within=within, times=times)
    tasks.bring_up_to_date()
    return made


@pytest.fixture
def enter(open_page: Open, node: Node, site: str) -> Open:
    """``enter("iom", "/programme/", width=320)``: a page of somebody who is signed in."""

    def go(username: str, address: str, *, language: str = "en", **options: Any) -> Any:
        page = open_page("/help/", language=language, **options)
        session = {"name": "sapar_session", "value": session_of(node.people[username]), "url": site}
        page.context.add_cookies([session, {"name": "sapar_language", "value": language, "url": site}])
        page.goto(address)
        return page

    return go


@pytest.mark.parametrize("language", ["tk", "ru", "en"])
def test_accessible_and_narrow(enter: Open, axe: Callable[[Any], list[str]], language: str) -> None:
    """No fault that axe knows and no sideways scrolling at 320 px, in three languages, for a reader and for an officer."""
    for who in ("coordinator", "officer"):
        page = enter(who, "/programme/", language=language)
        for address in PAGES:
            page.set_viewport_size({"width": 1200, "height": 800})
            page.goto(address)
            assert axe(page) == [], address
            page.set_viewport_size({"width": 320, "height": 640})
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, address


def test_the_chart_says_what_the_table_says(enter: Open) -> None:
    """An SVG with a description, and the table with the same months beside it."""
    page = enter("coordinator", "/programme/")
    drawing = page.locator(".sapar-figure svg")
    assert drawing.get_attribute("role") == "img"
    assert "Total: 82.4 % (28 of 34)" in " ".join(str(drawing.get_attribute("aria-label")).split())
    assert page.locator(".sapar-figure tbody tr").count() == 6
    assert "Total 82.4 % 28 34" in " ".join(page.locator(".sapar-figure tfoot").inner_text().split())


def test_from_the_first_page_to_a_repeated_run_without_javascript(enter: Open) -> None:
    """Commitments, indicator, breakdown, count now, repeat: plain links and forms."""
    page = enter("iom", "/programme/", javascript=False)
    page.get_by_role("link", name="Work permits decided within the statutory term").first.click()
    page.get_by_role("link", name="Nationality").click()
    assert "by=nationality" in page.url
    assert page.locator(".sapar-figure tbody tr").count() == 3
    assert page.locator(".sapar-figure tbody a").count() == 0  # no rows for those who may not see them
    page.get_by_role("button", name="Count now").click()
    page.get_by_text("The figure was counted.").wait_for()
    page.get_by_role("button", name="Repeat this run").click()
    page.get_by_text("the result is the same, to the last cell").wait_for()


def test_a_figure_opens_its_rows_for_the_officer(enter: Open) -> None:
    """Numbers are links that say what they open."""
    page = enter("officer", f"{PAGE}?by=nationality")
    link = page.locator(".sapar-figure tbody a").first
    assert "records" in link.inner_text()
    assert "part=numerator" in str(link.get_attribute("href"))
