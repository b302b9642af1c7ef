"""Links of activities, decisions, projects and actions to commitments."""

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
from sapar.areas.programme.rules.register import TIED
from sapar.areas.programme.views import register_words
from sapar.areas.programme.views.figures import provision_address as provision_href
from sapar.areas.programme.views.register.entries import plain_form
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.errors import NotFound
from sapar.web.components import Column, Confirm, Link, Row, Table, TableRow
from sapar.web.pages import bind, call, page, see_other, signed_in, submitted
from sapar.web.views import actor_of

BOTH = require_http_methods(["GET", "HEAD", "POST"])


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
    return plain_form(
        request, form, _("Link to a commitment"), register_words.TIED[kind], reverse("programme:register")
    )


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
