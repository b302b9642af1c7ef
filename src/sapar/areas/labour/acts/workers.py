"""The worker's page: codes, opening it, complaints."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sapar.areas.labour import procedures, rules
from sapar.areas.labour.access import COMPLAINT, DECIDE, OFFICER, OWN_PAGE, PUBLIC, SERVICE, WORKER
from sapar.areas.labour.acts.deciding import keep_code, send_code_to, why_not_send
from sapar.areas.labour.acts.records import SUBJECT, submitted_application
from sapar.areas.labour.models import Application, Complaint, WorkerCode
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.acts import about, act
from sapar.kernel.errors import Conflict, Invalid, NotFound, TooMany
from sapar.kernel.notices.store import DELIVER, notify
from sapar.kernel.procedures import moves
from sapar.kernel.procedures.models import Case
from sapar.methods.ids import uuid7

HEX = re.compile(r"[0-9a-f]{64}")
OPEN_COMPLAINTS = 10
NOT_GRANTED = _("There is no permit: a code is given with a permit.")
IN_PERSON = {
    "none": _("There is no number of the worker. Hand the code over in person."),
    "employer": _("The number is one of the employer's people. Hand the code over to the worker in person."),
    "shared": _("The number stands on other workers' applications too. Hand the code over to the worker in person."),
}


@act("labour.hand_over_code", roles=SERVICE, purpose=DECIDE, title=_("Hand a worker's code over in person"))
def hand_over_code(actor: Actor, *, application_id: UUID, digest: str) -> WorkerCode:
    """Store a new code as a digest; earlier ones no longer open the page. The page that calls this made the code and
    shows it once: neither the database nor the ledger ever holds it. Raises Conflict without a permit."""
    application = _with_permit(application_id)
    if not HEX.fullmatch(digest):
        raise Invalid(field="digest")
    return keep_code(application, digest, "hand")


@act("labour.send_code", roles=SERVICE, purpose=DECIDE, title=_("Send a worker a new code"), emits=(DELIVER,))
def send_code(actor: Actor, *, application_id: UUID) -> WorkerCode:
    """Send a new code to the worker's own number. Raises Conflict when it has to be handed over in person."""
    application = _with_permit(application_id)
    if why := why_not_send(application):
        raise Conflict(IN_PERSON[why], code=f"in_person_{why}")
    return send_code_to(application)


def _with_permit(application_id: UUID) -> Application:
    application, case = submitted_application(application_id)
    if case.state not in ("granted", "expired", "cancelled", "revoked"):
        raise Conflict(NOT_GRANTED, code="state")
    return application


@act("labour.open_page", roles=(PUBLIC,), purpose=OWN_PAGE, title=_("Open one's own page with a code"), page_only=True)
def open_page(actor: Actor, *, reference: str, digest: str, marks: list[str]) -> dict[str, Any]:
    """Try a code: ``{"application": id or None, "code": id or None, "limited": bool}``.

    A failed attempt is no error, so that it is counted, under ``marks`` (``rules.marks``). A wrong reference and a wrong
    code take the same path here, and the digest was worked out before. ``limited``: too many failed within a quarter of
    an hour, whether or not there is such a reference.
    """
    limits, now = rules.limits(), clock.now()
    if len(marks) != len(limits) or not all(HEX.fullmatch(one) for one in (*marks, digest)):
        raise Invalid(field="marks")
    with connection.cursor() as cursor:
        cursor.execute(
            "select application_id, code_id, limited "
            "from labour_open(%s, %s, %s::text[], %s::int[], %s::uuid[], %s, %s)",
            [reference[:20], digest, marks, limits, [uuid7() for _ in marks], now, now - rules.WINDOW],
        )
        application_id, code_id, limited = cursor.fetchone()
    if application_id is not None:
        about(SUBJECT, application_id)
    return {
        "application": application_id and str(application_id),
        "code": code_id and str(code_id),
        "limited": limited,
    }


@act("labour.complain", roles=(WORKER,), purpose=OWN_PAGE, title=_("Send a complaint"), emits=(DELIVER,))
def complain(actor: Actor, *, kind: str, text: str = "") -> Complaint:
    """Tell the migration service; the employer never learns of it. Raises Invalid (``kind``, ``text``), TooMany."""
    if kind not in procedures.COMPLAINT_KINDS:
        raise Invalid(_("Choose what happened."), field="kind")
    if len(text) > 4000:
        raise Invalid(_("Shorten the text to 4,000 characters."), field="text")
    application_id = actor.holder_id or NOBODY
    permit_case = Case.objects.filter(subject_id=application_id).first()
    if permit_case is None:
        raise NotFound()
    if Complaint.objects.filter(application_id=application_id, answered_at=None).count() >= OPEN_COMPLAINTS:
        raise TooMany(_("Your earlier complaints are being looked at. Wait for the answer."))
    made = Complaint(application_id=application_id, kind=kind, text=text.strip(), made_at=clock.now())
    made.save(force_insert=True)
    about(SUBJECT, application_id)
    moves.open_case(
        actor,
        procedures.COMPLAINT_CASE,
        subject=("complaint", made.pk),
        reference=permit_case.reference,
        institution_id=permit_case.institution_id,
    )
    notify(
        "labour.complaint",
        {"reference": permit_case.reference},
        institution_role=(permit_case.institution_id, OFFICER),
        link=reverse("labour:complaints"),
    )
    return made


@act(
    "labour.answer_complaint",
    roles=SERVICE,
    purpose=COMPLAINT,
    title=_("Answer a worker's complaint"),
    emits=(DELIVER,),
)
def answer_complaint(actor: Actor, *, complaint_id: UUID, answer: str) -> Complaint:
    """Say what was done; the worker reads it on their page. Raises Invalid (``answer``), Conflict, NotFound."""
    found = Complaint.objects.select_for_update().filter(pk=complaint_id).first()
    if found is None:
        raise NotFound(field="complaint_id")
    if not answer.strip():
        raise Invalid(_("Write what was done. The worker will read it."), field="answer")
    about(SUBJECT, found.application_id)
    moves.move(actor, moves.case_of(found.pk, lock=True), "answer", reason=answer)
    found.answer, found.answered_at = answer.strip(), clock.now()
    found.save(update_fields=["answer", "answered_at"])
    notify("labour.answered", holder_id=found.application_id)
    return found
