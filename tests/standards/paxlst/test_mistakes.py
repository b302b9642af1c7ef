"""Every mistake of a carrier is found and named by its place; what is only missing does not refuse a list."""

from __future__ import annotations

import re

import pytest
from tests.standards.paxlst.list_makers import HOST, PREPARED, TODAY, pax_list, person, written

from sapar.standards.edifact import Fault, read_interchanges, write_contrl
from sapar.standards.paxlst import RULES, Answer, acknowledge, answer, parse, read_cusres, report

# Change to the sample → rule, number of segment, tag, element.
MISTAKES = [
    (("UNT+39", "UNT+40"), ("segment_count", 39, "UNT", 1)),
    (("UNT+39+11085B94E1F8FA", "UNT+39+11085B94E1F8FB"), ("reference", 39, "UNT", 2)),
    (("CNT+42:2", "CNT+42:3"), ("person_count", 38, "CNT", 1)),
    (("CNT+42:2", "CNT+42:" + "9" * 400), ("person_count", 38, "CNT", 1)),
    (("BGM+745", "BGM+999"), ("kind", 2, "BGM", 1)),
    (("NAT+2+TKM", "NAT+2+T1"), ("country", 17, "NAT", 2)),
    (("ATT+2++F", "ATT+2++Q"), ("sex", 12, "ATT", 3)),
    (("LOC+178+IST", "LOC+178+I"), ("port", 15, "LOC", 2)),
    (("LOC+125+IST", "LOC+125+?"), None),
    (("DTM+189:2603011505:201", "DTM+189:2603012505:201"), ("time", 8, "DTM", 1)),
    (("DTM+36:270130", "DTM+36:271330"), ("document_expiry", 22, "DTM", 1)),
    (("DOC+P:110:ZZZ+A4825552", "DOC+P:110:ZZZ"), ("document_number", 21, "DOC", 2)),
    (("ATAYEVA:OGULGEREK", "ATAY3VA:OGULGEREK"), ("name_character", 11, "NAD", 4)),
    (("NAD+FL+++ATAYEVA:OGULGEREK", "NAD+FL+++:OGULGEREK"), ("name", 11, "NAD", 4)),
    (("TDT+20+T52599+++T5", "TDT+20"), ("flight_number", 6, "TDT", 2)),
    (("GEI+4+173", "QQQ+1"), ("unknown_segment", 14, "QQQ", 0)),
    (("LOC+87+ASB", "LOC+92+ASB"), ("itinerary", 0, "LOC", 0)),
    (("DTM+232:2603011945:201", "DTM+232:2602271945:201"), ("times_order", 0, "DTM", 0)),
    (("01:F", "0X:F"), ("part_number", 1, "UNH", 4)),
]


@pytest.mark.parametrize(("change", "expected"), MISTAKES)
def test_mistakes_are_named(change: tuple[str, str], expected: tuple[str, int, str, int] | None) -> None:
    """The message is refused for the rule that it breaks, with segment, tag and element."""
    reading = parse(HOST.replace(*change, 1), TODAY)
    assert not reading.accepted
    if expected is not None:
        faults = reading.lists[0][2].faults
        assert expected in [(fault.rule, fault.segment, fault.tag, fault.element) for fault in faults]


# Change → rule of the interchange, its segment number.
ENVELOPES = [
    (('UNZ+1+12345670001"\n', ""), "missing_unz"),
    (('UNE+1+1"\n', ""), "missing_une"),
    (("UNZ+1", "UNZ+2"), "group_count"),
    (("UNE+1+1", "UNE+2+1"), "message_count"),
    (("UNE+1+1", "UNE+1+2"), "reference"),
    (("UNZ+1+12345670001", "UNZ+1+1234567000"), "reference"),
    (('UNZ+1+12345670001"', "UNZ+1+12345670001"), "unterminated"),
    (('UNZ+1+12345670001"', 'UNZ+1+12345670001"ABC"'), "after_end"),
    (("T5+TMAPI+260301:0930+1234", "T5+TMAPI+261301:0930+1234"), "header"),
    (("SIRE:4", "UNOX:4"), "level"),
    (("OPERATIONS", "OPERATI\x07NS"), "character"),
    (("OPERATIONS", "OPERATIÖNS"), "repertoire"),
    (('UNE+1+1"\n', 'UNE+1+1"\nRFF+TN:1"\n'), "outside_message"),
    (("UNZ+1+12345670001", "UNZ+1+12345670001?"), "unterminated"),
]


@pytest.mark.parametrize(("change", "rule"), ENVELOPES)
def test_broken_envelopes_refuse_all(change: tuple[str, str], rule: str) -> None:
    """Whatever is wrong with the envelope refuses the interchange, and is answered with a CONTRL that says so."""
    reading = parse(HOST.replace(*change, 1), TODAY)
    assert not reading.accepted
    interchange = reading.interchanges[0]
    assert rule in [fault.rule for fault in interchange.faults]
    text = write_contrl(interchange, reference="1", prepared=PREPARED)
    segments = read_interchanges(text)[0].messages[0].segments()
    assert (segments[1].tag, segments[1].value(4)) == ("UCI", "4")


def test_missing_trailer_of_a_message() -> None:
    """A message without UNT is a fault of that message; the next one is still read."""
    text = written(pax_list(), pax_list(message_reference="M2"))
    head, _, tail = text.partition("UNT+")
    broken = head + tail.partition("'")[2]
    made = [found for _, _, found in parse(broken, TODAY).lists]
    assert [fault.rule for fault in made[0].faults] == ["missing_unt"]
    assert made[1].accepted


def test_duplicate_message_reference() -> None:
    """Two messages of one reference could not be answered apart."""
    made = [found for _, _, found in parse(written(pax_list(), pax_list()), TODAY).lists]
    assert [fault.rule for fault in made[1].faults] == ["duplicate_reference"]


def test_what_is_missing_does_not_refuse() -> None:
    """A person without date of birth, sex, nationality, document or reference is accepted with remarks."""
    bare = person(birth_date="", sex="", nationality="", documents=[], booking="", reference="")
    made = parse(written(pax_list(persons=[bare])), TODAY).lists[0][2]
    assert made.accepted
    rules = {remark.rule for remark in made.remarks}
    assert rules >= {"no_birth_date", "no_sex", "no_nationality", "no_document", "no_reference"}
    assert all(remark.person == 1 for remark in made.remarks)


def test_expired_and_repeated_documents_are_remarked() -> None:
    """A document that expires before arrival, and one that stands twice, are for people to judge."""
    old = person(documents=[*person(1).documents])
    old.documents[0].expiry_date = "2026-02-28"
    made = parse(written(pax_list(persons=[old, old])), TODAY).lists[0][2]
    assert made.accepted
    assert {"document_expired", "duplicate_person"} <= {remark.rule for remark in made.remarks}


def test_report_names_place_and_no_particulars() -> None:
    """The report says what and where; names, numbers and dates of birth of persons never stand in it."""
    text = HOST.replace("UNT+39", "UNT+41").replace("DTM+329:930311", "DTM+329:931311").replace("A4825552", "A48?*52")
    lines = report(parse(text, TODAY))
    assert "REFUSED" in lines
    assert "Expected 39, found 41." in lines
    assert "person 1, segment 13 (DTM), element 1, component 2" in lines
    for particular in ("ATAYEVA", "931311", "A48", "MLCKPK"):
        assert particular not in lines


def test_positive_and_error_acknowledgement() -> None:
    """Every message gets an answer: a plain CUSRES if it is good, one group for each finding if it is not."""
    for text, count in ((HOST, 0), (HOST.replace("UNT+39", "UNT+41").replace("+2++F", "+2++Q"), 2)):
        interchange, message, made = parse(text, TODAY).lists[0]
        back = acknowledge(interchange, message, made, reference="9", prepared=PREPARED)
        replied = read_interchanges(back)[0]
        assert not replied.refused
        assert (replied.sender, replied.recipient) == ("TMAPI", "T5")
        reply = read_cusres(replied.messages[0])
        assert (reply.kind_code, reply.transaction, reply.flight) == ("962", "0000100", "T52599")
        assert len(reply.answers) == count


def test_contrl_names_every_message() -> None:
    """The syntax acknowledgement repeats reference and type of each message with 7 or 4 and the place of a fault."""
    text = re.sub(r"UNT\+(\d+)\+M2", "UNT+1+M2", written(pax_list(), pax_list(message_reference="M2")))
    reading = parse(text, TODAY)
    text = write_contrl(reading.interchanges[0], reference="5", prepared=PREPARED)
    segments = read_interchanges(text)[0].messages[0].segments()
    said = [(segment.tag, segment.value(1), segment.value(3)) for segment in segments if segment.tag == "UCM"]
    assert said == [("UCM", "M1", "7"), ("UCM", "M2", "4")]
    assert any(segment.tag == "UCD" and segment.value(1) == "29" for segment in segments)
    assert next(segment for segment in segments if segment.tag == "UCI").value(4) == "7"


def test_contrl_survives_any_header() -> None:
    """What a sender wrote in its header never stops the answer to it."""
    for old, new in (("T5+TMAPI", "Ä\x07+Ж"), ("12345670001", ""), ("SIRE", "UNOY"), ("IAPI", "И" * 100)):
        reading = parse(HOST.replace(old, new), TODAY)
        assert write_contrl(reading.interchanges[0], reference="1", prepared=PREPARED).startswith("UNA")
        for interchange, message, made in reading.lists:
            assert acknowledge(interchange, message, made, reference="1", prepared=PREPARED).startswith("UNA")


def test_answers_for_persons() -> None:
    """0Z and 1Z name each person by the references that the carrier gave; no reason is told."""
    interchange, message, made = parse(HOST, TODAY).lists[0]
    text = answer(interchange, message, made, [Answer(1, "0Z"), Answer(2, "1Z")], reference="9", prepared=PREPARED)
    replied = read_interchanges(text)[0]
    assert not replied.refused and replied.messages[0].group is not None
    reply = read_cusres(replied.messages[0])
    assert reply.answers == [
        ({"AVF": "MLCKPK", "ABO": "1001"}, "0Z", "OK TO BOARD"),
        ({"AVF": "MLCKPM", "ABO": "1002"}, "1Z", "NO BOARD"),
    ]


def test_unverified_codes_are_not_sent() -> None:
    """An answer code that could not be confirmed leaves only if it is asked for; an unknown one never."""
    interchange, message, made = parse(HOST, TODAY).lists[0]
    parts = {"reference": "9", "prepared": PREPARED}
    with pytest.raises(ValueError, match="unverified"):
        answer(interchange, message, made, [Answer(1, "4Z")], **parts)  # type: ignore[arg-type]
    assert "ERC+4Z" in answer(interchange, message, made, [Answer(1, "4Z")], unverified=True, **parts)  # type: ignore[arg-type]
    for wrong in ([Answer(1, "9Z")], [Answer(3, "0Z")], [Answer(1, "0Z"), Answer(1, "1Z")]):
        with pytest.raises(ValueError):
            answer(interchange, message, made, wrong, **parts)  # type: ignore[arg-type]


def test_person_without_reference_is_answered_by_place() -> None:
    """A person whom the carrier gave no reference is named by their number in the list."""
    text = written(pax_list(persons=[person(booking="", reference="")]))
    interchange, message, made = parse(text, TODAY).lists[0]
    back = answer(interchange, message, made, [Answer(1, "0Z")], reference="9", prepared=PREPARED)
    assert "ERP+2:1'" in back


def test_rules_have_words_and_codes() -> None:
    """Every rule has a sentence, a weight and a code that CONTRL can carry."""
    for name, rule in RULES.items():
        assert rule.text.endswith("."), name
        assert rule.weight in ("error", "remark")
        assert rule.code.isdigit()
    assert Fault("kind", 2, "BGM", 1, found="9").as_dict()["found"] == "9"
