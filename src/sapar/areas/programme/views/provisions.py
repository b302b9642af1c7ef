"""The page of a provision, of whatever framework: its story with figures, activities, decisions, enactments, papers."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from sapar.areas.programme import acts, indicators, words
from sapar.areas.programme.access import EVERYBODY, OURS, READERS
from sapar.areas.programme.forms import LinkForm
from sapar.areas.programme.forms import register as forms
from sapar.areas.programme.procedures import JOINT_PROJECT
from sapar.areas.programme.queries import register as queries
from sapar.areas.programme.queries.figures import breakdowns
from sapar.areas.programme.rules.standing import ORDER, counts
from sapar.areas.programme.views import measure_words, meeting_words, register_words
from sapar.areas.programme.views import plan_words as plan_words
from sapar.areas.programme.views.figures import chart
from sapar.areas.programme.views.figures import provision_address as provision_href
from sapar.kernel.access.actor import Actor
from sapar.web import charts
from sapar.web.components import Column, Event, Link, Row, Table, TableRow, Tag
from sapar.web.pages import bind, call, page, see_other, signed_in, submitted
from sapar.web.views import actor_of

BOTH = require_http_methods(["GET", "HEAD", "POST"])


@BOTH
@signed_in
def objective(request: HttpRequest, number: int) -> HttpResponse:
    """An objective of the Global Compact, at its short address."""
    return _show(request, f"GCM.{number}")


@BOTH
@signed_in
def provision(request: HttpRequest, code: str) -> HttpResponse:
    """A provision by its code."""
    return _show(request, code)


def _show(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    view = queries.provision_view(actor, code)
    known = view.known
    here = provision_href(code)
    taken = {one.indicator.code for one in view.linked}
    installed = [(one.code, one.title) for one in indicators.installed() if one.code not in taken]
    form = bind(request, LinkForm, choices=installed)
    pick = forms.PickForm(request.POST if "line_id" in request.POST else None, activities=_activities(actor, view))
    if request.method == "POST" and "line_id" in request.POST:
        form = bind_empty(installed)
        if pick.is_valid():
            said = pick.cleaned_data
            given = {"kind": "activity", "subject_id": UUID(said["line_id"]), "note": said["note"]}
            if call(request, acts.tie, pick, fields={"subject_id": "line_id"}, provision=code, **given):
                return see_other(here, request=request, say=_("The activity is linked."))
    elif submitted(request, form) and call(request, acts.link_indicator, form, provision=code, **form.cleaned_data):
        return see_other(here, request=request, say=_("The indicator is linked."))
    may_link, may_tie = actor.role in OURS, actor.role in EVERYBODY
    context = {
        "known": known,
        "code": code,
        "title": known.title(plan_words.language()),
        "part": register_words.PARTS[known.kind],
        "around": register_words.around(known),
        "framework": reverse("programme:framework", args=[known.of]),
        "facts": _facts(view),
        "table": _indicators(view, may_link),
        "figures": [chart(one, table) for one, table in breakdowns(actor, [one.link for one in view.linked])],
        "standing": _standing(view),
        "activities": _activity_table(view, may_tie),
        "results": _results(view),
        "decisions": _decisions(view),
        "actions": _actions(view),
        "projects": _projects(view),
        "evidence": _evidence(view),
        "story": _story(view),
        "children": Table(
            _("Parts"),
            [Column("title", _("Provision")), Column("wording", _("Wording"))],
            [
                TableRow(
                    [register_words.numbered(one), "" if one.verified else register_words.UNVERIFIED],
                    href=provision_href(one.code),
                )
                for one in view.children
            ],
        ),
        "translated": request.LANGUAGE_CODE != "en" and known.translated,
        "form": form if may_link and installed else None,
        "pick": pick if may_tie and pick.fields["line_id"].choices[1:] else None,  # type: ignore[attr-defined]
    }
    return page(request, "programme/register/provision.html", context)


def bind_empty(installed: Any) -> Any:
    """The other form of the page, untouched."""
    return LinkForm(choices=installed)


def _facts(view: queries.ProvisionView) -> list[Row]:
    known = view.known
    wording: object = _("short title; read in a source") if known.verified else register_words.UNVERIFIED
    if known.kind == "clause":
        wording = _("compared with the source") if known.verified else register_words.UNVERIFIED
    rows = [
        Row(_("Legal nature"), register_words.nature(known.legal_nature, known.nature_verified)),
        Row(_("Source"), f"{known.source}, {known.code}"),
        Row(_("Wording"), wording),
    ]
    if known.parent:
        rows.append(Row(_("Part of"), Link(known.parent, provision_href(known.parent))))
    if known.due_on:
        rows.append(Row(_("To be fulfilled by"), known.due_on))
    if known.instrument_id:
        entry = reverse("programme:instrument", args=[known.instrument_id])
        rows.append(Row(_("Register entry"), Link(known.of, entry)))
    return rows


def _indicators(view: queries.ProvisionView, may_link: bool) -> Table:
    rows = []
    for one in view.linked:
        cells: list[object] = [
            Link(one.indicator.title, reverse("programme:indicator", args=[one.indicator.code])),
            words.value(one.figure),
            one.run.as_of if one.run else None,
            one.link.note or "",
        ]
        if may_link:
            hidden = one.indicator.title
            cells.append(Link(_("End the link"), reverse("programme:unlink", args=[one.link.pk]), hidden))
        rows.append(TableRow(cells))
    columns = [
        Column("indicator", _("Indicator")),
        Column("figure", _("Latest figure")),
        Column("as_of", _("As of")),
        Column("note", _("Why it shows progress")),
        *([Column("end", _("Change"))] if may_link else []),
    ]
    return Table(_("Indicators"), columns, rows, empty=_("No indicator is linked to this objective yet."))


def _activity_table(view: queries.ProvisionView, may_tie: bool) -> Table:
    rows = [
        TableRow(
            [
                f"{view.plan_years.get(one.activity.plan_id, '')}: {one.activity.number} {plan_words.text(one.activity.title)}",
                plan_words.name(view.names, one.activity.responsible_id),
                plan_words.colour_tag(one.standing),
                f"{one.percent}\xa0%" if one.percent is not None else None,
                tie.note or "",
                *(
                    [Link(_("End the link"), reverse("programme:untie", args=[tie.pk]), one.activity.number)]
                    if may_tie
                    else []
                ),
            ],
            href=reverse("programme:activity", args=[one.activity.pk]),
        )
        for tie, one in view.activities
    ]
    columns = [
        Column("activity", _("Activity")),
        Column("responsible", _("Responsible")),
        Column("standing", _("How it stands")),
        Column("percent", _("Progress"), numeric=True),
        Column("note", _("How it contributes")),
        *([Column("end", _("Change"))] if may_tie else []),
    ]
    return Table(_("Activities"), columns, rows, empty=_("No activity is linked to this commitment."))


def _standing(view: queries.ProvisionView) -> Any:
    if not view.activities:
        return None
    found = counts(one.standing.colour for _tie, one in view.activities)
    return charts.bar(
        _("How the activities stand"),
        gettext("%(number)s activities contribute to this commitment.") % {"number": len(view.activities)},
        [charts.Point(plan_words.COLOURS[colour][0], found[colour]) for colour in ORDER],
        category=_("How it stands"),
        value=_("Activities"),
    )


def _results(view: queries.ProvisionView) -> Table:
    rows = [
        TableRow(
            [
                Link(plan_words.text(one.said.title), reverse("programme:measure", args=[one.measure.pk])),
                str(year),
                measure_words.amount(one.judged.amount) if one.judged else None,
                measure_words.figure(one.figure),
                measure_words.tag(one.standing),
            ]
        )
        for year, one in view.results
    ]
    columns = [
        Column("title", _("Indicator")),
        Column("year", _("Plan of the year")),
        Column("target", _("Target value"), numeric=True),
        Column("figure", _("Figure"), numeric=True),
        Column("status", _("Status")),
    ]
    return Table(_("Result indicators of the plans"), columns, rows)


def _decisions(view: queries.ProvisionView) -> Table:
    rows = [
        TableRow(
            [
                f"{one.decision.number} {plan_words.text(one.decision.text)}",
                plan_words.name(view.names, one.decision.responsible_id),
                one.decision.due_on,
                meeting_words.decision_tag(one.state),
            ],
            href=reverse("programme:decision", args=[one.decision.pk]),
        )
        for _tie, one in view.decisions
    ]
    columns = [
        Column("decision", _("Meeting decision")),
        Column("responsible", _("Responsible")),
        Column("due", _("To be done by")),
        Column("state", _("State")),
    ]
    return Table(_("Decisions"), columns, rows)


def _actions(view: queries.ProvisionView) -> Table:
    rows = [
        TableRow(
            [
                plan_words.text(one.title),
                register_words.ACTION[one.kind],
                one.day,
                one.source,
                [
                    *([] if one.certain else [register_words.UNVERIFIED]),
                    *([register_words.SAMPLE] if one.sample else []),
                ]
                or "",
            ],
            href=reverse("programme:action", args=[one.pk]),
        )
        for _tie, one in view.actions
    ]
    columns = [
        Column("title", _("Action")),
        Column("kind", _("Kind")),
        Column("day", _("Date")),
        Column("source", _("Source")),
        Column("certain", _("Certainty")),
    ]
    return Table(_("Actions of the State"), columns, rows, empty=_("No action of the State has been entered."))


def _projects(view: queries.ProvisionView) -> Table:
    rows = [
        TableRow(
            [
                f"{one.reference} {plan_words.text(one.title)}",
                plan_words.name(view.names, one.lead_id),
                Tag(JOINT_PROJECT.state(state).title, "blue") if state else "",
            ],
            href=reverse("programme:project", args=[one.pk]),
        )
        for _tie, one, state in view.projects
    ]
    columns = [Column("project", _("Project")), Column("lead", _("Lead")), Column("state", _("State"))]
    return Table(_("Projects"), columns, rows)


def _evidence(view: queries.ProvisionView) -> Table:
    rows = [
        TableRow(
            [
                [Link(file.filename, reverse("programme:evidence", args=[file.id])) for file in one.files]
                or plan_words.text(one.activity.title),
                f"{one.activity.number} {plan_words.text(one.activity.title)}",
                one.report.as_of,
                one.report.text[:160],
            ]
        )
        for one in view.evidence
    ]
    columns = [
        Column("file", _("Evidence")),
        Column("activity", _("Activity")),
        Column("as_of", _("As of")),
        Column("text", _("What was done")),
    ]
    return Table(_("Evidence"), columns, rows)


def _story(view: queries.ProvisionView) -> list[Event]:
    """What happened, by day: enactments, decisions, reports."""
    told: list[tuple[date, Event]] = []
    for _tie, one in view.actions:
        told.append((one.day, Event(plan_words.text(one.title), one.day, str(register_words.ACTION[one.kind]))))
    for _tie, line in view.decisions:
        by = str(_("Meeting decision"))
        told.append(
            (line.decision.decided_on, Event(plan_words.text(line.decision.text), line.decision.decided_on, by))
        )
    for _tie, each in view.activities:
        if each.reported_on is not None:
            title = f"{each.activity.number} {plan_words.text(each.activity.title)}: {each.percent}\xa0%"
            told.append((each.reported_on, Event(title, each.reported_on, str(_("Report")))))
    return [event for _day, event in sorted(told, key=lambda pair: pair[0], reverse=True)][:30]


def _activities(actor: Actor, view: queries.ProvisionView) -> list[tuple[str, str]]:
    """Activities of the plan in force that are not linked here yet."""
    if actor.role not in READERS:
        return []
    ordered = queries.activities_in_force(actor)
    taken = {one.activity.line_id for _tie, one in view.activities}
    return [
        (str(one.line_id), f"{one.number} {plan_words.text(one.title)}"[:110])
        for one in ordered
        if one.line_id not in taken
    ]
