"""The applicant's and the officers' pages through Django's client: what is typed stays, what is hostile is refused."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.areas.border.conftest import passport
from tests.areas.border.visa_world import Visas, make_visas, picture

from sapar.areas.border.acts import visas as acts
from sapar.areas.border.models import VisaApplication
from sapar.areas.border.views import visas as views
from sapar.kernel import clock
from sapar.kernel.access.context import reading
from sapar.kernel.access.models import Account
from sapar.kernel.acts import CATALOGUE
from sapar.kernel.errors import Conflict, Invalid


@pytest.fixture
def visas(node_db: Any) -> Visas:
    return make_visas()


def begun() -> tuple[Client, str, str]:
    """A phone that has begun an application: client, reference, code."""
    client = Client(headers={"Accept-Language": "en"})
    body = client.post("/border/visa/").content.decode()
    parts = [part.partition("<")[0] for part in body.split('visas-code">')[1:]]
    return client, parts[0], parts[1]


def officer(visas: Visas, name: str) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(Account.objects.get(pk=visas.people[name].account_id))
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
    session.save()
    return client


PASSPORT = {
    "primary": "Asanov",
    "secondary": "Bakyt",
    "birth_date": "1990-03-27",
    "sex": "M",
    "nationality": "KGZ",
    "issuer": "KGZ",
    "number": "AC1234567",
    "document_expires_on": "2034-05-01",
}


def test_from_the_first_page_to_the_visa(visas: Visas) -> None:
    """The applicant on the public pages, two officers on theirs, and the PDF at the end."""
    client, reference, code = begun()
    read = client.post("/border/visa/mine/passport", {"mrz": passport(), "read": "1"})
    assert 'value="ASANOV"' in read.content.decode() and 'value="AC1234567"' in read.content.decode()
    assert client.post("/border/visa/mine/passport", {**PASSPORT, "mrz": passport()}).status_code == 303
    day = clock.today().replace(day=1)
    arrives = f"{day.year + 1}-01-10"
    trip = {"purpose": "tourism", "arrives_on": arrives, "leaves_on": f"{day.year + 1}-01-19", "entries": "1"}
    assert (
        client.post("/border/visa/mine/journey", {**trip, "stays_at": "Hotel", "email": "a@example.org"}).status_code
        == 303
    )
    assert client.post("/border/visa/mine/invitation", {"kind": "none"}).status_code == 303
    for kind, size in (("photo", (360, 480)), ("passport", (600, 400))):
        upload = SimpleUploadedFile("x.jpg", picture(*size), "image/jpeg")
        assert client.post("/border/visa/mine/documents", {"kind": kind, "content": upload}).status_code == 303
    assert "Check your answers" in client.get("/border/visa/mine/check").content.decode()
    assert client.post("/border/visa/mine/check", {"confirmed": "on"}).status_code == 303
    other = Client(headers={"Accept-Language": "en"})
    assert other.post("/border/visa/open", {"reference": reference, "code": code}).status_code == 303
    assert "We have your application" in other.get("/border/visa/mine").content.decode()

    first, second = officer(visas, "first"), officer(visas, "second")
    with reading(visas.people["first"]):
        made = VisaApplication.objects.get()
    base = f"/border/visas/{made.pk}/"
    assert reference in first.get("/border/visas/").content.decode()
    assert reference in first.post("/border/visas/", {"text": "AC1234567"}).content.decode()
    assert reference not in first.post("/border/visas/", {"text": "ZZ9"}).content.decode()
    paid = {"amount": "45,50", "currency": "USD", "receipt_number": "R-1", "paid_on": str(clock.today())}
    assert first.post(f"{base}fee", paid).status_code == 303
    again = first.post(f"{base}fee", paid)
    assert again.status_code == 422 and "A fee is recorded already." in again.content.decode()
    grant = {"valid_from": arrives, "valid_until": f"{day.year + 1}-02-10", "stay_days": "10", "entries": "1"}
    assert first.post(f"{base}grant", grant).status_code == 303
    assert "You proposed this yourself" in first.get(base).content.decode()
    assert first.post(f"{base}decide", {"agree": "yes"}).status_code == 403
    assert second.post(f"{base}decide", {"agree": "yes"}).status_code == 303
    mine = other.get("/border/visa/mine").content.decode()
    assert "Your visa is valid from" in mine and "data:image/svg+xml" in mine
    for pdf in (other.get("/border/visa/mine/visa.pdf"), second.get(f"{base}visa.pdf")):
        assert pdf.content.startswith(b"%PDF") and "AC1234567" not in pdf["Content-Disposition"]
    for name in ("refuse", "return", "link", "grant"):
        assert second.get(f"{base}{name}").status_code == 200
    assert second.get(f"{base}cancel").status_code == 403


def test_a_wrong_page_keeps_what_was_typed(visas: Visas) -> None:
    """Errors name their fields, and the other answers are still there."""
    client, _reference, _code = begun()
    body = client.post("/border/visa/mine/passport", {**PASSPORT, "nationality": "K1Z", "primary": "Öwezow"})
    text = body.content.decode()
    assert body.status_code == 422 and 'value="Öwezow"' in text and 'value="K1Z"' in text
    read = client.post("/border/visa/mine/passport", {"mrz": "P<KGZ", "read": "1", "primary": "Öwezow"})
    assert read.status_code == 422 and 'value="Öwezow"' in read.content.decode()


def test_a_page_closes_by_itself(visas: Visas, monkeypatch: pytest.MonkeyPatch) -> None:
    """After half an hour without use, and when it is closed; nothing is shown without the code."""
    client, reference, _code = begun()
    assert client.get("/border/visa/mine").status_code == 200
    monkeypatch.setattr(views, "IDLE", -1)
    closed = client.get("/border/visa/mine")
    assert (closed.status_code, closed["Location"]) == (303, "/border/visa/open?ended=1")
    assert Client().get("/border/visa/mine").status_code == 303
    wrong = Client(headers={"Accept-Language": "en"}).post(
        "/border/visa/open", {"reference": reference, "code": "AAAA"}
    )
    assert wrong.status_code == 422 and "is not right" in wrong.content.decode()


def test_a_search_stands_in_no_address(visas: Visas) -> None:
    """Names and numbers travel by POST, pages hold random ids only."""
    made = visas.submitted()
    body = officer(visas, "first").get("/border/visas/?show=all").content.decode()
    addresses = [part.partition('"')[0] for part in body.split('href="')[1:]]
    assert f"/border/visas/{made}/" in addresses and "Asanov" in body
    assert not [address for address in addresses if "Asanov" in address or "AC1234567" in address]


HOSTILE = st.text(max_size=60) | st.sampled_from(
    ["\x00", "\ud800", "﷽" * 40, "=1+1", "<script>", "'; drop table", "A" * 400]
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.fixed_dictionaries(dict.fromkeys(PASSPORT, HOSTILE)))
def test_hostile_answers_end_in_a_page_or_in_the_record(visas: Visas, values: dict[str, str]) -> None:
    """Whatever is typed: a page with errors or a saved answer, never a crash; what is shown is escaped."""
    client = _phone(visas)
    sent = {name: value.encode("utf-8", "replace").decode() for name, value in values.items()}
    body = client.post("/border/visa/mine/passport", {**sent, "mrz": sent["primary"]})
    assert body.status_code in (303, 422), body.content
    assert b"<script>" not in body.content.replace(b"<script src", b"")
    body = client.post("/border/visa/mine/passport", {"mrz": sent["primary"] * 30, "read": "1", **sent})
    assert body.status_code in (200, 422)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=400), kind=st.sampled_from(["photo", "passport", "other", "x"]), name=HOSTILE)
def test_hostile_files_are_refused_by_name(visas: Visas, content: bytes, kind: str, name: str) -> None:
    """Uploads of anything: an Invalid on the file or on its kind, nothing else."""
    with pytest.raises(Invalid) as caught:
        CATALOGUE["border.visa_attach"](_holder(visas), kind=kind, content=content, filename=name)
    assert caught.value.field in ("content", "kind", "filename", None)


def _phone(visas: Visas) -> Client:
    if not hasattr(visas, "phone"):
        visas.phone = begun()[0]  # type: ignore[attr-defined]
    return visas.phone  # type: ignore[attr-defined,no-any-return]


def _holder(visas: Visas) -> Any:
    if not hasattr(visas, "draft"):
        visas.draft = visas.start()  # type: ignore[attr-defined]
    return visas.draft  # type: ignore[attr-defined]


def test_the_number_of_files_is_bounded(visas: Visas, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody with a code cannot fill the disk."""
    monkeypatch.setattr(acts, "MOST_PAPERS", 2)
    holder = visas.start()
    for _ in range(2):
        visas.do(holder, "visa_attach", kind="photo", content=picture())
    with pytest.raises(Conflict):
        visas.do(holder, "visa_attach", kind="photo", content=picture())
