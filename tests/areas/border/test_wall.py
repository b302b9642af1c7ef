"""Row-level security of the border's tables, with raw SQL as the application role; speed with many crossings."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.areas.border.conftest import Service, passport

from sapar.kernel.access.context import reading
from sapar.kernel.acts import CATALOGUE
from sapar.web.paging import Window

pytestmark = pytest.mark.django_db

# 5,000 people with a document each, and 30,000 crossings of theirs at two posts, one a minute.
MANY = (
    """insert into people_person (id, birth_date, sex, nationality, institution_id, created_at)
    select md5('p' || n)::uuid, '1990', 'M', 'KGZ', p.institution_id, p.created_at
    from people_person p, generate_series(0, 4999) n""",
    """insert into people_traveldocument (id, person_id, key, document_code, issuer, number, mrz, first_seen_at)
    select md5('d' || n)::uuid, md5('p' || n)::uuid, 'KGZ:N' || n, 'PP', 'KGZ', 'N' || n, '', now()
    from generate_series(0, 4999) n""",
    """insert into border_crossing (id, person_id, document_id, document_number, nationality, direction, at, crossed_on,
        recorded_at, place_id, institution_id, officer_id, permit_number, seal_digest)
    select gen_random_uuid(), md5('p' || n % 5000)::uuid, md5('d' || n % 5000)::uuid, 'N' || n % 5000, 'KGZ', 'entry',
        c.at - n * interval '1 minute', c.crossed_on - n / 1440, c.recorded_at, p.id, c.institution_id, c.officer_id,
        '', ''
    from border_crossing c, generate_series(1, 30000) n
    join access_place p on p.code = (array['FARAP', 'SERHETABAT'])[1 + n % 2]""",
)
TABLES = ("border_inspection", "border_referral", "border_crossing", "border_correction")


@pytest.fixture
def recorded(service: Service) -> Service:
    """One row in each table."""
    for number in ("AC1234567", "AC1234568"):
        inspection = CATALOGUE["border.inspect"](service.officer, mrz=passport(number=number), direction="entry")
        if number.endswith("7"):
            crossing = CATALOGUE["border.admit"](service.officer, inspection_id=inspection.pk)
            CATALOGUE["border.correct"](service.officer, crossing_id=crossing.pk, reason="x", direction="exit")
        else:
            CATALOGUE["border.refer_second_line"](service.officer, inspection_id=inspection.pk, reason="person")
    return service


def context(connection: psycopg.Connection[Any], reach: str, institution: Any = "") -> None:
    values = {"actor": "account:x", "institution": str(institution or "0" * 32), "role": "r", "reach": reach}
    for name, value in (values | {"holder": "0" * 32}).items():
        connection.execute("select set_config(%s, %s, false)", [f"sapar.{name}", value])


def test_without_an_actor_nothing_is_readable(recorded: Service, app_sql: psycopg.Connection[Any]) -> None:
    """Injected SQL outside an act raises instead of showing rows or silence."""
    for table in (*TABLES, "fact_crossings"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app_sql.execute(f"select * from {table}")


def test_reach_decides_who_sees_rows(recorded: Service, app_sql: psycopg.Connection[Any]) -> None:
    """Other areas' readers see nothing, in the tables as in the fact view; changes of hidden rows change nothing."""
    context(app_sql, "labour=all,people=all,ledger=all")
    for table in (*TABLES, "fact_crossings"):
        assert app_sql.execute(f"select count(*) from {table}").fetchone() == (0,)
    assert app_sql.execute("update border_crossing set direction = 'exit'").rowcount == 0
    context(app_sql, "border=all")
    for table in TABLES:
        assert app_sql.execute(f"select count(*) > 0 from {table}").fetchone() == (True,)
    context(app_sql, "border=own", recorded.institution.pk)
    assert app_sql.execute("select count(*) from border_crossing").fetchone() == (2,)
    context(app_sql, "border=own")
    assert app_sql.execute("select count(*) from border_crossing").fetchone() == (0,)


def test_fact_view_obeys_the_reader_and_names_nobody(owner_sql: psycopg.Connection[Any], node_db: Any) -> None:
    """An invoker's view with exactly the declared columns."""
    options = owner_sql.execute("select reloptions from pg_class where relname = 'fact_crossings'").fetchone()
    assert options == (["security_invoker=on"],)
    columns = owner_sql.execute(
        "select column_name from information_schema.columns where table_name = 'fact_crossings' order by ordinal_position"
    ).fetchall()
    names = "key crossed_on month direction post nationality with_permit corrected"
    assert [name for (name,) in columns] == names.split()


def test_lists_stay_fast_with_many_crossings(service: Service, owner_sql: psycopg.Connection[Any]) -> None:
    """Newest of a post, by number, by person: an index each, whatever lies beside them; not a scan of the table."""
    made = CATALOGUE["border.admit"](
        service.officer,
        inspection_id=CATALOGUE["border.inspect"](service.officer, mrz=passport(), direction="entry").pk,
    )
    for statement in MANY:
        owner_sql.execute(statement)
    owner_sql.execute("analyze")
    with CaptureQueriesContext(connection) as asked:
        rows, pager = CATALOGUE["border.list_crossings"](service.officer, window=Window())
        today = CATALOGUE["border.today"](service.officer)
        found, _ = CATALOGUE["border.list_crossings"](service.officer, window=Window(), number="N2999")
        inspection = CATALOGUE["border.inspect"](service.officer, mrz=passport(), direction="exit")
    plans = plans_of(service, [q["sql"] for q in asked if 'FROM "border_crossing"' in q["sql"]])
    assert len(plans) == 5  # the last two: who crossed before, and the line about the stay
    assert "border_crossing_post" in plans[0]
    assert "Sort" not in plans[0]
    assert "border_crossing_number" in plans[2]
    for plan in plans:
        assert "Seq Scan on border_crossing" not in plan, plan
    assert len(rows) == 50
    assert len(today) == 8
    assert rows[0].id == made.pk
    assert pager.next
    assert len(found) == 6
    assert inspection.level == "green"


def plans_of(service: Service, statements: list[str]) -> list[str]:
    """How the database would answer, with row-level security for this officer."""
    plans = []
    with reading(service.officer), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(f"explain {statement}")
            plans.append("\n".join(row[0] for row in cursor.fetchall()))
    return plans
