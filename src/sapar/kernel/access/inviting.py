"""How a new account reaches its person: a one-time code, handed over or mailed, stored as a digest, good for three days.

Whoever holds the code sets the password. A code alone gives no role: that takes a proposal and a second person.
"""

from __future__ import annotations

import re
from uuid import UUID

from django.contrib.auth.hashers import identify_hasher
from django.utils.translation import gettext_lazy as _

from sapar.kernel import clock
from sapar.kernel.access import codes
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.models import Account, Institution, Invitation
from sapar.kernel.access.records import account_of, institution_of, new_account, own, sign_out
from sapar.kernel.access.roles import ADMINISTRATOR, MANAGER
from sapar.kernel.acts import about, act, defer
from sapar.kernel.errors import Conflict, Invalid, NotFound

MANAGERS = (MANAGER, ADMINISTRATOR)
PURPOSE = "access.accounts"
INVITE = "sapar.kernel.notices.invite"
HEX = re.compile(r"[0-9a-f]{64}")
NO_CODE = _("This code does not open an account. It may be mistyped, used already, or older than three days.")


@act("access.invite", roles=MANAGERS, purpose=PURPOSE, title=_("Invite a colleague"), fresh=True, emits=(INVITE,))
def invite(
    actor: Actor,
    *,
    username: str,
    full_name: str,
    email: str = "",
    phone: str = "",
    language: str = "tk",
    code_digest: str = "",
) -> Account:
    """A new account with a one-time code by which its person sets the password; returns the account.

    ``code_digest`` (``codes.invitation_digest``): the caller made the code and shows it once. Without it the sender of
    notices makes one and mails it, so that nobody here ever sees it; that needs ``email``. The account has no duty:
    a role is proposed and approved apart from this. Raises Invalid.
    """
    institution = institution_of(actor.institution_id)
    account = new_account(username, full_name, email, phone, language)
    _invite(actor, account, institution, code_digest)
    return account


@act(
    "access.invite_again",
    roles=MANAGERS,
    purpose=PURPOSE,
    title=_("Invite a colleague again"),
    fresh=True,
    emits=(INVITE,),
)
def invite_again(actor: Actor, *, account_id: UUID, code_digest: str = "") -> Account:
    """A new code for an account of this institution that was never opened; earlier codes end. Raises NotFound, Conflict."""
    account, institution = account_of(account_id), institution_of(actor.institution_id)
    if not Invitation.objects.filter(account=account, institution=institution).exists():
        raise NotFound(field="account_id")
    if account.has_usable_password():
        raise Conflict(_("This account has been opened. A lost password is reset by mail."), code="opened")
    Invitation.objects.filter(account=account, used_at=None, voided_at=None).update(voided_at=clock.now())
    _invite(actor, account, institution, code_digest)
    return account


@act(
    "access.accept_invitation",
    roles=("public",),
    purpose=PURPOSE,
    title=_("Open one's account with a one-time code"),
    page_only=True,
)
def accept_invitation(actor: Actor, *, code: str, password_hash: str) -> Account:
    """Set the first password; the code is used up. Takes the password's hash, as ``set_password`` does.

    Raises Invalid (``code``) in the same words for a code that is wrong, used, replaced or expired.
    """
    found = open_invitation(code, lock=True)
    if found is None:
        raise Invalid(NO_CODE, field="code", code="code")
    try:
        identify_hasher(password_hash)
    except ValueError:
        raise Invalid(field="password_hash") from None
    account = found.account
    account.password = password_hash
    account.save(update_fields=["password"])
    found.used_at = clock.now()
    found.save(update_fields=["used_at"])
    about("account", account.pk)
    sign_out(account.pk)
    account.refresh_from_db()  # with the epoch that a new session is bound to
    return account


def open_invitation(code: str, *, lock: bool = False) -> Invitation | None:
    """The invitation that a code opens now, with account and institution."""
    rows = Invitation.objects.select_related("account", "institution")
    if lock:
        rows = rows.select_for_update(of=("self", "account"))
    found = rows.filter(
        digest=codes.invitation_digest(code), used_at=None, voided_at=None, expires_at__gt=clock.now()
    ).first()
    return found if found and found.account.is_active and not found.account.has_usable_password() else None


def _invite(actor: Actor, account: Account, institution: Institution, code_digest: str) -> Invitation:
    if code_digest and not HEX.fullmatch(code_digest):
        raise Invalid(field="code_digest")
    if not code_digest and not account.email:
        raise Invalid(_("Enter a mail address, or hand the code over yourself."), field="email", code="email_needed")
    made = Invitation(
        account=account,
        institution=institution,
        digest=code_digest,
        by_mail=not code_digest,
        invited_by_id=own(actor.account_id),
        created_at=clock.now(),
        expires_at=clock.now() + codes.LIFE,
    )
    made.save(force_insert=True)
    about("account", account.pk)
    if made.by_mail:
        defer(INVITE, invitation_id=str(made.pk))
    return made
