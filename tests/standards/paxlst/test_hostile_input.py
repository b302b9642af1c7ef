"""Hostile files are refused, or read, in bounded time and memory."""

from __future__ import annotations

import time
import tracemalloc
from datetime import UTC, datetime

import pytest
from tests.standards.paxlst.list_makers import HOST, SAMPLES, TODAY, pax_list, written

from sapar.standards.paxlst import parse
from sapar.standards.paxlst.cli import replies

HEAD = "UNB+UNOA:4+T5+TM+260301:0930+1'"
LIST = "UNH+1+PAXLST:D:05B:UN:IATA'BGM+745'TDT+20+T5708'"
HOSTILE = {
    "segment of 50 MB": (HEAD + LIST + "FTX+AAA+++").encode() + b"A" * 50_000_000,
    "7 MB of separators": (HEAD + "+" * 7_000_000).encode(),
    "7 MB of components": (HEAD + LIST + "NAD+FL+++" + ":" * 7_000_000 + "'").encode(),
    "7 MB of terminators": (HEAD + "'" * 7_000_000).encode(),
    "7 MB of release characters": (HEAD + "?" * 7_000_001).encode(),
    "7 MB of released terminators": (HEAD + "?'" * 3_500_000).encode(),
    "90,000 headers": (HEAD + "UNH+1+PAXLST:D:05B:UN:IATA'" * 90_000).encode(),
    "90,000 groups": (HEAD + "UNG+PAXLST'" * 90_000).encode(),
    "90,000 persons": (HEAD + LIST + "NAD+FL+++A:B'" * 90_000).encode(),
    "90,000 flights": (HEAD + LIST + "TDT+20+T5708'LOC+125+ASB'" * 45_000).encode(),
    "90,000 documents": (HEAD + LIST + "NAD+FL+++A:B'" + "DOC+P+1'" * 90_000).encode(),
    "90,000 interchange headers": (HEAD * 90_000).encode(),
    "90,000 whole interchanges": (HEAD + "UNZ+0+1'").encode() * 90_000,
    "huge numbers": HOST.replace("CNT+42:2", "CNT+42:" + "9" * 4_000).replace("UNT+39", "UNT+" + "9" * 4_000).encode(),
    "huge dates": HOST.replace("930311", "9" * 4_000).replace("2603011505", "9" * 4_000).encode(),
    "wide digits": HOST.replace("SIRE", "UNOY").replace("930311", "９３０３１１").replace("42:2", "42:２").encode(),
    "UTF-16": HOST.encode("utf-16"),
    "UTF-32": HOST.encode("utf-32"),
    "invalid UTF-8": HOST.replace("SIRE", "UNOY").encode() + b"\xc3\x28",
    "zero bytes": HOST.encode().replace(b"I", b"\x00"),
    "one separator for all": b"UNA''''''UNB'UNOA'4'A'B'260301'0930'1'",
    "letters for separators": b"UNAABCDEFUNBBUNOAA4",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_bounded(name: str) -> None:
    """No file takes more than seconds or more than 300 MB, none raises, none is accepted."""
    started = time.process_time()
    reading = parse(HOSTILE[name], TODAY)
    assert time.process_time() - started < 10
    assert not reading.accepted
    findings = [len(made.faults) + len(made.remarks) for _, _, made in reading.lists]
    assert all(count <= 400 for count in findings)


@pytest.mark.parametrize(
    "name", ["7 MB of terminators", "90,000 persons", "90,000 headers", "90,000 interchange headers"]
)
def test_hostile_files_need_little_memory(name: str) -> None:
    """What is built for a hostile file stays within 150 MB."""
    tracemalloc.start()
    try:
        parse(HOSTILE[name], TODAY)
        assert tracemalloc.get_traced_memory()[1] < 150 * 2**20
    finally:
        tracemalloc.stop()


def test_samples_cut_anywhere() -> None:
    """A file that ends too early is never accepted."""
    for text in SAMPLES.values():
        whole = text.rstrip()
        for end in range(0, len(whole), 7):
            assert not parse(whole[:end], TODAY).accepted


def test_a_control_character_in_a_header_is_refused_and_still_answered() -> None:
    """Found by a million random inputs: with NUL declared as a service character, one in the message type came back in
    the acknowledgement, which then could not be written."""
    text = written(pax_list()).replace(":UN:IATA", ":UN:I\x00A").replace("UNA:+.? '", "UNA:+.?\x00'")
    reading = parse(text.encode(), TODAY)
    answers = replies(reading, datetime(2026, 3, 1, 9, 30, tzinfo=UTC))
    assert answers and all("\x00" not in answer for answer in answers)
    assert "PAXLST:D:05B:UN:I?A" in answers[0].replace("??", "?")
