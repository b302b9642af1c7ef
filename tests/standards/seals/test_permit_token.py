"""The permit token: small enough for its QR, strict, and read back exactly."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from sapar.standards.seals import issue
from sapar.standards.seals.permit import NotASeal, Permit, read_body, read_text, write_body, write_text

from .seal_makers import KID, PERMIT, SIGNER_KEY, TOKEN

LONGEST = Permit(
    number="TM/2026-ABCDEFGHIJ.12345",
    name="A" * 39,
    document_number="D" * 22,
    birth_date="1990-01-29",
    nationality="UZB",
    valid_from=date(2026, 1, 1),
    valid_to=date(2026, 12, 31),
    employer="TM-REG-0123456789ABCDEFG",
    index=2**32 - 1,
)

days = st.dates(date(2000, 1, 1), date(2000, 1, 1) + timedelta(0xFFFF))
births = st.one_of(
    st.just(""),
    st.dates(date(1900, 1, 1), date(2030, 1, 1)).map(str),
    st.dates(date(1900, 1, 1), date(2030, 1, 1)).map(lambda day: str(day)[:7]),
    st.integers(1900, 2030).map(str),
)
codes = st.text("ABCXYZ0189-/.", min_size=1, max_size=24)
permits = st.builds(
    Permit,
    number=codes,
    name=st.from_regex(r"[A-Z](?:[A-Z<]{0,37}[A-Z])?", fullmatch=True),
    document_number=st.from_regex(r"[A-Z0-9](?:[A-Z0-9<]{0,20}[A-Z0-9])?", fullmatch=True),
    birth_date=births,
    nationality=st.sampled_from(["UZB", "D", "UTO", "XXA"]),
    valid_from=days,
    valid_to=days,
    employer=codes,
    index=st.integers(0, 2**32 - 1),
).map(
    lambda made: replace(
        made, valid_from=min(made.valid_from, made.valid_to), valid_to=max(made.valid_from, made.valid_to)
    )
)


@given(permits, st.binary(min_size=64, max_size=64))
def test_every_permit_reads_back(permit: Permit, signature: bytes) -> None:
    """Writing then reading gives the same permit, key id, signature and signed bytes."""
    body = write_body(permit, KID)
    token = read_text(write_text(body, signature))
    assert token == (KID, body, signature, b"SAPAR1:" + body)
    assert read_body(token.body) == permit


def test_the_symbol_is_small() -> None:
    """A usual permit needs QR version 9 at level M; the longest the format allows, with a 39-letter name, at most 12."""
    usual = segno.make(TOKEN, error="m", boost_error=False, micro=False)
    longest = segno.make(issue.seal_permit(SIGNER_KEY, LONGEST), error="m", boost_error=False, micro=False)
    assert (usual.mode, longest.mode) == ("alphanumeric", "alphanumeric")
    assert int(usual.version) <= 9
    assert int(longest.version) <= 12


def test_known_token() -> None:
    """The format is frozen: these exact bytes of body and letters of text."""
    body = write_body(PERMIT, "0123456789abcdef")
    assert (
        body.hex()
        == ("0123456789abcdef000010e1012fa6e1259126fd")
        + b"UZB;ATAYEVA<<OGULGEREK;A1234567;TM-2026-0001234;TM-REG-000123".hex()
    )
    text = write_text(body, bytes(range(64)))
    assert text == "SAPAR1:" + numeral(b"\x01" + body + bytes(range(64)))
    assert read_text(text).signature == bytes(range(64))


def numeral(data: bytes) -> str:
    """Base 36 by repeated division, written apart from the code under test."""
    value, made = int.from_bytes(data, "big"), ""
    while value:
        made = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[value % 36] + made
        value //= 36
    return made


def test_pasted_text_may_be_wrapped() -> None:
    """Line breaks and spaces from paper or a message do not matter."""
    wrapped = TOKEN[:40] + "\n " + TOKEN[40:99] + " \r\n" + TOKEN[99:]
    assert read_text(wrapped) == read_text(TOKEN)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SAPAR1:",
        "SAPAR2:" + TOKEN[7:],
        TOKEN.lower(),
        "SAPAR1:" + TOKEN[7:].lower(),
        TOKEN[:60],
        TOKEN + "0" * 100,
        TOKEN[:-1] + "_",
        TOKEN[:-1] + "١",
        "SAPAR1:0" + TOKEN[7:],
        "SAPAR1:+" + TOKEN[8:],
        "SAPAR1:" + "Z" * 311,
        "SAPAR1:" + "Z" * 5000,
        "SAPAR1:" + "1" * 3,
    ],
    ids=str.__len__,  # names that do not change with each run's signature
)
def test_malformed_text(text: str) -> None:
    """Any other text is no seal: one error, whatever is wrong."""
    with pytest.raises(NotASeal):
        read_text(text)


@given(st.binary(max_size=140))
def test_bodies_are_canonical(data: bytes) -> None:
    """Whatever body is accepted is exactly the one that would be written: no two bodies for one permit."""
    for body in (data, bytes.fromhex(KID) + data, write_body(PERMIT, KID)[:20] + data):
        try:
            permit = read_body(body)
        except NotASeal:
            continue
        assert write_body(permit, body[:8].hex()) == body


@settings(max_examples=300)
@given(st.integers(0, 80), st.integers(0, 255))
def test_changed_bodies_are_canonical(place: int, value: int) -> None:
    """The same for bodies near a good one."""
    body = bytearray(write_body(PERMIT, KID))
    body[place % len(body)] = value
    try:
        permit = read_body(bytes(body))
    except NotASeal:
        return
    assert write_body(permit, body[:8].hex()) == bytes(body)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", ""),
        ("number", "a"),
        ("number", "A;B"),
        ("number", "A" * 25),
        ("name", "A" * 40),
        ("name", "ÄTA"),
        ("name", "ATA<"),
        ("document_number", "<1"),
        ("birth_date", "1990-13-01"),
        ("birth_date", "29.01.1990"),
        ("nationality", "UZBE"),
        ("employer", "A B"),
        ("index", -1),
        ("index", 2**32),
        ("valid_to", date(2020, 1, 1)),
        ("valid_to", date(2190, 1, 1)),
        ("valid_from", date(1999, 12, 31)),
    ],
)
def test_what_does_not_fit_is_named(field: str, value: Any) -> None:
    """A permit that the format cannot carry is refused with the name of the field."""
    with pytest.raises(ValueError, match=f"^{field}:"):
        write_body(replace(PERMIT, **{field: value}), KID)
