"""The command: what it prints, and with which code it ends."""

from __future__ import annotations

import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.standards.paxlst.list_makers import HOST, pax_list, written

from sapar.standards.edifact import read_interchanges
from sapar.standards.paxlst.cli import main


def run(tmp_path: Path, text: str | bytes, *options: str) -> int:
    file = tmp_path / "list.edi"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return main([str(file), "--at", "2026-03-01", *options])


def test_json_gives_one_object_a_message(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two accepted messages: two lines of JSON, code 0, nothing on standard error."""
    assert run(tmp_path, written(pax_list(), pax_list(message_reference="M2")), "--json") == 0
    output = capsys.readouterr()
    records = [json.loads(line) for line in output.out.splitlines()]
    assert [record["reference"] for record in records] == ["M1", "M2"]
    assert all(record["accepted"] and not record["errors"] for record in records)
    assert records[0]["persons"][0]["primary"] == "ATAYEVA"
    assert records[0]["flights"][0]["calls"][1] == {
        "place": "ASB",
        "function": "arrival",
        "departs": None,
        "arrives": "2026-03-01T19:45",
    }
    assert output.err == ""


def test_refused_message_ends_with_2_and_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong count refuses: code 2, the rule with its place in the object and in words on standard error."""
    assert run(tmp_path, HOST.replace("UNT+39", "UNT+38"), "--json") == 2
    output = capsys.readouterr()
    record = json.loads(output.out)
    assert record["accepted"] is False
    assert record["errors"][0]["rule"] == "segment_count"
    assert record["errors"][0]["segment"] == 39
    assert record["errors"][0]["text"]
    assert "Expected 39, found 38." in output.err


@pytest.mark.parametrize(
    "data", [b"", b"nothing", b"\xff\xfeU\x00N\x00B\x00", b"UNB+UNOZ:4+A+B+260301:0900+1'UNZ+0+1'"]
)
def test_files_that_are_no_interchange(tmp_path: Path, data: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever is no readable interchange gives one refused object with the reason and code 2."""
    assert run(tmp_path, data, "--json") == 2
    record = json.loads(capsys.readouterr().out)
    assert record["accepted"] is False and record["errors"]


def test_report_and_replies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --json there is a report to read; --reply gives a CONTRL and a CUSRES that read without a fault."""
    assert run(tmp_path, HOST) == 0
    assert "T52599 IST to ASB 2026-03-01, persons: 2: accepted" in capsys.readouterr().out
    assert run(tmp_path, HOST, "--reply") == 0
    replies = read_interchanges(capsys.readouterr().out)
    assert [reply.messages[0].type for reply in replies] == ["CONTRL", "CUSRES"]
    assert not any(reply.refused for reply in replies)


def test_missing_file_and_standard_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is not there gives code 2; a dash reads standard input."""
    assert main([str(tmp_path / "none")]) == 2
    assert "none" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(HOST.encode())))
    assert main(["-", "--json", "--at", "2026-03-01"]) == 0
