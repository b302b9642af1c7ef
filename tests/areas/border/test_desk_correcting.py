"""A correction asks what the desk would have asked: nobody gets past a list, a report or a day of expiry by way of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from tests.areas.border.conftest import Service, count, make_service, passport, visa_free
from tests.areas.border.watching import add_office, alert, do, inspect, work

from sapar.kernel import clock
from sapar.kernel.errors import Conflict, SecondFactorNeeded

pytestmark = pytest.mark.django_db

CLEAN: dict[str, Any] = {
    "number": "AC7777777",
    "primary": "TOKTOGULOV",
    "secondary": "SANJAR",
    "birth_date": date(1971, 8, 9),
}
WHY = {"reason": "The wrong passport was read."}


@pytest.fixture
def office(service: Service) -> Service:
    return add_office(service)


def admitted(service: Service, **changes: Any) -> Any:
    return do("admit", service.officer, inspection_id=inspect(service.officer, passport(**(CLEAN | changes))).pk)


@pytest.mark.parametrize("what", ["refuse", "second_line", "lost", "expired", "child"])
def test_an_officer_alone_corrects_to_nobody_whom_the_desk_would_stop(
    office: Service, owner_sql: Any, what: str
) -> None:
    """Somebody on a list, a reported document, one that is over, a child of whom nothing is written: a supervisor decides,
    and what was found stays with the record."""
    crossing = admitted(office)
    lines = passport()
    if what in ("refuse", "second_line"):
        alert(office.watch, office.watch2, what)
    elif what == "lost":
        do("report_document", office.watch, issuer="KGZ", number="AC1234567", kind="stolen", source="Police of Osh")
    elif what == "expired":
        lines = passport(expiry_date=clock.today() - timedelta(days=1))
    else:
        lines = passport(birth_date=clock.today() - timedelta(days=5 * 365))
    with pytest.raises(Conflict) as alone:
        do("correct", office.officer, crossing_id=crossing.pk, mrz=lines, **WHY)
    assert alone.value.code == "correct_not_green"
    assert count(owner_sql, "border_correction") == 0
    made = do("correct", office.supervisor, crossing_id=crossing.pk, mrz=lines, **WHY)
    assert made.replacement_id is not None
    hits = owner_sql.execute("select inspection_id, meaning from border_hit").fetchall()
    assert hits == ([(crossing.inspection_id, what)] if what in ("refuse", "second_line") else [])


def test_a_supervisor_corrects_to_somebody_wanted_with_a_fresh_factor_and_others_are_told(
    office: Service, owner_sql: Any
) -> None:
    crossing = admitted(office)
    alert(office.watch, office.watch2, "refuse")
    old = replace(office.supervisor, second_factor_at=clock.now() - timedelta(minutes=20))
    with pytest.raises(SecondFactorNeeded):
        do("correct", old, crossing_id=crossing.pk, mrz=passport(), **WHY)
    do("correct", office.supervisor, crossing_id=crossing.pk, mrz=passport(), **WHY)
    told = owner_sql.execute("select template from notices_notice where template = 'border.corrected_red'").fetchall()
    assert told == [("border.corrected_red",)]


def test_the_desk_says_no_so_does_a_corrected_direction(office: Service) -> None:
    """The document is the same, the direction is not: an alert that came meanwhile counts."""
    crossing = admitted(office, number="AC1234567", primary="ASANOV", secondary="BAKYT", birth_date=date(1990, 3, 27))
    alert(office.watch, office.watch2, "refuse")
    with pytest.raises(Conflict) as alone:
        do("correct", office.officer, crossing_id=crossing.pk, direction="exit", **WHY)
    assert alone.value.code == "correct_not_green"


def test_an_exit_is_not_corrected_to_an_entry_that_rests_on_nothing(node_db: Any) -> None:
    """Neither by the direction nor by the lines of somebody whom no regime lets in without a visa."""
    service = make_service(open_border=False)
    visa_free("UZB")
    read = inspect(service.officer, passport(), direction="exit")
    left = do("admit", service.officer, inspection_id=read.pk)
    with pytest.raises(Conflict) as direction:
        do("correct", service.officer, crossing_id=left.pk, direction="entry", **WHY)
    assert direction.value.code == "correct_not_green"
    came = admitted(service, nationality="UZB", issuer="UZB")
    with pytest.raises(Conflict) as lines:
        do("correct", service.officer, crossing_id=came.pk, mrz=passport(), **WHY)
    assert lines.value.code == "correct_not_green"
    do("correct", service.officer, crossing_id=came.pk, mrz=passport(nationality="UZB", issuer="UZB"), **WHY)


@pytest.mark.parametrize("quiet", [True, False])
def test_new_lines_are_asked_quietly_and_nobody_sees_whether(office: Service, owner_sql: Any, quiet: bool) -> None:
    """A discreet alert on the right traveller reaches its owner; the officer's correction is the same with and without."""
    crossing = admitted(office)
    work()
    if quiet:
        alert(office.watch, office.watch2, "discreet")
    made = do("correct", office.officer, crossing_id=crossing.pk, mrz=passport(), **WHY)
    waiting = owner_sql.execute("select kind, subject_id from border_quietcheck where done_at is null").fetchall()
    assert waiting == [("inspection", crossing.inspection_id)]
    assert (made.role, count(owner_sql, "border_hit")) == ("border.officer", 0)
    work()
    noted = owner_sql.execute("select occasion from border_quietnote where hit").fetchall()
    assert [row[0]["post"] for row in noted] == (["FARAP"] if quiet else [])
