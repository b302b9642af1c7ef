"""Pages in a real browser: Debian's Chromium through Playwright, the node's pages from a live server on the test database.

Without Chromium these tests are not run, and say so. Fixtures: ``site`` (address of the live server, with the gallery),
``open_page`` (a browser page; ``width``, ``javascript``, ``language``), ``axe`` (accessibility faults of a page).
"""

from __future__ import annotations

import functools
import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

# Playwright's synchronous API keeps an event loop in this thread; the ORM calls of the tests are synchronous all the same.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = os.environ.get("SAPAR_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SHELL = Path(__file__).resolve().parent.parent / "web" / "conftest.py"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = pytest.mark.skip(reason="NOT RUN: Chromium is missing (apt-get install chromium, or SAPAR_CHROMIUM)")
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(missing)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Chromium of the machine; its sandbox does not start as root."""
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ["--no-sandbox"]}


def shell_tests() -> ModuleType:
    """The helpers of the shell's own tests (gallery, one-time code)."""
    spec = importlib.util.spec_from_file_location("sapar_test_shell", SHELL)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def site(node_db: Any, settings: Any, request: pytest.FixtureRequest) -> str:
    """The address of a running node whose pages are the node's own and the gallery's."""
    from sapar.node import assets
    from sapar.web.messages import compile_all

    compile_all()
    if not (assets.VENDOR / "govuk" / "govuk-frontend.min.css").exists():
        pytest.skip("NOT RUN: the design system has not been fetched (python -m sapar.node.assets)")
    shell = shell_tests()
    settings.ROOT_URLCONF = shell.load_gallery().__name__
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [SHELL.with_name("templates")]}]
    return str(request.getfixturevalue("live_server").url)


@pytest.fixture(autouse=True)
def whole_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Come back from a click or a key when the page it leads to has been read whole, so that what is asked next is asked of it.

    Playwright waits for the answer's first bytes only; on a slow machine a test then counted rows that were still under way.
    """
    for owner, name in ((Locator, "click"), (Locator, "press"), (Page, "click")):
        monkeypatch.setattr(owner, name, then_loaded(getattr(owner, name)))


def then_loaded(act: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(act)
    def go(target: Locator | Page, *args: Any, **options: Any) -> None:
        act(target, *args, **options)
        page = target if isinstance(target, Page) else target.page
        if not page.is_closed():
            page.wait_for_load_state("domcontentloaded")

    return go


@pytest.fixture
def open_page(browser: Any, site: str) -> Iterator[Callable[..., Any]]:
    """``open_page("/verify", width=320, javascript=False, language="ru")``; faults of the console fail the test."""
    contexts: list[Any] = []
    faults: list[str] = []

    def go(address: str, *, width: int = 1200, javascript: bool = True, language: str = "en") -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=javascript, base_url=site, locale=language
        )
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(address)
        return page

    yield go
    for context in contexts:
        context.close()
    # A page of an error is logged by the browser as a failed resource: that is no fault of the page.
    assert [fault for fault in faults if "Failed to load resource" not in fault] == []


@pytest.fixture
def axe() -> Callable[[Any], list[str]]:
    """Accessibility faults of a page by axe-core, WCAG 2.2 A and AA and best practice, one line each."""
    from sapar.node import assets

    if not assets.AXE.exists():
        pytest.skip("NOT RUN: axe-core has not been fetched (python -m sapar.node.assets)")
    source = assets.AXE.read_text()

    def check(page: Any) -> list[str]:
        page.evaluate(source)
        # Sizes and colours are checked on the page as it is drawn; axe fetches style sheets only for its own preloads.
        found = page.evaluate("rules => axe.run(document, {runOnly: rules, preload: false})", RULES)
        return [f"{fault['id']}: {node['html'][:120]}" for fault in found["violations"] for node in fault["nodes"]]

    return check


@pytest.fixture
def person(node_db: Any) -> Any:
    """Makes accounts with duties, as in the shell's tests."""
    return shell_tests().make_person()


@pytest.fixture
def one_time_code() -> Callable[[], str]:
    return shell_tests().one_time_code  # type: ignore[no-any-return]
