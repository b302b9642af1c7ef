"""Notices on the real database with a real worker: once, to whom they are for, and not without their act."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar
from uuid import UUID, uuid4

import psycopg
import pytest
from django.core import mail
from tests.kernel.conftest import Office, entries, make_office
from tests.kernel.documents.test_attachments import context
from tests.kernel.notices.area import tell

from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.errors import Invalid, NotFound
from sapar.kernel.notices import acts, delivery, gateways, rules, store

Work = Callable[[], None]
PHONE = "+99365123456"
SECRET = "7KQM2X"


def waiting(owner_sql: Any) -> list[Any]:
    return list(owner_sql.execute("select status from procrastinate_jobs where status = 'todo'").fetchall())


def rows(owner_sql: Any, channel: str) -> list[dict[str, Any]]:
    names = ("id", "sealed", "sent_at", "failed_at", "attempts", "last_error")
    found = owner_sql.execute(
        f"select {', '.join(names)} from notices_notice where channel = %s order by id", [channel]
    ).fetchall()
    return [dict(zip(names, row, strict=True)) for row in found]


def mine(actor: Actor) -> list[str]:
    with reading(actor):
        return [one.body for one in store.messages(actor)]


def short_messages(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text()) for path in sorted((folder / "sms").glob("*.json"))]


def test_account_is_told_on_screen_and_by_mail_once(desk: Actor, boss: Actor, work: Work, owner_sql: Any) -> None:
    """One act, one message on screen, one mail, however often the worker runs."""
    tell(desk, account_id=boss.account_id, link="/labour/cases/1")
    assert mine(boss) == ["Reference MS-1."] and mail.outbox == []
    work()
    work()
    (sent,) = mail.outbox
    assert sent.to == ["boss@example.org"] and sent.body.startswith("Reference MS-1.\n\nhttp")
    assert sent.body.endswith("/labour/cases/1")
    (row,) = rows(owner_sql, "mail")
    assert row["sent_at"] and row["attempts"] == 1 and row["sealed"] is None
    assert len(entries(owner_sql, "notices.record_sent")) == 1


def test_same_delivery_twice_sends_once(desk: Actor, boss: Actor, work: Work, owner_sql: Any) -> None:
    """A job that is run again after it was done does nothing."""
    tell(desk, account_id=boss.account_id)
    work()
    (row,) = rows(owner_sql, "mail")
    assert delivery.deliver(row["id"]) == "settled" and len(mail.outbox) == 1
    assert delivery.deliver(uuid4()) == "gone"


def test_act_that_failed_tells_nobody(desk: Actor, boss: Actor, work: Work, owner_sql: Any) -> None:
    """Rolled back with its act: no row, no job, no mail."""
    with pytest.raises(ZeroDivisionError):
        tell(desk, account_id=boss.account_id, fail=True)
    assert waiting(owner_sql) == []
    work()
    assert mail.outbox == [] and rows(owner_sql, "screen") == rows(owner_sql, "mail") == []


def test_person_without_account_gets_a_short_message(desk: Actor, work: Work, folders: Path, owner_sql: Any) -> None:
    """The number and the secret lie sealed until they are sent, and are gone afterwards, in the person's language."""
    tell(desk, template="test.code", address=PHONE, code=SECRET)
    dump = str(owner_sql.execute("select n::text from notices_notice n").fetchall())
    jobs = str(owner_sql.execute("select args::text from procrastinate_jobs").fetchall())
    assert PHONE not in dump + jobs and SECRET not in dump + jobs
    work()
    (message,) = short_messages(folders)
    assert (message["to"], message["text"]) == (PHONE, SECRET)
    (row,) = rows(owner_sql, "sms")
    assert row["sent_at"] and row["sealed"] is None
    assert [path.stat().st_mode & 0o777 for path in (folders / "sms").iterdir()] == [0o600]


def test_text_is_in_the_recipients_language(desk: Actor, boss: Actor, work: Work, owner_sql: Any) -> None:
    """An account reads its mail in its own language, whatever language the actor works in."""
    seen = set()
    for language in ("tk", "ru", "en"):
        owner_sql.execute("update access_account set language = %s where id = %s", [language, boss.account_id])
        tell(desk, account_id=boss.account_id)
        work()
        seen.add(mail.outbox[-1].subject)
    assert len(seen) == 3 and "A role of yours has ended" in seen


@pytest.mark.parametrize("address", ["", "65123456", "a@b\r\nBcc: c@example.org"])
def test_wrong_address_is_refused(desk: Actor, address: str, owner_sql: Any) -> None:
    """An address that is none is refused in the act, with its field."""
    with pytest.raises((Invalid, ValueError)) as caught:
        tell(desk, template="test.code", address=address, code=SECRET)
    if address:
        assert isinstance(caught.value, Invalid) and caught.value.field == "address"
    assert rows(owner_sql, "sms") == rows(owner_sql, "mail") == []


def test_role_of_an_institution_is_told(office: Office, desk: Actor, boss: Actor, work: Work) -> None:
    """Who holds the role there reads it; other roles and other institutions do not; each holder gets a mail."""
    tell(desk, institution_id=office.institution.pk, role="test.boss")
    assert mine(boss) == ["Reference MS-1."] and mine(desk) == []
    other = make_office("OTHER", "migration_service").add("boss2", "test.boss")
    assert mine(other) == []
    work()
    assert [sent.to for sent in mail.outbox] == [["boss@example.org"]]


def test_holder_reads_their_own(desk: Actor) -> None:
    """A person without account reads the notices of their record on its page, and no others."""
    record = uuid4()
    tell(desk, holder_id=record)
    assert mine(Actor.holder(record, role="public", language="en")) == ["Reference MS-1."]
    assert mine(Actor.holder(uuid4(), role="public")) == []


def test_raw_sql_meets_the_wall(desk: Actor, boss: Actor, app_sql: Any, owner_sql: Any) -> None:
    """The application role sees the notices of the actor it names; without one the query fails."""
    tell(desk, account_id=boss.account_id)
    tell(desk, template="test.code", address=PHONE, code=SECRET)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app_sql.execute("select count(*) from notices_notice")
    for actor, seen in ((boss, 2), (desk, 0), (Actor.public(), 0), (Actor.system("notices"), 3)):
        with app_sql.transaction():
            app_sql.execute(context(actor))
            assert app_sql.execute("select count(*) from notices_notice").fetchone() == (seen,)
            assert app_sql.execute("delete from notices_notice").rowcount == seen
            raise_back(app_sql)


def raise_back(connection: Any) -> None:
    raise psycopg.Rollback


def test_reading_is_marked_once_and_by_the_reader_alone(desk: Actor, boss: Actor, owner_sql: Any) -> None:
    """Unread until marked; nobody marks another person's messages."""
    tell(desk, account_id=boss.account_id)
    with reading(boss):
        (message,) = store.messages(boss, unread_only=True)
        assert store.unread_count(boss) == 1
    with pytest.raises(NotFound):
        acts.mark_read(desk, notice_ids=[message.id])
    assert acts.mark_read(boss, notice_ids=[message.id]) == {"read": 1}
    assert acts.mark_read(boss, notice_ids=[message.id]) == {"read": 0}
    with reading(boss):
        assert store.unread_count(boss) == 0 and store.messages(boss)[0].read_at is not None


def test_failed_attempt_is_made_again_later(
    desk: Actor, boss: Actor, work: Work, owner_sql: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An attempt that failed is recorded, the next one queued for later; when the gateway is back it goes out once."""
    send = gateways.mail.EmailMessage.send

    def away(*_: Any, **__: Any) -> int:
        raise ConnectionRefusedError("boss@example.org: no route")

    monkeypatch.setattr(gateways.mail.EmailMessage, "send", away)
    tell(desk, account_id=boss.account_id)
    work()
    (row,) = rows(owner_sql, "mail")
    assert (row["attempts"], row["last_error"], row["failed_at"]) == (1, "mail_ConnectionRefusedError", None)
    later = owner_sql.execute("select scheduled_at - now() from procrastinate_jobs where status = 'todo'").fetchone()[0]
    assert 30 < later.total_seconds() <= rules.PAUSES[0]
    monkeypatch.setattr(gateways.mail.EmailMessage, "send", send)
    owner_sql.execute("update procrastinate_jobs set scheduled_at = now() where status = 'todo'")
    work()
    assert len(mail.outbox) == 1 and rows(owner_sql, "mail")[0]["sent_at"]


def test_after_the_last_attempt_it_is_given_up(
    desk: Actor, boss: Actor, owner_sql: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each failure waits longer; after the last one the notice is marked failed and what was sealed is erased."""
    tell(desk, template="test.code", address=PHONE, code=SECRET)
    (row,) = rows(owner_sql, "sms")

    def down(*_: Any) -> None:
        raise gateways.NotSent("sms_down")

    monkeypatch.setattr(gateways, "send_sms", down)
    outcomes = [delivery.deliver(row["id"]) for _ in range(len(rules.PAUSES) + 1)]
    assert outcomes == ["later"] * len(rules.PAUSES) + ["failed"]
    (row,) = rows(owner_sql, "sms")
    assert row["failed_at"] and row["sealed"] is None
    assert delivery.deliver(row["id"]) == "settled"


def test_template_that_cannot_be_filled_is_given_up_at_once(
    desk: Actor, boss: Actor, work: Work, owner_sql: Any
) -> None:
    """A mistake in a text is not tried for two days."""
    tell(desk, template="test.broken", account_id=boss.account_id)
    work()
    assert rows(owner_sql, "mail")[0]["last_error"] == "text_KeyError" and rows(owner_sql, "mail")[0]["failed_at"]


def test_delivery_lost_with_its_worker_is_taken_up(desk: Actor, boss: Actor, owner_sql: Any) -> None:
    """A job whose worker died stays half done; the sweep finds its notice and leaves those alone that still wait."""
    tell(desk, account_id=boss.account_id)
    tell(desk, account_id=boss.account_id)
    assert delivery.lost() == []
    first, second = (row["id"] for row in rows(owner_sql, "mail"))
    owner_sql.execute("update procrastinate_jobs set status = 'doing' where args ->> 'notice_id' = %s", [str(first)])
    assert delivery.lost() == [first]
    assert delivery.sweep() == 1 and len(mail.outbox) == 1 and delivery.sweep() == 0
    assert second not in delivery.lost()


def test_change_of_access_is_told(desk: Actor, boss: Actor, work: Work, owner_sql: Any) -> None:
    """The task that ``access`` queues by name exists and tells the holder; every kind of change has its text."""
    from tests.kernel.conftest import CONSOLE

    from sapar.kernel.access.acts import end_duty
    from sapar.kernel.notices.wordings import ACCESS

    assert boss.duty_id is not None
    end_duty(CONSOLE, duty_id=boss.duty_id, reason="left")
    work()
    assert [sent.subject for sent in mail.outbox] == ["A role of yours has ended"]
    for what in ACCESS:
        acts.tell_account(Actor.system("notices"), account_id=boss.account_id, what=what)
    with pytest.raises(Invalid):
        acts.tell_account(Actor.system("notices"), account_id=boss.account_id, what="nothing")


def test_jobs_run_as_the_application_role(desk: Actor, boss: Actor, owner_sql: Any, work: Work) -> None:
    """Worker and tasks connect as ``sapar_app``; the queue works under its grants."""
    from django.db import connection

    tell(desk, account_id=boss.account_id)
    work()
    assert connection.settings_dict["USER"] == "sapar_app"
    states = owner_sql.execute("select distinct status::text from procrastinate_jobs").fetchall()
    assert states == [("succeeded",)]


def test_no_address_and_no_text_in_the_log(
    desk: Actor, boss: Actor, work: Work, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither success nor failure writes an address, a name or a code into the log or the job's record."""

    def away(*_: Any, **__: Any) -> int:
        raise OSError(f"{PHONE} boss@example.org")

    with caplog.at_level(logging.DEBUG):
        tell(desk, template="test.code", address=PHONE, code=SECRET)
        work()
        monkeypatch.setattr(gateways.mail.EmailMessage, "send", away)
        tell(desk, account_id=boss.account_id)
        work()
    assert "notice_sent" in caplog.text and "notice_not_sent" in caplog.text
    assert not any(word in caplog.text for word in (PHONE, SECRET, "boss@example.org"))


class Gateway(BaseHTTPRequestHandler):
    """A short-message gateway that answers as the test says."""

    status = 200
    seen: ClassVar[list[tuple[dict[str, str], dict[str, Any]]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Gateway.seen.append((dict(self.headers), json.loads(body)))
        self.send_response(Gateway.status)
        if 300 <= Gateway.status < 400:
            self.send_header("Location", f"http://localhost:{self.server.server_port}/elsewhere")  # type: ignore[attr-defined]
        self.end_headers()

    def log_message(self, *_: Any) -> None: ...


@pytest.fixture
def gateway(settings: Any, folders: Path) -> Iterator[type[Gateway]]:
    server = HTTPServer(("127.0.0.1", 0), Gateway)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.SAPAR_SMS = SimpleNamespace(kind="http", url=f"http://127.0.0.1:{server.server_port}/send", sender="Sapar")
    (folders / "sms.token").write_text("token-1\n")
    Gateway.status, Gateway.seen = 200, []
    yield Gateway
    server.shutdown()
    server.server_close()


def test_gateway_gets_message_token_and_key(desk: Actor, work: Work, gateway: type[Gateway], owner_sql: Any) -> None:
    """The HTTP gateway gets number, text and sender, its token, and the notice's id as idempotency key."""
    tell(desk, template="test.code", address=PHONE, code=SECRET)
    work()
    ((headers, message),) = gateway.seen
    assert message == {"id": message["id"], "to": PHONE, "sender": "Sapar", "text": SECRET}
    assert headers["Authorization"] == "Bearer token-1" and headers["Idempotency-Key"] == message["id"]
    assert rows(owner_sql, "sms")[0]["id"] == UUID(message["id"])


@pytest.mark.parametrize(("status", "outcome"), [(503, "later"), (401, "later"), (302, "later"), (422, "failed")])
def test_gateways_answer_decides(
    desk: Actor, gateway: type[Gateway], owner_sql: Any, status: int, outcome: str
) -> None:
    """Busy or misconfigured: later. A message that will never do: given up. A redirect is not followed."""
    gateway.status = status
    tell(desk, template="test.code", address=PHONE, code=SECRET)
    (row,) = rows(owner_sql, "sms")
    assert delivery.deliver(row["id"]) == outcome
    assert len(gateway.seen) == 1 and rows(owner_sql, "sms")[0]["last_error"] == f"sms_http_{status}"
