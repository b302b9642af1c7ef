"""Meetings and projects go whole when their time is over, by the retention job, and not a day before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.areas.programme.meetings_kit import signed
from tests.areas.programme.plans_kit import World, make_world
from tests.areas.programme.test_projects import handover, running

from sapar.kernel import clock, retention
from sapar.kernel.access.actor import Actor
from sapar.kernel.acts import CATALOGUE


@pytest.fixture
def world(node_db: Any) -> World:
    return make_world()


def rows(owner_sql: Any, *tables: str) -> list[int]:
    return [owner_sql.execute(f"select count(*) from programme_{one}").fetchone()[0] for one in tables]


def test_meetings_and_projects_are_erased_whole(world: World, owner_sql: Any) -> None:
    """What hangs on a meeting or project goes with it: minutes, signatures, decisions, money, acts of handover."""
    plan, _version = world.in_force()
    meeting = signed(world, plan)
    project = running(world, plan)
    handover(world, project)
    keeper = Actor.system("retention")
    tables = ("meeting", "minutesversion", "minutessignature", "decision", "project", "grant", "handover")
    assert rows(owner_sql, *tables) == [1, 1, 2, 1, 1, 1, 1]
    assert retention.run_retention(clock.today())["programme.meeting"] == 0
    with clock.at(clock.now() + timedelta(days=40 * 365)):
        for name, pk in (("programme.meeting", meeting.pk), ("programme.project", project.pk)):
            CATALOGUE["retention.erase"](keeper, record_class=name, record_id=pk)
    assert rows(owner_sql, *tables) == [0] * len(tables)
