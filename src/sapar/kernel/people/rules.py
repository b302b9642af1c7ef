"""Pure rules about persons and documents: partial dates, document keys."""

from __future__ import annotations

import re
from datetime import date

from sapar.standards.countries import state_code

PARTIAL = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
DOCUMENT_NUMBER = re.compile(r"[A-Z0-9]{1,20}")


def partial_date_error(text: str, today: date) -> str | None:
    """Why a birth date ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD`` is not one: ``form``, ``real``, ``future``; or None.

    A part that is unknown stays unknown: ``1990`` is not 1 January 1990.
    """
    if not PARTIAL.fullmatch(text):
        return "form"
    parts = [int(part) for part in text.split("-")]
    try:
        first = date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)
    except ValueError:
        return "real"
    if parts[0] < 1880:
        return "real"
    return "future" if first > today else None


def document_key(issuer: str, number: str) -> str:
    """How a document is found again whatever separators and whichever code of the State were typed: ``UTO:L898902C3``."""
    return f"{state_code(issuer)}:{re.sub(r'[^A-Z0-9]', '', number.upper())}"


def same_birth_date(left: str, right: str) -> bool:
    """Whether two partial dates agree as far as both are known; an empty one agrees with all."""
    return left.startswith(right) or right.startswith(left)
