"""The pages of equipment handed over and of trainings."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from sapar.areas.programme import acts
from sapar.areas.programme.access import EVERYBODY, LEADERS
from sapar.areas.programme.acts.handing import SIGN_HANDOVER
from sapar.areas.programme.forms import projects as forms
from sapar.areas.programme.queries import projects as queries
from sapar.areas.programme.views import handover_sheet, project_words
from sapar.areas.programme.views import plan_words as words
from sapar.areas.programme.views.asked import as_uuid
from sapar.kernel import clock
from sapar.kernel.access.context import reading
from sapar.web.components import Column, Confirm, Link, Row, Table, TableRow, Tag
from sapar.web.pages import bind, call, page, see_other, signed_in, submitted
from sapar.web.views import actor_of

BOTH = require_http_methods(["GET", "HEAD", "POST"])


@BOTH
@signed_in
def draw_up(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Draw up an act of handover."""
    view = queries.project(actor_of(request), project_id)
    options = {"institutions": view.choices, "language": words.language()}
    form = bind(request, forms.HandoverForm, initial={"day": clock.today()}, **options)
    items = forms.ItemSet(request.POST or None, prefix="items")
    if request.method == "POST" and all([form.is_valid(), items.is_valid()]):
        said = form.cleaned_data
        given = {
            "giver_id": UUID(said["giver_id"]),
            "taker_id": UUID(said["taker_id"]),
            "place": said["place"],
            "day": said["day"],
            "items": forms.items_of(items),
        }
        done = call(request, acts.draw_up_handover, form, project_id=project_id, **given)
        if done:
            say = _("Drawn up. Giver and taker now sign it.")
            return see_other("programme:handover", done.value.pk, request=request, say=say)
    back = reverse("programme:project", args=[project_id])
    return _set(request, form, items, _("Draw up an act of handover"), _("Equipment"), _("Piece or lot"), back)


@require_safe
@signed_in
def handover(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """An act of handover."""
    actor = actor_of(request)
    view = queries.handover(actor, handover_id)
    one = view.handover
    context = {
        "view": view,
        "facts": handover_facts(view),
        "table": items_table(view),
        "may_sign": view.may_sign and actor.role in SIGN_HANDOVER,
        "may_withdraw": view.mine and actor.role in LEADERS and view.state in ("drawn_up", "given", "taken"),
        "languages": ("tk", "ru", "en"),
        "back": reverse("programme:project", args=[one.project_id]),
    }
    return page(request, "programme/projects/handover.html", context)


def handover_facts(view: queries.HandoverView) -> list[Row]:
    """Who, where, when; hash, signatures, seal."""
    one = view.handover
    signed = [
        f"{words.signed(each.name, each.at)}, {words.name(view.names, each.institution_id)}" for each in view.signatures
    ]
    intact = Tag(_("text and hash agree"), "green") if view.intact else Tag(_("the text was altered"), "red")
    return [
        Row(_("State"), project_words.handover_tag(view.state)),
        Row(_("Given by"), words.name(view.names, one.giver_id)),
        Row(_("Received by"), words.name(view.names, one.taker_id)),
        Row(_("Place"), one.place),
        Row(_("Day"), one.day),
        Row(_("Signed"), signed or _("not signed")),
        Row(_("Hash that is signed"), one.sha256, hint=_("SHA-256 over the texts in Turkmen, Russian and English")),
        Row(_("Checked just now"), intact),
        Row(_("Seal"), Tag(_("sealed"), "green") if one.seal else None),
        Row(_("Legal effect"), Tag(_("not verified"), "yellow"), hint=handover_sheet.LEGAL),
    ]


def items_table(view: queries.HandoverView) -> Table:
    rows = [
        TableRow(
            [
                item["name"][words.language()],
                item["quantity"],
                item["serial"] or "",
                project_words.CONDITION[item["condition"]],
                words.amount(item["value_minor"], item["currency"]) if "value_minor" in item else None,
            ]
        )
        for item in view.handover.content["items"]
    ]
    columns = [
        Column("name", _("Equipment")),
        Column("quantity", _("Pieces"), numeric=True),
        Column("serial", _("Serial numbers")),
        Column("condition", _("Condition")),
        Column("value", _("Equipment value"), numeric=True),
    ]
    return Table(_("Equipment"), columns, rows)


@BOTH
@signed_in
def sign(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """What is signed, by its hash, and the question."""
    view = queries.handover(actor_of(request), handover_id)
    if request.method == "POST":
        call(request, acts.sign_handover, handover_id=handover_id, sha256=request.POST.get("sha256", ""))
        return see_other("programme:handover", handover_id, request=request, say=_("Signed."))
    context = {"view": view, "facts": handover_facts(view), "table": items_table(view)}
    return page(request, "programme/projects/sign.html", context)


@BOTH
@signed_in
def withdraw(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """Withdraw an act before both have signed."""
    view = queries.handover(actor_of(request), handover_id)
    form = bind(request, forms.WhyForm)
    back = reverse("programme:handover", args=[handover_id])
    if submitted(request, form) and call(
        request, acts.withdraw_handover, form, handover_id=handover_id, **form.cleaned_data
    ):
        return see_other(back, request=request, say=_("The act was withdrawn."))
    confirm = Confirm(_("Withdraw this act of handover?"), view.handover.reference, button=_("Withdraw"), cancel=back)
    return page(request, "web/confirm.html", {"confirm": confirm, "form": form})


@require_safe
@signed_in
def pdf(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """The act of handover in three languages on one sheet."""
    view = queries.handover(actor_of(request), handover_id)
    with reading(actor_of(request)):
        return handover_sheet.answer(view)


@BOTH
@signed_in
def record_training(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """A training with counts; ``?project=`` names the project that it belongs to."""
    actor = actor_of(request)
    plan, institutions, activities = queries.concept_choices(actor, plan_id)
    project_id = as_uuid(request.GET.get("project", ""))
    language = words.language()
    form = bind(request, forms.TrainingForm, activities=activities, language=language)
    options = {"institutions": institutions, "language": language}
    counts = forms.CountSet(request.POST or None, prefix="counts", form_kwargs=options)
    if request.method == "POST" and all([form.is_valid(), counts.is_valid()]):
        given = {**form.given(), "counts": forms.counts_of(counts), "project_id": project_id}
        fields = {"title": f"title_{language}", "project_id": "line_id"}
        done = call(request, acts.record_training, form, fields=fields, plan_id=plan.pk, **given)
        if done:
            return see_other("programme:training", done.value.pk, request=request, say=_("The training was recorded."))
    back = reverse("programme:project", args=[project_id]) if project_id else reverse("programme:projects")
    return _set(request, form, counts, _("Record a training"), _("Participants"), _("Institution"), back)


@require_safe
@signed_in
def training(request: HttpRequest, training_id: UUID) -> HttpResponse:
    """A training with its counts."""
    actor = actor_of(request)
    line = queries.training(actor, training_id)
    view = queries.projects(actor)
    one = line.training
    facts = [
        Row(_("Period"), words.period(one.starts_on, one.ends_on)),
        Row(_("Place"), one.place or None),
        Row(
            _("Project"),
            [
                Link(
                    f"{each.project.reference} {words.text(each.project.title)}",
                    reverse("programme:project", args=[each.project.pk]),
                )
                for each in view.lines
                if each.project.pk == one.project_id
            ]
            or None,
        ),
    ]
    rows = [
        TableRow([words.name(view.names, each.institution_id), each.women, each.men, each.unknown, each.total])
        for each in line.counts
    ]
    columns = [
        Column("institution", _("Institution")),
        Column("women", _("Women"), numeric=True),
        Column("men", _("Men"), numeric=True),
        Column("unknown", _("Sex not recorded"), numeric=True),
        Column("all", _("All"), numeric=True),
    ]
    total: list[object] = [str(_("Total"))]
    total += [sum(getattr(each, name) for each in line.counts) for name in ("women", "men", "unknown", "total")]
    context = {
        "title": words.text(one.title),
        "facts": facts,
        "table": Table(_("Participants"), columns, rows, total=total),
        "void": reverse("programme:void_training", args=[one.pk])
        if one.institution_id == actor.institution_id and actor.role in EVERYBODY
        else "",
    }
    return page(request, "programme/projects/training.html", context)


@BOTH
@signed_in
def void_training(request: HttpRequest, training_id: UUID) -> HttpResponse:
    """Strike a training that was recorded wrongly."""
    line = queries.training(actor_of(request), training_id)
    form = bind(request, forms.WhyForm)
    if submitted(request, form) and call(
        request, acts.void_training, form, training_id=training_id, **form.cleaned_data
    ):
        return see_other("programme:projects", request=request, say=_("The training was struck; it stays on record."))
    confirm = Confirm(
        _("Strike this training?"),
        words.text(line.training.title),
        button=_("Strike"),
        cancel=reverse("programme:training", args=[training_id]),
    )
    return page(request, "web/confirm.html", {"confirm": confirm, "form": form})


def _set(
    request: HttpRequest, form: Any, rows: Any, title: Any, heading: Any, row_title: Any, back: str
) -> HttpResponse:
    context = {"form": form, "rows": rows, "title": title, "heading": heading, "row_title": row_title, "back": back}
    return page(request, "programme/projects/rows_form.html", context)
