"""Canonical JSON equals RFC 8785 (the ``rfc8785`` package is the oracle); strict reading refuses what JSON blurs."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from sapar.standards import jcs

plain = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**53) + 1, 2**53 - 1), st.text(st.characters(codec="utf-8"))),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=6), inner, max_size=4),
    ),
    max_leaves=12,
)
values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**70), 2**70),
        st.floats(),
        st.text(max_size=6),
        st.sampled_from(["\ud800", "\U00010000", "\uffee", "\x00\x1f\x7f\u2028"]),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=4), inner, max_size=4)),
    max_leaves=12,
)


@settings(max_examples=400)
@given(plain)
def test_plain_values(value: Any) -> None:
    """The profile that we write ourselves equals the oracle."""
    assert jcs.canonical(value) == rfc8785.dumps(value)


@settings(max_examples=600)
@given(values)
def test_any_value(value: Any) -> None:
    """Every value equals the oracle, or both refuse it."""
    try:
        expected = rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError):
        with pytest.raises(jcs.JsonError):
            jcs.canonical(value)
        return
    assert jcs.canonical(value) == expected


@settings(max_examples=300)
@given(plain, st.integers(0, 5))
def test_compact_scan(value: Any, start: int) -> None:
    """The short way gives the value and its canonical bytes, or says nothing; it never differs from the long one."""
    text = " " * start + json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if not text.isascii() or "\\" in text:
        return
    found = jcs.scan_compact(text, start)
    if re.search(r"\d{14}", text):
        assert found in (None, (value, rfc8785.dumps(value), len(text)))
    else:
        assert found == (value, rfc8785.dumps(value), len(text))


@pytest.mark.parametrize(
    "text", ['{"a":1,"a":1}', '{"a": 1}', '{"a":1.0}', '{"a":-0}', "[1e2]", f"[{10**16}]", "[NaN]", "{", ""]
)
def test_compact_scan_leaves_the_rest(text: str) -> None:
    """Repeated keys, spaces and unusual numbers are left to the strict reader."""
    assert jcs.scan_compact(text, 0) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "nul",
        "[1] x",
        '{"a":1,"a":2}',
        '[{"a":{"b":1,"b":1}}]',
        "NaN",
        "[Infinity]",
        "[-Infinity]",
        "1e999",
        '"\\ud800"',
        '{"\\udc00":1}',
        '"\x01"',
        "'a'",
        "[1,]",
        "[" * 100_000,
        "9" * 5000,
        b"\xff",
        b"\xef\xbb\xbf{}",
        "\ud800",
    ],
)
def test_what_is_not_strict_json(text: str | bytes) -> None:
    """Each of these is one kind of error."""
    with pytest.raises(jcs.JsonError):
        jcs.parse(text)


def test_strict_json_reads() -> None:
    """What is JSON reads as Python reads it."""
    assert jcs.parse(' {"a":[1,-2.5,true,null,"\\ud83d\\ude00"]} ') == {"a": [1, -2.5, True, None, "😀"]}
    assert math.isclose(jcs.parse(b"1e3"), 1000)


def test_a_value_within_itself() -> None:
    """A circular value is refused."""
    value: list[Any] = []
    value.append(value)
    with pytest.raises(jcs.JsonError):
        jcs.canonical_plain(value)
