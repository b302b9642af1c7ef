"""Facts without names: which application settled when, within the clock or not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.areas.labour.conftest import World, worker

from sapar.areas.labour.facts import PERMIT_DECISIONS
from sapar.areas.labour.tasks import erase_old_drafts
from sapar.kernel import clock, retention
from sapar.kernel.access.actor import Actor
from sapar.kernel.errors import Conflict, NotFound

STATISTICS = Actor.system("statistics")


def facts(as_of: Any) -> dict[Any, tuple[Any, ...]]:
    from django.db import connection

    from sapar.kernel.access.context import reading

    columns = list(PERMIT_DECISIONS.columns)
    with reading(STATISTICS), connection.cursor() as cursor:
        cursor.execute(f"select {', '.join(columns)} from {PERMIT_DECISIONS.name} where settled_on <= %s", [as_of])
        return {row[0]: row[1:] for row in cursor.fetchall()}


def test_the_view_obeys_its_reader(owner_sql: Any) -> None:
    """The fact view is a security-invoker view."""
    (options,) = owner_sql.execute(
        "select reloptions from pg_class where relname = %s", [PERMIT_DECISIONS.name]
    ).fetchone()
    assert options == ["security_invoker=on"]


def test_within_late_and_undecided(world: World) -> None:
    """Decided on the last day is within; a day later is late, and has counted as late since the term ran out."""
    start = clock.today()
    in_time, late, never, gone, back = (world.submitted() for _ in range(5))
    world.do("employer", "labour.withdraw", application_id=gone)
    world.do("officer", "labour.return", application_id=back, reason="Sign it.")
    assert facts(clock.today()) == {}
    clock.advance(30)
    world.grant(in_time)
    assert facts(clock.today()) == {
        in_time: (
            start + timedelta(days=30),
            start + timedelta(days=30),
            f"{start + timedelta(days=30):%Y-%m}",
            "UZB",
            "F",
            True,
            True,
            "granted",
        )
    }
    clock.advance(1)
    day_31 = clock.today()
    before = facts(day_31)
    assert set(before) == {in_time, late, never}
    assert before[late][0] == day_31
    assert before[late][5:] == (False, False, "undecided")
    clock.advance(5)
    world.do("officer", "labour.refuse", application_id=late, reasons=["terms"], text="Too low.")
    after = facts(day_31)
    assert set(after) == {in_time, late, never}
    assert after[late][0] == day_31
    assert after[late][5:] == (True, False, "refused")
    world.do("employer", "labour.withdraw", application_id=never)
    assert never in facts(clock.today())


def test_late_stays_late(world: World) -> None:
    """Returning an application after its term ran out does not make it in time again, neither now nor for an old day."""
    made = world.submitted()
    clock.advance(31)
    day_31 = clock.today()
    world.do("officer", "labour.return", application_id=made, reason="Sign it.")
    assert made in facts(day_31)
    clock.advance(3)
    world.do("employer", "labour.resubmit", application_id=made, confirmed=True)
    world.grant(made)
    assert facts(day_31)[made][0] == day_31
    assert facts(day_31)[made][5:] == (True, False, "granted")


def test_a_lifted_refusal_was_decided_once(world: World) -> None:
    """What counts is the first decision; an override does not decide a second time."""
    made = world.refused()
    world.do(
        "head",
        "labour.override",
        application_id=made,
        reason="New facts.",
        valid_from=clock.today(),
        valid_until=clock.today() + timedelta(days=90),
    )
    assert facts(clock.today())[made][-1] == "refused"


def test_old_drafts_are_erased(world: World, owner_sql: Any) -> None:
    """A draft that nobody sent goes after ninety days, its files too; younger ones and sent ones stay."""
    old, sent = world.draft(), world.submitted()
    clock.advance(60)
    young = world.draft()
    assert erase_old_drafts() == 0
    clock.advance(30)
    assert erase_old_drafts() == 1
    left = {row[0] for row in owner_sql.execute("select id from labour_application").fetchall()}
    assert left == {young, sent}
    assert owner_sql.execute("select count(*) from documents_attachment where subject_id = %s", [old]).fetchone() == (
        0,
    )
    with pytest.raises(Conflict):
        world.do(Actor.system("retention"), "labour.erase_draft", application_id=sent)
    with pytest.raises(NotFound):
        world.do(Actor.system("retention"), "labour.erase_draft", application_id=old)


def test_retention_erases_an_application_whole(world: World, owner_sql: Any) -> None:
    """After its period an application goes with permit, seal, case, codes, complaints and files; the ledger forgets who."""
    made = world.granted()
    world.code(made)
    world.do(worker(made), "labour.complain", kind="not_agreed")
    assert retention.run_retention()["labour.application"] == 0
    clock.advance(5 * 365)
    assert retention.run_retention()["labour.application"] == 1
    for table in (
        "labour_application", "labour_permit", "labour_paper", "labour_decision", "labour_workercode", "labour_complaint",
        "procedures_case", "procedures_step", "documents_seal", "documents_attachment",
    ):  # fmt: skip
        assert owner_sql.execute(f"select count(*) from {table}").fetchone() == (0,), table
    known = owner_sql.execute("select count(*) from ledger_subject where subject like %s", [f"%{made}"]).fetchone()
    assert known == (0,)


def test_the_sample_data_is_made_by_acts(world: World, owner_sql: Any) -> None:
    """The demo's forty applications reach every state they name."""
    from sapar.areas.labour import demo

    demo.load(world.people, lambda step: None)
    states = {row[0] for row in owner_sql.execute("select distinct state from procedures_case").fetchall()}
    assert states >= {
        "submitted", "returned", "granted", "refused", "appealed", "upheld", "withdrawn", "cancelled", "revoked", "received",
    }  # fmt: skip
    assert owner_sql.execute("select count(*) from labour_application").fetchone() == (len(demo.SAMPLES),)
