"""Row-level security of the desk's further tables, with raw SQL as the application role; how long they are kept."""

from __future__ import annotations

import importlib
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from tests.areas.border.conftest import Service, count, leap, passport
from tests.areas.border.test_acts import admitted, do, inspect
from tests.areas.border.test_desk_refusals import refused
from tests.areas.border.test_desk_travellers import child, picture, stated
from tests.areas.border.test_wall import context

from sapar.kernel import clock

pytestmark = pytest.mark.django_db

TABLES = importlib.import_module("sapar.areas.border.migrations.0021_desk_wall").TABLES


@pytest.fixture
def filled(service: Service) -> Service:
    """At least one row in each table."""
    party = do("open_party", service.officer, kind="bus", title="A 1", direction="entry", travellers="AC1234567")
    made = inspect(service.officer, party_id=party.pk)
    until = clock.now() + timedelta(hours=3)
    do("record_transit", service.officer, inspection_id=made.pk, onward_to="UZB", onward_by="train", leave_until=until)
    do("attach_photo", service.officer, inspection_id=made.pk, content=picture())
    do("record_escort", service.officer, inspection_id=child(service.officer).pk, alone=True)
    stated(service.officer)
    refusal = refused(service, passport(number="AC2345678"))
    do("record_appeal", service.officer, refusal_id=refusal.pk, by="traveller", text="No.")
    waiting = inspect(service.officer, passport(number="AC3456789"))
    do("refer_second_line", service.officer, inspection_id=waiting.pk, reason="person")
    note = {"to_id": service.supervisor.account_id, "note": "Look."}
    do("hand_over_case", service.colleague, inspection_id=waiting.pk, **note)
    lane = do("open_lane", service.supervisor, place_id=service.posts[0].pk, name="1", kind="both")
    do("sit_down", service.officer, lane_id=lane.pk)
    do("give_shift", service.officer, note="Nothing.")
    return service


def test_without_an_actor_nothing_is_readable(filled: Service, app_sql: psycopg.Connection[Any]) -> None:
    """Injected SQL outside an act raises instead of showing rows or silence."""
    for table in TABLES:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app_sql.execute(f"select * from {table}")


def test_reach_decides_who_sees_rows(filled: Service, app_sql: psycopg.Connection[Any]) -> None:
    """Other areas' readers see and change nothing; readers of one institution see its rows only."""
    context(app_sql, "labour=all,people=all,ledger=all,documents=all,watch=all,carriers=all")
    for table in TABLES:
        assert app_sql.execute(f"select count(*) from {table}").fetchone() == (0,), table
        assert app_sql.execute(f"update {table} set institution_id = institution_id").rowcount == 0, table
        assert app_sql.execute(f"delete from {table}").rowcount == 0, table
    context(app_sql, "border=all")
    for table in TABLES:
        assert app_sql.execute(f"select count(*) > 0 from {table}").fetchone() == (True,), table
    context(app_sql, "border=own", filled.institution.pk)
    for table in TABLES:
        assert app_sql.execute(f"select count(*) > 0 from {table}").fetchone() == (True,), table
    context(app_sql, "border=own")
    for table in TABLES:
        assert app_sql.execute(f"select count(*) from {table}").fetchone() == (0,), table


def test_every_table_of_the_topic_is_behind_the_wall(owner_sql: psycopg.Connection[Any], node_db: Any) -> None:
    """Each new table has row-level security switched on."""
    walled = {
        name for (name,) in owner_sql.execute("select relname from pg_class where relrowsecurity and relkind = 'r'")
    }
    assert set(TABLES) <= walled


def test_all_of_it_goes_when_its_time_is_over(filled: Service, owner_sql: Any) -> None:
    """After the periods of the retention table nothing of a traveller is left: statement, escort, transit, photograph,
    group, refusal, appeal, form."""
    from sapar.kernel.retention import run_retention

    admitted(filled.officer, number="AC4567890")
    leap(86400 * (5 * 365 + 3))
    for _night in range(2):  # an inspection waits for what still stands on it
        run_retention()
    for table in TABLES:
        if table != "border_lane":
            assert count(owner_sql, table) == 0, table
    for table in ("border_inspection", "border_crossing", "documents_attachment", "procedures_case"):
        assert count(owner_sql, table) == 0, table


def test_the_demo_clock_runs_back_only_inside_its_block(node_db: Any, settings: Any) -> None:
    """Sample data may lie in the past; a production node has no such way."""
    moment = clock.now() - timedelta(days=9)
    with clock.at(moment):
        assert abs(clock.now() - moment) < timedelta(seconds=2)
    assert clock.now() - moment > timedelta(days=8)
    settings.SAPAR_CLOCK_FILE = None
    with pytest.raises(RuntimeError), clock.at(moment):
        pass
