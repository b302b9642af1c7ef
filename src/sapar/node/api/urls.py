"""Addresses below ``/api/``."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from sapar.kernel.acts import CATALOGUE
from sapar.node.api.carriers import paxlst
from sapar.node.api.machines import token
from sapar.node.api.operations import build
from sapar.node.api.page import catalogue
from sapar.node.api.problems import problem


@csrf_exempt
def nothing(request: HttpRequest, rest: str) -> HttpResponse:
    """No such address. What only the node, the holder of a record or a page may do is named, so that nobody looks on."""
    kind, _slash, name = rest.partition("/")
    spec = CATALOGUE.get(name)
    if spec is None or kind != f"{spec.kind}s":
        return problem(404, "not_found")
    if not request.user.is_authenticated:
        return problem(401, "not_signed_in")
    return problem(403, "not_offered", _("This is not done through the API."))


api = build(CATALOGUE)
urlpatterns: list[URLPattern | URLResolver] = [
    path("", catalogue, name="api"),
    path("token", token, name="token"),
    path("paxlst", paxlst, name="paxlst"),
    path("", api.urls),
    path("<path:rest>", nothing),
]
