"""Which language a reader gets."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation


def language_of(request: HttpRequest, *, ask_account: bool = True) -> str:
    """The one chosen here (cookie), else the account's, else the browser's, else the node's.

    The account is asked for only when there is a session, and never when the database may be away.
    """
    offered = dict(settings.LANGUAGES)
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in offered:
        return chosen
    if ask_account and settings.SESSION_COOKIE_NAME in request.COOKIES:
        language = str(getattr(request.user, "language", ""))
        if language in offered:
            return language
    return translation.get_language_from_request(request)
