"""Binary seals: conformance on twenty public samples and the three certificates that are there for them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from sapar.standards.seals import vds
from sapar.standards.seals.certificate import Certificate, read_certificate
from sapar.standards.seals.trust import Trust
from sapar.standards.seals.verify import verify

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "data" / "vds"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="public vectors (shared/data/vds) are not here")
SIGNERS = ("UTTS5B", "DETS32", "DETS27")
# Sample → the certificate that fits its signature, if it is here, and what checking gives.
RESULTS = {
    "residentPermit": ("UTTS5B", "good"),
    "supplementSheet": ("UTTS5B", "good"),
    "addressStickerPassport": ("UTTS5B", "good"),
    "emergenyTravelDoc": ("UTTS5B", "good"),
    "permanentResidencePermit": ("UTTS5B", "good"),
    "tempPassport": ("UTTS5B", "good"),
    "tempPerso": ("UTTS5B", "good"),
    "fictionCert": ("UTTS5B", "good"),
    "meldebescheinigung": ("UTTS5B", "good"),
    "arrivalAttestation": ("DETS27", "good"),
    "socialInsurance": ("DETS27", "good"),
    "addressStickerId": ("DETS32", "unsupported_curve"),
    "visa_224bitSig": ("DETS32", "unsupported_curve"),
    "arrivalAttestationV02": (None, "bad"),
    "ankunftsnwPapier": (None, "bad"),
    "ankunftsnwPapier2": (None, "bad"),
    "utoVisa": (None, "bad"),
    "administrativeDocumentV9Basic": (None, "unsigned"),
    "administrativeDocumentV9WithDates": (None, "unsigned"),
    "administrativeDocumentV9WithStatus": (None, "unsigned"),
}
# Sample → signer, reference, document type, a word of its content and the value.
CONTENTS = {
    "residentPermit": ("UTTS", "5B", "residence_permit", "passport_number", "UFO001979"),
    "addressStickerId": ("DETS", "32", "address_sticker_card", "address", "53175HEINEMANNSTR11"),
    "socialInsurance": ("DETS", "00027", "social_insurance_card", "surname", "Perschweiß"),
    "arrivalAttestation": ("DETS", "00027", "arrival_attestation", "foreigner_number", "160113000085"),
    "visa_224bitSig": ("DETS", "32", "visa", "duration", "P160D"),
    "supplementSheet": ("UTTS", "5B", "supplementary_sheet", "number", "PA0000005"),
    "addressStickerPassport": ("UTTS", "5B", "address_sticker_passport", "postal_code", "21614"),
    "permanentResidencePermit": ("UTTS", "5B", "permanent_residence_permit", "number", "ABCD12345"),
    "ankunftsnwPapier": ("DEME", "00008", "arrival_attestation", "foreigner_number", "123456789012"),
    "ankunftsnwPapier2": ("DEME", "00008", "arrival_attestation", "foreigner_number", "123456789012"),
    "utoVisa": ("DEKD", "001", "document_with_face_template", "mrz", "I<UTOBENZ<<PAULA"),
    "fictionCert": ("UTTS", "5B", "provisional_residence_certificate", "passport_number", "X98723021"),
    "meldebescheinigung": (
        "DEZV",
        "00112233445566778899AABBCCDDEEFF00112233",
        "registration_certificate",
        "city",
        "Berlin",
    ),
}


def seal(name: str) -> bytes:
    return bytes.fromhex(json.loads((FOLDER / "seals.json").read_text("utf-8"))[name])


def certificate(name: str) -> Certificate:
    return read_certificate((FOLDER / f"{name}.der").read_bytes())


def test_every_sample_is_listed() -> None:
    """No sample is left out of these tests."""
    assert set(json.loads((FOLDER / "seals.json").read_text("utf-8"))) == set(RESULTS)


@pytest.mark.parametrize("name", RESULTS)
def test_signatures(name: str) -> None:
    """Each signature is good under its own certificate and no other; P-224 is said to be unsupported."""
    read = vds.read(seal(name))
    signer, expected = RESULTS[name]
    for other in SIGNERS:
        state = vds.check_signature(read, certificate(other))
        if other == signer:
            assert state == expected
        elif expected == "unsigned":
            assert state == "unsigned"
        else:
            assert state == ("unsupported_curve" if other == "DETS32" else "bad")


@pytest.mark.parametrize("name", CONTENTS)
def test_contents(name: str) -> None:
    """Headers and contents are read as their source states them."""
    read = vds.read(seal(name))
    signer, reference, kind, word, value = CONTENTS[name]
    fields = vds.fields(read)
    assert (read.signer, read.reference, fields["type"]) == (signer, reference, kind)
    assert str(fields["message"][word]).startswith(value)


def test_departing_headers() -> None:
    """The two signers that do not write headers as the standard says are read, and it is told."""
    assert vds.read(seal("meldebescheinigung")).quirk == "decimal_length"
    assert vds.read(seal("ankunftsnwPapier2")).quirk == "fixed_reference"
    assert vds.read(seal("ankunftsnwPapier")).quirk == ""
    first, second = (vds.read(seal(name)) for name in ("ankunftsnwPapier", "ankunftsnwPapier2"))
    assert (first.issued, first.features, first.signature) == (second.issued, second.features, second.signature)


@pytest.mark.parametrize("name", RESULTS)
def test_sample_certificates_make_nothing_valid(name: str) -> None:
    """The samples' certificates are under no authority: a good signature alone never makes a seal valid."""
    trust = Trust(signers=[certificate(signer) for signer in SIGNERS])
    verdict = verify(seal(name), trust, at=date(2024, 1, 1))
    assert (verdict.answer, verdict.green, verdict.kind) == ("unknown_signer", False, "vds")
    signer, expected = RESULTS[name]
    if expected == "unsigned":
        assert verdict.reasons == ("unsigned",)
    elif expected == "unsupported_curve":
        assert verdict.reasons[0] == "unsupported_curve"
    elif signer is not None and name != "meldebescheinigung":
        assert "authority_unknown" in verdict.reasons
    else:
        assert verdict.reasons == ("signer_not_listed",)


@pytest.mark.parametrize("name", [name for name, (_, expected) in RESULTS.items() if expected == "good"])
def test_changed_samples(name: str) -> None:
    """A changed bit anywhere under the signature makes it bad, or the bytes no seal."""
    whole = seal(name)
    signer = certificate(RESULTS[name][0] or "")
    for at in range(2, len(vds.read(whole).signed), 17):
        changed = bytearray(whole)
        changed[at] ^= 4
        try:
            read = vds.read(bytes(changed))
        except vds.NotASeal:
            continue
        assert vds.check_signature(read, signer) != "good"
