"""``python docs/screenshots.py DATA [NAME …]``: the pictures of the documentation, taken from a running demo.

``DATA`` is the data folder of a demo that runs (``./sapar demo``: ``data/demo``), fresh, since the pictures show its sample
data. Needs the tools of development and Chromium. Writes ``docs/images/NAME.png``; fails on a picture above ``MOST`` bytes.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from sapar.node import config, demo
from sapar.standards.mrz.generation import generate_td3

IMAGES = Path(__file__).resolve().parent / "images"
CHROMIUM = os.environ.get("SAPAR_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
MOST = 150_000
WIDE, PHONE = (1200, 900), (390, 844)
# The first worker of the sample data: the permit is granted, and the message with the code is in Turkmen.
PASSPORT = "A1020304"


class Studio:
    """A demo, and the people who sit before the camera."""

    def __init__(self, browser: Browser, data: Path) -> None:
        self.browser, self.data = browser, data
        self.origin = config.load(data).origin
        self.accounts = {account.username: account for account in demo.accounts(data / "keys")}
        self.seal = ""

    def page(self, username: str = "", language: str = "en", size: tuple[int, int] = WIDE) -> Page:
        """A fresh browser page, signed in as a sample account (or nobody)."""
        width, height = size
        context = self.browser.new_context(viewport={"width": width, "height": height}, locale="en-GB")
        page = context.new_page()
        page.set_default_timeout(20_000)
        if username:
            account = self.accounts[username]
            page.goto(f"{self.origin}/account/sign-in")
            page.fill("input[name=login]", username)
            page.fill("input[name=password]", account.password)
            page.press("input[name=password]", "Enter")
            page.wait_for_load_state()
            if account.second_factor:
                self._second_factor(page, username)
        page.goto(f"{self.origin}/language/{language}?next=/")
        return page

    def _second_factor(self, page: Page, username: str) -> None:
        for _ in range(2):  # a code is good once: whoever signs in again within its half minute waits for the next
            page.fill("input[name=code]", demo.code(self.data / "keys", username, time.time()))
            page.press("input[name=code]", "Enter")
            page.wait_for_load_state()
            if not page.locator("input[name=code]").count():
                return
            time.sleep(30.5 - time.time() % 30)
        raise RuntimeError(f"{username} could not sign in")

    def worker(self, language: str) -> Page:
        """The worker's own page, opened with the code that the message to their telephone brought."""
        texts = [json.loads(file.read_text())["text"] for file in sorted((self.data / "sms").glob("*.json"))]
        known = re.search(r"(WP-\w{4}-\w{4})\D.*?\b(\w{4}-\w{4}-\w{4})\b", texts[0])
        if known is None:
            raise RuntimeError("there is no message to the first worker")
        page = self.page(language=language, size=PHONE)
        page.goto(f"{self.origin}/labour/permit/")
        page.fill("input[name=reference]", known[1])
        page.fill("input[name=code]", known[2])
        page.press("input[name=code]", "Enter")
        page.wait_for_load_state()
        self.seal = page.locator(".labour-token").text_content() or ""
        return page


def _open_row(page: Page, words: str) -> None:
    page.locator("tr", has_text=words).first.get_by_role("link").first.click()
    page.wait_for_load_state()


def home(studio: Studio) -> Page:
    return studio.page()


def employer_check(studio: Studio) -> Page:
    page = studio.page("employer")
    page.goto(f"{studio.origin}/labour/applications/")
    _open_row(page, "Mirzoyev")
    page.goto(page.url.split("?")[0].rstrip("/") + "/check")
    return page


def officer_decision(studio: Studio) -> Page:
    page = studio.page("officer", size=(1280, 900))
    page.goto(f"{studio.origin}/labour/cases/?show=mine")
    if not page.locator("tr", has_text="Demir").count():  # another officer took it up
        page.goto(f"{studio.origin}/labour/cases/?show=submitted")
    _open_row(page, "Demir")
    return page


def worker_phone(studio: Studio) -> Page:
    return studio.worker("tk")


def border_desk(studio: Studio) -> Page:
    if not studio.seal:
        studio.worker("tk").context.close()
    expires = date.today() + timedelta(days=900)  # noqa: DTZ011 - any day to come
    lines = generate_td3(
        issuer="UTO",
        number=PASSPORT,
        nationality="UTO",
        birth_date="1974-08-12",
        sex="F",
        expiry_date=expires.isoformat(),
        primary="Eriksson",
        secondary="Anna Maria",
    )
    page = studio.page("border", size=(1280, 900))
    page.goto(f"{studio.origin}/border/")
    page.fill("textarea[name=mrz]", lines)
    page.fill("[name=seal]", studio.seal)
    page.locator("[data-read]").click()
    page.locator(".sapar-verdict--green").wait_for()
    return page


def commitments(studio: Studio) -> Page:
    page = studio.page("coordinator")
    page.goto(f"{studio.origin}/programme/")
    return page


# A newcomer's way through an amendment, in Russian: each picture goes on from where the one before it left the demo.


def _plan(studio: Studio, username: str) -> Page:
    page = studio.page(username, "ru", size=(1200, 900))
    page.goto(f"{studio.origin}/programme/plans/")
    page.get_by_role("link", name=f"Совместный план на {date.today().year} год").click()  # noqa: DTZ011 - the demo's year
    return page


def plan(studio: Studio) -> Page:
    return _plan(studio, "coordinator")


def plan_change(studio: Studio) -> Page:
    page = _plan(studio, "coordinator")
    page.get_by_role("button", name=re.compile("Изменить план|Проект моей стороны")).click()
    page.get_by_role("link", name="Информационная кампания для молодёжи").first.click()
    page.get_by_label("Название на русском").first.fill("Информационная кампания для молодёжи и выпускников")
    page.get_by_role("button", name="Сохранить").click()
    return page


def plan_answer(studio: Studio) -> Page:
    page = _plan(studio, "coordinator")
    page.get_by_role("button", name="Предложить мой проект").click()
    page.get_by_role("textbox").first.fill("Просим расширить охват кампании.")
    page.get_by_role("button", name="Предложить", exact=True).click()
    page.context.close()
    page = _plan(studio, "iom")
    page.get_by_role("button", name="Посмотреть предложенную редакцию").click()
    return page


def plan_sign(studio: Studio) -> Page:
    page = _plan(studio, "iom")
    page.get_by_role("button", name="Посмотреть предложенную редакцию").click()
    page.get_by_role("button", name="Принять").click()
    page.get_by_role("button", name="Принять", exact=True).click()
    page.context.close()
    page = _plan(studio, "minister")
    page.get_by_role("button", name="Подписать").click()
    return page


def plan_table(studio: Studio) -> Page:
    page = studio.page("coordinator", "ru")
    page.goto(f"{studio.origin}/programme/plans/")
    page.get_by_role("link", name=f"Совместный план на {date.today().year + 1} год").click()  # noqa: DTZ011
    page.get_by_role("button", name="Проект моей стороны").click()
    page.get_by_role("button", name="Загрузить из таблицы").click()
    page.locator("main table a").first.click()
    return page


def ledger(studio: Studio) -> Page:
    page = studio.page("auditor")
    page.goto(f"{studio.origin}/ledger/")
    return page


def verify(studio: Studio) -> Page:
    if not studio.seal:
        studio.worker("tk").context.close()
    page = studio.page(size=(1000, 900))
    page.goto(f"{studio.origin}/verify")
    page.fill("textarea", studio.seal)
    page.locator("main form button[type=submit]").first.click()
    page.locator("[class*=sapar-verdict]").first.wait_for()
    return page


PICTURES: dict[str, tuple[Callable[[Studio], Page], int]] = {
    # name: (who is shown what, height in pixels at most)
    "home": (home, 900),
    "employer-check": (employer_check, 1150),
    "officer-decision": (officer_decision, 1050),
    "worker-phone": (worker_phone, 1500),
    "border-desk": (border_desk, 1000),
    "commitments": (commitments, 1100),
    "plan": (plan, 1000),
    "plan-change": (plan_change, 900),
    "plan-answer": (plan_answer, 900),
    "plan-sign": (plan_sign, 1250),
    "plan-table": (plan_table, 1150),
    "ledger": (ledger, 950),
    "verify": (verify, 1100),
}


def small(png: bytes, height: int) -> bytes:
    """The picture with at most 256 colours, cut at ``height``."""
    with Image.open(io.BytesIO(png)) as picture:
        cut = picture.convert("RGB").crop((0, 0, picture.width, min(picture.height, height)))
        colours = cut.quantize(256, dither=Image.Dither.NONE)
    out = io.BytesIO()
    colours.save(out, "PNG", optimize=True)
    return out.getvalue()


def main(words: list[str]) -> int:
    if not words or CHROMIUM is None:
        sys.stderr.write(__doc__ or "")
        return 2
    data, names = Path(words[0]).resolve(), words[1:] or list(PICTURES)
    IMAGES.mkdir(exist_ok=True)
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        studio = Studio(browser, data)
        for name in names:
            take, height = PICTURES[name]
            page = take(studio)
            page.wait_for_load_state("networkidle")
            content = small(page.screenshot(full_page=True, animations="disabled"), height)
            page.context.close()
            (IMAGES / f"{name}.png").write_bytes(content)
            sys.stdout.write(f"{name:20} {len(content):>8,} bytes\n")
            if len(content) > MOST:
                raise SystemExit(f"{name} is larger than {MOST:,} bytes")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
