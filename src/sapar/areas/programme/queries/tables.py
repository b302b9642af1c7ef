"""A plan in force as plain tables, for spreadsheets and programs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.access import PLAN as PLAN_PURPOSE
from sapar.areas.programme.access import READERS
from sapar.areas.programme.models import BudgetLine, Decision, Plan, Report, Spending
from sapar.areas.programme.queries import shared
from sapar.areas.programme.queries.following import Followed, activities_of
from sapar.areas.programme.queries.measuring import follow
from sapar.areas.programme.queries.meetings import lines_of_decisions, visible_decisions
from sapar.areas.programme.queries.provisions import find_provision
from sapar.areas.programme.queries.register import coverage_lines
from sapar.areas.programme.rules.content import LANGUAGES
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.models import Institution
from sapar.kernel.acts import look, shown
from sapar.kernel.errors import Conflict, Invalid

Value = str | int | Decimal | date | None
Names = dict[UUID, Institution]

COLUMNS: dict[str, tuple[str, ...]] = {
    "plan": (
        "number", "level", "title_tk", "title_ru", "title_en", "responsible", "partners", "starts_on", "ends_on",
        "assumptions", "risks", "id",
    ),
    "activities": (
        "number", "direction", "title", "responsible", "partners", "starts_on", "ends_on", "status", "why", "percent",
        "reported_on", "id",
    ),
    "budget": ("number", "title", "donor", "currency", "amount", "spent", "left", "id"),
    "milestones": ("number", "title", "milestone", "responsible", "due_on", "reached_on", "state", "id"),
    "progress": ("number", "title", "as_of", "percent", "milestone", "reported_by", "text", "id"),
    "results": (
        "number", "line", "title", "unit", "responsible", "starts_on", "ends_on", "target", "value", "numerator",
        "denominator", "worth", "reported", "expected", "id",
    ),
    "decisions": (
        "number", "meeting", "text", "responsible", "due_on", "decision_state", "told_on", "closed_on", "id",
    ),
    "coverage": (
        "framework", "id", "title", "legal_nature", "verified", "activities", "decisions", "projects", "actions", "reports",
        "indicators",
    ),
}  # fmt: skip
"""The tables, and the columns of each. ``id``: what acts call a row by (of ``plan`` the line, of ``budget`` the budget line,
of ``results`` the indicator, of ``coverage`` the provision's code)."""


@dataclass(frozen=True, slots=True)
class PlanTable:
    """``columns`` name the values of each row. Money is in whole units of its currency; states and reasons are codes.

    ``worth`` says what a figure rests on: ``complete``, ``partial`` (of the ``expected`` only ``reported`` have reported),
    ``not_reported``, ``unknown``, ``no_base``.
    """

    plan: str
    table: str
    columns: list[str]
    rows: list[list[Value]]


@dataclass(frozen=True, slots=True)
class PlanListed:
    """A plan by its ``id``. ``side``: the reader's, ``state`` or ``iom``, "" for other parties. ``tables``: what can be read
    of it; nothing before it is in force."""

    id: UUID
    reference: str
    year: int
    starts_on: date
    ends_on: date
    in_force_at: datetime | None
    side: str
    tables: list[str]


@look("programme.list_plans", roles=READERS, purpose=PLAN_PURPOSE, title=_("List the joint plans"))
def list_plans(actor: Actor) -> list[PlanListed]:
    """The plans that the reader's institution is a side or a party of, the newest first."""
    found = list(Plan.objects.filter(shared.visible_plans(actor)).order_by("-year", "reference"))
    for one in found:
        shown("plan", one.pk)
    return [
        PlanListed(
            one.pk,
            one.reference,
            one.year,
            one.starts_on,
            one.ends_on,
            one.in_force_at,
            shared.side_of(actor, one),
            list(COLUMNS) if one.in_force_id else [],
        )
        for one in found
    ]


@look("programme.read_table", roles=READERS, purpose=PLAN_PURPOSE, title=_("Download a table of a plan"))
def read_table(actor: Actor, *, plan_id: UUID, table: str, language: str = "en") -> PlanTable:
    """One table of the version in force: ``plan``, ``activities``, ``budget``, ``milestones``, ``progress``, ``results``,
    ``decisions`` or ``coverage`` (all commitments with what stands behind each).

    Texts and names in ``language`` (tk, ru, en). Raises NotFound, Conflict while no version is in force.
    """
    if table not in COLUMNS:
        raise Invalid(_("Choose a table of the list."), field="table")
    if language not in LANGUAGES:
        raise Invalid(_("Choose a language of the list."), field="language")
    plan = shared.find_plan(actor, plan_id)
    if plan.in_force_id is None:
        raise Conflict(_("This plan is not in force yet."), code="not_in_force")
    shown("plan", plan.pk)
    return PlanTable(plan.reference, table, list(COLUMNS[table]), _TABLES[table](actor, plan, language))


def _lines(actor: Actor, plan: Plan, language: str) -> list[list[Value]]:
    _plan, version = shared.find_version(actor, plan.in_force_id or plan.pk)
    lines = shared.version_lines(version)
    names = shared.institutions(
        one for line in lines for one in (line.content.responsible_id, *line.content.partner_ids)
    )
    return [
        [
            line.number,
            line.level,
            line.content.title.tk,
            line.content.title.ru,
            line.content.title.en,
            _name(names, line.content.responsible_id, language),
            "; ".join(_name(names, one, language) for one in line.content.partner_ids),
            line.content.starts_on,
            line.content.ends_on,
            "" if line.content.assumptions.empty else line.content.assumptions.get(language),
            "" if line.content.risks.empty else line.content.risks.get(language),
            str(line.id),
        ]
        for line in lines
    ]


def _activities(_actor: Actor, plan: Plan, language: str) -> list[list[Value]]:
    found = activities_of(plan)
    names = shared.institutions(
        one for each in found for one in (each.activity.responsible_id, *map(UUID, each.activity.partner_ids))
    )
    return [
        [
            one.activity.number,
            _text(one.activity.path[0], language) if one.activity.path else "",
            _text(one.activity.title, language),
            _name(names, one.activity.responsible_id, language),
            "; ".join(_name(names, UUID(partner), language) for partner in one.activity.partner_ids),
            one.activity.starts_on,
            one.activity.ends_on,
            one.standing.colour,
            "; ".join(one.standing.reasons),
            one.percent,
            one.reported_on,
            str(one.activity.pk),
        ]
        for one in found
    ]


def _budget(_actor: Actor, plan: Plan, language: str) -> list[list[Value]]:
    found = {one.activity.pk: one.activity for one in activities_of(plan)}
    lines = list(BudgetLine.objects.filter(plan_id=plan.pk, dropped_at=None).order_by("id"))
    spent: dict[UUID, int] = {}
    for line_id, minor in Spending.objects.filter(plan_id=plan.pk).values_list("budget_line_id", "amount_minor"):
        spent[line_id] = spent.get(line_id, 0) + minor
    names = shared.institutions(one.donor_id for one in lines)
    by_activity: dict[UUID, list[BudgetLine]] = {}
    for line in lines:
        by_activity.setdefault(line.activity_id, []).append(line)
    return [
        [
            activity.number,
            _text(activity.title, language),
            _name(names, line.donor_id, language),
            line.currency,
            _money(line.amount_minor),
            _money(spent.get(line.pk, 0)),
            _money(line.amount_minor - spent.get(line.pk, 0)),
            str(line.pk),
        ]
        for pk, activity in found.items()
        for line in by_activity.get(pk, [])
    ]


def _milestones(_actor: Actor, plan: Plan, language: str) -> list[list[Value]]:
    found = activities_of(plan)
    names = shared.institutions(one.activity.responsible_id for one in found)
    today = clock.today()
    return [
        [
            one.activity.number,
            _text(one.activity.title, language),
            _text(mark.title, language),
            _name(names, one.activity.responsible_id, language),
            mark.due_on,
            one.reached.get(mark.pk),
            "reached" if mark.pk in one.reached else "late" if mark.due_on < today else "open",
            str(mark.pk),
        ]
        for one in found
        for mark in one.milestones
    ]


def _progress(_actor: Actor, plan: Plan, language: str) -> list[list[Value]]:
    found: dict[UUID, Followed] = {one.activity.pk: one for one in activities_of(plan)}
    reports: dict[UUID, list[Report]] = {}
    for report in Report.objects.filter(plan_id=plan.pk).order_by("as_of", "id"):
        reports.setdefault(report.activity_id, []).append(report)
    marks = {mark.pk: mark for one in found.values() for mark in one.milestones}
    names = shared.institutions(report.institution_id for each in reports.values() for report in each)
    return [
        [
            one.activity.number,
            _text(one.activity.title, language),
            report.as_of,
            report.percent,
            _text(marks[report.milestone_id].title, language) if report.milestone_id in marks else "",
            _name(names, report.institution_id, language),
            report.text,
            str(report.pk),
        ]
        for pk, one in found.items()
        for report in reports.get(pk, [])
    ]


def _results(_actor: Actor, plan: Plan, language: str) -> list[list[Value]]:
    """A row for each indicator that both agreed on and each of its periods; of approved values only."""
    found = [one for one in follow(plan) if one.state == "agreed"]
    names = shared.institutions(one.measure.responsible_id for one in found)
    rows: list[list[Value]] = []
    for one in found:
        for target in one.said.targets:
            figure = one.figure_in(target.period)
            rows.append(
                [
                    one.key,
                    one.line.number if one.line else "",
                    one.said.title.get(language),
                    one.said.unit.get(language),
                    _name(names, one.measure.responsible_id, language),
                    target.starts_on,
                    target.ends_on,
                    _decimal(target.amount.value),
                    _decimal(figure.value),
                    _decimal(figure.numerator),
                    _decimal(figure.denominator) if figure.ratio else None,
                    "carried" if figure.carried else figure.state.value,
                    figure.reported,
                    figure.expected,
                    str(one.measure.pk),
                ]
            )
    return rows


def _decisions(actor: Actor, plan: Plan, language: str) -> list[list[Value]]:
    visible = Decision.objects.filter(visible_decisions(actor), plan_id=plan.pk)
    found = lines_of_decisions(visible.order_by("decided_on", "number"), clock.today())
    names = shared.institutions(one.decision.responsible_id for one in found)
    return [
        [
            one.decision.number,
            one.meeting.reference,
            _text(one.decision.text, language),
            _name(names, one.decision.responsible_id, language),
            one.decision.due_on,
            one.state,
            one.told[-1].as_of if one.told else None,
            one.decision.closed_on,
            str(one.decision.pk),
        ]
        for one in found
    ]


def _coverage(actor: Actor, _plan: Plan, language: str) -> list[list[Value]]:
    """All commitments, also those that nothing stands behind."""
    rows: list[list[Value]] = []
    for line in coverage_lines(actor):
        for one in line.covered:
            known = find_provision(one.provision)
            kinds = ("activity", "decision", "project", "action", "report")
            rows.append(
                [
                    line.code,
                    one.provision,
                    known.title(language) if known else "",
                    line.legal_nature,
                    "yes" if known and known.verified else "no",
                    *(one.counts.get(kind, 0) for kind in kinds),
                    one.indicators,
                ]
            )
    return rows


_TABLES: dict[str, Callable[[Actor, Plan, str], list[list[Value]]]] = {
    "plan": _lines,
    "activities": _activities,
    "budget": _budget,
    "milestones": _milestones,
    "progress": _progress,
    "results": _results,
    "decisions": _decisions,
    "coverage": _coverage,
}


def _text(stored: dict[str, str], language: str) -> str:
    return shared.words(stored).get(language)


def _name(names: Names, institution_id: UUID | None, language: str) -> str:
    return names[institution_id].name(language) if institution_id in names else ""


def _decimal(value: Fraction | None) -> Decimal | None:
    """As a number of at most four places, as values are entered; a share is rounded."""
    return None if value is None else round(Decimal(value.numerator) / Decimal(value.denominator), 4).normalize() + 0


def _money(minor: int) -> Decimal:
    return Decimal(minor) / 100
