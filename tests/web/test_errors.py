"""Refusals become plain pages with the right status; none holds personal data or technical words."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest


@pytest.mark.parametrize(
    ("kind", "status"),
    [("missing", 404), ("gone", 410), ("conflict", 409), ("many", 429), ("away", 503), ("invalid", 400)],
)
def test_each_refusal_has_its_status_and_page(
    gallery: ModuleType, client: Any, db: None, kind: str, status: int
) -> None:
    """A refusal that no view has handled is a whole page in the shell."""
    response = client.get(f"/gallery/refuse/{kind}")
    assert response.status_code == status
    text = response.content.decode()
    assert "<main" in text
    assert "sapar-header" in text
    assert ("Retry-After" in response) == (status in (429, 503))


def test_not_permitted_sends_strangers_to_sign_in_and_tells_others(
    gallery: ModuleType, client: Any, person: Any, sign_in: Any
) -> None:
    """Somebody signed out is asked to sign in and brought back; somebody signed in reads why not."""
    response = client.get("/gallery/refuse/permission?x=1")
    assert response.status_code == 302
    assert response["Location"] == "/account/sign-in?next=%2Fgallery%2Frefuse%2Fpermission%3Fx%3D1"
    person("aman", "ledger.inspector")
    response = sign_in("aman").get("/gallery/refuse/permission")
    assert response.status_code == 403 and "Your present duty does not permit it" in response.content.decode()
    # With a single duty there is none to change to.
    assert "/duty" not in response.content.decode()


def test_a_fragment_request_is_sent_to_sign_in_as_a_whole(gallery: ModuleType, client: Any, db: None) -> None:
    """HTMX must not paste the sign-in page into a table."""
    response = client.get("/gallery/refuse/permission", headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Redirect"][:16]) == (204, "/account/sign-in")


def test_a_crash_tells_nothing(gallery: ModuleType, client: Any, db: None) -> None:
    """The text of an exception may hold names: it is never shown."""
    client.raise_request_exception = False
    response = client.get("/gallery/refuse/crash")
    assert response.status_code == 500
    text = response.content.decode()
    assert "Aman" not in text
    assert "Traceback" not in text


def test_pages_say_that_the_database_is_away(client: Any, settings: Any, django_db_blocker: Any) -> None:
    """Without a database every page is a clear 503, in the reader's language, with menu and styles but without names."""
    from django.db import connection

    client.raise_request_exception = False
    client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    with django_db_blocker.unblock():
        connection.close()
        kept = dict(connection.settings_dict)
        connection.settings_dict.update({"HOST": "/nowhere", "OPTIONS": {"connect_timeout": 1}})
        try:
            for address in ("/", "/work", "/account/"):
                response = client.get(address)
                assert response.status_code == 503, address
                assert "not available right now" in response.content.decode()
        finally:
            connection.close()
            connection.settings_dict.update(kept)


def test_unknown_address_is_a_page_in_three_languages(client: Any, settings: Any, db: None) -> None:
    """404 in the language that the reader chose."""
    from sapar.web.messages import compile_all

    compile_all()
    for language, words in (("en", "Page not found"), ("ru", "Страница не найдена"), ("tk", "Sahypa tapylmady")):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        response = client.get("/no/such/page")
        assert response.status_code == 404
        assert words in response.content.decode()
        assert f'<html lang="{language}"' in response.content.decode()
