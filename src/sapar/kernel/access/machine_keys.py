"""What machines prove themselves with: how a secret looks, how it is stored, what a proxy says of a certificate. Pure."""

from __future__ import annotations

import base64
import binascii
import re
from datetime import timedelta
from hashlib import sha256
from urllib.parse import unquote

ENTROPY = 32  # bytes: nobody can try them all, so the stored digest needs no slow hash
PREFIX = "sapar_"  # lets scanners of source code find a secret that was published by mistake
SECRET, CERTIFICATE = "secret", "certificate"
LONGEST_LIFE = timedelta(days=400)
MOST_KEYS = 4  # of a machine at a time: the present one, its successor, and a certificate beside each
FEWEST_CALLS, MOST_CALLS = 1, 6000
LONGEST_HEADER = 20_000

_HEX = re.compile(r"[0-9a-f]{64}")
_PEM = re.compile(r"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", re.DOTALL)


def secret_text(entropy: bytes) -> str:
    """Thirty-two random bytes as the secret that is shown once. Raises ValueError for another length."""
    if len(entropy) != ENTROPY:
        raise ValueError(f"{ENTROPY} bytes make a secret")
    return PREFIX + base64.urlsafe_b64encode(entropy).decode().rstrip("=")


def secret_digest(secret: str) -> str:
    """Hex digest under which a secret is stored."""
    return sha256(f"sapar-machine/1:{secret.strip()}".encode()).hexdigest()


def fingerprint(text: str) -> str:
    """The hex SHA-256 that somebody typed, with colons or blanks as tools print it; empty if it is none."""
    plain = "".join(text.split()).replace(":", "").lower()
    return plain if _HEX.fullmatch(plain) else ""


def fingerprint_of_header(value: str) -> str:
    """The certificate's SHA-256 from what a proxy hands over; empty if it cannot be read.

    Read are: the digest itself (HAProxy ``sha256,hex``), a PEM certificate with percent signs (nginx
    ``$ssl_client_escaped_cert``) or with blanks for line ends, base64 of the DER form, and RFC 9440 (``:base64:``).
    """
    if not value or len(value) > LONGEST_HEADER:
        return ""
    if typed := fingerprint(value):
        return typed
    text = unquote(value) if "%" in value else value
    pem = _PEM.search(text)
    body = "".join((pem[1] if pem else text).split()).strip(":")
    try:
        der = base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        return ""
    # A certificate is a DER sequence: anything else would give everybody who can send that the same digest.
    return sha256(der).hexdigest() if len(der) > 64 and der[0] == 0x30 else ""
