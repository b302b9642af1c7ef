"""A new account reaches its person by a one-time code, and gives nothing by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from hypothesis import given
from hypothesis import strategies as st
from tests.kernel.conftest import CONSOLE, Office, entries, make_office

from sapar.kernel import clock
from sapar.kernel.access import codes, queries
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.acts import create_account, decide_request, end_duty, propose_duty
from sapar.kernel.access.inviting import accept_invitation, invite, invite_again
from sapar.kernel.access.models import Account, Duty, Invitation
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted, SecondFactorNeeded

MANAGER = "access.manager"
CODE = codes.invitation_code(bytes(range(10)))
PASSWORD = "pagta-asman-lale-17"
ANYBODY = Actor.public("en")


@given(st.binary(min_size=10, max_size=10), st.binary(min_size=10, max_size=10))
def test_codes_tell_apart_and_forgive_how_they_are_typed(one: bytes, other: bytes) -> None:
    """Two different codes never have one digest; case, blanks, hyphens and look-alike letters do not matter."""
    code = codes.invitation_code(one)
    assert len(code) == 19 and set(code) <= {*codes.ALPHABET, "-"}
    typed = f"  {code.upper().replace('-', ' ').replace('0', 'O').replace('1', 'I')} "
    assert codes.invitation_digest(typed) == codes.invitation_digest(code)
    assert (codes.invitation_digest(code) == codes.invitation_digest(codes.invitation_code(other))) == (one == other)


@pytest.fixture
def manager(office: Office) -> Actor:
    return office.add("first", MANAGER)


def ask(manager: Actor, **change: Any) -> Any:
    values = {"username": "gozel", "full_name": "Gözel", "code_digest": codes.invitation_digest(CODE), **change}
    return invite(manager, **values)


def open_it(code: str = CODE) -> Any:
    return accept_invitation(ANYBODY, code=code, password_hash=make_password(PASSWORD))


def test_the_person_sets_the_password_with_the_code_once(manager: Actor) -> None:
    """The code opens the account one time; the account has a password then, and still no duty."""
    account = ask(manager)
    assert not account.has_usable_password()
    assert open_it(CODE.upper()).pk == account.pk
    fresh = Account.objects.get(pk=account.pk)
    assert fresh.check_password(PASSWORD) and not Duty.objects.filter(account=fresh).exists()
    with pytest.raises(Invalid) as caught:
        open_it()
    assert caught.value.field == "code"


def test_the_code_is_nowhere_in_the_database(manager: Actor, owner_sql: Any) -> None:
    """Only a digest is kept: neither the invitation, the ledger nor a queued job holds the code."""
    ask(manager)
    tables = [row[0] for row in owner_sql.execute("select tablename from pg_tables where schemaname = 'public'")]
    for table in tables:
        rows = owner_sql.execute(f"select t::text from {table} t").fetchall()
        assert not any(CODE in row[0] or codes.plain(CODE) in row[0] for row in rows), table


def test_a_code_ends_after_three_days(manager: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """72 hours later the code opens nothing."""
    ask(manager)
    late = clock.now() + timedelta(hours=72, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: late)
    with pytest.raises(Invalid):
        open_it()


def test_a_newer_code_ends_the_older_one(manager: Actor) -> None:
    """Inviting again voids the earlier code; the new one works."""
    account = ask(manager)
    newer = codes.invitation_code(bytes(10))
    invite_again(manager, account_id=account.pk, code_digest=codes.invitation_digest(newer))
    with pytest.raises(Invalid):
        open_it()
    assert open_it(newer).pk == account.pk


def test_an_opened_account_is_never_invited_again(manager: Actor) -> None:
    """A manager cannot take over a colleague's account by a new code."""
    account = ask(manager)
    open_it()
    with pytest.raises(Conflict):
        invite_again(manager, account_id=account.pk, code_digest="0" * 64)


def test_others_accounts_are_not_there_to_invite(manager: Actor, office: Office) -> None:
    """Neither an account of another institution nor one that the console made can be given a code."""
    account = ask(manager)
    stranger = make_office("OTHER", "employer").add("stranger", MANAGER)
    made_by_console = create_account(CONSOLE, username="console-made", full_name="C")
    for actor, pk in ((stranger, account.pk), (manager, made_by_console.pk)):
        with pytest.raises(NotFound):
            invite_again(actor, account_id=pk, code_digest="0" * 64)


def test_inviting_needs_a_fresh_second_factor(manager: Actor) -> None:
    """A password for somebody else is nothing for a session that was left open."""
    with pytest.raises(SecondFactorNeeded):
        ask(replace(manager, second_factor_at=clock.now() - timedelta(minutes=6)))


def test_wrong_fields_are_named_all_at_once(manager: Actor) -> None:
    """Each wrong field has its own error."""
    with pytest.raises(Invalid) as caught:
        ask(manager, username="a", full_name=" ", email="nowhere", phone="12", language="fr")
    assert [one.field for one in caught.value.errors] == ["username", "full_name", "email", "phone", "language"]
    with pytest.raises(Invalid) as caught:
        ask(manager, code_digest="")
    assert caught.value.field == "email"


def test_a_mailed_code_is_seen_by_nobody_here(
    manager: Actor, owner_sql: Any, mailed: list[Any], work: Callable[[], None]
) -> None:
    """Without a digest the sender makes the code: it is in the mail to the person, opens the account, and the
    database never holds it in the clear."""
    account = ask(manager, code_digest="", email="gozel@example.org")
    work()
    (mail,) = mailed
    assert mail.to == ["gozel@example.org"] and "/account/invited" in mail.body
    code = next(word for word in mail.body.split() if len(word) == 19 and word.count("-") == 3)
    jobs = owner_sql.execute("select args::text from procrastinate_jobs").fetchall()
    assert not any(code in row[0] for row in jobs)
    assert open_it(code).pk == account.pk


@pytest.fixture
def mailed(tmp_path: Path, settings: Any) -> list[Any]:
    from django.core import mail

    from sapar.kernel import vault

    settings.SAPAR_KEYS, settings.EMAIL_BACKEND = tmp_path, "django.core.mail.backends.locmem.EmailBackend"
    vault.make(tmp_path)
    mail.outbox = []  # type: ignore[attr-defined]
    found: list[Any] = mail.outbox  # type: ignore[attr-defined]
    return found


@pytest.fixture
def work(node_db: Any) -> Callable[[], None]:
    """Run a real worker until nothing waits."""
    from procrastinate.contrib.django import app

    def run() -> None:
        with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]
            worker.run_worker(wait=False, listen_notify=False, install_signal_handlers=False)

    return run


def test_the_list_shows_the_own_institution_only(manager: Actor, office: Office, owner_sql: Any) -> None:
    """Colleagues by state, never people of another institution; every one that was shown is named in the ledger."""
    other = make_office("OTHER", "employer")
    other.add("stranger", "labour.employer")
    ask(manager)
    gone = office.add("gone", "ledger.auditor")
    end_duty(manager, duty_id=gone.duty_id, reason="moved away")
    names = {show: [line.username for line in queries.colleagues(manager, show=show).lines] for show in queries.SHOW}
    assert names == {"present": ["first"], "former": ["gone"], "invited": ["gozel"], "all": ["first", "gone", "gozel"]}
    assert [line.username for line in queries.colleagues(manager, show="all", text="GÖZ").lines] == ["gozel"]
    assert queries.colleagues(manager).counts == {"present": 1, "former": 1, "invited": 1, "all": 3}
    looks = entries(owner_sql, "access.colleagues")
    assert [len(entry["subjects"]) for entry in looks] == [1, 1, 1, 3, 1, 1]
    stranger = other.people["stranger"]
    with pytest.raises(NotFound):
        queries.colleague(manager, account_id=stranger.account_id)
    with pytest.raises(NotPermitted):
        queries.colleagues(stranger)


def test_the_reason_of_an_ended_duty_is_kept(manager: Actor, office: Office) -> None:
    """Who ended a role, when and why stands with the colleague."""
    gone = office.add("gone", "ledger.auditor")
    end_duty(manager, duty_id=gone.duty_id, reason="moved away")
    (line,) = queries.colleague(manager, account_id=gone.account_id).duties
    assert (line.holds, line.end_reason, line.ended_by) == (False, "moved away", "First")


def test_requests_say_who_may_decide(manager: Actor, office: Office) -> None:
    """The one who asked sees the request without being able to decide; a second manager can; both see the outcome."""
    second = office.add("second", MANAGER)
    account = ask(manager)
    made = propose_duty(manager, account_id=account.pk, role="ledger.auditor", reason="new post")
    with pytest.raises(Conflict):
        propose_duty(manager, account_id=account.pk, role="ledger.auditor", reason="once more")
    (mine,) = queries.requests(manager, show="mine").lines
    assert (mine.why_not, mine.mine) == ("own_proposal", True)
    assert queries.request(second, request_id=made.pk).why_not == ""
    decide_request(second, request_id=made.pk, approve=True)
    assert queries.requests(second).lines == ()
    (decided,) = queries.requests(manager, show="decided").lines
    assert (decided.approved, decided.decided_by) == (True, "Second")
    stranger = make_office("OTHER", "employer").add("stranger", MANAGER)
    with pytest.raises(NotFound):
        queries.request(stranger, request_id=made.pk)


def test_an_invitation_belongs_to_one_institution(manager: Actor) -> None:
    """The invitation names the institution whose manager made it."""
    account = ask(manager)
    assert Invitation.objects.get(account=account).institution_id == manager.institution_id


def test_too_long_a_value_is_a_clear_refusal(manager: Actor) -> None:
    """A value that no column can hold is Invalid, never a crash; nothing is saved."""
    with pytest.raises(Invalid):
        ask(manager, full_name="x" * 300)
    with pytest.raises(Invalid):
        ask(manager, full_name="a\x00b")
    assert not Account.objects.filter(username="gozel").exists()
    with pytest.raises(Invalid):
        queries.colleagues(manager, text="\x00")
