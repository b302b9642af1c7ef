"""The list of revoked permits: exact, signed, bounded."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sapar.standards.seals import raw_ecdsa
from sapar.standards.seals.revocation import NotAList, read_list, write_list

from .seal_makers import KID, NOW, SIGNER_KEY, START, revoked_list, trust

GOOD: dict[str, Any] = json.loads(
    write_list(SIGNER_KEY, issuer=KID, signer=KID, date=START, next_update=NOW, size=100, revoked=[3, 99])
)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 500), st.data())
def test_exactly_the_revoked(size: int, data: st.DataObject) -> None:
    """Every index within the list has its own bit; beyond it nothing is known."""
    revoked = data.draw(st.sets(st.integers(0, size - 1)))
    made = revoked_list(list(revoked), size=size)
    assert {index for index in range(size) if made.is_revoked(index)} == revoked
    assert made.is_revoked(size) is None
    assert made.is_revoked(-1) is None
    assert trust(revocations=[made]).revocations(KID) is made


@pytest.mark.parametrize(
    "change",
    [
        {"size": 101},
        {"date": "2026-01-01T00:00:00Z"},
        {"next_update": "2099-01-01T00:00:00Z"},
        {"bits": base64.urlsafe_b64encode(zlib.compress(bytes(13))).decode()},
        {"issuer": "0" * 16},
        {"signer": "0" * 16},
        {"sig": base64.urlsafe_b64encode(bytes(64)).decode()},
    ],
)
def test_nothing_can_be_changed(change: dict[str, Any]) -> None:
    """A changed list is not accepted by the trust list."""
    made = read_list(json.dumps({**GOOD, **change}))
    assert trust(revocations=[made]).revocations(made.issuer) is None


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        {**GOOD, "more": 1},
        {**GOOD, "format": "x"},
        {**GOOD, "size": 0},
        {**GOOD, "size": 2**40},
        {**GOOD, "size": True},
        {**GOOD, "size": 200},
        {**GOOD, "issuer": 5},
        {**GOOD, "date": "2026-01-01"},
        {**GOOD, "date": 5},
        {**GOOD, "bits": "x"},
        {**GOOD, "bits": base64.urlsafe_b64encode(b"no zlib").decode()},
        {**GOOD, "bits": base64.urlsafe_b64encode(zlib.compress(bytes(10**7))).decode()},
        {**GOOD, "sig": "ä"},
    ],
)
def test_malformed(value: Any) -> None:
    """Anything else is no list; a compression bomb is not unpacked."""
    with pytest.raises(NotAList):
        read_list(json.dumps(value))


def test_writer_checks() -> None:
    """An index outside the list is an error of the issuer."""
    for size, revoked in ((0, []), (10, [10]), (10, [-1])):
        with pytest.raises(ValueError, match=r"list|size"):
            write_list(SIGNER_KEY, issuer=KID, signer=KID, date=START, next_update=NOW, size=size, revoked=revoked)


def test_a_list_of_a_million_is_small() -> None:
    """A million indexes with a hundred revoked stay below 3 KB: the list travels over any network."""
    made = write_list(
        SIGNER_KEY, issuer=KID, signer=KID, date=START, next_update=NOW, size=10**6, revoked=range(0, 10**6, 10_000)
    )
    assert len(made) < 3000


def test_staleness() -> None:
    """At its next update a list is still good; after it, stale."""
    made = read_list(json.dumps(GOOD))
    assert not made.is_stale(NOW)
    assert made.is_stale(NOW.replace(second=1))


def test_raw_signatures_have_one_length() -> None:
    """A raw signature of another length, or a key of another size, never verifies."""
    signature = raw_ecdsa.sign(SIGNER_KEY, b"data")
    public = SIGNER_KEY.public_key()
    assert raw_ecdsa.verify(public, signature, b"data")
    assert not raw_ecdsa.verify(public, signature + b"\0", b"data")
    assert not raw_ecdsa.verify(public, b"\0" * 64, b"data")
    assert not raw_ecdsa.verify(public, signature, b"data", "ES384")
    with pytest.raises(ValueError, match="fit"):
        raw_ecdsa.sign(SIGNER_KEY, b"data", "ES512")
