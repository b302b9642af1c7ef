"""The pages of result indicators and reviews, as their readers get them in three languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from tests.areas.programme.conftest import client_of, text
from tests.areas.programme.measures_kit import Measuring, measuring
from tests.areas.programme.plans_kit import make_world, words

from sapar.areas.programme.queries import measuring as queries
from sapar.areas.programme.queries import reviews as review_queries


@pytest.fixture
def m(node_db: Any) -> Measuring:
    return measuring(make_world())


@pytest.fixture
def enter(m: Measuring) -> Callable[..., Any]:
    def go(username: str, language: str = "en") -> Any:
        return client_of(m.world.people[username], language)

    return go


def filled(m: Measuring) -> tuple[list[str], Any]:
    """A plan with an indicator, a value approved, one that waits, a review in draft; the addresses of every page."""
    measure = m.agreed(dimension="sex")
    value = m.approved(measure, 1, 20)
    waits = m.enter(measure, 2, 5)
    review = m.world.do(
        "coordinator", "open_review", plan_id=m.plan.pk, template_code="annual", as_of=date(m.year, 12, 31)
    )
    base, one = f"/programme/plans/{m.plan.pk}/", f"/programme/plans/indicators/{measure.pk}/"
    made = f"/programme/plans/reviews/{review.pk}/"
    return [
        f"{base}indicators/",
        f"{base}indicators/add/",
        f"{base}indicators/approval/",
        f"{base}indicators/lock/",
        one,
        f"{one}enter/",
        f"{one}end/",
        f"/programme/plans/values/{value.pk}/",
        f"/programme/plans/values/{waits.pk}/approve/",
        f"/programme/plans/values/{waits.pk}/return/",
        f"{base}reviews/",
        made,
        f"{made}texts/introduction/",
        f"{made}figures/I-1.{m.year}-01-01/",
        f"{made}share/",
    ], measure


@pytest.mark.parametrize("language", ["tk", "ru", "en"])
def test_every_page_in_every_language(m: Measuring, enter: Callable[..., Any], language: str) -> None:
    """Each page answers with its figures, and says so in the reader's language."""
    addresses, _measure = filled(m)
    client = enter("coordinator", language)
    shown = {address: text(client.get(address)) for address in addresses}
    assert all(shown.values())
    title = {"tk": "People trained tk", "ru": "People trained ru", "en": "People trained en"}[language]
    assert title in shown[addresses[0]]
    assert title in shown[addresses[11]]
    assert "20" in shown[addresses[7]]


def test_a_provision_shows_the_results_that_name_it(m: Measuring, enter: Callable[..., Any]) -> None:
    """The page of an objective has the agreed indicator with its figure; another objective has not."""
    _addresses, measure = filled(m)
    one, other = enter("coordinator"), enter("iom")
    for reader in (one, other):
        page = text(reader.get("/programme/objectives/1/"))
        assert "Result indicators of the plans" in page and "People trained en" in page
    assert f"/programme/plans/indicators/{measure.pk}/" in one.get("/programme/objectives/1/").content.decode()
    assert "People trained en" not in text(one.get("/programme/objectives/2/"))


def test_strangers_find_no_page(m: Measuring, enter: Callable[..., Any]) -> None:
    """Neither another ministry nor, for drafts, the other side."""
    addresses, _measure = filled(m)
    stranger, iom = enter("stranger"), enter("iom")
    assert {stranger.get(address).status_code for address in addresses} == {404}
    assert {iom.get(address).status_code for address in addresses[11:]} == {404}


def test_a_value_from_form_to_figure(m: Measuring, enter: Callable[..., Any]) -> None:
    """Typed with a decimal comma and a breakdown, submitted, approved; a faulty one keeps what was typed."""
    measure = m.agreed(dimension="sex")
    address = f"/programme/plans/indicators/{measure.pk}/enter/"
    client = enter("service")
    typed = {
        "starts_on": f"{m.year}-01-01", "numerator": "12,5", "part_female": "5", "part_male": "7", "vintage": "final",
        "link": "https://example.org/list", "then": "submit", "idempotency_key": str(uuid4()),
    }  # fmt: skip
    wrong = client.post(address, typed)
    assert wrong.status_code == 422
    assert "do not add up" in text(wrong) and 'value="12,5"' in wrong.content.decode()
    done = client.post(address, {**typed, "part_male": "7.5", "idempotency_key": str(uuid4())})
    assert done.status_code == 303
    (entry,) = queries.measure(m.world.people["coordinator"], measure.pk).followed.entries
    assert entry.state == "submitted"
    approve = enter("coordinator").post(
        f"/programme/plans/values/{entry.value.pk}/approve/", {"idempotency_key": str(uuid4())}
    )
    assert approve.status_code == 303
    page = text(enter("service").get(done.headers["Location"]))
    assert "12.5" in page and "figure and hash agree" in page and "example.org/list" in page


def test_a_file_is_evidence_and_opens(m: Measuring, enter: Callable[..., Any]) -> None:
    """The file is kept with the value, opened by a look, and its hash stands beside it."""
    from sapar.kernel.documents.render import render

    paper = render("record", {"rows": []}, title="x", issuer="x", made_at=m.world.people["service"].second_factor_at)  # type: ignore[arg-type]
    measure = m.agreed()
    value = m.approved(measure, 1, 20, evidence=paper, evidence_name="list.pdf")
    page = enter("iom").get(f"/programme/plans/values/{value.pk}/")
    href = re.search(r'href="(/programme/plans/values/evidence/[^"]+)"', page.content.decode())
    assert href is not None
    assert enter("iom").get(href[1]).content.startswith(b"%PDF")
    assert enter("stranger").get(href[1]).status_code == 404


def test_a_measure_is_proposed_by_form(m: Measuring, enter: Callable[..., Any]) -> None:
    """Every field of the form arrives; what is missing is named at its field."""
    address = f"/programme/plans/{m.plan.pk}/indicators/add/"
    client = enter("coordinator")
    sms = str(m.world.offices["SMS"].pk)
    typed: dict[str, Any] = {
        "line_id": str(m.lines["output"]), "kind": "ratio", "direction": "up", "aggregation": "last", "source": "typed",
        "responsible_id": sms, "baseline": "10", "baseline_below": "40", "baseline_on_day": "31",
        "baseline_on_month": "12", "baseline_on_year": str(m.year - 1), "provisions": ["GCM.11", "SDG.10.7"],
        "t-TOTAL_FORMS": "2", "t-INITIAL_FORMS": "2", "t-0-starts_on_day": "1", "t-0-starts_on_month": "1",
        "t-0-starts_on_year": str(m.year), "t-0-ends_on_day": "30", "t-0-ends_on_month": "6",
        "t-0-ends_on_year": str(m.year), "t-0-numerator": "60", "t-0-denominator": "100", "t-1-numerator": "",
    }  # fmt: skip
    for name in ("title", "definition", "unit"):
        typed |= {f"{name}_{code}": f"{name} {code}" for code in ("tk", "ru", "en")}
    assert client.post(address, {**typed, "title_ru": ""}).status_code == 422
    assert client.post(address, {**typed, "t-0-denominator": ""}).status_code == 422
    done = client.post(address, {**typed, "idempotency_key": str(uuid4())})
    assert done.status_code == 303
    (one,) = queries.plan_measured(m.world.people["iom"], m.plan.pk).measures
    assert (one.state, one.said.provisions, one.said.baseline_on) == (
        "proposed", ("GCM.11", "SDG.10.7"), date(m.year - 1, 12, 31),
    )  # fmt: skip
    assert len(one.said.targets) == 1


def test_two_writers_of_one_text(m: Measuring, enter: Callable[..., Any]) -> None:
    """The second sees both texts, the form keeps what was typed, and the next save is over what stands there."""
    filled(m)
    (listed,) = review_queries.reviews(m.world.people["coordinator"], m.plan.pk).reviews
    address = f"/programme/plans/reviews/{listed.review.pk}/texts/introduction/"
    first, second = enter("coordinator"), enter("official")

    def typed(who: str, version: int) -> dict[str, Any]:
        return {**{code: f"{who} {code}" for code in ("tk", "ru", "en")}, "version": version}

    assert first.post(address, typed("first", 0)).status_code == 303
    page = second.post(address, typed("second", 0))
    shown = text(page)
    assert page.status_code == 422
    assert "first en" in shown and "second en" in shown and "Coordinator" in shown
    version = re.search(r'name="version" value="(\d+)"', page.content.decode())
    assert version is not None
    assert second.post(address, typed("second", int(version[1]))).status_code == 303
    view = review_queries.review(m.world.people["coordinator"], listed.review.pk)
    assert view.blocks["introduction"].text["en"] == "second en"


def test_files_of_a_review(m: Measuring, enter: Callable[..., Any]) -> None:
    """A draft is printed as it is; a frozen one shows how far the worker is, then serves what it made."""
    from sapar.areas.programme import tasks

    filled(m)
    (listed,) = review_queries.reviews(m.world.people["coordinator"], m.plan.pk).reviews
    base = f"/programme/plans/reviews/{listed.review.pk}/"
    client = enter("coordinator")
    assert client.get(f"{base}review-ru.docx").content.startswith(b"PK")
    for key in ("introduction", "assessment"):
        m.world.do(
            "coordinator", "write_block", review_id=listed.review.pk, section=key, text=words("About"), version=0
        )
    m.world.do("coordinator", "share_review", review_id=listed.review.pk)
    iom = enter("iom")
    page = iom.get(f"{base}approve/")
    sha = re.search(r'name="sha256" value="([0-9a-f]{64})"', page.content.decode())
    assert sha is not None
    assert iom.post(f"{base}approve/", {"sha256": sha[1], "idempotency_key": str(uuid4())}).status_code == 303
    shown = client.get(base).content.decode()
    assert "0 of 6" in text(client.get(base)) and 'http-equiv="refresh"' in shown
    assert client.get(f"{base}review-tk.pdf").status_code == 404
    tasks.make_sheets(str(listed.review.pk))
    shown = client.get(base).content.decode()
    assert 'http-equiv="refresh"' not in shown and "content and hash agree" in shown
    assert client.get(f"{base}review-tk.pdf").content.startswith(b"%PDF")
    assert client.get(f"{base}review-tk.exe").status_code == 404
