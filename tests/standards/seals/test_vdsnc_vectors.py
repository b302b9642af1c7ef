"""VDS-NC conformance on public vectors: ICAO's samples of Utopia, and Australia's whole chain with its stale list."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sapar.standards.seals import vdsnc
from sapar.standards.seals.certificate import is_signed_by, read_certificate, read_crl
from sapar.standards.seals.trust import Trust
from sapar.standards.seals.verify import Bearer, verify

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "data" / "vds_nc"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="public vectors (shared/data/vds_nc) are not here")
SAMPLES = {
    "vdsnc_sample_proof_of_test.json": ("icao.test", "UTO", True),
    "vdsnc_sample_proof_of_vaccination.json": ("icao.vacc", "UTO", True),
    "vdsnc_sample_proof_of_vaccination_aus.json": ("icao.vacc", "AUS", False),
}
AUSTRALIA = "vdsnc_sample_proof_of_vaccination_aus.json"


def australia(with_crl: bool = True) -> Trust:
    authority = read_certificate((FOLDER / "CSCA_AUS.der").read_bytes())
    crls = [read_crl((FOLDER / "CRL_AUS.crl").read_bytes())] if with_crl else []
    return Trust([authority], crls=crls)


@pytest.mark.parametrize("name", SAMPLES)
def test_seal_signature(name: str) -> None:
    """The seal's signature holds over the canonical bytes of ``data`` with the key of the carried certificate."""
    kind, issuer, nonconformant = SAMPLES[name]
    seal = vdsnc.read((FOLDER / name).read_bytes())
    assert (seal.type, seal.issuer) == (kind, issuer)
    signer = Trust().carried(seal.certificate)
    assert signer.certificate.nonconformant is nonconformant
    assert signer.verify(seal.signature, seal.signed, seal.algorithm)
    assert not signer.verify(seal.signature, seal.signed.replace(issuer.encode(), b"TKM"), seal.algorithm)


@pytest.mark.parametrize("name", SAMPLES)
def test_short_way_equals_long_way(name: str) -> None:
    """The fast reading of the usual spelling gives what the general one gives."""
    text = (FOLDER / name).read_text().strip()
    assert vdsnc._usual(text) is not None
    assert vdsnc._usual(text) == vdsnc._any(text)


def test_whole_chain_of_australia() -> None:
    """Authority, signer, empty revocation list: valid and green while the list is fresh, stale after its next update."""
    text = (FOLDER / AUSTRALIA).read_bytes()
    trust = australia()
    bearer = Bearer("PA0941262", birth_date="1961-05-15", name="CITIZEN<<JANE<SUE")
    verdict = verify(text, trust, at=date(2021, 10, 1), bearer=bearer)
    assert (verdict.answer, verdict.green, verdict.country) == ("valid", True, "AU")
    assert verdict.list_date == datetime(2021, 8, 19, 3, 56, 55, tzinfo=UTC)
    verdict = verify(text, trust, at=date(2021, 11, 18))
    assert (verdict.answer, verdict.green, verdict.list_stale) == ("valid", False, True)
    assert "crl_stale" in verdict.reasons
    assert verify(text, australia(with_crl=False), at=date(2021, 10, 1)).reasons[0] == "crl_missing"
    assert verify(text, trust, at=date(2021, 8, 30)).answer == "not_yet_valid"
    assert verify(text, trust, at=date(2031, 10, 1)).answer == "expired"
    assert verify(text, trust, at=date(2021, 10, 1), bearer=Bearer("PA0941263")).answer == "bearer_mismatch"


@pytest.mark.parametrize("name", [name for name in SAMPLES if name != AUSTRALIA])
def test_utopia_has_no_authority(name: str) -> None:
    """The samples' authority is not published: a good signature alone never makes a seal valid."""
    verdict = verify((FOLDER / name).read_bytes(), australia(), at=date(2022, 1, 1))
    assert verdict.answer == "unknown_signer"
    assert {"authority_unknown", "nonconformant_cert"} <= set(verdict.reasons)


@pytest.mark.parametrize("name", SAMPLES)
def test_changed_samples(name: str) -> None:
    """The samples with a changed issuer, name or doubled key."""
    text = (FOLDER / name).read_text()
    issuer = SAMPLES[name][1]
    assert verify(text.replace(f'"is":"{issuer}"', '"is":"TKM"'), australia()).answer == "altered"
    assert verify(
        text.replace("  JANE", " JANE").replace("Gerald", "Gerard").replace("Bill", "Bull"), australia()
    ).answer == ("altered")
    assert verify(text.replace('"hdr":{', '"hdr":{"v":1,'), australia()).answer == "not_a_seal"


def test_sample_certificates_agree_with_cryptography() -> None:
    """Fields and self-signatures of other issuers' certificates are read as ``cryptography`` reads them, if it does."""
    refused = []
    for path in sorted((FOLDER / "certs").glob("*.crt")):
        data = path.read_bytes()
        ours = read_certificate(data)
        try:
            theirs = x509.load_der_x509_certificate(data)
        except ValueError:
            refused.append(path.name)
            assert ours.nonconformant
            continue
        assert ours.serial == theirs.serial_number
        assert (ours.not_before, ours.not_after) == (theirs.not_valid_before_utc, theirs.not_valid_after_utc)
        assert ours.spki == theirs.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        try:
            theirs.verify_directly_issued_by(theirs)
            self_signed = True
        except (InvalidSignature, ValueError):
            self_signed = False
        assert is_signed_by(ours.signed, ours) == self_signed
    assert refused == ["KDS_VEHICLE_VIGNETTE.crt"]
