"""The syntax layer alone: separators, repertoires, counts, references."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sapar.standards.edifact import (
    LEVELS,
    RULES,
    EdifactError,
    Envelope,
    Outgoing,
    ServiceCharacters,
    read_interchanges,
    write_interchange,
    write_segment,
)

PREPARED = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
PLAIN = "UNB+UNOA:4+A+B+260301:0930+7'UNH+1+PAXLST:D:05B:UN:IATA'BGM+745'UNT+3+1'UNZ+1+7'"


def test_una_rules_over_everything() -> None:
    """The separators are those of UNA, a line end as terminator included."""
    text = "UNA|*.! \nUNB*UNOA|4*A*B*260301|0930*7\nUNH*1*PAXLST|D|05B|UN|IATA\nFTX*A!*B!|C!!\nUNT*3*1\nUNZ*1*7\n"
    interchange = read_interchanges(text)[0]
    assert not interchange.refused
    assert interchange.messages[0].segment(2).elements == (("A*B|C!",),)


def test_separators_without_una() -> None:
    """Without UNA the separators are read from UNB and the terminator from what stands before the next segment."""
    for terminator in "'\"~\x1c":
        text = PLAIN.replace("'", terminator)
        interchange = read_interchanges(text)[0]
        assert not interchange.refused
        assert interchange.service.terminator == terminator
    controls = PLAIN.translate(str.maketrans({"+": "\x1d", ":": "\x1f", "'": "\x1c"})).replace("UNOA", "UNOB")
    assert not read_interchanges(controls)[0].refused


def test_line_ends_do_not_count() -> None:
    """Lines may break after segments or, wrapped by a network, anywhere inside them."""
    wrapped = "\r\n".join(PLAIN[at : at + 11] for at in range(0, len(PLAIN), 11))
    assert read_interchanges(wrapped)[0].messages[0].segments() == read_interchanges(PLAIN)[0].messages[0].segments()
    indented = PLAIN.replace("'", "'\n      ")
    assert not read_interchanges(indented)[0].refused


@pytest.mark.parametrize("level", [name for name, known in LEVELS.items() if known.encoding])
def test_repertoires(level: str) -> None:
    """Bytes are decoded by the repertoire that UNB names; a letter outside of it is refused."""
    letter = {"iso8859-1": "ý", "iso8859-2": "ş", "iso8859-5": "Ж", "iso8859-7": "Ω", "iso8859-9": "ş"}.get(
        LEVELS[level].encoding or "", "ň" if LEVELS[level].encoding == "utf-8" else "A"
    )
    text = PLAIN.replace("UNOA", level).replace("BGM+745", f"FTX+{letter}")
    interchange = read_interchanges(text.encode(LEVELS[level].encoding or "ascii"))[0]
    assert not interchange.refused
    assert interchange.messages[0].segment(2).value(1) == letter
    if LEVELS[level].encoding != "utf-8":
        outside = read_interchanges(PLAIN.replace("UNOA", level).replace("745", "汉"))[0]
        assert [fault.rule for fault in outside.faults] == ["repertoire"]


@pytest.mark.parametrize("data", [b"\xff\xfeU\x00", b"", b"UNB", b"UNB+XXXX:4+", b"UNB+UNOX:4+A+B'"])
def test_unreadable(data: bytes) -> None:
    """What is no interchange, or is in an unsupported character set, raises the one declared error."""
    with pytest.raises(EdifactError) as caught:
        read_interchanges(data)
    assert caught.value.rule in RULES


def test_small_letters_in_unoa_are_remarked() -> None:
    """UNOA has no small letters; senders use them all the same, so it is a remark."""
    interchange = read_interchanges(PLAIN.replace("745", "abc"))[0]
    assert not interchange.refused
    assert [remark.rule for remark in interchange.remarks] == ["level_a"]


def test_release_before_ordinary_character() -> None:
    """A release character before a letter is left out with a remark; one before the end is an error."""
    interchange = read_interchanges(PLAIN.replace("745", "7?45"))[0]
    assert [remark.rule for remark in interchange.remarks] == ["needless_release"]
    assert interchange.messages[0].segment(2).value(1) == "745"
    assert "dangling_release" in [fault.rule for fault in read_interchanges(PLAIN + "?")[0].faults]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (("UNZ+1", "UNZ+2"), "message_count"),
        (("UNZ+1", "UNZ+"), "message_count"),
        (("UNZ+1", "UNZ+١"), "message_count"),
        (("UNZ+1+7", "UNZ+1+8"), "reference"),
        (("UNH+1", "UNT+1+1'UNH+1"), "unexpected_segment"),
        (("UNH+1", "UNE+1+1'UNH+1"), "unexpected_segment"),
        (("UNZ+1", "UNG+PAXLST+A+B+260301:0930+1+UN+D:05B'UNE+0+1'UNZ+1"), "mixed"),
        (("UNZ+1+7'", ""), "missing_unz"),
        (("UNH+1+PAXLST:D:05B:UN:IATA'BGM+745'UNT+3+1'UNZ+1", "UNZ+0"), "empty"),
    ],
)
def test_envelope_faults(change: tuple[str, str], rule: str) -> None:
    """Counts, references and order of service segments are checked."""
    text = PLAIN.replace(*change)
    if not text.isascii():
        text = text.replace("UNOA", "UNOY")
    assert rule in [fault.rule for fault in read_interchanges(text)[0].faults]


values = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=12)
elements = st.lists(st.lists(values, min_size=1, max_size=4).map(tuple), max_size=5)
services = st.sampled_from(
    [ServiceCharacters(), ServiceCharacters(repetition="*"), ServiceCharacters("|", "~", ",", "\\", " ", "\n")]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(elements, min_size=1, max_size=6), services)
def test_any_values_survive(written: list[list[tuple[str, ...]]], service: ServiceCharacters) -> None:
    """Whatever printable values are written come back, except empty ones at the end and spaces before a tag."""
    segments = [write_segment("FTX", *parts, service=service) for parts in written]
    envelope = Envelope("A", "B", PREPARED, "7", level="UNOB", service=service)
    interchange = read_interchanges(write_interchange(envelope, [Outgoing("1", ("XYZ", "D", "05B", "UN"), segments)]))[
        0
    ]
    assert not interchange.refused, interchange.faults
    found = interchange.messages[0].segments()[1:-1]
    assert [_trim(segment.elements) for segment in found] == [_trim(parts) for parts in written]


def _trim(parts: tuple[tuple[str, ...], ...] | list[tuple[str, ...]]) -> list[list[str]]:
    made = []
    for part in parts:
        values = list(part)
        while values and not values[-1]:
            values.pop()
        made.append(values)
    while made and not made[-1]:
        made.pop()
    return made


def test_writer_refuses_what_it_cannot_write() -> None:
    """A character outside the repertoire, a control character or no message at all is an error of the caller."""
    for text, level in (("Ž", "UNOA"), ("\x07", "UNOY"), ("Ж", "UNOC"), ("A", "UNOX")):
        with pytest.raises(ValueError):
            write_interchange(
                Envelope("A", "B", PREPARED, "7", level=level),
                [Outgoing("1", ("XYZ", "D", "05B", "UN"), [write_segment("FTX", text)])],
            )
    with pytest.raises(ValueError):
        write_interchange(Envelope("A", "B", PREPARED, "7"), [])
