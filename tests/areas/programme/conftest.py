"""People of the programme, and decided permits in place of the labour area's own tables."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from typing import Any

import pytest

from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.registry import ALL, Role, register_roles
from sapar.kernel.access.rls import rls_enable
from sapar.methods.ids import uuid7

CONSOLE, STATISTICS = Actor.system("console"), Actor.system("statistics")
SEES_ROWS, SEES_NONE = "test.permit_officer", "test.permit_employer"
register_roles(
    Role(SEES_ROWS, "Sees all permits", second_factor=True, reach={"labour": ALL}),
    Role(SEES_NONE, "Sees no permits", second_factor=True),
)

# The same columns as the labour area's view: what stands here for its tables keeps this area's tests to itself.
SOURCE = """
create table test_permit (id uuid primary key, settled_on date, nationality text, sector text, decided boolean,
  within_clock boolean, outcome text);
"""
VIEW = """
drop view fact_permit_decisions;
create view fact_permit_decisions with (security_invoker = on) as
select id as key, settled_on, settled_on as decided_on, to_char(settled_on, 'YYYY-MM') as month, nationality, sector,
  decided, within_clock, outcome from test_permit;
"""


@dataclass
class Node:
    """The node with its people: ``node.coordinator`` and so on are actors."""

    owner: Any
    institution: Any
    people: dict[str, Actor] = field(default_factory=dict)

    def add(self, username: str, role: str, institution: Any = None) -> Actor:
        from sapar.kernel.access.acts import appoint, create_account
        from sapar.kernel.access.session import actor_for

        account = create_account(CONSOLE, username=username, full_name=username.title(), language="en")
        place = institution or self.institution
        duty = appoint(CONSOLE, account_id=account.pk, institution_id=place.pk, role=role)
        self.people[username] = actor_for(account, duty, "en", clock.now())
        return self.people[username]

    def __getattr__(self, name: str) -> Actor:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    def decided(
        self, day: date, nationality: str = "KAZ", sector: str = "F", *, within: bool = True, times: int = 1
    ) -> None:
        """Decisions, written by the owner: without an act."""
        for _ in range(times):
            self.owner.execute(
                "insert into test_permit values (%s, %s, %s, %s, true, %s, 'granted')",
                [uuid7(), day, nationality, sector, within],
            )


@pytest.fixture
def node(node_db: Any, owner_sql: Any) -> Node:
    return make_node(owner_sql)


def make_node(owner_sql: Any) -> Node:
    from sapar.kernel.access.acts import create_institution

    def office(code: str, kind: str) -> Any:
        return create_institution(CONSOLE, code=code, kind=kind, name_tk=code, name_ru=code, name_en=code)

    owner_sql.execute(SOURCE)
    owner_sql.execute(rls_enable("test_permit", area="labour").sql)
    owner_sql.execute(VIEW)
    made = Node(owner_sql, office("MFA", "ministry"))
    made.add("coordinator", "programme.coordinator")
    made.add("official", "programme.official")
    made.add("iom", "iom.coordinator", office("IOM", "iom"))
    made.add("officer", SEES_ROWS)
    made.add("employer", SEES_NONE)
    return made


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


@pytest.fixture
def enter(node: Node) -> Callable[..., Any]:
    """``enter("coordinator")``: a test client that is signed in as that person."""

    def go(username: str, language: str = "en") -> Any:
        from django.test import Client

        client = Client(HTTP_HOST="localhost")
        client.cookies["sapar_session"] = session_of(node.people[username])
        client.cookies["sapar_language"] = language
        return client

    return go


def client_of(actor: Actor, language: str = "en") -> Any:
    """A browser in which this person is signed in."""
    from django.test import Client

    client = Client(HTTP_HOST="localhost")
    client.cookies["sapar_session"] = session_of(actor)
    client.cookies["sapar_language"] = language
    return client


def text(response: Any) -> str:
    """What a page says, without its head, its menu and its tags."""
    assert response.status_code in (200, 422), response.status_code
    body = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())
