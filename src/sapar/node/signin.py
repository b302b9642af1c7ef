"""How sign-in (django-allauth) fits this node: no self-made accounts, second factors encrypted in the database."""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.http import HttpRequest

from sapar.kernel.access import limits
from sapar.node import config

# An office, or a country, may sit behind one address: generous here, tight by account (allauth).
FAILURES_BY_ADDRESS, WINDOW = 300, 60


def display(account: Any) -> str:
    """The name shown to the person who is signed in."""
    return str(account.full_name or account.username)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by acts only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        if limits.count(self._address(request), WINDOW) >= FAILURES_BY_ADDRESS:
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        limits.hit(self._address(request), WINDOW)
        super().authentication_failed(request, **credentials)

    def _address(self, request: HttpRequest) -> str:
        return limits.bucket("sign-in", self.get_client_ip(request))


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """One-time-code secrets and recovery seeds leave this process encrypted (AES-256-GCM, key in ``keys/mfa.key``)."""

    def encrypt(self, text: str) -> str:
        from os import urandom

        nonce = urandom(12)
        return base64.b64encode(nonce + _cipher().encrypt(nonce, text.encode(), b"mfa")).decode()

    def decrypt(self, encrypted_text: str) -> str:
        raw = base64.b64decode(encrypted_text)
        return _cipher().decrypt(raw[:12], raw[12:], b"mfa").decode()


def _cipher() -> AESGCM:
    key = config.ensure_secret(settings.SAPAR_DATA, "mfa.key", 32)
    return AESGCM(base64.urlsafe_b64decode(key + "=")[:32])
