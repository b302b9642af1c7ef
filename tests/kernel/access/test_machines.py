"""Machine accounts: two people give role and key, one takes them away; what a proxy says of a certificate."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kernel.conftest import CONSOLE, Office, entries, make_office

from sapar.kernel import clock
from sapar.kernel.access import callers, machine_keys, registry
from sapar.kernel.access.acts import appoint, decide_request, end_duty, propose_duty, set_password
from sapar.kernel.access.machines import create_machine, decide_key, install_key, propose_key, revoke_key
from sapar.kernel.access.models import AccessRequest, Account, Machine, MachineKey
from sapar.kernel.acts import CATALOGUE
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted, SecondFactorNeeded

ROLE = "border.carrier"
SECRET = machine_keys.secret_text(bytes(range(32)))
DIGEST = machine_keys.secret_digest(SECRET)


@pytest.fixture
def carrier(node_db: Any) -> Office:
    made = make_office("UTA", "carrier")
    made.add("first", "access.manager")
    made.add("second", "access.manager")
    return made


def enter(office: Office, username: str = "uta-checkin", **changes: Any) -> Machine:
    """A machine whose role waits for a second person."""
    values = {"title": "Check-in", "contact": "Operations", "role": ROLE, "reason": "visa query", **changes}
    made: Machine = create_machine(office.people["first"], username=username, **values)
    return made


def approved(office: Office, **changes: Any) -> Machine:
    """A machine with its role and the key ``SECRET``."""
    made = enter(office, **changes)
    second = office.people["second"]
    decide_request(second, request_id=AccessRequest.objects.get(account_id=made.account_id).pk, approve=True)
    key = ask(office, made)
    decide_key(second, key_id=key.pk, approve=True, secret_digest=DIGEST)
    return made


def ask(office: Office, machine: Machine, kind: str = "secret", days: int = 30, **rest: Any) -> MachineKey:
    made: MachineKey = propose_key(
        office.people["first"],
        account_id=machine.account_id,
        kind=kind,
        expires_at=clock.now() + timedelta(days=days),
        reason="first key",
        **rest,
    )
    return made


def caller(secret: str = SECRET, name: str = "uta-checkin") -> callers.Caller | None:
    return callers.by_secret(name, secret, "en")


def test_a_machine_takes_two_people_for_its_role_and_two_for_its_key(carrier: Office) -> None:
    """Nothing works before a second person has approved the role, and another approval the key."""
    machine = enter(carrier)
    first, second = carrier.people["first"], carrier.people["second"]
    request = AccessRequest.objects.get(account_id=machine.account_id)
    for act, name, value in (
        (decide_request, "request_id", request.pk),
        (decide_key, "key_id", ask(carrier, machine).pk),
    ):
        rest = {"secret_digest": DIGEST} if act is decide_key else {}
        with pytest.raises(NotPermitted) as caught:
            act(first, **{name: value}, approve=True, **rest)
        assert caught.value.code == "own_proposal"
        assert caller() is None
        act(second, **{name: value}, approve=True, **rest)
    found = caller()
    assert found is not None and found.actor.role == ROLE
    assert found.actor.ref == f"account:{machine.account_id}"
    assert found.actor.institution_id == carrier.institution.pk
    assert found.actor.second_factor_at is None


def test_the_secret_is_nowhere_in_the_database(carrier: Office, owner_sql: Any) -> None:
    """Only a digest is kept; the wrong secret, the wrong client id and an empty one open nothing."""
    approved(carrier)
    tables = owner_sql.execute(
        "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
    )
    for (table,) in tables.fetchall():
        assert (
            owner_sql.execute(f'select count(*) from "{table}" t where t::text like %s', [f"%{SECRET}%"]).fetchone()[0]
            == 0
        )
    assert caller(SECRET[:-1] + "x") is None
    assert caller(SECRET, "uta-other") is None
    assert caller("", "") is None
    assert caller(DIGEST) is None


def test_keys_end(carrier: Office) -> None:
    """A key stops working at its end, a revoked one at once, and so does every token that was given for it."""
    machine = approved(carrier)
    found = caller()
    assert found is not None
    token = callers.token_for(found, None)
    assert callers.by_token(token, "", "en") is not None
    later = callers.token_for(found, frozenset({"border.x"}))
    scoped = callers.by_token(later, "", "en")
    assert scoped is not None and scoped.scope == {"border.x"}
    revoke_key(carrier.people["first"], key_id=found.key_id, reason="leaked")
    assert caller() is None
    assert callers.by_token(token, "", "en") is None
    again = machine_keys.secret_text(bytes(32))
    install_key(
        CONSOLE,
        account_id=machine.account_id,
        kind="secret",
        digest=machine_keys.secret_digest(again),
        expires_at=clock.now() + timedelta(days=1),
    )
    assert caller(again) is not None
    MachineKey.objects.filter(revoked_at=None).update(expires_at=clock.now())
    assert caller(again) is None


def test_a_token_ends_after_a_quarter_of_an_hour_and_cannot_be_changed(
    carrier: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each letter of it is covered by the signature; past its end it opens nothing."""
    approved(carrier)
    found = caller()
    assert found is not None
    token = callers.token_for(found, None)
    for place in range(0, len(token), 7):
        other = "A" if token[place] != "A" else "B"
        assert callers.by_token(token[:place] + other + token[place + 1 :], "", "en") is None
    ends = clock.now() + callers.TOKEN_LIFE
    monkeypatch.setattr(clock, "now", lambda: ends)
    assert callers.by_token(token, "", "en") is None


def test_an_ended_role_ends_the_machine(carrier: Office) -> None:
    """One person ends the role; key and token then open nothing."""
    approved(carrier)
    found = caller()
    assert found is not None and found.actor.duty_id is not None
    token = callers.token_for(found, None)
    end_duty(carrier.people["first"], duty_id=found.actor.duty_id, reason="contract ended")
    assert caller() is None and callers.by_token(token, "", "en") is None


def test_people_and_machines_hold_different_roles(carrier: Office) -> None:
    """A machine gets no role of people, a person no role of machines, and a machine has one role at a time."""
    with pytest.raises(Invalid):
        enter(carrier, role="access.manager")
    machine = approved(carrier)
    first = carrier.people["first"]
    with pytest.raises(Conflict):
        propose_duty(first, account_id=machine.account_id, role=ROLE, reason="twice")
    with pytest.raises(Invalid):
        propose_duty(first, account_id=carrier.people["second"].account_id, role=ROLE, reason="person")
    for account, role in ((machine.account_id, "ledger.auditor"), (first.account_id, ROLE)):
        with pytest.raises(Invalid):
            appoint(CONSOLE, account_id=account, institution_id=carrier.institution.pk, role=role)
    with pytest.raises(NotPermitted):
        set_password(CONSOLE, account_id=machine.account_id, password_hash="argon2$x")


def test_other_institutions_reach_no_machine_here(carrier: Office) -> None:
    """Managers elsewhere neither see, nor ask for, decide or revoke keys of this institution's machines."""
    machine = approved(carrier)
    waiting = ask(carrier, machine)
    stranger = make_office("OTHER", "carrier").add("stranger", "access.manager")
    when = clock.now() + timedelta(days=3)
    for call in (
        lambda: propose_key(stranger, account_id=machine.account_id, kind="secret", expires_at=when, reason="x"),
        lambda: decide_key(stranger, key_id=waiting.pk, approve=True, secret_digest="1" * 64),
        lambda: revoke_key(stranger, key_id=MachineKey.objects.filter(approved=True).get().pk, reason="x"),
        lambda: CATALOGUE["access.machine"](stranger, account_id=machine.account_id),
        lambda: propose_duty(stranger, account_id=machine.account_id, role=ROLE, reason="x"),
    ):
        with pytest.raises(NotFound):
            call()
    assert CATALOGUE["access.machines"](stranger).lines == ()


def test_a_machine_may_do_what_its_role_names_and_nothing_else(carrier: Office, owner_sql: Any) -> None:
    """Every act and look of the house against a machine's role: acts for everybody who is signed in are closed too,
    the public's as well, and what wants a fresh second factor stays closed even to its role."""
    approved(carrier)
    found = caller()
    assert found is not None
    own = {name for name, spec in CATALOGUE.items() if ROLE in spec.roles}
    house = [name for name in sorted(CATALOGUE) if not name.startswith("test.") and name not in own]
    before = len(entries(owner_sql))
    for name in house:
        with pytest.raises(NotPermitted):
            CATALOGUE[name](found.actor)
    written = entries(owner_sql)[before:]
    assert [(e["act"], e["kind"], e["actor"]) for e in written] == [(n, "refusal", found.actor.ref) for n in house]
    fresh = next(spec for spec in CATALOGUE.values() if spec.fresh)
    with pytest.raises(SecondFactorNeeded):
        replace(fresh, roles=(ROLE,))(found.actor)
    assert not any(CATALOGUE[name].fresh for name in own)


def test_roles_of_machines_are_for_machines_of_one_kind() -> None:
    """No role of machines hands out roles or reaches the accounts' acts; each is bound to a kind of institution."""
    machines = [role for role in registry.roles().values() if role.machine]
    assert ROLE in {role.name for role in machines}
    for role in machines:
        assert role.kind and not role.grants
        assert not [name for name, spec in CATALOGUE.items() if role.name in spec.roles and name.startswith("access.")]


def test_a_certificate_belongs_to_one_machine(carrier: Office) -> None:
    """A key that works already cannot be given to a second machine; the token of a certificate needs that certificate."""
    machine, print_ = approved(carrier), "ab" * 32
    key = ask(carrier, machine, "certificate", certificate=":".join(["AB"] * 32))
    decide_key(carrier.people["second"], key_id=key.pk, approve=True)
    found = callers.by_certificate(print_, "en")
    assert found is not None and found.actor.account_id == machine.account_id
    token = callers.token_for(found, None)
    assert callers.by_token(token, print_, "en") is not None
    assert callers.by_token(token, "", "en") is None
    assert callers.by_token(token, "cd" * 32, "en") is None
    other = enter(carrier, "uta-other")
    again = ask(carrier, other, "certificate", certificate=print_)
    with pytest.raises(Conflict):
        decide_key(carrier.people["second"], key_id=again.pk, approve=True)


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "password"},
        {"kind": "certificate"},
        {"kind": "certificate", "certificate": "zz"},
        {"days": 500},
        {"days": -1},
    ],
)
def test_a_key_that_cannot_be_is_refused(carrier: Office, changes: dict[str, Any]) -> None:
    """Unknown kinds, certificates without digest, and ends in the past or too far away are refused by name."""
    with pytest.raises(Invalid) as caught:
        ask(carrier, enter(carrier), **changes)
    assert caught.value.field in ("kind", "certificate", "expires_at")


def test_four_keys_at_a_time(carrier: Office) -> None:
    """Keys do not pile up: a fifth one is refused until another is revoked or rejected."""
    machine = approved(carrier)
    for _ in range(machine_keys.MOST_KEYS - 1):
        ask(carrier, machine)
    with pytest.raises(Conflict):
        ask(carrier, machine)
    decide_key(carrier.people["second"], key_id=MachineKey.objects.filter(approved=None).first().pk, approve=False)
    ask(carrier, machine)


def test_colleagues_are_people(carrier: Office) -> None:
    """A machine does not stand among the colleagues, nor can it be invited or looked at as one."""
    machine = approved(carrier)
    found = CATALOGUE["access.colleagues"](carrier.people["first"], show="all")
    assert {line.username for line in found.lines} == {"first", "second"}
    with pytest.raises(NotFound):
        CATALOGUE["access.colleague"](carrier.people["first"], account_id=machine.account_id)
    assert not Account.objects.get(pk=machine.account_id).has_usable_password()


DER = b"\x30\x82" + bytes(range(256)) * 2
PEM = "-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(DER).decode() + "-----END CERTIFICATE-----\n"
HEX = sha256(DER).hexdigest()


@pytest.mark.parametrize(
    "value",
    [
        HEX,
        HEX.upper(),
        ":".join(HEX[place : place + 2] for place in range(0, 64, 2)),
        quote(PEM),
        PEM.replace("\n", " "),
        base64.b64encode(DER).decode(),
        f":{base64.b64encode(DER).decode()}:",
    ],
)
def test_what_proxies_hand_over_is_read(value: str) -> None:
    """Each way of writing gives the same SHA-256."""
    assert machine_keys.fingerprint_of_header(value) == HEX


@given(st.text(max_size=300) | st.binary(max_size=200).map(lambda b: base64.b64encode(b).decode()))
def test_a_header_that_is_no_certificate_is_nothing(value: str) -> None:
    """Whatever the header holds: an empty answer or 64 hex digits, never an error; what is no DER sequence is nothing."""
    found = machine_keys.fingerprint_of_header(value)
    assert found == "" or (len(found) == 64 and set(found) <= set("0123456789abcdef"))
    assert machine_keys.fingerprint_of_header("AAAA") == machine_keys.fingerprint_of_header("%zz") == ""
