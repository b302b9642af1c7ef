"""Puts ``request.actor`` and ``request.duty`` on every request; looked up when first asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from sapar.kernel.access.session import actor_of


class ActorMiddleware:
    """After the authentication middleware. ``request.needs_second_factor`` says that the duty waits for one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        found = SimpleLazyObject(partial(actor_of, request))
        request.actor = SimpleLazyObject(lambda: found[0])  # type: ignore[attr-defined]
        request.duty = SimpleLazyObject(lambda: found[1])  # type: ignore[attr-defined]
        request.needs_second_factor = SimpleLazyObject(  # type: ignore[attr-defined]
            lambda: bool(found[1]) and not found[0].signed_in
        )
        return self.get_response(request)
