"""Passengers against alerts and lists: what the post may know, what a carrier is told, what nobody notices."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.areas.border.carriers import Carrier, flight, make_carrier, pax_list, person, soon, written
from tests.areas.border.conftest import Service
from tests.areas.border.test_flights import answers
from tests.areas.border.test_flights_pages import client_of, text_of
from tests.areas.border.watching import add_office, alert, work

from sapar.areas.border.rules import flights as rules
from sapar.areas.border.tasks import recheck_flights
from sapar.kernel import clock
from sapar.standards.paxlst import Document

pytestmark = pytest.mark.django_db

SOMEBODY = {
    "primary": "ASANOV",
    "secondary": "BAKYT",
    "birth_date": "1990-03-27",
    "sex": "M",
    "nationality": "KGZ",
    "documents": [Document("P", "AC1234567", "KGZ", "2034-05-01")],
}


@pytest.fixture
def office(service: Service) -> Service:
    service.add("air", "border.officer", service.posts[2])
    return add_office(service)


@pytest.fixture
def carrier(office: Service) -> Carrier:
    return make_carrier()


def passengers(owner_sql: Any) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = owner_sql.execute(
        "select reference, level, reasons, answer from border_passenger order by reference"
    ).fetchall()
    return found


def codes(owner_sql: Any) -> list[str]:
    return [reason["code"] for reason in passengers(owner_sql)[0][2]]


@pytest.mark.parametrize(("meaning", "level"), [("refuse", "red"), ("second_line", "amber")])
def test_an_alert_by_name_leads_to_a_person_and_not_to_no_board(
    carrier: Carrier, office: Service, owner_sql: Any, meaning: str, level: str
) -> None:
    """The arrivals list shows it with its reason; the carrier is told 0Z, because a name alone decides nothing."""
    alert(office.watch, office.watch2, meaning)
    carrier.send(written(pax_list([person(1, **SOMEBODY), person(2)])))
    found = passengers(owner_sql)
    assert [(row[1], row[3]) for row in found] == [(level, "0Z"), ("green", "0Z")]
    assert codes(owner_sql) == [f"watch_candidate_{meaning}"]
    page = text_of(client_of(office.air), f"/border/flights/{_flight(owner_sql)}/?only=look")
    assert "May be somebody" in page


def test_the_number_of_a_document_on_a_list_is_enough(carrier: Carrier, office: Service, owner_sql: Any) -> None:
    """A refusal that names this very document: 1Z at once; the words of the answer do not say why."""
    alert(office.watch, office.watch2, "refuse", documents=["AC1234567"])
    made = carrier.send(written(pax_list([person(1, **SOMEBODY)])))
    assert passengers(owner_sql)[0][3] == "1Z"
    text = answers(carrier, made)[1].text
    assert "ERC+1Z" in text
    assert "NO BOARD" in text
    assert "COURT" not in text.upper()


@pytest.mark.parametrize("meaning", ["discreet", "assist"])
def test_a_quiet_alert_leaves_no_trace(carrier: Carrier, office: Service, owner_sql: Any, meaning: str) -> None:
    """What is stored of the passengers, what the carrier gets, the post's pages: the same with and without; its owner is
    told afterwards, by the worker."""
    people = [person(1, **SOMEBODY), person(2)]
    first = carrier.send(written(pax_list(people, flights=[flight(number="1")])))
    before = passengers(owner_sql), _plain(answers(carrier, first)), _page(office, owner_sql)
    assert work() == 2
    assert owner_sql.execute("select count(*) from border_quietnote where hit").fetchone() == (0,)
    owner_sql.execute("delete from border_passenger; delete from border_flight")
    people_alert = (office.watch, office.watch2) if meaning == "discreet" else (office.intake, office.intake2)
    alert(*people_alert, meaning, documents=["AC1234567"])
    second = carrier.send(written(pax_list(people, flights=[flight(number="1")]), reference="78"))
    assert (passengers(owner_sql), _plain(answers(carrier, second))) == before[:2]
    assert _page(office, owner_sql).splitlines() == before[2].splitlines()
    assert work() == 2
    rows = owner_sql.execute("select owner_role from border_quietnote where hit").fetchall()
    assert rows == [("border.watch_officer" if meaning == "discreet" else "protection.intake",)]
    assert (passengers(owner_sql), _page(office, owner_sql)) == (before[0], before[2])


def test_an_alert_that_comes_after_the_list(carrier: Carrier, office: Service, owner_sql: Any) -> None:
    """The job checks flights that land soon again once the lists have changed, and not again after that."""
    carrier.send(written(pax_list([person(1, **SOMEBODY)])))
    assert recheck_flights(0) == 0
    alert(office.watch, office.watch2, "refuse")
    assert recheck_flights(0) == 1
    assert codes(owner_sql) == ["watch_candidate_refuse"]
    assert recheck_flights(0) == 0


def test_only_one_screening_for_who_is_new(carrier: Carrier, office: Service, owner_sql: Any) -> None:
    """A later list of one person screens that person; what was found of the others stays."""
    alert(office.watch, office.watch2, "refuse")
    carrier.send(written(pax_list([person(1, **SOMEBODY)]), prepared=soon(-2)))
    work()
    carrier.send(written(pax_list([person(2)]), prepared=soon(-1), reference="78"))
    assert codes(owner_sql) == ["watch_candidate_refuse"]
    assert work() == 1


@pytest.mark.parametrize(
    ("checked", "changed", "lands", "due"),
    [(-30, None, 300, False), (-30, -10, 300, True), (-30, -40, 300, False), (-61, None, 59, True), (-30, None, 59, False),
     (-300, None, 300, False), (-300, -10, -5, False), (-300, -10, 800, False)],
)  # fmt: skip
def test_when_a_flight_is_checked_again(checked: int, changed: int | None, lands: int, due: bool) -> None:
    """After a change of the lists, once in the last hour, never for one that has landed or lands much later."""
    now = clock.now()

    def at(minutes: int) -> datetime:
        return now + timedelta(minutes=minutes)

    assert rules.is_due(at(checked), at(changed) if changed is not None else None, at(lands), now) is due


def _flight(owner_sql: Any) -> str:
    return str(owner_sql.execute("select id from border_flight").fetchone()[0])


def _page(office: Service, owner_sql: Any) -> str:
    text = text_of(client_of(office.air), f"/border/flights/{_flight(owner_sql)}/")
    return _without_ids(text)


def _plain(found: list[Any]) -> list[str]:
    """Answers without their control references and minutes."""
    return [re.sub(r"[0-9A-F]{14}|\+\d{6}:\d{4}|\+7[78]\b", "", one.text) for one in found]


def _without_ids(text: str) -> str:
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", text)
    return re.sub(
        r'name="(csrfmiddlewaretoken|idempotency_key)" value="[^"]*"|\d\d:\d\d(:\d\d)?|nonce="[^"]*"', "", text
    )
