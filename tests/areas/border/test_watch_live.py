"""The people who are screened, in the memory of every process: as new as the database, whatever happened to the process."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import Any

import pytest
from tests.areas.border.conftest import Service, passport
from tests.areas.border.watching import add_office, alert, do, inspect

from sapar.areas.border.queries import live, screening
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(service: Service, settings: Any, tmp_path: Any) -> Any:
    settings.SAPAR_DATA = tmp_path
    live.forget()
    yield add_office(service)
    live.forget()


def found(service: Service, name: str = "Bakyt Asanov", born: str = "1990-03-27") -> int:
    with reading(service.officer):
        return len(screening.screen([name], birth_date=born).candidates)


def many(office: Service, count: int) -> Any:
    """A list with invented people in force."""
    listed = do("create_list", office.watch, title="Many", kind="people", meaning="refuse", legal_basis="Law")
    lines = [
        f'{{"id": "{n}", "names": ["Surname{n:05} Given{n % 97}"], "birth_date": "19{n % 60 + 30}"}}'
        for n in range(count)
    ]
    lines.append('{"id": "m", "names": ["Maral Ataýewa"], "birth_date": "1980-02-03"}')
    version = do("import_list", office.watch, list_id=listed.pk, content="\n".join(lines).encode())
    do("decide_list", office.watch2, version_id=version.pk, approve=True)
    return listed


def test_a_change_is_put_in_place_and_nothing_is_built_anew(office: Service) -> None:
    """One alert more among many: the index stays the same object, and it holds one more."""
    many(office, 300)
    assert found(office) == 0
    before = live.OPEN.index
    made = alert(office.watch, office.watch2, "refuse")
    assert found(office) == 1
    assert live.OPEN.index is before and len(before) == 302
    do("withdraw_alert", office.watch, alert_id=made.pk, reason="x")
    assert found(office) == 0
    assert live.OPEN.index is before and len(before) == 301


def test_an_entry_edited_under_the_same_id_is_scored_anew(office: Service) -> None:
    """A changed alert is compared by what it says now; the old names find nobody."""
    made = alert(office.watch, office.watch2, "refuse")
    assert found(office) == 1
    version = do(
        "draft_alert", office.watch, alert_id=made.pk, meaning="refuse", legal_basis="x", reason="x",
        expires_on=made.expires_on, names=["Somebody Else"], birth_dates=["1971-01-02"],
    )  # fmt: skip
    do("decide_alert", office.watch2, version_id=version.pk, approve=True)
    assert found(office) == 0
    assert found(office, "Somebody Else", "1971-01-02") == 1


def test_a_process_that_starts_reads_the_file_and_catches_up(office: Service) -> None:
    """After a restart: the index comes from its file, what changed since from the database; the same answers."""
    live.KEPT, kept = 100, live.KEPT
    try:
        many(office, 200)
        assert found(office, "Maral ATAYEVA", "1980-02-03") == 1
    finally:
        live.KEPT = kept
    assert live.file().exists()
    alert(office.watch, office.watch2, "refuse")
    live.forget()
    built = []
    original = live.Live._build
    live.Live._build = lambda *_arguments: built.append(1)  # type: ignore[method-assign,assignment]
    try:
        assert found(office) == 1
        assert found(office, "Maral ATAYEVA", "1980-02-03") == 1
    finally:
        live.Live._build = original  # type: ignore[method-assign]
    assert built == []


@pytest.mark.parametrize("damage", ["past", "bytes"])
def test_a_file_of_another_past_is_not_believed(office: Service, owner_sql: Any, damage: str) -> None:
    """A restored back-up counts the same numbers again: the file's stamp is not in its past, so the index is built anew."""
    live.KEPT, kept = 1, live.KEPT
    try:
        many(office, 5)
        assert found(office, "Maral ATAYEVA", "1980-02-03") == 1
    finally:
        live.KEPT = kept
    live.forget()
    if damage == "past":
        owner_sql.execute("update border_watchstep set stamp = gen_random_uuid()")
        owner_sql.execute("update border_watchcounter set stamp = gen_random_uuid()")
        owner_sql.execute("update border_entry set state = 'ended' where source_id = 'm'")
        assert found(office, "Maral ATAYEVA", "1980-02-03") == 0
    else:
        content = live.file().read_bytes()
        live.file().write_bytes(content[:-40] + bytes(40))
        assert found(office, "Maral ATAYEVA", "1980-02-03") == 1


ASK = """
import django; django.setup()
import sys, time
from sapar.areas.border.queries import live, screening
from sapar.kernel.access.context import reading
from sapar.kernel.access.actor import Actor
for line in sys.stdin:
    with reading(Actor.system("watch")):
        n = len(screening.screen(["Bakyt Asanov"], birth_date="1990-03-27").candidates)
    print(n, flush=True)
"""


def test_an_approved_alert_is_live_in_every_process_within_five_seconds(office: Service, node_db: Any) -> None:
    """Two other processes, as the node has them, know of the alert at their first question after its approval."""
    others = [
        subprocess.Popen([sys.executable, "-c", ASK], env=node_db.environment, text=True, stdin=-1, stdout=-1)
        for _number in range(2)
    ]

    def ask() -> list[int]:
        for process in others:
            assert process.stdin and process.stdout
            process.stdin.write("?\n")
            process.stdin.flush()
        return [int(process.stdout.readline()) for process in others]  # type: ignore[union-attr]

    try:
        assert ask() == [0, 0]
        made = alert(office.watch, office.watch2, "refuse")
        begun = time.monotonic()
        assert ask() == [1, 1]
        assert time.monotonic() - begun < 5
        do("withdraw_alert", office.watch, alert_id=made.pk, reason="x")
        assert ask() == [0, 0]
    finally:
        for process in others:
            process.kill()
            process.wait()


def test_screening_needs_a_reader_that_reaches_it(office: Service) -> None:
    """A role that would see nobody on any list gets an error instead of a clean answer."""
    from sapar.kernel.acts import running
    from sapar.kernel.acts.running import Running
    from sapar.methods.ids import uuid7

    token = running.current.set(Running("x", Actor.system("notices"), uuid7(), is_look=False))
    try:
        with pytest.raises(RuntimeError):
            screening.screen(["Bakyt Asanov"])
    finally:
        running.current.reset(token)


def test_many_people_cost_as_many_statements_as_one(office: Service) -> None:
    """A flight is screened with the same number of statements as one traveller."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    alert(office.watch, office.watch2, "refuse")
    people = [screening.Person((f"Name{n} Surname{n}",), number=f"AB{n:07}", issuer="KGZ") for n in range(50)]
    people.append(screening.Person(("Bakyt Asanov",), "1990-03-27"))
    inspect(office.officer, passport())
    costs = []
    for some in (people[:1], people):
        with reading(office.officer), CaptureQueriesContext(connection) as asked:
            answers = screening.screen_many(some)
        costs.append(len(asked))
    assert costs[0] == costs[1] and [len(one.candidates) for one in answers] == [0] * 50 + [1]
