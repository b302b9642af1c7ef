"""One side never sees the other's minutes, notes, concept notes or unapproved entries: acts × roles, and raw SQL."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from tests.areas.programme.meetings_kit import opened, proposed, resolution, signed
from tests.areas.programme.plans_kit import World, make_world, words
from tests.areas.programme.test_projects import concept, handover, running
from tests.areas.programme.test_register import act_of_state, enter

from sapar.areas.programme.acts.register import ClauseText
from sapar.areas.programme.queries import meetings as queries
from sapar.areas.programme.queries import minutes
from sapar.areas.programme.rules.content import Words
from sapar.areas.programme.rules.handing import Count, Item
from sapar.areas.programme.rules.minutes import Minute
from sapar.kernel import clock
from sapar.kernel.access import registry
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import SET_CONTEXT, context_values
from sapar.kernel.acts import CATALOGUE
from sapar.kernel.acts.registry import ActSpec
from sapar.kernel.errors import NotFound, NotPermitted

LEAD = {
    "call_meeting", "change_meeting", "draft_agenda", "open_meeting", "end_meeting", "cancel_meeting",
    "propose_minutes", "accept_minutes", "approve_instrument", "return_instrument", "move_project", "record_grant",
    "top_up", "draw_up_handover", "withdraw_handover",
}  # fmt: skip
WORK = {
    "add_point", "remove_point", "name_participant", "remove_participant", "mark_attendance", "begin_minutes",
    "add_minute", "change_minute", "remove_minute", "comment_minutes", "take_over_minutes", "follow_up", "enter_instrument",
    "change_instrument", "tie", "untie", "write_concept", "change_concept", "record_training", "void_training",
}  # fmt: skip
OURS = {"enter_action", "change_action"}
READ = {"join_meeting", "open_follow_up_file", "read_minutes", "read_participants"}
EXPECTED = {
    "programme.coordinator": LEAD | WORK | OURS | READ | {"approve_action", "return_action", "sign_handover"},
    "iom.coordinator": LEAD | WORK | READ | {"sign_handover"},
    "programme.official": WORK | OURS | READ | {"sign_handover"},
    "programme.signatory": READ | {"sign_minutes", "sign_handover"},
    "iom.signatory": READ | {"sign_minutes", "sign_handover"},
    "system.programme": {"take_up_decisions"},
}
AREA = {name: CATALOGUE[f"programme.{name}"] for name in sorted(set().union(*EXPECTED.values()))}
PRIVATE = {
    "minutesline": "the other side's minutes",
    "project": "a concept note that was not proposed",
    "instrument": "an entry that nobody approved",
    "clause": "its provisions",
    "stateaction": "an action that nobody approved",
}


@pytest.fixture
def world(node_db: Any) -> World:
    return make_world()


def sample(spec: ActSpec) -> dict[str, Any]:
    known: dict[Any, Any] = {
        UUID: uuid4(), str: "x", int: 1, bool: True, date: clock.today(), datetime: clock.now(),
        list[str]: ["GCM.1"], list[ClauseText]: [ClauseText(words("x"))], list[Item]: [Item(words("x"))],
        list[Count]: [Count(uuid4(), 1)],
    }  # fmt: skip
    known |= {Minute: Minute(words("x")), Words: words("x")}
    return {name: known[spec.arguments[name]] for name in spec.required}


def test_the_table_of_rights_is_the_one_that_was_decided() -> None:
    """Every act and look on meetings, register and projects is open to exactly the roles of this table."""
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
    assert refused == entered > 400


@contextmanager
def as_actor(app_sql: Any, actor: Actor) -> Any:
    """A transaction of the application role with the actor's context, as acts and ``reading`` set it."""
    with app_sql.transaction(force_rollback=True):
        app_sql.execute(f"select {SET_CONTEXT}", context_values(actor))
        yield app_sql


def count(app_sql: Any, actor: Actor, table: str) -> int:
    with as_actor(app_sql, actor) as sql:
        return int(sql.execute(f"select count(*) from programme_{table}").fetchone()[0])


def private_of_the_state(world: World) -> tuple[Any, Any]:
    """Rows in every private table, all of the State's side."""
    plan, _version = world.in_force()
    meeting = opened(world, plan)
    world.do("coordinator", "add_minute", meeting_id=meeting.pk, kind="note", minute=Minute(words("Secret")))
    world.do("coordinator", "add_minute", meeting_id=meeting.pk, kind="decision", minute=resolution(world))
    concept(world, plan)
    enter(world)
    act_of_state(world)
    return plan, meeting


def test_raw_sql_shows_no_draft_of_the_other_side(world: World, app_sql: Any) -> None:
    """Under row-level security IOM's people, and strangers, count none of the State's private rows; the State does."""
    private_of_the_state(world)
    for table, what in PRIVATE.items():
        assert count(app_sql, world.people["coordinator"], table) > 0, what
        for who in ("iom", "chief"):
            assert count(app_sql, world.people[who], table) == 0, (who, what)
    for table in ("minutesline", "project", "meeting", "participant", "decision", "grant", "handover"):
        assert count(app_sql, world.people["stranger"], table) == 0, table


def test_raw_sql_changes_no_row_of_the_other_side(world: World, app_sql: Any) -> None:
    """Under row-level security IOM changes and deletes none of the State's private rows, and adds none in its name."""
    _plan, meeting = private_of_the_state(world)
    for table in PRIVATE:
        with as_actor(app_sql, world.people["iom"]) as sql:
            changed = sql.execute(f"update programme_{table} set id = id").rowcount
            gone = sql.execute(f"delete from programme_{table}").rowcount
        assert (changed, gone) == (0, 0), table
    row = (uuid4(), meeting.pk, world.offices["MFA"].pk, uuid4(), clock.now())
    insert = (
        "insert into programme_minutesline (id, meeting_id, institution_id, line_id, kind, position, content, version, "
        "changed_at, changed_by) values (%s, %s, %s, %s, 'item', 1, '{}', 1, %s, 'x')"
    )
    with pytest.raises(psycopg.errors.InsufficientPrivilege), as_actor(app_sql, world.people["iom"]) as sql:
        sql.execute(insert, row)


def test_who_takes_part_reads_the_protocol_only_when_both_have_signed(world: World, app_sql: Any) -> None:
    """A third body sees the meeting it was named for, no minutes before the second signature, its own decisions after;
    it changes nothing of it."""
    plan, _version = world.in_force()
    meeting = opened(world, plan)
    proposed(world, meeting)
    service = world.people["service"]
    assert count(app_sql, service, "meeting") == 1
    assert count(app_sql, service, "minutesversion") == 0
    assert queries.meeting(service, meeting.pk).versions == []
    signed(world, plan)
    assert count(app_sql, service, "minutesversion") == 1
    assert count(app_sql, service, "decision") == 1
    with as_actor(app_sql, service) as sql:
        assert sql.execute("update programme_meeting set place = 'x'").rowcount == 0
        assert sql.execute("update programme_decision set due_on = '2030-01-01'").rowcount == 0


def test_equipment_and_money_are_seen_by_those_concerned(world: World, app_sql: Any) -> None:
    """Both sides see money; the body that takes the equipment sees its act and no other project's; strangers nothing."""
    plan, _version = world.in_force()
    project = running(world, plan)
    handover(world, project)
    for table in ("grant", "handover", "project"):
        assert count(app_sql, world.people["iom"], table) == 1
        assert count(app_sql, world.people["stranger"], table) == 0
    assert count(app_sql, world.people["service"], "handover") == 1


def test_acts_find_nothing_of_the_other_side(world: World) -> None:
    """By their ids, acts of the other side do not find a private line, a concept note, an entry."""
    plan, meeting = private_of_the_state(world)
    row = minutes.minutes(world.people["coordinator"], meeting.pk).rows[0][1]
    with pytest.raises(NotFound):
        world.do("iom", "change_minute", row_id=row.pk, version=1, minute=Minute(words("x")))
    with pytest.raises(NotFound):
        world.do("iom", "remove_minute", row_id=row.pk, version=1)
    with pytest.raises(NotFound):
        world.do("iom", "move_project", project_id=concept(world, plan).pk, step="endorse")
    with pytest.raises(NotFound):
        world.do("iom", "approve_instrument", instrument_id=enter(world, code="BIL-9").pk)
