"""The shell in a browser: accessible, reflowing, working without JavaScript, with keys that can be switched off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

PAGES = [
    "/",
    "/verify",
    "/help/start",
    "/help/",
    "/privacy",
    "/accessibility",
    "/who-looked",
    "/account/sign-in",
    "/account/password/lost",
    "/no-such-page",
    "/gallery/everything",
    "/gallery/components",
    "/gallery/confirm",
    "/gallery/refuse/away",
]
Open = Callable[..., Any]
PASSWORD = "a long enough pass phrase"


@pytest.mark.parametrize("address", PAGES)
def test_pages_are_accessible(open_page: Open, axe: Callable[[Any], list[str]], address: str) -> None:
    """No fault that axe knows, on a desk screen and at 320 px, and no sideways scrolling at 320 px (WCAG 1.4.10)."""
    page = open_page(address)
    assert axe(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert axe(page) == []


@pytest.mark.parametrize("language", ["tk", "ru"])
@pytest.mark.parametrize("address", ["/", "/verify", "/account/sign-in", "/accessibility"])
def test_long_words_of_other_languages_reflow_too(open_page: Open, address: str, language: str) -> None:
    """Turkmen and Russian words are longer than English ones."""
    page = open_page(address, width=320, language=language)
    assert page.get_attribute("html", "lang") == language
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_form_with_errors_is_accessible_and_takes_the_reader_to_them(open_page: Open, axe: Any) -> None:
    """The summary has the focus; its links lead to the fields."""
    page = open_page("/gallery/everything")
    page.click("main button:text('Send')")
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    assert axe(page) == []
    page.click(".govuk-error-summary a >> nth=2")
    assert page.evaluate("location.hash") == "#id_born_day"


def test_everything_works_without_javascript(open_page: Open) -> None:
    """Checking a seal, changing the language and reading help need no script."""
    page = open_page("/verify", javascript=False)
    page.fill("#id_text", "HELLO")
    page.click("main button")
    assert "This is not a seal" in page.text_content("main")
    page.click("text=РУ")
    assert page.get_attribute("html", "lang") == "ru"
    page.click("text=Справка")
    assert "Справка" in page.text_content("h1")


def test_signing_in_without_javascript(open_page: Open, person: Any) -> None:
    """Sign-in, the page of one's own, and signing out by forms alone."""
    person("aman")
    page = open_page("/account/sign-in", javascript=False)
    page.fill("#id_login", "aman")
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")
    assert "Aman Ýazow" in page.text_content("header")
    page.click("text=My account")
    page.click("main button:text('Sign out')")
    assert "Aman" not in page.text_content("header")


def test_pages_of_people_are_accessible(open_page: Open, axe: Any, person: Any, one_time_code: Any) -> None:
    """Work list, ledger, account, duty: no fault, no sideways scrolling."""
    person("aman", "ledger.inspector")
    page = open_page("/account/sign-in")
    page.fill("#id_login", "aman")
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")
    assert axe(page) == []
    page.fill("#id_code", one_time_code())
    page.click("main button:text('Sign in')")
    for address in (
        "/",
        "/work",
        "/ledger/",
        "/search",
        "/account/",
        "/duty",
        "/account/sessions/",
        "/account/second-factor/",
    ):
        page.set_viewport_size({"width": 1200, "height": 800})
        page.goto(address)
        assert page.locator("h1").count() == 1, address
        assert axe(page) == [], address
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address


def test_typed_text_survives_the_end_of_a_session(open_page: Open, person: Any) -> None:
    """Write, lose the session, send, sign in: the form is there as it was written, and is sent only by its writer."""
    from django.contrib.sessions.models import Session

    person("aman")
    page = open_page("/gallery/small", javascript=False)
    page.fill("#id_login", "aman")
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")
    page.fill("#id_company", "Merdana")
    page.fill("#id_story", "Iki setir\nýazyldy")
    Session.objects.all().delete()
    page.click("main button:text('Send')")
    page.fill("#id_login", "aman")
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")
    assert page.url.endswith("/gallery/small?again=1")  # the page says that its button is to be pressed once more
    assert page.input_value("#id_company") == "Merdana"
    assert page.input_value("#id_story").splitlines() == ["Iki setir", "ýazyldy"]
    page.click("main button:text('Send')")
    assert "Saved" in page.text_content("main")


def test_single_keys_press_buttons_only_while_nobody_types_and_can_be_switched_off(open_page: Open) -> None:
    """WCAG 2.1.4: a letter presses its button, not while typing, and not when the reader has switched keys off."""
    page = open_page("/gallery/components")
    page.evaluate(
        "document.getElementById('admit').addEventListener('click', () => "
        "document.getElementById('pressed').append('x'))"
    )
    page.keyboard.press("a")
    assert page.text_content("#pressed") == "x"
    page.focus("#free")
    page.keyboard.press("a")
    assert page.text_content("#pressed") == "x"
    assert page.input_value("#free") == "a"
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    assert page.text_content("#pressed") == "xx"
    page.click("[data-keys-toggle]")
    page.keyboard.press("a")
    assert page.text_content("#pressed") == "xx"


def test_print_hides_what_paper_cannot_do(open_page: Open) -> None:
    """Menus, buttons and language switch stay on the screen; table and verdict are printed."""
    page = open_page("/gallery/components")
    page.emulate_media(media="print")
    for hidden in (".sapar-languages", ".govuk-button", ".govuk-pagination", ".govuk-skip-link"):
        assert not page.locator(hidden).first.is_visible(), hidden
    for shown in (".sapar-verdict", "table", ".sapar-brand"):
        assert page.locator(shown).first.is_visible(), shown
