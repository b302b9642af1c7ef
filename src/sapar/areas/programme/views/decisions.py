"""The pages of decisions: all of them, one with what became of it, telling what was done."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from sapar.areas.programme import acts
from sapar.areas.programme.access import EVERYBODY
from sapar.areas.programme.forms import meetings as forms
from sapar.areas.programme.queries import meetings as queries
from sapar.areas.programme.views import meeting_words
from sapar.areas.programme.views import plan_words as words
from sapar.areas.programme.views.meetings import decision_table
from sapar.kernel import clock
from sapar.web.components import Choice, Event, Link, Row
from sapar.web.pages import bind, call, page, see_other, signed_in, submitted
from sapar.web.views import actor_of

BOTH = require_http_methods(["GET", "HEAD", "POST"])
STATES = ("late", "open", "fulfilled", "closed")


@require_safe
@signed_in
def decisions(request: HttpRequest) -> HttpResponse:
    """All decisions, those that wait longest first; by state."""
    lines, names = queries.decisions(actor_of(request))
    wanted = request.GET.get("state", "")
    counted = {state: sum(one.state == state for one in lines) for state in STATES}
    choices = [Choice(_("all"), "?", current=wanted not in STATES, count=len(lines))]
    choices += [
        Choice(meeting_words.DECISIONS[state][0], f"?state={state}", current=wanted == state, count=counted[state])
        for state in STATES
    ]
    shown = [one for one in lines if wanted not in STATES or one.state == wanted]
    context = {"table": decision_table(_("Decisions"), shown, names), "choices": choices}
    return page(request, "programme/meetings/decisions.html", context)


@require_safe
@signed_in
def decision(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """A decision: who, until when, what became of it, what closed it."""
    actor = actor_of(request)
    view = queries.decision(actor, decision_id)
    one = view.line.decision
    closed_by = view.line.closed_by
    protocol = view.line.meeting.agreed_id
    facts = [
        Row(_("State"), meeting_words.decision_tag(view.line.state)),
        Row(_("Responsible"), meeting_words.responsible(one, view.names)),
        Row(_("To be done by"), one.due_on),
        Row(_("Decided on"), one.decided_on),
        Row(
            _("Meeting"),
            Link(words.text(view.line.meeting.title), reverse("programme:meeting", args=[view.line.meeting.pk])),
        ),
        *(
            [Row(_("Protocol"), Link(view.line.meeting.reference, reverse("programme:protocol", args=[protocol])))]
            if protocol
            else []
        ),
        Row(
            _("Activities"),
            [
                Link(f"{each.number} {words.text(each.title)}", reverse("programme:activity", args=[each.pk]))
                for each in view.activities
            ]
            or None,
        ),
        Row(
            _("Closes"),
            [Link(each.number, reverse("programme:decision", args=[each.pk])) for each in view.closes] or None,
        ),
        Row(
            _("Closed by"),
            Link(closed_by.number, reverse("programme:decision", args=[closed_by.pk])) if closed_by else None,
        ),
    ]
    told = [
        {
            "title": _("carried out") if each.fulfilled else _("under way"),
            "as_of": each.as_of,
            "by": f"{each.author}, {words.name(view.names, each.institution_id) or ''}",
            "text": each.text,
            "files": view.files.get(each.pk, []),
        }
        for each in reversed(view.line.told)
    ]
    context = {
        "decision": one,
        "text": words.text(one.text),
        "facts": facts,
        "told": told,
        "events": [
            Event(step.title, step.at, words.name(view.names, step.institution_id) or "")  # type: ignore[arg-type]
            for step in reversed(view.steps)
        ],
        "may_tell": view.may_follow_up and actor.role in EVERYBODY,
    }
    return page(request, "programme/meetings/decision.html", context)


@BOTH
@signed_in
def follow_up(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """Tell what became of a decision."""
    view = queries.decision(actor_of(request), decision_id)
    form = bind(request, forms.FollowUpForm, initial={"as_of": clock.today()})
    if submitted(request, form):
        said = form.cleaned_data
        file = said.pop("evidence", None)
        given = {**said, "evidence": file.read() if file else b"", "evidence_name": file.name if file else ""}
        if call(request, acts.follow_up, form, decision_id=decision_id, **given):
            return see_other("programme:decision", decision_id, request=request, say=_("Saved."))
    context = {
        "form": form,
        "title": _("What became of the decision?"),
        "caption": f"{view.line.decision.number} {words.text(view.line.decision.text)}"[:160],
        "back": reverse("programme:decision", args=[decision_id]),
    }
    return page(request, "programme/plans/form.html", context)


@require_safe
@signed_in
def evidence(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    """A file that was attached to a follow-up."""
    opened = queries.open_follow_up_file(actor_of(request), attachment_id=attachment_id)
    return HttpResponse(opened.content, headers=opened.headers())
