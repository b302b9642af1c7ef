"""From a signed-in browser to an actor: which duty, and when a second factor was last confirmed."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest

from sapar.kernel import clock
from sapar.kernel.access import registry
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.models import Account, Duty

DUTY_KEY = "sapar_duty"
RECORDS_KEY = "account_authentication_methods"  # where allauth notes how this session was authenticated


def duties_of(account: Account) -> list[Duty]:
    """The duties that hold now, oldest first, with institution and place."""
    now = clock.now()
    found = Duty.objects.filter(account=account, ended_at=None).select_related("institution", "place")
    return [duty for duty in found.order_by("id") if duty.valid_until is None or duty.valid_until > now]


def second_factor_at(request: HttpRequest) -> datetime | None:
    """When this session last confirmed a second factor (one-time code, passkey, recovery code)."""
    stamps = [record["at"] for record in request.session.get(RECORDS_KEY, []) if record.get("method") == "mfa"]
    # allauth stamps with the machine's clock; a demo's clock may run ahead of it.
    return datetime.fromtimestamp(max(stamps), UTC) + clock.offset() if stamps else None


def actor_of(request: HttpRequest) -> tuple[Actor, Duty | None]:
    """The actor of a request and their duty. ``Actor.public()`` without a session, without a duty, or while the duty's
    role wants a second factor that this session has not shown."""
    language = getattr(request, "LANGUAGE_CODE", "tk")
    account = request.user
    if not isinstance(account, Account) or account.is_machine:  # a machine has no session, whatever made this one
        return Actor.public(language), None
    duties = duties_of(account)
    request.sapar_duties = len(duties)  # type: ignore[attr-defined]  # for the header: one duty cannot be changed
    chosen = request.session.get(DUTY_KEY)
    duty = next((duty for duty in duties if str(duty.pk) == chosen), duties[0] if duties else None)
    if duty is None or duty.role not in registry.roles():
        return Actor.public(language), None
    confirmed = second_factor_at(request)
    if registry.role(duty.role).second_factor and confirmed is None:
        return Actor.public(language), duty
    return actor_for(account, duty, language, confirmed), duty


def actor_for(account: Account, duty: Duty, language: str = "tk", second_factor: datetime | None = None) -> Actor:
    """The actor that a duty makes of an account."""
    return Actor(
        ref=f"account:{account.pk}",
        role=duty.role,
        account_id=account.pk,
        duty_id=duty.pk,
        institution_id=duty.institution_id,
        place_id=duty.place_id,
        language=language,
        second_factor_at=second_factor,
        name=account.full_name,
    )


def choose_duty(request: HttpRequest, duty_id: UUID) -> bool:
    """Act under another of one's own duties from now on; False if it is not one of them."""
    account = request.user
    if (
        not isinstance(account, Account)
        or account.is_machine
        or not any(duty.pk == duty_id for duty in duties_of(account))
    ):
        return False
    request.session[DUTY_KEY] = str(duty_id)
    return True
