"""Refusals as problem details (RFC 9457): code, field and message in the reader's language. Never a trace, never a value."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from sapar.kernel.errors import Invalid, Message, SaparError
from sapar.web.errors import RETRY_AFTER, WORDS, status_of

MEDIA_TYPE = "application/problem+json"
UNPROCESSABLE = 422
TITLES: Mapping[int, Message] = {
    **{status: words.title for status, words in WORDS.items()},
    401: _("Sign in first"),
    403: _("You may not see or do this"),
    404: _("There is nothing at this address"),
    405: _("This address takes another method"),
    413: _("Too much was sent"),
    415: _("The body must be JSON"),
    UNPROCESSABLE: _("Some of the values are wrong"),
}


class Refused(Exception):
    """A refusal of the protocol, before any act is asked: status, code, message, headers."""

    def __init__(self, status: int, code: str, message: Message, **headers: str) -> None:
        super().__init__(code)
        self.status, self.code, self.message, self.headers = status, code, message, headers


def problem(
    status: int,
    code: str,
    message: Message = "",
    *,
    field: str | None = None,
    errors: list[dict[str, Any]] | None = None,
) -> HttpResponse:
    """One problem. ``type`` is ``about:blank`` beside the code: there is no page about each of them."""
    title = str(TITLES[status])
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": str(message) or title,
        "code": code,
    }
    if field is not None:
        body["field"] = field
    if errors is not None:
        body["errors"] = errors
    response = HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=MEDIA_TYPE)
    response["Cache-Control"] = "no-store"
    if status in RETRY_AFTER:
        response["Retry-After"] = RETRY_AFTER[status]
    return response


def of_error(error: SaparError) -> HttpResponse:
    """A refusal of the kernel. Wrong values are 422, each of them named in ``errors``."""
    if not isinstance(error, Invalid):
        return problem(status_of(error), error.code, error.message, field=error.field)
    errors = [{"code": one.code, "field": one.field, "detail": str(one.message)} for one in error.errors]
    return problem(UNPROCESSABLE, error.code, error.message, field=error.field, errors=errors)


def of_refusal(refused: Refused) -> HttpResponse:
    response = problem(refused.status, refused.code, refused.message)
    for name, value in refused.headers.items():
        response[name.replace("_", "-")] = value
    return response


SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "description": "Problem details, RFC 9457.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string", "description": "What kind of problem, in the reader's language."},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong and what to do, in the reader's language."},
        "code": {"type": "string", "description": "A stable word for programs."},
        "field": {"type": ["string", "null"], "description": "The argument it is about."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "field", "detail"],
                "properties": {
                    "code": {"type": "string"},
                    "field": {"type": ["string", "null"]},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
