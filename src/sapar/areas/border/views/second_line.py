"""The second line: who waits, and the decision."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from sapar.areas.border import acts, queries, words
from sapar.areas.border.access import SUPERVISOR
from sapar.areas.border.forms import DecideForm, HandOverForm, SealForm
from sapar.areas.border.queries import QueueRow
from sapar.areas.border.rules import Direction
from sapar.areas.border.views.desk import more_forms, verdict_context
from sapar.areas.border.views.refusals import hand_over_choices
from sapar.kernel import clock
from sapar.kernel.access.context import reading
from sapar.web.components import Column, Row, Table, TableRow
from sapar.web.nav import record_href
from sapar.web.pages import bind, call, page, see_other, signed_in, submitted
from sapar.web.views import actor_of


@require_safe
@signed_in
def queue(request: HttpRequest) -> HttpResponse:
    """Who waits, longest first."""
    rows = queries.second_line_queue(actor_of(request))
    return page(request, "border/queue.html", {"table": queue_table(rows)})


def queue_table(rows: list[QueueRow]) -> Table:
    """The waiting travellers; one's own referrals are marked, since another person decides on them."""
    now = clock.now()
    columns = [
        Column("reference", _("Reference")),
        Column("waits", _("Waits"), numeric=True),
        Column("name", _("Traveller")),
        Column("nationality", _("Nationality")),
        Column("verdict", _("Checks")),
        Column("reason", _("Why")),
        Column("post", _("Border post")),
        Column("officer", _("Referred by")),
        Column("holder", _("In hand of")),
    ]
    lines = [
        TableRow(
            [
                row.reference,
                _("%(minutes)s min") % {"minutes": int((now - row.at).total_seconds() // 60)},
                row.name or _("not identified"),
                row.nationality or None,
                words.STATES[row.level],
                words.REFERRALS.get(row.reason, row.reason),
                row.place,
                _("you") if row.by_me else row.officer,
                row.holder or _("nobody"),
            ],
            href=record_href("inspection", row.inspection_id),
        )
        for row in rows
    ]
    return Table(_("Waiting in the second line"), columns, lines, empty=_("Nobody waits in the second line."))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def decide(request: HttpRequest, inspection_id: UUID) -> HttpResponse:
    """Everything about the traveller on one screen, and the decision."""
    form = bind(request, DecideForm)
    if submitted(request, form):
        done = call(request, acts.second_line_decide, form, inspection_id=inspection_id, **form.cleaned_data)
        if done:
            said = (
                _("The crossing was recorded.")
                if form.cleaned_data["decision"] == acts.Decision.ADMIT
                else _("The check was closed without a crossing.")
            )
            return see_other("border:queue", request=request, say=said)
    return _page(request, inspection_id, form, SealForm())


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def seal(request: HttpRequest, inspection_id: UUID) -> HttpResponse:
    """Verify a seal that comes only now; the one before stays in the inspection's list."""
    form = bind(request, SealForm)
    if submitted(request, form):
        done = call(request, acts.check_seal, form, inspection_id=inspection_id, **form.cleaned_data)
        if done:
            return see_other("border:decide", inspection_id)
    return _page(request, inspection_id, DecideForm(), form)


def _page(request: HttpRequest, inspection_id: UUID, form: DecideForm, seal_form: SealForm) -> HttpResponse:
    shown, referral = queries.view_inspection(actor_of(request), inspection_id=inspection_id)
    context = {
        "form": seal_form if seal_form.is_bound else form,
        "decide_form": form,
        "seal_form": seal_form,
        "inspection": shown,
        "referral": referral,
        "reason": words.REFERRALS.get(referral.reason) if referral else None,
        **verdict_context(shown),
    }
    if referral is None or shown.state != "waiting" or referral.by_me:
        return page(request, "border/inspection.html", context)
    if shown.person_id is not None and "mrz" not in form.errors:
        del form.fields["mrz"]
    actor = actor_of(request)
    with reading(actor):
        context |= more_forms(actor, shown)
    context |= {
        "back": "decide",
        "hand_over_form": HandOverForm(officers=hand_over_choices(actor, shown)),
        "may_refuse": actor.role == SUPERVISOR and shown.direction is Direction.ENTRY,
        "in_other_hands": bool(referral.holder) and not referral.holder_is_me and actor.role != SUPERVISOR,
    }
    rows = [
        Row(_("Referred"), referral.at),
        Row(_("By"), referral.officer),
        Row(_("Why"), context["reason"]),
        Row(_("Note"), referral.note or None),
        Row(_("In hand of"), _("you") if referral.holder_is_me else (referral.holder or _("nobody"))),
    ]
    return page(request, "border/decide.html", context | {"referral_rows": rows})
