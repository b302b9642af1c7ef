"""What readers, keyboards and files really deliver: the same document has to come out of it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from sapar.standards.mrz import parse, read_documents

TODAY = date(2026, 11, 25)
TEXTS = [entry["text"] for entry in json.loads((Path(__file__).parent / "specimens.json").read_text("utf-8"))]
RUSSIAN = str.maketrans("QWERTYUIOPASDFGHJKLZXCVBNM<", "ЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬБ")

UNTIDY = {
    "lower case": str.lower,
    "CR LF": lambda text: text.replace("\n", "\r\n"),
    "CR": lambda text: text.replace("\n", "\r"),
    "CR CR LF": lambda text: text.replace("\n", "\r\r\n"),
    "final line end": lambda text: text + "\n",
    "blank lines around and between": lambda text: "\n\n" + text.replace("\n", "\n\n") + "\r\n\r\n",
    "trailing spaces": lambda text: text.replace("\n", "   \n") + "  ",
    "spaces and tabs inside": lambda text: text[:7] + " " + text[7:20] + "\t" + text[20:],
    "joined into one line": lambda text: text.replace("\n", ""),
    "joined, lower case, with a final line end": lambda text: text.replace("\n", "").lower() + "\r\n",
    "frame of control characters": lambda text: "\x02" + text + "\x03",
    "byte order mark and zero width spaces": lambda text: "\ufeff" + text.replace("\n", "\u200b\n"),
    "no-break spaces": lambda text: "\u00a0" + text,
}


@pytest.mark.parametrize("text", TEXTS, ids=range(1, 11))
@pytest.mark.parametrize("way", UNTIDY)
def test_untidy_text_is_the_same_document(way: str, text: str) -> None:
    """Nothing that a reader or keyboard adds changes a field, and nothing of it is called an error."""
    clean = parse(text, TODAY)
    untidy = parse(UNTIDY[way](text), TODAY)
    assert untidy == clean
    assert untidy.valid


@pytest.mark.parametrize("text", TEXTS, ids=range(1, 11))
def test_a_russian_keyboard_layout_is_turned_back(text: str) -> None:
    """A reader that types through a Russian layout gives Cyrillic letters: read, with a warning."""
    for typed in (text.translate(RUSSIAN), text.translate(RUSSIAN).lower()):
        mrz = parse(typed, TODAY)
        assert mrz.as_dict() == parse(text, TODAY).as_dict()
        assert mrz.warnings[0].rule == "keyboard"


def test_foreign_letters_are_never_taken_for_latin_ones() -> None:
    """ß, ı, ſ and the Kelvin sign have capitals in A-Z; in a document they are wrong characters all the same."""
    for letter in "ßıſ\u212aÄ":
        text = TEXTS[0][:6] + letter + TEXTS[0][7:]
        mrz = parse(text, TODAY)
        assert (mrz.errors[0].line, mrz.errors[0].position, mrz.errors[0].rule) == (1, 7, "character")


def test_lines_of_a_wrong_length_are_read_as_far_as_they_go() -> None:
    """A lost or an added character: the line is named, and the fields before it are there."""
    first, second = TEXTS[0].split("\n")
    short = parse(f"{first[:-1]}\n{second}", TODAY)
    assert [(issue.line, issue.position, issue.rule) for issue in short.errors] == [(1, 44, "length")]
    assert (short.number, short.primary) == ("L898902C3", "ERIKSSON")
    long = parse(f"{first}\n{second}9", TODAY)
    assert [(issue.line, issue.position, issue.rule) for issue in long.errors] == [(2, 45, "length")]
    cut = parse(f"{first}\n{second[:40]}", TODAY)
    assert cut.format == "TD3"
    assert (2, 41, "length") in [(issue.line, issue.position, issue.rule) for issue in cut.errors]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \r\n\t",
        "P<UTO",
        TEXTS[0].split("\n")[0],
        TEXTS[0] + "\n" + TEXTS[0],
        "a\nb",
        "x" * 87,
        "<" * 5000,
        "\x00",
        "\ud800",
    ],
)
def test_what_is_no_document_is_said_to_be_none(text: str) -> None:
    """One line of two, two documents in one, a single word, far too much: `format`, and no field is made up."""
    mrz = parse(text, TODAY)
    assert (mrz.format, mrz.number, [issue.rule for issue in mrz.errors]) == (None, None, ["format"])


def test_a_file_is_split_at_blank_lines() -> None:
    """One or more blank lines, with or without spaces in them, separate documents; line ends do not matter."""
    assert read_documents("") == []
    assert read_documents("\n \r\n") == []
    for end in ("\n", "\r\n", "\r", "\r\r\n"):
        joined = f"{end} \t{end}{end}".join(text.replace("\n", end) for text in TEXTS)
        assert read_documents(f"{end}{joined}{end}") == TEXTS
    assert read_documents("\ufeff" + TEXTS[0]) == ["\ufeff" + TEXTS[0]]
