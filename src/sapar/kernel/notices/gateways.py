"""The ways out of the node: mail through Django's back end, short messages by an HTTP gateway or into a folder.

Every message carries the notice's id (``Message-ID``, ``Idempotency-Key``, file name): a worker that dies between
sending and recording makes the second sending recognisable, and in a folder it replaces the first.
"""

from __future__ import annotations

import json
import smtplib
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import mail

from sapar.kernel.notices.registry import Text

TIMEOUT = 20
# The gateway says that this message will never do, as it is: trying again changes nothing.
HOPELESS = frozenset({400, 404, 410, 413, 422})


class NotSent(Exception):
    """An attempt failed; ``code`` names why, without address or text. ``permanent``: another attempt is useless."""

    def __init__(self, code: str, permanent: bool = False) -> None:
        super().__init__(code)
        self.code, self.permanent = code, permanent


def send_mail(notice_id: UUID, address: str, text: Text) -> None:
    """Hand one mail to the configured back end. Raises NotSent."""
    sender = settings.DEFAULT_FROM_EMAIL
    domain = sender.rpartition("@")[2].strip("> ") or "localhost"
    message = mail.EmailMessage(
        subject=text.subject,
        body=text.body,
        from_email=sender,
        to=[address],
        headers={"Message-ID": f"<{notice_id}@{domain}>", "Auto-Submitted": "auto-generated"},
    )
    try:
        if message.send() != 1:
            raise NotSent("mail_not_taken")
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise NotSent("mail_recipient_refused", permanent=all(code >= 500 for code in codes)) from None
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise NotSent(f"mail_{type(error).__name__}") from None


def send_sms(notice_id: UUID, number: str, text: Text) -> None:
    """Hand one short message to the configured gateway. Raises NotSent."""
    message = {"id": str(notice_id), "to": number, "sender": settings.SAPAR_SMS.sender, "text": text.sms}
    if settings.SAPAR_SMS.kind == "folder":
        _to_folder(Path(settings.SAPAR_SMS_FOLDER), message)
    else:
        _to_gateway(settings.SAPAR_SMS.url, message)


def _to_folder(folder: Path, message: dict[str, Any]) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = folder / f".{message['id']}.new"
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(message, ensure_ascii=False, indent=1) + "\n")
        draft.replace(folder / f"{message['id']}.json")
    except OSError as error:
        raise NotSent(f"sms_{type(error).__name__}") from None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A gateway that sends us elsewhere would send the token and the message there too."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _to_gateway(url: str, message: dict[str, Any]) -> None:
    if not url.startswith(("https://", "http://")):
        raise NotSent("sms_gateway_not_configured")
    headers = {"Content-Type": "application/json", "Idempotency-Key": message["id"]}
    token = Path(settings.SAPAR_KEYS) / "sms.token"
    if token.exists():
        headers["Authorization"] = f"Bearer {token.read_text().strip()}"
    body = json.dumps(message, ensure_ascii=False).encode()
    request = urllib.request.Request(url, body, headers, method="POST")  # noqa: S310 - http and https only, above
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=TIMEOUT) as answer:
            answer.read(1000)
    except urllib.error.HTTPError as error:
        raise NotSent(f"sms_http_{error.code}", permanent=error.code in HOPELESS) from None
    except (OSError, ValueError) as error:
        raise NotSent(f"sms_{type(error).__name__}") from None
