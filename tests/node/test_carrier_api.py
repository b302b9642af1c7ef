"""Passenger lists over HTTPS: raw bytes in, answers out, for carriers' machines alone."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.test import Client
from tests.areas.border.carriers import pax_list, person, written
from tests.areas.border.conftest import CONSOLE, Service, count, make_service
from tests.kernel.conftest import make_office
from tests.node.test_machine_accounts import FORM, basic

from sapar.kernel import clock
from sapar.kernel.access import machine_keys
from sapar.kernel.access.machines import install_key, install_machine
from sapar.standards.edifact import read_interchanges

ADDRESS = "/api/paxlst"
SECRETS = {"UTA": "sapar_" + "a" * 43, "OTHER": "sapar_" + "b" * 43}


def machine(code: str, name: str) -> str:
    """The Authorization header of a new carrier's machine."""
    office = make_office(code, "carrier")
    made = install_machine(
        CONSOLE,
        institution_id=office.institution.pk,
        username=name,
        title="Check-in",
        contact="operations",
        role="border.carrier",
        per_minute=600,
    )
    install_key(
        CONSOLE,
        account_id=made.account_id,
        kind=machine_keys.SECRET,
        digest=machine_keys.secret_digest(SECRETS[code]),
        expires_at=clock.now() + machine_keys.LONGEST_LIFE / 2,
    )
    return basic(name, SECRETS[code])


@pytest.fixture
def service(node_db: Any) -> Service:
    return make_service()


@pytest.fixture
def carrier(service: Service) -> str:
    return machine("UTA", "uta-checkin")


def send(authorization: str, content: str | bytes, **headers: str) -> Any:
    body = content.encode() if isinstance(content, str) else content
    return Client(enforce_csrf_checks=True).post(
        ADDRESS,
        body,
        content_type="application/edifact",
        headers={"Authorization": authorization, "Accept-Language": "en", **headers},
    )


def test_a_list_is_answered_in_the_same_call(carrier: str, owner_sql: Any) -> None:
    """Taken in, entered and answered; the same bytes again give the same answers and change nothing."""
    text = written(pax_list([person(1), person(2)]))
    answer = send(carrier, text)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    made = answer.json()
    assert (made["accepted"], made["waits"], made["known_before"]) == (True, False, False)
    assert [one["kind"] for one in made["answers"]] == ["contrl", "cusres"]
    assert made["answers"][1]["text"].count("ERC+0Z") == 2
    assert count(owner_sql, "border_passenger") == 2
    again = send(carrier, text).json()
    assert again["known_before"]
    assert again["answers"] == made["answers"]
    assert count(owner_sql, "border_interchange") == 1


def test_a_refused_list_says_why(carrier: str, owner_sql: Any) -> None:
    """422 with the acknowledgements and the report, in the language that was asked for; nothing entered."""
    bad = written(pax_list([person(1)])).replace("CNT+42:1", "CNT+42:7")
    answer = send(carrier, bad, **{"Accept-Language": "ru"})
    assert answer.status_code == 422
    made = answer.json()
    assert not made["accepted"]
    assert "Ожидалось: 1, найдено: 7." in made["report"]
    assert [one["kind"] for one in made["answers"]] == ["contrl", "cusres", "report"]
    assert count(owner_sql, "border_flight") == 0


def test_a_machine_that_asks_for_no_language_has_its_accounts(carrier: str, owner_sql: Any) -> None:
    """The report is in the language of the account, whatever the node's first one is."""
    bad = written(pax_list([person(1)])).replace("CNT+42:1", "CNT+42:7")
    said = []
    for language in ("ru", "en"):
        owner_sql.execute("update access_account set language = %s where username = 'uta-checkin'", [language])
        answer = Client().post(
            ADDRESS, bad.encode(), content_type="application/edifact", headers={"Authorization": carrier}
        )
        said.append(answer.json()["report"])
    assert "Ожидалось: 1, найдено: 7." in said[0]
    assert "Expected: 1, found: 7." in said[1]


def test_bare_interchanges_for_systems_that_know_no_json(carrier: str) -> None:
    """With Accept: application/edifact the answers are interchanges alone, and nothing else."""
    answer = send(carrier, written(pax_list([person(1)])), Accept="application/edifact")
    assert answer["Content-Type"] == "application/edifact"
    found = read_interchanges(answer.content.decode())
    assert [one.messages[0].type for one in found] == ["CONTRL", "CUSRES"]


def test_answers_are_fetched_by_their_carrier_only(carrier: str, owner_sql: Any) -> None:
    """GET gives the own answers after one that is known; another carrier gets none of them."""
    made = send(carrier, written(pax_list([person(1)]))).json()["answers"]
    client = Client()
    own = client.get(ADDRESS, {"after": made[0]["id"]}, headers={"Authorization": carrier})
    assert [one["id"] for one in own.json()["answers"]] == [made[1]["id"]]
    other = machine("OTHER", "other-checkin")
    assert client.get(ADDRESS, headers={"Authorization": other}).json() == {"answers": []}
    assert client.get(ADDRESS, {"after": "x"}, headers={"Authorization": carrier}).status_code == 400
    looked = send_json(other, "border.view_interchange", f'{{"interchange_id": "{_interchange(owner_sql)}"}}')
    assert (looked.status_code, looked.json()["code"]) == (404, "not_found")
    for name in ("border.list_flights", "border.view_flight", "border.find_passengers", "border.carrier_quality"):
        assert send_json(other, name, "{}").status_code == 403


def send_json(authorization: str, name: str, body: str) -> Any:
    return Client(enforce_csrf_checks=True).post(
        f"/api/looks/{name}", body, content_type="application/json", headers={"Authorization": authorization}
    )


def _interchange(owner_sql: Any) -> str:
    return str(owner_sql.execute("select id from border_interchange").fetchone()[0])


def test_who_may_not_is_refused(carrier: str, service: Service, owner_sql: Any) -> None:
    """No credentials, an officer's session, another method, nothing, too much: each refused in a problem."""
    client = Client(enforce_csrf_checks=True)
    text = written(pax_list([person(1)])).encode()
    assert client.post(ADDRESS, text, content_type="application/edifact").status_code == 401
    assert client.put(ADDRESS, text, headers={"Authorization": carrier}).status_code == 405
    assert send(carrier, b"").json()["code"] == "empty"
    assert send(carrier, b"U" * (8 * 2**20 + 1)).json()["code"] == "too_large"
    session = Client()
    session.force_login(_account(service.officer), "allauth.account.auth_backends.AuthenticationBackend")
    assert session.post(ADDRESS, text, content_type="application/edifact").status_code == 401
    assert count(owner_sql, "border_interchange") == 0


def _account(actor: Any) -> Any:
    from sapar.kernel.access.models import Account

    return Account.objects.get(pk=actor.account_id)


def test_a_token_for_something_else_is_refused(carrier: str) -> None:
    """A token whose scope names the answers only sends nothing."""
    given = Client().post(
        "/api/token",
        "grant_type=client_credentials&scope=border.carrier_answers",
        content_type=FORM,
        headers={"Authorization": carrier},
    )
    held = f"Bearer {given.json()['access_token']}"
    assert Client().get(ADDRESS, headers={"Authorization": held}).status_code == 200
    assert send(held, written(pax_list([person(1)]))).json()["code"] == "scope"


def test_two_hundred_passengers_in_time(carrier: str) -> None:
    """Taken in, entered, screened and answered within a few seconds on a busy machine; the benchmark measures exactly."""
    text = written(pax_list([person(k) for k in range(1, 201)]))
    began = time.perf_counter()
    answer = send(carrier, text)
    assert answer.json()["answers"][1]["text"].count("ERC+0Z") == 200
    assert time.perf_counter() - began < 8
