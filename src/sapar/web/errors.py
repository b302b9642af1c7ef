"""Error pages: what happened, whether anything was saved, what to do now. No personal data, no technical words.

The handlers are named in the node's ``urls.py``; ``CSRF_FAILURE_VIEW`` is ``sapar.web.errors.csrf_failure``.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from sapar.kernel.errors import (
    Conflict,
    Gone,
    Invalid,
    NotFound,
    NotPermitted,
    SaparError,
    SecondFactorNeeded,
    TooMany,
    Unavailable,
)
from sapar.web import kept
from sapar.web.components import Text
from sapar.web.context import Shell
from sapar.web.language import language_of


@dataclass(frozen=True)
class Words:
    """An error page's heading and advice."""

    title: Text
    advice: Text


WORDS = {
    400: Words(_("The request could not be understood"), _("Go back, check what you entered, and send it again.")),
    403: Words(
        _("You may not see or do this"),
        _(
            "Your present duty does not permit it. If you have another duty, change to it. The attempt has been recorded."
        ),
    ),
    404: Words(
        _("Page not found"),
        _("Check the address, or start from the first page. If you came by a link, the page may have been moved."),
    ),
    409: Words(
        _("Somebody or something was first"),
        _("Nothing was changed by you just now. Look at the present state, then decide again."),
    ),
    410: Words(_("This record has been erased"), _("The law limits how long records are kept. This one is gone.")),
    429: Words(_("Too many attempts"), _("Wait a few minutes, then try again.")),
    500: Words(
        _("Something went wrong here"),
        _("It is our mistake, not yours. What you were doing may not have been saved: look before you send it again."),
    ),
    503: Words(
        _("The service is not available right now"),
        _("Nothing is lost that was saved before. Try again in a few minutes; you need not sign in anew."),
    ),
}
STATUS: tuple[tuple[type[SaparError], int], ...] = (
    (NotPermitted, 403),
    (NotFound, 404),
    (Gone, 410),
    (Conflict, 409),
    (TooMany, 429),
    (Unavailable, 503),
    (Invalid, 400),
)
RETRY_AFTER = {429: "300", 503: "30"}


def status_of(error: SaparError) -> int:
    """The HTTP status of a refusal."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), 400)


def error_page(request: HttpRequest, status: int, message: Text = "", title: Text = "") -> HttpResponse:
    """A whole page for an error; falls back to a page without menu when the database cannot be asked."""
    words = WORDS[status]
    context = {"status": status, "title": title or words.title, "message": message, "advice": words.advice}
    try:
        shell = Shell(request, safe=status >= 500 or bool(getattr(request, "sapar_safe", False)))
        body = render_to_string("web/errors/page.html", {**context, "shell": shell})
    except (DatabaseError, InterfaceError):
        body = render_to_string("web/errors/page.html", {**context, "shell": Shell(request, safe=True)})
    response = HttpResponse(body, status=status)
    response["Cache-Control"] = "no-store"
    if status in RETRY_AFTER:
        response["Retry-After"] = RETRY_AFTER[status]
    return response


def respond(request: HttpRequest, error: SaparError) -> HttpResponse:
    """The page for a refusal that no view has handled. Sends people to sign in where that is what is missing."""
    if isinstance(error, SecondFactorNeeded):
        return to_second_factor(request)
    if isinstance(error, NotPermitted):
        user = getattr(request, "user", None)
        if user is None or not user.is_authenticated:
            return to_sign_in(request)
        if getattr(request, "needs_second_factor", False):
            return to_second_factor(request)
    return error_page(request, status_of(error), error.message)


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back here; typed text is kept on the way."""
    return _detour(request, reverse("account_login"))


def to_second_factor(request: HttpRequest) -> HttpResponse:
    """To the second factor (to confirm it, or to set one up) and back here; typed text is kept on the way."""
    return _detour(request, second_factor_address(request))


def second_factor_address(request: HttpRequest) -> str:
    """Where the reader confirms the second factor that they have: a code, else a passkey; without one, sets one up."""
    from allauth.mfa.models import Authenticator

    user = request.user
    has = (
        set(Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True))
        if user.is_authenticated
        else ()
    )
    if Authenticator.Type.TOTP in has:
        return reverse("mfa_reauthenticate")
    return reverse("mfa_reauthenticate_webauthn" if Authenticator.Type.WEBAUTHN in has else "web:second_factor")


def _detour(request: HttpRequest, address: str) -> HttpResponse:
    here = request.get_full_path() if request.method in ("GET", "HEAD") else f"{request.path}?{kept.AGAIN}=1"
    target = f"{address}?{urlencode({'next': here})}"
    response: HttpResponse
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204, headers={"HX-Redirect": target})
    else:
        response = HttpResponseRedirect(target)
    kept.keep(request, response)
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 when it was the database that could not be reached."""
    request.sapar_safe = True  # type: ignore[attr-defined]
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    # The mistake may have come before the language was known.
    with translation.override(language_of(request, ask_account=False)):
        return error_page(request, 503 if away else 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A page that was open while its session changed. Sent by our own page, its text is kept and shown again."""
    if _from_here(request):
        response = HttpResponseRedirect(request.path)
        if kept.keep(request, response):
            return response
    return error_page(
        request,
        403,
        _("Nothing has been saved. Open the page again and send it once more."),
        _("This page was open for too long"),
    )


def _from_here(request: HttpRequest) -> bool:
    source = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return bool(source) and urlsplit(source).netloc == request.get_host()
