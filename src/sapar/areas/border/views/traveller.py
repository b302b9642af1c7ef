"""The traveller's own page on a phone: opened with passport number, date of birth and the slip's code.

The node keeps nothing of a visit but the entry of the ledger: who is reading stands, encrypted, in a cookie that lives a
quarter of an hour.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapar.areas.border import acts, queries
from sapar.areas.border import stay_words as words
from sapar.areas.border.access import TRAVELLER
from sapar.areas.border.acts.stays import code_digest, marks
from sapar.areas.border.forms.stays import AppealForm, AskForm, OpenStayForm, OwnRegistrationForm
from sapar.areas.border.models import StayExtension
from sapar.areas.border.queries.own_page import OwnStay, newest_code
from sapar.areas.border.rules import registration as rules
from sapar.areas.border.views.registration import decision_rows
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.procedures.moves import TimelineStep
from sapar.web import vault
from sapar.web.components import Event, Row, Tag
from sapar.web.pages import bind, call, page, see_other, submitted

COOKIE, USE, IDLE, PATH = "sapar_stay", "border.stay", 15 * 60, "/border/my-stay/"
WRONG = _("Number, date of birth or code is not right. Check all three, then try again.")
TOO_MANY = _("Too many attempts. Wait a quarter of an hour, then try again.")
ENDED = _("Your page was closed. Open it again with the code of your entry slip.")


@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest) -> HttpResponse:
    """Number, date of birth, code. Whatever is wrong, the answer is the same after the same work."""
    form = bind(request, OpenStayForm)
    status = None
    if submitted(request, form):
        data = form.cleaned_data
        tried = acts.open_stay(
            Actor.public(get_language() or "tk"),
            digest=code_digest(data["number"], data["birth_date"], data["code"]),
            marks=marks(data["number"], str(get_adapter().get_client_ip(request))),
        )
        if tried["person"]:
            response = see_other("border:my_stay_open")
            _remember(request, response, tried["person"], tried["code"])
            return response
        form.add_error(None, TOO_MANY if tried["limited"] else WRONG)
        status = 429 if tried["limited"] else None
    ended = ENDED if "ended" in request.GET and not form.is_bound else ""
    return page(request, "border/traveller_door.html", {"form": form, "ended": ended}, status=status)


def opened(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For pages behind the code: gives the view the holder, or sends back to the door."""

    @wraps(view)
    def wrapped(request: HttpRequest, **arguments: UUID) -> HttpResponse:
        if not request.COOKIES.get(COOKIE):
            return see_other("border:my_stay")
        kept = vault.unwrap(USE, request.COOKIES[COOKIE], max_age=IDLE)
        if not kept:
            return _close()
        holder = Actor.holder(UUID(kept["person"]), TRAVELLER, get_language() or "tk")
        with reading(holder):
            # A newer slip closes every page that an older one opened.
            current = newest_code(UUID(kept["person"]))
        if str(current) != kept["code"]:
            return _close()
        response = view(request, holder, **arguments)
        response["Cache-Control"] = "no-store"
        _remember(request, response, kept["person"], kept["code"])
        return response

    return wrapped


def _remember(request: HttpRequest, response: HttpResponse, person: str, code: str) -> None:
    response.set_cookie(
        COOKIE,
        vault.wrap(USE, {"person": person, "code": code}),
        max_age=IDLE,
        path=PATH,
        httponly=True,
        secure=request.is_secure(),
        samesite="Lax",
    )


def _close() -> HttpResponse:
    response = see_other("border:my_stay")
    response["Location"] += "?ended=1"
    response.delete_cookie(COOKIE, path=PATH)
    return response


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Close the page on this phone."""
    response = see_other("border:my_stay", request=request, say=_("Your page is closed on this phone."))
    response.delete_cookie(COOKIE, path=PATH)
    return response


@require_safe
@opened
def mine(request: HttpRequest, holder: Actor) -> HttpResponse:
    """How long the traveller may stay, where the stay is registered, requests and their answers."""
    found = queries.own_stay(holder)
    context = {
        "view": found,
        "verdict": words.standing_view(found.standing, own=True),
        "rows": _rows(found),
        "unverified": found.standing.unverified,
        "may_ask": found.standing.inside and found.standing.basis != "citizen",
        "requests": [_request(one, steps) for one, steps in found.extensions],
    }
    return page(request, "border/traveller_mine.html", context, actor=holder)


def _rows(found: OwnStay) -> list[Row]:
    standing = found.standing
    here = next((line for line in found.lines if line.outcome == "inside"), None)
    rows = [Row(_("Entered"), standing.entry_on, hint=here.entry_post if here else "")] if here else []
    if standing.basis != "citizen":
        rows.append(Row(_("By which rule"), words.basis_text(standing)))
        rows += [Row(words.limit_text(use.limit), words.use_text(use)) for use in standing.uses]
    if found.register_by is not None:
        if found.registrations:
            newest = found.registrations[-1]
            rows.append(Row(_("Registration"), [Tag(_("Registered"), "green"), newest.reference, newest.address]))
        else:
            tag = Tag(_("Not registered"), "orange" if found.register_by < clock.today() else "blue")
            rows.append(Row(_("Registration"), [tag, _("Term: %(day)s") % {"day": words.day_text(found.register_by)}]))
    return rows


def _request(one: StayExtension, steps: list[TimelineStep]) -> dict[str, object]:
    refused = one.decided_at is not None and one.granted_until is None
    in_time = one.decided_at is not None and clock.today() <= rules.appeal_until(clock.day_of(one.decided_at))
    return {
        "one": one,
        "rows": [
            Row(_("Asked until"), one.asked_until),
            *decision_rows(one.granted_until, one.reasons, one.decision),
            *([Row(_("Answer to the appeal"), one.answer)] if one.answer else []),
        ],
        "events": [Event(str(step.title), step.at) for step in steps],
        "may_appeal": refused and in_time and one.appealed_at is None,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@opened
def register(request: HttpRequest, holder: Actor) -> HttpResponse:
    """Say where one stays."""
    form = bind(request, OwnRegistrationForm, initial={"stays_from": clock.today()})
    if submitted(request, form) and call(request, acts.register_own_stay, form, actor=holder, **form.cleaned_data):
        return see_other("border:my_stay_open", request=request, say=_("Your stay is registered."))
    return page(request, "border/traveller_form.html", {"form": form, "kind": "register"}, actor=holder)


@require_http_methods(["GET", "HEAD", "POST"])
@opened
def ask(request: HttpRequest, holder: Actor) -> HttpResponse:
    """Ask to stay longer."""
    form = bind(request, AskForm)
    if submitted(request, form) and call(request, acts.ask_extension, form, actor=holder, **form.cleaned_data):
        return see_other("border:my_stay_open", request=request, say=_("Your request is with the migration service."))
    return page(request, "border/traveller_form.html", {"form": form, "kind": "ask"}, actor=holder)


@require_http_methods(["GET", "HEAD", "POST"])
@opened
def appeal(request: HttpRequest, holder: Actor, extension_id: UUID) -> HttpResponse:
    """Appeal against a refusal."""
    form = bind(request, AppealForm)
    if submitted(request, form) and call(
        request, acts.appeal_extension, form, actor=holder, extension_id=extension_id, **form.cleaned_data
    ):
        return see_other("border:my_stay_open", request=request, say=_("Your appeal is with the migration service."))
    return page(request, "border/traveller_form.html", {"form": form, "kind": "appeal"}, actor=holder)
