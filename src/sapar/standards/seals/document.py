"""The document seal: a short signed token over the hash of a text that people agreed on (a protocol, a plan, an act).

Text, version 1: ``SAPARD1:`` and one number in base 36, written and read like the permit seal's (``permit``). Signed with
ES256 are the bytes ``SAPARD1:`` and then ``body``.

``body``, numbers big-endian, texts in ASCII:

====== ================================================================================================
bytes  content
====== ================================================================================================
8      kid: first 8 bytes of the SHA-256 of the signer's SubjectPublicKeyInfo
4      index in the revocation list
2      day of the last signature, in days since 2000-01-01
32     SHA-256 of the text, in the form that the issuer documents and prints
n      two texts with ``;`` between them: kind (1-12 of A-Z), reference (1-40 of A-Z, 0-9, ``-``, ``/``, ``.``)
====== ================================================================================================

No name of a person. The hash printed on the sheet must be the one in the seal; what has the hash is the text, not the
file: the same text may be printed in several languages and formats.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from datetime import date

from sapar.standards.seals.permit import SIGNATURE_SIZE, NotASeal, Token

PREFIX = "SAPARD1:"
_EPOCH = date(2000, 1, 1).toordinal()
_FIXED = struct.Struct(">8sIH32s")
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MAX_BYTES = 1 + _FIXED.size + 12 + 1 + 40 + SIGNATURE_SIZE
_MAX_TEXT = 260
_TEXTS = re.compile(r"([A-Z]{1,12});([A-Z0-9/.-]{1,40})").fullmatch
_WELL_SPELLED = re.compile(r"[1-9A-Z][0-9A-Z]*").fullmatch


@dataclass(frozen=True, slots=True)
class Document:
    """What the seal says. ``sha256``: 64 hexadecimal digits."""

    kind: str
    reference: str
    sha256: str
    signed_on: date
    index: int


def write_body(document: Document, kid: str) -> bytes:
    """The body of a token. Raises ``ValueError`` naming the field that does not fit the format."""
    texts = f"{document.kind};{document.reference}"
    if not re.fullmatch(r"[A-Z]{1,12}", document.kind):
        raise ValueError("kind: not of the form [A-Z]{1,12}")
    if not _TEXTS(texts):
        raise ValueError("reference: not of the form [A-Z0-9/.-]{1,40}")
    if not re.fullmatch(r"[0-9a-f]{64}", document.sha256):
        raise ValueError("sha256: not 64 hexadecimal digits")
    if not 0 <= document.index <= 0xFFFFFFFF:
        raise ValueError("index: out of range")
    day = document.signed_on.toordinal() - _EPOCH
    if not 0 <= day <= 0xFFFF:
        raise ValueError("signed_on: out of range")
    return _FIXED.pack(bytes.fromhex(kid), document.index, day, bytes.fromhex(document.sha256)) + texts.encode("ascii")


def read_body(body: bytes) -> Document:
    """The document in a body. Raises ``NotASeal``; every accepted body is what ``write_body`` makes of the result."""
    try:
        _kid, index, day, digest = _FIXED.unpack_from(body)
        texts = _TEXTS(body[_FIXED.size :].decode("ascii"))
    except (struct.error, UnicodeDecodeError) as error:
        raise NotASeal("the seal is malformed") from error
    if texts is None:
        raise NotASeal("the seal is malformed")
    return Document(texts[1], texts[2], digest.hex(), date.fromordinal(_EPOCH + day), index)


def signed_bytes(body: bytes) -> bytes:
    """What the signature covers."""
    return PREFIX.encode() + body


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
    """Take a token apart without judging it. White space is ignored. Raises ``NotASeal``."""
    if not text.startswith(PREFIX) or len(text) > 4 * _MAX_TEXT:
        raise NotASeal("not a document seal")
    digits = "".join(text[len(PREFIX) :].split())
    if not _WELL_SPELLED(digits) or len(digits) > _MAX_TEXT:
        raise NotASeal("not base 36")
    number = int(digits, 36)
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    if raw[0] != 1 or not 1 + _FIXED.size + SIGNATURE_SIZE < len(raw) <= _MAX_BYTES:
        raise NotASeal("not the length of a document seal")
    body = raw[1:-SIGNATURE_SIZE]
    return Token(body[:8].hex(), body, raw[-SIGNATURE_SIZE:], signed_bytes(body))
