"""A work plan from a spreadsheet: template, upload, columns, what it would change and what is wrong, then all or nothing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapar.areas.programme import acts
from sapar.areas.programme.forms import exchange as forms
from sapar.areas.programme.queries import importing
from sapar.areas.programme.queries import plans as plan_queries
from sapar.areas.programme.rules.content import ACTIVITY, LANGUAGES
from sapar.areas.programme.rules.importing.fields import FIELDS
from sapar.areas.programme.rules.importing.writing import rows_of
from sapar.areas.programme.views import import_words
from sapar.areas.programme.views import plan_words as words
from sapar.areas.programme.views.difference import change_table
from sapar.kernel.errors import Invalid
from sapar.standards.spreadsheets.writing import column_letters
from sapar.web.components import Column, Confirm, Row, Table, TableRow
from sapar.web.pages import bind, call, csv_response, page, see_other, signed_in, submitted, xlsx_response
from sapar.web.views import actor_of

BOTH = require_http_methods(["GET", "HEAD", "POST"])
MOST_CHANGES, MOST_FAULTS = 100, 200
EXAMPLE = {
    "direction_tk": "Zähmet migrasiýasy",
    "direction_ru": "Трудовая миграция",
    "direction_en": "Labour migration",
    "outcome_tk": "Işçiler kanuny ýol bilen gidýär",
    "outcome_ru": "Работники выезжают законным путём",
    "outcome_en": "Workers leave by legal ways",
    "output_tk": "Maslahat merkezleri işleýär",
    "output_ru": "Работают консультационные центры",
    "output_en": "Advice centres work",
    "title_tk": "Maslahatçylary okatmak",
    "title_ru": "Обучение консультантов",
    "title_en": "Training of advisers",
}


@BOTH
@signed_in
def upload(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Choose a file; what was read before and not taken over is listed."""
    actor = actor_of(request)
    view = plan_queries.draft(actor, plan_id)
    form = bind(request, forms.UploadForm)
    if submitted(request, form):
        done = call(request, acts.import_begin, form, plan_id=plan_id, **form.cleaned_data)
        if done:
            return see_other("programme:import_columns", done.value.pk)
    waiting = importing.open_imports(actor, plan_id)
    rows = [
        TableRow([one.made_at, one.sheet or "–"], href=reverse("programme:import_check", args=[one.pk]))
        for one in waiting
    ]
    columns = [Column("at", _("Read")), Column("sheet", _("Sheet"))]
    table = Table(_("Read and not taken over yet"), columns, rows) if rows else None
    return page(request, "programme/imports/upload.html", {"plan": view.plan, "form": form, "table": table})


@BOTH
@signed_in
def columns(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """What each column means."""
    view = importing.import_view(actor_of(request), import_id)
    form = bind(
        request,
        forms.ColumnsForm,
        titles=view.titles,
        columns=view.one.columns,
        initial={"head_row": view.one.head_row + 1},
    )
    if submitted(request, form):
        given = {"columns": form.chosen(), "head_row": form.cleaned_data["head_row"] - 1}
        if call(request, acts.import_map, form, import_id=import_id, **given):
            return see_other("programme:import_check", import_id)
    rows = [
        (column_letters(place), form[name], view.samples[place])
        for place, name in enumerate(form.columns)
        if view.titles[place] or view.samples[place]
    ]
    context = {"view": view, "form": form, "rows": rows, "guessed": sum(bool(one) for one in view.one.columns)}
    return page(request, "programme/imports/columns.html", context)


@BOTH
@signed_in
def check(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """What the table would change, or all that is wrong in it; a POST says which institutions are meant."""
    view = importing.import_view(actor_of(request), import_id)
    outcome = view.outcome
    options: dict[str, Any] = {
        "names": outcome.unknown_names,
        "institutions": view.choices,
        "language": words.language(),
    }
    form = bind(request, forms.NamesForm, **options)
    if submitted(request, form):
        done = call(
            request,
            acts.import_map,
            form,
            import_id=import_id,
            columns=view.one.columns,
            head_row=view.one.head_row,
            names=form.chosen(),
        )
        if done:
            return see_other("programme:import_check", import_id)
    added = [one for one in outcome.saved if not one.known]
    facts = [
        Row(_("Rows read"), len(view.one.rows) - view.one.head_row - 1),
        Row(_("New activities"), sum(one.line.level == ACTIVITY for one in added)),
        Row(_("New directions, outcomes and outputs"), sum(one.line.level != ACTIVITY for one in added)),
        Row(_("Changed lines"), sum(one.known and one.changed for one in outcome.saved)),
        Row(_("Errors"), f"{len(outcome.faults)}{'+' if outcome.more_faults else ''}"),
    ]
    context = {
        "view": view,
        "facts": facts,
        "faults": _faults(view) if outcome.faults else None,
        "more_faults": max(len(outcome.faults) - MOST_FAULTS, 0),
        "form": form if outcome.unknown_names else None,
        "changes": None
        if outcome.faults
        else change_table(view.changes[:MOST_CHANGES], view.names, _("What the table changes in your draft")),
        "more_changes": max(len(view.changes) - MOST_CHANGES, 0),
        "may_take": not outcome.faults and bool(view.changes),
    }
    return page(request, "programme/imports/check.html", context)


def _faults(view: importing.ImportView) -> Table:
    rows = [
        TableRow(
            [
                import_words.cell_place(one),
                view.titles[one.column] if one.column is not None and one.column < len(view.titles) else "",
                one.value or "–",
                import_words.rule(one),
            ]
        )
        for one in view.outcome.faults[:MOST_FAULTS]
    ]
    names = [
        Column("cell", _("Cell")),
        Column("column", _("Column")),
        Column("value", _("What stands there")),
        Column("rule", _("What is wrong, and how to correct it")),
    ]
    return Table(_("Errors: nothing is saved before they are corrected"), names, rows)


@require_POST
@signed_in
def take(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """All of it into the draft, or nothing."""
    view = importing.import_view(actor_of(request), import_id)
    try:
        done = acts.import_take(
            actor_of(request),
            import_id=import_id,
            seen=request.POST.get("seen", ""),
            key=request.POST.get("idempotency_key") or None,
        )
    except Invalid as error:
        return see_other("programme:import_check", import_id, request=request, say=str(error.message))
    say = gettext("Taken over: %(added)s new lines, %(changed)s changed.") % done
    return see_other("programme:draft", view.plan.pk, request=request, say=say)


@BOTH
@signed_in
def drop(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Drop what was read."""
    view = importing.import_view(actor_of(request), import_id)
    if request.method == "POST":
        call(request, acts.import_drop, import_id=import_id)
        return see_other("programme:draft", view.plan.pk, request=request, say=_("The table was discarded."))
    confirm = Confirm(
        _("Discard the table that was read?"),
        _("The rows that were read are deleted. Your draft and your own file stay as they are."),
        [Row(_("Rows read"), len(view.one.rows) - view.one.head_row - 1)],
        _("Discard it"),
        cancel=reverse("programme:import_check", args=[import_id]),
    )
    return page(request, "web/confirm.html", {"confirm": confirm})


@require_safe
@signed_in
def template(request: HttpRequest, plan_id: UUID, kind: str) -> HttpResponseBase:
    """The empty table with one example, or one's own draft in its form (``?filled=1``) to be changed and read again."""
    view = plan_queries.draft(actor_of(request), plan_id)
    language = words.language()
    titles = [importing.title_of(name, language) for name in FIELDS]
    if request.GET.get("filled"):
        names = {pk: one.name(language) for pk, one in view.names.items()}
        rows = rows_of([line for line, _row in view.lines], names)
        name = f"draft-{view.plan.year}"
    else:
        year = view.plan.year
        parties = [one.name(language) for one in _sides(view)]
        example = EXAMPLE | {
            "responsible": parties[0] if parties else "",
            "partners": "; ".join(parties[1:2]),
            "donor": parties[-1] if parties else "",
        }
        typed: dict[str, Any] = {
            **example,
            "starts_on": view.plan.starts_on.replace(month=3),
            "ends_on": view.plan.ends_on.replace(month=11, day=30),
            "milestone_tk": "Birinji topar okadyldy",
            "milestone_ru": "Первая группа обучена",
            "milestone_en": "First group is trained",
            "milestone_on": view.plan.ends_on.replace(month=6, day=30),
            "amount": 12_500,
            "currency": "USD",
        }
        rows = [[typed.get(name) for name in FIELDS]]
        name = f"work-plan-{year}"
    if kind == "csv":
        return csv_response(name, titles, rows)
    widths = [36 if "_" in one and one.rpartition("_")[2] in LANGUAGES else 18 for one in FIELDS]
    return xlsx_response(name, _("Work plan"), titles, rows, widths)


def _sides(view: plan_queries.DraftView) -> list[Any]:
    found = [view.names.get(side) for side in view.plan.sides]
    return [one for one in found if one is not None]
