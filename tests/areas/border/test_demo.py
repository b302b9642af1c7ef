"""The sample data: made by acts, the same each time, and whole."""

from __future__ import annotations

from typing import Any

import pytest
from tests.areas.border.conftest import Service, count

from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.acts import CATALOGUE, act
from sapar.kernel.facts import runs
from sapar.kernel.facts.models import Run

pytestmark = pytest.mark.django_db


@act("test.count_figure", roles=("border.supervisor",), purpose="border.inspection", title="Count a figure")
def count_figure(actor: Actor, *, code: str) -> Run:
    return runs.make_run(actor, code, runs.find(code).values({}), clock.today())


def test_sample_crossings(service: Service, owner_sql: Any) -> None:
    """Two hundred crossings of two weeks and those of a bus and a family, all admitted on green checks, two corrected, four
    travellers waiting, three refusals; a second load changes nothing."""
    from sapar.areas.border import demo

    third = service.add("third", "border.supervisor", service.posts[2])
    actors = {"border": service.officer, "border2": service.other, "supervisor": third}
    for _round in range(2):
        demo.load(actors, lambda _step: None)
        assert count(owner_sql, "border_crossing") == 208
        assert count(owner_sql, "border_correction") == 2
        assert count(owner_sql, "border_refusal") == 3
        assert count(owner_sql, "border_party") == 1
    levels = owner_sql.execute(
        "select distinct i.level from border_crossing c join border_inspection i on i.id = c.inspection_id"
    ).fetchall()
    assert levels == [("green",)]
    days = owner_sql.execute("select count(distinct crossed_on) from border_crossing").fetchone()
    assert 12 <= days[0] <= 15
    assert owner_sql.execute("select count(distinct place_id) from border_crossing").fetchone() == (3,)
    assert len(CATALOGUE["border.second_line_queue"](third)) == 4
    for code in ("border.prompt", "border.refusals", "border.stays_complete", "border.registered_in_time"):
        run = count_figure(third, code=code)
        rows = CATALOGUE["border.counted_records"](third, run_id=run.pk, part="all")
        counted = sum(cell[2] if cell[2] is not None else cell[1] for cell in run.cells)
        assert len(rows) == min(counted, 500) and (rows or code == "border.registered_in_time"), code


def test_sample_alerts(service: Service, owner_sql: Any) -> None:
    """Alerts of all four meanings, a list whose next version waits, five travellers found; a second load changes nothing."""
    from tests.areas.border.watching import add_office

    from sapar.areas.border import demo_watch

    office = add_office(service)
    actors = {"border": office.officer, "border2": office.other, "watch": office.watch, "watch2": office.watch2}
    actors |= {"intake": office.intake, "intake2": office.intake2}
    for _round in range(2):
        demo_watch.load(actors)
        alerts = owner_sql.execute("select meaning, count(*) from border_alert group by 1 order by 1").fetchall()
        assert alerts == [("assist", 1), ("discreet", 1), ("refuse", 2), ("second_line", 1)]
        notes = owner_sql.execute("select owner_role from border_quietnote where hit order by 1").fetchall()
        assert notes == [("border.watch_officer",), ("protection.intake",)]
        hits = owner_sql.execute("select verdict, count(*) from border_hit group by 1 order by 1").fetchall()
        assert hits == [("", 1), ("match", 1), ("no_match", 1)]
    waiting = owner_sql.execute("select counts from border_listversion where state = 'draft'").fetchone()
    assert (waiting[0]["added"], waiting[0]["changed"], waiting[0]["removed"]) == (1, 1, 1)
