"""What stands in a plan: lines in four levels, each with its texts in three languages; numbering, faults, hashes.

A line's ``id`` stays the same through drafts, versions and years of carry-over; its number is only its place.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any
from unicodedata import normalize
from uuid import UUID

LANGUAGES = ("tk", "ru", "en")
LEVELS = ("direction", "outcome", "output", "activity")
ACTIVITY = LEVELS[-1]
PARENT_LEVEL = dict(zip(LEVELS[1:], LEVELS, strict=False))
CURRENCIES = ("USD", "EUR", "TMT", "CHF", "GBP", "JPY", "NOK", "SEK")
TITLE_LONGEST, TEXT_LONGEST, MOST_LINES, MOST_PARTS = 500, 4000, 2000, 40


@dataclass(frozen=True, slots=True)
class Words:
    """A text in the three languages; an empty one is not written yet."""

    tk: str = ""
    ru: str = ""
    en: str = ""

    def get(self, language: str) -> str:
        """The text in a language, or in the first that has one."""
        return str(getattr(self, language, "") or self.tk or self.ru or self.en)

    @property
    def whole(self) -> bool:
        return all((self.tk, self.ru, self.en))

    @property
    def empty(self) -> bool:
        return not any((self.tk, self.ru, self.en))


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something that has to be there by a day."""

    id: UUID
    title: Words
    due_on: date


@dataclass(frozen=True, slots=True)
class Budget:
    """Money of one donor for an activity: integer minor units of one currency."""

    id: UUID
    donor_id: UUID
    currency: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Content:
    """What a line says. Only activities have dates, institutions, milestones and money."""

    title: Words
    responsible_id: UUID | None = None
    partner_ids: tuple[UUID, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    milestones: tuple[Milestone, ...] = ()
    budget: tuple[Budget, ...] = ()
    assumptions: Words = field(default_factory=Words)
    risks: Words = field(default_factory=Words)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a plan at its place. ``number`` is given by :func:`numbered`."""

    id: UUID
    parent_id: UUID | None
    level: str
    position: int
    content: Content
    number: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What keeps a draft from being proposed: ``code`` of a rule, at which line and field."""

    code: str
    line_id: UUID | None
    number: str = ""
    field: str = ""


def numbered(lines: Iterable[Line]) -> list[Line]:
    """The lines in reading order, each with its number (``2.1.3``). Lines without a way to a root are left out."""
    children: dict[UUID | None, list[Line]] = {}
    for line in lines:
        children.setdefault(line.parent_id, []).append(line)
    found: list[Line] = []

    def walk(parent: UUID | None, prefix: str) -> None:
        below = sorted(children.get(parent, ()), key=lambda line: (line.position, line.id))
        for place, line in enumerate(below, 1):
            number = f"{prefix}{place}"
            found.append(Line(line.id, line.parent_id, line.level, line.position, line.content, number))
            if len(number) < 40:
                walk(line.id, f"{number}.")

    walk(None, "")
    return found


def fits(level: str, parent_level: str | None) -> bool:
    """Whether a line of this level may stand below one of that level (None: at the root)."""
    return level in LEVELS and PARENT_LEVEL.get(level) == parent_level


def content_faults(content: Content, level: str, starts: date, ends: date) -> list[tuple[str, str]]:
    """(field, rule) of what cannot even stand in a draft: too long, dates turned round, no such currency."""
    wrong: list[tuple[str, str]] = []
    if content.title.empty:
        wrong.append(("title", "title"))
    if any(len(getattr(content.title, code)) > TITLE_LONGEST for code in LANGUAGES):
        wrong.append(("title", "long"))
    for name in ("assumptions", "risks"):
        if any(len(getattr(getattr(content, name), code)) > TEXT_LONGEST for code in LANGUAGES):
            wrong.append((name, "long"))
    if level != ACTIVITY:
        bare = Content(content.title, assumptions=content.assumptions, risks=content.risks)
        return wrong + ([("level", "only_activity")] if content != bare else [])
    if content.starts_on and content.ends_on and content.starts_on > content.ends_on:
        wrong.append(("ends_on", "turned"))
    for name in ("starts_on", "ends_on"):
        day = getattr(content, name)
        if day is not None and not starts <= day <= ends:
            wrong.append((name, "outside_plan"))
    if (
        len(content.milestones) > MOST_PARTS
        or len(content.budget) > MOST_PARTS
        or len(content.partner_ids) > MOST_PARTS
    ):
        wrong.append(("milestones", "many"))
    if any(one.title.empty or len(one.title.get("en")) > TITLE_LONGEST for one in content.milestones):
        wrong.append(("milestones", "title"))
    if any(one.currency not in CURRENCIES for one in content.budget):
        wrong.append(("budget", "currency"))
    if any(not 0 < one.amount_minor < 10**14 for one in content.budget):
        wrong.append(("budget", "amount"))
    return wrong


def proposal_faults(lines: Sequence[Line], starts: date, ends: date) -> list[Fault]:
    """What a draft still lacks before it can be shown to the other side."""
    faults: list[Fault] = []
    if not any(line.level == ACTIVITY for line in lines):
        faults.append(Fault("no_activity", None))
    for line in lines:
        said = line.content

        def fault(code: str, name: str = "", *, at: Line = line) -> None:
            faults.append(Fault(code, at.id, at.number, name))

        if not said.title.whole:
            fault("languages", "title")
        for name in ("assumptions", "risks"):
            words: Words = getattr(said, name)
            if not words.empty and not words.whole:
                fault("languages", name)
        if line.level != ACTIVITY:
            continue
        if said.responsible_id is None:
            fault("responsible", "responsible_id")
        if said.starts_on is None or said.ends_on is None:
            fault("dates", "starts_on")
        elif not starts <= said.starts_on <= said.ends_on <= ends:
            fault("outside_plan", "starts_on")
        else:
            if any(not said.starts_on <= one.due_on <= said.ends_on for one in said.milestones):
                fault("milestone_outside", "milestones")
        if any(not one.title.whole for one in said.milestones):
            fault("languages", "milestones")
    return faults


def to_json(content: Content) -> dict[str, Any]:
    """A content as JSON; what is empty is left out, so that a field added later changes no old hash."""
    return {
        one.name: _plain(value) for one in fields(content) if (value := getattr(content, one.name)) and not _bare(value)
    }


def _bare(value: Any) -> bool:
    return isinstance(value, Words) and value.empty


def _plain(value: Any) -> Any:
    if isinstance(value, Words):
        return {code: normalize("NFC", getattr(value, code)) for code in LANGUAGES}
    if isinstance(value, Milestone):
        return {"id": str(value.id), "title": _plain(value.title), "due_on": value.due_on.isoformat()}
    if isinstance(value, Budget):
        return {
            "id": str(value.id),
            "donor_id": str(value.donor_id),
            "currency": value.currency,
            "amount_minor": value.amount_minor,
        }
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return [_plain(item) for item in value]


def from_json(stored: Mapping[str, Any]) -> Content:
    """The content that :func:`to_json` wrote."""
    return Content(
        title=Words(**stored.get("title", {})),
        responsible_id=UUID(stored["responsible_id"]) if "responsible_id" in stored else None,
        partner_ids=tuple(UUID(one) for one in stored.get("partner_ids", ())),
        starts_on=date.fromisoformat(stored["starts_on"]) if "starts_on" in stored else None,
        ends_on=date.fromisoformat(stored["ends_on"]) if "ends_on" in stored else None,
        milestones=tuple(
            Milestone(UUID(one["id"]), Words(**one["title"]), date.fromisoformat(one["due_on"]))
            for one in stored.get("milestones", ())
        ),
        budget=tuple(
            Budget(UUID(one["id"]), UUID(one["donor_id"]), one["currency"], one["amount_minor"])
            for one in stored.get("budget", ())
        ),
        assumptions=Words(**stored.get("assumptions", {})),
        risks=Words(**stored.get("risks", {})),
    )


def line_json(line: Line) -> dict[str, Any]:
    """A line as it stands in a version."""
    return {
        "id": str(line.id),
        "parent_id": str(line.parent_id) if line.parent_id else None,
        "level": line.level,
        "number": line.number,
        "content": to_json(line.content),
    }


def lines_of(stored: Mapping[str, Any]) -> list[Line]:
    """The lines of a version's content, in reading order."""
    return [
        Line(
            UUID(one["id"]),
            UUID(one["parent_id"]) if one["parent_id"] else None,
            one["level"],
            place,
            from_json(one["content"]),
            one["number"],
        )
        for place, one in enumerate(stored["lines"])
    ]


def snapshot(head: Mapping[str, Any], lines: Sequence[Line]) -> dict[str, Any]:
    """What a version freezes: the head (year, dates, sides) and all lines."""
    return {"head": dict(head), "lines": [line_json(line) for line in lines]}


def hashes(content: Mapping[str, Any]) -> dict[str, str]:
    """SHA-256 of the version as it reads in each language, hex. Dates, money and institutions stand in all three."""
    return {code: digest({"language": code, "plan": in_language(content, code)}) for code in LANGUAGES}


def whole_hash(by_language: Mapping[str, str]) -> str:
    """What is signed: SHA-256 over the three."""
    return digest({code: by_language[code] for code in LANGUAGES})


def digest(value: Any) -> str:
    """SHA-256, hex, over a value of strings, integers, lists and dictionaries, in one spelling."""
    # Strings, integers and null only: this form is RFC 8785's for them, apart from the order of keys outside ASCII.
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def in_language(value: Any, language: str) -> Any:
    """A value with each text in three languages replaced by the one."""
    if isinstance(value, Mapping):
        if set(value) == set(LANGUAGES):
            return value[language]
        return {key: in_language(item, language) for key, item in value.items()}
    if isinstance(value, list):
        return [in_language(item, language) for item in value]
    return value
