"""Visas and stays together: who may board without a visa, how long a visa lets its holder stay, figures about decisions."""

from __future__ import annotations

import statistics
import time
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection
from django.urls import reverse
from tests.areas.border.conftest import make_service, passport, visa_free
from tests.areas.border.test_visa_pages import officer
from tests.areas.border.test_visas_wall import NOT_OK, OK, ask
from tests.areas.border.visa_world import Visas, make_carrier, make_visas

from sapar.areas.border.acts import carriers
from sapar.areas.border.models import StayPermission
from sapar.areas.border.queries.overstays import possible_overstays
from sapar.areas.border.rules import from_json
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.acts import CATALOGUE
from sapar.kernel.facts import drilldown_of

SIXTY = [{"days": 30, "period": "rolling", "window_days": 60}]
STATISTICS = Actor.system("statistics")


@pytest.fixture
def visas(node_db: Any) -> Visas:
    """With a border service in ``visas.people``: ``desk``, ``supervisor``; ``hq`` and ``hq2`` for regimes, ``watch``."""
    made = make_visas()
    service = make_service(open_border=False)
    made.people |= {"desk": service.officer, "supervisor": service.supervisor}
    for name in ("hq", "hq2"):
        made.add(name, "border.headquarters")
    made.add("watch", "border.watch_officer", service.institution)
    make_carrier(made)
    return made


def regime(visas: Visas, approve: bool = True, **changes: Any) -> UUID:
    values: dict[str, Any] = {
        "code": "tkm.test",
        "limits": SIXTY,
        "convention": "both",
        "nationalities": ["KGZ"],
        "document_kinds": ["ordinary"],
        "source": "Law of the test",
        "unverified": False,
    }
    made: UUID = visas.do("hq", "enter_regime", **(values | changes)).pk
    if approve:
        visas.do("hq2", "decide_regime", regime_id=made, approve=True)
    return made


def cross(visas: Visas, direction: str = "entry", owner_sql: Any = None, ago: int = 0, mrz: str = "") -> Any:
    inspection = visas.do("desk", "inspect", mrz=mrz or passport(), direction=direction)
    made = visas.do("desk", "admit", inspection_id=inspection.pk)
    if ago:
        owner_sql.execute(
            "update border_crossing set at = at - %s * interval '1 day', crossed_on = crossed_on - %s::int, "
            "recorded_at = recorded_at - %s * interval '1 day' where id = %s",
            [ago, ago, ago, made.pk],
        )
    return made


def standing(visas: Visas, person_id: UUID) -> Any:
    return visas.do("hq", "view_stays", person_id=person_id).standing


# ------------------------------------------------------------------------------------------------ carriers


def test_a_carrier_hears_ok_for_a_visa_free_national(visas: Visas) -> None:
    """An approved regime in force on the flight's day, for nationality and kind of document; nothing else of it."""
    carrier, day = visas.people["carrier"], clock.today() + timedelta(days=1)
    made = regime(visas, approve=False, valid_from=day, valid_until=day)
    assert ask(carrier) == NOT_OK
    visas.do("hq2", "decide_regime", regime_id=made, approve=True)
    assert ask(carrier) == OK
    assert ask(carrier, document_code="PO") == NOT_OK
    assert ask(carrier, document_code="I") == NOT_OK
    assert ask(carrier, nationality="UZB") == NOT_OK
    for days in (0, 2):
        assert ask(carrier, flies_on=clock.today() + timedelta(days=days)) == NOT_OK


def test_a_regime_whose_days_are_used_lets_nobody_board(visas: Visas, owner_sql: Any) -> None:
    """Days are counted from the crossings as the stay's rules count them; a more specific regime goes before; a regime that
    is not confirmed in law holds up nobody; days under a visa use up none."""
    carrier = visas.people["carrier"]
    visa_free()  # as wide as can be, so that the traveller comes in; the one that is asked about goes before it
    entry = cross(visas, owner_sql=owner_sql, ago=31)
    cross(visas, "exit", owner_sql=owner_sql, ago=3)
    made = regime(visas)
    assert standing(visas, entry.person_id).days_left == 1
    assert ask(carrier) == OK
    owner_sql.execute("update border_crossing set crossed_on = crossed_on + 1 where direction = 'exit'")
    assert standing(visas, entry.person_id).days_left == 0
    assert ask(carrier) == NOT_OK
    assert ask(carrier, birth_date="1990-03-28") == OK  # another traveller: nothing is counted for them
    owner_sql.execute("update border_stayregime set unverified = true where id = %s", [made])
    assert ask(carrier) == OK
    owner_sql.execute("update border_stayregime set unverified = false where id = %s", [made])
    owner_sql.execute(
        "insert into border_staypermission (id, entry_id, person_id, kind, reference, at) "
        "values (gen_random_uuid(), %s, %s, 'visa', '', now())",
        [entry.pk, entry.person_id],
    )
    assert ask(carrier) == OK


def test_a_reported_document_lets_nobody_board_but_nationals(visas: Visas) -> None:
    """Lost or stolen: NOT OK with a regime and with a visa; own nationals may come home; taken back, OK again."""
    carrier = visas.people["carrier"]
    regime(visas)
    visas.granted(number="AC7000001", mrz="")
    visa: dict[str, Any] = {"document_number": "AC7000001"}
    assert (ask(carrier), ask(carrier, **visa)) == (OK, OK)
    reports = [
        visas.do("watch", "report_document", number=number, issuer="KGZ", kind="stolen", source="Police")
        for number in ("AC1234567", "AC7000001")
    ]
    assert (ask(carrier), ask(carrier, **visa)) == (NOT_OK, NOT_OK)
    assert ask(carrier, nationality="TKM") == OK
    for report in reports:
        visas.do("watch", "take_back_document", report_id=report.pk)
    assert (ask(carrier), ask(carrier, **visa)) == (OK, OK)


def test_the_carriers_window_opens_no_table_and_keeps_its_time(visas: Visas, app_sql: Any) -> None:
    """The answer of a regime with crossings behind it leaves with the others; a carrier reads neither regimes' days nor
    crossings, reports or watchlists, and calls no inner function."""
    carrier = visas.people["carrier"]
    regime(visas)
    cross(visas)
    visas.do("watch", "report_document", number="ZZ0000009", issuer="KGZ", kind="lost", source="Police")
    cases: tuple[dict[str, Any], ...] = ({}, {"document_number": "ZZ0000009"}, {"nationality": "UZB"})
    taken: list[list[float]] = [[], [], []]
    for _ in range(5):
        for place, changes in enumerate(cases):
            began = time.perf_counter()
            assert set(ask(carrier, **changes)) == {"answer"}
            taken[place].append(time.perf_counter() - began)
    middles = [statistics.median(times) for times in taken]
    assert min(middles) >= carriers.FLOOR
    assert max(middles) - min(middles) < carriers.FLOOR / 2, middles
    tables = ("border_crossing", "border_staypermission", "border_lostdocument", "border_entry", "people_person")
    with reading(carrier), connection.cursor() as cursor:
        for table in (*tables, "border_visa", "fact_visas"):
            cursor.execute(f"select count(*) from {table}")
            assert cursor.fetchone()[0] == 0, table
    inner = "select border_carrier_days('KGZ:AC1234567', '1990-03-27', current_date - 60, current_date)"
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app_sql.execute(inner)
    app_sql.rollback()
    with reading(visas.people["desk"]), connection.cursor() as cursor:
        cursor.execute(
            "select border_carrier_answer('KGZ:AC1234567', '1990-03-27', 'KGZ', 'TKM', 'ordinary', %s)", [clock.today()]
        )
        assert cursor.fetchone()[0] is False
    body = owner_body(app_sql)
    assert not any(name in body for name in ("border_entry", "border_alert", "border_quiet", "border_hit"))


def owner_body(sql: Any) -> str:
    rows = sql.execute("select prosrc from pg_proc where proname like 'border_carrier_%'").fetchall()
    assert len(rows) == 2
    return " ".join(row[0] for row in rows)


# ------------------------------------------------------------------------------------------------ stays under a visa


def test_an_entry_with_a_visa_may_last_as_long_as_the_visa_permits(visas: Visas, owner_sql: Any) -> None:
    """At the desk, on the page of stays and in the list of possible overstays; not by the regime whose days are used up."""
    visas.granted()
    regime(visas, limits=[{"days": 5, "period": "stay", "window_days": None}])
    inspection = visas.do("desk", "inspect", mrz=passport(), direction="entry")
    line = next(check for check in from_json(inspection.checks) if check.name == "stay")
    until = clock.today() + timedelta(days=9)
    assert (line.state, [(n.code, dict(n.values)) for n in line.notes]) == (
        "green",
        [("stay_in_time", {"day": until.isoformat()})],
    )
    entry = visas.do("desk", "admit", inspection_id=inspection.pk)
    found = standing(visas, entry.person_id)
    assert (found.basis, found.until, found.days_left) == ("visa", until, 10)
    with reading(visas.people["hq"]):
        assert possible_overstays(until) == []
        (over,) = possible_overstays(until + timedelta(days=2))
    assert (over.ground, over.days_over, over.permitted_until) == ("visa", 2, until)


def test_days_under_a_visa_end_with_the_visa(visas: Visas) -> None:
    """Ten days of stay on the last but one day of the visa are two days."""
    made = visas.paid()
    today = clock.today()
    visas.propose(made, valid_from=today - timedelta(days=20), valid_until=today + timedelta(days=1))
    visas.do("second", "visa_decide", application_id=made, agree=True)
    entry = cross(visas)
    assert standing(visas, entry.person_id).days_left == 2


def test_a_correction_takes_the_visas_permission_along(visas: Visas) -> None:
    """A day earlier: a day less. No entry: no permission counts. Entry after all: that of the visa again, by the document."""
    visas.granted()
    entry = cross(visas)
    person, today = entry.person_id, clock.today()

    def correct(crossing_id: UUID, **changes: Any) -> Any:
        return visas.do(
            "supervisor", "correct", crossing_id=crossing_id, reason="Typing error", **changes
        ).replacement_id

    earlier = correct(entry.pk, at=entry.at - timedelta(hours=23, minutes=59))
    found = standing(visas, person)
    first = found.entry_on
    assert first < today and found.until == first + timedelta(days=9)
    left = correct(earlier, direction="exit")
    assert standing(visas, person).basis == "none"
    again = correct(left, direction="entry")
    found = standing(visas, person)
    assert (found.basis, found.until) == ("visa", first + timedelta(days=9))
    other = correct(again, mrz=passport(number="AC5555555", primary="OSMONOV", birth_date=today.replace(year=1980)))
    assert other is not None
    with reading(visas.people["hq"]):
        assert not StayPermission.objects.filter(kind="visa").exists()


def test_an_exit_corrected_to_an_entry_stands_on_the_visa_of_its_document(visas: Visas) -> None:
    """The one entry of the visa is this one: it counts as used by it, not before it."""
    visas.granted()
    wrong = cross(visas, "exit")
    made = visas.do("supervisor", "correct", crossing_id=wrong.pk, reason="Wrong lane", direction="entry")
    found = standing(visas, wrong.person_id)
    assert (found.basis, found.days_left) == ("visa", 10)
    assert made.replacement_id is not None


def test_a_longer_visa_is_a_longer_stay(visas: Visas) -> None:
    """The extension of a visa moves the last day of the stay that goes on under it; others reach no stay that way."""
    made = visas.granted()
    entry = cross(visas)
    until = clock.today() + timedelta(days=70)
    visas.do(visas.holder(made), "visa_ask_extension", until=until, reason="I fell ill, see the letter.")
    visas.do("head", "visa_extend", application_id=made, valid_until=until, stay_days=30, reason="ill")
    assert standing(visas, entry.person_id).until == clock.today() + timedelta(days=29)
    with reading(visas.people["carrier"]), connection.cursor() as cursor:
        cursor.execute("select border_visa_stay(%s)", [made])
    assert standing(visas, entry.person_id).until == clock.today() + timedelta(days=29)


def test_beside_a_work_permit_a_visa_is_not_used(visas: Visas, request: pytest.FixtureRequest) -> None:
    """The permit's seal is the ground; the visa keeps its entry and permits nothing."""
    visas.granted()
    signer = request.getfixturevalue("signer")  # from here on the desk trusts this one
    inspection = visas.do("desk", "inspect", mrz=passport(), direction="entry", seal=signer.seal())
    entry = visas.do("desk", "admit", inspection_id=inspection.pk)
    with reading(visas.people["hq"]):
        kinds = set(StayPermission.objects.filter(entry_id=entry.pk).values_list("kind", flat=True))
    assert kinds == {"permit"}
    assert ask(visas.people["carrier"]) == OK


# ------------------------------------------------------------------------------------------------ figures


def test_visas_are_counted_by_whether_the_term_was_kept(visas: Visas, owner_sql: Any) -> None:
    """Granted and refused in time, decided late, overdue without a decision; one that waits within its term is in no row.
    Those who decide open the records behind the figure; the view names nobody."""
    kept, late, overdue = (
        visas.granted(),
        visas.refused(number="AC7000001", mrz=""),
        visas.paid(number="AC7000002", mrz=""),
    )
    visas.submitted(number="AC7000003", mrz="")
    for made, days in ((late, 1), (overdue, 2)):
        owner_sql.execute(
            "update procedures_case set due_on = %s where subject_id = %s", [clock.today() - timedelta(days=days), made]
        )
    rows = owner_sql.execute(
        "select key, outcome, within_term, nationality, purpose, applied_on from fact_visas "
        "where settled_on <= %s order by outcome",
        [clock.today()],
    ).fetchall()
    today = clock.today()
    assert rows == [
        (kept, "granted", True, "KGZ", "tourism", today),
        (late, "refused", False, "KGZ", "tourism", today),
        (overdue, "undecided", False, "KGZ", "tourism", today),
    ]
    run = CATALOGUE["facts.run"](STATISTICS, indicator="border.visas_in_term", as_of=today)
    shown = visas.do("first", "visa_counted", run_id=run.pk, part="numerator")
    assert [row.id for row in shown] == [kept]
    assert {row.id for row in visas.do("head", "visa_counted", run_id=run.pk)} == {kept, late, overdue}
    address = f"{reverse(drilldown_of('fact_visas'))}?run={run.pk}&part=all"
    body = officer(visas, "first").get(address).content.decode()
    assert body.count("VA-") == 3 and "Counted applications for visas" in body
    assert officer(visas, "first").get("/border/visas/counted").status_code == 404
    assert officer(visas, "desk").get(address).status_code == 403
    with reading(visas.people["desk"]), connection.cursor() as cursor:
        cursor.execute("select count(*) from fact_visas")
        assert cursor.fetchone()[0] == 0
    columns = owner_sql.execute(
        "select column_name from information_schema.columns where table_name = 'fact_visas'"
    ).fetchall()
    assert {name for (name,) in columns} == {
        *("key", "applied_on", "decided_on", "settled_on", "month", "nationality", "purpose", "outcome", "within_term")
    }
