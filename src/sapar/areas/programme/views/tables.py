"""A plan's tables as files: one page that lists them, and the files."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from sapar.areas.programme.queries import following
from sapar.areas.programme.queries.tables import COLUMNS, PlanTable, read_table
from sapar.areas.programme.views import plan_words as words
from sapar.kernel.errors import NotFound
from sapar.web.components import Column, Link, Table, TableRow
from sapar.web.pages import csv_response, page, signed_in, xlsx_response
from sapar.web.views import actor_of

TABLES: dict[str, words.Text] = {
    "plan": _("The plan: all lines in three languages"),
    "activities": _("Activities with their status"),
    "budget": _("Money by donor: planned, spent, left"),
    "milestones": _("Milestones"),
    "progress": _("Reports of progress"),
}
TITLES: dict[str, words.Text] = {
    "number": _("No."),
    "level": _("Level"),
    "title": _("Activity"),
    "title_tk": _("Title in Turkmen"),
    "title_ru": _("Title in Russian"),
    "title_en": _("Title in English"),
    "direction": _("Direction"),
    "responsible": _("Responsible"),
    "partners": _("Partners"),
    "starts_on": _("First day"),
    "ends_on": _("Last day"),
    "assumptions": _("Assumptions"),
    "risks": _("Risks"),
    "status": _("Status"),
    "why": _("Why"),
    "percent": _("Progress, percent"),
    "reported_on": _("Last report"),
    "donor": _("Donor"),
    "currency": _("Currency"),
    "amount": _("Planned"),
    "spent": _("Spent"),
    "left": _("Not yet spent"),
    "milestone": _("Milestone"),
    "due_on": _("To be reached by"),
    "reached_on": _("Reached"),
    "state": _("State"),
    "as_of": _("As of"),
    "reported_by": _("Reported by"),
    "text": _("What was done"),
}
STATES: dict[str, words.Text] = {"reached": _("reached"), "late": _("late"), "open": _("open")}
WIDTHS = {"number": 8, "title": 50, "text": 60, "responsible": 35, "partners": 35, "milestone": 35, "direction": 35}


@require_safe
@signed_in
def tables(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Which tables there are."""
    view = following.plan_followed(actor_of(request), plan_id)

    def link(name: str, kind: str) -> Link:
        address = reverse("programme:table_file", args=[plan_id, name, kind])
        return Link(kind.upper(), address, str(TABLES[name]))

    rows = [TableRow([title, link(name, "xlsx"), link(name, "csv")]) for name, title in TABLES.items()]
    columns = [Column("table", _("Table")), Column("xlsx", _("For Excel")), Column("csv", _("For other programs"))]
    context = {"view": view, "table": Table(_("Tables of this plan"), columns, rows, caption_hidden=True)}
    return page(request, "programme/plans/tables.html", context)


@require_safe
@signed_in
def table_file(request: HttpRequest, plan_id: UUID, table: str, kind: str) -> HttpResponseBase:
    """One table as a file."""
    if table not in COLUMNS:
        raise NotFound()
    found = read_table(actor_of(request), plan_id=plan_id, table=table, language=words.language())
    titles = [TITLES[name] for name in found.columns]
    rows = [shown(found, row) for row in found.rows]
    name = f"{found.plan.lower()}-{table}"[:40]
    if kind == "csv":
        return csv_response(name, titles, rows)
    widths = [WIDTHS.get(column.removesuffix(f"_{column[-2:]}"), 16) for column in found.columns]
    return xlsx_response(name, TABLES[table], titles, rows, widths)


def shown(table: PlanTable, row: list[Any]) -> list[Any]:
    """A row with its codes in the reader's words."""
    made = list(row)
    for place, name in enumerate(table.columns):
        value = made[place]
        match name:
            case "level":
                made[place] = str(words.LEVELS[value])
            case "status":
                made[place] = str(words.COLOURS[value][0])
            case "why":
                made[place] = "; ".join(str(words.REASONS[code]) for code in value.split("; ") if code)
            case "state":
                made[place] = str(STATES[value])
    return made
