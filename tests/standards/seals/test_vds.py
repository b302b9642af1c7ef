"""Binary seals with keys of our own: made, read, judged; and what is no seal."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.standards.seals.seal_makers import AUTHORITY, NOW, SIGNER, SIGNER_KEY, SIGNER_PEM, START, trust

from sapar.standards import mrz
from sapar.standards.seals import c40, vds
from sapar.standards.seals.certificate import read_certificate
from sapar.standards.seals.cli import main
from sapar.standards.seals.permit import NotASeal
from sapar.standards.seals.trust import Trust
from sapar.standards.seals.vds_profiles import MRZ_CODINGS, PROFILES
from sapar.standards.seals.verify import REASONS, Bearer, Verdict, verify

VISA_MRZ = mrz.generate_mrv_a(
    issuer="UTO",
    number="V1234567",
    nationality="UZB",
    birth_date=date(1990, 1, 29),
    sex="F",
    expiry_date=date(2026, 8, 1),
    primary="ATAYEVA",
    secondary="OGULGEREK",
)
PASSPORT_MRZ = mrz.generate_td3(
    issuer="UZB",
    number="A1234567",
    nationality="UZB",
    birth_date=date(1990, 1, 29),
    sex="F",
    expiry_date=date(2030, 1, 1),
    primary="ATAYEVA",
    secondary="OGULGEREK",
)
VISA: dict[str, Any] = {"mrz": VISA_MRZ, "entries": 2, "duration": (30, 0, 0), "passport_number": "A1234567"}
DAY = date(2026, 5, 1)


def made(features: dict[str, Any] | None = None, **changes: Any) -> bytes:
    parts: dict[str, Any] = {"country": "UTO", "kind": "5d01", "issued": DAY, "signed_on": DAY, **changes}
    key, certificate = parts.pop("key", SIGNER_KEY), parts.pop("certificate", SIGNER)
    written = vds.write_features(parts["kind"], VISA if features is None else features)
    return vds.seal_vds(key, certificate, features=written, **parts)


SEAL = made()
BEARER = Bearer("A1234567", "UZB", "1990-01-29", "ATAYEVA<<OGULGEREK")


def judged(seal: str | bytes = SEAL, **changes: Any) -> Verdict:
    return verify(seal, changes.pop("trust", trust()), at=changes.pop("at", NOW), **changes)


def test_header_and_content() -> None:
    """Header and features come back as they were written; signer and reference name the certificate."""
    seal = vds.read(SEAL)
    assert (seal.version, seal.country, seal.type, seal.issued, seal.signed_on) == (3, "UTO", "5d01", DAY, DAY)
    assert (seal.signer, int(seal.reference, 16)) == ("UT01", SIGNER.serial)
    assert seal.quirk == ""
    fields = vds.fields(seal)
    assert "problems" not in fields
    assert fields["message"] == {
        "mrz": VISA_MRZ[:45] + VISA_MRZ[45:][:28],
        "entries": 2,
        "duration": "P30D",
        "passport_number": "A1234567",
    }
    assert (fields["document_number"], fields["number"]) == ("A1234567", "V1234567")
    assert (fields["valid_from"], fields["valid_to"], fields["birth_date"]) == (
        "2026-05-01",
        "2026-08-01",
        "1990-01-29",
    )


def test_valid_seal_in_each_form() -> None:
    """Bytes, a reader's Latin-1 text and hexadecimal digits are one seal."""
    for form in (SEAL, SEAL.decode("latin-1"), SEAL.hex(), SEAL.hex().upper(), SEAL.hex().encode()):
        verdict = judged(form, bearer=BEARER)
        assert (verdict.answer, verdict.kind, verdict.country) == ("valid", "vds", "UT")
        assert verdict.green
        assert {"specimen", "status_unknown", "document_type_unchecked"} == set(verdict.reasons)


@pytest.mark.parametrize(
    ("changes", "answer", "reason"),
    [
        ({"at": date(2026, 8, 2)}, "expired", "after_last_day"),
        ({"at": date(2026, 4, 30)}, "not_yet_valid", "before_first_day"),
        ({"bearer": Bearer("B1234567")}, "bearer_mismatch", "bearer_document_number"),
        ({"bearer": Bearer("A1234567", birth_date="1990-01-28")}, "bearer_mismatch", "bearer_birth_date"),
        ({"trust": trust(signers=[])}, "unknown_signer", "signer_not_listed"),
        ({"trust": trust(authorities=[])}, "unknown_signer", "authority_unknown"),
        ({"trust": trust(crls=[AUTHORITY.crl([SIGNER.serial])])}, "signer_revoked", "document_type_unchecked"),
        ({"trust": trust(document_types={"vds.5d01": "ZZ"})}, "unknown_signer", "signer_document_type"),
    ],
)
def test_answers(changes: dict[str, Any], answer: str, reason: str) -> None:
    """Dates, bearer, trust and revocation give the same closed set of answers as for other seals."""
    verdict = judged(**changes)
    assert verdict.answer == answer
    assert reason in verdict.reasons
    assert not verdict.green


def test_seal_of_another_country_or_time() -> None:
    """The issuer's country and the signer's must agree, and the signer had to be valid on the day of signing."""
    assert "signer_country" in judged(made(country="TKM")).reasons
    early = made(signed_on=date(2020, 1, 1), issued=date(2020, 1, 1))
    assert "signer_not_valid_at_signing" in judged(early).reasons


def test_every_changed_byte_is_noticed() -> None:
    """No byte of a seal can be changed without the verdict ceasing to be valid."""
    for at in range(len(SEAL)):
        changed = bytearray(SEAL)
        changed[at] ^= 1
        assert judged(bytes(changed)).answer in ("altered", "not_a_seal", "unknown_signer")


def test_cut_and_extended_seals_are_none() -> None:
    """A seal that is cut off or followed by anything is no valid seal."""
    for end in range(len(SEAL)):
        assert judged(SEAL[:end]).answer in ("not_a_seal", "unknown_signer")
    assert judged(SEAL + b"\x00").answer == "not_a_seal"
    with pytest.raises(NotASeal):
        vds.read(SEAL[:-66] + b"\x09\x00" + SEAL[-66:] + b"\x00")


def test_unsigned_seals_are_never_valid() -> None:
    """Without its signature zone a seal reads, but proves nothing."""
    bare = SEAL[: len(vds.read(SEAL).signed)]
    assert vds.check_signature(vds.read(bare), SIGNER) == "unsigned"
    verdict = judged(bare)
    assert (verdict.answer, verdict.reasons, verdict.fields) == ("unknown_signer", ("unsigned",), {})


@pytest.mark.parametrize(
    "curve", [ec.SECP224R1(), ec.BrainpoolP256R1(), ec.SECP384R1(), ec.BrainpoolP512R1(), ec.SECP521R1()]
)
def test_curves(curve: ec.EllipticCurve) -> None:
    """The hash goes with the size of the key; every curve that can be signed with can be checked."""
    key = ec.generate_private_key(curve)
    certificate = signer_of(key)
    seal = vds.read(made(key=key, certificate=certificate))
    assert vds.check_signature(seal, certificate) == "good"
    assert vds.check_signature(seal._replace(signed=seal.signed + b"\x00"), certificate) == "bad"
    assert vds.check_signature(seal, SIGNER) == "bad"


def signer_of(key: Any, serial: int = 0x5B) -> Any:
    """A certificate under our authority with a given serial number, without the usage of VDS-NC."""
    authority = x509.load_pem_x509_certificate(AUTHORITY.pem)
    identifier = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    named = x509.load_pem_x509_certificate(SIGNER_PEM)
    from cryptography.hazmat.primitives import hashes

    built = (
        x509.CertificateBuilder(issuer_name=authority.subject, subject_name=named.subject)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(START)
        .not_valid_after(datetime(2031, 1, 1, tzinfo=UTC))
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False)
        .sign(AUTHORITY.key, hashes.SHA256())
    )
    return read_certificate(built.public_bytes(Encoding.DER))


def test_unsupported_curve_is_said_and_not_guessed() -> None:
    """brainpoolP224r1 cannot be checked here: the verdict says that, and is neither valid nor altered."""
    certificate = signer_of(SIGNER_KEY)
    curve = bytes.fromhex("06092b2403030208010105")  # 1.3.36.3.3.2.8.1.1.5
    point = bytes.fromhex("033a0004") + bytes(56)
    algorithm = bytes.fromhex("301406072a8648ce3d0201") + curve
    spki = bytes((0x30, len(algorithm) + len(point))) + algorithm + point
    from dataclasses import replace

    unknown = replace(certificate, spki=spki)
    seal = made(certificate=certificate)
    assert vds.check_signature(vds.read(seal), unknown) == "unsupported_curve"
    verdict = judged(seal, trust=Trust([AUTHORITY.certificate], [unknown]))
    assert verdict.answer == "unknown_signer"
    assert verdict.reasons[0] == "unsupported_curve"


def test_fixed_reference_of_version_02() -> None:
    """Version byte 02 has a reference of five characters: zeros in front of the serial number do not count."""
    certificate = signer_of(SIGNER_KEY)
    seal = made(certificate=certificate, version=2)
    assert vds.read(seal).reference == "0005B"
    lists = trust(signers=[certificate])
    assert judged(seal, trust=lists).answer == "valid"
    assert judged(made(certificate=certificate), trust=lists).answer == "valid"
    with pytest.raises(ValueError, match="too long"):
        made(version=2)
    with pytest.raises(ValueError, match="version"):
        made(version=4)
    with pytest.raises(NotASeal, match="version"):
        vds.read(b"\xdc\x04" + seal[2:])


def test_two_signers_of_one_name() -> None:
    """Where two certificates have the same name and number, the one that fits the signature counts."""
    other = signer_of(ec.generate_private_key(ec.SECP256R1()))
    mine = signer_of(SIGNER_KEY)
    assert judged(made(certificate=mine), trust=trust(signers=[other, mine])).answer == "valid"


def test_profile_departures_are_told() -> None:
    """A missing feature or a zone whose check digits fail keeps a seal from being green."""
    broken = VISA_MRZ.replace("V1234567", "V1234568")
    verdict = judged(made({**VISA, "mrz": broken}), bearer=BEARER)
    assert (verdict.answer, verdict.green) == ("valid", False)
    assert "profile_mismatch" in verdict.reasons
    features = [(tag, value) for tag, value in vds.write_features("5d01", VISA) if tag != 5]
    seal = vds.seal_vds(SIGNER_KEY, SIGNER, country="UTO", kind="5d01", features=features, issued=DAY, signed_on=DAY)
    assert vds.fields(vds.read(seal))["problems"] == ("missing:passport_number",)
    other = vds.seal_vds(
        SIGNER_KEY, SIGNER, country="UTO", kind="abcd", features=[(1, b"x")], issued=DAY, signed_on=DAY
    )
    assert "profile_unknown" in judged(other).reasons


def test_visa_against_sticker_and_passport() -> None:
    """The four answers of Doc 9303-7, each for its own reason."""
    seal, today = vds.read(SEAL), date(2026, 6, 1)
    assert vds.check_visa(seal, VISA_MRZ, PASSPORT_MRZ, today) == ()
    wrong_visa = VISA_MRZ.replace("V1234567", "V1234568")
    assert vds.check_visa(seal, wrong_visa, PASSPORT_MRZ, today) == ("INVALID_VISA_MRZ", "SEAL_VISA_MISMATCH")
    other_visa = mrz.generate_mrv_b(
        issuer="UTO",
        number="V9",
        nationality="UZB",
        birth_date=date(1990, 1, 29),
        sex="F",
        expiry_date=date(2026, 8, 1),
        primary="ATAYEVA",
    )
    assert vds.check_visa(seal, other_visa, PASSPORT_MRZ, today) == ("SEAL_VISA_MISMATCH",)
    wrong_passport = PASSPORT_MRZ.replace("A1234567", "A1234568")
    assert vds.check_visa(seal, VISA_MRZ, wrong_passport, today) == ("INVALID_PASSPORT_MRZ", "SEAL_PASSPORT_MISMATCH")
    assert vds.check_visa(seal, "", "", today) == vds.VISA_STATUSES


@pytest.mark.parametrize(
    ("duration", "shown"),
    [
        ("until_expiry", "until_expiry"),
        ("decided_at_entry", "decided_at_entry"),
        ("transit", "transit"),
        ((160, 0, 0), "P160D"),
        ((1, 2, 3), "P3Y2M1D"),
    ],
)
def test_durations(duration: Any, shown: str) -> None:
    """Days, months and years of a visa, and the three values that mean something else."""
    seal = made({**VISA, "duration": duration, "entries": "unlimited"})
    message = vds.fields(vds.read(seal))["message"]
    assert (message["duration"], message["entries"]) == (shown, "unlimited")


@pytest.mark.parametrize(
    ("kind", "changes", "error"),
    [
        ("5d01", {"passport_number": "a1"}, "passport_number"),
        ("5d01", {"passport_number": "A" * 30}, "passport_number"),
        ("5d01", {"entries": 256}, "entries"),
        ("5d01", {"duration": (1, 2)}, "duration"),
        ("5d01", {"mrz": PASSPORT_MRZ}, "mrz"),
        ("5d01", {"colour": "red"}, "colour"),
        ("ffff", {}, "type"),
    ],
)
def test_values_that_do_not_fit(kind: str, changes: dict[str, Any], error: str) -> None:
    """The writer refuses what the profile does not allow and names the word."""
    with pytest.raises(ValueError, match=error):
        vds.write_features(kind, {**VISA, **changes})
    with pytest.raises(ValueError, match="missing"):
        vds.write_features("5d01", {name: value for name, value in VISA.items() if name != "mrz"})


@settings(max_examples=200, deadline=None)
@given(st.text(" 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", max_size=60))
def test_c40_round_trip(text: str) -> None:
    """Every text of capital letters, digits and spaces comes back, in the stated number of bytes."""
    packed = c40.encode(text)
    assert c40.decode(packed) == text
    assert len(packed) == c40.size(len(text))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=40))
def test_c40_reads_only_what_it_writes(data: bytes) -> None:
    """Bytes either are the packing of a text, or are refused: no two packings read the same, but for trailing zeros."""
    try:
        text = c40.decode(data)
    except c40.C40Error:
        return
    assert len(c40.encode(text)) == len(data)


words = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=9, max_size=9)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 0xFE), st.binary(max_size=300)), min_size=1, max_size=6, unique_by=lambda pair: pair[0]
    )
)
def test_any_features_round_trip(features: list[tuple[int, bytes]]) -> None:
    """Features of any tags and lengths come back, and their seal is good."""
    data = vds.seal_vds(SIGNER_KEY, SIGNER, country="UTO", kind="abcd", features=features, issued=DAY, signed_on=DAY)
    seal = vds.read(data)
    assert list(seal.features) == features
    assert vds.check_signature(seal, SIGNER) == "good"
    assert json.loads(json.dumps(vds.fields(seal)))


@settings(max_examples=50, deadline=None)
@given(words, words, st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_profiles_round_trip(number: str, passport: str, day: date) -> None:
    """What is written for a residence permit is read back by our words."""
    zone = mrz.generate_td2(
        issuer="UTO",
        number=number,
        nationality="UZB",
        birth_date=date(1990, 1, 29),
        sex="F",
        expiry_date=date(2026, 8, 1),
        primary="ATAYEVA",
    )
    data = made({"mrz": zone, "passport_number": passport}, kind="fb06", issued=day, signed_on=day)
    fields = vds.fields(vds.read(data))
    assert fields["message"] == {"mrz": zone, "passport_number": passport}
    assert (fields["document_number"], fields["valid_from"]) == (passport, day.isoformat())


def test_tables_hold_together() -> None:
    """Profiles name known codings, no tag twice, and every reason has its sentence."""
    for kind, profile in PROFILES.items():
        assert len(bytes.fromhex(kind)) == 2
        tags = [feature.tag for feature in profile.features]
        assert len(set(tags)) == len(tags)
        for feature in profile.features:
            known = ("c40", "text", "bytes", "byte", "entries", "duration")
            assert feature.coding in MRZ_CODINGS or feature.coding in known
        assert profile.status in ("standard", "public", "unverified")
    for reason in ("unsigned", "unsupported_curve", "profile_mismatch", "profile_unknown", "header_quirk"):
        assert REASONS[reason].endswith(".")


def test_command_reads_binary_files_and_hexadecimal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``seal verify`` takes a file of bytes, a file of hexadecimal digits, or the digits themselves."""
    folder = tmp_path / "trust"
    for name, content in (("csca", AUTHORITY.pem), ("signers", SIGNER_PEM)):
        (folder / name).mkdir(parents=True)
        (folder / name / "a.pem").write_bytes(content)
    (tmp_path / "seal.bin").write_bytes(SEAL)
    (tmp_path / "seal.txt").write_text(SEAL.hex())
    for argument in (str(tmp_path / "seal.bin"), str(tmp_path / "seal.txt"), SEAL.hex()):
        assert main([argument, "--trust", str(folder), "--at", "2026-06-01", "--json"]) == 1
        verdict = json.loads(capsys.readouterr().out)
        assert (verdict["answer"], verdict["kind"]) == ("valid", "vds")
        assert "crl_missing" in verdict["reasons"]
