"""What import contracts cannot see: pages ask queries, never the tables."""

from __future__ import annotations

import re
from pathlib import Path

AREAS = Path(__file__).resolve().parent.parent / "src" / "sapar" / "areas"
TABLES = re.compile(r"\.objects\b|\bcursor\(|\.execute\(")


def test_no_page_of_an_area_reads_a_table() -> None:
    """A look is entered in the ledger and filtered twice only where the room for it is used."""
    pages = [path for path in AREAS.rglob("*.py") if "views" in path.relative_to(AREAS).parts or path.stem == "views"]
    assert len(pages) > 40
    assert [str(path.relative_to(AREAS)) for path in pages if TABLES.search(path.read_text())] == []
