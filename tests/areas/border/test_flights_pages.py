"""The pages of flights and carriers, as officer and supervisor see them."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.test import Client
from tests.areas.border.carriers import Carrier, flight, make_carrier, pax_list, person, soon, written
from tests.areas.border.conftest import Service, count, passport

from sapar.kernel.acts import CATALOGUE

pytestmark = pytest.mark.django_db


@pytest.fixture
def carrier(service: Service) -> Carrier:
    service.add("air", "border.officer", service.posts[2])
    return make_carrier()


def client_of(actor: Any) -> Client:
    """A browser in which this actor has signed in with a second factor."""
    from sapar.kernel.access.models import Account

    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(Account.objects.get(pk=actor.account_id), "allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session["sapar_duty"] = str(actor.duty_id)
    session.save()
    client.cookies["sapar_language"] = "en"
    return client


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def test_flights_of_the_day(carrier: Carrier, service: Service, owner_sql: Any) -> None:
    """The officer of the airport sees the flight, one of another post does not; a number finds it."""
    carrier.send(written(pax_list([person(1), person(2, documents=[])])))
    officer = client_of(service.air)
    day = f"{soon():%Y-%m-%d}"
    page = text_of(officer, f"/border/flights/?on={day}")
    assert "T5708" in page
    assert "IST – AIR" in page
    assert "T5708" not in text_of(client_of(service.officer), f"/border/flights/?on={day}")
    assert "T5708" in text_of(officer, "/border/flights/?number=708")
    assert "T5708" not in text_of(officer, "/border/flights/?number=709")
    supervisor = client_of(service.supervisor)
    assert "T5708" in text_of(supervisor, f"/border/flights/?on={day}&post={service.posts[2].pk}")
    assert "T5708" not in text_of(supervisor, f"/border/flights/?on={day}&post={service.posts[0].pk}")


def test_a_flight_with_its_persons(carrier: Carrier, service: Service, owner_sql: Any) -> None:
    """Reasons stand beside the name; the filter keeps those for the second line; the number in no address."""
    carrier.send(written(pax_list([person(1), person(2, primary="BERDIYEVA", documents=[])])))
    officer = client_of(service.air)
    flight_id = owner_sql.execute("select id from border_flight").fetchone()[0]
    page = text_of(officer, f"/border/flights/{flight_id}/")
    assert "ATAYEVA OGULGEREK" in page
    assert "No travel document is stated." in page
    only = text_of(officer, f"/border/flights/{flight_id}/?only=look")
    assert "BERDIYEVA OGULGEREK" in only
    assert "ATAYEVA OGULGEREK" not in only
    passenger_id = owner_sql.execute("select id from border_passenger where reference = 'R1'").fetchone()[0]
    one = text_of(officer, f"/border/flights/passengers/{passenger_id}/")
    assert "U0000001" in one
    assert "Change what the carrier is told" not in one
    found = officer.post("/border/flights/find", {"number": "u 000-0001"})
    assert found.status_code == 303
    assert "0000001" not in found["Location"]
    assert "ATAYEVA OGULGEREK" in text_of(officer, found["Location"])
    assert officer.post(f"/border/flights/{flight_id}/check").status_code == 303


def test_the_supervisor_tells_the_carrier(carrier: Carrier, service: Service, owner_sql: Any) -> None:
    """The form wants a reason; then the page says what was told and by whom."""
    carrier.send(written(pax_list([person(1)])))
    supervisor = client_of(service.supervisor)
    passenger_id = owner_sql.execute("select id from border_passenger").fetchone()[0]
    address = f"/border/flights/passengers/{passenger_id}/"
    assert supervisor.post(address, {"answer": "1Z"}).status_code == 422
    assert supervisor.post(address, {"answer": "1Z", "reason": "A court order."}).status_code == 303
    page = text_of(supervisor, address)
    assert "May not board" in page
    assert "Supervisor: A court order." in page


def test_a_message_position_by_position(carrier: Carrier, service: Service) -> None:
    """The page and the text file name segment, element, what was expected and what was found; in the reader's language."""
    text = written(pax_list([person(1)])).replace("CNT+42:1", "CNT+42:7")
    made = carrier.send(text, enter=False)
    officer = client_of(service.air)
    page = text_of(officer, f"/border/flights/messages/{made.pk}/")
    for words in ("Refused", "segment 20, CNT, element 1, component 2", "Expected: 1, found: 7.", "UNB+UNOC:4"):
        assert words in page
    report = officer.get(f"/border/flights/messages/{made.pk}/report.txt")
    assert report["Content-Type"] == "text/plain; charset=utf-8"
    assert "! segment 20" in report.content.decode()
    officer.cookies["sapar_language"] = "ru"
    assert "сегмент 20" in officer.get(f"/border/flights/messages/{made.pk}/report.txt").content.decode()


def test_lists_and_quality(carrier: Carrier, service: Service) -> None:
    """What was received is listed and filtered; the quality page counts; empty pages say what they are."""
    officer = client_of(service.air)
    assert "Nothing has been received." in text_of(officer, "/border/flights/messages/")
    carrier.send(written(pax_list([person(1)], flights=[flight(soon(0.5))])))
    carrier.send(written(pax_list([person(1)])).replace("CNT+42:1", "CNT+42:7"), enter=False)
    page = text_of(officer, "/border/flights/messages/")
    assert page.count("/border/flights/messages/0") == 2
    assert text_of(officer, "/border/flights/messages/?refused=on").count("/border/flights/messages/0") == 1
    quality = text_of(officer, "/border/flights/carriers/?days=7")
    assert "Carrier T5" in quality
    assert "1 (50 %)" in quality


def test_who_is_no_officer_sees_none_of_it(carrier: Carrier, service: Service, owner_sql: Any) -> None:
    """The administrator's and the public's way ends at the door."""
    from tests.kernel.conftest import make_office

    carrier.send(written(pax_list([person(1)])))
    admin = client_of(make_office("NODE", "node").add("admin", "node.administrator"))
    flight_id = owner_sql.execute("select id from border_flight").fetchone()[0]
    for address in (
        "/border/flights/",
        f"/border/flights/{flight_id}/",
        "/border/flights/carriers/",
        "/border/flights/messages/",
    ):
        assert admin.get(address).status_code == 403
        assert Client().get(address).status_code in (302, 303)
    assert count(owner_sql, "border_passenger") == 1


def test_the_desk_says_on_which_list_a_traveller_stands(carrier: Carrier, service: Service, owner_sql: Any) -> None:
    """The inspection names the flight and leads to the passenger; who is on no list is said to be; other posts say nothing."""
    from sapar.standards.paxlst import Document

    listed = person(1, nationality="KGZ", documents=[Document("P", "AC1234567", "KGZ", "2034-05-01")])
    carrier.send(written(pax_list([listed], flights=[flight(soon(-1))])))
    passenger_id = owner_sql.execute("select id from border_passenger").fetchone()[0]
    for number, found in (("AC1234567", True), ("AC1234568", False)):
        read = CATALOGUE["border.inspect"](service.air, mrz=passport(number=number), direction="entry")
        page = text_of(client_of(service.air), f"/border/inspections/{read.pk}/")
        assert (f"/border/flights/passengers/{passenger_id}/" in page) is found
        assert ("on no list" in page) is not found
    elsewhere = CATALOGUE["border.inspect"](service.officer, mrz=passport(), direction="entry")
    assert "Announced on the flight" not in text_of(client_of(service.officer), f"/border/inspections/{elsewhere.pk}/")
