"""View helpers; areas import them from :mod:`sapar.web.pages`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.template.loader import render_to_string

from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.errors import Conflict, Invalid
from sapar.web.components import Text
from sapar.web.errors import to_second_factor, to_sign_in

UNPROCESSABLE = 422


@dataclass(frozen=True)
class Outcome:
    """What became of an act: ``ok`` with its ``value``, or not, and then the form has the errors."""

    ok: bool
    value: Any = None

    def __bool__(self) -> bool:
        return self.ok


def actor_of(request: HttpRequest) -> Actor:
    """The actor that the kernel's middleware put on the request."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def submitted(request: HttpRequest, *forms_: forms.BaseForm) -> bool:
    """True when this is a POST and all its forms are valid."""
    if request.method != "POST":
        return False
    # Each is validated, so that all errors show at once.
    valid = [form.is_valid() for form in forms_]
    return all(valid)


def call(
    request: HttpRequest,
    act: Callable[..., Any],
    form: forms.BaseForm | None = None,
    *,
    fields: Mapping[str, str] | None = None,
    actor: Actor | None = None,
    **arguments: Any,
) -> Outcome:
    """Carry out an act for this request's actor, under the page's idempotency key.

    ``Invalid`` and ``Conflict`` become errors of the form; ``fields`` maps argument names to form fields where they
    differ. Without a form, and for every other refusal, the error is raised and becomes a page.
    """
    if request.method != "POST":
        raise RuntimeError("an act is carried out by POST only")
    who = actor_of(request) if actor is None else actor
    try:
        value = act(who, key=request.POST.get("idempotency_key") or None, **arguments)
    except Invalid as error:
        if form is None:
            raise
        for one in error.errors:
            _add(form, (fields or {}).get(one.field or "", one.field), str(one.message), one.code)
        return Outcome(False)
    except Conflict as error:
        if form is None:
            raise
        _add(form, (fields or {}).get(error.field or "", error.field), str(error.message), error.code)
        return Outcome(False)
    return Outcome(True, value)


run_act = call


def _add(form: forms.BaseForm, name: str | None, message: str, code: str) -> None:
    target = name if name in form.fields else None
    said = form.errors.get(target or "__all__", ())  # validates the form, if nothing has yet
    # The same rule may have spoken twice: once in the form, once in the act.
    if message not in said:
        form.add_error(target, forms.ValidationError(message, code=code))


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int | None = None,
    actor: Actor | None = None,
) -> HttpResponse:
    """Render a whole page, inside ``reading`` so that policies know the reader.

    The status is 422 when the context's ``form`` has errors. Pages are never stored by shared caches.
    """
    values = dict(context or {})
    form = values.get("form")
    if status is None:
        wrong = isinstance(form, forms.BaseForm | forms.BaseFormSet) and form.is_bound and bool(form.errors)
        status = UNPROCESSABLE if wrong and request.method == "POST" else 200
    who = actor_of(request) if actor is None else actor
    inside = reading(who) if who.ref != "public" else nullcontext()
    with inside:
        body = render_to_string(template, values, request)
    response = HttpResponse(body, status=status)
    # Personal pages leave no copy at a shared desk; on public ones the browser may go back to a half-filled form.
    response.headers.setdefault("Cache-Control", "private, no-cache" if who.ref == "public" else "private, no-store")
    return response


def see_other(to: Any, *args: Any, request: HttpRequest | None = None, say: Text = "", **kwargs: Any) -> HttpResponse:
    """Redirect after a POST (303). ``say`` is shown once, on top of the next page."""
    if say and request is not None:
        messages.success(request, str(say))
    response = HttpResponseRedirect(resolve_url(to, *args, **kwargs))
    response.status_code = 303
    return response


def signed_in(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For pages of people with a duty: others are sent to sign in, or to their second factor, and then back here."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if actor_of(request).signed_in:
            return view(request, *args, **kwargs)
        if not request.user.is_authenticated:
            return to_sign_in(request)
        if getattr(request, "needs_second_factor", False):
            return to_second_factor(request)
        return see_other("web:duty")

    return transaction.non_atomic_requests(wrapped)
