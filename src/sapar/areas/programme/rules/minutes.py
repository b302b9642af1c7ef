"""What stands in minutes: points of the agenda with what was said, and decisions; faults, the snapshot that is signed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from unicodedata import normalize
from uuid import UUID

from sapar.areas.programme.rules.content import LANGUAGES, TEXT_LONGEST, TITLE_LONGEST, Words, digest, in_language

ITEM, DECISION, NOTE = "item", "decision", "note"
KINDS = (ITEM, DECISION, NOTE)
MODES = ("onsite", "online", "both")
MOST_LINES, MOST_LINKS = 200, 40
_ADDRESS = re.compile(r"https://[^\s<>\"']{4,290}")


@dataclass(frozen=True, slots=True)
class Minute:
    """What a line says. A decision also has who is responsible, until when, and what it concerns and closes.

    ``title``: of the point of the agenda, or the text of the decision, or of a private note. ``said``: what was said.
    """

    title: Words
    said: Words = field(default_factory=Words)
    responsible_id: UUID | None = None
    person: str = ""
    due_on: date | None = None
    line_ids: tuple[UUID, ...] = ()
    closes: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class MinutesEntry:
    """A line at its place: ``number`` counts within its kind."""

    id: UUID
    kind: str
    number: int
    minute: Minute


@dataclass(frozen=True, slots=True)
class MinutesFault:
    """What keeps minutes from being proposed; ``number`` of the entry within its kind, 0 for the whole."""

    code: str
    kind: str = ""
    number: int = 0


def link_ok(link: str) -> bool:
    """Whether an address of an online meeting may be shown as a link."""
    return not link or bool(_ADDRESS.fullmatch(link))


def minute_faults(kind: str, minute: Minute) -> list[tuple[str, str]]:
    """(field, rule) of what cannot even stand in a side's own minutes."""
    wrong: list[tuple[str, str]] = []
    if kind not in KINDS:
        wrong.append(("kind", "kind"))
    if minute.title.empty:
        wrong.append(("title", "title"))
    longest = {ITEM: TITLE_LONGEST, NOTE: TEXT_LONGEST}.get(kind, 2000)
    if any(len(getattr(minute.title, code)) > longest for code in LANGUAGES):
        wrong.append(("title", "long"))
    if any(len(getattr(minute.said, code)) > TEXT_LONGEST for code in LANGUAGES):
        wrong.append(("said", "long"))
    if len(minute.person) > 200:
        wrong.append(("person", "long"))
    if kind != DECISION and (minute.responsible_id or minute.due_on or minute.line_ids or minute.closes):
        wrong.append(("kind", "only_decision"))
    if len(minute.line_ids) > MOST_LINKS or len(minute.closes) > MOST_LINKS:
        wrong.append(("line_ids", "many"))
    return wrong


def proposal_faults(entries: Sequence[MinutesEntry], held_on: date, present: Iterable[str]) -> list[MinutesFault]:
    """What minutes still lack. ``present``: the sides (``state``, ``iom``) of which somebody was there."""
    faults = [MinutesFault(f"absent_{side}") for side in ("state", "iom") if side not in set(present)]
    shown = [one for one in entries if one.kind != NOTE]
    if not shown:
        faults.append(MinutesFault("empty"))
    for one in shown:
        said = one.minute
        if not said.title.whole or not (said.said.empty or said.said.whole):
            faults.append(MinutesFault("languages", one.kind, one.number))
        if one.kind == DECISION:
            if said.responsible_id is None:
                faults.append(MinutesFault("responsible", one.kind, one.number))
            if said.due_on is None:
                faults.append(MinutesFault("due", one.kind, one.number))
            elif said.due_on < held_on:
                faults.append(MinutesFault("due_before", one.kind, one.number))
    return faults


def to_json(minute: Minute) -> dict[str, Any]:
    """A minute as JSON; what is empty is left out."""
    said: dict[str, Any] = {"title": _words(minute.title)}
    if not minute.said.empty:
        said["said"] = _words(minute.said)
    if minute.responsible_id:
        said["responsible_id"] = str(minute.responsible_id)
    if minute.person:
        said["person"] = normalize("NFC", minute.person)
    if minute.due_on:
        said["due_on"] = minute.due_on.isoformat()
    for name in ("line_ids", "closes"):
        if getattr(minute, name):
            said[name] = [str(one) for one in getattr(minute, name)]
    return said


def from_json(stored: Mapping[str, Any]) -> Minute:
    """The minute that :func:`to_json` wrote."""
    return Minute(
        Words(**stored["title"]),
        Words(**stored.get("said", {})),
        UUID(stored["responsible_id"]) if "responsible_id" in stored else None,
        stored.get("person", ""),
        date.fromisoformat(stored["due_on"]) if "due_on" in stored else None,
        tuple(UUID(one) for one in stored.get("line_ids", ())),
        tuple(UUID(one) for one in stored.get("closes", ())),
    )


def snapshot(head: Mapping[str, Any], entries: Sequence[MinutesEntry]) -> dict[str, Any]:
    """What a version freezes: the head (meeting, who was there) and all entries but private notes."""
    return {
        "head": dict(head),
        "entries": [
            {"id": str(one.id), "kind": one.kind, "number": one.number, "minute": to_json(one.minute)}
            for one in entries
            if one.kind != NOTE
        ],
    }


def entries_of(stored: Mapping[str, Any]) -> list[MinutesEntry]:
    """The entries of a version, in reading order."""
    return [
        MinutesEntry(UUID(one["id"]), one["kind"], one["number"], from_json(one["minute"])) for one in stored["entries"]
    ]


def hashes(content: Mapping[str, Any]) -> dict[str, str]:
    """SHA-256 of the minutes as they read in each language, hex. Days, names and institutions stand in all three."""
    return {code: digest({"language": code, "protocol": in_language(content, code)}) for code in LANGUAGES}


def _words(words: Words) -> dict[str, str]:
    return {code: normalize("NFC", getattr(words, code)) for code in LANGUAGES}
