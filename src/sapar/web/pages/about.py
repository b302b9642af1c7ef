"""Help, privacy, accessibility: plain pages for everybody."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from sapar.web import nav
from sapar.web.views import actor_of, page


@require_safe
def help_index(request: HttpRequest) -> HttpResponse:
    """All help for this reader's role."""
    return page(request, "web/pages/help.html", {"topics": nav.topics_for(actor_of(request))})


@require_safe
def help_topic(request: HttpRequest, slug: str) -> HttpResponse:
    """One help page. Help holds no secrets: a topic for another role can be read by its address."""
    topic = next((topic for topic in nav.all_topics() if topic.slug == slug), None)
    if topic is None:
        raise Http404
    return page(request, "web/pages/help_topic.html", {"topic": topic})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return page(request, "web/pages/privacy.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return page(request, "web/pages/accessibility.html")


@require_safe
def who_looked(request: HttpRequest) -> HttpResponse:
    """How a person sees who has looked at their file."""
    return page(
        request, "web/pages/who_looked.html", {"tiles": [e for e in nav.entries_for(actor_of(request)) if e.tile]}
    )
