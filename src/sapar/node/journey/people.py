"""Signing in as the people of a demo, with their real second factors."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from sapar.node import demo
from sapar.node.journey.client import Browser, Page, Send


class Cast:
    """The demo's people at their browsers. ``secrets`` is the folder that holds their passwords and factors."""

    def __init__(self, send: Send, secrets: Path, wait: Callable[[float], None] = time.sleep) -> None:
        self.send = send
        self._secrets = secrets
        self._wait = wait
        self._known = {account.username: account for account in demo.accounts(secrets)}

    def stranger(self) -> Browser:
        """Somebody without an account."""
        return Browser(self.send)

    def sign_in(self, username: str) -> Browser:
        """The browser of a sample account, signed in. Raises LookupError when a page is not as it should be."""
        account = self._known[username]
        browser = Browser(self.send)
        page = browser.open("/account/sign-in")
        page = browser.submit(page, page.form("login", "password"), {"login": username, "password": account.password})
        if account.second_factor:
            page = self._confirm(browser, page, username)
        if page.status != 200 or account.name not in page.text:
            raise LookupError(f"{username} could not sign in: {page.status} {page.text[:200]}")
        in_english(browser)
        return browser

    def _confirm(self, browser: Browser, page: Page, username: str) -> Page:
        """Type the one-time code. A code is taken once: whoever signs in again within its half minute waits for the next."""
        for _ in range(2):
            now = time.time()
            code = demo.code(self._secrets, username, now)
            page = browser.submit(page, page.form("code"), {"code": code})
            if not any("code" in form.names for form in page.forms):
                break
            self._wait(30.5 - now % 30)
        return page


def in_english(browser: Browser) -> Page:
    """Have this person's pages in English, whatever language they prefer."""
    return browser.open("/language/en?next=/")
