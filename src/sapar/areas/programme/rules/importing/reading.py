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
    rows add to. ``lost``: a heading has a fault that was named, so that what stands below it has no place; ``stray``: so
    has the activity above. Their cells are checked all the same."""

    def __init__(self, made: Building, starts: date, ends: date) -> None:
        self.made, self.starts, self.ends = made, starts, ends
        self.above: dict[str, UUID] = {}
        self.current: UUID | None = None
        self.lost = self.stray = False

    def row(self, number: int, cells: Sequence[str]) -> None:
        made = self.made

        def text(name: str) -> str:
            place = made.at.get(name)
            return normalize("NFC", cells[place]).strip() if place is not None and place < len(cells) else ""

        if not any(text(name) for name in made.at):
            return
        broken = [name for name in made.at if text(name) in ERRORS_OF_CELLS]
        for name in broken:
            made.fault(number, name, "error_value", text(name))
        # What a spreadsheet could not count is told once; nothing is said to be missing because of it.
        unread = {name for name in made.at if any(_together(name, other) for other in broken)}

        def cell(name: str) -> str:
            return "" if name in unread else text(name)

        before = len(made.outcome.faults)
        self._headings(number, cell, text)
        title = words_in(made, number, cell, "title", TITLE_LONGEST)
        if broken or len(made.outcome.faults) > before:
            self.current = None  # its parts belong to no line; their own faults are still told
        if broken:
            self._apart(number, cell, title)
        elif title.empty:
            if any(cell(name) for name in made.at if not name.startswith(LEVELS[:-1])):
                self._more(number, cell)
        elif LEVELS[-2] not in self.above:
            self._lose(number, made.column_of("title"))
            self._apart(number, cell, title)
        else:
            self._activity(number, cell, title)

    def _headings(self, row: int, cell: Cell, text: Cell) -> None:
        made = self.made
        for level in LEVELS[:-1]:
            words = words_in(made, row, cell, level, TITLE_LONGEST)
            if words.empty:
                if any(text(f"{level}_{code}") for code in LANGUAGES):
                    self._forget(level)
                    self.lost = True  # its fault has been named
                continue
            parent = self._parent(level)
            if parent is None and level != LEVELS[0]:
                self._lose(row, made.column_of(level))
                continue
            self._forget(level)
            self.above[level] = made.heading(row, parent, level, words)
            self.lost = self.stray = False

    def _forget(self, level: str) -> None:
        for one in LEVELS[LEVELS.index(level) :]:
            self.above.pop(one, None)
        self.current = None

    def _lose(self, row: int, name: str | None) -> None:
        if not self.lost:
            self.made.fault(row, name, "nothing_above")
        self.lost = True

    def _parent(self, level: str) -> UUID | None:
        place = LEVELS.index(level)
        return self.above.get(LEVELS[place - 1]) if place else None

    def _activity(self, row: int, cell: Cell, title: Words) -> None:
        made = self.made
        output = self.above[LEVELS[-2]]
        known = self._by_id(row, cell("line_id")) or made.known(output, ACTIVITY, title)
        if known is not None and known in made.rows_of:
            made.fault(row, made.column_of("title"), "twice", title.get("ru"))
            self._apart(row, cell, title)
            return
        said = made.lines[known].content if known is not None else Content(title)
        # Columns that the file lacks leave the draft as it is; so do languages.
        words = Words(**{code: getattr(title, code) or getattr(said.title, code) for code in LANGUAGES})
        content = self._fields(row, cell, replace(said, title=words))
        if known is None:
            known = made.add(row, output, ACTIVITY, content)
            if known not in made.lines:
                self._apart(row, cell, title)
                return
        else:
            made.put(row, replace(made.lines[known], content=content))
        self.current, self.stray = known, False
        self._parts(row, cell)
        self._check(row, made.lines[known].content)

    def _apart(self, row: int, cell: Cell, title: Words) -> None:
        """The cells of a row that has no place in the plan: only their faults are wanted."""
        self.current, self.stray = None, True
        nothing = Content(Words())
        content = self._with_parts(row, cell, nothing, self._fields(row, cell, Content(title)))
        self._check(row, replace(content, title=Words("-", "-", "-")))

    def _fields(self, row: int, cell: Cell, content: Content) -> Content:
        """What the columns of the file say of an activity itself, in place of what ``content`` said."""
        made = self.made
        for name in ("assumptions", "risks"):
            if any(f"{name}_{code}" in made.at for code in LANGUAGES):
                given, old = words_in(made, row, cell, name, TEXT_LONGEST), getattr(content, name)
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
        return content

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
            if not self.stray and (not made.outcome.faults or made.outcome.faults[-1].row != row + 1):
                made.fault(row, made.column_of("title"), "no_title")
            self._apart(row, cell, Words())
            return
        if others:
            made.fault(row, made.column_of("title"), "no_title")
            self._apart(row, cell, Words())
            return
        self._parts(row, cell)

    def _parts(self, row: int, cell: Cell) -> None:
        made = self.made
        if self.current is None:
            return
        line = made.lines[self.current]
        old = made.before[line.id].content if line.id in made.before else Content(Words())
        made.lines[line.id] = replace(line, content=self._with_parts(row, cell, old, line.content))

    def _with_parts(self, row: int, cell: Cell, old: Content, content: Content) -> Content:
        """One more milestone and sum, if the row has them. ``old``: what the draft had, for the ids of its parts."""
        made, before = self.made, content
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
                return before
        return content


def _together(name: str, broken: str) -> bool:
    """Whether a cell says something only together with the broken one: a milestone and its day, a sum and its donor."""
    groups = (("milestone",), ("amount", "currency", "donor"))
    return name == broken or any(name.startswith(one) and broken.startswith(one) for one in groups)
