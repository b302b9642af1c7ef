"""A joint project from concept note to closing, and the money of its donors."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.access import EVERYBODY, LEADERS, PLAN
from sapar.areas.programme.models import Activity, Grant, Handover, Plan, Project
from sapar.areas.programme.procedures import PROJECT, PROJECT_CASE
from sapar.areas.programme.queries.projects import visible
from sapar.areas.programme.rules.content import CURRENCIES, LANGUAGES, TEXT_LONGEST, TITLE_LONGEST, Words
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.access.models import Institution
from sapar.kernel.acts import about, act
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from sapar.kernel.procedures import moves
from sapar.kernel.procedures.models import Case
from sapar.kernel.procedures.moves import case_of, move, open_case
from sapar.methods.ids import uuid7

CHANGED = _("A colleague changed this while you were writing. What you wrote is kept: compare, then decide.")
STEPS = ("propose", "give_back", "endorse", "decline", "start", "finish", "close")
BY_THE_OTHER = ("give_back", "endorse")
FUNDED = ("endorsed", "agreed", "running", "closing")


@act("programme.write_concept", roles=EVERYBODY, purpose=PLAN, title=_("Write the concept note of a joint project"))
def write_concept(
    actor: Actor,
    *,
    plan_id: UUID,
    title: Words,
    summary: Words,
    lead_id: UUID,
    starts_on: date | None = None,
    ends_on: date | None = None,
    line_ids: list[UUID] | None = None,
) -> Project:
    """A concept note that only one's own institution sees until it is proposed. Raises Invalid, NotFound."""
    mine = actor.institution_id or NOBODY
    plan = Plan.objects.filter(pk=plan_id).first()
    if plan is None or mine not in plan.sides:
        raise NotFound(field="plan_id")
    lines = _checked(plan.state_id, plan.iom_id, title, summary, lead_id, starts_on, ends_on, line_ids or [])
    made = Project(
        id=uuid7(),
        reference=f"P-{clock.today().year}-{uuid7().hex[-6:].upper()}",
        state_id=plan.state_id,
        iom_id=plan.iom_id,
        institution_id=mine,
        title=_stored(title),
        summary=_stored(summary),
        lead_id=lead_id,
        starts_on=starts_on,
        ends_on=ends_on,
        line_ids=lines,
        written_at=clock.now(),
    )
    made.save(force_insert=True)
    open_case(actor, PROJECT_CASE, subject=(PROJECT, made.pk), reference=made.reference, institution_id=mine)
    return made


@act("programme.change_concept", roles=EVERYBODY, purpose=PLAN, title=_("Change the concept note of a joint project"))
def change_concept(
    actor: Actor,
    *,
    project_id: UUID,
    version: int,
    title: Words,
    summary: Words,
    lead_id: UUID,
    starts_on: date | None = None,
    ends_on: date | None = None,
    line_ids: list[UUID] | None = None,
) -> Project:
    """By the institution that wrote it, before it is proposed (again). Raises Invalid, Conflict, NotFound."""
    found = find_project(actor, project_id)
    case = case_of(found.pk, lock=True)
    if found.institution_id != actor.institution_id or case.state != "concept":
        raise Conflict(_("Only a concept note of one's own is changed."), code="state")
    lines = _checked(found.state_id, found.iom_id, title, summary, lead_id, starts_on, ends_on, line_ids or [])
    if case.applicant_id is not None:
        # It was given back: what is written from now on is again for one's own eyes.
        moves.save(case, applicant_id=None)
    changed = Project.objects.filter(pk=found.pk, version=version).update(
        title=_stored(title),
        summary=_stored(summary),
        lead_id=lead_id,
        starts_on=starts_on,
        ends_on=ends_on,
        line_ids=lines,
        version=F("version") + 1,
        shown_at=None,
    )
    if changed != 1:
        raise Conflict(CHANGED, code="version")
    about(PROJECT, found.pk)
    found.refresh_from_db()
    return found


@act("programme.move_project", roles=LEADERS, purpose=PLAN, title=_("Take a joint project a step further"))
def move_project(actor: Actor, *, project_id: UUID, step: str, reason: str = "") -> Project:
    """One of ``STEPS``. The other side endorses or gives back what was proposed; it is closed when every act of handover
    is settled. Raises Invalid, Conflict, NotPermitted, NotFound."""
    found = find_project(actor, project_id)
    if step not in STEPS:
        raise Invalid(_("Choose one of the list."), field="step")
    case = case_of(found.pk, lock=True)
    author = found.institution_id == actor.institution_id
    if actor.institution_id not in found.sides or (step in BY_THE_OTHER and author):
        raise NotPermitted()
    if step == "propose":
        if not author:
            raise NotPermitted()
        _whole(found)
        move(actor, case, "propose")
        other = found.iom_id if author and actor.institution_id == found.state_id else found.state_id
        moves.save(case, applicant_id=other)
        found.shown_at = clock.now()
        found.save(update_fields=["shown_at"])
        return found
    # Not by their cases: those are seen by giver and taker alone.
    unsettled = Handover.objects.filter(project=found, signed_at=None, withdrawn_at=None)
    if step == "close" and unsettled.exists():
        raise Conflict(_("An act of handover has not been signed by both sides."), code="handovers")
    move(actor, case, step, reason=reason)
    return found


@act("programme.record_grant", roles=LEADERS, purpose=PLAN, title=_("Record a donor's agreement for a project"))
def record_grant(
    actor: Actor,
    *,
    project_id: UUID,
    donor_id: UUID,
    signed_on: date,
    currency: str,
    amount_minor: int,
    number: str = "",
    ends_on: date | None = None,
    note: str = "",
) -> Grant:
    """Minor units of one currency. The first one takes an endorsed project to "agreed". Raises Invalid, Conflict."""
    found = find_project(actor, project_id)
    case = case_of(found.pk, lock=True)
    _fundable(actor, found, case)
    if not Institution.objects.filter(pk=donor_id, ended_at=None).exists():
        raise Invalid(_("Choose who pays."), field="donor_id")
    if amount_minor <= 0:
        raise Invalid(_("Enter an amount above zero."), field="amount_minor")
    if ends_on is not None and ends_on < signed_on:
        raise Invalid(_("The last day lies before the first."), field="ends_on")
    made = _grant(actor, found, donor_id, signed_on, currency, amount_minor, number, note, ends_on=ends_on)
    if case.state == "endorsed":
        move(actor, case, "agree")
    return made


@act("programme.top_up", roles=LEADERS, purpose=PLAN, title=_("Record a top-up of a donor's agreement"))
def top_up(
    actor: Actor,
    *,
    agreement_id: UUID,
    signed_on: date,
    currency: str,
    amount_minor: int,
    number: str = "",
    note: str = "",
) -> Grant:
    """Dated, in its own currency; a reduction is negative and says why. Raises Invalid, Conflict, NotFound."""
    agreement = Grant.objects.filter(pk=agreement_id, agreement=None).select_related("project").first()
    if agreement is None:
        raise NotFound(field="agreement_id")
    found = find_project(actor, agreement.project_id)
    _fundable(actor, found, case_of(found.pk, lock=True))
    if signed_on < agreement.signed_on:
        raise Invalid(_("This day lies before the agreement."), field="signed_on")
    if amount_minor == 0 or (amount_minor < 0 and not note.strip()):
        raise Invalid(_("Say why the money is reduced."), field="note")
    if amount_minor < 0:
        rows = Grant.objects.filter(project=found, currency=currency)
        of_it = rows.filter(pk=agreement.pk) | rows.filter(agreement=agreement)
        if sum(of_it.values_list("amount_minor", flat=True)) + amount_minor < 0:
            raise Invalid(_("No more can be taken back than was given."), field="amount_minor")
    return _grant(
        actor, found, agreement.donor_id, signed_on, currency, amount_minor, number, note, agreement=agreement
    )


def find_project(actor: Actor, project_id: UUID) -> Project:
    """A project this actor may see. Raises NotFound."""
    found = Project.objects.filter(visible(actor), pk=project_id).first()
    if found is None:
        raise NotFound(field="project_id")
    return found


def _fundable(actor: Actor, found: Project, case: Case) -> None:
    if actor.institution_id not in found.sides:
        raise NotPermitted()
    if case.state not in FUNDED:
        raise Conflict(_("Money is recorded once both sides want the project and until it is closed."), code="state")


def _grant(
    actor: Actor,
    project: Project,
    donor_id: UUID,
    signed_on: date,
    currency: str,
    amount_minor: int,
    number: str,
    note: str,
    *,
    agreement: Grant | None = None,
    ends_on: date | None = None,
) -> Grant:
    wrong = []
    if currency not in CURRENCIES:
        wrong.append(Invalid(_("Choose a currency of the list."), field="currency"))
    if abs(amount_minor) >= 10**14:
        wrong.append(Invalid(_("Enter an amount."), field="amount_minor"))
    if signed_on > clock.today():
        wrong.append(Invalid(_("This day lies in the future."), field="signed_on"))
    if len(number) > 80 or len(note) > 500:
        wrong.append(Invalid(_("This is too long."), field="note"))
    if wrong:
        raise Invalid.many(wrong)
    made = Grant(
        id=uuid7(),
        project=project,
        agreement=agreement,
        donor_id=donor_id,
        number=number.strip(),
        signed_on=signed_on,
        ends_on=ends_on,
        currency=currency,
        amount_minor=amount_minor,
        note=note.strip(),
        institution_id=actor.institution_id or NOBODY,
        entered_at=clock.now(),
    )
    made.save(force_insert=True)
    about(PROJECT, project.pk)
    return made


def _checked(
    state_id: UUID,
    iom_id: UUID,
    title: Words,
    summary: Words,
    lead_id: UUID,
    starts_on: date | None,
    ends_on: date | None,
    line_ids: list[UUID],
) -> list[str]:
    wrong = []
    if title.empty or any(len(getattr(title, code)) > TITLE_LONGEST for code in LANGUAGES):
        wrong.append(Invalid(_("Write the title in one language at least."), field="title"))
    if any(len(getattr(summary, code)) > TEXT_LONGEST for code in LANGUAGES):
        wrong.append(Invalid(_("This is too long."), field="summary"))
    if not Institution.objects.filter(pk=lead_id, ended_at=None).exists():
        wrong.append(Invalid(_("Choose an institution of the list."), field="lead_id"))
    if starts_on and ends_on and ends_on < starts_on:
        wrong.append(Invalid(_("The last day lies before the first."), field="ends_on"))
    plans = Plan.objects.filter(state_id=state_id, iom_id=iom_id).values("pk")
    known = set(Activity.objects.filter(plan_id__in=plans).values_list("line_id", flat=True))
    if not set(line_ids) <= known:
        wrong.append(Invalid(_("Choose activities of the list."), field="line_ids"))
    if wrong:
        raise Invalid.many(wrong)
    return [str(one) for one in dict.fromkeys(line_ids)]


def _whole(found: Project) -> None:
    """Raises Invalid naming what a concept note still lacks."""
    wrong = []
    for name in ("title", "summary"):
        if not Words(**getattr(found, name)).whole:
            wrong.append(Invalid(_("Write it in all three languages."), field=name, code="languages"))
    if found.starts_on is None or found.ends_on is None:
        wrong.append(Invalid(_("First and last day are missing."), field="starts_on", code="dates"))
    if wrong:
        raise Invalid.many(wrong)


def _stored(words: Words) -> dict[str, str]:
    return {code: getattr(words, code) for code in LANGUAGES}
