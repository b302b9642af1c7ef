"""Pages on which a document is joined to a person's history: stating it, deciding as the second person, undoing it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from sapar.areas.border import acts, queries
from sapar.areas.border.access import HEADQUARTERS, SUPERVISOR
from sapar.areas.border.forms import one_person as forms
from sapar.areas.border.queries.one_person import Side, Statement
from sapar.areas.border.words import birth
from sapar.kernel.errors import NotFound
from sapar.web.components import Choice, Column, Confirm, Row, Table, TableRow, Tag, Text
from sapar.web.pages import Window, bind, call, page, see_other, signed_in, submitted
from sapar.web.views import actor_of

STATES: dict[str, Tag] = {
    "waits": Tag(_("Waiting"), "yellow"),
    "agreed": Tag(_("One person"), "green"),
    "not_agreed": Tag(_("Not agreed"), "grey"),
    "undone": Tag(_("Undone"), "grey"),
}
SHOWN: dict[str, Text] = {"waiting": _("Waiting"), "joined": _("Joined"), "all": _("All")}
SEXES: dict[str, Text] = {"F": _("Female"), "M": _("Male"), "X": _("Not specified")}


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """Statements that wait, and those that were decided."""
    show = request.GET.get("show", "waiting")
    show = show if show in SHOWN else "waiting"
    found, pager, counts = queries.one_person_statements(actor_of(request), window=Window.of(request), show=show)
    columns = [
        Column("known", _("Document with the history")),
        Column("other", _("Other document")),
        Column("name", _("Name")),
        Column("birth", _("Date of birth")),
        Column("state", _("State")),
        Column("stated", _("Stated")),
        Column("by", _("By")),
    ]
    rows = [
        TableRow(
            [
                one.known.document,
                one.other.document,
                one.known.name or None,
                birth(one.known.birth_date) or None,
                STATES[one.state],
                one.row.stated_at,
                one.stated_by,
            ],
            href=reverse("border:one_person", args=[one.row.pk]),
        )
        for one in found
    ]
    context = {
        "table": Table(_("Documents of one person"), columns, rows, empty=_("No statement here."), caption_hidden=True),
        "choices": [Choice(title, f"?show={name}", name == show, counts[name]) for name, title in SHOWN.items()],
        "pager": pager,
    }
    return page(request, "border/one_person_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def statement(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """Both documents side by side; a second person decides here, and here a mistake is undone."""
    actor = actor_of(request)
    found = queries.view_one_person(actor, statement_id=statement_id)
    may_undo = found.state == "agreed" and actor.role in (SUPERVISOR, HEADQUARTERS)
    form: django_forms.Form | None = None
    if found.may_decide:
        form = bind(request, forms.DecideForm)
        if submitted(request, form) and call(
            request, acts.decide_one_person, form, statement_id=statement_id, **form.cleaned_data
        ):
            said = (
                _("Joined: stays are reckoned over both from now on.")
                if form.cleaned_data["agree"]
                else _("Not joined.")
            )
            return see_other("border:one_person", statement_id, request=request, say=said)
    elif may_undo:
        form = bind(request, forms.UndoForm)
        if submitted(request, form) and call(
            request, acts.undo_one_person, form, statement_id=statement_id, **form.cleaned_data
        ):
            said = _("Undone: each document has its own history again.")
            return see_other("border:one_person", statement_id, request=request, say=said)
    context = {
        "found": found,
        "state": STATES[found.state],
        "known": side_rows(found.known, found.other),
        "other": side_rows(found.other, found.known),
        "history": history_rows(found),
        "form": form,
        "may_undo": may_undo,
    }
    return page(request, "border/one_person.html", context)


def side_rows(one: Side, beside: Side) -> list[Row]:
    """One side; what differs from the other is marked, because that is what a second person has to look at."""

    def compared(text: object, same: bool) -> list[object]:
        return [text] if same else [text, Tag(_("differs"), "orange")]

    return [
        Row(_("Document"), one.document),
        Row(_("Name"), compared(one.name or "–", one.name.casefold() == beside.name.casefold())),
        Row(_("Date of birth"), compared(birth(one.birth_date) or "–", one.birth_date == beside.birth_date)),
        Row(_("Sex"), compared(SEXES.get(one.sex, "–"), one.sex == beside.sex)),
        Row(_("Nationality"), compared(one.nationality, one.nationality == beside.nationality)),
        Row(_("Crossings"), one.crossings if one.person_id else _("Not yet read at a border")),
        *([Row(_("Last crossing"), one.last_on)] if one.last_on else []),
    ]


def history_rows(found: Statement) -> list[Row]:
    row = found.row
    rows = [Row(_("Stated by"), [found.stated_by, row.stated_at]), Row(_("How it is known"), row.reason)]
    if row.decided_at:
        rows.append(Row(_("Decided by"), [found.decided_by, row.decided_at]))
        if row.note:
            rows.append(Row(_("Note"), row.note))
    if row.undone_at:
        rows += [Row(_("Undone by"), [found.undone_by, row.undone_at]), Row(_("Reason"), row.undone_reason)]
    return rows


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def state(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Another document of a person whose stays are on the screen."""
    actor = actor_of(request)
    found = queries.view_stays(actor, person_id=person_id)
    if not found.documents:
        raise NotFound()
    issuer, _blank, number = found.documents[-1].partition(" ")
    form = bind(request, forms.StateForm)
    if submitted(request, form):
        values: dict[str, Any] = {"issuer": issuer, "number": number, **form.cleaned_data}
        done = call(request, acts.state_one_person, form, **values)
        if done:
            said = _("Stated. A second person decides; until then nothing changes.")
            return see_other("border:one_person", done.value.pk, request=request, say=said)
    confirm = Confirm(
        _("Another document of this person"),
        rows=[
            Row(_("Name"), found.name or None),
            Row(_("Date of birth"), birth(found.birth_date) or None),
            Row(_("Nationality"), found.nationality),
            Row(_("Documents"), list(found.documents)),
        ],
        consequences=[
            _("A second person has to agree. Then stays, days and earlier decisions are reckoned over both documents."),
            _("What was recorded stays as it was recorded; a mistake can be undone."),
        ],
        button=_("State it"),
        warning=False,
        cancel=reverse("border:person_stays", args=[person_id]),
    )
    return page(request, "web/confirm.html", {"confirm": confirm, "form": form})
