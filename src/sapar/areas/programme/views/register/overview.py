"""What there is, and what covers it: the whole register, and one framework or instrument."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from sapar.areas.programme.access import EVERYBODY, OURS
from sapar.areas.programme.queries import register as queries
from sapar.areas.programme.queries.register import FrameworkLine
from sapar.areas.programme.views import plan_words as words
from sapar.areas.programme.views import register_words
from sapar.areas.programme.views.figures import provision_address as provision_href
from sapar.web import charts
from sapar.web.components import Column, Link, Row, Table, TableRow
from sapar.web.pages import page, signed_in
from sapar.web.views import actor_of

BOTH = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@signed_in
def register(request: HttpRequest) -> HttpResponse:
    """All frameworks and instruments with what covers them; actions of the State; activities linked to nothing."""
    actor = actor_of(request)
    view = queries.register(actor)
    waiting = [
        TableRow(
            [
                words.text(one.title),
                register_words.KIND[one.kind],
                register_words.nature(one.legal_nature, one.certain),
                register_words.STATES[view.states.get(one.pk, "entered")],
                words.name(view.names, one.institution_id),
            ],
            href=reverse("programme:instrument", args=[one.pk]),
        )
        for one in view.waiting
    ]
    actions = [
        TableRow(
            [
                words.text(one.title),
                register_words.ACTION[one.kind],
                one.day,
                one.number or "",
                [
                    register_words.STATES["approved" if one.approved_at else view.states.get(one.pk, "entered")],
                    *([] if one.certain else [register_words.UNVERIFIED]),
                    *([register_words.SAMPLE] if one.sample else []),
                ],
            ],
            href=reverse("programme:action", args=[one.pk]),
        )
        for one in view.actions
    ]
    unlinked = [
        TableRow(
            [
                f"{one.number} {words.text(one.title)}",
                *(
                    [Link(_("Link"), reverse("programme:tie", args=["activity", one.line_id]), one.number)]
                    if actor.role in EVERYBODY
                    else []
                ),
            ],
            href=reverse("programme:activity", args=[one.pk]),
        )
        for one in view.unlinked
    ]
    context = {
        "frameworks": _frameworks(view.frameworks),
        "waiting": Table(
            _("Entries that wait for approval"),
            [
                Column("title", _("Title")),
                Column("kind", _("Kind")),
                Column("nature", _("Legal nature")),
                Column("state", _("State")),
                Column("by", _("Entered by")),
            ],
            waiting,
        ),
        "actions": Table(
            _("Actions of the State"),
            [
                Column("title", _("Title")),
                Column("kind", _("Kind")),
                Column("day", _("Date")),
                Column("number", _("Number")),
                Column("state", _("State")),
            ],
            actions,
            empty=_("No action has been entered yet."),
        ),
        "unlinked": Table(
            _("Activities that are linked to no commitment"),
            [Column("title", _("Activity")), *([Column("link", _("Link"))] if actor.role in EVERYBODY else [])],
            unlinked,
            empty=_("Every activity of the plan in force is linked to a commitment."),
        ),
        "activities": view.activities,
        "linked": view.activities - len(view.unlinked),
        "may_enter": actor.role in EVERYBODY,
        "may_act": actor.role in OURS,
    }
    return page(request, "programme/register/register.html", context)


def _frameworks(lines: list[FrameworkLine]) -> Table:
    rows = [
        TableRow(
            [
                register_words.name_of(one),
                register_words.KIND[one.kind],
                [
                    *register_words.nature(one.legal_nature, one.nature_verified),
                    *([register_words.SAMPLE] if one.sample else []),
                ],
                len(one.tops),
                len(one.tops) - one.bare,
                one.bare,
                one.source,
            ],
            href=reverse("programme:framework", args=[one.code]),
        )
        for one in lines
    ]
    columns = [
        Column("title", _("Title")),
        Column("kind", _("Kind")),
        Column("nature", _("Legal nature")),
        Column("provisions", _("Provisions"), numeric=True),
        Column("covered", _("Covered"), numeric=True),
        Column("bare", _("By nothing"), numeric=True),
        Column("source", _("Source")),
    ]
    return Table(_("Frameworks and instruments"), columns, rows)


@require_safe
@signed_in
def framework(request: HttpRequest, code: str) -> HttpResponse:
    """What covers each provision of a framework, what covers none."""
    view = queries.framework_view(actor_of(request), code)
    line = view.line
    rows = []
    for known in view.provisions:
        one = view.covered[known.code]
        rows.append(
            TableRow(
                [
                    register_words.numbered(known),
                    register_words.PARTS[known.kind],
                    register_words.covered(dict(one.counts), one.indicators),
                    *([known.due_on] if line.instrument else []),
                    "" if known.verified else register_words.UNVERIFIED,
                ],
                href=provision_href(known.code),
                emphasis=not known.parent and any(other.parent == known.code for other in view.provisions),
            )
        )
    columns = [
        Column("title", _("Provision")),
        Column("kind", _("Kind")),
        Column("covered", _("Covered by")),
        *([Column("due", _("To be fulfilled by"))] if line.instrument else []),
        Column("wording", _("Wording")),
    ]
    points = []
    for kind in ("activity", "decision", "project", "action"):
        points.append(charts.Point(register_words.TIED[kind], sum(bool(one.counts.get(kind)) for one in line.tops)))
    points.append(charts.Point(_("Indicators"), sum(bool(one.indicators) for one in line.tops)))
    points.append(charts.Point(_("nothing"), line.bare))
    title = register_words.name_of(line)
    context = {
        "title": title,
        "line": line,
        "facts": [
            Row(_("Kind"), register_words.KIND[line.kind]),
            Row(_("Legal nature"), register_words.nature(line.legal_nature, line.nature_verified)),
            Row(_("Source"), line.source),
            Row(_("Wording"), _("read in a source") if line.verified else register_words.UNVERIFIED),
            *(_instrument_facts(line) if line.instrument else []),
        ],
        "table": Table(_("What is covered by what"), columns, rows),
        "figure": charts.bar(
            _("Provisions by what covers them"),
            str(_("%(covered)s of %(all)s provisions are covered, %(bare)s by nothing."))
            % {"covered": len(line.tops) - line.bare, "all": len(line.tops), "bare": line.bare},
            points,
            category=_("Covered by"),
            value=_("Provisions"),
        ),
        "translated": request.LANGUAGE_CODE != "en" and line.instrument is None,
    }
    return page(request, "programme/register/framework.html", context)


def _instrument_facts(line: FrameworkLine) -> list[Row]:
    made = line.instrument
    if made is None:
        return []
    return [
        Row(_("Parties"), made.parties or None),
        Row(_("Number or symbol"), made.symbol or None),
        Row(_("In force since"), made.in_force_on),
        Row(_("Ends"), made.ends_on),
        Row(_("Register entry"), Link(words.text(made.title), reverse("programme:instrument", args=[made.pk]))),
    ]
