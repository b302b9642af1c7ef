"""Pages through the test client: who gets them, what they serve, how the worker's page opens and closes."""

from __future__ import annotations

import csv
import io
import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.areas.labour.conftest import World, passport, picture, worker

from sapar.areas.labour.views.worker import IDLE, KEY
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor

EMPLOYER_PAGES = (
    "application", "worker", "work", "papers", "check", "receipt", "withdraw", "discard", "appeal", "cancel",
)  # fmt: skip
CASE_PAGES = ("case", "grant", "refuse", "return", "extend", "override", "uphold", "revoke", "code")


def session_of(actor: Actor) -> str:
    """A session as signing in with a second factor leaves it."""
    from django.contrib.sessions.backends.db import SessionStore

    from sapar.kernel.access.models import Account

    account = Account.objects.get(pk=actor.account_id)
    session = SessionStore()
    session["_auth_user_id"] = str(account.pk)
    session["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
    session["_auth_user_hash"] = account.get_session_auth_hash()
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session["sapar_duty"] = str(actor.duty_id)
    session.create()
    return str(session.session_key)


def client_of(world: World, who: str | None) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.cookies["sapar_language"] = "en"
    if who is not None:
        client.cookies["sapar_session"] = session_of(world.people[who])
    return client


def go(client: Client, name: str, *args: Any, **data: Any) -> Any:
    return client.get(reverse(f"labour:{name}", args=args), data)


def send(client: Client, name: str, *args: Any, **data: Any) -> Any:
    return client.post(reverse(f"labour:{name}", args=args), {"idempotency_key": str(uuid4()), **data})


def day(name: str, value: Any) -> dict[str, str]:
    return {f"{name}_day": str(value.day), f"{name}_month": str(value.month), f"{name}_year": str(value.year)}


def opened(world: World, application_id: Any) -> Client:
    """A worker's browser after the code was typed."""
    reference, code = world.code(application_id)
    client = client_of(world, None)
    answer = send(client, "permit", reference=reference.lower(), code=code.replace("-", " "))
    assert answer.status_code == 303
    assert answer["Location"] == reverse("labour:mine")
    return client


def test_strangers_are_sent_to_sign_in(world: World) -> None:
    """Nobody without a duty gets a page of employers or of the service."""
    made = world.granted()
    client = client_of(world, None)
    for name in EMPLOYER_PAGES + CASE_PAGES:
        answer = go(client, name, made)
        assert answer.status_code == 302, name
        assert answer["Location"].startswith(reverse("account_login"))


def test_no_role_gets_the_pages_of_another(world: World) -> None:
    """Employers get no page of the service, the service none of employers; other employers find nothing."""
    made = world.granted()
    for name in CASE_PAGES:
        assert go(client_of(world, "employer"), name, made).status_code == 403, name
    for name in ("cases", "cases_csv", "complaints", "quotas", "register"):
        answer = go(client_of(world, "employer"), name, **({"run": str(uuid4())} if name == "register" else {}))
        assert answer.status_code == 403, name
    for name in EMPLOYER_PAGES:
        assert go(client_of(world, "officer"), name, made).status_code == 403, name
        assert go(client_of(world, "employer2"), name, made).status_code == 404, name
    assert go(client_of(world, "officer"), "case", uuid4()).status_code == 404


def test_every_page_of_a_case_opens(world: World) -> None:
    """In every state the page of the application opens for both sides, with the state in words."""
    states = {
        "Submitted": world.submitted(),
        "Granted": world.granted(),
        "Refused": world.refused(),
        "Returned": world.submitted(),
        "Appealed": world.refused(),
    }
    world.do("officer", "labour.return", application_id=states["Returned"], reason="Sign it.")
    world.do("employer", "labour.appeal", application_id=states["Appealed"], reason="Look again.")
    employer, officer, head = (client_of(world, who) for who in ("employer", "officer", "head2"))
    for word, made in states.items():
        for client, name in ((employer, "application"), (officer, "case"), (head, "case")):
            answer = go(client, name, made)
            assert answer.status_code == 200
            assert f">{word}</strong>" in answer.content.decode()


def test_the_mrz_fills_the_form(world: World) -> None:
    """The “Read” button fills the fields; a wrong digit is named with its line and position, and nothing is lost."""
    made = world.do("employer", "labour.start").pk
    client = client_of(world, "employer")
    until = clock.today() + timedelta(days=800)
    answer = send(client, "worker", made, mrz=passport(until), read="1")
    text = answer.content.decode()
    assert answer.status_code == 200
    for value in ("ERIKSSON", "ANNA MARIA", "L898902C3", "1974", str(until.year)):
        assert f'value="{value}"' in text
    wrong = passport(until).replace("740812", "740813")
    answer = send(client, "worker", made, mrz=wrong, read="1")
    assert answer.status_code == 422
    assert "Line 2, position 20" in answer.content.decode()
    assert wrong.split("\n")[1].replace("<", "&lt;") in answer.content.decode()


def test_an_application_by_its_pages(world: World) -> None:
    """Start, worker, work, documents, check, send: each page leads on, and the receipt shows reference and day."""
    client = client_of(world, "employer")
    answer = send(client, "start")
    made = answer["Location"].rstrip("/").rpartition("/")[2]
    until = clock.today() + timedelta(days=800)
    given = {
        "primary": "Eriksson",
        "secondary": "Anna",
        **day("birth_date", clock.today() - timedelta(days=12000)),
        "sex": "F",
        "nationality": "uto",
        "issuer": "UTO",
        "number": "L898902C3",
        **day("document_expires_on", until),
        "phone": "",
        "language": "en",
        "mrz": "",
    }
    answer = send(client, "worker", made, **{**given, "number": ""})
    assert answer.status_code == 422
    assert 'value="Eriksson"' in answer.content.decode()
    assert send(client, "worker", made, **given)["Location"] == reverse("labour:work", args=[made])
    work = {
        "post": "Engineer",
        "occupation": "",
        "sector": "F",
        "wage": "4 500,50",
        "wage_currency": "TMT",
        "place_of_work": "Ashgabat",
        **day("starts_on", clock.today() + timedelta(days=10)),
        **day("ends_on", clock.today() + timedelta(days=200)),
        "exempt_group": "",
    }
    assert send(client, "work", made, **{**work, "wage": "much"}).status_code == 422
    assert send(client, "work", made, **work)["Location"] == reverse("labour:papers", args=[made])
    answer = send(client, "check", made, confirmed="on")
    assert answer.status_code == 422
    assert "A document is missing: Employment contract" in answer.content.decode()
    for kind in ("passport", "photo", "contract"):
        upload = io.BytesIO(picture())
        upload.name = "scan.png"
        assert send(client, "papers", made, kind=kind, content=upload).status_code == 303
    page = go(client, "check", made).content.decode()
    assert "4,500.50 TMT" in page
    answer = send(client, "check", made)
    assert "Confirm that what you state is true" in answer.content.decode()
    answer = send(client, "check", made, confirmed="on")
    assert answer["Location"] == reverse("labour:receipt", args=[made])
    receipt = client.get(answer["Location"]).content.decode()
    assert "WP-" in receipt
    assert world.state(made) == "submitted"


def test_pressing_twice_sends_once(world: World, owner_sql: Any) -> None:
    """The same form sent twice makes one case and shows the receipt both times."""
    made, key = world.draft(), str(uuid4())
    client = client_of(world, "employer")
    for _ in range(2):
        answer = client.post(reverse("labour:check", args=[made]), {"idempotency_key": key, "confirmed": "on"})
        assert answer["Location"] == reverse("labour:receipt", args=[made])
    assert owner_sql.execute("select count(*) from procedures_case").fetchone() == (1,)


def test_files_are_served_sandboxed(world: World) -> None:
    """Documents and permits go out as attachments that no browser runs, with no name of a person in theirs."""
    made = world.granted()
    paper = world.do("officer", "labour.view", application_id=made).papers[0].paper.pk
    employer, officer = client_of(world, "employer"), client_of(world, "officer")
    for answer in (
        go(employer, "own_document", made, paper),
        go(officer, "document", made, paper),
        go(employer, "own_permit", made),
        go(officer, "case_permit", made),
    ):
        assert answer.status_code == 200
        assert answer["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer["Content-Security-Policy"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in answer["Cache-Control"]
    assert 'filename="work-permit.pdf"' in go(officer, "case_permit", made)["Content-Disposition"]
    assert go(client_of(world, "employer2"), "own_document", made, paper).status_code == 404


def test_the_permit_is_one_sheet_in_three_languages(world: World, tmp_path: Any) -> None:
    """The PDF has one page, names in tk, ru and en, no wage, a mark on unreviewed texts, and a QR that reads as the seal."""
    import shutil
    import subprocess

    import zxingcpp
    from PIL import Image

    from sapar.kernel.documents.render import qr_svg

    made = world.granted(wage_minor=7777700)
    view = world.do("officer", "labour.view", application_id=made)
    assert qr_svg(view.token, max_version=12)
    if not shutil.which("pdftotext"):
        pytest.skip("NOT RUN: pdftotext is missing (poppler-utils)")
    sheet = tmp_path / "permit.pdf"
    sheet.write_bytes(go(client_of(world, "officer"), "case_permit", made).content)
    text = subprocess.run(["pdftotext", "-layout", sheet, "-"], capture_output=True, text=True, check=True).stdout
    assert text.count("\f") == 1
    for words in (
        "Iş rugsatnamasy",
        "Разрешение на работу",
        "Work permit",
        view.application.reference,
        "Draft translation",
    ):
        assert words in text
    assert "7777" not in text.replace("\u00a0", "").replace(" ", "")
    subprocess.run(["pdftoppm", "-r", "150", "-png", "-singlefile", sheet, tmp_path / "permit"], check=True)
    (code,) = zxingcpp.read_barcodes(Image.open(tmp_path / "permit.png"))
    assert code.text == view.token


def test_the_export_is_a_look_of_its_own(world: World, owner_sql: Any) -> None:
    """The file holds what the list shows; one ledger entry names everybody in it; no cell runs as a formula."""
    world.submitted(post="=cmd()")
    world.submitted()
    answer = go(client_of(world, "officer"), "cases_csv", show="waiting")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 3
    assert rows[1][4] == "'=cmd()"
    (subjects,) = owner_sql.execute(
        "select cardinality(subjects) from ledger_entry where act = 'labour.export' and kind = 'look'"
    ).fetchone()
    assert subjects == 4


def test_a_search_stands_in_no_address(world: World) -> None:
    """Names are searched by POST; the pages' links hold ids only."""
    world.submitted(primary="Hojaberdiyev")
    answer = send(client_of(world, "officer"), "cases", q="hojaberd")
    text = answer.content.decode()
    assert "Hojaberdiyev" in text
    assert "hojaberd" not in "".join(part.split('"')[0].lower() for part in text.split('href="')[1:])


def test_a_decision_by_its_page(world: World) -> None:
    """Grant with a period; a period that is too long, or a version that was overtaken, stays on the page with the reason."""
    made = world.submitted()
    client = client_of(world, "officer")
    first = clock.today()
    answer = send(client, "grant", made, **day("valid_from", first), **day("valid_until", first + timedelta(days=400)))
    assert answer.status_code == 422
    assert "one year at most" in answer.content.decode()
    period = {**day("valid_from", first), **day("valid_until", first + timedelta(days=200))}
    world.do("officer2", "labour.take", application_id=made)
    answer = send(client, "grant", made, version="1", **period)
    assert answer.status_code == 422
    assert "Somebody may have been faster" in answer.content.decode()
    assert send(client, "grant", made, **period).status_code == 303
    assert world.state(made) == "granted"


def test_the_slip_shows_a_code_that_works_once_on_screen(world: World) -> None:
    """The officer's page shows a new code once; with it the worker's page opens."""
    made = world.granted()
    answer = send(client_of(world, "officer"), "code", made, hand="1")
    text = answer.content.decode()
    code = text.partition('labour-code">')[2].partition("<")[0]
    assert code.count("-") == 2
    reference = world.do("officer", "labour.view", application_id=made).application.reference
    assert send(client_of(world, None), "permit", reference=reference, code=code).status_code == 303
    assert code not in go(client_of(world, "officer"), "code", made).content.decode()


def test_wrong_reference_and_wrong_code_get_the_same_page(world: World) -> None:
    """Byte for byte the same answer, apart from what was typed and the form's own random keys."""
    import re

    reference, _code = world.code(world.granted())

    def said(typed: str) -> str:
        answer = send(client_of(world, None), "permit", reference=typed, code="AAAA-BBBB-CCCC")
        assert answer.status_code == 422
        text = answer.content.decode().replace(typed, "")
        return re.sub(r'value="[^"]{20,}"', "", text)

    assert said(reference) == said("WP-0000-0000")
    assert "Reference or code is not right" in said(reference)


def test_too_many_attempts_close_the_door(world: World) -> None:
    """After ten failures on one reference the page says to wait, with status 429."""
    reference, code = world.code(world.granted())
    for _ in range(10):
        assert send(client_of(world, None), "permit", reference=reference, code="wrong").status_code == 422
    answer = send(client_of(world, None), "permit", reference=reference, code=code)
    assert answer.status_code == 429
    assert "Too many attempts" in answer.content.decode()


def test_the_workers_page(world: World) -> None:
    """Post, wage, place, validity, seal, complaints, who has looked, and the sentence about withheld looks."""
    made = world.granted()
    client = opened(world, made)
    text = go(client, "mine").content.decode()
    for words in (
        "Rustam Karimow",
        "Welder",
        "4,500 TMT",
        "Ashgabat",
        "data:image/svg+xml",
        "This is not what I agreed",
        "My passport was taken",
        "SMS office",
        "Work permit officer",
        "Decide on a work permit",
        "Some looks may be withheld by law",
    ):
        assert words in text, words
    assert go(client, "mine_pdf")["Content-Type"] == "application/pdf"
    assert send(client, "complain", kind="passport_taken", text="They keep it in the safe.").status_code == 303
    assert "They keep it in the safe." in go(client, "mine").content.decode()
    complaint = world.do("officer", "labour.complaints")[0].complaint.pk
    officer = client_of(world, "officer")
    assert "They keep it in the safe." in go(officer, "complaints").content.decode()
    assert send(officer, "answer", complaint, answer="We called them.").status_code == 303
    assert "We called them." in go(client, "mine").content.decode()
    assert "safe" not in go(client_of(world, "employer"), "application", made).content.decode()


def test_the_workers_page_closes(world: World) -> None:
    """By the button, after a quarter of an hour, and when a newer code was given."""
    made = world.granted()
    client = opened(world, made)
    assert go(client, "mine").status_code == 200
    assert send(client, "sign_out").status_code == 303
    assert go(client, "mine")["Location"] == reverse("labour:permit")
    client = opened(world, made)
    session = client.session
    session[KEY] = {**session[KEY], "seen": time.time() - IDLE - 1}
    session.save()
    answer = go(client, "mine")
    assert answer.status_code == 303
    assert "Your page was closed" in client.get(answer["Location"]).content.decode()
    client = opened(world, made)
    world.code(made)
    assert go(client, "mine").status_code == 303
    assert go(client, "mine_pdf").status_code == 303
    assert send(client, "complain", kind="not_agreed").status_code == 303
    assert world.do(worker(made), "labour.my_page").complaints == []


def test_the_receipt_of_an_ended_permit(world: World) -> None:
    """After revocation the worker's page says so, shows no seal, and the PDF is barred."""
    made = world.granted()
    client = opened(world, made)
    world.do("head", "labour.revoke", application_id=made, reason="False papers.")
    text = go(client, "mine").content.decode()
    assert "revoked the work permit" in text
    assert "data:image/svg+xml" not in text


@pytest.mark.parametrize("language", ["tk", "ru", "en"])
def test_the_workers_page_speaks_three_languages(world: World, language: str) -> None:
    """The page's heading and its complaint buttons are there in each language."""
    from sapar.web.messages import compile_all

    compile_all()
    client = opened(world, world.granted())
    client.cookies["sapar_language"] = language
    text = go(client, "mine").content.decode()
    words = {
        "tk": ("Meniň iş rugsatnamam", "Pasportymy aldylar"),
        "ru": ("Моё разрешение на работу", "У меня забрали паспорт"),
        "en": ("My work permit", "My passport was taken"),
    }
    assert all(word in text for word in words[language])


def test_quotas_are_marked_unverified(world: World) -> None:
    """A line without a checked decree says so on the page and beside the decision."""
    head = client_of(world, "head")
    year = clock.today().year
    assert send(head, "quotas", year=str(year), sector="F", limit="5", source="").status_code == 303
    assert "Unverified" in go(head, "quotas").content.decode()
    answer = send(head, "quotas", year=str(year), sector="F", limit="5", source="", verified="on")
    assert answer.status_code == 422
    made = world.submitted()
    text = go(client_of(world, "officer"), "case", made).content.decode()
    assert f"5 of 5 places are left for {year}." in text
    assert send(client_of(world, "officer"), "quotas", year=str(year), sector="F", limit="9").status_code == 200
    assert world.do("officer", "labour.view", application_id=made).quota.limit == 5


def test_an_override_asks_for_the_second_factor(world: World) -> None:
    """Without a second factor of the last minutes the page sends to confirm it, and nothing is decided."""
    made = world.refused(by="officer")
    client = client_of(world, "head")
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time() - 3600}]
    session.save()
    answer = send(
        client,
        "override",
        made,
        reason="New facts.",
        **day("valid_from", clock.today()),
        **day("valid_until", clock.today() + timedelta(days=90)),
    )
    assert answer.status_code == 302
    assert world.state(made) == "refused"
