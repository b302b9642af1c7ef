"""People and institutions that the kernel's tests act as; made by acts, from the console."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest

from sapar.kernel import clock
from sapar.kernel.access.actor import Actor

CONSOLE = Actor.system("console")


@dataclass
class Office:
    """One institution with people in roles. ``actor(name)`` acts with a second factor confirmed just now."""

    institution: Any
    people: dict[str, Actor] = field(default_factory=dict)

    def add(self, username: str, role: str) -> Actor:
        from sapar.kernel.access.acts import appoint, create_account
        from sapar.kernel.access.session import actor_for

        account = create_account(CONSOLE, username=username, full_name=username.title(), language="en")
        duty = appoint(CONSOLE, account_id=account.pk, institution_id=self.institution.pk, role=role)
        self.people[username] = actor_for(account, duty, "en", clock.now())
        return self.people[username]


@pytest.fixture
def office(node_db: Any) -> Office:
    return make_office("MIGR", "migration_service")


def make_office(code: str, kind: str) -> Office:
    from sapar.kernel.access.acts import create_institution

    return Office(create_institution(CONSOLE, code=code, kind=kind, name_tk=code, name_ru=code, name_en=code))


def entries(owner_sql: Any, act: str | None = None) -> list[dict[str, Any]]:
    """All ledger entries as the owner sees them, oldest first."""
    names = ("id", "kind", "act", "actor", "institution", "role", "purpose", "subjects", "input_digest", "outcome")
    rows = owner_sql.execute(f"select {', '.join(names)} from ledger_entry order by id").fetchall()
    found = [dict(zip(names, row, strict=True)) for row in rows]
    return [row for row in found if act is None or row["act"] == act]


def account_ids(office: Office) -> dict[str, UUID]:
    return {name: actor.account_id for name, actor in office.people.items() if actor.account_id}
