"""The view helpers: refusals of acts in the form, pages by key, tables as files."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import pytest

PAGE = "/gallery/small"
TYPED = {"story": "x", "idempotency_key": "key-1"}


@pytest.fixture
def aman(gallery: ModuleType, person: Any, sign_in: Any) -> Any:
    person("aman")
    return sign_in("aman")


def test_an_act_is_called_with_the_pages_key_and_leads_on(aman: Any, gallery: ModuleType) -> None:
    """Success redirects with 303, says so once, and hands the idempotency key to the act."""
    response = aman.post(PAGE, {**TYPED, "company": "good"})
    assert response.status_code == 303
    assert gallery.DONE == [{"key": "key-1", "company": "good"}]
    assert "Saved" in aman.get(PAGE).content.decode()
    assert "Saved" not in aman.get(PAGE).content.decode()


def test_several_refusals_stand_at_their_fields(aman: Any) -> None:
    """Invalid.many: every error at its field, arguments mapped to fields, status 422, the typed text still there."""
    response = aman.post(PAGE, {**TYPED, "company": "both"})
    text = response.content.decode()
    assert response.status_code == 422
    assert re.search(r'href="#id_company">Company is wrong', text)
    assert re.search(r'href="#id_story">Story – Text is wrong', text)
    assert 'value="both"' in text
    assert "<title>Error:" in text


def test_a_conflict_is_told_in_the_form(aman: Any) -> None:
    """Who was too late keeps the text and reads why."""
    response = aman.post(PAGE, {**TYPED, "company": "late"})
    assert response.status_code == 422
    assert "changed in the meantime" in response.content.decode()


def test_not_permitted_is_a_page(aman: Any) -> None:
    """A refusal that no field can mend is the 403 page."""
    assert aman.post(PAGE, {**TYPED, "company": "no"}).status_code == 403


def test_acts_are_never_carried_out_by_get(rf: Any) -> None:
    """A link or a preloading browser must not change anything."""
    from sapar.web.pages import call

    with pytest.raises(RuntimeError):
        call(rf.get("/"), lambda actor, key: None)


def test_each_page_has_a_new_key(aman: Any) -> None:
    """Two pages, two acts; one page sent twice, one act."""
    keys = {re.search(r'idempotency_key" value="([^"]+)', aman.get(PAGE).content.decode())[1] for _ in range(3)}  # type: ignore[index]
    assert len(keys) == 3


def test_a_window_walks_a_list_to_its_end_and_back(db: None, rf: Any) -> None:
    """Every row once, in order, with equal sort keys, forwards and backwards; the address hides the sort key."""
    from sapar.kernel.access.models import Place
    from sapar.web.pages import Window

    for number in range(25):
        name = f"Name {number // 5}"
        Place.objects.create(code=f"P{number:02d}", kind="office", name_tk=name, name_ru=name, name_en=name)
    whole = list(Place.objects.order_by("name_en", "id").values_list("code", flat=True))
    seen: list[str] = []
    address, addresses = "/places?kind=office", []
    while True:
        rows, pager = Window.of(rf.get(address), size=7).cut(Place.objects.all(), "name_en", "id")
        seen += [row.code for row in rows]
        addresses.append(address)
        if not pager.next:
            break
        assert "Name" not in pager.next
        assert "kind=office" in pager.next
        address = f"/places{pager.next}"
    assert seen == whole
    assert len(addresses) == 4
    back: list[str] = [row.code for row in rows]
    while pager.previous:
        rows, pager = Window.of(rf.get(f"/places{pager.previous}"), size=7).cut(Place.objects.all(), "name_en", "id")
        back = [row.code for row in rows] + back
    assert back == whole


def test_a_forged_place_in_a_list_gives_the_first_page(rf: Any) -> None:
    """Tampered or foreign marks are ignored."""
    from sapar.web import vault
    from sapar.web.pages import Window

    foreign = vault.wrap("page:/other", [["", "x"]])
    for mark in ("x", foreign, ""):
        assert Window.of(rf.get("/places", {"after": mark})).after is None


def test_a_table_file_opens_safely_in_a_spreadsheet() -> None:
    """Formulas become text, unknown is empty, zero is 0, Turkmen letters survive."""
    from sapar.web.components import Tag
    from sapar.web.pages import csv_response

    rows = [["=1+1", None, 0, Tag("Açyk"), datetime(2026, 3, 1, 7, tzinfo=UTC)], ["-5", "@x", "a,b", "+7", "Şňý"]]
    body = b"".join(csv_response("list", ["a", "b", "c", "d", "e"], rows).streaming_content).decode()  # type: ignore[arg-type]
    assert body.startswith("\ufeffa,b,c,d,e\r\n")
    assert "'=1+1,,0,Açyk,2026-03-01 12:00:00\r\n" in body
    assert "'-5,'@x,\"a,b\",'+7,Şňý" in body
    with pytest.raises(ValueError, match="file name"):
        csv_response("Aman Amanow", [], [])


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36", "Chrome, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/130.0 YaBrowser/24.7 Safari/537.36", "Yandex, Android"),
        ("curl/8.5.0", "curl/8.5.0"),
    ],
)
def test_browsers_are_named_in_words(agent: str, words: str) -> None:
    """The list of sessions names browser and system; what is not known stays as it was sent."""
    from sapar.web.templatetags.web import browser

    assert browser(agent) == words
