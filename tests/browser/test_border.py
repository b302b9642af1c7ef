"""The border desk in a real browser: keyboard only, a reader that works as a keyboard, without JavaScript, small screens."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.areas.border.conftest import Service, Signer, count, make_service, make_signer, passport

PAGE_LIMIT = 60_000
Open = Callable[..., Any]


@pytest.fixture
def service(site: str) -> Service:
    return make_service()


@pytest.fixture
def signer(tmp_path: Path, settings: Any) -> Signer:
    settings.SAPAR_TRUST = tmp_path / "trust"
    made = make_signer(settings.SAPAR_TRUST)
    made.publish()
    return made


@pytest.fixture
def enter(open_page: Open, service: Service, site: str) -> Open:
    """``enter("officer", width=320)``: the desk of somebody who is signed in, second factor included."""

    def go(username: str, address: str = "/border/", *, language: str = "en", **options: Any) -> Any:
        page = open_page("/help/", language=language, **options)
        session = {"name": "sapar_session", "value": session_of(service.people[username]), "url": site}
        page.context.add_cookies([session, {"name": "sapar_language", "value": language, "url": site}])
        page.set_default_timeout(8000)
        page.goto(address)
        return page

    return go


def session_of(actor: Any) -> str:
    """The key of a session as signing in with a second factor leaves it."""
    from django.contrib.sessions.backends.db import SessionStore

    from sapar.kernel.access.models import Account

    account = Account.objects.get(pk=actor.account_id)
    session = SessionStore()
    session["_auth_user_id"] = str(account.pk)
    session["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
    session["_auth_user_hash"] = account.get_session_auth_hash()
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session["sapar_duty"] = str(actor.duty_id)
    session.create()
    assert session.session_key is not None
    return session.session_key


def scan(page: Any, text: str) -> None:
    """What a reader that works as a keyboard does: a burst of keys, Enter after each line."""
    for line in text.split("\n"):
        page.keyboard.type(line, delay=0)
        page.keyboard.press("Enter")


def title(page: Any) -> str:
    return str(page.locator("#answer .sapar-verdict__title").inner_text())


def crossings(owner_sql: Any) -> list[tuple[str, str]]:
    rows = owner_sql.execute("select direction, permit_number from border_crossing order by id").fetchall()
    return [(direction, permit) for direction, permit in rows]


def test_a_traveller_by_keyboard_only(enter: Open, signer: Signer, owner_sql: Any) -> None:
    """The passport and the seal are scanned, “a” admits, the desk is ready for the next one: no mouse, no Tab."""
    page = enter("officer")
    scan(page, passport())
    page.wait_for_selector("#answer .sapar-verdict--green")
    assert page.evaluate("document.activeElement.id") == "answer"
    scan(page, signer.seal())  # no field is active: the scan finds the seal's field, and none of its letters is a key
    page.get_by_text("Permit TM-2026-000017").first.wait_for()
    assert title(page) == "All in order: may enter"
    assert count(owner_sql, "border_crossing") == 0
    page.keyboard.press("a")
    page.get_by_text("Entry recorded.").wait_for()
    assert page.evaluate("document.activeElement.name") == "mrz"
    assert page.locator("[name=mrz]").input_value() == ""
    assert page.locator("table").get_by_text("BAKYT ASANOV").is_visible()
    assert crossings(owner_sql) == [("entry", "TM-2026-000017")]


def test_a_scan_never_decides(enter: Open, signer: Signer, owner_sql: Any) -> None:
    """The letters “a” and “s” inside a scanned seal admit nobody and refer nobody, wherever the cursor is."""
    page = enter("officer")
    scan(page, passport())
    page.wait_for_selector("#answer .sapar-verdict--green")
    scan(page, "SAPAR1:" + "AS" * 60)
    page.wait_for_selector("#answer .sapar-verdict--red")
    assert "This is not a seal" in page.locator("#answer").inner_text()
    assert count(owner_sql, "border_crossing") == 0
    assert count(owner_sql, "border_referral") == 0
    scan(page, passport(number="AC9999999"))  # the next passport may come at any time
    page.wait_for_selector("#answer .sapar-verdict--green")
    assert "AC9999999" in page.locator("#answer").inner_text()


VDSNC = (
    '{"data":{"hdr":{"is":"AUS","t":"icao.vacc","v":1},"msg":{"pid":{"n":"CITIZEN  JANE SUE","i":"PA0941262"}}},'
    '"sig":{"alg":"ES256","cer":"MIIB","sigvl":"AAAA"}}'
)


@pytest.mark.parametrize("focus", ["", "mrz"])
@pytest.mark.parametrize("seal", [VDSNC, "dc03d9c5d9cac8a73a990f71346ecf47fb0602305cba135875976ec066d417b5"])
def test_a_seal_of_another_state_arrives_as_it_was_printed(enter: Open, owner_sql: Any, seal: str, focus: str) -> None:
    """Blanks inside of a seal are part of what was signed; a binary seal comes as hexadecimal digits and is no document."""
    page = enter("officer")
    scan(page, passport())
    page.wait_for_selector("#answer .sapar-verdict--green")
    if focus:
        page.locator("[name=mrz]").click()
    scan(page, seal)
    page.wait_for_selector("#answer .sapar-verdict--red")
    kept = owner_sql.execute("select mrz, seal from border_inspection").fetchall()
    assert [(mrz.split(), text) for mrz, text in kept] == [(passport().split(), seal)]


def test_a_scan_into_the_filled_field_is_the_next_traveller(enter: Open, owner_sql: Any) -> None:
    """With the cursor behind the last traveller's lines the next passport is read for itself."""
    page = enter("officer")
    scan(page, passport())
    page.wait_for_selector("#answer .sapar-verdict--green")
    page.locator("[name=mrz]").click()
    page.wait_for_timeout(200)
    scan(page, passport(number="AC9999999"))
    page.locator("#answer").get_by_text("AC9999999").first.wait_for()
    assert page.locator("[name=mrz]").input_value().split() == passport(number="AC9999999").split()
    page.keyboard.press("a")
    page.get_by_text("Entry recorded.").wait_for()
    rows = owner_sql.execute("select document_number from border_crossing").fetchall()
    assert rows == [("AC9999999",)]


def test_other_lines_in_the_field_admit_nobody(enter: Open, owner_sql: Any) -> None:
    """A verdict is that of the lines that were read: changed by hand, they have to be read before anybody is admitted."""
    page = enter("officer")
    scan(page, passport())
    page.wait_for_selector("#answer .sapar-verdict--green")
    admit = page.get_by_role("button", name="Admit")
    page.locator("[name=mrz]").fill(passport(number="AC9999999"))
    assert admit.is_disabled()
    assert page.get_by_text("The lines in the field have changed since this verdict.").is_visible()
    page.locator("#answer").focus()
    page.keyboard.press("a")
    page.wait_for_timeout(400)
    assert count(owner_sql, "border_crossing") == 0
    page.locator("[name=mrz]").fill(passport())
    assert admit.is_enabled()


def test_admit_is_dead_while_a_check_is_not_green(enter: Open, signer: Signer, owner_sql: Any) -> None:
    """With somebody else's seal the key “a” does nothing; “s” refers at once."""
    page = enter("officer")
    page.locator("[name=seal]").fill(signer.seal(document_number="AC7654321"))
    page.locator("[name=mrz]").focus()
    scan(page, passport())
    page.wait_for_selector("#answer .sapar-verdict--red")
    text = page.locator("#answer").inner_text()
    assert "Belongs to another person" in text
    assert "The number of the document differs." in text
    button = page.get_by_role("button", name="Admit")
    assert button.is_disabled()
    page.keyboard.press("a")
    page.wait_for_timeout(400)
    assert count(owner_sql, "border_crossing") == 0
    page.keyboard.press("s")
    page.get_by_text("Referred to the second line.").wait_for()
    assert count(owner_sql, "border_referral") == 1


def test_damaged_lines_are_corrected_by_hand(enter: Open, owner_sql: Any) -> None:
    """The wrong digit is named with line, position, expected and found; what was typed stays; both readings are kept."""
    page = enter("officer")
    good = passport()
    scan(page, good.replace("AC1234567", "AC1234560"))
    page.wait_for_selector("#answer .sapar-verdict--red")
    answer = page.locator("#answer").inner_text()
    assert "Line 2, position 10" in answer
    assert f"{good.split(chr(10))[1][9]} was found" in answer
    assert page.locator("[name=mrz]").input_value().count("AC1234560") == 1
    page.locator("[name=mrz]").fill(good)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#answer .sapar-verdict--green")
    assert "typed by hand" in page.locator("#answer").inner_text()
    assert owner_sql.execute("select count(*) from border_inspection where earlier_id is not null").fetchone()[0] == 1


def test_everything_without_javascript(enter: Open, signer: Signer, owner_sql: Any) -> None:
    """Reading, the seal, admitting, referring and correcting are plain forms."""
    page = enter("officer", javascript=False)
    page.get_by_label("Exit").check()
    page.locator("[name=mrz]").fill(passport())
    page.get_by_role("button", name="Read").click()
    assert title(page) == "All in order: may leave"
    page.locator("[name=seal]").fill(signer.seal())
    page.get_by_role("button", name="Verify the seal only").click()
    assert "Permit TM-2026-000017" in page.locator("#answer").inner_text()
    page.get_by_role("button", name="record the exit").click()
    assert page.get_by_text("Exit recorded.").is_visible()
    assert page.get_by_label("Exit").is_checked()  # the desk remembers the direction
    page.locator("table a").first.click()
    page.get_by_role("link", name="Correct this record").click()
    page.get_by_label("Entry").check()
    page.get_by_role("button", name="Correct").click()
    assert "Give a reason" in page.locator(".govuk-error-summary").inner_text()
    assert page.get_by_label("Entry").is_checked()
    page.get_by_label("Reason").fill("The direction was left at exit.")
    page.get_by_role("button", name="Correct").click()
    assert page.get_by_text("Both records are kept.").is_visible()
    assert crossings(owner_sql) == [("exit", "TM-2026-000017"), ("entry", "TM-2026-000017")]
    page.goto("/border/")
    page.locator("[name=mrz]").fill("garbage")
    page.get_by_role("button", name="Read").click()
    page.get_by_role("button", name="Second line").click()
    assert page.get_by_text("Referred to the second line.").is_visible()


def test_second_line_by_another_officer(enter: Open, signer: Signer, owner_sql: Any, axe: Any) -> None:
    """The colleague sees everything on one screen and decides; the one who referred cannot."""
    first = enter("officer")
    first.locator("[name=seal]").fill(signer.seal(document_number="AC7654321"))
    first.locator("[name=mrz]").focus()
    scan(first, passport())
    first.wait_for_selector("#answer .sapar-verdict--red")
    first.keyboard.press("s")
    first.get_by_text("Referred to the second line.").wait_for()
    first.goto("/border/second-line/")
    first.locator("tbody a").first.click()
    assert "another person decides" in first.locator("main").inner_text()
    second = enter("colleague", "/border/second-line/")
    second.locator("tbody a").first.click()
    assert axe(second) == []
    second.get_by_label("Let pass").check()
    second.get_by_label("Reason").fill("Twin brother's permit; own permit seen on paper.")
    second.get_by_role("button", name="Decide").click()
    second.get_by_text("The crossing was recorded.").wait_for()
    assert second.get_by_text("Nobody waits in the second line.").is_visible()
    assert crossings(owner_sql) == [("entry", "")]


def test_number_search_keeps_numbers_out_of_addresses(enter: Open, owner_sql: Any) -> None:
    """A crossing is found by the whole number of a document, typed as it may be, and the address does not tell it."""
    page = enter("officer")
    scan(page, passport())
    page.wait_for_selector("#answer .sapar-verdict--green")
    page.keyboard.press("a")
    page.get_by_text("Entry recorded.").wait_for()
    page.goto("/border/crossings/")
    page.get_by_role("textbox", name="Document number").fill("ac 123-4567")
    page.locator(".border-find button").click()
    page.get_by_text("Crossings with this document").first.wait_for()
    assert page.locator("tbody tr").count() == 1
    assert "1234567" not in page.url
    page.get_by_role("textbox", name="Document number").fill("AC123")
    page.locator(".border-find button").click()
    page.get_by_text("No crossing with this document is recorded.").wait_for()


def test_double_click_records_once(enter: Open, owner_sql: Any) -> None:
    """Pressed twice, admitted once."""
    page = enter("officer", javascript=False)
    page.locator("[name=mrz]").fill(passport())
    page.get_by_role("button", name="Read").click()
    page.get_by_role("button", name="record the entry").dblclick()
    page.get_by_text("Entry recorded.").wait_for()
    assert count(owner_sql, "border_crossing") == 1


@pytest.mark.parametrize("javascript", [True, False])
def test_lines_survive_the_end_of_the_session(
    enter: Open, service: Service, site: str, owner_sql: Any, javascript: bool
) -> None:
    """The session ends while the lines are typed: after signing in again they stand in their field."""
    page = enter("officer", javascript=javascript)
    page.locator("[name=mrz]").fill(passport())
    owner_sql.execute("delete from django_session")
    page.get_by_role("button", name="Read").click()
    page.wait_for_url("**/account/sign-in**")
    session = {"name": "sapar_session", "value": session_of(service.people["officer"]), "url": site}
    page.context.add_cookies([session])
    page.goto("/border/")
    assert page.locator("[name=mrz]").input_value().split() == passport().split()
    assert count(owner_sql, "border_inspection") == 0


@pytest.mark.parametrize("language", ["tk", "ru", "en"])
def test_accessible_and_narrow(enter: Open, axe: Any, service: Service, signer: Signer, language: str) -> None:
    """No violation of WCAG 2.2 AA, and at 320 px nothing has to be moved sideways, in all three languages."""
    from sapar.areas.border import acts

    inspection = acts.inspect(service.officer, mrz=passport(number="AC5555555"), direction="entry", seal=signer.seal())
    acts.refer_second_line(service.officer, inspection_id=inspection.pk, reason="checks")
    read = acts.inspect(service.officer, mrz=passport(number="AC6666666"), direction="entry")
    crossing = acts.admit(service.officer, inspection_id=read.pk)
    page = enter("officer", language=language, width=320)
    own = f"/border/crossings/{crossing.pk}/"
    for path in ("/border/", "/border/second-line/", "/border/crossings/", own, f"{own}correct", "/help/border"):
        page.goto(path)
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    page.goto("/border/")
    page.locator("[name=seal]").fill(signer.seal(document_number="AC7654321"))
    page.locator("[name=mrz]").fill(passport().replace("AC1234567", "AC1234560"))
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#answer .sapar-verdict--red")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_desk_is_light(enter: Open) -> None:
    """A first load of the desk, compressed, stays under 60 KB, scripts and styles included."""
    import gzip

    page = enter("officer", "/help/")
    sizes: dict[str, int] = {}

    def weigh(response: Any) -> None:
        sizes[response.url] = len(gzip.compress(response.body(), 9))

    page.on("response", weigh)
    page.goto("/border/", wait_until="networkidle")
    assert sum(sizes.values()) <= PAGE_LIMIT, sizes
    assert any("htmx" in url for url in sizes)
