"""What the acts of the visa share: finding the record, what an application lacks, the seal."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from PIL import Image

from sapar.areas.border import procedures
from sapar.areas.border.models import Visa, VisaApplication, VisaLink
from sapar.areas.border.queries.visa_faults import SUBJECT, Fault
from sapar.areas.border.rules import visas as rules
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.access.models import Institution
from sapar.kernel.acts import about
from sapar.kernel.documents.seals import Authorization, issue_authorization, revoke_seal
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted, Unavailable
from sapar.kernel.notices.store import notify
from sapar.kernel.people.rules import document_key
from sapar.kernel.procedures import moves
from sapar.kernel.procedures.models import Case
from sapar.standards.mrz import parse
from sapar.standards.mrz.names import name_field

SEAL_KIND = "border.visa"
NAME_LENGTH = 39
PHOTO = {
    "small": _("The picture is too small: at least 300 by 400 points."),
    "shape": _("The picture has not the shape of a passport photograph: higher than wide."),
    "kind": _("A photograph is a JPEG or PNG."),
}
VALIDITY = {
    "order": (_("The last day lies before the first one."), "valid_until"),
    "past": (_("The last day lies in the past."), "valid_until"),
    "long": (_("A visa holds for one year at most."), "valid_until"),
    "stay": (_("A stay is 90 days at most."), "stay_days"),
    "stay_beyond": (_("The stay is longer than the visa holds."), "stay_days"),
    "entries": (_("Choose one of the options."), "entries"),
}


def pepper() -> bytes:
    """The secret that goes into digests of applicants' codes; it lies outside the database."""
    return f"sapar.border.visa:{settings.SECRET_KEY}".encode()


def service() -> Institution:
    """The institution that decides on visas. Raises Unavailable when none is set up."""
    found = Institution.objects.filter(kind="migration_service", ended_at=None).order_by("created_at", "id").first()
    if found is None:
        raise Unavailable(code="no_service")
    return found


def mine(actor: Actor) -> VisaApplication:
    """The applicant's own application, locked. Raises NotFound when it is gone."""
    found = VisaApplication.objects.select_for_update().filter(pk=actor.holder_id or NOBODY).first()
    if found is None:
        raise NotFound()
    about(SUBJECT, found.pk)
    return found


def open_for_changes(application: VisaApplication) -> None:
    """Raises Conflict unless the applicant may change it: a draft, or one that was returned."""
    if application.submitted_at is not None and moves.case_of(application.pk, lock=True).state != "returned":
        raise Conflict(_("The application was sent and cannot be changed now."), code="state")


def submitted(application_id: UUID) -> tuple[VisaApplication, Case]:
    """An application that was sent, with its case locked; for those who decide. Raises NotFound."""
    case = moves.case_of(application_id, lock=True)
    found = VisaApplication.objects.select_for_update().filter(pk=application_id).first()
    if found is None or case.procedure != procedures.VISA_CASE:
        raise NotFound(field="application_id")
    about(SUBJECT, found.pk)
    return found, case


def visa_of(application: VisaApplication) -> Visa:
    """Its visa, locked. Raises Conflict without one."""
    found = Visa.objects.select_for_update().filter(application=application).first()
    if found is None:
        raise Conflict(moves.NOT_NOW, code="state")
    return found


def link_of(visa: Visa) -> VisaLink:
    """The link to the passport it holds for, locked. Raises Conflict when it ended."""
    found = VisaLink.objects.select_for_update().filter(visa=visa, ended_at=None).first()
    if found is None:
        raise Conflict(moves.NOT_NOW, code="state")
    return found


def person(actor: Actor) -> UUID:
    """The account that acts. Raises NotPermitted for an actor without one."""
    if actor.account_id is None:
        raise NotPermitted()
    return actor.account_id


def refuse_if(faults: list[Fault]) -> None:
    if faults:
        raise Invalid.many([fault.as_error() for fault in faults])


def check_photo(content: bytes) -> None:
    """Raises Invalid (``content``) for a picture that is no passport photograph by its shape. The content is checked anew
    where it is kept."""
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
            why = rules.photo_error(*picture.size)
    except Exception:  # noqa: BLE001  a decoder fed with anything may raise anything
        why = "kind"
    if why:
        raise Invalid(PHOTO[why], field="content", code=f"photo_{why}")


def check_validity(first: date, last: date, days: int, entries: str) -> None:
    """Raises Invalid for a validity that cannot be."""
    if why := rules.validity_error(first, last, days, entries, clock.today()):
        message, field = VALIDITY[why]
        raise Invalid(message, field=field, code=f"validity_{why}")


def machine_name(application: VisaApplication, mrz: str = "") -> str:
    """The name as in the machine-readable lines: from there, or written by the same rules."""
    primary, secondary = application.primary, application.secondary
    if lines := mrz or application.mrz:
        read = parse(lines, clock.today())
        primary, secondary = read.primary or primary, read.secondary or ""
    return name_field(primary, secondary, NAME_LENGTH).rstrip("<")


def link(
    actor: Actor,
    application: VisaApplication,
    visa: Visa,
    why: str,
    *,
    issuer: str,
    number: str,
    expires_on: date | None,
    mrz: str,
) -> VisaLink:
    """End the link there is, with its seal, and link the visa to a passport under a new seal."""
    now = clock.now()
    before = VisaLink.objects.select_for_update().filter(visa=visa, ended_at=None).first()
    if before is not None:
        before.ended_at = now
        before.save(update_fields=["ended_at"])
        revoke_seal(actor, before.seal_id, why)
    key = document_key(issuer, number)
    authorization = Authorization(
        number=visa.number,
        name=machine_name(application, mrz),
        birth_date=application.birth_date,
        sex=application.sex,
        nationality=application.nationality,
        document_number=key.partition(":")[2],
        place=settings.SAPAR_VISAS.place,
        valid_from=visa.valid_from,
        valid_until=visa.valid_until,
        entries=visa.entries,
        category=visa.purpose.upper(),
        stay_days=visa.stay_days,
    )
    seal = issue_authorization(
        actor,
        SEAL_KIND,
        (SUBJECT, application.pk),
        authorization,
        header=settings.SAPAR_VISAS.seal_type,
        issuer=issuer_of_seals(),
        institution_id=application.institution_id,
        holder_id=application.pk,
    )
    made = VisaLink(
        visa=visa,
        institution_id=application.institution_id,
        document_key=key,
        issuer=issuer,
        number=number,
        expires_on=expires_on,
        seal_id=seal.pk,
        why=why,
        since=now,
    )
    made.save(force_insert=True)
    return made


def issuer_of_seals() -> str:
    """Three letters of the State in the seal; Utopia outside of production, whose authority signs there."""
    return settings.SAPAR_COUNTRY if settings.SAPAR_MODE == "production" else "UTO"


def tell_applicant(application: VisaApplication, template: str, more: Mapping[str, str] | None = None) -> None:
    """On the applicant's page, and by mail if there is an address. References only; ``more``: days and codes."""
    values = {"reference": application.reference, **(more or {})}
    notify(template, values, holder_id=application.pk, language=application.language)
    if application.email:
        notify(template, values, address=application.email, language=application.language, field="email")
