"""Writing an XLSX workbook of one sheet, row by row, never holding more than one row.

The same rows give the same bytes: the parts carry the earliest time that a ZIP file knows. Every text is stored as a
text, so that no program takes it for a formula; text that would be one when somebody edits the cell is marked as quoted.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Final
from xml.sax.saxutils import escape, quoteattr

Cell = str | int | Decimal | date | datetime | None

DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r")
LONGEST: Final = 32_767
"""Letters in a cell: what spreadsheet programs hold."""
WIDEST: Final = 60
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Formats of cells by their place: text, title, day, time, quoted text.
_TEXT, _TITLE, _DAY, _TIME, _QUOTED = 0, 1, 2, 3, 4
_STYLES = f"""{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy"/>\
<numFmt numFmtId="165" formatCode="dd\\.mm\\.yyyy\\ hh:mm"/></numFmts>\
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>\
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>\
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5">\
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>\
<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1" applyAlignment="1"><alignment vertical="top" \
wrapText="1"/></xf>\
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment \
vertical="top"/></xf>\
<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment \
vertical="top"/></xf>\
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyAlignment="1"><alignment vertical="top" \
wrapText="1"/></xf></cellXfs>\
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""


def write_xlsx(
    file: IO[bytes], name: str, titles: Sequence[str], rows: Iterable[Sequence[Cell]], widths: Sequence[int] = ()
) -> None:
    """One sheet ``name`` with a frozen row of titles. ``widths``: of columns, in letters. Aware times lose their zone:
    hand them over in the reader's.
    """
    sheet_name = re.sub(r"[\[\]:*?/\\']", " ", _NOT_XML.sub("", name))[:31].strip() or "1"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for place, text in _parts(sheet_name).items():
            package.writestr(_info(place), text)
        with package.open(_info("xl/worksheets/sheet1.xml"), "w") as sheet:
            columns = "".join(
                f'<col min="{place}" max="{place}" width="{_width(widths, place, title)}" customWidth="1"/>'
                for place, title in enumerate(titles, 1)
            )
            sheet.write(
                f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" '
                f'topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
                f"{f'<cols>{columns}</cols>' if columns else ''}<sheetData>".encode()
            )
            sheet.write(_row(1, [_string(1, place, title, _TITLE) for place, title in enumerate(titles)]))
            for number, row in enumerate(rows, 2):
                cells = [_cell(number, place, value) for place, value in enumerate(row) if value not in (None, "")]
                sheet.write(_row(number, cells))
            sheet.write(b"</sheetData></worksheet>")


def _info(name: str) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    made.compress_type = zipfile.ZIP_DEFLATED
    return made


def _parts(sheet_name: str) -> dict[str, str]:
    def relations(*entries: tuple[str, str]) -> str:
        made = "".join(
            f'<Relationship Id="rId{place}" Type="{_DOCUMENT}/{kind}" Target="{target}"/>'
            for place, (kind, target) in enumerate(entries, 1)
        )
        return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{made}</Relationships>'

    return {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{_SPREADSHEET}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SPREADSHEET}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_SPREADSHEET}.styles+xml"/></Types>',
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets><sheet '
        f'name={quoteattr(sheet_name)} sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")),
        "xl/styles.xml": _STYLES,
    }


def _width(widths: Sequence[int], place: int, title: str) -> int:
    return widths[place - 1] if place <= len(widths) else min(max(len(title) + 2, 10), WIDEST)


def _row(number: int, cells: Iterable[str]) -> bytes:
    return f'<row r="{number}">{"".join(cells)}</row>'.encode()


def column_letters(place: int) -> str:
    """``A`` for 0, ``AA`` for 26."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _cell(row: int, place: int, value: Cell) -> str:
    ref = f"{column_letters(place)}{row}"
    match value:
        case bool():
            return f'<c r="{ref}" t="b"><v>{int(value)}</v></c>'
        case int() | Decimal() if isinstance(value, int) or value.is_finite():
            # Programs compute with fifteen digits: a longer number would come back as another one.
            text = f"{value:f}" if isinstance(value, Decimal) else str(value)
            if len(text.strip("-").replace(".", "")) <= 15:
                return f'<c r="{ref}"><v>{text}</v></c>'
            return _string(row, place, text, _TEXT)
        case datetime():
            plain = value.replace(tzinfo=None)
            seconds = (plain - datetime(1899, 12, 30)).total_seconds()  # noqa: DTZ001  both are without a zone
            return f'<c r="{ref}" s="{_TIME}"><v>{seconds / 86_400:.10f}</v></c>'
        case date() if value.year >= 1901:
            return f'<c r="{ref}" s="{_DAY}"><v>{(value - date(1899, 12, 30)).days}</v></c>'
    text = str(value)
    return _string(row, place, text, _QUOTED if text.startswith(DANGEROUS) else _TEXT)


def _string(row: int, place: int, text: str, style: int) -> str:
    shown = _NOT_XML.sub("\ufffd", text)[:LONGEST]
    # What looks like the standard's own spelling of a letter (_x0041_) would be read as that letter.
    shown = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", shown)
    ref = f"{column_letters(place)}{row}"
    return f'<c r="{ref}" t="inlineStr" s="{style}"><is><t xml:space="preserve">{escape(shown)}</t></is></c>'
