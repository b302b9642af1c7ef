"""Typed text survives signing in again: for its writer alone, for an hour, without secrets, and nothing happens by itself."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

TYPED = {"company": "Merdana", "story": "A long story Ýňş", "password": "hush-hush", "idempotency_key": "k1"}
PAGE = "/gallery/small"


@pytest.fixture
def aman(gallery: ModuleType, person: Any, sign_in: Any) -> Any:
    person("aman")
    return sign_in("aman")


def end_session(client: Any, settings: Any) -> None:
    """The session is over on the server; the browser still has its cookies."""
    from django.contrib.sessions.models import Session

    Session.objects.all().delete()


def test_the_form_is_filled_in_again_after_signing_in(
    aman: Any, sign_in: Any, settings: Any, gallery: ModuleType
) -> None:
    """POST with a dead session → sign in → the same page, filled in, not carried out, without the password."""
    aman.get(PAGE)
    end_session(aman, settings)
    response = aman.post(PAGE, TYPED)
    assert response["Location"].startswith("/account/sign-in?next=")
    sign_in("aman")
    response = aman.get(PAGE)
    text = response.content.decode()
    assert response.status_code == 200
    assert 'value="Merdana"' in text
    assert "A long story Ýňş" in text
    assert "hush-hush" not in text
    assert "We kept what you had typed" in text
    assert gallery.DONE == []
    assert 'value="Merdana"' not in aman.get(PAGE).content.decode(), "shown once"


def test_somebody_else_never_sees_it(aman: Any, person: Any, sign_in: Any, settings: Any) -> None:
    """At a shared desk the next person signs in: the text is gone."""
    person("bike")
    aman.get(PAGE)
    end_session(aman, settings)
    aman.post(PAGE, TYPED)
    sign_in("bike")
    assert "Merdana" not in aman.get(PAGE).content.decode()


def test_signing_out_leaves_nothing(aman: Any, settings: Any) -> None:
    """Who signs out on purpose leaves no kept text and no mark behind."""
    aman.get(PAGE)
    aman.post("/account/sign-out")
    assert not aman.cookies["sapar_who"].value
    aman.post(PAGE, TYPED)
    assert "sapar_kept" not in aman.cookies


def test_strangers_fill_no_cache(gallery: ModuleType, client: Any, db: None) -> None:
    """A browser in which nobody has signed in keeps nothing: the cache is not a public store."""
    client.post(PAGE, TYPED)
    assert "sapar_kept" not in client.cookies


def test_what_is_kept_cannot_be_read_on_the_server(aman: Any, settings: Any, owner_sql: Any) -> None:
    """The stored value is encrypted with a key of which the browser holds half, and carries no password."""
    aman.get(PAGE)
    end_session(aman, settings)
    aman.post(PAGE, TYPED)
    secret = aman.cookies["sapar_kept"].value
    rows = owner_sql.execute("select cache_key, value from node_cache where cache_key like '%sapar-kept%'").fetchall()
    assert len(rows) == 1
    import base64
    import pickle

    stored = pickle.loads(base64.b64decode(rows[0][1]))  # noqa: S301  our own test's cache
    assert "Merdana" not in stored
    assert secret not in rows[0][0] + stored
    from sapar.web import vault

    assert vault.unwrap("kept", stored) is None
    fields = vault.unwrap("kept", stored, secret)["fields"]
    assert set(fields) == {"company", "story"}


def test_too_much_text_and_an_old_text_are_not_kept(aman: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """64 KB and an hour are the limits."""
    from sapar.web import kept

    aman.get(PAGE)
    end_session(aman, settings)
    aman.post(PAGE, {**TYPED, "story": "x" * (kept.LARGEST + 1)})
    assert "sapar_kept" not in aman.cookies
    monkeypatch.setattr(kept, "LIFE", -10)
    assert aman.post(PAGE, TYPED).status_code == 302
    aman.post("/account/sign-in", {"login": "aman", "password": "a long enough pass phrase"})
    assert "Merdana" not in aman.get(PAGE).content.decode()


def test_a_page_from_before_signing_in_again_comes_back_filled_in(
    person: Any, gallery: ModuleType, settings: Any
) -> None:
    """Signed in anew in another tab, the old tab's form fails the CSRF check: its text is shown again, not lost."""
    from django.test import Client

    person("aman")
    browser = Client(enforce_csrf_checks=True)
    login = browser.get("/account/sign-in")
    token = login.context["csrf_token"]
    password = "a long enough pass phrase"
    browser.post("/account/sign-in", {"login": "aman", "password": password, "csrfmiddlewaretoken": str(token)})
    browser.get(PAGE)
    wrong = {**TYPED, "csrfmiddlewaretoken": "a" * 64}
    response = browser.post(PAGE, wrong, headers={"Origin": "http://testserver"})
    assert (response.status_code, response["Location"]) == (302, PAGE)
    assert 'value="Merdana"' in browser.get(PAGE).content.decode()
    assert gallery.DONE == []
    response = browser.post(PAGE, wrong, headers={"Origin": "http://elsewhere"})
    assert response.status_code == 403, "another site's form is kept nowhere"
