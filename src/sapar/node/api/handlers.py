"""What goes wrong outside a view (session, database, a header that is none): a problem below ``/api/``, else a page."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from sapar.node.api.problems import problem
from sapar.web import errors

BELOW = "/api/"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem(400, "malformed") if request.path.startswith(BELOW) else errors.bad_request(request, exception)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem(403, "not_permitted") if request.path.startswith(BELOW) else errors.forbidden(request, exception)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem(404, "not_found") if request.path.startswith(BELOW) else errors.not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    if not request.path.startswith(BELOW):
        return errors.server_error(request)
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    return problem(503, "unavailable") if away else problem(500, "mistake")
