"""How two versions of a plan differ: line by line, field by field, language by language."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sapar.areas.programme.rules.content import LANGUAGES, Content, Line, Words

TEXTS = ("title", "assumptions", "risks")
PLAIN = ("responsible_id", "starts_on", "ends_on")
LISTS = ("partner_ids", "milestones", "budget")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs; ``language`` for texts. Items of lists stand one by one; None: not there."""

    field: str
    old: Any
    new: Any
    language: str = ""


@dataclass(frozen=True, slots=True)
class LineChange:
    """``kind``: ``added``, ``removed``, ``changed``; ``line`` is the new one (the old one when it was removed)."""

    kind: str
    line: Line
    fields: tuple[FieldChange, ...] = ()


def field_changes(old: Content, new: Content) -> list[FieldChange]:
    """The fields in which two contents differ."""
    found: list[FieldChange] = []
    for name in TEXTS:
        before, after = getattr(old, name), getattr(new, name)
        found += [
            FieldChange(name, getattr(before, code), getattr(after, code), code)
            for code in LANGUAGES
            if getattr(before, code) != getattr(after, code)
        ]
    for name in PLAIN:
        if getattr(old, name) != getattr(new, name):
            found.append(FieldChange(name, getattr(old, name), getattr(new, name)))
    for name in LISTS:
        before_items, after_items = _items(getattr(old, name)), _items(getattr(new, name))
        for key in dict.fromkeys([*before_items, *after_items]):
            one, other = before_items.get(key), after_items.get(key)
            if one != other:
                found.append(FieldChange(name, one, other))
    return found


def _items(values: Sequence[Any]) -> dict[UUID, Any]:
    return {getattr(value, "id", value): value for value in values}


def differences(old: Sequence[Line], new: Sequence[Line]) -> list[LineChange]:
    """All lines that were added, removed, changed or moved, in the order of the new version.

    A line has moved when it stands below another line, or when its neighbours that stayed in their order have it elsewhere.
    """
    before = {line.id: line for line in old}
    moved = _moved(old, new)
    after = {line.id for line in new}
    found: list[LineChange] = []
    for line in new:
        earlier = before.get(line.id)
        if earlier is None:
            found.append(LineChange("added", line, tuple(field_changes(Content(Words()), line.content))))
            continue
        changed = field_changes(earlier.content, line.content)
        if earlier.parent_id != line.parent_id:
            changed.append(FieldChange("parent_id", earlier.parent_id, line.parent_id))
        elif line.id in moved:
            changed.append(FieldChange("position", earlier.number, line.number))
        if changed:
            found.append(LineChange("changed", line, tuple(changed)))
    return found + [LineChange("removed", line) for line in old if line.id not in after]


def _moved(old: Sequence[Line], new: Sequence[Line]) -> set[UUID]:
    """Lines that changed places among the siblings that both have: the fewest whose moving explains the new order."""
    places = {line.id: place for place, line in enumerate(old)}
    parents = {line.id: line.parent_id for line in old}
    siblings: dict[UUID | None, list[UUID]] = {}
    for line in new:
        if line.id in places and parents[line.id] == line.parent_id:
            siblings.setdefault(line.parent_id, []).append(line.id)
    found: set[UUID] = set()
    for group in siblings.values():
        found |= set(group) - _longest_rise([(places[line_id], line_id) for line_id in group])
    return found


def _longest_rise(items: Sequence[tuple[int, UUID]]) -> set[UUID]:
    """The ids of a longest increasing run (Schensted's piles)."""
    tops: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for here, (place, _line_id) in enumerate(items):
        pile = bisect_left(tops, place)
        before.append(ends[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(place)
            ends.append(here)
        else:
            tops[pile], ends[pile] = place, here
    kept: set[UUID] = set()
    here = ends[-1] if ends else -1
    while here >= 0:
        kept.add(items[here][1])
        here = before[here]
    return kept
