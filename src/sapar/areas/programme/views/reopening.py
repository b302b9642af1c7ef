"""The pages that lead back: withdrawing one's own proposal, reopening what was agreed and is not signed by both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from sapar.areas.programme import acts
from sapar.areas.programme.access import LEADERS, SIGNERS
from sapar.areas.programme.acts.reopening import WITHDRAW
from sapar.areas.programme.forms.meetings import WhyForm
from sapar.areas.programme.models import MinutesVersion, Version
from sapar.areas.programme.queries import minutes as minutes_queries
from sapar.areas.programme.queries import plans as queries
from sapar.areas.programme.views import meeting_words
from sapar.areas.programme.views import plan_words as words
from sapar.kernel.access.actor import Actor
from sapar.web.components import Confirm, Link, Row
from sapar.web.pages import bind, call, page, see_other, signed_in, submitted
from sapar.web.views import actor_of

BOTH = require_http_methods(["GET", "HEAD", "POST"])
REOPENED = ("agreed", "state_signed", "iom_signed")
TAKEN_BACK = _("It was withdrawn or reopened: nobody can accept or sign it any more.")
KEPT = _("The version stays readable as it is, with the signatures that it has; nobody can sign it any more.")
ANEW = _("Each side can change its text and propose it; both sides sign the next version anew.")
SEEN = _("The other side has read it and can go on reading it; it cannot accept it any more.")
# What is taken back → question, consequences, button, what is said when it is done.
PLAN_WORDS: dict[str, tuple[Any, list[Any], Any, Any]] = {
    "reopen": (
        _("Reopen the agreement on this version?"),
        [KEPT, ANEW],
        _("Reopen the agreement"),
        _("The agreement is open again."),
    ),
    "withdraw": (
        _("Withdraw your side's proposal?"),
        [SEEN],
        _("Withdraw the proposal"),
        _("The proposal was withdrawn."),
    ),
}
MINUTES_WORDS: dict[str, tuple[Any, list[Any], Any, Any]] = {
    "reopen": (
        _("Reopen these minutes?"),
        [KEPT, ANEW],
        _("Reopen the minutes"),
        _("The minutes are open again."),
    ),
    "withdraw": PLAN_WORDS["withdraw"],
}


def plan_way_back(actor: Actor, side: str, state: str, agreed_id: UUID | None, newest_id: UUID | None) -> Link | None:
    """The button that leads back from where the agreement on a plan stands, for those who may."""
    what, version_id = _open_way(actor, side, state, agreed_id, newest_id)
    return Link(PLAN_WORDS[what][2], reverse(f"programme:{what}", args=[version_id])) if version_id else None


def minutes_way_back(
    actor: Actor, side: str, state: str, agreed_id: UUID | None, newest_id: UUID | None
) -> Link | None:
    """The same for minutes."""
    what, version_id = _open_way(actor, side, state, agreed_id, newest_id)
    return Link(MINUTES_WORDS[what][2], reverse(f"programme:{what}_minutes", args=[version_id])) if version_id else None


def taken_back(state: str, newest: Version | MinutesVersion) -> bool:
    """Whether the newest version does not stand any more, though nobody proposed another one."""
    return state in ("drafting", "held") and newest.in_force_at is None


def _open_way(
    actor: Actor, side: str, state: str, agreed_id: UUID | None, newest_id: UUID | None
) -> tuple[str, UUID | None]:
    if side and state in REOPENED and actor.role in (*LEADERS, *SIGNERS):
        return "reopen", agreed_id
    if side and (actor.role, state) in WITHDRAW:
        return "withdraw", newest_id
    return "", None


@BOTH
@signed_in
def reopen(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Reopen the agreement on a version of a plan."""
    return _plan(request, version_id, "reopen", acts.reopen)


@BOTH
@signed_in
def withdraw(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Withdraw one's own proposal of a plan."""
    return _plan(request, version_id, "withdraw", acts.withdraw)


@BOTH
@signed_in
def reopen_minutes(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Reopen minutes that were agreed."""
    return _minutes(request, version_id, "reopen", acts.reopen_minutes)


@BOTH
@signed_in
def withdraw_minutes(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Withdraw one's own proposal of minutes."""
    return _minutes(request, version_id, "withdraw", acts.withdraw_minutes)


def _plan(request: HttpRequest, version_id: UUID, what: str, act: Callable[..., Any]) -> HttpResponse:
    view = queries.version(actor_of(request), version_id)
    signed = [words.signed(one.name, one.at) for one in view.signatures]
    rows = [
        Row(_("Joint plan"), view.plan.reference),
        Row(_("Version"), str(view.version.number)),
        Row(_("Signed"), signed or _("not signed")),
    ]
    back = reverse("programme:version", args=[version_id])
    return _ask(request, version_id, act, PLAN_WORDS[what], rows, back, ("programme:plan", view.plan.pk))


def _minutes(request: HttpRequest, version_id: UUID, what: str, act: Callable[..., Any]) -> HttpResponse:
    view = minutes_queries.protocol(actor_of(request), version_id=version_id)
    signed = [meeting_words.signed(one) for one in view.signatures]
    rows = [
        Row(_("Meeting"), view.meeting.reference),
        Row(_("Version"), str(view.version.number)),
        Row(_("Signed"), signed or _("not signed")),
    ]
    back = reverse("programme:protocol", args=[version_id])
    return _ask(request, version_id, act, MINUTES_WORDS[what], rows, back, ("programme:meeting", view.meeting.pk))


def _ask(
    request: HttpRequest,
    version_id: UUID,
    act: Callable[..., Any],
    said: tuple[Any, list[Any], Any, Any],
    rows: list[Row],
    back: str,
    then: tuple[str, UUID],
) -> HttpResponse:
    question, consequences, button, done = said
    form = bind(request, WhyForm)
    if submitted(request, form) and call(request, act, form, version_id=version_id, **form.cleaned_data):
        return see_other(then[0], then[1], request=request, say=done)
    confirm = Confirm(question, rows=rows, consequences=consequences, button=button, cancel=back)
    return page(request, "web/confirm.html", {"confirm": confirm, "form": form})
