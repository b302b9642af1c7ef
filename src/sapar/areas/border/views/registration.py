"""Registrations of stays: the host's pages and the office's; who is not registered; requests to stay longer."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from sapar.areas.border import acts, queries
from sapar.areas.border import stay_words as words
from sapar.areas.border.access import HEADQUARTERS, HOST, REGISTRAR, SERVICE
from sapar.areas.border.acts.stays import number_key
from sapar.areas.border.forms.stays import (
    AskForm,
    DecideExtensionForm,
    GuestForm,
    HearForm,
    LeftForm,
    OfficeGuestForm,
    StayNumberForm,
    UnregisteredForm,
)
from sapar.areas.border.models import StayRegistration
from sapar.areas.border.queries.registration import ExtensionView, Unregistered
from sapar.areas.border.views.stays import person_rows, stays_table
from sapar.areas.border.words import birth
from sapar.kernel import clock
from sapar.kernel.access.context import reading
from sapar.kernel.errors import NotPermitted
from sapar.standards.countries import state_code
from sapar.web import vault
from sapar.web.components import Choice, Column, Event, Row, Table, TableRow, Tag
from sapar.web.pages import Window, bind, call, csv_response, page, see_other, signed_in, submitted
from sapar.web.views import actor_of

FIND = "border.find_registrations"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def registrations(request: HttpRequest) -> HttpResponse:
    """The host's own guests, or all registrations for the office; search by document."""
    actor = actor_of(request)
    form = bind(request, StayNumberForm)
    if actor.role == HOST:
        present = request.GET.get("show") != "all"
        rows, pager = queries.own_guests(actor, window=Window.of(request), present=present)
        choices = [Choice(_("Present"), "?", present), Choice(_("All"), "?show=all", not present)]
        context: dict[str, Any] = {"choices": choices}
    else:
        if submitted(request, form):
            wrapped = vault.wrap(FIND, number_key(form.cleaned_data["number"]))
            return see_other(f"{reverse('border:registrations')}?{urlencode({'find': wrapped})}")
        number = vault.unwrap(FIND, request.GET.get("find", "")) or ""
        rows, pager = queries.list_registrations(actor, window=Window.of(request), number=number)
        context = {"form": form, "searched": bool(number)}
    context |= {"table": registration_table(rows, host=actor.role == HOST), "pager": pager, "host": actor.role == HOST}
    return page(request, "border/registrations.html", context)


def registration_table(rows: list[StayRegistration], *, host: bool) -> Table:
    columns = [
        Column("reference", _("Reference")),
        Column("name", _("Guest") if host else _("Traveller")),
        Column("document", _("Document")),
        Column("address", _("Address")),
        Column("from", _("Since")),
        Column("until", _("Until")),
        Column("left", _("Left")),
        *([] if host else [Column("channel", _("Registered by"))]),
    ]
    lines = [
        TableRow(
            [
                row.reference,
                row.name or None,
                f"{row.nationality} {row.document_number}",
                row.address,
                row.stays_from,
                row.stays_until,
                row.left_on,
                *(
                    []
                    if host
                    else [
                        [words.CHANNELS[row.channel], row.host_name] if row.host_name else words.CHANNELS[row.channel]
                    ]
                ),
            ],
            href=reverse("border:registration", args=[row.pk]),
        )
        for row in rows
    ]
    return Table(
        _("Registrations of stays"), columns, lines, empty=_("Nobody is registered here so far."), caption_hidden=True
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def register(request: HttpRequest) -> HttpResponse:
    """Register a guest, or somebody who came to the office."""
    actor = actor_of(request)
    if actor.role not in (HOST, *SERVICE):
        raise NotPermitted()
    host = actor.role == HOST
    form = bind(request, GuestForm if host else OfficeGuestForm, initial={"stays_from": clock.today()})
    if submitted(request, form):
        done = call(request, acts.register_guest if host else acts.register_stay, form, **form.cleaned_data)
        if done:
            said = _("Registered: %(reference)s") % {"reference": done.value.reference}
            return see_other("border:registrations", request=request, say=said)
    return page(request, "border/registration_form.html", {"form": form, "host": host})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def registration(request: HttpRequest, registration_id: UUID) -> HttpResponse:
    """One registration, and noting that the guest left."""
    actor = actor_of(request)
    form = bind(request, LeftForm, initial={"left_on": clock.today()})
    if submitted(request, form):
        done = call(request, acts.end_registration, form, registration_id=registration_id, **form.cleaned_data)
        if done:
            return see_other("border:registrations", request=request, say=_("Noted: the guest has left."))
    found = queries.view_registration(actor, registration_id=registration_id)
    rows = [
        Row(_("Name"), found.name or None),
        Row(_("Document"), f"{found.nationality} {found.document_number}"),
        Row(_("Date of birth"), birth(found.birth_date) or None),
        Row(_("Address"), found.address),
        Row(_("Host"), found.host_name or None),
        Row(_("Since"), found.stays_from),
        Row(_("Until"), found.stays_until),
        Row(_("Left"), found.left_on),
        Row(_("Registered"), found.made_at),
        Row(_("Registered by"), words.CHANNELS[found.channel]),
    ]
    context = {"found": found, "rows": rows, "form": form if found.left_on is None else None}
    return page(request, "border/registration.html", context)


# ------------------------------------------------------------------------------------------------ not registered


@require_safe
@signed_in
def unregistered(request: HttpRequest) -> HttpResponse:
    """Who is in the country by the records and was not registered in time."""
    actor = actor_of(request)
    posts = _posts(request)
    chosen = _chosen(request, posts)
    rows, pager = queries.list_unregistered(actor, window=Window.of(request), **chosen)
    kept = {name: request.GET[name] for name in ("nationality", "post") if request.GET.get(name)}
    context = {
        "table": unregistered_table(rows),
        "pager": pager,
        "filters": UnregisteredForm(request.GET or None, posts=posts),
        "filtered": bool(kept),
        "csv": f"{reverse('border:unregistered_csv')}?{urlencode(kept)}",
        "today": clock.today(),
    }
    return page(request, "border/registration_missing.html", context)


def unregistered_table(rows: list[Unregistered]) -> Table:
    columns = [
        Column("name", _("Traveller")),
        Column("nationality", _("Nationality")),
        Column("document", _("Document")),
        Column("entry", _("Entry")),
        Column("post", _("Border post")),
        Column("due", _("Term")),
        Column("late", _("Days late"), numeric=True),
    ]
    lines = [
        TableRow(
            [
                row.name or _("not identified"),
                row.nationality,
                row.number,
                row.entry_on,
                row.post,
                row.due_on,
                row.days_late,
            ],
            href=reverse("border:person_stays", args=[row.person_id]),
        )
        for row in rows
    ]
    return Table(
        _("Stays that are not registered"),
        columns,
        lines,
        empty=_("Every stay whose term is over is registered."),
        caption_hidden=True,
    )


@require_safe
@signed_in
def unregistered_csv(request: HttpRequest) -> HttpResponseBase:
    """The list as a file; a look of its own."""
    found = queries.export_unregistered(actor_of(request), **_chosen(request, _posts(request)))
    titles = [column.title for column in unregistered_table([]).columns]
    return csv_response(
        "stays-not-registered",
        titles,
        ([r.name, r.nationality, r.number, r.entry_on, r.post, r.due_on, r.days_late] for r in found),
    )


def _posts(request: HttpRequest) -> list[tuple[str, str]]:
    actor = actor_of(request)
    with reading(actor):
        return [(str(post.id), post.name) for post in queries.posts(actor)]


def _chosen(request: HttpRequest, posts: list[tuple[str, str]]) -> dict[str, Any]:
    post = request.GET.get("post", "")
    return {
        "nationality": state_code(request.GET.get("nationality", ""))[:3],
        "place_id": UUID(post) if post in dict(posts) else None,
    }


# ------------------------------------------------------------------------------------------------ extensions


@require_safe
@signed_in
def extensions(request: HttpRequest) -> HttpResponse:
    """Requests to stay longer: those that wait, or all."""
    open_only = request.GET.get("show") != "all"
    rows, pager = queries.list_extensions(actor_of(request), window=Window.of(request), open_only=open_only)
    columns = [
        Column("reference", _("Reference")),
        Column("name", _("Traveller")),
        Column("nationality", _("Nationality")),
        Column("asked", _("Until when")),
        Column("ground", _("Why")),
        Column("state", _("State")),
        Column("due", _("Answer by")),
    ]
    table = Table(
        _("Requests to stay longer"),
        columns,
        [
            TableRow(
                [
                    row.extension.reference,
                    row.name or None,
                    row.nationality,
                    row.extension.asked_until,
                    words.GROUNDS[row.extension.ground],
                    words.EXTENSION_STATES.get(row.state, row.state),
                    row.due_on if row.state in ("asked", "appealed") else None,
                ],
                href=reverse("border:extension", args=[row.extension.pk]),
            )
            for row in rows
        ],
        empty=_("No request waits."),
        caption_hidden=True,
    )
    choices = [Choice(_("Waiting"), "?", open_only), Choice(_("All"), "?show=all", not open_only)]
    return page(request, "border/registration_extensions.html", {"table": table, "pager": pager, "choices": choices})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def file_extension(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Write down the request of somebody who came to the office."""
    actor = actor_of(request)
    if actor.role not in SERVICE:
        raise NotPermitted()
    form = bind(request, AskForm)
    if submitted(request, form):
        done = call(request, acts.file_extension, form, person_id=person_id, **form.cleaned_data)
        if done:
            return see_other("border:extension", done.value.pk, request=request, say=_("The request was filed."))
    found = queries.view_stays(actor, person_id=person_id)
    context = {
        "form": form,
        "rows": person_rows(found),
        "verdict": words.standing_view(found.standing),
        "person_id": person_id,
    }
    return page(request, "border/registration_file.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def extension(request: HttpRequest, extension_id: UUID) -> HttpResponse:
    """A request with the stays behind it, and the decision."""
    actor = actor_of(request)
    hearing = request.POST.get("hear") == "1"
    form: Any = bind(request, HearForm if hearing else DecideExtensionForm)
    if submitted(request, form):
        act = acts.hear_appeal if hearing else acts.decide_extension
        if call(request, act, form, extension_id=extension_id, **form.cleaned_data):
            return see_other("border:extension", extension_id, request=request, say=_("Decided."))
    found = queries.view_extension(actor, extension_id=extension_id)
    state = found.case.state
    if request.method != "POST":
        form = (HearForm if state == "appealed" else DecideExtensionForm)(
            initial={"until": found.extension.asked_until}
        )
    may_decide = state == "asked" and actor.role == REGISTRAR and not found.filed_by_me
    may_hear = state == "appealed" and actor.role == HEADQUARTERS and not found.refused_by_me
    context = {
        "view": found,
        "rows": extension_rows(found),
        "state": words.EXTENSION_STATES.get(state, Tag(state)),
        "verdict": words.standing_view(found.stays.standing),
        "standing_rows": words.standing_rows(found.stays.standing),
        "who": person_rows(found.stays),
        "table": stays_table(found.stays),
        "events": [Event(str(s.title), s.at, text=s.reason if s.reason != "—" else "") for s in found.steps],
        "form": form if may_decide or may_hear else None,
        "hear": may_hear,
        "why_not": _why_not(found, state, actor.role),
    }
    return page(request, "border/registration_extension.html", context)


def _why_not(found: ExtensionView, state: str, role: str) -> object:
    if state == "asked" and role == REGISTRAR and found.filed_by_me:
        return _("You filed this request: another person decides.")
    if state == "appealed" and role == HEADQUARTERS and found.refused_by_me:
        return _("You refused this request: another person hears the appeal.")
    return ""


def extension_rows(found: ExtensionView) -> list[Row]:
    one = found.extension
    rows = [
        Row(_("Asked until"), one.asked_until),
        Row(_("Why"), words.GROUNDS[one.ground]),
        Row(_("In their words"), one.text or None),
        Row(_("Asked"), one.made_at),
        Row(_("Answer by"), found.case.due_on, hint=_("Ten working days (unverified)")),
    ]
    if one.decided_at is not None:
        rows += decision_rows(one.granted_until, one.reasons, one.decision)
        rows.append(Row(_("Decided by"), found.decided_by))
    if one.appeal:
        rows.append(Row(_("Appeal"), one.appeal))
    if one.answer:
        rows.append(Row(_("Answer to the appeal"), one.answer))
    if found.appeal_until is not None and not one.appeal:
        rows.append(Row(_("Appeal possible until"), found.appeal_until, hint=_("Ten days (unverified)")))
    return rows


def decision_rows(granted_until: date | None, reasons: list[str], decision: str) -> list[Row]:
    """What was decided, for officers and travellers."""
    rows = [Row(_("Granted until"), granted_until)] if granted_until else []
    if reasons:
        rows.append(Row(_("Reasons of the refusal"), [words.REFUSALS.get(code, code) for code in reasons]))
    if decision:
        rows.append(Row(_("Words of the decision"), decision))
    return rows
