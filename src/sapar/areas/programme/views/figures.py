"""The pages of commitments: objectives, one objective, an indicator with its runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapar.areas.programme import acts, indicators, queries, words
from sapar.areas.programme.access import EVERYBODY
from sapar.areas.programme.forms import CountForm, FilterForm, ReasonForm
from sapar.areas.programme.queries.provisions import find_provision
from sapar.kernel.access.context import reading
from sapar.kernel.facts import Indicator
from sapar.kernel.facts.disclosure import SMALL
from sapar.kernel.facts.models import Run
from sapar.kernel.facts.queries import Breakdown, Figure, as_text
from sapar.standards import gcm
from sapar.web import charts
from sapar.web.components import Choice, Column, Confirm, Link, Row, Table, TableRow, Tag
from sapar.web.components import Figure as Chart
from sapar.web.pages import bind, call, page, see_other, signed_in, submitted
from sapar.web.views import UNPROCESSABLE, actor_of

Text = str | Promise

UNVERIFIED = Tag(_("not verified"), "yellow")


@require_safe
@signed_in
def commitments(request: HttpRequest) -> HttpResponse:
    """The first page: what moves, and all objectives with what hangs on them."""
    lines, tables = queries.commitments(actor_of(request))
    figures = [chart(indicator, table) for indicator, table in tables]
    rows = []
    for line in lines:
        title = words.objective(line.objective)
        href = reverse("programme:objective", args=[line.objective.number])
        rows.append(
            TableRow(
                [
                    line.objective.number,
                    Link(title, href),
                    [words.value(one.figure) for one in line.linked] or _("none yet"),
                    [Link(one.indicator.title, _indicator_href(one.indicator.code)) for one in line.linked] or "",
                    "" if line.objective.verified else UNVERIFIED,
                ],
            )
        )
    columns = [
        Column("number", _("Number"), numeric=True),
        Column("title", _("Objective")),
        Column("figure", _("Latest figure")),
        Column("indicators", _("Indicators")),
        Column("wording", _("Wording")),
    ]
    table = Table(_("The 23 objectives of the Global Compact for Migration"), columns, rows)
    context = {
        "figures": figures,
        "table": table,
        "principles": [words.objective(one) for one in gcm.PRINCIPLES],
        "adopted": gcm.ADOPTED,
        "symbol": gcm.SYMBOL,
        "translated": request.LANGUAGE_CODE != "en" and not gcm.TRANSLATIONS_REVIEWED,
        "covered": sum(bool(line.linked) for line in lines),
    }
    return page(request, "programme/commitments.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def unlink(request: HttpRequest, link_id: UUID) -> HttpResponse:
    """End a link, with a reason."""
    found = queries.link(actor_of(request), link_id)
    with reading(actor_of(request)):
        provision = find_provision(found.provision)
    back = provision_address(found.provision)
    form = bind(request, ReasonForm)
    if submitted(request, form) and call(request, acts.unlink_indicator, form, link_id=link_id, **form.cleaned_data):
        return see_other(back, request=request, say=_("The link has ended."))
    known = {one.code: one.title for one in indicators.installed()}
    confirm = Confirm(
        _("End the link of an indicator"),
        rows=[
            Row(_("Commitment"), provision.title(request.LANGUAGE_CODE) if provision else found.provision),
            Row(_("Indicator"), known.get(found.indicator, found.indicator)),
        ],
        button=_("End the link"),
        cancel=back,
    )
    return page(request, "web/confirm.html", {"confirm": confirm, "form": form})


@require_safe
@signed_in
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """An indicator by its newest run."""
    return _indicator(request, code=code)


@require_safe
@signed_in
def run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """An indicator by a run of the past."""
    return _indicator(request, run_id=run_id)


def _indicator(
    request: HttpRequest,
    *,
    code: str = "",
    run_id: UUID | None = None,
    count_form: CountForm | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    given = {name: value for name, value in request.GET.items() if isinstance(value, str) and value}
    by = given.pop("by", "")
    if by in given:  # what the table is broken down by cannot be fixed at the same time
        given.pop(by)
    found = queries.indicator(actor, code, run_id=run_id, by=by, words=given)
    declared, table = found.indicator, found.table
    figure = chart(declared, table) if table else None
    form = _filter_form(found, table) if table else None
    shown = found.run
    context: dict[str, Any] = {
        "indicator": declared,
        "run": shown,
        "is_newest": found.newest,
        "behind": found.behind,
        "value": words.value(table.total) if table else words.value(None),
        "chart": figure,
        "filters": form,
        "choices": _choices(found, table) if table else [],
        "filtered": bool(table and table.filters),
        "clear": f"{request.path}?{urlencode({'by': table.by})}" if table else "",
        "sees_rows": bool(table and table.sees_rows),
        "small": SMALL,
        "facts": _facts(found),
        "vintage": _vintage(shown) if shown else [],
        "history": _history(found),
        "may_count": actor.role in EVERYBODY,
        "count_form": count_form or CountForm(),
        "form": count_form,
    }
    return page(request, "programme/indicator.html", context, status=UNPROCESSABLE if count_form else None)


@require_POST
@signed_in
def count(request: HttpRequest, code: str) -> HttpResponse:
    """Count now, as of today or a day of the past."""
    form = bind(request, CountForm)
    if submitted(request, form):
        done = call(request, acts.count_indicator, form, indicator=code, as_of=form.cleaned_data["as_of"])
        if done:
            say = _("The figure was counted.")
            if form.cleaned_data["as_of"]:
                return see_other("programme:run", done.value.pk, request=request, say=say)
            return see_other("programme:indicator", code, request=request, say=say)
    return _indicator(request, code=code, count_form=form)


@require_POST
@signed_in
def repeat(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Count a run again and say whether the result is the same."""
    done = call(request, acts.repeat_run, run_id=run_id).value
    if done.equal:
        say: Text = _("Counted again: the result is the same, to the last cell.")
    elif done.run.provisional:
        say = _("Counted again: the result differs. The day was not over when it was first counted.")
    else:
        say = _("Counted again: the result differs. Records of that time were corrected or added since.")
    return see_other("programme:run", run_id, request=request, say=say)


# ------------------------------------------------------------------------------------------------ parts of the pages


def provision_address(code: str) -> str:
    """The page of a provision; objectives of the Global Compact keep their short address."""
    head, _dot, rest = code.partition(".")
    if head == "GCM" and rest.isdecimal():
        return reverse("programme:objective", args=[int(rest)])
    return reverse("programme:provision", args=[code])


def _indicator_href(code: str) -> str:
    return reverse("programme:indicator", args=[code])


def chart(declared: Indicator, table: Breakdown) -> Chart:
    """The chart of a breakdown with its table: numerator, denominator and rate of each line, each a door to its rows."""
    months = declared.source.columns.get(table.by) == "month"
    points = [
        charts.Point(_short(str(line.code)) if months else words.code(declared, table.by, line.code), _height(line))
        for line in table.lines
    ]
    draw = charts.line if months else charts.bar
    described = gettext("By %(dimension)s. Total: %(value)s.") % {
        "dimension": str(words.dimension(declared, table.by)).lower(),
        "value": words.value(table.total),
    }
    shown = _table(declared, table)
    # A line needs two points; one month alone is said better by the table.
    if sum(point.value is not None for point in points) < (2 if months else 1):
        return Chart(declared.title, "", described, shown, source=_source(table.run))  # nothing to draw
    figure = draw(
        declared.title,
        described,
        points,
        category=words.dimension(declared, table.by),
        value=_("Share") if declared.unit == "percent" else _("Number"),
        percent=declared.unit == "percent",
        source=_source(table.run),
    )
    return replace(figure, table=shown)


def _short(month: str) -> str:
    """``11.2026``: narrow enough to stand side by side under a chart."""
    return f"{month[5:]}.{month[:4]}"


def _height(line: Figure) -> float | int | None:
    if line.counts is None:
        return None
    if line.counts.denominator is None:
        return line.counts.numerator
    return None if line.counts.rate is None else float(line.counts.rate)


def _source(run: Run) -> str:
    return gettext("As of %(day)s, counted %(moment)s at ledger entry %(size)s.") % {
        "day": _day(run.as_of),
        "moment": _moment(run),
        "size": run.ledger_size,
    }


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def _moment(run: Run) -> str:
    at = localtime(run.counted_at)
    return f"{_day(at.date())}, {at:%H:%M}"


def _table(declared: Indicator, table: Breakdown) -> Table:
    ratio = not declared.is_count
    columns = [Column("code", words.dimension(declared, table.by))]
    if ratio:
        columns.append(Column("rate", _("Share"), numeric=True))
    columns.append(Column("numerator", declared.numerator_title or _("Number"), numeric=True))
    if ratio:
        columns.append(Column("denominator", declared.denominator_title or _("of"), numeric=True))
    with_missing = table.sees_rows and any(line.missing for line in table.lines)
    if with_missing:
        columns.append(Column("missing", _("not known"), numeric=True))
    rows = [
        TableRow([words.code(declared, table.by, line.code), *_cells(line, ratio, with_missing)])
        for line in table.lines
    ]
    total = [gettext("Total"), *_cells(table.total, ratio, with_missing)]
    return Table(declared.title, columns, rows, caption_hidden=True, total=total)


def _cells(line: Figure, ratio: bool, with_missing: bool) -> list[object]:
    width = 1 + 2 * ratio + with_missing
    if line.counts is None:
        return [words.withheld(line), *[""] * (width - 1)]

    def door(number: int, part: str) -> object:
        if not line.href or not number:
            return number
        href = line.href.replace("part=all", f"part={part}")
        return Link(str(number), href, _("records: open them"))

    cells = [door(line.counts.numerator, "numerator")]
    if ratio:
        cells = [words.percent(line.counts), *cells, door(line.counts.denominator or 0, "all")]
    if with_missing:
        cells.append(door(line.missing or 0, "missing"))
    return cells


def _choices(found: queries.IndicatorView, table: Breakdown) -> list[Choice]:
    """By what the table can be broken down; the filters stay."""
    fixed = {name: as_text(code) for name, code in table.filters.items()}
    return [
        Choice(
            words.dimension(found.indicator, name),
            f"?{urlencode({**fixed, 'by': name})}",
            current=name == table.by,
        )
        for name in found.codes
        if name not in fixed
    ]


def _filter_form(found: queries.IndicatorView, table: Breakdown) -> FilterForm | None:
    if not table.filters_allowed:
        return None
    titles = {name: words.dimension(found.indicator, name) for name in found.codes if name != table.by}
    choices = {
        name: [(as_text(code), words.code(found.indicator, name, code)) for code in codes]
        for name, codes in found.codes.items()
        if name in titles
    }
    chosen = {"by": table.by, **{name: as_text(code) for name, code in table.filters.items()}}
    return FilterForm(chosen, titles=titles, choices=choices)


def _facts(found: queries.IndicatorView) -> list[Row]:
    declared = found.indicator
    rows = [
        Row(_("Definition"), declared.definition or None),
        Row(_("Basis"), [declared.legal_basis or None, *([UNVERIFIED] if declared.unverified else [])]),
    ]
    if declared.direction in words.DIRECTIONS:
        rows.append(Row(_("Direction"), words.DIRECTIONS[declared.direction]))
    rows += [
        Row(_("One record is"), declared.source.grain),
        Row(
            _("Shows progress on"),
            [
                Link(f"{one.code} {one.title(get_language() or 'tk')}", provision_address(one.code))
                for one in found.provisions
            ]
            or None,
        ),
    ]
    return rows


def _vintage(run: Run) -> list[Row]:
    return [
        Row(_("As of"), run.as_of, hint=words.state_of(run).text),
        Row(_("Counted"), run.counted_at, hint=words.counted_by(run)),
        Row(_("Size of the ledger then"), run.ledger_size),
        Row(_("First record of the source"), run.first_day),
        Row(_("Definition"), f"{run.indicator}, {gettext('version')} {run.version}"),
    ]


def _history(found: queries.IndicatorView) -> Table:
    rows = []
    for past in found.history:
        again = [
            Tag(_("same result"), "green")
            if equal
            else Tag(gettext("differs in %(count)s cells") % {"count": changed}, "orange")
            for _at, equal, changed in past.repeats
        ]
        rows.append(
            TableRow(
                [
                    past.run.counted_at,
                    past.run.as_of,
                    words.state_of(past.run),
                    words.value(past.figure),
                    words.counted_by(past.run),
                    again or "",
                ],
                href=reverse("programme:run", args=[past.run.pk]),
                emphasis=found.run is not None and past.run.pk == found.run.pk,
            )
        )
    columns = [
        Column("counted", _("Counted")),
        Column("as_of", _("As of")),
        Column("state", _("State")),
        Column("value", _("Figure")),
        Column("by", _("By")),
        Column("again", _("Counted again")),
    ]
    return Table(_("Runs"), columns, rows, empty=_("This figure has not been counted yet."))
