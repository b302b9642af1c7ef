"""The pages of plans, as their readers get them."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from tests.areas.programme.conftest import client_of, text
from tests.areas.programme.plans_kit import World, make_world

from sapar.areas.programme.queries import following, plans
from sapar.areas.programme.rules.content import Content
from sapar.kernel import clock

Enter = Callable[..., Any]


@pytest.fixture
def world(node_db: Any) -> World:
    return make_world()


@pytest.fixture
def enter(world: World) -> Enter:
    def go(username: str, language: str = "en") -> Any:
        return client_of(world.people[username], language)

    return go


def addresses(world: World, plan: Any, version: Any) -> list[str]:
    """Every page that shows a plan in force."""
    (one, *_rest) = following.plan_followed(world.people["coordinator"], plan.pk).activities
    base = f"/programme/plans/{plan.pk}/"
    activity = f"/programme/plans/activities/{one.activity.pk}/"
    return [
        "/programme/plans/",
        base,
        f"{base}activities/",
        f"{base}calendar/",
        f"{base}owed/",
        f"/programme/plans/versions/{version.pk}/",
        activity,
    ]


@pytest.mark.parametrize("language", ["tk", "ru", "en"])
def test_every_page_in_every_language(world: World, enter: Enter, language: str) -> None:
    """Readers on both sides and a state body get all pages of a plan in force; titles in the reader's language."""
    plan, version = world.in_force()
    for who in ("coordinator", "iom", "service", "minister"):
        client = enter(who, language)
        for address in addresses(world, plan, version):
            words = text(client.get(address))
            assert "%(" not in words, address
        assert f"Training {language}" in text(client.get(addresses(world, plan, version)[2]))


def test_strangers_find_nothing(world: World, enter: Enter) -> None:
    """Another ministry is told that there is no such page, not that it may not see it."""
    plan, version = world.in_force()
    client = enter("stranger")
    for address in addresses(world, plan, version)[1:]:
        assert client.get(address).status_code == 404, address
    assert "There is no plan that you take part in yet." in text(client.get("/programme/plans/"))


def test_draft_pages_are_of_one_side(world: World, enter: Enter) -> None:
    """The line that the State drafts has no address for IOM; IOM's own draft page does not show it."""
    plan = world.open()
    row = world.draft("coordinator", plan, world.activity("Secret wish"))[-1]
    assert "Secret wish en" in text(enter("coordinator").get(f"/programme/plans/{plan.pk}/draft/"))
    client = enter("iom")
    for path in (f"lines/{row.pk}/", f"lines/{row.pk}/remove/"):
        assert client.get(f"/programme/plans/{path}").status_code == 404
    assert "Secret wish" not in text(client.get(f"/programme/plans/{plan.pk}/draft/"))
    assert enter("service").get(f"/programme/plans/{plan.pk}/draft/").status_code == 404


def form_of(client: Any, address: str) -> dict[str, Any]:
    """The fields of a page's form as a browser would send them."""
    body = client.get(address).content.decode().partition("<main")[2]
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", body):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        kind = re.search(r'type="([^"]+)"', tag)
        if name and not (kind and kind[1] in ("checkbox", "radio") and "checked" not in tag):
            found.setdefault(name[1], []).append(unescape(value[1]) if value else "")
    for name, inner in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', body, re.DOTALL):
        found[name] = unescape(inner).lstrip("\n")
    for name, inner in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', body, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inner)
        found[name] = chosen[1] if chosen else ""
    return {name: value[0] if isinstance(value, list) and len(value) == 1 else value for name, value in found.items()}


def test_a_line_saved_as_it_was_is_unchanged(world: World, enter: Enter) -> None:
    """What the form shows is what the line says: milestones and money keep their ids."""
    plan = world.open()
    row = world.draft("coordinator", plan)[-1]
    before = plans.draft_row(world.people["coordinator"], row.pk).line.content
    client, address = enter("coordinator"), f"/programme/plans/lines/{row.pk}/"
    assert client.post(address, form_of(client, address)).status_code == 303
    view = plans.draft_row(world.people["coordinator"], row.pk)
    assert view.line.content == before
    assert view.row.version == 2


def test_the_second_writer_sees_both_texts(world: World, enter: Enter) -> None:
    """422 with what stands there and what was typed; sending again saves what was typed."""
    plan = world.open()
    row = world.draft("coordinator", plan)[-1]
    client, address = enter("coordinator"), f"/programme/plans/lines/{row.pk}/"
    mine = form_of(client, address) | {"title_en": "My own words"}
    world.do("official", "change_line", row_id=row.pk, version=1, content=world.activity("Their words"))
    response = client.post(address, mine)
    assert response.status_code == 422
    words = text(response)
    assert "A colleague changed this line" in words
    assert "Title (en) Their words en My own words" in words
    body = response.content.decode()
    assert "My own words</textarea>" in body
    assert 'name="version" value="2"' in body
    again = mine | {"version": "2", "idempotency_key": "another"}
    assert client.post(address, again).status_code == 303
    assert plans.draft_row(world.people["coordinator"], row.pk).line.content.title.en == "My own words"


def test_wrong_input_is_named_and_kept(world: World, enter: Enter) -> None:
    """Days turned round: the error stands at the field, what was typed stays."""
    plan = world.open()
    row = world.draft("coordinator", plan)[-1]
    client, address = enter("coordinator"), f"/programme/plans/lines/{row.pk}/"
    sent = form_of(client, address) | {"ends_on_month": "1", "ends_on_day": "1", "starts_on_month": "5"}
    response = client.post(address, sent)
    assert response.status_code == 422
    assert "The last day lies before the first." in text(response)


def test_signing_page(world: World, enter: Enter) -> None:
    """The minister sees the hash that is signed and signs it; a coordinator has no such button."""
    plan, version = world.agreed()
    assert "/sign/" not in enter("coordinator").get(f"/programme/plans/{plan.pk}/").content.decode()
    client = enter("minister")
    assert (
        f"/programme/plans/versions/{version.pk}/sign/" in client.get(f"/programme/plans/{plan.pk}/").content.decode()
    )
    address = f"/programme/plans/versions/{version.pk}/sign/"
    assert version.sha256 in text(client.get(address))
    assert client.post(address, form_of(client, address)).status_code == 303
    assert "Signed by the State" in text(client.get(f"/programme/plans/{plan.pk}/"))


@pytest.mark.parametrize("language", ["tk", "ru", "en"])
def test_the_pdf(world: World, enter: Enter, language: str) -> None:
    """PDF in each language, the same bytes when it is asked for again."""
    _plan, version = world.in_force()
    address = f"/programme/plans/versions/{version.pk}/plan-{language}.pdf"
    first, second = (enter("service").get(address).content for _ in range(2))
    assert first.startswith(b"%PDF")
    assert first == second
    assert enter("service").get(address.replace(f"-{language}.", "-xx.")).status_code == 404


def test_report_with_evidence_reaches_the_other_side(world: World, enter: Enter) -> None:
    """A state body reports with a file; IOM opens the file, a stranger does not."""
    plan, _version = world.in_force()
    (one,) = following.plan_followed(world.people["service"], plan.pk).activities
    page = f"/programme/plans/activities/{one.activity.pk}/"
    client = enter("service")
    sent = form_of(client, f"{page}report/")
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("list.pdf", PDF, "application/pdf")
    sent |= {"percent": "60", "text": "Two seminars held", "evidence": file}
    sent["milestone_id"] = str(one.milestones[0].pk)
    assert client.post(f"{page}report/", sent).status_code == 303
    response = enter("iom").get(page)
    assert "60 % · Held en" in text(response)
    link = re.search(r"/programme/plans/evidence/[0-9a-f-]+/", response.content.decode())
    assert link is not None
    opened = enter("iom").get(link[0])
    assert (opened.status_code, opened["Content-Disposition"]) == (200, 'attachment; filename="list.pdf"')
    assert enter("stranger").get(link[0]).status_code == 404
    assert clock.today() == following.activity(world.people["iom"], one.activity.pk).followed.reported_on


def test_adding_a_line_by_the_page(world: World, enter: Enter) -> None:
    """A direction in three languages from the page; an activity cannot stand at the root."""
    plan = world.open()
    client, address = enter("iom"), f"/programme/plans/{plan.pk}/draft/add/direction/"
    sent = form_of(client, address) | {"title_tk": "Ugur", "title_ru": "Направление", "title_en": "Direction"}
    assert client.post(address, sent).status_code == 303
    ((line, _row),) = plans.draft(world.people["iom"], plan.pk).lines
    assert line.content == Content(line.content.title)
    assert (line.number, line.content.title.ru) == ("1", "Направление")
    assert client.get(f"/programme/plans/{plan.pk}/draft/add/activity/").status_code == 404


PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/MediaBox[0 0 3 3]/Parent 2 0 R>>endobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n"
    b"0000000052 00000 n \n0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n"
)
