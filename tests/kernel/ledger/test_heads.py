"""Signed tree heads: both spellings read back, and nothing about a head can change unnoticed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sapar.kernel.ledger import heads

KEY = heads.load_private_key(heads.new_key())
KEYS = {heads.key_id(KEY.public_key()): heads.load_public_key(heads.public_pem(KEY))}
HEAD = heads.sign_head(KEY, size=7, root=bytes(range(32)), at=datetime(2026, 3, 1, 1, 2, 3, 4, UTC), node="tm")


def test_both_spellings_read_back() -> None:
    """JSON and the receipt's short line carry the same head."""
    assert heads.verify_head(HEAD, KEYS)
    assert heads.head_from_json(HEAD.as_json()) == HEAD
    assert heads.head_from_short(HEAD.as_short(), "tm") == HEAD
    wrapped = "\n".join(HEAD.as_short()[start : start + 40] for start in range(0, 300, 40))
    assert heads.head_from_short(wrapped, "tm") == HEAD
    assert heads.head_from_short(f"Receipt of 1 March\n\nHead: {HEAD.as_short()}\nKeep it.", "tm") == HEAD


@pytest.mark.parametrize(
    "change",
    [
        {"size": 8},
        {"root": bytes(32)},
        {"at": HEAD.at + timedelta(microseconds=1)},
        {"node": "kz"},
        {"sig": bytes(64)},
        {"sig": HEAD.sig[:63] + bytes([HEAD.sig[63] ^ 1])},
        {"kid": "0" * 16},
    ],
)
def test_no_part_can_change(change: dict[str, object]) -> None:
    """Size, root, time, node, key and signature are all covered."""
    assert not heads.verify_head(replace(HEAD, **change), KEYS)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        {**HEAD.as_json(), "size": True},
        {**HEAD.as_json(), "size": -1},
        {**HEAD.as_json(), "root": "00"},
        {**HEAD.as_json(), "sig": "A" * 85 + "B"},
        {**HEAD.as_json(), "at": "2026-03-01"},
        {**HEAD.as_json(), "kid": "x"},
        {**HEAD.as_json(), "more": 1},
    ],
)
def test_malformed_heads(value: object) -> None:
    """A malformed head is an error of its own, never another exception."""
    with pytest.raises(heads.HeadError):
        heads.head_from_json(value)


def test_malformed_short_and_keys() -> None:
    """Broken receipts and foreign keys are refused."""
    for text in ("", "1.2.3.4.5", HEAD.as_short()[:-1], HEAD.as_short().replace("20260301", "20261301")):
        with pytest.raises(heads.HeadError):
            heads.head_from_short(text, "tm")
    with pytest.raises(heads.HeadError):
        heads.load_public_key(b"-----BEGIN PUBLIC KEY-----")
    with pytest.raises(heads.HeadError):
        heads.load_private_key(b"nothing")
