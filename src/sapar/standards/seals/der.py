"""A small reader for DER (ITU-T X.690), for certificates that stricter libraries refuse.

Definite, shortest lengths and single-byte tags only, as DER demands of what is read here; content is returned as
found, so that a signature is checked over the very bytes that were signed. Every error is ``DerError``.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

BOOLEAN, INTEGER, BIT_STRING, OCTET_STRING, NULL, OID = 0x01, 0x02, 0x03, 0x04, 0x05, 0x06
SEQUENCE, SET, UTC_TIME, GENERALIZED_TIME = 0x30, 0x31, 0x17, 0x18
# Character strings of names and their encodings.
_STRINGS = {0x0C: "utf-8", 0x13: "ascii", 0x14: "latin-1", 0x16: "ascii", 0x1E: "utf-16-be", 0x1A: "ascii"}


class DerError(ValueError):
    """The bytes are not the DER that was expected."""


class Item(NamedTuple):
    """One element: tag byte, content, and the whole encoding with tag and length."""

    tag: int
    content: bytes
    whole: bytes


def read(data: bytes, expected: int | None = None) -> Item:
    """The single element that ``data`` consists of; ``expected`` is its tag byte."""
    item, end = _read(data, 0)
    if end != len(data):
        raise DerError("bytes after the end")
    if expected is not None and item.tag != expected:
        raise DerError("unexpected tag")
    return item


def items(data: bytes) -> list[Item]:
    """The elements in the content of a constructed element."""
    found: list[Item] = []
    at = 0
    while at < len(data):
        item, at = _read(data, at)
        found.append(item)
    return found


def _read(data: bytes, at: int) -> tuple[Item, int]:
    if at + 2 > len(data):
        raise DerError("cut off")
    tag, length, start = data[at], data[at + 1], at + 2
    if tag & 0x1F == 0x1F:
        raise DerError("long tag")
    if length >= 0x80:
        count = length & 0x7F
        if not 1 <= count <= 4 or start + count > len(data):
            raise DerError("bad length")
        length = int.from_bytes(data[start : start + count], "big")
        if length < 0x80 or length >> (8 * (count - 1)) == 0:
            raise DerError("length not in shortest form")
        start += count
    end = start + length
    if end > len(data):
        raise DerError("cut off")
    return Item(tag, data[start:end], data[at:end]), end


def integer(item: Item) -> int:
    """Value of an INTEGER."""
    if item.tag != INTEGER or not item.content:
        raise DerError("not an integer")
    return int.from_bytes(item.content, "big", signed=True)


def oid(item: Item) -> str:
    """Dotted text of an OBJECT IDENTIFIER."""
    if item.tag != OID or not item.content or item.content[-1] & 0x80:
        raise DerError("not an object identifier")
    arcs: list[int] = []
    value = 0
    for byte in item.content:
        if value == 0 and byte == 0x80:
            raise DerError("object identifier not in shortest form")
        value = value << 7 | byte & 0x7F
        if value >> 64:
            raise DerError("object identifier too large")
        if not byte & 0x80:
            arcs.append(value)
            value = 0
    first = min(arcs[0] // 40, 2)
    return ".".join(map(str, (first, arcs[0] - 40 * first, *arcs[1:])))


def bits(item: Item) -> bytes:
    """Bytes of a BIT STRING that has no unused bits."""
    if item.tag != BIT_STRING or not item.content or item.content[0]:
        raise DerError("not a whole-byte bit string")
    return item.content[1:]


def moment(item: Item) -> datetime:
    """Time of a UTCTime or GeneralizedTime as RFC 5280 §4.1.2.5 writes them (seconds, Z)."""
    text = item.content
    if item.tag == UTC_TIME and len(text) == 13:
        text = (b"19" if text[:2] >= b"50" else b"20") + text
    elif item.tag != GENERALIZED_TIME or len(text) != 15:
        raise DerError("not a time")
    if not text[:14].isdigit() or text[14:] != b"Z":
        raise DerError("not a time")
    numbers = [int(text[:4]), *(int(text[at : at + 2]) for at in range(4, 14, 2))]
    try:
        year, month, day, hour, minute, second = numbers
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError as error:
        raise DerError("not a possible time") from error


def text(item: Item) -> str:
    """Text of a character string type."""
    try:
        return item.content.decode(_STRINGS[item.tag])
    except (KeyError, UnicodeDecodeError) as error:
        raise DerError("not a character string") from error


def encode(tag: int, *contents: bytes) -> bytes:
    """Encoding of one element."""
    content = b"".join(contents)
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content
