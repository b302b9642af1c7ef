"""The permit seal: a short signed token that fits a QR symbol of at most version 12 at error correction level M.

Text, version 1: ``SAPAR1:`` followed by base 41 of ``body || signature``.

- Base 41 is base 45 of RFC 9285 (two bytes, least significant digit first, as three characters; a last single byte as
  two) over the digits, the letters and ``$*+-.``: 41**3 is just enough for two bytes, all characters belong to QR's
  alphanumeric mode, and without the space of base 45 a token survives pasting and line breaks. White space is ignored.
- ``signature`` is ES256: ECDSA P-256 with SHA-256, raw r||s, 64 bytes.
- Signed are the bytes ``SAPAR1:`` and then ``body``: exactly what is in the symbol, nothing is spelled anew.

``body``, all numbers big-endian, texts in ASCII with one byte of length before them:

====== ================================================================================================
bytes  content
====== ================================================================================================
8      kid: first 8 bytes of the SHA-256 of the signer's SubjectPublicKeyInfo
4      index in the revocation list
4      birth date as the number YYYYMMDD, 00 for an unknown month or day, 0 for an unknown date
2 + 2  first and last day of validity, in days since 2000-01-01
3      nationality (Doc 9303-3, filled with ``<``)
1 + n  name as in the MRZ, without fillers at the end (1-39, A-Z and ``<``)
1 + n  number of the travel document (1-22, A-Z, 0-9, ``<``)
1 + n  number of the permit (1-24, A-Z, 0-9, ``-``, ``/``, ``.``)
1 + n  employer's register number (1-24, the same)
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
ALPHABET = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$*+-."
SIGNATURE_SIZE = 64
_SIGNED_PREFIX = PREFIX.encode()
_EPOCH = date(2000, 1, 1)
_EPOCH_ORDINAL = _EPOCH.toordinal()
_FIXED = struct.Struct(">8sIIHH3s")
_DIGITS = bytes(ALPHABET.index(byte) if byte in ALPHABET else 0xFF for byte in range(256))
_MAX_TEXT = 400
_BIRTH = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
# Texts of the body in their order: attribute, greatest length, allowed characters.
_TEXTS = (
    ("name", 39, re.compile(rb"[A-Z][A-Z<]*[A-Z]|[A-Z]")),
    ("document_number", 22, re.compile(rb"[A-Z0-9](?:[A-Z0-9<]*[A-Z0-9])?")),
    ("number", 24, re.compile(rb"[A-Z0-9/.-]+")),
    ("employer", 24, re.compile(rb"[A-Z0-9/.-]+")),
)
_READERS = tuple((longest, pattern.fullmatch) for _, longest, pattern in _TEXTS)
_NATIONALITY = re.compile(rb"[A-Z]{3}|[A-Z]{2}<|[A-Z]<<").fullmatch


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
    parts = [
        _FIXED.pack(
            bytes.fromhex(kid),
            _within(permit.index, 0xFFFFFFFF, "index"),
            _birth_number(permit.birth_date),
            _within((permit.valid_from - _EPOCH).days, 0xFFFF, "valid_from"),
            _within((permit.valid_to - _EPOCH).days, 0xFFFF, "valid_to"),
            permit.nationality.encode("ascii", "replace").ljust(3, b"<"),
        )
    ]
    if permit.valid_to < permit.valid_from:
        raise ValueError("valid_to: before valid_from")
    if not _NATIONALITY(parts[0][-3:]) or len(permit.nationality) > 3:
        raise ValueError("nationality: not a code of Doc 9303-3")
    for attribute, longest, pattern in _TEXTS:
        text: str = getattr(permit, attribute)
        value = text.encode("ascii", "replace")
        if len(value) > longest or not pattern.fullmatch(value):
            raise ValueError(f"{attribute}: not 1 to {longest} of the characters allowed")
        parts.append(bytes((len(value),)) + value)
    return b"".join(parts)


def read_body(body: bytes) -> Permit:
    """The permit in a body. Raises ``NotASeal``; every accepted body is what ``write_body`` makes of the result."""
    try:
        _, index, birth, first, last, nationality = _FIXED.unpack_from(body)
        at = _FIXED.size
        texts = []
        for longest, matches in _READERS:
            end = at + 1 + body[at]
            value = body[at + 1 : end]
            if end - at - 1 > longest or end > len(body) or not matches(value):
                raise NotASeal("a text of the permit is malformed")
            texts.append(value.decode("ascii"))
            at = end
    except (struct.error, IndexError) as error:
        raise NotASeal("the permit is cut off") from error
    if at != len(body) or last < first or not _NATIONALITY(nationality):
        raise NotASeal("the permit is malformed")
    return Permit(
        texts[2],
        texts[0],
        texts[1],
        _birth_text(birth),
        nationality.rstrip(b"<").decode("ascii"),
        date.fromordinal(_EPOCH_ORDINAL + first),
        date.fromordinal(_EPOCH_ORDINAL + last),
        texts[3],
        index,
    )


def signed_bytes(body: bytes) -> bytes:
    """What the signature covers."""
    return _SIGNED_PREFIX + body


def write_text(body: bytes, signature: bytes) -> str:
    """The text for the QR symbol (alphanumeric mode)."""
    if len(signature) != SIGNATURE_SIZE:
        raise ValueError("an ES256 signature has 64 bytes")
    return PREFIX + _to_base41(body + signature)


def read_text(text: str) -> Token:
    """Take a token apart without judging it. Raises ``NotASeal``."""
    if not text.startswith(PREFIX):
        raise NotASeal("the prefix is missing")
    data = text[len(PREFIX) :]
    if not data.isascii() or len(data) > 2 * _MAX_TEXT:
        raise NotASeal("not a permit seal")
    if not data.isalnum():
        data = "".join(data.split())
    raw = _from_base41(data.encode("ascii"))
    if len(raw) < _FIXED.size + SIGNATURE_SIZE:
        raise NotASeal("too short for a permit seal")
    body = raw[:-SIGNATURE_SIZE]
    return Token(body[:8].hex(), body, raw[-SIGNATURE_SIZE:], _SIGNED_PREFIX + body)


def _to_base41(data: bytes) -> str:
    made = bytearray()
    for at in range(0, len(data) - 1, 2):
        value = data[at] << 8 | data[at + 1]
        made += bytes((ALPHABET[value % 41], ALPHABET[value // 41 % 41], ALPHABET[value // 1681]))
    if len(data) & 1:
        made += bytes((ALPHABET[data[-1] % 41], ALPHABET[data[-1] // 41]))
    return made.decode("ascii")


def _from_base41(text: bytes) -> bytes:
    digits = text.translate(_DIGITS)
    whole = len(digits) // 3 * 3
    if len(digits) > _MAX_TEXT or len(digits) - whole == 1 or b"\xff" in digits:
        raise NotASeal("not base 41")
    low, middle, high = digits[0:whole:3], digits[1:whole:3], digits[2:whole:3]
    try:
        values = [a + 41 * b + 1681 * c for a, b, c in zip(low, middle, high, strict=True)]
        tail = bytes((digits[-2] + 41 * digits[-1],)) if len(digits) > whole else b""
        return struct.pack(f">{len(values)}H", *values) + tail
    except (struct.error, ValueError) as error:
        raise NotASeal("not base 41") from error


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
    if _birth_text(number) != text:
        raise ValueError("birth_date: not a possible date")
    return number


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
