"""How machine accounts call: HTTP Basic with client id and secret, a bearer token, or a client certificate.

``POST /api/token`` answers the client credentials grant of OAuth 2.0 (RFC 6749, section 4.4) with a token for a quarter of an
hour. A certificate counts only if a proxy hands it over in the header that ``machines.certificate_header`` of the node's
configuration names, from an address that ``machines.proxies`` names; without that, such a header is not even read.
"""

from __future__ import annotations

import base64
import binascii
import json
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.parse import unquote_plus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from sapar.kernel.access import callers, limits, machine_keys
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.callers import Caller
from sapar.kernel.acts import CATALOGUE, ActSpec
from sapar.kernel.acts.runner import record_refusal
from sapar.kernel.errors import NotPermitted
from sapar.node.api.problems import Refused
from sapar.node.signin import AccountAdapter

FAILURES_BY_ADDRESS, WINDOW = 120, 60
LONGEST = 4000  # of an Authorization header
CHALLENGE = 'Bearer realm="sapar"'  # never Basic: a browser would ask its user for a name and a password
FORM = "application/x-www-form-urlencoded"


class MachineAccount:
    """A machine's credentials, if the call has any; without them the next way of signing in is tried."""

    openapi_security_schema: dict[str, Any] = {  # noqa: RUF012  ninja reads it from the instance
        "type": "oauth2",
        "flows": {"clientCredentials": {"tokenUrl": "/api/token", "scopes": {}}},
    }

    def __call__(self, request: HttpRequest) -> Actor | None:
        found = caller_of(request)
        if found is None:
            return None
        request.sapar_machine = found  # type: ignore[attr-defined]
        return found.actor


def caller_of(request: HttpRequest) -> Caller | None:
    """The machine that calls; None if the call carries no credentials of one. Raises Refused (401, 429)."""
    given = request.headers.get("Authorization", "")
    kind, _blank, rest = given.partition(" ")
    # A machine that asks for no language is answered in that of its account, not in the node's first one.
    language = str(getattr(request, "LANGUAGE_CODE", "")) if "Accept-Language" in request.headers else ""
    fingerprint = certificate_of(request)
    found: Caller | None = None
    if given:
        if limits.count(_address(request), WINDOW) >= FAILURES_BY_ADDRESS:
            raise too_many()
        if kind.lower() == "bearer":
            found = callers.by_token(rest.strip(), fingerprint, language)
        elif kind.lower() == "basic":
            found = callers.by_secret(*basic(rest), language)
    elif fingerprint:
        # Proxies hand over whatever certificate a browser shows: one that no machine has is no failure.
        found = callers.by_certificate(fingerprint, language)
        if found is None:
            return None
    else:
        return None
    if found is None:
        limits.hit(_address(request), WINDOW)
        raise Refused(401, "bad_credentials", _("These credentials open nothing here."), WWW_Authenticate=CHALLENGE)
    translation.activate(found.actor.language)
    if not callers.within_limit(found):
        raise too_many()
    return found


def check_scope(request: HttpRequest, spec: ActSpec, given: dict[str, Any]) -> None:
    """Refuse and record an act of the role that the caller's token was not asked for."""
    machine: Caller | None = getattr(request, "sapar_machine", None)
    if machine is not None and machine.scope is not None and spec.name not in machine.scope:
        record_refusal(spec, machine.actor, given, "scope")
        raise NotPermitted(_("Your token was not given for this."), code="scope")


@csrf_exempt
def token(request: HttpRequest) -> HttpResponse:
    """The client credentials grant. ``scope``: names of acts with blanks between; without it all of the role's."""
    if request.method != "POST":
        return _oauth(405, "invalid_request", Allow="POST")
    if request.content_type != FORM or len(request.body) > LONGEST:
        return _oauth(400, "invalid_request")
    if request.POST.get("grant_type") != "client_credentials":
        return _oauth(400, "unsupported_grant_type")
    try:
        found = _client(request)
    except Refused as refused:
        code = "invalid_client" if refused.status == 401 else "temporarily_unavailable"
        return _oauth(refused.status, code, **{k.replace("_", "-"): v for k, v in refused.headers.items()})
    allowed = {name for name, spec in CATALOGUE.items() if found.actor.role in spec.roles and not spec.page_only}
    asked = request.POST.get("scope", "").split()
    if not set(asked) <= allowed:
        return _oauth(400, "invalid_scope")
    made = {
        "access_token": callers.token_for(found, frozenset(asked) if asked else None),
        "token_type": "Bearer",
        "expires_in": int(callers.TOKEN_LIFE.total_seconds()),
        "scope": " ".join(sorted(asked or allowed)),
    }
    return _answer(200, made)


def _client(request: HttpRequest) -> Caller:
    """The machine that asks for a token: by header or certificate, or by fields of the form. Raises Refused."""
    if request.headers.get("Authorization", "").lower().startswith("bearer"):
        raise Refused(401, "bad_credentials", "")  # a token is no way to the next one
    name, secret = request.POST.get("client_id", ""), request.POST.get("client_secret", "")
    if secret and not request.headers.get("Authorization"):
        pair = base64.b64encode(f"{name}:{secret}".encode()).decode()
        request.META["HTTP_AUTHORIZATION"] = f"Basic {pair}"
        request.__dict__.pop("headers", None)  # Django keeps the headers that it has read
    found = caller_of(request)
    if found is None:
        raise Refused(401, "bad_credentials", "", WWW_Authenticate=CHALLENGE)
    return found


def basic(text: str) -> tuple[str, str]:
    """Client id and secret of HTTP Basic; empty for what is none. Percent signs as RFC 6749, section 2.3.1, has them."""
    if len(text) > LONGEST:
        return "", ""
    try:
        name, _colon, secret = base64.b64decode(text.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    name, secret = unquote_plus(name), unquote_plus(secret)
    return ("", "") if "\x00" in name else (name, secret)


def certificate_of(request: HttpRequest) -> str:
    """SHA-256 of the client certificate that a trusted proxy hands over; empty without one."""
    known = settings.SAPAR_MACHINES
    if not known.certificate_header:
        return ""
    value = request.headers.get(known.certificate_header, "")
    if not value or not from_proxy(request.META.get("REMOTE_ADDR", ""), known.proxies):
        return ""
    return machine_keys.fingerprint_of_header(value)


def from_proxy(address: str, proxies: tuple[str, ...]) -> bool:
    """Whether the connection itself comes from one of the networks; what headers say of it does not count."""
    try:
        here = ip_address(address)
    except ValueError:
        return False
    return any(here in ip_network(network) for network in proxies)


def _address(request: HttpRequest) -> str:
    return limits.bucket("machine-failures", AccountAdapter(request).get_client_ip(request) or "")


def too_many() -> Refused:
    """The refusal of a machine, or of an address, that has used up its calls of this minute."""
    return Refused(429, "too_many", _("Too many calls. Wait a minute, then try again."), Retry_After="60")


def _oauth(status: int, error: str, **headers: str) -> HttpResponse:
    return _answer(status, {"error": error}, **headers)


def _answer(status: int, body: dict[str, Any], **headers: str) -> HttpResponse:
    response = HttpResponse(json.dumps(body), status=status, content_type="application/json")
    response["Cache-Control"] = "no-store"
    for name, value in headers.items():
        response[name] = value
    return response
