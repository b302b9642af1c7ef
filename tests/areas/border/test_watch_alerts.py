"""Alerts of the State: two people, a last day, a legal basis; at every desk at once, and gone at once."""

from __future__ import annotations

import pytest
from tests.areas.border.conftest import Service, passport
from tests.areas.border.watching import add_office, alert, check, draft, inspect, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(service: Service) -> Service:
    return add_office(service)


def test_an_approved_alert_stops_the_person_and_a_withdrawn_one_does_not(office: Service) -> None:
    """From the moment of approval the next reading is red, in any spelling; after withdrawal it is green again."""
    draft(office.watch, "refuse")
    assert inspect(office.officer, passport()).level == "green"
    found = alert(office.watch, office.watch2, "refuse")
    read = inspect(office.officer, passport())
    assert (read.level, check(read)["state"]) == ("red", "red")
    assert [reason["code"] for reason in check(read)["reasons"]] == ["watch_candidate_refuse"]
    from sapar.kernel.acts import CATALOGUE

    CATALOGUE["border.withdraw_alert"](office.watch, alert_id=found.pk, reason="Lifted by the court")
    assert inspect(office.officer, passport()).level == "green"


def test_a_quiet_alert_is_told_to_its_owner_alone(office: Service, owner_sql: object) -> None:
    """The desk is green; the worker leaves a note to the owner."""
    alert(office.watch, office.watch2, "discreet")
    alert(office.intake, office.intake2, "assist")
    assert inspect(office.officer, passport()).level == "green"
    assert work() == 1
    rows = owner_sql.execute("select owner_role, hit from border_quietnote order by 1").fetchall()  # type: ignore[attr-defined]
    assert rows == [("border.watch_officer", True), ("protection.intake", True)]
