"""The pages of joint projects: concept note, steps, money, equipment handed over, trainings."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from sapar.areas.programme import acts
from sapar.areas.programme.access import EVERYBODY, LEADERS
from sapar.areas.programme.forms import projects as forms
from sapar.areas.programme.procedures import JOINT_PROJECT
from sapar.areas.programme.queries import projects as queries
from sapar.areas.programme.queries import register as register_queries
from sapar.areas.programme.rules.content import LANGUAGES
from sapar.areas.programme.views import plan_words as words
from sapar.areas.programme.views import project_words
from sapar.areas.programme.views.register.ties import tie_rows
from sapar.kernel import clock
from sapar.kernel.access.context import reading
from sapar.kernel.errors import NotFound
from sapar.kernel.procedures.rules import moves_open_to
from sapar.web.components import Column, Confirm, Event, Link, Row, Table, TableRow
from sapar.web.pages import bind, call, page, see_other, signed_in, submitted
from sapar.web.views import actor_of

BOTH = require_http_methods(["GET", "HEAD", "POST"])
WITH_REASON = ("give_back", "decline")


@require_safe
@signed_in
def projects(request: HttpRequest) -> HttpResponse:
    """All projects, equipment and trainings."""
    actor = actor_of(request)
    view = queries.projects(actor)
    plan = next((one for one in view.plans if one.year == clock.today().year), view.plans[0] if view.plans else None)
    context = {
        "projects": project_words.project_table(_("Projects"), view.lines, view.names),
        "handovers": project_words.handover_table(_("Equipment handed over"), view.handovers, view.states, view.names),
        "trainings": project_words.training_table(_("Trainings"), view.trainings, view.names),
        "plan": plan,
        "may_write": bool(plan) and actor.role in EVERYBODY,
    }
    return page(request, "programme/projects/projects.html", context)


@BOTH
@signed_in
def write_concept(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """A concept note that one's own institution sees alone."""
    plan, institutions, activities = queries.concept_choices(actor_of(request), plan_id)
    options = {"institutions": institutions, "activities": activities, "language": words.language()}
    form = bind(request, forms.ConceptForm, **options)
    if submitted(request, form):
        done = call(request, acts.write_concept, form, fields=_fields(), plan_id=plan.pk, **form.given())
        if done:
            say = _("Saved. Only your institution sees it until you propose it.")
            return see_other("programme:project", done.value.pk, request=request, say=say)
    return _form(request, form, _("Write a concept note"), plan.reference, reverse("programme:projects"))


@BOTH
@signed_in
def change_concept(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Change one's own concept note."""
    view = queries.project(actor_of(request), project_id)
    one = view.line.project
    initial: dict[str, Any] = {
        f"{name}_{code}": getattr(one, name).get(code, "") for name in ("title", "summary") for code in LANGUAGES
    }
    initial |= {"lead_id": str(one.lead_id), "starts_on": one.starts_on, "ends_on": one.ends_on}
    initial |= {"line_ids": one.line_ids, "version": one.version}
    options = {"institutions": view.choices, "activities": view.lines, "language": words.language()}
    form = bind(request, forms.ConceptForm, initial=initial, **options)
    if submitted(request, form):
        seen = form.cleaned_data["version"] or one.version
        given = {"project_id": project_id, "version": seen, **form.given()}
        if call(request, acts.change_concept, form, fields=_fields(), **given):
            return see_other("programme:project", project_id, request=request, say=_("Saved."))
    return _form(request, form, _("Change the concept note"), one.reference, _back(project_id))


def _fields() -> dict[str, str]:
    return {"title": f"title_{words.language()}", "summary": f"summary_{words.language()}"}


@require_safe
@signed_in
def project(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """A project: where it stands, what can be done now, money, equipment, trainings, activities."""
    actor = actor_of(request)
    view = queries.project(actor, project_id)
    one, state = view.line.project, view.line.state
    leads = actor.role in LEADERS and bool(view.side)
    steps = [
        (reverse("programme:project_step", args=[project_id, move.name]), move.title)
        for move in moves_open_to(JOINT_PROJECT, state, actor.role)
        if leads and move.name != "agree" and _its_turn(move.name, view.author)
    ]
    with reading(actor):
        ties = register_queries.ties_of("project", project_id)
    facts = [
        Row(_("State"), project_words.project_tag(state)),
        Row(_("Lead"), words.name(view.names, one.lead_id)),
        Row(_("Sides"), [words.name(view.names, side) for side in one.sides]),
        Row(_("Written by"), words.name(view.names, one.institution_id)),
        Row(_("Period"), words.period(one.starts_on, one.ends_on)),
        Row(_("What it is for"), words.text(one.summary) or None),
        Row(_("Money"), project_words.money(view.line.money) or None),
        Row(_("Seen by the other side"), one.shown_at, hint="" if one.shown_at else _("not yet: a draft of one side")),
    ]
    context = {
        "project": one,
        "title": words.text(one.title),
        "facts": facts,
        "steps": steps,
        "grants": _grants(view, leads and state in ("agreed", "running", "closing")),
        "handovers": project_words.handover_table(_("Equipment handed over"), view.handovers, view.states, view.names),
        "trainings": project_words.training_table(_("Trainings"), view.trainings, view.names),
        "activities": Table(
            _("Activities of the plan"),
            [Column("title", _("Activity")), Column("standing", _("How it stands"))],
            [
                TableRow(
                    [
                        f"{each.activity.number} {words.text(each.activity.title)}",
                        words.colour_tag(each.standing),
                    ],
                    href=reverse("programme:activity", args=[each.activity.pk]),
                )
                for each in view.activities
            ],
            empty=_("It carries out no activity of the plan."),
        ),
        "ties": tie_rows(ties, actor.role in EVERYBODY),
        "events": [
            Event(step.title, step.at, words.name(view.names, step.institution_id) or "", step.reason)  # type: ignore[arg-type]
            for step in reversed(view.steps)
        ],
        "may_change": view.author and state == "concept" and actor.role in EVERYBODY,
        "may_fund": leads and state in ("endorsed", "agreed", "running", "closing"),
        "may_hand": leads and state in ("running", "closing"),
        "may_train": actor.role in EVERYBODY and view.plan is not None and state in ("running", "closing", "closed"),
        "may_tie": actor.role in EVERYBODY and one.shown_at is not None,
        "plan": view.plan,
    }
    return page(request, "programme/projects/project.html", context)


def _its_turn(step: str, author: bool) -> bool:
    if step == "propose":
        return author
    return not (author and step in ("endorse", "give_back"))


def _grants(view: queries.ProjectView, may_top_up: bool) -> Table:
    rows = [
        TableRow(
            [
                words.name(view.names, one.donor_id),
                _("Top-up") if one.agreement_id else _("Agreement"),
                one.number or "",
                one.signed_on,
                one.ends_on or "",
                words.amount(one.amount_minor, one.currency),
                one.note or "",
                *(
                    [
                        ""
                        if one.agreement_id
                        else Link(_("Top up"), reverse("programme:top_up", args=[one.pk]), one.number)
                    ]
                    if may_top_up
                    else []
                ),
            ],
            emphasis=one.agreement_id is None,
        )
        for one in view.grants
    ]
    columns = [
        Column("donor", _("Donor")),
        Column("kind", _("Kind")),
        Column("number", _("Number")),
        Column("signed", _("Signed")),
        Column("ends", _("Ends")),
        Column("amount", _("Amount"), numeric=True),
        Column("note", _("Note")),
        *([Column("change", _("Change"))] if may_top_up else []),
    ]
    return Table(_("Agreements with donors and top-ups"), columns, rows, empty=_("No agreement has been recorded."))


@BOTH
@signed_in
def step(request: HttpRequest, project_id: UUID, what: str) -> HttpResponse:
    """Take a project a step further, after a question."""
    view = queries.project(actor_of(request), project_id)
    move = next((one for one in JOINT_PROJECT.transitions if one.name == what), None)
    if move is None or what == "agree":
        raise NotFound()
    form = bind(request, forms.WhyForm) if what in WITH_REASON else None
    if request.method == "POST" and (form is None or form.is_valid()):
        given: dict[str, Any] = {
            "project_id": project_id,
            "step": what,
            "reason": form.cleaned_data["reason"] if form else "",
        }
        if call(request, acts.move_project, form, **given):
            return see_other("programme:project", project_id, request=request, say=_("Done."))
    confirm = Confirm(
        move.title,
        words.text(view.line.project.title),
        rows=[Row(_("State"), project_words.project_tag(view.line.state))],
        consequences=[JOINT_PROJECT.state(move.target).plain],
        button=move.title,
        warning=what == "decline",
        cancel=_back(project_id),
    )
    return page(request, "web/confirm.html", {"confirm": confirm, "form": form})


@BOTH
@signed_in
def record_grant(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """A donor's agreement."""
    view = queries.project(actor_of(request), project_id)
    form = bind(request, forms.GrantForm, institutions=view.choices, language=words.language())
    if submitted(request, form):
        given = {**form.cleaned_data, "donor_id": UUID(form.cleaned_data["donor_id"])}
        if call(request, acts.record_grant, form, project_id=project_id, **given):
            return see_other("programme:project", project_id, request=request, say=_("The amount was recorded."))
    return _form(request, form, _("Record a donor's agreement"), view.line.project.reference, _back(project_id))


@BOTH
@signed_in
def top_up(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """A top-up of an agreement."""
    agreement = queries.donor_agreement(actor_of(request), agreement_id)
    view = queries.project(actor_of(request), agreement.project_id)
    form = bind(request, forms.TopUpForm, initial={"currency": agreement.currency})
    if submitted(request, form) and call(request, acts.top_up, form, agreement_id=agreement_id, **form.cleaned_data):
        say = _("The amount was recorded.")
        return see_other("programme:project", agreement.project_id, request=request, say=say)
    return _form(request, form, _("Record a top-up"), view.line.project.reference, _back(agreement.project_id))


def _back(project_id: UUID) -> str:
    return reverse("programme:project", args=[project_id])


def _form(request: HttpRequest, form: Any, title: Any, caption: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "caption": caption, "back": back}
    return page(request, "programme/plans/form.html", context)
