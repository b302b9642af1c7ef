"""The pages on which a plan comes about: open, draft, propose, compare, comment, accept, sign, print."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapar.areas.programme import acts
from sapar.areas.programme.access import EVERYBODY, LEADERS, SIGNERS
from sapar.areas.programme.forms import plans as forms
from sapar.areas.programme.models import Version
from sapar.areas.programme.queries import plans as queries
from sapar.areas.programme.views import plan_sheet
from sapar.areas.programme.views import plan_words as words
from sapar.areas.programme.views.asked import as_uuid
from sapar.areas.programme.views.commenting import COMMENTED, comment_events, comment_link, counted
from sapar.areas.programme.views.difference import change_table
from sapar.areas.programme.views.reopening import TAKEN_BACK, plan_way_back, taken_back
from sapar.kernel import clock
from sapar.kernel.access.context import reading
from sapar.web.components import Column, Confirm, Event, Link, Row, Table, TableRow, Tag
from sapar.web.pages import bind, call, page, see_other, signed_in, submitted
from sapar.web.views import actor_of

READ = require_http_methods(["GET", "HEAD"])
BOTH = require_http_methods(["GET", "HEAD", "POST"])
# What comes next, by the state of the agreement and whose turn it is: (for the side that has to act, for the other).
NEXT: dict[str, tuple[words.Text, words.Text]] = {
    "drafting": (
        _("Each side writes its own draft. When yours is ready, propose it to the other side."),
        _("Each side writes its own draft. When yours is ready, propose it to the other side."),
    ),
    "with": (
        _("The other side has proposed a version. Look at it: accept it, or change your draft and propose another."),
        _("Your version waits for the other side's answer."),
    ),
    "sign": (
        _("Both sides agreed on a version. Your side's authorised person signs it now."),
        _("Your side has signed. The other side's authorised person signs next."),
    ),
    "in_force": (
        _(
            "To change a plan in force, change your side's draft and propose it: it becomes an amendment once both sign."
        ),
        _(
            "To change a plan in force, change your side's draft and propose it: it becomes an amendment once both sign."
        ),
    ),
}
TURN = {"with_state": "state", "with_iom": "iom"}
SIGN = {"state": ("agreed", "iom_signed"), "iom": ("agreed", "state_signed")}


@BOTH
@signed_in
def open_plan(request: HttpRequest) -> HttpResponse:
    """Open the plan of a year."""
    actor = actor_of(request)
    options = {"institutions": queries.counterparts(actor), "language": words.language()}
    form = bind(request, forms.OpenPlanForm, initial={"year": clock.today().year + 1}, **options)
    if submitted(request, form):
        given = form.cleaned_data
        done = call(request, acts.open_plan, form, year=given["year"], counterpart_id=UUID(given["counterpart_id"]))
        if done:
            return see_other("programme:plan", done.value.pk)
    confirm = Confirm(
        _("Open the plan of a year"),
        _("Both sides see that there is such a plan. What each side drafts is seen by itself only."),
        button=_("Open the plan"),
        warning=False,
        cancel=reverse("programme:overview"),
    )
    return page(request, "web/confirm.html", {"confirm": confirm, "form": form})


@READ
@signed_in
def plan(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """A plan: where it stands, what this reader can do now, its versions."""
    actor = actor_of(request)
    view = queries.plan(actor, plan_id)
    newest = view.versions[0] if view.versions else None
    agreed = view.round.agreed_id if view.round else None
    turn = view.round_state in ("drafting", "in_force") or TURN.get(view.round_state) == view.side
    facts = [
        Row(_("State"), words.plan_tag(view.state)),
        *([Row(_("Agreement"), words.round_tag(view.round_state))] if view.round_state else []),
        Row(_("Sides"), [words.name(view.names, side) for side in view.plan.sides]),
        Row(_("Period"), words.period(view.plan.starts_on, view.plan.ends_on)),
        Row(_("In force since"), view.plan.in_force_at),
    ]
    context = {
        "view": view,
        "facts": facts,
        "next": _next(view),
        "table": _versions(view),
        "events": [
            Event(
                step.title,  # type: ignore[arg-type]
                step.at,
                words.name(view.names, step.institution_id) or "",
                step.reason,
                current=step is view.steps[-1],
            )
            for step in reversed(view.steps)
        ],
        "newest": newest,
        "agreed": agreed,
        "way_back": plan_way_back(actor, view.side, view.round_state, agreed, newest.pk if newest else None),
        "may_draft": bool(view.side) and actor.role in EVERYBODY,
        "may_propose": bool(view.side)
        and actor.role in LEADERS
        and turn
        and view.state != "closed"
        and (view.draft_changed or not newest or taken_back(view.round_state, newest))
        and view.draft_lines > 0,
        "may_accept": bool(newest) and actor.role in LEADERS and TURN.get(view.round_state) == view.side,
        "may_sign": bool(agreed) and actor.role in SIGNERS and view.round_state in SIGN.get(view.side, ()),
        "may_close": actor.role in LEADERS
        and bool(view.side)
        and view.state == "in_force"
        and view.plan.ends_on < clock.today(),
    }
    return page(request, "programme/plans/plan.html", context)


def _next(view: queries.PlanView) -> words.Text:
    """What the reader's side can do now, or waits for; nothing for those who only read and for closed plans."""
    if not view.side or view.state == "closed":
        return ""
    state = view.round_state
    if state in SIGN[view.side]:
        return NEXT["sign"][0]
    if state.startswith("with"):
        return NEXT["with"][TURN.get(state) != view.side]
    return NEXT[state][0] if state in NEXT else NEXT["sign"][1]


def _versions(view: queries.PlanView) -> Table:
    rows = []
    for version in view.versions:
        state: list[object] = []
        if version.pk == view.plan.in_force_id:
            state.append(Tag(_("in force"), "green"))
        elif version.in_force_at:
            state.append(Tag(_("was in force"), "grey"))
        elif view.round and version.pk == view.round.agreed_id:
            state.append(Tag(_("agreed"), "blue"))
        elif version is view.versions[0] and taken_back(view.round_state, version):
            state.append(Tag(_("set aside"), "grey"))
        signed = [words.signed(one.name, one.at) for one in view.signatures.get(version.pk, [])]
        rows.append(
            TableRow(
                [
                    gettext("Version %(number)s") % {"number": version.number},
                    version.proposed_at,
                    words.name(view.names, version.institution_id),
                    state or "",
                    signed or _("not signed"),
                    version.note or "",
                ],
                href=reverse("programme:version", args=[version.pk]),
                emphasis=version.pk == view.plan.in_force_id,
            )
        )
    columns = [
        Column("version", _("Version")),
        Column("at", _("Proposed")),
        Column("by", _("By")),
        Column("state", _("State")),
        Column("signed", _("Signed")),
        Column("note", _("Note")),
    ]
    return Table(_("Versions"), columns, rows, empty=_("Nothing has been proposed yet."))


@READ
@signed_in
def agreement(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """From a line of the work list to its plan."""
    return see_other("programme:plan", queries.plan_of_round(actor_of(request), round_id))


@BOTH
@signed_in
def version(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """A version with its lines, comments and the difference from another; a POST leaves a comment."""
    actor = actor_of(request)
    view = queries.version(actor, version_id, as_uuid(request.GET.get("against", "")))
    lines = [(str(one.id), f"{one.number} {words.text(one.content.title)}"[:90]) for one in view.lines]
    form = bind(request, forms.CommentForm, lines=lines, initial={"line_id": request.GET.get("line", "")})
    if submitted(request, form):
        given = {"text": form.cleaned_data["text"], "line_id": as_uuid(form.cleaned_data["line_id"])}
        if call(request, acts.comment, form, version_id=version_id, **given):
            address = f"{reverse('programme:version', args=[version_id])}#comments"
            return see_other(address, request=request, say=COMMENTED)
    comments = comment_events(view.comments, {one.id: one.number for one in view.lines}, view.names)
    turn = TURN.get(view.round_state) == view.side and bool(view.side)
    context = {
        "view": view,
        "facts": version_facts(view),
        "table": _lines(view, counted(view.comments), may_comment=bool(view.side) and actor.role in EVERYBODY),
        "changes": change_table(
            view.changes,
            view.names,
            gettext("What differs from version %(number)s") % {"number": view.against.number if view.against else ""},
        )
        if view.against
        else None,
        "others": [
            (reverse("programme:version", args=[view.version.pk]) + f"?against={one.pk}", one.number)
            for one in view.others
        ],
        "comments": comments,
        "form": form if view.side and actor.role in EVERYBODY else None,
        "may_accept": turn and view.newest and actor.role in LEADERS,
        "may_take": bool(view.side) and actor.role in EVERYBODY,
        "way_back": plan_way_back(
            actor,
            view.side,
            view.round_state,
            view.version.pk if view.agreed else None,
            view.version.pk if view.newest else None,
        ),
        "may_seal": bool(view.side)
        and actor.role in LEADERS
        and bool(view.version.in_force_at)
        and not view.version.seal,
        "may_sign": view.agreed and actor.role in SIGNERS and view.round_state in SIGN.get(view.side, ()),
    }
    return page(request, "programme/plans/version.html", context)


def version_facts(view: queries.VersionView) -> list[Row]:
    """Hashes and signatures of a version."""
    one = view.version
    gone = view.newest and taken_back(view.round_state, one)
    signed = [
        f"{said.name}, {words.name(view.names, said.institution_id) or ''}, {localtime(said.at):%d.%m.%Y %H:%M}"
        for said in view.signatures
    ]
    intact = Tag(_("text and hash agree"), "green") if view.intact else Tag(_("the text was altered"), "red")
    return [
        Row(_("Proposed by"), words.name(view.names, one.institution_id)),
        Row(_("Proposed"), one.proposed_at),
        Row(_("Note"), one.note or None),
        Row(_("Signed"), signed or _("not signed")),
        *([Row(_("State"), Tag(_("set aside"), "grey"), hint=TAKEN_BACK)] if gone else []),
        Row(_("In force since"), one.in_force_at),
        Row(_("Hash that is signed"), one.sha256, hint=_("SHA-256 over the texts in Turkmen, Russian and English")),
        Row(_("Checked just now"), intact),
        *([Row(_("Seal"), _sealed(one))] if one.in_force_at else []),
        Row(_("Legal effect"), Tag(_("not verified"), "yellow"), hint=plan_sheet.LEGAL),
    ]


def _sealed(version: Version) -> list[object]:
    if not version.seal:
        return [Tag(_("not sealed"), "yellow")]
    return [Tag(_("sealed"), "green"), Link(_("Check a seal"), reverse("web:verify"))]


def _lines(view: queries.VersionView, said_of: Mapping[UUID, int], *, may_comment: bool) -> Table:
    here = reverse("programme:version", args=[view.version.pk])
    rows = [
        TableRow(
            [
                line.number,
                words.text(line.content.title),
                words.name(view.names, line.content.responsible_id) or "",
                [words.name(view.names, one) for one in line.content.partner_ids] or "",
                words.period(line.content.starts_on, line.content.ends_on) or "",
                [words.milestone(one) for one in line.content.milestones] or "",
                words.money(line.content, view.names) or "",
                *([comment_link(here, line.id, said_of.get(line.id, 0), line.number)] if may_comment else []),
            ],
            emphasis=line.level == "direction",
        )
        for line in view.lines
    ]
    columns = [
        Column("number", _("No.")),
        Column("title", _("Title")),
        Column("responsible", _("Responsible")),
        Column("partners", _("Partners")),
        Column("period", _("Period")),
        Column("milestones", _("Milestones")),
        Column("money", _("Money")),
        *([Column("comment", _("Comments"))] if may_comment else []),
    ]
    return Table(_("The plan"), columns, rows)


@BOTH
@signed_in
def accept(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Agree on the newest version."""
    view = queries.version(actor_of(request), version_id)
    if request.method == "POST":
        call(request, acts.accept, version_id=version_id)
        return see_other(
            "programme:plan", view.plan.pk, request=request, say=_("Accepted. Now both sides can sign it.")
        )
    confirm = Confirm(
        _("Accept this version?"),
        rows=version_facts(view),
        consequences=[_("Then both sides can sign it. Until both have signed, each side can reopen it with a reason.")],
        button=_("Accept"),
        warning=False,
        cancel=reverse("programme:version", args=[version_id]),
    )
    return page(request, "web/confirm.html", {"confirm": confirm})


@BOTH
@signed_in
def sign(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """What is signed, by its hash, and the question."""
    view = queries.version(actor_of(request), version_id)
    if request.method == "POST":
        call(request, acts.sign, version_id=version_id, sha256=request.POST.get("sha256", ""))
        return see_other("programme:plan", view.plan.pk, request=request, say=_("Signed."))
    if view.plan.in_force_id and view.plan.in_force_id != view.version.pk:
        # What a signature would change is the difference from what holds now, not from the last proposal.
        view = queries.version(actor_of(request), version_id, view.plan.in_force_id)
    changes = change_table(
        view.changes,
        view.names,
        gettext("What changes in the plan: the difference from version %(number)s")
        % {"number": view.against.number if view.against else ""},
    )
    context = {"view": view, "facts": version_facts(view), "changes": changes if view.against else None}
    return page(request, "programme/plans/sign.html", context)


@require_POST
@signed_in
def seal(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Seal what was signed while the node could not."""
    call(request, acts.seal_version, version_id=version_id)
    return see_other("programme:version", version_id, request=request, say=_("Sealed."))


@require_POST
@signed_in
def close_plan(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Close a plan whose year is over."""
    call(request, acts.close_plan, plan_id=plan_id)
    return see_other("programme:plan", plan_id, request=request, say=_("The plan is closed."))


@require_safe
@signed_in
def pdf(request: HttpRequest, version_id: UUID, language: str) -> HttpResponse:
    """A version as a PDF in one language."""
    view = queries.version(actor_of(request), version_id)
    with reading(actor_of(request)):
        return plan_sheet.answer(view, language)
