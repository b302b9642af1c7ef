"""Registrations, extensions, possible overstays, figures of days: flows, and the wall of the database."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection
from tests.areas.border.conftest import Service, passport
from tests.areas.border.test_stays import DAYS_30, attempt, cross, do, make_office, regime, shift, slip

from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from sapar.web.paging import Window

GUEST = {
    "number": "AC 123-4567",
    "nationality": "KGZ",
    "birth_date": "1990-03-27",
    "name": "Asanov Bakyt",
    "address": "1 Street",
}


@pytest.fixture
def office(node_db: Any) -> Service:
    return make_office()


def register(office: Service, who: str = "hotel", **changes: Any) -> Any:
    return do("register_guest", office.people[who], **{**GUEST, "stays_from": clock.today(), **changes})


def missing(office: Service) -> list[Any]:
    rows, _pager = do("list_unregistered", office.registrar, window=Window())
    return rows  # type: ignore[no-any-return]


# ------------------------------------------------------------------------------------------------ registration


def test_a_stay_is_missing_until_somebody_registers_it(office: Service, owner_sql: Any) -> None:
    """Who entered nine days ago and is here is on the list; a registration, leaving, or a correction takes them off."""
    entry = cross(office, ago=9, owner_sql=owner_sql)
    cross(office, mrz=passport(number="AC7654321"), ago=1, owner_sql=owner_sql)  # the term still runs
    (row,) = missing(office)
    assert (row.entry_id, row.person_id, row.number) == (entry.pk, entry.person_id, "AC1234567")
    assert row.days_late == (clock.today() - row.due_on).days > 0
    register(office)
    assert missing(office) == []
    owner_sql.execute("delete from border_stayregistration")
    assert len(missing(office)) == 1
    cross(office, "exit")
    assert missing(office) == []


def test_the_host_learns_nothing_of_crossings(office: Service) -> None:
    """The same answer with and without an entry; a host sees its own guests and never another's."""
    cross(office)
    known, unknown = register(office), register(office, number="ZZ9999999")
    assert {f for f in known.__dict__ if f != "_state"} == {f for f in unknown.__dict__ if f != "_state"}
    rows, _pager = do("own_guests", office.hotel, window=Window())
    assert {row.pk for row in rows} == {known.pk, unknown.pk}
    assert do("own_guests", office.hostel, window=Window())[0] == []
    with pytest.raises(NotFound):
        do("view_registration", office.hostel, registration_id=known.pk)
    with pytest.raises(NotFound):
        do("end_registration", office.hostel, registration_id=known.pk, left_on=clock.today())


def test_a_registration_that_cannot_be_names_every_field(office: Service) -> None:
    """All faults at once; a stay that has not begun, or ends before it begins, is refused."""
    with pytest.raises(Invalid) as error:
        register(office, number="?", nationality="Kyrgyz", birth_date="27.3.1990", name=" ", address="")
    assert {one.field for one in error.value.errors} == {"number", "nationality", "birth_date", "name", "address"}
    for days, until, field in ((1, None, "stays_from"), (0, -1, "stays_until"), (0, 400, "stays_until")):
        with pytest.raises(Invalid) as error:
            register(
                office,
                stays_from=clock.today() + timedelta(days=days),
                stays_until=clock.today() + timedelta(days=until) if until is not None else None,
            )
        assert [one.field for one in error.value.errors] == [field]


def test_a_guest_leaves_once(office: Service) -> None:
    """The day of leaving is noted once, and lies between the first day and today."""
    made = register(office)
    for day in (clock.today() + timedelta(days=1), clock.today() - timedelta(days=1)):
        with pytest.raises(Invalid):
            do("end_registration", office.hotel, registration_id=made.pk, left_on=day)
    do("end_registration", office.hotel, registration_id=made.pk, left_on=clock.today())
    with pytest.raises(Conflict):
        do("end_registration", office.registrar, registration_id=made.pk, left_on=clock.today())


def test_the_traveller_registers_alone(office: Service) -> None:
    """With the slip's page open the traveller registers; it counts as theirs without a name being typed."""
    entry = cross(office)
    holder = Actor.holder(entry.person_id, "border.traveller")
    with pytest.raises(NotFound):
        do("register_own_stay", holder, address="2 Street", stays_from=clock.today())
    slip(office, entry)
    do("register_own_stay", holder, address="2 Street", stays_from=clock.today())
    found = do("own_stay", holder)
    assert [row.address for row in found.registrations] == ["2 Street"]
    assert do("view_stays", office.registrar, person_id=entry.person_id).registered


# ------------------------------------------------------------------------------------------------ extension


def ask(office: Service, entry: Any, **changes: Any) -> Any:
    values = {"asked_until": clock.today() + timedelta(days=60), "ground": "health"}
    return do("file_extension", office.registrar, person_id=entry.person_id, **(values | changes))


def test_an_extension_takes_two_people_and_lengthens_the_stay(office: Service) -> None:
    """Who filed a request does not decide; what is granted is the new last day, at the desk too."""
    regime(office)
    entry = cross(office)
    made = ask(office, entry)
    with pytest.raises(NotPermitted):
        do("decide_extension", office.registrar, extension_id=made.pk, grant=True)
    with pytest.raises(Conflict):
        ask(office, entry)
    with pytest.raises(Invalid):
        do(
            "decide_extension",
            office.registrar2,
            extension_id=made.pk,
            grant=True,
            until=clock.today() + timedelta(days=61),
        )
    until = clock.today() + timedelta(days=45)
    do("decide_extension", office.registrar2, extension_id=made.pk, grant=True, until=until)
    found = do("view_stays", office.officer, person_id=entry.person_id).standing
    assert (found.basis, found.until, found.reference) == ("extension", until, made.reference)
    with pytest.raises(Conflict):
        do("decide_extension", office.registrar2, extension_id=made.pk, grant=False, reasons=["late"], decision="No.")


def test_a_refusal_is_appealed_once_and_heard_by_another(office: Service) -> None:
    """The traveller reads reasons and words, appeals on their page; headquarters lift or confirm; not who refused."""
    regime(office)
    entry = cross(office)
    slip(office, entry)
    holder = Actor.holder(entry.person_id, "border.traveller")
    made = do("ask_extension", holder, asked_until=clock.today() + timedelta(days=50), ground="family")
    with pytest.raises(Invalid) as error:
        do("decide_extension", office.registrar, extension_id=made.pk, grant=False)
    assert {one.field for one in error.value.errors} == {"reasons", "decision"}
    do(
        "decide_extension",
        office.registrar,
        extension_id=made.pk,
        grant=False,
        reasons=["ground"],
        decision="Not enough.",
    )
    ((one, steps),) = do("own_stay", holder).extensions
    assert one.decision == "Not enough." and [step.state for step in steps] == ["asked", "refused"]
    with pytest.raises(Conflict):
        do("hear_appeal", office.hq, extension_id=made.pk, lift=True, answer="Early.")
    do("appeal_extension", holder, extension_id=made.pk, appeal="My mother is ill.")
    with pytest.raises(Conflict):
        do("appeal_extension", holder, extension_id=made.pk, appeal="Again.")
    do("hear_appeal", office.hq, extension_id=made.pk, lift=True, answer="Shown by papers.")
    found = do("own_stay", holder)
    assert found.standing.until == clock.today() + timedelta(days=50)
    assert [step.state for step in found.extensions[0][1]] == ["asked", "refused", "appealed", "granted"]


def test_requests_that_cannot_be(office: Service) -> None:
    """Nobody asks for a day that is permitted already, past, or too far; and nobody who is outside asks."""
    regime(office)
    entry = cross(office)
    for days in (0, 10, 400):
        with pytest.raises(Invalid) as error:
            ask(office, entry, asked_until=clock.today() + timedelta(days=days))
        assert [one.field for one in error.value.errors] == ["asked_until"]
    with pytest.raises(Invalid):
        ask(office, entry, ground="other")
    cross(office, "exit")
    with pytest.raises(Conflict):
        ask(office, entry)


# ------------------------------------------------------------------------------------------------ possible overstays


def test_the_list_of_possible_overstays_is_that_of_the_rules(office: Service, owner_sql: Any) -> None:
    """Who stays beyond the regime is listed with evidence; who has a permission, left in time, or is a citizen is not;
    an older list stays as it was made; each line agrees with the person's page."""
    late = cross(office, ago=50, owner_sql=owner_sql)
    fine = cross(office, mrz=passport(number="AC0000001"), ago=20, owner_sql=owner_sql)
    extended = cross(office, mrz=passport(number="AC0000002"), ago=50, owner_sql=owner_sql)
    out = cross(office, mrz=passport(number="AC0000003"), ago=50, owner_sql=owner_sql)
    cross(office, "exit", mrz=passport(number="AC0000003"), ago=10, owner_sql=owner_sql)
    from sapar.areas.border.acts import permit_stay
    from sapar.areas.border.models import Crossing

    with reading(office.officer):
        permit_stay(Crossing.objects.get(pk=extended.pk), "extension", clock.today() + timedelta(days=5))
    regime(office)  # after the exit: by this rule it would have gone to the second line
    yesterday = clock.today() - timedelta(days=1)
    with pytest.raises(Invalid):
        do("make_overstays", office.hq, as_of=clock.today())
    run = do("make_overstays", office.hq, as_of=yesterday)
    assert run.counts == {"in_country": 1, "out_of_country": 1}
    found = do("list_overstays", office.hq, window=Window())
    lines = {row.line.entry_id: row.line for row in found.rows}
    assert set(lines) == {late.pk, out.pk} and fine.pk not in lines
    assert (lines[late.pk].days_over, lines[late.pk].ground, lines[late.pk].unverified) == (20, "tkm.test", False)
    assert (lines[out.pk].days_over, lines[out.pk].outcome) == (11, "out_of_country")
    page = do("view_stays", office.hq, person_id=late.person_id, as_of=yesterday).standing
    assert (page.days_over, page.until) == (20, lines[late.pk].permitted_until)
    do("correct", office.supervisor, crossing_id=late.pk, reason="Nobody.", annul=True)
    assert {r.line.entry_id for r in do("list_overstays", office.hq, window=Window()).rows} == {late.pk, out.pk}
    exported = do("export_overstays", office.hq, run_id=run.pk, outcome="in_country")
    assert [row.line.entry_id for row in exported] == [late.pk]
    anew = do("make_overstays", office.hq, as_of=yesterday)
    assert anew.counts == {"out_of_country": 1}
    assert {row.line.entry_id for row in do("list_overstays", office.hq, window=Window()).rows} == {out.pk}


# ------------------------------------------------------------------------------------------------ figures


def figures(actor: Actor, **changes: Any) -> Any:
    values: dict[str, Any] = {"first": clock.today() - timedelta(days=30), "last": clock.today()}
    return do("figures", actor, **(values | changes))


def test_counted_days_are_equal_to_the_crossings(office: Service, owner_sql: Any) -> None:
    """With the projection, without it, and after a correction of a counted day the figures are those of the crossings."""
    from sapar.areas.border import tasks_stays

    made = [
        cross(office, way, mrz=passport(number=f"AC000{n:04}"), ago=n % 5, owner_sql=owner_sql)
        for n, way in enumerate(["entry", "exit", "entry"] * 4)
    ]
    live = figures(office.supervisor)
    with reading(office.supervisor), connection.cursor() as cursor:
        cursor.execute("select count(*) from border_figureday")
        assert cursor.fetchone() == (0,)
    assert tasks_stays.bring_up_to_date() == 4
    assert tasks_stays.bring_up_to_date() == 0
    counted = figures(office.supervisor)
    assert sorted(map(str, counted.rows)) == sorted(map(str, live.rows))
    wrong = made[3]
    do("correct", office.supervisor, crossing_id=wrong.pk, reason="Nobody.", annul=True)
    after = figures(office.supervisor)
    assert sum(row.crossings for row in after.rows) == sum(row.crossings for row in live.rows) - 1
    assert tasks_stays.bring_up_to_date() == 1
    assert sorted(map(str, figures(office.supervisor).rows)) == sorted(map(str, after.rows))


def test_a_crossing_in_the_making_is_waited_for(office: Service, owner_sql: Any, app_sql: Any) -> None:
    """The job that counts a day waits for a crossing of that day that is not committed yet, and so counts it."""
    from sapar.areas.border import tasks_stays

    first = cross(office, ago=2, owner_sql=owner_sql)
    names = "document_number, nationality, direction, at, crossed_on, recorded_at, institution_id, officer_id, "
    names += "permit_number, seal_digest, document_id, person_id, place_id"
    owner_sql.execute("begin")
    owner_sql.execute(
        f"insert into border_crossing (id, {names}) select gen_random_uuid(), {names} from border_crossing where id = %s",
        [first.pk],
    )
    done: list[int] = []

    def count() -> None:
        from django.db import connections

        done.append(tasks_stays.bring_up_to_date())
        connections.close_all()

    job = threading.Thread(target=count)
    job.start()
    job.join(1.0)
    assert not done
    owner_sql.execute("commit")
    job.join(20)
    assert done
    assert sum(row.crossings for row in figures(office.supervisor).rows) == 2


def test_an_officer_sees_the_figures_of_the_own_post(office: Service) -> None:
    """Another post's figures are for supervisors and headquarters."""
    cross(office)
    mine, other = figures(office.officer), figures(office.other)
    assert sum(row.crossings for row in mine.today) == 1
    assert other.today == [] and len(other.posts) == 1
    with pytest.raises(NotPermitted):
        figures(office.officer, place_id=office.other.place_id)
    with pytest.raises(Invalid):
        figures(office.supervisor, first=date(2020, 1, 1))


def test_small_counts_do_not_leave_the_service(office: Service, owner_sql: Any) -> None:
    """In the tables for readers outside, one or two crossings of a nationality are withheld, and what would betray them."""
    from sapar.areas.border import queries
    from sapar.areas.border.rules.figures import Row
    from sapar.kernel.facts.disclosure import key_of, why_withheld

    day = date(2026, 5, 4)
    rows = [
        Row(day, "FARAP", "entry", "KGZ", 40),
        Row(day, "FARAP", "exit", "UZB", 30),
        Row(day, "FARAP", "entry", "TUR", 1),
    ]
    cells, plan = queries.published(rows)
    assert sum(cell.counts.base for cell in cells) == 71
    assert why_withheld(plan.withheld, key_of({"nationality": "TUR"})) == "small"
    visible = [n for n in ("KGZ", "UZB") if not why_withheld(plan.withheld, key_of({"nationality": n}))]
    assert visible != ["KGZ", "UZB"]


# ------------------------------------------------------------------------------------------------ the wall

TABLES = (
    "border_staypermission", "border_staycode", "border_stayregistration", "border_stayextension",
    "border_overstayrun", "border_overstayline", "border_dayfigure", "border_figureday", "border_crossing",
)  # fmt: skip


def seen(actor: Actor, table: str) -> int:
    with reading(actor), connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        return int(cursor.fetchone()[0])


def test_raw_sql_sees_what_its_reader_may_see(office: Service, owner_sql: Any) -> None:
    """Hosts see their own registrations, a traveller what is about them, employers and the public nothing."""
    from sapar.areas.border import tasks_stays

    regime(office)
    entry = cross(office, ago=50, owner_sql=owner_sql)
    stranger = cross(office, mrz=passport(number="AC7777777"), ago=1, owner_sql=owner_sql)
    slip(office, entry)
    slip(office, stranger, "aaaa-bbbb-cccc-dddd", number="AC7777777")
    register(office)
    register(office, "hostel", number="AC7777777")
    do("make_overstays", office.hq, as_of=clock.today() - timedelta(days=1))
    made = ask(office, entry, asked_until=clock.today() + timedelta(days=30))
    do("decide_extension", office.registrar2, extension_id=made.pk, grant=True)
    tasks_stays.bring_up_to_date()
    whole = {table: seen(office.registrar, table) for table in TABLES}
    assert all(whole.values()), whole
    host = {table: seen(office.hotel, table) for table in TABLES}
    assert {table: n for table, n in host.items() if n} == {"border_stayregistration": 1}
    holder = Actor.holder(entry.person_id, "border.traveller")
    own = {table: seen(holder, table) for table in TABLES}
    assert own == dict.fromkeys(TABLES, 0) | {
        "border_staypermission": 1, "border_staycode": 1, "border_stayregistration": 1, "border_stayextension": 1,
        "border_crossing": 1,
    }  # fmt: skip
    assert all(seen(Actor.public(), table) == 0 for table in TABLES)
    for table in ("people_person", "people_traveldocument", "border_inspection", "procedures_case"):
        assert seen(holder, table) == (1 if table == "procedures_case" else 0), table


def test_raw_sql_changes_nothing_of_others(office: Service, app_sql: psycopg.Connection[Any]) -> None:
    """A host changes no other's registration, a traveller no crossing and no regime, the public no code."""
    entry = cross(office)
    slip(office, entry)
    register(office, "hostel")
    regime(office)
    holder = Actor.holder(entry.person_id, "border.traveller")
    for actor, statement in (
        (office.hotel, "update border_stayregistration set address = 'x'"),
        (office.hotel, "update border_stayregime set unverified = true"),
        (holder, "update border_crossing set direction = 'exit'"),
        (holder, "delete from border_correction"),
        (holder, "update border_stayregime set approved = true"),
        (Actor.public(), "update border_staycode set digest = 'x'"),
        (office.hotel, "delete from border_figureday"),
    ):
        with reading(actor), connection.cursor() as cursor:
            cursor.execute(statement)
            assert cursor.rowcount == 0, statement
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app_sql.execute("select count(*) from border_stayregistration")
    assert attempt("AC1234567", "1990-03-27", "0123-4567-89ab-cdef")["person"] == str(entry.person_id)


def test_a_host_cannot_write_a_regime(office: Service) -> None:
    """Not even a faulty query lets somebody outside the services enter a rule."""
    from django.db.utils import ProgrammingError

    made = regime(office, approve=False, limits=DAYS_30)
    with pytest.raises(ProgrammingError), reading(office.hotel), connection.cursor() as cursor:
        cursor.execute(
            "insert into border_stayregime (id, code, limits, convention, nationalities, document_kinds, source, "
            "unverified, entered_at, entered_by, institution_id, note) select gen_random_uuid(), 'x.y', limits, convention, "
            "nationalities, document_kinds, source, unverified, entered_at, entered_by, institution_id, note "
            "from border_stayregime where id = %s",
            [made.pk],
        )


def test_records_of_stays_go_when_their_time_is_over(office: Service, owner_sql: Any) -> None:
    """Registrations, extensions with their cases, codes and lists are erased by the job; an entry takes along what
    hangs on it."""
    from sapar.kernel.retention import run_retention

    regime(office)
    entry = cross(office, ago=50, owner_sql=owner_sql)
    slip(office, entry)
    register(office)
    ask(office, entry, asked_until=clock.today() + timedelta(days=30))
    do("make_overstays", office.hq, as_of=clock.today() - timedelta(days=1))
    for table, column in (("stayregistration", "made_at"), ("staycode", "issued_at"), ("overstayrun", "made_at")):
        owner_sql.execute(f"update border_{table} set {column} = {column} - interval '800 days'")
    run_retention()
    left = {t: owner_sql.execute(f"select count(*) from {t}").fetchone()[0] for t in TABLES[:6]}
    assert left == dict.fromkeys(TABLES[:6], 0) | {"border_stayextension": 1}, left
    shift(owner_sql, entry.pk, 2000)
    done = run_retention()
    assert done["border.crossing"] == 1
    assert owner_sql.execute(
        "select count(*) from procedures_case where procedure = 'border.extension'"
    ).fetchone() == (0,)
