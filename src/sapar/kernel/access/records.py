"""What the acts of access share: finding accounts and institutions, making an account, signing somebody out."""

from __future__ import annotations

import re
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from sapar.kernel import clock
from sapar.kernel.access.models import Account, Institution
from sapar.kernel.acts import about
from sapar.kernel.errors import Invalid, NotFound, NotPermitted

PHONE = re.compile(r"\+[1-9]\d{6,14}")  # ITU-T E.164


def own(value: UUID | None) -> UUID:
    """An id of the actor that only people with a duty have. Raises NotPermitted for the others."""
    if value is None:
        raise NotPermitted()
    return value


def account_of(account_id: UUID) -> Account:
    """The account. Raises NotFound."""
    found = Account.objects.filter(pk=account_id).first()
    if found is None:
        raise NotFound(field="account_id")
    return found


def institution_of(institution_id: UUID | None) -> Institution:
    """The institution. Raises NotFound, and NotPermitted for an actor without one."""
    found = Institution.objects.filter(pk=own(institution_id)).first()
    if found is None:
        raise NotFound(field="institution_id")
    return found


def sign_out(account_id: UUID) -> None:
    """End every session of the account at its next request."""
    Account.objects.filter(pk=account_id).update(session_epoch=F("session_epoch") + 1)


def new_account(
    username: str, full_name: str, email: str, phone: str, language: str, *, is_machine: bool = False
) -> Account:
    """A new account without duty and without a password that works, inside an act. Raises Invalid for each wrong field."""
    wrong: list[Invalid] = []
    if not 3 <= len(username) <= 60 or not username.replace(".", "").replace("-", "").isalnum():
        wrong.append(Invalid(_("Use 3 to 60 letters, digits, dots and hyphens."), field="username"))
    elif Account.objects.filter(username__iexact=username).exists():
        wrong.append(Invalid(_("This name is taken."), field="username", code="taken"))
    if not full_name.strip():
        wrong.append(Invalid(_("Enter the full name."), field="full_name"))
    try:
        validate_email(email or "nobody@example.org")
    except ValidationError:
        wrong.append(Invalid(_("Enter a mail address, like name@example.org."), field="email"))
    if phone and not PHONE.fullmatch(phone):
        wrong.append(Invalid(_("Enter the number like +99365123456."), field="phone"))
    if language not in ("tk", "ru", "en"):
        wrong.append(Invalid(_("Choose one of the languages."), field="language"))
    if wrong:
        raise Invalid.many(wrong)
    account = Account(
        username=username,
        full_name=full_name.strip(),
        email=email,
        phone=phone,
        language=language,
        is_machine=is_machine,
        created_at=clock.now(),
    )
    account.set_unusable_password()
    account.save(force_insert=True)
    about("account", account.pk)
    return account
