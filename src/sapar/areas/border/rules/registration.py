"""Registering a stay, and extending it: terms, references, what a request may ask. Pure.

Three working days for registering: issue text; for Turkmenistan the Law on migration was not read (``unverified``). Days
off other than Saturday and Sunday are not known to the node.
"""

from __future__ import annotations

from datetime import date, timedelta

from sapar.kernel.procedures.rules import due_on

WORKING_DAYS = 3
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32
REFERENCE_BITS = 40
CHANNELS = ("hotel", "host", "self", "office")
GROUNDS = ("health", "family", "work", "study", "transport", "other")
REFUSALS = ("ground", "documents", "late", "overstay", "security", "other")
LONGEST_EXTENSION = timedelta(days=365)
LONGEST_STAY = timedelta(days=366)
TEXT_LONGEST, ADDRESS_LONGEST, NAME_LONGEST = 2000, 500, 200
APPEAL_DAYS = 10  # proposed: no source gave a period
LOOK_BACK = timedelta(days=90)

# The last day of three working days after a day, Saturdays and Sundays not counted: as ``due`` (a test holds them equal).
DUE_SQL = "({day} + case extract(isodow from {day}) when 1 then 3 when 2 then 3 when 6 then 4 when 7 then 3 else 5 end::integer)"


def due(entry_on: date) -> date:
    """The last day on which a stay that began on ``entry_on`` is registered in time."""
    return due_on(entry_on, WORKING_DAYS, "working")


def last_entry_overdue(today: date) -> date:
    """The latest day of entry whose term is over on ``today``."""
    day = today - timedelta(days=1)
    while due(day) >= today:
        day -= timedelta(days=1)
    return day


def reference(prefix: str, random: int) -> str:
    """``SR-7K3M-Q9XC`` from 40 random bits; says nothing about order or person."""
    text = "".join(ALPHABET[random >> shift & 31] for shift in range(35, -5, -5))
    return f"{prefix}-{text[:4]}-{text[4:]}"


def why_not_period(stays_from: date, stays_until: date | None, today: date) -> str | None:
    """Why a stay cannot be registered for this period: ``future`` (it has not begun), ``order``, ``long``; or None."""
    if stays_from > today:
        return "future"
    if stays_until is None:
        return None
    if stays_until < stays_from:
        return "order"
    return "long" if stays_until - stays_from > LONGEST_STAY else None


def why_not_ask(asked_until: date, permitted_until: date | None, today: date) -> str | None:
    """Why an extension cannot be asked until that day: ``past``, ``within`` (permitted already), ``long``; or None."""
    if asked_until <= today:
        return "past"
    if permitted_until is not None and asked_until <= permitted_until:
        return "within"
    return "long" if asked_until - today > LONGEST_EXTENSION else None


def appeal_until(refused_on: date) -> date:
    """The last day on which the traveller may appeal."""
    return refused_on + timedelta(days=APPEAL_DAYS)
