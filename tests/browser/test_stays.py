"""Stays in a real browser: the traveller's phone, officers' pages and the dashboard; accessible, narrow, without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.areas.border.conftest import Service, passport
from tests.areas.border.test_stays import cross, do, make_office, regime
from tests.browser.test_border import session_of

from sapar.kernel import clock

Open = Callable[..., Any]


@pytest.fixture
def office(site: str) -> Service:
    return make_office()


@pytest.fixture
def enter(open_page: Open, office: Service, site: str) -> Open:
    def go(username: str, address: str, *, language: str = "en", **options: Any) -> Any:
        page = open_page("/help/", language=language, **options)
        session = {"name": "sapar_session", "value": session_of(office.people[username]), "url": site}
        page.context.add_cookies([session, {"name": "sapar_language", "value": language, "url": site}])
        page.set_default_timeout(20000)
        page.goto(address)
        return page

    return go


def test_from_slip_to_phone(enter: Open, open_page: Open, office: Service, axe: Any) -> None:
    """The officer prints a slip; on a phone, without JavaScript, the traveller opens the page, registers and closes it."""
    regime(office)
    entry = cross(office)
    desk = enter("officer", f"/border/crossings/{entry.pk}/")
    desk.get_by_role("link", name="Entry slip").click()
    desk.get_by_role("button", name="Make the slip").click()
    code = desk.locator(".stays-code").inner_text()
    assert re.fullmatch(r"[0-9a-z]{4}(-[0-9a-z]{4}){3}", code)
    assert axe(desk) == []
    phone = open_page("/border/my-stay/", language="en", width=320, javascript=False)
    phone.get_by_label("Number of your passport").fill("AC1234567")
    for label, text in (("Day", "27"), ("Month", "3"), ("Year", "1990")):
        phone.get_by_label(label).fill(text)
    phone.get_by_label("Code of your entry slip").fill("wrong")
    phone.get_by_role("button", name="Open my page").click()
    assert phone.get_by_text("is not right").first.is_visible()
    phone.get_by_label("Code of your entry slip").fill(code)
    phone.get_by_role("button", name="Open my page").click()
    assert phone.get_by_text("You may stay until").is_visible()
    assert code not in phone.url
    phone.get_by_role("button", name="Register where I stay").click()
    phone.get_by_label("Address where you stay").fill("1 Street")
    phone.get_by_role("button", name="Register the stay", exact=True).click()
    assert phone.get_by_text("Your stay is registered.").is_visible()
    phone.get_by_role("button", name="Close my page").click()
    phone.goto("/border/my-stay/open/")
    assert phone.url.endswith("/border/my-stay/")


@pytest.mark.parametrize("language", ["tk", "ru", "en"])
def test_pages_are_accessible_and_narrow(
    enter: Open, open_page: Open, office: Service, axe: Any, owner_sql: Any, language: str
) -> None:
    """No violation of WCAG 2.2 AA, and at 320 px nothing has to be moved sideways."""
    entry = cross(office, ago=50, owner_sql=owner_sql)
    made = regime(office)
    regime(office, approve=False, code="tkm.waits")
    do("make_overstays", office.hq, as_of=clock.today() - timedelta(days=1))
    request = do(
        "file_extension",
        office.registrar,
        person_id=entry.person_id,
        asked_until=clock.today() + timedelta(days=30),
        ground="work",
    )
    person = f"/border/people/{entry.person_id}/"
    new = passport(number="AC9999999", primary="ASANOVA")
    one = do("state_one_person", office.officer, issuer="KGZ", number="AC1234567", mrz=new, reason="Both were shown.")
    paths = {
        "hq": ("/border/figures/", "/border/overstays/", "/border/regimes/", f"/border/regimes/{made.pk}/replace"),
        "registrar2": (
            f"{person}stays/", f"{person}extend", "/border/unregistered/", "/border/registrations/new",
            f"/border/extensions/{request.pk}/", "/help/stays", "/border/one-person/", f"/border/one-person/{one.pk}/",
            f"{person}document",
        ),
        "hotel": ("/border/registrations/",),
    }  # fmt: skip
    for who, addresses in paths.items():
        page = enter(who, "/help/", language=language, width=320)
        for path in addresses:
            page.goto(path)
            assert axe(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    door = open_page("/border/my-stay/", language=language, width=320)
    assert axe(door) == []
    assert door.evaluate("document.documentElement.scrollWidth") <= 320
