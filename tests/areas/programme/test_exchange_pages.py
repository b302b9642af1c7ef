"""The pages on which plans go in and out: nothing typed is lost, files are what they say, the printed plan is sealed."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.areas.programme.conftest import client_of
from tests.areas.programme.plans_kit import World, make_world
from tests.areas.programme.test_exchange import CSV, PUBLISHER

from sapar.areas.programme.queries import importing, plans, publishing, shared
from sapar.areas.programme.views import import_words, plan_sheet
from sapar.kernel.access.context import reading
from sapar.kernel.documents import seals
from sapar.kernel.errors import Conflict
from sapar.kernel.ledger import keys, sequencer
from sapar.standards.spreadsheets import read

Enter = Callable[..., Any]


@pytest.fixture
def sealing(tmp_path: Any, settings: Any) -> None:
    """A node with a specimen authority, so that it can seal."""
    settings.SAPAR_KEYS, settings.SAPAR_TRUST = tmp_path / "keys", tmp_path / "trust"
    settings.SAPAR_MODE = "test"
    settings.SAPAR_KEYS.mkdir()
    seals.make(settings.SAPAR_KEYS)
    keys.make(settings.SAPAR_KEYS)


@pytest.fixture
def world(node_db: Any) -> World:
    return make_world()


@pytest.fixture
def enter(world: World) -> Enter:
    def go(username: str, language: str = "en") -> Any:
        return client_of(world.people[username], language)

    return go


def text(response: Any, status: int = 200) -> str:
    assert response.status_code == status
    body = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_the_printed_plan_is_sealed(sealing: None, world: World, owner_sql: Any) -> None:
    """What both signed carries a seal over the signed hash; the same bytes whatever the ledger has grown to; an unsigned
    version has none; an altered seal is refused."""
    plan, version = world.agreed()
    draft = plans.version(world.people["coordinator"], version.pk)
    with reading(world.people["coordinator"]):
        unsigned = plan_sheet.pdf(draft, "ru")
    world.both_sign(version)

    def printed() -> bytes:
        view = plans.version(world.people["iom"], version.pk)
        with reading(world.people["iom"]):
            return plan_sheet.pdf(view, "ru")

    first = printed()
    world.do("coordinator", "comment", version_id=version.pk, text="The log grows")
    sequencer.drain()
    assert printed() == first != unsigned
    seal = plans.version(world.people["chief"], version.pk).version.seal
    verdict = seals.check_seal(seal)
    assert (verdict.answer, verdict.kind, verdict.fields["kind"]) == ("valid", "document", "PLAN")
    assert verdict.fields["sha256"] == version.sha256
    assert verdict.fields["reference"] == f"{plan.reference}/1"
    assert seals.check_seal(seal[:-2] + ("A" if seal[-2] != "A" else "B") + seal[-1]).answer != "valid"
    with pytest.raises(Conflict):
        world.do("coordinator", "seal_version", version_id=version.pk)


def test_signed_without_a_key_and_sealed_later(world: World, enter: Enter, tmp_path: Any, settings: Any) -> None:
    """A node that cannot seal still signs; when it can, a coordinator seals what was signed, once."""
    settings.SAPAR_KEYS, settings.SAPAR_TRUST = tmp_path / "keys", tmp_path / "trust"
    settings.SAPAR_KEYS.mkdir()
    _plan, version = world.in_force()
    address = f"/programme/plans/versions/{version.pk}/"
    assert "not sealed" in text(enter("coordinator").get(address))
    settings.SAPAR_MODE = "test"
    seals.make(settings.SAPAR_KEYS)
    client = enter("coordinator")
    assert client.post(f"{address}seal/").status_code == 303
    assert "Seal it" not in text(client.get(address))
    assert seals.check_seal(plans.version(world.people["iom"], version.pk).version.seal).answer == "valid"


@pytest.mark.parametrize("language", ["tk", "ru", "en"])
def test_a_table_from_upload_to_draft(world: World, enter: Enter, language: str) -> None:
    """Choose the file, look at the columns, see what changes, take it: four pages, in three languages."""
    plan = world.open()
    client = enter("coordinator", language)
    base = f"/programme/plans/{plan.pk}/import/"
    template = client.get(f"{base}work-plan.xlsx")
    content = b"".join(template.streaming_content)
    sent = client.post(base, {"content": SimpleUploadedFile("План.xlsx", content)})
    assert sent.status_code == 303
    columns = sent["Location"]
    page = client.get(columns)
    assert page.content.decode().count("selected") >= 20
    selects = r'<select[^>]*name="(c\d+)".*?<option value="([^"]*)" selected'
    chosen = dict(re.findall(selects, page.content.decode(), re.DOTALL))
    checked = client.post(columns, {"head_row": "1", **chosen})
    assert checked.status_code == 303, text(checked, 422)
    shown = client.get(checked["Location"])
    assert "seen" in shown.content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', shown.content.decode())
    assert seen is not None, text(shown)
    taken = client.post(f"{checked['Location']}take/", {"seen": seen[1]}, follow=True)
    assert "4" in text(taken)
    lines = [line for line, _row in plans.draft(world.people["coordinator"], plan.pk).lines]
    assert [line.level for line in lines] == ["direction", "outcome", "output", "activity"]
    assert lines[-1].content.budget[0].amount_minor == 1_250_000


def test_faults_are_listed_and_the_upload_is_kept(world: World, enter: Enter) -> None:
    """All faults with cell, value and how to mend them, in Russian; the draft is empty; the table is there next time."""
    plan = world.open()
    client = enter("coordinator", "ru")
    bad = CSV.replace("SMS", "Никто").replace("usd", "RUB").format(year=world.year).encode()
    sent = client.post(
        f"/programme/plans/{plan.pk}/import/", {"content": SimpleUploadedFile("x.csv", bad)}, follow=True
    )
    view = importing.open_imports(world.people["coordinator"], plan.pk)[0]
    page = text(client.get(f"/programme/plans/imports/{view.pk}/"))
    assert "F3" in page and "K2" in page and "RUB" in page and "Никто" in page
    assert str(import_words.RULES["institution"])[:5]
    assert "Перенести всё в проект" not in page
    assert text(sent)
    listed = text(client.get(f"/programme/plans/{plan.pk}/import/"))
    assert "ещё не перенесено" in listed
    named = client.post(f"/programme/plans/imports/{view.pk}/", {"n0": str(world.offices["SMS"].pk)})
    assert named.status_code == 303
    assert "Никто" not in text(client.get(f"/programme/plans/imports/{view.pk}/"))
    assert client.post(f"/programme/plans/imports/{view.pk}/drop/").status_code == 303
    assert importing.open_imports(world.people["coordinator"], plan.pk) == []


def test_a_file_that_is_no_table(world: World, enter: Enter) -> None:
    """The reason stands at the field; what was typed beside it stays."""
    plan = world.open()
    page = enter("coordinator").post(
        f"/programme/plans/{plan.pk}/import/", {"content": SimpleUploadedFile("x.xlsx", b"%PDF\0"), "sheet": "Лист 7"}
    )
    assert "neither an .xlsx workbook nor a CSV text" in text(page, 422)
    assert 'value="Лист 7"' in page.content.decode()


def test_tables_as_files(world: World, enter: Enter) -> None:
    """Each table as a workbook and as CSV, in the reader's language; a stranger gets neither."""
    plan, _version = world.in_force(world.activity("=1+1"))
    client = enter("service", "ru")
    base = f"/programme/plans/{plan.pk}/tables/"
    assert "Деньги по донорам" in text(client.get(base))
    for name in ("plan", "activities", "budget", "milestones", "progress"):
        (sheet,) = read(b"".join(client.get(f"{base}{name}.xlsx").streaming_content))
        assert sheet.rows[0][0] == "№"
        lines = b"".join(client.get(f"{base}{name}.csv").streaming_content).decode()
        assert lines.startswith("\ufeff№")
        assert name == "progress" or "'=1+1" in lines
    (sheet,) = read(b"".join(client.get(f"{base}coverage.xlsx").streaming_content))
    assert sheet.rows[0][1] == "Код" and "не имеет обязательной юридической силы" in sheet.rows[1]
    for name in ("results", "decisions"):
        lines = b"".join(client.get(f"{base}{name}.csv").streaming_content).decode()
        assert lines.startswith("\ufeff№")
    assert client.get(f"{base}people.csv").status_code == 404
    assert enter("stranger").get(f"{base}plan.csv").status_code == 404


def test_publishing_and_the_public(world: World, enter: Enter) -> None:
    """Set up, look, publish: anybody gets the same bytes at two addresses; taken back, nobody does."""
    from django.test import Client

    plan, _version = world.in_force()
    client, anybody = enter("coordinator", "ru"), Client(HTTP_HOST="localhost")
    base = f"/programme/plans/{plan.pk}/iati/"
    assert "Сначала заполните" in text(client.get(base))
    wrong = client.post(f"{base}publisher/", {"ref": "A/B", "kind": "40", "country": "TM", "sector": "15190"})
    assert "без пробелов" in text(wrong, 422)
    assert 'value="A/B"' in wrong.content.decode()
    saved = client.post(f"{base}publisher/", {"ref": PUBLISHER.ref, "kind": "40", "country": "tm", "sector": "15190"})
    assert saved.status_code == 303
    assert "ошибок нет" in text(client.get(base))
    made = publishing.publish_view(world.people["coordinator"], plan.pk).made
    assert made is not None
    assert client.get(f"{base}preview.xml").content == made.content
    assert client.post(base, {"sha256": made.sha256}).status_code == 303
    assert plan.reference in text(anybody.get("/programme/iati/"))
    (file, _owner) = publishing.published()[0]
    for address in (f"/programme/iati/{file.pk}.xml", f"/programme/iati/plan/{plan.reference}.xml"):
        answer = anybody.get(address)
        assert (answer.content, answer["Content-Type"]) == (made.content, "application/xml; charset=utf-8")
    assert "Only the sides" in text(enter("service").get(base))
    assert client.post(f"/programme/iati/{file.pk}/withdraw/", {"reason": "Ошибка"}).status_code == 303
    assert anybody.get(f"/programme/iati/{file.pk}.xml").status_code == 404
    assert "Ошибка" in text(client.get(base))


def test_policy_markers(world: World, enter: Enter) -> None:
    """Set for a direction on its page, shown in the list, kept when a wrong value is sent; others do not find the page."""
    plan, version = world.in_force()
    client = enter("coordinator", "ru")
    base = f"/programme/plans/{plan.pk}/iati/markers/"
    line = shared.version_lines(version)[0]
    assert client.get(base).content.decode().count("iati/markers/") == 2
    assert client.post(f"{base}{line.id}/", {"m_10": "7"}).status_code == 422
    assert client.post(f"{base}{line.id}/", {"m_10": "2", "m_1": ""}).status_code == 303
    assert "Снижение риска бедствий: Главная цель" in text(client.get(base))
    assert "selected" in client.get(f"{base}{line.id}/").content.decode()
    assert enter("service").get(base).status_code == 404


def test_moving_a_line(world: World, enter: Enter) -> None:
    """The buttons beside a line, without JavaScript: the first has no way up, the last none down."""
    plan = world.open()
    rows = world.draft("coordinator", plan, world.activity("First"), world.activity("Second"))
    client = enter("coordinator")
    page = client.get(f"/programme/plans/{plan.pk}/draft/").content.decode()
    assert page.count('value="up"') == page.count('value="down"') == 1
    moved = client.post(f"/programme/plans/lines/{rows[-1].pk}/move/", {"to": "up"})
    assert moved["Location"].endswith(f"#line-{rows[-1].line_id}")
    lines = [line for line, _row in plans.draft(world.people["coordinator"], plan.pk).lines]
    assert lines[-2].id == rows[-1].line_id
