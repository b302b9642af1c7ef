"""Who may do what, role by role; and the database's own wall, with raw SQL."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from tests.areas.labour.conftest import World, worker

from sapar.areas.labour import access
from sapar.kernel import clock
from sapar.kernel.access import registry
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import SET_CONTEXT, context_values
from sapar.kernel.acts import CATALOGUE
from sapar.kernel.acts.registry import ActSpec
from sapar.kernel.errors import NotFound, NotPermitted

AREA = {name: spec for name, spec in CATALOGUE.items() if name.startswith("labour.")}
EXPECTED = {
    "labour.employer": {
        "declare_staff", "start", "describe_worker", "describe_work", "attach", "detach", "discard", "submit", "resubmit",
        "withdraw", "appeal", "cancel", "own_list", "own_view", "own_document", "own_permit_sheet",
    },
    "labour.officer": {
        "take", "release", "return", "grant", "refuse", "hand_over_code", "send_code", "answer_complaint", "find",
        "export", "view", "document", "permit_sheet", "complaints", "register",
    },
    "labour.head": {
        "take", "release", "return", "grant", "refuse", "hand_over_code", "send_code", "answer_complaint", "find",
        "export", "view", "document", "permit_sheet", "complaints", "register", "extend", "override", "uphold", "revoke",
        "set_quota",
    },
    "labour.worker": {"complain", "my_page", "my_permit_sheet"},
    "public": {"open_page"},
    "system.retention": {"erase_draft"},
}  # fmt: skip


def sample(spec: ActSpec) -> dict[str, Any]:
    """Arguments that pass validation and name nothing that exists."""
    known = {UUID: uuid4(), str: "x", int: 1, bool: True, bytes: b"x", list[str]: ["terms"]}
    days = clock.today()
    return {name: known.get(spec.arguments[name], days) for name in spec.required}


def actor_in(role: str) -> Actor:
    if role == "public":
        return Actor.public("en")
    if role.startswith("system."):
        return Actor.system(role.removeprefix("system."))
    if role == access.WORKER:
        return Actor.holder(uuid4(), role, "en")
    return Actor(ref=f"test:{role}", role=role, institution_id=uuid4(), second_factor_at=clock.now(), language="en")


def test_the_table_of_rights_is_the_one_that_was_decided() -> None:
    """Every act and look of the area is open to exactly the roles of this table."""
    rights: dict[str, set[str]] = {}
    for name, spec in AREA.items():
        for role in spec.roles:
            rights.setdefault(role, set()).add(name.removeprefix("labour."))
    assert rights == EXPECTED


def test_every_other_role_is_refused_and_recorded(node_db: Any, owner_sql: Any) -> None:
    """Acts × all roles of the node: who is not named is refused, and the attempt is in the ledger."""
    refused = 0
    for role in registry.roles():
        for spec in AREA.values():
            if role in spec.roles:
                continue
            with pytest.raises(NotPermitted):
                spec(actor_in(role), **sample(spec))
            refused += 1
    (entered,) = owner_sql.execute(
        "select count(*) from ledger_entry where kind = 'refusal' and act like 'labour.%'"
    ).fetchone()
    assert refused == entered
    assert refused > 400


def test_another_employers_application_does_not_exist(world: World) -> None:
    """For every act and look on one application, a foreign id is not found."""
    made = world.granted()
    for name, spec in AREA.items():
        if "labour.employer" in spec.roles and "application_id" in spec.arguments:
            given = sample(spec) | {"application_id": made}
            with pytest.raises(NotFound):
                world.do("employer2", name, **given)
    assert world.do("employer2", "labour.own_list").lines == []
    with pytest.raises(NotFound):
        world.do("employer2", "labour.start", renews_id=made)


def test_the_service_sees_no_drafts(world: World) -> None:
    """What was not sent is the employer's own affair."""
    made = world.draft()
    with pytest.raises(NotFound):
        world.do("officer", "labour.view", application_id=made)
    assert world.do("officer", "labour.find", show="all").lines == []
    assert world.do("officer", "labour.find", text="Karimow").lines == []


@contextmanager
def acting(sql: psycopg.Connection[Any], actor: Actor) -> Any:
    """A transaction of the application role in which an actor is set, as an injected query would find it."""
    with sql.transaction(), sql.cursor() as cursor:
        cursor.execute(f"select {SET_CONTEXT}", context_values(actor))
        yield cursor


TABLES = (
    "labour_application",
    "labour_headcount",
    "labour_paper",
    "labour_decision",
    "labour_permit",
    "labour_quota",
    "labour_workercode",
    "labour_workertry",
    "labour_complaint",
    "fact_permit_decisions",
)


def visible(sql: psycopg.Connection[Any], actor: Actor) -> dict[str, int]:
    with acting(sql, actor) as cursor:
        counts = {}
        for table in TABLES:
            cursor.execute(f"select count(*) from {table}")
            counts[table] = cursor.fetchone()[0]
        return counts


def test_raw_sql_sees_what_its_reader_may_see(world: World, app_sql: Any) -> None:
    """Under the application role: an employer their own rows, a worker one record, the service all, others nothing."""
    world.do("head", "labour.set_quota", year=clock.today().year, sector="F", limit=10)
    mine, other = world.granted(), world.granted("employer2")
    reference, _code = world.code(mine)
    world.do(worker(mine), "labour.complain", kind="not_agreed", text="Half the wage.")
    world.do(
        Actor.public(),
        "labour.open_page",
        reference=reference,
        digest="0" * 64,
        marks=["1" * 64, "2" * 64, "3" * 64],
    )
    rows = visible(app_sql, world.people["employer"])
    assert rows == {
        "labour_application": 1,
        "labour_headcount": 1,
        "labour_paper": 3,
        "labour_decision": 1,
        "labour_permit": 1,
        "labour_quota": 0,
        "labour_workercode": 0,
        "labour_workertry": 0,
        "labour_complaint": 0,
        "fact_permit_decisions": 1,
    }
    rows = visible(app_sql, worker(mine))
    assert rows == {
        "labour_application": 1,
        "labour_headcount": 0,
        "labour_paper": 0,
        "labour_decision": 1,
        "labour_permit": 1,
        "labour_quota": 0,
        "labour_workercode": 1,
        "labour_workertry": 0,
        "labour_complaint": 1,
        "fact_permit_decisions": 1,
    }
    assert visible(app_sql, worker(other))["labour_complaint"] == 0
    rows = visible(app_sql, world.people["officer"])
    assert (rows["labour_application"], rows["labour_complaint"], rows["labour_quota"]) == (2, 1, 1)
    for nobody in (Actor.public(), world.people["admin"], world.people["auditor"], world.people["manager"]):
        assert set(visible(app_sql, nobody).values()) == {0}


def test_without_an_actor_raw_sql_fails_aloud(world: World, app_sql: Any) -> None:
    """No actor, no rows and no silence."""
    world.do("head", "labour.set_quota", year=clock.today().year, sector="F", limit=10)
    made = world.granted()
    world.code(made)
    world.do(worker(made), "labour.complain", kind="not_agreed")
    for table in set(TABLES) - {"labour_workertry"}:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app_sql.execute(f"select count(*) from {table}")


def test_raw_sql_changes_nothing_of_others(world: World, app_sql: Any, owner_sql: Any) -> None:
    """An employer's raw update or delete leaves other employers' rows, quotas and complaints as they are."""
    world.do("head", "labour.set_quota", year=clock.today().year, sector="F", limit=10)
    made = world.granted("employer2")
    world.do(worker(made), "labour.complain", kind="not_agreed")
    with acting(app_sql, world.people["employer"]) as cursor:
        for statement in (
            "update labour_application set wage_minor = 1",
            "update labour_quota set used = 0",
            "delete from labour_complaint",
            "delete from labour_permit",
        ):
            cursor.execute(statement)
            assert cursor.rowcount == 0
    (wage,) = owner_sql.execute("select wage_minor from labour_application where id = %s", [made]).fetchone()
    assert wage == 450000


def test_the_complaint_leaves_no_trace_for_the_employer(world: World) -> None:
    """Nothing an employer can look at changes when a worker complains."""
    made = world.granted()
    before = world.do("employer", "labour.own_view", application_id=made)
    world.do(worker(made), "labour.complain", kind="passport_taken", text="Help.")
    after = world.do("employer", "labour.own_view", application_id=made)
    assert (before.steps, before.decisions, before.case.version) == (after.steps, after.decisions, after.case.version)
    from sapar.kernel.access.context import reading
    from sapar.kernel.notices.store import messages
    from sapar.kernel.procedures.moves import work_list

    with reading(world.people["employer"]):
        assert "complain" not in " ".join(one.subject + one.body for one in messages(world.people["employer"]))
        assert work_list(world.people["employer"]) == []


def test_a_look_names_everybody_it_shows(world: World, owner_sql: Any) -> None:
    """Lists, searches and exports enter the pseudonym of each application and person they show; one entry a look."""
    for _ in range(3):
        world.submitted()
    for name, given in (
        ("labour.find", {}),
        ("labour.export", {"show": "all"}),
        ("labour.find", {"text": "karim"}),
    ):
        lines = world.do("officer", name, **given)
        assert len(getattr(lines, "lines", lines)) == 3
        row = owner_sql.execute(
            "select kind, purpose, cardinality(subjects) from ledger_entry where act = %s order by id desc limit 1",
            [name],
        ).fetchone()
        assert row == ("look", "labour.permit", 6)


def test_the_worker_sees_who_looked(world: World) -> None:
    """Institution, role, purpose and day of every look and act; the worker's own looks are left out."""
    made = world.granted()
    world.do("officer2", "labour.view", application_id=made)
    clock.advance(1)
    world.do("officer2", "labour.view", application_id=made)
    looked = world.do(worker(made), "labour.my_page").looked
    service, employer = world.institutions["SMS"].pk, world.institutions["EMP-1"].pk
    assert {(one.institution_id, one.role, one.purpose) for one in looked} == {
        (service, "labour.officer", "labour.permit"),
        (employer, "labour.employer", "labour.apply"),
    }
    assert {one.day for one in looked} == {clock.today(), clock.today() - timedelta(days=1)}


def test_searching_finds_reference_number_and_name(world: World) -> None:
    """A reference however typed, a passport number, the beginning of a surname in any spelling."""
    made = world.submitted(primary="Nuryýewa", number="AB1234567")
    reference = world.do("officer", "labour.view", application_id=made).application.reference
    for text in (reference, reference.lower().replace("-", " "), "ab 1234567", "nury", "NURYYEWA"):
        found = world.do("officer", "labour.find", text=text).lines
        assert [line.application.pk for line in found] == [made], text
    assert world.do("officer", "labour.find", text="Z").lines == []
