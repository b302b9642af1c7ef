"""The sample data: made by acts, the same each time, and whole."""

from __future__ import annotations

from typing import Any

import pytest
from tests.areas.border.conftest import Service, count

from sapar.kernel.acts import CATALOGUE

pytestmark = pytest.mark.django_db


def test_sample_crossings(service: Service, owner_sql: Any) -> None:
    """Two hundred crossings at three posts, all admitted on green checks, two corrected, two travellers waiting; a second
    load changes nothing."""
    from sapar.areas.border import demo

    third = service.add("third", "border.supervisor", service.posts[2])
    actors = {"border": service.officer, "border2": service.other, "supervisor": third}
    for _round in range(2):
        demo.load(actors, lambda _step: None)
        assert count(owner_sql, "border_crossing") == 202
        assert count(owner_sql, "border_correction") == 2
    levels = owner_sql.execute("select level, count(*) from border_inspection group by level order by level").fetchall()
    assert levels == [("green", 200), ("red", 2)]
    assert owner_sql.execute("select count(distinct place_id) from border_crossing").fetchone() == (3,)
    assert len(CATALOGUE["border.second_line_queue"](third)) == 2
