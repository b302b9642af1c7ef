"""The template context that every page shares: ``shell``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sapar.kernel import clock
from sapar.kernel.access import registry
from sapar.kernel.access.actor import Actor
from sapar.web import kept, nav
from sapar.web.components import Link, Text

LANGUAGES = (("tk", "TM", "Türkmençe"), ("ru", "РУ", "Русский"), ("en", "EN", "English"))


@dataclass(frozen=True)
class Language:
    code: str
    short: str
    name: str
    href: str
    current: bool


@dataclass(frozen=True)
class MenuEntry:
    title: Text
    href: str
    current: bool
    exact: bool
    count: int = 0


def address(name: str, *args: object) -> str:
    """``reverse`` that gives "" where a page is not installed, so that error pages never fail."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


class Shell:
    """Header, menu and footer of one request. Every part is worked out when the template first asks for it.

    ``safe`` is for error pages: nothing is read from the database.
    """

    def __init__(self, request: HttpRequest, *, safe: bool = False) -> None:
        self.request = request
        self.safe = safe

    @cached_property
    def actor(self) -> Actor:
        actor = None if self.safe else getattr(self.request, "actor", None)
        return Actor.public() if actor is None else actor

    @property
    def demo(self) -> bool:
        return getattr(settings, "SAPAR_MODE", "") == "demo"

    @property
    def demo_time(self) -> datetime | None:
        """The demo's day when it has been moved forward."""
        return clock.now() if self.demo and clock.offset() else None

    @property
    def node(self) -> str:
        name = str(getattr(settings, "SAPAR_NODE_NAME", ""))
        return "" if name == "Sapar" else name

    @property
    def contact(self) -> str:
        return str(getattr(settings, "SAPAR_CONTACT", ""))

    @property
    def home(self) -> str:
        return address("web:home") or "/"

    @cached_property
    def languages(self) -> list[Language]:
        now = get_language() or settings.LANGUAGE_CODE
        path = self.request.get_full_path() if self.request.method in ("GET", "HEAD") else self.request.path
        base = {code: address("web:language", code) for code, _short, _name in LANGUAGES}
        words = urlencode({"next": path})
        return [Language(code, short, name, f"{base[code]}?{words}", code == now) for code, short, name in LANGUAGES]

    @cached_property
    def person(self) -> str:
        if self.safe:
            return ""
        user = getattr(self.request, "user", None)
        return str(user.get_full_name()) if user is not None and user.is_authenticated else ""

    @cached_property
    def duty(self) -> str:
        """Role, institution and place in one line."""
        duty = None if self.safe else getattr(self.request, "duty", None)
        if not duty:
            return ""
        language = get_language() or "tk"
        parts = [str(registry.role(duty.role).title), duty.institution.name(language)]
        if duty.place is not None:
            parts.append(duty.place.name(language))
        return " · ".join(parts)

    @property
    def can_switch(self) -> bool:
        """Whether there is another duty to change to."""
        return bool(self.person) and getattr(self.request, "sapar_duties", 0) > 1

    @property
    def duty_href(self) -> str:
        return address("web:duty")

    @property
    def account_href(self) -> str:
        return address("web:account")

    @property
    def sign_out_href(self) -> str:
        return address("account_logout")

    @property
    def sign_in_href(self) -> str:
        here = self.request.path
        login = address("account_login")
        return "" if here == login else login

    @cached_property
    def entries(self) -> list[MenuEntry]:
        """The menu. The entry with the longest matching address is the current one."""
        shown = [entry for entry in nav.entries_for(self.actor) if entry.menu]
        path = self.request.path
        matching = [
            entry.href for entry in shown if path == entry.href or (entry.href != "/" and path.startswith(entry.href))
        ]
        best = max(matching, key=len, default=None)
        return [
            MenuEntry(
                entry.title,
                entry.href,
                entry.href == best,
                entry.href == path,
                entry.count(self.actor) if entry.count else 0,
            )
            for entry in shown
        ]

    @property
    def search_href(self) -> str:
        return address("web:search") if self.actor.signed_in and nav.providers_for(self.actor) else ""

    @cached_property
    def footer(self) -> list[Link]:
        links = [
            Link(_("Help"), address("web:help")),
            Link(_("Privacy"), address("web:privacy")),
            Link(_("Accessibility"), address("web:accessibility")),
        ]
        if not self.actor.signed_in:
            links.append(Link(_("Who has looked at my file?"), address("web:who_looked")))
        return [replace(link) for link in links if link.href]


def shell(request: HttpRequest) -> Mapping[str, Any]:
    """Context processor: ``shell`` and whether typed text was brought back."""
    return {
        "shell": Shell(request, safe=bool(getattr(request, "sapar_safe", False))),
        "kept_text": bool(getattr(request, "kept_text_shown", False)),
        "press_again": request.method == "GET" and kept.AGAIN in request.GET,
    }
