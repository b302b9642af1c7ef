"""ECDSA signatures as raw r||s (IEEE P1363), the way seals carry them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey

# Algorithm → schemes object (made once) and the key sizes that go with it (512: brainpoolP512r1).
ALGORITHMS = {
    "ES224": (ec.ECDSA(hashes.SHA224()), (224,)),
    "ES256": (ec.ECDSA(hashes.SHA256()), (256,)),
    "ES384": (ec.ECDSA(hashes.SHA384()), (384,)),
    "ES512": (ec.ECDSA(hashes.SHA512()), (521, 512)),
}
# Binary seals name no algorithm: the hash goes with the size of the key (ICAO Doc 9303-13).
BY_KEY_SIZE = {size: name for name, (_, sizes) in ALGORITHMS.items() for size in sizes}


def verify(key: EllipticCurvePublicKey, signature: bytes, data: bytes, algorithm: str = "ES256") -> bool:
    """Whether the raw signature over ``data`` is the key's; false also for a key or length that does not fit."""
    scheme, sizes = ALGORITHMS[algorithm]
    bits = key.key_size
    half = (bits + 7) // 8
    if bits not in sizes or len(signature) != 2 * half:
        return False
    r, s = int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")
    try:
        key.verify(encode_dss_signature(r, s), data, scheme)
    except InvalidSignature:
        return False
    return True


def sign(key: EllipticCurvePrivateKey, data: bytes, algorithm: str = "ES256") -> bytes:
    """Raw signature over ``data``. Raises ``ValueError`` if the key does not fit the algorithm."""
    scheme, sizes = ALGORITHMS[algorithm]
    if key.key_size not in sizes:
        raise ValueError("the key does not fit the algorithm")
    half = (key.key_size + 7) // 8
    r, s = decode_dss_signature(key.sign(data, scheme))
    return r.to_bytes(half, "big") + s.to_bytes(half, "big")
