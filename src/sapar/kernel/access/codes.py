"""One-time codes that open a new account: how they look, how they are compared. Pure."""

from __future__ import annotations

import base64
from datetime import timedelta
from hashlib import sha256

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no letter that reads like a digit
ENTROPY = 10  # bytes: 80 bits, 16 characters
LIFE = timedelta(hours=72)

_PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_WRITE = str.maketrans(_PLAIN, ALPHABET)
_READ = str.maketrans("oil", "011")


def invitation_code(entropy: bytes) -> str:
    """Ten random bytes as ``xxxx-xxxx-xxxx-xxxx``. Raises ValueError for another length."""
    if len(entropy) != ENTROPY:
        raise ValueError(f"{ENTROPY} bytes make a code")
    text = base64.b32encode(entropy).decode().translate(_WRITE)
    return "-".join(text[place : place + 4] for place in range(0, 16, 4))


def plain(code: str) -> str:
    """What somebody typed, without blanks and hyphens, with letters that were taken for digits put right."""
    return "".join(code.split()).replace("-", "").lower().translate(_READ)


def invitation_digest(code: str) -> str:
    """Hex digest under which a code is stored. 80 random bits need no slow hash: nobody can try them all."""
    return sha256(f"sapar-invitation/1:{plain(code)}".encode()).hexdigest()
