"""Signed tree heads: what a node commits to, and what leaves it.

A head says: at this time the log of this node had ``size`` entries and this root. It is signed with ES256 (ECDSA P-256,
SHA-256, raw r||s) by a key outside the database. Signed bytes: RFC 8785 JSON of ``at``, ``format`` (``sapar-head/1``),
``node``, ``root`` (hex), ``size``. The key is named by ``kid``, the first 16 hexadecimal digits of the SHA-256 of its
SubjectPublicKeyInfo (DER).

Two spellings: JSON, and a short line for receipts, ``size.root.at.kid.sig`` with the time as
``YYYYMMDDTHHMMSSffffffZ`` and the signature in base64url without padding (the node's name is known to the reader).
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sapar.kernel.ledger.body import is_digest, nfc, parse_utc, utc_text
from sapar.standards import jcs

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import (
        EllipticCurvePrivateKey,
        EllipticCurvePublicKey,
    )

FORMAT = "sapar-head/1"
_SHORT = re.compile(r"(\d{1,15})\.([0-9a-f]{64})\.(\d{8}T\d{12}Z)\.([0-9a-f]{16})\.([A-Za-z0-9_-]{86})", re.ASCII)


class HeadError(ValueError):
    """The text is not a tree head, or a key file holds no P-256 key."""


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A signed tree head: ``root`` 32 bytes, ``sig`` 64 bytes r||s, ``at`` aware UTC."""

    node: str
    size: int
    root: bytes
    at: datetime
    kid: str
    sig: bytes

    def as_json(self) -> dict[str, Any]:
        """The head as a JSON object."""
        return {
            "node": self.node,
            "size": self.size,
            "root": self.root.hex(),
            "at": utc_text(self.at),
            "kid": self.kid,
            "sig": _b64(self.sig),
        }

    def as_short(self) -> str:
        """The line for a receipt: ``size.root.at.kid.sig``."""
        moment = utc_text(self.at).translate(_NO_MARKS)
        return f"{self.size}.{self.root.hex()}.{moment}.{self.kid}.{_b64(self.sig)}"


_NO_MARKS = str.maketrans("", "", "-:.")


def head_bytes(size: int, root: bytes, at: datetime, node: str) -> bytes:
    """The bytes that are signed for a head."""
    if size < 0 or len(root) != 32:
        raise HeadError("a head has a size and a root of 32 bytes")
    return jcs.canonical_plain(
        {"format": FORMAT, "node": nfc(node), "size": size, "root": root.hex(), "at": utc_text(at)}
    )


def sign_head(key: EllipticCurvePrivateKey, *, size: int, root: bytes, at: datetime, node: str) -> SignedHead:
    """Sign a head with a P-256 key (see :func:`load_private_key`)."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    r, s = decode_dss_signature(key.sign(head_bytes(size, root, at, node), ec.ECDSA(hashes.SHA256())))
    sig = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    return SignedHead(nfc(node), size, root, at, key_id(key.public_key()), sig)


def verify_head(head: SignedHead, keys: Mapping[str, EllipticCurvePublicKey]) -> bool:
    """Whether the head is signed by the key it names among ``keys`` (kid → public key)."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    key = keys.get(head.kid)
    if key is None or len(head.sig) != 64:
        return False
    der = encode_dss_signature(int.from_bytes(head.sig[:32], "big"), int.from_bytes(head.sig[32:], "big"))
    try:
        key.verify(der, head_bytes(head.size, head.root, head.at, head.node), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def head_from_json(value: object, node: str = "") -> SignedHead:
    """Read a head object; ``node`` fills in where the object does not name it. Raises ``HeadError``."""
    if not isinstance(value, dict):
        raise HeadError("a head is a JSON object")
    if not {"size", "root", "at", "kid", "sig"} <= set(value) <= {"node", "size", "root", "at", "kid", "sig"}:
        raise HeadError("a head has size, root, at, kid, sig and may name its node")
    size, name = value["size"], value.get("node", node)
    texts = [name, value["root"], value["at"], value["kid"], value["sig"]]
    if type(size) is not int or not 0 <= size <= jcs.MAX_INTEGER or not all(isinstance(text, str) for text in texts):
        raise HeadError("a field of the head has the wrong type")
    if not is_digest(value["root"]) or not re.fullmatch(r"[0-9a-f]{16}", value["kid"], re.ASCII):
        raise HeadError("root or kid of the head is malformed")
    try:
        at = parse_utc(value["at"])
    except ValueError as error:
        raise HeadError("the time of the head is malformed") from error
    return SignedHead(name, size, bytes.fromhex(value["root"]), at, value["kid"], _unb64(value["sig"]))


def head_from_short(text: str, node: str) -> SignedHead:
    """Read the short line of a receipt: alone and perhaps wrapped, or whole among other text. Raises ``HeadError``."""
    match = _SHORT.fullmatch("".join(text.split())) or _SHORT.search(text)
    if not match:
        raise HeadError("not a head in short form (size.root.at.kid.sig)")
    size, root, at, kid, sig = match.groups()
    moment = f"{at[:4]}-{at[4:6]}-{at[6:11]}:{at[11:13]}:{at[13:15]}.{at[15:21]}Z"
    return head_from_json({"size": int(size), "root": root, "at": moment, "kid": kid, "sig": sig}, node)


def key_id(key: EllipticCurvePublicKey) -> str:
    """First 16 hexadecimal digits of the SHA-256 of the key's SubjectPublicKeyInfo."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    spki = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return sha256(spki).hexdigest()[:16]


def new_key() -> bytes:
    """A new P-256 private key as unencrypted PKCS #8 PEM."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def public_pem(key: EllipticCurvePrivateKey) -> bytes:
    """The public half as PEM, for verifiers' key folders."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def load_private_key(pem: bytes) -> EllipticCurvePrivateKey:
    """A P-256 private key from PEM. Raises ``HeadError``."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(pem, None)
    except (ValueError, TypeError) as error:
        raise HeadError("not a private key in PEM") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise HeadError("tree heads are signed with P-256")
    return key


def load_public_key(pem: bytes) -> EllipticCurvePublicKey:
    """A P-256 public key from PEM (a bare key or a certificate). Raises ``HeadError``."""
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        is_certificate = b"BEGIN CERTIFICATE" in pem
        key = x509.load_pem_x509_certificate(pem).public_key() if is_certificate else load_pem_public_key(pem)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise HeadError("not a public key in PEM") from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise HeadError("tree heads are signed with P-256")
    return key


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _unb64(text: str) -> bytes:
    """64 bytes of a signature from base64url without padding, in its one canonical spelling."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{86}", text, re.ASCII):
        raise HeadError("a signature is 86 characters of base64url")
    data = base64.urlsafe_b64decode(text + "==")
    if _b64(data) != text:
        raise HeadError("a signature is 86 characters of base64url")
    return data
