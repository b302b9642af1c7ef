"""The canonical entry and the salted input digest: one spelling for one meaning."""

from __future__ import annotations

import json
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from sapar.kernel.ledger.body import (
    KINDS,
    EntryFields,
    body_of,
    canonical_input,
    entry_body,
    input_digest,
    parse_utc,
    utc_text,
)

texts = st.text(st.characters(codec="utf-8"), max_size=20)
entries = st.builds(
    EntryFields,
    id=st.uuids(),
    at=st.datetimes(datetime(1000, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - the zone comes from timezones
    kind=st.sampled_from(sorted(KINDS)),
    act=texts,
    actor=texts,
    institution=st.one_of(st.just(""), st.none(), st.uuids()),
    role=texts,
    purpose=texts,
    subjects=st.lists(st.uuids(), max_size=4),
    input_digest=st.one_of(st.just(""), st.binary(min_size=32, max_size=32).map(bytes.hex)),
    outcome=texts,
)


@given(entries)
def test_body_is_rfc8785(fields: EntryFields) -> None:
    """The hand-written spelling equals RFC 8785 of the same object, and reads back to itself."""
    body = entry_body(fields)
    value = json.loads(body)
    assert rfc8785.dumps(value) == body
    assert body_of(value) == body
    assert value["subjects"] == sorted(set(map(str, fields.subjects)))


def test_known_body() -> None:
    """The format is frozen: these exact bytes."""
    fields = EntryFields(
        id=uuid.UUID("01890000-0000-7000-8000-000000000001"),
        at=datetime(2026, 3, 1, 12, 0, tzinfo=timezone(timedelta(hours=5))),
        kind="act",
        act="labour.grant",
        actor="account:1",
        role="labour.officer",
        purpose="s\u0327",
        subjects=["b0000000-0000-4000-8000-000000000000", "a0000000-0000-4000-8000-000000000000"],
        input_digest="00" * 32,
    )
    assert (
        entry_body(fields)
        == (
            '{"act":"labour.grant","actor":"account:1","at":"2026-03-01T07:00:00.000000Z",'
            '"id":"01890000-0000-7000-8000-000000000001","input_digest":"'
            + "00"
            * 32
            + '","institution":"","kind":"act",'
            '"outcome":"done","purpose":"ş","role":"labour.officer",'
            '"subjects":["a0000000-0000-4000-8000-000000000000","b0000000-0000-4000-8000-000000000000"]}'
        ).encode()
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", "01890000-0000-7000-8000-00000000000A"),
        ("at", "2026-03-01T07:00:00Z"),
        ("at", "2026-13-01T07:00:00.000000Z"),
        ("kind", "deed"),
        ("act", "s\u0327"),
        ("actor", None),
        ("input_digest", "00"),
        ("role", 1.5),
        ("subjects", ["b0000000-0000-4000-8000-000000000000", "a0000000-0000-4000-8000-000000000000"]),
        ("subjects", ["a0000000-0000-4000-8000-000000000000"] * 2),
        ("subjects", "a0000000-0000-4000-8000-000000000000"),
        ("extra", ""),
        ("outcome", "\ud800"),
    ],
)
def test_body_of_refuses_other_spellings(key: str, value: Any) -> None:
    """An exported entry that is not exactly the canonical form is refused: two texts never mean one entry."""
    good = json.loads(
        entry_body(
            EntryFields(id=uuid.UUID(int=7), at=datetime(2026, 3, 1, tzinfo=UTC), kind="look", act="a", actor="b")
        )
    )
    assert body_of(good)
    with pytest.raises(ValueError, match=r"."):
        body_of({**good, key: value})


def test_naive_time_is_refused() -> None:
    """A time without a zone means nothing in a log."""
    with pytest.raises(ValueError, match="zone"):
        utc_text(datetime(2026, 1, 1))  # noqa: DTZ001 - the very case
    assert parse_utc("2026-01-01T00:00:00.000001Z").microsecond == 1


class Sector(StrEnum):
    TRADE = "trade"


class Number(Enum):
    ONE = 1


@dataclass
class Wage:
    amount: int
    currency: str


def test_canonical_input_forms() -> None:
    """Each type of argument has one canonical form."""
    args = {
        "text": "s\u0327",
        "whole": 5,
        "big": 2**60,
        "yes": True,
        "none": None,
        "day": date(2026, 1, 2),
        "moment": datetime(2026, 1, 2, 5, tzinfo=timezone(timedelta(hours=5))),
        "id": uuid.UUID(int=1),
        "money": Decimal("10.50"),
        "sector": Sector.TRADE,
        "number": Number.ONE,
        "file": b"abc",
        "list": (1, "a"),
        "set": {"b", "a"},
        "wage": Wage(5, "TMT"),
        "dict": {"$date": "x"},
    }
    assert json.loads(canonical_input(args)) == {
        "text": "ş",
        "whole": 5,
        "big": {"$int": str(2**60)},
        "yes": True,
        "none": None,
        "day": {"$date": "2026-01-02"},
        "moment": {"$datetime": "2026-01-02T00:00:00.000000Z"},
        "id": {"$uuid": "00000000-0000-0000-0000-000000000001"},
        "money": {"$decimal": "105e-1"},
        "sector": "trade",
        "number": 1,
        "file": {"$sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        "list": [1, "a"],
        "set": {"$set": ["a", "b"]},
        "wage": {"amount": 5, "currency": "TMT"},
        "dict": {"$$date": "x"},
    }


@pytest.mark.parametrize("value", [1.0, object(), {1: 2}, [float("nan")]])
def test_no_canonical_form(value: Any) -> None:
    """A float or a foreign object is refused rather than spelled in some way."""
    with pytest.raises(TypeError):
        canonical_input({"a": value})


@given(st.decimals(allow_nan=False, allow_infinity=False), st.decimals(allow_nan=False, allow_infinity=False))
def test_decimals_agree_exactly_when_equal(left: Decimal, right: Decimal) -> None:
    """Equal decimals have equal digests whatever their scale; different ones differ."""
    one, two = canonical_input({"a": left}), canonical_input({"a": right})
    assert (one == two) == (left == right)
    assert canonical_input({"a": left * 1}) == canonical_input({"a": +left})


def test_digest_depends_on_salt_and_input() -> None:
    """The digest is SHA-256 of salt || input, so another salt or another value gives another digest."""
    from hashlib import sha256

    assert input_digest(b"salt", {"a": 1}) == sha256(b'salt{"a":1}').hexdigest()
    assert len({input_digest(s, {"a": a}) for s in (b"1", b"2") for a in (1, "1", None)}) == 6


def test_body_is_cheap() -> None:
    """Every act pays for one body and one digest: both together stay far below a tenth of a millisecond."""
    fields = EntryFields(
        id=uuid.uuid4(),
        at=datetime.now(UTC),
        kind="act",
        act="labour.grant",
        actor="account:x",
        subjects=[uuid.uuid4()],
    )
    best = 1.0
    for _ in range(20):
        start = time.perf_counter()
        for _ in range(50):
            entry_body(fields)
            input_digest(b"s" * 16, {"id": fields.id, "note": "text", "day": date(2026, 1, 1)})
        best = min(best, (time.perf_counter() - start) / 50)
    assert best < 0.0002
