"""The pages of alerts, lists, reported documents and hits, as their people use them."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from tests.areas.border.conftest import Service, passport
from tests.areas.border.watching import add_office, alert, browser_of, draft, inspect, work

from sapar.kernel import clock

pytestmark = pytest.mark.django_db
CSV = "Vollname;Geb;Pass\nBakyt ASANOV;27.03.1990;AC1234567\nOther PERSON;1970;\n"
FTM = [
    {"id": "a", "schema": "Person", "properties": {"name": ["Bakyt Asanov"], "birthDate": ["1990-03-27"], "topics": ["crime"]}},
    {"id": "b", "schema": "Person", "properties": {"name": ["Other Person"], "birthDate": ["1970"]}},
]  # fmt: skip


@pytest.fixture
def office(service: Service) -> Service:
    return add_office(service)


def upload(content: str, name: str = "list.json") -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, content.encode())


def test_an_alert_from_draft_to_withdrawal(office: Service) -> None:
    """Drafted by one, approved by another, changed, withdrawn: each step on its page, each said."""
    one, other = browser_of(office.watch), browser_of(office.watch2)
    form = {
        "meaning": "refuse", "names": "Бакыт Асанов\nBakyt ASANOV", "birth_dates": "1990-03-27", "reason": "Court order",
        "legal_basis": "Article 1", "expires_on": (clock.today() + timedelta(days=100)).isoformat(),
    }  # fmt: skip
    wrong = one.post("/border/watch/alerts/new", form | {"birth_dates": ""})
    assert wrong.status_code == 422 and "A name alone finds too many people" in wrong.content.decode()
    made = one.post("/border/watch/alerts/new", form)
    assert made.status_code == 303, made.content.decode()[:3000]
    address = made["Location"]
    assert "another person of your office has to approve" in one.get(address).content.decode()
    refused = one.post(address, {"decision": "approve"})
    assert refused.status_code == 403
    assert other.post(address, {"decision": "approve"}).status_code == 303
    assert inspect(office.officer, passport()).level == "red"
    shown = other.get(address).content.decode()
    assert "In force" in shown and "Court order" in shown
    assert one.get("/border/watch/alerts/").content.decode().count(address) == 1
    changed = other.post(address + "change", form | {"birth_dates": "1985"})
    assert changed.status_code == 303
    assert "A change waits for approval" in one.get(address).content.decode()
    assert one.post(address, {"decision": "approve"}).status_code == 303
    assert one.get(address + "withdraw").status_code == 200
    assert one.post(address + "withdraw", {"reason": "Lifted"}).status_code == 303
    assert "Lifted" in one.get(address).content.decode()
    assert "Withdrawn" in one.get("/border/watch/alerts/?show=ended").content.decode()


def test_a_list_from_file_to_force(office: Service) -> None:
    """Set up, read, compared, put in force by another person, replaced by a version that says what changed, ended."""
    one, other = browser_of(office.watch), browser_of(office.watch2)
    made = one.post(
        "/border/watch/lists/new",
        {
            "title": "Wanted",
            "authority": "Interior",
            "kind": "people",
            "meaning": "second_line",
            "legal_basis": "Law 2",
        },
    )
    address = made["Location"]
    read = one.post(address, {"file": upload("\n".join(map(json.dumps, FTM)))})
    assert read.status_code == 303, read.content.decode()[:3000]
    page = one.get(read["Location"]).content.decode()
    assert "Bakyt Asanov" in page and "another person of your office has to put it in force" in page
    assert other.post(read["Location"], {"decision": "approve"}).status_code == 303
    assert inspect(office.officer, passport()).level == "amber"
    newer = [FTM[0] | {"properties": FTM[0]["properties"] | {"birthDate": ["1955"]}}]  # type: ignore[operator]
    read = other.post(address, {"file": upload("\n".join(map(json.dumps, newer)))})
    page = one.get(read["Location"] + "?part=changed").content.decode()
    assert "1990-03-27" in page and "1955" in page
    assert "Other Person" in one.get(read["Location"] + "?part=removed").content.decode()
    assert one.post(read["Location"], {"decision": "approve"}).status_code == 303
    assert inspect(office.officer, passport()).level == "green"
    assert one.get(address + "end").status_code == 200
    assert one.post(address + "end").status_code == 303
    assert "Ended" in one.get("/border/watch/lists/").content.decode()


def test_columns_of_a_file_are_chosen_on_a_page(office: Service) -> None:
    """A CSV file with headings that nobody knows waits until somebody has said what its columns hold."""
    one = browser_of(office.watch)
    values = {"title": "CSV", "kind": "people", "meaning": "second_line", "legal_basis": "Law 2"}
    address = one.post("/border/watch/lists/new", values)["Location"]
    read = one.post(address, {"file": upload(CSV, "list.csv")})
    assert read["Location"].endswith("/columns")
    page = one.get(read["Location"]).content.decode()
    assert "Vollname" in page and "Geb" in page
    wrong = one.post(read["Location"], {"column1": "birth_date"})
    assert wrong.status_code == 422 and "which column holds the names" in wrong.content.decode()
    done = one.post(read["Location"], {"column0": "name", "column1": "birth_date", "column2": "document"})
    page = one.get(done["Location"]).content.decode()
    assert "Bakyt ASANOV" in page and "27 Mar 1990" in page


def test_a_file_that_is_no_list_says_why(office: Service) -> None:
    """Each reason in words, at the field; nothing is read."""
    one = browser_of(office.watch)
    values = {"title": "X", "kind": "people", "meaning": "refuse", "legal_basis": "Law 2"}
    address = one.post("/border/watch/lists/new", values)["Location"]
    for content, words in (
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><CONSOLIDATED_LIST/>", "document type definition"),
        ("no list at all", "no list that is known"),
        ("{\"schema\": \"Person\"", "JSON"),
    ):  # fmt: skip
        answer = one.post(address, {"file": upload(content)})
        assert answer.status_code == 422 and words in answer.content.decode(), words


def test_a_reported_document_stops_whoever_presents_it(office: Service) -> None:
    """By number and issuer; taken back it stops nobody."""
    one = browser_of(office.watch)
    report = {"number": "ac 123-4567", "issuer": "kgz", "kind": "stolen", "source": "Police, 12/3"}
    assert one.post("/border/watch/documents/new", report).status_code == 303
    assert inspect(office.officer, passport()).level == "red"
    assert inspect(office.officer, passport(issuer="UZB", nationality="UZB")).level == "green"
    page = one.get("/border/watch/documents/").content.decode()
    assert "KGZ AC1234567" in page
    found = one.post("/border/watch/documents/", {"number": "AC1234567"}).content.decode()
    address = "/border/watch/documents/" + found.split("/border/watch/documents/")[-1].split('"')[0]
    from sapar.areas.border.models import LostDocument
    from sapar.kernel.access.context import reading

    with reading(office.watch):
        address = f"/border/watch/documents/{LostDocument.objects.get().pk}/"
    assert one.post(address).status_code == 303
    assert inspect(office.officer, passport()).level == "green"


def test_the_desk_decides_on_a_candidate(office: Service) -> None:
    """The desk shows why, in its language; what it decides counts for the next reading of the document."""
    alert(office.watch, office.watch2, "second_line")
    desk = browser_of(office.officer, "ru")
    page = desk.post("/border/", {"direction": "entry", "mrz": passport()}).content.decode()
    assert "дата рождения 27.03.1990 совпадает" in page
    action = (
        page.split("/candidates/")[0].rsplit('action="', 1)[1]
        + "/candidates/"
        + page.split("/candidates/")[1].split('"')[0]
    )
    assert desk.post(action, {"verdict": "no_match"}).status_code == 422
    assert desk.post(action, {"verdict": "no_match", "reason": "Other photograph"}).status_code == 303
    assert inspect(office.officer, passport()).level == "green"
    assert inspect(office.other, passport()).level == "green"


def test_hits_reach_their_owner(office: Service) -> None:
    """The owner's page says who, where and why, its menu how many wait; the owner decides and the document comes no more."""
    alert(office.watch, office.watch2, "discreet")
    inspect(office.officer, passport())
    work()
    one = browser_of(office.watch)
    page = one.get("/border/watch/hits/").content.decode()
    assert "Farap" in page and "FARAP" not in page and "sapar-nav__count" in page
    address = "/border/watch/hits/" + page.split('href="/border/watch/hits/')[-1].split('"')[0]
    for part in page.split('href="/border/watch/hits/')[1:]:
        if len(part.split('"')[0]) > 30:
            address = "/border/watch/hits/" + part.split('"')[0]
    shown = one.get(address).content.decode()
    assert "AC1234567" in shown and "birth date 27 Mar 1990 agrees" in shown and "Farap" in shown
    assert one.post(address, {"verdict": "no_match", "reason": "Brother"}).status_code == 303
    inspect(office.officer, passport())
    work()
    assert "Nothing waits" in one.get("/border/watch/hits/").content.decode()
    assert browser_of(office.intake).get("/border/watch/hits/").status_code == 200


def test_how_well_screening_works(office: Service) -> None:
    """Hit rate, confirmed, median time; quiet hits are not counted."""
    alert(office.watch, office.watch2, "second_line")
    alert(office.watch, office.watch2, "discreet")
    read = inspect(office.officer, passport())
    inspect(
        office.officer, passport(number="AB7654321", primary="KARIMOV", secondary="OTABEK", birth_date=date(1975, 1, 2))
    )
    work()
    from sapar.areas.border.models import Hit
    from sapar.kernel.access.context import reading
    from sapar.kernel.acts import CATALOGUE

    with reading(office.officer):
        entry = Hit.objects.get().entry_id
    CATALOGUE["border.decide_candidate"](office.officer, inspection_id=read.pk, entry_id=entry, verdict="match")
    for who in ("watch", "supervisor"):
        page = browser_of(office.people[who]).get("/border/watch/performance/?days=7").content.decode()
        assert "50.0\u00a0% (1 / 2)" in page and "100.0\u00a0% (1 / 1)" in page
    assert browser_of(office.officer).get("/border/watch/performance/").status_code == 403
    assert browser_of(office.watch).get("/border/watch/desk-hits/").status_code == 200


def test_other_offices_pages_do_not_exist(office: Service) -> None:
    """An alert of another office, one that is gone and one that never was are the same not found."""
    found = alert(office.watch, office.watch2, "discreet")
    waiting = draft(office.watch, "refuse")
    for address in (f"alerts/{found.pk}/", f"alerts/{waiting.alert_id}/withdraw", f"hits/{found.pk}/"):
        foreign = browser_of(office.intake).get(f"/border/watch/{address}")
        assert foreign.status_code == 404
        assert browser_of(office.officer).get(f"/border/watch/{address}").status_code == 403


def test_who_listed_somebody_is_named_in_the_readers_language(office: Service) -> None:
    """The desk's answer names the office as the officer's language does, an entry of a list as the list writes it."""
    alert(office.watch, office.watch2, "refuse")
    made = inspect(office.officer, passport())
    for language, name in (("en", "Border service"), ("ru", "Граница"), ("tk", "Serhet")):
        browser = browser_of(office.officer, language)
        shown = browser.get(f"/border/inspections/{made.pk}/").content.decode()
        card = shown[shown.index("Court order 17") - 1500 : shown.index("Court order 17")]
        assert f">{name}<" in re.sub(r">\s+|\s+<", lambda found: found[0].strip(), card), language


def test_the_desk_is_no_place_for_others(office: Service) -> None:
    """Somebody of another service gets no page, not even an empty one."""
    assert browser_of(office.officer).get("/border/").status_code == 200
    for other in (office.intake, office.watch):
        assert browser_of(other).get("/border/").status_code == 403
