"""Pure rules of sending: addresses, and when a failed attempt is made again."""

from __future__ import annotations

import re

MAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*\.)*[A-Za-z0-9-]{2,63}")
PHONE = re.compile(r"\+[1-9]\d{6,14}")  # ITU-T E.164

# Seconds after each failed attempt: a gateway's hiccup, a restart, an outage, a day. Then it is given up.
PAUSES = (60, 5 * 60, 15 * 60, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600)


def channel_of(address: str) -> str | None:
    """``mail`` or ``sms`` by the form of an address; None when it is neither."""
    if MAIL.fullmatch(address) and len(address) <= 254:
        return "mail"
    return "sms" if PHONE.fullmatch(address) else None


def plain_phone(text: str) -> str:
    """A telephone number without the blanks, hyphens and brackets that people type; ``00`` becomes ``+``."""
    number = re.sub(r"[\s()./\-]", "", text)
    return "+" + number[2:] if number.startswith("00") else number


def pause_after(attempts: int) -> int | None:
    """Seconds to wait after the ``attempts``-th failed attempt (1 for the first); None: give up."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None
