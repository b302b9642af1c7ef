"""A draft while a file is read into it: the lines that it had, those that the file adds or changes, and the faults."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from sapar.areas.programme.rules.content import LANGUAGES, MOST_LINES, Content, Line, Words, numbered
from sapar.areas.programme.rules.importing.fields import plain
from sapar.areas.programme.rules.importing.outcome import CellFault, Outcome, Saved


class Building:
    """``at``: field → column. ``before``: the draft's lines by id; ``lines``: as they will be; ``rows_of``: by id, the row
    (from 1) that a line of the file stands in."""

    def __init__(
        self,
        columns: Sequence[str],
        draft: Sequence[Line],
        institutions: Mapping[str, UUID],
        new_id: Callable[[], UUID],
    ) -> None:
        self.at = {name: place for place, name in enumerate(columns) if name}
        self.before = {line.id: line for line in draft}
        self.institutions, self.new_id = institutions, new_id
        self.outcome = Outcome()
        self.lines: dict[UUID, Line] = dict(self.before)
        self.rows_of: dict[UUID, int] = {}
        self._by_title: dict[tuple[UUID | None, str, str], UUID] = {}
        for line in draft:
            self._know(line)

    def fault(self, row: int, name: str | int | None, rule: str, value: str = "") -> None:
        column = self.at.get(name) if isinstance(name, str) else name
        self.outcome.faults.append(CellFault(row + 1, column, rule, value[:80]))

    def column_of(self, name: str) -> str | None:
        return next((f"{name}_{code}" for code in LANGUAGES if f"{name}_{code}" in self.at), None)

    def known(self, parent: UUID | None, level: str, words: Words) -> UUID | None:
        for code in LANGUAGES:
            found = self._by_title.get((parent, level, f"{code}:{plain(getattr(words, code))}"))
            if found is not None and getattr(words, code):
                return found
        return None

    def heading(self, row: int, parent: UUID | None, level: str, words: Words) -> UUID:
        known = self.known(parent, level, words)
        if known is None:
            return self.add(row, parent, level, Content(words))
        line = self.lines[known]
        # Languages that the file has and the line lacks are filled in; what the line says is not overwritten by a heading.
        title = Words(**{code: getattr(line.content.title, code) or getattr(words, code) for code in LANGUAGES})
        if title != line.content.title:
            self.put(row, replace(line, content=replace(line.content, title=title)))
        return known

    def add(self, row: int, parent: UUID | None, level: str, content: Content) -> UUID:
        place = 1 + max((line.position for line in self.lines.values() if line.parent_id == parent), default=0)
        made = Line(self.new_id(), parent, level, place, content)
        if len(self.lines) >= MOST_LINES:
            self.fault(row, None, "many_lines")
            return made.id
        self.put(row, made)
        return made.id

    def put(self, row: int, line: Line) -> None:
        self.lines[line.id] = line
        self.rows_of.setdefault(line.id, row + 1)
        self._know(line)

    def _know(self, line: Line) -> None:
        for code in LANGUAGES:
            title = plain(getattr(line.content.title, code))
            if title:
                self._by_title.setdefault((line.parent_id, line.level, f"{code}:{title}"), line.id)

    def finish(self) -> Outcome:
        made = self.outcome
        if not made.faults and not self.rows_of:
            made.faults.append(CellFault(1, None, "nothing"))
        made.faults.sort(key=lambda one: (one.row, -1 if one.column is None else one.column, one.rule))
        kept = {line.id: line for line in numbered(self.lines.values())}
        order = {line_id: place for place, line_id in enumerate(kept)}
        for line_id in sorted(self.rows_of, key=lambda one: order.get(one, len(order))):
            line = kept.get(line_id, self.lines[line_id])
            old = self.before.get(line_id)
            made.saved.append(
                Saved(line, old is not None, old is None or old.content != line.content, self.rows_of[line_id])
            )
        return made
