"""The worker's code: never stored, never with the employer, limited, and as slow for a wrong reference as for a wrong code."""

from __future__ import annotations

import json
import statistics
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from tests.areas.labour.conftest import World

from sapar.areas.labour import rules
from sapar.areas.labour.acts.records import pepper
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.errors import Conflict, Invalid

OWN_PHONE = "+99361123456"


def open_page(world: World, reference: str, code: str, address: str = "192.0.2.1") -> dict[str, Any]:
    """What the page does with what was typed."""
    secret = pepper()
    result: dict[str, Any] = world.do(
        Actor.public("en"),
        "labour.open_page",
        reference=reference,
        digest=rules.code_digest(reference, code, secret),
        marks=rules.marks(reference, address, secret),
    )
    return result


def test_the_right_code_opens_and_no_other(world: World) -> None:
    """Only the newest code of that very reference opens the page."""
    made, other = world.granted(), world.granted()
    reference, code = world.code(made)
    other_reference, other_code = world.code(other)
    assert open_page(world, reference, code.lower().replace("-", ""))["application"] == str(made)
    assert open_page(world, reference, other_code)["application"] is None
    assert open_page(world, other_reference, code)["application"] is None
    _, newer = world.code(made)
    assert open_page(world, reference, code)["application"] is None
    assert open_page(world, reference, newer)["application"] == str(made)


def test_without_a_permit_there_is_no_code(world: World) -> None:
    """A code is given with a permit, and only as a digest."""
    made = world.submitted()
    with pytest.raises(Conflict):
        world.code(made)
    done = world.granted()
    with pytest.raises(Invalid):
        world.do("officer", "labour.hand_over_code", application_id=done, digest="my-code")


def test_the_code_is_nowhere_in_the_database(world: World, owner_sql: Any) -> None:
    """Neither a handed-over nor a sent code stands anywhere in clear: no table, no ledger, no notice, no job."""
    made = world.granted(phone=OWN_PHONE)
    _, handed = world.code(made)
    world.do("officer", "labour.send_code", application_id=made)
    sent = [_sent(owner_sql, notice) for notice in _waiting(owner_sql)]
    codes = [handed, *sent]
    assert len(codes) == 3
    assert len(set(codes)) == 3
    tables = owner_sql.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
    for (table,) in tables:
        text = " ".join(str(row) for row in owner_sql.execute(f'select t::text from "{table}" t').fetchall())
        for code in codes:
            assert code not in text, table
            assert code.replace("-", "") not in text, table


def _waiting(owner_sql: Any) -> list[Any]:
    rows = owner_sql.execute(
        "select id from notices_notice where template = 'labour.code' and channel = 'sms'"
    ).fetchall()
    return [row[0] for row in rows]


def _sent(owner_sql: Any, notice_id: Any) -> str:
    from sapar.kernel.notices.delivery import deliver

    assert deliver(notice_id) == "sent"
    message = json.loads((Path(settings.SAPAR_SMS_FOLDER) / f"{notice_id}.json").read_text())
    assert message["to"] == OWN_PHONE
    return next(
        word.strip(".")
        for word in message["text"].split()
        if word.strip(".").count("-") == 2 and not word.startswith("WP-")
    )


def test_the_message_to_the_worker_opens_the_page(world: World, owner_sql: Any) -> None:
    """The code that arrives on the worker's own telephone is the one that opens the page."""
    made = world.granted(phone=OWN_PHONE)
    (notice,) = _waiting(owner_sql)
    code = _sent(owner_sql, notice)
    reference = world.do("officer", "labour.view", application_id=made).application.reference
    assert open_page(world, reference, code)["application"] == str(made)


@pytest.mark.parametrize("phone", ["", "+99365000001"])
def test_no_message_goes_to_the_employer(world: World, owner_sql: Any, phone: str) -> None:
    """Without a number, or with one of the employer's people, nothing is sent: the code is handed over in person."""
    made = world.granted(phone=phone)
    assert _waiting(owner_sql) == []
    with pytest.raises(Conflict):
        world.do("officer", "labour.send_code", application_id=made)


def test_one_number_for_two_workers_gets_no_code(world: World, owner_sql: Any) -> None:
    """A number that stands with several workers is nobody's own."""
    world.submitted(phone=OWN_PHONE)
    world.granted(phone=OWN_PHONE)
    assert _waiting(owner_sql) == []


def test_limits_by_reference_and_by_address(world: World) -> None:
    """Ten failures on a reference from one address close the door there for a quarter of an hour, even to the right code,
    whether or not the reference exists; from elsewhere the worker still gets in."""
    reference, code = world.code(world.granted())
    for wanted in (reference, rules.reference_from(7)):
        for _ in range(10):
            assert open_page(world, wanted, "WRONG")["limited"] is False
        assert open_page(world, wanted, "WRONG")["limited"] is True
    assert open_page(world, reference, code) == {"application": None, "code": None, "limited": True}
    assert open_page(world, reference, code, "203.0.113.5")["application"] is not None
    (settings.SAPAR_CLOCK_FILE).write_text(str(16 * 60))
    clock.forget()
    assert open_page(world, reference, code)["application"] is not None


@pytest.mark.parametrize("kind", ["reference", "address"])
def test_the_wider_limits(world: World, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """Failures count on a reference over all addresses, and from an address over all references; successes do not."""
    monkeypatch.setitem(rules.TRIES, kind, 3)
    reference, code = world.code(world.granted())
    for number in range(3):
        assert open_page(world, reference, code)["limited"] is False
        if kind == "reference":
            open_page(world, reference, "WRONG", f"198.51.100.{number}")
        else:
            open_page(world, rules.reference_from(number), "WRONG")
    assert open_page(world, reference, code)["limited"] is True
    elsewhere = open_page(world, reference, code, "203.0.113.5")
    assert (elsewhere["application"] is None) == (kind == "reference")


def test_a_wrong_reference_costs_what_a_wrong_code_costs(world: World) -> None:
    """The same answer in the same time: medians of many tries differ by less than a tenth."""
    references = [world.code(world.granted())[0] for _ in range(3)]
    times: dict[str, list[float]] = {"code": [], "reference": []}
    for number in range(24):
        # No reference is asked more than nine times, so that no limit shortens the way.
        for kind, reference in (
            ("code", references[number % 3]),
            ("reference", rules.reference_from(1000 + number % 3)),
        ):
            began = time.perf_counter()
            answer = open_page(world, reference, "AAAA-BBBB-CCCC", f"192.0.2.{number}")
            times[kind].append(time.perf_counter() - began)
            assert answer == {"application": None, "code": None, "limited": False}
    code, reference_ = (statistics.median(times[kind]) for kind in ("code", "reference"))
    assert abs(code - reference_) < 0.1 * max(code, reference_) + 0.002
    assert min(code, reference_) > 0.01
    assert clock.now()
