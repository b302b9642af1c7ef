"""The pages of commitments, as their readers get them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from tests.areas.programme.conftest import STATISTICS, Node

from sapar.areas.programme.models import Link
from sapar.kernel import clock
from sapar.kernel.access.context import reading
from sapar.kernel.acts import CATALOGUE
from sapar.kernel.facts import declared, tasks
from sapar.kernel.ledger import sequencer

CODE = "labour.decided_within_clock"
PAGE = f"/programme/indicators/{CODE}/"
Enter = Callable[..., Any]


@pytest.fixture(autouse=True)
def _no_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts are drawn by a process of their own; their own tests are the shell's."""
    monkeypatch.setattr("sapar.web.charts._render", lambda text: "<svg></svg>")


def text(response: Any) -> str:
    """The words of a page."""
    assert response.status_code in (200, 422), response.status_code
    body = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.fixture
def decided(node: Node) -> Node:
    """Nine of ten within the term, two of them from Turkey; counted."""
    day = clock.today()
    node.decided(day, "KAZ", "F", times=5)
    node.decided(day, "UZB", "A", times=2)
    node.decided(day, "UZB", "A", within=False)
    node.decided(day, "TUR", "F", times=2)
    tasks.bring_up_to_date()
    return node


def test_the_first_page_says_what_hangs_on_what(decided: Node, enter: Enter) -> None:
    """23 objectives with their legal nature; the figure stands at objectives 5 and 12 and as a chart with its table."""
    words = text(enter("coordinator").get("/programme/"))
    assert "not legally binding" in words
    assert words.count("90.0 % (9 of 10)") == 3  # the chart's description and two objectives
    assert "2 of 23 objectives have an indicator" in words
    assert words.count("not verified") == 3  # objectives 9 to 11
    assert "23 International cooperation and partnerships none yet" in words
    assert "Whole-of-society" in words


@pytest.mark.parametrize("who", ["coordinator", "official", "iom", "officer"])
@pytest.mark.parametrize("path", ["/programme/", "/programme/objectives/5/", PAGE])
def test_who_reads(decided: Node, enter: Enter, who: str, path: str) -> None:
    """The programme's people and those who may see the rows."""
    assert enter(who).get(path).status_code == 200


@pytest.mark.parametrize("path", ["/programme/", "/programme/objectives/5/", PAGE])
def test_who_does_not(decided: Node, enter: Enter, path: str) -> None:
    """Somebody without reach is refused; somebody who is not signed in is asked to."""
    assert enter("employer").get(path).status_code == 403
    from django.test import Client

    response = Client(HTTP_HOST="localhost").get(path)
    assert response.status_code == 302
    assert "/account/sign-in" in response["Location"]


@pytest.mark.parametrize(
    "path", ["/programme/objectives/24/", "/programme/objectives/0/", "/programme/indicators/no.such/"]
)
def test_what_is_not_there(node: Node, enter: Enter, path: str) -> None:
    """A page of its own, not a fault."""
    assert enter("coordinator").get(path).status_code == 404


def test_small_counts_do_not_open_for_others(decided: Node, enter: Enter) -> None:
    """IOM sees "<3" for two people and nothing that would tell; the officer sees all and opens the rows."""
    words = text(enter("iom").get(f"{PAGE}?by=nationality"))
    assert "TUR <3" in words
    assert "UZB withheld" in words
    assert "KAZ 100.0 % 5 5" in words
    assert "Total 90.0 % 9 10" in words
    assert "Counts below 3 are withheld" in words
    response = enter("officer").get(f"{PAGE}?by=nationality")
    assert "TUR 100.0 % 2 records: open them 2 records: open them" in text(response)
    links = re.findall(r'href="([^"]*part=all[^"]*nationality=TUR)"', response.content.decode())
    assert len(links) == 1
    assert links[0].startswith("/labour/")


def test_too_fine_a_table_is_refused_to_those_who_may_not_see_rows(decided: Node, enter: Enter) -> None:
    """With ten records nothing is filtered; an error page in words, and for the officer a finer table."""
    query = f"{PAGE}?by=month&nationality=UZB&sector=A"
    refused = enter("iom").get(query)
    assert refused.status_code == 400
    assert "too few records for a table as fine" in refused.content.decode()
    assert "66.7 % (2 of 3)" in text(enter("officer").get(query))


def test_a_page_before_the_first_run(node: Node, enter: Enter) -> None:
    """Nothing was counted: that is said, and is no zero."""
    assert "No figure has been counted yet." in text(enter("iom").get("/programme/"))
    words = text(enter("iom").get(PAGE))
    assert "not counted yet" in words
    assert "This figure has not been counted yet." in words


def test_the_figure_moves_when_it_is_counted(decided: Node, enter: Enter) -> None:
    """The button counts now; the page says that something was done since, until it is counted."""
    client = enter("coordinator")
    decided.decided(clock.today(), "KAZ", "F", within=False, times=5)
    assert "9 of 10" in text(client.get(PAGE))
    answer = client.post(f"{PAGE}count/", {"idempotency_key": "one"})
    assert answer.status_code == 303
    words = text(client.get(answer["Location"]))
    assert "The figure was counted." in words
    assert "60.0 % (9 of 15)" in words


def test_a_figure_that_is_behind_says_so(decided: Node, enter: Enter, owner_sql: Any) -> None:
    """After an act of the area, until it is counted again."""
    from uuid import uuid4

    sequencer.drain()
    tasks.bring_up_to_date()
    assert "Something was done" not in text(enter("iom").get(PAGE))
    owner_sql.execute(
        "select ledger_append(%s, now(), 'act', 'labour.grant', 'system:test', null, 'system.test', 'statistics', '{}', "
        "'', 'done', null, null, null)",
        [uuid4()],
    )
    sequencer.drain()
    assert "Something was done" in text(enter("iom").get(PAGE))
    assert tasks.bring_up_to_date() == 2  # both figures over the decisions
    assert "Something was done" not in text(enter("iom").get(PAGE))


def test_a_run_is_repeated_on_its_page(decided: Node, enter: Enter, owner_sql: Any) -> None:
    """The same records give the same result; after a correction the page says that it differs."""
    client = enter("iom")
    day = clock.today() - timedelta(days=1)
    decided.decided(day, times=4)
    run = CATALOGUE["facts.run"](STATISTICS, indicator=CODE, as_of=day)
    page = f"/programme/runs/{run.pk}/"
    assert "You are looking at a run of the past." in text(client.get(page))
    assert client.post(f"{page}repeat/", {"idempotency_key": "a"}).status_code == 303
    assert "the result is the same, to the last cell" in text(client.get(page))
    owner_sql.execute(
        "delete from test_permit where id in (select id from test_permit where settled_on = %s limit 1)", [day]
    )
    client.post(f"{page}repeat/", {"idempotency_key": "b"})
    words = text(client.get(page))
    assert "Records of that time were corrected or added since." in words
    assert "same result differs in 1 cells" in words


@pytest.mark.parametrize("path", [f"{PAGE}?by=shoe", f"{PAGE}?month=august", f"{PAGE}?by=month&sector=%27or"])
def test_junk_in_the_address(decided: Node, enter: Enter, path: str) -> None:
    """Refused in words, for every reader."""
    for who in ("iom", "officer"):
        assert enter(who).get(path).status_code == 400


def test_a_day_that_has_not_come_is_said_at_its_field(decided: Node, enter: Enter) -> None:
    """The page comes back with the error and what was typed."""
    day = clock.today() + timedelta(days=3)
    typed = {"as_of_day": str(day.day), "as_of_month": str(day.month), "as_of_year": str(day.year)}
    response = enter("iom").post(f"{PAGE}count/", typed)
    assert response.status_code == 422
    body = response.content.decode()
    assert "not for a day that has not come" in body
    assert f'value="{day.year}"' in body


def test_an_indicator_is_linked_and_unlinked_on_the_objectives_page(decided: Node, enter: Enter) -> None:
    """By those who answer for it; IOM sees no form."""
    client = enter("coordinator")
    page = "/programme/objectives/6/"
    assert "No indicator is linked" in text(client.get(page))
    assert "Choose an indicator." in text(client.post(page, {"indicator": ""}))
    assert client.post(page, {"indicator": CODE, "note": "Fair terms", "idempotency_key": "x"}).status_code == 303
    words = text(client.get(page))
    assert "The indicator is linked." in words
    assert "Fair terms" in words
    with reading(decided.coordinator):
        link = Link.objects.get(provision="GCM.6")
    end = f"/programme/links/{link.pk}/end/"
    assert "Say why the link ends." in text(client.post(end, {"reason": ""}))
    assert client.post(end, {"reason": "Too narrow"}).status_code == 303
    assert "No indicator is linked" in text(client.get(page))
    assert client.get(end).status_code == 404
    assert "Link an indicator" not in text(enter("iom").get(page))
    assert enter("iom").post(page, {"indicator": CODE}).status_code == 403


@pytest.mark.parametrize(
    ("language", "words"), [("tk", "Kanuny migrasiýanyň ýollary"), ("ru", "Пути легальной миграции")]
)
def test_titles_in_the_readers_language(decided: Node, enter: Enter, language: str, words: str) -> None:
    """Turkmen and Russian titles, marked as our own translation."""
    from django.utils.translation import trans_real

    from sapar.web.messages import compile_all

    compile_all()
    trans_real._translations.clear()  # read before the catalogues were there, perhaps
    body = text(enter("iom", language).get("/programme/"))
    assert words in body
    assert "Our own translation" not in body
    assert "Regular pathways" not in body


def test_the_rows_page_is_registered_for_each_linked_source(node: Node) -> None:
    """Every source of an indicator has a page that shows its rows."""
    from django.urls import reverse

    for one in declared.indicators():
        assert reverse(declared.drilldown_of(one.view))


def test_every_string_is_translated() -> None:
    """Figures and commitments speak Turkmen and Russian, placeholders and tags included."""
    from sapar.web import messages

    assert messages.check(["kernel/facts", "areas/programme"]) == []
