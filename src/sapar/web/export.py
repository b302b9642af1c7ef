"""Tables as files that people open in a spreadsheet."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone

from sapar.web.components import Link, Tag, Text

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    def write(self, value: str) -> str:
        return value


def csv_response(name: str, titles: Sequence[Text], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """Rows as CSV (UTF-8 with mark, so that spreadsheets read Turkmen letters). The view's look has named what it shows.

    ``name`` goes into the file name: a plain word, no personal data. Not known is an empty cell, zero is 0.
    """
    if not re.fullmatch(r"[a-z0-9-]{1,40}", name):
        raise ValueError("a file name is made of small letters, digits and hyphens")
    writer = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield "\ufeff" + writer.writerow([str(title) for title in titles])
        for row in rows:
            yield writer.writerow([cell(value) for value in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


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
