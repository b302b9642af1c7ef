"""References that notice a typing mistake, and codes by which a person without account opens their own record. Pure.

A reference is told to anybody; the code is a secret of 60 random bits, of which only a digest is stored.
"""

from __future__ import annotations

import hashlib
import hmac

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
REFERENCE_BITS, CODE_BITS = 35, 60
# scrypt: 16 MiB and some 50 ms a try. With 60 random bits and a pepper outside the database this is ample.
COST = {"n": 2**14, "r": 8, "p": 1}


def _double(value: int) -> int:
    """Times x in the field of 32 elements (x⁵ + x² + 1)."""
    value <<= 1
    return value ^ 0b100101 if value & 32 else value


def check_character(body: str) -> str:
    """The character that makes a reference whole: Σ dᵢ·xⁱ in GF(32).

    The powers of x differ for up to 31 places, so any single wrong character and any two swapped ones are noticed.
    """
    total = 0
    for character in body:
        total = _double(total ^ ALPHABET.index(character))
    return ALPHABET[total]


def reference_from(prefix: str, random: int) -> str:
    """``WP-7K3M-Q9XC`` from 35 random bits: seven characters and one that checks them. Says nothing about order."""
    body = "".join(ALPHABET[random >> shift & 31] for shift in range(30, -5, -5))
    return f"{prefix}-{body[:4]}-{body[4:]}{check_character(body)}"


def read_reference(prefix: str, text: str) -> str | None:
    """The reference that somebody typed, in its written form; None when a character is wrong or missing."""
    plain = "".join(c for c in text.upper() if c.isalnum())
    plain = plain.removeprefix(prefix).translate(ALIKE)
    if len(plain) != 8 or any(c not in ALPHABET for c in plain) or check_character(plain[:7]) != plain[7]:
        return None
    return f"{prefix}-{plain[:4]}-{plain[4:]}"


def code_from(random: int) -> str:
    """``7K3M-Q9XC-2TFD`` from 60 random bits."""
    text = "".join(ALPHABET[random >> shift & 31] for shift in range(55, -5, -5))
    return "-".join((text[:4], text[4:8], text[8:]))


def read_code(text: str) -> str:
    """A code as typed, in its written form as far as possible; never fails, so that wrong ones cost the same."""
    plain = "".join(c for c in text.upper()[:100] if c.isalnum()).translate(ALIKE)
    return "-".join((plain[:4], plain[4:8], plain[8:]))


def code_digest(use: str, reference: str, code: str, pepper: bytes) -> str:
    """What is stored instead of a code. The salt comes from the reference and a secret outside the database, so it can be
    worked out before anything is looked up: a reference that does not exist costs the same as a wrong code."""
    salt = hmac.digest(pepper, f"{use}.code:{reference}".encode(), "sha256")
    return hashlib.scrypt(read_code(code).encode(), salt=salt, dklen=32, **COST).hex()


def mark(use: str, kind: str, value: str, pepper: bytes) -> str:
    """A keyed digest under which attempts are counted; from it nobody learns the reference or the address."""
    return hmac.new(pepper, f"{use}.try:{kind}:{value}".encode(), "sha256").hexdigest()


def marks(use: str, reference: str, address: str, pepper: bytes) -> list[str]:
    """The marks of an attempt: of the reference, of both, of the address."""
    return [
        mark(use, "reference", reference, pepper),
        mark(use, "both", f"{reference}:{address}", pepper),
        mark(use, "address", address, pepper),
    ]
