"""Shapes that looks return, and what they share. Everything is read inside the look; nothing is lazy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from unicodedata import normalize
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise

from sapar.areas.labour import procedures, rules
from sapar.areas.labour.models import Application, Decision, HeadCount, Paper, Permit
from sapar.kernel import clock
from sapar.kernel.access.models import Institution
from sapar.kernel.acts import shown
from sapar.kernel.documents.attachments import attachments_of
from sapar.kernel.documents.models import Seal
from sapar.kernel.errors import NotFound
from sapar.kernel.procedures import moves
from sapar.kernel.procedures.models import Case
from sapar.kernel.procedures.registry import get
from sapar.kernel.procedures.rules import State
from sapar.standards.mrz.names import components

SUBJECT = "application"


def search_form(name: str) -> str:
    """A surname as searches compare it: as in a machine-readable zone, or in capitals where that is not possible."""
    try:
        return " ".join(components(name))[:120]
    except ValueError:
        return " ".join(normalize("NFC", name).upper().split())[:120]


def worker_address() -> str:
    """The path of the page on which workers type their code."""
    return reverse("labour:permit")


def full_name(application: Application) -> str:
    return " ".join(part for part in (application.secondary, application.primary) if part)


def granted_since(employer_id: UUID, count: HeadCount, but: UUID | None = None) -> int:
    """Permits in force that count towards ten per cent and cannot be in the head count: granted after its day, or, on
    that day, after it was declared."""
    later = Q(issued_at__date__gt=count.counted_on) | Q(issued_at__gt=count.declared_at)
    found = Permit.objects.filter(later, employer_id=employer_id, counted=True)
    if but is not None:
        found = found.exclude(application_id=but)
    ids = list(found.values_list("application_id", flat=True))
    return Case.objects.filter(subject_id__in=ids, state="granted").count() if ids else 0


def share_of(application: Application, count: HeadCount) -> rules.Share:
    """The ten per cent rule for one more worker. A prolonged permit replaces the one before."""
    counted = rules.HeadCount(count.total, count.foreign, count.counted_on, count.source)
    return rules.share(
        counted,
        granted_since(application.employer_id, count, application.renews_id or application.pk),
        bool(application.exempt_group),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One application in a list. ``case`` is None for a draft; ``days_left`` is None when no term runs."""

    application: Application
    case: Case | None
    state: State | None
    employer: Institution | None
    days_left: int | None

    @property
    def name(self) -> str:
        return full_name(self.application)


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A document as lists show it; ``size`` in bytes."""

    paper: Paper
    title: str | Promise
    filename: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on a permit. ``token`` is the seal's text, None while it has none; ``state`` the case's state."""

    application: Application
    permit: Permit
    employer: Institution
    service: Institution | None
    token: str | None
    state: State


def line_of(application: Application, case: Case | None, employers: Mapping[UUID, Institution] | None = None) -> Line:
    state = get(case.procedure).state(case.state) if case else None
    employer = (employers or {}).get(application.employer_id)
    return Line(application, case, state, employer, days_left(case, state))


def days_left(case: Case | None, state: State | None) -> int | None:
    """Days until the last day of the term; negative when it has passed; None when no term runs."""
    if case is None or state is None or case.due_on is None or case.paused_on or state.decided or state.final:
        return None
    return (case.due_on - clock.today()).days


def show(*applications: Application) -> None:
    """Name everybody whom a look shows."""
    shown(SUBJECT, *(one.pk for one in applications))
    shown("person", *(one.person_id for one in applications if one.person_id))


def paper_lines(application: Application) -> list[PaperLine]:
    files = {one.id: one for one in attachments_of((SUBJECT, application.pk))}
    papers = Paper.objects.filter(application=application, removed_at=None).order_by("id")
    order = list(procedures.DOCUMENTS)
    found = [
        PaperLine(paper, procedures.DOCUMENTS[paper.kind].title, file.filename, file.media_type, file.size)
        for paper in papers
        if (file := files.get(paper.attachment_id))
    ]
    return sorted(found, key=lambda line: order.index(line.paper.kind))


def decisions_of(application: Application) -> list[Decision]:
    return list(Decision.objects.filter(application=application).order_by("decided_at"))


def permit_of(application: Application) -> Permit | None:
    return Permit.objects.filter(application=application).first()


def seal_of(permit: Permit) -> Seal | None:
    return Seal.objects.filter(pk=permit.seal_id).first() if permit.seal_id else None


def sheet_of(application: Application) -> Sheet:
    """The sheet of an application's permit. Raises NotFound when there is none."""
    permit = permit_of(application)
    if permit is None:
        raise NotFound()
    case, seal = moves.case_of(application.pk), seal_of(permit)
    employer = Institution.objects.get(pk=application.employer_id)
    service = Institution.objects.filter(pk=case.institution_id).first()
    state = get(case.procedure).state(case.state)
    return Sheet(application, permit, employer, service, seal.token if seal else None, state)


def institutions(ids: Iterable[UUID | None]) -> dict[UUID, Institution]:
    return Institution.objects.in_bulk({one for one in ids if one})


@dataclass(frozen=True, slots=True)
class Looked:
    """Who touched a file on a day: institution, role, purpose, as names of the closed lists; ``times`` how often."""

    day: date
    institution_id: UUID | None
    role: str
    purpose: str
    times: int


def grouped(rows: Iterable[tuple[datetime, UUID | None, str, str]], day_of: Mapping[datetime, date]) -> list[Looked]:
    """Entries in one line for each day, institution, role and purpose, newest day first."""
    counts: dict[tuple[date, UUID | None, str, str], int] = {}
    for at, institution_id, role, purpose in rows:
        key = (day_of[at], institution_id, role, purpose)
        counts[key] = counts.get(key, 0) + 1
    return [Looked(*key, times) for key, times in counts.items()]
