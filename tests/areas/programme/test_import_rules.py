"""A spreadsheet against a draft: every fault by its cell, nothing half-read, and what goes out comes back the same."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sapar.areas.programme.rules.content import Budget, Content, Line, Milestone, Words, numbered
from sapar.areas.programme.rules.importing.cells import name_index, read_day
from sapar.areas.programme.rules.importing.fields import FIELDS, guess, head_row, plain
from sapar.areas.programme.rules.importing.outcome import Outcome
from sapar.areas.programme.rules.importing.reading import read_plan
from sapar.areas.programme.rules.importing.writing import rows_of
from sapar.methods.ids import uuid7

STARTS, ENDS = date(2026, 1, 1), date(2026, 12, 31)
MFA, IOM, DONOR = (UUID(int=number) for number in (1, 2, 3))
INDEX = name_index(
    [(MFA, ("MFA", "Министерство иностранных дел")), (IOM, ("IOM", "МОМ")), (DONOR, ("EU", "Европейский союз"))]
)
COLUMNS = (
    "direction_ru", "outcome_ru", "output_ru", "title_ru", "title_en", "responsible", "partners", "starts_on", "ends_on",
    "milestone_ru", "milestone_on", "donor", "amount", "currency",
)  # fmt: skip
GOOD = (
    "Труд", "Итог", "Продукт", "Обучение", "Training", "мфа", "", "2026-02-01", "01.06.2026",
    "Проведено", "2026-05-01", "ЕС", "12 500,50", "usd",
)  # fmt: skip


def read(*rows: Any, columns: Any = COLUMNS, draft: Any = (), index: Any = None) -> Outcome:
    head = ["x"] * len(columns)
    names = {**INDEX, plain("ЕС"): DONOR, plain("мфа"): MFA} if index is None else index
    return read_plan([head, *rows], columns, 0, draft, names, STARTS, ENDS, uuid7)


def with_(**cells: str) -> list[str]:
    return [cells.get(name, value) for name, value in zip(COLUMNS, GOOD, strict=True)]


def test_one_row_makes_four_lines() -> None:
    """Direction, outcome, output and activity with its parts; money in hundredths, days in both spellings."""
    outcome = read(GOOD)
    assert outcome.faults == []
    assert [one.line.level for one in outcome.saved] == ["direction", "outcome", "output", "activity"]
    said = outcome.saved[-1].line.content
    assert (said.starts_on, said.ends_on) == (date(2026, 2, 1), date(2026, 6, 1))
    assert said.responsible_id == MFA
    assert [(one.donor_id, one.currency, one.amount_minor) for one in said.budget] == [(DONOR, "USD", 1_250_050)]
    assert [(one.title.ru, one.due_on) for one in said.milestones] == [("Проведено", date(2026, 5, 1))]


def test_empty_cells_mean_as_above_and_rows_without_title_add_parts() -> None:
    """A second activity under the same output; a third row adds a milestone and a sum to it."""
    second = with_(direction_ru="", outcome_ru="", output_ru="", title_ru="Семинар", title_en="")
    more = ["", "", "", "", "", "", "", "", "", "Отчёт", "2026-05-20", "MFA", "100", "TMT"]
    outcome = read(GOOD, second, more)
    assert outcome.faults == []
    activities = [one.line.content for one in outcome.saved if one.line.level == "activity"]
    assert [len(one.milestones) for one in activities] == [1, 2]
    assert [money.currency for money in activities[1].budget] == ["USD", "TMT"]


@pytest.mark.parametrize(
    ("cells", "column", "rule"),
    [
        ({"starts_on": "03/04/2026"}, "starts_on", "day"),
        ({"starts_on": "30.02.2026"}, "starts_on", "day"),
        ({"starts_on": "2025-02-01"}, "starts_on", "outside_plan"),
        ({"ends_on": "2026-01-05"}, "ends_on", "turned"),
        ({"responsible": "Министерство магии"}, "responsible", "institution"),
        ({"responsible": "MFA; IOM"}, "responsible", "one_only"),
        ({"donor": ""}, "donor", "donor"),
        ({"amount": ""}, "amount", "amount_missing"),
        ({"amount": "-5"}, "amount", "amount"),
        ({"amount": "12.345,6"}, "amount", "amount"),
        ({"amount": "0"}, "amount", "amount"),
        ({"currency": "RUB"}, "currency", "currency"),
        ({"milestone_on": ""}, "milestone_on", "milestone_day"),
        ({"milestone_ru": ""}, "milestone_on", "milestone_title"),
        ({"title_ru": "x" * 501}, "title_ru", "long"),
        ({"direction_ru": ""}, "outcome_ru", "nothing_above"),
        ({"title_ru": "#REF!"}, "title_ru", "error_value"),
        ({"title_ru": "", "title_en": ""}, "title_ru", "no_title"),
    ],
)
def test_each_fault_names_its_cell(cells: dict[str, str], column: str, rule: str) -> None:
    """Row, column and rule of what is wrong; the row counts as in the spreadsheet."""
    outcome = read(with_(**cells))
    assert (2, COLUMNS.index(column), rule) in [(one.row, one.column, one.rule) for one in outcome.faults]


def test_all_faults_at_once() -> None:
    """Two bad rows with three faults give all of them, in reading order; unknown names are gathered once."""
    outcome = read(with_(starts_on="x", responsible="Кто-то"), with_(title_ru="Ещё", title_en="", responsible="Кто-то"))
    assert [(one.row, one.rule) for one in outcome.faults] == [(2, "institution"), (2, "day"), (3, "institution")]
    assert outcome.unknown_names == ["Кто-то"]


BAD = {"starts_on": "31.02.2026", "responsible": "Министерство магии", "amount": "12,5x"}
BAD_FAULTS = [("responsible", "institution"), ("starts_on", "day"), ("amount", "amount")]


@pytest.mark.parametrize(
    ("cells", "column", "rule"),
    [
        ({"direction_ru": ""}, "outcome_ru", "nothing_above"),
        ({"direction_ru": "", "outcome_ru": "", "output_ru": ""}, "title_ru", "nothing_above"),
        ({"output_ru": ""}, "title_ru", "nothing_above"),
        ({"output_ru": "#REF!"}, "output_ru", "error_value"),
        ({"direction_ru": "x" * 501}, "direction_ru", "long"),
        ({"title_ru": "", "title_en": ""}, "title_ru", "no_title"),
        ({"title_en": "#NAME?"}, "title_en", "error_value"),
    ],
)
def test_a_row_without_a_place_tells_all_its_faults(cells: dict[str, str], column: str, rule: str) -> None:
    """What stands in its cells is checked all the same, and nothing is told twice; rows below it are not blamed."""
    below = with_(direction_ru="", outcome_ru="", output_ru="", title_ru="Семинар", title_en="", ends_on="??")
    part = ["", "", "", "", "", "", "", "", "", "Отчёт", "??", "", "", ""]
    outcome = read(with_(**{**BAD, **cells}), part, below)
    found = [(one.row, COLUMNS[one.column], one.rule) for one in outcome.faults if one.column is not None]
    here = sorted([(column, rule), *BAD_FAULTS], key=lambda one: COLUMNS.index(one[0]))
    assert found == [*((2, *one) for one in here), (3, "milestone_on", "day"), (4, "ends_on", "day")]


def test_a_fault_hides_no_other_of_its_row() -> None:
    """An unknown institution beside days outside the plan's year and turned round; the second of two equal activities."""
    outcome = read(with_(responsible="Кто-то", starts_on="2027-02-01"))
    assert {one.rule for one in outcome.faults} == {"institution", "outside_plan", "turned"}
    assert {one.rule for one in read(GOOD, with_(**BAD)).faults} == {"twice", "institution", "day", "amount"}
    assert {one.rule for one in read(with_(amount="", donor="Кто-то")).faults} == {"amount_missing", "institution"}


def test_the_same_activity_twice() -> None:
    """The same title under the same output is a fault, not a silent overwrite."""
    assert [one.rule for one in read(GOOD, GOOD).faults] == ["twice"]


def known() -> list[Line]:
    """A draft as the first import leaves it."""
    return numbered(one.line for one in read(GOOD).saved)


def test_read_again_changes_nothing() -> None:
    """The same table against the draft that it made: every line known, none changed, parts keep their ids."""
    draft = known()
    outcome = read(GOOD, draft=draft)
    assert outcome.faults == []
    assert all(one.known and not one.changed for one in outcome.saved)


def test_columns_that_are_missing_leave_the_draft_alone() -> None:
    """A table of titles and days changes days only: money, milestones and the other language stay."""
    draft = known()
    columns = ("direction_ru", "outcome_ru", "output_ru", "title_ru", "ends_on")
    outcome = read(["Труд", "Итог", "Продукт", "ОБУЧЕНИЕ", "2026-07-01"], columns=columns, draft=draft)
    (changed,) = [one for one in outcome.saved if one.changed]
    before = draft[-1].content
    assert changed.line.content.ends_on == date(2026, 7, 1)
    assert (changed.line.content.budget, changed.line.content.milestones) == (before.budget, before.milestones)
    assert changed.line.content.title.en == "Training"


def test_a_line_id_finds_a_renamed_activity() -> None:
    """Downloaded, renamed, read again: the same line with a new title; a broken id is a fault."""
    draft = known()
    columns = ("line_id", "direction_ru", "outcome_ru", "output_ru", "title_ru")
    row = [str(draft[-1].id), "Труд", "Итог", "Продукт", "Курсы"]
    (changed,) = [one for one in read(row, columns=columns, draft=draft).saved if one.changed]
    assert (changed.line.id, changed.line.content.title.ru) == (draft[-1].id, "Курсы")
    assert [one.rule for one in read(["nonsense", *row[1:]], columns=columns, draft=draft).faults] == ["line_id"]


def test_no_column_holds_the_activity() -> None:
    """Without it nothing can be read, and the page says so; nor may two columns mean the same."""
    assert [one.rule for one in read(["a"], columns=("direction_ru",)).faults] == ["no_title_column"]
    doubled = read(["a", "b"], columns=("title_ru", "title_ru"))
    assert {one.rule for one in doubled.faults} >= {"column_twice"}
    assert [one.rule for one in read(columns=COLUMNS).faults] == ["nothing"]


def test_columns_are_guessed_once_each() -> None:
    """A remembered meaning wins over the template's; no field is given to two columns; titles are found below a heading."""
    names = {plain("Мероприятие"): "title_ru", plain("Срок"): "ends_on"}
    assert guess(["МЕРОПРИЯТИЕ", "срок*", "Мероприятие", "?"], {}, names) == ["title_ru", "ends_on", "", ""]
    assert guess(["Срок"], {plain("срок"): "starts_on"}, names) == ["starts_on"]
    assert head_row([["План на 2026 год"], [], ["Мероприятие", "Срок"], ["a", "b"]], names) == 2


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026-3-1", date(2026, 3, 1)), ("1.3.2026", date(2026, 3, 1)), ("2026-03-01T00:00:00", date(2026, 3, 1)),
     ("1/3/2026", None), ("01.03.26", None), ("март", None), ("", None)],
)  # fmt: skip
def test_days(text: str, day: date | None) -> None:
    """Two spellings are read; what could mean two days is not guessed."""
    assert read_day(text) == day


def test_a_name_that_two_share_names_neither() -> None:
    """An ambiguous name is asked about, never decided by order."""
    assert name_index([(MFA, ("A", "Same")), (IOM, ("B", "same"))]) == {"a": MFA, "b": IOM}


texts = st.text("abcАБВ ё", min_size=1, max_size=12).filter(lambda text: bool(plain(text))).map(str.strip)
words = st.builds(Words, texts, texts, texts)


@st.composite
def drafts(draw: st.DrawFn) -> list[Line]:
    """A draft whose siblings have different titles."""
    made: list[Line] = []
    parents: list[UUID | None] = [None]
    for level in ("direction", "outcome", "output", "activity"):
        below: list[UUID | None] = []
        for parent in parents:
            for place in range(1, draw(st.integers(1, 2)) + 1):
                said = draw(words)
                title = Words(f"{said.tk} {place}", f"{said.ru} {place}", f"{said.en} {place}")
                content = Content(title)
                if level == "activity":
                    content = Content(
                        title,
                        responsible_id=draw(st.sampled_from([None, MFA])),
                        partner_ids=tuple(draw(st.lists(st.sampled_from([IOM, DONOR]), max_size=2, unique=True))),
                        starts_on=draw(st.sampled_from([None, STARTS])),
                        ends_on=ENDS,
                        milestones=tuple(
                            Milestone(uuid7(), Words(ru=f"Этап {number}"), draw(st.dates(STARTS, ENDS)))
                            for number in range(draw(st.integers(0, 2)))
                        ),
                        budget=tuple(
                            Budget(uuid7(), DONOR, currency, draw(st.integers(1, 10**9)))
                            for currency in draw(st.lists(st.sampled_from(["USD", "TMT"]), max_size=2, unique=True))
                        ),
                    )
                made.append(Line(uuid7(), parent, level, place, content))
                below.append(made[-1].id)
        parents = below
    return numbered(made)


@settings(max_examples=40, deadline=None)
@given(drafts())
def test_what_goes_out_comes_back(draft: list[Line]) -> None:
    """A draft written as the template and read again changes nothing: no fault, no new line, no changed line."""
    names = {MFA: "MFA", IOM: "IOM", DONOR: "EU"}
    rows = [["" if cell is None else str(cell) for cell in row] for row in rows_of(draft, names)]
    outcome = read_plan([list(FIELDS), *rows], FIELDS, 0, draft, INDEX, STARTS, ENDS, uuid7)
    assert outcome.faults == []
    assert [(one.line.number, one.known) for one in outcome.saved if one.changed or not one.known] == []


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from(["", "Труд", "x", "2026-02-01", "1", "USD", "MFA", "#REF!", "я" * 600]), max_size=14),
        max_size=8,
    )
)
def test_any_rows_give_lines_or_faults(rows: list[list[str]]) -> None:
    """Whatever stands in the cells: an answer, each fault with a row of the table, and with no fault a whole tree."""
    outcome = read(*rows)
    assert all(1 <= one.row <= len(rows) + 1 for one in outcome.faults)
    if not outcome.faults:
        lines = [one.line for one in outcome.saved]
        assert len(numbered(lines)) == len(lines)
