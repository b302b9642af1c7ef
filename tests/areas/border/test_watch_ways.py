"""On which way an alert stops: entry, leaving, both; and what holds where nothing is stated."""

from __future__ import annotations

from typing import Any

import pytest
from tests.areas.border.conftest import Service, passport
from tests.areas.border.watching import add_office, alert, browser_of, check, do, inspect, work

from sapar.kernel.errors import Invalid, NotPermitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(service: Service) -> Service:
    return add_office(service)


@pytest.mark.parametrize(
    ("applies_to", "entry", "leaving"),
    [("", "red", "amber"), ("entry", "red", "green"), ("exit", "green", "red"), ("both", "red", "red")],
)
def test_an_alert_stops_on_its_way(office: Service, applies_to: str, entry: str, leaving: str) -> None:
    """An entry ban lets leave, a ban on leaving lets in; where nothing is stated, the second line asks on the way out."""
    alert(office.watch, office.watch2, "refuse", applies_to=applies_to)
    read = [inspect(office.officer, passport(), direction=way) for way in ("entry", "exit")]
    assert [one.level for one in read] == [entry, leaving]
    shown = [len(do("view_inspection", office.officer, inspection_id=one.pk)[0].candidates) for one in read]
    assert shown == [int(level != "green") for level in (entry, leaving)]
    if leaving == "amber":
        assert [one["code"] for one in check(read[1])["reasons"]] == ["watch_candidate_refuse_leaving"]
        page = browser_of(office.officer).get(f"/border/inspections/{read[1].pk}/").content.decode()
        assert "Whether leaving is forbidden too is not stated" in page


def test_on_the_way_out_too_a_second_person_says_that_it_is_another(office: Service) -> None:
    """The decision holds for the next entry, so it is not made alone because the exit is only amber."""
    alert(office.watch, office.watch2, "refuse")
    read = inspect(office.officer, passport(), direction="exit")
    (found,) = do("view_inspection", office.officer, inspection_id=read.pk)[0].candidates
    args = {"inspection_id": read.pk, "entry_id": found.entry_id, "verdict": "no_match", "reason": "scar"}
    with pytest.raises(NotPermitted) as error:
        do("decide_candidate", office.officer, **args)
    assert error.value.code == "second_person"


@pytest.mark.parametrize("way", ["entry", "exit"])
def test_a_quiet_alert_is_told_on_both_ways(office: Service, owner_sql: Any, way: str) -> None:
    """Nobody is stopped by it: what was said about the way is not kept."""
    alert(office.watch, office.watch2, "discreet", applies_to="entry")
    assert inspect(office.officer, passport(), direction=way).level == "green"
    work()
    assert owner_sql.execute("select hit from border_quietnote").fetchall() == [(True,)]


def test_the_form_asks_for_the_way_and_the_page_says_it(office: Service) -> None:
    """In words; the intake, whose alerts stop nobody, is not asked. Other words are refused."""
    made = alert(office.watch, office.watch2, "refuse", applies_to="entry")
    page = browser_of(office.watch).get(f"/border/watch/alerts/{made.pk}/").content.decode()
    assert "Entry only" in page
    assert "applies_to" in browser_of(office.watch).get("/border/watch/alerts/new").content.decode()
    assert "applies_to" not in browser_of(office.intake).get("/border/watch/alerts/new").content.decode()
    with pytest.raises(Invalid) as error:
        alert(office.watch, office.watch2, "refuse", applies_to="sideways")
    assert error.value.field == "applies_to"
