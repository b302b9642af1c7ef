"""Master lists and directory files: who signed, what could not be checked is said, and what is not good is not taken."""

from __future__ import annotations

import base64
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.standards.seals.list_makers import authority_der, directory, list_signer, master_list, oid
from tests.standards.seals.seal_makers import NOW, START, Authority

from sapar.standards.seals import bundle, curves, der, issue, masterlist
from sapar.standards.seals.bundle import MASTER_LIST, NotABundle, Piece, examine
from sapar.standards.seals.certificate import BAD, GOOD, UNSUPPORTED, read_certificate, read_crl, signature_of
from sapar.standards.seals.der import DerError
from sapar.standards.seals.trust import Trust, unwrap

NOBODY = Trust()
VECTORS = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "vds_nc" / "certs"
LISTER = Authority()
KEY = issue.load_key(issue.new_key())
SIGNER = list_signer(LISTER, KEY)
STATES = [authority_der(Authority()) for _ in range(3)]
LIST = master_list(STATES, KEY, SIGNER)


def parts(data: bytes, trust: Trust = NOBODY, now: Any = NOW) -> tuple[Piece, list[Piece]]:
    found = examine(data, trust, now)
    (listed,) = [one for one in found if one.kind == MASTER_LIST]
    return listed, [one for one in found if one.kind != MASTER_LIST]


def test_a_list_names_its_signer_and_what_it_lists() -> None:
    """Signed by a signer whose authority is trusted and has a list of withdrawn keys: nothing is left unchecked."""
    trusting = Trust([LISTER.certificate], crls=[LISTER.crl()])
    listed, entries = parts(LIST, trusting)
    assert (listed.problems, listed.remarks) == ((), ("list_authority_trusted",))
    assert listed.subject == "C=UT, CN=specimen list signer"
    assert listed.first == NOW - timedelta(days=1)
    assert listed.entries == 3
    assert not listed.taken
    assert sorted(one.der for one in entries) == sorted(STATES)
    assert all(one.taken and one.named_by == (listed.subject,) for one in entries)
    known = Trust([LISTER.certificate, read_certificate(STATES[0])], crls=[LISTER.crl()])
    assert [one.known for one in parts(LIST, known)[1]].count(True) == 1


def test_what_cannot_be_checked_is_said() -> None:
    """Each missing proof has its own word; none is passed over."""
    assert parts(LIST)[0].remarks == ("list_authority_unknown",)
    within = master_list([*STATES, authority_der(LISTER)], KEY, SIGNER)
    assert parts(within)[0].remarks == ("list_authority_inside", "list_crl_missing")
    beside = master_list(STATES, KEY, SIGNER, inside=[SIGNER, authority_der(LISTER)])
    assert parts(beside)[0].remarks == ("list_authority_inside", "list_crl_missing")
    assert parts(master_list(STATES, KEY, SIGNER, inside=[]))[0].remarks == ("list_signer_missing",)
    assert "list_undated" in parts(master_list(STATES, KEY, SIGNER, signed_at=None))[0].remarks
    sha1 = master_list(STATES, KEY, SIGNER, digest_kind="1.3.14.3.2.26")
    assert "list_signature_unsupported" in parts(sha1)[0].remarks
    assert "list_signer_run_out" in parts(LIST, now=NOW + timedelta(days=500))[0].remarks
    stale = Trust([LISTER.certificate], crls=[LISTER.crl(days=-1)])
    assert "list_crl_stale" in parts(LIST, stale)[0].remarks


@pytest.mark.parametrize(
    ("problem", "changes"),
    [
        ("list_unsigned", {"signatures": 0}),
        ("list_signature", {"over": b"another list"}),
        ("list_signer_not_valid", {"signed_at": START - timedelta(days=1)}),
    ],
)
def test_nothing_of_a_bad_list_is_taken(problem: str, changes: dict[str, Any]) -> None:
    """The list is refused with its reason, and every certificate that only it names."""
    listed, entries = parts(master_list(STATES, KEY, SIGNER, **changes))
    assert problem in listed.problems
    assert all(one.problems == ("list_refused",) for one in entries)


def test_a_signer_has_to_be_one_of_master_lists_by_its_authority() -> None:
    """Another usage, another authority's signature, a withdrawn key: refused."""
    other = list_signer(LISTER, KEY, usage="2.23.136.1.1.14.2")
    assert parts(master_list(STATES, KEY, other))[0].problems == ("list_signer_usage",)
    revoked = Trust([LISTER.certificate], crls=[LISTER.crl([77])])
    assert parts(LIST, revoked)[0].problems == ("list_signer_revoked",)
    # The same names and key identifier, another key's signature.
    forger = Authority(pem=LISTER.pem)
    forged = list_signer(forger, KEY)
    assert parts(master_list(STATES, KEY, forged), Trust([LISTER.certificate]))[0].problems == (
        "list_signer_signature",
    )
    damaged = bytearray(LIST)
    damaged[-1] ^= 1
    assert "list_signature" in parts(bytes(damaged))[0].problems


def test_signers_by_key_identifier_and_with_rsa() -> None:
    """Both ways to name a signer, and RSA whose hash stands beside it."""
    assert parts(master_list(STATES, KEY, SIGNER, by_key_identifier=True))[0].problems == ()
    key = rsa.generate_private_key(65537, 2048)
    assert parts(master_list(STATES, key, list_signer(LISTER, key)))[0].remarks == ("list_authority_unknown",)


def test_a_good_list_vouches_where_a_bad_one_does_not() -> None:
    """A certificate of two lists is refused only if both are bad; one that stands beside a bad list is judged alone."""
    bad = master_list(STATES[:2], KEY, SIGNER, over=b"x")
    good = master_list(STATES[1:], KEY, SIGNER)
    found = examine(directory(("cscaMasterListData", bad), ("pkdMasterListContent;binary", good)), NOBODY, NOW)
    by = {one.der: one for one in found}
    assert by[STATES[0]].problems == ("list_refused",)
    assert by[STATES[1]].taken and by[STATES[2]].taken
    alone = examine(directory(("cscaMasterListData", bad), ("cACertificate;binary", STATES[0])), NOBODY, NOW)
    assert {one.der: one.taken for one in alone}[STATES[0]]


def test_a_directory_with_everything() -> None:
    """Lists, certificates and revocation lists by their attributes; what cannot be read is shown; an address is not fetched."""
    authority = Authority()
    crl = issue.issue_crl(authority.key, authority.pem, now=START, next_update=NOW + timedelta(1), number=1)
    signer = unwrap(authority.signer(issue.load_key(issue.new_key())))
    data = directory(
        ("pkdMasterListContent", LIST),
        ("userCertificate;binary", signer),
        ("cACertificate;binary", authority_der(authority)),
        ("certificateRevocationList;binary", crl),
        ("userCertificate;binary", b"\x30\x03abc"),
        ("jpegPhoto", b"not of interest"),
    )
    data += b"dn: cn=x\nuserCertificate;binary:< file:///etc/passwd\n"
    found = examine(data.replace(b"\n", b"\r\n"), NOBODY, NOW)
    kinds = [one.kind for one in found]
    assert kinds == ["master_list", *["authority"] * 3, "signer", "authority", "crl", "unreadable", "unreadable"]
    assert {one.kind for one in found if one.taken} == {"authority", "signer", "crl"}
    with pytest.raises(NotABundle) as caught:
        examine(b"dn: cn=x\nchangetype: modify\nuserCertificate;binary:: AAAA\n", NOBODY, NOW)
    assert caught.value.rule == "changes"
    with pytest.raises(NotABundle):
        examine(b"dn: cn=x\ncn: nobody\n", NOBODY, NOW)


def test_an_authority_of_a_refused_list_vouches_for_nobody() -> None:
    """A signer whose authority stands in a bad list only is as unknown as before."""
    authority = Authority()
    signer = unwrap(authority.signer(issue.load_key(issue.new_key())))
    bad = master_list([authority_der(authority)], KEY, SIGNER, over=b"x")
    found = examine(directory(("cscaMasterListData", bad), ("userCertificate;binary", signer)), NOBODY, NOW)
    assert found[-1].problems == ("authority_unknown",)
    good = master_list([authority_der(authority)], KEY, SIGNER)
    found = examine(directory(("cscaMasterListData", good), ("userCertificate;binary", signer)), NOBODY, NOW)
    assert found[-1].taken


def test_flags_of_the_reader() -> None:
    """What the lenient reader lets pass is flagged: links, unsaid usage, days to come, signatures of unknown kind."""
    old, new = Authority(), Authority()
    name = x509.load_pem_x509_certificate(old.pem).subject
    public = new.key.public_key()
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public)
        .serial_number(9)
        .not_valid_before(NOW + timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=900))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    )
    plain = builder.sign(new.key, hashes.SHA256()).public_bytes(Encoding.DER)
    (found,) = examine(plain, NOBODY, NOW)
    assert (found.problems, found.remarks) == ((), ("usage_not_said", "not_yet_valid", "specimen"))
    identifier = x509.SubjectKeyIdentifier.from_public_key(old.key.public_key())
    link = builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False
    )
    (found,) = examine(link.sign(old.key, hashes.SHA256()).public_bytes(Encoding.DER), NOBODY, NOW)
    assert found.problems == ("link_certificate",)
    weak = builder.sign(rsa.generate_private_key(65537, 2048), hashes.SHA256()).public_bytes(Encoding.DER)
    (found,) = examine(weak, NOBODY, NOW)
    assert "signature_unsupported" in found.problems
    certificate = read_certificate(plain)
    assert [signature_of(read_certificate(one).signed, certificate) for one in (plain, STATES[0], weak)] == [
        GOOD,
        BAD,
        UNSUPPORTED,
    ]


@pytest.mark.parametrize("curve", [ec.SECP256R1, ec.SECP384R1, ec.SECP521R1, ec.BrainpoolP256R1, ec.BrainpoolP512R1])
def test_keys_that_write_their_curve_out(curve: Any) -> None:
    """As passport authorities have to: the same key; with another generator, coefficient or order it is no key."""
    public = ec.generate_private_key(curve()).public_key()
    spki = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    algorithm, point = der.items(der.read(spki).content)
    kind, name = der.items(algorithm.content)
    ((p, a, b, x, y, n),) = [numbers for numbers, known in curves._known().items() if known == name.whole]
    size = (p.bit_length() + 7) // 8

    def number(value: int) -> bytes:
        return der.encode(der.INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))

    def octets(value: int) -> bytes:
        return der.encode(der.OCTET_STRING, value.to_bytes(size, "big"))

    def written(generator: bytes, b: int = b, n: int = n) -> bytes:
        parameters = der.encode(
            der.SEQUENCE,
            b"\x02\x01\x01",
            der.encode(der.SEQUENCE, oid("1.2.840.10045.1.1"), number(p)),
            der.encode(der.SEQUENCE, octets(a), octets(b)),
            der.encode(der.OCTET_STRING, generator),
            number(n),
        )
        return der.encode(der.SEQUENCE, der.encode(der.SEQUENCE, kind.whole, parameters), point.whole)

    first, second = x.to_bytes(size, "big"), y.to_bytes(size, "big")
    assert curves.named(written(b"\x04" + first + second)) == spki
    assert curves.named(written(bytes([2 + y % 2]) + first)) == spki
    assert curves.named(spki) is None
    for wrong in (
        written(b"\x04" + second + first),
        written(bytes([3 - y % 2]) + first),
        written(b"\x04" + first + second, b=b - 1),
        written(b"\x04" + first + second, n=n - 2),
        b"\x30\x00",
    ):
        assert curves.named(wrong) is None


def test_truths_that_are_not_written_as_der_demands() -> None:
    """Read, judged and flagged; zero is false however the others are written."""
    good = STATES[0]
    assert good.count(b"\x01\x01\xff") == 3  # two critical extensions, and that it is an authority
    odd = good.replace(b"\x01\x01\xff", b"\x01\x01\x01")
    certificate = read_certificate(odd)
    assert certificate.is_ca and certificate.nonconformant
    (found,) = examine(odd, NOBODY, NOW)
    assert "nonconformant_cert" in found.remarks
    assert found.problems == ("not_self_signed",)  # for it was signed otherwise
    with pytest.raises(DerError):
        read_certificate(good.replace(b"\x01\x01\xff", b"\x01\x00\x05", 1))


def test_a_revocation_list_that_demands_more_is_named() -> None:
    """A critical extension that is not understood, of the list or of an entry: shown as such, not as garbage."""
    authority = Authority()
    base = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(x509.load_pem_x509_certificate(authority.pem).subject)
        .last_update(START)
        .next_update(NOW)
    )
    entry = x509.RevokedCertificateBuilder().serial_number(5).revocation_date(START)
    reason = entry.add_extension(x509.CRLReason(x509.ReasonFlags.key_compromise), critical=True).build()
    fine = base.add_revoked_certificate(reason).sign(authority.key, hashes.SHA256()).public_bytes(Encoding.DER)
    assert read_crl(fine).serials == {5}
    unknown = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00")
    of_entry = base.add_revoked_certificate(entry.add_extension(unknown, critical=True).build())
    for builder in (of_entry, base.add_extension(unknown, critical=True)):
        data = builder.sign(authority.key, hashes.SHA256()).public_bytes(Encoding.DER)
        (found,) = examine(data, Trust([authority.certificate]), NOW)
        assert (found.problems, found.taken) == (("critical_extension",), False)


@pytest.mark.skipif(not VECTORS.exists(), reason="the public vectors are not here")
def test_the_german_list() -> None:
    """The list that the German office publishes: signed by its signer, whose authority stands in the list itself."""
    (file,) = VECTORS.glob("DE_ML*.ml")
    listed, entries = parts(file.read_bytes())
    assert listed.problems == ()
    assert "list_authority_inside" in listed.remarks
    assert listed.entries == len(entries) > 400
    aus = (VECTORS.parent / "CSCA_AUS.der").read_bytes()
    (ours,) = [one for one in entries if one.der == aus]
    assert ours.taken and ours.named_by == (listed.subject,)
    # A list's certificates that are not taken have a reason each.
    assert all(one.taken or one.problems for one in entries)
    # Only what is there today and cannot be checked here (SHA-1) is said to be so.
    assert sum("signature_unsupported" in one.problems for one in entries) == 27
    assert not any("unreadable" in one.problems for one in entries)
    damaged = bytearray(file.read_bytes())
    damaged[-1] ^= 1
    assert parts(bytes(damaged))[0].problems == ("list_signature",)


def test_what_is_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many certificates, also the same one many times, in one list or in many lines: refused before they are judged."""
    monkeypatch.setattr(bundle, "MAX_ITEMS", 5)
    for data in (master_list([STATES[0]] * 9, KEY, SIGNER), directory(*[("userCertificate", b"\x30\x00")] * 9)):
        with pytest.raises(NotABundle) as caught:
            examine(data, NOBODY, NOW)
        assert caught.value.rule == "items"
    monkeypatch.undo()
    for name, most in (("MAX_NAMESAKES", 2), ("MAX_LISTS", 0), ("MAX_CRLS", 0)):
        monkeypatch.setattr(bundle, name, most)
        crl = issue.issue_crl(LISTER.key, LISTER.pem, now=START, next_update=NOW, number=1)
        with pytest.raises(NotABundle) as caught:
            examine(directory(("pkdMasterListContent", LIST), ("certificateRevocationList", crl)), NOBODY, NOW)
        assert caught.value.rule == "items"
        monkeypatch.undo()
    with pytest.raises(DerError):
        masterlist.read_master_list(master_list(STATES, KEY, SIGNER, signatures=masterlist.MOST_SIGNERS + 1))
    with pytest.raises(DerError):
        masterlist.read_master_list(master_list(STATES, KEY, SIGNER, content_type="1.2.840.113549.1.7.1"))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(place=st.integers(0, 100_000), bit=st.integers(0, 7), cut=st.integers(0, 3), text=st.booleans())
def test_no_damaged_list_is_believed(place: int, bit: int, cut: int, text: bool) -> None:
    """Whatever bit changes: it is no list any more, it is refused, or its signature still covers all that it names."""
    whole = directory(("pkdMasterListContent", LIST)) if text else LIST
    data = bytearray(whole)
    data[place % len(data)] ^= 1 << bit
    try:
        found = examine(bytes(data[: len(data) - cut]), Trust([LISTER.certificate]), NOW)
    except NotABundle:
        return
    good = {one.der for one in found if one.kind == MASTER_LIST and not one.problems}
    if good and not any(
        "list_signer_missing" in one.remarks or "list_signature_unsupported" in one.remarks for one in found
    ):
        assert {one.der for one in found if one.taken} <= set(STATES)


def test_lines_without_end_take_no_time() -> None:
    """Folded lines, comments and blank lines by the hundred thousand are looked at once."""
    for data in (b"#\n" + b" \n" * 300_000, b"\n" * 600_000, b"dn: x\nuserCertificate:: " + b"QQ\n " * 200_000):
        with pytest.raises(NotABundle):
            examine(data, NOBODY, NOW)
    assert examine(b"dn: x\nuserCertificate:: " + base64.b64encode(STATES[0]), NOBODY, NOW)[0].kind == "authority"
