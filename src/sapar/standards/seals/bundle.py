"""Files with certificates, revocation lists and master lists for a trust folder: what is in them, what may be taken.

A file is DER (one certificate, revocation list or master list), PEM with any number of them, or LDIF as public key
directories give it. Everything in it is examined with the lenient reader: what does not conform is flagged, never passed
over. An *authority* (self-signed) is trusted because a person has compared the file's fingerprint by another way, also
where a master list names it; a *signer* and a *revocation list* because an authority that is trusted already has signed
them. A *master list* is shown with who signed it and what could not be checked, and is not kept itself.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256

from sapar.standards.seals import ldif, masterlist
from sapar.standards.seals.certificate import (
    BAD,
    GOOD,
    UNSUPPORTED,
    Certificate,
    Crl,
    Name,
    UnknownCritical,
    read_certificate,
    read_crl,
    signature_of,
)
from sapar.standards.seals.der import DerError
from sapar.standards.seals.masterlist import MasterList
from sapar.standards.seals.trust import Trust

AUTHORITY, SIGNER, CRL, MASTER_LIST, UNREADABLE = "authority", "signer", "crl", "master_list", "unreadable"
FOLDERS = {AUTHORITY: "csca", SIGNER: "signers", CRL: "crl"}
# Of a whole directory; certificates that stand in several lists count once for MAX_DISTINCT.
MAX_BYTES, MAX_ITEMS, MAX_DISTINCT = 32 * 2**20, 40_000, 4_000
# What is checked against each other is bounded too: States have a dozen authorities of one name, directories fifty lists.
MAX_NAMESAKES, MAX_LISTS, MAX_CRLS = 64, 100, 300
_PEM = re.compile(
    rb"-----BEGIN (CERTIFICATE|X509 CRL|CMS|PKCS7)-----\s+([A-Za-z0-9+/=\s]{1,12000000}?)-----END \1-----"
)
_NAMES = {"2.5.4.6": "C", "2.5.4.10": "O", "2.5.4.11": "OU", "2.5.4.3": "CN", "2.5.4.5": "serialNumber"}


class NotABundle(ValueError):
    """A file with nothing that a trust folder could hold. ``rule``: ``size``, ``items``, ``format``, ``changes``."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


@dataclass(frozen=True, slots=True)
class Piece:
    """One certificate or list of a file.

    ``problems`` keep it out: ``authority_unknown``, ``signature``, ``signature_unsupported``, ``not_self_signed``,
    ``link_certificate``, ``may_not_sign``, ``expired``, ``critical_extension``, ``older`` (a newer list of the authority is
    there), ``unreadable``, ``list_refused`` (it stands in master lists that are not good only), those of ``trust.Signer``
    and of ``masterlist.Judgement``. ``remarks`` do not: ``nonconformant_cert``, ``usage_not_said``, ``not_yet_valid``,
    ``stale``, ``specimen`` and those of ``masterlist.Judgement``. ``known``: the trust folder has it already. ``named_by``:
    signers of the master lists that it stands in; ``entries`` of a master list: how many certificates it names.
    """

    kind: str
    der: bytes
    subject: str
    issuer: str
    first: datetime | None
    last: datetime | None
    problems: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    known: bool = False
    named_by: tuple[str, ...] = ()
    entries: int = 0

    @property
    def taken(self) -> bool:
        """Whether bringing in the file brings in this."""
        return self.kind in FOLDERS and not self.problems and not self.known

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the DER encoding, 64 hexadecimal digits."""
        return sha256(self.der).hexdigest()

    @property
    def file_name(self) -> str:
        """Where it belongs in a trust folder."""
        ending = "crl" if self.kind == CRL else "der"
        return f"{FOLDERS[self.kind]}/{self.fingerprint[:16]}.{ending}"


@dataclass(slots=True)
class _Contents:
    """What a file holds, each encoding once, in the order in which it was met."""

    order: dict[bytes, Certificate | Crl | MasterList | DerError] = field(default_factory=dict)
    named: dict[bytes, list[MasterList]] = field(default_factory=dict)
    beside: set[bytes] = field(default_factory=set)
    items: int = 0

    def add(self, encoding: bytes, source: MasterList | None = None) -> None:
        self.items += 1
        if source is None:
            self.beside.add(encoding)
        else:
            self.named.setdefault(encoding, []).append(source)
        if encoding not in self.order:
            self.order[encoding] = found = _read(encoding, lists=source is None)
            if isinstance(found, MasterList):
                for entry in found.entries:
                    self.add(entry, found)
        if self.items > MAX_ITEMS or len(self.order) > MAX_DISTINCT:
            raise NotABundle("items")

    def certificates(self) -> list[Certificate]:
        return [one for one in self.order.values() if isinstance(one, Certificate)]


def examine(data: bytes, trust: Trust, now: datetime) -> list[Piece]:
    """Everything in a file, in its order; what is needed to judge the rest (authorities) counts if it is in the same file.

    Raises ``NotABundle``.
    """
    if len(data) > MAX_BYTES:
        raise NotABundle("size")
    contents = _Contents()
    for encoding in _encodings(data):
        contents.add(encoding)
    broken = [one for one in contents.order.values() if isinstance(one, DerError)]
    if len(broken) == len(contents.order) and not any(isinstance(one, UnknownCritical) for one in broken):
        raise NotABundle("format")
    _refuse_too_many(contents)
    lists = _judged(contents, trust, now)
    made = {
        encoding: _authority(one, trust, now, _refused(encoding, contents, lists))
        for encoding, one in contents.order.items()
        if isinstance(one, Certificate) and (one.is_ca or _self_issued(one))
    }
    # Only an authority that is taken, or is trusted already, may vouch for the rest of the file.
    new = [one for one in contents.certificates() if one.der in made and made[one.der].taken]
    authorities = [*trust.authorities, *new]
    for encoding, one in contents.order.items():
        if isinstance(one, MasterList):
            made[encoding] = _master_list(one, lists[encoding])
        elif isinstance(one, Crl):
            made[encoding] = _list(one, encoding, authorities, trust, now)
        elif isinstance(one, DerError):
            word = "critical_extension" if isinstance(one, UnknownCritical) else "unreadable"
            made[encoding] = Piece(UNREADABLE, encoding, "", "", None, None, (word,))
        elif encoding not in made:
            made[encoding] = _signer(one, authorities, trust, now, _refused(encoding, contents, lists))
    return [
        replace(made[encoding], named_by=_named_by(contents.named.get(encoding, ()), lists))
        for encoding in contents.order
    ]


def _refuse_too_many(contents: _Contents) -> None:
    kinds = Counter(type(one) for one in contents.order.values())
    sent = [one for each in contents.order.values() if isinstance(each, MasterList) for one in each.inside]
    every = {one.der: one for one in (*contents.certificates(), *sent)}.values()
    names = Counter(one.subject for one in every if one.is_ca or _self_issued(one))
    most = max(names.values(), default=0)
    if kinds[MasterList] > MAX_LISTS or kinds[Crl] > MAX_CRLS or most > MAX_NAMESAKES:
        raise NotABundle("items")


def _judged(contents: _Contents, trust: Trust, now: datetime) -> dict[bytes, masterlist.Judgement]:
    """What is found about each master list, by its encoding."""
    certificates = contents.certificates()
    known = [crl for authority in trust.authorities if (crl := trust.crl_of(authority)) is not None]
    inside = [crl for crl in contents.order.values() if isinstance(crl, Crl)]
    whole = [one for one in contents.order.values() if isinstance(one, MasterList)]
    sent = {one.der: one for each in whole for one in each.inside if _self_issued(one)}
    authorities = [*trust.authorities, *sent.values(), *filter(_self_issued, certificates)]
    lists = Trust(authorities, (), [*known, *inside])
    return {
        one.der: masterlist.judge(one, [*one.inside, *certificates], trust.authorities, lists, now) for one in whole
    }


def _refused(encoding: bytes, contents: _Contents, lists: dict[bytes, masterlist.Judgement]) -> bool:
    """Whether a certificate stands in master lists only, and none of them is good."""
    by = contents.named.get(encoding, ())
    return bool(by) and encoding not in contents.beside and all(lists[one.der].problems for one in by)


def _named_by(by: Iterable[MasterList], lists: dict[bytes, masterlist.Judgement]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name(signer.subject) for one in by for signer in lists[one.der].signers))


def _encodings(data: bytes) -> list[bytes]:
    if ldif.is_ldif(data):
        try:
            return list(ldif.values(data))
        except ldif.LdifError:
            raise NotABundle("changes") from None
    found = _PEM.findall(data)
    if not found:
        return [data]
    try:
        return [base64.b64decode(b"".join(text.split()), validate=True) for _kind, text in found]
    except binascii.Error:
        raise NotABundle("format") from None


def _read(encoding: bytes, *, lists: bool) -> Certificate | Crl | MasterList | DerError:
    """What the bytes are; the error if they are nothing that is known. ``lists``: not of an entry of a list."""
    try:
        if lists and masterlist.is_cms(encoding):
            return masterlist.read_master_list(encoding)
        return read_certificate(encoding)
    except DerError as error:
        if not lists:
            return error
    try:
        return read_crl(encoding)
    except DerError as error:
        return error


def _self_issued(certificate: Certificate) -> bool:
    return certificate.issuer == certificate.subject


def _authority(one: Certificate, trust: Trust, now: datetime, refused: bool) -> Piece:
    # A certificate over an authority's new key by its old one; with the authority's own beside it, nothing is lost.
    link = not _self_issued(one) or (one.aki is not None and one.aki != one.key_identifier)
    signature = GOOD if link else signature_of(one.signed, one)
    checks = {
        "link_certificate": link,
        "not_self_signed": signature == BAD,
        "signature_unsupported": signature == UNSUPPORTED,
        "may_not_sign": not (one.is_ca and one.may_sign),
        "critical_extension": one.unknown_critical,
        "expired": one.not_after < now,
        "list_refused": refused,
    }
    return _piece(AUTHORITY, one, checks, any(one.der == known.der for known in trust.authorities), now)


def _signer(one: Certificate, authorities: Sequence[Certificate], trust: Trust, now: datetime, refused: bool) -> Piece:
    found = Trust(authorities, (one,)).signer(one.kid)
    problems = found.problems if found is not None else ("authority_unknown",)
    known = trust.signer(one.kid)
    checks = {**dict.fromkeys(problems, True), "expired": one.not_after < now, "list_refused": refused}
    return _piece(SIGNER, one, checks, known is not None and known.certificate.der == one.der, now)


def _list(one: Crl, encoding: bytes, authorities: Iterable[Certificate], trust: Trust, now: datetime) -> Piece:
    named = [authority for authority in authorities if authority.subject == one.issuer]
    held = [crl for authority in named if (crl := trust.crl_of(authority)) is not None]
    answers = {signature_of(one.signed, authority) for authority in named}
    checks = {
        "authority_unknown": not named,
        "signature": bool(named) and answers == {BAD},
        "signature_unsupported": UNSUPPORTED in answers and GOOD not in answers,
        "older": any(crl.date > one.date for crl in held),
    }
    remarks = {
        "stale": one.next_update is None or one.next_update < now,
        "not_yet_valid": one.date > now,
        "nonconformant_cert": one.nonconformant,
    }
    known = any(crl.signed == one.signed for crl in held)
    issuer = name(one.issuer)
    return Piece(CRL, encoding, issuer, issuer, one.date, one.next_update, _true(checks), _true(remarks), known)


def _master_list(one: MasterList, judged: masterlist.Judgement) -> Piece:
    return Piece(
        MASTER_LIST,
        one.der,
        "; ".join(name(signer.subject) for signer in judged.signers),
        "; ".join(dict.fromkeys(name(signer.issuer) for signer in judged.signers)),
        judged.signed_at,
        min((signer.not_after for signer in judged.signers), default=None),
        judged.problems,
        judged.remarks,
        entries=len(one.entries),
    )


def remarks_of(one: Certificate, now: datetime) -> tuple[str, ...]:
    """What is unusual about a certificate and does not keep it out."""
    checks = {
        "nonconformant_cert": one.nonconformant,
        "usage_not_said": one.is_ca and not one.says_usage,
        "not_yet_valid": one.not_before > now,
        "specimen": one.country == "UT",
    }
    return _true(checks)


def _piece(kind: str, one: Certificate, checks: dict[str, bool], known: bool, now: datetime) -> Piece:
    return Piece(
        kind,
        one.der,
        name(one.subject),
        name(one.issuer),
        one.not_before,
        one.not_after,
        _true(checks),
        remarks_of(one, now),
        known,
    )


def _true(checks: dict[str, bool]) -> tuple[str, ...]:
    return tuple(word for word, holds in checks.items() if holds)


def name(parts: Name) -> str:
    """A distinguished name for people: C=TM, O=…, CN=…"""
    return ", ".join(f"{_NAMES.get(kind, kind)}={text.upper() if kind == '2.5.4.6' else text}" for kind, text in parts)
