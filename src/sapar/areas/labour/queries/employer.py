"""What an employer sees: their own applications, and nothing of complaints, codes, or other employers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sapar.areas.labour import rules
from sapar.areas.labour.access import APPLY, EMPLOYER
from sapar.areas.labour.models import Application, Decision, HeadCount, Paper, Permit
from sapar.areas.labour.queries import shared
from sapar.areas.labour.queries.shared import Line, PaperLine, Sheet
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.access.models import Institution
from sapar.kernel.acts import look
from sapar.kernel.documents.attachments import Opened, open_attachment
from sapar.kernel.errors import NotFound
from sapar.kernel.procedures import moves
from sapar.kernel.procedures.models import Case
from sapar.web.paging import Pager, Window


@dataclass(frozen=True, slots=True)
class OwnList:
    """The employer's applications, newest first, and the newest head count."""

    lines: list[Line]
    pager: Pager
    count: HeadCount | None


@dataclass(frozen=True, slots=True)
class OwnView:
    """One application with everything its employer may know."""

    line: Line
    application: Application
    employer: Institution
    case: Case | None
    papers: list[PaperLine]
    steps: list[moves.TimelineStep]
    decisions: list[Decision]
    permit: Permit | None
    count: HeadCount | None
    share: rules.Share | None
    appeal_until: date | None
    renewals: list[Application]
    renewable: bool

    @property
    def editable(self) -> bool:
        return self.case is None or self.case.state == "returned"


@look("labour.own_list", roles=(EMPLOYER,), purpose=APPLY, title=_("List one's own applications"))
def own_list(actor: Actor, *, window: Window | None = None) -> OwnList:
    """The applications of the actor's employer."""
    employer_id = actor.institution_id or NOBODY
    found = Application.objects.filter(employer_id=employer_id)
    applications, pager = (window or Window()).cut(found, "-created_at", "-id")
    cases = {
        case.subject_id: case
        for case in Case.objects.filter(applicant_id=employer_id, subject_id__in=[one.pk for one in applications])
    }
    shared.show(*applications)
    count = HeadCount.objects.filter(employer_id=employer_id).order_by("-declared_at", "-id").first()
    return OwnList([shared.line_of(one, cases.get(one.pk)) for one in applications], pager, count)


@look("labour.own_view", roles=(EMPLOYER,), purpose=APPLY, title=_("Look at one's own application"))
def own_view(actor: Actor, *, application_id: UUID) -> OwnView:
    """One application of the actor's employer. Raises NotFound."""
    application = _own(actor, application_id)
    case = moves.case_of(application.pk) if application.submitted_at else None
    count = (
        HeadCount.objects.filter(employer_id=application.employer_id).order_by("-declared_at", "-id").first()
        or application.head_count
    )
    decisions = shared.decisions_of(application)
    refused = next((one for one in reversed(decisions) if one.outcome == "refused"), None)
    renewals = list(Application.objects.filter(renews=application, employer_id=application.employer_id))
    state = case.state if case else ""
    renewable = not renewals and not rules.renewal_error(
        original_state=state, is_renewal=application.renews_id is not None, same_employer=True, same_document=True
    )
    return OwnView(
        line=shared.line_of(application, case),
        application=application,
        employer=Institution.objects.get(pk=application.employer_id),
        case=case,
        papers=shared.paper_lines(application),
        steps=moves.timeline(case) if case else [],
        decisions=decisions,
        permit=shared.permit_of(application),
        count=count,
        share=shared.share_of(application, count) if count else None,
        appeal_until=rules.appeal_until(refused.decided_on) if refused and state == "refused" else None,
        renewals=renewals,
        renewable=renewable,
    )


@look("labour.own_document", roles=(EMPLOYER,), purpose=APPLY, title=_("Open a document of one's own application"))
def own_document(actor: Actor, *, application_id: UUID, paper_id: UUID) -> Opened:
    """The file of a document. Raises NotFound."""
    application = _own(actor, application_id)
    paper = Paper.objects.filter(pk=paper_id, application=application, removed_at=None).first()
    if paper is None:
        raise NotFound(field="paper_id")
    return open_attachment(paper.attachment_id)


@look("labour.own_permit_sheet", roles=(EMPLOYER,), purpose=APPLY, title=_("Print one's own permit"))
def own_permit_sheet(actor: Actor, *, application_id: UUID) -> Sheet:
    """The permit of one's own worker. Raises NotFound when there is none."""
    return shared.sheet_of(_own(actor, application_id))


def _own(actor: Actor, application_id: UUID) -> Application:
    employer_id = actor.institution_id or NOBODY
    found = Application.objects.select_related("head_count").filter(pk=application_id, employer_id=employer_id).first()
    if found is None:
        raise NotFound(field="application_id")
    shared.show(found)
    return found
