"""The operations: one for each act and look that people may call, made from the catalogue."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, get_type_hints

import structlog
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.openapi.schema import OpenAPISchema
from ninja.security.apikey import APIKeyCookie
from ninja.utils import check_csrf

from sapar.kernel.access import registry
from sapar.kernel.access.actor import Actor
from sapar.kernel.acts import ActSpec
from sapar.kernel.acts.registry import EVERYBODY
from sapar.kernel.errors import Invalid, NotPermitted, SaparError, SecondFactorNeeded
from sapar.node.api import arguments, machines, problems, results
from sapar.node.api.machines import MachineAccount
from sapar.node.api.problems import Refused, problem

PUBLIC = "public"
KEY_HEADER = "Idempotency-Key"
LONGEST_KEY = 100
REFUSALS = (400, 401, 403, 404, 409, 410, 413, 415, 422, 429, 503)
OTHER_METHODS = ["GET", "PUT", "PATCH", "DELETE"]
JSON = "application/json"
DESCRIPTION = """Every act and every look of this node, with the arguments that its pages use.

People sign in on the pages; `GET /api/session` says who you are and gives the token that every call carries as
`X-CSRFToken`. Machines have accounts of their own: client id and secret as HTTP Basic, or a bearer token from
`POST /api/token` (OAuth 2.0 client credentials), or a client certificate.
Send an `Idempotency-Key` with each act: the same key again answers with the first result and does nothing twice.
Who may do what, and for which purpose, stands with each operation; every call is entered in the ledger."""

log = structlog.get_logger(__name__)


class SessionCookie(APIKeyCookie):
    """A person who has signed in on the pages. Raises what is missing: sign-in, second factor, duty, token."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Actor:
        return self.authenticate(request, None)

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor:
        if not request.user.is_authenticated:
            raise Refused(401, "not_signed_in", _("Sign in on the pages of this node, then call again."))
        if check_csrf(request) is not None:
            raise NotPermitted(_("Send the token of your session as X-CSRFToken; see /api/session."), code="csrf")
        actor: Actor = request.actor  # type: ignore[attr-defined]
        if getattr(request, "needs_second_factor", False):
            raise SecondFactorNeeded()
        if not actor.signed_in:
            raise NotPermitted(_("You have no duty at present."), code="no_duty")
        return actor


class SessionOrPublic(SessionCookie):
    """For what the public may do: without a session as anybody, with one as that person."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor:
        if request.user.is_authenticated:
            return super().authenticate(request, key)
        actor: Actor = request.actor  # type: ignore[attr-defined]
        return actor


AUTHENTICATION: list[Callable[[HttpRequest], Actor | None]] = [MachineAccount(), SessionCookie()]
AUTHENTICATION_PUBLIC: list[Callable[[HttpRequest], Actor | None]] = [MachineAccount(), SessionOrPublic()]


class CatalogueAPI(NinjaAPI):
    """Ninja's API with the shared schemas of arguments and results."""

    definitions: dict[str, Any]

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        schema["components"]["schemas"] = {"Problem": problems.SCHEMA, **self.definitions}
        content = {problems.MEDIA_TYPE: {"schema": results.reference("Problem")}}
        schema["components"]["responses"] = {"Refused": {"description": "Refused", "content": content}}
        return schema


def offered(spec: ActSpec) -> bool:
    """Whether somebody with an account, or the public, may call it here: not what only the node, the holder of a record,
    or a page of this node does."""
    known = registry.roles()
    callers = [role for role in spec.roles if role == EVERYBODY or not _without_account(known[role])]
    return bool(callers) and not spec.page_only


def _without_account(role: registry.Role) -> bool:
    return role.name.startswith("system.") or role.kind == registry.HOLDER


def build(catalogue: Mapping[str, ActSpec]) -> CatalogueAPI:
    """The API of a catalogue."""
    api = CatalogueAPI(title="Sapar", version="1", description=DESCRIPTION, docs_url=None, openapi_url="/openapi.json")
    api.definitions = dict(results.DEFINITIONS)
    for spec in sorted(catalogue.values(), key=lambda spec: spec.name):
        if offered(spec):
            _add(api, spec)
    summary: Any = _("Who am I?")  # translated when it is shown
    api.get("/session", auth=None, summary=summary, tags=["session"], openapi_extra=SESSION)(session)
    _handle(api)
    return api


def _add(api: CatalogueAPI, spec: ActSpec) -> None:
    address = f"/{spec.kind}s/{spec.name}"
    title: Any = spec.title  # translated when it is shown

    def operation(request: HttpRequest) -> HttpResponse:
        return carry_out(request, spec)

    def another(request: HttpRequest) -> HttpResponse:
        raise Refused(405, "method", _("Call it by POST."), Allow="POST")

    api.post(
        address,
        auth=AUTHENTICATION_PUBLIC if PUBLIC in spec.roles else AUTHENTICATION,
        operation_id=spec.name,
        summary=title,
        description=(spec.function.__doc__ or "").strip(),
        tags=[spec.name.partition(".")[0]],
        openapi_extra=describe(spec, api.definitions),
        url_name=f"{spec.kind}-{spec.name}",
    )(operation)
    api.api_operation(OTHER_METHODS, address, auth=None, include_in_schema=False, url_name=f"not-{spec.name}")(another)


def describe(spec: ActSpec, definitions: dict[str, Any]) -> dict[str, Any]:
    """What the catalogue knows, in the words of OpenAPI."""
    made: dict[str, Any] = {
        "requestBody": {
            "required": True,
            "content": {JSON: {"schema": arguments.schema_of(spec, definitions)}},
        },
        "responses": {
            200: {"description": "Done", "content": {JSON: {"schema": result_schema(spec, definitions)}}},
            **{status: {"$ref": "#/components/responses/Refused"} for status in REFUSALS},
        },
        "x-roles": list(spec.roles),
        "x-purpose": spec.purpose,
        "x-fresh-second-factor": spec.fresh,
        "x-emits": list(spec.emits),
    }
    if spec.kind == "act":
        made["parameters"] = [
            {
                "in": "header",
                "name": KEY_HEADER,
                "required": False,
                "description": "The same key with the same arguments is carried out once.",
                "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[!-~]+$"},
            }
        ]
    return made


def result_schema(spec: ActSpec, definitions: dict[str, Any]) -> dict[str, Any]:
    """The schema of the result. What an act made may be gone when its key is used again: then the answer is null."""
    returned = get_type_hints(spec.function).get("return", Any)
    return results.schema_of(returned | None if spec.kind == "act" and returned is not Any else returned, definitions)


def carry_out(request: HttpRequest, spec: ActSpec) -> HttpResponse:
    """One call: the body's arguments, the act, its result."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    body = arguments.body_of(request, spec)
    if not spec.open_to(actor):
        # Refused and recorded by the act itself, whatever else may be wrong with the call.
        spec(actor, **arguments.names_in(body, spec))
        raise NotPermitted()
    machines.check_scope(request, spec, arguments.names_in(body, spec))
    values = arguments.arguments_of(spec, body)
    key = {"key": key_of(request)} if spec.kind == "act" else {}
    made = results.encode(spec(actor, **key, **values))
    response = HttpResponse(json.dumps(made, ensure_ascii=False), content_type=JSON)
    response["Cache-Control"] = "private, no-store"
    return response


def key_of(request: HttpRequest) -> str | None:
    """The idempotency key, if one was sent. Raises Invalid for one that is too long or not plain."""
    key = request.headers.get(KEY_HEADER)
    if key is not None and not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise Invalid(_("Use 1 to 100 plain characters."), field=KEY_HEADER, code="bad_key")
    return key


def session(request: HttpRequest) -> HttpResponse:
    """Who calls, under which duty, and the token for the calls that follow."""
    machine = MachineAccount()(request)
    actor: Actor = machine or request.actor  # type: ignore[attr-defined]
    made = {
        "signed_in": actor.signed_in,
        "needs_second_factor": bool(getattr(request, "needs_second_factor", False)),
        "name": actor.name,
        "role": actor.role,
        "institution_id": actor.institution_id,
        "place_id": actor.place_id,
        "duty_id": actor.duty_id,
        "second_factor_at": actor.second_factor_at,
        "language": get_language() or actor.language,
        "csrf_token": get_token(request),
    }
    response = HttpResponse(json.dumps(results.encode(made), ensure_ascii=False), content_type=JSON)
    response["Cache-Control"] = "private, no-store"
    return response


_NULLABLE = {"anyOf": [{"type": "string", "format": "uuid"}, {"type": "null"}]}
SESSION: dict[str, Any] = {
    "responses": {
        200: {
            "description": "Who calls",
            "content": {
                JSON: {
                    "schema": {
                        "type": "object",
                        "required": ["signed_in", "role", "language", "csrf_token"],
                        "properties": {
                            "signed_in": {"type": "boolean"},
                            "needs_second_factor": {"type": "boolean"},
                            "name": {"type": "string"},
                            "role": {"type": "string"},
                            "institution_id": _NULLABLE,
                            "place_id": _NULLABLE,
                            "duty_id": _NULLABLE,
                            "second_factor_at": {
                                "anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]
                            },
                            "language": {"type": "string"},
                            "csrf_token": {"type": "string"},
                        },
                    }
                }
            },
        },
    }
}


def _handle(api: NinjaAPI) -> None:
    """Everything that can go wrong becomes a problem; what is our mistake is logged without values."""
    answers: dict[type[Exception], Callable[[Any], HttpResponse]] = {
        SaparError: problems.of_error,
        Refused: problems.of_refusal,
        RequestDataTooBig: lambda error: problem(413, "too_large", _("The body is larger than this address takes.")),
        Http404: lambda error: problem(404, "not_found"),
        HttpError: lambda error: problem(400, "malformed"),
        OperationalError: lambda error: problem(503, "unavailable"),
        InterfaceError: lambda error: problem(503, "unavailable"),
    }
    for kind, answer in answers.items():
        api.add_exception_handler(kind, lambda request, error, answer=answer: answer(error))  # type: ignore[misc]
    api.add_exception_handler(Exception, _mistake)


def _mistake(request: HttpRequest, error: Any) -> HttpResponse:
    log.error("api_mistake", path=request.path, exc_info=error)
    return problem(500, "mistake")
