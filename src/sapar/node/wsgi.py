"""The WSGI application that granian serves."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sapar.node.settings")

from django.core.wsgi import get_wsgi_application

from sapar.node import children

if os.environ.get("SAPAR_SUPERVISED"):
    # granian's worker processes are its children, not the supervisor's: they must not outlive it either
    children.exit_when_orphaned()
application = get_wsgi_application()


def _warm() -> None:
    """Read addresses and templates' libraries now: the first visitor of a process would wait half a second for them."""
    from django.conf import settings
    from django.template import engines
    from django.urls import reverse
    from django.utils import translation

    engines.all()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            reverse("web:home")


_warm()
