"""Refusals of entry: the list, one with its appeal, the stored form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sapar.areas.border.access import DESK, REFUSAL, SUPERVISOR
from sapar.areas.border.models import Appeal, Refusal
from sapar.areas.border.queries.records import officers_of
from sapar.areas.border.rules.refusals import why_not_decide_appeal
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.acts import look, shown
from sapar.kernel.documents.attachments import Opened, open_attachment
from sapar.kernel.errors import NotFound
from sapar.kernel.people import store
from sapar.kernel.procedures import moves
from sapar.kernel.procedures.models import Case
from sapar.web.paging import Pager, Window


@dataclass(frozen=True, slots=True)
class RefusalRow:
    """One line of the list of refusals."""

    id: UUID
    reference: str
    at: datetime
    name: str
    nationality: str
    place: str
    reasons: tuple[str, ...]
    state: str


@dataclass(frozen=True, slots=True)
class AppealView:
    """An appeal. ``decided_at`` and what follows are empty while it waits."""

    at: datetime
    by: str
    text: str
    recorded_by: str
    decided_at: datetime | None
    decided_by: str
    answer: str


@dataclass(frozen=True, slots=True)
class RefusalView:
    """A refusal with its appeal. ``may_appeal``/``may_decide``: whether the reader can do so now."""

    row: RefusalRow
    inspection_id: UUID
    facts: str
    language: str
    officer: str
    appeal_until: date
    due_on: date | None
    form_digest: str
    appeal: AppealView | None
    may_appeal: bool
    may_decide: bool
    took_part: bool


@look("border.list_refusals", roles=DESK, purpose=REFUSAL, title=_("List refusals of entry"))
def list_refusals(actor: Actor, *, window: Window) -> tuple[list[RefusalRow], Pager]:
    """Newest first: of the officer's own post; a supervisor's of the whole service."""
    rows = Refusal.objects.filter(institution_id=actor.institution_id or NOBODY)
    if actor.role != SUPERVISOR:
        rows = rows.filter(place_id=actor.place_id or NOBODY)
    found, pager = window.cut(rows.prefetch_related("place", "inspection__person__names"), "-at", "-id")
    return _rows(actor, found), pager


@look("border.view_refusal", roles=DESK, purpose=REFUSAL, title=_("Look at a refusal of entry"))
def view_refusal(actor: Actor, *, refusal_id: UUID) -> RefusalView:
    """One refusal with its appeal. Raises NotFound."""
    refusal = _found(actor, refusal_id)
    (row,) = _rows(actor, [refusal])
    case = moves.case_of(refusal.pk)
    appeal = Appeal.objects.filter(refusal=refusal).first()
    referral = refusal.inspection.referral
    took_part = bool(why_not_decide_appeal(actor.account_id, refusal.officer_id, referral.officer_id, None))
    return RefusalView(
        row=row,
        inspection_id=refusal.inspection_id,
        facts=refusal.facts,
        language=refusal.language,
        officer=officers_of({refusal.officer_id}).get(refusal.officer_id, ""),
        appeal_until=refusal.appeal_until,
        due_on=case.due_on if case.state == "appealed" else None,
        form_digest=refusal.form_digest,
        appeal=_appeal_view(appeal, case) if appeal else None,
        may_appeal=case.state == "refused" and clock.today() <= refusal.appeal_until,
        may_decide=case.state == "appealed" and actor.role == SUPERVISOR and not took_part,
        took_part=took_part,
    )


@look("border.open_refusal_form", roles=DESK, purpose=REFUSAL, title=_("Open the form of a refusal of entry"))
def open_refusal_form(actor: Actor, *, refusal_id: UUID) -> Opened:
    """The stored form, byte for byte as it was handed over. Raises NotFound, Damaged."""
    refusal = _found(actor, refusal_id)
    shown("refusal", refusal.pk)
    return open_attachment(refusal.form_id)


def _found(actor: Actor, refusal_id: UUID) -> Refusal:
    found = (
        Refusal.objects.filter(pk=refusal_id, institution_id=actor.institution_id or NOBODY)
        .select_related("place", "inspection__referral")
        .prefetch_related("inspection__person__names")
        .first()
    )
    if found is None:
        raise NotFound()
    return found


def _rows(actor: Actor, refusals: list[Refusal]) -> list[RefusalRow]:
    states = dict(Case.objects.filter(subject_id__in=[one.pk for one in refusals]).values_list("subject_id", "state"))
    shown("refusal", *(one.pk for one in refusals))
    shown("person", *(one.inspection.person_id for one in refusals if one.inspection.person_id))
    return [
        RefusalRow(
            id=one.pk,
            reference=one.reference,
            at=one.at,
            name=store.display_name(one.inspection.person) if one.inspection.person else "",
            nationality=one.inspection.person.nationality if one.inspection.person else "",
            place=one.place.name(actor.language),
            reasons=tuple(one.reasons),
            state=states.get(one.pk, ""),
        )
        for one in refusals
    ]


def _appeal_view(appeal: Appeal, case: Case) -> AppealView:
    last = moves.timeline(case)[-1] if case.closed_at else None
    decider = UUID(last.actor.partition(":")[2]) if last and last.actor.startswith("account:") else None
    officers = officers_of({appeal.officer_id, *([decider] if decider else [])})
    return AppealView(
        at=appeal.at,
        by=appeal.by,
        text=appeal.text,
        recorded_by=officers.get(appeal.officer_id, ""),
        decided_at=case.closed_at,
        decided_by=officers.get(decider, "") if decider else "",
        answer=last.reason if last else "",
    )
