"""What an application for a visa still lacks. Inside an act or a look."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sapar.areas.border import procedures
from sapar.areas.border.models import VisaApplication, VisaPaper
from sapar.areas.border.rules import visas as rules
from sapar.kernel import clock
from sapar.kernel.errors import Invalid

SUBJECT = "visa_application"
NEEDED = {
    "primary": "passport",
    "birth_date": "passport",
    "sex": "passport",
    "nationality": "passport",
    "issuer": "passport",
    "number": "passport",
    "document_expires_on": "passport",
    "purpose": "trip",
    "arrives_on": "trip",
    "leaves_on": "trip",
    "entries": "trip",
    "stays_at": "trip",
    "email": "trip",
    "inviter_kind": "inviter",
}
TRIP = {
    "past": (_("The day of arrival lies in the past."), 0),
    "far": (_("The day of arrival lies more than a year ahead."), 0),
    "order": (_("The day of leaving lies before the day of arrival."), 1),
    "long": (_("A stay is 90 days at most."), 1),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing an application lacks. ``part``: the page it belongs to (``passport``, ``trip``, ``inviter``, ``papers``)."""

    part: str
    field: str
    message: object
    code: str

    def as_error(self) -> Invalid:
        return Invalid(self.message, field=self.field, code=self.code)  # type: ignore[arg-type]


def faults_of(application: VisaApplication) -> list[Fault]:
    """Everything that keeps an application from being sent, or a decision from being proposed."""
    values = {name: getattr(application, name) for name in NEEDED}
    found = [
        Fault(NEEDED[name], name, _("This answer is missing."), "missing") for name in rules.missing(values, NEEDED)
    ]
    first, last = application.arrives_on, application.leaves_on
    # Whether the journey may still begin on that day is asked when it is sent, not while it waits for the service.
    today = clock.today() if application.submitted_at is None else clock.today().min
    why = rules.trip_error(first, last, today) if first and last else None
    if why and not (why == "far" and application.submitted_at):
        message, place = TRIP[why]
        found.append(Fault("trip", ("arrives_on", "leaves_on")[place], message, f"trip_{why}"))
    if application.document_expires_on and first and application.document_expires_on < first:
        text = _("The passport ends before the journey begins.")
        found.append(Fault("passport", "document_expires_on", text, "document_expired"))
    if application.inviter_kind not in ("", "none") and not application.inviter_name:
        found.append(Fault("inviter", "inviter_name", _("Say who invites you."), "missing"))
    present = {paper.kind for paper in papers_of(application.pk)}
    for kind, item in procedures.VISA_PAPERS.items():
        if item.required and kind not in present:
            lacking = _("A document is missing: %(title)s") % {"title": item.title}
            found.append(Fault("papers", f"paper_{kind}", lacking, "paper_missing"))
    return found


def papers_of(application_id: UUID) -> list[VisaPaper]:
    """The files that count, oldest first."""
    return list(VisaPaper.objects.filter(application_id=application_id, removed_at=None).order_by("id"))
