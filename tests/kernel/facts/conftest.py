"""A source of its own for the tests: a table behind row-level security, a fact view over it, an indicator over that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from sapar.kernel.access.actor import Actor
from sapar.kernel.access.registry import ALL, OWN, Role, register_roles
from sapar.kernel.access.rls import rls_enable
from sapar.kernel.facts import FactView, Indicator, Parameter, declared, fact_view
from sapar.methods.ids import uuid7

READER, OFFICER, CLERK, OTHER = "test.facts_reader", "test.facts_officer", "test.facts_clerk", "test.facts_other"
register_roles(
    Role(READER, "Reader of figures", second_factor=True, reach={"facts": ALL}),
    Role(OFFICER, "Sees all rows", second_factor=True, reach={"labour": ALL}),
    Role(CLERK, "Sees the rows of one institution", second_factor=True, reach={"labour": OWN}),
    Role(OTHER, "Sees none of it", second_factor=True, reach={"border": ALL}),
)
STATISTICS = Actor.system("statistics")

TABLE = """
create table factstest_decision (id uuid primary key, institution_id uuid not null, decided_on date, nationality text,
  sector text, in_time boolean);
"""
VIEW = FactView(
    name="fact_test_decisions",
    sql="select id as key, decided_on, to_char(decided_on, 'YYYY-MM') as month, nationality, sector, "
    "decided_on is not null as decided, in_time as within_clock from factstest_decision",
    columns={
        "key": "key",
        "decided_on": "day",
        "month": "month",
        "nationality": "code",
        "sector": "code",
        "decided": "boolean",
        "within_clock": "boolean",
    },
    area="labour",
    grain="One decision",
)
INDICATOR = Indicator(
    code="test.within",
    version=1,
    title="Decided in time",
    view=VIEW.name,
    day="decided_on",
    numerator="within_clock",
    denominator="decided",
    by=("month", "nationality", "sector"),
)
SINCE = Indicator(
    code="test.since",
    version=1,
    title="Decided since",
    view=VIEW.name,
    day="decided_on",
    numerator="decided",
    unit="count",
    by=("nationality",),
    where="decided_on >= :since",
    parameters=(Parameter("since", "day", "2026-01-01"),),
)


@dataclass
class Source:
    """The test's table, written as its owner (so without an act and without an actor)."""

    owner: Any
    institution: UUID

    def add(
        self,
        day: date,
        nationality: str | None = "KAZ",
        sector: str | None = "F",
        in_time: bool | None = True,
        times: int = 1,
    ) -> list[UUID]:
        keys = [uuid7() for _ in range(times)]
        for key in keys:
            self.owner.execute(
                "insert into factstest_decision values (%s, %s, %s, %s, %s, %s)",
                [key, self.institution, day, nationality, sector, in_time],
            )
        return keys


@pytest.fixture
def source(node_db: Any, owner_sql: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Source]:
    for name in ("_views", "_indicators", "_drilldowns"):
        monkeypatch.setattr(declared, name, {})
    owner_sql.execute(TABLE)
    owner_sql.execute(rls_enable("factstest_decision", area="labour", own="institution_id").sql)
    owner_sql.execute(fact_view(VIEW).sql)
    declared.register_views(VIEW)
    declared.register_indicators(INDICATOR, SINCE)
    yield Source(owner_sql, UUID(int=7))
    owner_sql.execute("drop table factstest_decision cascade")


def acting(role: str, institution: UUID | None = None) -> Actor:
    """An actor without account: enough for reads, which look no duty up."""
    return Actor(ref=f"system:{role}", role=role, institution_id=institution)
