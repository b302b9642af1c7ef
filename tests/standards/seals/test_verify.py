"""One verdict: each answer, its order, and when it may be green. Permit tokens and VDS-NC from an own authority."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from sapar.standards.seals import der, issue, raw_ecdsa
from sapar.standards.seals import verify as verifying
from sapar.standards.seals.certificate import read_certificate
from sapar.standards.seals.permit import signed_bytes, write_body, write_text
from sapar.standards.seals.trust import unwrap
from sapar.standards.seals.verify import ANSWERS, REASONS, Bearer, Verdict, verify

from .seal_makers import (
    AUTHORITY,
    KID,
    MESSAGE,
    NOW,
    PERMIT,
    SIGNER,
    SIGNER_KEY,
    SIGNER_PEM,
    START,
    TOKEN,
    TRUST,
    VDSNC,
    Authority,
    revoked_list,
    trust,
)

BEARER = Bearer("A1234567", "UZB", "1990-01-29", "ATAYEVA<<OGULGEREK")
STRANGER = issue.load_key(issue.new_key())


def judge(seal: str | bytes = TOKEN, trusted: Any = TRUST, **options: Any) -> Verdict:
    """The verdict at ``NOW``; its words must belong to the closed sets."""
    verdict = verify(seal, trusted, **{"at": NOW, **options})
    assert verdict.answer in ANSWERS
    assert set(verdict.reasons) <= set(REASONS)
    assert not (verdict.green and (verdict.answer != "valid" or verdict.list_stale))
    return verdict


def vdsnc(message: Any = MESSAGE, certificate: bytes = SIGNER_PEM, key: Any = SIGNER_KEY, **header: Any) -> str:
    return issue.seal_vdsnc(
        key, unwrap(certificate), message=message, **{"kind": "icao.vacc", "issuer": "UTO", **header}
    )


def carried(seal: str) -> Any:
    """Signer of a VDS-NC seal as the trust list sees it."""
    return TRUST.carried(json.loads(seal)["sig"]["cer"])


def test_a_good_permit_is_green() -> None:
    """Valid, both lists fresh, bearer equal: green, with the content and the older list's date."""
    verdict = judge(bearer=BEARER)
    assert (verdict.answer, verdict.green, verdict.kind, verdict.country) == ("valid", True, "permit", "UT")
    assert verdict.fields["name"] == "ATAYEVA<<OGULGEREK"
    assert verdict.fields["valid_to"] == "2027-04-30"
    assert set(verdict.fields) == {
        "number",
        "name",
        "document_number",
        "birth_date",
        "nationality",
        "valid_from",
        "valid_to",
        "employer",
    }
    assert verdict.list_date == START + timedelta(1)
    assert not verdict.list_stale
    assert verdict.reasons == ("specimen",)


def test_a_good_vdsnc_is_green() -> None:
    """A VDS-NC seal under a trusted authority, its list fresh, its bearer equal."""
    verdict = judge(VDSNC, bearer=Bearer("A1234567", birth_date="1990-01-29", name="ATAYEVA<<OGULGEREK"))
    assert (verdict.answer, verdict.green, verdict.kind) == ("valid", True, "vds-nc")
    assert verdict.fields["document_number"] == "A1234567"
    assert "status_unknown" in verdict.reasons


@pytest.mark.parametrize(
    ("at", "answer"),
    [
        (date(2026, 5, 1), "valid"),
        (date(2026, 4, 30), "not_yet_valid"),
        (date(2027, 4, 30), "valid"),
        (date(2027, 5, 1), "expired"),
        (datetime(2027, 4, 30, 19, 30, tzinfo=UTC), "valid"),
        (datetime(2027, 5, 1, 0, 30, tzinfo=timezone(timedelta(hours=5))), "expired"),
    ],
)
def test_validity_is_by_civil_day(at: Any, answer: str) -> None:
    """First and last day are included; the day is that of the time's own zone."""
    assert judge(at=at).answer == answer


def test_revoked() -> None:
    """A revoked index is revoked, its neighbours are not."""
    assert judge(trusted=trust(revocations=[revoked_list([PERMIT.index])])).answer == "revoked"
    assert judge(trusted=trust(revocations=[revoked_list([PERMIT.index - 1, PERMIT.index + 1])])).answer == "valid"
    assert judge(revoked=revoked_list([PERMIT.index])).answer == "revoked"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"crls": []}, "crl_missing"),
        ({"crls": [AUTHORITY.crl(days=-1)]}, "crl_stale"),
        ({"revocations": []}, "revoked_list_missing"),
        ({"revocations": [revoked_list(days=-1)]}, "revoked_list_stale"),
        ({"revocations": [revoked_list(size=100)]}, "revoked_list_too_short"),
    ],
)
def test_never_green_without_fresh_lists(changes: dict[str, Any], reason: str) -> None:
    """A list that is missing, stale or too short leaves the seal valid but never green, and says why."""
    verdict = judge(trusted=trust(**changes), bearer=BEARER)
    assert (verdict.answer, verdict.green, verdict.list_stale) == ("valid", False, True)
    assert reason in verdict.reasons


def test_lists_given_at_the_desk_must_be_signed() -> None:
    """A newer list that is handed over counts if its signature holds, and is not used otherwise."""
    stale = trust(revocations=[revoked_list(days=-1)], crls=[AUTHORITY.crl(days=-1)])
    assert judge(trusted=stale, revoked=revoked_list(), crl=AUTHORITY.crl(number=2)).green
    forged = revoked_list(key=STRANGER)
    verdict = judge(trusted=stale, revoked=forged, crl=Authority().crl(number=2))
    assert not verdict.green
    assert verdict.reasons.count("list_not_trusted") == 2
    old = revoked_list(days=-1)
    assert judge(revoked=old).green, "an older list never replaces a newer one"
    assert judge(trusted=trust(revocations=[forged])).list_stale


def test_list_signer_must_be_a_good_signer() -> None:
    """A revocation list by a revoked signer, or by one whose certificate had not begun, is not accepted."""
    assert trust(crls=[AUTHORITY.crl([SIGNER.serial])]).revocations(KID) is None
    late = read_certificate(unwrap(AUTHORITY.signer(SIGNER_KEY, now=NOW)))
    assert trust(signers=[late]).revocations(KID) is None
    other = issue.load_key(issue.new_key())
    second = read_certificate(unwrap(AUTHORITY.signer(other)))
    signed = revoked_list([PERMIT.index], key=other, kid=second.kid)
    assert judge(trusted=trust(signers=[SIGNER, second], revocations=[signed])).answer == "revoked"


@pytest.mark.parametrize(
    ("bearer", "reason"),
    [
        (Bearer("A1234568"), "bearer_document_number"),
        (Bearer("A1234567", "TKM"), "bearer_nationality"),
        (Bearer("A1234567", "UZB", "1990-01-28"), "bearer_birth_date"),
        (Bearer("A1234567", name="ATAYEVA<<OGULBIBI"), "bearer_name"),
        (Bearer("A1234567", name="ATAYEVA"), "bearer_name"),
    ],
)
def test_another_bearer(bearer: Bearer, reason: str) -> None:
    """A good seal copied to another document is a mismatch, and says in what."""
    verdict = judge(bearer=bearer)
    assert (verdict.answer, verdict.green) == ("bearer_mismatch", False)
    assert reason in verdict.reasons


def test_a_name_cut_by_its_line_is_the_same() -> None:
    """The name of a TD1 line (30) or TD3 line (39) may be the beginning of the other."""
    long = "KURBANMUHAMMEDOVA<<OGULGEREKAYNABATJAN"
    token = issue.seal_permit(SIGNER_KEY, replace(PERMIT, name=long))
    assert judge(token, bearer=replace(BEARER, name=long[:30])).green
    assert judge(token, bearer=replace(BEARER, name=long[:20])).answer == "bearer_mismatch"
    assert judge(token, bearer=replace(BEARER, name="A" + long[1:30])).answer == "bearer_mismatch"


def test_names_are_compared_by_their_letters() -> None:
    """Fillers, spaces, commas, hyphens and apostrophes of either spelling do not matter; letters do."""
    text = vdsnc({**MESSAGE, "pid": {"n": "O'NEIL-ATAYEVA, Ogulgerek", "i": "A1234567"}})
    assert judge(text, bearer=Bearer("A1234567", name="ONEIL<ATAYEVA<<OGULGEREK<<<<")).green
    assert judge(text, bearer=Bearer("A1234567", name="NEIL<ATAYEVA<<OGULGEREK")).answer == "bearer_mismatch"


def test_filler_and_spaces_in_numbers_do_not_matter() -> None:
    """Document numbers are compared without fillers, spaces and hyphens."""
    assert judge(bearer=replace(BEARER, document_number="A1234567<")).green


def test_bearer_cannot_be_checked() -> None:
    """A seal without a document number is not green for a bearer."""
    verdict = judge(vdsnc({"uvci": "U1"}), bearer=BEARER)
    assert (verdict.answer, verdict.green) == ("valid", False)
    assert "bearer_unchecked" in verdict.reasons


@pytest.mark.parametrize(
    ("changes", "order"),
    [
        ({"crls": [AUTHORITY.crl([SIGNER.serial])], "revocations": [revoked_list([PERMIT.index])]}, "signer_revoked"),
        ({"revocations": [revoked_list([PERMIT.index])]}, "revoked"),
        ({}, "bearer_mismatch"),
    ],
)
def test_the_worst_answer_comes_first(changes: dict[str, Any], order: str) -> None:
    """Of several true answers the gravest is given."""
    late = datetime(2027, 6, 1, tzinfo=UTC)
    assert judge(trusted=trust(**changes), bearer=Bearer("X"), at=late).answer == order


@settings(max_examples=400, deadline=None)
@given(st.integers(7, len(TOKEN) - 1), st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
def test_no_letter_of_a_token_can_change(place: int, letter: str) -> None:
    """Any other letter anywhere: altered, another signer, or no seal; never good, and nothing of it is shown."""
    if TOKEN[place] == letter:
        return
    verdict = judge(TOKEN[:place] + letter + TOKEN[place + 1 :])
    assert verdict.answer in ("altered", "unknown_signer", "not_a_seal")
    assert verdict.fields == {}


@settings(max_examples=200, deadline=None)
@given(st.integers(8, 80 + 63), st.integers(0, 7))
def test_a_changed_bit_is_altered(place: int, bit: int) -> None:
    """Any bit of content or signature flipped, with the spelling made good again: altered."""
    body = write_body(PERMIT, KID)
    raw = bytearray(body + raw_ecdsa.sign(SIGNER_KEY, signed_bytes(body)))
    raw[place % len(raw) if place % len(raw) >= 8 else 8] ^= 1 << bit
    assert judge(write_text(bytes(raw[:-64]), bytes(raw[-64:]))).answer == "altered"


def test_a_signature_over_something_else() -> None:
    """A signature without the prefix, or by another key, is not one over this permit."""
    body = write_body(PERMIT, KID)
    assert judge(write_text(body, raw_ecdsa.sign(SIGNER_KEY, body))).answer == "altered"
    assert judge(write_text(body, raw_ecdsa.sign(STRANGER, signed_bytes(body)))).answer == "altered"
    assert judge(issue.seal_permit(STRANGER, PERMIT)).answer == "unknown_signer"


def test_signed_nonsense_is_no_seal() -> None:
    """Even a good signature does not make a malformed body a permit."""
    body = bytes.fromhex(KID) + bytes(40)
    assert judge(write_text(body, raw_ecdsa.sign(SIGNER_KEY, signed_bytes(body)))).answer == "not_a_seal"


class TestSigners:
    """Certificate rules of Doc 9303-12 and the VDS-NC report, each broken alone."""

    def check(self, certificate: bytes, reason: str, key: Any = SIGNER_KEY, trusted: Any = TRUST) -> None:
        verdict = judge(vdsnc(certificate=certificate, key=key), trusted)
        assert verdict.answer == "unknown_signer"
        assert reason in verdict.reasons
        assert verdict.fields == {}
        listed = trust(signers=[read_certificate(unwrap(certificate))], authorities=trusted.authorities)
        verdict = judge(issue.seal_permit(key, PERMIT), listed)
        assert (verdict.answer, verdict.green) == ("unknown_signer", False)

    def test_another_authority(self) -> None:
        """A signer of an authority that is not in the trust list, even one with the same name."""
        self.check(Authority().signer(SIGNER_KEY), "authority_unknown")

    def test_self_signed(self) -> None:
        """An authority's own certificate is no signer."""
        self.check(AUTHORITY.pem, "signer_usage", AUTHORITY.key)

    def test_document_type(self) -> None:
        """A signer for other document types."""
        self.check(AUTHORITY.signer(SIGNER_KEY, types=["XX"]), "signer_document_type")

    def test_certified_outside_the_authority_s_validity(self) -> None:
        """A signer certified before its authority began."""
        self.check(AUTHORITY.signer(SIGNER_KEY, now=START - timedelta(days=9)), "authority_not_valid")

    def test_tampered_certificate(self) -> None:
        """A signer whose certificate was changed after it was signed (here: its serial number)."""
        data = bytearray(unwrap(SIGNER_PEM))
        place = bytes(data).index(der.encode(der.INTEGER, SIGNER.serial.to_bytes(20, "big").lstrip(b"\0")))
        data[place + 4] ^= 1
        pem = b"-----BEGIN CERTIFICATE-----\n" + base64.b64encode(data) + b"\n-----END CERTIFICATE-----"
        self.check(pem, "signer_signature")

    def test_an_authority_that_may_not_certify(self) -> None:
        """An anchor without CA rights certifies nobody."""
        weak = replace(AUTHORITY.certificate, is_ca=False)
        self.check(SIGNER_PEM, "authority_may_not_sign", trusted=trust(authorities=[weak]))
        weak = replace(AUTHORITY.certificate, may_sign=False)
        self.check(SIGNER_PEM, "authority_may_not_sign", trusted=trust(authorities=[weak]))

    def test_key_identifier_must_point_to_the_authority(self) -> None:
        """The authority key identifier decides together with the name."""
        moved = replace(AUTHORITY.certificate, ski=bytes(20))
        self.check(SIGNER_PEM, "authority_unknown", trusted=trust(authorities=[moved]))

    def test_country_of_the_seal(self) -> None:
        """A seal that claims another issuing country than its signer's."""
        verdict = judge(vdsnc(issuer="TKM"))
        assert (verdict.answer, verdict.reasons[0]) == ("unknown_signer", "signer_country")

    def test_revoked_signer(self) -> None:
        """A signer on its authority's list."""
        listed = trust(crls=[AUTHORITY.crl([SIGNER.serial])])
        assert judge(VDSNC, listed).answer == "signer_revoked"
        assert judge(TOKEN, listed).answer == "signer_revoked"
        assert judge(VDSNC, crl=AUTHORITY.crl([SIGNER.serial], number=2)).answer == "signer_revoked"

    def test_validity_of_the_certificate(self) -> None:
        """Before and after the signer's certificate nothing is valid; signed after its end it never was."""
        short = AUTHORITY.signer(SIGNER_KEY, days=65)
        assert judge(vdsnc(certificate=short)).answer == "valid"
        later = NOW + timedelta(days=10)
        verdict = judge(vdsnc(certificate=short), at=later)
        assert (verdict.answer, "signer_expired" in verdict.reasons) == ("expired", True)
        assert judge(vdsnc(certificate=short), at=START - timedelta(days=5)).answer == "not_yet_valid"
        message = {**MESSAGE, "ve": [{"vd": [{"dvc": "2026-06-20"}]}]}
        verdict = judge(vdsnc(message, certificate=short), at=later + timedelta(days=30))
        assert (verdict.answer, verdict.reasons[0]) == ("unknown_signer", "signer_not_valid_at_signing")


def _null_parameter(pem: bytes, key: Any) -> bytes:
    """The same certificate with the explicit NULL that real issuers write, signed anew."""
    outer = der.items(der.read(unwrap(pem)).content)
    kind = der.items(outer[1].content)[0]
    algorithm = der.encode(der.SEQUENCE, kind.whole, der.encode(der.NULL))
    parts = der.items(outer[0].content)
    tbs = der.encode(der.SEQUENCE, *(algorithm if part.whole == outer[1].whole else part.whole for part in parts))
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    signature = key.sign(tbs, ec.ECDSA(hashes.SHA256()))
    return der.encode(der.SEQUENCE, tbs, algorithm, der.encode(der.BIT_STRING, b"\x00", signature))


def test_the_null_parameter_trap() -> None:
    """A certificate that strict libraries refuse is read, marked, and its chain checked like any other."""
    from cryptography import x509

    data = _null_parameter(SIGNER_PEM, AUTHORITY.key)
    with pytest.raises(ValueError, match="ExtraData"):
        x509.load_der_x509_certificate(data)
    good = issue.seal_vdsnc(SIGNER_KEY, data, kind="icao.vacc", issuer="UTO", message=MESSAGE)
    verdict = judge(good)
    assert (verdict.answer, verdict.green) == ("valid", True)
    assert "nonconformant_cert" in verdict.reasons
    forged = _null_parameter(SIGNER_PEM, STRANGER)
    verdict = judge(issue.seal_vdsnc(SIGNER_KEY, forged, kind="icao.vacc", issuer="UTO", message=MESSAGE))
    assert (verdict.answer, verdict.green) == ("unknown_signer", False)
    assert {"signer_signature", "nonconformant_cert"} <= set(verdict.reasons)


class TestVdsNc:
    """The form of VDS-NC: strict JSON, canonical bytes of ``data``, raw signature, base64url."""

    def parts(self) -> Any:
        return json.loads(VDSNC)

    def test_any_layout_of_the_same_data(self) -> None:
        """Order of keys, white space and padding do not matter; the canonical bytes of ``data`` do."""
        value = self.parts()
        value["sig"]["sigvl"] += "=="
        for text in (
            json.dumps(value, indent=2),
            json.dumps({"sig": value["sig"], "data": value["data"]}),
            json.dumps({**value, "data": {"msg": value["data"]["msg"], "hdr": value["data"]["hdr"]}}),
            json.dumps(value).encode(),
            " \n" + VDSNC + "\n",
        ):
            assert judge(text).green

    @pytest.mark.parametrize("message", [{"f": 1.5}, {"f": 1e21}, {"é": 1, "\U00010000": 2, "\uffee": 3}, {"n": -0.0}])
    def test_unusual_values_are_canonical_too(self, message: Any) -> None:
        """Floats and keys beyond the BMP are written as RFC 8785 says, and verify."""
        text = vdsnc({**MESSAGE, **message})
        assert judge(text).answer == "valid"
        assert judge(json.dumps(json.loads(text), indent=1)).answer == "valid"
        assert rfc8785.dumps(json.loads(text)["data"]) in text.encode()

    def test_changed_content(self) -> None:
        """A changed value in ``data``, or another algorithm, is altered."""
        value = self.parts()
        value["data"]["msg"]["pid"]["dob"] = "1990-01-28"
        assert judge(json.dumps(value)).answer == "altered"
        value = self.parts()
        value["sig"]["alg"] = "ES384"
        assert judge(json.dumps(value)).answer == "altered"
        value["sig"]["alg"], value["sig"]["sigvl"] = "ES256", "AAAA"
        assert judge(json.dumps(value)).answer == "altered"

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "{}",
            "[]",
            "null",
            '"x"',
            '{"data":{},"sig":{}}',
            VDSNC.replace('"v":1', '"v":1,"v":1'),
            VDSNC.replace('"v":1', '"v":true'),
            VDSNC.replace('"v":1', '"v":NaN'),
            VDSNC.replace('"v":1', '"v":"1"'),
            VDSNC.replace('"v":1', '"v":1e999'),
            VDSNC.replace('"v":1', f'"v":{2**60}'),
            VDSNC.replace("UTO", "uto"),
            VDSNC.replace("ES256", "none"),
            VDSNC.replace("ES256", "HS256"),
            VDSNC.replace('"cer":"', '"cer":"!'),
            VDSNC.replace('"cer":"MII', '"cer":"MIM'),
            VDSNC.replace('{"data"', '{"x":1,"data"'),
            VDSNC.replace('"alg"', '"kid":"1","alg"'),
            VDSNC.replace('"is"', '"x":1,"is"'),
            VDSNC.replace('"msg":{', '"msg":{"x":"\\ud800",'),
            VDSNC + "x",
            VDSNC + '"',
            VDSNC[:-1],
            "[" * 5000,
            VDSNC.replace('"msg":{', '"msg":{"x":' + "[" * 5000 + "],".rjust(5001, "]")),
            VDSNC.replace("ATAYEVA", "A" * 20_000),
            "\ud800",
            b"\xff\xfe",
        ],
    )
    def test_malformed(self, text: Any) -> None:
        """Anything but a strict seal is no seal; nothing is guessed and nothing raised."""
        assert judge(text).answer == "not_a_seal"

    def test_base64url_has_one_spelling(self) -> None:
        """Spare bits of the last character must be zero; the other alphabet is refused."""
        value = self.parts()
        last = value["sig"]["sigvl"][-1]
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        value["sig"]["sigvl"] = value["sig"]["sigvl"][:-1] + letters[letters.index(last) + 1]
        assert judge(json.dumps(value)).answer == "not_a_seal"
        for wrong in ("+", "/", "=", "a===", "a=b", "ab=", "é"):
            value["sig"]["sigvl"] = wrong
            assert judge(json.dumps(value)).answer == "not_a_seal"

    def test_travel_authorization(self) -> None:
        """A message with ``dta`` has dates of validity; its type needs no certificate rule that is not known here."""
        message = {"dtan": "D1", "pi": {"n": "X", "pn": "A1234567"}, "dta": {"vf": "2026-05-01", "vu": "2026-06-01"}}
        text = vdsnc(message, kind="icao.own")
        assert judge(text, bearer=Bearer("A1234567")).answer == "valid"
        assert "document_type_unchecked" in judge(text).reasons
        assert judge(text, at=date(2026, 6, 2)).answer == "expired"
        assert judge(text, at=date(2026, 4, 30)).answer == "not_yet_valid"
        assert judge(text, trust(document_types={"icao.own": "AB"})).answer == "unknown_signer"
        broken = vdsnc({**message, "dta": {"vf": "2026-05-01", "vu": "never"}}, kind="icao.own")
        assert (judge(broken).answer, judge(broken).green) == ("valid", False)


def test_a_naive_time_is_an_error_of_the_caller() -> None:
    """A time without a zone has no civil day."""
    with pytest.raises(ValueError, match="zone"):
        verify(TOKEN, TRUST, at=datetime(2026, 6, 1))  # noqa: DTZ001
    assert verifying.verify(TOKEN, TRUST).answer in ANSWERS


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_get_an_answer(data: bytes) -> None:
    """The verifier answers for every input."""
    for seal in (data, b"SAPAR1:" + data, b'{"data":' + data):
        assert judge(seal).answer in ("not_a_seal", "unknown_signer", "altered")
