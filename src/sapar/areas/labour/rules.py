"""Pure decisions of the work permit: numbers and codes, the ten per cent rule, periods, quota, second persons.

Sources: turkmenvisagov.org/work-permits (unofficial) for one year plus one year, 30 and 45 calendar days and 10 per cent;
what no source gave is marked *proposed* here and ``unverified`` in the data.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sapar.methods import codes

# ------------------------------------------------------------------------------------------------ references

ALPHABET, ALIKE = codes.ALPHABET, codes.ALIKE
PREFIX, USE = "WP", "labour"
REFERENCE_BITS, CODE_BITS = codes.REFERENCE_BITS, codes.CODE_BITS
check_character, code_from, read_code = codes.check_character, codes.code_from, codes.read_code


def reference_from(random: int) -> str:
    """``WP-7K3M-Q9XC`` from 35 random bits."""
    return codes.reference_from(PREFIX, random)


def read_reference(text: str) -> str | None:
    """The reference that somebody typed, in its written form; None when a character is wrong or missing."""
    return codes.read_reference(PREFIX, text)


# ------------------------------------------------------------------------------------------------ the worker's code

# Failures within WINDOW: on one reference from one address; on one reference from anywhere (high, so that whoever knows
# a worker's reference cannot lock them out from one place); from one address (high, many workers may share one).
TRIES = {"both": 10, "reference": 60, "address": 100}
WINDOW = timedelta(minutes=15)


def code_digest(reference: str, code: str, pepper: bytes) -> str:
    """What is stored instead of a code: see ``methods.codes``."""
    return codes.code_digest(USE, reference, code, pepper)


def marks(reference: str, address: str, pepper: bytes) -> list[str]:
    """The marks of an attempt, in the order of ``limits``: the reference alone comes first."""
    return codes.marks(USE, reference, address, pepper)


def limits() -> list[int]:
    """How many failures each mark allows."""
    return [TRIES["reference"], TRIES["both"], TRIES["address"]]


def why_not_send(phone: str, employer_phones: Collection[str], others_with_phone: int) -> str | None:
    """Why the code must be handed over in person: ``none`` (no number), ``employer`` (the number is one of the employer's
    people), ``shared`` (it stands on another worker's application too); or None when it may be sent."""
    if not phone:
        return "none"
    if phone in employer_phones:
        return "employer"
    return "shared" if others_with_phone else None


def plain_phone(text: str) -> str | None:
    """``+99365123456``: international form, 8 to 15 digits (ITU-T E.164); None when it is none."""
    digits = "".join(c for c in text if c not in " -().\u00a0")
    digits = "+" + digits[2:] if digits.startswith("00") else digits
    number = digits.removeprefix("+")
    good = digits.startswith("+") and number.isascii() and number.isdigit() and 8 <= len(number) <= 15
    return digits if good and number[0] != "0" else None


# ------------------------------------------------------------------------------------------------ ten per cent

FOREIGN_PER_CENT = 10


@dataclass(frozen=True, slots=True)
class HeadCount:
    """How many people an employer has: ``total`` with foreigners, ``foreign`` of them, on ``counted_on``, by ``source``."""

    total: int
    foreign: int
    counted_on: date
    source: str


@dataclass(frozen=True, slots=True)
class Share:
    """The ten per cent rule worked out for one more worker.

    ``foreign``: foreign workers with this one. ``allowed``: the greatest number that ``total`` people allow. ``exempt``: this
    worker is not counted. ``holds``: the rule is kept.
    """

    total: int
    declared: int
    granted_since: int
    foreign: int
    allowed: int
    exempt: bool
    holds: bool


def share(count: HeadCount, granted_since: int, exempt: bool) -> Share:
    """Whether one more foreign worker keeps foreigners at or below ten per cent of the staff.

    ``granted_since``: permits in force that were granted after the day of the head count, so that one count does not serve
    for many workers. Staff is taken as counted, without those who are still to come: the strict reading.
    """
    foreign = count.foreign + granted_since + (0 if exempt else 1)
    holds = exempt or foreign * 100 <= count.total * FOREIGN_PER_CENT
    return Share(
        count.total, count.foreign, granted_since, foreign, count.total * FOREIGN_PER_CENT // 100, exempt, holds
    )


def head_count_errors(count: HeadCount, today: date) -> dict[str, str]:
    """Field → rule that a head count breaks: ``positive``, ``more_than_total``, ``future``, ``old`` (over a year)."""
    found: dict[str, str] = {}
    if not 0 < count.total < 10_000_000:
        found["total"] = "positive"
    if not 0 <= count.foreign < 10_000_000:
        found["foreign"] = "positive"
    elif count.foreign > count.total:
        found["foreign"] = "more_than_total"
    if count.counted_on > today:
        found["counted_on"] = "future"
    elif count.counted_on < today - timedelta(days=366):
        found["counted_on"] = "old"
    return found


# ------------------------------------------------------------------------------------------------ periods

APPEAL_DAYS = 30  # proposed: no source gave a period
DRAFT_LIFE = timedelta(days=90)  # proposed: what nobody sent is not kept longer


def last_day(first: date) -> date:
    """The last day of the longest permit that begins on ``first``: one year, the day before its anniversary."""
    try:
        return first.replace(year=first.year + 1) - timedelta(days=1)
    except ValueError:  # 29 February
        return date(first.year + 1, 2, 28)


def period_error(first: date, last: date, today: date) -> str | None:
    """Why a period cannot be granted: ``order``, ``past`` (it has ended already), ``too_long`` (over one year), ``far``
    (begins in more than a year); or None."""
    if last < first:
        return "order"
    if last < today:
        return "past"
    if first > today + timedelta(days=366):
        return "far"
    return "too_long" if last > last_day(first) else None


def renewal_error(*, original_state: str, is_renewal: bool, same_employer: bool, same_document: bool) -> str | None:
    """Why a permit cannot be renewed: ``state`` (not in force and not just expired), ``once`` (it is a renewal itself: one
    year and one more), ``employer``, ``document`` (another person's passport); or None."""
    if original_state not in ("granted", "expired"):
        return "state"
    if is_renewal:
        return "once"
    if not same_employer:
        return "employer"
    return None if same_document else "document"


def appeal_until(refused_on: date) -> date:
    """The last day on which an employer may appeal."""
    return refused_on + timedelta(days=APPEAL_DAYS)


# ------------------------------------------------------------------------------------------------ quota, second persons


def quota_for(quotas: Iterable[tuple[int, str]], year: int, sector: str) -> tuple[int, str] | None:
    """Which quota a permit counts against: its year and sector, else its year and ``*`` (all sectors), else none."""
    known = set(quotas)
    return next((key for key in ((year, sector), (year, "*")) if key in known), None)


def why_not_override(actor: str, refused_by: Collection[str]) -> str | None:
    """A refusal is lifted or confirmed by a person who had no part in it: ``own_refusal``, or None."""
    return "own_refusal" if actor in refused_by else None


# ------------------------------------------------------------------------------------------------ completeness


def missing_documents(needed: Mapping[str, bool], present: Collection[str]) -> list[str]:
    """The kinds of document that are needed and not there, in the order of ``needed`` (kind → required)."""
    return [kind for kind, required in needed.items() if required and kind not in present]


def missing_answers(answers: Mapping[str, object], needed: Iterable[str]) -> list[str]:
    """The questions that have no answer: None or empty text; zero is an answer."""
    return [name for name in needed if answers.get(name) is None or answers.get(name) == ""]


def wage_error(minor_units: int) -> str | None:
    """``positive`` or ``much`` (a hundred million: surely minor units for units), or None."""
    if minor_units <= 0:
        return "positive"
    return "much" if minor_units >= 10_000_000_000 else None
