"""Passengers against what is known here: refusals, days that are used up, earlier crossings, another holder."""

from __future__ import annotations

from typing import Any

import pytest
from tests.areas.border.carriers import make_carrier, pax_list, person, written
from tests.areas.border.conftest import Service, passport
from tests.areas.border.test_stays import cross, do, make_office, regime
from tests.areas.border.visa_world import make_visas

from sapar.standards.paxlst import Document

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(node_db: Any) -> Service:
    return make_office()


def announced(owner_sql: Any, number: str, **changes: Any) -> tuple[str, list[str]]:
    """Level and codes of a Kyrgyz passenger with that document, after their list was entered."""
    parts: dict[str, Any] = {
        "primary": "ASANOV",
        "secondary": "BAKYT",
        "birth_date": "1990-03-27",
        "sex": "M",
        "nationality": "KGZ",
        "documents": [Document("P", number, "KGZ", "2034-05-01")],
    }
    make_carrier().send(written(pax_list([person(1, **(parts | changes))])))
    level, reasons = owner_sql.execute("select level, reasons from border_passenger").fetchone()
    return level, [reason["code"] for reason in reasons]


def test_who_was_here_is_known(office: Service, owner_sql: Any) -> None:
    """An earlier crossing with the document is a note, and speaks against nobody."""
    cross(office, "entry", ago=9, owner_sql=owner_sql)
    cross(office, "exit", ago=8, owner_sql=owner_sql)
    assert announced(owner_sql, "AC1234567") == ("green", ["known", "stay_left"])


def test_another_holder_is_for_the_second_line(office: Service, owner_sql: Any) -> None:
    """The document is known here with another date of birth."""
    cross(office)
    assert announced(owner_sql, "AC1234567", birth_date="1985-01-01")[1][0] == "other_holder"


def test_a_refusal_within_a_year_is_asked_about(office: Service, owner_sql: Any) -> None:
    """Refused before: the second line; more than a year ago: nothing."""
    inspection = do("inspect", office.officer, mrz=passport(number="AC7654321"), direction="entry")
    do("refer_second_line", office.officer, inspection_id=inspection.pk, reason="document")
    do(
        "refuse_entry",
        office.supervisor,
        inspection_id=inspection.pk,
        reasons=["no_visa"],
        facts="No visa was found.",
        language="en",
    )
    assert announced(owner_sql, "AC7654321") == ("amber", ["refused_before"])
    owner_sql.execute("update border_refusal set at = at - interval '400 days'")
    flight_id = owner_sql.execute("select id from border_flight").fetchone()[0]
    do("recheck_flight", office.officer, flight_id=flight_id)
    assert owner_sql.execute("select level, reasons from border_passenger").fetchone() == ("green", [])


def test_days_that_are_used_up_are_seen_before_the_landing(office: Service, owner_sql: Any) -> None:
    """By a confirmed regime no day is left: the second line, with the figures; a person never seen here: nothing."""
    cross(office, "entry", ago=30, owner_sql=owner_sql)
    cross(office, "exit", ago=5, owner_sql=owner_sql)
    regime(office, limits=[{"days": 10, "period": "rolling", "window_days": 60}])
    level, codes = announced(owner_sql, "AC1234567")
    assert (level, "stay_none_left" in codes) == ("amber", True)
    owner_sql.execute("delete from border_passenger; delete from border_flight")
    owner_sql.execute("update access_institution set code = 'T5X' where code = 'T5'")
    assert announced(owner_sql, "AC9999999") == ("green", [])


def test_a_visa_of_the_document_is_shown(service: Service, owner_sql: Any) -> None:
    """One that will hold on the day is a note; a cancelled one is red: nobody waits for the desk to find it."""
    made = make_visas()
    application_id = made.granted()
    level, codes = announced(owner_sql, "AC1234567")
    assert (level, "visa" in codes) == ("green", True)
    made.do("head", "visa_cancel", application_id=application_id, reason="withdrawn")
    flight_id = owner_sql.execute("select id from border_flight").fetchone()[0]
    do("recheck_flight", service.officer, flight_id=flight_id)
    level, reasons = owner_sql.execute("select level, reasons from border_passenger").fetchone()
    assert (level, [reason["code"] for reason in reasons]) == ("red", ["visa_cancelled"])
