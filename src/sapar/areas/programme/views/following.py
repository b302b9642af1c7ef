"""The pages on which a plan is followed: overview, activities with their colours, one activity, calendar, what is owed."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from sapar.areas.programme import acts
from sapar.areas.programme.access import EVERYBODY
from sapar.areas.programme.forms import plans as forms
from sapar.areas.programme.queries import following as queries
from sapar.areas.programme.queries.following import Due, Followed
from sapar.areas.programme.queries.meetings import decisions_of
from sapar.areas.programme.queries.register import ties_of
from sapar.areas.programme.queries.shared import institutions
from sapar.areas.programme.rules.standing import counts
from sapar.areas.programme.views import plan_words as words
from sapar.areas.programme.views.meetings import decision_table
from sapar.areas.programme.views.register.ties import tie_rows
from sapar.areas.programme.words import MONTHS
from sapar.kernel import clock
from sapar.kernel.access.context import reading
from sapar.kernel.errors import NotFound
from sapar.web.components import Choice, Column, Event, Link, Row, Table, TableRow, Tag
from sapar.web.pages import bind, call, csv_response, page, see_other, signed_in, submitted
from sapar.web.views import actor_of

BOTH = require_http_methods(["GET", "HEAD", "POST"])
DUE: dict[str, tuple[Any, Any]] = {
    "start": (_("begins"), "grey"),
    "milestone": (_("milestone"), "blue"),
    "activity": (_("ends"), "purple"),
    "report": (_("report is missing since"), "orange"),
}


@require_safe
@signed_in
def follow(request: HttpRequest, plan_id: UUID) -> HttpResponseBase:
    """The activities of a plan with their colours, by direction and colour; also as CSV."""
    view = queries.plan_followed(actor_of(request), plan_id)
    direction, colour = request.GET.get("direction", ""), request.GET.get("colour", "")
    chosen = [one for one in view.activities if not direction or one.activity.direction == direction]
    shown = [one for one in chosen if not colour or one.standing.colour == colour]
    columns = [
        Column("number", _("No.")),
        Column("title", _("Activity")),
        Column("responsible", _("Responsible")),
        Column("period", _("Period")),
        Column("status", _("Status")),
        Column("why", _("Why")),
        Column("percent", _("Progress"), numeric=True),
        Column("reported", _("Last report")),
    ]
    if request.GET.get("format") == "csv":
        rows = [
            [str(cell.text if isinstance(cell, Link | Tag) else cell) for cell in _cells(one, view)] for one in shown
        ]
        return csv_response("activities", [column.title for column in columns], rows)
    base = request.path
    total = counts(each.standing.colour for each in chosen)
    context = {
        "view": view,
        "table": Table(
            gettext("Activities of the plan %(year)s") % {"year": view.plan.year},
            columns,
            [TableRow(_cells(one, view)) for one in shown],
            empty=_("No activity is in this list."),
            caption_hidden=True,
        ),
        "choices": [
            Choice(_("all"), f"{base}?direction={direction}", not colour, len(chosen)),
            *(
                Choice(words.COLOURS[name][0], f"{base}?direction={direction}&colour={name}", colour == name, number)
                for name, number in total.items()
            ),
        ],
        "csv": f"{base}?direction={direction}&colour={colour}&format=csv",
    }
    return page(request, "programme/plans/follow.html", context)


def _cells(one: Followed, view: queries.PlanFollowed) -> list[Any]:
    activity = one.activity
    return [
        activity.number,
        Link(words.text(activity.title), reverse("programme:activity", args=[activity.pk])),
        words.name(view.names, activity.responsible_id),
        words.period(activity.starts_on, activity.ends_on),
        words.colour_tag(one.standing),
        "; ".join(str(reason) for reason in words.reasons(one.standing)),
        f"{one.percent}\xa0%" if one.percent is not None else None,
        one.reported_on,
    ]


@require_safe
@signed_in
def calendar(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Beginnings, milestones and ends, month by month."""
    view = queries.plan_followed(actor_of(request), plan_id)
    today = clock.today()
    months = []
    for (year, month), days in groupby(
        queries.calendar(view.activities), key=lambda due: (due.day.year, due.day.month)
    ):
        rows = [
            TableRow(
                [
                    due.day,
                    Tag(*DUE[due.kind]),
                    _what(due),
                    words.name(view.names, due.followed.activity.responsible_id),
                    _kept(due, today),
                ]
            )
            for due in days
        ]
        columns = [
            Column("day", _("Day")),
            Column("kind", _("What")),
            Column("title", _("Activity")),
            Column("responsible", _("Responsible")),
            Column("state", _("State")),
        ]
        title = gettext("%(month)s %(year)s") % {"month": MONTHS[month - 1], "year": year}
        months.append(Table(title, columns, rows))
    return page(request, "programme/plans/calendar.html", {"view": view, "months": months})


def _what(due: Due) -> Link:
    activity = due.followed.activity
    title = f"{activity.number} {words.text(activity.title)}"
    if due.milestone is not None:
        title = f"{activity.number} {words.text(due.milestone.title)}"
    return Link(title, reverse("programme:activity", args=[activity.pk]))


def _kept(due: Due, today: date) -> Tag | str:
    if due.kind == "milestone" and due.milestone is not None:
        if due.milestone.pk in due.followed.reached:
            return Tag(_("reached"), "green")
        return Tag(_("late"), "red") if due.day < today else ""
    if due.kind == "activity":
        return words.colour_tag(due.followed.standing)
    return ""


@require_safe
@signed_in
def owed(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Who still owes what: by institution, the longest wait first."""
    view = queries.plan_followed(actor_of(request), plan_id)
    today = clock.today()
    late = queries.owed(view.activities, today)
    by_institution: dict[UUID, list[Due]] = {}
    for due in late:
        by_institution.setdefault(due.followed.activity.responsible_id, []).append(due)
    columns = [
        Column("what", _("What")),
        Column("title", _("Activity")),
        Column("day", _("Day")),
        Column("late", _("Days ago"), numeric=True),
        Column("progress", _("Progress"), numeric=True),
    ]
    tables = [
        Table(
            words.name(view.names, institution_id) or "?",
            columns,
            [
                TableRow(
                    [
                        Tag(*DUE[due.kind]),
                        _what(due),
                        due.day,
                        (today - due.day).days,
                        f"{due.followed.percent}\xa0%" if due.followed.percent is not None else None,
                    ]
                )
                for due in dues
            ],
        )
        for institution_id, dues in sorted(by_institution.items(), key=lambda pair: -len(pair[1]))
    ]
    summary = Table(
        _("Who still owes what"),
        [
            Column("institution", _("Institution")),
            Column("activity", _("Activities overdue"), numeric=True),
            Column("milestone", _("Milestones overdue"), numeric=True),
            Column("report", _("Reports missing"), numeric=True),
        ],
        [
            TableRow(
                [
                    words.name(view.names, institution_id),
                    *(sum(due.kind == kind for due in dues) for kind in ("activity", "milestone", "report")),
                ]
            )
            for institution_id, dues in sorted(by_institution.items(), key=lambda pair: -len(pair[1]))
        ],
        empty=_("Nothing is owed: nothing is late, and every activity has its report."),
        caption_hidden=True,
    )
    return page(request, "programme/plans/owed.html", {"view": view, "summary": summary, "tables": tables})


@require_safe
@signed_in
def milestone(request: HttpRequest, milestone_id: UUID) -> HttpResponse:
    """From a line of the work list to its activity."""
    return see_other("programme:activity", queries.activity_of_milestone(actor_of(request), milestone_id))


@BOTH
@signed_in
def activity(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """An activity; a POST leaves a comment beside its status."""
    actor = actor_of(request)
    view = queries.activity(actor, activity_id)
    form = bind(request, forms.RemarkForm)
    if submitted(request, form) and call(request, acts.remark, form, activity_id=activity_id, **form.cleaned_data):
        return see_other(
            "programme:activity", activity_id, request=request, say=_("The comment stands beside the status.")
        )
    one = view.followed
    record = one.activity
    facts = [
        Row(_("Plan"), Link(view.plan.reference, reverse("programme:plan", args=[view.plan.pk]))),
        Row(_("Stands below"), [words.text(title) for title in record.path]),
        Row(_("Responsible"), words.name(view.names, record.responsible_id)),
        Row(_("Partners"), [words.name(view.names, UUID(other)) for other in record.partner_ids] or None),
        Row(_("Period"), words.period(record.starts_on, record.ends_on)),
        Row(_("Progress"), f"{one.percent}\xa0%" if one.percent is not None else None),
        Row(_("Last report"), one.reported_on),
        Row(_("Assumptions"), words.text(record.assumptions) or None),
        Row(_("Risks"), words.text(record.risks) or None),
    ]
    marks = Table(
        _("Milestones"),
        [Column("title", _("Milestone")), Column("due", _("To be reached by")), Column("state", _("State"))],
        [
            TableRow(
                [
                    words.text(mark.title),
                    mark.due_on,
                    Tag(_("reached"), "green")
                    if mark.pk in one.reached
                    else (Tag(_("late"), "red") if mark.due_on < clock.today() else Tag(_("open"), "grey")),
                ]
            )
            for mark in one.milestones
        ],
        empty=_("No milestone was agreed."),
    )
    money = Table(
        _("Money"),
        [
            Column("donor", _("Donor")),
            Column("planned", _("Planned"), numeric=True),
            Column("spent", _("Spent"), numeric=True),
            Column("left", _("Not yet spent"), numeric=True),
        ],
        [
            TableRow(
                [
                    words.name(view.names, each.line.donor_id),
                    words.amount(each.line.amount_minor, each.line.currency),
                    words.amount(each.spent_minor, each.line.currency),
                    words.amount(each.line.amount_minor - each.spent_minor, each.line.currency),
                ]
            )
            for each in view.money
        ],
        empty=_("No money was planned."),
    )
    with reading(actor):
        ties = ties_of("activity", record.line_id)
        decided = decisions_of(record.plan_id, line_id=record.line_id)
        deciders = institutions(each.decision.responsible_id for each in decided)
    names = {mark.pk: words.text(mark.title) for mark in one.milestones}
    reports = [
        {
            "title": f"{told.report.percent}\xa0%",
            "milestone": names.get(told.report.milestone_id) if told.report.milestone_id else "",
            "as_of": told.report.as_of,
            "by": f"{told.report.author}, {words.name(view.names, told.report.institution_id) or ''}",
            "text": told.report.text,
            "files": told.files,
        }
        for told in view.reports
    ]
    remarks = [
        Event(
            words.COLOURS[said.colour][0],
            said.at,
            f"{said.author}, {words.name(view.names, said.institution_id) or ''}",
            said.text,
        )
        for said in view.remarks
    ]
    context = {
        "view": view,
        "title": words.text(record.title),
        "tag": words.colour_tag(one.standing),
        "reasons": words.reasons(one.standing),
        "facts": facts,
        "marks": marks,
        "money": money,
        "reports": reports,
        "remarks": remarks,
        "form": form if actor.role in EVERYBODY else None,
        "may_report": view.may_report and actor.role in EVERYBODY,
        "ties": tie_rows(ties, actor.role in EVERYBODY),
        "decisions": decision_table(_("Decisions about it"), decided, deciders),
        "may_tie": actor.role in EVERYBODY,
    }
    return page(request, "programme/plans/activity.html", context)


@BOTH
@signed_in
def report(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """How far an activity is; made for a phone."""
    view = queries.activity(actor_of(request), activity_id)
    choices = [(str(mark.pk), words.text(mark.title)) for mark in view.followed.open_milestones]
    initial = {"as_of": clock.today(), "percent": view.followed.percent}
    form = bind(request, forms.ReportForm, milestones=choices, initial=initial)
    if submitted(request, form):
        given = form.cleaned_data
        file = given["evidence"]
        done = call(
            request,
            acts.report,
            form,
            activity_id=activity_id,
            percent=given["percent"],
            as_of=given["as_of"],
            text=given["text"],
            milestone_id=UUID(given["milestone_id"]) if given["milestone_id"] else None,
            evidence=file.read() if file else b"",
            evidence_name=file.name if file else "",
        )
        if done:
            return see_other("programme:activity", activity_id, request=request, say=_("The report was saved."))
    return _form_page(request, form, _("Report progress"), view)


@BOTH
@signed_in
def spend(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """Money spent from a budget line."""
    view = queries.activity(actor_of(request), activity_id)
    lines = [
        (
            str(one.line.pk),
            f"{words.name(view.names, one.line.donor_id)}, {words.amount(one.line.amount_minor, one.line.currency)}",
        )
        for one in view.money
    ]
    if not lines:
        raise NotFound()
    form = bind(request, forms.SpendForm, lines=lines, initial={"spent_on": clock.today()})
    if submitted(request, form):
        given = {**form.cleaned_data, "budget_line_id": UUID(form.cleaned_data["budget_line_id"])}
        if call(request, acts.spend, form, **given):
            return see_other("programme:activity", activity_id, request=request, say=_("The amount was recorded."))
    return _form_page(request, form, _("Record money spent"), view)


def _form_page(request: HttpRequest, form: Any, title: Any, view: queries.ActivityView) -> HttpResponse:
    record = view.followed.activity
    context = {
        "form": form,
        "title": title,
        "caption": f"{record.number} {words.text(record.title)}",
        "back": reverse("programme:activity", args=[record.pk]),
    }
    return page(request, "programme/plans/form.html", context)


@require_safe
@signed_in
def evidence(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    """A file that was attached to a report."""
    opened = queries.open_evidence(actor_of(request), attachment_id=attachment_id)
    return HttpResponse(opened.content, headers=opened.headers())
