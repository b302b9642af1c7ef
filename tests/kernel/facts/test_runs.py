"""Runs on the real database: what is counted, for whom, and that it can be counted again."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import duckdb
import psycopg
import pytest
from tests.kernel.conftest import entries
from tests.kernel.facts.conftest import INDICATOR, OFFICER, OTHER, STATISTICS, VIEW, Source, acting

from sapar.kernel import clock
from sapar.kernel.access.context import reading
from sapar.kernel.acts import CATALOGUE
from sapar.kernel.errors import Conflict, Gone, Invalid, NotFound, NotPermitted
from sapar.kernel.facts import declared, queries, rules, runs, sql, tasks
from sapar.kernel.facts.models import Repeat, Run
from sapar.kernel.ledger import sequencer

DAY = date(2026, 10, 15)


def run(code: str = "test.within", as_of: date = DAY, **parameters: str) -> Run:
    made: Run = CATALOGUE["facts.run"](STATISTICS, indicator=code, as_of=as_of, parameters=parameters)
    return made


def repeat(made: Run) -> Repeat:
    done: Repeat = CATALOGUE["facts.repeat"](STATISTICS, run_id=made.pk)
    return done


def test_a_run_keeps_definition_day_vintage_and_cells(source: Source, owner_sql: Any) -> None:
    """Numerator, denominator and missing of each cell, with everything needed to count them again."""
    source.add(DAY, times=3)
    source.add(DAY, in_time=False, times=2)
    source.add(DAY, in_time=None)
    source.add(DAY - timedelta(days=40), nationality=None)
    sequencer.drain()
    made = run()
    assert made.cells == [
        [["2026-09", None, "F"], 1, 1, 0],
        [["2026-10", "KAZ", "F"], 3, 5, 1],
    ]
    assert (made.as_of, made.provisional, made.first_day) == (DAY, False, DAY - timedelta(days=40))
    assert made.definition["sql"] == INDICATOR.select
    assert made.definition_hash == rules.digest(INDICATOR.described())
    assert runs.intact(made)
    entry = entries(owner_sql, "facts.run")[-1]
    assert (entry["actor"], entry["purpose"], entry["outcome"]) == ("system:statistics", "statistics", "done")
    assert len(entry["subjects"]) == 1


def test_a_repeated_run_has_the_same_hash(source: Source) -> None:
    """Counting the same data again gives the same hash, in whatever order rows come."""
    source.add(DAY, nationality="UZB", times=4)
    source.add(DAY, nationality="KAZ", times=2)
    made = run()
    source.owner.execute("update factstest_decision set sector = sector")  # rows move in the table
    again = repeat(made)
    assert again.equal
    assert (again.output_hash, again.changed_cells) == (made.output_hash, 0)


def test_an_old_day_keeps_its_figure(source: Source) -> None:
    """What is decided later changes today's figure and not the one of a day that was over."""
    source.add(DAY, times=3)
    old = run()
    source.add(DAY + timedelta(days=1), times=5)
    assert repeat(old).equal
    assert rules.total(run(as_of=DAY + timedelta(days=1)).counted()).denominator == 8


def test_a_correction_is_noticed(source: Source) -> None:
    """When a record of that time is changed, the repeat says so and in how many cells."""
    (first, *_rest) = source.add(DAY, times=3)
    made = run()
    source.owner.execute("update factstest_decision set nationality = 'UZB' where id = %s", [first])
    again = repeat(made)
    assert not again.equal
    assert again.changed_cells == 2
    assert runs.intact(made)


def test_an_altered_run_is_noticed(source: Source) -> None:
    """A stored run whose cells were changed in the table no longer has its own hash."""
    source.add(DAY, times=3)
    made = run()
    source.owner.execute("update facts_run set cells = jsonb_set(cells, '{0,1}', '2') where id = %s", [made.pk])
    with reading(STATISTICS):
        assert not runs.intact(queries.get_run(made.pk))


@pytest.mark.parametrize(
    "statement", ["update facts_run set as_of = as_of", "delete from facts_run", "truncate facts_run"]
)
def test_runs_are_only_added(source: Source, app_sql: Any, statement: str) -> None:
    """The application's role can neither change nor delete a run."""
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app_sql.execute(statement)


def test_the_statistics_job_counts_all_rows_and_nobody_sees_more_than_theirs(source: Source) -> None:
    """The widening ends with the counting: before and after it the actor sees what they saw."""
    source.add(DAY, times=3)
    outsider = acting(OTHER)

    def visible() -> int:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(f"select count(*) from {VIEW.name}")
            return int(cursor.fetchone()[0])

    with reading(outsider):
        assert visible() == 0
        counted = runs.count(outsider, INDICATOR, {}, DAY)
        assert rules.total(counted.cells).denominator == 3
        assert visible() == 0


def test_a_failed_count_leaves_no_wider_reach(source: Source) -> None:
    """When the counting fails, the reach it had is rolled back with it."""
    from django.db import connection
    from django.db.utils import ProgrammingError

    source.add(DAY)
    broken = replace(INDICATOR, numerator="no_such_column")
    outsider = acting(OTHER)
    with reading(outsider):
        with pytest.raises(ProgrammingError):
            runs.count(outsider, broken, {}, DAY)
        with connection.cursor() as cursor:
            cursor.execute(f"select count(*) from {VIEW.name}")
            assert cursor.fetchone()[0] == 0


def test_who_reads_runs(source: Source) -> None:
    """Readers of facts and those who see the area's rows; nobody else, whatever the query."""
    source.add(DAY)
    made = run()
    with reading(acting(OFFICER)):
        assert Run.objects.count() == 1
    with reading(acting(OTHER)):
        assert Run.objects.count() == 0
        with pytest.raises(NotFound):
            queries.get_run(made.pk)


def test_only_the_statistics_job_runs_the_kernels_acts(source: Source) -> None:
    """People count figures by acts of their area."""
    with pytest.raises(NotPermitted):
        CATALOGUE["facts.run"](acting(OFFICER), indicator="test.within", as_of=DAY)


def test_what_cannot_be_counted(source: Source) -> None:
    """Tomorrow, an unknown indicator, an unknown or wrong parameter: an error that names the field."""
    tomorrow = clock.today() + timedelta(days=1)
    for code, as_of, parameters, field in (
        ("test.within", tomorrow, {}, "as_of"),
        ("test.since", DAY, {"until": "2026-01-01"}, "parameters"),
        ("test.since", DAY, {"since": "soon"}, "parameters"),
    ):
        with pytest.raises(Invalid) as refused:
            CATALOGUE["facts.run"](STATISTICS, indicator=code, as_of=as_of, parameters=parameters)
        assert refused.value.field == field
    with pytest.raises(NotFound):
        run("test.nothing")


def test_parameters_are_part_of_the_run(source: Source) -> None:
    """The same indicator since another day is another figure with another hash; a count has no denominator."""
    source.add(date(2026, 2, 1), times=2)
    source.add(DAY, times=3)
    early, late = run("test.since"), run("test.since", since="2026-10-01")
    assert (early.cells, late.cells) == ([[["KAZ"], 5, None, 0]], [[["KAZ"], 3, None, 0]])
    assert early.output_hash != late.output_hash
    assert repeat(late).equal


def test_a_name_in_a_dimension_is_refused(source: Source) -> None:
    """Whatever a column is called: what does not look like a code is not stored as a figure."""
    source.add(DAY, sector="Maral Annayewa")
    with pytest.raises(Conflict) as refused:
        run()
    assert (refused.value.code, refused.value.field) == ("not_a_code", "sector")
    assert "Maral" not in str(refused.value)


def test_a_changed_definition_needs_a_new_version(source: Source) -> None:
    """The same version never counts in two ways; a new version does, and the old one can still be repeated."""
    source.add(DAY, times=3)
    made = run()
    declared._indicators["test.within", 1] = replace(INDICATOR, numerator="decided")
    with pytest.raises(Conflict) as refused:
        run()
    assert refused.value.code == "definition_changed"
    with pytest.raises(Gone):
        repeat(made)
    declared._indicators["test.within", 1] = INDICATOR
    declared.register_indicators(replace(INDICATOR, version=2, numerator="decided"))
    assert run().version == 2
    assert repeat(made).equal


def test_the_same_sql_counts_the_same_on_duckdb(source: Source) -> None:
    """Portable: the indicator's text over a snapshot gives the hash that PostgreSQL gave."""
    for place, (nationality, in_time) in enumerate((("KAZ", True), ("UZB", False), (None, True), ("KAZ", None)) * 5):
        source.add(DAY - timedelta(days=7 * place), nationality, "AF"[place % 2], in_time)
    source.add(DAY + timedelta(days=3))
    made = run()
    rows = source.owner.execute(f"select * from {VIEW.name}").fetchall()
    duck = duckdb.connect()
    duck.execute(
        f"create table {VIEW.name} (key uuid, decided_on date, month text, nationality text, sector text, "
        "decided boolean, within_clock boolean)"
    )
    duck.executemany(f"insert into {VIEW.name} values (?, ?, ?, ?, ?, ?, ?)", rows)
    found = duck.execute(sql.bind(INDICATOR.select, "duckdb"), {"as_of": DAY}).fetchall()
    cells = [rules.Cell(tuple(row[:3]), rules.Counts(*map(int, row[3:]))) for row in found]
    assert len(cells) > 5
    again = rules.output_hash(definition=made.definition_hash, parameters={}, as_of=DAY, by=INDICATOR.by, cells=cells)
    assert again == made.output_hash


def test_figures_follow_the_acts(source: Source) -> None:
    """The minute's job counts what is behind and nothing else: yesterday once, today when an act of the area was done."""
    declared._indicators.pop(("test.since", 1))
    today = clock.today()
    source.add(today - timedelta(days=3), times=4)
    assert tasks.bring_up_to_date() == 2  # yesterday's closing run and today's
    assert tasks.bring_up_to_date() == 0
    source.add(today)
    sequencer.drain()
    assert tasks.bring_up_to_date() == 0  # no act of the area in the ledger: nothing is asked of its tables
    _act_of_the_area(source)
    assert tasks.bring_up_to_date() == 1
    assert tasks.bring_up_to_date() == 0
    with reading(STATISTICS):
        newest = queries.newest("test.within")
        assert newest is not None
        assert (newest.as_of, newest.provisional) == (today, True)
        assert rules.total(newest.counted()).denominator == 5
        assert queries.closed_run_exists(INDICATOR, today - timedelta(days=1))


@pytest.mark.parametrize(("seconds", "a_round"), [(0.01, (6, 6)), (2.5, (1, 1))])
def test_counting_leaves_the_time_to_the_desks(
    seconds: float, a_round: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Six cheap figures are counted each minute; six dear ones take turns, and all of it is a thirtieth of the time."""
    now = [1_000.0]
    monkeypatch.setattr(tasks.time, "monotonic", lambda: now[0])
    pace, counted, begun = tasks.Pace(), [], now[0]
    for minute in range(120):
        now[0] = max(now[0], begun + 60 * minute)
        done = 0
        for _figure in range(6):
            if pace.rested():
                now[0] += seconds
                pace.spent(seconds)
                done += 1
        counted.append(done)
    assert max(counted) <= a_round[1]
    assert sum(counted) * seconds <= (now[0] - begun) / tasks.SHARE + 2 * max(seconds, tasks.AHEAD / tasks.SHARE)
    assert counted[0] == a_round[0]
    assert sum(counted[1:]) > 90 * min(a_round)  # nothing waits for ever


def test_a_figure_that_does_not_rest_yet_waits_and_then_has_its_turn(source: Source) -> None:
    """While the counting so far is rested for, today's figure stays as it is; yesterday's closing run is made at once."""
    declared._indicators.pop(("test.since", 1))
    source.add(clock.today() - timedelta(days=3), times=4)
    pace = tasks.Pace(until=time.monotonic() + 10 * tasks.AHEAD)
    assert tasks.bring_up_to_date(pace) == 1
    assert tasks.bring_up_to_date(pace) == 0
    pace.until = 0.0
    assert tasks.bring_up_to_date(pace) == 1
    assert pace.until > time.monotonic()


def _act_of_the_area(source: Source) -> None:
    """An entry of the area ``labour`` in the ledger, numbered."""
    from uuid import uuid4

    source.owner.execute(
        "select ledger_append(%s, now(), 'act', 'labour.decide', 'system:test', null, 'system.test', 'statistics', '{}', "
        "'', 'done', null, null, null)",
        [uuid4()],
    )
    sequencer.drain()


def test_a_figure_that_fails_does_not_hold_up_the_others(source: Source) -> None:
    """One source with a name in it: its figure is not counted, the other one is."""
    source.add(clock.today() - timedelta(days=3), sector="not a code!")
    made = tasks.bring_up_to_date()
    with reading(STATISTICS):
        assert made == 2
        assert queries.newest("test.within") is None
        assert queries.newest("test.since") is not None


def test_overtaken_provisional_runs_go_and_the_last_stays(source: Source) -> None:
    """Of a past day's provisional runs the last stays, and each that somebody repeated; closing runs all stay."""
    today = clock.today()
    source.add(today - timedelta(days=3))
    first, second, third = (run(as_of=today) for _ in range(3))
    repeat(first)
    closed = [run(as_of=DAY) for _ in range(2)]
    assert CATALOGUE["facts.thin"](STATISTICS) == {"removed": 0}  # the day is not over
    clock.advance(2)
    assert CATALOGUE["facts.thin"](STATISTICS) == {"removed": 1}
    with reading(STATISTICS):
        left = set(Run.objects.values_list("pk", flat=True))
    assert left == {first.pk, third.pk, *(one.pk for one in closed)}
    assert second.pk not in left
