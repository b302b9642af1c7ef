"""Approved figures are counted again: what holds, what does not, and that only the figures that depend on it are named."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from typing import Any

import psycopg
import pytest
from tests.areas.programme.measures_kit import Measuring, amount, measuring
from tests.areas.programme.plans_kit import make_world

from sapar.areas.programme.queries import measuring as queries
from sapar.areas.programme.queries import reviews as review_queries
from sapar.areas.programme.rules.measures import Target
from sapar.kernel.access.rls import rls_enable
from sapar.kernel.errors import Conflict
from sapar.kernel.facts import verifying
from sapar.methods.ids import uuid7

SOURCE = """
create table test_crossing (id uuid primary key, crossed_on date, direction text, post text, nationality text,
  with_permit boolean, corrected boolean);
"""
VIEW = """
drop view fact_crossings;
create view fact_crossings with (security_invoker = on) as
select id as key, crossed_on, to_char(crossed_on, 'YYYY-MM') as month, direction, post, nationality, with_permit,
  corrected from test_crossing;
"""


class Border:
    """Crossings, written by the owner of the database: without an act."""

    def __init__(self, owner: Any, m: Measuring) -> None:
        self.owner, self.m = owner, m

    def cross(self, month: int, post: str, *, times: int = 1, permit: bool = False) -> Any:
        key = None
        for _ in range(times):
            key = uuid7()
            self.owner.execute(
                "insert into test_crossing values (%s, %s, 'entry', %s, 'KAZ', %s, false)",
                [key, date(self.m.year, month, 10), post, permit],
            )
        return key

    def counted(self, title: str, indicator: str, **given: Any) -> Any:
        year = self.m.year
        below = 100 if given.get("kind") == "ratio" else None
        targets = tuple(
            Target(date(year, a, 1), date(year, b, c), amount(50, below))  # type: ignore[arg-type]
            for a, b, c in ((1, 6, 30), (7, 12, 31))
        )
        return self.m.agreed(source="counted", indicator=indicator, targets=targets, **given)

    def value(self, measure: Any, month: int, **given: Any) -> Any:
        who = given.pop("who", "service")
        made = self.m.world.do(
            who, "count_value", measure_id=measure.pk, starts_on=date(self.m.year, month, 1), submit=True, **given
        )
        return self.m.approve(made)


@pytest.fixture
def border(node_db: Any, owner_sql: Any) -> Border:
    owner_sql.execute(SOURCE)
    owner_sql.execute(rls_enable("test_crossing", area="border").sql)
    owner_sql.execute(VIEW)
    return Border(owner_sql, measuring(make_world()))


def wrong() -> dict[str, tuple[str, ...]]:
    return {one.name: one.problems for one in verifying.checked() if one.problems}


def names(border: Border) -> dict[str, Any]:
    """Three counted measures and a typed one, all with approved values: 4 crossings at one post, 3 at another."""
    border.cross(2, "ASB", times=4, permit=True)
    border.cross(3, "FRP", times=3)
    border.cross(8, "ASB", times=5)
    made = {
        "asb": border.counted("ASB", "border.crossings", cells={"post": "ASB"}),
        "frp": border.counted("FRP", "border.crossings", cells={"post": "FRP"}),
        "all": border.counted("all", "border.crossings"),
        "share": border.counted("share", "border.entries_with_permit", kind="ratio", aggregation="last"),
    }
    for measure in made.values():
        border.value(measure, 1)
    border.value(made["asb"], 7)
    typed = border.m.agreed()
    border.m.approved(typed, 1, 20)
    return {**made, "typed": typed}


def test_what_nobody_touched_is_in_order(border: Border) -> None:
    """Counted figures say what the run says; every approved figure is checked, each by its name."""
    made = names(border)
    view = queries.measure(border.m.world.people["coordinator"], made["share"].pk).followed
    assert [(one.value.numerator, one.value.denominator) for one in view.entries] == [(4, 7)]
    found = list(verifying.checked())
    assert len(found) == 6
    assert [one.name for one in found if one.problems] == []
    assert any("I-1" in one.name and f"{border.m.year}-01-01" in one.name for one in found)


def test_an_approved_figure_that_is_gone_is_named(border: Border, owner_sql: Any) -> None:
    """Nobody but the owner of the tables can take one away; the case of its approval tells."""
    m, typed = border.m, border.m.agreed()
    m.approved(typed, 1, 20)
    value = queries.measure(m.world.people["coordinator"], typed.pk).followed.entries[0].value
    assert wrong() == {}
    owner_sql.execute("delete from programme_value where id = %s", [value.pk])
    assert list(wrong().values()) == [("figure_missing",)]


def test_one_changed_crossing_names_exactly_the_figures_that_depend_on_it(border: Border, owner_sql: Any) -> None:
    """A crossing of March moves from one post to a third: that post's figure and the share of none, all others hold."""
    names(border)
    review = border.m.world.do(
        "coordinator",
        "open_review",
        plan_id=border.m.plan.pk,
        template_code="annual",
        as_of=date(border.m.year, 12, 31),
    )
    owner_sql.execute(
        "update test_crossing set post = 'SRH' where id = (select id from test_crossing where post = 'FRP' limit 1)"
    )
    found = wrong()
    assert [name.split()[1] for name in found] == ["I-2"]
    assert set(*found.values()) == {"counts_differ", "figure_differs"}
    border.m.world.do("coordinator", "check_review", review_id=review.pk)
    view = review_queries.review(border.m.world.people["coordinator"], review.pk)
    assert view.review.checked is not None
    assert {one["key"] for one in view.review.checked["changed"]} == {f"I-2.{border.m.year}-01-01", "I-2.all"}
    # and one crossing more in February changes what counts crossings of that half year, of that post and of all
    border.cross(2, "ASB")
    border.m.world.do("coordinator", "check_review", review_id=review.pk)
    checked = review_queries.review(border.m.world.people["coordinator"], review.pk).review.checked
    assert checked is not None
    assert {one["key"].split(".")[0] for one in checked["changed"]} == {"I-1", "I-2", "I-3", "I-4"}
    half = f"I-1.{border.m.year}-07-01"
    assert half not in {one["key"] for one in checked["changed"]}


def test_counting_again_after_a_correction_puts_it_right(border: Border) -> None:
    """The figure is counted anew as another row; the old one stays, and the review names nothing any more."""
    made = names(border)
    border.cross(3, "FRP")
    assert wrong()
    (old,) = queries.measure(border.m.world.people["coordinator"], made["frp"].pk).followed.entries
    border.value(made["frp"], 1, corrects_id=old.value.pk)
    again = queries.measure(border.m.world.people["coordinator"], made["frp"].pk).followed
    assert [(one.value.numerator, one.value.vintage) for one in again.entries] == [(3, "final"), (4, "revised")]


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("update programme_value set numerator = 99 where source = 'typed'", "altered"),
        ("update programme_value set as_of = as_of - 1 where source = 'counted'", "altered"),
        ("update programme_value set numerator = 99 where source = 'counted'", "figure_differs"),
        ("update facts_run set cells = '[]'", "run_altered"),
        ('update facts_run set definition = definition || \'{"unit": "x"}\'', "run_altered"),
        ('update programme_measure set content = content || \'{"kind": "x"}\'', "definition_gone"),
    ],
)
def test_a_seeded_corruption_is_named(border: Border, owner_sql: Any, statement: str, problem: str) -> None:
    """By the database's owner, past every wall: the figure is named with what is wrong with it."""
    names(border)
    owner_sql.execute(statement)
    found = wrong()
    assert found
    assert problem in {one for problems in found.values() for one in problems}


def test_altered_evidence_is_named(border: Border, owner_sql: Any) -> None:
    """A file that is gone or was exchanged no longer stands for its figure."""
    from sapar.kernel import clock
    from sapar.kernel.documents.render import render

    paper = render("record", {"rows": []}, title="x", issuer="x", made_at=clock.now())
    measure = border.m.agreed()
    border.m.approved(measure, 1, 20, evidence=paper, evidence_name="list.pdf")
    assert wrong() == {}
    owner_sql.execute("update documents_attachment set content = 'x' || content")
    assert set(*wrong().values()) == {"evidence_altered"}


def test_the_command_exits_with_the_name(border: Border, node_db: Any, owner_sql: Any) -> None:
    """``sapar facts verify``: 0 and a count; after a corruption 1, and the figure's name on the screen."""
    names(border)
    command = [sys.executable, "-m", "sapar.node.cli", "--data", str(node_db.data), "facts", "verify"]

    def run() -> tuple[int, str]:
        done = subprocess.run(command, env=node_db.environment, capture_output=True, text=True, timeout=120)
        return done.returncode, done.stdout + done.stderr

    assert run() == (0, "6 approved figures, 0 with a difference\n")
    owner_sql.execute("update programme_value set numerator = 99 where source = 'typed'")
    code, said = run()
    assert code == 1
    assert f"FAIL  PLAN-{border.m.year}-MFA I-5 {border.m.year}-01-01" in said


def test_few_records_are_no_figure(border: Border) -> None:
    """One or two crossings behind a figure would tell of persons: it is not kept."""
    border.cross(2, "SRH", times=2)
    measure = border.counted("SRH", "border.crossings", cells={"post": "SRH"})
    with pytest.raises(Conflict) as caught:
        border.value(measure, 1)
    assert caught.value.code == "small"


def test_a_run_that_a_figure_rests_on_is_kept(border: Border, owner_sql: Any, app_sql: Any) -> None:
    """Neither the thinning job nor the owner of the table removes it; the use is written once."""
    names(border)
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        owner_sql.execute("delete from facts_run")
    (uses,) = owner_sql.execute("select count(*) from facts_use").fetchone()
    assert uses == 5


def test_raw_sql_keeps_no_run_without_a_definition(border: Border, owner_sql: Any) -> None:
    """The constraint on runs: a definition with its SQL and the digest of its view, a version, an as-of day, a vintage."""
    names(border)
    for change in (
        "definition = '{}'",
        "definition = definition - 'sql'",
        "version = 0",
        "ledger_size = -1",
        "indicator = ''",
        "definition_hash = ''",
    ):
        with pytest.raises(psycopg.errors.CheckViolation):
            owner_sql.execute(f"update facts_run set {change}")
    for column in ("as_of", "counted_at", "ledger_size"):
        with pytest.raises(psycopg.errors.NotNullViolation):
            owner_sql.execute(f"update facts_run set {column} = null")
