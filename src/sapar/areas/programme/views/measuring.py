"""The pages of result indicators: a plan's list, one indicator, entering a value, a value's trace, what waits for approval."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from sapar.areas.programme import acts, indicators
from sapar.areas.programme.access import EVERYBODY, LEADERS
from sapar.areas.programme.forms import measures as forms
from sapar.areas.programme.queries import measuring as queries
from sapar.areas.programme.queries.measuring import Entry, Followed
from sapar.areas.programme.rules import measures as rules
from sapar.areas.programme.rules.standing import counts
from sapar.areas.programme.views import measure_words as words
from sapar.areas.programme.views import plan_words
from sapar.kernel import facts
from sapar.kernel.errors import NotFound
from sapar.methods.rollup import Period
from sapar.standards import gcm, sdg, sendai
from sapar.web import charts
from sapar.web.components import Choice, Column, Confirm, Link, Row, Table, TableRow, Tag
from sapar.web.components import Figure as Chart
from sapar.web.pages import bind, call, csv_response, page, see_other, signed_in, submitted
from sapar.web.views import actor_of

BOTH = require_http_methods(["GET", "HEAD", "POST"])
FRAMEWORKS = (gcm.FRAMEWORK, sdg.FRAMEWORK, sendai.FRAMEWORK)


def provision_title(code: str) -> str:
    """``GCM.11 …`` in the reader's language."""
    for framework in FRAMEWORKS:
        try:
            return f"{code} {framework.provision(code).title(plan_words.language())}"
        except KeyError:
            continue
    return code


def _provision(code: str) -> Link | str:
    title = provision_title(code)
    number = code.removeprefix("GCM.")
    return Link(title, reverse("programme:objective", args=[int(number)])) if number.isdigit() else title


@require_safe
@signed_in
def measures(request: HttpRequest, plan_id: UUID) -> HttpResponseBase:
    """All result indicators of a plan with their figures and colours; also as CSV."""
    actor = actor_of(request)
    view = queries.plan_measured(actor, plan_id)
    colour = request.GET.get("colour", "")
    live = [one for one in view.measures if one.state != "ended"]
    shown = [one for one in live if not colour or one.standing.colour == colour]
    columns = [
        Column("number", _("No.")),
        Column("title", _("Indicator")),
        Column("line", _("Line of the plan")),
        Column("baseline", _("Baseline"), numeric=True),
        Column("period", _("Period")),
        Column("target", _("Target value"), numeric=True),
        Column("figure", _("Figure"), numeric=True),
        Column("status", _("Status")),
        Column("why", _("Why")),
    ]
    rows = [_list_cells(one) for one in shown]
    if request.GET.get("format") == "csv":
        plain = [[_plain(cell) for cell in cells] for cells in rows]
        return csv_response("indicators", [column.title for column in columns], plain)
    total = counts(one.standing.colour for one in live)
    base = request.path
    waiting = [entry for one in live for entry in one.waiting]
    context = {
        "view": view,
        "table": Table(
            gettext("Result indicators of the plan %(year)s") % {"year": view.plan.year},
            columns,
            [TableRow(cells) for cells in rows],
            empty=_("No result indicator has been set for this plan yet."),
            caption_hidden=True,
        ),
        "choices": [
            Choice(_("all"), base, not colour, len(live)),
            *(
                Choice(words.COLOURS[name][0], f"{base}?colour={name}", colour == name, number)
                for name, number in total.items()
            ),
        ],
        "csv": f"{base}?{urlencode({'colour': colour, 'format': 'csv'})}",
        "waiting": len(waiting),
        "may_set": actor.role in LEADERS and bool(view.side) and view.plan.in_force_id is not None,
        "may_lock": actor.role in LEADERS and bool(view.side),
    }
    return page(request, "programme/measures/list.html", context)


def _plain(cell: Any) -> str:
    if isinstance(cell, list):
        return "; ".join(_plain(one) for one in cell)
    return "" if cell is None else str(cell.text if isinstance(cell, Link | Tag) else cell)


def _list_cells(one: Followed) -> list[Any]:
    judged = one.judged
    line = f"{one.line.number} {plan_words.text(one.line.content.title)}" if one.line else _("no longer in the plan")
    state: list[Any] = [words.tag(one.standing)]
    if one.state != "agreed":
        state = [words.measure_state(one.state)]
    if one.waiting:
        state.append(Tag(_("value to be approved"), "blue"))
    return [
        one.label,
        Link(plan_words.text(one.said.title), reverse("programme:measure", args=[one.measure.pk])),
        line,
        words.amount(one.said.baseline),
        words.period(judged.starts_on, judged.ends_on) if judged else "",
        words.amount(judged.amount) if judged else None,
        words.figure(one.figure),
        state,
        [*words.reasons(one.standing), *words.caveats(one.figure)] if one.state == "agreed" else "",
    ]


# ------------------------------------------------------------------------------------------------ proposing one


@BOTH
@signed_in
def add_measure(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Propose a result indicator."""
    actor = actor_of(request)
    view = queries.plan_measured(actor, plan_id)
    if not view.side or actor.role not in LEADERS or view.plan.in_force_id is None:
        raise NotFound()
    names = queries.responsible_names(actor, view.plan)
    language = plan_words.language()
    choices = {
        "line_id": [(str(one.id), f"{one.number} {plan_words.text(one.content.title)}"[:110]) for one in view.lines],
        "kind": words.KINDS.items(),
        "direction": words.DIRECTIONS.items(),
        "aggregation": words.AGGREGATIONS.items(),
        "source": words.SOURCES.items(),
        "indicator": [("", _("none")), *((one.code, one.title) for one in indicators.installed())],
        "dimension": words.DIMENSIONS.items(),
        "responsible_id": sorted(((str(pk), one.name(language)) for pk, one in names.items()), key=lambda two: two[1]),
        "rolls_into": [
            ("", _("none")),
            *(
                (str(one.measure.pk), f"{one.key} {plan_words.text(one.said.title)}"[:110])
                for one in view.measures
                if one.state != "ended"
            ),
        ],
        "provisions": [
            (one.code, provision_title(one.code)) for framework in FRAMEWORKS for one in framework.provisions
        ],
    }
    year = view.plan.year
    quarters = [
        {
            "starts_on": date(year, 3 * q + 1, 1),
            "ends_on": date(year + (q == 3), (3 * q + 4) % 12 or 12, 1) - timedelta(1),
        }
        for q in range(4)
    ]
    start = {"kind": "count", "direction": "up", "aggregation": "sum", "source": "typed"}
    form = bind(request, forms.MeasureForm, choices=choices, initial=start)
    targets = bind(request, forms.TargetSet, prefix="t", initial=quarters)  # type: ignore[type-var]
    if submitted(request, form, targets):  # type: ignore[arg-type]
        ratio = form.cleaned_data["kind"] == rules.RATIO
        content = form.content(forms.targets_of(targets, ratio=ratio))
        above = form.cleaned_data["rolls_into"]
        fields = {"title": "title_tk", "definition": "definition_tk", "unit": "unit_tk", "cells": "only"}
        done = call(
            request,
            acts.set_measure,
            form,
            fields=fields,
            plan_id=plan_id,
            line_id=UUID(form.cleaned_data["line_id"]),
            content=content,
            rolls_into=UUID(above) if above else None,
        )
        if done:
            say = _("The indicator was proposed. It counts when the other side agrees.")
            return see_other("programme:measure", done.value.pk, request=request, say=say)
    context = {"form": form, "targets": targets, "view": view, "provisions": form["provisions"]}
    return page(request, "programme/measures/add.html", context)


# ------------------------------------------------------------------------------------------------ one measure


@require_safe
@signed_in
def measure(request: HttpRequest, measure_id: UUID) -> HttpResponse:
    """A result indicator: definition, targets and figures by period, all its values."""
    actor = actor_of(request)
    view = queries.measure(actor, measure_id)
    one = view.followed
    context = {
        "view": view,
        "title": plan_words.text(one.said.title),
        "tag": words.tag(one.standing) if one.state == "agreed" else words.measure_state(one.state),
        "reasons": [*words.reasons(one.standing), *words.caveats(one.figure)] if one.state == "agreed" else [],
        "facts": _facts(view),
        "periods": _periods(one),
        "parts": _parts(one),
        "values": _values(one, view.names),
        "chart": _chart(one),
        "below": [Link(plan_words.text(b.title), reverse("programme:measure", args=[b.pk])) for b in one.below],
        "may_enter": view.may_enter and actor.role in EVERYBODY and bool(one.open_periods),
        "may_agree": view.may_agree and actor.role in LEADERS,
        "may_end": bool(view.side) and actor.role in LEADERS and one.state != "ended",
        "counted": one.said.source == rules.COUNTED,
    }
    return page(request, "programme/measures/measure.html", context)


def _facts(view: queries.MeasureView) -> list[Row]:
    one, said = view.followed, view.followed.said
    source: list[Any] = [words.SOURCES[said.source]]
    if said.indicator:
        try:
            title = facts.indicator(said.indicator).title
        except KeyError:
            title = said.indicator
        source.append(Link(title, reverse("programme:indicator", args=[said.indicator])))
        if said.cells:
            source.append(", ".join(f"{name} = {code}" for name, code in said.cells.items()))
    baseline: Any = words.amount(said.baseline)
    return [
        Row(_("Definition"), plan_words.text(said.definition)),
        Row(_("Unit"), words.unit(said)),
        Row(
            _("Line of the plan"), f"{one.line.number} {plan_words.text(one.line.content.title)}" if one.line else None
        ),
        Row(_("Who answers for the values"), plan_words.name(view.names, one.measure.responsible_id)),
        Row(_("Source"), source),
        Row(_("Over time"), words.AGGREGATIONS[said.aggregation]),
        Row(_("Direction"), words.DIRECTIONS[said.direction]),
        Row(_("Breakdown"), words.DIMENSIONS[said.dimension]),
        Row(_("Baseline"), baseline, hint=_baseline(said)),
        Row(_("Shows progress on"), [_provision(code) for code in said.provisions] or None),
        Row(_("Hash of the definition"), one.measure.definition_hash[:16] + "…", hint="SHA-256"),
    ]


def _baseline(said: rules.Measured) -> str:
    if said.baseline_on is None:
        return ""
    text = gettext("as of %(day)s") % {"day": plan_words._day(said.baseline_on)}
    return f"{text}, {said.baseline_source}" if said.baseline_source else text


def _periods(one: Followed) -> Table:
    rows = []
    whole = one.figure_in(_span(one))
    with_caveats = bool(words.caveats(whole)) or any(
        words.caveats(one.figure_in(target.period)) for target in one.said.targets
    )
    for target in one.said.targets:
        newest = one.newest(target.period)
        figure = one.figure_in(target.period)
        cell: Any = words.figure(figure)
        if newest is not None and not one.below:
            cell = Link(str(cell if cell is not None else _("not known")), href_of(newest))
        rows.append(
            TableRow(
                [
                    words.period(target.starts_on, target.ends_on),
                    words.amount(target.amount),
                    cell,
                    newest.value.as_of if newest else "",
                    words.VINTAGES[newest.value.vintage] if newest else "",
                    *([words.caveats(figure) or ""] if with_caveats else []),
                ],
                emphasis=target == one.judged,
            )
        )
    columns = [
        Column("period", _("Period")),
        Column("target", _("Target value"), numeric=True),
        Column("figure", _("Figure"), numeric=True),
        Column("as_of", _("As of")),
        Column("vintage", _("Vintage")),
        *([Column("caveats", _("To be known"))] if with_caveats else []),
    ]
    total: list[Any] = []
    if len(one.said.targets) > 1:
        more = [words.caveats(whole) or ""] if with_caveats else []
        total = [gettext("All periods"), "", words.figure(whole), "", "", *more]
    return Table(_("By period"), columns, rows, total=total)


def _span(one: Followed) -> Any:
    return Period(
        min(target.starts_on for target in one.said.targets), max(target.ends_on for target in one.said.targets)
    )


def _parts(one: Followed) -> Table | None:
    if not one.said.dimension:
        return None
    split = one.chain.by(str(one.measure.pk), _span(one), [one.said.dimension])
    rows = [TableRow([words.CODES.get(code, code), words.figure(figure)]) for (code,), figure in split.items()]
    columns = [Column("code", words.DIMENSIONS[one.said.dimension]), Column("figure", _("Figure"), numeric=True)]
    return Table(_("Breakdown of all periods"), columns, rows) if split else None


def _values(one: Followed, names: Any) -> Table:
    rows = [
        TableRow(
            [
                words.period(entry.value.starts_on, entry.value.ends_on),
                words.amount(entry.amount),
                words.state(entry),
                entry.value.as_of,
                plan_words.name(names, entry.value.institution_id),
                gettext("corrects an earlier value") if entry.value.corrects_id else "",
            ],
            href=href_of(entry),
        )
        for entry in reversed(one.entries)
    ]
    columns = [
        Column("period", _("Period")),
        Column("value", _("Value"), numeric=True),
        Column("state", _("State")),
        Column("as_of", _("As of")),
        Column("by", _("Entered by")),
        Column("note", _("Note")),
    ]
    return Table(_("All values that were entered"), columns, rows, empty=_("No value has been entered yet."))


def href_of(entry: Entry) -> str:
    return reverse("programme:value", args=[entry.value.pk])


def _chart(one: Followed) -> Chart | None:
    known = [(target, one.figure_in(target.period).value) for target in one.said.targets]
    if len(known) < 2 or all(value is None for _target, value in known):
        return None
    points = []
    for target, value in known:
        label = f"{target.ends_on:%m.%Y}"  # narrow enough to stand side by side under a chart
        goal = target.amount.value
        points.append(charts.Point(label, None if goal is None else float(goal), _("Target value")))
        points.append(charts.Point(label, None if value is None else float(value), _("Figure")))
    title = plan_words.text(one.said.title)
    described = gettext("%(title)s: target and figure by period") % {"title": title}
    drawn = charts.line(
        title, described, points, category=_("Period"), value=words.unit(one.said), percent=one.said.is_ratio
    )
    return replace(drawn, table=None)  # the same numbers stand above it


@BOTH
@signed_in
def agree(request: HttpRequest, measure_id: UUID) -> HttpResponse:
    """Agree on what the other side proposed."""
    view = queries.measure(actor_of(request), measure_id)
    if request.method == "POST":
        call(request, acts.agree_measure, measure_id=measure_id)
        return see_other("programme:measure", measure_id, request=request, say=_("Both sides agreed on the indicator."))
    confirm = Confirm(
        _("Agree on this result indicator?"),
        rows=_facts(view),
        consequences=[_("From now on its values can be entered. A change is another indicator.")],
        button=_("Agree"),
        warning=False,
        cancel=reverse("programme:measure", args=[measure_id]),
    )
    return page(request, "web/confirm.html", {"confirm": confirm})


@BOTH
@signed_in
def end(request: HttpRequest, measure_id: UUID) -> HttpResponse:
    """End an indicator with a reason."""
    view = queries.measure(actor_of(request), measure_id)
    form = bind(request, forms.WhyForm)
    if submitted(request, form) and call(request, acts.end_measure, form, measure_id=measure_id, **form.cleaned_data):
        return see_other("programme:measures", view.plan.pk, request=request, say=_("The indicator has ended."))
    confirm = Confirm(
        _("End this result indicator?"),
        plan_words.text(view.followed.said.title),
        consequences=[_("Its values stay; no new ones are entered.")],
        button=_("End the indicator"),
        cancel=reverse("programme:measure", args=[measure_id]),
    )
    return page(request, "web/confirm.html", {"confirm": confirm, "form": form})
