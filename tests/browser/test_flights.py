"""Flights and carriers in a real browser: accessible, narrow, in three languages, without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest
from tests.areas.border.carriers import Carrier, flight, make_carrier, pax_list, person, soon, written
from tests.areas.border.conftest import Service, make_service
from tests.browser.test_border import Open, session_of


@pytest.fixture
def service(site: str) -> Service:
    return make_service()


@pytest.fixture
def sent(service: Service) -> dict[str, Any]:
    """A flight with persons of every kind, and an interchange that is refused."""
    carrier: Carrier = make_carrier()
    people = [person(1), person(2, primary="BERDIYEVA", documents=[]), person(3, primary="A" * 60, secondary="B" * 40)]
    good = carrier.send(written(pax_list(people, flights=[flight(soon(2))])))
    bad = carrier.send(written(pax_list([person(4)]), reference="78").replace("CNT+42:1", "CNT+42:7"), enter=False)
    return {"good": good, "bad": bad}


@pytest.fixture
def enter(open_page: Open, service: Service, sent: Any, site: str) -> Open:
    """``enter(address, width=320)``: a page as the supervisor sees it."""

    def go(address: str, *, language: str = "en", **options: Any) -> Any:
        page = open_page("/help/", language=language, **options)
        session = {"name": "sapar_session", "value": session_of(service.supervisor), "url": site}
        page.context.add_cookies([session, {"name": "sapar_language", "value": language, "url": site}])
        page.set_default_timeout(8000)
        page.goto(address)
        return page

    return go


@pytest.mark.parametrize("language", ["tk", "ru", "en"])
def test_accessible_and_narrow(enter: Open, axe: Any, sent: Any, owner_sql: Any, language: str) -> None:
    """No violation of WCAG 2.2 AA, and at 320 px nothing has to be moved sideways, in all three languages."""
    flight_id = owner_sql.execute("select id from border_flight").fetchone()[0]
    passenger_id = owner_sql.execute("select id from border_passenger where reference = 'R2'").fetchone()[0]
    page = enter(f"/border/flights/?on={soon(2):%Y-%m-%d}", language=language, width=320)
    assert page.locator("tbody tr").count() == 1
    for path in (
        f"/border/flights/?on={soon(2):%Y-%m-%d}",
        f"/border/flights/{flight_id}/",
        f"/border/flights/passengers/{passenger_id}/",
        "/border/flights/find",
        "/border/flights/unannounced",
        "/border/flights/carriers/",
        "/border/flights/messages/",
        f"/border/flights/messages/{sent['bad'].pk}/",
        f"/border/flights/messages/{sent['good'].pk}/",
    ):
        page.goto(path)
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_from_the_day_to_a_decision_without_javascript(enter: Open, owner_sql: Any) -> None:
    """Day, flight, person, then NO BOARD with a reason: plain links and forms; an empty form says what is missing."""
    page = enter(f"/border/flights/?on={soon(2):%Y-%m-%d}", javascript=False)
    page.get_by_role("link", name="T5708").or_(page.locator("tbody th a")).first.click()
    page.get_by_role("link", name="For the second line (1)").click()
    assert page.locator("tbody tr").count() == 1
    page.locator("tbody th a").click()
    assert page.get_by_text("No travel document is stated.").is_visible()
    page.get_by_role("button", name="Tell the carrier").click()
    assert page.locator(".govuk-error-summary").is_visible()
    page.get_by_label("May not board").check()
    page.get_by_label("Reason").fill("No document was named.")
    page.get_by_role("button", name="Tell the carrier").click()
    page.get_by_text("The carrier is being told.").wait_for()
    assert owner_sql.execute("select answer from border_passenger where reference = 'R2'").fetchone() == ("1Z",)


def test_a_report_for_the_carrier(enter: Open, sent: Any) -> None:
    """The list leads to the message; what was wrong stands there; the answer opens; the text can be taken away."""
    page = enter("/border/flights/messages/?refused=on", javascript=False)
    assert page.locator("tbody tr").count() == 1
    page.locator("tbody th a").click()
    assert page.get_by_text("Expected: 1, found: 7.").first.is_visible()
    page.locator("summary", has_text="CONTRL").click()
    assert "UNB+UNOC:4" in page.locator("pre").first.inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="Report for the carrier").click()
    assert "CNT" in download.value.path().read_text()
