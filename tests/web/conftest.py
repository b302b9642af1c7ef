"""The gallery as the node's pages, people who sign in, and their second factor."""

from __future__ import annotations

import base64
import hashlib
import hmac
import importlib.util
import struct
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

PASSWORD = "a long enough pass phrase"
SECRET = "JBSWY3DPEHPK3PXP"


def load_gallery() -> ModuleType:
    name = "sapar_test_gallery"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name("gallery.py"))
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


@pytest.fixture
def gallery(settings: Any) -> ModuleType:
    module = load_gallery()
    settings.ROOT_URLCONF = module.__name__
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [Path(__file__).with_name("templates")]}]
    module.DONE.clear()
    return module


def one_time_code() -> str:
    """RFC 6238, six digits, 30 seconds."""
    digest = hmac.new(base64.b32decode(SECRET), struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


@pytest.fixture
def person(node_db: Any) -> Any:
    """Makes an account with a password, and a duty: ``person("aman", "ledger.auditor")``."""
    return make_person()


def make_person() -> Any:
    from sapar.kernel.access.actor import Actor
    from sapar.kernel.access.acts import appoint, create_account, create_institution
    from sapar.kernel.access.models import Institution

    console = Actor.system("console")

    def make(username: str, role: str = "", *, language: str = "en", factor: bool = True) -> Any:
        account = create_account(console, username=username, full_name=f"{username.title()} Ýazow", language=language)
        account.set_password(PASSWORD)
        account.save()
        if role:
            institution = Institution.objects.filter(code="AUD").first() or create_institution(
                console, code="AUD", kind="audit", name_tk="Gözegçilik", name_ru="Контроль", name_en="Audit office"
            )
            appoint(console, account_id=account.pk, institution_id=institution.pk, role=role)
            if factor:
                from allauth.mfa.totp.internal.auth import TOTP

                TOTP.activate(account, SECRET)
        return account

    return make


@pytest.fixture
def sign_in(client: Any) -> Any:
    """Signs the test client in through the pages: password, and the second factor when it is asked for."""

    def go(username: str) -> Any:
        response = client.post("/account/sign-in", {"login": username, "password": PASSWORD})
        assert response.status_code == 302, response.content[:2000]
        if "authenticate" in response["Location"]:
            response = client.post(response["Location"], {"code": one_time_code()})
            assert response.status_code == 302
        return client

    return go
