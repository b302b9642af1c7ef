"""From a machine's credentials to an actor: client id and secret, a certificate, or a token that was given for one of them.

A token is signed, not stored: it names the key it was given for and ends after a quarter of an hour, and at every call
key, account and duty are looked at anew. So revoking a key ends its tokens at once.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.db.models import Q, QuerySet

from sapar.kernel import clock
from sapar.kernel.access import limits, registry
from sapar.kernel.access import machine_keys as keys
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.machines import role_of
from sapar.kernel.access.models import MachineKey
from sapar.kernel.access.session import actor_for

TOKEN_LIFE = timedelta(minutes=15)
SALT = "sapar.machine-token"
LONGEST_TOKEN = 8000
SEEN_EVERY = timedelta(minutes=1)  # how exactly the last use of a key is known: not a write for every call
_NO_DIGEST = "0" * 64


@dataclass(frozen=True, slots=True)
class Caller:
    """A machine that proved itself. ``scope``: the acts that its token is good for; None means all of its role."""

    actor: Actor
    key_id: UUID
    per_minute: int
    scope: frozenset[str] | None = None


def by_secret(client_id: str, secret: str, language: str) -> Caller | None:
    """The machine of that client id, if the secret is one of its own; None in the same words for whatever is wrong."""
    given, found = keys.secret_digest(secret), None
    rows = _working().filter(machine__account__username=client_id, kind=keys.SECRET)[: keys.MOST_KEYS]
    for key in list(rows) or [MachineKey(digest=_NO_DIGEST)]:
        if hmac.compare_digest(key.digest, given):
            found = key
    return _caller(found, language)


def by_certificate(fingerprint: str, language: str) -> Caller | None:
    """The machine with a certificate of that SHA-256 (hex)."""
    return _caller(_working().filter(kind=keys.CERTIFICATE, digest=fingerprint).first(), language)


def by_token(token: str, fingerprint: str, language: str) -> Caller | None:
    """The machine that a token was given to. One given for a certificate works with that certificate only (RFC 8705)."""
    if len(token) > LONGEST_TOKEN:
        return None
    try:
        held = signing.loads(token, salt=SALT)
        key_id, ends, scope = UUID(held["k"]), int(held["x"]), held["s"]
    except (signing.BadSignature, ValueError, KeyError, TypeError, AttributeError):
        return None
    if ends <= clock.now().timestamp():
        return None
    key = _working().filter(pk=key_id).first()
    if key is None or (key.kind == keys.CERTIFICATE and not hmac.compare_digest(key.digest, fingerprint)):
        return None
    return _caller(key, language, None if scope is None else frozenset(scope))


def token_for(caller: Caller, scope: frozenset[str] | None) -> str:
    """A token that is good for ``TOKEN_LIFE``; ``scope`` narrows it to some acts."""
    ends = int((clock.now() + TOKEN_LIFE).timestamp())
    return signing.dumps({"k": str(caller.key_id), "x": ends, "s": None if scope is None else sorted(scope)}, salt=SALT)


def within_limit(caller: Caller) -> bool:
    """Count one call of this machine; False when it has made more than it may in this minute."""
    name = limits.bucket("machine", str(caller.actor.account_id))
    return limits.hit(name, 60) <= caller.per_minute


def _working() -> QuerySet[MachineKey]:
    return MachineKey.objects.filter(
        approved=True, revoked_at=None, expires_at__gt=clock.now(), machine__account__is_active=True
    ).select_related("machine")


def _caller(key: MachineKey | None, language: str, scope: frozenset[str] | None = None) -> Caller | None:
    if key is None:
        return None
    duty = role_of(key.machine_id)
    if duty is None or duty.role not in registry.roles() or not registry.role(duty.role).machine:
        return None
    now = clock.now()
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - SEEN_EVERY)
    MachineKey.objects.filter(stale, pk=key.pk).update(last_used_at=now)
    return Caller(
        actor_for(duty.account, duty, language or duty.account.language), key.pk, key.machine.per_minute, scope
    )
