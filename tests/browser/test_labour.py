"""Work permits in a real browser: employer, officer and worker without JavaScript; axe and small screens; keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.areas.labour.conftest import World, make_world, passport, picture
from tests.areas.labour.test_pages import session_of

from sapar.kernel import clock

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def world(node_db: Any) -> World:
    found = make_world()
    for who in ("employer", "employer2"):
        found.staff(who)
    return found


@pytest.fixture
def enter(browser: Any, site: str, world: World) -> Iterator[Callable[..., Any]]:
    """``enter("officer")`` gives a page of a browser that is signed in as that person; ``enter(None)`` of nobody."""
    contexts = []

    def open_as(who: str | None, *, language: str = "en", width: int = 1200, javascript: bool = False) -> Any:
        context = browser.new_context(
            base_url=site, viewport={"width": width, "height": 800}, java_script_enabled=javascript, locale=language
        )
        cookies = [{"name": "sapar_language", "value": language, "url": site}]
        if who is not None:
            cookies.append({"name": "sapar_session", "value": session_of(world.people[who]), "url": site})
        context.add_cookies(cookies)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8000)
        return page

    yield open_as
    for context in contexts:
        context.close()


def fill_day(page: Any, name: str, day: date) -> None:
    for part in ("day", "month", "year"):
        page.locator(f"[name={name}_{part}]").fill(str(getattr(day, part)))


def press(page: Any, name: str) -> None:
    page.get_by_role("button", name=name, exact=False).first.click()


def apply(page: Any, tmp_path: Path) -> str:
    """What an employer does from the list to the receipt; returns the reference."""
    page.goto("/labour/applications/")
    press(page, "Ask for a work permit")
    page.get_by_role("link", name="The worker").click()
    page.locator("[name=mrz]").first.fill(passport(clock.today() + timedelta(days=900)))
    press(page, "Read")
    assert page.locator("[name=number]").input_value() == "L898902C3"
    page.get_by_label("English").check()
    press(page, "Save and continue")
    page.locator("[name=post]").fill("Bridge engineer")
    page.locator("[name=sector]").select_option("F")
    page.locator("[name=wage]").fill("14500")
    page.get_by_label("TMT").check()
    page.locator("[name=place_of_work]").fill("Ashgabat")
    fill_day(page, "starts_on", clock.today() + timedelta(days=14))
    fill_day(page, "ends_on", clock.today() + timedelta(days=300))
    press(page, "Save and continue")
    scan = tmp_path / "scan.jpg"
    scan.write_bytes(picture())
    for kind in ("Passport: copy", "Photograph of", "Employment contract"):
        page.get_by_role("radio", name=kind).check()
        page.locator("[name=content]").set_input_files(scan)
        press(page, "Add")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="Check and send").click()
    press(page, "Send the application")
    assert page.locator(".govuk-error-summary").get_by_text("Confirm that what you state is true").is_visible()
    page.locator("[name=confirmed]").check()
    press(page, "Send the application")
    assert page.get_by_role("heading", name="Application sent").is_visible()
    return str(page.locator(".govuk-panel strong").inner_text())


def test_the_journey_without_javascript(enter: Callable[..., Any], world: World, tmp_path: Path) -> None:
    """Employer asks, officer returns, employer completes, officer grants and hands the code over, worker opens their page
    and complains, officer reads it, the employer sees nothing of it. No script runs anywhere."""
    employer, officer, worker = enter("employer"), enter("officer"), enter(None, width=360)
    reference = apply(employer, tmp_path)

    officer.goto("/labour/cases/")
    officer.get_by_role("link", name=reference).click()
    press(officer, "Take the case")
    officer.get_by_role("button", name="Return to the employer").click()
    officer.locator("[name=reason]").fill("Add proof of education.")
    press(officer, "Return it")

    employer.goto("/labour/applications/")
    employer.get_by_role("link", name=reference).click()
    assert employer.locator(".govuk-inset-text").get_by_text("Add proof of education.").is_visible()
    employer.get_by_role("link", name="Documents").click()
    employer.get_by_role("radio", name="Proof of education").check()
    employer.locator("[name=content]").set_input_files(tmp_path / "scan.jpg")
    press(employer, "Add")
    employer.get_by_role("button", name="Continue").click()
    employer.get_by_role("link", name="Check and send").click()
    employer.locator("[name=confirmed]").check()
    press(employer, "Send the application")

    officer.get_by_role("link", name="Work permits").first.click()
    officer.get_by_role("link", name=reference).click()
    officer.get_by_role("button", name="Grant").click()
    press(officer, "Grant")
    assert officer.get_by_text("The work permit was granted.").first.is_visible()
    officer.get_by_role("button", name="Worker's code").click()
    press(officer, "Show a code to hand over")
    code = officer.locator(".labour-code").inner_text()

    worker.goto("/labour/permit/")
    worker.locator("[name=reference]").fill(reference)
    worker.locator("[name=code]").fill("0000-0000-0000")
    press(worker, "Open my page")
    assert worker.get_by_text("Reference or code is not right").first.is_visible()
    worker.locator("[name=code]").fill(code.lower())
    press(worker, "Open my page")
    for words in (
        "Your work permit is valid until",
        "14,500 TMT",
        "Who has looked at my file",
        "Decide on a work permit",
    ):
        assert worker.get_by_text(words).first.is_visible()
    worker.get_by_role("button", name="My passport was taken").click()
    assert worker.get_by_role("radio", name="My passport was taken").is_checked()
    worker.locator("[name=text]").fill("It lies in the office of the foreman.")
    press(worker, "Send")
    assert worker.get_by_text("It lies in the office of the foreman.").is_visible()

    officer.goto("/labour/complaints/")
    assert officer.get_by_text("It lies in the office of the foreman.").is_visible()
    employer.goto("/labour/applications/")
    employer.get_by_role("link", name=reference).click()
    assert "foreman" not in employer.content()
    assert "omplain" not in employer.content()
    press(worker, "Close my page")
    worker.goto("/labour/permit/mine")
    assert worker.get_by_label("Your code").is_visible()


def pages_of(world: World) -> list[tuple[str | None, str]]:
    """Every kind of page, with who sees it."""
    draft, sent, granted, refused = world.draft(), world.submitted(), world.granted(), world.refused()
    returned = world.submitted()
    world.do("officer", "labour.return", application_id=returned, reason="Sign it.")
    from tests.areas.labour.conftest import worker

    complaint = world.do(worker(granted), "labour.complain", kind="not_agreed", text="Half the wage.")
    world.do("head", "labour.set_quota", year=clock.today().year, sector="F", limit=10)
    own = [("employer", f"applications/{one}/") for one in (draft, sent, granted, refused, returned)]
    own += [
        ("employer", f"applications/{draft}/{page}") for page in ("worker", "work", "documents", "check", "discard")
    ]
    own += [("employer", "applications/"), ("employer", "staff"), ("employer", f"applications/{sent}/receipt")]
    own += [("employer", f"applications/{refused}/appeal"), ("employer2", "applications/")]
    desk = [("officer", f"cases/{one}/") for one in (sent, granted, refused)]
    desk += [("officer", f"cases/{sent}/{page}") for page in ("grant", "refuse", "return")]
    desk += [
        ("officer", "cases/"),
        ("officer", f"cases/{granted}/code"),
        ("officer", "complaints/"),
        ("head", "quotas"),
    ]
    desk += [("officer", f"complaints/{complaint.pk}/answer"), ("head", f"cases/{refused}/override")]
    return [*own, *desk, (None, "permit/")]


def test_no_page_has_a_fault_for_readers_or_small_screens(
    enter: Callable[..., Any], world: World, axe: Callable[[Any], list[str]]
) -> None:
    """axe finds nothing at WCAG 2.2 AA; at 320 px nothing scrolls sideways, in the language with the longest words."""
    faults: dict[str, list[str]] = {}
    opened: dict[Any, tuple[Any, Any]] = {}
    for who, path in pages_of(world):
        if who not in opened:
            opened[who] = enter(who, javascript=True), enter(who, language="ru", width=320)
        wide, narrow = opened[who]
        answer = wide.goto(f"/labour/{path}")
        assert answer.status == 200, path
        found = axe(wide)
        narrow.goto(f"/labour/{path}")
        if narrow.locator("html").evaluate("e => e.scrollWidth > e.clientWidth"):
            found.append("wider than 320 px")
        if found:
            faults[f"{who} {path}"] = found
    assert faults == {}


def test_the_workers_page_for_readers_and_small_screens(
    enter: Callable[..., Any], world: World, axe: Callable[[Any], list[str]]
) -> None:
    """The worker's own page passes axe, fits 320 px in three languages, and its first load is small."""
    reference, code = world.code(world.granted())
    for language in ("tk", "ru", "en"):
        page = enter(None, language=language, width=320, javascript=True)
        page.goto("/labour/permit/")
        page.locator("[name=reference]").fill(reference)
        page.locator("[name=code]").fill(code)
        page.locator("main button[type=submit]").click()
        page.locator(".sapar-verdict--green").wait_for()
        assert axe(page) == []
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_the_keys_of_the_decision_page(enter: Callable[..., Any], world: World) -> None:
    """“t” takes the case, “g” opens the grant, Escape goes back; letters typed into a field press nothing."""
    made = world.submitted()
    page = enter("officer", javascript=True)
    page.goto(f"/labour/cases/{made}/")
    page.keyboard.press("t")
    page.get_by_text("The case is now with you.").wait_for()
    page.keyboard.press("g")
    page.get_by_role("heading", name="Grant the work permit").wait_for()
    page.locator("[name=valid_from_day]").focus()
    page.keyboard.press("Escape")
    page.locator("body").press("Escape")
    page.get_by_role("heading", name="The case", exact=True).wait_for()
    page.keyboard.press("b")
    page.locator("[name=reason]").press_sequentially("get the grant right")
    assert page.url.endswith("/return")
    assert world.state(made) == "submitted"
