"""A plan's tables as files: one page that lists them, and the files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from sapar.areas.programme.forms.register import NATURES
from sapar.areas.programme.queries import following
from sapar.areas.programme.queries.tables import COLUMNS, PlanTable, read_table
from sapar.areas.programme.views import meeting_words
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
    "results": _("Result indicators: target and figure of each period"),
    "decisions": _("Decisions of meetings"),
    "coverage": _("Commitments with what stands behind each"),
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
    "id": _("Identifier for programs"),
    "line": _("Line of the plan"),
    "unit": _("Unit"),
    "target": _("Target"),
    "value": _("Figure"),
    "numerator": _("Numerator"),
    "denominator": _("Denominator"),
    "worth": _("What the figure rests on"),
    "reported": _("Have reported"),
    "expected": _("Have to report"),
    "meeting": _("Meeting"),
    "decision_state": _("State"),
    "told_on": _("Last update"),
    "closed_on": _("Closed on"),
    "framework": _("Framework"),
    "legal_nature": _("Legal nature"),
    "verified": _("Wording compared with the source"),
    "activities": _("Activities"),
    "decisions": _("Decisions"),
    "projects": _("Projects"),
    "actions": _("Actions of the State"),
    "reports": _("Reports"),
    "indicators": _("Indicators"),
}
# Where a column of the same name means something else in one table.
OTHER_TITLES: dict[tuple[str, str], words.Text] = {
    ("results", "title"): _("Indicator"),
    ("coverage", "title"): _("Provision"),
    ("coverage", "id"): _("Code"),
    ("decisions", "text"): _("Meeting decision"),
    ("decisions", "due_on"): _("To be done by"),
}
STATES: dict[str, words.Text] = {"reached": _("reached"), "late": _("late"), "open": _("open")}
WORTH: dict[str, words.Text] = {
    "complete": _("complete"),
    "partial": _("incomplete"),
    "carried": _("carried forward"),
    "not_reported": _("not reported"),
    "unknown": _("not known"),
    "no_base": _("no base to divide by"),
}
CODES: dict[str, Mapping[str, words.Text]] = {
    "level": words.LEVELS,
    "status": {code: said[0] for code, said in words.COLOURS.items()},
    "state": STATES,
    "worth": WORTH,
    "decision_state": {code: said[0] for code, said in meeting_words.DECISIONS.items()},
    "legal_nature": dict(NATURES),
    "verified": {"yes": _("yes"), "no": _("no")},
}
"""Column → what its codes are called."""
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
    titles = [OTHER_TITLES.get((table, name), TITLES[name]) for name in found.columns]
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
        if name == "why":
            made[place] = "; ".join(str(words.REASONS[code]) for code in made[place].split("; ") if code)
        elif name in CODES:
            made[place] = str(CODES[name][made[place]])
    return made
