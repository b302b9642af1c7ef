"""Every code that the desk can show has words in the three languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import translation

from sapar.areas.border import acts, rules, words
from sapar.areas.border.rules import Check, Direction, Reason, State
from sapar.standards.mrz import RULES, WARNINGS
from sapar.standards.seals.verify import ANSWERS, REASONS

VALUES = {
    "line": "2",
    "position": "10",
    "expected": "4",
    "found": "7",
    "field": "number",
    "day": "2026-11-24",
    "birth": "1990",
    "age": "130",
    "at": "2026-11-25T09:00:00+00:00",
    "place": "FARAP",
    "answer": "seal_revoked",
    "number": "TM-1",
}


def codes() -> list[str]:
    """Every code that the rules name, and those that they make from the codes of the standards."""
    source = Path(rules.__file__).read_text()
    literal = set(re.findall(r'Reason(?:\.of)?\(\s*"([a-z_]+)"', source))
    literal |= {f"again_{d.value}" for d in Direction}
    made = {f"mrz_{rule}" for rule in (*RULES, *WARNINGS)} | {f"why_{code}" for code in REASONS}
    return sorted(literal | made | {f"seal_{answer}" for answer in ANSWERS if answer != "valid"})


@pytest.mark.parametrize("code", codes())
def test_a_reason_has_words(code: str) -> None:
    """No officer reads a code, and no placeholder stays unfilled."""
    with translation.override("en"):
        text = words.sentence(Reason.of(code, **VALUES))
    assert text != code
    assert "%(" not in text
    assert text[0].isupper()


def test_no_mrz_rule_is_without_words() -> None:
    """A rule that the standard's parser learns needs words here."""
    assert words.missing() == set()


def test_refusals_have_words() -> None:
    """What the rules forbid, the acts can say."""
    source = Path(rules.__file__).read_text()
    assert set(re.findall(r'return "([a-z_]+)"', source)) <= set(acts.WORDS) | {"again", "too_late"}
    assert set(acts.WORDS) >= acts.NOT_PERMITTED


def test_wrong_positions_are_marked_where_they_are() -> None:
    """The marked character is the one that the reason names."""
    reason = Reason.of("mrz_check_digit", line=2, position=3, expected="1", found="2", field="number")
    lines = words.marked_lines("ABC\nDE2F", [Check("document", State.RED, (reason,))])
    assert [[(part.text, part.wrong) for part in line] for line in lines] == [
        [("ABC", False)],
        [("DE", False), ("2", True), ("F", False)],
    ]


def test_a_field_that_changed_has_words() -> None:
    """The page that compares two versions of a list names every field that can differ."""
    from sapar.areas.border import words_watch
    from sapar.areas.border.views.watch_lists import _field

    assert {name: str(_field(name)) for name in words_watch.FIELDS} == {
        name: str(text) for name, text in words_watch.FIELDS.items()
    }
