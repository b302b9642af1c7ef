"""All addresses: the shell's pages at the root, each area below its name, the JSON API below ``/api/``."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from sapar.node.health import health

urlpatterns: list[URLPattern | URLResolver] = [path("health", health)]
urlpatterns += [
    path(f"{area}/", include(f"sapar.areas.{area}.urls"))
    for area in settings.SAPAR_AREAS
    if find_spec(f"sapar.areas.{area}.urls")
]
if find_spec("sapar.node.api"):
    urlpatterns.append(path("api/", import_module("sapar.node.api").api.urls))
if find_spec("sapar.web.urls"):
    urlpatterns.append(path("", include("sapar.web.urls")))
    handler400 = "sapar.web.errors.bad_request"
    handler403 = "sapar.web.errors.forbidden"
    handler404 = "sapar.web.errors.not_found"
    handler500 = "sapar.web.errors.server_error"
