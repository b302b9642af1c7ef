"""The worker's own page on a phone: opened by reference and code, closed after a quarter of an hour without use."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapar.areas.labour import acts, procedures, queries, rules
from sapar.areas.labour.access import WORKER
from sapar.areas.labour.acts.records import pepper
from sapar.areas.labour.forms import ComplainForm, OpenForm
from sapar.areas.labour.queries.worker import MyPage, newest_code
from sapar.areas.labour.views import sheet, words
from sapar.kernel.access import registry
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.documents.render import qr_svg
from sapar.web.components import Row, VerdictView
from sapar.web.pages import bind, call, page, see_other, submitted

KEY = "labour_worker"
IDLE = 15 * 60
WRONG = _("Reference or code is not right. Check both, then try again.")
TOO_MANY = _("Too many attempts. Wait a quarter of an hour, then try again.")
ENDED = _("Your page was closed. Open it again with your reference and code.")


@require_http_methods(["GET", "HEAD", "POST"])
def permit(request: HttpRequest) -> HttpResponse:
    """Reference and code. A wrong reference and a wrong code get the same answer after the same work."""
    form = bind(request, OpenForm)
    status = None
    if submitted(request, form):
        typed, secret = form.cleaned_data["reference"], pepper()
        reference = rules.read_reference(typed) or typed.strip().upper()[:20]
        tried = acts.open_page(
            Actor.public(get_language() or "tk"),
            reference=reference,
            digest=rules.code_digest(reference, form.cleaned_data["code"], secret),
            marks=rules.marks(reference, get_adapter().get_client_ip(request), secret),
        )
        if tried["application"]:
            request.session.cycle_key()
            request.session[KEY] = {"application": tried["application"], "code": tried["code"], "seen": time.time()}
            return see_other("labour:mine")
        form.add_error(None, TOO_MANY if tried["limited"] else WRONG)
        status = 429 if tried["limited"] else None
    ended = "ended" in request.GET and not form.is_bound
    return page(request, "labour/permit.html", {"form": form, "ended": ENDED if ended else ""}, status=status)


def opened(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For pages behind the code: gives the view the holder, or sends back to the code."""

    @wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponse:
        kept = request.session.get(KEY)
        if not kept:
            return see_other("labour:permit")
        if time.time() - kept["seen"] > IDLE:
            return close(request)
        holder = Actor.holder(UUID(kept["application"]), WORKER, get_language() or "tk")
        with reading(holder):
            # A newer code closes every page that an older one opened.
            current = newest_code(UUID(kept["application"]))
        if str(current) != kept["code"]:
            return close(request)
        request.session[KEY] = {**kept, "seen": time.time()}
        response = view(request, holder)
        response["Cache-Control"] = "no-store"
        return response

    return wrapped


def close(request: HttpRequest) -> HttpResponse:
    """Forget who this was and ask for the code again."""
    request.session.pop(KEY, None)
    response = see_other("labour:permit")
    response["Location"] += "?ended=1"
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Close the page."""
    request.session.pop(KEY, None)
    request.session.cycle_key()
    return see_other("labour:permit", request=request, say=_("Your page is closed on this phone."))


@require_safe
@opened
def mine(request: HttpRequest, holder: Actor) -> HttpResponse:
    """The permit, who has looked, complaints."""
    found = queries.my_page(holder)
    context = {
        "view": found,
        "verdict": _verdict(found),
        "rows": _rows(found, holder.language),
        "qr": base64.b64encode(qr_svg(found.token)).decode() if found.token else "",
        "events": words.events(found.steps),
        "looked": _looked(found, holder.language),
        "complaints": [(words.title_of(procedures.COMPLAINT_KINDS, one.kind), one) for one in found.complaints],
        "kinds": procedures.COMPLAINT_KINDS.values(),
    }
    return page(request, "labour/mine.html", context, actor=holder)


def _verdict(found: MyPage) -> VerdictView:
    permit = found.permit
    if permit is not None and found.state.name == "granted":
        last = date_format(permit.valid_until)
        return VerdictView("green", _("Your work permit is valid until %(day)s") % {"day": last})
    return VerdictView("red" if found.state.name == "revoked" else "grey", found.state.plain)


def _rows(found: MyPage, language: str) -> list[Row]:
    application, permit = found.application, found.permit
    return [
        Row(_("Name"), queries.full_name(application)),
        Row(_("Employer"), found.employer.name(language)),
        Row(_("Post"), application.post),
        Row(_("Wage a month, before deductions"), words.wage(application)),
        Row(_("Place of work"), application.place_of_work),
        Row(_("Valid"), words.period(permit.valid_from, permit.valid_until) if permit else None),
        Row(_("Number"), application.reference),
    ]


@dataclass(frozen=True)
class Who:
    """One line of who has looked: institution, role, purpose, and the days, newest first."""

    institution: str
    role: object
    purpose: object
    days: list[date]


def _looked(found: MyPage, language: str) -> list[Who]:
    roles, purposes = registry.roles(), registry.purposes()
    lines: dict[tuple[UUID | None, str, str], Who] = {}
    for one in found.looked:
        institution = found.institutions.get(one.institution_id) if one.institution_id else None
        who = institution.name(language) if institution else str(_("The system itself"))
        role = roles[one.role].title if one.role in roles else one.role
        line = Who(who, role, purposes[one.purpose].title, [])
        lines.setdefault((one.institution_id, one.role, one.purpose), line).days.append(one.day)
    return list(lines.values())


@require_safe
@opened
def mine_pdf(request: HttpRequest, holder: Actor) -> HttpResponse:
    """The permit as a PDF."""
    return sheet.answer(queries.my_permit_sheet(holder))


@require_http_methods(["GET", "HEAD", "POST"])
@opened
def complain(request: HttpRequest, holder: Actor) -> HttpResponse:
    """Tell the migration service."""
    asked = request.GET.get("kind", "")
    form = bind(request, ComplainForm, initial={"kind": asked if asked in procedures.COMPLAINT_KINDS else ""})
    if submitted(request, form) and call(request, acts.complain, form, actor=holder, **form.cleaned_data):
        said = _(
            "The migration service has your complaint. Your employer does not see it. The answer comes to this page."
        )
        return see_other("labour:mine", request=request, say=said)
    return page(request, "labour/complain.html", {"form": form}, actor=holder)
