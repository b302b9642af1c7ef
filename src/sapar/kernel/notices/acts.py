"""What happens to notices: sent, tried in vain, read; each an act."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.codes import invitation_digest
from sapar.kernel.access.models import Invitation
from sapar.kernel.access.registry import Purpose, register_purposes
from sapar.kernel.acts import about, act
from sapar.kernel.acts.registry import EVERYBODY
from sapar.kernel.errors import Conflict, Invalid, NotFound
from sapar.kernel.notices import rules, store
from sapar.kernel.notices.models import Notice
from sapar.kernel.notices.wordings import ACCESS, INVITED

ROLE = "system.notices"
(PURPOSE,) = register_purposes(Purpose("notices.tell", _("Tell people what concerns them")))


@act("notices.record_sent", roles=(ROLE,), purpose=PURPOSE.name, title=_("Record that a message was sent"))
def record_sent(actor: Actor, *, notice_id: UUID) -> Notice:
    """The gateway took it: the address and the secrets in it are erased. Raises Conflict if that is known already."""
    notice = _waiting(notice_id)
    notice.sent_at, notice.sealed, notice.last_error = clock.now(), None, ""
    notice.attempts += 1
    notice.save()
    return notice


@act(
    "notices.record_failure",
    roles=(ROLE,),
    purpose=PURPOSE.name,
    title=_("Record that a message could not be sent"),
    emits=(store.DELIVER,),
)
def record_failure(actor: Actor, *, notice_id: UUID, error: str, permanent: bool = False) -> Notice:
    """An attempt failed: queue the next one, or give up after the last. ``error`` is a code without personal data."""
    notice = _waiting(notice_id)
    notice.attempts += 1
    notice.last_error = error[:60]
    pause = None if permanent else rules.pause_after(notice.attempts)
    if pause is None:
        notice.failed_at, notice.sealed = clock.now(), None
    else:
        store.queue(notice.pk, pause)
    notice.save()
    return notice


@act("notices.mark_read", roles=(EVERYBODY,), purpose=PURPOSE.name, title=_("Mark messages as read"))
def mark_read(actor: Actor, *, notice_ids: list[UUID]) -> dict[str, int]:
    """Mark one's own messages as read; returns ``{"read": how many}``. Raises NotFound if one is not theirs."""
    mine = Notice.objects.filter(
        recipient__in=store.recipients_of(actor), channel="screen", pk__in=notice_ids
    ).select_for_update()
    found = list(mine)
    if len(found) != len(set(notice_ids)):
        raise NotFound(field="notice_ids")
    fresh = [notice for notice in found if notice.read_at is None]
    for notice in fresh:
        notice.read_at, notice.read_by = clock.now(), actor.ref
        notice.save(update_fields=["read_at", "read_by"])
        about("notice", notice.pk)
    return {"read": len(fresh)}


@act(
    "notices.tell_account",
    roles=(ROLE,),
    purpose=PURPOSE.name,
    title=_("Tell a person about a change of their access"),
    emits=(store.DELIVER,),
)
def tell_account(actor: Actor, *, account_id: UUID, what: str) -> None:
    """Leave the message for a change of access; ``what`` is a key of ``wordings.ACCESS``."""
    if what not in ACCESS:
        raise Invalid(field="what")
    store.notify(f"access.{what}", account_id=account_id)


@act(
    "notices.send_invitation",
    roles=(ROLE,),
    purpose=PURPOSE.name,
    title=_("Mail a one-time code to a new colleague"),
    emits=(store.DELIVER,),
)
def send_invitation(actor: Actor, *, invitation_id: UUID, code: str) -> None:
    """Leave the mail with the code that opens an account, and keep the code's digest. Raises Conflict when it was sent."""
    found = Invitation.objects.select_for_update().select_related("account").filter(pk=invitation_id).first()
    if found is None:
        raise NotFound(field="invitation_id")
    if found.digest or found.voided_at or found.used_at:
        raise Conflict(code="settled")
    found.digest = invitation_digest(code)
    found.save(update_fields=["digest"])
    about("account", found.account_id)
    store.notify(
        INVITED,
        {"account": str(found.account_id), "institution": str(found.institution_id)},
        address=found.account.email,
        language=found.account.language,
        secrets={"code": code},
        link="/account/invited",
    )


def _waiting(notice_id: UUID) -> Notice:
    notice = Notice.objects.select_for_update().filter(pk=notice_id).first()
    if notice is None:
        raise NotFound(field="notice_id")
    if notice.sent_at or notice.failed_at:
        raise Conflict(code="settled")
    about("notice", notice.pk)
    return notice
