"""What the State did by itself: laws, decrees, measures."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from sapar.areas.programme import acts
from sapar.areas.programme.access import COORDINATOR, EVERYBODY, OURS
from sapar.areas.programme.forms import register as forms
from sapar.areas.programme.queries import register as queries
from sapar.areas.programme.rules.content import LANGUAGES
from sapar.areas.programme.views import plan_words as words
from sapar.areas.programme.views import register_words
from sapar.areas.programme.views.figures import provision_address as provision_href
from sapar.areas.programme.views.outdated import outdated
from sapar.areas.programme.views.register.entries import entry_events, plain_form, title_fields
from sapar.areas.programme.views.register.ties import provisions
from sapar.web.components import Column, Row, Table, TableRow
from sapar.web.pages import bind, call, page, see_other, signed_in, submitted
from sapar.web.views import actor_of

BOTH = require_http_methods(["GET", "HEAD", "POST"])


@BOTH
@signed_in
def enter_action(request: HttpRequest) -> HttpResponse:
    """Enter a law, decree or measure."""
    actor = actor_of(request)
    form = bind(request, forms.NewActionForm, provisions=provisions(actor))
    if submitted(request, form):
        given = {**form.given(), "provisions": [form.cleaned_data["provision"]]}
        done = call(request, acts.enter_action, form, fields={**title_fields(), "provisions": "provision"}, **given)
        if done:
            say = _("It was entered. Somebody else has to approve it before the other side sees it.")
            return see_other("programme:action", done.value.pk, request=request, say=say)
    return plain_form(request, form, _("Enter an action of the State"), "", reverse("programme:register"))


@BOTH
@signed_in
def change_action(request: HttpRequest, action_id: UUID) -> HttpResponse:
    """Change an action before it is approved."""
    view = queries.action(actor_of(request), action_id)
    made = view.action
    initial = {name: getattr(made, name) for name in ("kind", "number", "day", "source")}
    initial |= {f"title_{code}": made.title[code] for code in LANGUAGES} | {"version": view.case_version}
    form = bind(request, forms.ActionForm, initial=initial)
    if submitted(request, form):
        given = {"action_id": action_id, "version": form.cleaned_data["version"] or 0, **form.given()}
        if call(request, acts.change_action, form, fields=title_fields(), **given):
            return see_other("programme:action", action_id, request=request, say=_("Saved."))
    back = reverse("programme:action", args=[action_id])
    conflict = outdated(form, initial, view.case_version)
    return plain_form(request, form, _("Change the entry"), words.text(made.title), back, conflict)


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
        "events": entry_events(view.steps, view.names),
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
