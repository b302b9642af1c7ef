"""The decisions about lists, alerts and hits: who may do what, what a hit means at the desk, what changed. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sapar.areas.border.rules.desk import Check, Direction, Reason, State
from sapar.standards.watchlists.dates import normalised

REFUSE, SECOND_LINE, DISCREET, ASSIST = "refuse", "second_line", "discreet", "assist"
MEANINGS = (REFUSE, SECOND_LINE, DISCREET, ASSIST)
QUIET = frozenset({DISCREET, ASSIST})
# What an owner's role may say of a hit: help is asked for by those who help, and by nobody else.
MEANINGS_OF: Mapping[str, tuple[str, ...]] = {
    "border.watch_officer": (REFUSE, SECOND_LINE, DISCREET),
    "protection.intake": (ASSIST,),
}
# Which way an alert stops somebody. Empty: not stated, as of every list of others.
WAYS = ("entry", "exit", "both")
MISSING = "yellow"  # the notice about somebody who is missing, who is to be helped and not stopped
LOST_KINDS = ("lost", "stolen", "stolen_blank", "invalid")
MATCH, NO_MATCH = "match", "no_match"
VERDICTS = (MATCH, NO_MATCH)

LONGEST_ALERT = timedelta(days=3 * 365)
LIST_OLD = timedelta(days=7)
SILENT = timedelta(minutes=10)  # without a sign of life the reading of a file counts as ended: it may be begun anew
# More than this are too many to compare: the check stays open. A page shows that many unfolded.
MOST_CANDIDATES, UNFOLDED = 100, 5
MOST_NAMES, NAME_LONGEST, TEXT_LONGEST = 20, 200, 2000


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be screened: names in any script and order, dates as far as known, α-3 nationality, numbers of documents.

    ``document_id`` (of the shared table of travel documents) finds decisions that were made about this document before;
    ``number`` and ``issuer`` of the document presented are compared with those reported lost or stolen.
    """

    names: tuple[str, ...]
    birth_date: str = ""
    nationality: str = ""
    sex: str = ""
    documents: tuple[str, ...] = ()
    number: str = ""
    issuer: str = ""
    document_id: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody on a list who may be the person screened. ``explanation``: codes of ``methods.matching.explain``.

    ``decision``: what was said of the same document and the same entry before: empty, ``match``, ``no_match``.
    ``applies_to``: one of `WAYS`, or empty where it is not stated.
    """

    entry_id: str
    digest: str
    meaning: str
    score: float
    name: str
    asked: str
    explanation: tuple[tuple[str, Mapping[str, Any]], ...]
    authority: str = ""
    reference: str = ""
    why: str = ""
    instruction: str = ""
    listed_on: str = ""
    until: str = ""
    birth_dates: tuple[str, ...] = ()
    nationalities: tuple[str, ...] = ()
    decision: str = ""
    decided_at: datetime | None = None
    applies_to: str = ""


@dataclass(frozen=True, slots=True)
class Reported:
    """A document that was reported: ``kind`` is one of `LOST_KINDS`."""

    kind: str
    source: str = ""
    reported_on: str = ""


@dataclass(frozen=True, slots=True)
class Screening:
    """What the lists that the desk may know of say of one person at one moment.

    ``changed_at``: when those lists last changed; None as long as none is in force. ``asked`` is False without a name.
    ``too_many``: more than `MOST_CANDIDATES` are not yet said to be somebody else; the worst of them come first.
    """

    candidates: tuple[Candidate, ...] = ()
    reported: tuple[Reported, ...] = ()
    changed_at: datetime | None = None
    asked: bool = True
    too_many: bool = False


# ------------------------------------------------------------------------------------------------ the desk


def check_watchlist(screening: Screening, direction: Direction = Direction.ENTRY) -> Check:
    """The desk's line. Undecided counts as if it were the person; a decision that it is not, only for this document.

    A hit that means *refuse*, and a document reported stolen or invalid, is red; other hits are amber. On the way out a
    *refuse* of which it is not stated that it stops there too is amber: see docs/decisions/0019.
    """
    if not screening.asked:
        return Check("watchlist", State.OPEN, (Reason("not_read"),))
    reasons: list[Reason] = []
    notes: list[Reason] = []
    state = State.GREEN
    for one in screening.reported:
        red = one.kind != "lost"
        state = worse(state, State.RED if red else State.AMBER)
        reasons.append(Reason.of(f"reported_{one.kind}", source=one.source, day=one.reported_on))
    for candidate in of_direction(screening, direction).candidates:
        if candidate.decision == NO_MATCH:
            notes.append(Reason.of("watch_no_match", authority=candidate.authority, at=_iso(candidate.decided_at)))
            continue
        red = stops(candidate, direction)
        state = worse(state, State.RED if red else State.AMBER)
        word = "confirmed" if candidate.decision == MATCH else "candidate"
        way = "_leaving" if candidate.meaning == REFUSE and not red else ""
        reasons.append(Reason.of(f"watch_{word}_{candidate.meaning}{way}", authority=candidate.authority))
    if screening.too_many:
        state = worse(state, State.OPEN)
        reasons.append(Reason("watch_too_many"))
    if screening.changed_at is None:
        notes.append(Reason("watch_none"))
    return Check("watchlist", state, tuple(dict.fromkeys(reasons)), tuple(dict.fromkeys(notes)))


def of_direction(screening: Screening, direction: Direction) -> Screening:
    """Without the hits of alerts that are for the other way only."""
    kept = tuple(one for one in screening.candidates if one.applies_to in ("", "both", direction.value))
    return screening if kept == screening.candidates else replace(screening, candidates=kept)


def stops(candidate: Candidate, direction: Direction) -> bool:
    """Whether a hit means *refuse* for somebody who goes this way."""
    stated = candidate.applies_to in ("both", direction.value)
    return candidate.meaning == REFUSE and (stated or (not candidate.applies_to and direction is Direction.ENTRY))


def worst_first(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Those who are not yet said to be somebody else, *refuse* before the rest; then by score. Equal ones stay in order."""
    return sorted(candidates, key=lambda one: (one.decision == NO_MATCH, one.meaning != REFUSE, -one.score))


def found_by(codes: Iterable[str], *, match: bool, national: bool) -> bool:
    """Whether an entry is a hit: as a match of names and what is known besides, or by the number of a document.

    A national alert names a document because that document is searched for, whoever presents it: its number is enough.
    Lists of others hold very many numbers of many States: there the nationality has to agree too.
    """
    known = set(codes)
    return match or ("document_agrees" in known and (national or "nationality_agrees" in known))


def worse(one: State, other: State) -> State:
    order = (State.GREEN, State.AMBER, State.OPEN, State.RED)
    return max(one, other, key=order.index)


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def why_not_decide(
    *,
    verdict: str,
    meaning: str,
    supervisor: bool,
    own_post: bool,
    opened_by_me: bool,
    referred: bool,
    referred_by_me: bool,
) -> str | None:
    """Why this person cannot decide on a candidate now, or None.

    At the first line everybody at the post may say that it is the person, and that it is not if the hit means *second
    line*. That somebody who is to be refused is another person, a second person says, in the second line.
    """
    if not own_post and not supervisor:
        return "other_post"
    if verdict == NO_MATCH and meaning == REFUSE and (not referred or referred_by_me or opened_by_me):
        return "second_person"
    return None


# ------------------------------------------------------------------------------------------------ alerts


@dataclass(frozen=True, slots=True)
class Content:
    """What an alert says of a person, in the form of the lists' entries."""

    names: tuple[str, ...]
    weak_names: tuple[str, ...] = ()
    birth_dates: tuple[str, ...] = ()
    sex: str = ""
    nationalities: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    reason: str = ""
    instruction: str = ""
    applies_to: str = ""

    def as_json(self) -> dict[str, Any]:
        return {name: list(value) if isinstance(value, tuple) else value for name, value in self.pairs() if value}

    def pairs(self) -> list[tuple[str, Any]]:
        return [(name, getattr(self, name)) for name in self.__dataclass_fields__]

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Content:
        known = {name: stored[name] for name in cls.__dataclass_fields__ if name in stored}
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in known.items()
        }
        return cls(**values)


def why_not_content(content: Content) -> list[tuple[str, str]]:
    """Field and rule of everything that is wrong: ``missing``, ``too_many``, ``too_long``, ``sex``, ``country``, ``nothing``.

    A name alone finds too many people: besides it, a birth date, a nationality or a document has to be known.
    """
    wrong = []
    if not content.names and not content.documents:
        wrong.append(("names", "missing"))
    for name in ("names", "weak_names", "birth_dates", "nationalities", "documents"):
        values = getattr(content, name)
        if len(values) > MOST_NAMES:
            wrong.append((name, "too_many"))
        if any(len(value) > NAME_LONGEST for value in values):
            wrong.append((name, "too_long"))
    if any(normalised(day) != day for day in content.birth_dates):
        wrong.append(("birth_dates", "date"))
    if content.sex not in ("", "F", "M"):
        wrong.append(("sex", "choice"))
    if content.applies_to not in ("", *WAYS):
        wrong.append(("applies_to", "choice"))
    if any(
        not (len(code) == 3 and code.isascii() and code.isupper() and code.isalpha()) for code in content.nationalities
    ):
        wrong.append(("nationalities", "country"))
    if content.names and not (content.birth_dates or content.nationalities or content.documents):
        wrong.append(("birth_dates", "nothing_else"))
    if not content.reason.strip():
        wrong.append(("reason", "missing"))
    for name in ("reason", "instruction"):
        if len(getattr(content, name)) > TEXT_LONGEST:
            wrong.append((name, "too_long"))
    return wrong


def why_not_expiry(expires_on: date, today: date) -> str | None:
    """``past``, or ``far`` (more than three years); or None."""
    if expires_on <= today:
        return "past"
    return "far" if expires_on > today + LONGEST_ALERT else None


def why_not_approve(
    *, state: str, drafted_by: object, me: object, decided: bool, expires_on: date, today: date
) -> str | None:
    """Why a version of an alert cannot be approved by this person now, or None."""
    if decided or state not in ("draft", "in_force"):
        return "decided"
    if drafted_by == me:
        return "same_person"
    return "past" if expires_on <= today else None


def called(content: Mapping[str, Any]) -> str:
    """What an entry or alert is called in a list of them: its first name, or without one its first document."""
    return next(iter([*content.get("names", ()), *content.get("documents", ())]), "")


# ------------------------------------------------------------------------------------------------ versions of lists


def authority_of(content: Mapping[str, Any], language: str) -> str:
    """Who listed somebody: the office's name in that language where the entry knows it, else as the list writes it."""
    return str(content.get("authorities", {}).get(language) or content.get("authority", ""))


def digest_of(content: Mapping[str, Any]) -> str:
    """Hex SHA-256 of what an entry says, the same for the same content in any order of its fields."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Difference:
    """Ids of a list's entries by what a new version does with them."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0


def difference(before: Mapping[str, str], after: Mapping[str, str]) -> Difference:
    """Two versions as ``id → digest of the content``."""
    return Difference(
        added=[identity for identity in after if identity not in before],
        changed=[identity for identity, digest in after.items() if before.get(identity, digest) != digest],
        removed=[identity for identity in before if identity not in after],
        unchanged=sum(before.get(identity) == digest for identity, digest in after.items()),
    )


FIELDS = (
    "names", "weak_names", "birth_dates", "sex", "nationalities", "documents", "reference", "authority", "reason",
    "listed_on", "until", "notice", "applies_to",
)  # fmt: skip


def fields_changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Field, text before, text after of what differs between two contents."""
    found = []
    for name in FIELDS:
        old, new = _text(before.get(name)), _text(after.get(name))
        if old != new:
            found.append((name, old, new))
    return found


def _text(value: Any) -> str:
    return "; ".join(value) if isinstance(value, list) else str(value or "")


def until_date(text: str) -> date | None:
    """The last day of an entry where the list states a whole date; partial ones do not end anything."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def median(values: Sequence[float]) -> float | None:
    """The middle of the values, None without any."""
    ordered = sorted(values)
    if not ordered:
        return None
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def silent(state: str, progress: Mapping[str, Any], received_at: datetime, now: datetime) -> bool:
    """Whether the reading of a file seems to have ended without saying so, or never to have begun."""
    at = datetime.fromisoformat(progress["at"]) if progress.get("at") else received_at
    return state in ("received", "reading") and now - at > SILENT


def unique_ids(ids: Iterable[str]) -> list[str]:
    """Ids of a file's entries made unique in the order of the file: a repeated one gets ``#2``, ``#3``, …."""
    seen: dict[str, int] = {}
    found = []
    for identity in ids:
        seen[identity] = seen.get(identity, 0) + 1
        found.append(identity if seen[identity] == 1 else f"{identity}#{seen[identity]}")
    return found
