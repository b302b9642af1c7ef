"""Lanes, the post at a glance, an officer's own day, and shifts with two signatures."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.areas.border.conftest import Service, count, leap, passport
from tests.areas.border.test_acts import admitted, do, inspect

from sapar.kernel import clock
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def lanes(service: Service) -> list[Any]:
    """Two lanes of the first post."""
    return [
        do("open_lane", service.supervisor, place_id=service.posts[0].pk, name=name, kind="both") for name in ("1", "2")
    ]


def test_one_officer_a_lane_and_one_lane_an_officer(service: Service, lanes: list[Any], owner_sql: Any) -> None:
    """A taken lane is taken; whoever sits down elsewhere has left the lane before."""
    first = do("sit_down", service.officer, lane_id=lanes[0].pk)
    assert do("sit_down", service.officer, lane_id=lanes[0].pk).pk == first.pk
    with pytest.raises(Conflict) as taken:
        do("sit_down", service.colleague, lane_id=lanes[0].pk)
    assert taken.value.code == "lane_taken"
    with pytest.raises(NotPermitted):
        do("sit_down", service.other, lane_id=lanes[1].pk)
    do("sit_down", service.officer, lane_id=lanes[1].pk)
    do("sit_down", service.colleague, lane_id=lanes[0].pk)
    open_seats = owner_sql.execute("select count(*) from border_seat where until is null").fetchone()[0]
    assert (open_seats, count(owner_sql, "border_seat")) == (2, 3)
    do("stand_up", service.officer)
    assert do("stand_up", service.officer) is None
    do("end_lane", service.supervisor, lane_id=lanes[0].pk)
    assert owner_sql.execute("select count(*) from border_seat where until is null").fetchone()[0] == 0
    with pytest.raises(Conflict):
        do("sit_down", service.officer, lane_id=lanes[0].pk)


def test_lanes_have_a_name_once(service: Service, lanes: list[Any]) -> None:
    """Empty, too long and doubled names are refused; a name that was taken away is free again."""
    base = {"place_id": service.posts[0].pk, "kind": "entry"}
    for name in (" ", "x" * 21):
        with pytest.raises(Invalid):
            do("open_lane", service.supervisor, **base, name=name)
    with pytest.raises(Conflict):
        do("open_lane", service.supervisor, **base, name="1")
    do("end_lane", service.supervisor, lane_id=lanes[0].pk)
    do("open_lane", service.supervisor, **base, name="1")


def test_the_post_at_a_glance(service: Service, lanes: list[Any]) -> None:
    """Crossings count for the lane where their officer sat; the second line's waits are minutes; other posts are apart."""
    do("sit_down", service.officer, lane_id=lanes[0].pk)
    admitted(service.officer)
    admitted(service.colleague, number="AC2345678")
    waiting = inspect(service.officer, passport(number="AC3456789"))
    do("refer_second_line", service.officer, inspection_id=waiting.pk, reason="person")
    leap(7 * 60 + 30)
    seen = do("post_now", service.officer)
    assert (seen.entries, seen.exits, seen.without_lane) == (2, 0, 1)
    assert [(lane.name, lane.officer, lane.today) for lane in seen.lanes] == [("1", "Officer", 1), ("2", "", 0)]
    assert (seen.waits.now, seen.waits.longest, seen.waits.median) == (1, 7, None)
    assert sum(entries for _hour, entries, _exits in seen.hours) == 2
    do("second_line_decide", service.colleague, inspection_id=waiting.pk, decision="close", reason="Went back.")
    assert do("post_now", service.supervisor, place_id=service.posts[0].pk).waits.median == 8
    assert do("post_now", service.other, place_id=service.posts[0].pk).place == service.posts[1].name("en")
    with pytest.raises(NotFound):
        do("post_now", service.supervisor)


def test_ones_own_day(service: Service) -> None:
    """What I read, recorded, referred and decided; a colleague's is not mine; a corrected record does not count."""
    crossing = admitted(service.officer)
    do("correct", service.officer, crossing_id=crossing.pk, reason="It was an exit.", direction="exit")
    admitted(service.colleague, number="AC2345678")
    waiting = inspect(service.colleague, passport(number="AC3456789"))
    do("refer_second_line", service.colleague, inspection_id=waiting.pk, reason="person")
    do("second_line_decide", service.officer, inspection_id=waiting.pk, decision="close", reason="Went back.")
    mine = do("my_day", service.officer)
    assert (mine.read, mine.entries, mine.exits) == (1, 0, 1)
    assert (mine.referred, mine.decided, mine.corrected) == (0, 1, 1)
    theirs = do("my_day", service.colleague)
    assert (theirs.read, theirs.entries, theirs.referred, theirs.decided) == (2, 1, 1, 0)
    yesterday = do("my_day", service.officer, day=clock.today() - timedelta(days=1))
    assert (yesterday.read, yesterday.seconds, yesterday.crossings) == (0, None, [])


def test_a_shift_takes_two_signatures(service: Service, owner_sql: Any) -> None:
    """The node's figures are frozen at the first signature; another officer of the post makes the second."""
    admitted(service.officer)
    with pytest.raises(Invalid):
        do("give_shift", service.officer, note=" ")
    given = do("give_shift", service.officer, note="Reader 3 is slow.", entries=1)
    admitted(service.officer, number="AC2345678")
    assert do("view_shift", service.colleague, shift_id=given.pk).figures["entries"] == 1
    with pytest.raises(Conflict) as waits:
        do("give_shift", service.colleague, note="Nothing.")
    assert waits.value.code == "shift_waits"
    with pytest.raises(NotPermitted) as same:
        do("take_shift", service.officer, shift_id=given.pk)
    assert same.value.code == "shift_same"
    with pytest.raises(NotPermitted):
        do("take_shift", service.other, shift_id=given.pk)
    do("take_shift", service.colleague, shift_id=given.pk)
    with pytest.raises(Conflict):
        do("take_shift", service.colleague, shift_id=given.pk)
    assert count(owner_sql, "notices_notice") == 0
    signed = owner_sql.execute(
        "select act, actor from ledger_entry where act like '%shift' and kind = 'act' order by id"
    )
    assert signed.fetchall() == [
        ("border.give_shift", service.officer.ref),
        ("border.take_shift", service.colleague.ref),
    ]
    since, figures = do("shift_so_far", service.officer)
    assert (since, figures["entries"]) == (given.until, 1)


def test_a_difference_is_told_to_the_supervisors(service: Service, owner_sql: Any) -> None:
    """Counted otherwise by hand, or a remark: both signatures stand, and the supervisors hear of it."""
    admitted(service.officer)
    given = do("give_shift", service.officer, note="Nothing special.", entries=2)
    do("take_shift", service.colleague, shift_id=given.pk, remark="One stamp too many.")
    told = owner_sql.execute("select recipient, link from notices_notice where template = 'border.shift_differs'")
    ((recipient, link),) = told.fetchall()
    assert recipient.endswith("/border.supervisor") and link == f"/border/shifts/{given.pk}/"
    (row,) = do("list_shifts", service.supervisor)
    assert (row.figures["entries"], row.counted, row.remark) == (1, {"entries": 2}, "One stamp too many.")
    assert do("list_shifts", service.other) == []
