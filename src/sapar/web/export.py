"""Tables as files that people open in a spreadsheet."""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone

from sapar.standards.spreadsheets import Cell, write_xlsx
from sapar.web.components import Link, Tag, Text

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IN_MEMORY = 4_000_000


class _Echo:
    def write(self, value: str) -> str:
        return value


def csv_response(name: str, titles: Sequence[Text], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """Rows as CSV (UTF-8 with mark, so that spreadsheets read Turkmen letters). The view's look has named what it shows.

    ``name`` goes into the file name: a plain word, no personal data. Not known is an empty cell, zero is 0.
    """
    _check_name(name)
    writer = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield "\ufeff" + writer.writerow(head)
        for row in rows:
            yield writer.writerow([cell(value) for value in row])

    # What is sent after this is said in whatever language comes then.
    head = [str(title) for title in titles]
    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


def xlsx_response(
    name: str, caption: Text, titles: Sequence[Text], rows: Iterable[Sequence[Any]], widths: Sequence[int] = ()
) -> FileResponse:
    """Rows as a workbook of one sheet, made row by row; beyond a few megabytes it grows in a file, not in memory."""
    _check_name(name)
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  the answer closes it when it is sent
    write_xlsx(
        file, str(caption), [str(title) for title in titles], ([_value(one) for one in row] for row in rows), widths
    )
    file.seek(0)
    response = FileResponse(file, content_type=XLSX, as_attachment=True, filename=f"{name}.xlsx")
    response["Cache-Control"] = "private, no-store"
    return response


def _check_name(name: str) -> None:
    if not re.fullmatch(r"[a-z0-9-]{1,40}", name):
        raise ValueError("a file name is made of small letters, digits and hyphens")


def _value(value: Any) -> Cell:
    match value:
        case None | int() | Decimal():
            return value
        case Tag() | Link():
            return str(value.text)
        case datetime():
            return timezone.localtime(value) if timezone.is_aware(value) else value
        case date():
            return value
    return str(value)


def cell(value: Any) -> str:
    """A value as a spreadsheet should read it; text that would run as a formula is made plain text."""
    match value:
        case None:
            return ""
        case Tag() | Link():
            return cell(str(value.text))
        case datetime():
            return f"{timezone.localtime(value) if timezone.is_aware(value) else value:%Y-%m-%d %H:%M:%S}"
        case date():
            return value.isoformat()
        case str() if value.startswith(DANGEROUS):
            return f"'{value}"
    return str(value)
