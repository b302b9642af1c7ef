"""Making seals, and the keys and certificates behind them.

A node makes the key of its Barcode Signer and a certificate request for its State's country signing authority (CSCA).
An authority of our own exists for demonstrations and tests only: country ``UT`` (Utopia), and it says so in its name.
Signer certificates follow the VDS-NC report: subject of country and common name, extended key usage for seals, document
types, authority key identifier, and no other extension.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID, ObjectIdentifier

from sapar.standards import jcs
from sapar.standards.seals import der, document, raw_ecdsa
from sapar.standards.seals.certificate import EKU_VDSNC, OID_DOCUMENT_TYPES
from sapar.standards.seals.permit import Permit, signed_bytes, write_body, write_text

SPECIMEN_COUNTRY = "UT"
SPECIMEN_NAME = "SPECIMEN Country Signing Authority"


def new_key() -> bytes:
    """A new P-256 private key as unencrypted PKCS #8 PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def load_key(pem: bytes) -> EllipticCurvePrivateKey:
    """A P-256 private key from PEM. Raises ``ValueError``."""
    try:
        key = load_pem_private_key(pem, None)
    except TypeError as error:
        raise ValueError("the key is encrypted") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("a seal signer's key is P-256")
    return key


def key_id(key: EllipticCurvePublicKey) -> str:
    """First 16 hexadecimal digits of the SHA-256 of the SubjectPublicKeyInfo: the ``kid`` of permit seals."""
    return sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()[:16]


def certificate_request(key: EllipticCurvePrivateKey, *, country: str, name: str, types: Iterable[str]) -> bytes:
    """A certificate request (PEM) for the State's authority: subject C and CN, and the extensions wanted."""
    builder = x509.CertificateSigningRequestBuilder().subject_name(_name(country, name))
    for extension in _signer_extensions(types):
        builder = builder.add_extension(extension, critical=False)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)


def specimen_authority(key: EllipticCurvePrivateKey, *, now: datetime, days: int = 3650) -> bytes:
    """A self-signed country signing authority of Utopia (PEM), for demonstrations and tests."""
    name = _name(SPECIMEN_COUNTRY, SPECIMEN_NAME)
    public = key.public_key()
    builder = _certificate(name, name, public, now, now + timedelta(days=days))
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)


def issue_signer(
    authority_key: EllipticCurvePrivateKey,
    authority: bytes,
    request: bytes,
    *,
    types: Iterable[str],
    now: datetime,
    days: int = 1825,
) -> bytes:
    """A Barcode Signer certificate (PEM) for a request (PEM), by an authority (PEM). Raises ``ValueError``.

    The extensions are the authority's decision: those of the request are not copied.
    """
    asked = x509.load_pem_x509_csr(request)
    public = asked.public_key()
    if not asked.is_signature_valid or not isinstance(public, ec.EllipticCurvePublicKey):
        raise ValueError("the request is not signed by its own elliptic-curve key")
    issuer = x509.load_pem_x509_certificate(authority)
    builder = _certificate(asked.subject, issuer.subject, public, now, now + timedelta(days=days))
    for extension in _signer_extensions(types):
        builder = builder.add_extension(extension, critical=False)
    identifier = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    builder = builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False
    )
    return builder.sign(authority_key, hashes.SHA256()).public_bytes(Encoding.PEM)


def issue_crl(
    authority_key: EllipticCurvePrivateKey,
    authority: bytes,
    *,
    now: datetime,
    next_update: datetime,
    number: int,
    revoked: Iterable[int] = (),
) -> bytes:
    """A certificate revocation list (DER) of an authority (PEM) over the serial numbers revoked."""
    issuer = x509.load_pem_x509_certificate(authority)
    identifier = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.subject)
        .last_update(now)
        .next_update(next_update)
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False)
    )
    for serial in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(now).build()
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(authority_key, hashes.SHA256()).public_bytes(Encoding.DER)


def seal_permit(key: EllipticCurvePrivateKey, permit: Permit) -> str:
    """The text of a permit seal. Raises ``ValueError`` naming the field that does not fit."""
    body = write_body(permit, key_id(key.public_key()))
    return write_text(body, raw_ecdsa.sign(key, signed_bytes(body)))


def seal_document(key: EllipticCurvePrivateKey, said: document.Document) -> str:
    """The text of a document seal. Raises ``ValueError`` naming the field that does not fit."""
    body = document.write_body(said, key_id(key.public_key()))
    return document.write_text(body, raw_ecdsa.sign(key, document.signed_bytes(body)))


def seal_vdsnc(
    key: EllipticCurvePrivateKey,
    certificate: bytes,
    *,
    kind: str,
    issuer: str,
    message: Mapping[str, Any],
    version: int = 1,
) -> str:
    """A VDS-NC seal (JSON text, keys sorted) over a message; ``certificate`` is the signer's, in DER.

    Raises ``JsonError`` if the message has no canonical form.
    """
    data = {"hdr": {"t": kind, "v": version, "is": issuer}, "msg": dict(message)}
    canonical = jcs.canonical(data)
    signature = {"alg": "ES256", "cer": _b64(certificate), "sigvl": _b64(raw_ecdsa.sign(key, canonical))}
    return f'{{"data":{canonical.decode()},"sig":{json.dumps(signature, separators=(",", ":"))}}}'


def _certificate(
    subject: x509.Name, issuer: x509.Name, public: EllipticCurvePublicKey, first: datetime, last: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(first)
        .not_valid_after(last)
    )


def _signer_extensions(types: Iterable[str]) -> tuple[x509.ExtensionType, ...]:
    listed = der.encode(der.SET, *sorted(der.encode(0x13, kind.encode("ascii")) for kind in types))
    document_types = der.encode(der.SEQUENCE, der.encode(der.INTEGER, b"\x00"), listed)
    return (
        x509.ExtendedKeyUsage([ObjectIdentifier(EKU_VDSNC)]),
        x509.UnrecognizedExtension(ObjectIdentifier(OID_DOCUMENT_TYPES), document_types),
    )


def _name(country: str, name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, country), x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _b64(data: bytes) -> str:
    import base64

    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
