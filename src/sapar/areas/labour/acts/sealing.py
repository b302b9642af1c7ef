"""The seal of a permit: what it says, and its revocation. No wage, no address."""

from __future__ import annotations

from uuid import UUID

from sapar.areas.labour.acts.records import SUBJECT, employer_of
from sapar.areas.labour.models import Application, Permit
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.documents.seals import Payload, issue_seal, revoke_seal
from sapar.standards.mrz import parse
from sapar.standards.mrz.names import name_field

KIND = "labour.permit"
NAME_LENGTH = 39


def seal(actor: Actor, application: Application, permit: Permit) -> UUID:
    """Issue the seal; the employer and the worker may see it. Raises Invalid, Unavailable (no key)."""
    payload = Payload(
        number=permit.number,
        name=machine_name(application),
        document_number=application.document_key.partition(":")[2],
        birth_date=application.birth_date,
        nationality=application.nationality,
        valid_from=permit.valid_from,
        valid_until=permit.valid_until,
        employer=employer_of(application).register_number,
    )
    made = issue_seal(
        actor,
        KIND,
        (SUBJECT, application.pk),
        payload,
        institution_id=application.employer_id,
        holder_id=application.pk,
    )
    return made.pk


def revoke(actor: Actor, permit: Permit, reason: str) -> None:
    """Put the permit's seal onto the revocation list; ``reason`` is a code."""
    if permit.seal_id is not None:
        revoke_seal(actor, permit.seal_id, reason)


def machine_name(application: Application) -> str:
    """The name as in the passport's machine-readable zone: from there, or written by the same rules."""
    primary, secondary = application.primary, application.secondary
    if application.mrz:
        read = parse(application.mrz, clock.today())
        primary, secondary = read.primary or primary, read.secondary or ""
    return name_field(primary, secondary, NAME_LENGTH).rstrip("<")
