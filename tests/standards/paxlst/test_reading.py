"""What is read from a passenger list, on samples of four systems and on lists of our own."""

from __future__ import annotations

import dataclasses

import pytest
from tests.standards.paxlst.list_makers import SAMPLES, TODAY, flight, pax_list, person, written

from sapar.standards.paxlst import ACTIONS, PaxList, parse, read_paxlst


def only(text: str | bytes) -> PaxList:
    reading = parse(text, TODAY)
    assert len(reading.lists) == 1
    return reading.lists[0][2]


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_are_accepted(name: str) -> None:
    """Separators from UNA or from UNB, with or without groups, old and new directory: no sample is refused."""
    for data in (SAMPLES[name], SAMPLES[name].encode(), SAMPLES[name].replace("\n", "\r\n")):
        reading = parse(data, TODAY)
        assert reading.accepted, reading
        assert not reading.interchanges[0].faults


def test_flight_and_persons() -> None:
    """Flight, places, times, persons, documents and references come out as typed values."""
    made = only(SAMPLES["host"])
    assert (made.kind, made.action, made.transaction, made.declared) == ("passengers", "report", "0000100", 2)
    assert made.flight is not None
    assert (made.flight.carrier, made.flight.number) == ("T5", "2599")
    departure, arrival = made.flight.departure, made.flight.arrival
    assert departure and (departure.place, departure.departs) == ("IST", "2026-03-01T15:05")
    assert arrival and (arrival.place, arrival.arrives) == ("ASB", "2026-03-01T19:45")
    first, second = made.persons
    assert (first.primary, first.secondary, first.birth_date, first.sex) == (
        "ATAYEVA",
        "OGULGEREK",
        "1993-03-11",
        "F",
    )
    assert (first.nationality, first.embark, first.disembark, first.verified) == ("TKM", "IST", "ASB", True)
    assert (first.booking, first.reference, first.ticket) == ("MLCKPK", "1001", "5422315763779C1")
    assert first.mrz_name == "ATAYEVA<<OGULGEREK"
    assert [(item.code, item.number, item.issuer, item.expiry_date) for item in second.documents] == [
        ("P", "40255521", "TJK", "2027-01-30"),
        ("V", "5555", "", ""),
    ]
    assert second.travel_document is second.documents[0]
    assert made.contact is not None and made.contact.channels[0] == ("TE", "99312000000")


def test_released_characters_stand_for_themselves() -> None:
    """A released separator is part of the value, whatever the separators are."""
    assert only(SAMPLES["telegram"]).persons[0].primary == "SMITH-JONES"
    made = only(written(pax_list(persons=[person(primary="O'ATAYEV", secondary="D'ARC")])))
    assert (made.persons[0].primary, made.persons[0].secondary) == ("O'ATAYEV", "D'ARC")
    assert made.persons[0].mrz_name == "OATAYEV<<DARC"


def test_places_contact_and_issue_date_of_a_person() -> None:
    """Clearance, residence, birth place, contact, date of issue; the time of the day of small-letter addresses."""
    found = only(SAMPLES["emirati"]).persons[0]
    assert (found.clearance, found.residence, found.birth_place) == ("AUH", "GBR", "NZL")
    assert found.contact is not None and ("EM", "x@y.aero") in found.contact.channels
    assert found.documents[0].issue_date == "2020-07-31"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("900129", "1990-01-29"),
        ("260228", "2026-02-28"),
        ("260302", "1926-03-02"),
        ("19900129:102", "1990-01-29"),
        ("900100", "1990-01"),
        ("900000", "1990"),
        ("90<<<<", "1990"),
        ("19900100:102", "1990-01"),
        ("19900000:102", "1990"),
    ],
)
def test_partial_birth_dates_stay_partial(raw: str, expected: str) -> None:
    """A birth date is as exact as the list says; two-digit years lie in the last hundred years."""
    made = only(SAMPLES["host"].replace("DTM+329:930311", f"DTM+329:{raw}"))
    assert made.accepted
    assert made.persons[0].birth_date == expected


@pytest.mark.parametrize(
    "raw", ["931311", "930230", "93031", "19930311", "ABCDEF", "20270301:102", "930311:999", "٩٣٠٣١١"]
)
def test_impossible_birth_dates_refuse(raw: str) -> None:
    """A date that is no day, lies ahead or has another format is named by person, segment, element and component."""
    if raw == "19930311":
        raw = "19931311"
    made = only(SAMPLES["host"].replace("SIRE", "UNOY").replace("DTM+329:930311", f"DTM+329:{raw}"))
    fault = next(fault for fault in made.faults if fault.rule == "birth_date")
    assert (fault.segment, fault.tag, fault.element, fault.component, fault.person) == (13, "DTM", 1, 2, 1)
    assert fault.found is None


@pytest.mark.parametrize(("kind", "code"), ACTIONS)
def test_every_kind_and_action(kind: str, code: str) -> None:
    """Reports, changes, removals, closures, changed and cancelled flights are told apart by BGM."""
    made = only(written(pax_list(kind_code=kind, action_code=code)))
    assert made.accepted
    assert (made.action_code, made.action) == (code, ACTIONS[kind, code].word)


def test_cancelled_flight_needs_no_persons() -> None:
    """News of a flight stands without persons; a report does not."""
    cancelled = only(written(pax_list(kind_code="266", action_code="XF", persons=[])))
    assert cancelled.accepted and cancelled.action == "cancel_flight"
    assert [fault.rule for fault in only(written(pax_list(persons=[]))).faults] == ["no_persons"]


def test_later_messages_name_the_same_flight_and_person() -> None:
    """A change or cancellation is linked by keys that do not depend on what has changed."""
    report = only(written())
    change = only(written(pax_list(action_code="CP", persons=[person(1, seat="1A", birth_date="1991-01-29")])))
    cancel = only(written(pax_list(kind_code="266", action_code="XF", persons=[])))
    assert report.flight and change.flight and cancel.flight
    assert report.flight.key == change.flight.key == cancel.flight.key == ("T5", "708", "IST", "2026-03-01")
    assert change.persons[0].key == report.persons[0].key == ("reference", "R1")
    assert person(1, reference="").key == ("document", "P", "TKM", "A0000001")
    assert person(1, reference="", documents=[]).key[0] == "person"


def test_transmission_characters_around_a_telegram() -> None:
    """What a network puts around an interchange (start and end of text) does not refuse it."""
    made = parse(("\x01" + SAMPLES["telegram"].replace("UNA", "\x02UNA") + "\x03").encode(), TODAY)
    assert made.accepted
    assert [remark.rule for remark in made.interchanges[0].remarks] == ["preamble"]


def test_unknown_action_is_refused_not_guessed() -> None:
    """A code that may mean a cancellation is never read as a report; a number is a number of the document."""
    assert [fault.rule for fault in only(written(pax_list(action_code="ZZ"))).faults] == ["action"]
    numbered = only(written(pax_list(action_code="20260301")))
    assert numbered.accepted and numbered.action == "report"


def test_parts_of_a_list() -> None:
    """Sequence of transfer: C says that more parts follow, F that this is the last."""
    first, last = (
        parse(written(pax_list(part=part, last_part=end)), TODAY).lists[0][2] for part, end in ((1, False), (2, True))
    )
    assert (first.part, first.last_part, last.part, last.last_part) == (1, False, 2, True)


def test_several_interchanges_in_one_file() -> None:
    """A file of interchanges with different separators gives all their messages in order."""
    reading = parse("\n".join(SAMPLES[name].replace("QK LONPPXS\n.MUCKMTS 250521\n", "") for name in SAMPLES), TODAY)
    assert reading.accepted
    assert [len(made.persons) for _, _, made in reading.lists] == [2, 1, 1, 1]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (("ATAYEVA<<OGUL<GEREK",), ("ATAYEVA", "OGUL GEREK")),
        (("ATAYEVA/OGULGEREK",), ("ATAYEVA", "OGULGEREK")),
        (("ATAYEVA", "OGUL", "GEREK"), ("ATAYEVA", "OGUL GEREK")),
        (("ATAYEVA",), ("ATAYEVA", "")),
        (("ÄTAÝEWA", "OGULGEREK"), ("ÄTAÝEWA", "OGULGEREK")),
    ],
)
def test_names(name: tuple[str, ...], expected: tuple[str, str]) -> None:
    """Names come in components, as in an MRZ, or with a slash, and in letters beyond A to Z."""
    text = SAMPLES["host"].replace("SIRE", "UNOY").replace("ATAYEVA:OGULGEREK", ":".join(name))
    made = only(text.encode())
    assert made.accepted
    assert (made.persons[0].primary, made.persons[0].secondary) == expected


def test_flight_numbers() -> None:
    """Carrier and number apart; leading zeros do not count; a private aircraft keeps its registration."""
    cases = {("T5708", "T5"): ("T5", "708"), ("EY0256", "EY"): ("EY", "256"), ("UAL12A", ""): ("UAL", "12A")}
    for (designator, carrier), expected in cases.items():
        made = only(written(pax_list(flights=[flight(designator=designator, carrier=carrier)])))
        assert made.flight is not None
        assert (made.flight.carrier, made.flight.number) == expected
    private = only(written(pax_list(flights=[flight(designator="EZ-A101", carrier="")])))
    assert private.accepted and private.flight and private.flight.number == "EZ-A101"


def test_other_message_types_are_refused() -> None:
    """A message of another type is named, not read as a list."""
    text = SAMPLES["older"].replace("PAXLST", "CUSRES")
    made = only(text)
    assert [fault.rule for fault in made.faults] == ["type"]


@pytest.mark.parametrize(("release", "rule"), [("98B", "release"), ("01B", "release"), ("12B", "later_release")])
def test_releases(release: str, rule: str) -> None:
    """Releases before 02B are refused, later ones are read with a remark."""
    made = only(SAMPLES["older"].replace("02B", release))
    assert rule in [fault.rule for fault in (*made.faults, *made.remarks)]
    assert made.accepted is (rule == "later_release")


def test_reading_is_the_same_from_message_or_file() -> None:
    """``read_paxlst`` on a message and ``parse`` on its file agree."""
    reading = parse(SAMPLES["host"], TODAY)
    _, message, made = reading.lists[0]
    assert dataclasses.asdict(read_paxlst(message, TODAY)) == dataclasses.asdict(made)
