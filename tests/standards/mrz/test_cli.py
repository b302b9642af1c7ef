"""The command: what it prints, and with which code it ends."""

from __future__ import annotations

import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from sapar.standards.mrz.cli import main

SPECIMENS = json.loads((Path(__file__).parent / "specimens.json").read_text("utf-8"))
TEXT = "\n\n".join(entry["text"] for entry in SPECIMENS)
WRONG = SPECIMENS[0]["text"].replace("L898902C36", "L898902C35")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "documents.txt"
    path.write_text(TEXT, "utf-8")
    return path


def test_json_gives_one_object_a_document(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Ten specimens, ten lines of JSON, all valid: code 0."""
    assert main([str(file), "--json", "--at", "2026-11-25"]) == 0
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [record["number"] for record in records] == [entry["number"] for entry in SPECIMENS]
    assert all(record["valid"] and record["expired"] for record in records)
    assert "warnings" not in records[0]


def test_the_reference_day_can_be_given(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On a day of 2012 the first specimen had not expired; --full adds the warnings."""
    assert main([str(file), "--json", "--full", "--at", "2012-04-15"]) == 0
    record = json.loads(capsys.readouterr().out.splitlines()[0])
    assert record["expired"] is False
    assert record["warnings"][0]["rule"] == "specimen"


def test_some_not_valid_is_code_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One wrong digit among valid documents: code 1, and the table says what is wrong where."""
    path = tmp_path / "one.txt"
    path.write_bytes(b"\xef\xbb\xbf" + f"{TEXT}\n\n{WRONG}".replace("\n", "\r\n").encode())
    assert main([str(path)]) == 1
    out = capsys.readouterr().out
    assert "11. TD3: NOT VALID, expired" in out
    assert (
        "! line 2, position 10: The check digit does not agree with the field it protects. Expected 6, found 5." in out
    )
    assert "1. TD3: valid, expired" in out


@pytest.mark.parametrize("content", [b"", b" \r\n\n", "P<UTO".encode("utf-16")])
def test_codes_for_empty_files_and_other_encodings(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing in it: code 2 with a message. UTF-16 is read as such."""
    path = tmp_path / "file.txt"
    path.write_bytes(content)
    code = main([str(path)])
    out, err = capsys.readouterr()
    if content.startswith(b"\xff\xfe"):
        assert code == 1
        assert "unknown format: NOT VALID" in out
    else:
        assert (code, out) == (2, "")
        assert "no document found" in err


def test_a_missing_file_is_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Unreadable: code 2, the reason on standard error, no traceback."""
    assert main([str(tmp_path / "none.txt")]) == 2
    assert main([str(tmp_path)]) == 2
    assert "No such file" in capsys.readouterr().err


def test_wrong_arguments_are_code_2_and_help_is_0(capsys: pytest.CaptureFixture[str]) -> None:
    """The command never ends the process itself."""
    assert main([]) == 2
    assert main(["x", "--at", "tomorrow"]) == 2
    assert main(["--help"]) == 0
    assert "Exit code" in capsys.readouterr().out


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A dash reads standard input; bytes that are no text make wrong characters, not a crash."""
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(SPECIMENS[1]["text"].encode())))
    assert main(["-", "--json"]) == 0
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"\xff\xfe\xfa\x00" * 30)))
    assert main(["-", "--json"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert json.loads(lines[0])["number"] == "D23145890"
    assert json.loads(lines[1])["errors"][0]["rule"] == "format"


def test_the_table_is_plain_ascii(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is not valid may hold anything; a terminal gets no escape sequences and no foreign characters."""
    path = tmp_path / "file.txt"
    path.write_text(SPECIMENS[0]["text"].replace("ANNA", "A\u202e\x1b[N"), "utf-8")
    assert main([str(path)]) == 1
    out = capsys.readouterr().out
    assert out.isascii()
    assert "\x1b" not in out
