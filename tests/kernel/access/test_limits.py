"""Attempts are counted exactly, by all at once, and an address is refused only after very many failures."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from tests.kernel.conftest import Office

from sapar.kernel.access import limits
from sapar.node import signin


def test_no_hit_is_lost_and_none_is_refused(node_db: Any) -> None:
    """Fifty hits from ten threads at once are fifty; nobody waits for a lock and nobody is turned away."""
    seen: list[int] = []

    def press() -> None:
        seen.extend(limits.hit("a" * 64, 60) for _ in range(5))
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == list(range(1, 51))
    assert limits.count("a" * 64, 60) == 50


def test_a_window_that_has_passed_counts_nothing(node_db: Any, owner_sql: Any) -> None:
    """After its window a counter begins again at one."""
    limits.hit("b" * 64, 60)
    owner_sql.execute("update access_limit set since = now() - interval '61 seconds'")
    assert limits.count("b" * 64, 60) == 0
    assert limits.hit("b" * 64, 60) == 1


def test_the_table_holds_no_address(node_db: Any, owner_sql: Any) -> None:
    """What is counted stands there as a keyed digest."""
    limits.hit(limits.bucket("sign-in", "192.0.2.7"), 60)
    assert "192.0.2.7" not in str(owner_sql.execute("select * from access_limit").fetchall())


def test_an_address_with_very_many_failures_is_refused(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Failures by address are counted over all names; beyond the limit even a right password waits."""
    from django.contrib.auth.hashers import make_password

    from sapar.kernel.access.actor import Actor
    from sapar.kernel.access.acts import set_password

    monkeypatch.setattr(signin, "FAILURES_BY_ADDRESS", 3)
    person = office.add("merdan", "labour.officer")
    hashed = make_password("the right password 1")
    set_password(Actor.system("console"), account_id=person.account_id, password_hash=hashed)
    for number in range(3):
        Client().post("/account/sign-in", {"login": f"nobody{number}", "password": "wrong"})
    right = {"login": "merdan", "password": "the right password 1"}
    assert Client().post("/account/sign-in", right).status_code != 302
    assert Client(REMOTE_ADDR="192.0.2.9").post("/account/sign-in", right).status_code == 302


def test_one_account_is_refused_after_five_failures(office: Office) -> None:
    """Limits by account are tight, from whatever addresses the attempts come."""
    office.add("merdan", "labour.officer")
    wrong = {"login": "merdan", "password": "wrong"}
    answers = [Client(REMOTE_ADDR=f"192.0.2.{n}").post("/account/sign-in", wrong) for n in range(7)]
    texts = [answer.content.decode() for answer in answers]
    assert "too many" not in texts[0].lower()
    assert any(word in texts[-1].lower() for word in ("too many", "köp", "слишком много"))
