"""One side never sees the other's drafts: acts × roles, and raw SQL under row-level security."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from tests.areas.programme.plans_kit import World, make_world, words

from sapar.areas.programme.access import READERS
from sapar.areas.programme.queries import following, plans
from sapar.areas.programme.rules.content import Content, Words
from sapar.kernel import clock
from sapar.kernel.access import registry
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import SET_CONTEXT, context_values
from sapar.kernel.acts import CATALOGUE
from sapar.kernel.acts.registry import ActSpec
from sapar.kernel.errors import NotFound, NotPermitted

NAMES = (
    "open_plan", "add_line", "change_line", "remove_line", "take_over", "carry_over", "propose", "comment", "accept",
    "sign", "close_plan", "take_up", "report", "spend", "remark", "name_focal_point", "set_priority", "end_priority",
    "open_evidence",
)  # fmt: skip
AREA = {name: CATALOGUE[f"programme.{name}"] for name in NAMES}
LEAD = {"open_plan", "propose", "accept", "close_plan", "name_focal_point", "set_priority", "end_priority"}
WORK = {"add_line", "change_line", "remove_line", "take_over", "carry_over", "comment", "report", "spend", "remark"}
EXPECTED = {
    "programme.coordinator": LEAD | WORK | {"open_evidence"},
    "iom.coordinator": LEAD | WORK | {"open_evidence"},
    "programme.official": WORK | {"open_evidence"},
    "programme.signatory": {"sign", "open_evidence"},
    "iom.signatory": {"sign", "open_evidence"},
    "system.programme": {"take_up"},
}
TABLES = (
    "plan", "draft", "draftline", "round", "version", "comment", "signature", "party", "activity", "milestone",
    "budgetline", "report", "spending", "remark", "priority",
)  # fmt: skip


@pytest.fixture
def world(node_db: Any) -> World:
    return make_world()


def sample(spec: ActSpec) -> dict[str, Any]:
    known = {UUID: uuid4(), str: "x", int: 1, date: clock.today(), Content: Content(words("x")), Words: words("x")}
    return {name: known[spec.arguments[name]] for name in spec.required}


def test_the_table_of_rights_is_the_one_that_was_decided() -> None:
    """Every act and look on plans is open to exactly the roles of this table; a new one has to be entered here."""
    rights: dict[str, set[str]] = {}
    for name, spec in AREA.items():
        for role in spec.roles:
            rights.setdefault(role, set()).add(name)
    assert rights == EXPECTED


def test_every_other_role_is_refused(node_db: Any, owner_sql: Any) -> None:
    """Acts × all roles of the node: who is not named is refused, and the attempt is in the ledger."""
    refused = 0
    for role in registry.roles():
        actor = Actor(
            ref=f"test:{role}", role=role, institution_id=uuid4(), second_factor_at=clock.now(), language="en"
        )
        for spec in AREA.values():
            if role not in spec.roles:
                with pytest.raises(NotPermitted):
                    spec(actor, **sample(spec))
                refused += 1
    (entered,) = owner_sql.execute("select count(*) from ledger_entry where kind = 'refusal'").fetchone()
    assert refused == entered > 200


def test_no_act_reaches_the_other_sides_draft(world: World) -> None:
    """For every role of the other side, of another state body and of strangers: the draft's lines are not found."""
    plan = world.open()
    row = world.draft("coordinator", plan)[-1]
    ids = {"row_id": row.pk, "version_id": uuid4(), "line_id": row.line_id}
    for who in ("iom", "chief", "service", "stranger"):
        for name, spec in AREA.items():
            if world.people[who].role not in spec.roles or "row_id" not in spec.arguments:
                continue
            with pytest.raises(NotFound):
                world.do(who, name, **(sample(spec) | {key: ids[key] for key in spec.required & ids.keys()}))
        with pytest.raises(NotFound):
            plans.draft_row(world.people[who], row.pk)
    assert plans.draft(world.people["iom"], plan.pk).lines == []
    assert plans.plan(world.people["iom"], plan.pk).draft_lines == 0


def test_a_plan_that_is_not_mine_does_not_exist(world: World) -> None:
    """Before it is in force for parties, and always for strangers: every act and page says that nothing was found."""
    plan, version = world.agreed()
    for who in ("service", "stranger"):
        for name, spec in AREA.items():
            given = {"plan_id": plan.pk, "version_id": version.pk}
            if world.people[who].role in spec.roles and spec.arguments.keys() & given.keys():
                with pytest.raises(NotFound):
                    world.do(who, name, **(sample(spec) | {k: v for k, v in given.items() if k in spec.arguments}))
        with pytest.raises(NotFound):
            plans.plan(world.people[who], plan.pk)
        with pytest.raises(NotFound):
            plans.version(world.people[who], version.pk)


def test_nobody_else_reads_plans(node_db: Any) -> None:
    """Roles that have no part are refused before anything is read."""
    for role in registry.roles():
        if role not in READERS:
            with pytest.raises(NotPermitted):
                following.overview(Actor(ref="test:x", role=role, institution_id=uuid4()))


@contextmanager
def acting(sql: psycopg.Connection[Any], actor: Actor) -> Any:
    with sql.transaction(), sql.cursor() as cursor:
        cursor.execute(f"select {SET_CONTEXT}", context_values(actor))
        yield cursor


def visible(sql: psycopg.Connection[Any], actor: Actor) -> dict[str, int]:
    """How many rows of each table injected SQL would find."""
    with acting(sql, actor) as cursor:
        counts = {}
        for table in TABLES:
            cursor.execute(f"select count(*) from programme_{table}")
            counts[table] = cursor.fetchone()[0]
        return {table: count for table, count in counts.items() if count}


def test_raw_sql_while_the_sides_negotiate(world: World, app_sql: Any) -> None:
    """Each side: its own draft, the plan, what was proposed. Others, whatever their role: nothing at all."""
    plan = world.open()
    world.draft("coordinator", plan)
    shared = {"plan": 1, "round": 1}
    mine = shared | {"draft": 1, "draftline": 4}
    assert visible(app_sql, world.people["official"]) == mine
    assert visible(app_sql, world.people["iom"]) == shared
    version = world.do("coordinator", "propose", plan_id=plan.pk)
    world.do("iom", "take_over", version_id=version.pk)
    world.do("iom", "add_line", plan_id=plan.pk, level="direction", content=Content(words("IOM's own")))
    assert visible(app_sql, world.people["minister"]) == mine | {"version": 1}
    assert visible(app_sql, world.people["chief"]) == shared | {"version": 1, "draft": 1, "draftline": 5}
    for who in ("service", "stranger"):
        assert visible(app_sql, world.people[who]) == {}
    for role in registry.roles():
        if role not in (
            *READERS,
            "system.programme",
            "system.figures",
            "system.retention",
        ):  # jobs: no person can be one
            assert visible(app_sql, Actor(ref="test:x", role=role, institution_id=plan.state_id)) == {}, role


def test_raw_sql_in_force(world: World, app_sql: Any) -> None:
    """A party reads what is in force: no drafts, no rounds, no comments of the sides, no later proposal."""
    plan, _version = world.in_force()
    world.do("coordinator", "add_line", plan_id=plan.pk, level="direction", content=Content(words("Later")))
    later = world.do("coordinator", "propose", plan_id=plan.pk)
    world.do("iom", "comment", version_id=later.pk, text="No")
    assert visible(app_sql, world.people["service"]) == {
        "plan": 1, "version": 1, "signature": 2, "party": 4, "activity": 1, "milestone": 1, "budgetline": 1,
    }  # fmt: skip
    assert visible(app_sql, world.people["stranger"]) == {}


def test_raw_sql_writes_into_no_foreign_draft(world: World, app_sql: Any) -> None:
    """Neither inserted, nor changed, nor deleted, nor read by way of an update."""
    plan = world.open()
    row = world.draft("coordinator", plan)[-1]
    with acting(app_sql, world.people["iom"]) as cursor:
        for statement in ("update programme_draftline set level = 'x'", "delete from programme_draftline"):
            cursor.execute(statement)
            assert cursor.rowcount == 0
    with pytest.raises(psycopg.errors.InsufficientPrivilege), acting(app_sql, world.people["iom"]) as cursor:
        cursor.execute(
            "insert into programme_draftline (id, draft_id, institution_id, line_id, level, position, content, version, "
            "changed_at, changed_by) values (%s, %s, %s, %s, 'direction', 9, '{}', 1, now(), 'x')",
            [uuid4(), row.draft_id, row.institution_id, uuid4()],
        )
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app_sql.execute("select count(*) from programme_draftline")  # no actor in this transaction


def test_only_the_responsible_or_the_states_side_report(world: World) -> None:
    """A partner and IOM do not report on a state body's work; nobody but IOM reports on IOM's."""
    iom = world.offices["IOM"].pk
    plan, _version = world.in_force(world.activity("Ours"), world.activity("IOM's", responsible_id=iom))
    ours, theirs = following.plan_followed(world.people["iom"], plan.pk).activities
    given = {"percent": 10, "as_of": clock.today(), "text": "x"}
    for who, one in (("iom", ours), ("service", theirs), ("coordinator", theirs)):
        with pytest.raises(NotPermitted):
            world.do(who, "report", activity_id=one.activity.pk, **given)
    for who, one in (("coordinator", ours), ("service", ours), ("iom", theirs)):
        world.do(who, "report", activity_id=one.activity.pk, **given)
