"""The applicant's pages, on a phone and without an account: opened by reference and code, closed after half an hour without
use. Every answer is saved when its page is sent, so nothing that was typed is lost."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapar.areas.border import demo_visas, procedures
from sapar.areas.border.access import VISA_APPLICANT
from sapar.areas.border.acts import visas as acts
from sapar.areas.border.acts.visa_records import pepper
from sapar.areas.border.forms import visas as forms
from sapar.areas.border.queries import visas as queries
from sapar.areas.border.queries.visas import MyVisa
from sapar.areas.border.rules import visas as rules
from sapar.areas.border.views import visa_sheet, visa_words
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.documents.render import qr_svg
from sapar.kernel.errors import NotFound
from sapar.methods import codes
from sapar.standards.countries import state_code
from sapar.standards.mrz import parse
from sapar.web.components import Confirm, Row, Tag, Task, Text
from sapar.web.pages import bind, call, page, see_other, submitted
from sapar.web.views import UNPROCESSABLE

KEY = "border_visa"
IDLE = 30 * 60
WRONG = _("Reference or code is not right. Check both, then try again.")
TOO_MANY = _("Too many attempts. Wait a quarter of an hour, then try again.")
ENDED = _("Your page was closed. Open it again with your reference and code.")
SENT = _("Your wish was sent. Until it is decided your visa holds as it is.")
DONE, TO_DO = Tag(_("Done"), "green"), Tag(_("To do"), "blue")
QR_VERSION, QR_ERROR = 30, "l"
View = Callable[..., HttpResponse]


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """What a visa needs, and the button that begins. The code is shown once, on the page that follows."""
    if request.method != "POST":
        return page(request, "border/visas_start.html", {"papers": procedures.VISA_PAPERS.values()})
    reference = rules.reference_from(secrets.randbits(codes.REFERENCE_BITS))
    code = codes.code_from(secrets.randbits(codes.CODE_BITS))
    digest = rules.code_digest(reference, code, pepper())
    made = acts.visa_start(
        Actor.public(get_language() or "en"),
        reference=reference,
        digest=digest,
        address_mark=_mark(f"start:{get_adapter().get_client_ip(request)}"),
        language=get_language() or "en",
    )
    _enter(request, str(made.pk), digest)
    response = page(request, "border/visas_code.html", {"reference": reference, "code": code})
    response["Cache-Control"] = "no-store"
    return response


def _mark(value: str) -> str:
    return hmac.new(pepper(), value.encode(), hashlib.sha256).hexdigest()


def _enter(request: HttpRequest, application: str, digest: str) -> None:
    request.session.cycle_key()
    request.session[KEY] = {"application": application, "seen": time.time(), "code": _mark(digest)}


@require_http_methods(["GET", "HEAD", "POST"])
def open_page(request: HttpRequest) -> HttpResponse:
    """Reference and code. A wrong reference and a wrong code get the same answer after the same work."""
    form = bind(request, forms.OpenForm)
    status = None
    if submitted(request, form):
        typed, secret = form.cleaned_data["reference"], pepper()
        reference = rules.read_reference(typed) or typed.strip().upper()[:20]
        digest = rules.code_digest(reference, form.cleaned_data["code"], secret)
        tried = acts.visa_open(
            Actor.public(get_language() or "en"),
            reference=reference,
            digest=digest,
            marks=rules.marks(reference, str(get_adapter().get_client_ip(request)), secret),
        )
        if tried["application"]:
            _enter(request, tried["application"], digest)
            return see_other("border:visa_mine")
        form.add_error(None, TOO_MANY if tried["limited"] else WRONG)
        status = 429 if tried["limited"] else None
    ended = ENDED if "ended" in request.GET and not form.is_bound else ""
    context = {"form": form, "ended": ended, "sample": demo_visas.SAMPLE if settings.SAPAR_DEMO else None}
    return page(request, "border/visas_open.html", context, status=status)


def opened(view: View) -> View:
    """For pages behind the code: gives the view the holder and their record, or sends back to the code."""

    @wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponse:
        kept = request.session.get(KEY)
        if not kept:
            return see_other("border:visa_open")
        if time.time() - kept["seen"] > IDLE:
            return close(request)
        holder = Actor.holder(UUID(kept["application"]), VISA_APPLICANT, get_language() or "en")
        try:
            found = queries.visa_mine(holder)
        except NotFound:
            return close(request)
        if kept.get("code") != _mark(found.application.code_digest):
            return close(request)  # a new code was sent since
        request.session[KEY] = {**kept, "seen": time.time()}
        response = view(request, holder, found)
        response["Cache-Control"] = "no-store"
        return response

    return wrapped


def close(request: HttpRequest) -> HttpResponse:
    """Forget who this was and ask for the code again."""
    request.session.pop(KEY, None)
    response = see_other("border:visa_open")
    response["Location"] += "?ended=1"
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Close the page on this device."""
    request.session.pop(KEY, None)
    request.session.cycle_key()
    return see_other("border:visa_open", request=request, say=_("Your page is closed on this device."))


@require_safe
@opened
def mine(request: HttpRequest, holder: Actor, found: MyVisa) -> HttpResponse:
    """A draft as a list of tasks; an application that was sent as its way so far; a visa with its seal."""
    context: dict[str, Any] = {"view": found, "reference": found.application.reference}
    if found.editable:
        context["tasks"] = _tasks(found)
    if found.case is None or found.state is None:
        return page(request, "border/visas_draft.html", context, actor=holder)
    context |= {
        "verdict": visa_words.verdict(found),
        "rows": visa_words.visa_rows(found) if found.visa else visa_words.trip_rows(found.application),
        "events": visa_words.events(found.steps),
        "reasons": [procedures.VISA_REFUSALS[code].title for code in found.application.refusal_reasons],
        "holds": found.state.name in rules.HOLDING,
        "qr": base64.b64encode(qr_svg(found.token, QR_VERSION, QR_ERROR)).decode() if found.token else "",
        "back": found.steps[-1].reason if found.state.name == "returned" and found.steps else "",
    }
    return page(request, "border/visas_mine.html", context, actor=holder)


def _tasks(found: MyVisa) -> list[Task]:
    lacking = {fault.part for fault in found.faults}
    ready = not found.faults
    parts: tuple[tuple[Text, str], ...] = (
        (_("Your passport"), "passport"),
        (_("Your journey"), "trip"),
        (_("Who invites you"), "inviter"),
        (_("Photograph and passport page"), "papers"),
    )
    tasks = [Task(title, TO_DO if part in lacking else DONE, reverse(f"border:visa_{part}")) for title, part in parts]
    last = reverse("border:visa_check") if ready else ""
    return [*tasks, Task(_("Check and send"), TO_DO if ready else Tag(_("Not yet"), "grey"), last)]


def _next(found: MyVisa, part: str) -> str:
    """After a page was saved: the next one that lacks something, in order; else the list of tasks."""
    order = ("passport", "trip", "inviter", "papers")
    lacking = {fault.part for fault in found.faults}
    rest = (one for one in order[order.index(part) + 1 :] if one in lacking)
    return next((f"border:visa_{one}" for one in rest), "border:visa_mine")


@require_http_methods(["GET", "HEAD", "POST"])
@opened
def passport(request: HttpRequest, holder: Actor, found: MyVisa) -> HttpResponse:
    """The passport: typed, or read from its machine-readable lines by the “Read” button."""
    one = found.application
    names = (
        "primary",
        "secondary",
        "birth_date",
        "sex",
        "nationality",
        "issuer",
        "number",
        "document_expires_on",
        "mrz",
    )
    initial = {name: getattr(one, name) for name in names}
    if request.method == "POST" and "read" in request.POST:
        return _read(request, holder, initial)
    form = bind(request, forms.PassportForm, initial=initial)
    if submitted(request, form) and call(request, acts.visa_passport, form, actor=holder, **form.cleaned_data):
        return see_other(_next(found, "passport"))
    context = {"form": form, "lines": forms.MrzForm(initial={"mrz": one.mrz})}
    return page(request, "border/visas_passport.html", context, actor=holder)


def _read(request: HttpRequest, holder: Actor, initial: dict[str, Any]) -> HttpResponse:
    """Fill the form from the lines, or say where their mistake is. What was typed below the lines before stays."""
    lines = forms.MrzForm(request.POST)
    lines.is_valid()
    text = lines.cleaned_data.get("mrz", "")
    typed = {name: request.POST[name] for name in initial if request.POST.get(name) and name != "mrz"}
    initial |= typed
    said: Text = ""
    if text:
        read = parse(text, clock.today())
        for issue in read.errors:
            lines.add_error("mrz", visa_words.mrz_words(issue))
        if read.valid:
            said = _("The form was filled from the passport. Compare it, then continue.")
            whole = read.expiry_date if read.expiry_date and len(read.expiry_date) == 10 else None
            initial |= {
                "primary": read.primary,
                "secondary": read.secondary,
                "birth_date": read.birth_date or "",
                "sex": read.sex,
                "nationality": state_code(read.nationality),
                "issuer": state_code(read.issuer),
                "number": read.number,
                "document_expires_on": whole,
                "mrz": read.text,
            }
    context = {"form": forms.PassportForm(initial=initial), "lines": lines, "said": said}
    return page(
        request, "border/visas_passport.html", context, status=UNPROCESSABLE if lines.errors else None, actor=holder
    )


@require_http_methods(["GET", "HEAD", "POST"])
@opened
def trip(request: HttpRequest, holder: Actor, found: MyVisa) -> HttpResponse:
    """The journey."""
    names = ("purpose", "arrives_on", "leaves_on", "entries", "stays_at", "email", "phone")
    initial = {name: getattr(found.application, name) for name in names}
    form = bind(request, forms.TripForm, initial=initial)
    if submitted(request, form) and call(request, acts.visa_trip, form, actor=holder, **form.cleaned_data):
        return see_other(_next(found, "trip"))
    context = {"form": form, "title": _("Your journey"), "unverified": True}
    return page(request, "border/visas_form.html", context, actor=holder)


@require_http_methods(["GET", "HEAD", "POST"])
@opened
def inviter(request: HttpRequest, holder: Actor, found: MyVisa) -> HttpResponse:
    """Who invites."""
    names = {
        "kind": "kind",
        "name": "name",
        "register_number": "register",
        "reference": "reference",
        "contact": "contact",
    }
    initial = {field: getattr(found.application, f"inviter_{name}") for field, name in names.items()}
    form = bind(request, forms.InviterForm, initial=initial)
    if submitted(request, form) and call(request, acts.visa_inviter, form, actor=holder, **form.cleaned_data):
        return see_other(_next(found, "inviter"))
    context = {"form": form, "title": _("Who invites you")}
    return page(request, "border/visas_form.html", context, actor=holder)


@require_http_methods(["GET", "HEAD", "POST"])
@opened
def papers(request: HttpRequest, holder: Actor, found: MyVisa) -> HttpResponse:
    """Add files, one after the other."""
    present = {paper.kind for paper in found.papers}
    wanted = next(
        (kind for kind, item in procedures.VISA_PAPERS.items() if item.required and kind not in present), "other"
    )
    form = bind(request, forms.PaperForm, initial={"kind": wanted})
    if submitted(request, form):
        upload = form.cleaned_data["content"]
        kind = form.cleaned_data["kind"]
        if call(
            request,
            acts.visa_attach,
            form,
            actor=holder,
            kind=kind,
            content=upload.read(),
            filename=upload.name or kind,
        ):
            return see_other("border:visa_papers", request=request, say=_("The document was added."))
    needed = [(item, kind in present) for kind, item in procedures.VISA_PAPERS.items()]
    lines = [(procedures.VISA_PAPERS[paper.kind].title, paper) for paper in found.papers]
    context = {"form": form, "needed": needed, "lines": lines, "complete": wanted == "other"}
    return page(request, "border/visas_papers.html", context, actor=holder)


@require_http_methods(["GET", "HEAD", "POST"])
@opened
def check(request: HttpRequest, holder: Actor, found: MyVisa) -> HttpResponse:
    """Everything on one page, and the button that sends it."""
    if not found.editable:
        return see_other("border:visa_mine")
    form = bind(request, forms.ConfirmForm)
    if submitted(request, form) and call(request, acts.visa_submit, form, actor=holder, **form.cleaned_data):
        return see_other("border:visa_mine", request=request, say=_("Your application was sent."))
    change = {part: reverse(f"border:visa_{part}") for part in ("passport", "trip", "inviter", "papers")}
    asked = {
        name: field.label
        for asking in (forms.PassportForm, forms.TripForm, forms.InviterForm)
        for name, field in asking.base_fields.items()
    }
    context = {
        "form": form,
        "parts": visa_words.answers(found, change),
        "deadline": procedures.VISA.deadline,
        "faults": [(asked.get(fault.field, ""), fault.message, change[fault.part]) for fault in found.faults],
    }
    return page(request, "border/visas_check.html", context, actor=holder)


@require_http_methods(["GET", "HEAD", "POST"])
@opened
def withdraw(request: HttpRequest, holder: Actor, found: MyVisa) -> HttpResponse:
    """Take the application back."""
    if request.method == "POST":
        call(request, acts.visa_withdraw, actor=holder)
        return see_other("border:visa_mine", request=request, say=_("Your application was withdrawn."))
    confirm = Confirm(
        _("Withdraw your application"),
        rows=[Row(_("Reference"), found.application.reference)],
        consequences=[
            _("Nobody decides on it any more. You can apply anew; a fee that was paid is not paid back here.")
        ],
        button=_("Withdraw"),
        cancel=reverse("border:visa_mine"),
    )
    return page(request, "web/confirm.html", {"confirm": confirm}, actor=holder)


@require_http_methods(["GET", "HEAD", "POST"])
@opened
def appeal(request: HttpRequest, holder: Actor, found: MyVisa) -> HttpResponse:
    """Appeal against a refusal."""
    form = bind(request, forms.WhyForm)
    if submitted(request, form) and call(request, acts.visa_appeal, form, actor=holder, **form.cleaned_data):
        return see_other(
            "border:visa_mine", request=request, say=_("Your appeal was sent. Another person decides on it.")
        )
    context = {"form": form, "title": _("Appeal against the refusal"), "button": _("Send the appeal")}
    return page(request, "border/visas_form.html", context, actor=holder)


@require_http_methods(["GET", "HEAD", "POST"])
@opened
def extension(request: HttpRequest, holder: Actor, found: MyVisa) -> HttpResponse:
    """Ask for more time."""
    if found.visa is None:
        return see_other("border:visa_mine")
    form = bind(request, forms.ExtensionForm)
    if submitted(request, form) and call(request, acts.visa_ask_extension, form, actor=holder, **form.cleaned_data):
        return see_other(
            "border:visa_mine",
            request=request,
            say=SENT,
        )
    context = {"form": form, "title": _("Ask for an extension"), "button": _("Send")}
    return page(request, "border/visas_form.html", context, actor=holder)


@require_safe
@opened
def pdf(request: HttpRequest, holder: Actor, found: MyVisa) -> HttpResponse:
    """The visa as a PDF."""
    return visa_sheet.answer(queries.visa_my_sheet(holder))
