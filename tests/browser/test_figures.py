"""Result indicators and reviews in a browser: accessible and narrow in three languages; from a phone to a frozen review."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tests.areas.programme.conftest import session_of
from tests.areas.programme.measures_kit import Measuring, measuring
from tests.areas.programme.plans_kit import make_world, words
from tests.areas.programme.test_measures_pages import filled

from sapar.areas.programme import tasks
from sapar.areas.programme.queries import measuring as queries
from sapar.areas.programme.queries import reviews as review_queries

Open = Callable[..., Any]


@pytest.fixture
def m(site: str) -> Measuring:
    return measuring(make_world())


@pytest.fixture
def enter(open_page: Open, m: Measuring, site: str) -> Open:
    def go(username: str, address: str, *, language: str = "en", **options: Any) -> Any:
        page = open_page("/help/", language=language, **options)
        session = {"name": "sapar_session", "value": session_of(m.world.people[username]), "url": site}
        page.context.add_cookies([session, {"name": "sapar_language", "value": language, "url": site}])
        page.goto(address)
        return page

    return go


@pytest.mark.parametrize("language", ["tk", "ru", "en"])
def test_accessible_and_narrow(m: Measuring, enter: Open, axe: Callable[[Any], list[str]], language: str) -> None:
    """No fault that axe knows and no sideways scrolling of the page at 320 px, in three languages."""
    addresses, _measure = filled(m)
    page = enter("coordinator", addresses[0], language=language)
    for address in addresses if language == "ru" else addresses[::4]:
        page.set_viewport_size({"width": 1200, "height": 800})
        page.goto(address)
        assert axe(page) == [], address
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address


def test_a_value_from_a_phone_to_the_figure(m: Measuring, enter: Open) -> None:
    """Without JavaScript at 360 px: from the plan to the indicator, typed, submitted; approved from the work list."""
    measure = m.agreed()
    page = enter("service", f"/programme/plans/{m.plan.pk}/", width=360, javascript=False)
    page.get_by_role("button", name="Result indicators").click()
    page.get_by_role("link", name="People trained en").click()
    page.get_by_role("button", name="Enter a value").click()
    page.get_by_label("Value", exact=True).fill("1 2,5")
    page.get_by_label("or a link to it").fill("https://example.org/list")
    page.get_by_role("button", name="Submit for approval").click()
    page.get_by_text("The value waits for approval.").wait_for()
    other = enter("coordinator", "/work", javascript=False)
    other.get_by_role("link", name=re.compile("I-1")).first.click()
    other.get_by_role("button", name="Approve").click()
    other.get_by_role("button", name="Approve").click()
    other.get_by_text("The value is approved and counts.").wait_for()
    (entry,) = queries.measure(m.world.people["service"], measure.pk).followed.entries
    assert (entry.state, entry.value.numerator) == ("approved", 12.5)


def test_two_writers_of_a_text_in_two_browsers(m: Measuring, enter: Open) -> None:
    """The second sees both texts, keeps what was typed, and saves it knowingly."""
    filled(m)
    (listed,) = review_queries.reviews(m.world.people["coordinator"], m.plan.pk).reviews
    address = f"/programme/plans/reviews/{listed.review.pk}/texts/introduction/"
    first, second = enter("coordinator", address), enter("official", address)
    for page, said in ((first, "First words"), (second, "Second words")):
        for language in ("Turkmen", "Russian", "English"):
            page.get_by_label(f"Text in {language}").fill(said)
        page.get_by_role("button", name="Save").click()
    second.get_by_text("Where the two differ").first.wait_for()
    assert second.get_by_role("cell", name="First words").first.is_visible()
    assert second.get_by_label("Text in English").input_value() == "Second words"
    second.get_by_role("button", name="Save").click()
    second.get_by_text("Saved.").wait_for()
    view = review_queries.review(m.world.people["coordinator"], listed.review.pk)
    assert view.blocks["introduction"].text["en"] == "Second words"


def test_a_review_from_the_first_page_to_its_files(m: Measuring, enter: Open) -> None:
    """Plain links and forms: open, write, show, approve; the page shows how far the files are, then serves them."""
    m.approved(m.agreed(), 1, 20)
    page = enter("coordinator", f"/programme/plans/{m.plan.pk}/", javascript=False)
    page.get_by_role("button", name="Reviews").click()
    page.get_by_label("Annual review of the joint programme").check()
    page.get_by_role("button", name="Open a review", exact=True).click()
    page.get_by_role("link", name=re.compile("Write this text.*Introduction")).click()
    for language in ("Turkmen", "Russian", "English"):
        page.get_by_label(f"Text in {language}").fill(f"We worked well, {language}.")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    (listed,) = review_queries.reviews(m.world.people["coordinator"], m.plan.pk).reviews
    m.world.do(
        "official", "write_block", review_id=listed.review.pk, section="assessment", text=words("Good"), version=0
    )
    page.reload()
    page.get_by_role("link", name="20", exact=True).first.click()
    assert page.get_by_text("Nobody typed this figure here.").is_visible()
    page.go_back()
    page.get_by_role("button", name="Show to the other side").click()
    page.get_by_role("button", name="Show it").click()
    iom = enter("iom", f"/programme/plans/reviews/{listed.review.pk}/", javascript=False)
    iom.get_by_role("button", name="Count the figures again").click()
    iom.get_by_text("Counted again: every figure is what it was.").wait_for()
    iom.get_by_role("button", name="Approve").click()
    iom.get_by_role("button", name="Approve").click()
    assert iom.get_by_text("0 of 6").first.is_visible()
    tasks.make_sheets(str(listed.review.pk))
    iom.reload()
    with iom.expect_download() as download:
        iom.get_by_role("link", name="PDF ru").click()
    assert download.value.suggested_filename == f"review-{m.year}-annual-ru.pdf"
    view = queries.plan_measured(m.world.people["iom"], m.plan.pk)
    assert view.plan.ends_on == date(m.year, 12, 31)
