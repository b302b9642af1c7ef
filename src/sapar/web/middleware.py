"""What happens to every request: whose turn it is, the language, refusals as pages, typed text that survives a new
sign-in."""

from __future__ import annotations

from collections.abc import Callable
from threading import BoundedSemaphore

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from sapar.kernel.errors import SaparError
from sapar.web import kept
from sapar.web.errors import error_page, respond
from sapar.web.language import language_of

Next = Callable[[HttpRequest], HttpResponse]


class TurnMiddleware:
    """People who sign in are served two at a time in a process, so that a rush at the door leaves those who work inside
    their share of it. Stands before anything that asks the database. When all threads but a reserve wait here, the next
    one is asked to come again (503).
    """

    SERVED, RESERVE = 2, 24

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self.turn = BoundedSemaphore(self.SERVED)
        self.room = BoundedSemaphore(max(settings.SAPAR_WEB_THREADS - self.RESERVE, self.SERVED))
        self.door = reverse("account_login")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path != self.door:
            return self.get_response(request)
        if not self.room.acquire(blocking=False):
            with translation.override(language_of(request, ask_account=False)):
                return error_page(request, 503)
        try:
            with self.turn:
                return self.get_response(request)
        finally:
            self.room.release()


class LanguageMiddleware:
    """The reader's language for the whole request. Stands after the authentication middleware."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


class ShellMiddleware:
    """Refusals become pages; a POST that meets the end of a session keeps its text. Stands last."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was = request.user.pk if self._has_session(request) and request.user.is_authenticated else None
        response = self.get_response(request)
        if self._has_session(request) and request.user.is_authenticated:
            kept.remember_who(request, response, request.user.pk)
        elif was is not None:
            kept.forget(request, response)
        elif request.method == "POST" and self._to_sign_in(response):
            kept.keep(request, response)
        if getattr(request, "kept_text_used", False):
            response.delete_cookie(kept.COOKIE, samesite="Lax")
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, SaparError):
            return respond(request, error)
        if isinstance(error, OperationalError | InterfaceError):
            request.sapar_safe = True  # type: ignore[attr-defined]
            return error_page(request, 503)
        return None

    @staticmethod
    def _has_session(request: HttpRequest) -> bool:
        session = getattr(request, "session", None)
        return session is not None and session.session_key is not None

    @staticmethod
    def _to_sign_in(response: HttpResponse) -> bool:
        try:
            login = reverse("account_login")
        except NoReverseMatch:
            return False
        return response.status_code == 302 and response.headers.get("Location", "").startswith(login)
