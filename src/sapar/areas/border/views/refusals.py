"""Cases of the second line from hand to hand; refusing entry; the appeal."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapar.areas.border import acts, queries, refusal_form, words
from sapar.areas.border.access import SUPERVISOR
from sapar.areas.border.acts.second_line import colleagues
from sapar.areas.border.forms import AppealAnswerForm, AppealForm, HandOverForm, RefuseForm
from sapar.areas.border.forms.refusals import BY
from sapar.areas.border.queries import InspectionView
from sapar.areas.border.queries.refusals import RefusalRow, RefusalView
from sapar.areas.border.rules import GROUNDS
from sapar.areas.border.views.desk import verdict_context
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.web.components import Column, Event, Row, Table, TableRow
from sapar.web.pages import Window, bind, call, page, see_other, signed_in, submitted
from sapar.web.views import actor_of

MARKS = {ground.code: ground.mark for ground in GROUNDS}


@require_POST
@signed_in
def take(request: HttpRequest, inspection_id: UUID) -> HttpResponse:
    """Take a case in hand."""
    form = forms.Form(request.POST)
    done = call(request, acts.take_case, form, inspection_id=inspection_id)
    if done:
        return see_other("border:decide", inspection_id, request=request, say=_("You have this case in hand."))
    context = {
        "form": form,
        "title": _("Take the case"),
        "action": reverse("border:take", args=[inspection_id]),
        "cancel": reverse("border:decide", args=[inspection_id]),
    }
    return page(request, "border/one_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def hand_over(request: HttpRequest, inspection_id: UUID) -> HttpResponse:
    """Hand a case over, with a note."""
    actor = actor_of(request)
    shown, _referral = queries.view_inspection(actor, inspection_id=inspection_id)
    form = bind(request, HandOverForm, officers=hand_over_choices(actor, shown))
    if submitted(request, form):
        done = call(request, acts.hand_over_case, form, inspection_id=inspection_id, **form.cleaned_data)
        if done:
            return see_other("border:queue", request=request, say=_("Handed over. Your colleague has been told."))
    context = {
        "form": form,
        "title": _("Hand the case over"),
        "action": reverse("border:hand_over", args=[inspection_id]),
        "cancel": reverse("border:decide", args=[inspection_id]),
    }
    return page(request, "border/one_form.html", context)


def hand_over_choices(actor: Actor, shown: InspectionView) -> list[tuple[str, str]]:
    """Who can get a case: officers of its post and supervisors, without the reader."""
    with reading(actor):
        found = colleagues(actor.institution_id, shown.place_id) if actor.institution_id else {}
    return [(str(account), name) for account, name in found.items() if account != actor.account_id]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def refuse(request: HttpRequest, inspection_id: UUID) -> HttpResponse:
    """Grounds and facts; the form is printed from the record afterwards."""
    shown, referral = queries.view_inspection(actor_of(request), inspection_id=inspection_id)
    form = bind(request, RefuseForm)
    if submitted(request, form):
        done = call(request, acts.refuse_entry, form, inspection_id=inspection_id, **form.cleaned_data)
        if done:
            said = _("Entry was refused. Print the form and hand it over.")
            return see_other("border:refusal", done.value.pk, request=request, say=said)
    context = {
        "form": form,
        "inspection": shown,
        "cancel": reverse("border:decide", args=[inspection_id]),
        "possible": referral is not None and shown.state == "waiting" and not referral.by_me,
        **verdict_context(shown),
    }
    return page(request, "border/refuse.html", context)


@require_safe
@signed_in
def refusals(request: HttpRequest) -> HttpResponse:
    """The refusals of the post, or of the service."""
    rows, pager = queries.list_refusals(actor_of(request), window=Window.of(request))
    return page(request, "border/refusals.html", {"table": refusal_table(rows), "pager": pager})


@require_safe
@signed_in
def refusal(request: HttpRequest, refusal_id: UUID) -> HttpResponse:
    """One refusal: grounds, form, appeal."""
    shown = queries.view_refusal(actor_of(request), refusal_id=refusal_id)
    return _refusal_page(request, shown, AppealForm(), AppealAnswerForm())


@require_safe
@signed_in
def form(request: HttpRequest, refusal_id: UUID) -> HttpResponse:
    """The stored form."""
    opened = queries.open_refusal_form(actor_of(request), refusal_id=refusal_id)
    return HttpResponse(opened.content, headers=opened.headers())


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def appeal(request: HttpRequest, refusal_id: UUID) -> HttpResponse:
    """Write an appeal down."""
    bound = bind(request, AppealForm)
    if submitted(request, bound):
        done = call(request, acts.record_appeal, bound, refusal_id=refusal_id, **bound.cleaned_data)
        if done:
            said = _("The appeal was recorded. The supervisors have been told.")
            return see_other("border:refusal", refusal_id, request=request, say=said)
    shown = queries.view_refusal(actor_of(request), refusal_id=refusal_id)
    return _refusal_page(request, shown, bound, AppealAnswerForm(), form=bound)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def answer(request: HttpRequest, refusal_id: UUID) -> HttpResponse:
    """Decide an appeal."""
    bound = bind(request, AppealAnswerForm)
    if submitted(request, bound):
        done = call(request, acts.decide_appeal, bound, refusal_id=refusal_id, **bound.cleaned_data)
        if done:
            return see_other("border:refusal", refusal_id, request=request, say=_("The appeal was decided."))
    shown = queries.view_refusal(actor_of(request), refusal_id=refusal_id)
    return _refusal_page(request, shown, AppealForm(), bound, form=bound)


def _refusal_page(
    request: HttpRequest,
    shown: RefusalView,
    appeal_form: AppealForm,
    answer_form: AppealAnswerForm,
    *,
    form: Any = None,
) -> HttpResponse:
    context = {
        "refusal": shown,
        "state": words.REFUSAL_STATES.get(shown.row.state),
        "rows": refusal_rows(shown),
        "grounds": [f"{MARKS[code]}. {refusal_form.GROUND_WORDS[code]}" for code in shown.row.reasons],
        "events": _events(shown),
        "appeal_form": appeal_form,
        "answer_form": answer_form,
        "form": form,
        "may_decide": shown.may_decide,
        "waits_for_another": shown.row.state == "appealed" and actor_of(request).role == SUPERVISOR and shown.took_part,
    }
    return page(request, "border/refusal.html", context)


def refusal_rows(shown: RefusalView) -> list[Row]:
    """A refusal as a summary."""
    pairs: list[tuple[Any, object]] = [
        (_("Number"), shown.row.reference),
        (_("Traveller"), shown.row.name or _("not identified")),
        (_("Nationality"), shown.row.nationality or None),
        (_("Border post"), shown.row.place),
        (_("Time"), shown.row.at),
        (_("Decided by"), shown.officer),
        (_("What the grounds rest on"), shown.facts),
        (_("Language of the form"), refusal_form.NAMES.get(shown.language, shown.language)),
        (_("Appeal until (unverified)"), shown.appeal_until),
    ]
    return [Row(key, value) for key, value in pairs]


def refusal_table(rows: list[RefusalRow]) -> Table:
    """The list of refusals."""
    columns = [
        Column("reference", _("Number")),
        Column("at", _("Time")),
        Column("name", _("Traveller")),
        Column("nationality", _("Nationality")),
        Column("post", _("Border post")),
        Column("grounds", _("Grounds")),
        Column("state", _("State")),
    ]
    lines = [
        TableRow(
            [
                row.reference,
                row.at,
                row.name or _("not identified"),
                row.nationality or None,
                row.place,
                ", ".join(MARKS[code] for code in row.reasons),
                words.REFUSAL_STATES.get(row.state, row.state),
            ],
            href=reverse("border:refusal", args=[row.id]),
        )
        for row in rows
    ]
    return Table(_("Refusals of entry, newest first"), columns, lines, empty=_("Nobody has been refused entry."))


def _events(shown: RefusalView) -> list[Event]:
    found = [Event(_("Entry refused"), shown.row.at, by=shown.officer, text=shown.facts)]
    if shown.appeal is not None:
        by = str(dict(BY)[acts.AppealBy(shown.appeal.by)])
        found.append(
            Event(_("Appeal recorded"), shown.appeal.at, by=shown.appeal.recorded_by, text=f"{by}: {shown.appeal.text}")
        )
        if shown.appeal.decided_at is not None:
            title = words.REFUSAL_STATES[shown.row.state].text
            found.append(
                Event(
                    title, shown.appeal.decided_at, by=shown.appeal.decided_by, text=shown.appeal.answer, current=True
                )
            )
    return found
