"""A plan in force as IATI: gathered, written and checked; what was published; what the public may take."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.models import (
    Activity,
    BudgetLine,
    IatiFile,
    IatiProfile,
    Milestone,
    Plan,
    PolicyMark,
    Report,
    Spending,
    Tie,
    Value,
)
from sapar.areas.programme.queries import shared
from sapar.areas.programme.queries.following import check_reader
from sapar.areas.programme.queries.measuring import Entry, Followed, amount_in, follow
from sapar.areas.programme.rules import publishing as rules
from sapar.areas.programme.rules import tagging
from sapar.areas.programme.rules.content import LANGUAGES, Line
from sapar.areas.programme.rules.measures import COUNTED, amount_of_figure, is_whole, parts_of
from sapar.areas.programme.rules.publishing import IOM_REF, ORGANISATION_TYPES, Mark, Party, Publication, Publisher
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.access.context import reading
from sapar.kernel.access.models import Institution
from sapar.kernel.documents.render import in_languages
from sapar.kernel.errors import Conflict, NotFound
from sapar.kernel.facts.disclosure import SMALL
from sapar.methods.rollup import State
from sapar.standards import iati

TITLE, ABOUT = _("Joint plan of activities %(year)s"), _("%(state)s and %(iom)s: plan of joint activities for %(year)s")
PROGRESS, MILESTONES = _("Progress of the activity, in percent"), _("Milestones of the activity")
MARKED = ("direction", "activity")
NOT_IN_FORCE = _("This plan is not in force yet.")
NO_PROFILE = _("First say how your institution publishes.")


@dataclass(frozen=True, slots=True)
class Made:
    """A file and what the check says about it. ``fault`` where nothing could even be written.

    ``tagged``, ``marked``: how many activities of the plan have a tag, a policy marker.
    """

    content: bytes
    sha256: str
    activities: int
    tagged: int = 0
    marked: int = 0
    findings: list[iati.Finding] = field(default_factory=list)
    fault: str = ""

    @property
    def publishable(self) -> bool:
        return not self.fault and iati.publishable(self.findings)


@dataclass(frozen=True, slots=True)
class PublishView:
    """The page: how this institution publishes (None: not said yet), the file as it would be now, what was published."""

    plan: Plan
    side: str
    publisher: Publisher | None
    suggested: Publisher
    made: Made | None
    files: list[IatiFile]
    directions: list[Line]
    parties: list[Institution]
    names: dict[UUID, Institution]


def publish_view(actor: Actor, plan_id: UUID) -> PublishView:
    """How a plan would be published now. Raises NotFound, NotPermitted, Conflict while nothing is in force."""
    check_reader(actor)
    with reading(actor):
        plan = shared.find_plan(actor, plan_id)
        if plan.in_force_id is None:
            raise Conflict(NOT_IN_FORCE, code="not_in_force")
        side = shared.side_of(actor, plan)
        owner = Institution.objects.filter(pk=actor.institution_id or NOBODY).first()
        publisher = profile(actor.institution_id or NOBODY)
        made = None
        if side and publisher is not None and owner is not None:
            made = make(actor, plan, publisher, owner)
        _plan, version = shared.find_version(actor, plan.in_force_id)
        lines = shared.version_lines(version)
        files = list(IatiFile.objects.filter(plan=plan).defer("content").order_by("-published_at"))
        named = {one for line in lines for one in _named(line)}
        names = shared.institutions([*named, *plan.sides, *(one.institution_id for one in files)])
    parties = sorted((names[one] for one in {*named, *plan.sides} if one in names), key=lambda one: one.code)
    directions = [line for line in lines if line.level == "direction"]
    return PublishView(plan, side, publisher, suggestion(owner), made, files, directions, parties, names)


def suggestion(owner: Institution | None) -> Publisher:
    """What is likely right for an institution; a person confirms it."""
    kind = owner.kind if owner else ""
    return Publisher(IOM_REF if kind == "iom" else "", ORGANISATION_TYPES.get(kind, "10"), "TM")


def profile(institution_id: UUID) -> Publisher | None:
    found = IatiProfile.objects.filter(pk=institution_id).first()
    return Publisher.of_json(found.content) if found else None


def make(actor: Actor, plan: Plan, publisher: Publisher, owner: Institution) -> Made:
    """Write and check; inside ``reading`` or an act. The same plan on the same day gives the same bytes."""
    today = clock.today()
    try:
        activities = rules.activities(publication(actor, plan, owner.pk), publisher, _party(owner), today)
        content = iati.write(activities)
    except iati.NotWritable as error:
        return Made(b"", "", 0, fault=str(error))
    return Made(
        content,
        hashlib.sha256(content).hexdigest(),
        len(activities),
        sum(bool(one.tags) for one in activities[1:]),
        sum(bool(one.markers) for one in activities[1:]),
        iati.check(content, clock.now()),
    )


def marks_of(owner_id: UUID, lines: Iterable[UUID]) -> dict[UUID, dict[str, str]]:
    """The policy markers that an institution set, by line; inside ``reading`` or an act."""
    found: dict[UUID, dict[str, str]] = {}
    for one in PolicyMark.objects.filter(institution_id=owner_id, line_id__in=list(lines)):
        found.setdefault(one.line_id, {})[one.code] = one.significance
    return found


def publication(actor: Actor, plan: Plan, owner_id: UUID) -> Publication:
    """What an institution publishes about a plan in force: activities with money, milestones, reports, what they are
    linked to, how it marked them. No names of persons."""
    _plan, version = shared.find_version(actor, plan.in_force_id or NOBODY)
    lines = {line.id: line for line in shared.version_lines(version)}
    found = list(Activity.objects.filter(plan=plan))
    found.sort(key=lambda one: (one.dropped_at is not None, [int(part) for part in one.number.split(".")]))
    marks: dict[UUID, list[Milestone]] = {}
    for mark in Milestone.objects.filter(plan_id=plan.pk, dropped_at=None).order_by("due_on", "id"):
        marks.setdefault(mark.activity_id, []).append(mark)
    money: dict[UUID, list[BudgetLine]] = {}
    for line in BudgetLine.objects.filter(plan_id=plan.pk, dropped_at=None).order_by("id"):
        money.setdefault(line.activity_id, []).append(line)
    spent: dict[UUID, list[tuple[date, int]]] = {}
    for one in Spending.objects.filter(plan_id=plan.pk).order_by("spent_on", "id"):
        spent.setdefault(one.budget_line_id, []).append((one.spent_on, one.amount_minor))
    newest: dict[UUID, Report] = {}
    reached: dict[UUID, date] = {}
    for report in Report.objects.filter(plan_id=plan.pk).defer("text").order_by("as_of", "id"):
        newest[report.activity_id] = report
        if report.milestone_id:
            reached.setdefault(report.milestone_id, report.as_of)
    ids: list[UUID | None] = [*plan.sides]
    for activity in found:
        ids += [activity.responsible_id, *map(UUID, activity.partner_ids)]
        ids += [share.donor_id for share in money.get(activity.pk, [])]
    parties = {pk: _party(one) for pk, one in shared.institutions(ids).items()}
    results = _results(plan, lines)
    ties: dict[UUID, list[str]] = {}
    for tied_to, code in Tie.objects.filter(
        kind="activity", subject_id__in=[one.line_id for one in found], ended_at=None
    ).values_list("subject_id", "provision"):
        ties.setdefault(tied_to, []).append(code)
    policies = marks_of(owner_id, {*lines, *(one.line_id for one in found)})
    told = []
    for activity in found:
        if activity.line_id not in lines and activity.dropped_at is None:
            continue
        pk = activity.pk
        made = _told(activity, lines, parties, marks.get(pk, []), reached, money.get(pk, []), spent, newest.get(pk))
        told.append(
            replace(
                made,
                results=results.pop(activity.line_id, ()),
                tags=tagging.tags(ties.get(activity.line_id, ())),
                markers=tagging.markers(policies.get(made.direction_id, {}), policies.get(activity.line_id, {})),
            )
        )
    state, iom = (parties[side] for side in plan.sides)
    return Publication(
        reference=plan.reference,
        title=_formatted(TITLE, {code: {"year": plan.year} for code in LANGUAGES}),
        description=_formatted(
            ABOUT,
            {code: {"state": state.name[code], "iom": iom.name[code], "year": plan.year} for code in LANGUAGES},
        ),
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        in_force_on=localtime(version.in_force_at or version.proposed_at).date(),
        updated=_updated(plan, owner_id, found, version.in_force_at or version.proposed_at),
        closed=plan.ends_on < clock.today(),
        sides=[state, iom],
        activities=told,
        # What is left belongs to outcomes and outputs, in the order of the plan.
        results=[one for line_id in lines for one in results.get(line_id, ())],
        words={"progress": in_languages(PROGRESS), "milestones": in_languages(MILESTONES)},
    )


def _results(plan: Plan, lines: Mapping[UUID, Line]) -> dict[UUID, list[iati.Result]]:
    """The agreed result indicators with their approved values, by the line that they belong to."""
    followed = follow(plan)
    found: dict[UUID, list[iati.Result]] = {}
    for one in sorted(followed, key=lambda each: each.measure.number):
        measure, line = one.measure, lines.get(one.measure.line_id)
        if line is None or measure.agreed_at is None or measure.ended_at is not None:
            continue
        values = _rolled(one, followed) if one.below else [_counted(entry) for entry in one.entries if entry.counts]
        made = rules.result(line.level, one.said, values, SMALL, rolled=bool(one.below))
        found.setdefault(measure.line_id, []).append(made)
    return found


def _counted(entry: Entry) -> rules.Counted:
    value = entry.value
    return rules.Counted(value.starts_on, value.ends_on, amount_in(value), parts_of(value.parts))


def _rolled(one: Followed, followed: Sequence[Followed]) -> list[rules.Counted]:
    """What rolls up into an indicator, for the periods on which all have reported; small counts stay out."""
    by_parent: dict[UUID | None, list[Followed]] = {}
    for each in followed:
        by_parent.setdefault(each.measure.rolls_into, []).append(each)
    waiting, counted = [one], False
    while waiting:
        here = waiting.pop()
        counted = counted or here.said.source == COUNTED
        waiting += by_parent.get(here.measure.pk, [])
    found = []
    for target in one.said.targets:
        figure = one.figure_in(target.period)
        if figure.numerator is None or figure.state is not State.COMPLETE or not is_whole(figure):
            continue
        if counted and 0 < figure.numerator < SMALL:
            continue
        found.append(rules.Counted(target.starts_on, target.ends_on, amount_of_figure(figure)))
    return found


def _told(
    one: Activity,
    lines: Mapping[UUID, Line],
    parties: Mapping[UUID, Party],
    marks: list[Milestone],
    reached: Mapping[UUID, date],
    money: list[BudgetLine],
    spent: Mapping[UUID, list[tuple[date, int]]],
    report: Report | None,
) -> rules.Told:
    top = lines.get(one.line_id)
    while top is not None and top.parent_id is not None and top.parent_id in lines:
        top = lines[top.parent_id]
    return rules.Told(
        line_id=one.line_id,
        direction_id=top.id if top else one.line_id,
        title=one.title,
        path=one.path,
        responsible=parties[one.responsible_id],
        partners=[parties[UUID(partner)] for partner in one.partner_ids if UUID(partner) in parties],
        starts_on=one.starts_on,
        ends_on=one.ends_on,
        dropped=one.dropped_at is not None,
        percent=report.percent if report else None,
        reported_on=report.as_of if report else None,
        marks=[Mark(mark.title, mark.due_on, reached.get(mark.pk)) for mark in marks],
        shares=[
            rules.Share(parties[line.donor_id], line.currency, line.amount_minor, spent.get(line.pk, ()))
            for line in money
        ],
    )


def _updated(plan: Plan, owner_id: UUID, activities: list[Activity], since: datetime) -> datetime:
    """When something that is published changed last."""
    moments = [since]
    lines = [one.line_id for one in activities]
    tied = Tie.objects.filter(kind="activity", subject_id__in=lines).aggregate(Max("tied_at"), Max("ended_at"))
    marked = PolicyMark.objects.filter(institution_id=owner_id, line_id__in=lines).aggregate(Max("set_at"))
    moments += [one for one in (*tied.values(), *marked.values()) if one]
    for kind in (Report, Spending):
        last = kind.objects.filter(plan_id=plan.pk).aggregate(last=Max("made_at"))["last"]
        moments += [last] if last else []
    approved = Value.objects.filter(plan_id=plan.pk).aggregate(last=Max("approved_at"))["last"]
    moments += [approved] if approved else []
    return max(moments)


def _formatted(message: Any, values: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    return {code: text % values[code] for code, text in in_languages(message).items()}


def _party(one: Institution) -> Party:
    return Party(one.pk, one.kind, {code: one.name(code) for code in LANGUAGES})


def _named(line: Line) -> list[UUID]:
    said = line.content
    found = [said.responsible_id, *said.partner_ids, *(one.donor_id for one in said.budget)]
    return [one for one in found if one]


@dataclass(frozen=True, slots=True)
class MarkingView:
    """Directions and activities of a plan in force, and how this reader's institution marked them."""

    plan: Plan
    lines: list[Line]
    marks: dict[UUID, dict[str, str]]


def marking_view(actor: Actor, plan_id: UUID) -> MarkingView:
    """Raises NotFound for those who are no side, NotPermitted, Conflict while nothing is in force."""
    check_reader(actor)
    with reading(actor):
        plan = shared.find_plan(actor, plan_id)
        if not shared.side_of(actor, plan):
            raise NotFound()
        if plan.in_force_id is None:
            raise Conflict(NOT_IN_FORCE, code="not_in_force")
        _plan, version = shared.find_version(actor, plan.in_force_id)
        lines = [line for line in shared.version_lines(version) if line.level in MARKED]
        return MarkingView(plan, lines, marks_of(actor.institution_id or NOBODY, [line.id for line in lines]))


# ------------------------------------------------------------------------------------------------ public


def published() -> list[tuple[IatiFile, Institution | None]]:
    """What anybody may take: the newest file of each plan first. No personal data: no look."""
    with reading(Actor.public()):
        found = list(
            IatiFile.objects.filter(withdrawn_at=None).defer("content").order_by("reference", "-published_at")[:500]
        )
        names = shared.institutions(one.institution_id for one in found)
    return [(one, names.get(one.institution_id)) for one in found]


def public_file(*, reference: str = "", file_id: UUID | None = None) -> IatiFile:
    """A published file by its id, or the newest of a plan. Raises NotFound; a withdrawn one is not there."""
    chosen: dict[str, Any] = {"pk": file_id} if file_id else {"reference": reference}
    with reading(Actor.public()):
        found = IatiFile.objects.filter(withdrawn_at=None, **chosen).order_by("-published_at").first()
    if found is None:
        raise NotFound()
    return found
