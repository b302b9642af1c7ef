"""What the pages of entries share, and their approval by somebody else than who made them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from sapar.areas.programme import acts
from sapar.areas.programme.forms import register as forms
from sapar.areas.programme.queries import register as queries
from sapar.areas.programme.views import plan_words as words
from sapar.kernel.errors import NotFound
from sapar.web.components import Confirm, Event, Table
from sapar.web.pages import bind, call, page, see_other, signed_in, submitted
from sapar.web.views import actor_of

BOTH = require_http_methods(["GET", "HEAD", "POST"])


def title_fields() -> dict[str, str]:
    """Where the fault of a title is shown."""
    return {"title": f"title_{words.language()}"}


def entry_events(steps: Any, names: Any) -> list[Event]:
    """The way of an entry, the newest step first."""
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


def plain_form(
    request: HttpRequest, form: Any, title: Any, caption: Any, back: str, conflict: Table | None = None
) -> HttpResponse:
    """A page with nothing but a form. ``conflict``: what a colleague wrote meanwhile."""
    context = {"form": form, "title": title, "caption": caption, "back": back, "conflict": conflict}
    return page(request, "programme/plans/form.html", context)
