"""Master lists made and signed here, by RFC 5652 and Doc 9303-12, and directory files that carry them."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import new as new_hash
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from tests.standards.seals.seal_makers import NOW, START, Authority

from sapar.standards.seals import der
from sapar.standards.seals.trust import unwrap

MASTER_LIST, SIGNED_DATA = "2.23.136.1.1.2", "1.2.840.113549.1.7.2"
SHA256 = "2.16.840.1.101.3.4.2.1"


def oid(text: str) -> bytes:
    """DER of an object identifier."""
    first, second, *rest = map(int, text.split("."))
    out = bytearray()
    for arc in (40 * first + second, *rest):
        some = [arc & 0x7F]
        while arc := arc >> 7:
            some.append(0x80 | arc & 0x7F)
        out += bytes(reversed(some))
    return der.encode(der.OID, bytes(out))


def algorithm(kind: str, *, null: bool = False) -> bytes:
    return der.encode(der.SEQUENCE, oid(kind), *([b"\x05\x00"] if null else []))


def list_signer(
    authority: Authority,
    key: Any,
    *,
    usage: str = "2.23.136.1.1.3",
    start: datetime = START,
    days: int = 400,
    serial: int = 77,
) -> bytes:
    """A certificate for signing master lists, DER."""
    issuer = x509.load_pem_x509_certificate(authority.pem)
    identifier = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "UT"),
            x509.NameAttribute(NameOID.COMMON_NAME, "SPECIMEN list signer"),
        ]
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer.subject)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=days))
        .add_extension(x509.ExtendedKeyUsage([x509.ObjectIdentifier(usage)]), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False)
    )
    return builder.sign(authority.key, hashes.SHA256()).public_bytes(Encoding.DER)


def master_list(
    entries: Sequence[bytes],
    key: Any,
    signer: bytes,
    *,
    inside: Sequence[bytes] | None = None,
    signed_at: datetime | None = NOW - timedelta(days=1),
    content_type: str = MASTER_LIST,
    by_key_identifier: bool = False,
    signatures: int = 1,
    over: bytes | None = None,
    digest_kind: str = SHA256,
) -> bytes:
    """A signed list of these certificates. ``inside``: sent along, else the signer's. ``over``: other content is signed."""
    content = der.encode(der.SEQUENCE, b"\x02\x01\x00", der.encode(der.SET, *sorted(entries)))
    digest = new_hash("sha256", content if over is None else over).digest()
    attributes = [
        der.encode(der.SEQUENCE, oid("1.2.840.113549.1.9.3"), der.encode(der.SET, oid(content_type))),
        der.encode(
            der.SEQUENCE, oid("1.2.840.113549.1.9.4"), der.encode(der.SET, der.encode(der.OCTET_STRING, digest))
        ),
    ]
    if signed_at is not None:
        when = der.encode(der.UTC_TIME, signed_at.strftime("%y%m%d%H%M%SZ").encode())
        attributes.append(der.encode(der.SEQUENCE, oid("1.2.840.113549.1.9.5"), der.encode(der.SET, when)))
    attributes.sort()
    signed = der.encode(der.SET, *attributes)
    if isinstance(key, rsa.RSAPrivateKey):
        # As most signers write it: the key's kind alone, the hash beside it.
        signature, kind = (
            key.sign(signed, padding.PKCS1v15(), hashes.SHA256()),
            algorithm("1.2.840.113549.1.1.1", null=True),
        )
    else:
        signature, kind = key.sign(signed, ec.ECDSA(hashes.SHA256())), algorithm("1.2.840.10045.4.3.2")
    theirs = x509.load_der_x509_certificate(signer)
    if by_key_identifier:
        identifier = der.encode(0x80, x509.SubjectKeyIdentifier.from_public_key(key.public_key()).digest)
    else:
        number = theirs.serial_number.to_bytes(theirs.serial_number.bit_length() // 8 + 1, "big")
        identifier = der.encode(der.SEQUENCE, theirs.issuer.public_bytes(), der.encode(der.INTEGER, number))
    info = der.encode(
        der.SEQUENCE,
        b"\x02\x01\x01",
        identifier,
        algorithm(digest_kind),
        der.encode(0xA0, *attributes),
        kind,
        der.encode(der.OCTET_STRING, signature),
    )
    data = der.encode(
        der.SEQUENCE,
        b"\x02\x01\x03",
        der.encode(der.SET, algorithm(digest_kind)),
        der.encode(der.SEQUENCE, oid(content_type), der.encode(0xA0, der.encode(der.OCTET_STRING, content))),
        der.encode(0xA0, *([signer] if inside is None else inside)),
        der.encode(der.SET, *([info] * signatures)),
    )
    return der.encode(der.SEQUENCE, oid(SIGNED_DATA), der.encode(0xA0, data))


def directory(*values: tuple[str, bytes], line: int = 76) -> bytes:
    """An LDIF file with an entry for each value, lines folded as directories fold them."""
    out = ["version: 1", "# a comment", " that goes on", ""]
    for number, (attribute, value) in enumerate(values):
        out += [f"dn: cn={number},o=ml,c=UT,dc=data,dc=download,dc=pkd,dc=icao,dc=int", "objectClass: top"]
        text = f"{attribute}:: {base64.b64encode(value).decode()}"
        out.append(text[:line])
        out += [f" {text[at : at + line - 1]}" for at in range(line, len(text), line - 1)]
        out.append("")
    return "\n".join(out).encode()


def authority_der(authority: Authority) -> bytes:
    return unwrap(authority.pem)
