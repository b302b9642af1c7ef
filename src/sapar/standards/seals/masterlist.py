"""Master lists: the country signing certificates that a State or ICAO has gathered, signed (ICAO Doc 9303-12 §9).

A file is CMS ``SignedData`` (RFC 5652) in DER whose content is a ``CscaMasterList``: SEQUENCE { version 0, SET OF
Certificate }. What is read here says nothing about trust yet: `judge` says who signed the list, how far that could be
checked with what is inside and with what is trusted already, and names everything that could not be checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import new as new_hash

from sapar.standards.seals import der
from sapar.standards.seals.certificate import (
    BAD,
    GOOD,
    Certificate,
    Crl,
    Name,
    Signed,
    read_certificate,
    read_name,
    signature_of,
)
from sapar.standards.seals.der import DerError, Item
from sapar.standards.seals.trust import Trust

EKU_MASTER_LIST = "2.23.136.1.1.3"
_SIGNED_DATA, _MASTER_LIST = "1.2.840.113549.1.7.2", "2.23.136.1.1.2"
_CONTENT_TYPE, _DIGEST, _SIGNING_TIME = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4", "1.2.840.113549.1.9.5"
_HASHES = {
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
# A signature that names the key's kind only; the hash stands beside it. The same with its hash, as certificates say it.
_RSA = "1.2.840.113549.1.1.1"
_RSA_WITH = {
    "sha256": "300d06092a864886f70d01010b0500",
    "sha384": "300d06092a864886f70d01010c0500",
    "sha512": "300d06092a864886f70d01010d0500",
}
MOST_SIGNERS, MOST_INSIDE = 4, 32


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature over a list: whose it says it is, and what it is made over."""

    issuer: Name | None
    serial: int
    key_identifier: bytes
    signed: Signed
    digest: bytes
    hash_name: str
    signed_at: datetime | None


@dataclass(frozen=True, slots=True)
class MasterList:
    """A list as read. ``entries``: DER of each certificate, good or not. ``inside``: those sent along to check the signer."""

    der: bytes
    content: bytes
    entries: tuple[bytes, ...]
    inside: tuple[Certificate, ...]
    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """Who signed a list, and how far that holds.

    ``problems`` keep out everything that the list names: ``list_unsigned``, ``list_signature``, ``list_signer_usage``,
    ``list_signer_signature``, ``list_signer_not_valid``, ``list_signer_revoked``, ``list_authority_may_not_sign``,
    ``list_authority_not_valid``, ``signer_critical_extension``. ``remarks`` say what could not be checked:
    ``list_signer_missing``,
    ``list_signature_unsupported``, ``list_signer_unsupported``, ``list_authority_unknown``, ``list_authority_inside``,
    ``list_undated``, ``list_signer_run_out``, ``list_crl_missing``, ``list_crl_stale``, ``nonconformant_cert``; and, good
    news, ``list_authority_trusted``.
    """

    signers: tuple[Certificate, ...]
    signed_at: datetime | None
    problems: tuple[str, ...]
    remarks: tuple[str, ...]


def is_cms(data: bytes) -> bool:
    """Whether the bytes begin like CMS signed data, whatever comes after."""
    try:
        fields = der.items(der.read(data, der.SEQUENCE).content)
        return bool(fields) and fields[0].tag == der.OID and der.oid(fields[0]) == _SIGNED_DATA
    except DerError:
        return False


def read_master_list(data: bytes) -> MasterList:
    """Read a master list. Raises ``DerError``."""
    outer = der.items(der.read(data, der.SEQUENCE).content)
    if len(outer) != 2 or der.oid(outer[0]) != _SIGNED_DATA or outer[1].tag != 0xA0:
        raise DerError("not CMS signed data")
    fields = der.items(der.read(outer[1].content, der.SEQUENCE).content)
    if len(fields) < 4:
        raise DerError("signed data has more fields")
    encapsulated = der.items(fields[2].content)
    if len(encapsulated) != 2 or der.oid(encapsulated[0]) != _MASTER_LIST or encapsulated[1].tag != 0xA0:
        raise DerError("the content is no master list")
    content = der.read(encapsulated[1].content, der.OCTET_STRING).content
    version, entries = _pair(der.read(content, der.SEQUENCE), der.SET)
    if der.integer(version) != 0:
        raise DerError("a version of master lists that is not known")
    inside: list[Certificate] = []
    for item in der.items(fields[3].content)[:MOST_INSIDE] if fields[3].tag == 0xA0 else ():
        try:
            inside.append(read_certificate(item.whole))
        except DerError:
            continue  # whose signer then is missing, which is said
    signers = der.items(fields[-1].content) if fields[-1].tag == der.SET else []
    if len(signers) > MOST_SIGNERS:
        raise DerError("too many signers")
    return MasterList(
        data,
        content,
        tuple(item.whole for item in der.items(entries.content)),
        tuple(inside),
        tuple(map(_signature, signers)),
    )


def judge(
    found: MasterList, inside: Sequence[Certificate], trusted: Sequence[Certificate], lists: Trust, now: datetime
) -> Judgement:
    """Who signed the list, and how far it holds by what is trusted and by what is inside. Never raises.

    ``inside``: the certificates of the file that could be read; ``lists``: asked for revocation lists alone.
    """
    problems: dict[str, None] = {}
    remarks: dict[str, None] = {}
    signers: list[Certificate] = []
    if not found.signatures:
        problems["list_unsigned"] = None
    for one in found.signatures:
        if one.signed_at is None:
            remarks["list_undated"] = None
        if one.hash_name and new_hash(one.hash_name, found.content).digest() != one.digest:
            problems["list_signature"] = None
        signer = next((certificate for certificate in found.inside if _is_of(one, certificate)), None)
        if signer is None:
            remarks["list_signer_missing"] = None
            continue
        signers.append(signer)
        answer = signature_of(one.signed, signer) if one.hash_name else ""
        if answer == BAD:
            problems["list_signature"] = None
        elif answer != GOOD:
            remarks["list_signature_unsupported"] = None
        if signer.not_after < now:
            remarks["list_signer_run_out"] = None
        if one.signed_at is not None and not signer.not_before <= one.signed_at <= signer.not_after:
            problems["list_signer_not_valid"] = None
        _judge_signer(signer, problems, remarks)
        here, there = _authority(signer, trusted), _authority(signer, inside)
        authority = here or there
        if authority is None:
            remarks["list_authority_unknown"] = None
            continue
        remarks["list_authority_trusted" if here else "list_authority_inside"] = None
        _judge_authority(signer, authority, lists.crl_of(authority), now, problems, remarks)
    times = [one.signed_at for one in found.signatures if one.signed_at]
    return Judgement(tuple(signers), min(times) if times else None, tuple(problems), tuple(remarks))


def _judge_signer(signer: Certificate, problems: dict[str, None], remarks: dict[str, None]) -> None:
    if signer.eku is None or EKU_MASTER_LIST not in signer.eku:
        problems["list_signer_usage"] = None
    if signer.unknown_critical:
        problems["signer_critical_extension"] = None
    if signer.nonconformant:
        remarks["nonconformant_cert"] = None


def _judge_authority(
    signer: Certificate,
    authority: Certificate,
    crl: Crl | None,
    now: datetime,
    problems: dict[str, None],
    remarks: dict[str, None],
) -> None:
    if not (authority.is_ca and authority.may_sign) or authority.unknown_critical:
        problems["list_authority_may_not_sign"] = None
    if not authority.not_before <= signer.not_before <= authority.not_after:
        problems["list_authority_not_valid"] = None
    answer = signature_of(signer.signed, authority)
    if answer == BAD:
        problems["list_signer_signature"] = None
    elif answer != GOOD:
        remarks["list_signer_unsupported"] = None
    if crl is None:
        remarks["list_crl_missing"] = None
        return
    if signer.serial in crl.serials:
        problems["list_signer_revoked"] = None
    if crl.next_update is None or crl.next_update < now:
        remarks["list_crl_stale"] = None


def _authority(signer: Certificate, among: Iterable[Certificate]) -> Certificate | None:
    for one in among:
        named = one.subject == signer.issuer and one.subject == one.issuer
        if named and (signer.aki is None or one.key_identifier == signer.aki):
            return one
    return None


def _is_of(one: Signature, certificate: Certificate) -> bool:
    if one.issuer is None:
        return certificate.key_identifier == one.key_identifier
    return certificate.issuer == one.issuer and certificate.serial == one.serial


def _signature(item: Item) -> Signature:
    """A SignerInfo (RFC 5652 §5.3). Signed attributes are demanded: without them the kind of content is not signed."""
    fields = der.items(item.content)
    if item.tag != der.SEQUENCE or len(fields) not in (6, 7) or fields[3].tag != 0xA0:
        raise DerError("not a signature with signed attributes")
    _version, identifier, digest_algorithm, attributes, algorithm, signature = fields[:6]
    issuer, serial, key_identifier = None, 0, b""
    if identifier.tag == der.SEQUENCE:
        name, number = _pair(identifier, der.INTEGER)
        issuer, serial = read_name(name), der.integer(number)
    elif identifier.tag == 0x80:
        key_identifier = identifier.content
    else:
        raise DerError("not an identifier of a signer")
    if signature.tag != der.OCTET_STRING:
        raise DerError("not a signature")
    found = _attributes(attributes)
    if der.oid(_one(found, _CONTENT_TYPE)) != _MASTER_LIST:
        raise DerError("what is signed is no master list")
    hash_name = _HASHES.get(_algorithm(digest_algorithm), "")
    if _algorithm(algorithm) == _RSA and hash_name:
        algorithm = der.read(bytes.fromhex(_RSA_WITH[hash_name]))
    # Signed are the attributes as the SET that they are, not with the tag that they have here.
    signed = Signed(der.encode(der.SET, attributes.content), algorithm, signature.content)
    return Signature(
        issuer=issuer,
        serial=serial,
        key_identifier=key_identifier,
        signed=signed,
        digest=der.read(_one(found, _DIGEST).whole, der.OCTET_STRING).content,
        hash_name=hash_name,
        signed_at=der.moment(_one(found, _SIGNING_TIME)) if _SIGNING_TIME in found else None,
    )


def _attributes(item: Item) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = {}
    for attribute in der.items(item.content):
        kind, values = _pair(attribute, der.SET)
        if found.setdefault(der.oid(kind), (taken := der.items(values.content))) is not taken:
            raise DerError("an attribute twice")
    return found


def _one(found: dict[str, list[Item]], kind: str) -> Item:
    values = found.get(kind, [])
    if len(values) != 1:
        raise DerError("an attribute without its one value")
    return values[0]


def _algorithm(item: Item) -> str:
    fields = der.items(item.content)
    if item.tag != der.SEQUENCE or not fields:
        raise DerError("not an algorithm")
    return der.oid(fields[0])


def _pair(item: Item, second: int) -> tuple[Item, Item]:
    fields = der.items(item.content)
    if item.tag != der.SEQUENCE or len(fields) != 2 or fields[1].tag != second:
        raise DerError("not a pair")
    return fields[0], fields[1]
