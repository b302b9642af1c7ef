"""The desk's further ways in a real browser: keyboard only, without JavaScript, small screens, three languages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.areas.border.conftest import Service, Signer, count, passport
from tests.areas.border.test_acts import do, inspect
from tests.areas.border.test_desk_travellers import child, picture, stated
from tests.browser.test_border import Open, enter, scan, service, signer

from sapar.kernel import clock

__all__ = ["enter", "service", "signer"]


def test_a_mother_and_her_child_by_keyboard_only(enter: Open, owner_sql: Any) -> None:
    """Mother read and admitted, child read: admit is dead, the escort is written down with the keyboard, “a” admits."""
    page = enter("officer")
    scan(page, passport())
    page.wait_for_selector("#answer .sapar-verdict--green")
    page.keyboard.press("a")
    page.get_by_text("Entry recorded.").wait_for()
    born = clock.today() - timedelta(days=8 * 365)
    scan(page, passport(number="CH1234567", birth_date=born, secondary="AIBEK"))
    page.get_by_text("write down with whom the child travels").first.wait_for()
    assert page.get_by_role("button", name="Admit").is_disabled()
    page.keyboard.press("a")
    page.wait_for_timeout(300)
    assert count(owner_sql, "border_crossing") == 1
    page.get_by_label("The child travels with").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Written down.").wait_for()
    assert page.locator("#answer .sapar-verdict--green").is_visible()
    page.keyboard.press("a")
    page.get_by_text("Entry recorded.").wait_for()
    assert count(owner_sql, "border_crossing") == 2


def test_a_damaged_passport_by_keyboard_only(enter: Open, owner_sql: Any) -> None:
    """“h” opens the form; Tab from field to field; the answer stands on the desk, amber, and “s” refers."""
    page = enter("officer")
    page.keyboard.press("Tab")  # out of the field of the lines
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("h")
    page.wait_for_url("**/border/by-hand/")
    page.get_by_label("Surname").focus()
    for text in (
        "ŞAHIN",
        "OKAN",
        "",
        "11",
        "1979",
        "",
        "TUR",
        "",
        "TUR",
        "U2187036",
        "14",
        "5",
        "2031",
        "",
        "Water damage.",
    ):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#answer .sapar-verdict--amber")
    text = page.locator("#answer").inner_text()
    assert "Typed by hand" in text and "OKAN ŞAHIN" in text
    assert page.locator("[name=mrz]").input_value() == ""  # its lines were made here: they are not offered as read
    page.keyboard.press("s")
    page.get_by_text("Referred to the second line.").wait_for()
    assert count(owner_sql, "border_referral") == 1


def test_a_seal_first_then_the_passport(enter: Open, signer: Signer, owner_sql: Any) -> None:
    """The square code is scanned before the passport: it is kept, and both are green together."""
    page = enter("officer")
    page.evaluate("document.activeElement.blur()")
    scan(page, signer.seal())
    page.get_by_text("The document could not be read so far.").first.wait_for()
    assert page.get_by_role("button", name="Admit").is_disabled()
    page.evaluate("document.activeElement.blur()")
    scan(page, passport())
    page.wait_for_selector("#answer .sapar-verdict--green")
    assert "TM-2026-000017" in page.locator("#answer").inner_text()
    page.keyboard.press("a")
    page.get_by_text("Entry recorded.").wait_for()
    assert owner_sql.execute("select permit_number from border_crossing").fetchone()[0] == "TM-2026-000017"


def test_a_bus_keeps_the_desk_in_its_group(enter: Open, owner_sql: Any) -> None:
    """Begun, inspected one after another with “a”, progress beside the fields, closed after a question."""
    page = enter("officer", "/border/groups/")
    page.get_by_label("Name of the group").fill("AH 2841 AŞ")
    page.get_by_label("How many travellers").fill("3")
    page.get_by_label("List").fill("AC1234567\nAC2345678")
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("link", name="Inspect the next traveller").click()
    for number in ("AC1234567", "AC2345678"):
        page.locator("#desk .border-party").wait_for()
        scan(page, passport(number=number))
        page.wait_for_selector("#answer .sapar-verdict--green")
        page.keyboard.press("a")
        page.get_by_text("Entry recorded.").wait_for()
        assert "AH 2841" in page.locator("#desk").inner_text()
    assert "2 decided" in page.locator("#desk").inner_text()
    page.locator(".border-party a").click()
    page.get_by_role("link", name="Close the group").click()
    page.get_by_role("button", name="Close the group").click()
    page.get_by_text("The group was closed.").wait_for()
    assert owner_sql.execute("select count(*) from border_party where closed_at is not null").fetchone()[0] == 1


def test_refusal_appeal_and_shift_without_javascript(enter: Open, service: Service, owner_sql: Any, axe: Any) -> None:
    """Handed over, refused, appealed, decided by another; lane, shift and second signature: plain forms."""
    service.add("head", "border.supervisor")
    made = inspect(service.officer)
    do("refer_second_line", service.officer, inspection_id=made.pk, reason="document")
    page = enter("colleague", f"/border/second-line/{made.pk}/", javascript=False)
    page.get_by_role("button", name="Take the case").click()
    page.get_by_text("Hand over to a colleague").click()
    page.get_by_label("Hand over to").select_option(label="Supervisor")
    page.get_by_role("button", name="Hand over").click()
    assert "Write what the next officer has to know." in page.locator(".govuk-error-summary").inner_text()
    page.get_by_label("Note").fill("Consul calls back.")
    page.get_by_role("button", name="Save").click()
    assert page.get_by_text("Your colleague has been told.").is_visible()

    page = enter("supervisor", f"/border/second-line/{made.pk}/", javascript=False)
    assert "Consul calls back." in page.locator("main").inner_text()
    page.get_by_role("link", name="Refuse entry").click()
    page.get_by_role("button", name="Refuse entry").click()
    assert "Choose at least one ground." in page.locator(".govuk-error-summary").inner_text()
    page.get_by_label("C. No valid visa").check()
    page.get_by_label("What do they rest on?").fill("No visa was found.")
    page.get_by_label("Language of the form").select_option("ru")
    page.get_by_role("button", name="Refuse entry").click()
    assert page.get_by_text("Print the form and hand it over.").is_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="The form as a PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    address = page.url

    page = enter("officer", address, javascript=False)
    page.locator("summary").first.click()
    page.get_by_label("What the person says").fill("The visa is in the other passport.")
    page.get_by_role("button", name="Record the appeal").click()
    assert page.get_by_text("The appeal was recorded.").is_visible()

    page = enter("head", address, javascript=False)
    page.get_by_label("The refusal is lifted").check()
    page.get_by_label("Reason").fill("Seen in the other passport.")
    page.get_by_role("button", name="Decide").click()
    assert page.get_by_text("Refusal lifted").first.is_visible()

    page = enter("officer", "/border/shifts/", javascript=False)
    page.get_by_label("Entries, counted by hand").fill("7")
    page.get_by_label("Note for the next shift").fill("Nothing special.")
    page.get_by_role("button", name="End the shift and sign").click()
    assert page.get_by_text("Another officer of this post signs now.").is_visible()
    page = enter("colleague", page.url, javascript=False)
    assert page.get_by_text("differs").is_visible()
    page.get_by_role("button", name="Take over and sign").click()
    assert page.get_by_text("The shift is yours.").is_visible()
    assert owner_sql.execute("select count(*) from border_shift where taken_at is not null").fetchone()[0] == 1


@pytest.mark.parametrize("language", ["tk", "ru", "en"])
def test_accessible_and_narrow(enter: Open, axe: Any, service: Service, language: str) -> None:
    """No violation of WCAG 2.2 AA, and at 320 px nothing has to be moved sideways, in all three languages."""
    party = do("open_party", service.officer, kind="bus", title="A 1", direction="entry", travellers="AC1234567")
    boy, photographed = child(service.officer), stated(service.officer, "none")
    do("attach_photo", service.officer, inspection_id=photographed.pk, content=picture())
    waiting = inspect(service.officer, party_id=party.pk)
    do("refer_second_line", service.officer, inspection_id=waiting.pk, reason="person")
    refused = inspect(service.officer, passport(number="AC2345678"))
    do("refer_second_line", service.officer, inspection_id=refused.pk, reason="document")
    values = {"reasons": ["no_visa"], "facts": "No visa.", "language": "en"}
    refusal = do("refuse_entry", service.supervisor, inspection_id=refused.pk, **values)
    do("record_appeal", service.officer, refusal_id=refusal.pk, by="traveller", text="No.")
    lane = do("open_lane", service.supervisor, place_id=service.posts[0].pk, name="1", kind="both")
    do("sit_down", service.officer, lane_id=lane.pk)
    shift = do("give_shift", service.officer, note="Nothing.", entries=4)
    head = service.add("head", "border.supervisor")
    paths = (
        ("officer", "/border/by-hand/"),
        ("officer", "/border/no-document/"),
        ("officer", "/border/groups/"),
        ("officer", f"/border/groups/{party.pk}/"),
        ("officer", f"/border/inspections/{boy.pk}/"),
        ("officer", f"/border/inspections/{photographed.pk}/"),
        ("officer", "/border/post/"),
        ("officer", "/border/my-day/"),
        ("officer", "/border/shifts/"),
        ("colleague", f"/border/shifts/{shift.pk}/"),
        ("supervisor", f"/border/second-line/{waiting.pk}/"),
        ("supervisor", f"/border/second-line/{waiting.pk}/refuse"),
        ("supervisor", "/border/refusals/"),
        ("head", f"/border/refusals/{refusal.pk}/"),
    )
    assert head.account_id
    pages: dict[str, Any] = {}
    # Russian is the longest: everything in it, some of it in the others.
    for username, path in paths if language == "ru" else paths[::3]:
        if username not in pages:
            pages[username] = enter(username, path, language=language, width=320)
        page = pages[username]
        page.goto(path)
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_the_header_stays_in_two_rows(enter: Open, service: Service) -> None:
    """At 1,200 px a long institution's name breaks inside its own place; search and menu stay beside each other."""
    from sapar.kernel.access.models import Institution

    Institution.objects.filter(pk=service.institution.pk).update(
        name_ru="Государственная пограничная служба Министерства национальной безопасности Туркменистана"
    )
    page = enter("officer", language="ru", width=1200)
    bar = page.locator(".sapar-header__bar").bounding_box()
    brand, person = page.locator(".sapar-brand").bounding_box(), page.locator(".sapar-person").bounding_box()
    assert person["x"] > brand["x"] + brand["width"]
    assert person["y"] < brand["y"] + brand["height"]
    assert bar["height"] <= 100
    search, menu = page.locator(".sapar-search").bounding_box(), page.locator(".sapar-nav nav").bounding_box()
    assert search["x"] >= menu["x"] + menu["width"]
