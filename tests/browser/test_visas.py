"""The electronic visa in a real browser: the whole application on a phone without JavaScript, accessible in three languages;
the officers' pages; machine accounts."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.areas.border.conftest import passport
from tests.areas.border.visa_world import Visas, make_visas, picture
from tests.kernel.access.test_machines import approved, ask
from tests.kernel.conftest import make_office

from sapar.kernel import clock
from sapar.kernel.access.models import Account

Open = Callable[..., Any]
Axe = Callable[[Any], list[str]]


@pytest.fixture
def visas(site: str) -> Visas:
    return make_visas()


def as_person(page: Any, account_id: Any) -> Any:
    """The browser becomes that of a person who has signed in with two factors."""
    client, account = Client(), Account.objects.get(pk=account_id)
    client.force_login(account)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
    session["account_authentication_methods_user"] = str(account.pk)
    session.save()
    page.context.add_cookies(
        [{"name": name, "value": cookie.value, "url": page.url} for name, cookie in client.cookies.items()]
    )
    return page


def in_language(page: Any, language: str) -> None:
    page.context.add_cookies([{"name": "sapar_language", "value": language, "domain": "localhost", "path": "/"}])


def day(page: Any, name: str, value: Any) -> None:
    for part in ("day", "month", "year"):
        page.fill(f"[name={name}_{part}]", str(getattr(value, part)))


def send(page: Any) -> None:
    page.locator("main form").last.locator("button[type=submit]").click()


def test_the_whole_application_on_a_phone_without_javascript(
    open_page: Open, visas: Visas, tmp_path: Path, axe: Axe
) -> None:
    """Begin, read the passport's lines, journey, invitation, two files, check, send; each page is small enough and nothing
    scrolls sideways; what was typed is there when the code opens it on another device."""
    page = open_page("/border/visa/", width=360, javascript=False)
    page.click("main button[type=submit]")
    reference, code = page.locator(".visas-code").all_inner_texts()
    page.click("main a.govuk-button")
    page.fill("[name=mrz] >> nth=0", passport())
    page.click("button[name=read]")
    assert page.input_value("[name=primary]") == "ASANOV"
    send(page)
    arrives = clock.today() + timedelta(days=30)
    page.check("[name=purpose][value=tourism]")
    day(page, "arrives_on", arrives)
    day(page, "leaves_on", arrives + timedelta(days=6))
    page.check("[name=entries][value='1']")
    page.fill("[name=stays_at]", "Hotel Ýyldyz")
    send(page)
    assert page.locator(".govuk-error-summary").count() == 1, "the mail address is missing"
    assert page.input_value("[name=stays_at]") == "Hotel Ýyldyz"
    page.fill("[name=email]", "bakyt@example.org")
    send(page)
    page.check("[name=kind][value=none]")
    send(page)
    for kind, size in (("photo", (360, 480)), ("passport", (640, 420))):
        file = tmp_path / f"{kind}.jpg"
        file.write_bytes(picture(*size))
        page.check(f"[name=kind][value={kind}]")
        page.set_input_files("[name=content]", str(file))
        page.locator("main form button[type=submit]").first.click()
    page.click("main a.govuk-button")
    page.get_by_role("link", name="Check and send").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.check("[name=confirmed]")
    send(page)
    assert "We have your application" in page.text_content("main")
    other = open_page("/border/visa/open", width=360)
    other.fill("[name=reference]", reference.lower())
    other.fill("[name=code]", code.lower().replace("-", " "))
    other.click("main button[type=submit]")
    assert reference in other.text_content("main")
    assert axe(other) == []


@pytest.mark.parametrize("language", ["en", "tk", "ru"])
def test_the_applicants_pages_are_accessible_and_reflow(open_page: Open, axe: Axe, visas: Visas, language: str) -> None:
    """No fault that axe knows, and no sideways scrolling at 320 px, in each language; a page is at most 60 KB."""
    page = open_page("/privacy")
    in_language(page, language)
    page.goto("/border/visa/")
    page.click("main button[type=submit]")
    assert axe(page) == [], "code"
    parts = ("", "/passport", "/journey", "/invitation", "/documents", "/check", "/withdraw", "/appeal")
    for address in ("/border/visa/", "/border/visa/open", *(f"/border/visa/mine{part}" for part in parts)):
        page.set_viewport_size({"width": 320, "height": 640})
        page.goto(address)
        assert page.get_attribute("html", "lang") == language
        assert axe(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
        assert len(page.content()) < 60_000, address


def test_the_visa_on_the_phone(open_page: Open, axe: Axe, visas: Visas) -> None:
    """Granted, with its large code, and refused with reasons and the way to appeal."""
    for made, words in (
        (visas.granted(), "Your visa is valid from"),
        (visas.refused(number="AC7000001", mrz="", primary="Orazow", birth_date="1971"), "Your visa was refused"),
    ):
        reference, code = visas.codes[made]
        page = open_page("/border/visa/open", width=320)
        page.fill("[name=reference]", reference)
        page.fill("[name=code]", code)
        page.click("main button[type=submit]")
        assert words in page.text_content("main")
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_officers_pages_are_accessible_and_reflow(open_page: Open, axe: Axe, visas: Visas) -> None:
    """List, application, each decision; list and application in each language."""
    made = visas.proposed()
    granted = visas.granted(number="AC7000001", mrz="", primary="Orazow", birth_date="1971")
    page = as_person(open_page("/privacy"), visas.people["head"].account_id)
    names = ("grant", "refuse", "decide", "fee", "override", "extend", "link", "code", "cancel")
    shared = ["/border/visas/?show=all", f"/border/visas/{made}/", f"/border/visas/{granted}/"]
    visited = [("en", address) for address in [*shared, *(f"/border/visas/{made}/{name}" for name in names)]]
    visited += [(language, address) for language in ("tk", "ru") for address in shared]
    for language, address in visited:
        in_language(page, language)
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(address)
        assert axe(page) == [], address
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address


def test_pages_of_machine_accounts(open_page: Open, axe: Axe, site: str) -> None:
    """The list, one machine, its forms, and the decision on a key."""
    office = make_office("UTA", "carrier")
    office.add("first", "access.manager")
    office.add("second", "access.manager")
    machine = approved(office)
    key = ask(office, machine)
    page = as_person(open_page("/privacy"), office.people["second"].account_id)
    base = f"/accounts/machines/{machine.account_id}"
    for address in ("/accounts/machines/", "/accounts/machines/new", base, f"{base}/keys/new", f"{base}/keys/{key.pk}"):
        page.set_viewport_size({"width": 1200, "height": 800})
        page.goto(address)
        assert axe(page) == [], address
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
