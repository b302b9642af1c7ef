"""The pages of the register: what was promised, of which nature, what covers it; entries and their approval; links."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from sapar.areas.programme import acts
from sapar.areas.programme.access import COORDINATOR, EVERYBODY, LEADERS, OURS
from sapar.areas.programme.forms import register as forms
from sapar.areas.programme.queries import register as queries
from sapar.areas.programme.queries.register import FrameworkLine
from sapar.areas.programme.rules.content import LANGUAGES
from sapar.areas.programme.rules.register import TIED
from sapar.areas.programme.views import plan_words as words
from sapar.areas.programme.views import register_words
from sapar.areas.programme.views.figures import provision_address as provision_href
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.errors import NotFound
from sapar.web import charts
from sapar.web.components import Column, Confirm, Event, Link, Row, Table, TableRow
from sapar.web.pages import bind, call, page, see_other, signed_in, submitted
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
        Row(_("Register entry"), Link(_("open"), reverse("programme:instrument", args=[made.pk]))),
    ]


# ------------------------------------------------------------------------------------------------ instruments


@BOTH
@signed_in
def enter_instrument(request: HttpRequest) -> HttpResponse:
    """Enter an agreement, plan or pledge with its provisions."""
    form = bind(request, forms.InstrumentForm)
    clauses = forms.ClauseSet(request.POST or None, prefix="clauses")
    if request.method == "POST" and all([form.is_valid(), clauses.is_valid()]):
        given = {**form.given(), "clauses": forms.clauses_of(clauses)}
        done = call(request, acts.enter_instrument, form, fields=_fields(), **given)
        if done:
            say = _("It was entered. Somebody else has to approve it before the other side sees it.")
            return see_other("programme:instrument", done.value.pk, request=request, say=say)
    return _instrument_form(
        request, form, clauses, _("Enter an agreement, plan or pledge"), reverse("programme:register")
    )


@BOTH
@signed_in
def change_instrument(request: HttpRequest, instrument_id: UUID) -> HttpResponse:
    """Change an entry before it is approved."""
    view = queries.instrument(actor_of(request), instrument_id)
    made = view.instrument
    names = ("kind", "code", "legal_nature", "parties", "symbol", "source", "adopted_on", "in_force_on", "ends_on")
    initial = {name: getattr(made, name) for name in names}
    initial |= {f"title_{code}": made.title[code] for code in LANGUAGES}
    form = bind(request, forms.InstrumentForm, initial=initial)
    form.fields["code"].disabled = True
    rows = [{**{f"title_{code}": one.title[code] for code in LANGUAGES}, "due_on": one.due_on} for one in view.clauses]
    clauses = forms.ClauseSet(request.POST or None, prefix="clauses", initial=rows)
    if request.method == "POST" and all([form.is_valid(), clauses.is_valid()]):
        given = {**form.given(), "clauses": forms.clauses_of(clauses), "instrument_id": instrument_id}
        del given["code"]
        if call(request, acts.change_instrument, form, fields=_fields(), **given):
            return see_other("programme:instrument", instrument_id, request=request, say=_("Saved."))
    back = reverse("programme:instrument", args=[instrument_id])
    return _instrument_form(request, form, clauses, _("Change the entry"), back)


def _fields() -> dict[str, str]:
    return {"title": f"title_{words.language()}"}


def _instrument_form(request: HttpRequest, form: Any, clauses: Any, title: Any, back: str) -> HttpResponse:
    context = {"form": form, "clauses": clauses, "title": title, "back": back}
    return page(request, "programme/register/instrument_form.html", context)


@require_safe
@signed_in
def instrument(request: HttpRequest, instrument_id: UUID) -> HttpResponse:
    """An entry of the register."""
    actor = actor_of(request)
    view = queries.instrument(actor, instrument_id)
    made = view.instrument
    facts = [
        Row(_("State"), [register_words.STATES[view.state], *([register_words.SAMPLE] if made.sample else [])]),
        Row(_("Kind"), register_words.KIND[made.kind]),
        Row(_("Legal nature"), register_words.nature(made.legal_nature, made.certain)),
        Row(_("Parties"), made.parties or None),
        Row(_("Number or symbol"), made.symbol or None),
        Row(_("Source"), made.source),
        Row(_("Adopted"), made.adopted_on),
        Row(_("In force since"), made.in_force_on),
        Row(_("Ends"), made.ends_on),
        Row(_("Entered by"), words.name(view.names, made.institution_id)),
        Row(_("Texts"), _("compared with the source") if made.certain else register_words.UNVERIFIED),
    ]
    live = view.state == "approved" and made.ended_at is None
    table = Table(
        _("Provisions"),
        [Column("title", _("Provision")), Column("due", _("To be fulfilled by"))],
        [
            TableRow([f"{one.code} {words.text(one.title)}", one.due_on], href=provision_href(one.code) if live else "")
            for one in view.clauses
        ],
    )
    context = {
        "caption": f"{made.code} · {_('Version')} {made.version}",
        "title": words.text(made.title),
        "facts": facts,
        "table": table,
        "events": _events(view.steps, view.names),
        "back": reverse("programme:register"),
        "approve": reverse("programme:decide_entry", args=["instrument", made.pk, "approve"])
        if view.may_decide and actor.role in LEADERS
        else "",
        "give_back": reverse("programme:decide_entry", args=["instrument", made.pk, "return"])
        if view.may_decide and actor.role in LEADERS
        else "",
        "change": reverse("programme:change_instrument", args=[made.pk])
        if view.mine and view.state in ("entered", "returned") and actor.role in EVERYBODY
        else "",
        "ties": None,
    }
    return page(request, "programme/register/entry.html", context)


def _events(steps: Any, names: Any) -> list[Event]:
    return [
        Event(step.title, step.at, words.name(names, step.institution_id) or "", step.reason)
        for step in reversed(steps)
    ]


ENTRIES: dict[tuple[str, str], tuple[Any, Any, Any]] = {
    ("instrument", "approve"): (acts.approve_instrument, _("Approve this entry?"), _("Approved.")),
    ("instrument", "return"): (acts.return_instrument, _("Return this entry?"), _("Returned.")),
    ("action", "approve"): (acts.approve_action, _("Approve this entry?"), _("Approved.")),
    ("action", "return"): (acts.return_action, _("Return this entry?"), _("Returned.")),
}


@BOTH
@signed_in
def decide_entry(request: HttpRequest, kind: str, entry_id: UUID, what: str) -> HttpResponse:
    """Approve or return an entry, by somebody else than who made it."""
    if (kind, what) not in ENTRIES:
        raise NotFound()
    act, question, say = ENTRIES[kind, what]
    actor = actor_of(request)
    title = (
        queries.instrument(actor, entry_id).instrument.title
        if kind == "instrument"
        else queries.action(actor, entry_id).action.title
    )
    form = bind(request, forms.ApproveForm if what == "approve" else forms.ReturnForm)
    given: dict[str, Any] = {f"{kind}_id": entry_id}
    if submitted(request, form) and call(request, act, form, **given, **form.cleaned_data):
        return see_other(f"programme:{kind}", entry_id, request=request, say=say)
    confirm = Confirm(
        question,
        words.text(title),
        consequences=[_("Then the other side sees it, and it can be linked.")] if what == "approve" else [],
        button=_("Approve") if what == "approve" else _("Return"),
        warning=False,
        cancel=reverse(f"programme:{kind}", args=[entry_id]),
    )
    return page(request, "web/confirm.html", {"confirm": confirm, "form": form})


# ------------------------------------------------------------------------------------------------ actions of the State


@BOTH
@signed_in
def enter_action(request: HttpRequest) -> HttpResponse:
    """Enter a law, decree or measure."""
    actor = actor_of(request)
    form = bind(request, forms.NewActionForm, provisions=provisions(actor))
    if submitted(request, form):
        given = {**form.given(), "provisions": [form.cleaned_data["provision"]]}
        done = call(request, acts.enter_action, form, fields={**_fields(), "provisions": "provision"}, **given)
        if done:
            say = _("It was entered. Somebody else has to approve it before the other side sees it.")
            return see_other("programme:action", done.value.pk, request=request, say=say)
    return _form(request, form, _("Enter an action of the State"), "", reverse("programme:register"))


@BOTH
@signed_in
def change_action(request: HttpRequest, action_id: UUID) -> HttpResponse:
    """Change an action before it is approved."""
    view = queries.action(actor_of(request), action_id)
    made = view.action
    initial = {name: getattr(made, name) for name in ("kind", "number", "day", "source")}
    initial |= {f"title_{code}": made.title[code] for code in LANGUAGES}
    form = bind(request, forms.ActionForm, initial=initial)
    if submitted(request, form) and call(
        request, acts.change_action, form, fields=_fields(), action_id=action_id, **form.given()
    ):
        return see_other("programme:action", action_id, request=request, say=_("Saved."))
    return _form(
        request, form, _("Change the entry"), words.text(made.title), reverse("programme:action", args=[action_id])
    )


@require_safe
@signed_in
def action(request: HttpRequest, action_id: UUID) -> HttpResponse:
    """An action of the State."""
    actor = actor_of(request)
    view = queries.action(actor, action_id)
    made = view.action
    facts = [
        Row(_("State"), [register_words.STATES[view.state], *([register_words.SAMPLE] if made.sample else [])]),
        Row(_("Kind"), register_words.ACTION[made.kind]),
        Row(_("Date"), made.day),
        Row(_("Number"), made.number or None),
        Row(_("Source"), made.source),
        Row(_("Entered by"), words.name(view.names, made.institution_id)),
        Row(_("Texts"), _("compared with the source") if made.certain else register_words.UNVERIFIED),
    ]
    context = {
        "caption": register_words.ACTION[made.kind],
        "title": words.text(made.title),
        "facts": facts,
        "table": Table(
            _("Commitments that it serves"),
            [Column("title", _("Commitment"))],
            [TableRow([register_words.numbered(one)], href=provision_href(one.code)) for one in view.provisions],
            empty=_("It is linked to no commitment."),
        ),
        "events": _events(view.steps, view.names),
        "back": reverse("programme:register"),
        "approve": reverse("programme:decide_entry", args=["action", made.pk, "approve"])
        if view.may_decide and actor.role == COORDINATOR
        else "",
        "give_back": reverse("programme:decide_entry", args=["action", made.pk, "return"])
        if view.may_decide and actor.role == COORDINATOR
        else "",
        "change": reverse("programme:change_action", args=[made.pk])
        if view.mine and view.state in ("entered", "returned") and actor.role in OURS
        else "",
        "ties": reverse("programme:tie", args=["action", made.pk]) if actor.role in EVERYBODY else "",
    }
    return page(request, "programme/register/entry.html", context)


# ------------------------------------------------------------------------------------------------ links


def provisions(actor: Actor) -> list[tuple[Any, Any]]:
    """The choices of a select of commitments."""
    with reading(actor):
        return register_words.choices(queries.provision_choices())


def tie_rows(ties: Any, may_end: bool) -> Table:
    """The commitments of an activity, decision or project."""
    rows = [
        TableRow(
            [
                register_words.numbered(known),
                register_words.nature(known.legal_nature, known.nature_verified),
                tie.note or "",
                *([Link(_("End the link"), reverse("programme:untie", args=[tie.pk]), known.code)] if may_end else []),
            ],
            href=provision_href(known.code),
        )
        for tie, known in ties
    ]
    columns = [
        Column("title", _("Commitment")),
        Column("nature", _("Legal nature")),
        Column("note", _("How it contributes")),
        *([Column("end", _("Change"))] if may_end else []),
    ]
    return Table(_("Commitments that it serves"), columns, rows, empty=_("It is linked to no commitment."))


@BOTH
@signed_in
def tie(request: HttpRequest, kind: str, subject_id: UUID) -> HttpResponse:
    """Link something to a commitment."""
    actor = actor_of(request)
    if kind not in TIED:
        raise NotFound()
    form = bind(request, forms.TieForm, provisions=provisions(actor))
    if submitted(request, form) and call(
        request, acts.tie, form, kind=kind, subject_id=subject_id, **form.cleaned_data
    ):
        return see_other(provision_href(form.cleaned_data["provision"]), request=request, say=_("Linked."))
    return _form(request, form, _("Link to a commitment"), register_words.TIED[kind], reverse("programme:register"))


@BOTH
@signed_in
def untie(request: HttpRequest, tie_id: UUID) -> HttpResponse:
    """End a link, with a reason."""
    found, known = queries.tie_view(actor_of(request), tie_id)
    form = bind(request, forms.EndForm)
    back = provision_href(found.provision) if known else reverse("programme:register")
    if submitted(request, form) and call(request, acts.untie, form, tie_id=tie_id, **form.cleaned_data):
        return see_other(back, request=request, say=_("The link has ended."))
    confirm = Confirm(
        _("End this link?"),
        rows=[
            Row(_("Commitment"), register_words.numbered(known) if known else found.provision),
            Row(_("Kind"), register_words.TIED[found.kind]),
            Row(_("How it contributes"), found.note or None),
        ],
        button=_("End the link"),
        cancel=back,
    )
    return page(request, "web/confirm.html", {"confirm": confirm, "form": form})


def _form(request: HttpRequest, form: Any, title: Any, caption: Any, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "caption": caption, "back": back}
    return page(request, "programme/plans/form.html", context)
