"""Files with certificates and revocation lists for a trust folder: what is in them, and what may be taken.

A file is DER (one certificate or one revocation list) or PEM with any number of both. Everything in it is examined with the
lenient reader: what does not conform is flagged, never passed over. An *authority* (self-signed) is trusted because a
person has compared its fingerprint by another way; a *signer* and a *revocation list* because an authority that is trusted
already has signed them.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sapar.standards.seals.certificate import Certificate, Crl, Name, is_signed_by, read_certificate, read_crl
from sapar.standards.seals.der import DerError
from sapar.standards.seals.trust import Trust

AUTHORITY, SIGNER, CRL = "authority", "signer", "crl"
FOLDERS = {AUTHORITY: "csca", SIGNER: "signers", CRL: "crl"}
MAX_BYTES, MAX_ITEMS = 8 * 2**20, 2_000
_PEM = re.compile(rb"-----BEGIN (CERTIFICATE|X509 CRL)-----\s+([A-Za-z0-9+/=\s]{1,4000000}?)-----END \1-----")
_NAMES = {"2.5.4.6": "C", "2.5.4.10": "O", "2.5.4.11": "OU", "2.5.4.3": "CN", "2.5.4.5": "serialNumber"}


class NotABundle(ValueError):
    """A file with nothing that a trust folder could hold. ``rule``: ``size``, ``items`` or ``format``."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


@dataclass(frozen=True, slots=True)
class Piece:
    """One certificate or list of a file.

    ``problems`` keep it out: ``authority_unknown``, ``signature``, ``not_self_signed``, ``may_not_sign``, ``expired``,
    ``critical_extension``, ``older`` (a newer list of the authority is there) and those of ``trust.Signer``. ``remarks``
    do not: ``nonconformant_cert``, ``stale``, ``specimen``. ``known``: the trust folder has it already.
    """

    kind: str
    der: bytes
    subject: str
    issuer: str
    first: datetime
    last: datetime | None
    problems: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    known: bool = False

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the DER encoding, 64 hexadecimal digits."""
        return sha256(self.der).hexdigest()

    @property
    def file_name(self) -> str:
        """Where it belongs in a trust folder."""
        ending = "crl" if self.kind == CRL else "der"
        return f"{FOLDERS[self.kind]}/{self.fingerprint[:16]}.{ending}"


def examine(data: bytes, trust: Trust, now: datetime) -> list[Piece]:
    """Everything in a file, in its order; what is needed to judge the rest (authorities) counts if it is in the same file.

    Raises ``NotABundle``.
    """
    if len(data) > MAX_BYTES:
        raise NotABundle("size")
    encodings = _encodings(data)
    if len(encodings) > MAX_ITEMS:
        raise NotABundle("items")
    certificates: list[Certificate] = []
    crls: list[Crl] = []
    order: list[Certificate | Crl] = []
    for encoding in encodings:
        try:
            certificate = read_certificate(encoding)
        except DerError:
            try:
                order.append(read_crl(encoding))
                crls.append(order[-1])  # type: ignore[arg-type]
            except DerError:
                raise NotABundle("format") from None
        else:
            certificates.append(certificate)
            order.append(certificate)
    new = [one for one in certificates if _self_issued(one)]
    authorities = [*trust.authorities, *new]
    wider = Trust(authorities, (), crls, (), trust.document_types)
    encoding_of = dict(zip(map(id, order), encodings, strict=True))
    return [
        _list(one, encoding_of[id(one)], authorities, trust, now)
        if isinstance(one, Crl)
        else _authority(one, trust, now)
        if _self_issued(one)
        else _signer(one, wider, trust, now)
        for one in order
    ]


def _encodings(data: bytes) -> list[bytes]:
    found = _PEM.findall(data)
    if not found:
        return [data]
    try:
        return [base64.b64decode(b"".join(text.split()), validate=True) for _kind, text in found]
    except binascii.Error:
        raise NotABundle("format") from None


def _self_issued(certificate: Certificate) -> bool:
    return certificate.issuer == certificate.subject


def _authority(one: Certificate, trust: Trust, now: datetime) -> Piece:
    checks = {
        "not_self_signed": not is_signed_by(one.signed, one),
        "may_not_sign": not (one.is_ca and one.may_sign),
        "critical_extension": one.unknown_critical,
        "expired": one.not_after < now,
    }
    return _piece(AUTHORITY, one, checks, any(one.der == known.der for known in trust.authorities))


def _signer(one: Certificate, wider: Trust, trust: Trust, now: datetime) -> Piece:
    found = Trust(wider.authorities, (one,)).signer(one.kid)
    problems = found.problems if found is not None else ("authority_unknown",)
    known = trust.signer(one.kid)
    checks = {**dict.fromkeys(problems, True), "expired": one.not_after < now}
    return _piece(SIGNER, one, checks, known is not None and known.certificate.der == one.der)


def _list(one: Crl, encoding: bytes, authorities: Iterable[Certificate], trust: Trust, now: datetime) -> Piece:
    named = [authority for authority in authorities if authority.subject == one.issuer]
    held = [crl for authority in named if (crl := trust.crl_of(authority)) is not None]
    problems = []
    if not named:
        problems.append("authority_unknown")
    elif not any(is_signed_by(one.signed, authority) for authority in named):
        problems.append("signature")
    if any(crl.date > one.date for crl in held):
        problems.append("older")
    remarks = ("stale",) if one.next_update is None or one.next_update < now else ()
    known = any(crl.signed == one.signed for crl in held)
    issuer = name(one.issuer)
    return Piece(CRL, encoding, issuer, issuer, one.date, one.next_update, tuple(problems), remarks, known)


def _piece(kind: str, one: Certificate, checks: dict[str, bool], known: bool) -> Piece:
    remarks = [
        word for word, holds in (("nonconformant_cert", one.nonconformant), ("specimen", one.country == "UT")) if holds
    ]
    problems = tuple(word for word, holds in checks.items() if holds)
    return Piece(
        kind,
        one.der,
        name(one.subject),
        name(one.issuer),
        one.not_before,
        one.not_after,
        problems,
        tuple(remarks),
        known,
    )


def name(parts: Name) -> str:
    """A distinguished name for people: C=TM, O=…, CN=…"""
    return ", ".join(f"{_NAMES.get(kind, kind)}={text.upper() if kind == '2.5.4.6' else text}" for kind, text in parts)
