"""The DER reader, certificates and revocation lists: equal to ``cryptography`` on good input, one error on bad."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from sapar.standards.seals import der
from sapar.standards.seals.certificate import EKU_VDSNC, is_signed_by, read_certificate, read_crl
from sapar.standards.seals.countries import TWO_LETTERS, same_country
from sapar.standards.seals.der import DerError
from sapar.standards.seals.trust import unwrap

from .seal_makers import AUTHORITY, NOW, SIGNER_PEM, START


def test_signer_certificate() -> None:
    """A signer's certificate has the extensions of the VDS-NC report and no other."""
    certificate = read_certificate(unwrap(SIGNER_PEM))
    assert certificate.eku == frozenset({EKU_VDSNC})
    assert certificate.document_types == frozenset({"NT", "NV", "WP"})
    assert certificate.aki == AUTHORITY.certificate.ski
    assert certificate.issuer == AUTHORITY.certificate.subject
    assert certificate.country == "UT"
    assert (certificate.is_ca, certificate.nonconformant, certificate.ski) == (False, False, None)
    theirs = x509.load_pem_x509_certificate(SIGNER_PEM)
    assert {extension.oid.dotted_string for extension in theirs.extensions} == {
        "2.5.29.37",
        "2.23.136.1.1.6.2",
        "2.5.29.35",
    }
    assert certificate.serial == theirs.serial_number
    assert certificate.not_before == theirs.not_valid_before_utc
    assert certificate.spki == theirs.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def test_authority_says_specimen() -> None:
    """The authority of our own is of Utopia and says what it is."""
    certificate = AUTHORITY.certificate
    assert certificate.is_ca
    assert certificate.may_sign
    assert any("specimen" in value for _, value in certificate.subject)
    assert is_signed_by(certificate.signed, certificate)


def test_key_identifier_without_the_extension() -> None:
    """Where a subject key identifier is missing, the derived one is that of RFC 5280."""
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = read_certificate(unwrap(AUTHORITY.signer(key)))
    assert certificate.key_identifier == x509.SubjectKeyIdentifier.from_public_key(key.public_key()).digest


def _build(key: Any, algorithm: Any, **options: Any) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "UT")])
    public = key.public_key()
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public)
        .serial_number(5)
        .not_valid_before(datetime(1960, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2055, 1, 1, tzinfo=UTC))
        .add_extension(x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"x"), critical=True)
    )
    return builder.sign(key, algorithm, **options).public_bytes(Encoding.DER)


RSA = rsa.generate_private_key(65537, 2048)


@pytest.mark.parametrize(
    ("key", "algorithm", "options"),
    [
        (RSA, hashes.SHA256(), {}),
        (RSA, hashes.SHA512(), {}),
        (RSA, hashes.SHA256(), {"rsa_padding": padding.PSS(padding.MGF1(hashes.SHA256()), 32)}),
        (RSA, hashes.SHA384(), {"rsa_padding": padding.PSS(padding.MGF1(hashes.SHA384()), 48)}),
        (ec.generate_private_key(ec.SECP384R1()), hashes.SHA384(), {}),
        (ec.generate_private_key(ec.BrainpoolP256R1()), hashes.SHA256(), {}),
    ],
)
def test_signature_algorithms(key: Any, algorithm: Any, options: Any) -> None:
    """RSA with both paddings and ECDSA on the curves that issuers use; a changed byte fails."""
    data = _build(key, algorithm, **options)
    certificate = read_certificate(data)
    assert is_signed_by(certificate.signed, certificate)
    assert certificate.unknown_critical
    assert (certificate.not_before.year, certificate.not_after.year) == (1960, 2055)
    changed = read_certificate(data.replace(b"\x02\x01\x05", b"\x02\x01\x06", 1))
    assert not is_signed_by(changed.signed, changed)


def test_weak_hashes_are_not_accepted() -> None:
    """A signature with SHA-1 proves nothing, whoever made it: its algorithm is not among those that are known."""
    certificate = AUTHORITY.certificate
    sha1 = der.read(der.encode(der.SEQUENCE, der.encode(der.OID, bytes.fromhex("2a8648ce3d0401"))))
    weak = type(certificate.signed)(certificate.signed.tbs, sha1, certificate.signed.signature)
    assert not is_signed_by(weak, certificate)


def test_crl() -> None:
    """A revocation list: dates, serial numbers, signature."""
    crl = AUTHORITY.crl([5, 2**150], days=3)
    assert crl.serials == {5, 2**150}
    assert crl.next_update == NOW + timedelta(days=3)
    assert crl.date == START + timedelta(1)
    assert is_signed_by(crl.signed, AUTHORITY.certificate)
    assert AUTHORITY.crl().serials == frozenset()


GOOD = unwrap(SIGNER_PEM)


@settings(max_examples=400, deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255), st.booleans())
def test_damaged_certificates(place: int, value: int, cut: bool) -> None:
    """A damaged certificate is read or refused, never another error; and its chain never holds."""
    data = GOOD[:place] if cut else GOOD[:place] + bytes((value,)) + GOOD[place + 1 :]
    if data == GOOD:
        return
    for reader in (read_certificate, read_crl):
        try:
            read = reader(data)
        except DerError:
            continue
        assert not is_signed_by(read.signed, AUTHORITY.certificate)


@given(st.binary(max_size=60))
def test_any_bytes(data: bytes) -> None:
    """Any bytes are DER or a ``DerError``."""
    for reader in (der.read, der.items, read_certificate, read_crl):
        with contextlib.suppress(DerError):
            reader(data)


@given(st.integers(0, 0x1E), st.binary(max_size=70_000))
def test_encode_then_read(tag: int, content: bytes) -> None:
    """What is encoded reads back whole."""
    assert der.read(der.encode(tag, content)) == (tag, content, der.encode(tag, content))


@pytest.mark.parametrize(
    "data", ["1f0100", "0281", "028001", "02810100", "0202000000", "300000", "028200010a", "02850000000001aa"]
)
def test_only_der_is_der(data: str) -> None:
    """Long tags, indefinite or padded lengths and trailing bytes are refused."""
    with pytest.raises(DerError):
        der.read(bytes.fromhex(data))


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        (0x17, b"260101000000"),
        (0x17, b"261301000000Z"),
        (0x18, b"20260101000000+0500"),
        (0x17, b"26010100000\xb2Z"),
        (0x04, b""),
    ],
)
def test_times(tag: int, text: bytes) -> None:
    """Only the two forms of RFC 5280 are times."""
    with pytest.raises(DerError):
        der.moment(der.Item(tag, text, b""))


def test_countries() -> None:
    """Three letters of a document against two of a certificate."""
    assert len(TWO_LETTERS) == 255
    assert same_country("TKM", "tm")
    assert same_country("D", "DE")
    assert same_country("D<<", "DE")
    assert same_country("UTO", "UT")
    assert not same_country("TKM", "TK")
    assert not same_country("XXX", "")
