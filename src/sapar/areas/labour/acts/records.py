"""What the acts share: finding the record, what is checked before an application goes in or a permit goes out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from sapar.areas.labour import procedures, queries, rules
from sapar.areas.labour.models import Application, HeadCount, Paper
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.access.models import Institution
from sapar.kernel.acts import about
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted, Unavailable
from sapar.kernel.procedures import moves
from sapar.kernel.procedures.models import Case

SUBJECT = "application"

MISSING = {
    "primary": _("Enter the surname as in the passport."),
    "birth_date": _("Enter the date of birth, or as much of it as is known."),
    "sex": _("Choose the sex as in the passport."),
    "nationality": _("Enter the nationality as in the passport."),
    "issuer": _("Enter the State that issued the passport."),
    "number": _("Enter the number of the passport."),
    "post": _("Enter the post."),
    "sector": _("Choose the sector."),
    "wage_minor": _("Enter the monthly wage."),
    "wage_currency": _("Choose the currency of the wage."),
    "place_of_work": _("Enter the place of work."),
    "starts_on": _("Enter the first day of work."),
    "ends_on": _("Enter the last day of work."),
}
PERIOD = {
    "order": (_("The last day cannot lie before the first."), 1),
    "past": (_("The period is over already."), 1),
    "far": (_("The period begins too far ahead: at most one year from now."), 0),
    "too_long": (_("A work permit holds for one year at most."), 1),
}
RENEWAL = {
    "state": _("Only a permit that is in force, or has just ended, can be prolonged."),
    "once": _("A permit can be prolonged once, for one more year."),
    "employer": _("Only the employer of the first permit can have it prolonged."),
    "document": _("This is another person's passport. Make a new application instead."),
}
NO_COUNT = _("Declare how many people work for you before you send the application.")


def pepper() -> bytes:
    """The secret that goes into digests of workers' codes; it lies outside the database."""
    return f"sapar.labour:{settings.SECRET_KEY}".encode()


def own_application(actor: Actor, application_id: UUID) -> Application:
    """An application of the actor's employer, locked. Raises NotFound."""
    found = (
        Application.objects.select_for_update()
        .filter(pk=application_id, employer_id=actor.institution_id or NOBODY)
        .first()
    )
    if found is None:
        raise NotFound(field="application_id")
    name_subjects(found)
    return found


def open_for_changes(application: Application) -> None:
    """Raises Conflict unless the employer may change the application: a draft, or one that was returned."""
    if application.submitted_at is None:
        return
    if moves.case_of(application.pk, lock=True).state != "returned":
        raise Conflict(_("The application was sent and cannot be changed now."), code="state")


def submitted_application(application_id: UUID) -> tuple[Application, Case]:
    """An application that was sent, with its case locked; for the migration service. Raises NotFound."""
    case = moves.case_of(application_id, lock=True)
    found = Application.objects.select_related("head_count").filter(pk=application_id).first()
    if found is None or case.procedure != procedures.PERMIT:
        raise NotFound(field="application_id")
    name_subjects(found)
    return found, case


def name_subjects(application: Application) -> None:
    about(SUBJECT, application.pk)
    if application.person_id:
        about("person", application.person_id)


def service() -> Institution:
    """The institution that decides on work permits. Raises Unavailable when none is set up."""
    found = Institution.objects.filter(kind="migration_service", ended_at=None).order_by("created_at", "id").first()
    if found is None:
        raise Unavailable(code="no_service")
    return found


def employer_of(application: Application) -> Institution:
    return Institution.objects.get(pk=application.employer_id)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that stands in the way, about a field of the application."""

    field: str
    message: object
    code: str

    def as_error(self) -> Invalid:
        return Invalid(self.message, field=self.field, code=self.code)  # type: ignore[arg-type]


def faults_of(application: Application, papers: Iterable[Paper]) -> list[Fault]:
    """Everything that keeps an application from being sent: answers, period, passport, documents, prolongation."""
    today = clock.today()
    values = {name: getattr(application, name) for name in procedures.ANSWERS}
    found = [Fault(name, MISSING[name], "missing") for name in rules.missing_answers(values, procedures.ANSWERS)]
    first, last = application.starts_on, application.ends_on
    if first and last:
        found += period_faults(first, last, ("starts_on", "ends_on"))
    if application.document_expires_on and application.document_expires_on < max(today, first or today):
        text = _("The passport expires before the work begins.")
        found.append(Fault("document_expires_on", text, "document_expired"))
    needed = {kind: item.required for kind, item in procedures.DOCUMENTS.items()}
    present = {paper.kind for paper in papers}
    for kind in rules.missing_documents(needed, present):
        lacking = _("A document is missing: %(title)s") % {"title": procedures.DOCUMENTS[kind].title}
        found.append(Fault(f"document_{kind}", lacking, "document_missing"))
    if application.renews_id and (why := why_not_renew(application)):
        found.append(Fault("renews", RENEWAL[why], f"renewal_{why}"))
    return found


def period_faults(first: date, last: date, fields: tuple[str, str]) -> list[Fault]:
    why = rules.period_error(first, last, clock.today())
    if why is None:
        return []
    message, place = PERIOD[why]
    return [Fault(fields[place], message, f"period_{why}")]


def why_not_renew(application: Application) -> str | None:
    original = application.renews
    if original is None or original.submitted_at is None:
        return "state"
    return rules.renewal_error(
        original_state=moves.case_of(original.pk).state,
        is_renewal=original.renews_id is not None,
        same_employer=original.employer_id == application.employer_id,
        same_document=not application.document_key or original.document_key == application.document_key,
    )


def share_fault(application: Application, count: HeadCount | None, *, lock: bool) -> Fault | None:
    """Why the ten per cent rule stands in the way, or None. ``lock``: no other decision about this employer meanwhile."""
    if application.exempt_group:
        return None
    if count is None:
        return Fault("head_count", NO_COUNT, "head_count")
    if lock:
        with connection.cursor() as cursor:
            cursor.execute(
                "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"labour.share:{application.employer_id}"]
            )
    worked_out = queries.share_of(application, count)
    return None if worked_out.holds else Fault("head_count", over_share(worked_out), "share")


def over_share(found: rules.Share) -> str:
    """The calculation in words, in the active language."""
    return _(
        "Foreign workers may be ten per cent of the staff at most. With %(total)s people that is %(allowed)s; "
        "with this worker there would be %(foreign)s."
    ) % {"total": found.total, "allowed": found.allowed, "foreign": found.foreign}


def refuse_if(faults: list[Fault]) -> None:
    if faults:
        raise Invalid.many([fault.as_error() for fault in faults])


def papers_of(application: Application) -> list[Paper]:
    return list(Paper.objects.filter(application=application, removed_at=None).order_by("id"))


def newest_count(employer_id: UUID) -> HeadCount | None:
    return HeadCount.objects.filter(employer_id=employer_id).order_by("-declared_at", "-id").first()


def person_needed(actor: Actor) -> UUID:
    """The account that decides. Raises NotPermitted for an actor without one."""
    if actor.account_id is None:
        raise NotPermitted()
    return actor.account_id
