"""Each side writes its own working copy of a plan; the other side has no way to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.access import COORDINATOR, EVERYBODY, LEADERS, PLAN
from sapar.areas.programme.models import Activity, Draft, DraftLine, Milestone, Plan, Report, Round, Version
from sapar.areas.programme.procedures import PLAN as PLAN_SUBJECT
from sapar.areas.programme.procedures import PLAN_CASE, ROUND, ROUND_CASE
from sapar.areas.programme.queries import shared
from sapar.areas.programme.rules.content import MOST_LINES, Content, content_faults, fits, lines_of, to_json
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.access.models import Institution
from sapar.kernel.acts import about, act
from sapar.kernel.errors import Conflict, Invalid, NotFound
from sapar.kernel.procedures.moves import open_case
from sapar.methods.ids import uuid7

DRAFT = "plan_draft"
FAULTS = {
    "title": _("Write the title in one language at least."),
    "long": _("This is too long."),
    "only_activity": _("Only an activity has dates, institutions, milestones and money."),
    "turned": _("The last day lies before the first."),
    "outside_plan": _("This day lies outside the plan's year."),
    "many": _("There are too many lines."),
    "currency": _("Choose a currency of the list."),
    "amount": _("Enter an amount above zero."),
}
CHANGED = _("A colleague changed this line while you were writing. What you wrote is kept: compare, then decide.")


@act("programme.open_plan", roles=LEADERS, purpose=PLAN, title=_("Open the plan of a year"))
def open_plan(actor: Actor, *, year: int, counterpart_id: UUID) -> Plan:
    """Open the plan between the actor's institution and the other side's. Raises Invalid, Conflict when there is one."""
    other = Institution.objects.filter(pk=counterpart_id, ended_at=None).first()
    ours = actor.role == COORDINATOR
    if other is None or other.pk == actor.institution_id or (other.kind == "iom") != ours:
        raise Invalid(_("Choose the other side of the plan."), field="counterpart_id")
    if not clock.today().year - 5 <= year <= clock.today().year + 5:
        raise Invalid(_("Enter a year near the present one."), field="year")
    mine = actor.institution_id or NOBODY
    state_id, iom_id = (mine, other.pk) if ours else (other.pk, mine)
    if Plan.objects.filter(year=year, state_id=state_id, iom_id=iom_id).exists():
        raise Conflict(_("There is a plan for this year already."), field="year", code="exists")
    plan = Plan(
        id=uuid7(),
        # Two pairs of sides may have a plan of the same year.
        reference=f"PLAN-{year}-{Institution.objects.get(pk=state_id).code}",
        year=year,
        state_id=state_id,
        iom_id=iom_id,
        starts_on=date(year, 1, 1),
        ends_on=date(year, 12, 31),
        opened_at=clock.now(),
        opened_by=actor.ref,
    )
    plan.save(force_insert=True)
    open_case(
        actor,
        PLAN_CASE,
        subject=(PLAN_SUBJECT, plan.pk),
        reference=plan.reference,
        institution_id=state_id,
        applicant_id=iom_id,
    )
    open_round(actor, plan, 0)
    return plan


def open_round(actor: Actor, plan: Plan, number: int) -> Round:
    """Begin to negotiate: the plan itself, or its next amendment."""
    made = Round(id=uuid7(), plan=plan, number=number, opened_at=clock.now())
    made.save(force_insert=True)
    open_case(
        actor,
        ROUND_CASE,
        subject=(ROUND, made.pk),
        reference=f"{plan.reference}/{number}",
        institution_id=plan.state_id,
        applicant_id=plan.iom_id,
    )
    return made


@act("programme.add_line", roles=EVERYBODY, purpose=PLAN, title=_("Add a line to one's draft of a plan"))
def add_line(
    actor: Actor,
    *,
    plan_id: UUID,
    level: str,
    content: Content,
    parent_id: UUID | None = None,
    line_id: UUID | None = None,
) -> DraftLine:
    """A line at the end below ``parent_id`` (a line id). Raises NotFound, Invalid."""
    plan = own_plan(actor, plan_id)
    draft = draft_of(actor, plan)
    rows = DraftLine.objects.filter(draft=draft)
    parent = rows.filter(line_id=parent_id).first() if parent_id else None
    if not fits(level, parent.level if parent else None) or (parent_id and parent is None):
        raise Invalid(_("A line of this level cannot stand there."), field="parent_id", code="level")
    if rows.count() >= MOST_LINES:
        raise Invalid(FAULTS["many"], field="level", code="many")
    check(content, level, plan)
    last = rows.filter(parent_id=parent_id).aggregate(last=Max("position"))["last"] or 0
    return _save_line(actor, draft, line_id or uuid7(), parent_id, level, last + 1, content)


@act("programme.change_line", roles=EVERYBODY, purpose=PLAN, title=_("Change a line of one's draft of a plan"))
def change_line(actor: Actor, *, row_id: UUID, version: int, content: Content) -> DraftLine:
    """Write a line anew. ``version``: what the person saw; if a colleague was faster: Conflict with code ``version``."""
    row = _own_row(actor, row_id)
    plan = own_plan(actor, row.draft.plan_id)
    check(content, row.level, plan)
    now = clock.now()
    changed = DraftLine.objects.filter(pk=row.pk, version=version).update(
        content=to_json(content), version=F("version") + 1, changed_at=now, changed_by=actor.ref
    )
    if changed != 1:
        raise Conflict(CHANGED, code="version")
    _touch(row.draft)
    row.refresh_from_db()
    return row


@act("programme.move_line", roles=EVERYBODY, purpose=PLAN, title=_("Move a line of one's draft up or down"))
def move_line(actor: Actor, *, row_id: UUID, up: bool) -> DraftLine:
    """Change places with the neighbour below the same line; what stands below both goes with them. Numbers follow.

    At the end of the list nothing happens. Raises NotFound.
    """
    row = _own_row(actor, row_id)
    # All of them get places anew: two lines that were added at once may have had the same one.
    rows = DraftLine.objects.select_for_update().filter(draft=row.draft, parent_id=row.parent_id)
    order = sorted(rows, key=lambda one: (one.position, one.line_id))
    here = next(place for place, one in enumerate(order) if one.pk == row.pk)
    there = here + (-1 if up else 1)
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
        for place, one in enumerate(order, 1):
            one.position = place
        DraftLine.objects.bulk_update(order, ["position"])
        _touch(row.draft)
    row.refresh_from_db()
    return row


@act("programme.remove_line", roles=EVERYBODY, purpose=PLAN, title=_("Take a line out of one's draft of a plan"))
def remove_line(actor: Actor, *, row_id: UUID, version: int) -> None:
    """Take a line and all below it out of the draft. Raises Conflict if a colleague changed it meanwhile."""
    row = _own_row(actor, row_id)
    if row.version != version:
        raise Conflict(CHANGED, code="version")
    doomed, frontier = [row.pk], [row.line_id]
    rows = DraftLine.objects.filter(draft=row.draft)
    while frontier:
        below = list(rows.filter(parent_id__in=frontier).values_list("pk", "line_id"))
        doomed += [pk for pk, _line in below]
        frontier = [line for _pk, line in below]
    rows.filter(pk__in=doomed).delete()
    _touch(row.draft)


@act("programme.take_over", roles=EVERYBODY, purpose=PLAN, title=_("Begin one's draft anew from a version"))
def take_over(actor: Actor, *, version_id: UUID) -> Draft:
    """Replace one's own working copy by a version that was shown. Raises NotFound, Conflict."""
    plan, version = shared.find_version(actor, version_id)
    if not shared.side_of(actor, plan):
        raise NotFound(field="version_id")
    return begin_from(actor, draft_of(actor, plan), version)


def begin_from(actor: Actor, draft: Draft, version: Version) -> Draft:
    """Replace a working copy by a version."""
    DraftLine.objects.filter(draft=draft).delete()
    for line in lines_of(version.content):
        _save_line(actor, draft, line.id, line.parent_id, line.level, line.position, line.content)
    draft.base_id = version.pk
    draft.save(update_fields=["base_id"])
    return draft


@act("programme.carry_over", roles=EVERYBODY, purpose=PLAN, title=_("Carry unfinished activities into a draft"))
def carry_over(actor: Actor, *, plan_id: UUID, source_id: UUID) -> dict[str, int]:
    """Copy what an earlier plan in force left unfinished, with the lines above; returns how many activities were
    ``carried``, with how many ``milestones``, and how many sums of money (``left``) were not.

    Days of activities and money have to be decided anew. Milestones that were not reached come with their old days, which
    lie outside the new year: the draft cannot be proposed before they are changed. Lines and milestones keep their ids,
    so that both can be followed through the years. Raises NotFound, Invalid when nothing is unfinished.
    """
    plan, source = own_plan(actor, plan_id), shared.find_plan(actor, source_id)
    if source.in_force_id is None or source.year >= plan.year:
        raise Invalid(_("Choose an earlier plan that is in force."), field="source_id")
    _plan, version = shared.find_version(actor, source.in_force_id)
    percents: dict[UUID, int] = {}
    for report in Report.objects.filter(plan_id=source.pk).order_by("as_of", "id"):
        percents[report.activity_id] = report.percent
    open_lines = {
        one.line_id for one in Activity.objects.filter(plan=source, dropped_at=None) if percents.get(one.pk, 0) < 100
    }
    reached = Report.objects.filter(plan_id=source.pk, milestone_id__isnull=False).values("milestone_id")
    open_marks = set(
        Milestone.objects.filter(plan_id=source.pk, dropped_at=None)
        .exclude(pk__in=reached)
        .values_list("line_id", flat=True)
    )
    draft = draft_of(actor, plan)
    there = set(DraftLine.objects.filter(draft=draft).values_list("line_id", flat=True))
    lines = {line.id: line for line in lines_of(version.content)}
    wanted: dict[UUID, None] = {}
    carried = 0
    for line_id in [one for one in lines if one in open_lines and one not in there]:
        carried += 1
        way = []
        here: UUID | None = line_id
        while here is not None and here in lines:
            way.append(here)
            here = lines[here].parent_id
        wanted.update(dict.fromkeys(reversed(way)))
    if not carried:
        raise Invalid(_("Nothing is left to carry over from this plan."), field="source_id", code="nothing")
    milestones = left = 0
    for line_id in wanted:
        if line_id not in there:
            line, said = lines[line_id], lines[line_id].content
            marks = tuple(one for one in said.milestones if one.id in open_marks)
            milestones, left = milestones + len(marks), left + len(said.budget)
            anew = replace(said, starts_on=None, ends_on=None, milestones=marks, budget=())
            _save_line(actor, draft, line.id, line.parent_id, line.level, line.position, anew)
    _touch(draft)
    return {"carried": carried, "milestones": milestones, "left": left}


def own_plan(actor: Actor, plan_id: UUID) -> Plan:
    """A plan of which the actor's institution is a side. Raises NotFound."""
    plan = shared.find_plan(actor, plan_id)
    if not shared.side_of(actor, plan):
        raise NotFound(field="plan_id")
    return plan


def draft_of(actor: Actor, plan: Plan) -> Draft:
    """The working copy of the actor's institution, made when it is first needed."""
    mine = actor.institution_id or NOBODY
    found, made = Draft.objects.select_for_update().get_or_create(
        plan=plan, institution_id=mine, defaults={"changed_at": clock.now()}
    )
    if made and plan.in_force_id:
        _plan, version = shared.find_version(actor, plan.in_force_id)
        begin_from(actor, found, version)
    about(DRAFT, found.pk)
    return found


def check(content: Content, level: str, plan: Plan) -> None:
    """Raises Invalid naming every field that cannot stand in a draft."""
    wrong = content_faults(content, level, plan.starts_on, plan.ends_on)
    named = {content.responsible_id, *content.partner_ids, *(one.donor_id for one in content.budget)} - {None}
    if len(shared.institutions(named)) != len(named):
        wrong.append(("responsible_id", "institution"))
    if wrong:
        other = _("Choose an institution of the list.")
        raise Invalid.many([Invalid(FAULTS.get(code, other), field=name, code=code) for name, code in wrong])


def _own_row(actor: Actor, row_id: UUID) -> DraftLine:
    mine = actor.institution_id or NOBODY
    row = DraftLine.objects.select_related("draft").filter(pk=row_id, institution_id=mine).first()
    if row is None:
        raise NotFound(field="row_id")
    about(DRAFT, row.draft_id)
    return row


def _save_line(
    actor: Actor, draft: Draft, line_id: UUID, parent_id: UUID | None, level: str, position: int, content: Content
) -> DraftLine:
    made = DraftLine(
        id=uuid7(),
        draft=draft,
        institution_id=draft.institution_id,
        line_id=line_id,
        parent_id=parent_id,
        level=level,
        position=position,
        content=to_json(content),
        changed_at=clock.now(),
        changed_by=actor.ref,
    )
    made.save(force_insert=True)
    _touch(draft)
    return made


def _touch(draft: Draft) -> None:
    Draft.objects.filter(pk=draft.pk).update(changed_at=clock.now())
