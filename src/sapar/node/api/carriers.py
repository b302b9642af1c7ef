"""Passenger lists over HTTPS as carriers' systems send them: the raw interchange, without JSON around it.

``POST /api/paxlst``  body: the interchange, at most 8 MB. The list is taken in, entered and answered in the same call: 200 if all
                      of it is accepted, 422 if a message is refused, both with acknowledgements, answers and a report in words.
                      The same bytes again give the same answers.
``GET /api/paxlst``   answers since ``?after=ID``, oldest first: also those that came later (a decision of an officer).

``Accept: application/edifact`` gives the interchanges alone, one after the other, instead of JSON. Only machine accounts with
the role of a carrier may call; what they do are the acts of the catalogue.
"""

from __future__ import annotations

import json
from uuid import UUID

import structlog
from django.db import Error, InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.acts import CATALOGUE
from sapar.kernel.errors import SaparError
from sapar.node.api import problems
from sapar.node.api.machines import MachineAccount, check_scope
from sapar.node.api.problems import Refused
from sapar.standards.edifact import MAX_BYTES

EDIFACT = "application/edifact"
SEND, ENTER, ANSWERS, VIEW = (
    "border.send_list",
    "border.apply_list",
    "border.carrier_answers",
    "border.view_interchange",
)
FLIGHTS = Actor.system("flights")

log = structlog.get_logger(__name__)


@csrf_exempt
@transaction.non_atomic_requests
def paxlst(request: HttpRequest) -> HttpResponse:
    """Take in a list, or give the answers; problems are those of the JSON API."""
    try:
        if request.method not in ("POST", "GET"):
            raise Refused(405, "method", _("Send a list by POST, fetch answers by GET."), Allow="POST, GET")
        actor = MachineAccount()(request)
        if actor is None:
            raise Refused(401, "not_signed_in", _("Call with the credentials of a machine account."))
        return _send(request, actor) if request.method == "POST" else _answers(request, actor)
    except SaparError as error:
        return problems.of_error(error)
    except Refused as refused:
        return problems.of_refusal(refused)
    except (OperationalError, InterfaceError):
        return problems.problem(503, "unavailable")


def _send(request: HttpRequest, actor: Actor) -> HttpResponse:
    content = request.read(MAX_BYTES + 1)
    check_scope(request, CATALOGUE[SEND], {})
    began = clock.now()
    made = CATALOGUE[SEND](actor, content=content)
    if made.applied_at is None:
        try:
            CATALOGUE[ENTER](FLIGHTS, interchange_id=made.pk)
        except (SaparError, Error) as error:
            # It is stored; the job that was queued with it enters it, and the answer can be fetched then.
            log.error("list_not_entered", error=type(error).__name__)
    view = CATALOGUE[VIEW](actor, interchange_id=made.pk)
    status = 200 if made.accepted else 422
    if _wants_edifact(request):
        return _edifact(view.answers, status)
    return _json(
        {
            "interchange": made.pk,
            "accepted": made.accepted,
            "known_before": made.received_at < began,
            "waits": view.row.waits,
            "report": view.report,
            "answers": [_answer(one) for one in view.answers],
        },
        status,
    )


def _answers(request: HttpRequest, actor: Actor) -> HttpResponse:
    check_scope(request, CATALOGUE[ANSWERS], {})
    after = request.GET.get("after", "")
    try:
        found = CATALOGUE[ANSWERS](actor, after=UUID(after) if after else None)
    except ValueError:
        raise Refused(400, "malformed", _("Name the last answer that you have by its id.")) from None
    if _wants_edifact(request):
        return _edifact(found, 200)
    return _json({"answers": [_answer(one) for one in found]}, 200)


def _wants_edifact(request: HttpRequest) -> bool:
    return EDIFACT in request.headers.get("Accept", "").lower()


def _answer(one: object) -> dict[str, object]:
    names = ("id", "interchange_id", "kind", "reference", "made_at", "text")
    return {name: getattr(one, name) for name in names}


def _edifact(answers: list[object], status: int) -> HttpResponse:
    text = "\r\n".join(str(getattr(one, "text", "")) for one in answers if getattr(one, "kind", "") != "report")
    return _private(HttpResponse(text.encode(), content_type=EDIFACT, status=status))


def _json(made: dict[str, object], status: int) -> HttpResponse:
    body = json.dumps(made, ensure_ascii=False, default=str)
    return _private(HttpResponse(body, content_type="application/json", status=status))


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response
