"""What calling an act promises, on the real database and as the application role."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from tests.kernel.conftest import CONSOLE, Office, entries

from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.acts import create_account, end_duty
from sapar.kernel.access.models import Account
from sapar.kernel.acts import CATALOGUE, about, act, look, shown
from sapar.kernel.errors import Conflict, Invalid, NotPermitted, SecondFactorNeeded

ROLE = "access.manager"
RUNS: list[str] = []


@act("test.note", roles=(ROLE,), purpose="node.operation", title="Test: write")
def note(actor: Actor, *, name: str, day: date | None = None, fail: str = "") -> dict[str, Any]:
    about("account", actor.account_id or "")
    RUNS.append(name)
    with connection.cursor() as cursor:
        cursor.execute("insert into node_test_note (name) values (%s)", [name])
    if fail == "permission":
        raise NotPermitted(code="own_rule")
    if fail == "crash":
        raise ZeroDivisionError
    return {"name": name, "run": len(RUNS)}


@act("test.fresh", roles=(ROLE,), purpose="node.operation", title="Test: fresh factor", fresh=True)
def fresh(actor: Actor) -> None:
    return None


@act("test.outer", roles=(ROLE,), purpose="node.operation", title="Test: nested")
def outer(actor: Actor) -> None:
    note(actor, name="inner")


@act("test.two_lines", roles=(ROLE,), purpose="node.operation", title="Test: a subject of two lines")
def two_lines(actor: Actor) -> None:
    about("account", "a\nb")


@look("test.see", roles=(ROLE,), purpose="node.operation", title="Test: look")
def see(actor: Actor, *, prefix: str = "") -> list[str]:
    found = list(Account.objects.filter(username__startswith=prefix).values_list("pk", flat=True))
    shown("account", *found)
    return [str(pk) for pk in found]


@pytest.fixture
def manager(office: Office, owner_sql: Any) -> Actor:
    owner_sql.execute("create table node_test_note (name text)")
    owner_sql.execute("grant select, insert on node_test_note to sapar_app")
    RUNS.clear()
    return office.add("merdan", ROLE)


def rows(owner_sql: Any) -> int:
    return int(owner_sql.execute("select count(*) from node_test_note").fetchone()[0])


def test_one_act_is_one_entry_with_the_pseudonym_of_its_subject(manager: Actor, owner_sql: Any) -> None:
    """An act leaves exactly one entry: act, actor, institution, role, purpose, subject's pseudonym, salted digest."""
    note(manager, name="a")
    (entry,) = entries(owner_sql, "test.note")
    assert entry["kind"] == "act" and entry["outcome"] == "done"
    assert entry["actor"] == manager.ref and entry["institution"] == manager.institution_id
    assert entry["role"] == ROLE and entry["purpose"] == "node.operation"
    assert len(entry["subjects"]) == 1 and manager.account_id not in entry["subjects"]
    assert len(entry["input_digest"]) == 64


def test_equal_input_gives_unequal_digests(manager: Actor, owner_sql: Any) -> None:
    """The digest is salted: two equal inputs cannot be recognised as equal."""
    note(manager, name="a")
    note(manager, name="a")
    first, second = entries(owner_sql, "test.note")
    assert first["input_digest"] != second["input_digest"]


def test_role_that_may_not_is_refused_and_the_refusal_is_recorded(
    office: Office, manager: Actor, owner_sql: Any
) -> None:
    """A refused act changes nothing and is entered in the ledger in a transaction of its own."""
    auditor = office.add("aylar", "ledger.auditor")
    with pytest.raises(NotPermitted):
        note(auditor, name="a")
    assert rows(owner_sql) == 0
    (entry,) = entries(owner_sql, "test.note")
    assert (entry["kind"], entry["outcome"], entry["actor"]) == ("refusal", "refused:not_permitted", auditor.ref)


def test_refusal_by_a_rule_inside_the_act_rolls_back_and_is_recorded(manager: Actor, owner_sql: Any) -> None:
    """A domain rule may refuse in the middle: nothing of the act stays, the refusal does."""
    with pytest.raises(NotPermitted):
        note(manager, name="a", fail="permission")
    assert rows(owner_sql) == 0
    assert [entry["outcome"] for entry in entries(owner_sql, "test.note")] == ["refused:own_rule"]


def test_a_crash_leaves_neither_record_nor_entry(manager: Actor, owner_sql: Any) -> None:
    """Record and entry stand or fall together."""
    with pytest.raises(ZeroDivisionError):
        note(manager, name="a", fail="crash")
    assert rows(owner_sql) == 0 and entries(owner_sql, "test.note") == []


def test_same_key_gives_the_first_result_and_runs_once(manager: Actor, owner_sql: Any) -> None:
    """A repeated call with the same key returns the first result and does nothing again."""
    first = note(manager, name="a", key="k")
    again = note(manager, name="a", key="k")
    assert first == again and rows(owner_sql) == 1 and len(entries(owner_sql, "test.note")) == 1


def test_same_key_with_other_input_is_a_conflict(manager: Actor, owner_sql: Any) -> None:
    """The same key with another input is a Conflict, and nothing is done."""
    note(manager, name="a", key="k")
    with pytest.raises(Conflict) as caught:
        note(manager, name="b", key="k")
    assert caught.value.code == "key_reused" and rows(owner_sql) == 1


def test_keys_belong_to_actor_and_act(office: Office, manager: Actor, owner_sql: Any) -> None:
    """Another person's equal key is another key; so is the key of another act."""
    other = office.add("oraz", ROLE)
    note(manager, name="a", key="k")
    note(other, name="b", key="k")
    fresh(manager, key="k")
    assert rows(owner_sql) == 2


def test_eight_threads_with_one_key_run_the_act_once(manager: Actor, owner_sql: Any, node_db: Any) -> None:
    """Whoever loses the race for a key gets the winner's result."""
    results: list[Any] = []
    start = threading.Barrier(8)

    def press() -> None:
        start.wait()
        try:
            results.append(note(manager, name="a", key="race"))
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 8 and all(result == results[0] for result in results)
    assert rows(owner_sql) == 1 and len(entries(owner_sql, "test.note")) == 1


def test_a_result_that_is_a_record_is_found_again(office: Office, manager: Actor) -> None:
    """An act that returned a record returns that record again for the same key."""
    first = create_account(CONSOLE, username="selbi", full_name="Selbi", key="k")
    assert create_account(CONSOLE, username="selbi", full_name="Selbi", key="k").pk == first.pk


def test_wrong_types_name_every_field(manager: Actor) -> None:
    """Input that does not fit names each wrong field; a field that the act does not know is refused."""
    with pytest.raises(Invalid) as caught:
        CATALOGUE["test.note"](manager, name=None, day="2026-13-01", colour="red")
    assert {error.field for error in caught.value.errors} == {"name", "day", "colour"}


def test_typed_arguments_accept_iso_text(manager: Actor) -> None:
    """Pages and the API hand over text; the annotation makes a date of it."""
    assert note(manager, name="a", day="2026-03-27")["name"] == "a"


def test_an_act_inside_an_act_is_refused(manager: Actor) -> None:
    """One durable transaction an act: nesting is a fault of the programmer."""
    with pytest.raises(RuntimeError):
        outer(manager)


def test_an_act_inside_a_transaction_is_refused(manager: Actor) -> None:
    """An act that could be rolled back by its caller would not be an act."""
    with pytest.raises(RuntimeError), transaction.atomic():
        note(manager, name="a")


def test_fresh_act_wants_a_second_factor_of_the_last_five_minutes(manager: Actor, owner_sql: Any) -> None:
    """An act marked fresh is refused without a recently confirmed second factor."""
    fresh(manager)
    for confirmed in (None, clock.now() - timedelta(minutes=6)):
        with pytest.raises(SecondFactorNeeded):
            fresh(replace(manager, second_factor_at=confirmed))
    assert [e["kind"] for e in entries(owner_sql, "test.fresh")] == ["act", "refusal", "refusal"]


def test_an_ended_duty_ends_the_right_at_once(office: Office, manager: Actor, owner_sql: Any) -> None:
    """Rights are looked up in the transaction of the act, not believed from the session."""
    end_duty(CONSOLE, duty_id=manager.duty_id, reason="left")
    with pytest.raises(NotPermitted) as caught:
        note(manager, name="a")
    assert caught.value.code == "duty_ended" and rows(owner_sql) == 0


def test_an_actor_with_a_foreign_duty_is_refused(office: Office, manager: Actor) -> None:
    """A duty belongs to its account: an actor put together by hand does not pass."""
    with pytest.raises(NotPermitted):
        note(replace(manager, account_id=uuid4()), name="a")
    with pytest.raises(NotPermitted):
        note(replace(manager, duty_id=None), name="a")


def test_one_look_is_one_entry_with_all_it_showed(office: Office, manager: Actor, owner_sql: Any) -> None:
    """A look at a list is one entry that names every subject shown."""
    office.add("maral", ROLE)
    office.add("mahri", ROLE)
    found = see(manager, prefix="ma")
    (entry,) = entries(owner_sql, "test.see")
    assert entry["kind"] == "look" and entry["outcome"] == "shown" and len(entry["subjects"]) == len(found) == 2
    assert not {UUID(pk) for pk in found} & set(entry["subjects"])


def test_a_look_that_shows_nobody_is_recorded_too(manager: Actor, owner_sql: Any) -> None:
    """That somebody searched and found nothing is a fact."""
    assert see(manager, prefix="zzz") == []
    (entry,) = entries(owner_sql, "test.see")
    assert entry["subjects"] == []


def test_a_refused_look_is_recorded(office: Office, manager: Actor, owner_sql: Any) -> None:
    """An attempt to look without the right is entered like any refusal."""
    with pytest.raises(NotPermitted):
        see(office.add("aylar", "ledger.auditor"))
    assert [e["kind"] for e in entries(owner_sql, "test.see")] == ["refusal"]


def test_a_subject_is_one_line(manager: Actor, owner_sql: Any) -> None:
    """An id with a line break would stand for two subjects: it is refused, and nothing is entered."""
    with pytest.raises(ValueError, match="one line"):
        two_lines(manager)
    assert owner_sql.execute("select count(*) from ledger_entry where act = 'test.two_lines'").fetchone() == (0,)
