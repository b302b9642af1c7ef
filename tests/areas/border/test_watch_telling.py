"""What pages tell of lists and of hits: how old lists are, whom a list leaves out, and what waits for the intake."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from tests.areas.border.conftest import Service, passport
from tests.areas.border.watching import add_office, alert, browser_of, do, inspect, work

from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.acts import CATALOGUE
from sapar.kernel.errors import Invalid

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(service: Service) -> Service:
    return add_office(service)


def put(office: Service, title: str, content: str, meaning: str = "refuse") -> Any:
    listed = do("create_list", office.watch, title=title, kind="people", meaning=meaning, legal_basis="Law")
    version = do("import_list", office.watch, list_id=listed.pk, content=content.encode())
    return do("decide_list", office.watch2, version_id=version.pk, approve=True)


LINE = '{"id": "1", "names": ["Maral Ataýewa"], "birth_date": "1980-02-03"}'


# ------------------------------------------------------------------------------------------------ how old lists are


def test_an_alert_of_today_does_not_make_an_old_list_young(office: Service, owner_sql: Any) -> None:
    """The desk shows the oldest list by its own day, and beside it when anything last changed; a quiet list is not told of."""
    put(office, "Sanctions", LINE)
    old = put(office, "Entry bans", LINE)
    quiet = put(office, "Hidden", LINE, "discreet")
    day = clock.today() - timedelta(days=300)
    owner_sql.execute("update border_listversion set list_date = %s where id = %s", (day.isoformat(), old.pk))
    owner_sql.execute("update border_listversion set list_date = '2001-02-03' where id = %s", (quiet.pk,))
    alert(office.watch, office.watch2, "refuse")
    page = browser_of(office.officer).get("/border/").content.decode()
    assert "Entry bans, 300 days old" in page
    assert "Look whether there is a newer one" in page
    assert "Alerts and lists last changed" in page
    assert "Hidden" not in page and "2001" not in page


def test_a_list_without_a_day_is_as_old_as_its_file(office: Service) -> None:
    put(office, "Entry bans", LINE)
    page = browser_of(office.officer).get("/border/").content.decode()
    assert "Entry bans, 0 days old" in page
    assert "Look whether there is a newer one" not in page


# ------------------------------------------------------------------------------------------------ people who are missing


def notices(*colours: str) -> str:
    return json.dumps(
        {
            "notices": [
                {
                    "entity_id": f"2026/{number}",
                    "forename": "BAKYT",
                    "name": "ASANOV",
                    "date_of_birth": "1990/03/27",
                    "nationalities": ["KG"],
                    "notice_type": colour,
                }
                for number, colour in enumerate(colours)
            ]
        }
    )


def test_a_missing_person_is_not_stopped_by_a_list_of_the_wanted(office: Service) -> None:
    """Yellow notices stay out of a list that refuses; its page counts by colour and says whom to hand them to."""
    listed = do("create_list", office.watch, title="L", kind="people", meaning="refuse", legal_basis="Law")
    with pytest.raises(Invalid) as error:
        do("import_list", office.watch, list_id=listed.pk, content=notices("yellow").encode())
    assert error.value.code == "only_missing"
    content = notices("yellow", "blue", "yellow").replace("BAKYT", "MARAL", 1).encode()
    version = do("import_list", office.watch, list_id=listed.pk, content=content)
    assert version.counts["entries"] == 1
    page = browser_of(office.watch2).get(f"/border/watch/versions/{version.pk}/").content.decode()
    assert "Yellow (missing): 2" in page and "Blue (information): 1" in page
    assert "2, not in this list: hand the file to the intake" in page


def test_the_intake_takes_the_missing(office: Service) -> None:
    """In a list of the intake they are searched for, and nobody at the desk notices."""
    listed = do("create_list", office.intake, title="L", kind="people", meaning="assist", legal_basis="Law")
    version = do("import_list", office.intake, list_id=listed.pk, content=notices("yellow").encode())
    do("decide_list", office.intake2, version_id=version.pk, approve=True)
    assert inspect(office.officer, passport()).level == "green"
    work()
    assert "ASANOV" in browser_of(office.intake).get("/border/watch/hits/").content.decode()


def test_the_page_of_what_changed_names_the_fields(office: Service) -> None:
    """A second file changes somebody: the page of the difference says in words what."""
    put(office, "L", LINE)
    from sapar.areas.border.models import WatchList
    from sapar.kernel.access.context import reading

    with reading(office.watch):
        listed = WatchList.objects.get()
    content = LINE.replace("1980", "1981").encode()
    version = do("import_list", office.watch, list_id=listed.pk, content=content)
    page = browser_of(office.watch2).get(f"/border/watch/versions/{version.pk}/?part=changed")
    assert page.status_code == 200 and "1981-02-03" in page.content.decode()


# ------------------------------------------------------------------------------------------------ what waits


def test_what_waits_in_the_inbox_stands_on_the_first_page(office: Service) -> None:
    """With a hit there is a line that leads to the inbox, until it is decided; the desk's first page has none."""
    home = browser_of(office.intake).get("/").content.decode()
    assert "Nothing waits for you" in home
    alert(office.intake, office.intake2, "assist")
    inspect(office.officer, passport())
    work()
    home = browser_of(office.intake).get("/").content.decode()
    assert "Nothing waits for you" not in home and "1 waits" in home
    assert "1 waits" in browser_of(office.intake2).get("/work").content.decode()
    assert "1 waits" not in browser_of(office.officer).get("/").content.decode()


@pytest.mark.parametrize("hit", [True, False])
def test_the_daily_reminder_says_nothing_of_hits(office: Service, owner_sql: Any, hit: bool) -> None:
    """The same message with something in the inbox and with nothing."""
    if hit:
        alert(office.intake, office.intake2, "assist")
        inspect(office.officer, passport())
        work()
    CATALOGUE["border.remind_intake"](Actor.system("clock"))
    told = owner_sql.execute("select template, params::text, link from notices_notice").fetchall()
    assert told == [("border.look_in", "{}", "/border/watch/hits/")]
