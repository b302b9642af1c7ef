"""Account management in a browser: accessible, reflowing in three languages, and the whole way of a new colleague."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from tests.kernel.conftest import Office, make_office
from tests.standards.seals.list_makers import authority_der, list_signer, master_list
from tests.standards.seals.seal_makers import Authority

from sapar.kernel.access.actor import Actor
from sapar.kernel.access.acts import end_duty, propose_duty, set_password
from sapar.kernel.access.codes import invitation_digest
from sapar.kernel.access.inviting import invite
from sapar.kernel.access.models import AccessRequest, Account, Duty
from sapar.standards.seals import issue

Open = Callable[..., Any]
CODE = "7k3m-9x2a-q4tz-0hcd"
PASSWORD = "pagta-asman-lale-17"


@pytest.fixture
def office(site: str) -> Office:
    """Two managers, a colleague with a past, one who was invited, and a request that waits."""
    made = make_office("MIGR", "migration_service")
    for name, role in (("first", "access.manager"), ("second", "access.manager"), ("merdan", "ledger.auditor")):
        made.add(name, role)
    former = made.add("leyla", "ledger.auditor")
    first = made.people["first"]
    end_duty(first, duty_id=former.duty_id, reason="moved to another service")
    invite(
        first,
        username="gozel.atayewa",
        full_name="Gözel Ataýewa",
        email="g@example.org",
        code_digest=invitation_digest(CODE),
    )
    propose_duty(first, account_id=made.people["merdan"].account_id, role="access.manager", reason="deputy in summer")
    return made


def as_person(page: Any, office: Office, name: str) -> Any:
    """The browser becomes that of a person who has signed in with two factors."""
    client = Client()
    account = Account.objects.get(pk=office.people[name].account_id)
    client.force_login(account)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
    session["account_authentication_methods_user"] = str(account.pk)
    session.save()
    page.context.add_cookies(
        [{"name": name, "value": cookie.value, "url": page.url} for name, cookie in client.cookies.items()]
    )
    return page


def in_language(page: Any, language: str) -> Any:
    page.context.add_cookies([{"name": "sapar_language", "value": language, "domain": "localhost", "path": "/"}])
    return page


def addresses(office: Office) -> dict[str, str]:
    """Every page of account management, with records behind it."""
    merdan, gozel = office.people["merdan"], Account.objects.get(username="gozel.atayewa")
    return {
        "list": "/accounts/",
        "former": "/accounts/?show=former",
        "empty": "/accounts/?show=invited",
        "new": "/accounts/new",
        "colleague": f"/accounts/{merdan.account_id}",
        "past": f"/accounts/{office.people['leyla'].account_id}",
        "invited": f"/accounts/{gozel.pk}",
        "again": f"/accounts/{gozel.pk}/code",
        "role": f"/accounts/{merdan.account_id}/role",
        "reset": f"/accounts/{merdan.account_id}/second-factor",
        "end": f"/accounts/{merdan.account_id}/roles/{merdan.duty_id}",
        "sessions": f"/accounts/{merdan.account_id}/sessions",
        "requests": "/accounts/requests/",
        "request": f"/accounts/requests/{AccessRequest.objects.get().pk}",
    }


@pytest.mark.parametrize("language", ["en", "tk", "ru"])
def test_pages_are_accessible_and_reflow(
    open_page: Open, axe: Callable[[Any], list[str]], office: Office, language: str
) -> None:
    """No fault that axe knows, and no sideways scrolling at 320 px, in each language."""
    page = in_language(as_person(open_page("/privacy"), office, "second"), language)
    for name, address in addresses(office).items():
        page.set_viewport_size({"width": 1200, "height": 800})
        page.goto(address)
        assert page.get_attribute("html", "lang") == language
        assert axe(page) == [], name
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
        if language == "ru":  # the longest words; axe finds the same structure in each
            assert axe(page) == [], name


@pytest.mark.parametrize("address", ["/institutions/", "/institutions/new", "/institutions/places/new", "/accounts/"])
def test_pages_of_the_administrator(open_page: Open, axe: Callable[[Any], list[str]], site: str, address: str) -> None:
    """The same for institutions and places."""
    node = make_office("NODE", "node")
    node.add("admin", "node.administrator")
    page = as_person(open_page("/privacy"), node, "admin")
    page.goto(address)
    assert axe(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_master_list_is_looked_into(
    open_page: Open, axe: Callable[[Any], list[str]], site: str, tmp_path: Path, settings: Any
) -> None:
    """The file, who signed it, what is new: without faults of accessibility, and in cards on a telephone."""
    settings.SAPAR_TRUST = tmp_path / "trust"
    settings.SAPAR_TRUST.mkdir()
    node = make_office("NODE", "node")
    node.add("admin", "node.administrator")
    key = issue.load_key(issue.new_key())
    content = master_list([authority_der(Authority()) for _ in range(14)], key, list_signer(Authority(), key))
    page = in_language(as_person(open_page("/privacy"), node, "admin"), "ru")
    page.goto("/trust/new")
    assert axe(page) == []
    page.set_input_files("[name=file]", {"name": "x.ml", "mimeType": "application/octet-stream", "buffer": content})
    page.click("main button[type=submit]")
    page.wait_for_selector("table")
    assert axe(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.goto("/trust/")
    assert axe(page) == []


def test_a_new_colleague_from_invitation_to_second_factor_without_javascript(
    open_page: Open, office: Office, axe: Callable[[Any], list[str]]
) -> None:
    """The manager invites and reads the code off the page; the person opens the account, chooses a password and stands
    before the second factor; the manager proposes a role and the second manager approves it."""
    manager = as_person(open_page("/privacy", javascript=False), office, "first")
    manager.goto("/accounts/new")
    manager.fill("#id_full_name", "Selbi Orazowa")
    manager.fill("#id_username", "selbi")
    manager.check("input[name=handing][value=hand]")
    manager.click("main button[type=submit]")
    code = manager.text_content("main .sapar-code").strip()

    person = open_page("/account/invited", width=360)
    assert axe(person) == []
    person.fill("#id_code", code)
    person.click("main button[type=submit]")
    assert "Selbi Orazowa" in person.text_content("main")
    assert axe(person) == []
    person.fill("#id_password1", "short")
    person.fill("#id_password2", "short")
    person.click("main button[type=submit]")
    assert axe(person) == [] and "too short" in person.text_content(".govuk-error-summary")
    person.fill("#id_password1", PASSWORD)
    person.fill("#id_password2", PASSWORD)
    person.click("main button[type=submit]")
    assert person.url.endswith("/account/second-factor")
    person.click("main a.govuk-button >> nth=0")
    assert person.locator("input[name=code]").count() == 1

    manager.click("main a.govuk-button")
    manager.click("main a.govuk-button >> nth=0")
    manager.check("input[name=role][value='ledger.auditor']")
    manager.fill("#id_reason", "new post")
    manager.click("main button[type=submit]")
    assert "A second person has been asked" in manager.text_content("main")

    second = as_person(open_page("/privacy", javascript=False), office, "second")
    second.goto("/accounts/requests/")
    second.click("main table a:text('Selbi Orazowa')")
    second.check("input[name=decision][value=approve]")
    second.click("main button[type=submit]")
    assert "Approved" in second.text_content("main")
    assert Duty.objects.filter(account__username="selbi", role="ledger.auditor", ended_at=None).exists()


def test_the_catalogue_page_is_accessible(open_page: Open, axe: Callable[[Any], list[str]]) -> None:
    """The page of the programming interface, wide and narrow."""
    page = open_page("/api/")
    assert axe(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_passkey_is_set_up_and_opens_the_next_sign_in(
    open_page: Open, office: Office, axe: Callable[[Any], list[str]]
) -> None:
    """With the browser's own authenticator: enrolled after the first password, asked for at the next one."""
    gozel = office.add("gozel", "access.manager")
    set_password(Actor.system("console"), account_id=gozel.account_id, password_hash=make_password(PASSWORD))
    page = open_page("/account/sign-in")
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**options, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )

    def sign_in() -> None:
        page.goto("/account/sign-in")
        page.fill("#id_login", "gozel")
        page.fill("#id_password", PASSWORD)
        page.click("main button[type=submit]")

    sign_in()
    page.goto("/work")
    assert page.url.split("?")[0].endswith("/account/second-factor")
    page.click("main a.govuk-button--secondary")
    page.fill("#id_password", PASSWORD)  # what comes next matters, so the password is asked for again
    page.click("main button[type=submit]")
    assert axe(page) == []
    page.fill("#id_name", "Office key")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes**")
    assert axe(page) == []
    page.goto("/work")
    assert "/webauthn/reauthenticate" in page.url, "the one factor that this person has"
    assert axe(page) == []
    page.click("#mfa_webauthn_reauthenticate")
    page.wait_for_url("**/work")

    page.context.clear_cookies()
    sign_in()
    assert axe(page) == []
    assert page.request.get("/work", max_redirects=0).status == 302, "a password alone opens nothing"
    page.click("#mfa_webauthn_authenticate")
    page.wait_for_url(lambda url: "/account/" not in url)
    page.goto("/work")
    assert page.url.endswith("/work")
