"""What the settings promise: walls of the web, sign-in, jobs of the node."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from sapar.node import config

ROOT = Path(__file__).resolve().parents[2]
NAMES = (
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "SECURE_HSTS_SECONDS",
    "ALLOWED_HOSTS",
    "DEBUG",
    "CSRF_TRUSTED_ORIGINS",
    "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN",
    "ALLAUTH_TRUSTED_PROXY_COUNT",
)


def settings_of(data: Path, node: config.NodeConfig, **environment: str) -> dict[str, Any]:
    config.save(data, node)
    code = (
        f"import json; from sapar.node import settings as s; print(json.dumps({{n: getattr(s, n) for n in {NAMES!r}}}))"
    )
    env = {k: v for k, v in os.environ.items() if not k.startswith("SAPAR_")}
    env |= {"SAPAR_DATA": str(data), "PYTHONPATH": str(ROOT / "src"), **environment}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, check=True)
    return dict(json.loads(done.stdout))


def test_behind_tls_every_cookie_is_secure_and_one_host_is_served(tmp_path: Path) -> None:
    """A production node: secure cookies, HSTS, exactly its own host name, no pages for developers."""
    node = config.NodeConfig(mode="production", host="sapar.example", tls=config.Tls(kind="proxy"))
    found = settings_of(tmp_path, node, SAPAR_DEBUG="1")
    assert found["SESSION_COOKIE_SECURE"]
    assert found["CSRF_COOKIE_SECURE"]
    assert found["SECURE_HSTS_SECONDS"] >= 31536000
    assert found["ALLOWED_HOSTS"] == ["sapar.example"]
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://sapar.example"]
    assert found["DEBUG"] is False
    assert found["MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN"] is False
    assert found["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1


def test_a_demo_answers_to_localhost_alone(tmp_path: Path) -> None:
    """Passkeys refuse 127.0.0.1: the demo knows only the name."""
    found = settings_of(tmp_path, config.NodeConfig(mode="demo"))
    assert found["ALLOWED_HOSTS"] == ["localhost"]
    assert found["DEBUG"] is False


def test_passwords_cost_what_is_stated() -> None:
    """Argon2id, 19 MiB, two passes, one lane; a wrong password does not fit."""
    from django.contrib.auth.hashers import check_password, make_password

    encoded = make_password("correct horse battery")
    assert encoded.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert check_password("correct horse battery", encoded)
    assert not check_password("correct horse batterz", encoded)


def test_one_password_is_hashed_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A burst of sign-ins does not take the processor and the memory of everybody else."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    from sapar.node.hashers import SaparArgon2Hasher

    running, most = 0, 0

    def slow(self: object, password: str, salt: str) -> str:
        nonlocal running, most
        running += 1
        most = max(most, running)
        threading.Event().wait(0.02)
        running -= 1
        return "x"

    monkeypatch.setattr(Argon2PasswordHasher, "encode", slow)
    threads = [threading.Thread(target=SaparArgon2Hasher().encode, args=("p", "s")) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


@pytest.mark.django_db
def test_second_factor_secrets_are_encrypted_in_the_database(owner_sql: Any) -> None:
    """Whoever copies the database cannot make one-time codes from it."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    from sapar.kernel.access.actor import Actor
    from sapar.kernel.acts import CATALOGUE

    account = CATALOGUE["access.create_account"](Actor.system("console"), username="mfa.test", full_name="M T")
    secret = generate_totp_secret()
    authenticator = TOTP.activate(account, secret)
    row = owner_sql.execute("select data::text from mfa_authenticator").fetchone()
    assert secret not in row[0]
    from allauth.mfa.adapter import get_adapter

    assert get_adapter().decrypt(authenticator.instance.data["secret"]) == secret


def test_the_lent_connection_is_not_closed_inside_a_transaction(node_db: Any) -> None:
    """Checking a password inside a transaction must not end it."""
    from django.contrib.auth.hashers import check_password, make_password
    from django.db import connection, transaction

    encoded = make_password("some password 1")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select set_config('sapar.test', 'kept', true)")
        assert check_password("some password 1", encoded)
        with connection.cursor() as cursor:
            cursor.execute("select current_setting('sapar.test', true)")
            assert cursor.fetchone() == ("kept",)


def test_a_tree_head_is_mailed_to_the_witnesses_once(tmp_path: Path, mailoutbox: list[Any]) -> None:
    """Each new head leaves the node by mail; the same one only once; without witnesses none does."""
    from sapar.node.tasks import send_head

    (tmp_path / "latest.json").write_text(json.dumps({"node": "n1", "size": 7, "root": "ab"}))
    assert not send_head(tmp_path, [])
    assert send_head(tmp_path, ["witness@iom.example"])
    assert not send_head(tmp_path, ["witness@iom.example"])
    (tmp_path / "latest.json").write_text(json.dumps({"node": "n1", "size": 8, "root": "cd"}))
    assert send_head(tmp_path, ["witness@iom.example"])
    assert [mail.to for mail in mailoutbox] == [["witness@iom.example"]] * 2
    assert '"root": "ab"' in mailoutbox[0].body


@pytest.mark.django_db
def test_expired_sessions_are_removed() -> None:
    """A session that is over leaves nothing behind, one that is not stays."""
    from datetime import UTC, datetime, timedelta

    from django.contrib.sessions.models import Session

    from sapar.node.tasks import clear_sessions

    now = datetime.now(UTC)
    for key, hours in (("over", -1), ("open", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=now + timedelta(hours=hours))
    clear_sessions.func(timestamp=0)
    assert list(Session.objects.values_list("session_key", flat=True)) == ["open"]


@pytest.mark.django_db
def test_health_says_whether_the_database_answers(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """200 when all is well, 503 when the database is away; no cookie, no account needed."""
    from django.db import OperationalError, connection

    assert client.get("/health").status_code == 200

    def away() -> None:
        raise OperationalError("away")

    monkeypatch.setattr(connection, "cursor", away)
    answer = client.get("/health")
    assert answer.status_code == 503
    assert answer.content == b"database away\n"
    assert not answer.cookies
