"""What later messages make of earlier ones, what the checks of a passenger find, what a carrier is told. Pure.

Messages overtake each other. So every one carries the time at which its sender prepared it (a *stamp*), and what is known
of a flight or a person is what the message with the latest stamp says; of two with one stamp the one that came later
counts. Nobody is dropped because a list does not name them: carriers send lists in parts and one by one, and only a
cancellation takes a person off.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sapar.areas.border.rules.desk import ADULT, Direction, Reason, State, ages

# Lists are due this long before landing. The period is not from a law that was found: unverified.
DUE_BEFORE_LANDING = timedelta(minutes=60)
# How far around the hour of landing a crossing is taken for that of a passenger.
EARLY, AFTERWARDS = timedelta(hours=6), timedelta(hours=24)

# How bad each reason is. What only an officer can judge leads to the second line.
WEIGHTS: dict[str, State] = {
    "watch_document": State.RED,
    "watch_candidate_refuse": State.RED,
    "watch_confirmed_refuse": State.RED,
    "watch_candidate_second_line": State.AMBER,
    "watch_confirmed_second_line": State.AMBER,
    "reported_stolen": State.RED,
    "reported_stolen_blank": State.RED,
    "reported_invalid": State.RED,
    "reported_lost": State.AMBER,
    "document_expired": State.AMBER,
    "no_document": State.AMBER,
    "no_birth_date": State.AMBER,
    "no_nationality": State.AMBER,
    "other_holder": State.AMBER,
    "same_document": State.AMBER,
    "minor_alone": State.AMBER,
    "visa_cancelled": State.RED,
    "visa_other_passport": State.AMBER,
    "visa_early": State.AMBER,
    "visa_over": State.AMBER,
    "visa_used": State.AMBER,
    "refused_before": State.AMBER,
    "stay_none_left": State.AMBER,
}
# What a carrier is told NO BOARD for without a person's decision: a document that is on a list by its number. A name that
# is like another one decides nothing. Nationals of the State itself are never refused.
NO_BOARD = frozenset({"watch_document", "reported_stolen", "reported_stolen_blank", "reported_invalid"})
BOARD, NO_BOARD_CODE = "0Z", "1Z"


class Answer(StrEnum):
    """What an officer tells a carrier."""

    BOARD = "0Z"
    NO_BOARD = "1Z"


@dataclass(frozen=True, slots=True)
class Named:
    """By what a person is known again in a later message on the same flight."""

    reference: str
    issuer: str
    number: str
    primary: str
    secondary: str
    birth_date: str
    booking: str


class Known:
    """The persons of a flight, found by what a message says of them."""

    def __init__(self, people: Iterable[tuple[Named, int]] = ()) -> None:
        self._by: dict[tuple[str, ...], int] = {}
        for named, index in people:
            self.add(named, index)

    def add(self, named: Named, index: int) -> None:
        for key in _keys(named):
            self._by.setdefault(key, index)

    def find(self, named: Named) -> int | None:
        """The number under which the person is known: by the carrier's reference, else the document, else name, date of
        birth and reservation."""
        return next((self._by[key] for key in _keys(named) if key in self._by), None)


def _keys(named: Named) -> list[tuple[str, ...]]:
    keys: list[tuple[str, ...]] = []
    if named.reference:
        keys.append(("reference", named.reference))
    if named.number:
        keys.append(("document", named.issuer, named.number))
    else:
        keys.append(("person", named.booking, named.primary, named.secondary, named.birth_date))
    return keys


def counts(stamp: str, known: str) -> bool:
    """Whether a message of this stamp says more than what is known since ``known``."""
    return stamp >= known


def with_stamp(stamps: dict[str, str], kind: str, stamp: str) -> dict[str, str]:
    """The stamps of a flight after news of a kind: the latest stays."""
    return stamps | {kind: max(stamp, stamps.get(kind, ""))}


def is_cancelled(stamps: dict[str, str]) -> bool:
    """Whether the cancellation is the newest that was said; a list that was prepared later puts the flight back."""
    return bool(stamps.get("cancel")) and stamps["cancel"] >= stamps.get("list", "")


def late_by(received: datetime, lands: datetime | None) -> int | None:
    """Minutes after the time that a list was due at; 0 in time, None if the landing is not known."""
    if lands is None:
        return None
    return max(0, int((received - (lands - DUE_BEFORE_LANDING)).total_seconds() // 60))


# ------------------------------------------------------------------------------------------------ checks


@dataclass(frozen=True, slots=True)
class Traveller:
    """A passenger as the checks see them. ``alone``: no adult travels under the same reservation."""

    nationality: str
    birth_date: str
    document_number: str
    document_expiry: str
    alone: bool = False
    same_document: bool = False


def check_traveller(traveller: Traveller, day: date) -> list[Reason]:
    """What the list alone shows. ``day``: of landing."""
    found = []
    if not traveller.document_number:
        found.append(Reason("no_document"))
    elif traveller.document_expiry and traveller.document_expiry < day.isoformat():
        found.append(Reason.of("document_expired", day=traveller.document_expiry))
    if not traveller.birth_date:
        found.append(Reason("no_birth_date"))
    elif traveller.alone and ages(traveller.birth_date, day)[1] < ADULT:
        found.append(Reason.of("minor_alone", age=ages(traveller.birth_date, day)[1]))
    if not traveller.nationality:
        found.append(Reason("no_nationality"))
    if traveller.same_document:
        found.append(Reason("same_document"))
    return found


def level(reasons: Sequence[Reason]) -> State:
    """The worst of the reasons; green without any. Codes without a weight are notes."""
    weights = {WEIGHTS.get(reason.code, State.GREEN) for reason in reasons}
    return next((state for state in (State.RED, State.AMBER) if state in weights), State.GREEN)


def reasons_to_json(reasons: Iterable[Reason]) -> list[dict[str, str]]:
    """Reasons as they are stored."""
    return [{"code": reason.code, **dict(reason.values)} for reason in reasons]


def reasons_from_json(stored: Iterable[Mapping[str, str]]) -> list[Reason]:
    """Inverse of :func:`reasons_to_json`."""
    return [Reason.of(one["code"], **{k: v for k, v in one.items() if k != "code"}) for one in stored]


def answer_for(reasons: Sequence[Reason], nationality: str, own: str) -> Answer:
    """What the carrier is told at once."""
    if nationality == own:
        return Answer.BOARD
    return Answer.NO_BOARD if any(reason.code in NO_BOARD for reason in reasons) else Answer.BOARD


def without_adult(people: Sequence[tuple[str, str]], day: date) -> list[bool]:
    """For each (reservation, date of birth): whether no adult travels under the reservation. Who has none is alone."""
    adults = {booking for booking, birth in people if booking and (not birth or ages(birth, day)[1] >= ADULT)}
    return [booking not in adults for booking, _ in people]


# A flight is checked again when the lists that the desk may know of have changed, and once in the hour before landing.
# When quiet alerts change is no reason: the time of a check would tell of it.
AHEAD, LAST_CHECK = timedelta(hours=12), timedelta(minutes=60)


def is_due(checked: datetime, changed: datetime | None, lands: datetime, now: datetime) -> bool:
    """Whether the persons of a flight are to be checked again: ``checked`` when they were last, ``changed`` the lists."""
    if not now <= lands <= now + AHEAD:
        return False
    return (changed is not None and changed > checked) or (lands - now <= LAST_CHECK and now - checked >= LAST_CHECK)


# ------------------------------------------------------------------------------------------------ where it lands


def post_for(airport: str, codes: Iterable[str]) -> str | None:
    """The code of the post at an airport: the airport's own, or one that has it between hyphens (TM-ASB)."""
    if not airport:
        return None
    return next((code for code in sorted(codes) if airport in code.split("-")), None)


def way(origin: str, destination: str, codes: Sequence[str]) -> tuple[Direction, str | None]:
    """Direction and post of a flight: an entry where it lands at a post of ours, an exit where it only leaves one."""
    here = post_for(destination, codes)
    if here is not None:
        return Direction.ENTRY, here
    there = post_for(origin, codes)
    return (Direction.EXIT, there) if there is not None else (Direction.ENTRY, None)


def window(at: datetime) -> tuple[datetime, datetime]:
    """From when to when a crossing may be that of a passenger of a flight."""
    return at - EARLY, at + AFTERWARDS


# ------------------------------------------------------------------------------------------------ quality

# A flight that was there on this many of the same weekdays before is missed when it is not.
WEEKS, OFTEN = 4, 3


def expected_flights(seen: Iterable[tuple[str, date]], day: date) -> list[str]:
    """Flights that nothing was sent for on ``day`` although they were there on at least three of the same weekdays of the
    last four weeks. ``seen``: designators with their days."""
    days: dict[str, set[date]] = {}
    for designator, flown in seen:
        days.setdefault(designator, set()).add(flown)
    before = [day - timedelta(weeks=week) for week in range(1, WEEKS + 1)]
    return sorted(
        designator
        for designator, flown in days.items()
        if day not in flown and sum(one in flown for one in before) >= OFTEN
    )


def missing_parts(parts: Iterable[tuple[int, bool]]) -> bool:
    """Whether a list in parts is not complete: (number, is the last one) of those that came."""
    found = list(parts)
    if not found:
        return False
    last = max((number for number, final in found if final), default=0)
    return not last or {number for number, _ in found if number <= last} != set(range(1, last + 1))
