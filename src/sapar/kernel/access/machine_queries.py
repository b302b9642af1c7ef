"""Looks of those who manage accounts at the machines of their own institution."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.access.machines import MANAGERS, PURPOSE
from sapar.kernel.access.models import Machine, MachineKey
from sapar.kernel.access.queries import DutyLine, RequestLine, duties, requests_of
from sapar.kernel.acts import look, shown
from sapar.kernel.errors import NotFound

SIZE = 50
MOST_PAGES = 10_000


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A key. ``state``: ``waiting`` (for a second person), ``works``, ``rejected``, ``expired``, ``revoked``. ``why_not``: the
    rule that keeps the reader from deciding, empty if they may. ``fingerprint``: of a certificate, empty for a secret."""

    id: UUID
    kind: str
    state: str
    fingerprint: str
    reason: str
    asked_by: str
    asked_at: datetime
    decided_by: str
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None
    revoke_reason: str
    why_not: str


@dataclass(frozen=True, slots=True)
class MachineLine:
    """A machine in the list. ``state``: ``works``, ``no_role``, ``no_key``. ``waiting``: something waits for a second person."""

    account_id: UUID
    client_id: str
    title: str
    state: str
    roles: tuple[str, ...]
    last_used_at: datetime | None
    waiting: bool


@dataclass(frozen=True, slots=True)
class Machines:
    """One page of machines, by name; ``more``: another page follows."""

    lines: tuple[MachineLine, ...]
    page: int
    more: bool


@dataclass(frozen=True, slots=True)
class MachineView:
    """One machine with everything that a manager decides on."""

    account_id: UUID
    client_id: str
    title: str
    contact: str
    per_minute: int
    created_at: datetime
    state: str
    duties: tuple[DutyLine, ...]
    keys: tuple[KeyLine, ...]
    requests: tuple[RequestLine, ...]


@look("access.machines", roles=MANAGERS, purpose=PURPOSE, title=_("Look at the machine accounts"))
def machines(actor: Actor, *, page: int = 1) -> Machines:
    """Machines of the own institution, by name."""
    number = min(max(page, 1), MOST_PAGES)
    rows = list(_own(actor).order_by("account__full_name", "account_id")[(number - 1) * SIZE : number * SIZE + 1])
    more, rows = len(rows) > SIZE, rows[:SIZE]
    shown("account", *(row.account_id for row in rows))
    held = duties(actor, [row.account_id for row in rows])
    return Machines(tuple(_line(actor, row, held.get(row.account_id, ())) for row in rows), number, more)


@look("access.machine", roles=MANAGERS, purpose=PURPOSE, title=_("Look at a machine account"))
def machine(actor: Actor, *, account_id: UUID) -> MachineView:
    """One machine of the own institution. Raises NotFound for any other."""
    found = _own(actor).filter(account_id=account_id).first()
    if found is None:
        raise NotFound(field="account_id")
    shown("account", found.account_id)
    held = duties(actor, [found.account_id]).get(found.account_id, ())
    keys = _keys(actor, found)
    return MachineView(
        account_id=found.account_id,
        client_id=found.account.username,
        title=found.account.full_name,
        contact=found.contact,
        per_minute=found.per_minute,
        created_at=found.created_at,
        state=_state(held, keys),
        duties=held,
        keys=keys,
        requests=requests_of(actor, found.account_id),
    )


def _own(actor: Actor) -> QuerySet[Machine]:
    rows = Machine.objects.filter(institution_id=actor.institution_id or NOBODY).select_related("account")
    return rows.prefetch_related("keys__asked_by", "keys__decided_by")


def _line(actor: Actor, row: Machine, held: tuple[DutyLine, ...]) -> MachineLine:
    keys = _keys(actor, row)
    waiting = any(key.state == "waiting" for key in keys) or any(
        request.decided_at is None for request in requests_of(actor, row.account_id)
    )
    return MachineLine(
        account_id=row.account_id,
        client_id=row.account.username,
        title=row.account.full_name,
        state=_state(held, keys),
        roles=tuple(duty.role for duty in held if duty.holds),
        last_used_at=max((key.last_used_at for key in keys if key.last_used_at), default=None),
        waiting=waiting,
    )


def _state(held: Iterable[DutyLine], keys: Iterable[KeyLine]) -> str:
    if not any(duty.holds for duty in held):
        return "no_role"
    return "works" if any(key.state == "works" for key in keys) else "no_key"


def _keys(actor: Actor, row: Machine) -> tuple[KeyLine, ...]:
    now = clock.now()
    return tuple(_key(actor, key, now) for key in sorted(row.keys.all(), key=lambda key: key.asked_at, reverse=True))


def _key(actor: Actor, key: MachineKey, now: datetime) -> KeyLine:
    state = "works"
    if key.revoked_at:
        state = "revoked"
    elif key.approved is False:
        state = "rejected"
    elif key.expires_at <= now:
        state = "expired"
    elif key.approved is None:
        state = "waiting"
    return KeyLine(
        id=key.pk,
        kind=key.kind,
        state=state,
        fingerprint=key.digest if key.kind == "certificate" else "",
        reason=key.reason,
        asked_by=key.asked_by.full_name if key.asked_by else "",
        asked_at=key.asked_at,
        decided_by=key.decided_by.full_name if key.decided_by else "",
        expires_at=key.expires_at,
        last_used_at=key.last_used_at,
        revoked_at=key.revoked_at,
        revoke_reason=key.revoke_reason,
        why_not="" if state != "waiting" else "own_proposal" if key.asked_by_id == actor.account_id else "",
    )
