"""The message of a Digital Travel Authorization (ICAO Technical Report "DTA", version 2.15, 2021, §2.5.4 and §3.3).

Read in a rulebook that maps the report, not in the report itself: field names and lengths are *unverified*, the header's
type and the document type of its signer were not found and are settings. The report knows no revocation of the seal. A
seal of ours carries its place in the signer's revocation list in the additional information (``RL1:`` and a number),
which other verifiers show as text and ignore.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

LONGEST = {"number": 13, "name": 39, "document_number": 24, "place": 15, "category": 46, "information": 100}
MULTIPLE = "M"
STATUS = re.compile(r"RL1:(\d{1,12})", re.ASCII)
_ENTRIES = re.compile(r"M|[1-9]\d?", re.ASCII)
_STATE = re.compile(r"[A-Z]{1,3}", re.ASCII)
_NUMBER = re.compile(r"[A-Z0-9]+", re.ASCII)
_BIRTH = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Authorization:
    """What the seal of a travel authorization says. Days are inclusive; ``stay_days``: length of a stay, None unlimited
    within validity. ``entries``: a number or ``M``. ``name`` as in the MRZ (``OZOW<<AMAN``). ``index``: place in the
    revocation list, None without one."""

    number: str
    name: str
    birth_date: str
    sex: str
    nationality: str
    document_number: str
    place: str
    valid_from: date
    valid_until: date
    entries: str
    category: str
    stay_days: int | None = None
    index: int | None = None


def message(given: Authorization) -> dict[str, Any]:
    """The ``msg`` of the seal. Raises ``ValueError`` whose text begins with the field that does not fit."""
    for field, fits in (
        ("number", _NUMBER.fullmatch(given.number)),
        ("name", given.name),
        ("birth_date", not given.birth_date or _BIRTH.fullmatch(given.birth_date)),
        ("sex", given.sex in ("F", "M", "X", "")),
        ("nationality", _STATE.fullmatch(given.nationality)),
        ("document_number", _NUMBER.fullmatch(given.document_number)),
        ("place", given.place),
        ("valid_until", given.valid_from <= given.valid_until),
        ("entries", _ENTRIES.fullmatch(given.entries)),
        ("category", given.category),
        ("stay_days", given.stay_days is None or 0 < given.stay_days <= 9999),
    ):
        value = getattr(given, field)
        if not fits or (isinstance(value, str) and len(value) > LONGEST.get(field, 39)):
            raise ValueError(f"{field}: does not fit a travel authorization")
    dta: dict[str, Any] = {
        "poi": given.place,
        "vf": given.valid_from.isoformat(),
        "vu": given.valid_until.isoformat(),
        "noe": given.entries,
        "tcc": given.category,
    }
    if given.stay_days is not None:
        dta["dos"] = duration(given.stay_days)
    if given.index is not None:
        dta["ai"] = f"RL1:{given.index}"
    person = {
        "n": given.name,
        "dob": given.birth_date,
        "sex": given.sex if given.sex in ("F", "M") else "<",
        "nl": given.nationality,
        "pn": given.document_number,
    }
    return {"dtan": given.number, "pi": {key: value for key, value in person.items() if value}, "dta": dta}


def duration(days: int) -> str:
    """Days as years, months and days in two digits each; only days are ever counted, so that nobody argues of months.

    More than 99 days are written as years of 365 and months of 30 days, with the rest; read back by ``stay_days``.
    """
    years, rest = divmod(days, 365)
    months, left = divmod(rest, 30) if rest > 99 else (0, rest)
    return f"{years:02d}{months:02d}{left:02d}"


def stay_days(text: str) -> int | None:
    """The days that ``duration`` wrote; None for what is no duration."""
    if not re.fullmatch(r"\d{6}", text, re.ASCII):
        return None
    return int(text[:2]) * 365 + int(text[2:4]) * 30 + int(text[4:])


def number(found: Mapping[str, Any]) -> str:
    """The number of the authorization in a message; empty if it has none."""
    value = found.get("dtan", "")
    return value if isinstance(value, str) else ""


def status_index(found: Mapping[str, Any]) -> int | None:
    """The place in the signer's revocation list that a message names, if it is one of ours."""
    part = found.get("dta")
    text = part.get("ai", "") if isinstance(part, dict) else ""
    match = STATUS.fullmatch(text) if isinstance(text, str) else None
    return int(match[1]) if match else None
