"""One side's own draft: its lines, a line that two write at once, and proposing it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from sapar.areas.programme import acts
from sapar.areas.programme.access import LEADERS
from sapar.areas.programme.acts.signing import fault_words
from sapar.areas.programme.forms import plans as forms
from sapar.areas.programme.queries import plans as queries
from sapar.areas.programme.rules.content import ACTIVITY, LEVELS, PARENT_LEVEL, Line
from sapar.areas.programme.rules.differing import field_changes
from sapar.areas.programme.views import plan_words as words
from sapar.areas.programme.views.difference import change_table
from sapar.areas.programme.views.outdated import conflict_table
from sapar.kernel.access.context import reading
from sapar.kernel.errors import Conflict, Invalid, NotFound
from sapar.web.components import Column, Confirm, Link, Row, Table, TableRow
from sapar.web.pages import bind, call, page, see_other, signed_in, submitted
from sapar.web.views import actor_of

BOTH = require_http_methods(["GET", "HEAD", "POST"])
MORE = ("assumptions_", "risks_")
FAULTS_SHOWN = 8


@BOTH
@signed_in
def draft(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """One's own working copy; a POST carries over what an earlier plan left unfinished."""
    actor = actor_of(request)
    if request.method == "POST":
        source = request.POST.get("source_id", "")
        done = call(request, acts.carry_over, plan_id=plan_id, source_id=source)
        say = gettext(
            "Carried over: %(carried)s activities, %(milestones)s milestones. To be entered anew: the days of both, and "
            "money (sums that were not carried over: %(left)s)."
        ) % {name: done.value[name] for name in ("carried", "milestones", "left")}
        return see_other("programme:draft", plan_id, request=request, say=say)
    view = queries.draft(actor, plan_id)
    rows = []
    siblings: dict[UUID | None, list[UUID]] = {}
    for line, _row in view.lines:
        siblings.setdefault(line.parent_id, []).append(line.id)
    last_of = {line_id: line_id == below[-1] for below in siblings.values() for line_id in below}
    for line, row in view.lines:
        said = line.content
        below = LEVELS[LEVELS.index(line.level) + 1] if line.level != ACTIVITY else ""
        rows.append(
            TableRow(
                [
                    line.number,
                    Link(words.text(said.title), reverse("programme:line", args=[row.pk])),
                    words.LEVELS[line.level],
                    words.name(view.names, said.responsible_id) or "",
                    words.period(said.starts_on, said.ends_on) or "",
                    words.money(said, view.names) or "",
                    Link(
                        words.ADD[below],
                        f"{reverse('programme:add_line', args=[plan_id, below])}?parent={line.id}",
                        line.number,
                    )
                    if below
                    else "",
                    _movers(row.pk, line, last=last_of[line.id]),
                ],
                emphasis=line.level == "direction",
            )
        )
    columns = [
        Column("number", _("No.")),
        Column("title", _("Title")),
        Column("level", _("Level")),
        Column("responsible", _("Responsible")),
        Column("period", _("Period")),
        Column("money", _("Money")),
        Column("add", _("Below it")),
        Column("move", _("Order")),
    ]
    faults = [fault_words(one) for one in view.faults]
    context = {
        "view": view,
        "table": Table(
            _("The draft of your side"),
            columns,
            rows,
            empty=_("The draft is empty. Begin with a direction, or carry over what last year left unfinished."),
        ),
        "faults": faults[:FAULTS_SHOWN],
        "more_faults": max(len(faults) - FAULTS_SHOWN, 0),
        "changes": change_table(view.changes, view.names, _("What you changed since the version it was begun from")),
        "may_propose": actor.role in LEADERS and bool(rows) and not faults and bool(view.changes or not view.base),
    }
    return page(request, "programme/plans/draft.html", context)


def _movers(row_id: UUID, line: Line, *, last: bool) -> SafeString:
    """Buttons that move a line; they belong to the one form beside the table. The first cannot go up, nor the last down."""
    address = reverse("programme:move_line", args=[row_id])
    ways = [
        ("up", "↑", _("Move %(number)s up"), line.number.rpartition(".")[2] != "1"),
        ("down", "↓", _("Move %(number)s down"), not last),
    ]
    return format_html(
        '<span id="line-{}" class="sapar-movers">{}</span>',
        line.id,
        format_html_join(
            " ",
            '<button class="sapar-link" type="submit" form="move" formaction="{}" name="to" value="{}">'
            '<span aria-hidden="true">{}</span><span class="govuk-visually-hidden">{}</span></button>',
            ((address, way, sign, label % {"number": line.number}) for way, sign, label, there in ways if there),
        ),
    )


@BOTH
@signed_in
def add_line(request: HttpRequest, plan_id: UUID, level: str) -> HttpResponse:
    """A new line below another."""
    view = queries.draft(actor_of(request), plan_id)
    parent = next((line for line, _row in view.lines if str(line.id) == request.GET.get("parent", "")), None)
    if level not in LEVELS or PARENT_LEVEL.get(level) != (parent.level if parent else None):
        raise NotFound()
    with reading(actor_of(request)):
        choices = queries.party_choices()
    given = {"plan_id": plan_id, "level": level, "parent_id": parent.id if parent else None}
    back = reverse("programme:draft", args=[plan_id])
    title = words.ADD[level]
    caption = f"{parent.number}. {words.text(parent.content.title)}" if parent else str(view.plan.year)
    return _line_page(request, acts.add_line, given, None, level, choices, title, caption, back)


@BOTH
@signed_in
def line(request: HttpRequest, row_id: UUID) -> HttpResponse:
    """A line of one's own draft. If a colleague was faster, both texts stand side by side and nothing is lost."""
    view = queries.draft_row(actor_of(request), row_id)
    back = reverse("programme:draft", args=[view.plan.pk])
    title = words.text(view.line.content.title)
    caption = f"{words.LEVELS[view.line.level]} {view.line.number}"
    return _line_page(
        request, acts.change_line, {"row_id": row_id}, view, view.line.level, view.choices, title, caption, back
    )


def _line_page(
    request: HttpRequest,
    act: Any,
    given: dict[str, Any],
    view: queries.RowView | None,
    level: str,
    choices: list[Any],
    title: words.Text,
    caption: str,
    back: str,
) -> HttpResponse:
    language = words.language()
    options: dict[str, Any] = {"institutions": choices, "language": language}
    said = view.line.content if view else None
    initial = forms.initial_of(said, view.row.version) if said and view else {}
    is_activity = level == ACTIVITY
    form = bind(request, forms.ActivityForm if is_activity else forms.LineForm, initial=initial, **options)
    sets: list[Any] = []
    if is_activity:
        marks = [
            {
                "id": one.id,
                "due_on": one.due_on,
                **{f"title_{code}": getattr(one.title, code) for code in ("tk", "ru", "en")},
            }
            for one in (said.milestones if said else ())
        ]
        money = [
            {
                "id": one.id,
                "donor_id": str(one.donor_id),
                "currency": one.currency,
                "amount_minor": forms.amount_text(one.amount_minor),
            }
            for one in (said.budget if said else ())
        ]
        sets = [
            bind(request, forms.MilestoneSet, prefix="m", initial=marks),  # type: ignore[type-var]
            bind(request, forms.BudgetSet, prefix="b", initial=money, form_kwargs=options),  # type: ignore[type-var]
        ]
    conflict: Table | None = None
    if submitted(request, form, *sets):
        content = form.content(
            forms.milestones_of(sets[0]) if is_activity else (), forms.budget_of(sets[1]) if is_activity else ()
        )
        if view is not None:
            given = {**given, "version": form.cleaned_data["version"] or 0}
        try:
            act(actor_of(request), key=request.POST.get("idempotency_key") or None, content=content, **given)
        except Invalid as error:
            for one in error.errors:
                name = f"{one.field}_{language}" if one.field in ("title", "assumptions", "risks") else one.field
                form.add_error(name if name in form.fields else None, str(one.message))
        except Conflict as error:
            if view is None or error.code != "version":
                raise
            form.add_error(None, str(error.message))
            conflict = _conflict(view, content, choices)
            # Whoever has seen both may decide: the next save is over what stands there now.
            typed = request.POST.copy()
            typed["version"] = str(view.row.version)
            form.data = typed
        else:
            return see_other(back, request=request, say=_("Saved."))
    context = {
        "form": form,
        "main": [one for one in form.visible_fields() if not one.name.startswith(MORE)],
        "more": [one for one in form.visible_fields() if one.name.startswith(MORE)],
        "open_more": any(one.errors or one.value() for one in form.visible_fields() if one.name.startswith(MORE)),
        "sets": sets,
        "title": title,
        "caption": caption,
        "back": back,
        "conflict": conflict,
        "remove": reverse("programme:remove_line", args=[view.row.pk]) if view else "",
    }
    return page(request, "programme/plans/line.html", context)


def _conflict(view: queries.RowView, content: Any, choices: list[Any]) -> Table:
    names = {one.pk: one for one in choices}
    rows = [
        TableRow(
            [
                words.change_field(one),
                words.change_value(one, one.old, names),
                words.change_value(one, one.new, names),
            ]
        )
        for one in field_changes(view.line.content, content)
    ]
    return conflict_table(rows)


@require_POST
@signed_in
def move_line(request: HttpRequest, row_id: UUID) -> HttpResponse:
    """One place up or down; back to the same line of the draft."""
    done = call(request, acts.move_line, row_id=row_id, up=request.POST.get("to") == "up")
    row = done.value
    plan_id = queries.draft_row(actor_of(request), row_id).plan.pk
    return see_other(
        f"{reverse('programme:draft', args=[plan_id])}#line-{row.line_id}", request=request, say=_("Moved.")
    )


@BOTH
@signed_in
def remove_line(request: HttpRequest, row_id: UUID) -> HttpResponse:
    """Take a line and what stands below it out of the draft."""
    view = queries.draft_row(actor_of(request), row_id)
    back = reverse("programme:draft", args=[view.plan.pk])
    if request.method == "POST":
        call(request, acts.remove_line, row_id=row_id, version=view.row.version)
        return see_other(back, request=request, say=_("The line was taken out of the draft."))
    confirm = Confirm(
        _("Take this line out of the draft?"),
        _("All lines below it go with it. Versions that were proposed keep it."),
        [Row(words.LEVELS[view.line.level], f"{view.line.number} {words.text(view.line.content.title)}")],
        _("Take it out"),
        cancel=reverse("programme:line", args=[row_id]),
    )
    return page(request, "web/confirm.html", {"confirm": confirm})


@BOTH
@signed_in
def propose(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Show one's draft to the other side."""
    view = queries.draft(actor_of(request), plan_id)
    form = bind(request, forms.NoteForm)
    if submitted(request, form):
        done = call(request, acts.propose, form, plan_id=plan_id, **form.cleaned_data)
        if done:
            return see_other("programme:plan", plan_id, request=request, say=_("The version was proposed."))
    activities = sum(line.level == ACTIVITY for line, _row in view.lines)
    confirm = Confirm(
        _("Propose this draft to the other side?"),
        rows=[
            Row(_("Plan"), view.plan.reference),
            Row(_("Activities"), activities),
            Row(_("Changed lines"), len(view.changes) if view.base else None),
        ],
        consequences=[
            _("The other side sees this version as it is now; your draft stays your own."),
            _("A version that was proposed is never changed or deleted."),
        ],
        button=_("Propose"),
        warning=False,
        cancel=reverse("programme:draft", args=[plan_id]),
    )
    return page(request, "web/confirm.html", {"confirm": confirm, "form": form})


@BOTH
@signed_in
def take_over(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Begin one's own draft anew from a version."""
    view = queries.version(actor_of(request), version_id)
    if request.method == "POST":
        call(request, acts.take_over, version_id=version_id)
        return see_other("programme:draft", view.plan.pk, request=request, say=_("Your draft is now this version."))
    confirm = Confirm(
        _("Begin your draft anew from this version?"),
        _("What stands in your draft now is replaced. Propose it first if you want to keep it."),
        [Row(_("Version"), view.version.number)],
        _("Begin anew"),
        cancel=reverse("programme:version", args=[version_id]),
    )
    return page(request, "web/confirm.html", {"confirm": confirm})
