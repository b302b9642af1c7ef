"""One question, one closed set of answers: is this seal good, now, for this bearer?

Everything happens offline from a trust list gathered before. Which answer is given when several apply: the first that
holds in this order.

================ =====================================================================================================
not_a_seal       the text is no seal of a known form (a VDS-NC whose certificate cannot be read included)
unknown_signer   permit, document, vds: no certificate for the name of the key. All: the chain to a trusted authority does not
                 hold, or (vds) the seal is unsigned or on a curve that cannot be checked here
altered          the signature does not fit the content (asked before the chain where the seal carries its certificate)
signer_revoked   the signer is on its authority's revocation list
revoked          the permit or document is on the revocation list
bearer_mismatch  the bearer's document is not the one in the seal
not_yet_valid    before the first day, or before the signer's certificate
expired          after the last day, or after the signer's certificate, which by rule outlives what it signs
valid            none of these
================ =====================================================================================================

``green`` is stricter: valid, every list present and not stale, every given particular of the bearer equal and at least
the document number compared. A seal without one of its lists can be valid; it is never green.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple

from sapar.standards.countries import state_code
from sapar.standards.seals import document as documents
from sapar.standards.seals import dta, vds, vdsnc
from sapar.standards.seals import permit as permits
from sapar.standards.seals.certificate import EKU_VDSNC, Certificate, Crl
from sapar.standards.seals.countries import same_country
from sapar.standards.seals.permit import NotASeal
from sapar.standards.seals.revocation import RevocationList
from sapar.standards.seals.trust import DOCUMENT_TYPE, PERMIT_TYPE, Signer, Trust

ANSWERS = (
    "valid",
    "expired",
    "not_yet_valid",
    "revoked",
    "unknown_signer",
    "signer_revoked",
    "altered",
    "not_a_seal",
    "bearer_mismatch",
)
# Reasons and warnings by code, in English; a page translates them by code.
REASONS = {
    "signer_not_listed": "No trusted certificate belongs to the key that the seal names.",
    "signer_key_unsupported": "The signer's key is of a kind that cannot be checked.",
    "unsigned": "The seal carries no signature.",
    "unsupported_curve": "The signature is on a curve that cannot be checked here; it is neither good nor bad.",
    "profile_mismatch": "The content departs from the profile of its document type.",
    "profile_unknown": "The document type is unknown here or its profile is unverified.",
    "header_quirk": "The header is not written as the standard says; this signer is known for it.",
    "signer_usage": "The signer's certificate is not made for seals.",
    "signer_critical_extension": "The signer's certificate demands something that is not understood.",
    "signer_signature": "The signer's certificate is not signed by the authority that it names.",
    "signer_country": "The signer's certificate names another country.",
    "signer_document_type": "The signer may not sign this type of document.",
    "signer_not_valid_at_signing": "The signer's certificate was not valid when the seal was made.",
    "signer_expired": "The signer's certificate has expired.",
    "signer_not_yet_valid": "The signer's certificate is not valid yet.",
    "authority_unknown": "The authority behind the signer is not trusted here.",
    "authority_may_not_sign": "The authority's certificate does not allow it to certify signers.",
    "authority_not_valid": "The authority's certificate was not valid when the signer was certified.",
    "nonconformant_cert": "The signer's certificate breaks the encoding rules (all checks were done nevertheless).",
    "document_type_unchecked": "Which signers may sign this type of document is not known here.",
    "status_unknown": "This kind of seal cannot be revoked offline: the issuer's register decides.",
    "crl_missing": "The revocation list of the signer's authority is missing.",
    "crl_stale": "The revocation list of the signer's authority is out of date.",
    "revoked_list_missing": "The list of revoked permits is missing.",
    "revoked_list_stale": "The list of revoked permits is out of date.",
    "revoked_list_too_short": "The list of revoked permits does not reach this permit yet.",
    "list_not_trusted": "A list that was given is not signed by whom it should be; it is not used.",
    "after_last_day": "The last day of validity is over.",
    "before_first_day": "The first day of validity has not come.",
    "validity_unreadable": "The dates of validity in the seal are not dates.",
    "bearer_document_number": "The number of the document differs.",
    "bearer_nationality": "The nationality differs.",
    "bearer_birth_date": "The date of birth differs.",
    "bearer_name": "The name differs.",
    "bearer_unchecked": "The seal holds no document number to compare with the bearer's document.",
    "specimen": "Specimen: the issuer is the fictitious State of Utopia.",
}


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who shows the seal, from the MRZ of the document at hand; empty fields are not compared."""

    document_number: str
    nationality: str = ""
    birth_date: str = ""
    name: str = ""


class Verdict(NamedTuple):
    """The answer with its reasons.

    ``kind``: ``permit``, ``document``, ``vds-nc``, ``vds`` or empty. ``fields``: the content, only where the signature and
    the signer are good (nothing unproven is shown). ``list_date``: date of the oldest list used. ``list_stale``: a list is
    missing or out of date. ``reasons``: codes of ``REASONS``, what decided first.
    """

    answer: str
    green: bool
    kind: str
    fields: Mapping[str, Any]
    signer: str
    country: str
    list_date: datetime | None
    list_stale: bool
    reasons: tuple[str, ...]


class _Moment(NamedTuple):
    """A time of verification: earliest and latest moment it may mean, and the civil day."""

    first: datetime
    last: datetime
    day: str


def verify(
    seal: str | bytes,
    trust: Trust,
    *,
    revoked: RevocationList | None = None,
    crl: Crl | None = None,
    at: datetime | date | None = None,
    bearer: Bearer | None = None,
) -> Verdict:
    """Judge a seal. Never raises on any text or bytes.

    ``revoked``, ``crl``: lists newer than those in ``trust`` (used only if their signatures hold). ``at``: an aware
    time whose own zone gives the civil day, or a day; now if left out.
    """
    try:
        data = _binary(seal)
        if data is not None:
            return _vds(data, trust, crl, _moment(at), bearer)
        text = seal if isinstance(seal, str) else seal.decode()
        if text.isascii() and text.lstrip().startswith(permits.PREFIX):
            return _permit(text.strip(), trust, revoked, crl, _moment(at), bearer)
        if text.isascii() and text.lstrip().startswith(documents.PREFIX):
            return _document(text.strip(), trust, revoked, crl, _moment(at), bearer)
        return _vdsnc(text.strip(), trust, revoked, crl, _moment(at), bearer)
    except (NotASeal, UnicodeDecodeError):
        return Verdict("not_a_seal", False, "", {}, "", "", None, False, ())


def _moment(at: datetime | date | None) -> _Moment:
    if at is None:
        at = datetime.now(UTC)
    if isinstance(at, datetime):
        if at.tzinfo is None:
            raise ValueError("a time must carry its zone")
        return _Moment(at, at, at.date().isoformat())
    return _Moment(datetime.combine(at, time.min, UTC), datetime.combine(at, time.max, UTC), at.isoformat())


def _permit(
    text: str, trust: Trust, revoked: RevocationList | None, crl: Crl | None, at: _Moment, bearer: Bearer | None
) -> Verdict:
    token = permits.read_text(text)
    signer = _own_signer(token, trust, PERMIT_TYPE)
    if isinstance(signer, Verdict):
        return signer
    permit = permits.read_body(token.body)
    first, last = permit.valid_from.isoformat(), permit.valid_to.isoformat()
    fields = {
        "number": permit.number,
        "name": permit.name,
        "document_number": permit.document_number,
        "birth_date": permit.birth_date,
        "nationality": permit.nationality,
        "valid_from": first,
        "valid_to": last,
        "employer": permit.employer,
    }
    found = _Findings(at, signer)
    found.signer_status(trust, crl)
    found.permit_status(trust, revoked, token.kid, permit.index)
    found.bearer(fields, bearer)
    found.validity(first, last)
    return found.verdict("permit", fields)


def _document(
    text: str, trust: Trust, revoked: RevocationList | None, crl: Crl | None, at: _Moment, bearer: Bearer | None
) -> Verdict:
    token = documents.read_text(text)
    signer = _own_signer(token, trust, DOCUMENT_TYPE)
    if isinstance(signer, Verdict):
        return signer
    said = documents.read_body(token.body)
    fields = {
        "kind": said.kind,
        "reference": said.reference,
        "signed_on": said.signed_on.isoformat(),
        "sha256": said.sha256,
    }
    found = _Findings(at, signer)
    found.signer_status(trust, crl)
    found.permit_status(trust, revoked, token.kid, said.index)
    found.bearer(fields, bearer)
    # A sealed text has no last day of its own; it is good as long as its signer's certificate.
    found.validity(fields["signed_on"], "")
    return found.verdict("document", fields)


def _own_signer(token: permits.Token, trust: Trust, kind: str) -> Signer | Verdict:
    """The signer of a seal of our own format, or why it is refused."""
    signer = trust.signer(token.kid)
    if signer is None:
        return _refusal("unknown_signer", kind, token.kid, ("signer_not_listed",))
    if not signer.verify(token.signature, token.signed):
        return _refusal("altered", kind, token.kid, ())
    problems = _type_problems(signer.certificate, trust.document_types.get(kind)) + signer.problems
    if problems:
        return _refusal("unknown_signer", kind, token.kid, problems)
    return signer


def _vdsnc(
    text: str, trust: Trust, revoked: RevocationList | None, crl: Crl | None, at: _Moment, bearer: Bearer | None
) -> Verdict:
    seal = vdsnc.read(text)
    signer = trust.carried(seal.certificate)
    certificate = signer.certificate
    if signer.key is not None and not signer.verify(seal.signature, seal.signed, seal.algorithm):
        return _refusal("altered", "vds-nc", signer.kid, signer.notes)
    wanted = trust.document_types.get(seal.type)
    problems = signer.problems
    if wanted is not None:
        problems += _type_problems(certificate, wanted)
    if not same_country(seal.issuer, signer.country):
        problems += ("signer_country",)
    # While the certificate lasts, nothing that has happened can have been signed after its end.
    if at.first > certificate.not_after and vdsnc.latest_event(seal) > certificate.not_after.date().isoformat():
        problems += ("signer_not_valid_at_signing",)
    if problems:
        return _refusal("unknown_signer", "vds-nc", signer.kid, problems + signer.notes)
    fields = vdsnc.fields(seal)
    found = _Findings(at, signer)
    found.signer_status(trust, crl)
    # A seal of ours says where it stands in its signer's list; the report itself knows no revocation.
    index = dta.status_index(seal.message)
    listed = index is not None and trust.signer(signer.kid) is not None
    if index is not None and listed:
        found.permit_status(trust, revoked, signer.kid, index)
    found.bearer(fields, bearer)
    first, last = fields.get("valid_from", ""), fields.get("valid_to", "")
    if (first and not _is_day(first)) or (last and not _is_day(last)):
        found.green = False
        found.warnings.append("validity_unreadable")
        first = last = ""
    found.validity(first, last)
    if wanted is None:
        found.warnings.append("document_type_unchecked")
    if not listed:
        found.warnings.append("status_unknown")
    return found.verdict("vds-nc", fields)


def _binary(seal: str | bytes) -> bytes | None:
    """The bytes of a binary seal: as they are, as a reader's Latin-1 text, or in hexadecimal digits."""
    if isinstance(seal, bytes):
        if seal[:1] == bytes((vds.MAGIC,)):
            return seal
        if seal[:2] not in (b"dc", b"DC"):
            return None
        seal = seal.decode("ascii", "replace")
    try:
        if seal[:1] == chr(vds.MAGIC):
            return seal.encode("latin-1")
        if seal[:2].lower() == "dc" and len(seal) <= 3 * vds.MAX_SIZE:
            return bytes.fromhex(seal)
    except ValueError:
        return None
    return None


def _vds(data: bytes, trust: Trust, crl: Crl | None, at: _Moment, bearer: Bearer | None) -> Verdict:
    seal = vds.read(data)
    name = f"{seal.signer}{seal.reference}"
    if not seal.signature:
        return _refusal("unknown_signer", "vds", name, ("unsigned",))
    states = [(signer, vds.check_signature(seal, signer.certificate)) for signer in trust.named(*seal[2:4])]
    if not states:
        return _refusal("unknown_signer", "vds", name, ("signer_not_listed",))
    signer, state = next((pair for pair in states if pair[1] == vds.GOOD), states[0])
    certificate = signer.certificate
    if state == vds.UNSUPPORTED_CURVE:
        return _refusal("unknown_signer", "vds", name, ("unsupported_curve", *signer.notes))
    if state != vds.GOOD:
        return _refusal("altered", "vds", name, signer.notes)
    wanted = trust.document_types.get(f"vds.{seal.type}")
    # The usage that certificates for binary seals must state could not be confirmed: none, or that of VDS-NC, will do.
    problems = tuple(item for item in signer.problems if item != "signer_usage")
    if certificate.eku is not None and EKU_VDSNC not in certificate.eku:
        problems += ("signer_usage",)
    if wanted is not None:
        problems += _type_problems(certificate, wanted)
    if not same_country(seal.country, signer.country):
        problems += ("signer_country",)
    if seal.signed_on and not certificate.not_before.date() <= seal.signed_on <= certificate.not_after.date():
        problems += ("signer_not_valid_at_signing",)
    if problems:
        return _refusal("unknown_signer", "vds", name, problems + signer.notes)
    fields = vds.fields(seal)
    found = _Findings(at, signer)
    found.signer_status(trust, crl)
    found.bearer(fields, bearer)
    found.validity(fields.get("valid_from", ""), last if _is_day(last := fields.get("valid_to", "")) else "")
    doubts = (
        ("profile_mismatch", bool(fields.get("problems"))),
        ("profile_unknown", seal.profile is None or "profile_unverified" in fields),
        ("header_quirk", bool(seal.quirk)),
    )
    for reason, holds in doubts:
        if holds:
            found.green = False
            found.warnings.append(reason)
    found.warnings += ["status_unknown"] if wanted is not None else ["document_type_unchecked", "status_unknown"]
    return found.verdict("vds", fields)


def _refusal(answer: str, kind: str, kid: str, reasons: tuple[str, ...]) -> Verdict:
    return Verdict(answer, False, kind, {}, kid, "", None, False, reasons)


def _type_problems(certificate: Certificate, wanted: str | None) -> tuple[str, ...]:
    if wanted is not None and (certificate.document_types is None or wanted not in certificate.document_types):
        return ("signer_document_type",)
    return ()


class _Findings:
    """What was found about a seal whose signature and signer are good."""

    __slots__ = ("answers", "at", "dates", "green", "reasons", "signer", "stale", "warnings")

    def __init__(self, at: _Moment, signer: Signer) -> None:
        self.at = at
        self.signer = signer
        self.answers: list[str] = []
        self.reasons: list[str] = []
        self.warnings: list[str] = []
        self.dates: list[datetime] = []
        self.stale = False
        self.green = True

    def against(self, answer: str, reason: str = "") -> None:
        self.answers.append(answer)
        if reason:
            self.reasons.append(reason)

    def missing(self, reason: str) -> None:
        self.stale = True
        self.warnings.append(reason)

    def signer_status(self, trust: Trust, given: Crl | None) -> None:
        crl, authority = self.signer.crl, self.signer.authority
        if given is not None:
            if authority is None or not trust.accepts_crl(given, authority):
                self.warnings.append("list_not_trusted")
            elif crl is None or given.date >= crl.date:
                crl = given
        if crl is None:
            self.missing("crl_missing")
            return
        self.dates.append(crl.date)
        if crl.next_update is None or crl.next_update < self.at.first:
            self.missing("crl_stale")
        if self.signer.certificate.serial in crl.serials:
            self.against("signer_revoked")

    def permit_status(self, trust: Trust, given: RevocationList | None, kid: str, index: int) -> None:
        known = trust.revocations(kid)
        if given is not None:
            if given.issuer != kid or not trust.accepts_list(given):
                self.warnings.append("list_not_trusted")
            elif known is None or given.date >= known.date:
                known = given
        if known is None:
            self.missing("revoked_list_missing")
            return
        self.dates.append(known.date)
        if known.is_stale(self.at.first):
            self.missing("revoked_list_stale")
        status = known.is_revoked(index)
        if status is None:
            self.missing("revoked_list_too_short")
        elif status:
            self.against("revoked")

    def bearer(self, fields: Mapping[str, Any], bearer: Bearer | None) -> None:
        if bearer is None:
            return
        number = fields.get("document_number", "")
        if not number:
            self.green = False
            self.warnings.append("bearer_unchecked")
        elif _differ(number, bearer.document_number):
            self.against("bearer_mismatch", "bearer_document_number")
        nationality, birth = fields.get("nationality", ""), fields.get("birth_date", "")
        if nationality and bearer.nationality and state_code(nationality) != state_code(bearer.nationality):
            self.against("bearer_mismatch", "bearer_nationality")
        if birth and bearer.birth_date and _differ(birth, bearer.birth_date):
            self.against("bearer_mismatch", "bearer_birth_date")
        if bearer.name and fields.get("name") and not _same_name(fields["name"], bearer.name):
            self.against("bearer_mismatch", "bearer_name")

    def validity(self, first: str, last: str) -> None:
        certificate, at = self.signer.certificate, self.at
        if at.last < certificate.not_before:
            self.against("not_yet_valid", "signer_not_yet_valid")
        elif first and at.day < first:
            self.against("not_yet_valid", "before_first_day")
        if last and at.day > last:
            self.against("expired", "after_last_day")
        elif at.first > certificate.not_after:
            self.against("expired", "signer_expired")

    def verdict(self, kind: str, fields: Mapping[str, Any]) -> Verdict:
        signer = self.signer
        # The findings were made in the order in which they decide.
        answer = self.answers[0] if self.answers else "valid"
        green = answer == "valid" and self.green and not self.stale
        oldest = min(self.dates) if self.dates else None
        reasons = (*self.reasons, *self.warnings, *signer.notes)
        return Verdict(answer, green, kind, fields, signer.kid, signer.country, oldest, self.stale, reasons)


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _differ(sealed: str, shown: str) -> bool:
    return sealed != shown and _bare(sealed) != _bare(shown)


def _bare(text: str) -> str:
    return text.replace("<", "").replace(" ", "").replace("-", "").upper()


# Names end at 30, 31 or 39 characters (TD1, TD2, TD3), less up to two fillers that the cut may leave at the end.
_LINE_ENDS = frozenset({28, 29, 30, 31, 37, 38, 39})
_TO_SPACE = str.maketrans({"<": " ", ",": " ", "-": " ", "'": None})


def _same_name(sealed: str, shown: str) -> bool:
    """Whether two names of MRZ lines agree: equal, or one is the other cut off where its line ended."""
    one, two = (_letters(name) for name in (sealed, shown))
    if one == two:
        return True
    short, long = sorted((one, two), key=len)
    cut = min(len(sealed.rstrip("<")), len(shown.rstrip("<")))
    return cut in _LINE_ENDS and long.startswith(short)


def _letters(name: str) -> str:
    return "<".join(name.upper().translate(_TO_SPACE).split())
