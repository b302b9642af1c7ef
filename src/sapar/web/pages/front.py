"""The first page and the language switch."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from sapar.web import nav
from sapar.web.pages.desk import waiting
from sapar.web.views import actor_of, page


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Signed out: what this is and the big entries. Signed in: what waits for me, and where I can go."""
    actor = actor_of(request)
    tiles = [entry for entry in nav.entries_for(actor) if entry.tile]
    if not actor.signed_in:
        user = request.user
        return page(
            request,
            "web/pages/front.html",
            {"tiles": tiles, "no_duty": user.is_authenticated, "needs_second_factor": request.needs_second_factor},  # type: ignore[attr-defined]
        )
    return page(request, "web/pages/home.html", {"tiles": tiles, "work": waiting(actor, limit=10)})


@require_safe
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Remember the language in this browser and go back."""
    if code not in dict(settings.LANGUAGES):
        raise Http404
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=request.is_secure(),
        samesite="Lax",
        httponly=True,
    )
    return response
