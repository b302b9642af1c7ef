"""A review: its template as data, its content in three languages with figures that lead somewhere, what differs. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sapar.areas.programme.rules.content import LANGUAGES, Words
from sapar.areas.programme.rules.measures import digest

FOLDER = Path(__file__).parents[1] / "review_templates"
KINDS = ("text", "figures", "measures", "activities", "money", "decisions", "provisions", "priorities")
NAMES = ("annual", "gcm")
TEXT_LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class TextPart:
    """A text that people write: ``words`` is how long it should be at most, ``required`` that it may not be empty."""

    key: str
    title: Words
    hint: Words
    words: int
    required: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its parts: (kind, text part or the codes of the figures)."""

    key: str
    title: Words
    parts: tuple[tuple[str, TextPart | tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Template:
    """``joint``: both sides work on it, and the other side approves; else a signatory of the side that writes it.

    ``unverified``: the structure is not taken from an official template.
    """

    code: str
    version: int
    title: Words
    joint: bool
    unverified: bool
    sections: tuple[Section, ...]

    def texts(self) -> Iterator[TextPart]:
        for section in self.sections:
            for _kind, part in section.parts:
                if isinstance(part, TextPart):
                    yield part

    def text(self, key: str) -> TextPart:
        """Raises KeyError."""
        for part in self.texts():
            if part.key == key:
                return part
        raise KeyError(key)


def read_template(stored: Mapping[str, Any]) -> Template:
    """A template from its JSON. Raises ValueError for unknown kinds, missing languages and keys that occur twice."""
    sections = []
    for one in stored["sections"]:
        parts: list[tuple[str, TextPart | tuple[str, ...]]] = []
        for part in one["parts"]:
            if part["kind"] not in KINDS:
                raise ValueError(f"{one['key']}: {part['kind']} is no kind of part")
            if part["kind"] == "text":
                said = TextPart(
                    part["key"], _words(part["title"]), _words(part["hint"]), part["words"], bool(part.get("required"))
                )
                parts.append(("text", said))
            else:
                parts.append((part["kind"], tuple(part.get("codes", ()))))
        sections.append(Section(one["key"], _words(one["title"]), tuple(parts)))
    made = Template(
        stored["code"],
        stored["version"],
        _words(stored["title"]),
        bool(stored["joint"]),
        bool(stored.get("unverified")),
        tuple(sections),
    )
    keys = [part.key for part in made.texts()]
    if len(set(keys)) != len(keys) or len({one.key for one in sections}) != len(sections):
        raise ValueError(f"{made.code}: a key occurs twice")
    return made


def _words(stored: Mapping[str, str]) -> Words:
    said = Words(**stored)
    if not said.whole:
        raise ValueError(f"a text of a template is missing in a language: {dict(stored)}")
    return said


@lru_cache(maxsize=8)
def template(code: str) -> Template:
    """A template by its code. Raises KeyError."""
    if code not in NAMES:
        raise KeyError(code)
    return read_template(json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8")))


def text_faults(made: Template, texts: Mapping[str, Words]) -> list[tuple[str, str]]:
    """(key, rule) of the texts that keep a review from being approved: ``required`` and empty, or not in all languages."""
    wrong = []
    for part in made.texts():
        said = texts.get(part.key, Words())
        if said.empty:
            if part.required:
                wrong.append((part.key, "required"))
        elif not said.whole:
            wrong.append((part.key, "languages"))
    return wrong


def three(said: Words) -> dict[str, str]:
    return {code: getattr(said, code) for code in LANGUAGES}


def sha256_of(content: Mapping[str, Any]) -> str:
    """What is approved: SHA-256 over the canonical JSON of the whole content."""
    return digest(content)


@dataclass(frozen=True, slots=True)
class Changed:
    """A figure that is not what it was; None: it was not there, or is not there any more."""

    key: str
    label: Mapping[str, str]
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Changed]:
    """The figures in which two contents differ, by their numbers; in the order of the newer one."""
    old, new = before["figures"], after["figures"]
    keys: Iterable[str] = dict.fromkeys([*new, *old])
    found = []
    for key in keys:
        one, other = old.get(key), new.get(key)
        if _number(one) != _number(other):
            label = (other or one)["label"]
            found.append(Changed(key, label, one and one["amount"], other and other["amount"]))
    return found


def _number(figure: Mapping[str, Any] | None) -> Any:
    return None if figure is None else (figure["amount"], figure["state"])
