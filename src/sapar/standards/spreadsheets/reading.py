"""Reading an XLSX workbook or a CSV file that anybody may have made.

Everything is counted while it is unpacked, not believed: a small file that unpacks to gigabytes ends at the bound. No
network, no document type, no entities, no formula. A cell is the text that its program last showed of the value: dates
as ``2026-03-01``, whole numbers without a decimal point, true and false as ``1`` and ``0``.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from posixpath import dirname, join, normpath
from typing import IO, Any, Final

from lxml import etree

MAX_BYTES: Final = 10_000_000
"""Of the file as it comes."""
MAX_UNPACKED: Final = 60_000_000
MAX_PART, MAX_ELEMENTS = 8_000_000, 1_000_000
"""Bytes of a part that is held as a tree; elements of a part that is walked through."""
MAX_SHEETS, MAX_ROWS, MAX_COLUMNS, MAX_TEXT, MAX_CELLS = 20, 5_000, 100, 10_000, 200_000

REASONS: Final = {
    "empty": "The file holds no rows.",
    "large": "The file is larger than 10 MB.",
    "unpacked": "The file unpacks to more than a work plan can need.",
    "many_sheets": "The workbook has more than 20 sheets.",
    "many_rows": "A sheet has more than 5,000 rows.",
    "many_columns": "A row has more than 100 columns.",
    "many_cells": "The file has more than 200,000 filled cells.",
    "long_cell": "A cell has more than 10,000 letters.",
    "old_format": "The file is locked with a password, or in the format of before 2007. Save it as .xlsx.",
    "other_format": "The file is neither an .xlsx workbook nor a CSV text.",
    "damaged": "The file is damaged or not a workbook.",
    "encoding": "The text is in an encoding that could not be told. Save it as CSV UTF-8.",
}


class Unreadable(ValueError):
    """The file cannot be read. ``code`` of ``REASONS``."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(REASONS[code])


@dataclass(frozen=True, slots=True)
class Sheet:
    """``rows[0]`` is the first row of the sheet: places are kept, rows after the last filled one are left out."""

    name: str
    rows: list[list[str]]


def read(data: bytes) -> list[Sheet]:
    """The sheets that hold anything, told apart by content, never by the file's name. Raises Unreadable."""
    if len(data) > MAX_BYTES:
        raise Unreadable("large")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("old_format")
    sheets = _workbook(data) if data.startswith(b"PK") else [Sheet("", _csv(data))]
    found = [sheet for sheet in sheets if sheet.rows]
    if not found:
        raise Unreadable("empty")
    return found


class _Count:
    """Rows and cells up to the bounds."""

    def __init__(self) -> None:
        self.cells = 0

    def keep(self, rows: list[list[str]], row: int, cells: dict[int, str]) -> None:
        if row >= MAX_ROWS:
            raise Unreadable("many_rows")
        filled = {column: text for column, text in cells.items() if text}
        if not filled:
            return
        if max(filled) >= MAX_COLUMNS:
            raise Unreadable("many_columns")
        if any(len(text) > MAX_TEXT for text in filled.values()):
            raise Unreadable("long_cell")
        self.cells += len(filled)
        if self.cells > MAX_CELLS:
            raise Unreadable("many_cells")
        rows.extend([] for _ in range(row - len(rows) + 1))
        rows[row] = [filled.get(column, "") for column in range(max(filled) + 1)]


# ------------------------------------------------------------------------------------------------ CSV


def _csv(data: bytes) -> list[list[str]]:
    text = _decoded(data)
    first = text.lstrip("\n\r")[:20_000].split("\n", 1)[0]
    delimiter = max(";\t,", key=first.count)
    rows: list[list[str]] = []
    count = _Count()
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
            count.keep(rows, number, {place: _plain(cell) for place, cell in enumerate(row)})
    except csv.Error as error:
        raise Unreadable("long_cell" if "field larger" in str(error) else "damaged") from None
    return rows


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in data:
        raise Unreadable("other_format")
    else:
        # Russian programs write windows-1251 where nothing else is asked for; Turkmen letters exist in UTF-8 only.
        encodings = ["utf-8-sig", "cp1251"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if any(ord(sign) < 32 and sign not in "\t\n\r" for sign in text):
            raise Unreadable("other_format")
        return text
    raise Unreadable("encoding")


def _plain(text: str) -> str:
    # Our own tables put an apostrophe before what a spreadsheet would run as a formula.
    return text[1:].strip() if text[:1] == "'" and text[1:2] in set("=+-@\t\r") else text.strip()


# ------------------------------------------------------------------------------------------------ XLSX

_MAIN = (
    "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}",
    "{http://purl.oclc.org/ooxml/spreadsheetml/main}",
)
_REL = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
_DATE_FORMATS = frozenset([*range(14, 18), 22, *range(27, 37), *range(50, 59)])
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_REF = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_DOCTYPE = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


class _Package:
    """The parts of a workbook, each unpacked once and counted."""

    def __init__(self, data: bytes) -> None:
        self.left = MAX_UNPACKED
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(data))
            self.names = {info.filename: info for info in self.zip.infolist()}
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeDecodeError) as error:
            raise Unreadable("damaged") from error

    def part(self, name: str) -> bytes | None:
        info = self.names.get(name)
        if info is None:
            return None
        if info.flag_bits & 1:
            raise Unreadable("old_format")
        try:
            with self.zip.open(info) as stream:
                found = _at_most(stream, self.left)
        except Unreadable:
            raise
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
            raise Unreadable("damaged") from error
        self.left -= len(found)
        # A declaration in another encoding would hide from this look; XML of a workbook is UTF-8 or says UTF-16 by its mark.
        if _DOCTYPE.search(found) or found[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise Unreadable("damaged")
        return found

    def tree(self, name: str) -> Any:
        found = self.part(name)
        if found is None:
            return None
        if len(found) > MAX_PART:
            raise Unreadable("unpacked")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            return etree.fromstring(found, parser)
        except (etree.XMLSyntaxError, ValueError, LookupError) as error:
            raise Unreadable("damaged") from error


def _at_most(stream: IO[bytes], most: int) -> bytes:
    pieces: list[bytes] = []
    while piece := stream.read(1 << 16):
        most -= len(piece)
        if most < 0:
            raise Unreadable("unpacked")
        pieces.append(piece)
    return b"".join(pieces)


def _workbook(data: bytes) -> list[Sheet]:
    package = _Package(data)
    start = next((target for kind, target in _relations(package, "") if kind.endswith("/officeDocument")), "")
    book = package.tree(start) if start else None
    if book is None:
        raise Unreadable("other_format")
    targets: dict[str, str] = {}
    shared_at = styles_at = ""
    for kind, target, key in _relations_of(package, start):
        targets[key] = target
        shared_at = target if kind.endswith("/sharedStrings") else shared_at
        styles_at = target if kind.endswith("/styles") else styles_at
    parts = [one for one in book.iter() if _tag(one) == "sheet"]
    if len(parts) > MAX_SHEETS:
        raise Unreadable("many_sheets")
    shared = _shared(package, shared_at)
    dates = _date_styles(package, styles_at)
    from_1904 = any(_tag(one) == "workbookPr" and one.get("date1904") in ("1", "true") for one in book.iter())
    count = _Count()
    found = []
    for one in parts:
        target = targets.get(next((one.get(name) for name in _REL if one.get(name)), ""), "")
        part = package.part(target) if target else None
        if part is None or one.get("state") in ("hidden", "veryHidden"):
            continue
        found.append(Sheet((one.get("name") or "")[:100], _sheet(part, shared, dates, from_1904, count)))
    return found


def _relations(package: _Package, part: str) -> Iterator[tuple[str, str]]:
    for kind, target, _key in _relations_of(package, part):
        yield kind, target


def _relations_of(package: _Package, part: str) -> list[tuple[str, str, str]]:
    folder, _slash, name = part.rpartition("/")
    root = package.tree(join(folder, "_rels", f"{name}.rels"))
    if root is None:
        return []
    made = []
    for one in root:
        if isinstance(one.tag, str) and one.get("TargetMode") != "External":
            target = one.get("Target") or ""
            place = target.lstrip("/") if target.startswith("/") else normpath(join(dirname(part), target))
            made.append((one.get("Type") or "", place, one.get("Id") or ""))
    return made


def _tag(element: Any) -> str:
    tag = element.tag
    if isinstance(tag, str):
        for prefix in _MAIN:
            if tag.startswith(prefix):
                return tag[len(prefix) :]
    return ""


def _text(element: Any) -> str:
    """The text of a string item: its runs, without the readings that East Asian programs put beside them."""
    pieces: list[str] = []
    for child in element:
        if _tag(child) == "t":
            pieces.append(child.text or "")
        elif _tag(child) == "r":
            pieces += [part.text or "" for part in child if _tag(part) == "t"]
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), "".join(pieces))


def _walk(part: bytes, wanted: str) -> Iterator[Any]:
    """The elements of one kind, each thrown away after it was looked at; all elements are counted."""
    seen = 0
    try:
        found = etree.iterparse(
            io.BytesIO(part), events=("end",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        for _event, element in found:
            seen += 1
            if seen > MAX_ELEMENTS:
                raise Unreadable("unpacked")
            if _tag(element) != wanted:
                continue
            yield element
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]
    except (etree.XMLSyntaxError, LookupError) as error:
        raise Unreadable("damaged") from error


def _shared(package: _Package, name: str) -> list[str]:
    part = package.part(name) if name else None
    if part is None:
        return []
    found: list[str] = []
    for one in _walk(part, "si"):
        if len(found) >= MAX_CELLS:
            raise Unreadable("many_cells")
        found.append(_text(one)[: MAX_TEXT + 1])
    return found


def _date_styles(package: _Package, name: str) -> frozenset[int]:
    """The places in the list of cell formats whose numbers are days."""
    root = package.tree(name) if name else None
    if root is None:
        return frozenset()
    own = {one.get("numFmtId"): one.get("formatCode") or "" for one in root.iter() if _tag(one) == "numFmt"}
    days: set[int] = set()
    for group in root:
        if _tag(group) != "cellXfs":
            continue
        for place, one in enumerate(child for child in group if _tag(child) == "xf"):
            number = one.get("numFmtId") or "0"
            code = _LITERAL.sub("", own[number]).lower() if number in own else None
            if (code is None and number.isdigit() and int(number) in _DATE_FORMATS) or (
                code is not None and ("d" in code or "y" in code)
            ):
                days.add(place)
    return frozenset(days)


def _sheet(part: bytes, shared: list[str], dates: frozenset[int], from_1904: bool, count: _Count) -> list[list[str]]:
    rows: list[list[str]] = []
    number = -1
    for row in _walk(part, "row"):
        given = row.get("r") or ""
        number = int(given) - 1 if given.isdigit() and len(given) < 8 and int(given) > 0 else number + 1
        count.keep(rows, number, _cells(row, shared, dates, from_1904))
    return rows


def _cells(row: Any, shared: list[str], dates: frozenset[int], from_1904: bool) -> dict[int, str]:
    found: dict[int, str] = {}
    column = -1
    for cell in row:
        if _tag(cell) != "c":
            continue
        place = _REF.fullmatch(cell.get("r") or "")
        column = _column(place[1]) if place else column + 1
        if len(found) > MAX_COLUMNS:
            raise Unreadable("many_columns")
        text = _value(cell, shared, dates, from_1904).strip()
        if text:
            found[column] = text
    return found


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _value(cell: Any, shared: list[str], dates: frozenset[int], from_1904: bool) -> str:
    kind = cell.get("t") or "n"
    if kind == "inlineStr":
        return next((_text(one) for one in cell if _tag(one) == "is"), "")
    raw = next((one.text or "" for one in cell if _tag(one) == "v"), "")
    if kind == "s":
        place = int(raw) if raw.strip().isdigit() and len(raw) < 9 else -1
        return shared[place] if 0 <= place < len(shared) else ""
    if kind == "d":
        return raw[:10]
    if kind != "n" or not raw:
        return raw
    style = cell.get("s") or ""
    return _number(raw, style.isdigit() and len(style) < 7 and int(style) in dates, from_1904)


def _number(raw: str, is_day: bool, from_1904: bool) -> str:
    try:
        number = Decimal(raw.strip())
    except InvalidOperation:
        return raw
    if not number.is_finite() or abs(number) >= 10**15:
        return raw
    if is_day and 0 < number < 2_958_466:
        whole = int(number)
        # 1900 was no leap year, but serial number 60 is its 29 February.
        start = date(1904, 1, 1) if from_1904 else date(1899, 12, 30) if whole > 60 else date(1899, 12, 31)
        try:
            return (start + timedelta(days=whole)).isoformat()
        except OverflowError:
            return raw
    # Binary fractions as programs store them (0.30000000000000004) are what was typed to fifteen digits.
    text = f"{Decimal(f'{number:.14e}'):f}" if number else "0"
    return text.rstrip("0").rstrip(".") if "." in text else text
