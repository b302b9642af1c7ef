"""``sapar screen`` and ``sapar match``: the formats that others rely on."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest

from sapar.methods.matching.cli import match_main, screen_main

_PERSON = '{"name":["Serdar Orazow"],"weakAlias":["Abu Test"],"birthDate":["1980-02-03"]}'
LIST = f'{{"id":"p-1","schema":"Person","properties":{_PERSON}}}\n'
TABLE = "id,name,nationality\np-1,Maral Garajaýewa,TKM\n"
QUERIES = """{"id": "q1", "names": ["Сердар Оразов"], "birth_date": "1980", "nationality": "TKM", "sex": "M"}

{"id": 2, "names": ["Maral Garajayeva"]}
{"id": "q3", "names": ["Abu Test"]}
{"id": "q4", "names": ["Xzqw Vvv"]}
"""


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def write(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, "utf-8")
    return str(folder / name)


def test_screen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A result for every query in order; ids as they came; two lists may use one id; a weak alias is no match."""
    one, two, queries = write(tmp_path, "a", LIST), write(tmp_path, "b", TABLE), write(tmp_path, "q", QUERIES)
    assert screen_main(["--list", one, two, "--queries", queries, "--json"]) == 0
    first, second, third, fourth = lines(capsys.readouterr().out)
    assert list(first) == ["id", "candidates"] and first["id"] == "q1" and second["id"] == 2
    found = first["candidates"][0]
    assert list(found) == ["entity", "score", "match", "explanation"]
    assert found["entity"] == "p-1" and found["match"] is True and 0.7 <= found["score"] <= 1
    assert {"birth_year_agrees", "word_script"} <= {reason["code"] for reason in found["explanation"]}
    assert all(reason["text"] for reason in found["explanation"])
    assert second["candidates"][0]["entity"] == "p-1" and second["candidates"][0]["match"] is True
    assert third["candidates"][0]["match"] is False
    assert third["candidates"][0]["explanation"][-1]["code"] == "weak_alias"
    assert fourth == {"id": "q4", "candidates": []}


def test_screen_unpacks_lists(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A packed list is the list; a damaged one ends with 2."""
    queries = write(tmp_path, "q", QUERIES)
    whole = gzip.compress(TABLE.encode())
    (tmp_path / "list.csv.gz").write_bytes(whole)
    assert screen_main(["--list", str(tmp_path / "list.csv.gz"), "--queries", queries, "--json"]) == 0
    assert lines(capsys.readouterr().out)[1]["candidates"][0]["match"]
    (tmp_path / "list.csv.gz").write_bytes(whole[:-12])
    assert screen_main(["--list", str(tmp_path / "list.csv.gz"), "--queries", queries]) == 2
    assert "damaged" in capsys.readouterr().err


def test_screen_takes_lists_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--list may be repeated, and the limit holds."""
    one, two, queries = write(tmp_path, "a", LIST), write(tmp_path, "b", TABLE), write(tmp_path, "q", QUERIES)
    assert screen_main(["--list", one, "--list", two, "--queries", queries, "--json", "--limit", "0"]) == 0
    assert all(line["candidates"] == [] for line in lines(capsys.readouterr().out))


def test_match(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One result a pair, whatever ids repeat."""
    text = ""
    for left, right in (("Serdar Orazow", "Сердар Оразов"), ("Serdar Orazow", "Maral Garajaýewa")):
        text += (
            json.dumps({"id": "same", "left": {"id": "a", "names": [left]}, "right": {"id": "b", "names": [right]}})
            + "\n"
        )
    assert match_main([write(tmp_path, "pairs", text), "--json"]) == 0
    yes, no = lines(capsys.readouterr().out)
    assert list(yes) == ["id", "score", "match", "explanation"]
    assert (yes["id"], yes["match"], no["match"]) == ("same", True, False)
    assert yes["score"] > no["score"]


def test_match_from_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A pipe is a file too; without --json it is written for people."""
    pair = '{"id": 1, "left": {"names": ["Serdar Meretow"]}, "right": {"names": ["Serdar Meretov"]}}\n'
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(pair.encode())))
    assert match_main(["-"]) == 0
    assert "1: 0.9" in (text := capsys.readouterr().out) and "w→v" in text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "line 1"),
        ('{"id": 1}', "left and right"),
        ('{"id": 1, "left": [], "right": {}}', "left and right"),
        ("[" * 100_000, "nested"),
    ],
)
def test_what_cannot_be_read_ends_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, says: str
) -> None:
    """The reason is said, no traceback, no name."""
    assert match_main([write(tmp_path, "pairs", text), "--json"]) == 2
    assert says in capsys.readouterr().err


def test_missing_files_end_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A list or queries that are not there, or no list at all."""
    good, none = write(tmp_path, "a", LIST), str(tmp_path / "none")
    assert screen_main(["--list", none, "--queries", good]) == 2
    assert screen_main(["--list", good, "--queries", none]) == 2
    assert screen_main(["--list", write(tmp_path, "x", "<a/>"), "--queries", good]) == 2
    assert screen_main(["--queries", good]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_unreadable_values_are_said_without_repeating_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A birth date that is none is left out, and the line is named; the value is personal and is not."""
    queries = write(tmp_path, "q", '{"id": "q", "names": ["Serdar Orazow"], "birth_date": "yesterday"}\n')
    assert screen_main(["--list", write(tmp_path, "a", LIST), "--queries", queries, "--json"]) == 0
    errors = capsys.readouterr().err
    assert "line 1" in errors and "birth_date" in errors and "yesterday" not in errors


def test_no_match_is_left_out_unless_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Fourteen namesakes are fourteen matches; a limit that is asked for holds."""
    listed = "\n".join(f'{{"id": "{number}", "names": ["Myrat Atayev"]}}' for number in range(14))
    people, queries = write(tmp_path, "l", listed), write(tmp_path, "q", '{"id": "q", "names": ["Atayev Myrat"]}')
    for more, count in (([], 14), (["--limit", "3"], 3)):
        assert screen_main(["--list", people, "--queries", queries, "--json", *more]) == 0
        found = lines(capsys.readouterr().out)[0]["candidates"]
        assert len(found) == count and all(one["match"] for one in found)
