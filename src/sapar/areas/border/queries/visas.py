"""Looks at visas: of those who decide, and of applicants at their own record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sapar.areas.border import procedures
from sapar.areas.border.access import VISA_APPLICANT, VISA_DECIDE, VISA_OWN, VISA_SERVICE
from sapar.areas.border.models import Visa, VisaApplication, VisaFee, VisaLink, VisaNewCode, VisaPaper, VisaProposal
from sapar.areas.border.queries.visa_checks import (
    Duplicate,
    Screened,
    duplicates_of,
    entries_used,
    screened,
    stay_under,
)
from sapar.areas.border.queries.visa_faults import SUBJECT, Fault, faults_of, papers_of
from sapar.areas.border.rules import visas as rules
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.access.models import Account, Institution
from sapar.kernel.acts import look, shown
from sapar.kernel.documents.attachments import Opened, open_attachment
from sapar.kernel.documents.models import Seal
from sapar.kernel.errors import Invalid, NotFound
from sapar.kernel.facts.queries import keys_behind
from sapar.kernel.notices.store import Message, messages
from sapar.kernel.people.rules import document_key
from sapar.kernel.procedures import moves
from sapar.kernel.procedures.models import Case
from sapar.kernel.procedures.registry import get
from sapar.kernel.procedures.rules import State
from sapar.web.paging import Pager, Window

SHOW = {
    "waiting": ("submitted",),
    "second": ("proposed",),
    "returned": ("returned",),
    "appeals": ("appealed", "extension_asked"),
    "granted": ("granted", "extension_asked"),
    "all": (),
}


@dataclass(frozen=True, slots=True)
class VisaRow:
    """One line of the list."""

    id: UUID
    reference: str
    name: str
    nationality: str
    purpose: str
    arrives_on: date | None
    state: str
    due_on: date | None
    assigned_to: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Visas:
    """One page of the list; ``counts`` by ``SHOW``."""

    rows: tuple[VisaRow, ...]
    counts: dict[str, int]
    pager: Pager


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A proposal with the names of both officers; ``mine``: the reader made it and cannot decide on it."""

    outcome: str
    reasons: tuple[str, ...]
    text: str
    valid_from: date | None
    valid_until: date | None
    stay_days: int | None
    entries: str
    screening: dict[str, int]
    hits_note: str
    by: str
    at: datetime
    decided_by: str
    decided_at: datetime | None
    agreed: bool | None
    decision_reason: str
    mine: bool


@dataclass(frozen=True, slots=True)
class VisaCase:
    """An application as an officer decides on it. ``inviter``: the institution of this node with that register number.
    ``stay_until``: the last day of the stay that goes on under the visa, None without one."""

    application: VisaApplication
    case: Case
    state: State
    steps: list[moves.TimelineStep]
    papers: list[VisaPaper]
    fee: VisaFee | None
    faults: list[Fault]
    screened: Screened
    duplicates: list[Duplicate]
    proposals: list[ProposalLine]
    visa: Visa | None
    links: list[VisaLink]
    stay_until: date | None
    new_codes: list[VisaNewCode]
    used: int | None
    inviter: Institution | None
    passport_note: str
    took_part: bool
    assigned_to: str
    assigned_to_me: bool


@dataclass(frozen=True, slots=True)
class MyVisa:
    """The applicant's own page. ``case`` None while it is a draft."""

    application: VisaApplication
    case: Case | None
    state: State | None
    steps: list[moves.TimelineStep]
    papers: list[VisaPaper]
    fee: VisaFee | None
    faults: list[Fault]
    visa: Visa | None
    link: VisaLink | None
    token: str
    used: int | None
    messages: list[Message]
    editable: bool


@dataclass(frozen=True, slots=True)
class VisaSheet:
    """What the printed visa says."""

    application: VisaApplication
    visa: Visa
    link: VisaLink
    token: str
    holds: bool
    service: Institution


@look("border.visa_cases", roles=VISA_SERVICE, purpose=VISA_DECIDE, title=_("List applications for visas"))
def visa_cases(actor: Actor, *, window: Window, show: str = "waiting", text: str = "") -> Visas:
    """Applications that were sent, newest first. ``text``: a reference, a passport number, or the beginning of a surname.

    Raises Invalid (``show``).
    """
    if show not in SHOW:
        raise Invalid(field="show")
    cases = Case.objects.filter(procedure=procedures.VISA_CASE, institution_id=actor.institution_id or NOBODY)
    rows = VisaApplication.objects.filter(institution_id=actor.institution_id or NOBODY).exclude(submitted_at=None)
    typed = text.strip()
    if typed:
        reference, number = rules.read_reference(typed), document_key("", typed)
        rows = rows.filter(
            Q(reference=reference or typed.upper()[:20])
            | Q(document_key__endswith=number if len(number) > 3 else "::")
            | Q(primary__istartswith=typed[:120])
        )
    elif SHOW[show]:
        rows = rows.filter(pk__in=cases.filter(state__in=SHOW[show]).values("subject_id"))
    found, pager = window.cut(rows, "-submitted_at", "-id")
    held = {case.subject_id: case for case in Case.objects.filter(subject_id__in=[row.pk for row in found])}
    names = _names({case.assigned_to for case in held.values() if case.assigned_to})
    shown(SUBJECT, *(row.pk for row in found))
    by_state: dict[str, int] = {}
    for state in cases.values_list("state", flat=True):
        by_state[state] = by_state.get(state, 0) + 1
    counts = {name: sum(n for s, n in by_state.items() if not of or s in of) for name, of in SHOW.items()}
    lines = tuple(_row(row, held[row.pk], names, actor) for row in found if row.pk in held)
    return Visas(lines, counts, pager)


@look(
    "border.visa_counted",
    roles=VISA_SERVICE,
    purpose=VISA_DECIDE,
    title=_("Look at the applications for visas behind a figure"),
)
def visa_counted(
    actor: Actor, *, run_id: UUID, part: str = "all", codes: dict[str, str] | None = None
) -> list[VisaRow]:
    """The applications that a figure was counted from, newest first, of the own service. Raises NotFound, NotPermitted,
    Invalid."""
    keys = keys_behind(actor, run_id=run_id, part=part, codes=codes)
    found = list(
        VisaApplication.objects.filter(pk__in=keys, institution_id=actor.institution_id or NOBODY).order_by(
            "-submitted_at", "-id"
        )
    )
    held = {case.subject_id: case for case in Case.objects.filter(subject_id__in=[row.pk for row in found])}
    names = _names({case.assigned_to for case in held.values() if case.assigned_to})
    shown(SUBJECT, *(row.pk for row in found))
    return [_row(row, held[row.pk], names, actor) for row in found if row.pk in held]


@look("border.visa_case", roles=VISA_SERVICE, purpose=VISA_DECIDE, title=_("Look at an application for a visa"))
def visa_case(actor: Actor, *, application_id: UUID) -> VisaCase:
    """One application with everything that a decision rests on; screening and duplicates as of now. Raises NotFound."""
    application = VisaApplication.objects.filter(pk=application_id).exclude(submitted_at=None).first()
    if application is None:
        raise NotFound()
    case = moves.case_of(application.pk)
    shown(SUBJECT, application.pk)
    duplicates = duplicates_of(application)
    shown(SUBJECT, *(one.application_id for one in duplicates))
    proposals = list(VisaProposal.objects.filter(application=application).order_by("id"))
    accounts = {account for one in proposals for account in (one.proposed_by, one.decided_by) if account}
    names = _names({*accounts, *([case.assigned_to] if case.assigned_to else [])})
    visa = Visa.objects.filter(application=application).first()
    register = application.inviter_register
    return VisaCase(
        application=application,
        case=case,
        state=get(case.procedure).state(case.state),
        steps=moves.timeline(case),
        papers=papers_of(application.pk),
        fee=_fee(application),
        faults=faults_of(application),
        screened=screened(application),
        duplicates=duplicates,
        proposals=[_proposal(one, names, actor) for one in proposals],
        visa=visa,
        links=list(VisaLink.objects.filter(visa=visa).order_by("-since")) if visa else [],
        stay_until=stay_under(application.pk) if visa else None,
        new_codes=list(VisaNewCode.objects.filter(application=application).order_by("-sent_at")),
        used=entries_used(application.pk) if visa else None,
        inviter=Institution.objects.filter(register_number=register, ended_at=None).first() if register else None,
        passport_note=rules.passport_note(application.document_expires_on, application.leaves_on) or "",
        took_part=any(actor.account_id in (one.proposed_by, one.decided_by) for one in proposals),
        assigned_to=names.get(case.assigned_to, "") if case.assigned_to else "",
        assigned_to_me=case.assigned_to is not None and case.assigned_to == actor.account_id,
    )


@look(
    "border.visa_paper",
    roles=VISA_SERVICE,
    purpose=VISA_DECIDE,
    title=_("Open a document of an application for a visa"),
)
def visa_paper(actor: Actor, *, application_id: UUID, paper_id: UUID) -> Opened:
    """One file. Raises NotFound."""
    found = VisaPaper.objects.filter(pk=paper_id, application_id=application_id).first()
    if found is None:
        raise NotFound(field="paper_id")
    return open_attachment(found.attachment_id)


@look("border.visa_sheet", roles=VISA_SERVICE, purpose=VISA_DECIDE, title=_("Print a visa"))
def visa_sheet(actor: Actor, *, application_id: UUID) -> VisaSheet:
    """The visa as it is printed. Raises NotFound without one."""
    return _sheet(VisaApplication.objects.filter(pk=application_id).first())


@look(
    "border.visa_mine", roles=(VISA_APPLICANT,), purpose=VISA_OWN, title=_("Look at one's own application for a visa")
)
def visa_mine(actor: Actor) -> MyVisa:
    """The record whose code was given. Raises NotFound when it is gone."""
    application = VisaApplication.objects.filter(pk=actor.holder_id or NOBODY).first()
    if application is None:
        raise NotFound()
    shown(SUBJECT, application.pk)
    case = moves.case_of(application.pk) if application.submitted_at else None
    visa = Visa.objects.filter(application=application).first()
    link = VisaLink.objects.filter(visa=visa, ended_at=None).first() if visa else None
    seal = Seal.objects.filter(pk=link.seal_id).first() if link else None
    return MyVisa(
        application=application,
        case=case,
        state=get(case.procedure).state(case.state) if case else None,
        steps=moves.timeline(case) if case else [],
        papers=papers_of(application.pk),
        fee=_fee(application),
        faults=faults_of(application),
        visa=visa,
        link=link,
        token=seal.token if seal else "",
        used=entries_used(application.pk) if visa else None,
        messages=messages(actor, unread_only=True),
        editable=case is None or case.state == "returned",
    )


@look("border.visa_my_sheet", roles=(VISA_APPLICANT,), purpose=VISA_OWN, title=_("Print one's own visa"))
def visa_my_sheet(actor: Actor) -> VisaSheet:
    """The applicant's own visa. Raises NotFound without one."""
    return _sheet(VisaApplication.objects.filter(pk=actor.holder_id or NOBODY).first())


def _sheet(application: VisaApplication | None) -> VisaSheet:
    visa = Visa.objects.filter(application=application).first() if application else None
    link = VisaLink.objects.filter(visa=visa).order_by("-since").first() if visa else None
    seal = Seal.objects.filter(pk=link.seal_id).first() if link else None
    if application is None or visa is None or link is None or seal is None:
        raise NotFound(field="application_id")
    shown(SUBJECT, application.pk)
    state = moves.case_of(application.pk).state
    holds = state in rules.HOLDING and visa.valid_until >= clock.today() and link.ended_at is None
    return VisaSheet(application, visa, link, seal.token, holds, Institution.objects.get(pk=application.institution_id))


def _fee(application: VisaApplication) -> VisaFee | None:
    return VisaFee.objects.filter(application=application, voided_at=None).first()


def _names(ids: set[UUID]) -> dict[UUID, str]:
    return {row.pk: row.full_name for row in Account.objects.filter(pk__in=ids or [NOBODY])}


def _row(row: VisaApplication, case: Case, names: dict[UUID, str], actor: Actor) -> VisaRow:
    return VisaRow(
        id=row.pk,
        reference=row.reference,
        name=" ".join(part for part in (row.secondary, row.primary) if part),
        nationality=row.nationality,
        purpose=row.purpose,
        arrives_on=row.arrives_on,
        state=case.state,
        due_on=case.due_on if case.closed_at is None and not get(case.procedure).state(case.state).decided else None,
        assigned_to=names.get(case.assigned_to, "") if case.assigned_to else "",
        mine=case.assigned_to is not None and case.assigned_to == actor.account_id,
    )


def _proposal(one: VisaProposal, names: dict[UUID, str], actor: Actor) -> ProposalLine:
    return ProposalLine(
        outcome=one.outcome,
        reasons=tuple(one.reasons),
        text=one.text,
        valid_from=one.valid_from,
        valid_until=one.valid_until,
        stay_days=one.stay_days,
        entries=one.entries,
        screening=one.screening,
        hits_note=one.hits_note,
        by=names.get(one.proposed_by, ""),
        at=one.proposed_at,
        decided_by=names.get(one.decided_by, "") if one.decided_by else "",
        decided_at=one.decided_at,
        agreed=one.agreed,
        decision_reason=one.decision_reason,
        mine=one.proposed_by == actor.account_id,
    )
