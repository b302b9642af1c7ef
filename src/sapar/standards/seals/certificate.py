"""Certificates and revocation lists of seal signers, as far as ICAO Doc 9303-12 and the VDS-NC report need them.

The fields are read by our own DER reader, always: real issuers write ``ecdsa-with-SHA256`` with a NULL parameter, as
the VDS-NC specification's own example does, truths as 1, or curves by their numbers, and ``cryptography`` refuses those
certificates whole. What breaks the encoding rules
is marked ``nonconformant``, never trusted more or less for it: every check of the chain is done all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha1, sha256
from typing import TYPE_CHECKING, Any

from sapar.standards.seals import curves, der
from sapar.standards.seals.der import DerError, Item

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

EKU_VDSNC = "2.23.136.1.1.14.2"
OID_DOCUMENT_TYPES = "2.23.136.1.1.6.2"
OID_EKU, OID_AKI, OID_SKI, OID_BASIC, OID_USAGE = "2.5.29.37", "2.5.29.35", "2.5.29.14", "2.5.29.19", "2.5.29.15"
_COUNTRY = "2.5.4.6"
# Understood, or harmless to leave aside: policies, alternative names, CRL distribution, private key usage period.
_KNOWN = frozenset({OID_DOCUMENT_TYPES, OID_EKU, OID_AKI, OID_SKI, OID_BASIC, OID_USAGE, "2.5.29.32", "2.5.29.17"}) | {
    "2.5.29.18",
    "2.5.29.31",
    "2.5.29.16",
}
_HASHES = {
    "2.16.840.1.101.3.4.2.1": "SHA256",
    "2.16.840.1.101.3.4.2.2": "SHA384",
    "2.16.840.1.101.3.4.2.3": "SHA512",
}
_RSA = {"1.2.840.113549.1.1.11": "SHA256", "1.2.840.113549.1.1.12": "SHA384", "1.2.840.113549.1.1.13": "SHA512"}
_ECDSA = {"1.2.840.10045.4.3.2": "SHA256", "1.2.840.10045.4.3.3": "SHA384", "1.2.840.10045.4.3.4": "SHA512"}
_PSS = "1.2.840.113549.1.1.10"
# What a signature turned out to be; UNSUPPORTED: of a kind, or by a key, that cannot be checked here.
GOOD, BAD, UNSUPPORTED = "good", "bad", "unsupported"
# Larger ones are no authority's, and would make checking slow.
_RSA_BITS, _EXPONENT_BITS = 8192, 64
# Of an entry of a revocation list: why, since when; anything else that is critical changes what the entry means.
_KNOWN_OF_ENTRIES = frozenset({"2.5.29.21", "2.5.29.24"})

Name = tuple[tuple[str, str], ...]


class UnknownCritical(DerError):
    """A revocation list demands something that is not understood: it may not be used."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What a certificate and a revocation list share: the signed bytes, the algorithm, the signature."""

    tbs: bytes
    algorithm: Item
    signature: bytes


@dataclass(frozen=True, slots=True)
class Certificate:
    """An X.509 certificate. Names are sequences of (attribute, text folded for comparison)."""

    der: bytes
    signed: Signed
    serial: int
    issuer: Name
    subject: Name
    not_before: datetime
    not_after: datetime
    spki: bytes
    ski: bytes | None
    aki: bytes | None
    eku: frozenset[str] | None
    document_types: frozenset[str] | None
    is_ca: bool
    may_sign: bool
    unknown_critical: bool
    nonconformant: bool
    says_usage: bool

    @property
    def country(self) -> str:
        """Country of the subject as two upper-case letters, or empty."""
        return next((value.upper() for kind, value in self.subject if kind == _COUNTRY), "")

    @property
    def kid(self) -> str:
        """First 16 hexadecimal digits of the SHA-256 of the SubjectPublicKeyInfo."""
        return sha256(self.spki).hexdigest()[:16]

    @property
    def key_identifier(self) -> bytes:
        """Subject key identifier, or the one that RFC 5280 §4.2.1.2 (1) derives from the key."""
        return self.ski or sha1(der.bits(der.items(der.read(self.spki).content)[1]), usedforsecurity=False).digest()


@dataclass(frozen=True, slots=True)
class Crl:
    """An X.509 certificate revocation list."""

    signed: Signed
    issuer: Name
    date: datetime
    next_update: datetime | None
    serials: frozenset[int]
    nonconformant: bool = False


def read_certificate(data: bytes) -> Certificate:
    """Read a certificate in DER. Raises ``DerError``."""
    signed, parts = _envelope(data)
    at = 0
    if parts[0].tag == 0xA0:
        if der.integer(der.read(parts[0].content)) != 2:
            raise DerError("not an X.509 version 3 certificate")
        at = 1
    if len(parts) < at + 6:
        raise DerError("a certificate has more fields")
    serial, algorithm, issuer, validity, subject, spki = parts[at : at + 6]
    if algorithm.whole != signed.algorithm.whole:
        raise DerError("two signature algorithms")
    times = der.items(validity.content)
    if len(times) != 2:
        raise DerError("validity has two times")
    found, unknown, loose = _extensions(parts[at + 6 :])
    der.bits(_two(spki, der.SEQUENCE)[1])
    usage = found.get(OID_USAGE)
    authority, odd = _optional(found.get(OID_BASIC), _is_ca) or (False, False)
    return Certificate(
        der=data,
        signed=signed,
        serial=der.integer(serial),
        issuer=read_name(issuer),
        subject=read_name(subject),
        not_before=der.moment(times[0]),
        not_after=der.moment(times[1]),
        spki=spki.whole,
        ski=_optional(found.get(OID_SKI), lambda value: der.read(value, der.OCTET_STRING).content),
        aki=_optional(found.get(OID_AKI), _authority_key),
        eku=_optional(found.get(OID_EKU), lambda value: frozenset(map(der.oid, _sequence(value)))),
        document_types=_optional(found.get(OID_DOCUMENT_TYPES), _document_types),
        is_ca=authority,
        may_sign=True if usage is None else _may_sign(usage),
        unknown_critical=unknown,
        nonconformant=_null_after_ecdsa(signed.algorithm) or loose or odd,
        says_usage=usage is not None,
    )


def read_crl(data: bytes) -> Crl:
    """Read a revocation list in DER. Raises ``DerError``; ``UnknownCritical`` for what it demands and is not understood."""
    signed, parts = _envelope(data)
    if parts and parts[0].tag == der.INTEGER:
        parts = parts[1:]
    if len(parts) < 3 or parts[0].whole != signed.algorithm.whole:
        raise DerError("not a revocation list")
    issuer, date, rest = read_name(parts[1]), der.moment(parts[2]), parts[3:]
    next_update = None
    if rest and rest[0].tag in (der.UTC_TIME, der.GENERALIZED_TIME):
        next_update, rest = der.moment(rest[0]), rest[1:]
    serials: set[int] = set()
    if rest and rest[0].tag == der.SEQUENCE:
        for entry in der.items(rest[0].content):
            fields = der.items(entry.content)
            if not fields:
                raise DerError("an empty entry")
            serials.add(der.integer(fields[0]))
            if len(fields) > 2 and _unknown_critical(der.items(fields[2].content), _KNOWN_OF_ENTRIES):
                raise UnknownCritical("a critical extension of an entry is not understood")
        rest = rest[1:]
    if _extensions(rest)[1]:
        raise UnknownCritical("a critical extension of the revocation list is not understood")
    return Crl(signed, issuer, date, next_update, frozenset(serials), _null_after_ecdsa(signed.algorithm))


def public_key(certificate: Certificate) -> PublicKeyTypes | None:
    """The key of a certificate, or ``None`` if its kind is not known here (a curve of its own, brainpoolP224r1)."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    for spki in (certificate.spki, curves.named(certificate.spki)):
        try:
            if spki is not None:
                return load_der_public_key(spki)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            continue
    return None


def is_signed_by(signed: Signed, authority: Certificate) -> bool:
    """Whether the authority's key made the signature (RSA PKCS #1 v1.5, RSA-PSS or ECDSA, with SHA-2)."""
    return signature_of(signed, authority) == GOOD


def signature_of(signed: Signed, authority: Certificate) -> str:
    """``GOOD``, ``BAD``, or ``UNSUPPORTED``: whether the authority's key made the signature, as far as that can be told."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

    key = public_key(authority)
    if isinstance(key, rsa.RSAPublicKey) and (
        key.key_size > _RSA_BITS or key.public_numbers().e.bit_length() > _EXPONENT_BITS
    ):
        return UNSUPPORTED
    try:
        kind = der.oid(der.items(signed.algorithm.content)[0])
        if isinstance(key, ec.EllipticCurvePublicKey) and kind in _ECDSA:
            key.verify(signed.signature, signed.tbs, ec.ECDSA(getattr(hashes, _ECDSA[kind])()))
        elif isinstance(key, rsa.RSAPublicKey) and kind in _RSA:
            key.verify(signed.signature, signed.tbs, padding.PKCS1v15(), getattr(hashes, _RSA[kind])())
        elif isinstance(key, rsa.RSAPublicKey) and kind == _PSS:
            wanted = _pss_hash(signed.algorithm)
            if not wanted:
                return UNSUPPORTED
            digest = getattr(hashes, wanted)()
            scheme = padding.PSS(padding.MGF1(digest), padding.PSS.AUTO)
            key.verify(signed.signature, signed.tbs, scheme, digest)
        else:
            return UNSUPPORTED
    except UnsupportedAlgorithm:
        return UNSUPPORTED
    except (InvalidSignature, ValueError, IndexError):
        return BAD
    return GOOD


def _envelope(data: bytes) -> tuple[Signed, list[Item]]:
    outer = der.items(der.read(data, der.SEQUENCE).content)
    if len(outer) != 3 or outer[0].tag != der.SEQUENCE or outer[1].tag != der.SEQUENCE:
        raise DerError("not a signed structure")
    parts = der.items(outer[0].content)
    if not parts:
        raise DerError("an empty structure")
    return Signed(outer[0].whole, outer[1], der.bits(outer[2])), parts


def _extensions(parts: list[Item]) -> tuple[dict[str, bytes], bool, bool]:
    """Extension values by identifier, whether a critical one is unknown, and whether a truth is not written as in DER."""
    found: dict[str, bytes] = {}
    unknown = loose = False
    for part in parts:
        if part.tag not in (0xA3, 0xA0):
            continue
        for extension in _sequence(part.content):
            kind, value, critical, odd = _extension(extension)
            if kind in found:
                raise DerError("an extension twice")
            found[kind] = value
            unknown |= critical and kind not in _KNOWN
            loose |= odd
    return found, unknown, loose


def _extension(item: Item) -> tuple[str, bytes, bool, bool]:
    fields = der.items(item.content)
    if len(fields) not in (2, 3) or fields[-1].tag != der.OCTET_STRING:
        raise DerError("not an extension")
    critical, odd = _truth(fields[1]) if len(fields) == 3 else (False, False)
    return der.oid(fields[0]), fields[-1].content, critical, odd


def _truth(item: Item) -> tuple[bool, bool]:
    """A BOOLEAN, and whether it is written otherwise than DER demands: any value but zero is true (X.690 §8.2.2)."""
    if item.tag != der.BOOLEAN or len(item.content) != 1:
        raise DerError("not a boolean")
    return item.content != b"\x00", item.content not in (b"\x00", b"\xff")


def _unknown_critical(extensions: list[Item], known: frozenset[str]) -> bool:
    return any(critical and kind not in known for kind, _value, critical, _odd in map(_extension, extensions))


def _sequence(data: bytes) -> list[Item]:
    return der.items(der.read(data, der.SEQUENCE).content)


def _two(item: Item, tag: int) -> list[Item]:
    fields = der.items(item.content)
    if item.tag != tag or len(fields) != 2:
        raise DerError("not a pair")
    return fields


def _optional(value: bytes | None, reader: Callable[[bytes], Any]) -> Any:
    return None if value is None else reader(value)


def read_name(item: Item) -> Name:
    """A distinguished name folded for comparison (RFC 5280 §7.1): case and inner spaces do not count."""
    found: list[tuple[str, str]] = []
    for group in der.items(item.content):
        for pair in der.items(group.content):
            kind, value = _two(pair, der.SEQUENCE)
            found.append((der.oid(kind), " ".join(der.text(value).split()).casefold()))
    return tuple(found)


def _authority_key(value: bytes) -> bytes | None:
    return next((item.content for item in _sequence(value) if item.tag == 0x80), None)


def _document_types(value: bytes) -> frozenset[str]:
    """documentTypeList (Doc 9303-12): SEQUENCE { version 0, SET OF PrintableString }."""
    version, types = _two(der.read(value), der.SEQUENCE)
    if der.integer(version) != 0 or types.tag != der.SET:
        raise DerError("not a document type list")
    return frozenset(map(der.text, der.items(types.content)))


def _is_ca(value: bytes) -> tuple[bool, bool]:
    fields = _sequence(value)
    return _truth(fields[0]) if fields and fields[0].tag == der.BOOLEAN else (False, False)


def _may_sign(value: bytes) -> bool:
    """Whether a KeyUsage allows signing certificates (bit 5)."""
    content = der.read(value, der.BIT_STRING).content
    return len(content) > 1 and bool(content[1] & 0x04)


def _null_after_ecdsa(algorithm: Item) -> bool:
    fields = der.items(algorithm.content)
    return bool(fields) and der.oid(fields[0]) in _ECDSA and len(fields) > 1


def _pss_hash(algorithm: Item) -> str:
    """The hash that RSA-PSS names; empty for one that is not accepted (SHA-1 is what it means by naming none)."""
    for parameter in _sequence(der.items(algorithm.content)[1].whole):
        if parameter.tag == 0xA0:
            return _HASHES.get(der.oid(_sequence(parameter.content)[0]), "")
    return ""
