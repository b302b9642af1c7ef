"""Reading the rows of a table, one after the other, into a draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from unicodedata import normalize
from uuid import UUID

from sapar.areas.programme.rules.content import (
    ACTIVITY,
    LANGUAGES,
    LEVELS,
    MOST_PARTS,
    TEXT_LONGEST,
    TITLE_LONGEST,
    Content,
    Line,
    Words,
    content_faults,
)
from sapar.areas.programme.rules.importing.building import Building
from sapar.areas.programme.rules.importing.cells import ERRORS_OF_CELLS
from sapar.areas.programme.rules.importing.outcome import MOST_FAULTS, Outcome
from sapar.areas.programme.rules.importing.parts import (
    Cell,
    budget_of,
    day_in,
    institutions_in,
    milestone_of,
    words_in,
)


def read_plan(
    rows: Sequence[Sequence[str]],
    columns: Sequence[str],
    head: int,
    draft: Sequence[Line],
    institutions: Mapping[str, UUID],
    starts: date,
    ends: date,
    new_id: Callable[[], UUID],
) -> Outcome:
    """What the rows below ``head`` make of a draft. ``institutions``: plain name or code → institution. Saves nothing."""
    made = Building(columns, draft, institutions, new_id)
    reader = _Reader(made, starts, ends)
    if "title_tk" not in columns and "title_ru" not in columns and "title_en" not in columns:
        made.fault(head, None, "no_title_column")
        return made.finish()
    doubled = {name for name in columns if name and columns.count(name) > 1}
    for place, name in enumerate(columns):
        if name in doubled:
            made.fault(head, place, "column_twice")
    for number in range(head + 1, len(rows)):
        reader.row(number, rows[number])
        if len(made.outcome.faults) >= MOST_FAULTS:
            made.outcome.more_faults = True
            break
    return made.finish()


class _Reader:
    """``above``: the direction, outcome and output that the next row stands below; ``current``: the activity that further
    rows add to."""

    def __init__(self, made: Building, starts: date, ends: date) -> None:
        self.made, self.starts, self.ends = made, starts, ends
        self.above: dict[str, UUID] = {}
        self.current: UUID | None = None

    def row(self, number: int, cells: Sequence[str]) -> None:
        made = self.made

        def cell(name: str) -> str:
            place = made.at.get(name)
            return normalize("NFC", cells[place]).strip() if place is not None and place < len(cells) else ""

        if not any(cell(name) for name in made.at):
            return
        for name in made.at:
            if cell(name) in ERRORS_OF_CELLS:
                made.fault(number, name, "error_value", cell(name))
                return
        before = len(made.outcome.faults)
        for level in LEVELS[:-1]:
            words = words_in(made, number, cell, level, TITLE_LONGEST)
            if words.empty:
                continue
            parent = self._parent(level)
            if parent is None and level != LEVELS[0]:
                made.fault(number, made.column_of(level), "nothing_above")
                return
            self.above[level] = made.heading(number, parent, level, words)
            for below in LEVELS[LEVELS.index(level) + 1 :]:
                self.above.pop(below, None)
            self.current = None
        title = words_in(made, number, cell, "title", TITLE_LONGEST)
        if len(made.outcome.faults) > before:
            self.current = None  # its parts belong to no line; their own faults are still told
        if title.empty:
            if any(cell(name) for name in made.at if not name.startswith(LEVELS[:-1])):
                self._more(number, cell)
            return
        if LEVELS[-2] not in self.above:
            made.fault(number, made.column_of("title"), "nothing_above")
            return
        self._activity(number, cell, title)

    def _parent(self, level: str) -> UUID | None:
        place = LEVELS.index(level)
        return self.above.get(LEVELS[place - 1]) if place else None

    def _activity(self, row: int, cell: Cell, title: Words) -> None:
        made = self.made
        output = self.above[LEVELS[-2]]
        known = self._by_id(row, cell("line_id")) or made.known(output, ACTIVITY, title)
        if known is not None and known in made.rows_of:
            made.fault(row, made.column_of("title"), "twice", title.get("ru"))
            self.current = None
            return
        said = made.lines[known].content if known is not None else Content(title)
        # Columns that the file lacks leave the draft as it is; so do languages.
        words = Words(**{code: getattr(title, code) or getattr(said.title, code) for code in LANGUAGES})
        content = replace(said, title=words)
        faults = len(made.outcome.faults)
        for name in ("assumptions", "risks"):
            if any(f"{name}_{code}" in made.at for code in LANGUAGES):
                given, old = words_in(made, row, cell, name, TEXT_LONGEST), getattr(said, name)
                texts = {code: getattr(given if f"{name}_{code}" in made.at else old, code) for code in LANGUAGES}
                content = replace(content, **{name: Words(**texts)})  # type: ignore[arg-type]
        if "responsible" in made.at:
            found = institutions_in(made, row, "responsible", cell("responsible"))
            if len(found) > 1:
                made.fault(row, "responsible", "one_only", cell("responsible"))
            content = replace(content, responsible_id=found[0] if found else None)
        if "partners" in made.at:
            content = replace(
                content, partner_ids=tuple(dict.fromkeys(institutions_in(made, row, "partners", cell("partners"))))
            )
        for name in ("starts_on", "ends_on"):
            if name in made.at:
                content = replace(content, **{name: day_in(made, row, name, cell(name))})  # type: ignore[arg-type]
        if any(name in made.at for name in ("milestone_on", *(f"milestone_{code}" for code in LANGUAGES))):
            content = replace(content, milestones=())
        if "amount" in made.at:
            content = replace(content, budget=())
        if known is None:
            known = made.add(row, output, ACTIVITY, content)
            if known not in made.lines:
                return
        else:
            made.put(row, replace(made.lines[known], content=content))
        self.current = known
        self._parts(row, cell)
        if len(made.outcome.faults) == faults:
            self._check(row, made.lines[known].content)

    def _check(self, row: int, content: Content) -> None:
        made = self.made
        named = {name: made.column_of(name) for name in ("title", "assumptions", "risks")}
        for name, rule in content_faults(content, ACTIVITY, self.starts, self.ends):
            made.fault(row, named.get(name) or (name if name in made.at else None), rule)

    def _by_id(self, row: int, text: str) -> UUID | None:
        made = self.made
        if not text:
            return None
        try:
            found = made.lines.get(UUID(text))
        except ValueError:
            made.fault(row, "line_id", "line_id", text)
            return None
        # A line that the draft no longer has is simply a new one; a line of another level would be a mix-up.
        if found is not None and found.level != ACTIVITY:
            made.fault(row, "line_id", "line_id", text)
            return None
        return found.id if found else None

    def _more(self, row: int, cell: Cell) -> None:
        """A row without a title: one more milestone or sum for the activity above."""
        made = self.made
        others = [name for name in ("responsible", "partners", "starts_on", "ends_on", "line_id") if cell(name)]
        if self.current is None:
            if not made.outcome.faults or made.outcome.faults[-1].row != row + 1:
                made.fault(row, made.column_of("title"), "no_title")
            return
        if others:
            made.fault(row, made.column_of("title"), "no_title")
            return
        self._parts(row, cell)

    def _parts(self, row: int, cell: Cell) -> None:
        made = self.made
        if self.current is None:
            return
        line = made.lines[self.current]
        old = made.before[line.id].content if line.id in made.before else Content(Words())
        content = line.content
        milestone = words_in(made, row, cell, "milestone", TITLE_LONGEST)
        due = day_in(made, row, "milestone_on", cell("milestone_on"))
        if not milestone.empty and due is None and not cell("milestone_on"):
            made.fault(
                row, "milestone_on" if "milestone_on" in made.at else made.column_of("milestone"), "milestone_day"
            )
        elif milestone.empty and due is not None:
            made.fault(row, "milestone_on", "milestone_title", due.isoformat())
        elif not milestone.empty and due is not None:
            content = replace(
                content, milestones=(*content.milestones, milestone_of(made, old, content, milestone, due))
            )
        budget = budget_of(made, row, cell, old, content)
        if budget is not None:
            content = replace(content, budget=(*content.budget, budget))
        for parts, name in ((content.milestones, "milestone_on"), (content.budget, "amount")):
            if len(parts) > MOST_PARTS:
                made.fault(row, name, "many")
                return
        made.lines[line.id] = replace(line, content=content)
