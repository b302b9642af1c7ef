"""Short-lived secrets of the shell, encrypted with a key from ``SECRET_KEY``: neither cache nor address can be read."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


def _key(use: str, secret: str) -> bytes:
    mac = hmac.new(str(settings.SECRET_KEY).encode(), f"sapar.web.{use}:{secret}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(mac.digest())


def wrap(use: str, value: Any, secret: str = "") -> str:
    """A JSON-able value as encrypted, authenticated text. ``secret`` is a second key that only the browser holds."""
    return Fernet(_key(use, secret)).encrypt(json.dumps(value, separators=(",", ":")).encode()).decode()


def unwrap(use: str, text: str, secret: str = "", *, max_age: int | None = None) -> Any:
    """The value, or None when the text was altered, belongs to another use, or is older than ``max_age`` seconds."""
    try:
        return json.loads(Fernet(_key(use, secret)).decrypt(text.encode(), ttl=max_age))
    except (InvalidToken, ValueError):
        return None


def fingerprint(use: str, value: str) -> str:
    """A keyed digest: tells whether two values are equal and nothing else."""
    return hmac.new(_key(use, ""), value.encode(), hashlib.sha256).hexdigest()
