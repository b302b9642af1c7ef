"""The kernel's own pages: sign-in, duty, work list, ledger, seals, help; who reaches them and what they tell."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from sapar.web import nav

PUBLIC = [
    "/",
    "/verify",
    "/help/",
    "/help/start",
    "/help/seal",
    "/privacy",
    "/accessibility",
    "/who-looked",
    "/account/sign-in",
]
OWN = ["/account/", "/duty", "/account/sessions/", "/account/second-factor/", "/account/password"]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_pages_need_nobody(client: Any, db: None, address: str) -> None:
    """Whole pages for everybody; none sets a session."""
    response = client.get(address)
    assert response.status_code == 200
    assert "sapar_session" not in response.cookies


def test_no_page_has_inline_code_or_styles(client: Any, person: Any, sign_in: Any) -> None:
    """The content security policy forbids them; a page with one would lose it silently."""
    person("aman", "ledger.inspector")
    sign_in("aman")
    for address in [*PUBLIC[:-1], *OWN, "/work", "/search", "/ledger/"]:
        response = client.get(address)
        assert response.status_code in (200, 302), address
        text = response.content.decode()
        assert not re.search(r"<[^>]+\s(?:style|on\w+)=", text), address
        for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", text, re.DOTALL):
            assert not body.strip() or "application/json" in attributes, address
        policy = response.headers["Content-Security-Policy"]
        assert "unsafe" not in policy


@pytest.mark.parametrize("address", ["/work", "/search", "/ledger/", "/account/", "/duty"])
def test_pages_of_people_ask_to_sign_in_and_come_back(client: Any, db: None, address: str) -> None:
    """Signed out, one is led to sign in and then to the page that was asked for."""
    response = client.get(address)
    assert response.status_code == 302
    assert response["Location"].startswith("/account/sign-in?next=")


def test_nobody_opens_an_account_for_themselves(client: Any, db: None) -> None:
    """Sign-up is closed, by GET and by POST."""
    from sapar.kernel.access.models import Account

    assert (
        "opened by institutions" in client.get("/account/sign-up", headers={"Accept-Language": "en"}).content.decode()
    )
    client.post("/account/sign-up", {"username": "new", "password1": "x" * 20, "password2": "x" * 20})
    assert not Account.objects.exists()


def test_without_a_duty_one_is_told_what_to_do(person: Any, sign_in: Any) -> None:
    """An account alone gives no rights; the first page and the duty page say how to get one."""
    person("aman")
    client = sign_in("aman")
    assert "you have no duty at present" in client.get("/").content.decode()
    assert client.get("/work").status_code == 303
    assert "You have no duty at present" in client.get("/duty").content.decode()


def test_a_role_with_second_factor_waits_for_it(person: Any, sign_in: Any) -> None:
    """Signed in with a password alone, one is led to set a second factor up and cannot work before."""
    person("aman", "ledger.inspector", factor=False)
    client = sign_in("aman")
    response = client.get("/ledger/")
    assert (response.status_code, response["Location"]) == (302, "/account/second-factor?next=%2Fledger%2F")
    assert "Use an app" in client.get("/account/second-factor").content.decode()


def test_the_header_says_who_acts_for_whom(person: Any, sign_in: Any) -> None:
    """Name, role and institution are on every page of a person at work."""
    person("aman", "ledger.inspector")
    text = sign_in("aman").get("/").content.decode()
    assert "Aman Ýazow" in text
    assert "Inspector of the ledger · Audit office" in text


def test_changing_duty_changes_what_one_sees(person: Any, sign_in: Any) -> None:
    """Only one's own duties can be chosen; the choice holds for the session."""
    from sapar.kernel.access.actor import Actor
    from sapar.kernel.access.acts import appoint
    from sapar.kernel.access.models import Duty, Institution

    account = person("aman", "ledger.inspector")
    other = person("bike", "ledger.inspector")
    audit = Institution.objects.get(code="AUD")
    second = appoint(Actor.system("console"), account_id=account.pk, institution_id=audit.pk, role="access.manager")
    client = sign_in("aman")
    assert "/ledger/" in client.get("/").content.decode()
    assert client.post("/duty", {"duty": str(second.pk)}).status_code == 303
    assert 'href="/ledger/"' not in client.get("/").content.decode()
    foreign = Duty.objects.get(account=other)
    assert client.post("/duty", {"duty": str(foreign.pk)}).status_code == 422


def test_the_language_is_the_chosen_one_then_the_accounts_then_the_browsers(
    client: Any, person: Any, sign_in: Any, settings: Any
) -> None:
    """Cookie, account, Accept-Language, node; and the switch leads back to the page, never to another site."""
    assert 'lang="tk"' in client.get("/").content.decode()
    assert 'lang="ru"' in client.get("/", headers={"Accept-Language": "ru-RU,ru"}).content.decode()
    person("aman", "ledger.inspector", language="en")
    sign_in("aman")
    assert 'lang="en"' in client.get("/", headers={"Accept-Language": "ru"}).content.decode()
    response = client.get("/language/tk", {"next": "/duty"})
    assert response["Location"] == "/duty"
    assert 'lang="tk"' in client.get("/").content.decode()
    assert client.get("/language/tk", {"next": "https://elsewhere.example/"})["Location"] == "/"
    assert client.get("/language/xx").status_code == 404


def test_the_ledger_shows_entries_and_is_itself_recorded(person: Any, sign_in: Any, owner_sql: Any) -> None:
    """An inspector sees all entries; the look, its purpose and the entries shown are one new entry."""
    person("aman", "ledger.inspector")
    client = sign_in("aman")
    before = owner_sql.execute("select count(*) from ledger_entry").fetchone()[0]
    text = client.get("/ledger/").content.decode()
    assert "Appoint from the console" in text
    rows = owner_sql.execute(
        "select act, kind, purpose, cardinality(subjects) from ledger_entry order by id"
    ).fetchall()
    assert rows[before:] == [("ledger.entries", "look", "ledger.audit", before)]
    filtered = client.get("/ledger/", {"act": "access.create_account", "kind": "act"}).content.decode()
    assert "Create an account" in filtered
    assert "this node" in filtered


def test_an_auditor_sees_the_entries_of_the_own_institution_only(person: Any, sign_in: Any) -> None:
    """Entries of the console and of other institutions are not there; asked for by id, they do not exist."""
    from sapar.kernel.ledger.models import Entry

    person("aman", "ledger.inspector")
    person("bike", "ledger.auditor")
    client = sign_in("bike")
    client.get("/ledger/")
    listed = client.get("/ledger/").content.decode().partition("<tbody")[2]
    assert "Look at the ledger" in listed
    assert "Appoint from the console" not in listed
    from sapar.kernel.access.actor import Actor
    from sapar.kernel.access.context import reading

    with reading(Actor.system("console")):
        foreign = Entry.objects.filter(act="access.appoint").values_list("pk", flat=True).first()
    assert client.get(f"/ledger/{foreign}").status_code == 404
    assert client.get(f"/ledger/{foreign}/proof").status_code == 404


def test_a_proof_is_verified_without_the_server(person: Any, sign_in: Any, settings: Any, tmp_path: Any) -> None:
    """The downloaded proof passes the offline verifier with the node's public key; an altered one does not."""
    from sapar.kernel.ledger import heads, keys, offline, sequencer

    settings.SAPAR_KEYS = tmp_path / "keys"
    settings.SAPAR_KEYS.mkdir()
    keys.make(settings.SAPAR_KEYS)
    person("aman", "ledger.inspector")
    client = sign_in("aman")
    client.get("/ledger/")
    sequencer.number_pending()
    from sapar.kernel.access.actor import Actor
    from sapar.kernel.access.context import reading
    from sapar.kernel.ledger.models import Entry

    with reading(Actor.system("console")):
        entry = Entry.objects.filter(act="access.create_account").first()
    assert entry is not None
    assert "Save the proof" in client.get(f"/ledger/{entry.pk}").content.decode()
    response = client.get(f"/ledger/{entry.pk}/proof")
    proof = json.loads(response.content)
    assert proof["body"]["act"] == "access.create_account"
    key = keys.head_key().public_key()
    known = {heads.key_id(key): key}
    assert offline.verify_proof(proof, known).ok
    proof["body"]["act"] = "access.appoint"
    assert not offline.verify_proof(proof, known).ok


def test_a_seal_is_judged_and_nothing_is_stored(client: Any, db: None, owner_sql: Any) -> None:
    """Something that is no seal is told so; checking writes no row anywhere and sets no cookie but the form's."""
    before = owner_sql.execute("select pg_current_wal_insert_lsn()").fetchone()
    response = client.post("/verify", {"text": "HELLO WORLD"}, headers={"Accept-Language": "en"})
    assert response.status_code == 200
    assert "This is not a seal" in response.content.decode()
    assert "sapar-verdict--red" in response.content.decode()
    assert owner_sql.execute("select pg_current_wal_insert_lsn()").fetchone() == before
    assert set(response.cookies) <= {"csrftoken"}
    assert client.post("/verify", {}, headers={"Accept-Language": "en"}).status_code == 422


def test_a_search_goes_by_post_to_the_roles_providers(
    person: Any, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names never stand in an address; only providers of the role are asked."""
    asked: list[str] = []

    def find(actor: Any, words: str) -> list[nav.Hit]:
        asked.append(f"{actor.role}:{words}")
        return [nav.Hit("Found one", "/x")]

    mine = nav.SearchProvider("t1", "Test records", ("ledger.inspector",), find)
    other = nav.SearchProvider("t2", "Others", ("nobody",), find)
    monkeypatch.setattr(nav, "_providers", {"t1": mine, "t2": other})
    person("aman", "ledger.inspector")
    client = sign_in("aman")
    assert 'method="post" action="/search"' in client.get("/").content.decode()
    assert asked == []
    text = client.post("/search", {"q": "Amanow"}).content.decode()
    assert asked == ["ledger.inspector:Amanow"]
    assert "Found one" in text
    assert client.post("/search", {"q": "a"}).status_code == 422


def test_first_load_is_light(client: Any, db: None) -> None:
    """A first visit to the first page, everything that the browser asks for, is at most 60 KB by brotli."""
    import brotli  # type: ignore[import-untyped]
    from django.contrib.staticfiles import finders

    page = client.get("/").content
    files = set(re.findall(r'(?:href|src)="/static/([^"]+)"', page.decode()))
    assert {"web/sapar.css", "web/start.js", "vendor/govuk/govuk-frontend.min.css"} <= files
    total = len(brotli.compress(page))
    for name in files:
        found = finders.find(name)
        if found is None and name.startswith("vendor/"):
            pytest.skip("the design system has not been fetched")
        with open(str(found), "rb") as stream:
            total += len(brotli.compress(stream.read()))
    assert total <= 60 * 1024
