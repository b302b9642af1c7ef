"""Fuzz entry for passenger lists: no file raises, all findings are declared, every file can be answered."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from mutations import damaged

from sapar.standards.edifact import read_interchanges
from sapar.standards.paxlst import Call, Document, Flight, PaxList, Person, parse, report, write_paxlst
from sapar.standards.paxlst.cli import as_json, replies
from sapar.standards.paxlst.model import RULES

_TODAY = date(2026, 3, 1)
_NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
_FLIGHT = Flight(
    "T5708",
    "T5",
    "708",
    calls=[
        Call("IST", "departure", departs="2026-03-01T15:05"),
        Call("ASB", "arrival", arrives="2026-03-01T19:45"),
    ],
)
_PERSON = Person(
    "passenger",
    "O'ATAYEVA",
    "OGUL GEREK",
    birth_date="1990-01",
    sex="F",
    nationality="TKM",
    embark="IST",
    booking="PNR1",
    reference="R1",
    verified=False,
    documents=[Document("P", "A1234567", "TKM", "2030-01-01"), Document("V", "77")],
)
_LISTS = [
    PaxList("M1", "05B", kind_code="745", transaction="T1", flights=[_FLIGHT], persons=[_PERSON]),
    PaxList("M2", "02B", kind_code="266", action_code="XF", flights=[_FLIGHT]),
]
_PARTS = {"sender": ("T5", "ZZ"), "recipient": "TM", "prepared": _NOW, "reference": "77"}

# Good inputs to start from; the first byte is not part of the file.
SEEDS = [
    b"\x00" + write_paxlst(_LISTS, **_PARTS).encode(),
    b"\x00" + write_paxlst(_LISTS[:1], group="", una=False, level="UNOY", **_PARTS).replace("'", "'\r\n").encode(),
    b"\x00" + write_paxlst(_LISTS[1:], group="", level="UNOC", **_PARTS).encode() * 2,
]


def one_input(data: bytes) -> None:
    """Runs one input: a good file damaged as these bytes say. Anything raised is a finding."""
    read(damaged(SEEDS, data))


def read(data: bytes) -> None:
    """Give a file to the reader and hold it to its promises."""
    reading = parse(data[1:], _TODAY)
    for entry in as_json(reading):
        assert json.loads(json.dumps(entry)) == entry
        assert bool(entry["errors"]) is not entry["accepted"]
        for finding in (*entry["errors"], *entry["remarks"]):
            assert finding["rule"] in RULES
            assert finding["segment"] >= 0
        assert "persons" not in entry or not entry["accepted"] or entry["declared"] in (None, len(entry["persons"]))
    assert report(reading).isprintable() is False or not reading.interchanges
    for reply in replies(reading, _NOW):
        assert not read_interchanges(reply)[0].refused
    for _, message, made in reading.lists:
        for finding in (*made.faults, *made.remarks):
            assert finding.segment <= len(message.raw)
