"""All addresses: the shell's pages at the root, each area below its name, the JSON API below ``/api/``."""

from __future__ import annotations

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
urlpatterns += [path("api/", include("sapar.node.api.urls")), path("", include("sapar.web.urls"))]
handler400 = "sapar.node.api.handlers.bad_request"
handler403 = "sapar.node.api.handlers.forbidden"
handler404 = "sapar.node.api.handlers.not_found"
handler500 = "sapar.node.api.handlers.server_error"
