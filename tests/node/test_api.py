"""The JSON API: the catalogue, called by programs under the rules of the pages."""

from __future__ import annotations

import base64
import json
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from tests.kernel.conftest import Office, entries, make_office

from sapar.kernel.access.models import Account
from sapar.kernel.acts import CATALOGUE
from sapar.node.api import results
from sapar.node.api.operations import KEY_HEADER, build, offered

PROBLEM = "application/problem+json"
HOUSE = sorted(name for name in CATALOGUE if not name.startswith("test."))
OFFERED = [name for name in HOUSE if offered(CATALOGUE[name])]


@dataclass
class Caller:
    """A program with the session of one person; without a person it is anybody."""

    client: Client
    headers: dict[str, str]

    def __call__(self, name: str, body: Any = None, **headers: str) -> Any:
        sent = body if isinstance(body, bytes | str) else json.dumps(body or {})
        return self.client.post(
            address(name), sent, content_type="application/json", headers={**self.headers, **headers}
        )


def address(name: str) -> str:
    return f"/api/{CATALOGUE[name].kind}s/{name}"


def caller(office: Office | None = None, person: str = "", *, language: str = "en", ago: int = 0) -> Caller:
    client = Client(enforce_csrf_checks=True, headers={"Accept-Language": language})
    if office is not None:
        account = Account.objects.get(pk=office.people[person].account_id)
        account.language = language
        account.save()
        client.force_login(account)
        session = client.session
        session["account_authentication_methods"] = [{"method": "mfa", "at": time.time() - ago, "type": "totp"}]
        session.save()
    token = client.get("/api/session").json()["csrf_token"]
    return Caller(client, {"X-CSRFToken": token})


@pytest.fixture
def office(node_db: Any) -> Office:
    made = make_office("MIGR", "migration_service")
    made.add("first", "access.manager")
    made.add("second", "access.manager")
    made.add("merdan", "ledger.auditor")
    return made


INVITATION = {"username": "gozel", "full_name": "Gözel", "code_digest": "0" * 64}


def test_an_act_is_carried_out_and_answers_with_its_record(office: Office, owner_sql: Any) -> None:
    """The answer names the record that was made; the ledger has the act."""
    answer = caller(office, "first")("access.invite", INVITATION)
    assert answer.status_code == 200, answer.content
    made = Account.objects.get(username="gozel")
    assert answer.json() == {"type": "access.account", "id": str(made.pk)}
    assert [e["outcome"] for e in entries(owner_sql, "access.invite")] == ["done"]


def test_a_look_answers_with_plain_data(office: Office, owner_sql: Any) -> None:
    """Data classes, dates and ids come as JSON, in the form that the schema promises; the look is in the ledger."""
    answer = caller(office, "first")("access.colleagues", {"show": "all"})
    assert [line["username"] for line in answer.json()["lines"]] == ["first", "merdan", "second"]
    assert answer["Cache-Control"] == "private, no-store"
    assert [len(e["subjects"]) for e in entries(owner_sql, "access.colleagues")] == [3]


def test_the_same_key_is_carried_out_once(office: Office) -> None:
    """Sent twice under one key, an act answers twice and happens once; with other arguments the key is a conflict."""
    call = caller(office, "first")
    first, second = (call("access.invite", INVITATION, **{KEY_HEADER: "k1"}) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()
    other = call("access.invite", {**INVITATION, "username": "selbi"}, **{KEY_HEADER: "k1"})
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    long = call("access.invite", INVITATION, **{KEY_HEADER: "x" * 101})
    assert (long.status_code, long.json()["field"]) == (422, KEY_HEADER)


@pytest.mark.parametrize("name", HOUSE)
def test_nobody_calls_without_signing_in(node_db: Any, name: str) -> None:
    """Every act and look of the house is closed to those who have not signed in, except what the public may do."""
    answer = caller()(name)
    if "public" in CATALOGUE[name].roles and offered(CATALOGUE[name]):
        assert answer.status_code in (200, 422)
    else:
        assert answer.status_code == 401, answer.content
        check_problem(answer, 401, "not_signed_in")


def test_a_role_that_an_act_does_not_name_is_refused_and_recorded(office: Office, owner_sql: Any) -> None:
    """An auditor may do nothing of what managers do; each attempt stands in the ledger as refused."""
    call = caller(office, "merdan")
    closed = [name for name in OFFERED if not {"ledger.auditor", "*"} & set(CATALOGUE[name].roles)]
    for name in closed:
        check_problem(call(name, {"unknown": 1}), 403, "not_permitted")
    refused = [entry["act"] for entry in entries(owner_sql) if entry["outcome"] == "refused:not_permitted"]
    assert refused == closed and len(closed) > 20


def test_what_only_the_node_or_a_page_does_is_not_offered(office: Office) -> None:
    """Acts of the clock, of the holder of a record and of pages that make their arguments are not part of the API."""
    call = caller(office, "first")
    kept = [name for name in HOUSE if name not in OFFERED]
    assert {"access.appoint", "access.accept_invitation", "labour.open_page", "labour.my_page"} <= set(kept)
    for name in kept:
        check_problem(call(name), 403, "not_offered")
    document = call.client.get("/api/openapi.json").json()
    named = {path.rpartition("/")[2] for path in document["paths"]}
    assert {name for name in named if not name.startswith("test.")} == {*OFFERED, "session"}


def check_problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """Problem details, RFC 9457, with a code for programs and words for people."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == PROBLEM
    body: dict[str, Any] = answer.json()
    assert (body["status"], body["code"]) == (status, code)
    assert body["type"] and body["title"] and body["detail"]
    return body


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("{", 400, "malformed"),
        ("[]", 400, "malformed"),
        ("null", 400, "malformed"),
        ("[" * 5000, 400, "malformed"),
        ('{"username": "\ud800"}'.encode("utf-8", "surrogatepass"), 400, "malformed"),
        ('{"show": "\\u0000"}', 422, "nul"),
        ('{"show": 5}', 422, "string_type"),
        ('{"page": "5"}', 422, "int_type"),
        ('{"nothing": 1}', 422, "extra_forbidden"),
        ('{"show": "nobody"}', 422, "invalid"),
    ],
)
def test_bad_bodies_are_refused_by_name(office: Office, body: str | bytes, status: int, code: str) -> None:
    """What is no JSON object is malformed; each wrong argument is named; nothing is guessed from text."""
    answer = caller(office, "first")("access.colleagues", body)
    found = check_problem(answer, status, code)
    if status == 422:
        assert found["field"] in ("show", "page", "nothing") and found["errors"][0]["field"] == found["field"]


def test_several_wrong_arguments_are_named_together(office: Office) -> None:
    """All errors come at once, each with field, code and words."""
    answer = caller(office, "first")("access.invite", {**INVITATION, "username": "a", "phone": "12"})
    found = check_problem(answer, 422, "invalid")
    assert [error["field"] for error in found["errors"]] == ["username", "phone"]


def test_problems_speak_the_reader_language(office: Office) -> None:
    """Title and detail are in the language of the account; the code is the same in all."""
    from sapar.web.messages import compile_all

    compile_all()
    found = {}
    for language in ("tk", "ru", "en"):
        answer = caller(office, "first", language=language)("access.colleague", {"account_id": str(UUID(int=1))})
        found[language] = check_problem(answer, 404, "not_found")
        assert answer["Content-Language"] == language
    for part in ("title", "detail"):
        assert len({problem[part] for problem in found.values()}) == 3, part


def test_a_session_alone_is_not_enough_from_elsewhere(office: Office) -> None:
    """Without the session's token a call is refused, although the browser sends the cookie along."""
    call = caller(office, "first")
    call.headers = {}
    check_problem(call("access.colleagues"), 403, "csrf")
    form = call.client.post(address("access.invite"), {"username": "x"})
    assert form.status_code == 403


def test_the_protocol_is_kept(office: Office) -> None:
    """Other methods are 405 with Allow, other media types 415, too much is 413, unknown addresses 404."""
    call = caller(office, "first")
    for method in ("get", "put", "patch", "delete"):
        answer = getattr(call.client, method)(address("access.colleagues"), headers=call.headers)
        check_problem(answer, 405, "method")
        assert answer["Allow"] == "POST"
    plain = call.client.post(address("access.colleagues"), "{}", content_type="text/plain", headers=call.headers)
    check_problem(plain, 415, "media_type")
    check_problem(call("access.colleagues", json.dumps({"text": "x" * (1024 * 1024)})), 413, "too_large")
    for path in ("/api/acts/access.colleagues", "/api/looks/no.such", "/api/nothing"):
        check_problem(
            call.client.post(path, "{}", content_type="application/json", headers=call.headers), 404, "not_found"
        )


def test_a_second_factor_is_asked_for(office: Office) -> None:
    """Acts that need a fresh second factor say so by code; so does a session that has not shown one at all."""
    check_problem(caller(office, "first", ago=600)("access.invite", INVITATION), 403, "second_factor_needed")
    call = caller(office, "first")
    session = call.client.session
    session["account_authentication_methods"] = []
    session.save()
    check_problem(call("access.colleagues"), 403, "second_factor_needed")


def test_limits_and_a_database_that_is_away_say_when_to_come_back(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """429 and 503 carry Retry-After; our own mistake is a 500 without a word about its cause."""
    from django.db import OperationalError

    from sapar.kernel.acts import runner
    from sapar.kernel.errors import TooMany

    call = caller(office, "first")
    for error, status, code in (
        (TooMany(), 429, "too_many"),
        (OperationalError("host db.example"), 503, "unavailable"),
        (KeyError("secret value"), 500, "mistake"),
    ):

        def fail(*arguments: Any, error: Exception = error) -> None:
            raise error

        monkeypatch.setattr(runner, "run_look", fail)
        answer = call("access.colleagues")
        check_problem(answer, status, code)
        assert ("Retry-After" in answer) == (status != 500)
        assert b"example" not in answer.content and b"secret" not in answer.content


def test_what_fails_before_a_view_is_a_problem_too(node_db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that is away while the session is read gives problem details, not a page."""
    from django.db import OperationalError

    def fail(store: Any) -> Any:
        raise OperationalError

    client = Client(raise_request_exception=False)
    client.cookies["sapar_session"] = "x" * 32
    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", fail)
    check_problem(client.post(address("access.colleagues"), "{}", content_type="application/json"), 503, "unavailable")
    assert client.get("/").headers["Content-Type"].startswith("text/html")


def test_the_public_calls_what_is_public_only(node_db: Any) -> None:
    """An act that names the public is open without session and without token; a session that is there must prove itself."""
    from sapar.kernel.acts.registry import ActSpec
    from sapar.node.api.operations import AUTHENTICATION, AUTHENTICATION_PUBLIC

    spec = CATALOGUE["access.colleagues"]
    open_ = ActSpec(
        "test.open", "look", ("public",), spec.purpose, "x", spec.function, spec.model, arguments=spec.arguments
    )
    held = ActSpec(
        "test.page", "act", ("public",), spec.purpose, "x", spec.function, spec.model, page_only=True, arguments={}
    )
    CATALOGUE["test.open"] = open_
    try:
        api = build({"test.open": open_, "test.page": held, "access.colleagues": spec})
    finally:
        del CATALOGUE["test.open"]
    guards = {
        operation.operation_id: operation.auth_callbacks
        for _path, view in api.default_router.path_operations.items()
        for operation in view.operations
        if operation.operation_id
    }
    assert guards == {"test.open": AUTHENTICATION_PUBLIC, "access.colleagues": AUTHENTICATION}


class Colour(Enum):
    RED = "red"


def test_every_kind_of_value_has_one_form() -> None:
    """Ids, dates, decimals, bytes, enumerations and nested data become plain JSON; what has no form is refused."""
    given_: dict[str, Any] = {
        "id": UUID(int=7),
        "day": date(2026, 3, 27),
        "at": datetime(2026, 3, 27, 8, 30, tzinfo=UTC),
        "amount": Decimal("12.50"),
        "file": b"\x00\xff",
        "colour": Colour.RED,
        "wait": timedelta(minutes=2),
        "list": (1, None, True),
    }
    assert results.encode(given_) == {
        "id": "00000000-0000-0000-0000-000000000007",
        "day": "2026-03-27",
        "at": "2026-03-27T08:30:00+00:00",
        "amount": "12.50",
        "file": "AP8=",
        "colour": "red",
        "wait": 120.0,
        "list": [1, None, True],
    }
    with pytest.raises(TypeError):
        results.encode(object())


def test_files_travel_as_base64(node_db: Any) -> None:
    """Bytes are read from base64 and from nothing else."""
    from sapar.kernel.errors import Invalid
    from sapar.node.api import arguments

    spec = CATALOGUE["labour.attach"]
    body = {"application_id": str(UUID(int=1)), "kind": "contract", "filename": "a.pdf"}
    read = arguments.arguments_of(spec, json.dumps({**body, "content": base64.b64encode(b"%PDF").decode()}).encode())
    assert read["content"] == b"%PDF"
    with pytest.raises(Invalid) as caught:
        arguments.arguments_of(spec, json.dumps({**body, "content": "§§"}).encode())
    assert caught.value.field == "content"


def test_lists_are_read_page_by_page(office: Office) -> None:
    """The pager of an answer is the window of the next call; a mark of another list is refused."""
    from sapar.node.api import arguments
    from sapar.web.paging import Pager, Window

    spec = next(spec for spec in CATALOGUE.values() if Window in getattr(spec.arguments.get("window"), "__args__", ()))
    window = Window.at(f"api:{spec.name}", size=2)
    pager = window.pager([(datetime(2026, 1, 1, tzinfo=UTC), UUID(int=1))], more=True)
    mark = results.encode(pager)["next"]
    read = arguments.arguments_of(spec, json.dumps({"window": {**mark, "size": 2}}).encode())["window"]
    assert (read.after, read.size) == ((datetime(2026, 1, 1, tzinfo=UTC), UUID(int=1)), 2)
    assert results.encode(Pager()) == {"previous": None, "next": None}
    from sapar.kernel.errors import Invalid

    with pytest.raises(Invalid):
        arguments.arguments_of(spec, json.dumps({"window": {"after": "x" * 40}}).encode())


def test_the_catalogue_is_a_page_without_anything_from_elsewhere(node_db: Any) -> None:
    """Every operation stands on the page; no script is inline and no address leads away."""
    page = Client(headers={"Accept-Language": "en"}).get("/api/")
    text = page.content.decode()
    assert page.status_code == 200
    assert all(f"/api/{CATALOGUE[name].kind}s/{name}" in text for name in OFFERED)
    assert "http://" not in text.replace("http://www.w3.org/", "") and "https://" not in text
    assert "<script>" not in text and "style=" not in text
