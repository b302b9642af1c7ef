"""Files that only the holder of the recovery key can read: X25519, HKDF-SHA256, ChaCha20-Poly1305 in chunks.

Layout: one line of JSON (the header), then chunks: 4 bytes of length, ciphertext with its 16-byte tag. The nonce of a
chunk is its number (11 bytes) and whether it is the last (1 byte); the header is associated data of every chunk. So
nothing can be changed, reordered, left out or cut off without being noticed, and no chunk is given out before its tag
held.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sapar.node.errors import NodeError

FORMAT = "sapar-sealed/1"
CHUNK = 1 << 20
PREFIX = "SAPAR-RECOVERY"


class SealedFileError(NodeError):
    """The file or the key is not what it should be; the text says which."""


# ------------------------------------------------------------------------------------------------ recovery key


def new_recovery_key() -> tuple[str, bytes]:
    """A recovery key to be written down (groups of base32 with a checksum), and its public half (32 bytes)."""
    key = X25519PrivateKey.generate()
    raw = key.private_bytes_raw()
    text = base64.b32encode(raw + hashlib.sha256(raw).digest()[:3]).decode().rstrip("=")
    return "-".join([PREFIX, *(text[i : i + 4] for i in range(0, len(text), 4))]), key.public_key().public_bytes_raw()


def read_recovery_key(text: str) -> X25519PrivateKey:
    """The key from its written form; case, blanks and line ends do not matter. Raises ``SealedFileError``."""
    letters = "".join(text.split()).upper().removeprefix(PREFIX).replace("-", "")
    try:
        raw = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except ValueError:
        raise SealedFileError("this is not a recovery key: it has letters that none has") from None
    if len(raw) != 35 or hashlib.sha256(raw[:32]).digest()[:3] != raw[32:]:
        raise SealedFileError("this recovery key has a slip of the pen: its checksum does not fit")
    return X25519PrivateKey.from_private_bytes(raw[:32])


def name_of(public: bytes) -> str:
    """A short name of a recovery key, from its public half."""
    return hashlib.sha256(public).hexdigest()[:16]


def _cipher(shared: bytes, ephemeral: bytes, recipient: bytes) -> ChaCha20Poly1305:
    derived = HKDF(SHA256(), 32, salt=ephemeral + recipient, info=FORMAT.encode()).derive(shared)
    return ChaCha20Poly1305(derived)


# ------------------------------------------------------------------------------------------------ writing, reading


def write(file: IO[bytes], public: bytes, about: dict[str, Any], content: Iterable[bytes]) -> None:
    """Seal ``content`` to ``public``. ``about`` stands in the header, readable by everybody."""
    ephemeral = X25519PrivateKey.generate()
    sender = ephemeral.public_key().public_bytes_raw()
    cipher = _cipher(ephemeral.exchange(X25519PublicKey.from_public_bytes(public)), sender, public)
    head = {"format": FORMAT, **about, "recipient": name_of(public), "sender": sender.hex()}
    line = (json.dumps(head, sort_keys=True) + "\n").encode()
    file.write(line)
    for number, (chunk, last) in enumerate(_marked(_even(content))):
        box = cipher.encrypt(number.to_bytes(11, "big") + bytes([last]), chunk, line)
        file.write(len(box).to_bytes(4, "big") + box)


def _even(content: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for piece in content:
        held += piece
        while len(held) >= CHUNK:
            yield bytes(held[:CHUNK])
            del held[:CHUNK]
    yield bytes(held)


def _marked(chunks: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    before = next(chunks)
    for chunk in chunks:
        yield before, False
        before = chunk
    yield before, True


def read_header(file: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    """The header and its line. Raises ``SealedFileError``."""
    line = file.readline(65536)
    try:
        head = json.loads(line)
        known = head["format"] == FORMAT and len(bytes.fromhex(head["sender"])) == 32 and bool(head["recipient"])
    except (ValueError, KeyError, TypeError):
        known = False
    if not known:
        raise SealedFileError("this is no file that `sapar backup` of this version wrote, or its first line is damaged")
    return head, line


def read(file: IO[bytes], key: X25519PrivateKey) -> Iterator[bytes]:
    """The content, chunk by chunk, each given out only after its tag held. Raises ``SealedFileError``."""
    head, line = read_header(file)
    public = key.public_key().public_bytes_raw()
    if head["recipient"] != name_of(public):
        raise SealedFileError(f"the file is for the recovery key {head['recipient']}, this one is {name_of(public)}")
    sender = bytes.fromhex(head["sender"])
    cipher = _cipher(key.exchange(X25519PublicKey.from_public_bytes(sender)), sender, public)
    number, size = 0, file.read(4)
    while True:
        length = int.from_bytes(size, "big")
        box = file.read(length) if len(size) == 4 else b""
        if len(box) != length:
            raise SealedFileError(f"the file is damaged or cut off (part {number + 1})")
        following = file.read(4)
        last = not following
        try:
            yield cipher.decrypt(number.to_bytes(11, "big") + bytes([last]), box, line)
        except InvalidTag:
            raise SealedFileError(f"the file is damaged or cut off (part {number + 1})") from None
        if last:
            return
        number, size = number + 1, following
