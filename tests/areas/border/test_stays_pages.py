"""Pages of stays: every one opens for those it is for, refuses others, and an office's day goes through them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.areas.border.conftest import Service, passport
from tests.areas.border.test_flights_pages import client_of
from tests.areas.border.test_stays import cross, do, make_office, regime

from sapar.kernel import clock

LISTS = {
    "/border/stays/": ("officer", "supervisor", "registrar", "hq"),
    "/border/figures/": ("officer", "supervisor", "registrar", "hq"),
    "/border/registrations/": ("registrar", "hq", "hotel"),
    "/border/registrations/new": ("registrar", "hotel"),
    "/border/unregistered/": ("registrar", "hq"),
    "/border/extensions/": ("registrar", "hq"),
    "/border/overstays/": ("hq",),
    "/border/regimes/": ("hq",),
    "/border/regimes/new": ("hq",),
}


@pytest.fixture
def office(node_db: Any) -> Service:
    return make_office()


def date_parts(name: str, day: Any) -> dict[str, int]:
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def test_each_page_is_for_those_it_names(office: Service) -> None:
    """Empty lists say so; whoever has no business on a page gets 403, never a list."""
    for who in ("officer", "supervisor", "registrar", "hq", "hotel"):
        client = client_of(office.people[who])
        for address, roles in LISTS.items():
            status = client.get(address).status_code
            if who in roles:
                assert status == 200, (who, address)
            elif not (address in ("/border/stays/", "/border/registrations/new") and status == 200):
                assert status == 403, (who, address)


def test_a_rule_through_the_pages(office: Service) -> None:
    """Entered from what is known, decided by a colleague, replaced by a newer version."""
    first, second = client_of(office.hq), client_of(office.hq2)
    form = {
        "code": "tkm.kaz", "limits": "90/180\n30", "convention": "both", "nationalities": "kaz, kgz", "source": "Agreement",
        "document_kinds": ["ordinary"], "unverified": "on",
    }  # fmt: skip
    wrong = first.post("/border/regimes/new", form | {"limits": "90 in 180"})
    assert wrong.status_code == 422 and "Write limits like" in wrong.content.decode()
    made = first.post("/border/regimes/new", form)
    assert made.status_code == 303
    own = first.get(made["Location"]).content.decode()
    assert "another person decides on it" in own and "90 days in any 180" in own
    assert second.post(made["Location"], {"approve": "no"}).status_code == 422
    assert second.post(made["Location"], {"approve": "yes"}).status_code == 303
    page = second.get(made["Location"]).content.decode()
    assert "In force" in page
    newer = first.post(made["Location"] + "replace", form | {"limits": "60/180"})
    second.post(newer["Location"], {"approve": "yes"})
    text = first.get("/border/regimes/").content.decode()
    assert "Replaced" in text and "60 days in any 180" in text


def test_slip_and_own_page(office: Service) -> None:
    """The slip shows a code once; with it the traveller opens the page, registers, asks for more days; a wrong code says
    nothing; the page closes; number and code stand in no address."""
    regime(office)
    entry = cross(office)
    officer = client_of(office.officer)
    address = f"/border/crossings/{entry.pk}/slip"
    assert officer.get(address).status_code == 200
    text = officer.post(address, {}).content.decode()
    found = re.search(r"stays-code[^>]*>([0-9a-z]{4}(?:-[0-9a-z]{4}){3})<", text)
    assert found is not None
    phone = Client(HTTP_ACCEPT_LANGUAGE="en")
    phone.cookies["sapar_language"] = "en"
    birth = {"birth_date_day": 27, "birth_date_month": 3, "birth_date_year": 1990}
    wrong = phone.post("/border/my-stay/", {"number": "AC1234567", "code": "x", **birth})
    assert wrong.status_code == 422 and "is not right" in wrong.content.decode()
    opened = phone.post("/border/my-stay/", {"number": "ac 1234567", "code": found[1].upper(), **birth})
    assert opened["Location"] == "/border/my-stay/open/"
    assert "AC1234567" not in str(opened.cookies) and found[1] not in str(opened.cookies)
    page = phone.get(opened["Location"]).content.decode()
    assert "You may stay until" in page and "Not registered" in page
    today = date_parts("stays_from", clock.today())
    registered = phone.post("/border/my-stay/register", {"address": "1 Street", "host_name": "", **today})
    assert registered.status_code == 303
    assert "SR-" in phone.get("/border/my-stay/open/").content.decode()
    asked = {"ground": "health", "text": "", **date_parts("asked_until", clock.today() + timedelta(days=60))}
    assert phone.post("/border/my-stay/longer", asked).status_code == 303
    request = do("view_stays", office.registrar, person_id=entry.person_id).extensions[0]
    registrar = client_of(office.registrar)
    decide = f"/border/extensions/{request.pk}/"
    assert "Grant?" in registrar.get(decide).content.decode()
    refused = registrar.post(decide, {"grant": "no", "reasons": ["late"], "decision": "Too late."})
    assert refused.status_code == 303
    page = phone.get("/border/my-stay/open/").content.decode()
    assert "Too late." in page and "Appeal" in page
    appealed = phone.post(f"/border/my-stay/appeal/{request.pk}", {"appeal": "It was not."})
    assert appealed.status_code == 303
    head = client_of(office.hq)
    assert "Lift the refusal" in head.get(decide).content.decode()
    lifted = head.post(
        decide,
        {"hear": "1", "lift": "yes", "answer": "Granted.", **date_parts("until", clock.today() + timedelta(days=60))},
    )
    assert lifted.status_code == 303
    assert "Granted." in phone.get("/border/my-stay/open/").content.decode()
    officer.post(address, {})
    assert phone.get("/border/my-stay/open/")["Location"].endswith("?ended=1")
    phone.post("/border/my-stay/close")
    assert phone.get("/border/my-stay/open/")["Location"] == "/border/my-stay/"


def test_a_search_stands_in_no_address(office: Service) -> None:
    """A person is found by the whole number; the address tells nothing; two persons with one number are both offered."""
    entry = cross(office)
    officer = client_of(office.officer)
    sent = officer.post("/border/stays/", {"number": "ac 123-4567"})
    assert "1234567" not in sent["Location"]
    assert officer.get(sent["Location"])["Location"].endswith(f"/people/{entry.person_id}/stays/")
    cross(office, mrz=passport(birth_date=clock.today() - timedelta(days=9000)))
    sent = officer.post("/border/stays/", {"number": "AC1234567"})
    assert officer.get(sent["Location"]).content.decode().count('/stays/"') >= 2


def test_lists_as_files(office: Service, owner_sql: Any) -> None:
    """The lists and the published tables come as files; each is a look of its own."""
    regime(office)
    cross(office, ago=50, owner_sql=owner_sql)
    run = do("make_overstays", office.hq, as_of=clock.today() - timedelta(days=1))
    head = client_of(office.hq)
    assert "20" in head.get("/border/overstays/").content.decode()
    text = b"".join(head.get(f"/border/overstays/{run.pk}/list.csv").streaming_content).decode()
    assert "KGZ" in text and "tkm.test" in text
    text = b"".join(head.get("/border/unregistered/list.csv").streaming_content).decode()
    assert "AC1234567" in text
    text = b"".join(head.get("/border/figures/published.csv?period=90d").streaming_content).decode()
    assert "<3" in text and "AC1234567" not in text
    looks = owner_sql.execute(
        "select count(*) from ledger_entry where act in ('border.export_overstays', 'border.export_unregistered')"
    )
    assert looks.fetchone() == (2,)


def test_the_dashboard_says_what_was_recorded(office: Service, owner_sql: Any) -> None:
    """Today's crossings stand in the numbers, yesterday's in chart and table; filters keep to what they say."""
    cross(office, ago=1, owner_sql=owner_sql)
    cross(office, "entry", mrz=passport(number="AC0000009", nationality="UZB", issuer="UZB"))
    for who in ("supervisor", "hq", "officer"):
        text = client_of(office.people[who]).get("/border/figures/").content.decode()
        assert "Entries today" in text and "<svg" in text and "KGZ" in text
    text = (
        client_of(office.supervisor).get("/border/figures/?period=12m&nationality=UZB&direction=entry").content.decode()
    )
    assert "Crossings by month" in text and "KGZ" not in text.split("sapar-figure", 1)[1].split("stays-map", 1)[0]
