"""Commands for machine accounts, from the machine's console; every use is entered in the ledger."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any
from uuid import UUID

from sapar.node.cli.common import Stop, django, node_folder, say


def machines() -> int:
    """Machine accounts with roles and keys."""
    with django(node_folder()):
        from sapar.kernel import clock
        from sapar.kernel.access.machines import role_of
        from sapar.kernel.access.models import Machine

        now = clock.now()
        for machine in Machine.objects.select_related("account").prefetch_related("keys").order_by("account__username"):
            duty = role_of(machine.account_id)
            held = f"{duty.role} at {duty.institution.code}" if duty else "no role"
            print(
                f"{machine.account.username:24} {held}; {machine.per_minute} calls a minute; {machine.account.full_name}"
            )
            for key in sorted(machine.keys.all(), key=lambda key: key.asked_at):
                state = "works" if key.approved else "waits" if key.approved is None else "rejected"
                state = "revoked" if key.revoked_at else "run out" if key.expires_at <= now else state
                used = f"last used {key.last_used_at:%Y-%m-%d %H:%M} UTC" if key.last_used_at else "never used"
                print(f"    {key.pk}  {key.kind:11} {state:8} until {key.expires_at:%Y-%m-%d}  {used}")
    return 0


def add(username: str, title: str, contact: str, institution: str, role: str, per_minute: int, days: int) -> int:
    """A machine with its role and a first secret."""
    with django(node_folder()):
        secret = make_machine(username, title, contact, institution, role, per_minute, days)
    print(f"client id  {username}\nsecret     {secret}")
    say("Hand the secret over now: it is kept nowhere.")
    return 0


def make_machine(
    username: str, title: str, contact: str, institution: str, role: str, per_minute: int, days: int
) -> str:
    """As ``add``, inside a Django that is set up; returns the secret."""
    from sapar.kernel.access.actor import Actor
    from sapar.kernel.access.models import Institution
    from sapar.kernel.acts import CATALOGUE
    from sapar.kernel.errors import SaparError

    place = Institution.objects.filter(code=institution).first()
    if place is None:
        raise Stop(f"no institution {institution}")
    try:
        machine = CATALOGUE["access.install_machine"](
            Actor.system("console"),
            institution_id=place.pk,
            username=username,
            title=title,
            contact=contact,
            role=role,
            per_minute=per_minute,
        )
    except SaparError as error:
        raise _stop(error) from None
    return _secret(machine.account_id, days)


def new_key(username: str, certificate: str, days: int) -> int:
    """Another key of a machine: a secret, or the SHA-256 of a client certificate."""
    with django(node_folder()):
        from sapar.kernel import clock
        from sapar.kernel.access import machine_keys
        from sapar.kernel.access.actor import Actor
        from sapar.kernel.acts import CATALOGUE
        from sapar.kernel.errors import SaparError

        account_id = _machine(username)
        if not certificate:
            print(_secret(account_id, days))
            say(
                "Hand the secret over now: it is kept nowhere. Revoke the key before it when the program has changed over."
            )
            return 0
        digest = machine_keys.fingerprint(certificate)
        if not digest:
            raise Stop("--certificate takes the SHA-256 of the certificate: 64 digits and letters a to f", 2)
        ends = clock.now() + timedelta(days=days)
        try:
            CATALOGUE["access.install_key"](
                Actor.system("console"), account_id=account_id, kind="certificate", digest=digest, expires_at=ends
            )
        except SaparError as error:
            raise _stop(error) from None
    say("the certificate works from now on")
    return 0


def revoke(key: str, reason: str) -> int:
    """Revoke one key by its id."""
    try:
        key_id = UUID(key)
    except ValueError:
        raise Stop("the key's id is a UUID, as `sapar machine list` prints it", 2) from None
    with django(node_folder()):
        from sapar.kernel.access.actor import Actor
        from sapar.kernel.acts import CATALOGUE
        from sapar.kernel.errors import SaparError

        try:
            CATALOGUE["access.revoke_key"](Actor.system("console"), key_id=key_id, reason=reason)
        except SaparError as error:
            raise _stop(error) from None
    say("revoked: it and every token given for it stopped working")
    return 0


def _secret(account_id: UUID, days: int) -> str:
    from sapar.kernel import clock
    from sapar.kernel.access import machine_keys
    from sapar.kernel.access.actor import Actor
    from sapar.kernel.acts import CATALOGUE
    from sapar.kernel.errors import SaparError

    secret = machine_keys.secret_text(os.urandom(machine_keys.ENTROPY))
    try:
        CATALOGUE["access.install_key"](
            Actor.system("console"),
            account_id=account_id,
            kind=machine_keys.SECRET,
            digest=machine_keys.secret_digest(secret),
            expires_at=clock.now() + timedelta(days=days),
        )
    except SaparError as error:
        raise _stop(error) from None
    return secret


def _machine(username: str) -> UUID:
    from sapar.kernel.access.models import Machine

    found = Machine.objects.filter(account__username=username).values_list("account_id", flat=True).first()
    if found is None:
        raise Stop(f"no machine {username}")
    return UUID(str(found))


def _stop(error: Any) -> Stop:
    return Stop(f"{error.field + ': ' if error.field else ''}{error.message}")
