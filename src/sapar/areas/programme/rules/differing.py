"""How two versions of a plan or of minutes differ: line by line, field by field, language by language."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from sapar.areas.programme.rules.content import LANGUAGES, Content, Line, Words
from sapar.areas.programme.rules.minutes import Minute, MinutesEntry, entries_of

TEXTS = ("title", "assumptions", "risks", "said")
PLAIN = ("responsible_id", "person", "starts_on", "ends_on", "due_on")
LISTS = ("partner_ids", "milestones", "budget", "line_ids", "closes")
HEAD = ("held_on", "mode", "place")
Placed = tuple[UUID, Hashable]
"""A line and what it stands under: lines under the same change places among themselves."""


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

    @property
    def title(self) -> Words:
        return self.line.content.title


@dataclass(frozen=True, slots=True)
class EntryChange:
    """The same of minutes; without an entry it is their head that changed: day, place, who was present."""

    kind: str
    entry: MinutesEntry | None
    fields: tuple[FieldChange, ...] = ()

    @property
    def title(self) -> Words:
        return self.entry.minute.title if self.entry else Words()


def field_changes(old: Content | Minute, new: Content | Minute) -> list[FieldChange]:
    """The fields in which two contents of one kind differ."""
    found: list[FieldChange] = []
    has = {one.name for one in fields(new)}
    for name in (one for one in TEXTS if one in has):
        before, after = getattr(old, name), getattr(new, name)
        found += [
            FieldChange(name, getattr(before, code), getattr(after, code), code)
            for code in LANGUAGES
            if getattr(before, code) != getattr(after, code)
        ]
    for name in (one for one in PLAIN if one in has):
        if getattr(old, name) != getattr(new, name):
            found.append(FieldChange(name, getattr(old, name), getattr(new, name)))
    for name in (one for one in LISTS if one in has):
        before_items, after_items = _items(getattr(old, name)), _items(getattr(new, name))
        for key in dict.fromkeys([*before_items, *after_items]):
            one, other = before_items.get(key), after_items.get(key)
            if one != other:
                found.append(FieldChange(name, one, other))
    return found


def _items(values: Sequence[Any]) -> dict[Hashable, Any]:
    return {getattr(value, "id", value): value for value in values}


def differences(old: Sequence[Line], new: Sequence[Line]) -> list[LineChange]:
    """All lines that were added, removed, changed or moved, in the order of the new version.

    A line has moved when it stands below another line, or when its neighbours that stayed in their order have it elsewhere.
    """
    before = {line.id: line for line in old}
    moved = _moved([(line.id, line.parent_id) for line in old], [(line.id, line.parent_id) for line in new])
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


def minutes_differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[EntryChange]:
    """The same for two versions of minutes as they are stored; what changed in their head first."""
    found: list[EntryChange] = []
    if head := _head_changes(old["head"], new["head"]):
        found.append(EntryChange("changed", None, tuple(head)))
    earlier, later = entries_of(old), entries_of(new)
    before, after = {one.id: one for one in earlier}, {one.id for one in later}
    moved = _moved([(one.id, one.kind) for one in earlier], [(one.id, one.kind) for one in later])
    for one in later:
        was = before.get(one.id)
        if was is None:
            found.append(EntryChange("added", one, tuple(field_changes(Minute(Words()), one.minute))))
            continue
        changed = field_changes(was.minute, one.minute)
        if one.id in moved:
            changed.append(FieldChange("position", str(was.number), str(one.number)))
        if changed:
            found.append(EntryChange("changed", one, tuple(changed)))
    return found + [EntryChange("removed", one) for one in earlier if one.id not in after]


def _head_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[FieldChange]:
    found = [
        FieldChange("title", old["title"][code], new["title"][code], code)
        for code in LANGUAGES
        if old["title"][code] != new["title"][code]
    ]
    found += [FieldChange(name, old[name], new[name]) for name in HEAD if old[name] != new[name]]
    before, after = _people(old), _people(new)
    for key in dict.fromkeys([*before, *after]):
        if before.get(key) != after.get(key):
            found.append(FieldChange("participants", before.get(key), after.get(key)))
    return found


def _people(head: Mapping[str, Any]) -> dict[Hashable, Any]:
    return {(one["institution_id"], one["name"]): one for one in head["participants"]}


def _moved(old: Sequence[Placed], new: Sequence[Placed]) -> set[UUID]:
    """Lines that changed places among the siblings that both have: the fewest whose moving explains the new order."""
    places = {line_id: place for place, (line_id, _above) in enumerate(old)}
    above = dict(old)
    siblings: dict[Hashable, list[UUID]] = {}
    for line_id, parent in new:
        if line_id in places and above[line_id] == parent:
            siblings.setdefault(parent, []).append(line_id)
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
