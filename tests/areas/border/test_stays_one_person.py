"""A person's history follows a new passport: one states it, a second person decides, and it can be undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from tests.areas.border.conftest import Service, passport
from tests.areas.border.test_stays import cross, do, make_office, regime

from sapar.areas.border.acts.stays import code_digest
from sapar.areas.border.models import Crossing, OnePerson
from sapar.areas.border.queries.overstays import possible_overstays
from sapar.areas.border.queries.registration import unregistered
from sapar.areas.border.rules import from_json
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.acts import CATALOGUE
from sapar.kernel.errors import Conflict, Invalid, NotPermitted, SecondFactorNeeded
from sapar.kernel.people.models import PersonGroup

NEW = passport(number="AC9999999", secondary="BAKYT")
ROLLING = [{"days": 30, "period": "rolling", "window_days": 60}]


@pytest.fixture
def office(node_db: Any) -> Service:
    return make_office()


def state(office: Service, by: Any = None, mrz: str = NEW, **changes: Any) -> OnePerson:
    values = {"issuer": "KGZ", "number": "AC1234567", "reason": "Both passports were shown."} | changes
    made: OnePerson = do("state_one_person", by or office.officer, mrz=mrz, **values)
    return made


def join(office: Service, mrz: str = NEW) -> OnePerson:
    made = state(office, mrz=mrz)
    do("decide_one_person", office.supervisor, statement_id=made.pk, agree=True)
    return made


def line(office: Service, mrz: str, direction: str, name: str = "stay") -> Any:
    inspection = do("inspect", office.officer, mrz=mrz, direction=direction)
    return next(check for check in from_json(inspection.checks) if check.name == name)


def standing(office: Service, person_id: UUID) -> Any:
    return do("view_stays", office.hq, person_id=person_id).standing


def test_stays_with_the_old_passport_count_for_the_new_one(office: Service, owner_sql: Any) -> None:
    """Days used, an overstay at exit, the list of possible overstays, the list of those not registered and the figure of
    stays: over both records. No crossing was rewritten, and undoing gives each record its own history again."""
    first = cross(office, ago=50, owner_sql=owner_sql)
    cross(office, "exit", ago=26, owner_sql=owner_sql)  # 25 days
    second = cross(office, mrz=NEW, ago=10, owner_sql=owner_sql)
    regime(office, limits=ROLLING)
    assert first.person_id != second.person_id
    before = standing(office, second.person_id)
    assert (before.days_left, before.days_over) == (19, 0)
    made = join(office)
    found = standing(office, second.person_id)
    assert found.days_over > 0 and found.inside
    assert standing(office, first.person_id) == found
    stays = do("view_stays", office.officer, person_id=first.person_id)
    assert stays.documents == ("KGZ AC1234567", "KGZ AC9999999") and len(stays.lines) == 2
    assert [r.code for r in line(office, NEW, "exit").reasons] == ["stay_over"]
    with reading(office.hq):
        (over,) = possible_overstays(clock.today() - timedelta(days=1))
    assert (over.person_id, over.entry_id) == (first.person_id, second.pk)
    undone = do("undo_one_person", office.hq, statement_id=made.pk, reason="Two brothers.")
    assert undone.undone_at is not None
    assert standing(office, second.person_id) == before
    with reading(office.hq):
        assert possible_overstays(clock.today() - timedelta(days=1)) == []
    rows = owner_sql.execute("select id, person_id from border_crossing order by at").fetchall()
    assert rows[0] == (first.pk, first.person_id) and rows[2] == (second.pk, second.person_id)


def test_leaving_on_the_new_passport_ends_the_stay(office: Service, owner_sql: Any) -> None:
    """Came in on the old one, lost it, leaves on the new one: one closed stay, nobody left inside and unregistered, and the
    desk knows the entry."""
    regime(office)
    entry = cross(office, ago=12, owner_sql=owner_sql)
    assert [n.code for n in line(office, NEW, "exit").notes] == ["stay_no_entry"]
    join(office)
    assert "stay_in_time" in [n.code for n in line(office, NEW, "exit").notes]
    with reading(office.hq):
        assert unregistered(clock.today()).count() == 1
    exit_ = cross(office, "exit", mrz=NEW)
    with reading(office.hq):
        assert unregistered(clock.today()).count() == 0
    (stay,) = do("view_stays", office.hq, person_id=exit_.person_id).lines
    assert (stay.outcome, stay.entry_id, stay.exit_id) == ("closed", entry.pk, exit_.pk)
    rows = owner_sql.execute("select key, outcome from fact_stays").fetchall()
    assert rows == [(entry.pk, "closed")]


def test_it_takes_two_persons_and_is_undone_with_a_second_factor(office: Service) -> None:
    """Who stated it cannot decide; an officer of the first line decides nothing; not agreeing needs a reason and links
    nothing; a decision stands; undoing is for those who lead."""
    cross(office)
    made = state(office, by=office.supervisor)
    with pytest.raises(Conflict) as waits:
        state(office)
    assert waits.value.code == "waits"
    with pytest.raises(NotPermitted) as caught:
        do("decide_one_person", office.supervisor, statement_id=made.pk, agree=True)
    assert caught.value.code == "same_person"
    for person in (office.officer, office.hotel):
        with pytest.raises(NotPermitted):
            do("decide_one_person", person, statement_id=made.pk, agree=True)
    with pytest.raises(Invalid):
        do("decide_one_person", office.registrar, statement_id=made.pk, agree=False)
    do("decide_one_person", office.registrar, statement_id=made.pk, agree=False, note="No proof of it.")
    with pytest.raises(Conflict):
        do("decide_one_person", office.hq, statement_id=made.pk, agree=True)
    with reading(office.hq):
        assert not PersonGroup.objects.exists()
    with pytest.raises(Conflict):
        do("undo_one_person", office.hq, statement_id=made.pk, reason="x")
    again = join(office)
    with pytest.raises(Conflict):
        state(office)
    with pytest.raises(NotPermitted):
        do("undo_one_person", office.registrar, statement_id=again.pk, reason="x")
    with pytest.raises(SecondFactorNeeded):
        do("undo_one_person", replace(office.hq, second_factor_at=None), statement_id=again.pk, reason="x")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": "ZZ0000001"}, "number"),
        ({"mrz": passport()}, "mrz"),
        ({"mrz": passport(number="AC9999999", birth_date=date(1991, 3, 27))}, "mrz"),
        ({"mrz": NEW[:-1] + "9"}, "mrz"),
        ({"mrz": "nothing"}, "mrz"),
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 2001}, "reason"),
    ],
)
def test_what_cannot_be_one_person_is_refused(office: Service, changes: Any, field: str) -> None:
    """An unknown document, the same one, another date of birth, faulty lines, no reason."""
    cross(office)
    with pytest.raises(Invalid) as caught:
        state(office, **changes)
    assert caught.value.errors[0].field == field


def test_three_passports_are_one_person_until_a_link_ends(office: Service, owner_sql: Any) -> None:
    """A chain of links is one group, named by its oldest record; ending one link leaves the others."""
    people = [cross(office).person_id, cross(office, mrz=NEW).person_id]
    third = passport(number="AC7777777")
    people.append(cross(office, mrz=third).person_id)
    first = join(office)
    later = do(
        "state_one_person", office.officer, issuer="KGZ", number="AC9999999", mrz=third, reason="Shown together."
    )
    do("decide_one_person", office.supervisor, statement_id=later.pk, agree=True)
    groups = dict(owner_sql.execute("select person_id, group_id from people_persongroup").fetchall())
    assert groups == dict.fromkeys(people, people[0])
    assert len(do("view_stays", office.hq, person_id=people[2]).documents) == 3
    do("undo_one_person", office.hq, statement_id=first.pk, reason="A mistake.")
    groups = dict(owner_sql.execute("select person_id, group_id from people_persongroup").fetchall())
    assert groups == dict.fromkeys(people[1:], people[1])


def test_the_travellers_own_page_shows_all_of_it(office: Service, owner_sql: Any) -> None:
    """Behind the code of the newest slip, whichever passport it was given for; an older slip opens nothing any more. Nothing
    of another person is there."""
    first = cross(office, ago=40, owner_sql=owner_sql)
    cross(office, "exit", ago=31, owner_sql=owner_sql)
    second = cross(office, mrz=NEW)
    other = cross(office, mrz=passport(number="AC5555555", primary="OSMONOV"))
    regime(office, limits=ROLLING)
    slips = []
    for number, entry in (("AC1234567", first), ("AC9999999", second), ("AC5555555", other)):
        digest = code_digest(number, "1990-03-27", f"code-{number}")
        do("issue_slip", office.officer, crossing_id=entry.pk, digest=digest)
        slips.append(digest)

    def opened(digest: str) -> Any:
        marks = [f"{n}" * 64 for n in range(3)]
        return CATALOGUE["border.open_stay"](Actor.public("en"), digest=digest, marks=marks)["person"]

    assert opened(slips[0]) == str(first.person_id)
    join(office)
    assert opened(slips[0]) is None and opened(slips[1]) == str(second.person_id)
    holder = Actor.holder(second.person_id, "border.traveller", "en")
    own = CATALOGUE["border.own_stay"](holder)
    assert len(own.lines) == 2
    assert own.standing == standing(office, first.person_id)
    with reading(holder), connection.cursor() as cursor:
        seen = set(Crossing.objects.values_list("person_id", flat=True))
        assert seen == {first.person_id, second.person_id}
        cursor.execute("select count(*) from people_personlink")
        assert cursor.fetchone()[0] == 0
        cursor.execute("select count(*) from border_oneperson")
        assert cursor.fetchone()[0] == 0


def test_statements_are_seen_by_those_who_reach_the_border(office: Service, app_sql: Any) -> None:
    """Raw SQL of a host, a traveller or nobody finds none, and nobody changes a group from outside."""
    cross(office)
    join(office)
    for actor in (office.hotel, Actor.holder(UUID(int=5), "border.traveller", "en"), Actor.public("en")):
        with reading(actor), connection.cursor() as cursor:
            for table in ("border_oneperson", "people_personlink"):
                cursor.execute(f"select count(*) from {table}")
                assert cursor.fetchone()[0] == 0, (actor.role, table)
            cursor.execute("delete from people_persongroup")
            assert cursor.rowcount == 0
    with reading(office.officer):
        assert OnePerson.objects.count() == 1 and PersonGroup.objects.count() == 2
