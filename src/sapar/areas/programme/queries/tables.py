"""A plan in force as plain tables, for spreadsheets and programs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.access import PLAN as PLAN_PURPOSE
from sapar.areas.programme.access import READERS
from sapar.areas.programme.models import BudgetLine, Plan, Report, Spending
from sapar.areas.programme.queries import shared
from sapar.areas.programme.queries.following import Followed, activities_of
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
        "assumptions", "risks",
    ),
    "activities": (
        "number", "direction", "title", "responsible", "partners", "starts_on", "ends_on", "status", "why", "percent",
        "reported_on",
    ),
    "budget": ("number", "title", "donor", "currency", "amount", "spent", "left"),
    "milestones": ("number", "title", "milestone", "responsible", "due_on", "reached_on", "state"),
    "progress": ("number", "title", "as_of", "percent", "milestone", "reported_by", "text"),
}  # fmt: skip
"""The tables, and the columns of each."""


@dataclass(frozen=True, slots=True)
class PlanTable:
    """``columns`` name the values of each row. Money is in whole units of its currency; ``status`` and ``why`` are codes."""

    plan: str
    table: str
    columns: list[str]
    rows: list[list[Value]]


@look("programme.read_table", roles=READERS, purpose=PLAN_PURPOSE, title=_("Download a table of a plan"))
def read_table(actor: Actor, *, plan_id: UUID, table: str, language: str = "en") -> PlanTable:
    """One table of the version in force: ``plan``, ``activities``, ``budget``, ``milestones`` or ``progress``.

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
        ]
        for pk, one in found.items()
        for report in reports.get(pk, [])
    ]


_TABLES: dict[str, Callable[[Actor, Plan, str], list[list[Value]]]] = {
    "plan": _lines,
    "activities": _activities,
    "budget": _budget,
    "milestones": _milestones,
    "progress": _progress,
}


def _text(stored: dict[str, str], language: str) -> str:
    return shared.words(stored).get(language)


def _name(names: Names, institution_id: UUID | None, language: str) -> str:
    return names[institution_id].name(language) if institution_id in names else ""


def _money(minor: int) -> Decimal:
    return Decimal(minor) / 100
