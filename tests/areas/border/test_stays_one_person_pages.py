"""The pages of documents of one person, in three languages."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.test import Client
from tests.areas.border.conftest import Service, passport
from tests.areas.border.test_stays import cross, do, make_office

from sapar.areas.border.models import OnePerson
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.access.models import Account

NEW = passport(number="AC9999999", primary="ASANOVA")


@pytest.fixture
def office(node_db: Any) -> Service:
    return make_office()


def client(actor: Actor, language: str = "en") -> Client:
    made = Client(headers={"Accept-Language": language})
    made.force_login(Account.objects.get(pk=actor.account_id))
    session = made.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
    session.save()
    return made


def test_from_the_page_of_stays_to_a_joined_history_and_back(office: Service) -> None:
    """An officer states it there, the supervisor sees both sides with what differs marked, decides, and undoes it."""
    entry = cross(office)
    desk, lead = client(office.officer), client(office.supervisor)
    stays = f"/border/people/{entry.person_id}/stays/"
    assert f"/border/people/{entry.person_id}/document" in desk.get(stays).content.decode()
    address = f"/border/people/{entry.person_id}/document"
    faulty = desk.post(address, {"mrz": "nothing", "reason": ""})
    assert faulty.status_code == 422 and "Give a reason." in faulty.content.decode()
    answer = desk.post(address, {"mrz": NEW, "reason": "Both were shown."})
    assert answer.status_code == 303
    page = answer["Location"]
    assert 'name="agree"' not in desk.get(page).content.decode()
    assert "AC9999999" in desk.get("/border/one-person/").content.decode()
    body = lead.get(page).content.decode()
    assert "differs" in body and "Not yet read at a border" in body and 'name="agree"' in body
    assert lead.post(page, {"agree": "no", "note": ""}).status_code == 422
    assert lead.post(page, {"agree": "yes", "note": ""}).status_code == 303
    assert "AC9999999" in lead.get(stays).content.decode()
    assert "Undo" in lead.get(page).content.decode() and "Undo" not in desk.get(page).content.decode()
    assert lead.post(page, {"reason": "Two brothers."}).status_code == 303
    assert "AC9999999" not in lead.get(stays).content.decode()
    assert "Two brothers." in lead.get(page).content.decode()


@pytest.mark.parametrize("language", ["tk", "ru", "en"])
def test_pages_in_each_language(office: Service, language: str) -> None:
    """With something to show, and empty; who has no part in it is refused."""
    cross(office)
    reader = client(office.hq, language)
    for show in ("waiting", "joined", "all", "nonsense"):
        assert reader.get(f"/border/one-person/?show={show}").status_code == 200
    made = do("state_one_person", office.officer, issuer="KGZ", number="AC1234567", mrz=NEW, reason="Both were shown.")
    assert reader.get("/border/one-person/").status_code == 200
    assert reader.get(f"/border/one-person/{made.pk}/").status_code == 200
    assert client(office.hotel, language).get("/border/one-person/").status_code == 403
    with reading(office.hq):
        assert OnePerson.objects.count() == 1
