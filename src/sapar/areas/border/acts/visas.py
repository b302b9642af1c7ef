"""What applicants do themselves: start, fill in, send, complete, withdraw, appeal, ask for more time."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sapar.areas.border import procedures
from sapar.areas.border.access import VISA_APPLICANT, VISA_APPLY, VISA_HEAD, VISA_OFFICER, VISA_OWN
from sapar.areas.border.acts.visa_records import (
    check_photo,
    mine,
    open_for_changes,
    refuse_if,
    service,
)
from sapar.areas.border.models import VisaApplication, VisaPaper
from sapar.areas.border.queries.visa_faults import SUBJECT, TRIP, faults_of
from sapar.areas.border.rules import visas as rules
from sapar.kernel import clock
from sapar.kernel.access import limits
from sapar.kernel.access.actor import Actor
from sapar.kernel.acts import about, act
from sapar.kernel.documents.attachments import attach
from sapar.kernel.errors import Conflict, Invalid, TooMany
from sapar.kernel.notices.store import DELIVER, notify
from sapar.kernel.people import store
from sapar.kernel.people.rules import document_key
from sapar.kernel.procedures import moves
from sapar.standards.countries import state_code
from sapar.standards.mrz import parse

PUBLIC = "public"
HEX = re.compile(r"[0-9a-f]{64}")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
MOST_PAPERS = 20
LONG = _("This is longer than %(most)s characters.")


@act(
    "border.visa_start", roles=(PUBLIC,), purpose=VISA_APPLY, title=_("Start an application for a visa"), page_only=True
)
def visa_start(
    actor: Actor, *, reference: str, digest: str, address_mark: str, language: str = "en"
) -> VisaApplication:
    """A draft with a reference and the digest of its code; the page that calls this made both and shows the code once.

    ``address_mark``: a keyed digest under which starts are counted. Raises TooMany, Invalid.
    """
    if rules.read_reference(reference) != reference:
        raise Invalid(field="reference")
    if not HEX.fullmatch(digest) or not HEX.fullmatch(address_mark):
        raise Invalid(field="digest")
    if limits.hit(address_mark, 3600) > rules.STARTS_AN_HOUR:
        raise TooMany()
    made = VisaApplication(
        institution_id=service().pk,
        reference=reference,
        code_digest=digest,
        language=language if language in ("tk", "ru", "en") else "en",
        started_at=clock.now(),
        draft_since=clock.now(),
    )
    made.save(force_insert=True)
    about(SUBJECT, made.pk)
    return made


@act(
    "border.visa_open",
    roles=(PUBLIC,),
    purpose=VISA_OWN,
    title=_("Open one's own application with a code"),
    page_only=True,
)
def visa_open(actor: Actor, *, reference: str, digest: str, marks: list[str]) -> dict[str, Any]:
    """Try a code: ``{"application": id or None, "limited": bool}``. A failed attempt is no error, so that it is counted.

    A wrong reference and a wrong code take the same path. Raises Invalid.
    """
    most = rules.limits()
    if len(marks) != len(most) or not all(HEX.fullmatch(one) for one in (*marks, digest)):
        raise Invalid(field="marks")
    with connection.cursor() as cursor:
        # Attempts on one reference wait for each other, so that many at once cannot slip below the limit.
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [marks[0]])
        limited = any(
            limits.count(mark, rules.WINDOW_SECONDS) >= allowed for mark, allowed in zip(marks, most, strict=True)
        )
        cursor.execute("select border_visa_open(%s, %s)", [reference[:20], digest])
        found = cursor.fetchone()[0]
    if limited or found is None:
        if not limited:
            for mark in marks:
                limits.hit(mark, rules.WINDOW_SECONDS)
        return {"application": None, "limited": limited}
    about(SUBJECT, found)
    return {"application": str(found), "limited": False}


@act("border.visa_passport", roles=(VISA_APPLICANT,), purpose=VISA_OWN, title=_("Describe one's passport"))
def visa_passport(
    actor: Actor,
    *,
    primary: str,
    birth_date: str,
    sex: str,
    nationality: str,
    issuer: str,
    number: str,
    document_expires_on: date | None,
    secondary: str = "",
    mrz: str = "",
) -> VisaApplication:
    """The applicant as the passport describes them; ``mrz`` if its lines were read. Raises Invalid for each wrong field."""
    application = mine(actor)
    open_for_changes(application)
    wrong = _texts(primary=(primary, 120), secondary=(secondary, 120), number=(number, 25), mrz=(mrz, 200))
    nationality, issuer = state_code(nationality), state_code(issuer)
    description = store.Description(
        primary=primary,
        secondary=secondary,
        birth_date=birth_date,
        sex=sex,
        nationality=nationality,
        document_code="P",
        issuer=issuer,
        number=number,
    )
    try:
        store.check(description)
    except Invalid as error:
        wrong += error.errors
    if not birth_date and not any(one.field == "birth_date" for one in wrong):
        wrong.append(Invalid(_("Enter the date of birth, or the year of it."), field="birth_date"))
    if document_expires_on is not None and document_expires_on < clock.today():
        wrong.append(Invalid(_("This passport has ended."), field="document_expires_on"))
    if wrong:
        raise Invalid.many(wrong)
    read = parse(mrz, clock.today()) if mrz.strip() else None
    same = (
        read is not None
        and read.valid
        and document_key(read.issuer or "", read.number or "") == document_key(issuer, number)
    )
    application.primary, application.secondary = primary.strip(), secondary.strip()
    application.birth_date, application.sex = birth_date, sex
    application.nationality, application.issuer, application.number = nationality, issuer, number.strip().upper()
    application.document_key = document_key(issuer, number)
    application.document_expires_on = document_expires_on
    # Lines of another passport would put another name into the seal.
    application.mrz = read.text if read is not None and same else ""
    application.document_code = (read.document_code or "P") if read is not None and same else "P"
    application.save()
    return application


@act("border.visa_trip", roles=(VISA_APPLICANT,), purpose=VISA_OWN, title=_("Describe one's journey"))
def visa_trip(
    actor: Actor,
    *,
    purpose: str,
    arrives_on: date,
    leaves_on: date,
    entries: str,
    stays_at: str,
    email: str,
    phone: str = "",
) -> VisaApplication:
    """Why, when, how often, where, and how to reach the applicant. Raises Invalid for each wrong field."""
    application = mine(actor)
    open_for_changes(application)
    wrong = _texts(stays_at=(stays_at, 300), email=(email, 254))
    if purpose not in procedures.VISA_PURPOSES:
        wrong.append(Invalid(_("Choose one of the options."), field="purpose"))
    if entries not in procedures.VISA_ENTRIES:
        wrong.append(Invalid(_("Choose one of the options."), field="entries"))
    if why := rules.trip_error(arrives_on, leaves_on, clock.today()):
        message, place = TRIP[why]
        wrong.append(Invalid(message, field=("arrives_on", "leaves_on")[place], code=f"trip_{why}"))
    if not stays_at.strip():
        wrong.append(Invalid(_("Say where you will stay: an address, a hotel, a host."), field="stays_at"))
    try:
        validate_email(email)
    except ValidationError:
        wrong.append(Invalid(_("Enter a mail address, like name@example.org."), field="email"))
    plain = "".join(c for c in phone if c not in " -()\u00a0")
    if plain and not re.fullmatch(r"\+[1-9]\d{6,14}", plain, re.ASCII):
        wrong.append(Invalid(_("Enter the number like +99365123456."), field="phone"))
    if wrong:
        raise Invalid.many(wrong)
    application.purpose, application.entries = purpose, entries
    application.arrives_on, application.leaves_on = arrives_on, leaves_on
    application.stays_at, application.email, application.phone = stays_at.strip(), email, plain
    application.save()
    return application


@act("border.visa_inviter", roles=(VISA_APPLICANT,), purpose=VISA_OWN, title=_("Name who invites one"))
def visa_inviter(
    actor: Actor, *, kind: str, name: str = "", register_number: str = "", reference: str = "", contact: str = ""
) -> VisaApplication:
    """The inviting party: its register number and the reference of its invitation, if there are any. Raises Invalid."""
    application = mine(actor)
    open_for_changes(application)
    wrong = _texts(
        name=(name, 200), register_number=(register_number, 40), reference=(reference, 60), contact=(contact, 200)
    )
    if kind not in procedures.VISA_INVITERS:
        wrong.append(Invalid(_("Choose one of the options."), field="kind"))
    elif kind != "none" and not name.strip():
        wrong.append(Invalid(_("Say who invites you."), field="name"))
    if wrong:
        raise Invalid.many(wrong)
    told = kind != "none"
    application.inviter_kind = kind
    application.inviter_name = name.strip() if told else ""
    application.inviter_register = register_number.strip() if told else ""
    application.inviter_reference = reference.strip() if told else ""
    application.inviter_contact = contact.strip() if told else ""
    application.save()
    return application


@act("border.visa_attach", roles=(VISA_APPLICANT,), purpose=VISA_OWN, title=_("Add a document to one's application"))
def visa_attach(actor: Actor, *, kind: str, content: bytes, filename: str = "") -> VisaPaper:
    """Photograph, passport page or another document; a newer photograph or page replaces the one before.

    Raises Invalid (``kind``, ``content``), Conflict (sent already, too many files).
    """
    application = mine(actor)
    open_for_changes(application)
    if kind not in procedures.VISA_PAPERS:
        raise Invalid(_("Choose one of the options."), field="kind")
    if kind == "photo":
        check_photo(content)
    if VisaPaper.objects.filter(application=application).count() >= MOST_PAPERS:
        raise Conflict(_("No more files can be added to this application."), code="too_many_files")
    made = attach(
        actor,
        content,
        filename or kind,
        subject=(SUBJECT, application.pk),
        institution_id=application.institution_id,
        field="content",
    )
    if kind != "other":
        before = VisaPaper.objects.filter(application=application, kind=kind, removed_at=None)
        before.update(removed_at=clock.now())
    paper = VisaPaper(
        application=application,
        institution_id=application.institution_id,
        attachment_id=made.pk,
        kind=kind,
        media_type=made.media_type,
        size=made.size,
        added_at=clock.now(),
    )
    paper.save(force_insert=True)
    return paper


@act(
    "border.visa_submit",
    roles=(VISA_APPLICANT,),
    purpose=VISA_OWN,
    title=_("Send one's application for a visa"),
    emits=(DELIVER,),
)
def visa_submit(actor: Actor, *, confirmed: bool) -> VisaApplication:
    """Send it, or send it again after it was returned. Raises Invalid with everything that is missing, Conflict."""
    application = mine(actor)
    open_for_changes(application)
    if not confirmed:
        raise Invalid(_("Confirm that what you state is true."), field="confirmed")
    refuse_if(faults_of(application))
    if application.submitted_at is None:
        application.submitted_at, application.draft_since = clock.now(), None
        application.save(update_fields=["submitted_at", "draft_since"])
        moves.open_case(
            actor,
            procedures.VISA_CASE,
            subject=(SUBJECT, application.pk),
            reference=application.reference,
            institution_id=application.institution_id,
        )
    else:
        moves.move(actor, moves.case_of(application.pk, lock=True), "resubmit")
    _tell_service(application, "border.visa_received")
    return application


@act(
    "border.visa_withdraw", roles=(VISA_APPLICANT,), purpose=VISA_OWN, title=_("Withdraw one's application for a visa")
)
def visa_withdraw(actor: Actor) -> VisaApplication:
    """Before the decision. Raises Conflict."""
    application = mine(actor)
    moves.move(actor, moves.case_of(application.pk, lock=True), "withdraw")
    return application


@act(
    "border.visa_appeal",
    roles=(VISA_APPLICANT,),
    purpose=VISA_OWN,
    title=_("Appeal against the refusal of a visa"),
    emits=(DELIVER,),
)
def visa_appeal(actor: Actor, *, reason: str) -> VisaApplication:
    """Another person decides. Raises Invalid (``reason``), Conflict."""
    application = mine(actor)
    if wrong := _texts(reason=(reason, 4000)):
        raise Invalid.many(wrong)
    moves.move(actor, moves.case_of(application.pk, lock=True), "appeal", reason=reason)
    _tell_service(application, "border.visa_appealed", head=True)
    return application


@act(
    "border.visa_ask_extension",
    roles=(VISA_APPLICANT,),
    purpose=VISA_OWN,
    title=_("Ask for an extension of one's visa"),
    emits=(DELIVER,),
)
def visa_ask_extension(actor: Actor, *, until: date, reason: str) -> VisaApplication:
    """Ask to stay longer than the visa holds. Raises Invalid, Conflict."""
    application = mine(actor)
    wrong = _texts(reason=(reason, 4000))
    if until <= application.visa.valid_until:
        wrong.append(Invalid(_("Choose a day after the last day of your visa."), field="until"))
    if wrong:
        raise Invalid.many(wrong)
    moves.move(actor, moves.case_of(application.pk, lock=True), "ask_extension", reason=reason)
    application.extend_until = until
    application.save(update_fields=["extend_until"])
    _tell_service(application, "border.visa_extension", head=True)
    return application


def _texts(**given: tuple[str, int]) -> list[Invalid]:
    """Errors for texts that are too long or hold characters that nobody can type."""
    wrong = []
    for field, (text, most) in given.items():
        if len(text) > most:
            wrong.append(Invalid(LONG % {"most": most}, field=field, code="too_long"))
        elif CONTROL.search(text):
            wrong.append(Invalid(_("This holds a character that text cannot have."), field=field, code="control"))
    return wrong


def _tell_service(application: VisaApplication, template: str, *, head: bool = False) -> None:
    role = VISA_HEAD if head else VISA_OFFICER
    notify(
        template,
        {"reference": application.reference},
        institution_role=(application.institution_id, role),
        link=reverse("border:visa_case", args=[application.pk]),
    )
