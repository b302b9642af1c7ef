"""Spreadsheets: what is written is read again, other programs' files are read, hostile ones end at a bound."""

from __future__ import annotations

import io
import random
import zipfile
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sapar.standards.spreadsheets import REASONS, Unreadable, read, write_xlsx
from sapar.standards.spreadsheets import reading as bounds

PRINTABLE = st.text(st.characters(codec="utf-8", exclude_characters="\r", min_codepoint=32), max_size=40)


def workbook(rows: Any, titles: Any = ("One", "Two"), name: str = "Plan") -> bytes:
    made = io.BytesIO()
    write_xlsx(made, name, list(titles), rows)
    return made.getvalue()


def repacked(data: bytes, **parts: bytes) -> bytes:
    """The workbook with some of its parts replaced; ``sheet`` is the sheet."""
    names = {"sheet": "xl/worksheets/sheet1.xml", "book": "xl/workbook.xml", "types": "[Content_Types].xml"}
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        replaced = {names[key]: value for key, value in parts.items()}
        for info in old.infolist():
            new.writestr(info.filename, replaced.get(info.filename, old.read(info.filename)))
    return made.getvalue()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(PRINTABLE, max_size=5), max_size=8))
def test_texts_survive(rows: list[list[str]]) -> None:
    """Any text that XML can hold comes back as it was, apart from blanks around it; no letter is made up."""
    (sheet,) = read(workbook(rows))
    expected = [[cell.strip() for cell in row] for row in rows]
    for number, row in enumerate(expected):
        found = sheet.rows[number + 1] if number + 1 < len(sheet.rows) else []
        assert (found + [""] * 5)[:5] == (row + [""] * 5)[:5]


def test_kinds_of_values() -> None:
    """Numbers, days, times and missing values keep what they are; a day is a day in another program too."""
    row = [Decimal("12500.50"), 7, date(2026, 3, 2), datetime(2026, 3, 2, 9, 30), None, "", True]  # noqa: DTZ001
    data = workbook([row], titles=list("abcdefg"))
    assert read(data)[0].rows[1] == ["12500.5", "7", "2026-03-02", "2026-03-02", "", "", "1"]
    (seen,) = openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(min_row=2, values_only=True)
    assert seen[:4] == (12500.5, 7, datetime(2026, 3, 2), datetime(2026, 3, 2, 9, 30))  # noqa: DTZ001
    assert seen[6] is True


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","y")'])
def test_no_formula_is_written(text: str) -> None:
    """A text that a spreadsheet would run stays a text, there and for whoever edits the cell."""
    cell = openpyxl.load_workbook(io.BytesIO(workbook([[text]]))).active["A2"]
    assert cell.data_type == "s" and cell.value == text and cell.quotePrefix


def test_a_file_of_another_program() -> None:
    """Shared strings, formats of days, computed cells, a hidden sheet, gaps: read as people see them."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Работа"
    sheet["B2"] = "Обучение"
    sheet["C2"] = date(2026, 4, 1)
    sheet["D2"] = 0.1 + 0.2
    sheet["E2"] = "=1+1"  # never computed by a program: there is nothing to see
    sheet["F2"] = datetime(2026, 5, 1)  # noqa: DTZ001
    sheet["F2"].number_format = 'd" мая "yyyy'
    hidden = book.create_sheet("Служебный")
    hidden["A1"] = "secret"
    hidden.sheet_state = "hidden"
    made = io.BytesIO()
    book.save(made)
    (found,) = read(made.getvalue())
    assert found.name == "Работа"
    assert found.rows == [[], ["", "Обучение", "2026-04-01", "0.3", "", "2026-05-01"]]


def test_the_same_bytes() -> None:
    """The same rows give the same bytes."""
    rows = [["a", 1], [date(2026, 1, 1), None]]
    assert workbook(rows) == workbook(rows)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("Başlyk;Jemi\r\nOkuw;12\r\n".encode("utf-8-sig"), [["Başlyk", "Jemi"], ["Okuw", "12"]]),
        ('Название,Сумма\nОбучение,"12,5"\n'.encode(), [["Название", "Сумма"], ["Обучение", "12,5"]]),
        ("Название;Сумма\nОбучение;1\n".encode("cp1251"), [["Название", "Сумма"], ["Обучение", "1"]]),
        ("Title\tSum\nTwo\t2\n".encode("utf-16"), [["Title", "Sum"], ["Two", "2"]]),
        (b"a;b\n'=1+1;'tis\n", [["a", "b"], ["=1+1", "'tis"]]),
        (b'a;b\n"two\nlines";2\n', [["a", "b"], ["two\nlines", "2"]]),
    ],
)
def test_csv_as_programs_write_it(data: bytes, expected: list[list[str]]) -> None:
    """Encodings and separators that spreadsheet programs of the region write."""
    assert read(data)[0].rows == expected


def bomb() -> bytes:
    return repacked(workbook([]), sheet=b"<worksheet>" + b" " * (bounds.MAX_UNPACKED + 1))


def laughs() -> bytes:
    head = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    return repacked(workbook([]), sheet=head + b"<worksheet>&b;</worksheet>")


def reaching_out() -> bytes:
    return repacked(workbook([]), book=b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><workbook/>')


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"x" * (bounds.MAX_BYTES + 1), "large"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "old_format"),
        (b"PK\x03\x04 nothing", "damaged"),
        (b"%PDF-1.7\n\0\0", "other_format"),
        (b"\x89PNG\r\n\x1a\n\0", "other_format"),
        (b"a\n" * (bounds.MAX_ROWS + 1), "many_rows"),
        (b"a;" * (bounds.MAX_COLUMNS + 1) + b"a", "many_columns"),
        (b"x" * (bounds.MAX_TEXT + 1), "long_cell"),
        (b'"' + b"x" * 200_000 + b'"', "long_cell"),
        (bomb, "unpacked"),
        (laughs, "damaged"),
        (reaching_out, "damaged"),
    ],
)
def test_hostile_files_are_refused(data: Any, code: str) -> None:
    """Each hostile or unfit file ends with its own reason."""
    with pytest.raises(Unreadable) as caught:
        read(data() if callable(data) else data)
    assert caught.value.code == code in REASONS


def test_elements_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet of nothing but empty elements ends at the bound, before it fills the memory."""
    monkeypatch.setattr(bounds, "MAX_ELEMENTS", 1_000)
    with pytest.raises(Unreadable) as caught:
        read(repacked(workbook([]), sheet=b"<worksheet>" + b"<c/>" * 1_001 + b"</worksheet>"))
    assert caught.value.code == "unpacked"


def test_a_row_far_down_is_refused() -> None:
    """One cell that says it stands in row 1,048,576 makes no million empty rows."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = (
        f'<worksheet xmlns="{main}"><sheetData><row r="1048576"><c r="A1048576" t="str"><v>x</v></c></row></sheetData>'
    )
    with pytest.raises(Unreadable) as caught:
        read(repacked(workbook([]), sheet=f"{sheet}</worksheet>".encode()))
    assert caught.value.code == "many_rows"


def test_damaged_workbooks_give_rows_or_a_reason() -> None:
    """Six hundred workbooks damaged in one part and six hundred damaged texts: an answer each time, nothing else raised."""
    chance = random.Random(2026)
    whole = workbook([["Обучение", 12, date(2026, 3, 2)]] * 5, titles=["a", "b", "c"])
    with zipfile.ZipFile(io.BytesIO(whole)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml")
        book = package.read("xl/workbook.xml")
    answers = set()
    for number in range(1200):
        if number % 2:
            name, good = chance.choice([("sheet", sheet), ("book", book)])
            data = repacked(whole, **{name: spoiled(good, chance)})
        else:
            data = spoiled(whole if number % 4 else "a;b\nç;2\n".encode(), chance)
        try:
            answers.add("rows" if read(data) else "none")
        except Unreadable as error:
            answers.add(error.code)
    assert {"rows", "damaged"} <= answers <= {"rows", *REASONS}


def spoiled(data: bytes, chance: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(made))
        kind = chance.randrange(3)
        if kind == 0:
            made[at] = chance.randrange(256)
        elif kind == 1:
            del made[at : at + chance.randint(1, 20)]
        else:
            made[at:at] = made[at : at + chance.randint(1, 50)]
        made = made or bytearray(b"x")
    return bytes(made)
