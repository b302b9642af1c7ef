"""One delivery: read the notice, send it, record what came of it. No transaction is open while a gateway is spoken to."""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import UUID

import structlog
from django.conf import settings
from django.db import connection

from sapar.kernel import vault
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.access.models import Account
from sapar.kernel.errors import Conflict
from sapar.kernel.notices import acts, gateways, registry, store
from sapar.kernel.notices.models import Notice

log = structlog.get_logger(__name__)

LOST = """
select n.id from notices_notice n
where n.sent_at is null and n.failed_at is null and n.channel <> 'screen' and not exists (
  select 1 from procrastinate_jobs j left join procrastinate_workers w on w.id = j.worker_id
  where j.task_name = %s and j.args ->> 'notice_id' = n.id::text
    and (j.status = 'todo' or j.status = 'doing' and w.last_heartbeat > now() - interval '2 minutes')
) order by n.id limit 500
"""


def deliver(notice_id: UUID) -> str:
    """Send a notice unless it was settled; returns ``sent``, ``later``, ``failed``, ``settled`` or ``gone``.

    What goes wrong becomes a code in the record and in the log; no exception carries an address into them.
    """
    actor = Actor.system("notices")
    try:
        with reading(actor):
            found = _load(notice_id)
        if isinstance(found, str):
            return found
        channel, address, text = found
        if channel == "mail":
            gateways.send_mail(notice_id, address, text)
        else:
            gateways.send_sms(notice_id, address, text)
    except gateways.NotSent as problem:
        return _failed(actor, notice_id, problem.code, problem.permanent)
    except vault.Damaged as problem:
        return _failed(actor, notice_id, problem.code, permanent=True)
    except (KeyError, TypeError, ValueError) as problem:  # a template that is gone, or not filled by its values
        return _failed(actor, notice_id, f"text_{type(problem).__name__}", permanent=True)
    acts.record_sent(actor, notice_id=notice_id)
    log.info("notice_sent", notice=str(notice_id), channel=channel)
    return "sent"


def _load(notice_id: UUID) -> str | tuple[str, str, registry.Text]:
    notice = Notice.objects.filter(pk=notice_id).first()
    if notice is None:
        return "gone"
    if notice.sent_at or notice.failed_at:
        return "settled"
    sealed = json.loads(vault.open_box(bytes(notice.sealed), store.bound_to(notice))) if notice.sealed else {}
    address = sealed.get("address", "")
    if notice.account_id:
        account = Account.objects.filter(pk=notice.account_id, is_active=True).first()
        address = account.email if account else ""
    if not address:
        raise gateways.NotSent("no_address", permanent=True)
    text = registry.text_of(notice.template, notice.params, notice.language, sealed.get("secrets"))
    if notice.link:
        text = replace(text, body=f"{text.body}\n\n{settings.SAPAR_ORIGIN}{notice.link}")
    return notice.channel, address, text


def _failed(actor: Actor, notice_id: UUID, code: str, permanent: bool) -> str:
    recorded = acts.record_failure(actor, notice_id=notice_id, error=code, permanent=permanent)
    log.warning("notice_not_sent", notice=str(notice_id), code=code, given_up=recorded.failed_at is not None)
    return "failed" if recorded.failed_at else "later"


def lost() -> list[UUID]:
    """Notices that wait for a job which nobody will do: their worker died in the middle of it."""
    with reading(Actor.system("notices")), connection.cursor() as cursor:
        cursor.execute(LOST, [store.DELIVER])
        return [row[0] for row in cursor.fetchall()]


def sweep() -> int:
    """Deliver what was lost with its worker; returns how many were taken up."""
    found = lost()
    for notice_id in found:
        try:
            deliver(notice_id)
        except Conflict:
            continue
    return len(found)
