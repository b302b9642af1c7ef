"""The overview of the cooperation: what is in force, who takes part, who pays, how it stands, what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from sapar.areas.programme import acts
from sapar.areas.programme.access import LEADERS
from sapar.areas.programme.forms import plans as forms
from sapar.areas.programme.queries import following as queries
from sapar.areas.programme.queries import meetings as meeting_queries
from sapar.areas.programme.queries import projects as project_queries
from sapar.areas.programme.queries import register as register_queries
from sapar.areas.programme.queries.following import Followed
from sapar.areas.programme.rules.content import Words
from sapar.areas.programme.rules.standing import ORDER, counts
from sapar.areas.programme.views import meeting_words, project_words, register_words
from sapar.areas.programme.views import plan_words as words
from sapar.areas.programme.views.meetings import decision_table
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.errors import NotFound
from sapar.web.components import Column, Confirm, Link, Row, Table, TableRow, Tag
from sapar.web.pages import bind, call, page, see_other, signed_in, submitted
from sapar.web.views import actor_of

BOTH = require_http_methods(["GET", "HEAD", "POST"])
# Part of the overview, its title, the table whose rows are counted; in the order of reading.
PARTS: tuple[tuple[str, words.Text, str], ...] = (
    ("plans", _("Joint plans"), "plans"),
    ("agreements", _("Agreements, plans and pledges in force"), "agreements"),
    ("waiting", _("Decisions that wait"), "waiting"),
    ("standing", _("How it stands"), "standing"),
    ("parties", _("Contributions, parties and focal points"), "parties"),
    ("projects", _("Joint projects and trainings"), "projects"),
    ("priorities", _("Priorities for the coming period"), "priorities"),
)


@require_safe
@signed_in
def overview(request: HttpRequest) -> HttpResponse:
    """The present level of the cooperation: what is in force, who takes part, who pays, how it stands, what comes next.

    ``?part=`` shows one of its parts alone, which is how a phone reads them.
    """
    actor = actor_of(request)
    view = queries.overview(actor)
    context: dict[str, Any] = {
        "view": view,
        "plans": _plans(view),
        "standing": _standing(view),
        "parties": _parties(view, may_name=actor.role in LEADERS and bool(view.side)),
        "contributions": _contributions(view),
        "priorities": _priorities(view, may_change=actor.role in LEADERS and bool(view.side)),
        "may_open": actor.role in LEADERS,
        "may_rank": actor.role in LEADERS and bool(view.side),
        **_level(actor),
        "tags": [(Tag(*words.COLOURS[colour]), number) for colour, number in _total(view.activities).items()],
    }
    parts = [
        {"key": key, "title": title, "count": context.get(f"all_{key}", len(context[table].rows))}
        for key, title, table in PARTS
        if key != "waiting" or context[table].rows
    ]
    chosen = next((one for one in parts if one["key"] == request.GET.get("part")), None)
    if chosen is not None:
        return page(request, "programme/plans/overview_detail.html", {**context, "part": chosen})
    return page(request, "programme/plans/overview.html", {**context, "parts": parts})


def _level(actor: Actor) -> dict[str, object]:
    """What stands where besides the plan: agreements, next meeting, decisions, projects, equipment, trainings."""
    lines, names = meeting_queries.decisions(actor)
    coming = [
        one
        for one in meeting_queries.meetings(actor).lines
        if one.state == "planned" and one.meeting.starts_at >= clock.now()
    ]
    projects = project_queries.projects(actor)
    register = register_queries.register(actor)
    agreements = [
        TableRow(
            [
                register_words.name_of(one),
                register_words.KIND[one.kind],
                [
                    *register_words.nature(one.legal_nature, one.nature_verified),
                    *([register_words.SAMPLE] if one.sample else []),
                ],
                one.instrument.parties if one.instrument else "",
                one.instrument.in_force_on if one.instrument else None,
                f"{len(one.tops) - one.bare}/{len(one.tops)}",
            ],
            href=reverse("programme:framework", args=[one.code]),
        )
        for one in register.frameworks
        if one.instrument is not None
    ]
    columns = [
        Column("title", _("Title")),
        Column("kind", _("Kind")),
        Column("nature", _("Legal nature")),
        Column("parties", _("Parties")),
        Column("since", _("In force since")),
        Column("covered", _("Provisions covered"), numeric=True),
    ]
    states = {state: sum(one.state == state for one in lines) for state in ("late", "open", "fulfilled", "closed")}
    waiting = [one for one in lines if one.state in ("late", "open", "fulfilled")]
    return {
        "agreements": Table(
            _("Agreements, plans and pledges in force"), columns, agreements, empty=_("None has been entered yet.")
        ),
        "next_meeting": coming[-1].meeting if coming else None,
        "next_title": words.text(coming[-1].meeting.title) if coming else "",
        "next_at": meeting_words.moment(coming[-1].meeting.starts_at) if coming else "",
        "decided": [(meeting_words.decision_tag(state), number) for state, number in states.items()],
        "waiting": decision_table(_("Decisions that wait"), waiting[:8], names),
        "all_waiting": len(waiting),
        "projects": project_words.project_table(_("Joint projects"), projects.lines, projects.names),
        "sums": projects.sums,
        "handed": sum(one.signed_at is not None for one in projects.handovers),
        "to_hand": sum(not one.settled for one in projects.handovers),
        "bare": [(register_words.name_of(one), one.bare, len(one.tops), one.code) for one in register.frameworks],
        "linked_activities": register.activities - len(register.unlinked),
        "all_activities": register.activities,
    }


def _total(found: Sequence[Followed]) -> dict[str, int]:
    return counts(one.standing.colour for one in found)


def _pending(state: str, plan_state: str) -> list[Tag]:
    """Where an agreement stands that is under way: whoever has to act sees it before opening the plan."""
    return [] if state in ("", "in_force") or plan_state == "closed" else [words.round_tag(state)]


def _plans(view: queries.Overview) -> Table:
    rows = []
    for plan in view.plans:
        version = view.versions.get(plan.in_force_id) if plan.in_force_id else None
        signed = [words.signed(one.name, one.at) for one in view.signatures.get(version.pk, [])] if version else []
        state = view.states.get(plan.pk, "in_force")
        rows.append(
            TableRow(
                [
                    gettext("Joint plan %(year)s") % {"year": plan.year},
                    [words.plan_tag(state), *_pending(view.rounds.get(plan.pk, ""), state)],
                    [words.name(view.names, side) for side in plan.sides],
                    gettext("Version %(number)s") % {"number": version.number} if version else "",
                    signed or "",
                    [
                        Link(_("activities"), reverse("programme:follow", args=[plan.pk])),
                        Link(_("calendar"), reverse("programme:calendar", args=[plan.pk])),
                        Link(_("who owes what"), reverse("programme:owed", args=[plan.pk])),
                    ]
                    if version
                    else "",
                ],
                href=reverse("programme:plan", args=[plan.pk]),
                emphasis=view.current is not None and plan.pk == view.current.pk,
            )
        )
    columns = [
        Column("plan", _("Plan")),
        Column("state", _("State")),
        Column("sides", _("Sides")),
        Column("version", _("In force")),
        Column("signed", _("Signed")),
        Column("see", _("See")),
    ]
    return Table(_("Joint plans"), columns, rows, empty=_("There is no plan that you take part in yet."))


def _standing(view: queries.Overview) -> Table:
    rows = []
    order = sorted(view.titles, key=lambda number: int(number) if number.isdecimal() else 0)
    for number in order:
        found = [one for one in view.activities if one.activity.direction == number]
        plan_id = view.current.pk if view.current else ""
        rows.append(
            TableRow(
                [
                    f"{number}. {words.text(view.titles[number])}",
                    len(found),
                    *_total(found).values(),
                ],
                href=f"{reverse('programme:follow', args=[plan_id])}?direction={number}",
            )
        )
    columns = [
        Column("direction", _("Direction")),
        Column("all", _("Activities"), numeric=True),
        *(Column(colour, words.COLOURS[colour][0], numeric=True) for colour in ORDER),
    ]
    total = [gettext("Total"), len(view.activities), *_total(view.activities).values()]
    return Table(_("How it stands"), columns, rows, empty=_("No plan is in force."), total=total if rows else ())


def _parties(view: queries.Overview, *, may_name: bool) -> Table:
    rows = [
        TableRow(
            [
                words.name(view.names, party.institution_id),
                [words.PARTS[part] for part in party.parts],
                party.focal_point or None,
                *([Link(_("Change"), reverse("programme:focal_point", args=[party.pk]))] if may_name else []),
            ]
        )
        for party in sorted(view.parties, key=lambda one: ("signing" not in one.parts, one.parts == ["donor"], one.pk))
    ]
    columns = [
        Column("institution", _("Institution")),
        Column("parts", _("Part in the cooperation")),
        Column("focal", _("Focal point")),
        *([Column("change", _("Change"))] if may_name else []),
    ]
    return Table(_("Parties and focal points"), columns, rows, empty=_("No plan is in force."))


def _contributions(view: queries.Overview) -> Table:
    rows = [
        TableRow(
            [
                words.name(view.names, one.donor_id),
                words.amount(one.planned, one.currency),
                words.amount(one.spent, one.currency),
                f"{one.spent * 100 // one.planned}\xa0%" if one.planned else "",
            ]
        )
        for one in view.contributions
    ]
    columns = [
        Column("donor", _("Donor")),
        Column("planned", _("Planned"), numeric=True),
        Column("spent", _("Spent"), numeric=True),
        Column("share", _("Share"), numeric=True),
    ]
    return Table(_("Contributions"), columns, rows, empty=_("No money is planned."))


def _priorities(view: queries.Overview, *, may_change: bool) -> Table:
    rows = [
        TableRow(
            [
                one.rank,
                words.text(one.title),
                one.years,
                words.text(one.rationale),
                *([Link(_("Take off"), reverse("programme:end_priority", args=[one.pk]))] if may_change else []),
            ]
        )
        for one in view.priorities
    ]
    columns = [
        Column("rank", _("Rank"), numeric=True),
        Column("title", _("Direction")),
        Column("years", _("Years")),
        Column("why", _("Why")),
        *([Column("change", _("Change"))] if may_change else []),
    ]
    return Table(_("Priorities for the coming period"), columns, rows, empty=_("None has been named yet."))


@BOTH
@signed_in
def focal_point(request: HttpRequest, party_id: UUID) -> HttpResponse:
    """Whom to turn to at a party."""
    view = queries.overview(actor_of(request))
    party = next((one for one in view.parties if one.pk == party_id), None)
    if party is None:
        raise NotFound()
    form = bind(request, forms.FocalPointForm, initial={"focal_point": party.focal_point})
    if submitted(request, form) and call(request, acts.name_focal_point, form, party_id=party_id, **form.cleaned_data):
        return see_other("programme:overview", request=request, say=_("Saved."))
    context = {
        "form": form,
        "title": _("Focal point"),
        "caption": words.name(view.names, party.institution_id),
        "back": reverse("programme:overview"),
    }
    return page(request, "programme/plans/form.html", context)


@BOTH
@signed_in
def add_priority(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """A priority for the coming period, with rank and rationale."""
    view = queries.plan_followed(actor_of(request), plan_id)
    form = bind(request, forms.PriorityForm)
    if submitted(request, form):
        given = form.cleaned_data
        texts = {
            name: Words(*(given[f"{name}_{code}"] for code in ("tk", "ru", "en"))) for name in ("title", "rationale")
        }
        done = call(
            request,
            acts.set_priority,
            form,
            fields={"title": f"title_{words.language()}"},
            plan_id=plan_id,
            rank=given["rank"],
            years=given["years"],
            title=texts["title"],
            rationale=texts["rationale"],
        )
        if done:
            return see_other("programme:overview", request=request, say=_("Saved."))
    context = {
        "form": form,
        "title": _("A priority for the coming period"),
        "caption": view.plan.reference,
        "back": reverse("programme:overview"),
    }
    return page(request, "programme/plans/form.html", context)


@BOTH
@signed_in
def end_priority(request: HttpRequest, priority_id: UUID) -> HttpResponse:
    """Take a priority off the list."""
    view = queries.overview(actor_of(request))
    found = next((one for one in view.priorities if one.pk == priority_id), None)
    if found is None:
        raise NotFound()
    if request.method == "POST":
        call(request, acts.end_priority, priority_id=priority_id)
        return see_other("programme:overview", request=request, say=_("It was taken off the list."))
    confirm = Confirm(
        _("Take this priority off the list?"),
        rows=[Row(_("Direction"), words.text(found.title))],
        button=_("Take off"),
        cancel=reverse("programme:overview"),
    )
    return page(request, "web/confirm.html", {"confirm": confirm})
