"""Machines at the interface: Basic, tokens, certificates from a trusted proxy, limits; and no page for them."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from django.test import Client
from pydantic import ValidationError
from tests.kernel.access.test_machines import SECRET, approved, ask
from tests.kernel.conftest import Office, entries, make_office

from sapar.kernel import clock
from sapar.kernel.access import machine_keys
from sapar.kernel.access.machines import decide_key
from sapar.kernel.access.models import Account, Machine
from sapar.node import config

ANY_ACT = "access.colleagues"  # of managers: what a carrier gets there is a recorded refusal, after it was let in


@pytest.fixture
def carrier(node_db: Any) -> Office:
    made = make_office("UTA", "carrier")
    made.add("first", "access.manager")
    made.add("second", "access.manager")
    return made


def basic(name: str = "uta-checkin", secret: str = SECRET) -> str:
    return "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()


def post(authorization: str = "", client: Client | None = None, name: str = ANY_ACT, **headers: Any) -> Any:
    if authorization:
        headers["Authorization"] = authorization
    sender = client or Client(enforce_csrf_checks=True)
    address = headers.pop("remote", "127.0.0.1")
    return sender.post(
        f"/api/looks/{name}", "{}", content_type="application/json", headers=headers, REMOTE_ADDR=address
    )


def token(data: dict[str, str] | None = None, **headers: str) -> Any:
    form = {"grant_type": "client_credentials", **(data or {})}
    sent = "&".join(f"{name}={value}" for name, value in form.items())
    return Client(enforce_csrf_checks=True).post("/api/token", sent, content_type=FORM, headers=headers)


FORM = "application/x-www-form-urlencoded"


def test_basic_and_bearer_are_let_in_under_the_machines_account(carrier: Office, owner_sql: Any) -> None:
    """Both ways lead to the act, which refuses this role and enters that under the machine's account."""
    machine = approved(carrier)
    given = token(Authorization=basic())
    assert given.status_code == 200 and given["Cache-Control"] == "no-store"
    held = given.json()
    assert (held["token_type"], held["expires_in"]) == ("Bearer", 900)
    for authorization in (basic(), f"Bearer {held['access_token']}"):
        answer = post(authorization)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")
    refused = [entry for entry in entries(owner_sql, ANY_ACT) if entry["kind"] == "refusal"]
    assert [entry["actor"] for entry in refused] == [f"account:{machine.account_id}"] * 2


def test_the_client_may_stand_in_the_form(carrier: Office) -> None:
    """RFC 6749, section 2.3.1: client id and secret as fields of the form."""
    approved(carrier)
    assert token({"client_id": "uta-checkin", "client_secret": SECRET}).status_code == 200
    wrong = token({"client_id": "uta-checkin", "client_secret": "x"})
    assert (wrong.status_code, wrong.json()) == (401, {"error": "invalid_client"})


@pytest.mark.parametrize(
    "authorization",
    [
        basic(secret="sapar_wrong"),
        basic(name="nobody"),
        basic(name="uta%00"),
        "Basic ###",
        "Basic " + base64.b64encode(b"no colon").decode(),
        "Basic " + base64.b64encode(b"\xff\xfe:x").decode(),
        "Bearer abc",
        "Bearer " + "x" * 9000,
        "Digest x",
        "x",
    ],
)
def test_wrong_credentials_look_alike(carrier: Office, authorization: str) -> None:
    """Whatever is wrong: 401 with the same body; nothing asks a browser for a password."""
    approved(carrier)
    answer = post(authorization)
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_credentials")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_token_is_no_way_to_the_next_one_and_scopes_narrow(carrier: Office, owner_sql: Any) -> None:
    """A token cannot be exchanged for a longer life; a scope outside the role is refused; wrong grants are named."""
    approved(carrier)
    held = token(Authorization=basic()).json()["access_token"]
    assert token(Authorization=f"Bearer {held}").status_code == 401
    assert token({"scope": "access.colleagues"}, Authorization=basic()).json() == {"error": "invalid_scope"}
    assert token({"grant_type": "password"}, Authorization=basic()).json() == {"error": "unsupported_grant_type"}
    assert Client().get("/api/token").status_code == 405


def test_calls_are_limited_by_account(carrier: Office) -> None:
    """Past its calls a minute a machine gets 429, whatever it asks for; another machine goes on."""
    approved(carrier, per_minute=3)
    codes = [post(basic()).status_code for _ in range(5)]
    assert codes == [403, 403, 403, 429, 429]
    last = post(basic())
    assert last["Retry-After"] == "60"
    assert token(Authorization=basic()).status_code == 429


def test_failures_are_limited_by_address(carrier: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trying out secrets ends in 429 for that address, before any secret is compared."""
    from sapar.node.api import machines

    approved(carrier)
    monkeypatch.setattr(machines, "FAILURES_BY_ADDRESS", 4)
    assert [post(basic(secret="x")).status_code for _ in range(6)] == [401] * 4 + [429] * 2
    assert post(basic()).status_code == 429


def test_a_machine_never_signs_in_to_pages(carrier: Office) -> None:
    """No page takes a machine's credentials or its account's session; there is no password that could be right."""
    machine = approved(carrier)
    client = Client()
    assert client.get("/accounts/", headers={"Authorization": basic()}).status_code == 302
    client.post("/account/sign-in", {"login": "uta-checkin", "password": SECRET})
    assert "_auth_user_id" not in client.session
    client.force_login(Account.objects.get(pk=machine.account_id))
    assert client.get("/accounts/").status_code in (302, 303)
    answer = client.get("/api/session").json()
    assert (answer["signed_in"], answer["role"]) == (False, "public")


def test_the_session_says_which_machine_calls(carrier: Office) -> None:
    """``GET /api/session`` names the machine's role; a session of a person beside the credentials does not count."""
    approved(carrier)
    answer = Client().get("/api/session", headers={"Authorization": basic()}).json()
    assert (answer["signed_in"], answer["role"], answer["second_factor_at"]) == (True, "border.carrier", None)


# ------------------------------------------------------------------------------------------------ certificates

DER = b"\x30\x82" + bytes(range(256)) * 2


@pytest.fixture
def certificate(carrier: Office, settings: Any) -> str:
    """A machine with a certificate; the header's value as nginx hands it over."""
    machine = approved(carrier)
    value = base64.b64encode(DER).decode()
    key = ask(carrier, machine, "certificate", certificate=machine_keys.fingerprint_of_header(value))
    decide_key(carrier.people["second"], key_id=key.pk, approve=True)
    settings.SAPAR_MACHINES = config.Machines(certificate_header="X-Client-Cert", proxies=("10.1.0.0/16",))
    return value


def test_a_certificate_counts_from_a_trusted_proxy_only(certificate: str, carrier: Office, settings: Any) -> None:
    """From the proxy's network the header opens; from anywhere else, forwarded or not, and without a configured header
    it is not even read."""
    assert post(**{"X-Client-Cert": certificate}, remote="10.1.2.3").json()["code"] == "not_permitted"
    for remote, more in (("10.2.0.1", {}), ("127.0.0.1", {}), ("8.8.8.8", {"X-Forwarded-For": "10.1.2.3"}), ("", {})):
        answer = post(**{"X-Client-Cert": certificate}, remote=remote, **more)
        assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in"), remote
    settings.SAPAR_MACHINES = config.Machines()
    assert post(**{"X-Client-Cert": certificate}, remote="127.0.0.1").json()["code"] == "not_signed_in"


def test_a_token_for_a_certificate_wants_the_certificate(certificate: str) -> None:
    """A token that leaves the machine is of no use without its private key."""
    headers = {"X-Client-Cert": certificate}
    form = "grant_type=client_credentials"
    given = Client().post("/api/token", form, content_type=FORM, headers=headers, REMOTE_ADDR="10.1.2.3")
    bearer = f"Bearer {given.json()['access_token']}"
    assert post(bearer, **headers, remote="10.1.2.3").json()["code"] == "not_permitted"
    assert post(bearer, remote="10.1.2.3").json()["code"] == "bad_credentials"


def test_an_unknown_certificate_leaves_other_ways_open(certificate: str, carrier: Office) -> None:
    """Proxies hand over whatever a browser shows: without a machine behind it the call is as if it had none."""
    other = base64.b64encode(DER + b"x").decode()
    assert post(**{"X-Client-Cert": other}, remote="10.1.2.3").json()["code"] == "not_signed_in"
    assert post(basic(), **{"X-Client-Cert": other}, remote="10.1.2.3").json()["code"] == "not_permitted"


def test_the_configuration_asks_for_a_proxy() -> None:
    """A header without a proxy in front, a header that is none, a network that is none: refused by name."""
    for changes in (
        {"machines": {"certificate_header": "X-Client-Cert"}},
        {"tls": {"kind": "proxy"}, "machines": {"certificate_header": "X Client"}},
        {"tls": {"kind": "proxy"}, "machines": {"certificate_header": "X", "proxies": ["10.1.0.0/33"]}},
    ):
        with pytest.raises(ValidationError):
            config.NodeConfig.model_validate_json(json.dumps(changes))
    made = config.NodeConfig.model_validate_json(
        json.dumps({"tls": {"kind": "proxy"}, "machines": {"certificate_header": "X-Client-Cert"}})
    )
    assert made.machines.proxies == ("127.0.0.1/32", "::1/128")


def test_a_machine_is_added_on_the_pages_by_two_people(carrier: Office) -> None:
    """One adds it, asks for a key and cannot approve; the other approves both and reads the secret once; it works."""
    from tests.node.test_api import caller

    first, second = caller(carrier, "first").client, caller(carrier, "second").client
    for client in (first, second):
        client.handler.enforce_csrf_checks = False
    form = {"title": "Gate 4", "username": "uta-gate4", "contact": "Ops", "role": "border.carrier", "per_minute": "30"}
    answer = first.post("/accounts/machines/new", {**form, "reason": "boarding", "idempotency_key": "a"})
    assert answer.status_code == 303, answer.content.decode()
    machine = Machine.objects.get(account__username="uta-gate4")
    base = f"/accounts/machines/{machine.account_id}"
    asked = {"kind": "secret", "expires_at": f"{clock.today().year + 1}-01-02", "reason": "first"}
    assert first.post(f"{base}/keys/new", {**asked, "idempotency_key": "b"}).status_code == 303
    key = machine.keys.get()
    assert "second manager" in first.get(f"{base}/keys/{key.pk}").content.decode()
    refused = first.post(f"{base}/keys/{key.pk}", {"decision": "approve", "idempotency_key": "c"})
    assert refused.status_code == 403
    request = second.get("/accounts/requests/").content.decode()
    assert "Gate 4" in request
    from sapar.kernel.access.models import AccessRequest

    waiting = AccessRequest.objects.get(account_id=machine.account_id)
    assert (
        second.post(f"/accounts/requests/{waiting.pk}", {"decision": "approve", "idempotency_key": "d"}).status_code
        == 303
    )
    pages = [second.post(f"{base}/keys/{key.pk}", {"decision": "approve", "idempotency_key": "e"}) for _ in range(2)]
    secrets = {answer.content.decode().partition("sapar_")[2].partition("<")[0] for answer in pages}
    assert len(secrets) == 1, "pressing twice shows the same secret"
    assert post(basic("uta-gate4", "sapar_" + secrets.pop())).status_code == 403
    assert "sapar_" not in second.get(base).content.decode()
    assert second.get(f"{base}/keys/{key.pk}").status_code == 303
    done = second.post(f"{base}/keys/{key.pk}/revoke", {"reason": "over", "idempotency_key": "f"})
    assert done.status_code == 303
    for address in ("/accounts/machines/", base, "/accounts/machines/new", f"{base}/keys/new", f"{base}/role"):
        assert second.get(address).status_code == 200, address
