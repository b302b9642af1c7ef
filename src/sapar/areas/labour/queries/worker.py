"""What a worker sees on their own page: their permit, their complaints, and who has looked at their file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from sapar.areas.labour.access import OWN_PAGE, WORKER
from sapar.areas.labour.models import Application, Complaint, Permit, WorkerCode
from sapar.areas.labour.queries import shared
from sapar.areas.labour.queries.shared import Looked, Sheet
from sapar.kernel.access import registry
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.access.models import Institution
from sapar.kernel.acts import look
from sapar.kernel.errors import NotFound
from sapar.kernel.notices.store import Message, messages
from sapar.kernel.procedures import moves
from sapar.kernel.procedures.models import Case
from sapar.kernel.procedures.registry import get
from sapar.kernel.procedures.rules import State

MOST_ENTRIES = 1000


@dataclass(frozen=True, slots=True)
class MyPage:
    """A worker's page. ``looked``: newest day first; ``newest_code`` tells whether a session's code still holds."""

    application: Application
    employer: Institution
    state: State
    case: Case
    permit: Permit | None
    token: str | None
    steps: list[moves.TimelineStep]
    complaints: list[Complaint]
    messages: list[Message]
    looked: list[Looked]
    institutions: dict[UUID, Institution]
    newest_code: UUID | None


@look("labour.my_page", roles=(WORKER,), purpose=OWN_PAGE, title=_("Look at one's own permit"))
def my_page(actor: Actor) -> MyPage:
    """The page of the record whose code was given. Raises NotFound when the record is gone."""
    application = _mine(actor)
    case, permit = moves.case_of(application.pk), shared.permit_of(application)
    seal = shared.seal_of(permit) if permit else None
    looked = _looked(application.pk)
    return MyPage(
        application=application,
        employer=Institution.objects.get(pk=application.employer_id),
        state=get(case.procedure).state(case.state),
        case=case,
        permit=permit,
        token=seal.token if seal else None,
        steps=moves.timeline(case),
        complaints=list(Complaint.objects.filter(application=application).order_by("-made_at")),
        messages=messages(actor, unread_only=True),
        looked=looked,
        institutions=shared.institutions(one.institution_id for one in looked),
        newest_code=newest_code(application.pk),
    )


@look("labour.my_permit_sheet", roles=(WORKER,), purpose=OWN_PAGE, title=_("Print one's own permit"))
def my_permit_sheet(actor: Actor) -> Sheet:
    """The worker's own permit. Raises NotFound when there is none."""
    return shared.sheet_of(_mine(actor))


def newest_code(application_id: UUID) -> UUID | None:
    """The code that holds now; inside ``reading`` or a look."""
    codes = WorkerCode.objects.filter(application_id=application_id).order_by("-issued_at", "-id")
    return codes.values_list("pk", flat=True).first()


def _mine(actor: Actor) -> Application:
    found = Application.objects.filter(pk=actor.holder_id or NOBODY).first()
    if found is None:
        raise NotFound()
    shared.show(found)
    return found


def _looked(application_id: UUID) -> list[Looked]:
    """Who touched this file. Purposes that the law withholds are left out; the page says so whether or not there are any."""
    zone = ZoneInfo(settings.TIME_ZONE)
    with connection.cursor() as cursor:
        cursor.execute(
            "select at, institution, role, purpose from ledger_about(%s, %s) where actor not like 'holder:%%' "
            "and actor <> 'public'",
            [f"{shared.SUBJECT}:{application_id}", MOST_ENTRIES],
        )
        rows: list[tuple[datetime, UUID | None, str, str]] = cursor.fetchall()
    known = registry.purposes()
    told = [row for row in rows if row[3] in known and not known[row[3]].withheld]
    return shared.grouped(told, {row[0]: row[0].astimezone(zone).date() for row in told})
