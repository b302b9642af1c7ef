"""Files for a trust folder: each certificate and list is judged; what does not conform is flagged, never passed over."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.standards.seals.seal_makers import NOW, START, Authority

from sapar.standards.seals import issue
from sapar.standards.seals.bundle import MAX_BYTES, MAX_ITEMS, NotABundle, Piece, examine
from sapar.standards.seals.certificate import read_certificate
from sapar.standards.seals.trust import Trust, unwrap

NOBODY = Trust()
VECTORS = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "vds_nc"


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def signer(authority: Authority) -> bytes:
    return authority.signer(issue.load_key(issue.new_key()))


def crl(authority: Authority, number: int = 1) -> bytes:
    return issue.issue_crl(
        authority.key,
        authority.pem,
        now=START + timedelta(number),
        next_update=NOW + timedelta(30),
        number=number,
        revoked=[],
    )


def one(data: bytes, trust: Trust = NOBODY) -> Piece:
    (found,) = examine(data, trust, NOW)
    return found


def test_a_whole_file_is_good_by_what_is_in_it(authority: Authority, signer: bytes) -> None:
    """Authority, signer and list in one PEM file: each is good, each knows where it belongs."""
    found = examine(signer + authority.pem + crl_pem(authority), NOBODY, NOW)
    assert [(piece.kind, piece.problems) for piece in found] == [("signer", ()), ("authority", ()), ("crl", ())]
    assert [piece.file_name.partition("/")[0] for piece in found] == ["signers", "csca", "crl"]
    assert found[1].remarks == ("specimen",)


def crl_pem(authority: Authority) -> bytes:
    import base64

    made = crl(authority)
    if made.startswith(b"-----"):
        return made
    return b"-----BEGIN X509 CRL-----\n" + base64.encodebytes(made) + b"-----END X509 CRL-----\n"


def test_a_signer_needs_an_authority_that_is_trusted(authority: Authority, signer: bytes) -> None:
    """Alone it is refused; with its authority in the folder it is good; known once it is there; another's is refused."""
    assert one(signer).problems == ("authority_unknown",)
    trusting = Trust([authority.certificate])
    assert one(signer, trusting).problems == ()
    assert not one(signer, trusting).known
    assert one(signer, Trust([authority.certificate], [read_certificate(unwrap(signer))])).known
    assert one(signer, Trust([Authority().certificate])).problems != ()


def test_a_list_of_another_or_an_older_one_is_refused(authority: Authority) -> None:
    """Signed by its authority, and not older than the one that is here."""
    from sapar.standards.seals.certificate import read_crl

    trusting = Trust([authority.certificate])
    assert one(crl(authority), trusting).problems == ()
    assert one(crl(authority)).problems == ("authority_unknown",)
    assert one(crl(Authority()), trusting).problems == ("signature",)
    latest = crl(authority, 5)
    newer = Trust([authority.certificate], crls=[read_crl(unwrap(latest))])
    assert one(crl(authority), newer).problems == ("older",)
    assert one(latest, newer).known


def test_a_changed_authority_is_refused(authority: Authority) -> None:
    """One bit of its signature, or a key that has not signed it: not self-signed. Run out: said."""
    der = bytearray(unwrap(authority.pem))
    der[-1] ^= 1
    assert "not_self_signed" in one(bytes(der)).problems
    late = examine(authority.pem, NOBODY, NOW + timedelta(days=40_000))[0]
    assert "expired" in late.problems


@pytest.mark.skipif(not VECTORS.exists(), reason="the public vectors are not here")
def test_public_authority_and_its_stale_list() -> None:
    """Australia's authority of 2021 and its list, whose next edition is long overdue: taken, and flagged as stale."""
    authority = one((VECTORS / "CSCA_AUS.der").read_bytes())
    assert authority.kind == "authority"
    trusting = Trust([read_certificate((VECTORS / "CSCA_AUS.der").read_bytes())])
    found = one((VECTORS / "CRL_AUS.crl").read_bytes(), trusting)
    assert (found.kind, found.problems, found.remarks) == ("crl", (), ("stale",))


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "format"),
        (b"hello", "format"),
        (b"\x30\x80", "format"),
        (b"-----BEGIN CERTIFICATE-----\nAAA\n-----END CERTIFICATE-----", "format"),
        (b"-----BEGIN CERTIFICATE-----\n" + b"A" * 7_000_000, "format"),
        (b"\x30" * (MAX_BYTES + 1), "size"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" * (MAX_ITEMS + 1), "items"),
    ],
)
def test_what_is_no_bundle_is_refused(data: bytes, rule: str) -> None:
    """Named by its rule, in bounded time."""
    with pytest.raises(NotABundle) as caught:
        examine(data, NOBODY, NOW)
    assert caught.value.rule == rule


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(place=st.integers(0, 10_000), bit=st.integers(0, 7), cut=st.integers(0, 3))
def test_no_damaged_file_is_taken(authority: Authority, signer: bytes, place: int, bit: int, cut: int) -> None:
    """Whatever bit of a signer's certificate changes: it is no certificate any more, or refused; nothing else raises."""
    der = bytearray(unwrap(signer))
    der[place % len(der)] ^= 1 << bit
    data = bytes(der[: len(der) - cut])
    try:
        (found,) = examine(data, Trust([authority.certificate]), NOW)
    except NotABundle:
        return
    assert found.problems
    assert replace(found, problems=()).fingerprint == found.fingerprint
