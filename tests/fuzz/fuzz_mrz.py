"""Fuzz entry for machine readable zones: no input raises, and what comes out keeps its promises.

``one_input`` takes any bytes: the first ones choose how a document is made of the rest. Half of the inputs are plain
text of the bytes; the others are a specimen with some characters replaced, moved, cut or doubled, because random text
hardly ever gets past the first look.
"""

from __future__ import annotations

import json
from datetime import date, timedelta

from sapar.standards.mrz import RULES, WARNINGS, parse, read_documents
from sapar.standards.transliteration import TABLES, spellings, transliterate

SPECIMENS = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
    "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6",
    "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<",
    "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<",
    "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL8988901C4XXX4009078F9612109<<<<<<<<",
)
PALETTE = "<<<<0123456789ABCXYZ\n\r abé٣Ж«\u2028\x00\ud800"
FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2199, 12, 31)


def one_input(data: bytes) -> None:
    """Runs one input. Raises ``AssertionError`` if a promise is broken, and whatever a parser should not raise."""
    day = FIRST_DAY + timedelta(int.from_bytes(data[:3], "big") % (LAST_DAY - FIRST_DAY).days)
    text = _text(data)
    _check(text, day)
    for document in read_documents(text):
        assert document.strip("\x00 \r\n") != "" or not document.isascii()
        _check(document, day)
    table = list(TABLES.values())[len(data) % len(TABLES)]
    assert transliterate(text[:60], table) in spellings(text[:60], table, limit=4)[:1]


def _check(text: str, day: date) -> None:
    mrz = parse(text, day)
    record = mrz.as_dict()
    assert json.loads(json.dumps(record)) == record
    assert record["valid"] is (not mrz.errors)
    assert (mrz.format is None) == any(issue.rule == "format" for issue in mrz.errors)
    for issue in mrz.errors:
        assert issue.rule in RULES
        assert 1 <= issue.line <= 3
        assert issue.position >= 1
        assert (issue.expected is None) == (issue.rule != "check_digit")
    assert all(issue.rule in WARNINGS for issue in mrz.warnings)
    if mrz.valid:
        assert mrz.text.isascii()
        assert parse(mrz.text, day).as_dict() == record
    for name in ("birth_date", "expiry_date"):
        value = record[name]
        if value is not None and len(value) == 10:
            date.fromisoformat(value)
    if record["birth_date"] and record["expiry_date"] and len(record["birth_date"]) == 10:
        assert record["birth_date"] <= record["expiry_date"]


def _text(data: bytes) -> str:
    if not data or data[0] % 2:
        return data.decode("utf-8", "surrogateescape") if len(data) % 2 else data.decode("latin-1")
    text = SPECIMENS[data[0] // 2 % len(SPECIMENS)]
    for how, place, what in zip(data[1::3], data[2::3], data[3::3], strict=False):
        at = place % (len(text) + 1)
        character = PALETTE[what % len(PALETTE)]
        if how < 160:
            text = text[:at] + character + text[at + 1 :]
        elif how < 190:
            text = text[:at] + character + text[at:]
        elif how < 220:
            text = text[:at] + text[at + 1 :]
        elif how < 240:
            text = text[at:] + text[:at]
        else:
            text = text + "\n\n" + text[:at]
        if how % 7 == 0 or len(text) > 2000:
            break
    return text
