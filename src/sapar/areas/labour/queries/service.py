"""What the migration service sees: every application that was sent, and workers' complaints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from sapar.areas.labour import procedures, rules
from sapar.areas.labour.access import COMPLAINT, COUNT, DECIDE, SERVICE
from sapar.areas.labour.models import Application, Complaint, Decision, HeadCount, Paper, Permit, Quota, WorkerCode
from sapar.areas.labour.queries import shared
from sapar.areas.labour.queries.shared import Line, PaperLine, Sheet
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.access.models import Account, Institution
from sapar.kernel.acts import look, shown
from sapar.kernel.documents.attachments import Opened, open_attachment
from sapar.kernel.errors import NotFound
from sapar.kernel.facts.queries import keys_behind
from sapar.kernel.people.rules import document_key
from sapar.kernel.procedures import moves
from sapar.kernel.procedures.models import Case
from sapar.kernel.procedures.rules import Transition, moves_open_to
from sapar.web.paging import Pager, Window

WAITING = ("submitted", "appealed")
FILTERS = ("waiting", "mine", "late", "all", *(state.name for state in procedures.WORK_PERMIT.states))
SORTS = {"due": ("due_on", "id"), "-due": ("-due_on", "-id"), "new": ("-opened_at", "-id"), "-new": ("opened_at", "id")}
MOST_ROWS = 5000


@dataclass(frozen=True, slots=True)
class Found:
    """A page of the list, with how many cases each of the first filters has."""

    lines: list[Line]
    pager: Pager
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class View:
    """One application with everything needed to decide on it."""

    line: Line
    application: Application
    employer: Institution
    case: Case
    papers: list[PaperLine]
    missing: list[str]
    steps: list[moves.TimelineStep]
    decisions: list[Decision]
    people: dict[UUID, str]
    permit: Permit | None
    token: str | None
    count: HeadCount | None
    share: rules.Share | None
    pending: int
    quota: Quota | None
    quota_year: int
    moves: list[Transition]
    complaints: list[Complaint]
    code: WorkerCode | None
    other_permits: list[Line]
    own_refusal: bool


@look("labour.find", roles=SERVICE, purpose=DECIDE, title=_("Search the applications"))
def find(
    actor: Actor,
    *,
    text: str = "",
    show: str = "waiting",
    sector: str = "",
    sort: str = "due",
    window: Window | None = None,
) -> Found:
    """Applications by deadline. ``text``: a reference, the number of a passport, or the beginning of a surname."""
    cases = _matching(actor, text, show, sector)
    page, pager = (window or Window()).cut(cases, *SORTS.get(sort, SORTS["due"]))
    return Found(_lines(page), pager, _counts(actor))


@look("labour.export", roles=SERVICE, purpose=DECIDE, title=_("Export the list of applications"))
def export(actor: Actor, *, text: str = "", show: str = "waiting", sector: str = "") -> list[Line]:
    """The same list whole, at most 5,000 rows, for a file."""
    return _lines(list(_matching(actor, text, show, sector).order_by("due_on", "id")[:MOST_ROWS]))


@look("labour.view", roles=SERVICE, purpose=DECIDE, title=_("Look at an application"))
def view(actor: Actor, *, application_id: UUID) -> View:
    """Everything about one application. Raises NotFound."""
    application, case = _sent(actor, application_id)
    permit = shared.permit_of(application)
    seal = shared.seal_of(permit) if permit else None
    decisions, steps = shared.decisions_of(application), moves.timeline(case)
    newest = HeadCount.objects.filter(employer_id=application.employer_id).order_by("-declared_at", "-id").first()
    year = (permit.valid_from if permit else application.starts_on or clock.today()).year
    papers = shared.paper_lines(application)
    needed = {kind: item.required for kind, item in procedures.DOCUMENTS.items()}
    employer = Institution.objects.get(pk=application.employer_id)
    complaints = list(Complaint.objects.filter(application=application).order_by("-made_at"))
    return View(
        line=shared.line_of(application, case, {employer.pk: employer}),
        application=application,
        employer=employer,
        case=case,
        papers=papers,
        missing=rules.missing_documents(needed, {line.paper.kind for line in papers}),
        steps=steps,
        decisions=decisions,
        people=_people([*(step.actor for step in steps), f"account:{case.assigned_to}"]),
        permit=permit,
        token=seal.token if seal else None,
        count=newest,
        share=shared.share_of(application, newest) if newest and permit is None else None,
        pending=_pending(application),
        quota=_quota(year, application.sector),
        quota_year=year,
        moves=moves_open_to(procedures.WORK_PERMIT, case.state, actor.role),
        complaints=complaints,
        code=WorkerCode.objects.filter(application=application).order_by("-issued_at", "-id").first(),
        other_permits=_others(application),
        own_refusal=any(one.outcome == "refused" and one.account_id == actor.account_id for one in decisions),
    )


@look("labour.document", roles=SERVICE, purpose=DECIDE, title=_("Open a document of an application"))
def document(actor: Actor, *, application_id: UUID, paper_id: UUID) -> Opened:
    """The file of a document. Raises NotFound."""
    application, _case = _sent(actor, application_id)
    paper = Paper.objects.filter(pk=paper_id, application=application).first()
    if paper is None:
        raise NotFound(field="paper_id")
    return open_attachment(paper.attachment_id)


@look("labour.permit_sheet", roles=SERVICE, purpose=DECIDE, title=_("Print a permit"))
def permit_sheet(actor: Actor, *, application_id: UUID) -> Sheet:
    """The permit of an application. Raises NotFound when there is none."""
    application, _case = _sent(actor, application_id)
    return shared.sheet_of(application)


@dataclass(frozen=True, slots=True)
class ComplaintLine:
    """A complaint with the application it belongs to."""

    complaint: Complaint
    application: Application
    employer: Institution | None
    case: Case | None


@look("labour.complaints", roles=SERVICE, purpose=COMPLAINT, title=_("List workers' complaints"))
def complaints(actor: Actor, *, answered: bool = False) -> list[ComplaintLine]:
    """Complaints that wait, oldest first, or those that were answered, newest first; at most 200."""
    found = Complaint.objects.select_related("application").filter(answered_at__isnull=not answered)
    rows = list(found.order_by("-answered_at" if answered else "made_at", "id")[:200])
    employers = shared.institutions(row.application.employer_id for row in rows)
    cases = {
        case.subject_id: case
        for case in Case.objects.filter(
            institution_id=actor.institution_id or NOBODY, subject_id__in=[row.pk for row in rows]
        )
    }
    shared.show(*(row.application for row in rows))
    shown("complaint", *(row.pk for row in rows))
    return [
        ComplaintLine(row, row.application, employers.get(row.application.employer_id), cases.get(row.pk))
        for row in rows
    ]


@look("labour.register", roles=SERVICE, purpose=COUNT, title=_("Open the records behind a figure"))
def register(actor: Actor, *, run_id: UUID, part: str = "all", codes: dict[str, str] | None = None) -> list[Line]:
    """The applications that a figure was counted from, as they are now; see ``facts.queries.keys_behind``."""
    keys = keys_behind(actor, run_id=run_id, part=part, codes=codes or {})
    cases = Case.objects.filter(
        procedure=procedures.PERMIT, institution_id=actor.institution_id or NOBODY, subject_id__in=keys
    )
    return _lines(list(cases.order_by("opened_at", "id")))


def quotas() -> list[Quota]:
    """All quotas, newest year first; inside ``reading``: they name nobody."""
    return list(Quota.objects.order_by("-year", "sector"))


def _sent(actor: Actor, application_id: UUID) -> tuple[Application, Case]:
    case = moves.case_of(application_id)
    found = Application.objects.select_related("head_count").filter(pk=application_id).first()
    if found is None or case.procedure != procedures.PERMIT or case.institution_id != actor.institution_id:
        raise NotFound(field="application_id")
    shared.show(found)
    return found, case


def _matching(actor: Actor, text: str, show: str, sector: str) -> QuerySet[Case]:
    cases = Case.objects.filter(procedure=procedures.PERMIT, institution_id=actor.institution_id or NOBODY)
    if text.strip():
        # A search looks everywhere, whatever the filter: what is sought may be decided long ago.
        return cases.filter(subject_id__in=_search(text).values("pk"))
    cases = _shown(cases, actor, show)
    if sector:
        cases = cases.filter(subject_id__in=Application.objects.filter(sector=sector).values("pk"))
    return cases


def _search(text: str) -> QuerySet[Application]:
    reference, name = rules.read_reference(text), shared.search_form(text)
    number = document_key("", text)[1:]
    wanted = Q(reference=reference) if reference else Q(pk__in=[])
    if len(name) >= 2:
        # A range, because row-level security keeps LIKE away from the index.
        wanted |= Q(search_name__gte=name, search_name__lt=name + "\U0010ffff")
    if any(c.isdigit() for c in number):
        wanted |= Q(number=number)
    return Application.objects.filter(wanted, submitted_at__isnull=False)


def _shown(cases: QuerySet[Case], actor: Actor, show: str) -> QuerySet[Case]:
    match show:
        case "all":
            return cases
        case "mine":
            return cases.filter(assigned_to=actor.account_id, state__in=WAITING)
        case "late":
            return cases.filter(state="submitted", due_on__lt=clock.today())
        case state if state in FILTERS and state != "waiting":
            return cases.filter(state=state)
    return cases.filter(state__in=WAITING)


def _counts(actor: Actor) -> dict[str, int]:
    cases = Case.objects.filter(procedure=procedures.PERMIT, institution_id=actor.institution_id or NOBODY)
    return {show: _shown(cases, actor, show).count() for show in ("waiting", "mine", "late", "returned")}


def _lines(cases: list[Case]) -> list[Line]:
    applications = Application.objects.in_bulk([case.subject_id for case in cases])
    employers = shared.institutions(one.employer_id for one in applications.values())
    shared.show(*applications.values())
    return [
        shared.line_of(applications[case.subject_id], case, employers)
        for case in cases
        if case.subject_id in applications
    ]


def _pending(application: Application) -> int:
    """Other applications of this employer that wait for a decision."""
    waiting = Case.objects.filter(applicant_id=application.employer_id, state__in=("submitted", "returned"))
    return waiting.exclude(subject_id=application.pk).count()


def _quota(year: int, sector: str) -> Quota | None:
    key = rules.quota_for(Quota.objects.filter(year=year).values_list("year", "sector"), year, sector)
    return Quota.objects.get(year=key[0], sector=key[1]) if key else None


def _others(application: Application) -> list[Line]:
    """Other applications for the same passport in the last two years, by whatever employer."""
    found = list(
        Application.objects.filter(
            document_key=application.document_key,
            submitted_at__gte=clock.now() - timedelta(days=730),
        )
        .exclude(pk=application.pk)
        .order_by(F("submitted_at").desc())[:10]
    )
    cases = {case.subject_id: case for case in Case.objects.filter(subject_id__in=[one.pk for one in found])}
    shared.show(*found)
    employers = shared.institutions(one.employer_id for one in found)
    return [shared.line_of(one, cases.get(one.pk), employers) for one in found]


def _people(refs: list[str]) -> dict[UUID, str]:
    ids = {ref.removeprefix("account:") for ref in refs if ref.startswith("account:") and not ref.endswith("None")}
    return {account.pk: account.full_name for account in Account.objects.filter(pk__in=ids)}
