"""Fuzz entry for IATI files: no file raises, all findings are declared, what is written again is the same."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from mutations import damaged

from sapar.standards.iati import (
    RULES,
    Activity,
    Budget,
    Dates,
    Figure,
    Indicator,
    Money,
    NotWritable,
    Organisation,
    Participant,
    Period,
    Result,
    Sector,
    Share,
    Tag,
    check,
    write,
)
from sapar.standards.iati.checking import MAX_FINDINGS

_NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
_WHOLE = Path(__file__).parents[1] / "standards" / "iati" / "whole.xml"


def _activity(text: str) -> Activity:
    one = Organisation({"en": "Joint programme"}, "XM-DAC-47066", "40")
    figure = Figure(Decimal(3), {"sex": text or "all"}, comment={"tk": text})
    indicator = Indicator({"en": text}, "1", periods=[Period(date(2025, 1, 1), date(2025, 12, 31), [figure], [figure])])
    return Activity(
        identifier="XM-DAC-47066-" + text,
        reporting=one,
        title={"en": text, "ru": text},
        description={"en": "d"},
        status="2",
        dates=Dates(planned_start=date(2025, 1, 1)),
        participants=[Participant("4", one)],
        countries=[Share("TM")],
        sectors=[Sector("15190")],
        tags=[Tag(text, "99", "https://example.org", {"en": text})],
        budgets=[Budget(date(2025, 1, 1), date(2025, 12, 31), Money(100, "USD", date(2025, 1, 1)))],
        results=[Result("1", {"en": "r"}, [indicator])],
    )


# Good inputs to start from; the first byte is not part of the file.
SEEDS = [
    b"\x00" + write([_activity("TM-1")], generated=_NOW),
    b"\x00" + _WHOLE.read_bytes(),
    b"\x01" + "Serhetçileri okatmak & <b>ň</b>".encode(),
]


def one_input(data: bytes) -> None:
    """Runs one input: a good file damaged as these bytes say. Anything raised is a finding."""
    read(damaged(SEEDS, data))


def read(data: bytes) -> None:
    """Give a file to the check, or a text to the writer, and hold them to their promises."""
    if data[:1] == b"\x01":
        _written(data[1:].decode("utf-8", "surrogateescape"))
        return
    found = check(data[1:], _NOW)
    assert len(found) <= MAX_FINDINGS + 1
    assert found == check(data[1:], _NOW)
    for one in found:
        assert RULES[one.rule].explanation == one.explanation
        assert one.severity in ("error", "warning")
        assert one.line >= 0
        assert one.path.startswith("/")
        assert "\n" not in one.detail
        assert len(one.detail) < 5_000


def _written(text: str) -> None:
    try:
        made = write([_activity(text)], generated=_NOW)
    except NotWritable:
        return
    assert made == write([_activity(text)], generated=_NOW)
    refused = {one.rule for one in check(made, _NOW) if one.rule.startswith(("file.", "schema."))}
    # A tag without a code is written without one, and found.
    assert refused == (set() if text else {"schema.missing-attribute"})
