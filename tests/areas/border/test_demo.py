"""The sample data: made by acts, the same each time, and whole."""

from __future__ import annotations

from typing import Any

import pytest
from tests.areas.border.conftest import Service, count

from sapar.kernel.acts import CATALOGUE

pytestmark = pytest.mark.django_db


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
