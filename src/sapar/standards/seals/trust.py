"""Whom a verifier trusts, gathered ahead of time so that verification needs no network.

A trust folder::

    csca/      certificates of country signing authorities: the anchors, put there by people
    signers/   certificates of seal signers (Barcode Signer Certificates), for seals that carry only a key id
    crl/       certificate revocation lists of the authorities
    revoked/   revocation lists of permits (``revocation``)
    trust.json optional: {"document_types": {message type: document type}}, "permit" and "document" for our own

Certificates and CRLs are DER or PEM. A signer is good if (ICAO VDS-NC report and Doc 9303-12): the authority that its
authority key identifier and issuer name point to is in ``csca``, may sign, was valid when the signer was certified, and
signed it; its extended key usage is that of seal signers; its document types include the seal's; it carries no critical
extension that is not understood. What does not hold is reported by name; nothing is skipped for a nonconformant
certificate.
"""

from __future__ import annotations

import base64
import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from sapar.standards import jcs
from sapar.standards.seals import raw_ecdsa
from sapar.standards.seals.certificate import (
    EKU_VDSNC,
    Certificate,
    Crl,
    is_signed_by,
    public_key,
    read_certificate,
    read_crl,
)
from sapar.standards.seals.der import DerError
from sapar.standards.seals.permit import NotASeal
from sapar.standards.seals.revocation import NotAList, RevocationList, read_list
from sapar.standards.seals.vds import names_signer, same_reference
from sapar.standards.seals.vdsnc import DOCUMENT_TYPES, from_base64url

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

PERMIT_TYPE, DOCUMENT_TYPE = "permit", "document"
# Two letters of our own for each, to be agreed with the State's authority; trust.json overrides them.
_DEFAULT_TYPES = {**DOCUMENT_TYPES, PERMIT_TYPE: "WP", DOCUMENT_TYPE: "SD"}
_CACHE_SIZE = 1024
_PEM = re.compile(rb"-----BEGIN (?:CERTIFICATE|X509 CRL)-----\s+([A-Za-z0-9+/=\s]+?)-----END")


class TrustError(ValueError):
    """A file of the trust folder cannot be read; the text names it."""


class Signer:
    """A signer's certificate with its parsed key and what is wrong with its chain, worked out once.

    ``crl``: the newest known revocation list of its authority. ``notes``: reasons that every verdict on it carries.
    """

    __slots__ = ("authority", "certificate", "country", "crl", "key", "kid", "notes", "problems")

    def __init__(
        self,
        certificate: Certificate,
        key: EllipticCurvePublicKey | None,
        authority: Certificate | None,
        crl: Crl | None,
        problems: tuple[str, ...],
    ) -> None:
        self.certificate = certificate
        self.key = key
        self.authority = authority
        self.crl = crl
        self.problems = problems
        self.kid = certificate.kid
        self.country = certificate.country
        notes = ("nonconformant_cert",) if certificate.nonconformant else ()
        self.notes: tuple[str, ...] = (*notes, "specimen") if self.country == "UT" else notes

    def verify(self, signature: bytes, data: bytes, algorithm: str = "ES256") -> bool:
        """Whether the raw signature over the data is this signer's."""
        return self.key is not None and raw_ecdsa.verify(self.key, signature, data, algorithm)


class Trust:
    """Anchors, signers and lists. Build it once and keep it: it remembers what it has worked out."""

    def __init__(
        self,
        authorities: Iterable[Certificate] = (),
        signers: Iterable[Certificate] = (),
        crls: Iterable[Crl] = (),
        revocations: Iterable[RevocationList] = (),
        document_types: Mapping[str, str] | None = None,
    ) -> None:
        self.authorities = tuple(authorities)
        self.document_types = {**_DEFAULT_TYPES, **(document_types or {})}
        self._by_kid = {certificate.kid: certificate for certificate in signers}
        self._signers: dict[str, Signer] = {}
        self._carried: OrderedDict[str, Signer] = OrderedDict()
        self._accepted: OrderedDict[bytes, bool] = OrderedDict()
        self._crls: dict[bytes, Crl] = {}
        for crl in sorted(crls, key=lambda crl: crl.date):
            for authority in self.authorities:
                if self.accepts_crl(crl, authority):
                    self._crls[authority.der] = crl
        self._revocations: dict[str, RevocationList] = {}
        for item in sorted(revocations, key=lambda item: item.date):
            if self.accepts_list(item):
                self._revocations[item.issuer] = item

    def signer(self, kid: str) -> Signer | None:
        """The signer with this key id from the folder of signers."""
        known = self._signers.get(kid)
        if known is None and kid in self._by_kid:
            known = self._signers[kid] = self._examine(self._by_kid[kid])
        return known

    def signers(self) -> list[Certificate]:
        """The certificates of the folder of signers, good or not."""
        return list(self._by_kid.values())

    def named(self, signer: str, reference: str) -> list[Signer]:
        """Signers of the folder by the names that binary seals use: country and common name, serial number."""
        found = []
        for kid, certificate in self._by_kid.items():
            name, serial = names_signer(certificate)
            known = self.signer(kid) if name == signer and same_reference(serial, reference) else None
            if known is not None:
                found.append(known)
        return found

    def carried(self, text: str) -> Signer:
        """The signer of a certificate that a seal carries (base64url of DER). Raises ``NotASeal``."""
        known = self._carried.get(text)
        if known is None:
            try:
                known = self._examine(read_certificate(from_base64url(text)))
            except DerError as error:
                raise NotASeal("the certificate is malformed") from error
            self._carried[text] = known
            if len(self._carried) > _CACHE_SIZE:
                self._carried.popitem(last=False)
        return known

    def revocations(self, issuer: str) -> RevocationList | None:
        """The newest list of revoked permits of a signer whose signature holds."""
        return self._revocations.get(issuer)

    def crl_of(self, authority: Certificate) -> Crl | None:
        """The newest revocation list of an authority whose signature holds."""
        return self._crls.get(authority.der)

    def accepts_crl(self, crl: Crl, authority: Certificate) -> bool:
        """Whether the list is this authority's, by name and signature."""
        return crl.issuer == authority.subject and self._once(
            crl.signed.signature + authority.der, lambda: is_signed_by(crl.signed, authority)
        )

    def accepts_list(self, item: RevocationList) -> bool:
        """Whether a revocation list is signed by a good signer of the country whose seals it covers."""
        signer, issuer = self.signer(item.signer), self.signer(item.issuer)
        if signer is None or issuer is None or signer.problems or signer.authority is None:
            return False
        certificate, crl = signer.certificate, signer.crl
        return (
            certificate.country == issuer.certificate.country
            and certificate.not_before <= item.date <= certificate.not_after
            and (crl is None or certificate.serial not in crl.serials)
            and self._once(item.signature + item.signed, lambda: signer.verify(item.signature, item.signed))
        )

    def _once(self, key: bytes, work: Callable[[], bool]) -> bool:
        known = self._accepted.get(key)
        if known is None:
            known = self._accepted[key] = work()
            if len(self._accepted) > _CACHE_SIZE:
                self._accepted.popitem(last=False)
        return known

    def _examine(self, certificate: Certificate) -> Signer:
        from cryptography.hazmat.primitives.asymmetric import ec

        key = public_key(certificate)
        authority = self._authority(certificate)
        problems = []
        if not isinstance(key, ec.EllipticCurvePublicKey):
            key = None
            problems.append("signer_key_unsupported")
        if certificate.eku is None or EKU_VDSNC not in certificate.eku:
            problems.append("signer_usage")
        if certificate.unknown_critical:
            problems.append("signer_critical_extension")
        if authority is None:
            problems.append("authority_unknown")
        elif not (authority.is_ca and authority.may_sign) or authority.unknown_critical:
            problems.append("authority_may_not_sign")
        elif not is_signed_by(certificate.signed, authority):
            problems.append("signer_signature")
        elif not authority.not_before <= certificate.not_before <= authority.not_after:
            problems.append("authority_not_valid")
        elif authority.country != certificate.country:
            problems.append("signer_country")
        crl = self._crls.get(authority.der) if authority else None
        return Signer(certificate, key, authority, crl, tuple(problems))

    def _authority(self, certificate: Certificate) -> Certificate | None:
        """The anchor that issuer name and authority key identifier point to; both must."""
        for authority in self.authorities:
            if authority.subject == certificate.issuer and authority.key_identifier == certificate.aki:
                return authority
        return None


def read_trust(folder: Path) -> Trust:
    """Read a trust folder. Raises ``TrustError`` naming the file that cannot be read, ``OSError`` for no folder."""
    if not folder.is_dir():
        raise TrustError("the trust folder does not exist")
    return Trust(
        authorities=[_certificate(path) for path in _files(folder / "csca")],
        signers=[_certificate(path) for path in _files(folder / "signers")],
        crls=[read_crl_file(path) for path in _files(folder / "crl")],
        revocations=[read_revoked_file(path) for path in _files(folder / "revoked")],
        document_types=_document_types(folder / "trust.json"),
    )


def read_crl_file(path: Path) -> Crl:
    """A certificate revocation list from a file. Raises ``TrustError``."""
    try:
        return read_crl(unwrap(path.read_bytes()))
    except DerError as error:
        raise TrustError(f"{path.name}: not a certificate revocation list ({error})") from error


def read_revoked_file(path: Path) -> RevocationList:
    """A list of revoked permits from a file. Raises ``TrustError``."""
    try:
        return read_list(path.read_bytes())
    except NotAList as error:
        raise TrustError(f"{path.name}: {error}") from error


def unwrap(data: bytes) -> bytes:
    """DER of a file that may be PEM."""
    match = _PEM.search(data)
    return base64.b64decode(match[1]) if match else data


def _certificate(path: Path) -> Certificate:
    try:
        return read_certificate(unwrap(path.read_bytes()))
    except (DerError, ValueError) as error:
        raise TrustError(f"{path.name}: not a certificate ({error})") from error


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []


def _document_types(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    try:
        value = jcs.parse(path.read_bytes())
    except jcs.JsonError as error:
        raise TrustError("trust.json: not strict JSON") from error
    types = value.get("document_types", {}) if isinstance(value, dict) else None
    if not isinstance(types, dict) or not all(isinstance(item, str) for item in types.values()):
        raise TrustError("trust.json: document_types maps message types to document types")
    return types
