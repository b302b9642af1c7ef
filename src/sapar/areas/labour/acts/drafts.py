"""The employer prepares an application: staff, worker, work, documents."""

from __future__ import annotations

import secrets
from datetime import date
from unicodedata import normalize
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from sapar.areas.labour import procedures, queries, rules
from sapar.areas.labour.access import APPLY, EMPLOYER
from sapar.areas.labour.acts.records import (
    RENEWAL,
    SUBJECT,
    open_for_changes,
    own_application,
    papers_of,
    period_faults,
    why_not_renew,
)
from sapar.areas.labour.models import Application, HeadCount, Paper
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.acts import about, act
from sapar.kernel.documents.attachments import attach as keep_file
from sapar.kernel.documents.attachments import erase_attachments
from sapar.kernel.errors import Conflict, Invalid, NotFound
from sapar.kernel.people import rules as people_rules
from sapar.kernel.people import store
from sapar.kernel.retention import ROLE as RETENTION
from sapar.kernel.retention import forget
from sapar.methods.ids import uuid7
from sapar.standards.mrz import parse
from sapar.standards.mrz.names import components

MOST_PAPERS = 12
COUNT_WORDS = {
    "positive": _("Enter a number of people."),
    "more_than_total": _("There cannot be more foreign workers than people in all."),
    "future": _("The day of the count cannot lie in the future."),
    "old": _("The count is more than a year old. Enter a newer one."),
}
WORKER_FIELDS = (
    "primary",
    "secondary",
    "birth_date",
    "sex",
    "nationality",
    "document_code",
    "issuer",
    "number",
    "document_key",
    "document_expires_on",
    "mrz",
    "phone",
    "language",
    "search_name",
    "person_id",
)


@act("labour.declare_staff", roles=(EMPLOYER,), purpose=APPLY, title=_("Declare the number of staff"))
def declare_staff(actor: Actor, *, total: int, foreign: int, counted_on: date, source: str) -> HeadCount:
    """How many people work for the employer, ``foreign`` of them, on which day and by which list. Raises Invalid."""
    count = rules.HeadCount(total, foreign, counted_on, source)
    wrong = {field: COUNT_WORDS[why] for field, why in rules.head_count_errors(count, clock.today()).items()}
    if source not in procedures.COUNT_SOURCES:
        wrong["source"] = _("Choose where the number comes from.")
    if wrong:
        raise Invalid.many([Invalid(text, field=field) for field, text in wrong.items()])
    made = HeadCount(
        employer_id=actor.institution_id or NOBODY,
        total=total,
        foreign=foreign,
        counted_on=counted_on,
        source=source,
        declared_at=clock.now(),
    )
    made.save(force_insert=True)
    about("institution", made.employer_id)
    return made


@act("labour.start", roles=(EMPLOYER,), purpose=APPLY, title=_("Start an application"))
def start(actor: Actor, *, renews_id: UUID | None = None) -> Application:
    """A new draft; ``renews_id``: the application whose permit it shall prolong, from which it takes its answers.

    Raises NotFound, Invalid (``renews_id``) when that permit cannot be prolonged.
    """
    made = Application(id=uuid7(), employer_id=actor.institution_id or NOBODY, created_at=clock.now())
    if renews_id is not None:
        original = own_application(actor, renews_id)
        made.renews = original
        if why := why_not_renew(made):
            raise Invalid(RENEWAL[why], field="renews_id", code=why)
        copied = (*WORKER_FIELDS, "post", "occupation", "sector", "wage_minor", "wage_currency", "place_of_work")
        for name in (*copied, "exempt_group"):
            setattr(made, name, getattr(original, name))
        made.person_id = None
    for _attempt in range(5):
        made.reference = rules.reference_from(secrets.randbits(rules.REFERENCE_BITS))
        try:
            with transaction.atomic():
                made.save(force_insert=True)
            break
        except IntegrityError:  # one chance in many: the number is taken
            continue
    else:
        raise Conflict(code="reference")
    about(SUBJECT, made.pk)
    return made


@act("labour.describe_worker", roles=(EMPLOYER,), purpose=APPLY, title=_("Describe the worker"))
def describe_worker(
    actor: Actor,
    *,
    application_id: UUID,
    primary: str,
    secondary: str,
    birth_date: str,
    sex: str,
    nationality: str,
    issuer: str,
    number: str,
    document_expires_on: date | None = None,
    document_code: str = "P",
    mrz: str = "",
    phone: str = "",
    language: str = "tk",
) -> Application:
    """The worker as their passport describes them. ``mrz``: its machine-readable lines, if they were read.

    ``birth_date`` may be partial; ``phone`` is the worker's own number. Raises Invalid naming each wrong field.
    """
    application = own_application(actor, application_id)
    open_for_changes(application)
    description = store.Description(
        primary=_tidy(primary),
        secondary=_tidy(secondary),
        birth_date=birth_date,
        sex=sex,
        nationality=nationality,
        document_code=document_code.strip().upper()[:2] or "P",
        issuer=issuer,
        number=number.strip().upper(),
        expiry_date=document_expires_on,
        mrz=mrz,
    )
    errors = _worker_errors(description, phone, language)
    if errors:
        raise Invalid.many(errors)
    for name in (
        "primary",
        "secondary",
        "birth_date",
        "sex",
        "nationality",
        "document_code",
        "issuer",
        "number",
        "mrz",
    ):
        setattr(application, name, getattr(description, name))
    application.document_expires_on = description.expiry_date
    application.document_key = people_rules.document_key(description.issuer, description.number)
    application.search_name = queries.search_form(description.primary)
    application.phone, application.language = rules.plain_phone(phone) or "", language
    application.save(update_fields=[*WORKER_FIELDS])
    return application


def _worker_errors(description: store.Description, phone: str, language: str) -> list[Invalid]:
    errors: list[Invalid] = []
    try:
        store.check(description)
    except Invalid as found:
        errors += found.errors
    for field in ("primary", "secondary"):
        if getattr(description, field) and not writable(getattr(description, field)):
            errors.append(Invalid(_("Enter the name in letters, as in the passport."), field=field, code="letters"))
    if len(description.primary) > 120 or len(description.secondary) > 120:
        errors.append(Invalid(_("The name is too long."), field="primary"))
    if not description.birth_date:
        errors.append(Invalid(_("Enter the date of birth, or as much of it as is known."), field="birth_date"))
    if not description.sex:
        errors.append(Invalid(_("Choose the sex as in the passport."), field="sex"))
    if description.expiry_date and description.expiry_date < clock.today():
        errors.append(Invalid(_("The passport has expired."), field="document_expires_on"))
    if phone.strip() and rules.plain_phone(phone) is None:
        text = _("Enter a telephone number in international form, like +993 65 123456.")
        errors.append(Invalid(text, field="phone"))
    if language not in ("tk", "ru", "en"):
        errors.append(Invalid(_("Choose one of the languages."), field="language"))
    if description.mrz:
        read = parse(description.mrz, clock.today())
        if not read.valid:
            text = _("The machine-readable lines have a mistake. Read them again, or leave them out.")
            errors.append(Invalid(text, field="mrz", code="mrz"))
        elif people_rules.document_key("", read.number or "") != people_rules.document_key("", description.number):
            errors.append(
                Invalid(
                    _("The number is not the one in the machine-readable lines."), field="number", code="mrz_number"
                )
            )
    return errors


@act("labour.describe_work", roles=(EMPLOYER,), purpose=APPLY, title=_("Describe the work"))
def describe_work(
    actor: Actor,
    *,
    application_id: UUID,
    post: str,
    sector: str,
    wage_minor: int,
    wage_currency: str,
    place_of_work: str,
    starts_on: date,
    ends_on: date,
    occupation: str = "",
    exempt_group: str = "",
) -> Application:
    """Post, wage, place and period. ``wage_minor``: gross wage a month in hundredths; ``occupation``: ISCO-08, up to four
    digits. Raises Invalid naming each wrong field."""
    application = own_application(actor, application_id)
    open_for_changes(application)
    errors = [fault.as_error() for fault in period_faults(starts_on, ends_on, ("starts_on", "ends_on"))]
    checks = (
        ("post", 0 < len(_tidy(post)) <= 120, _("Enter the post.")),
        ("sector", sector in procedures.SECTORS, _("Choose the sector.")),
        ("wage_minor", rules.wage_error(wage_minor) is None, _("Enter the wage as an amount above zero.")),
        ("wage_currency", wage_currency in procedures.CURRENCIES, _("Choose the currency of the wage.")),
        ("place_of_work", 0 < len(_tidy(place_of_work)) <= 200, _("Enter the place of work.")),
        (
            "occupation",
            not occupation or (occupation.isascii() and occupation.isdigit() and len(occupation) <= 4),
            _("An ISCO-08 code has one to four digits."),
        ),
        ("exempt_group", not exempt_group or exempt_group in procedures.EXEMPT, _("Choose one of the options.")),
    )
    errors += [Invalid(text, field=field) for field, good, text in checks if not good]
    if errors:
        raise Invalid.many(errors)
    application.post, application.place_of_work = _tidy(post), _tidy(place_of_work)
    application.sector, application.occupation, application.exempt_group = sector, occupation, exempt_group
    application.wage_minor, application.wage_currency = wage_minor, wage_currency
    application.starts_on, application.ends_on = starts_on, ends_on
    application.save(
        update_fields=[
            "post",
            "place_of_work",
            "sector",
            "occupation",
            "exempt_group",
            "wage_minor",
            "wage_currency",
            "starts_on",
            "ends_on",
        ]
    )
    return application


@act("labour.attach", roles=(EMPLOYER,), purpose=APPLY, title=_("Add a document"))
def attach(actor: Actor, *, application_id: UUID, kind: str, content: bytes, filename: str) -> Paper:
    """Add a document: a PDF, JPEG or PNG by its content. Raises Invalid (``kind``, ``content``)."""
    application = own_application(actor, application_id)
    open_for_changes(application)
    if kind not in procedures.DOCUMENTS:
        raise Invalid(_("Choose what kind of document this is."), field="kind")
    if len(papers_of(application)) >= MOST_PAPERS:
        raise Invalid(_("There are too many documents. Remove one first."), field="content", code="too_many")
    kept = keep_file(actor, content, filename, subject=(SUBJECT, application.pk), field="content")
    made = Paper(
        application=application,
        employer_id=application.employer_id,
        kind=kind,
        attachment_id=kept.pk,
        added_at=clock.now(),
    )
    made.save(force_insert=True)
    return made


@act("labour.detach", roles=(EMPLOYER,), purpose=APPLY, title=_("Remove a document"))
def detach(actor: Actor, *, application_id: UUID, paper_id: UUID) -> Paper:
    """Take a document out of an application that is not sent yet, or was returned. Its file stays until retention."""
    application = own_application(actor, application_id)
    open_for_changes(application)
    paper = Paper.objects.filter(pk=paper_id, application=application, removed_at=None).first()
    if paper is None:
        raise NotFound(field="paper_id")
    paper.removed_at = clock.now()
    paper.save(update_fields=["removed_at"])
    about("attachment", paper.attachment_id)
    return paper


@act("labour.discard", roles=(EMPLOYER,), purpose=APPLY, title=_("Throw a draft away"))
def discard(actor: Actor, *, application_id: UUID) -> None:
    """Erase a draft with its documents. Raises Conflict for an application that was sent."""
    application = own_application(actor, application_id)
    if application.submitted_at is not None:
        raise Conflict(_("The application was sent. Withdraw it instead."), code="state")
    erase_attachments((SUBJECT, application.pk))
    application.delete()


@act("labour.erase_draft", roles=(RETENTION,), purpose="node.retention", title=_("Erase a draft that nobody sent"))
def erase_draft(actor: Actor, *, application_id: UUID) -> None:
    """Erase a draft that is older than ``rules.DRAFT_LIFE``. Raises NotFound, Conflict when it is not due."""
    application = Application.objects.select_for_update().filter(pk=application_id).first()
    if application is None:
        raise NotFound(field="application_id")
    if application.submitted_at is not None or application.created_at > clock.now() - rules.DRAFT_LIFE:
        raise Conflict(code="not_due")
    erase_attachments((SUBJECT, application.pk))
    application.delete()
    forget(SUBJECT, application_id)


def writable(name: str) -> bool:
    """Whether a name can stand in a machine-readable zone, and so on a seal."""
    try:
        return bool(components(name))
    except ValueError:
        return False


def _tidy(text: str) -> str:
    return " ".join(normalize("NFC", text).split())
