"""Addresses and pauses. No database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sapar.kernel.notices.rules import PAUSES, channel_of, pause_after, plain_phone


@pytest.mark.parametrize(
    ("address", "channel"),
    [
        ("+99365123456", "sms"),
        ("a.b+c@example.org", "mail"),
        ("öwez@example.org", "mail"),
        ("99365123456", None),
        ("+0123456789", None),
        ("+123", None),
        ("+9936512345678901", None),
        ("+99365 123456", None),
        ("a@b", None),
        ("a b@example.org", None),
        ("a@example.org\r\nBcc: x@example.org", None),
        ("<a@example.org>", None),
        ("a@example.org,b@example.org", None),
        ("@example.org", None),
        ("", None),
    ],
)
def test_channel_follows_from_the_form_of_the_address(address: str, channel: str | None) -> None:
    """E.164 numbers and plain mail addresses; nothing that could name two recipients or add a header."""
    assert channel_of(address) == channel


@given(st.text(max_size=300))
def test_no_address_can_break_a_header(text: str) -> None:
    """Whatever is taken as an address has no line end, blank, comma or bracket."""
    if channel_of(text):
        assert not set(text) & set('\r\n ,<>"')


@pytest.mark.parametrize("typed", ["+993 65 12-34-56", "00993 (65) 123456", "+993.65.123456"])
def test_number_is_taken_as_people_type_it(typed: str) -> None:
    assert plain_phone(typed) == "+99365123456"


def test_pauses_grow_until_it_is_given_up() -> None:
    """Each pause is longer than the one before, two days in all, then no more."""
    pauses = [pause_after(attempt) for attempt in range(1, len(PAUSES) + 1)]
    assert pauses == sorted(pauses, key=lambda pause: pause or 0) and sum(pause or 0 for pause in pauses) > 86400
    assert pause_after(len(PAUSES) + 1) is None
