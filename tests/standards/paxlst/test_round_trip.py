"""What is written is read back the same, for any list that the writer takes."""

from __future__ import annotations

import dataclasses
import string
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.standards.paxlst.list_makers import TODAY, written

from sapar.standards.edifact import ServiceCharacters
from sapar.standards.paxlst import Call, Contact, Document, Flight, PaxList, Person, parse
from sapar.standards.paxlst.codes import ACTIONS, KINDS

LETTERS = string.ascii_uppercase
words = st.text(LETTERS, min_size=1, max_size=12)
names = st.builds(lambda parts, sign: sign.join(parts), st.lists(words, min_size=1, max_size=3), st.sampled_from(" -'"))
codes = st.text(LETTERS + string.digits, min_size=1, max_size=20)
texts = (
    st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=30).map(str.strip).filter(bool)
)
countries = st.sampled_from(["TKM", "UZB", "KAZ", "TJK", "KGZ", "D", "XXA"])
places = st.sampled_from(["ASB", "IST", "TAS", "UTAA"])
days = st.integers(0, 36_000).map(lambda back: (TODAY - timedelta(back)).isoformat())
births = st.one_of(days, days.map(lambda day: day[:7]), days.map(lambda day: day[:4]), st.just(""))
dates = st.one_of(
    st.just(""), st.integers(0, 9_000).map(lambda ahead: (date(2015, 1, 1) + timedelta(ahead)).isoformat())
)
contacts = st.builds(
    Contact, texts, st.lists(st.tuples(st.sampled_from(["TE", "FX", "EM"]), texts), min_size=1, max_size=5)
)
documents = st.builds(
    Document,
    st.sampled_from(["P", "I", "V", "T"]),
    codes,
    st.one_of(st.just(""), countries),
    dates,
    dates,
)
persons = st.builds(
    Person,
    role=st.sampled_from(["passenger", "crew", "transit_crew", "transit_passenger"]),
    primary=names,
    secondary=st.one_of(st.just(""), names),
    birth_date=births,
    sex=st.sampled_from(["M", "F", "X", ""]),
    nationality=st.one_of(st.just(""), countries),
    residence=st.one_of(st.just(""), st.just("TKM")),
    birth_place=st.one_of(st.just(""), places),
    embark=st.one_of(st.just(""), places),
    disembark=st.one_of(st.just(""), places),
    booking=st.one_of(st.just(""), codes),
    reference=st.one_of(st.just(""), texts),
    ticket=st.one_of(st.just(""), codes),
    seat=st.one_of(st.just(""), codes),
    verified=st.sampled_from([True, False, None]),
    bags=st.one_of(st.none(), st.integers(0, 9999)),
    contact=st.one_of(st.none(), st.builds(Contact, st.just(""), contacts.map(lambda contact: contact.channels))),
    documents=st.lists(documents, max_size=3),
)


@st.composite
def lists(draw: Any) -> PaxList:
    kind, action = draw(st.sampled_from(sorted(ACTIONS)))
    clock = st.integers(0, 59).map(lambda minute: f"2026-03-0{1 + minute % 9}T{minute % 24:02}:{minute:02}")
    calls = [
        Call(draw(places), "departure", departs=draw(clock)),
        Call(draw(places), "routing", departs=draw(clock), arrives=draw(clock)),
        Call(draw(places), "arrival", arrives="2026-03-09T23:59"),
    ]
    flight = Flight("T5708", "T5", "708", calls=calls)
    return PaxList(
        message_reference="M1",
        release=draw(st.sampled_from(["02B", "03A", "04B", "05A", "05B"])),
        kind_code=kind,
        action_code=action,
        kind=KINDS[kind].word,
        action=ACTIONS[kind, action].word,
        transaction=draw(st.one_of(st.just(""), texts)),
        contact=draw(st.one_of(st.none(), contacts)),
        flights=[flight],
        persons=draw(st.lists(persons, min_size=1, max_size=4)),
    )


services = st.sampled_from(
    [ServiceCharacters(), ServiceCharacters(terminator='"'), ServiceCharacters("|", "*", ".", "\\", "~", "$")]
)


@settings(max_examples=150, deadline=None)
@given(lists(), services, st.sampled_from(["1", ""]), st.sampled_from([True, False]))
def test_write_then_parse(made: PaxList, service: ServiceCharacters, group: str, una: bool) -> None:
    """Reading gives back every value that was written, with any separators, with or without groups and UNA."""
    una = una or service.release != "?" or service.repetition != " "
    text = written(made, service=service, group=group, una=una, level="UNOB")
    reading = parse(text.encode(), TODAY)
    assert reading.accepted, reading
    assert _bare(reading.lists[0][2]) == _bare(made)


def _bare(made: PaxList) -> dict[str, Any]:
    """A list without what reading adds: where things stood, remarks, the raw birth date, the counted total."""
    record = dataclasses.asdict(made)
    for name in ("remarks", "declared", "faults"):
        del record[name]
    for person in record["persons"]:
        for name in ("segment", "birth_raw"):
            del person[name]
        for document in person["documents"]:
            del document["segment"]
    return record
