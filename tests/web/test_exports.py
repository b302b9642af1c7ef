"""Tables as files: all of the ledger, however long; workbooks with the guard against formulas."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sapar.standards.spreadsheets import read
from sapar.web.components import Tag
from sapar.web.export import xlsx_response
from sapar.web.pages import ledger


def test_the_whole_ledger_is_exported(
    client: Any, person: Any, sign_in: Any, monkeypatch: pytest.MonkeyPatch, owner_sql: Any
) -> None:
    """An export has no last row but the last entry: it goes on chunk by chunk, each entry once, newest first."""
    person("aman", "ledger.inspector")
    sign_in("aman")
    for _ in range(7):
        client.get("/ledger/")
    (before,) = owner_sql.execute("select count(*) from ledger_entry").fetchone()
    monkeypatch.setattr(ledger, "CHUNK", 3)
    response = client.get("/ledger/?as=csv")
    lines = b"".join(response.streaming_content).decode().splitlines()
    times = [line.split(",")[1] for line in lines[1:]]
    assert times == sorted(times, reverse=True)
    assert before - 1 <= len(lines) - 1 <= before + 1
    assert before > 7
    looks = owner_sql.execute("select count(*) from ledger_entry where act = 'ledger.entries'").fetchone()
    assert looks[0] >= 7 + (before // 3)


def test_a_workbook_of_a_page() -> None:
    """Values keep their kinds, tags give their words, and a text with an equals sign stays a text."""
    rows = [["=1+1", Tag("late", "red"), date(2026, 3, 2), Decimal("1.5"), None]]
    response = xlsx_response("table", "Table", ["a", "b", "c", "d", "e"], rows)
    assert response.headers["Content-Disposition"] == 'attachment; filename="table.xlsx"'
    (sheet,) = read(b"".join(response.streaming_content))  # type: ignore[arg-type]
    assert sheet.rows[1] == ["=1+1", "late", "2026-03-02", "1.5"]
    with pytest.raises(ValueError, match="file name"):
        xlsx_response("Aman Amanow", "x", [], [])
