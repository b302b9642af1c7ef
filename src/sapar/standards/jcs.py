"""JSON Canonicalization Scheme (RFC 8785) and strict JSON reading (RFC 8259 without its ambiguities, I-JSON RFC 7493).

``json.dumps`` with sorted keys gives exactly the RFC 8785 bytes when the value holds no float, no integer beyond
±(2^53 - 1) and no key beyond the Basic Multilingual Plane. That is checked, and everything else goes to the ``rfc8785``
package. Unicode is not normalised here: the standard does not.
"""

from __future__ import annotations

import json
from typing import Any

MAX_INTEGER = 2**53 - 1


class JsonError(ValueError):
    """The text is not strict JSON, or the value has no canonical form."""


def canonical(value: Any) -> bytes:
    """RFC 8785 bytes of a JSON value (dict, list, tuple, str, int, float, bool, None). Raises ``JsonError``."""
    if is_plain(value):
        return canonical_plain(value)
    import rfc8785

    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, ValueError, RecursionError) as error:
        raise JsonError("the value has no canonical JSON form") from error


def canonical_plain(value: Any) -> bytes:
    """The fast path alone, for values known to be plain (see :func:`is_plain`). Raises ``JsonError``."""
    try:
        return _ENCODE(value).encode()
    except (UnicodeEncodeError, TypeError, ValueError, RecursionError) as error:
        raise JsonError("the value has no canonical JSON form") from error


def is_plain(value: Any) -> bool:
    """Whether sorted ``json.dumps`` equals RFC 8785 for the value: no floats, small integers, str keys of the BMP."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return True
    if kind is int:
        return bool(-MAX_INTEGER <= value <= MAX_INTEGER)
    if kind is dict:
        for key, item in value.items():
            if type(key) is not str or (not key.isascii() and max(key) > "\uffff"):
                return False
            if type(item) is not str and not is_plain(item):
                return False
        return True
    if kind is list or kind is tuple:
        return all(is_plain(item) for item in value)
    return False


def parse(text: str | bytes) -> Any:
    """Read strict JSON: UTF-8, no duplicate key, no NaN or Infinity, no lone surrogate escape, no number overflow.

    Raises ``JsonError``.
    """
    try:
        if isinstance(text, bytes):
            text = text.decode()
        else:
            text.encode()
        value = _DECODE(text)
        if "\\u" in text:
            # An escaped lone surrogate is the one string that JSON can spell and UTF-8 cannot.
            json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise JsonError("not strict JSON") from error
    return value


def scan_compact(text: str, start: int) -> tuple[Any, bytes, int] | None:
    """The value that starts there, its canonical bytes and its end, if the short way can tell; else ``None``.

    For ASCII text without a backslash. A compact value without floats, long integers and repeated keys is exactly as
    long as its canonical form, which only orders the keys; white space and a repeated key make it longer. So equal
    length proves strictness without looking at each key. ``None`` says nothing: ask :func:`parse`.
    """
    try:
        value, end = _SCAN(text, start)
        form = _ENCODE(value)
    except (_NotPlainError, ValueError, RecursionError, StopIteration):
        return None
    return (value, form.encode(), end) if len(form) == end - start else None


class _NotPlainError(Exception):
    """A number that the fast path does not write the way RFC 8785 does."""


def _not_plain(text: str) -> Any:
    raise _NotPlainError


def _small(text: str) -> int:
    if len(text) > 15:
        raise _NotPlainError
    return int(text)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise JsonError("a key appears twice")
    return made


def _refuse_constant(name: str) -> Any:
    raise JsonError(f"{name} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if number - number != 0.0:
        raise JsonError("a number overflows")
    return number


# A value that contains itself ends in a RecursionError, which is caught; looking for it costs on every call.
_ENCODE = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"), check_circular=False
).encode
_DECODE = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_refuse_constant, parse_float=_finite).decode
_DECODER: Any = json.JSONDecoder(parse_constant=_refuse_constant, parse_float=_not_plain, parse_int=_small)
_SCAN = _DECODER.scan_once
