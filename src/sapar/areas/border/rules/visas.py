"""The decisions of the electronic visa: what an application lacks, who may decide, what the desk finds. Pure.

Limits on length of stay and validity were found in no text of the law: proposed, ``unverified``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sapar.areas.border.rules.desk import Check, Direction, Reason, State
from sapar.methods import codes

PREFIX, USE = "VA", "border.visa"
TRIES = {"reference": 60, "both": 10, "address": 100}
WINDOW_SECONDS = 15 * 60
STARTS_AN_HOUR = 60  # by address: a travel agency or a whole village may sit behind one
LONGEST_STAY, LONGEST_VALIDITY, EARLIEST = 90, 365, timedelta(days=365)
PASSPORT_BEYOND = timedelta(days=180)  # how long a passport should last after leaving: a note, no refusal
PHOTO_LEAST = (300, 400)
PHOTO_RATIO = (0.6, 1.0)
SHOWN_AFTER_END = timedelta(days=30)
HOLDING = ("granted", "extension_asked")
DEPARTURE_DAYS = 10
"""Days to leave that are proposed when a visa is cancelled during a stay. Found in no law: ``unverified``; a person decides."""
OVERSTAY_NOTE = "visa_over"
FLIGHT_AHEAD, FLIGHT_PAST = timedelta(days=14), timedelta(days=1)
QUERIES_A_FLIGHT = 1500  # the largest aircraft holds some 850; passengers change their minds


def reference_from(random: int) -> str:
    """``VA-7K3M-Q9XC`` from 35 random bits."""
    return codes.reference_from(PREFIX, random)


def read_reference(text: str) -> str | None:
    """The reference that somebody typed, in its written form, or None."""
    return codes.read_reference(PREFIX, text)


def number_from(random: int) -> str:
    """The number of a visa, nine characters: ``V`` and a reference without its prefix and hyphens."""
    return "V" + codes.reference_from("", random).replace("-", "")


def code_digest(reference: str, code: str, pepper: bytes) -> str:
    """What is stored instead of a code: see ``methods.codes``."""
    return codes.code_digest(USE, reference, code, pepper)


def marks(reference: str, address: str, pepper: bytes) -> list[str]:
    """The marks of an attempt, in the order of ``limits``."""
    return codes.marks(USE, reference, address, pepper)


def limits() -> list[int]:
    """How many failures each mark allows within the window."""
    return [TRIES["reference"], TRIES["both"], TRIES["address"]]


# ------------------------------------------------------------------------------------------------ the application


def missing(values: Mapping[str, object], needed: Collection[str]) -> list[str]:
    """The names of answers that are not there, in order."""
    return [name for name in needed if values.get(name) in (None, "")]


def trip_error(arrives: date, leaves: date, today: date) -> str | None:
    """Why a journey cannot be: ``past``, ``far``, ``order``, ``long``; or None."""
    if arrives < today:
        return "past"
    if arrives > today + EARLIEST:
        return "far"
    if leaves < arrives:
        return "order"
    return "long" if stay_days(arrives, leaves) > LONGEST_STAY else None


def stay_days(arrives: date, leaves: date) -> int:
    """Days of a stay, the first and the last counted."""
    return (leaves - arrives).days + 1


def validity_error(first: date, last: date, days: int, entries: str, today: date) -> str | None:
    """Why a visa cannot hold so: ``order``, ``past``, ``long``, ``stay``, ``stay_beyond``, ``entries``; or None."""
    if last < first:
        return "order"
    if last < today:
        return "past"
    if (last - first).days >= LONGEST_VALIDITY:
        return "long"
    if not 1 <= days <= LONGEST_STAY:
        return "stay"
    if days > (last - first).days + 1:
        return "stay_beyond"
    return None if entries in ("1", "2", "M") else "entries"


def leave_error(leave_by: date | None, until: date | None, today: date) -> str | None:
    """Why a stay whose visa is cancelled cannot end so: ``missing`` (one goes on, no day was set), ``past``, ``later`` than it
    may last anyway, ``nobody`` (none goes on); or None. ``until``: the last day of the stay that goes on, None without one."""
    if until is None or until < today:
        return None if leave_by is None else "nobody"
    if leave_by is None:
        return "missing"
    if leave_by < today:
        return "past"
    return "later" if leave_by > until else None


def leave_proposed(until: date, today: date) -> date:
    """The day for leaving that is proposed: the departure period from today, never longer than the stay may last anyway."""
    return min(until, today + timedelta(days=DEPARTURE_DAYS))


def photo_error(width: int, height: int) -> str | None:
    """Why a picture is no photograph of a face: ``small``, or ``shape`` (wider than high, or a strip); or None."""
    if width < PHOTO_LEAST[0] or height < PHOTO_LEAST[1]:
        return "small"
    least, most = PHOTO_RATIO
    return None if least <= width / height <= most else "shape"


def passport_note(expires_on: date | None, leaves: date | None) -> str | None:
    """What an officer should see of the passport: ``expires_within`` of the journey, ``expires_soon`` after; or None."""
    if expires_on is None or leaves is None:
        return None
    if expires_on < leaves:
        return "expires_within"
    return "expires_soon" if expires_on < leaves + PASSPORT_BEYOND else None


# ------------------------------------------------------------------------------------------------ who may decide


def why_not_second(actor: object, proposed_by: object) -> str | None:
    """Why somebody cannot decide on a proposal: ``own_proposal``; or None. Two different officers, always."""
    return "own_proposal" if actor == proposed_by else None


def why_not_hear(actor: object, took_part: Collection[object]) -> str | None:
    """Why somebody cannot hear an appeal: ``own_refusal`` for whoever proposed or decided the refusal; or None."""
    return "own_refusal" if actor in took_part else None


# ------------------------------------------------------------------------------------------------ the desk


@dataclass(frozen=True, slots=True)
class VisaFinding:
    """A visa on record for the document at hand. ``state``: of its case; ``linked``: to this passport now; ``used``: entries
    that counted; ``presented``: its seal was scanned."""

    number: str
    valid_from: date
    valid_until: date
    stay_days: int
    entries: str
    state: str
    linked: bool
    used: int
    presented: bool = False

    @property
    def entries_left(self) -> int | None:
        """None: several entries without a number."""
        return None if self.entries == "M" else max(0, int(self.entries) - self.used)


def fault_of(visa: VisaFinding, today: date) -> str | None:
    """Why this visa lets nobody enter today: ``cancelled``, ``other_passport``, ``early``, ``over``, ``used``; or None."""
    if visa.state == "cancelled":
        return "cancelled"
    if not visa.linked:
        return "other_passport"
    if today < visa.valid_from:
        return "early"
    if today > visa.valid_until or visa.state not in HOLDING:
        return "over"
    return "used" if visa.entries_left == 0 else None


def pick(visas: Iterable[VisaFinding], today: date) -> VisaFinding | None:
    """The visa that counts: one whose seal was presented, else one that holds, else the one that ended last.

    A visa that ended more than thirty days ago and was not presented is not brought up.
    """
    found = [one for one in visas if one.presented or one.valid_until + SHOWN_AFTER_END >= today]
    return max(found, key=lambda one: (one.presented, fault_of(one, today) is None, one.valid_until), default=None)


def held_on(visas: Iterable[VisaFinding], day: date) -> VisaFinding | None:
    """The visa under which an entry that is on record already was made on a day: that entry is among those ``used``."""
    then = [
        replace(one, used=max(0, one.used - 1), state="granted" if one.state == "expired" else one.state)
        for one in visas
    ]
    return next((one for one in then if fault_of(one, day) is None), None)


def check_visa(visa: VisaFinding | None, direction: Direction, today: date, *, on_permit: bool = False) -> Check | None:
    """The desk's line about a visa; None where there is nothing to say.

    Entering: green if it holds. Cancelled, or its seal was presented and it does not hold: red. One that merely stands on
    record and does not hold: amber, for the traveller may enter on other grounds; beside a permit (``on_permit``) a note.
    Leaving is never held up by a visa.
    """
    if visa is None:
        return None
    fault = fault_of(visa, today)
    left = visa.entries_left
    known = Reason.of("visa", number=visa.number, day=visa.valid_until.isoformat(), stay=visa.stay_days)
    notes = [known, Reason("visa_multiple") if left is None else Reason.of("visa_left", left=left)]
    if fault is None:
        return Check("visa", State.GREEN, (), tuple(notes))
    reason = Reason.of(
        f"visa_{fault}", number=visa.number, day=(visa.valid_from if fault == "early" else visa.valid_until).isoformat()
    )
    if direction is Direction.EXIT or (on_permit and not visa.presented):
        return Check("visa", State.GREEN, (), (reason,))
    state = State.RED if visa.presented or fault == "cancelled" else State.AMBER
    return Check("visa", state, (reason,))


# ------------------------------------------------------------------------------------------------ carriers


def flight_error(flies_on: date, today: date) -> str | None:
    """Why a flight cannot be asked about: ``past``, ``far``; or None."""
    if flies_on < today - FLIGHT_PAST:
        return "past"
    return "far" if flies_on > today + FLIGHT_AHEAD else None


def summary_of(candidates: int, reported: int, duplicates: Sequence[object]) -> dict[str, int]:
    """What was on the screen when a decision was proposed, in counts."""
    return {"candidates": candidates, "reported": reported, "duplicates": len(duplicates)}
