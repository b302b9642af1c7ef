"""Plans in and out in a browser: every page accessible and narrow; and a newcomer's way, in Russian, without a manual."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from tests.areas.programme.conftest import session_of
from tests.areas.programme.plans_kit import World, make_world
from tests.areas.programme.test_exchange import CSV, PUBLISHER

from sapar.areas.programme.queries import plans, publishing

Open = Callable[..., Any]


@pytest.fixture
def world(site: str) -> World:
    return make_world()


@pytest.fixture
def enter(open_page: Open, world: World, site: str) -> Open:
    """``enter("iom", "/programme/plans/")``: a page of somebody who is signed in."""

    def go(username: str, address: str, *, language: str = "en", **options: Any) -> Any:
        page = open_page("/help/", language=language, **options)
        session = {"name": "sapar_session", "value": session_of(world.people[username]), "url": site}
        page.context.add_cookies([session, {"name": "sapar_language", "value": language, "url": site}])
        page.goto(address)
        return page

    return go


@pytest.mark.parametrize("language", ["tk", "ru"])
def test_accessible_and_narrow(world: World, enter: Open, axe: Callable[[Any], list[str]], language: str) -> None:
    """No fault that axe knows, in Russian; no sideways scrolling of the page at 320 px, in the two longer languages."""
    plan, _version = world.in_force()
    world.do("coordinator", "describe_publisher", publisher=PUBLISHER)
    made = publishing.publish_view(world.people["coordinator"], plan.pk).made
    assert made is not None
    world.do("coordinator", "publish_iati", plan_id=plan.pk, sha256=made.sha256)
    (file, _owner) = publishing.published()[0]
    good, bad = (
        world.do("coordinator", "import_begin", plan_id=plan.pk, content=text.format(year=world.year).encode())
        for text in (CSV, CSV.replace("SMS", "Nobody").replace("usd", "x"))
    )
    base = f"/programme/plans/{plan.pk}/"
    page = enter("coordinator", base, language=language)
    for address in (
        base,
        f"{base}draft/",
        f"{base}tables/",
        f"{base}import/",
        f"/programme/plans/imports/{good.pk}/",
        f"/programme/plans/imports/{bad.pk}/",
        f"/programme/plans/imports/{bad.pk}/columns/",
        f"/programme/plans/imports/{bad.pk}/drop/",
        f"{base}iati/",
        f"{base}iati/publisher/",
        f"/programme/iati/{file.pk}/withdraw/",
        "/programme/iati/",
    ):
        page.set_viewport_size({"width": 1200, "height": 800})
        page.goto(address)
        # The structure is the same in each language; widths are not.
        assert language != "ru" or axe(page) == [], address
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address


def test_a_newcomer_amends_a_plan_and_opens_its_review(world: World, enter: Open) -> None:
    """From the home page to a signed amendment and a generated review, by what the pages themselves say, in Russian and
    without JavaScript: change a line, move one, propose, accept, sign twice, open the review and take its sheet.

    Ten minutes are the promise for a person; a browser that reads nothing has to be far below.
    """
    plan, _version = world.in_force(world.activity("Обучение"), world.activity("Семинар"))
    began = time.monotonic()

    def person(username: str) -> Any:
        return enter(username, "/", language="ru", javascript=False)

    page = person("coordinator")
    page.get_by_role("link", name="Совместный план").first.click()
    page.get_by_role("link", name=f"Совместный план на {world.year} год").click()
    assert page.get_by_text("Чтобы изменить действующий план").is_visible()
    page.get_by_role("button", name="Изменить план").click()
    assert page.get_by_role("button", name="Предложить мой проект").count() == 0
    page.get_by_role("button", name="Переместить 1.1.1.2 вверх").click()
    page.get_by_role("link", name="Семинар ru").first.click()
    page.get_by_label("Название на русском").first.fill("Семинар для инспекторов")
    page.get_by_role("button", name="Сохранить").click()
    assert page.get_by_role("cell", name="Семинар для инспекторов").first.is_visible()
    page.get_by_role("button", name="Предложить мой проект").click()
    page.get_by_role("button", name="Предложить", exact=True).click()
    assert page.get_by_text("Ваша редакция ждёт ответа другой стороны").is_visible()

    other = person("iom")
    other.get_by_role("link", name=f"{plan.reference}/1").first.click()
    assert other.get_by_role("button", name="Предложить мой проект").count() == 0
    other.get_by_role("button", name="Посмотреть предложенную редакцию").click()
    assert other.get_by_role("cell", name="Семинар для инспекторов").first.is_visible()
    other.get_by_role("button", name="Принять").click()
    other.get_by_role("button", name="Принять").click()
    for who in ("minister", "chief"):
        signer = person(who)
        signer.get_by_role("link", name=f"{plan.reference}/1").first.click()
        signer.get_by_role("button", name="Подписать").click()
        # The signer sees what the signature changes, not only a hash.
        assert signer.get_by_role("cell", name="Семинар для инспекторов").first.is_visible()
        signer.get_by_role("button", name="Подписать").click()
        signer.get_by_text("Подписано.").wait_for()

    page.goto(f"/programme/plans/{plan.pk}/")
    page.get_by_role("button", name="Обзоры").click()
    page.get_by_role("button", name="Начать обзор").click()
    assert page.get_by_role("heading", level=1).inner_text()
    assert "Семинар для инспекторов" in page.inner_text("main")
    assert time.monotonic() - began < 120
    view = plans.plan(world.people["service"], plan.pk)
    assert (view.plan.in_force_id, view.versions[0].number) == (view.versions[0].pk, 2)


def test_a_table_without_javascript(world: World, enter: Open) -> None:
    """Upload, columns, faults, which institution is meant, take it: plain forms, by keyboard."""
    plan = world.open()
    page = enter("coordinator", f"/programme/plans/{plan.pk}/import/", language="ru", javascript=False)
    content = CSV.replace("SMS", "Миграционная").format(year=world.year).encode()
    page.set_input_files("input[type=file]", {"name": "план.csv", "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Прочитать файл").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Проверить таблицу").focus()
    page.keyboard.press("Enter")
    page.get_by_role("rowheader", name="F3").wait_for()
    page.get_by_label("Миграционная").select_option(label="SMS ru")
    page.get_by_role("button", name="Принять и проверить снова").click()
    page.get_by_role("button", name="Перенести всё в проект").click()
    page.get_by_text("Перенесено: новых строк 5").wait_for()
    assert len(plans.draft(world.people["coordinator"], plan.pk).lines) == 5
