"""What is asked for a colleague's access, and the second person's decision on it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from sapar.kernel import clock
from sapar.kernel.access import acts, queries
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.web.components import Choice, Confirm, Row, Text
from sapar.web.fields import DateField
from sapar.web.kept import bind
from sapar.web.pages.accounts import (
    KINDS,
    REASON_ATTRS,
    ReasonForm,
    asked_words,
    decision_tag,
    numbered,
    page_number,
    request_table,
)
from sapar.web.views import actor_of, call, page, see_other, signed_in, submitted

SHOWN: dict[str, Text] = {"waiting": _("Waiting"), "decided": _("Decided"), "mine": _("Asked by me")}
EMPTY: dict[str, Text] = {
    "waiting": _("Nothing waits for a decision."),
    "decided": _("Nothing has been decided yet."),
    "mine": _("You have not asked for anything yet."),
}
WHY_NOT: dict[str, Text] = {
    "own_proposal": _("You asked for this yourself. A second manager of your institution has to decide."),
    "own_access": _("This is about your own access. Another manager of your institution has to decide."),
}


class RoleForm(forms.Form):
    """Which role, where, until when, and why."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect, error_messages={"required": _("Choose a role")})
    place_id = forms.ChoiceField(label=_("Place of work"), required=False)
    valid_until = DateField(label=_("Last day"), required=False, help_text=_("Leave it open if the role has no end."))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(REASON_ATTRS),
        help_text=_("The second person reads it, and so does the auditor."),
        error_messages={"required": _("Give a reason.")},
    )

    def __init__(self, *args: Any, actor: Actor, machine: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "tk"
        with reading(actor):
            roles, places = queries.roles_to_give(actor, machine=machine), queries.places()
        self.fields["role"].choices = [(role.name, role.title) for role in roles]  # type: ignore[attr-defined]
        named = [(str(place.pk), f"{place.name(language)} ({place.code})") for place in places]
        self.fields["place_id"].choices = [("", _("No fixed place")), *named]  # type: ignore[attr-defined]

    def clean_valid_until(self) -> datetime | None:
        """The end of that day at the node's place."""
        day = self.cleaned_data["valid_until"]
        if day is None:
            return None
        if day < clock.today():
            raise forms.ValidationError(_("The last day must lie in the future."), code="past")
        return datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(settings.TIME_ZONE))


class DecisionForm(forms.Form):
    """Yes or no."""

    decision = forms.ChoiceField(
        label=_("Your decision"),
        choices=[("approve", _("Approve")), ("reject", _("Reject"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether you approve")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def propose_role(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Ask a second person to approve a role for a colleague."""
    actor = actor_of(request)
    found = queries.colleague(actor, account_id=account_id)
    form = bind(request, RoleForm, actor=actor)
    if submitted(request, form):
        values = dict(form.cleaned_data)
        place = values.pop("place_id")
        place_id = UUID(place) if place else None
        done = call(request, acts.propose_duty, form, account_id=account_id, place_id=place_id, **values)
        if done:
            say = _("A second person has been asked. Nothing has changed yet.")
            return see_other("web:colleague", account_id, request=request, say=say)
    return page(request, "web/accounts/role.html", {"form": form, "who": found})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def propose_reset(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Ask a second person to approve the reset of a lost second factor."""
    found = queries.colleague(actor_of(request), account_id=account_id)
    form = bind(request, ReasonForm)
    if submitted(request, form):
        done = call(request, acts.propose_second_factor_reset, form, account_id=account_id, **form.cleaned_data)
        if done:
            say = _("A second person has been asked. Nothing has changed yet.")
            return see_other("web:colleague", account_id, request=request, say=say)
    confirm = Confirm(
        _("Ask for a reset of the second factor"),
        _("For a colleague who has lost the telephone or the key. Make sure in person that it is really them."),
        rows=[Row(_("Name"), found.full_name), Row(_("User name"), found.username)],
        consequences=[
            _("A second manager decides. Until then nothing changes."),
            _("After that the old second factor no longer works, and the person is told and signed out everywhere."),
        ],
        button=_("Ask a second person"),
        warning=False,
        cancel=reverse("web:colleague", args=[account_id]),
    )
    return page(request, "web/confirm.html", {"confirm": confirm, "form": form})


@require_http_methods(["GET", "HEAD"])
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """What waits for a second person, what was decided, and what one has asked oneself."""
    show = request.GET.get("show", "waiting")
    show = show if show in SHOWN else "waiting"
    found = queries.requests(actor_of(request), show=show, page=page_number(request))
    context = {
        "table": request_table(found.lines, named=True, empty=EMPTY[show]),
        "choices": [Choice(title, f"?show={name}", name == show, found.counts[name]) for name, title in SHOWN.items()],
        "pager": numbered(show, found.page, found.more),
    }
    return page(request, "web/accounts/requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def decide(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One request; those who may, decide."""
    found = queries.request(actor_of(request), request_id=request_id)
    form = bind(request, DecisionForm)
    if submitted(request, form):
        approve = form.cleaned_data["decision"] == "approve"
        if call(request, acts.decide_request, form, request_id=request_id, approve=approve):
            say = _("Approved. The person has been told and signed out everywhere.") if approve else _("Rejected.")
            return see_other("web:access_requests", request=request, say=say)
    rows = [
        Row(_("For"), [found.full_name, found.username]),
        Row(_("What is asked"), asked_words(found)),
        Row(_("Kind"), KINDS[found.kind]),
        Row(_("Reason"), found.reason),
        Row(_("Asked by"), found.requested_by),
        Row(_("Asked on"), found.requested_at),
        Row(_("State"), decision_tag(found)),
    ]
    if found.decided_at:
        rows += [Row(_("Decided by"), found.decided_by), Row(_("Decided on"), found.decided_at)]
    context = {
        "form": form,
        "rows": rows,
        "line": found,
        "why_not": WHY_NOT.get(found.why_not, ""),
        "can_decide": not found.why_not,
        "is_grant": found.kind == "grant",
        "href": reverse("web:machine" if found.is_machine else "web:colleague", args=[found.account_id]),
    }
    return page(request, "web/accounts/request.html", context)
