"""Lists of carriers: taken in once, entered in any order, answered every time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.areas.border.carriers import FLIGHTS, Carrier, flight, make_carrier, pax_list, person, soon, written
from tests.areas.border.conftest import Service, count

from sapar.kernel.acts import CATALOGUE
from sapar.kernel.errors import Conflict, Invalid, NotFound
from sapar.standards.edifact import read_interchanges
from sapar.standards.paxlst import read_cusres
from sapar.web.paging import Window

pytestmark = pytest.mark.django_db


@pytest.fixture
def carrier(service: Service) -> Carrier:
    return make_carrier()


def flights(owner_sql: Any) -> list[dict[str, Any]]:
    rows = owner_sql.execute("select to_jsonb(f) from border_flight f order by id").fetchall()
    return [row[0] for row in rows]


def people(owner_sql: Any) -> dict[str, dict[str, Any]]:
    rows = owner_sql.execute("select to_jsonb(p) from border_passenger p order by id").fetchall()
    return {row[0]["reference"] or row[0]["document_number"]: row[0] for row in rows}


def answers(carrier: Carrier, made: Any) -> list[Any]:
    return list(CATALOGUE["border.carrier_answers"](carrier.actor, interchange_id=made.pk))


def test_a_list_becomes_a_flight_with_persons(carrier: Carrier, service: Service, owner_sql: Any) -> None:
    """The flight stands at the post whose code the airport has; every person is on it, checked."""
    made = carrier.send(written(pax_list([person(1), person(2)])))
    assert made.accepted
    (stored,) = flights(owner_sql)
    assert (stored["carrier"], stored["number"], stored["direction"]) == ("T5", "708", "entry")
    assert stored["post_id"] == str(service.posts[2].pk)
    assert {one["level"] for one in people(owner_sql).values()} == {"green"}
    assert set(people(owner_sql)) == {"R1", "R2"}


def test_every_message_is_answered(carrier: Carrier, owner_sql: Any) -> None:
    """CONTRL for the interchange, CUSRES with 0Z for each person of an accepted list: both can be read as interchanges."""
    made = carrier.send(written(pax_list([person(1), person(2)])))
    found = answers(carrier, made)
    assert [one.kind for one in found] == ["contrl", "cusres"]
    for one in found:
        assert not read_interchanges(one.text)[0].refused
    reply = read_cusres(read_interchanges(found[1].text)[0].messages[0])
    assert [(references["ABO"], code) for references, code, _text in reply.answers] == [("R1", "0Z"), ("R2", "0Z")]


def test_a_refused_message_is_answered_at_once(carrier: Carrier, owner_sql: Any) -> None:
    """Nothing is entered; CONTRL, CUSRES with the errors and a report in three languages are there before the job runs."""
    text = written(pax_list([person(1)])).replace("CNT+42:1", "CNT+42:7")
    made = carrier.send(text, enter=False)
    assert not made.accepted
    assert count(owner_sql, "border_flight") == 0
    found = answers(carrier, made)
    assert [one.kind for one in found] == ["contrl", "cusres", "report"]
    assert "Expected: 1, found: 7." in found[2].text
    assert "Ожидалось: 1, найдено: 7." in found[2].text
    assert "Garaşylan: 1, tapylan: 7." in found[2].text
    view = CATALOGUE["border.view_interchange"](carrier.actor, interchange_id=made.pk)
    assert [fault["rule"] for fault in view.messages[0].faults] == ["person_count"]
    assert "CNT" in view.report


def test_what_is_no_interchange_is_reported(carrier: Carrier) -> None:
    """Bytes that are no interchange are kept, with a report that says so; nothing raises."""
    made = carrier.send(b"hello", enter=False)
    assert (made.accepted, made.failure) == (False, "no_interchange")
    (report,) = answers(carrier, made)
    assert "No interchange header (UNB) was found." in report.text


@pytest.mark.parametrize(("content", "code"), [(b"", "empty"), (b"U" * (8 * 2**20 + 1), "too_large")])
def test_nothing_and_too_much_are_refused(carrier: Carrier, content: bytes, code: str, owner_sql: Any) -> None:
    """An empty file and one of more than 8 MB are not kept at all."""
    with pytest.raises(Invalid) as caught:
        CATALOGUE["border.send_list"](carrier.actor, content=content)
    assert caught.value.code == code
    assert count(owner_sql, "border_interchange") == 0


def test_the_same_bytes_are_the_same_message(carrier: Carrier, owner_sql: Any) -> None:
    """Sent three times, taken in once and entered once; another carrier's copy is its own."""
    text = written(pax_list([person(1)]))
    first = carrier.send(text)
    assert carrier.send(text).pk == first.pk
    assert (
        CATALOGUE["border.take_in_list"](FLIGHTS, carrier_id=carrier.institution.pk, content=text.encode()).pk
        == first.pk
    )
    assert count(owner_sql, "border_interchange") == 1
    assert count(owner_sql, "border_carrieranswer") == 2
    assert make_carrier("TK").send(text).pk != first.pk
    assert count(owner_sql, "border_interchange") == 2


def test_a_reference_used_twice_is_noticed(carrier: Carrier) -> None:
    """Other bytes under a reference that was used before are taken in and marked."""
    assert not carrier.send(written(pax_list([person(1)]))).reused
    assert carrier.send(written(pax_list([person(2)]))).reused


def test_the_original_is_kept_byte_for_byte_and_sealed(carrier: Carrier, owner_sql: Any) -> None:
    """The bytes open as they came; the database holds no name in plain."""
    from sapar.areas.border.acts.flights import content_of
    from sapar.areas.border.models import Interchange
    from sapar.kernel.access.context import reading

    text = written(pax_list([person(1)])).replace("'", "'\r\n").encode()
    made = carrier.send(text)
    with reading(carrier.actor):
        assert content_of(Interchange.objects.get(pk=made.pk)) == text
    stored = owner_sql.execute("select content from border_interchange").fetchone()[0]
    assert b"ATAYEVA" not in bytes(stored)


def test_changes_and_cancellations_of_persons(carrier: Carrier, owner_sql: Any) -> None:
    """A change replaces particulars and leaves what it does not state; a cancellation takes a person off; nobody is dropped
    because a later list does not name them."""
    carrier.send(written(pax_list([person(1), person(2)]), prepared=soon(-3)))
    changed = person(1, primary="BERDIYEVA", seat="", documents=[])
    carrier.send(written(pax_list([changed], action="change", action_code="CP"), prepared=soon(-2), reference="78"))
    carrier.send(written(pax_list([person(2)], action="remove", action_code="XR"), prepared=soon(-1), reference="79"))
    carrier.send(written(pax_list([person(3)]), prepared=soon(-1), reference="80"))
    found = people(owner_sql)
    assert found["R1"]["primary"] == "BERDIYEVA"
    assert found["R1"]["document_number"] == "U0000001"
    assert [found[key]["removed"] for key in ("R1", "R2", "R3")] == [False, True, False]
    assert len(flights(owner_sql)) == 1


def test_messages_that_overtake_each_other(carrier: Carrier, owner_sql: Any) -> None:
    """An older message that arrives later changes nothing that a newer one has said."""
    carrier.send(written(pax_list([person(1)], action="remove", action_code="XR"), prepared=soon(-1), reference="79"))
    carrier.send(written(pax_list([person(1)]), prepared=soon(-2)))
    assert people(owner_sql)["R1"]["removed"]


def test_a_flight_is_cancelled_and_comes_back(carrier: Carrier, owner_sql: Any) -> None:
    """XF cancels; an older list does not put it back, a newer one does."""
    carrier.send(written(pax_list([person(1)]), prepared=soon(-4)))
    news = pax_list(kind_code="266", kind="flight_status", action="cancel_flight", action_code="XF")
    made = carrier.send(written(news, prepared=soon(-2), reference="78"))
    assert flights(owner_sql)[0]["cancelled"]
    assert [one.kind for one in answers(carrier, made)] == ["contrl", "cusres"]
    carrier.send(written(pax_list([person(2)]), prepared=soon(-3), reference="79"))
    assert flights(owner_sql)[0]["cancelled"]
    carrier.send(written(pax_list([person(3)]), prepared=soon(-1), reference="80"))
    assert not flights(owner_sql)[0]["cancelled"]


def test_closing_says_who_is_on_board(carrier: Carrier, service: Service, owner_sql: Any) -> None:
    """CLOB: those who are listed are on board, the others are not, and the list for the post says so."""
    carrier.send(written(pax_list([person(1), person(2)]), prepared=soon(-2)))
    news = pax_list([person(1)], kind_code="266", kind="flight_status", action="close_on_board", action_code="CLOB")
    carrier.send(written(news, prepared=soon(-1), reference="78"))
    found = people(owner_sql)
    assert [found[key]["on_board"] for key in ("R1", "R2")] == [True, False]
    row, persons, _pager, _totals = CATALOGUE["border.view_flight"](
        service.supervisor, flight_id=flights(owner_sql)[0]["id"], window=Window()
    )
    assert row.closed
    assert {one.booking: one.state for one in persons} == {"PNR001": "expected", "PNR002": "not_on_board"}


def test_tests_of_a_carrier_enter_nothing(carrier: Carrier, owner_sql: Any) -> None:
    """An interchange with the mark for tests is answered, and no flight is made of it."""
    text = written(pax_list([person(1)])).replace("+APIS'", "+APIS++++1'")
    made = carrier.send(text)
    assert made.test
    assert [one.kind for one in answers(carrier, made)] == ["contrl", "cusres"]
    assert count(owner_sql, "border_flight") == 0


def test_entering_again_changes_nothing(carrier: Carrier, owner_sql: Any) -> None:
    """The job may run twice."""
    made = carrier.send(written(pax_list([person(1)])))
    before = owner_sql.execute("select * from border_passenger").fetchall()
    CATALOGUE["border.apply_list"](FLIGHTS, interchange_id=made.pk)
    assert owner_sql.execute("select * from border_passenger").fetchall() == before
    assert count(owner_sql, "border_carrieranswer") == 2


def test_checks_lead_to_the_second_line(carrier: Carrier, service: Service, owner_sql: Any) -> None:
    """A minor alone, no document, an expired one, one that two persons have: each with its reason; none decides boarding."""
    child = {"birth_date": f"{soon():%Y}-01-01"[:4].replace(f"{soon():%Y}", str(soon().year - 9)) + "-01-01"}
    carrier.send(
        written(
            pax_list(
                [
                    person(1, **child),
                    person(2, booking="PNR003", **child),
                    person(3),
                    person(4, documents=[]),
                    person(5, documents=[*_documents("U5", "2020-01-01")]),
                    person(6, documents=[*_documents("U6")]),
                    person(7, documents=[*_documents("U6")], reference="R7", primary="OTHER"),
                ]
            )
        )
    )
    codes = {key: [reason["code"] for reason in one["reasons"]] for key, one in people(owner_sql).items()}
    assert codes["R1"] == ["minor_alone"]
    assert codes["R2"] == codes["R3"] == []
    assert codes["R4"] == ["no_document"]
    assert codes["R5"] == ["document_expired"]
    assert {one["level"] for one in people(owner_sql).values()} == {"green", "amber"}
    assert {one["answer"] for one in people(owner_sql).values()} == {"0Z"}


def _documents(number: str, expiry: str = "2034-01-01") -> list[Any]:
    from sapar.standards.paxlst import Document

    return [Document("P", number, "TUR", expiry)]


def test_crew_is_entered_and_not_answered_person_by_person(carrier: Carrier, owner_sql: Any) -> None:
    """A crew list gives crew on the same flight, and a simple acknowledgement."""
    carrier.send(written(pax_list([person(1)])))
    made = carrier.send(
        written(pax_list([person(9, role="crew")], kind_code="250", kind="crew", action_code="C"), reference="78")
    )
    assert len(flights(owner_sql)) == 1
    assert people(owner_sql)["R9"]["role"] == "crew"
    (_contrl, cusres) = answers(carrier, made)
    assert read_cusres(read_interchanges(cusres.text)[0].messages[0]).answers == []


def test_the_post_sees_who_came(carrier: Carrier, service: Service, owner_sql: Any) -> None:
    """Expected until the document is read, then at the desk, then crossed; who was on no list is listed apart."""
    from tests.areas.border.conftest import passport

    officer = service.add("air", "border.officer", service.posts[2])
    lands = soon(-1)
    documents = {1: "AC1234567", 2: "AC1234568"}
    carrier.send(
        written(
            pax_list(
                [person(k, nationality="KGZ", documents=_documents(v)) for k, v in documents.items()],
                flights=[flight(lands)],
            )
        )
    )
    flight_id = flights(owner_sql)[0]["id"]

    def states() -> dict[str, str]:
        _row, persons, _pager, _totals = CATALOGUE["border.view_flight"](officer, flight_id=flight_id, window=Window())
        return {one.booking: one.state for one in persons}

    assert set(states().values()) == {"expected"}
    read = CATALOGUE["border.inspect"](officer, mrz=passport(), direction="entry")
    assert states()["PNR001"] == "inspected"
    CATALOGUE["border.admit"](officer, inspection_id=read.pk)
    assert states() == {"PNR001": "arrived", "PNR002": "expected"}
    other = CATALOGUE["border.inspect"](officer, mrz=passport(number="AC7777777"), direction="entry")
    CATALOGUE["border.admit"](officer, inspection_id=other.pk)
    rows, _pager = CATALOGUE["border.unannounced"](officer, window=Window(), day=lands.date())
    assert [row.number for row in rows] == ["AC7777777"]
    found = CATALOGUE["border.find_passengers"](officer, number="AC1234567")
    assert [one.state for _flight, one in found] == ["arrived"]


def test_a_supervisor_tells_the_carrier_otherwise(carrier: Carrier, service: Service, owner_sql: Any) -> None:
    """NO BOARD by a person, with a reason that stays here; a later list does not undo it; after landing nothing is told."""
    made = carrier.send(written(pax_list([person(1), person(2)]), prepared=soon(-2)))
    passenger = people(owner_sql)["R2"]["id"]
    call = CATALOGUE["border.answer_carrier"]
    with pytest.raises(Invalid):
        call(service.supervisor, passenger_id=passenger, answer="1Z", reason=" ")
    call(service.supervisor, passenger_id=passenger, answer="1Z", reason="A court's order.")
    with pytest.raises(Conflict):
        call(service.supervisor, passenger_id=passenger, answer="1Z", reason="Again.")
    last = answers(carrier, made)[-1]
    reply = read_cusres(read_interchanges(last.text)[0].messages[0])
    assert [(references["ABO"], code) for references, code, _text in reply.answers] == [("R2", "1Z")]
    assert "court" not in last.text.lower()
    later = carrier.send(written(pax_list([person(1), person(2)]), prepared=soon(-1), reference="78"))
    reply = read_cusres(read_interchanges(answers(carrier, later)[1].text)[0].messages[0])
    assert [code for _references, code, _text in reply.answers] == ["0Z", "1Z"]
    owner_sql.execute("update border_flight set at = now() - interval '1 minute'")
    with pytest.raises(Conflict):
        call(service.supervisor, passenger_id=passenger, answer="0Z", reason="Withdrawn.")


def test_a_carrier_sees_its_own_only(carrier: Carrier, owner_sql: Any) -> None:
    """Another carrier's interchange is not found; lists and answers hold the own alone."""
    made = carrier.send(written(pax_list([person(1)])))
    other = make_carrier("TK")
    with pytest.raises(NotFound):
        CATALOGUE["border.view_interchange"](other.actor, interchange_id=made.pk)
    assert CATALOGUE["border.carrier_answers"](other.actor, interchange_id=made.pk) == []
    assert CATALOGUE["border.carrier_answers"](other.actor) == []
    assert CATALOGUE["border.list_interchanges"](other.actor, window=Window())[0] == []
    own, _pager = CATALOGUE["border.list_interchanges"](carrier.actor, window=Window())
    assert [row.id for row in own] == [made.pk]
    view = CATALOGUE["border.view_interchange"](carrier.actor, interchange_id=made.pk)
    assert [message.flight_id for message in view.messages] == [None]


def test_late_lists_count_against_the_carrier(carrier: Carrier, service: Service) -> None:
    """A list is late from an hour before landing on; the quality page counts it, refused ones and flights without crew."""
    carrier.send(written(pax_list([person(1)], flights=[flight(soon(0.5))])))
    carrier.send(written(pax_list([person(1)])).replace("CNT+42:1", "CNT+42:7"), enter=False)
    (row,) = CATALOGUE["border.carrier_quality"](service.supervisor)
    assert (row.interchanges, row.refused, row.messages, row.faulty, row.late) == (2, 1, 2, 1, 1)
    assert 28 <= row.latest <= 31
    assert row.without_crew == 1


def test_times_of_a_flight_move(carrier: Carrier, owner_sql: Any) -> None:
    """A later message with another hour moves the flight; an older one does not move it back."""
    first, second = soon(5), soon(5) + timedelta(minutes=40)
    carrier.send(written(pax_list([person(1)], flights=[flight(second)]), prepared=soon(-1), reference="78"))
    carrier.send(written(pax_list([person(1)], flights=[flight(first)]), prepared=soon(-2)))
    found = flights(owner_sql)
    assert found[0]["arrives"] == f"{second:%Y-%m-%dT%H:%M}"
