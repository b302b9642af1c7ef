"""The signed list of revoked permits: one bit for each index, so that the list names nobody.

A JSON object, format ``sapar-revoked/1``: ``issuer`` (key id of the signer whose seals it covers), ``signer`` (key id
that signed the list), ``date`` and ``next_update`` (UTC, seconds), ``size`` (number of indexes), ``bits`` (base64url of
the zlib-compressed bits; index i is bit i % 8, least significant first, of byte i // 8), ``sig`` (ES256, raw r||s,
base64url, over the RFC 8785 bytes of the object without ``sig``).

Indexes are given out at random, so neither the number of permits nor the order of issue can be read from them. After
``next_update`` the list is stale and nothing that depends on it may be shown as good.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sapar.standards import jcs
from sapar.standards.seals import raw_ecdsa

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

FORMAT = "sapar-revoked/1"
MAX_INDEXES = 2**27
_KEYS = frozenset({"format", "issuer", "signer", "date", "next_update", "size", "bits", "sig"})
_KID = re.compile(r"[0-9a-f]{16}", re.ASCII).fullmatch


class NotAList(ValueError):
    """The text is not a revocation list."""


@dataclass(frozen=True, slots=True)
class RevocationList:
    """A revocation list as read; whether its signature is good is asked of the trust list."""

    issuer: str
    signer: str
    date: datetime
    next_update: datetime
    size: int
    bits: bytes
    signed: bytes
    signature: bytes

    def is_revoked(self, index: int) -> bool | None:
        """Whether the index is revoked; ``None`` if the list does not reach so far."""
        if not 0 <= index < self.size:
            return None
        return bool(self.bits[index >> 3] >> (index & 7) & 1)

    def is_stale(self, at: datetime) -> bool:
        """Whether a newer list should have been there at that time."""
        return at > self.next_update


def write_list(
    key: EllipticCurvePrivateKey,
    *,
    issuer: str,
    signer: str,
    date: datetime,
    next_update: datetime,
    size: int,
    revoked: Iterable[int],
) -> bytes:
    """A signed list (JSON, UTF-8) with the revoked indexes. Raises ``ValueError`` for an index outside ``size``."""
    if not 0 < size <= MAX_INDEXES:
        raise ValueError("size out of range")
    bits = bytearray((size + 7) // 8)
    for index in revoked:
        if not 0 <= index < size:
            raise ValueError("an index lies outside the list")
        bits[index >> 3] |= 1 << (index & 7)
    value: dict[str, Any] = {
        "format": FORMAT,
        "issuer": issuer,
        "signer": signer,
        "date": _time(date),
        "next_update": _time(next_update),
        "size": size,
        "bits": base64.urlsafe_b64encode(zlib.compress(bytes(bits), 9)).decode(),
    }
    value["sig"] = base64.urlsafe_b64encode(raw_ecdsa.sign(key, jcs.canonical_plain(value))).decode()
    return jcs.canonical_plain(value)


def read_list(data: bytes | str) -> RevocationList:
    """Read a list. Raises ``NotAList``."""
    try:
        value = jcs.parse(data)
        if not isinstance(value, dict) or set(value) != _KEYS or value["format"] != FORMAT:
            raise NotAList("not a revocation list")
        size = value["size"]
        if type(size) is not int or not 0 < size <= MAX_INDEXES:
            raise NotAList("the size is not possible")
        if not _KID(value["issuer"]) or not _KID(value["signer"]):
            raise NotAList("a key id is malformed")
        signature = base64.b64decode(value.pop("sig"), b"-_", validate=True)
        return RevocationList(
            issuer=value["issuer"],
            signer=value["signer"],
            date=_moment(value["date"]),
            next_update=_moment(value["next_update"]),
            size=size,
            bits=_inflate(base64.b64decode(value["bits"], b"-_", validate=True), (size + 7) // 8),
            signed=jcs.canonical(value),
            signature=signature,
        )
    except (ValueError, TypeError, zlib.error) as error:
        raise NotAList("not a revocation list") from error


def _inflate(data: bytes, size: int) -> bytes:
    """Exactly ``size`` bytes, whatever the compressed data would like to become."""
    engine = zlib.decompressobj()
    bits = engine.decompress(data, size + 1)
    if len(bits) != size or not engine.eof or engine.unused_data:
        raise NotAList("the bits do not fit the size")
    return bits


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _moment(text: str) -> datetime:
    if not isinstance(text, str) or len(text) != 20:
        raise NotAList("a time is malformed")
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
