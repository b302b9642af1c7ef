"""The pages of values: entering one, its trace, what waits for approval, closing periods."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapar.areas.programme import acts
from sapar.areas.programme import words as fact_words
from sapar.areas.programme.access import EVERYBODY, LEADERS
from sapar.areas.programme.forms import measures as forms
from sapar.areas.programme.queries import measuring as queries
from sapar.areas.programme.queries.measuring import Entry
from sapar.areas.programme.rules import measures as rules
from sapar.areas.programme.views import measure_words as words
from sapar.areas.programme.views import plan_words
from sapar.areas.programme.views.measuring import href_of
from sapar.kernel import clock, facts
from sapar.kernel.access.actor import Actor
from sapar.kernel.errors import NotFound
from sapar.kernel.facts.queries import drill_query, sees_rows
from sapar.methods.rollup import Period
from sapar.web.components import Column, Confirm, Event, Link, Row, Table, TableRow, Tag
from sapar.web.pages import bind, call, page, see_other, signed_in, submitted
from sapar.web.views import actor_of

BOTH = require_http_methods(["GET", "HEAD", "POST"])


@BOTH
@signed_in
def enter(request: HttpRequest, measure_id: UUID) -> HttpResponse:
    """Enter or count a value; ``?corrects=`` names the one that is corrected. Made for a phone."""
    actor = actor_of(request)
    view = queries.measure(actor, measure_id)
    one = view.followed
    if not view.may_enter or actor.role not in EVERYBODY:
        raise NotFound()
    corrected = next((e for e in one.entries if str(e.value.pk) == request.GET.get("corrects")), None)
    targets = one.open_periods
    if corrected is not None:
        targets = [target for target in one.said.targets if target.starts_on == corrected.value.starts_on]
    if not targets:
        raise NotFound()
    periods = [
        (
            target.starts_on.isoformat(),
            gettext("%(period)s, target %(target)s")
            % {"period": words.period(target.starts_on, target.ends_on), "target": words.amount(target.amount)},
        )
        for target in targets
    ]
    given: dict[str, Any] = {"measure_id": measure_id, "corrects_id": corrected.value.pk if corrected else None}
    given["submit"] = request.POST.get("then") == "submit"
    say = (
        _("The value waits for approval.")
        if given["submit"]
        else _("The draft was kept. Only your institution sees it.")
    )
    if one.said.source == rules.COUNTED:
        form: Any = bind(request, forms.CountedForm, periods=periods)
        if submitted(request, form):
            day = date.fromisoformat(form.cleaned_data["starts_on"])
            done = call(request, acts.count_value, form, starts_on=day, **given)
            if done:
                return see_other("programme:value", done.value.pk, request=request, say=say)
        return page(request, "programme/measures/enter.html", _entering(view, form, corrected))
    form = bind(
        request,
        forms.ValueForm,
        said=one.said,
        unit=words.unit(one.said),
        periods=periods,
        codes=words.CODES,
        vintages=words.VINTAGES.items(),
        initial=_initial(corrected) if corrected else {"vintage": rules.FINAL},
    )
    if submitted(request, form):
        file = form.cleaned_data["evidence"]
        done = call(
            request,
            acts.record_value,
            form,
            fields={"amount": "numerator", "parts": "numerator"},
            starts_on=form.day,
            given=form.given(),
            evidence=file.read() if file else b"",
            evidence_name=file.name if file else "",
            **given,
        )
        if done:
            return see_other("programme:value", done.value.pk, request=request, say=say)
    return page(request, "programme/measures/enter.html", _entering(view, form, corrected))


def _entering(view: queries.MeasureView, form: Any, corrected: Entry | None) -> dict[str, Any]:
    one = view.followed
    return {
        "form": form,
        "view": view,
        "caption": f"{one.key} {plan_words.text(one.said.title)}",
        "definition": plan_words.text(one.said.definition),
        "counted": one.said.source == rules.COUNTED,
        "corrected": corrected,
        "shown": words.amount(corrected.amount) if corrected else "",
        "back": href_of(corrected) if corrected else reverse("programme:measure", args=[one.measure.pk]),
    }


def _initial(corrected: Entry) -> dict[str, Any]:
    value = corrected.value
    start: dict[str, Any] = {
        "numerator": rules.plain(value.numerator),
        "denominator": rules.plain(value.denominator),
        "unknown": value.numerator is None,
        "link": value.evidence_link,
        "note": value.note,
        "as_of": value.as_of,
        "vintage": rules.REVISED if value.approved_at else value.vintage,
    }
    for part in rules.parts_of(value.parts):
        for code in part.dimensions.values():
            start[f"part_{code}"] = rules.plain(part.amount.numerator)
            start[f"below_{code}"] = rules.plain(part.amount.denominator)
    return start


# ------------------------------------------------------------------------------------------------ one value


@require_safe
@signed_in
def value(request: HttpRequest, value_id: UUID) -> HttpResponse:
    """A value's trace: definition, as-of day, vintage, evidence or run and rows, who entered and approved it."""
    actor = actor_of(request)
    view = queries.value(actor, value_id)
    one, entry = view.followed, view.entry
    record = entry.value
    decide = view.may_decide and actor.role in LEADERS
    editable = entry.state in ("draft", "returned", "approved") and view.later is None
    context = {
        "view": view,
        "title": words.amount(entry.amount) or gettext("not known"),
        "unit": words.unit(one.said),
        "caption": f"{one.key} {plan_words.text(one.said.title)}",
        "period": words.period(record.starts_on, record.ends_on),
        "tag": words.state(entry),
        "facts": _trace(view),
        "run": _run(actor, view),
        "parts": _part_table(view),
        "files": view.files,
        "events": [
            Event(
                words.step_title(step.state),
                step.at,
                plan_words.name(view.names, step.institution_id) or "",
                step.reason,
                current=step is view.steps[-1],
            )
            for step in reversed(view.steps)
        ],
        "may_decide": decide,
        "may_correct": view.may_enter and actor.role in EVERYBODY and editable,
        "may_submit": entry.state == "draft" and actor.role in EVERYBODY,
        "may_unlock": entry.state == "locked" and actor.role in LEADERS and bool(view.side),
        "enter": reverse("programme:enter_value", args=[one.measure.pk]) + f"?corrects={record.pk}",
    }
    return page(request, "programme/measures/value.html", context)


def _trace(view: queries.ValueView) -> list[Row]:
    one, record = view.followed, view.entry.value
    intact: Any = None
    if view.intact is not None:
        intact = Tag(_("figure and hash agree"), "green") if view.intact else Tag(_("the figure was altered"), "red")
    rows = [
        Row(_("Indicator"), Link(plan_words.text(one.said.title), reverse("programme:measure", args=[one.measure.pk]))),
        Row(_("Definition"), plan_words.text(one.said.definition), hint=f"SHA-256 {record.definition_hash[:16]}…"),
        Row(_("Period"), words.period(record.starts_on, record.ends_on)),
        Row(_("As of"), record.as_of),
        Row(_("Vintage"), words.VINTAGES.get(record.vintage)),
        Row(_("Source"), words.SOURCES[record.source]),
        Row(_("Note"), record.note or None),
        Row(_("Entered by"), [record.author, plan_words.name(view.names, record.institution_id)]),
        Row(_("Entered"), record.entered_at),
    ]
    if record.approved_at:
        rows += [
            Row(_("Approved by"), record.approver),
            Row(_("Approved"), record.approved_at),
            Row(_("Hash of the figure"), record.sha256, hint=_("SHA-256 over definition, period, numbers and source")),
            Row(_("Checked just now"), intact),
        ]
    for title, other in ((_("Corrects"), view.earlier), (_("Corrected by"), view.later)):
        if other is not None:
            shown = words.amount(queries.amount_in(other)) or gettext("not known")
            rows.append(Row(title, Link(shown, reverse("programme:value", args=[other.pk]))))
    return rows


def _run(actor: Actor, view: queries.ValueView) -> list[Row]:
    """Definition, run and rows behind a counted value."""
    run = view.run
    if run is None:
        return []
    span = Period(view.entry.value.starts_on, view.entry.value.ends_on)
    place = run.definition["by"].index("month")
    counted = {cell.codes[place] for cell in run.counted()}
    with_rows = facts.drilldown_of(run.definition["view"]) if sees_rows(actor, run.area) else ""
    rows: list[Any] = []
    for month in (one for one in rules.months_of(span) if one in counted):
        fixed: dict[str, Any] = {"month": month, **view.followed.said.cells}
        query = drill_query(run, fixed)
        rows.append(Link(_month(month), f"{reverse(with_rows)}?{query}") if with_rows else _month(month))
    return [
        Row(_("Counted by"), Link(f"{run.indicator}, {gettext('version')} {run.version}", _run_href(run.pk))),
        Row(_("Run"), Link(str(run.pk), _run_href(run.pk)), hint=_("counted again on its page")),
        Row(_("Counted"), run.counted_at),
        Row(_("Size of the ledger then"), run.ledger_size),
        Row(_("Hash of the definition"), run.definition_hash),
        Row(_("Hash of the result"), run.output_hash),
        Row(_("Records behind it"), rows or None, hint=_("They open for those who may see them.")),
    ]


def _month(month: str) -> str:
    name = str(fact_words.MONTHS[int(month[5:7]) - 1])
    return gettext("%(month)s %(year)s") % {"month": name, "year": month[:4]}


def _run_href(run_id: UUID) -> str:
    return reverse("programme:run", args=[run_id])


def _part_table(view: queries.ValueView) -> Table | None:
    parts = rules.parts_of(view.entry.value.parts)
    if not parts:
        return None
    rows = [
        TableRow([words.CODES.get(code, code), words.amount(part.amount)])
        for part in parts
        for code in part.dimensions.values()
    ]
    title = words.DIMENSIONS[view.followed.said.dimension]
    return Table(_("Breakdown"), [Column("code", title), Column("value", _("Value"), numeric=True)], rows)


@require_POST
@signed_in
def submit(request: HttpRequest, value_id: UUID) -> HttpResponse:
    """Ask for approval of a draft."""
    call(request, acts.submit_value, value_id=value_id)
    return see_other("programme:value", value_id, request=request, say=_("The value waits for approval."))


@BOTH
@signed_in
def discard(request: HttpRequest, value_id: UUID) -> HttpResponse:
    """Discard a draft."""
    view = queries.value(actor_of(request), value_id)
    if request.method == "POST":
        call(request, acts.discard_value, value_id=value_id)
        return see_other("programme:measure", view.followed.measure.pk, request=request, say=_("The draft is gone."))
    confirm = Confirm(
        _("Discard this draft?"),
        rows=_trace(view),
        button=_("Discard"),
        cancel=reverse("programme:value", args=[value_id]),
    )
    return page(request, "web/confirm.html", {"confirm": confirm})


@BOTH
@signed_in
def approve(request: HttpRequest, value_id: UUID) -> HttpResponse:
    """Approve a value after a look at what it rests on."""
    view = queries.value(actor_of(request), value_id)
    if request.method == "POST":
        call(request, acts.approve_value, value_id=value_id)
        return see_other("programme:queue", view.plan.pk, request=request, say=_("The value is approved and counts."))
    confirm = Confirm(
        _("Approve this value?"),
        rows=[Row(_("Value"), words.amount(view.entry.amount)), *_trace(view)],
        consequences=[
            _("It counts in all figures above it, and all parties of the plan see it."),
            _("Its numbers never change; a correction is another value that is approved anew."),
        ],
        button=_("Approve"),
        warning=False,
        cancel=reverse("programme:value", args=[value_id]),
    )
    return page(request, "web/confirm.html", {"confirm": confirm})


@BOTH
@signed_in
def send_back(request: HttpRequest, value_id: UUID) -> HttpResponse:
    """Return a value with a reason."""
    view = queries.value(actor_of(request), value_id)
    form = bind(request, forms.WhyForm)
    if submitted(request, form) and call(request, acts.return_value, form, value_id=value_id, **form.cleaned_data):
        return see_other("programme:queue", view.plan.pk, request=request, say=_("The value was returned."))
    confirm = Confirm(
        _("Return this value?"),
        rows=[Row(_("Value"), words.amount(view.entry.amount)), *_trace(view)],
        button=_("Return"),
        warning=False,
        cancel=reverse("programme:value", args=[value_id]),
    )
    return page(request, "web/confirm.html", {"confirm": confirm, "form": form})


@BOTH
@signed_in
def unlock(request: HttpRequest, value_id: UUID) -> HttpResponse:
    """Open a locked value for a correction."""
    view = queries.value(actor_of(request), value_id)
    form = bind(request, forms.WhyForm)
    if submitted(request, form) and call(request, acts.unlock_value, form, value_id=value_id, **form.cleaned_data):
        return see_other("programme:value", value_id, request=request, say=_("The value can be corrected."))
    confirm = Confirm(
        _("Unlock this value?"),
        rows=[Row(_("Value"), words.amount(view.entry.amount)), *_trace(view)],
        consequences=[_("The value stays as it is until a correction is approved. The reason stays on record.")],
        button=_("Unlock"),
        cancel=reverse("programme:value", args=[value_id]),
    )
    return page(request, "web/confirm.html", {"confirm": confirm, "form": form})


@require_safe
@signed_in
def queue(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """What waits for approval, the longest wait first; what this reader may decide is marked."""
    actor = actor_of(request)
    view = queries.plan_measured(actor, plan_id)
    waiting = sorted(
        ((entry, one) for one in view.measures for entry in one.waiting), key=lambda two: two[0].value.submitted_at or 0
    )
    rows = []
    for entry, one in waiting:
        record = entry.value
        mine = actor.institution_id == queries.approver_of(view.plan, record.institution_id)
        may = mine and actor.role in LEADERS and actor.ref != record.entered_by
        target = one.said.target_of(Period(record.starts_on, record.ends_on))
        rows.append(
            TableRow(
                [
                    f"{one.key} {plan_words.text(one.said.title)}",
                    words.period(record.starts_on, record.ends_on),
                    words.amount(target.amount) if target else None,
                    words.amount(entry.amount),
                    words.SOURCES[record.source],
                    record.author,
                    record.submitted_at,
                    Link(_("Approve"), reverse("programme:approve_value", args=[record.pk]), one.key) if may else "",
                    Link(_("Return"), reverse("programme:return_value", args=[record.pk]), one.key) if may else "",
                ],
                href=href_of(entry),
            )
        )
    columns = [
        Column("indicator", _("Indicator")),
        Column("period", _("Period")),
        Column("target", _("Target value"), numeric=True),
        Column("value", _("Value"), numeric=True),
        Column("source", _("Source")),
        Column("by", _("Entered by")),
        Column("since", _("Submitted")),
        Column("approve", _("Approve")),
        Column("return", _("Return")),
    ]
    table = Table(
        _("Values that wait for approval"),
        columns,
        rows,
        empty=_("No value waits for approval."),
        caption_hidden=True,
    )
    return page(request, "programme/measures/queue.html", {"view": view, "table": table})


@BOTH
@signed_in
def lock(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Close periods: lock their approved values."""
    view = queries.plan_measured(actor_of(request), plan_id)
    before = clock.today().replace(day=1) - timedelta(1)
    form = bind(request, forms.UntilForm, initial={"until": min(before, view.plan.ends_on)})
    if submitted(request, form):
        done = call(request, acts.lock_values, form, plan_id=plan_id, **form.cleaned_data)
        if done:
            say = gettext("%(count)s values were locked.") % {"count": done.value["locked"]}
            return see_other("programme:measures", plan_id, request=request, say=say)
    confirm = Confirm(
        _("Lock the values of closed periods?"),
        consequences=[
            _("Approved values of these periods can no longer be corrected."),
            _("A leader can unlock a single value again, with a reason and a fresh second factor."),
        ],
        button=_("Lock"),
        cancel=reverse("programme:measures", args=[plan_id]),
    )
    return page(request, "web/confirm.html", {"confirm": confirm, "form": form})


@require_safe
@signed_in
def evidence(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    """The evidence of a value, as a download."""
    opened = queries.open_value_evidence(actor_of(request), attachment_id=attachment_id)
    return HttpResponse(opened.content, headers=opened.headers())
