"""Encryption of what lies in the database: AES-256-GCM under a node key that is a file beside it.

A box is ``0x01 · key id (8 bytes) · nonce (12 bytes) · ciphertext with its 16-byte tag``. The associated data bind it
to one place: a box that is moved to another record, or changed by one bit, does not open. The key id is the first 8
bytes of the SHA-256 of the key. ``attachments.key`` is the key in use; keys that were replaced stay beside it as
``attachments-<any name>.key``, so that older boxes still open.

This protects a copied database or back-up, not a node whose own account was taken over.
"""

from __future__ import annotations

import os
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from sapar.kernel.errors import Unavailable

log = structlog.get_logger(__name__)

FILE = "attachments.key"
VERSION = b"\x01"
KEY_ID, NONCE, HEAD = 8, 12, 21


class Damaged(Unavailable):
    """What is stored is not what was put there: changed, moved, or under a key that is lost."""

    default_code = "damaged"


def make(folder: Path) -> None:
    """Make the key in ``folder`` unless it is there; 32 random bytes, readable by their owner only."""
    path = folder / FILE
    if path.exists():
        return
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(os.urandom(32))
        file.flush()
        os.fsync(file.fileno())


@lru_cache(maxsize=8)
def _read(path: Path, _stamp: int) -> bytes:
    key = path.read_bytes()
    if len(key) != 32:
        raise Unavailable(code="key_malformed")
    return key


def _current() -> bytes:
    path = Path(settings.SAPAR_KEYS) / FILE
    try:
        return _read(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        log.error("attachment_key_missing")
        raise Unavailable(code="key_missing") from None


def _find(wanted: bytes) -> bytes | None:
    """The current key or one that was replaced."""
    folder = Path(settings.SAPAR_KEYS)
    for path in [folder / FILE, *sorted(folder.glob("attachments-*.key"))]:
        if path.exists():
            key = _read(path, path.stat().st_mtime_ns)
            if _id(key) == wanted:
                return key
    return None


def _id(key: bytes) -> bytes:
    return sha256(key).digest()[:KEY_ID]


def current_key_id() -> str:
    """16 hexadecimal digits that name the key in use. Raises Unavailable when the node has no key."""
    return _id(_current()).hex()


def seal(plain: bytes, bound_to: str) -> bytes:
    """Encrypt; ``bound_to`` says where the box belongs. Raises Unavailable when the node has no key."""
    key = _current()
    head, nonce = VERSION + _id(key), os.urandom(NONCE)
    return head + nonce + AESGCM(key).encrypt(nonce, plain, head + bound_to.encode())


def open_box(box: bytes, bound_to: str) -> bytes:
    """Decrypt; raises Damaged when box or place are not the ones that were sealed together."""
    if len(box) < HEAD + 16 or box[:1] != VERSION:
        raise Damaged()
    key = _find(box[1 : 1 + KEY_ID])
    if key is None:
        raise Damaged(code="key_missing")
    try:
        return AESGCM(key).decrypt(box[1 + KEY_ID : HEAD], box[HEAD:], box[: 1 + KEY_ID] + bound_to.encode())
    except InvalidTag:
        raise Damaged() from None
