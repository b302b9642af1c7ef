"""Typed text survives signing in again.

When a POST meets the end of a session, what was typed is kept for an hour: on the server, encrypted with a key of
which the browser holds half, without files and passwords, and only for the account that typed it. After signing in the
same page shows the form again, filled in; nothing is carried out until it is sent again.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.core.cache import cache
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse, QueryDict

from sapar.web import vault

AGAIN = "again"  # in the address to which a detour comes back: the button that led to it has to be pressed once more
COOKIE, WHO_COOKIE = "sapar_kept", "sapar_who"
LIFE = 3600
WHO_LIFE = 30 * 24 * 3600
LARGEST = 64 * 1024
NEVER = re.compile(r"pass|secret|otp|token|recovery|csrf|idempotency", re.IGNORECASE)

F = TypeVar("F", bound=forms.BaseForm)


def keep(request: HttpRequest, response: HttpResponse) -> bool:
    """Keep the POST's fields and tell the browser where; False when there is nothing to keep or nobody to keep it for."""
    who = _who(request)
    if request.method != "POST" or who is None:
        return False
    if COOKIE in response.cookies:
        return True
    fields = {name: request.POST.getlist(name) for name in request.POST if not NEVER.search(name)}
    if not fields or sum(len(name) + sum(map(len, values)) for name, values in fields.items()) > LARGEST:
        return False
    secret = secrets.token_urlsafe(24)
    wrapped = vault.wrap("kept", {"path": request.path, "who": who, "fields": fields}, secret)
    cache.set(_place(secret), wrapped, LIFE)
    _cookie(request, response, COOKIE, secret, LIFE)
    return True


def bind(request: HttpRequest, form_class: type[F], /, **options: Any) -> F:
    """The page's form: bound to what was sent; to what had been typed before the session ended; else unbound.

    Use it in every view that saves something. A form with brought-back text is never valid: it has to be sent again.
    """
    if request.method == "POST":
        return form_class(request.POST, request.FILES, **options)
    data = _bring_back(request)
    if data is None:
        return form_class(**options)
    form = form_class(data, **options)
    request.kept_text_shown = True  # type: ignore[attr-defined]
    form.is_valid = lambda: False  # type: ignore[method-assign]
    # What was typed is shown as it was, without blame.
    form._errors = ErrorDict()  # type: ignore[attr-defined]
    form.cleaned_data = {}
    return form


def remember_who(request: HttpRequest, response: HttpResponse, account_id: UUID) -> None:
    """Note in the browser, unreadably, whose session this is, so that kept text never reaches somebody else."""
    mark = vault.fingerprint("who", str(account_id))
    if _who(request) != mark:
        _cookie(request, response, WHO_COOKIE, vault.wrap("who", mark), WHO_LIFE)


def forget(request: HttpRequest, response: HttpResponse) -> None:
    """After signing out on purpose, nothing of the person stays in the browser."""
    secret = request.COOKIES.get(COOKIE)
    if secret:
        cache.delete(_place(secret))
    for name in (COOKIE, WHO_COOKIE):
        if name in request.COOKIES:
            response.delete_cookie(name, samesite="Lax")


def _bring_back(request: HttpRequest) -> QueryDict | None:
    secret = request.COOKIES.get(COOKIE)
    user = getattr(request, "user", None)
    if not secret or user is None or not user.is_authenticated:
        return None
    text = cache.get(_place(secret))
    kept = vault.unwrap("kept", text, secret, max_age=LIFE) if text else None
    if kept is None or kept["path"] != request.path:
        return None
    cache.delete(_place(secret))
    request.kept_text_used = True  # type: ignore[attr-defined]
    if kept["who"] != vault.fingerprint("who", str(user.pk)):
        return None
    data = QueryDict(mutable=True)
    for name, values in kept["fields"].items():
        data.setlist(name, values)
    return data


def _who(request: HttpRequest) -> str | None:
    found = vault.unwrap("who", request.COOKIES.get(WHO_COOKIE, ""), max_age=WHO_LIFE)
    return found if isinstance(found, str) else None


def _place(secret: str) -> str:
    return f"sapar-kept-{hashlib.sha256(secret.encode()).hexdigest()}"


def _cookie(request: HttpRequest, response: HttpResponse, name: str, value: str, life: int) -> None:
    response.set_cookie(name, value, max_age=life, httponly=True, secure=request.is_secure(), samesite="Lax")
