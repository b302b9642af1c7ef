"""Row-level security of what carriers send and of flights, with raw SQL as the application role."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from tests.areas.border.carriers import Carrier, make_carrier, pax_list, person, written
from tests.areas.border.conftest import Service
from tests.areas.border.test_wall import context

from sapar.kernel.access import registry
from sapar.kernel.acts import CATALOGUE

pytestmark = pytest.mark.django_db

CARRIERS = ("border_interchange", "border_flightmessage", "border_carrieranswer")
FLIGHTS = ("border_flight", "border_passenger")


@pytest.fixture
def two(service: Service) -> tuple[Carrier, Carrier]:
    """Two carriers with a list each."""
    found = make_carrier(), make_carrier("TK")
    for carrier in found:
        carrier.send(written(pax_list([person(1)])))
    return found


def counted(sql: psycopg.Connection[Any], table: str) -> int:
    row = sql.execute(f"select count(*) from {table}").fetchone()
    assert row is not None
    return int(row[0])


def test_a_carrier_reads_its_own_rows_and_no_flight(two: tuple[Carrier, Carrier], app_sql: Any) -> None:
    """With the reach of a carrier's role injected SQL sees the own interchanges, messages and answers; no flight, nobody."""
    reach = registry.encode_reach(registry.role("border.carrier").reach)
    context(app_sql, reach, two[0].institution.pk)
    assert [counted(app_sql, table) for table in CARRIERS] == [1, 1, 2]
    assert [counted(app_sql, table) for table in FLIGHTS] == [0, 0]
    assert app_sql.execute("update border_interchange set accepted = false").rowcount == 1
    assert app_sql.execute("update border_passenger set answer = '0Z'").rowcount == 0
    assert app_sql.execute("delete from border_carrieranswer where true").rowcount == 2
    for table in ("border_crossing", "border_inspection", "border_hit", "border_entry"):
        assert counted(app_sql, table) == 0


def test_without_an_actor_nothing_is_readable(two: tuple[Carrier, Carrier], app_sql: Any) -> None:
    """Outside an act or look a policy raises."""
    for table in (*CARRIERS, *FLIGHTS):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app_sql.execute(f"select * from {table}")


def test_the_border_reads_all_and_others_nothing(two: tuple[Carrier, Carrier], app_sql: Any) -> None:
    """Officers' roles reach every carrier; other areas' readers reach none, nor does "own" open flights."""
    context(app_sql, registry.encode_reach(registry.role("border.officer").reach))
    assert [counted(app_sql, table) for table in (*CARRIERS, *FLIGHTS)] == [2, 2, 4, 2, 2]
    context(app_sql, "labour=all,people=all,ledger=all,border=own", two[0].institution.pk)
    assert [counted(app_sql, table) for table in (*CARRIERS, *FLIGHTS)] == [0, 0, 0, 0, 0]


def test_what_a_carrier_may_do() -> None:
    """The whole catalogue: a carrier's machine sends, reads what it sent and the answers; visas have their own question."""
    named = {name for name, spec in CATALOGUE.items() if "border.carrier" in spec.roles}
    mine = {"border.send_list", "border.list_interchanges", "border.view_interchange", "border.carrier_answers"}
    assert mine <= named
    assert named - mine == {"border.carrier_query"}
