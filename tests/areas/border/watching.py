"""What the tests of alerts and watchlists share: an office with two officers, and short ways to an alert in force."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from tests.areas.border.conftest import CONSOLE, Service

from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.acts import CATALOGUE

ASANOV = {
    "names": ["Бакыт Асанов"],
    "birth_dates": ["1990-03-27"],
    "nationalities": ["KGZ"],
    "reason": "Court order 17",
}


def do(name: str, actor: Any, **arguments: Any) -> Any:
    return CATALOGUE[f"border.{name}"](actor, **arguments)


def add_office(service: Service) -> Service:
    """Two watch officers of the border service, and two of the intake of the migration service."""
    from sapar.kernel.access.acts import create_institution

    service.add("watch", "border.watch_officer")
    service.add("watch2", "border.watch_officer")
    helping = create_institution(
        CONSOLE, code="SMS", kind="migration_service", name_tk="DMG", name_ru="ГМС", name_en="Migration service"
    )
    service.add("intake", "protection.intake", institution=helping)
    service.add("intake2", "protection.intake", institution=helping)
    return service


def draft(actor: Actor, meaning: str, **changes: Any) -> Any:
    values: dict[str, Any] = {
        "meaning": meaning,
        "expires_on": clock.today() + timedelta(days=90),
        "legal_basis": "Criminal procedure code, article 1",
        **ASANOV,
    }
    return do("draft_alert", actor, **(values | changes))


def alert(drafter: Actor, approver: Actor, meaning: str, **changes: Any) -> Any:
    """An alert in force for the person of ``passport()``."""
    return do("decide_alert", approver, version_id=draft(drafter, meaning, **changes).pk, approve=True)


def work() -> int:
    """What the worker does with the quiet checks that wait; returns how many."""
    from sapar.areas.border.models import QuietCheck
    from sapar.areas.border.tasks import answer_quietly
    from sapar.kernel.access.context import reading

    with reading(Actor.system("watch")):
        waiting = [str(pk) for pk in QuietCheck.objects.filter(done_at=None).values_list("pk", flat=True)]
    for one in waiting:
        answer_quietly([one])
    return len(waiting)


def inspect(actor: Actor, mrz: str, **arguments: Any) -> Any:
    return do("inspect", actor, mrz=mrz, direction=arguments.pop("direction", "entry"), **arguments)


def check(inspection: Any, name: str = "watchlist") -> dict[str, Any]:
    return next(one for one in inspection.checks if one["name"] == name)


def session_of(actor: Actor) -> str:
    """The key of a session as signing in with a second factor leaves it."""
    from django.contrib.sessions.backends.db import SessionStore

    from sapar.kernel.access.models import Account

    account = Account.objects.get(pk=actor.account_id)
    session = SessionStore()
    session["_auth_user_id"] = str(account.pk)
    session["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
    session["_auth_user_hash"] = account.get_session_auth_hash()
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session["sapar_duty"] = str(actor.duty_id)
    session.create()
    assert session.session_key is not None
    return session.session_key


def browser_of(actor: Actor, language: str = "en") -> Any:
    """A test client that is signed in as this person."""
    from django.test import Client

    client = Client(HTTP_HOST="localhost")
    client.cookies["sapar_session"] = session_of(actor)
    client.cookies["sapar_language"] = language
    return client
