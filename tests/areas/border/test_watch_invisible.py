"""A discreet or assist alert is known to its owner and to nobody else: pages, acts, ledger, raw SQL, time.

Most tests run one script in two worlds that differ in one thing only: whether the quiet alerts in force name this
traveller or somebody who never comes. Whatever an observer can see has to be equal, apart from random keys and the clock.
"""

from __future__ import annotations

import random
import re
import time
from bisect import bisect_right
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from tests.areas.border.conftest import CONSOLE, Service, make_service, passport
from tests.areas.border.watching import ASANOV, add_office, alert, browser_of, do, draft, inspect, work

from sapar.areas.border.queries import live
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.acts import CATALOGUE
from sapar.kernel.errors import NotFound, NotPermitted, SaparError
from sapar.methods.ids import uuid7
from sapar.web.paging import Window

pytestmark = pytest.mark.django_db

NOBODY_COMES = {"names": ["Пётр Никогдаев"], "birth_dates": ["1951-02-03"], "nationalities": ["RUS"], "documents": []}
TRAVELLER = {**ASANOV, "documents": ["AC1234567"]}
World = Callable[[str], Service]


@pytest.fixture
def world(node_db: Any, request: pytest.FixtureRequest) -> Iterator[World]:
    """``world("traveller")``: an empty database with an office whose quiet alerts name the traveller; ``"other"``: somebody
    who never comes; ``"none"``: there are no quiet alerts at all."""
    clone = request.getfixturevalue("_clone")

    def make(whom: str) -> Service:
        connections.close_all()
        clone.make_ready()
        live.forget()
        service = add_office(make_service())
        service.add("auditor", "ledger.auditor")
        service.add("postwatch", "border.watch_officer", service.posts[1])
        service.add("manager", "access.manager")
        alert(service.watch, service.watch2, "refuse", names=["Visible Person"], birth_dates=["1960-05-06"])
        if whom != "none":
            content = TRAVELLER if whom == "traveller" else NOBODY_COMES
            alert(service.watch, service.watch2, "discreet", **content)
            alert(service.intake, service.intake2, "assist", **content)
        return service

    yield make
    live.forget()


TOKENS = (
    (re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]*'), r"\1"),
    (re.compile(r'(csrf[-_a-z]*"?[:=] ?")[^"]*'), r"\1"),
    (re.compile(r'(name="idempotency_key" value=")[^"]*'), r"\1"),
    (re.compile(r"(\?|&amp;|&)(after|before)=[^\"&]*"), r"\1\2="),
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(\+\d\d:\d\d|Z)?"), "TIME"),
    (re.compile(r"\b\d\d:\d\d(:\d\d)?\b"), "TIME"),
    # How long something took or waits: of this machine, and tested below.
    (re.compile(r"\b(seconds|longest|median)=\d+"), r"\1=N"),
    (re.compile(r"\b\d+ (min|s)\b"), r"N \1"),
    (re.compile(r"datetime\.datetime\((?:[^()]|\([^()]*\))*\)"), "TIME"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "DIGEST"),
    (re.compile(r"\b2L-[0-9A-F]{6}\b"), "REFERENCE"),
    (re.compile(r"\bA-[0-9A-F]{8}\b"), "REFERENCE"),
)
KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def plain(text: str) -> str:
    """Without random tokens and times; keys numbered in the order in which they first appear."""
    for pattern, replacement in TOKENS:
        text = pattern.sub(replacement, text)
    known: dict[str, str] = {}
    return KEY.sub(lambda found: known.setdefault(found[0], f"KEY{len(known)}"), text)


# ------------------------------------------------------------------------------------------------ pages


def visit(service: Service) -> dict[str, str]:
    """Everything that people of the border service and the other observers can open, before and after the worker."""
    desk, second, supervisor = (browser_of(service.people[name]) for name in ("officer", "colleague", "supervisor"))
    auditor, stranger = browser_of(service.auditor), browser_of(service.postwatch)
    pages: dict[str, str] = {}

    def note(name: str, response: Any) -> Any:
        kept = {key: value for key, value in response.items() if key not in ("Set-Cookie", "Content-Security-Policy")}
        pages[name] = plain(f"{response.status_code} {sorted(kept.items())} {response.content.decode()}")
        return response

    body = {"direction": "entry", "mrz": passport()}
    for step in ("before", "after"):
        page = note(f"{step} read", desk.post("/border/", body)).content.decode()
        note(f"{step} fragment", desk.post("/border/", body, headers={"HX-Request": "true"}))
        inspection = KEY.findall(page.split("/border/inspections/", 1)[1])[0]
        note(f"{step} inspection", desk.get(f"/border/inspections/{inspection}/"))
        note(f"{step} refer", desk.post(f"/border/inspections/{inspection}/refer", {"reason": "person", "note": "x"}))
        note(f"{step} queue", second.get("/border/second-line/"))
        note(f"{step} waiting", second.get(f"/border/second-line/{inspection}/"))
        closed = {"decision": "close", "reason": "nothing found"}
        note(f"{step} decided", second.post(f"/border/second-line/{inspection}/", closed))
        note(f"{step} record", supervisor.get(f"/border/inspections/{inspection}/"))
        note(f"{step} supervisor", supervisor.get("/border/crossings/"))
        note(f"{step} performance", supervisor.get("/border/watch/performance/?days=7"))
        note(f"{step} home", desk.get("/"))
        note(f"{step} search", desk.post("/search", {"q": "AC1234567"}))
        for address in ("alerts/", "lists/", "hits/", "desk-hits/"):
            note(f"{step} other watch officer {address}", stranger.get(f"/border/watch/{address}"))
        if step == "before":
            assert work() == 2
            note("ledger", auditor.get("/ledger/"))
    return pages


def test_no_page_of_anybody_else_changes(world: World) -> None:
    """Byte-equal HTML, headers, verdict, offered actions, figures, with quiet alerts and without any at all."""
    without, other, there = visit(world("none")), visit(world("other")), visit(world("traveller"))
    assert "may_admit" not in there["before read"]
    assert "All in order: may enter" in there["before read"] and "data-desk-key" in there["before read"]
    assert len(there) > 25
    for name in there:
        assert there[name] == other[name], name
        if name != "ledger":  # drafting and approving are in the ledger, whomever they are about
            assert there[name] == without[name], name
    service = world("traveller")
    inspect(service.officer, passport())
    work()
    for owner in (service.watch, service.intake):
        # The test can see: the owner's page does change.
        assert "Farap" in browser_of(owner).get("/border/watch/hits/").content.decode()


# ------------------------------------------------------------------------------------------------ acts and looks


def known_values(service: Service, ids: dict[str, Any]) -> dict[str, Any]:
    today = clock.today()
    return {
        "window": Window(),
        "language": "en",
        "since": today - timedelta(days=3),
        "until": today,
        "day": today,
        "number": "AC1234567",
        "q": "AC1234567",
        "show": "open",
        **ids,
    }


OBSERVERS = ("officer", "colleague", "other", "supervisor", "auditor", "postwatch", "manager")


def ask_everything(service: Service) -> dict[str, str]:
    """Every look of the catalogue for every observer who may make it, with the keys that they can know."""
    read = inspect(service.officer, passport())
    crossing = do("admit", service.officer, inspection_id=inspect(service.officer, passport()).pk)
    work()
    values = known_values(service, {"inspection_id": read.pk, "crossing_id": crossing.pk, "entry_id": uuid7()})
    answers: dict[str, str] = {}
    for name, spec in sorted(CATALOGUE.items()):
        if spec.kind != "look" or name.startswith("test."):
            continue
        for who in OBSERVERS:
            actor = service.people[who]
            if actor.role not in spec.roles and "*" not in spec.roles:
                continue
            given = {field: values[field] for field in spec.arguments if field in values}
            if not spec.required <= set(given):
                given |= {field: uuid7() for field in spec.required - set(given) if field.endswith("_id")}
            try:
                said = plain(str(spec(actor, **given)))
                # Subjects of an entry stand in the order of their random pseudonyms.
                answers[f"{name} by {who}"] = re.sub(r"KEY\d+", "KEY", said) if name.startswith("ledger.") else said
            except SaparError as error:
                answers[f"{name} by {who}"] = f"{type(error).__name__} {error.code}"
    return answers


def test_no_look_of_anybody_else_changes(world: World) -> None:
    """All looks × all observers, with every argument that they can know."""
    other, there = ask_everything(world("other")), ask_everything(world("traveller"))
    assert len(there) > 25 and "border.view_inspection by officer" in there
    assert there == other


def test_a_foreign_alert_and_none_are_the_same_error(world: World) -> None:
    """Every act and look of the owners, with keys of a quiet alert: by others refused or not found, as with any key."""
    service = world("traveller")
    inspect(service.officer, passport())
    work()
    from sapar.areas.border.models import Alert, AlertVersion, Entry, QuietNote
    from sapar.kernel.access.context import reading

    with reading(Actor.system("watch")):
        quiet = Entry.objects.filter(quiet=True).first()
        assert quiet is not None
        keys = {
            "alert_id": Alert.objects.filter(meaning="discreet").values_list("pk", flat=True).first(),
            "version_id": AlertVersion.objects.filter(alert__meaning="discreet").values_list("pk", flat=True).first(),
            "note_id": QuietNote.objects.filter(hit=True).values_list("pk", flat=True).first(),
            "entry_id": quiet.pk,
        }
    more = {
        "approve": True, "reason": "x", "verdict": "no_match", "window": Window(), "inspection_id": uuid7(),
        "meaning": "discreet", "expires_on": clock.today() + timedelta(days=5), "legal_basis": "x", "names": ["A B"],
        "birth_dates": ["1990"], "mapping": {"a": "name"},
    }  # fmt: skip
    tried = 0
    for name, spec in sorted(CATALOGUE.items()):
        if not name.startswith("border.") or not set(keys) & set(spec.arguments):
            continue
        for who in ("officer", "supervisor", "postwatch", "intake" if "note" not in name else "officer", "auditor"):
            outcomes = []
            for chosen in (keys, {field: uuid7() for field in keys}):
                given = {field: value for field, value in (more | chosen).items() if field in spec.arguments}
                with pytest.raises((NotPermitted, NotFound)) as error:
                    spec(service.people[who], **given)
                outcomes.append((type(error.value), error.value.code, str(error.value.message)))
            assert outcomes[0] == outcomes[1], (name, who)
            tried += 1
    assert tried >= 30


def test_posts_of_one_service_do_not_read_each_others_alerts(world: World) -> None:
    """The owner is institution, role and post: another post's officer for alerts finds nothing, neither does headquarters."""
    service = world("none")
    service.add("farap", "border.watch_officer", service.posts[0])
    service.add("farap2", "border.watch_officer", service.posts[0])
    found = alert(service.farap, service.farap2, "discreet", **TRAVELLER)
    inspect(service.officer, passport())
    work()
    for who, sees in (("farap", 1), ("farap2", 1), ("postwatch", 0), ("watch", 0)):
        notes, _pager, _counts = do("list_notes", service.people[who], window=Window())
        listed = do("list_alerts", service.people[who], window=Window())
        mine = [row for row in listed.rows if row.id == found.pk]
        assert (len(notes), len(mine)) == (sees, sees), who
        if not sees:
            with pytest.raises(NotFound):
                do("view_alert", service.people[who], alert_id=found.pk)


# ------------------------------------------------------------------------------------------------ the ledger


def test_the_ledger_does_not_tell(world: World) -> None:
    """Entries about the traveller, their number and the number of their subjects are the same; so is the job's entry."""

    def written(whom: str) -> list[Any]:
        service = world(whom)
        read = inspect(service.officer, passport())
        work()
        do("view_inspection", service.officer, inspection_id=read.pk)
        with psycopg.connect(**connection.get_connection_params()) as raw:
            raw.execute("select set_config('sapar.reach', 'ledger=all', false), set_config('sapar.actor', 'x', false)")
            raw.execute("select set_config('sapar.institution', %s, false)", ["0" * 32])
            raw.execute("select set_config('sapar.holder', %s, false)", ["0" * 32])
            rows = raw.execute(
                "select kind, act, role, purpose, cardinality(subjects), outcome from ledger_entry order by at, id"
            ).fetchall()
            about = raw.execute("select act from ledger_about(%s, 50)", [f"inspection:{read.pk}"]).fetchall()
        return [rows, sorted(about)]

    other, there = written("other"), written("traveller")
    assert there == other
    assert ("act", "border.quiet_check", "system.watch", "border.watch", 1, "done") in there[0]


def test_looks_at_alerts_are_kept_from_the_person(node_db: Any) -> None:
    """The purpose of alerts is withheld from the page of the person concerned."""
    from sapar.kernel.access.registry import purpose

    for name, spec in CATALOGUE.items():
        if spec.roles and set(spec.roles) <= {"border.watch_officer", "protection.intake"}:
            assert purpose(spec.purpose).withheld, name


# ------------------------------------------------------------------------------------------------ raw SQL

QUIET_ROWS = {
    "border_alert": "true",
    "border_alertversion": "true",
    "border_watchlist": "true",
    "border_listversion": "true",
    "border_entry": "quiet or state = 'draft'",
    "border_watchcounter": "quiet",
    "border_quietcheck": "true",
    "border_quietnote": "true",
}


def as_reader(sql: psycopg.Connection[Any], actor: Actor) -> None:
    from sapar.kernel.access.context import context_values

    names = ("actor", "institution", "role", "reach", "holder")
    for name, value in zip(names, context_values(actor), strict=True):
        sql.execute("select set_config(%s, %s, false)", [f"sapar.{name}", value])


def test_raw_sql_of_every_role_finds_no_quiet_row(world: World, request: pytest.FixtureRequest) -> None:
    """As the application's role, in the context of every role there is: nothing is read, changed or deleted; only the
    owners read their own. A row that somebody else would own cannot be inserted."""
    from dataclasses import replace

    from sapar.kernel.access.registry import roles

    service = world("traveller")
    created = do("create_list", service.intake, title="L", kind="people", meaning="assist", legal_basis="x")
    inspect(service.officer, passport())
    work()
    inspect(service.officer, passport())  # waits
    sql: psycopg.Connection[Any] = request.getfixturevalue("app_sql")
    allowed = {"system.watch", "system.retention", "system.clock"}
    for role in sorted(set(roles()) - allowed):
        for person in (service.officer, service.auditor, service.intake):
            if person.role == role:
                continue
            as_reader(sql, replace(person, role=role))
            for table, condition in QUIET_ROWS.items():
                seen = sql.execute(f"select count(*) from {table} where {condition}").fetchone()
                assert seen == (0,), (role, table)
                assert sql.execute(f"delete from {table} where {condition}").rowcount == 0, (role, table)
    for post in (service.postwatch,):
        as_reader(sql, post)
        for table, condition in QUIET_ROWS.items():
            assert sql.execute(f"select count(*) from {table} where {condition}").fetchone() == (0,), table
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            sql.execute(
                "insert into border_quietnote (id, owner_institution_id, owner_role, owner_place_id, check_id, at, hit,"
                " document, asked, occasion, found, verdict, reason) values (gen_random_uuid(), %s, 'protection.intake',"
                " %s, gen_random_uuid(), now(), true, '', '{}', '{}', '[]', '', '')",
                [service.intake.institution_id, "0" * 32],
            )
    as_reader(sql, service.intake)
    for table in ("border_alert", "border_quietnote", "border_watchlist"):
        rows = sql.execute(f"select distinct owner_role from {table}").fetchall()
        assert rows == [("protection.intake",)], table
    assert sql.execute("select count(*) from border_inspection").fetchone() == (0,)
    assert sql.execute("select id from border_watchlist").fetchall() == [(created.pk,)]


def counts_of_everything(service: Service, sql: psycopg.Connection[Any]) -> dict[str, Any]:
    """How many rows of every table each observer can count, and which jobs there were."""
    inspect(service.officer, passport())
    work()
    tables = [
        row[0]
        for row in sql.execute(
            "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v') order by 1"
        ).fetchall()
    ]
    found: dict[str, Any] = {}
    for who in (*OBSERVERS,):
        as_reader(sql, service.people[who])
        for table in tables:
            try:
                found[f"{table} by {who}"] = sql.execute(f'select count(*) from "{table}"').fetchone()
            except psycopg.errors.InsufficientPrivilege:
                found[f"{table} by {who}"] = "refused"
    found["jobs"] = sql.execute("select task_name, count(*) from procrastinate_jobs group by 1 order by 1").fetchall()
    return found


def test_no_count_of_any_table_changes(world: World, request: pytest.FixtureRequest) -> None:
    """Row counts of every table of the database in every observer's context, jobs included."""
    from tests.conftest import CLONE, _connect

    from sapar.node import roles

    found = []
    for whom in ("other", "traveller"):
        service = world(whom)
        with _connect(request.getfixturevalue("_cluster"), roles.APP, CLONE) as sql:
            found.append(counts_of_everything(service, sql))
    assert found[0] == found[1]
    assert found[1]["border_inspection by officer"] == (1,)


def test_no_constraint_tells(world: World, owner_sql: psycopg.Connection[Any]) -> None:
    """No unique key but the random primary one, and no foreign key that the database checks, on a table with quiet rows."""
    for table in QUIET_ROWS:
        rows = owner_sql.execute(
            "select contype, conname from pg_constraint where (conrelid = %s::regclass or confrelid = %s::regclass)"
            " and contype in ('u', 'f', 'x')",
            [table, table],
        ).fetchall()
        assert rows == [], table
        unique = owner_sql.execute(
            "select count(*) from pg_index where indrelid = %s::regclass and indisunique", [table]
        ).fetchone()
        assert unique == (1,), table


# ------------------------------------------------------------------------------------------------ time


def statements(run: Callable[[], Any]) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        run()
    return [re.sub(r"'[^']*'|\b\d+\b", "?", plain(query["sql"])) for query in asked]


def test_the_desk_asks_the_database_the_same(world: World) -> None:
    """The same statements in the same order, with quiet alerts on the traveller and without; the worker's too, but for the
    values of what it writes."""
    asked = []
    for whom in ("none", "traveller"):
        service = world(whom)
        inspect(service.other, passport(number="AB1111111", primary="FIRST", secondary="PERSON"))
        asked.append(statements(lambda: inspect(service.officer, passport())))  # noqa: B023
    assert asked[0] == asked[1]
    jobs = []
    for whom in ("other", "traveller"):
        service = world(whom)
        work()
        inspect(service.officer, passport())
        jobs.append([text.split("?")[0][:80] for text in statements(work)])
    assert jobs[0] == jobs[1]


def test_approving_a_quiet_alert_is_no_change_for_a_desk(world: World) -> None:
    """The counter that a desk reads does not move, so that no desk reads anything new at that moment."""
    service = world("none")
    inspect(service.officer, passport())
    before = dict(live.OPEN.known or {})
    desk = browser_of(service.officer).get("/border/").content.decode()
    alert(service.watch, service.watch2, "discreet", **TRAVELLER)
    draft(service.watch, "refuse")
    inspect(service.officer, passport())
    assert live.OPEN.known == before and len(before) == 1
    assert plain(browser_of(service.officer).get("/border/").content.decode()) == plain(desk)


RUNS = 500  # in each of the two states
# Kolmogorov–Smirnov, two samples: a difference above this has a chance of 1 in 1,000 where there is none. Fixed in advance.
CRITICAL = 1.95 * (2 / RUNS) ** 0.5


def distance(left: list[float], right: list[float]) -> float:
    """The largest difference of the two empirical distributions."""
    one, other = sorted(left), sorted(right)
    return max(abs(bisect_right(one, at) / len(one) - bisect_right(other, at) / len(other)) for at in one + other)


def test_answer_times_are_of_one_distribution(world: World, owner_sql: psycopg.Connection[Any]) -> None:
    """A thousand readings of the same traveller, half of them with quiet alerts in force, in random order.

    What is timed is the whole act behind the desk. The same measure finds a delay of a quarter, so that it can fail.
    """
    service = world("traveller")
    chance = random.Random(20261125)
    order = [True] * RUNS + [False] * RUNS
    chance.shuffle(order)
    times: dict[bool, list[float]] = {True: [], False: []}
    act, mrz = CATALOGUE["border.inspect"], passport()
    inspect(service.officer, mrz)
    there = True
    for number, wanted in enumerate(order):
        if wanted != there:
            # What approving and withdrawing change, without their own work between two measurements.
            owner_sql.execute("update border_entry set state = %s where quiet", ["live" if wanted else "ended"])
            owner_sql.execute("update border_watchcounter set revision = revision + 1 where quiet")
            there = wanted
        if number % 250 == 249:
            owner_sql.execute("delete from border_quietcheck; delete from procrastinate_jobs")
        begun = time.perf_counter()
        act(service.officer, mrz=mrz, direction="entry")
        times[wanted].append(time.perf_counter() - begun)
    found = distance(times[True], times[False])
    assert found < CRITICAL, f"{found:.3f} against {CRITICAL:.3f}"
    assert distance([one * 1.25 for one in times[True]], times[False]) > CRITICAL


def test_quiet_alerts_are_in_no_other_process_and_no_file(world: World, settings: Any, tmp_path: Any) -> None:
    """The desk's index holds no quiet entry, and neither does the file that it is kept in."""
    settings.SAPAR_DATA = tmp_path
    service = world("traveller")
    live.KEPT, kept = 1, live.KEPT
    try:
        inspect(service.officer, passport())
    finally:
        live.KEPT = kept
    assert [subject.names for subject in live.OPEN.index] == [("Visible Person",)]
    assert live.QUIET.parts == []
    stored = live.file().read_bytes()
    assert b"Visible Person" in stored
    assert "Бакыт".encode() not in stored and b"AC1234567" not in stored and rb"\u0411\u0430\u043a" not in stored


def test_console_is_no_way_around(node_db: Any) -> None:
    """The console of the machine, the notices and the statistics do not reach what is quiet."""
    for name in ("console", "notices", "statistics", "sequencer"):
        assert Actor.system(name).reach("watch") == "none"
    assert CONSOLE.reach("screening") == "none"
