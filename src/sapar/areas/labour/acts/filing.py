"""The employer sends, completes, withdraws, appeals, gives back."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sapar.areas.labour import procedures, rules
from sapar.areas.labour.access import APPLY, EMPLOYER, HEAD, OFFICER
from sapar.areas.labour.acts.deciding import end_permit
from sapar.areas.labour.acts.records import (
    SUBJECT,
    Fault,
    employer_of,
    faults_of,
    newest_count,
    own_application,
    papers_of,
    refuse_if,
    service,
    share_fault,
)
from sapar.areas.labour.models import Application, Decision
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.acts import act
from sapar.kernel.errors import Conflict
from sapar.kernel.notices.store import DELIVER, notify
from sapar.kernel.people import store
from sapar.kernel.procedures import moves

CONFIRM = _("Confirm that what you state is true and that the worker has agreed to it.")
NO_NUMBER = _("Your company has no number in the State register here. Ask the migration service to enter it.")


@act("labour.submit", roles=(EMPLOYER,), purpose=APPLY, title=_("Send an application"))
def submit(actor: Actor, *, application_id: UUID, confirmed: bool) -> Application:
    """Send a draft to the migration service; the statutory term begins. Raises Invalid naming all that is missing."""
    application = own_application(actor, application_id)
    if application.submitted_at is not None:
        raise Conflict(_("The application was sent already."), code="state")
    _complete(actor, application, confirmed)
    application.submitted_at = clock.now()
    application.save()
    moves.open_case(
        actor,
        procedures.PERMIT,
        subject=(SUBJECT, application.pk),
        reference=application.reference,
        institution_id=service().pk,
        applicant_id=application.employer_id,
    )
    return application


@act("labour.resubmit", roles=(EMPLOYER,), purpose=APPLY, title=_("Send a completed application again"))
def resubmit(actor: Actor, *, application_id: UUID, confirmed: bool) -> Application:
    """Send an application that was returned; the term runs on. Raises Invalid naming all that is missing."""
    application = own_application(actor, application_id)
    case = moves.case_of(application.pk, lock=True)
    _complete(actor, application, confirmed)
    application.save()
    moves.move(actor, case, "resubmit")
    return application


def _complete(actor: Actor, application: Application, confirmed: bool) -> None:
    """Check everything, and tie head count and person to the application; the caller saves."""
    count = newest_count(application.employer_id)
    faults = faults_of(application, papers_of(application))
    if not employer_of(application).register_number:
        faults.append(Fault("employer", NO_NUMBER, "register_number"))
    if over := share_fault(application, count, lock=False):
        faults.append(over)
    if not confirmed:
        faults.append(Fault("confirmed", CONFIRM, "confirmed"))
    refuse_if(faults)
    person, _document = store.remember(
        actor,
        store.Description(
            primary=application.primary,
            secondary=application.secondary,
            birth_date=application.birth_date,
            sex=application.sex,
            nationality=application.nationality,
            document_code=application.document_code,
            issuer=application.issuer,
            number=application.number,
            expiry_date=application.document_expires_on,
            mrz=application.mrz,
            source="mrz" if application.mrz else "employer",
            script="mrz" if application.mrz else "latn",
        ),
    )
    application.person_id, application.head_count = person.pk, count


@act("labour.withdraw", roles=(EMPLOYER,), purpose=APPLY, title=_("Withdraw an application"))
def withdraw(actor: Actor, *, application_id: UUID) -> Application:
    """Take an application back before it is decided. Raises Conflict afterwards."""
    application = own_application(actor, application_id)
    moves.move(actor, moves.case_of(application.pk, lock=True), "withdraw")
    return application


@act("labour.appeal", roles=(EMPLOYER,), purpose=APPLY, title=_("Appeal against a refusal"), emits=(DELIVER,))
def appeal(actor: Actor, *, application_id: UUID, reason: str) -> Application:
    """Ask for another person's decision. Raises Conflict when the time for it is over."""
    application = own_application(actor, application_id)
    case = moves.case_of(application.pk, lock=True)
    refused = Decision.objects.filter(application=application, outcome="refused").order_by("-decided_at").first()
    if refused is not None and clock.today() > rules.appeal_until(refused.decided_on):
        raise Conflict(_("The time for an appeal is over."), code="too_late")
    moves.move(actor, case, "appeal", reason=reason)
    notify(
        "labour.appealed",
        {"reference": application.reference},
        institution_role=(case.institution_id, HEAD),
        link=reverse("labour:case", args=[application.pk]),
    )
    return application


@act("labour.cancel", roles=(EMPLOYER,), purpose=APPLY, title=_("Give a permit back"), emits=(DELIVER,))
def cancel(actor: Actor, *, application_id: UUID, reason: str) -> Application:
    """The work has ended early: the permit ends and its seal is revoked. Raises Conflict, Invalid (``reason``)."""
    application = own_application(actor, application_id)
    case = moves.case_of(application.pk, lock=True)
    moves.move(actor, case, "cancel", reason=reason)
    end_permit(actor, application, "cancelled")
    notify(
        "labour.cancelled",
        {"reference": application.reference},
        institution_role=(case.institution_id, OFFICER),
        link=reverse("labour:case", args=[application.pk]),
    )
    return application
