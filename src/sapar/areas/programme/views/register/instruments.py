"""Agreements, action plans and pledges that an official enters."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from sapar.areas.programme import acts
from sapar.areas.programme.access import EVERYBODY, LEADERS
from sapar.areas.programme.forms import register as forms
from sapar.areas.programme.queries import register as queries
from sapar.areas.programme.rules.content import LANGUAGES
from sapar.areas.programme.views import plan_words as words
from sapar.areas.programme.views import register_words
from sapar.areas.programme.views.figures import provision_address as provision_href
from sapar.areas.programme.views.outdated import outdated
from sapar.areas.programme.views.register.entries import entry_events, title_fields
from sapar.web.components import Column, Row, Table, TableRow
from sapar.web.pages import bind, call, page, see_other, signed_in
from sapar.web.views import actor_of

BOTH = require_http_methods(["GET", "HEAD", "POST"])


@BOTH
@signed_in
def enter_instrument(request: HttpRequest) -> HttpResponse:
    """Enter an agreement, plan or pledge with its provisions."""
    form = bind(request, forms.InstrumentForm)
    clauses = forms.ClauseSet(request.POST or None, prefix="clauses")
    if request.method == "POST" and all([form.is_valid(), clauses.is_valid()]):
        given = {**form.given(), "clauses": forms.clauses_of(clauses)}
        done = call(request, acts.enter_instrument, form, fields=title_fields(), **given)
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
    initial |= {f"title_{code}": made.title[code] for code in LANGUAGES} | {"version": view.case_version}
    form = bind(request, forms.InstrumentForm, initial=initial)
    form.fields["code"].disabled = True
    rows = [{**{f"title_{code}": one.title[code] for code in LANGUAGES}, "due_on": one.due_on} for one in view.clauses]
    clauses = forms.ClauseSet(request.POST or None, prefix="clauses", initial=rows)
    conflict: Table | None = None
    if request.method == "POST" and all([form.is_valid(), clauses.is_valid()]):
        given = {**form.given(), "clauses": forms.clauses_of(clauses), "instrument_id": instrument_id}
        del given["code"]
        given["version"] = form.cleaned_data["version"] or 0
        if call(request, acts.change_instrument, form, fields=title_fields(), **given):
            return see_other("programme:instrument", instrument_id, request=request, say=_("Saved."))
        now = [words.text(one.title) for one in view.clauses]
        more = [(_("Provisions"), now, [words.text(one.title) for one in given["clauses"]])]
        conflict = outdated(form, initial, view.case_version, more)
    back = reverse("programme:instrument", args=[instrument_id])
    return _instrument_form(request, form, clauses, _("Change the entry"), back, conflict)


def _instrument_form(
    request: HttpRequest, form: Any, clauses: Any, title: Any, back: str, conflict: Table | None = None
) -> HttpResponse:
    context = {"form": form, "clauses": clauses, "title": title, "back": back, "conflict": conflict}
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
        "events": entry_events(view.steps, view.names),
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
