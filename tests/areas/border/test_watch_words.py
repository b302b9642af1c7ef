"""What readers of lists report is said in words."""

from __future__ import annotations

import re
from pathlib import Path

from sapar.areas.border import words_watch
from sapar.standards import watchlists

REPORTED = re.compile(r'Problem\([^"]*(?:f?"[^"]*", )?"(\w+)"')


def test_every_problem_of_a_reader_has_words() -> None:
    """A kind of problem that a reader of a format declares, and the pages could not name, would show as a code."""
    folder = Path(watchlists.__file__).parent
    reported = {found for path in folder.glob("*.py") for found in REPORTED.findall(path.read_text())}
    assert {"name", "birth_date", "document", "issuer"} <= reported
    assert reported <= set(words_watch.FIELDS_OF_FILES)
