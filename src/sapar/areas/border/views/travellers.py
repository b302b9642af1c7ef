"""Travellers whom no reader reads, children, transits, photographs, groups."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapar.areas.border import acts, queries, words
from sapar.areas.border.forms import EscortForm, NoDocumentForm, PartyForm, PhotoForm, StatedForm, TransitForm
from sapar.areas.border.queries.groups import MemberRow, PartyRow
from sapar.areas.border.rules import State, StatementKind
from sapar.areas.border.views.desk import party_line, tabs, uuid_or_none
from sapar.kernel.access.context import reading
from sapar.web.components import Column, Confirm, Table, TableRow, Tag
from sapar.web.nav import record_href
from sapar.web.pages import bind, call, page, see_other, signed_in, submitted
from sapar.web.views import actor_of

DIRECTION_COOKIE = "sapar_direction"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def by_hand(request: HttpRequest) -> HttpResponse:
    """Type a damaged document."""
    return _stated(request, StatedForm, StatementKind.DAMAGED, "border:by_hand")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def no_document(request: HttpRequest) -> HttpResponse:
    """Write down who somebody without a document says they are."""
    return _stated(request, NoDocumentForm, StatementKind.NONE, "border:no_document")


def _stated(request: HttpRequest, form_class: type[forms.Form], kind: StatementKind, name: str) -> HttpResponse:
    initial = {
        "direction": request.COOKIES.get(DIRECTION_COOKIE, "entry"),
        "party_id": uuid_or_none(request.GET.get("party", "")),
    }
    form = bind(request, form_class, initial=initial)
    if submitted(request, form):
        done = call(request, acts.inspect_stated, form, kind=kind, **form.cleaned_data)
        if done:
            return see_other("border:inspection", done.value.pk)
    context = {
        "form": form,
        "tabs": tabs(name),
        "kind": kind.value,
        "has_post": actor_of(request).place_id is not None,
    }
    return page(request, "border/stated.html", context)


@require_POST
@signed_in
def escort(request: HttpRequest, inspection_id: UUID) -> HttpResponse:
    """With whom a child travels."""
    with reading(actor_of(request)):
        adults = [(str(adult.inspection_id), adult.name) for adult in queries.adults_for(inspection_id)]
    form = EscortForm(request.POST, adults=adults)
    if submitted(request, form):
        data = form.cleaned_data
        alone = data["adult"] == EscortForm.ALONE
        done = call(
            request,
            acts.record_escort,
            form,
            fields={"adult_id": "adult", "note": "escort_note"},
            inspection_id=inspection_id,
            alone=alone,
            adult_id=None if alone else data["adult"],
            relation=data["relation"] or None,
            consent=data["consent"],
            note=data["escort_note"],
        )
        if done:
            return _back(request, inspection_id, _("Written down."))
    return _problem(request, inspection_id, form, _("The child's escort"), "border:escort")


@require_POST
@signed_in
def transit(request: HttpRequest, inspection_id: UUID) -> HttpResponse:
    """An onward journey."""
    form = TransitForm(request.POST)
    if submitted(request, form):
        done = call(
            request,
            acts.record_transit,
            form,
            fields={"leave_until": "hours"},
            inspection_id=inspection_id,
            onward_to=form.cleaned_data["onward_to"],
            onward_by=form.cleaned_data["onward_by"],
            leave_until=form.leave_until(),
        )
        if done:
            return _back(request, inspection_id, _("Transit written down."))
    return _problem(request, inspection_id, form, _("Transit"), "border:transit")


@require_POST
@signed_in
def photo(request: HttpRequest, inspection_id: UUID) -> HttpResponse:
    """Keep a photograph."""
    form = PhotoForm(request.POST, request.FILES)
    if submitted(request, form):
        upload = form.cleaned_data["content"]
        done = call(
            request,
            acts.attach_photo,
            form,
            inspection_id=inspection_id,
            content=upload.read(),
            filename=upload.name or "photo",
        )
        if done:
            return _back(request, inspection_id, _("The photograph was kept."))
    return _problem(request, inspection_id, form, _("Photograph"), "border:photo")


@require_safe
@signed_in
def open_photo(request: HttpRequest, inspection_id: UUID, attachment_id: UUID) -> HttpResponse:
    """A photograph as a download."""
    opened = queries.open_photo(actor_of(request), inspection_id=inspection_id, attachment_id=attachment_id)
    return HttpResponse(opened.content, headers=opened.headers())


def _back(request: HttpRequest, inspection_id: UUID, said: Any) -> HttpResponse:
    name = "border:decide" if request.POST.get("back") == "decide" else "border:inspection"
    return see_other(name, inspection_id, request=request, say=said)


def _problem(request: HttpRequest, inspection_id: UUID, form: forms.Form, title: Any, name: str) -> HttpResponse:
    """The same form alone, with its errors and all that was typed."""
    context = {
        "form": form,
        "title": title,
        "action": reverse(name, args=[inspection_id]),
        "back": request.POST.get("back", ""),
        "cancel": reverse("border:inspection", args=[inspection_id]),
        "upload": isinstance(form, PhotoForm),
    }
    return page(request, "border/one_form.html", context)


# ------------------------------------------------------------------------------------------------ groups


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def groups(request: HttpRequest) -> HttpResponse:
    """The groups at this post, and a new one."""
    actor = actor_of(request)
    form = bind(
        request, PartyForm, initial={"direction": request.COOKIES.get(DIRECTION_COOKIE, "entry"), "kind": "bus"}
    )
    if submitted(request, form):
        done = call(request, acts.open_party, form, **form.cleaned_data)
        if done:
            return see_other("border:group", done.value.pk)
    rows = queries.list_parties(actor) if actor.place_id is not None else []
    context = {
        "form": form,
        "tabs": tabs("border:groups"),
        "table": group_table(rows),
        "has_post": actor.place_id is not None,
    }
    return page(request, "border/groups.html", context)


@require_safe
@signed_in
def group(request: HttpRequest, party_id: UUID) -> HttpResponse:
    """One group: how far it is, its list, the way back to the desk."""
    row, members = queries.view_party(actor_of(request), party_id=party_id)
    query = urlencode({"party": party_id})
    context = {
        "party": party_line(row),
        "direction": words.DIRECTIONS[row.direction],
        "table": member_table(members),
        "tabs": tabs("border:groups"),
        "desk_href": f"{reverse('border:desk')}?{query}",
        "hand_href": f"{reverse('border:by_hand')}?{query}",
        "none_href": f"{reverse('border:no_document')}?{query}",
    }
    return page(request, "border/group.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def close_group(request: HttpRequest, party_id: UUID) -> HttpResponse:
    """Ask, then close."""
    row, _members = queries.view_party(actor_of(request), party_id=party_id)
    form = forms.Form(request.POST or None)
    if request.method == "POST" and call(request, acts.close_party, form, party_id=party_id):
        return see_other("border:groups", request=request, say=_("The group was closed."))
    line = party_line(row)
    confirm = Confirm(
        _("Close this group?"),
        f"{row.reference}: {row.title}. {line['progress'].text}",
        button=_("Close the group"),
        warning=row.progress.missing > 0,
        cancel=reverse("border:group", args=[party_id]),
    )
    return page(request, "web/confirm.html", {"confirm": confirm, "form": form})


def group_table(rows: list[PartyRow]) -> Table:
    """The groups of a post."""
    columns = [
        Column("reference", _("Reference")),
        Column("title", _("Name of the group")),
        Column("kind", _("Kind")),
        Column("direction", _("Direction")),
        Column("since", _("Since")),
        Column("inspected", _("Inspected"), numeric=True),
        Column("state", _("State")),
    ]
    lines = [
        TableRow(
            [
                row.reference,
                row.title,
                words.PARTIES.get(row.kind, row.kind),
                words.DIRECTIONS[row.direction],
                row.opened_at,
                f"{row.progress.inspected} / {row.progress.total}",
                Tag(_("Closed"), "grey") if row.closed else Tag(pgettext("group", "Open"), "green"),
            ],
            href=reverse("border:group", args=[row.id]),
        )
        for row in rows
    ]
    return Table(_("Groups of the last 24 hours"), columns, lines, empty=_("No group has come in the last 24 hours."))


def member_table(members: list[MemberRow]) -> Table:
    """A group's list; whoever is missing still stands at their place."""
    columns = [
        Column("position", _("No."), numeric=True),
        Column("announced", _("On the list")),
        Column("number", _("Document number")),
        Column("name", _("Inspected")),
        Column("checks", _("Checks")),
        Column("state", _("State")),
    ]
    lines = [
        TableRow(
            [
                member.position,
                member.announced or None,
                member.number or None,
                member.name or None,
                words.STATES[State(member.level)] if member.level else None,
                words.INSPECTION_STATES.get(member.state, member.state)
                if member.inspection_id
                else Tag(_("Not yet here"), "yellow"),
            ],
            href=record_href("inspection", member.inspection_id) if member.inspection_id else "",
        )
        for member in members
    ]
    return Table(
        pgettext("travellers", "List"),
        columns,
        lines,
        empty=_("Nobody has been inspected yet. The list grows by itself."),
    )
