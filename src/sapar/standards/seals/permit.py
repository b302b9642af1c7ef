"""The permit seal: a short signed token that fits a QR symbol of at most version 12 at error correction level M.

Text, version 1: ``SAPAR1:`` followed by the bytes ``01 || body || signature`` read as one big-endian number and written
in base 36 (digits, then capital letters, no leading zero). All characters belong to QR's alphanumeric mode, 36 of them
are 3 % less dense than the 45 of RFC 9285, and without its space and signs a token survives being pasted, wrapped and
read aloud. White space is ignored.

- ``signature`` is ES256: ECDSA P-256 with SHA-256, raw r||s, 64 bytes.
- Signed are the bytes ``SAPAR1:`` and then ``body``: exactly what is in the symbol, nothing is spelled anew.

``body``, numbers big-endian, texts in ASCII:

====== ================================================================================================
bytes  content
====== ================================================================================================
8      kid: first 8 bytes of the SHA-256 of the signer's SubjectPublicKeyInfo
4      index in the revocation list
4      birth date as the number YYYYMMDD, 00 for an unknown month or day, 0 for an unknown date
2 + 2  first and last day of validity, in days since 2000-01-01
n      five texts, with ``;`` between them: nationality (Doc 9303-3, without fillers); name as in the MRZ, without
       fillers at its end (1-39 of A-Z and ``<``); number of the travel document (1-22 of A-Z, 0-9, ``<``); number
       of the permit (1-24 of A-Z, 0-9, ``-``, ``/``, ``.``); employer's register number (1-24, the same)
====== ================================================================================================

No wage, no address. Nothing may follow. A later version gets another prefix (``SAPAR2:``).
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

PREFIX = "SAPAR1:"
SIGNATURE_SIZE = 64
_SIGNED_PREFIX = PREFIX.encode()
_EPOCH = date(2000, 1, 1)
_EPOCH_ORDINAL = _EPOCH.toordinal()
_FIXED = struct.Struct(">8sIIHH")
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# 20 + 3 + 39 + 22 + 24 + 24 + 4 bytes of body, the signature and the leading one make 201 bytes.
_MAX_BYTES = 201
_MAX_TEXT = 311
_WELL_SPELLED = re.compile(r"[1-9A-Z][0-9A-Z]*").fullmatch
_BIRTH = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
# Texts of the body in their order: attribute, what it may be.
_TEXTS = (
    ("nationality", r"[A-Z]{1,3}"),
    ("name", r"[A-Z](?:[A-Z<]{0,37}[A-Z])?"),
    ("document_number", r"[A-Z0-9](?:[A-Z0-9<]{0,20}[A-Z0-9])?"),
    ("number", r"[A-Z0-9/.-]{1,24}"),
    ("employer", r"[A-Z0-9/.-]{1,24}"),
)
_ALL_TEXTS = re.compile(";".join(f"({pattern})" for _, pattern in _TEXTS)).fullmatch


class NotASeal(ValueError):
    """The text is not a seal of the expected form."""


@dataclass(slots=True)
class Permit:
    """What the seal says. ``birth_date`` ISO, possibly partial or empty; ``nationality`` without fillers."""

    number: str
    name: str
    document_number: str
    birth_date: str
    nationality: str
    valid_from: date
    valid_to: date
    employer: str
    index: int


class Token(NamedTuple):
    """A permit seal taken apart: key id (16 hexadecimal digits), body, raw signature, and the bytes it covers."""

    kid: str
    body: bytes
    signature: bytes
    signed: bytes


def write_body(permit: Permit, kid: str) -> bytes:
    """The body of a token. Raises ``ValueError`` naming the field that does not fit the format."""
    if permit.valid_to < permit.valid_from:
        raise ValueError("valid_to: before valid_from")
    fixed = _FIXED.pack(
        bytes.fromhex(kid),
        _within(permit.index, 0xFFFFFFFF, "index"),
        _birth_number(permit.birth_date),
        _within((permit.valid_from - _EPOCH).days, 0xFFFF, "valid_from"),
        _within((permit.valid_to - _EPOCH).days, 0xFFFF, "valid_to"),
    )
    texts: list[str] = []
    for attribute, pattern in _TEXTS:
        text: str = getattr(permit, attribute)
        if not re.fullmatch(pattern, text):
            raise ValueError(f"{attribute}: not of the form {pattern}")
        texts.append(text)
    return fixed + ";".join(texts).encode("ascii")


def read_body(body: bytes) -> Permit:
    """The permit in a body. Raises ``NotASeal``; every accepted body is what ``write_body`` makes of the result."""
    try:
        _, index, birth, first, last = _FIXED.unpack_from(body)
        texts = _ALL_TEXTS(body[_FIXED.size :].decode("ascii"))
    except (struct.error, UnicodeDecodeError) as error:
        raise NotASeal("the permit is malformed") from error
    if texts is None or last < first:
        raise NotASeal("the permit is malformed")
    nationality, name, document_number, number, employer = texts.groups()
    return Permit(
        number,
        name,
        document_number,
        _birth_text(birth),
        nationality,
        date.fromordinal(_EPOCH_ORDINAL + first),
        date.fromordinal(_EPOCH_ORDINAL + last),
        employer,
        index,
    )


def signed_bytes(body: bytes) -> bytes:
    """What the signature covers."""
    return _SIGNED_PREFIX + body


def write_text(body: bytes, signature: bytes) -> str:
    """The text for the QR symbol (alphanumeric mode)."""
    if len(signature) != SIGNATURE_SIZE:
        raise ValueError("an ES256 signature has 64 bytes")
    number = int.from_bytes(b"\x01" + body + signature, "big")
    digits: list[str] = []
    while number:
        number, digit = divmod(number, 36)
        digits.append(_DIGITS[digit])
    return PREFIX + "".join(reversed(digits))


def read_text(text: str) -> Token:
    """Take a token apart without judging it. Raises ``NotASeal``."""
    if not text.startswith(PREFIX) or len(text) > 4 * _MAX_TEXT:
        raise NotASeal("not a permit seal")
    digits = text[len(PREFIX) :]
    if not _WELL_SPELLED(digits):
        digits = "".join(digits.split())
        if not _WELL_SPELLED(digits):
            raise NotASeal("not base 36")
    if len(digits) > _MAX_TEXT:
        raise NotASeal("too long for a permit seal")
    number = int(digits, 36)
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    if raw[0] != 1 or not _FIXED.size + SIGNATURE_SIZE < len(raw) <= _MAX_BYTES:
        raise NotASeal("not the length of a permit seal")
    body = raw[1:-SIGNATURE_SIZE]
    return Token(body[:8].hex(), body, raw[-SIGNATURE_SIZE:], _SIGNED_PREFIX + body)


def _within(value: int, greatest: int, field: str) -> int:
    if not 0 <= value <= greatest:
        raise ValueError(f"{field}: out of range")
    return value


def _birth_number(text: str) -> int:
    match = _BIRTH.fullmatch(text)
    if not match:
        if text:
            raise ValueError("birth_date: not YYYY, YYYY-MM or YYYY-MM-DD")
        return 0
    year, month, day = (int(part or 0) for part in match.groups())
    number = year * 10_000 + month * 100 + day
    try:
        if _birth_text(number) == text:
            return number
    except NotASeal:
        pass
    raise ValueError("birth_date: not a possible date")


def _birth_text(number: int) -> str:
    if number == 0:
        return ""
    year, month, day = number // 10_000, number // 100 % 100, number % 100
    try:
        whole = date(year, month or 1, day or 1)
    except (ValueError, OverflowError) as error:
        raise NotASeal("the birth date is not possible") from error
    if day and month:
        return whole.isoformat()
    if day or year < 1000:
        raise NotASeal("the birth date is not possible")
    return f"{year}-{month:02}" if month else f"{year}"
