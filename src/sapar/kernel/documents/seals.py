"""Seals: issued and revoked inside the acts of the areas, published for verifiers, checked with the node's own trust.

``issue_seal`` and ``revoke_seal`` belong inside an act. ``publish_revocations`` is a job and runs by itself after each
revocation. ``trust``, ``check_seal`` and ``list_ages`` need neither database nor network.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from uuid import UUID

import structlog
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.acts import about
from sapar.kernel.acts.running import running
from sapar.kernel.documents import signer
from sapar.kernel.documents.models import Seal
from sapar.kernel.documents.signer import make, make_signer, signing_key
from sapar.kernel.documents.trusting import ListAge, check_seal, list_ages, trust
from sapar.kernel.errors import Conflict, Invalid, NotFound, Unavailable
from sapar.methods.ids import uuid7
from sapar.standards.seals import dta
from sapar.standards.seals.document import Document
from sapar.standards.seals.dta import Authorization
from sapar.standards.seals.issue import seal_document, seal_permit, seal_vdsnc
from sapar.standards.seals.permit import Permit
from sapar.standards.seals.trust import DOCUMENT_TYPE

__all__ = [
    "Authorization",
    "ListAge",
    "Payload",
    "check_seal",
    "issue_authorization",
    "issue_document_seal",
    "issue_seal",
    "list_ages",
    "make",
    "make_signer",
    "publish_revocations",
    "revoke_seal",
    "seals_of",
    "trust",
]

log = structlog.get_logger(__name__)

UNFIT = _("This does not fit into the seal. Check its characters and length.")
PUBLISH_LOCK = 0x5A_9A_12_02
DRAWS = 20


@dataclass(frozen=True, slots=True)
class Payload:
    """What a permit's seal says: see ``standards.seals.permit`` for the forms. Days are inclusive.

    ``name`` as in the MRZ (``OZOW<<AMAN``), ``birth_date`` ISO, perhaps partial, ``nationality`` three letters,
    ``employer`` its register number.
    """

    number: str
    name: str
    document_number: str
    birth_date: str
    nationality: str
    valid_from: date
    valid_until: date
    employer: str


def issue_seal(
    actor: Actor,
    kind: str,
    subject: tuple[str, UUID],
    payload: Payload,
    *,
    institution_id: UUID | None = None,
    holder_id: UUID | None = None,
) -> Seal:
    """Sign and keep a seal over a record; inside an act.

    ``institution_id``: whose rows it is among, else the actor's. ``holder_id``: the record whose holder may see it.
    Raises Invalid with the payload's field; Unavailable when the node has no key, no good certificate for it, or one that
    ends before the seal would.
    """
    running()
    owner = institution_id or actor.institution_id
    if owner is None:
        raise Invalid(_("Say which institution this seal belongs to."), field="institution_id")
    signing = signing_key()
    certificate = signer.certified(signing.kid, trust()).certificate
    if payload.valid_until > certificate.not_after.date():
        raise Unavailable(code="seal_signer_ends_first")
    permit = Permit(
        number=payload.number,
        name=payload.name,
        document_number=payload.document_number,
        birth_date=payload.birth_date,
        nationality=payload.nationality,
        valid_from=payload.valid_from,
        valid_to=payload.valid_until,
        employer=payload.employer,
        index=0,
    )
    base = Seal(
        id=uuid7(),
        kind=kind,
        institution_id=owner,
        subject_kind=subject[0],
        subject_id=subject[1],
        holder_id=holder_id,
        kid=signing.kid,
        valid_from=payload.valid_from,
        valid_until=payload.valid_until,
        issued_at=clock.now(),
    )
    return _keep(base, lambda index: _signed(signing, replace(permit, index=index)))


def issue_document_seal(
    actor: Actor,
    kind: str,
    subject: tuple[str, UUID],
    *,
    word: str,
    reference: str,
    sha256: str,
    signed_on: date,
    institution_id: UUID | None = None,
) -> Seal:
    """Seal the hash of a text that was signed (see ``standards.seals.document``); inside an act.

    ``word`` names the kind in the seal itself (``PROTOCOL``), ``reference`` the document. Raises Invalid for what does not
    fit, Unavailable when the node has no key or no certificate for documents.
    """
    running()
    owner = institution_id or actor.institution_id
    if owner is None:
        raise Invalid(_("Say which institution this seal belongs to."), field="institution_id")
    signing = signing_key()
    certificate = signer.certified(signing.kid, trust(), DOCUMENT_TYPE).certificate
    said = Document(word, reference, sha256, signed_on, 0)
    base = Seal(
        id=uuid7(),
        kind=kind,
        institution_id=owner,
        subject_kind=subject[0],
        subject_id=subject[1],
        kid=signing.kid,
        valid_from=signed_on,
        valid_until=certificate.not_after.date(),
        issued_at=clock.now(),
    )

    def token(index: int) -> str:
        try:
            return seal_document(signing.key, replace(said, index=index))
        except ValueError as error:
            raise Invalid(UNFIT, field=str(error).partition(":")[0]) from None

    return _keep(base, token)


def issue_authorization(
    actor: Actor,
    kind: str,
    subject: tuple[str, UUID],
    authorization: Authorization,
    *,
    header: str,
    issuer: str,
    institution_id: UUID | None = None,
    holder_id: UUID | None = None,
) -> Seal:
    """A VDS-NC seal with the message of a Digital Travel Authorization; inside an act.

    ``header``: the type in the seal's header; ``issuer``: three letters of the State. Raises what ``issue_seal`` raises.
    """
    running()
    owner = institution_id or actor.institution_id
    if owner is None:
        raise Invalid(_("Say which institution this seal belongs to."), field="institution_id")
    signing = signing_key()
    certificate = signer.certified(signing.kid, trust()).certificate
    if authorization.valid_until > certificate.not_after.date():
        raise Unavailable(code="seal_signer_ends_first")
    base = Seal(
        id=uuid7(),
        kind=kind,
        institution_id=owner,
        subject_kind=subject[0],
        subject_id=subject[1],
        holder_id=holder_id,
        kid=signing.kid,
        valid_from=authorization.valid_from,
        valid_until=authorization.valid_until,
        issued_at=clock.now(),
    )

    def token(index: int) -> str:
        try:
            message = dta.message(replace(authorization, index=index))
        except ValueError as error:
            raise Invalid(UNFIT, field=str(error).partition(":")[0]) from None
        return seal_vdsnc(signing.key, certificate.der, kind=header, issuer=issuer, message=message)

    return _keep(base, token)


def _keep(made: Seal, token: Callable[[int], str]) -> Seal:
    """Draw a free index, sign, keep, and name the seal in the ledger."""
    for _draw in range(DRAWS):
        made.index = secrets.randbelow(signer.INDEXES)
        made.token = token(made.index)
        try:
            # A savepoint: an index that is taken must not end the whole act.
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:
            continue
        about("seal", made.pk)
        about(made.subject_kind, made.subject_id)
        return made
    raise Unavailable(code="seal_indexes_used_up")


def _signed(signing: signer.SigningKey, permit: Permit) -> str:
    try:
        return seal_permit(signing.key, permit)
    except ValueError as error:
        field = str(error).partition(":")[0]
        field = "valid_until" if field == "valid_to" else field
        raise Invalid(UNFIT, field=field) from None


def revoke_seal(actor: Actor, seal_id: UUID, reason: str) -> Seal:
    """Revoke a seal for good; inside an act. The list is published as soon as the act is committed.

    ``reason``: a code or short text without personal data. Raises NotFound, Conflict when it was revoked before.
    """
    running()
    found = Seal.objects.select_for_update().filter(pk=seal_id).first()
    if found is None:
        raise NotFound(field="seal_id")
    if found.revoked_at is not None:
        raise Conflict(_("This seal has been revoked already."), code="revoked")
    found.revoked_at, found.revoked_reason = clock.now(), reason[:200]
    found.save(update_fields=["revoked_at", "revoked_reason"])
    about("seal", found.pk)
    about(found.subject_kind, found.subject_id)
    # If this fails (a full disk, say) the act stands, the failure is logged, and the hourly job publishes.
    transaction.on_commit(_publish_or_log)
    return found


def seals_of(subject: tuple[str, UUID]) -> list[Seal]:
    """The seals of a record that this reader may see, newest first; inside an act, a look or ``reading``."""
    return list(Seal.objects.filter(subject_id=subject[1], subject_kind=subject[0]).order_by("-id"))


def _publish_or_log() -> None:
    try:
        publish_revocations()
    except Exception as error:  # noqa: BLE001 - the act is committed: nothing that happens here may undo or hide it
        log.error("revocations_not_published", error=type(error).__name__)


def publish_revocations() -> int:
    """Write the list of revoked seals of every signer that has seals, signed with the present key.

    Returns the number of lists written; 0 on a node without a key or certificate. One process writes at a time, each from
    what was committed before it began: a list never loses a revocation that an earlier one had.
    """
    folder, target = Path(settings.SAPAR_KEYS), signer.trust_folder()
    try:
        kid = signing_key().kid
        signer.certified(kid, trust())
    except Unavailable as error:
        log.warning("revocations_not_published", code=error.code)
        return 0
    with reading(Actor.system("seals")):
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [PUBLISH_LOCK])
        kids = {kid, *Seal.objects.values_list("kid", flat=True).distinct()}
        for issuer in sorted(kids):
            gone = Seal.objects.filter(kid=issuer, revoked_at__isnull=False).values_list("index", flat=True)
            signer.write_revoked(issuer, frozenset(gone), clock.now(), folder, target)
        signer.renew_specimen_crl(folder, target)
    return len(kids)
