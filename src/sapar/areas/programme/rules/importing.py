"""From the rows of a spreadsheet to lines of a draft: what a column means, what a cell says, every fault by its cell.

One row is one activity. Empty cells of the direction, outcome and output mean "as above". A row without a title adds its
milestone or its money to the activity above. An activity is known by its line id where the file has it (a table that was
downloaded from here), else by its title under the same output; what is known is changed, all else is added at the end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from unicodedata import normalize
from uuid import UUID

from sapar.areas.programme.rules.content import (
    ACTIVITY,
    CURRENCIES,
    LANGUAGES,
    LEVELS,
    MOST_LINES,
    MOST_PARTS,
    TEXT_LONGEST,
    TITLE_LONGEST,
    Budget,
    Content,
    Line,
    Milestone,
    Words,
    content_faults,
    numbered,
)

TEXT_FIELDS = ("direction", "outcome", "output", "title", "milestone", "assumptions", "risks")
SINGLE_FIELDS = (
    "line_id", "responsible", "partners", "starts_on", "ends_on", "milestone_on", "donor", "amount", "currency",
)  # fmt: skip
FIELDS = tuple(
    name
    for one in (
        "line_id",
        "direction",
        "outcome",
        "output",
        "title",
        "responsible",
        "partners",
        "starts_on",
        "ends_on",
        "milestone",
        "milestone_on",
        "donor",
        "amount",
        "currency",
        "assumptions",
        "risks",
    )
    for name in ([f"{one}_{code}" for code in LANGUAGES] if one in TEXT_FIELDS else [one])
)
"""Every field that a column may hold, in the order of the template."""
MOST_FAULTS = 500
ERRORS_OF_CELLS = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?|(\d{1,2})\.(\d{1,2})\.(\d{4})")
_AMOUNT = re.compile(r"(\d{1,12})(?:[.,](\d{1,2}))?")
_NAMES_APART = re.compile(r"[;\n]")


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong in which cell. ``row`` counts from 1 as in the spreadsheet; ``column`` from 0, None for the row."""

    row: int
    column: int | None
    rule: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """A line to save. ``known``: it stands in the draft; ``changed``: the file says something else than the draft."""

    line: Line
    known: bool
    changed: bool
    row: int


@dataclass(slots=True)
class Outcome:
    """What the file would make of the draft. With a fault nothing is saved."""

    saved: list[Saved] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    unknown_names: list[str] = field(default_factory=list)
    more_faults: bool = False


def plain(text: str) -> str:
    """A title or name for comparison: case, blanks, quotation marks and the two spellings of ё do not matter."""
    folded = normalize("NFC", text).casefold().replace("ё", "е")
    return " ".join(re.sub(r"[\"'«»“”„‘’*()]", " ", folded).split())


def guess(titles: Sequence[str], remembered: Mapping[str, str], known: Mapping[str, str]) -> list[str]:
    """A field for each column by its title: what this institution chose last time, else what the template calls it.

    ``remembered`` and ``known``: plain title → field. A field is given once.
    """
    found: list[str] = []
    for title in titles:
        key = plain(title)
        name = remembered.get(key, known.get(key, ""))
        found.append(name if name in FIELDS and name not in found else "")
    return found


def head_row(rows: Sequence[Sequence[str]], known: Mapping[str, str]) -> int:
    """The row (from 0) that looks most like titles of columns, among the first twenty."""
    best, most = 0, 0
    for number, row in enumerate(rows[:20]):
        count = sum(plain(cell) in known for cell in row if cell)
        if count > most:
            best, most = number, count
    if most:
        return best
    return next((number for number, row in enumerate(rows[:20]) if sum(bool(cell) for cell in row) > 1), 0)


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
    reader = _Reader(columns, draft, institutions, starts, ends, new_id)
    if "title_tk" not in columns and "title_ru" not in columns and "title_en" not in columns:
        reader.fault(head, None, "no_title_column")
        return reader.finish()
    doubled = {name for name in columns if name and columns.count(name) > 1}
    for place, name in enumerate(columns):
        if name in doubled:
            reader.fault(head, place, "column_twice")
    for number in range(head + 1, len(rows)):
        reader.row(number, rows[number])
        if len(reader.outcome.faults) >= MOST_FAULTS:
            reader.outcome.more_faults = True
            break
    return reader.finish()


class _Reader:
    def __init__(
        self,
        columns: Sequence[str],
        draft: Sequence[Line],
        institutions: Mapping[str, UUID],
        starts: date,
        ends: date,
        new_id: Callable[[], UUID],
    ) -> None:
        self.at = {name: place for place, name in enumerate(columns) if name}
        self.before = {line.id: line for line in draft}
        self.institutions, self.starts, self.ends, self.new_id = institutions, starts, ends, new_id
        self.outcome = Outcome()
        self.lines: dict[UUID, Line] = dict(self.before)
        self.by_title: dict[tuple[UUID | None, str, str], UUID] = {}
        self.rows_of: dict[UUID, int] = {}
        self.above: dict[str, UUID] = {}
        self.current: UUID | None = None
        for line in draft:
            self._know(line)

    def _know(self, line: Line) -> None:
        for code in LANGUAGES:
            title = plain(getattr(line.content.title, code))
            if title:
                self.by_title.setdefault((line.parent_id, line.level, f"{code}:{title}"), line.id)

    def fault(self, row: int, name: str | int | None, rule: str, value: str = "") -> None:
        column = self.at.get(name) if isinstance(name, str) else name
        self.outcome.faults.append(CellFault(row + 1, column, rule, value[:80]))

    def row(self, number: int, cells: Sequence[str]) -> None:
        def cell(name: str) -> str:
            place = self.at.get(name)
            return normalize("NFC", cells[place]).strip() if place is not None and place < len(cells) else ""

        if not any(cell(name) for name in self.at):
            return
        for name in self.at:
            if cell(name) in ERRORS_OF_CELLS:
                self.fault(number, name, "error_value", cell(name))
                return
        before = len(self.outcome.faults)
        for level in LEVELS[:-1]:
            words = self._words(number, cell, level, TITLE_LONGEST)
            if words.empty:
                continue
            parent = self._parent(level)
            if parent is None and level != LEVELS[0]:
                self.fault(number, self._column_of(level), "nothing_above")
                return
            self.above[level] = self._level_line(number, parent, level, words)
            for below in LEVELS[LEVELS.index(level) + 1 :]:
                self.above.pop(below, None)
            self.current = None
        title = self._words(number, cell, "title", TITLE_LONGEST)
        if len(self.outcome.faults) > before:
            self.current = None  # its parts belong to no line; their own faults are still told
        if title.empty:
            if any(cell(name) for name in self.at if not name.startswith(LEVELS[:-1])):
                self._more(number, cell)
            return
        if LEVELS[-2] not in self.above:
            self.fault(number, self._column_of("title"), "nothing_above")
            return
        self._activity(number, cell, title)

    def _column_of(self, name: str) -> str | None:
        return next((f"{name}_{code}" for code in LANGUAGES if f"{name}_{code}" in self.at), None)

    def _parent(self, level: str) -> UUID | None:
        place = LEVELS.index(level)
        return self.above.get(LEVELS[place - 1]) if place else None

    def _words(self, row: int, cell: Callable[[str], str], name: str, most: int) -> Words:
        texts = {code: cell(f"{name}_{code}") for code in LANGUAGES}
        for code, text in texts.items():
            if len(text) > most:
                self.fault(row, f"{name}_{code}", "long", text)
                texts[code] = ""
        return Words(**texts)

    def _known(self, parent: UUID | None, level: str, words: Words) -> UUID | None:
        for code in LANGUAGES:
            found = self.by_title.get((parent, level, f"{code}:{plain(getattr(words, code))}"))
            if found is not None and getattr(words, code):
                return found
        return None

    def _level_line(self, row: int, parent: UUID | None, level: str, words: Words) -> UUID:
        known = self._known(parent, level, words)
        if known is None:
            return self._add(row, parent, level, Content(words))
        line = self.lines[known]
        # Languages that the file has and the line lacks are filled in; what the line says is not overwritten by a heading.
        title = Words(**{code: getattr(line.content.title, code) or getattr(words, code) for code in LANGUAGES})
        if title != line.content.title:
            self._set(row, replace(line, content=replace(line.content, title=title)))
        return known

    def _add(self, row: int, parent: UUID | None, level: str, content: Content) -> UUID:
        place = 1 + max((line.position for line in self.lines.values() if line.parent_id == parent), default=0)
        made = Line(self.new_id(), parent, level, place, content)
        if len(self.lines) >= MOST_LINES:
            self.fault(row, None, "many_lines")
            return made.id
        self._set(row, made)
        return made.id

    def _set(self, row: int, line: Line) -> None:
        self.lines[line.id] = line
        self.rows_of.setdefault(line.id, row + 1)
        self._know(line)

    def _activity(self, row: int, cell: Callable[[str], str], title: Words) -> None:
        output = self.above[LEVELS[-2]]
        known = self._by_id(row, cell("line_id")) or self._known(output, ACTIVITY, title)
        if known is not None and known in self.rows_of:
            self.fault(row, self._column_of("title"), "twice", title.get("ru"))
            self.current = None
            return
        said = self.lines[known].content if known is not None else Content(title)
        # Columns that the file lacks leave the draft as it is; so do languages.
        words = Words(**{code: getattr(title, code) or getattr(said.title, code) for code in LANGUAGES})
        content = replace(said, title=words)
        faults = len(self.outcome.faults)
        for name in ("assumptions", "risks"):
            if any(f"{name}_{code}" in self.at for code in LANGUAGES):
                given, old = self._words(row, cell, name, TEXT_LONGEST), getattr(said, name)
                texts = {code: getattr(given if f"{name}_{code}" in self.at else old, code) for code in LANGUAGES}
                content = replace(content, **{name: Words(**texts)})  # type: ignore[arg-type]
        if "responsible" in self.at:
            found = self._institutions(row, "responsible", cell("responsible"))
            if len(found) > 1:
                self.fault(row, "responsible", "one_only", cell("responsible"))
            content = replace(content, responsible_id=found[0] if found else None)
        if "partners" in self.at:
            content = replace(
                content, partner_ids=tuple(dict.fromkeys(self._institutions(row, "partners", cell("partners"))))
            )
        for name in ("starts_on", "ends_on"):
            if name in self.at:
                content = replace(content, **{name: self._day(row, name, cell(name))})  # type: ignore[arg-type]
        if any(name in self.at for name in ("milestone_on", *(f"milestone_{code}" for code in LANGUAGES))):
            content = replace(content, milestones=())
        if "amount" in self.at:
            content = replace(content, budget=())
        if known is None:
            known = self._add(row, output, ACTIVITY, content)
            if known not in self.lines:
                return
        else:
            self._set(row, replace(self.lines[known], content=content))
        self.current = known
        self._parts(row, cell)
        if len(self.outcome.faults) == faults:
            self._check(row, self.lines[known].content)

    def _check(self, row: int, content: Content) -> None:
        named = {name: self._column_of(name) for name in ("title", "assumptions", "risks")}
        for name, rule in content_faults(content, ACTIVITY, self.starts, self.ends):
            self.fault(row, named.get(name) or (name if name in self.at else None), rule)

    def _by_id(self, row: int, text: str) -> UUID | None:
        if not text:
            return None
        try:
            found = self.lines.get(UUID(text))
        except ValueError:
            self.fault(row, "line_id", "line_id", text)
            return None
        # A line that the draft no longer has is simply a new one; a line of another level would be a mix-up.
        if found is not None and found.level != ACTIVITY:
            self.fault(row, "line_id", "line_id", text)
            return None
        return found.id if found else None

    def _more(self, row: int, cell: Callable[[str], str]) -> None:
        """A row without a title: one more milestone or sum for the activity above."""
        others = [name for name in ("responsible", "partners", "starts_on", "ends_on", "line_id") if cell(name)]
        if self.current is None:
            if not self.outcome.faults or self.outcome.faults[-1].row != row + 1:
                self.fault(row, self._column_of("title"), "no_title")
            return
        if others:
            self.fault(row, self._column_of("title"), "no_title")
            return
        self._parts(row, cell)

    def _parts(self, row: int, cell: Callable[[str], str]) -> None:
        if self.current is None:
            return
        line = self.lines[self.current]
        old = self.before[line.id].content if line.id in self.before else Content(Words())
        content = line.content
        milestone = self._words(row, cell, "milestone", TITLE_LONGEST)
        due = self._day(row, "milestone_on", cell("milestone_on"))
        if not milestone.empty and due is None and not cell("milestone_on"):
            self.fault(
                row, "milestone_on" if "milestone_on" in self.at else self._column_of("milestone"), "milestone_day"
            )
        elif milestone.empty and due is not None:
            self.fault(row, "milestone_on", "milestone_title", due.isoformat())
        elif not milestone.empty and due is not None:
            content = replace(content, milestones=(*content.milestones, self._milestone(old, content, milestone, due)))
        budget = self._budget(row, cell, old, content)
        if budget is not None:
            content = replace(content, budget=(*content.budget, budget))
        for parts, name in ((content.milestones, "milestone_on"), (content.budget, "amount")):
            if len(parts) > MOST_PARTS:
                self.fault(row, name, "many")
                return
        self.lines[line.id] = replace(line, content=content)

    def _milestone(self, old: Content, content: Content, title: Words, due: date) -> Milestone:
        """With the id that this milestone had, so that what was reported about it stays with it."""
        taken = {one.id for one in content.milestones}
        for one in old.milestones:
            same = any(
                getattr(title, code) and plain(getattr(title, code)) == plain(getattr(one.title, code))
                for code in LANGUAGES
            )
            if same and one.id not in taken:
                words = Words(**{code: getattr(title, code) or getattr(one.title, code) for code in LANGUAGES})
                return Milestone(one.id, words, due)
        return Milestone(self.new_id(), title, due)

    def _budget(self, row: int, cell: Callable[[str], str], old: Content, content: Content) -> Budget | None:
        typed, currency = cell("amount"), cell("currency").upper()
        if not typed:
            if cell("donor") and "amount" in self.at:
                self.fault(row, "amount", "amount_missing")
            return None
        amount = _amount(typed)
        if amount is None or not 0 < amount < 10**14:
            self.fault(row, "amount", "amount", typed)
        if currency not in CURRENCIES:
            self.fault(row, "currency" if "currency" in self.at else "amount", "currency", currency)
        donors = self._institutions(row, "donor", cell("donor"))
        if not cell("donor"):
            self.fault(row, "donor" if "donor" in self.at else "amount", "donor")
        if amount is None or currency not in CURRENCIES or len(donors) != 1:
            if len(donors) > 1:
                self.fault(row, "donor", "one_only", cell("donor"))
            return None
        taken = {one.id for one in content.budget}
        for one in old.budget:
            if (one.donor_id, one.currency) == (donors[0], currency) and one.id not in taken:
                return Budget(one.id, donors[0], currency, amount)
        return Budget(self.new_id(), donors[0], currency, amount)

    def _institutions(self, row: int, name: str, text: str) -> list[UUID]:
        if not text:
            return []
        whole = self.institutions.get(plain(text))
        if whole is not None:
            return [whole]
        found = []
        for part in filter(None, map(str.strip, _NAMES_APART.split(text))):
            one = self.institutions.get(plain(part))
            if one is None:
                self.fault(row, name, "institution", part)
                if part not in self.outcome.unknown_names:
                    self.outcome.unknown_names.append(part[:200])
            else:
                found.append(one)
        return found

    def _day(self, row: int, name: str, text: str) -> date | None:
        if not text:
            return None
        found = read_day(text)
        if found is None:
            self.fault(row, name, "day", text)
        return found

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


def read_day(text: str) -> date | None:
    """``2026-03-01`` or ``01.03.2026``; None for anything else. Days written with slashes mean two things: refused."""
    found = _DAY.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _amount(text: str) -> int | None:
    """Hundredths. ``12 500``, ``12500.5``, ``12 500,50``; a comma before three digits is told apart by what follows."""
    typed = re.sub(r"[\s\u00a0\u202f']", "", text)
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d{1,2})?", typed):
        typed = typed.replace(",", "")
    found = _AMOUNT.fullmatch(typed)
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else None


def name_index(institutions: Iterable[tuple[UUID, Sequence[str]]]) -> dict[str, UUID]:
    """Plain names and codes → institution; a name that two share names neither."""
    found: dict[str, UUID | None] = {}
    for one, names in institutions:
        for name in {plain(name) for name in names if name}:
            found[name] = one if found.get(name, one) == one else None
    return {name: one for name, one in found.items() if one is not None}


def rows_of(draft: Sequence[Line], names: Mapping[UUID, str]) -> list[list[str | int | date | None]]:
    """A draft as rows of the template, a value for each of ``FIELDS``: activities with what stands above them; further
    milestones and sums in rows of their own. ``names`` of institutions.
    """
    by_id = {line.id: line for line in draft}
    rows: list[list[str | int | date | None]] = []
    for line in draft:
        if line.level != ACTIVITY:
            continue
        said = line.content
        values: dict[str, str | int | date | None] = {
            "line_id": str(line.id),
            "responsible": names.get(said.responsible_id) if said.responsible_id else None,
            "partners": "; ".join(names[one] for one in said.partner_ids if one in names),
            "starts_on": said.starts_on,
            "ends_on": said.ends_on,
        }
        here: Line | None = line
        while here is not None:
            _put(values, "title" if here.level == ACTIVITY else here.level, here.content.title)
            here = by_id.get(here.parent_id) if here.parent_id else None
        _put(values, "assumptions", said.assumptions)
        _put(values, "risks", said.risks)
        for place in range(max(len(said.milestones), len(said.budget), 1)):
            row = values if place == 0 else {}
            if place < len(said.milestones):
                _put(row, "milestone", said.milestones[place].title)
                row["milestone_on"] = said.milestones[place].due_on
            if place < len(said.budget):
                money = said.budget[place]
                whole, rest = divmod(money.amount_minor, 100)
                row["donor"], row["currency"] = names.get(money.donor_id), money.currency
                row["amount"] = f"{whole}.{rest:02d}" if rest else whole
            rows.append([row.get(name) for name in FIELDS])
    return rows


def _put(values: dict[str, str | int | date | None], base: str, words: Words) -> None:
    values |= {f"{base}_{code}": getattr(words, code) for code in LANGUAGES}
