"""Leaving a notice, inside the act that causes it; reading one's own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from sapar.kernel import clock, vault
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.models import Account
from sapar.kernel.acts import about
from sapar.kernel.acts.running import running
from sapar.kernel.errors import Invalid, NotFound
from sapar.kernel.notices import registry, rules
from sapar.kernel.notices.models import Notice
from sapar.methods.ids import uuid7

DELIVER = "sapar.kernel.notices.deliver"
ADDRESS = "address"


def institution_recipient(institution_id: UUID, role: str) -> str:
    """The reference of whoever holds a role in an institution."""
    return f"institution:{institution_id}/{role}"


def recipients_of(actor: Actor) -> list[str]:
    """The references under which notices reach this actor."""
    found = [actor.ref]
    if actor.institution_id is not None:
        found.append(institution_recipient(actor.institution_id, actor.role))
    return found


def notify(
    template: str,
    params: Mapping[str, Any] | None = None,
    *,
    account_id: UUID | None = None,
    institution_role: tuple[UUID, str] | None = None,
    holder_id: UUID | None = None,
    address: str = "",
    language: str = "",
    secrets: Mapping[str, str] | None = None,
    link: str = "",
    field: str = "address",
) -> list[Notice]:
    """Leave a message for exactly one recipient, in the transaction of the act; it goes out if the act is committed.

    ``account_id``: on screen, and by mail if the account has an address. ``institution_role``: on screen for whoever
    holds the role there, and by mail to each. ``holder_id``: on the page of that record's holder. ``address``: a
    telephone number (E.164) or mail address of a person without account, with their ``language``. ``params``: ids and
    codes only. ``secrets``: values of the template's ``secrets``, stored sealed until sent. ``link``: a path on this node
    without personal data.

    Raises Invalid (``field``) for an address that is none, NotFound for an unknown account.
    """
    running()
    declared = registry.template(template)
    given = dict(secrets or {})
    if set(given) != set(declared.secrets):
        raise ValueError(f"{template} takes the secrets {declared.secrets}")
    if sum(map(bool, (account_id, institution_role, holder_id, address))) != 1:
        raise ValueError("a notice has one recipient")
    base: dict[str, Any] = {"template": template, "params": dict(params or {}), "link": link}
    if account_id:
        return _to_account(base, account_id, given)
    if institution_role:
        return _to_institution(base, *institution_role, given)
    if holder_id:
        recipient = f"holder:{holder_id}"
        return [_leave(base, recipient, "screen", language or settings.LANGUAGE_CODE)]
    channel = rules.channel_of(address)
    if channel is None:
        raise Invalid(_("Enter a telephone number like +99365123456 or a mail address."), field=field, code="address")
    sealed = {"address": address, "secrets": given}
    return [_leave(base, ADDRESS, channel, language or settings.LANGUAGE_CODE, sealed=sealed)]


def _to_account(base: dict[str, Any], account_id: UUID, secrets: dict[str, str]) -> list[Notice]:
    account = Account.objects.filter(pk=account_id).first()
    if account is None:
        raise NotFound(field="account_id")
    about("account", account.pk)
    ref, language = f"account:{account.pk}", account.language
    made = [_leave(base, ref, "screen", language, account_id=account.pk)]
    if account.email:
        made.append(_mail(base, account, secrets))
    return made


def _to_institution(base: dict[str, Any], institution_id: UUID, role: str, secrets: dict[str, str]) -> list[Notice]:
    recipient, now = institution_recipient(institution_id, role), clock.now()
    made = [_leave(base, recipient, "screen", settings.LANGUAGE_CODE, institution_id=institution_id)]
    # One filter call: all conditions hold for the same duty.
    holders = Account.objects.filter(
        Q(duties__valid_until=None) | Q(duties__valid_until__gt=now),
        duties__institution_id=institution_id,
        duties__role=role,
        duties__ended_at=None,
        is_active=True,
    ).exclude(email="")
    for account in holders.distinct():
        made.append(_mail(base, account, secrets))
    return made


def _mail(base: dict[str, Any], account: Account, secrets: dict[str, str]) -> Notice:
    sealed = {"secrets": secrets}
    return _leave(base, f"account:{account.pk}", "mail", account.language, account_id=account.pk, sealed=sealed)


def _leave(
    base: dict[str, Any],
    recipient: str,
    channel: str,
    language: str,
    *,
    account_id: UUID | None = None,
    institution_id: UUID | None = None,
    sealed: dict[str, Any] | None = None,
) -> Notice:
    now = clock.now()
    made = Notice(
        id=uuid7(),
        recipient=recipient,
        channel=channel,
        language=language,
        account_id=account_id,
        institution_id=institution_id,
        created_at=now,
        sent_at=now if channel == "screen" else None,
        **base,
    )
    if sealed and any(sealed.values()):
        made.sealed = vault.seal(json.dumps(sealed, ensure_ascii=False).encode(), bound_to(made))
    made.save(force_insert=True)
    about("notice", made.pk)
    if channel != "screen":
        queue(made.pk)
    return made


def queue(notice_id: UUID, after: int = 0) -> None:
    """Queue the delivery, in ``after`` seconds. A notice has one job at a time: each failure queues the next."""
    from procrastinate.contrib.django import app

    wait = {"seconds": after} if after else None
    app.configure_task(DELIVER, schedule_in=wait, allow_unknown=True).defer(notice_id=str(notice_id))


def bound_to(notice: Notice) -> str:
    """The place to which a notice's box is bound."""
    return f"notice:{notice.pk}:{notice.recipient}:{notice.template}"


@dataclass(frozen=True, slots=True)
class Message:
    """A notice on screen. ``link`` is a path on this node or empty."""

    id: UUID
    subject: str
    body: str
    link: str
    created_at: datetime
    read_at: datetime | None


def unread_count(actor: Actor) -> int:
    """How many messages wait for this actor; inside ``reading``."""
    return _mine(actor).filter(read_at=None).count()


def messages(actor: Actor, *, unread_only: bool = False, limit: int = 50) -> list[Message]:
    """The messages of this actor, newest first, in their present language; inside ``reading``.

    One's own messages are no look at somebody else's data: no ledger entry.
    """
    found = _mine(actor)
    if unread_only:
        found = found.filter(read_at=None)
    return [
        Message(one.pk, text.subject, text.body, one.link, one.created_at, one.read_at)
        for one in found.order_by("-id")[:limit]
        for text in [registry.text_of(one.template, one.params, actor.language)]
    ]


def _mine(actor: Actor) -> QuerySet[Notice]:
    return Notice.objects.filter(recipient__in=recipients_of(actor), channel="screen")
