"""Who may know what of a visa: acts by role, raw SQL, the narrow windows of the desk and of carriers."""

from __future__ import annotations

import statistics
import time
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection
from tests.areas.border.conftest import Service, make_service, passport
from tests.areas.border.visa_world import Visas, make_carrier, make_visas
from tests.areas.border.watching import add_office, alert, do, inspect
from tests.kernel.conftest import entries, make_office

from sapar.areas.border.acts import carriers
from sapar.areas.border.rules import visas as rules
from sapar.kernel import clock
from sapar.kernel.access import registry
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.acts import CATALOGUE
from sapar.kernel.errors import Invalid, NotFound, NotPermitted, TooMany
from sapar.kernel.people.rules import document_key

TABLES = (
    *("border_visaapplication", "border_visapaper", "border_visafee", "border_visaproposal"),
    *("border_visa", "border_visalink", "border_carrierquery"),
)


@pytest.fixture
def visas(node_db: Any) -> Visas:
    return make_visas()


def rows(actor: Actor, table: str) -> int:
    with reading(actor), connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        return int(cursor.fetchone()[0])


def seen(actor: Actor) -> set[str]:
    return {table for table in TABLES if rows(actor, table)}


def test_raw_sql_shows_what_its_reader_may_see(visas: Visas) -> None:
    """Those who decide see all; an applicant their own record without what officers say; the desk, carriers, other roles
    of the same service and the public nothing at all."""
    made = visas.granted()
    other = visas.submitted(number="AC7000001", mrz="", primary="Orazow", secondary="Batyr", birth_date="1971")
    service, carrier = make_service(), make_carrier(visas)
    ask(carrier)
    assert seen(visas.people["first"]) == set(TABLES)
    holder = visas.holder(made)
    assert seen(holder) == set(TABLES) - {"border_visaproposal", "border_carrierquery"}
    assert [rows(holder, table) for table in TABLES[:3]] == [1, 2, 1]
    assert rows(visas.holder(other), "border_visa") == 0
    strangers = [service.officer, service.supervisor, carrier, Actor.public(), visas.holder(UUID(int=7))]
    strangers += [visas.add("labour", "labour.officer"), visas.add("manager", "access.manager")]
    for stranger in strangers:
        assert seen(stranger) == set(), stranger.role


def test_raw_sql_changes_nothing_of_others(visas: Visas) -> None:
    """An applicant's update reaches their own row only; a carrier's and the desk's none."""
    made, other = visas.granted(), visas.submitted(number="AC7000001", mrz="", primary="Orazow", birth_date="1971")
    service, carrier = make_service(), make_carrier(visas)
    for actor, most in ((visas.holder(other), 1), (carrier, 0), (service.supervisor, 0)):
        with reading(actor), connection.cursor() as cursor:
            cursor.execute('update border_visaapplication set "primary" = "primary"')
            assert cursor.rowcount == most
            cursor.execute("update border_visa set valid_until = '2099-01-01'")
            assert cursor.rowcount == 0
    with reading(visas.people["first"]), connection.cursor() as cursor:
        cursor.execute("select valid_until from border_visa where application_id = %s", [made])
        assert cursor.fetchone()[0] < clock.today() + timedelta(days=400)


def test_the_windows_answer_their_own_readers_only(visas: Visas, app_sql: Any) -> None:
    """The functions that look behind the wall check who asks: the desk's answers readers of the border, the carriers' a
    carrier, the count those who decide and the holder; without a known reader they fail aloud; nobody calls the inner one."""
    made = visas.granted()
    service, carrier = make_service(), make_carrier(visas)
    key, day = document_key("KGZ", "AC1234567"), clock.today()
    questions: dict[str, tuple[str, list[Any], dict[str, Any]]] = {
        "desk": ("select count(*) from border_visa_at_desk(%s)", [key], {"desk": 1}),
        "carrier": (
            "select border_carrier_answer(%s, '1990-03-27', 'KGZ', 'TKM', 'ordinary', %s)",
            [key, day],
            {"carrier": True},
        ),
        "used": ("select border_visa_used(%s)", [made], {"officer": 0, "holder": 0}),
    }
    readers = {
        "desk": service.officer,
        "carrier": carrier,
        "officer": visas.people["first"],
        "holder": visas.holder(made),
        "public": Actor.public(),
        "other": visas.holder(UUID(int=5)),
    }
    nothing = {"desk": 0, "carrier": False, "used": None}
    for name, (query, values, answers) in questions.items():
        for who, actor in readers.items():
            with reading(actor), connection.cursor() as cursor:
                cursor.execute(query, values)
                assert cursor.fetchone()[0] == answers.get(who, nothing[name]), (name, who)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app_sql.execute(query, values)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app_sql.execute("select border_visa_count(%s)", [made])


VISA_ACTS = sorted(name for name in CATALOGUE if name.startswith(("border.visa_", "border.carrier_query")))


def test_every_act_of_visas_against_every_role(visas: Visas, owner_sql: Any) -> None:
    """Deny by default: each pair of a visa's act and a role that it does not name is refused, and recorded."""
    someone, before = visas.people["first"], len(entries(owner_sql))
    from dataclasses import replace

    pairs = [(name, role) for name in VISA_ACTS for role in registry.roles() if role not in CATALOGUE[name].roles]
    for name, role in pairs:
        with pytest.raises(NotPermitted):
            CATALOGUE[name](replace(someone, role=role))
    assert [(e["act"], e["role"]) for e in entries(owner_sql)[before:]] == pairs
    assert len(VISA_ACTS) >= 25


def test_an_applicant_reaches_no_other_application(visas: Visas) -> None:
    """The applicant's acts name no record: they work on the one whose code was given, and on nothing when it is gone."""
    holders = {"border.visa_applicant"}
    for name in VISA_ACTS:
        spec = CATALOGUE[name]
        if set(spec.roles) == holders:
            assert not any(argument.endswith("_id") for argument in spec.arguments), name
    nobody = visas.holder(UUID(int=9))
    for call in (
        lambda: visas.do(nobody, "visa_mine"),
        lambda: visas.do(nobody, "visa_my_sheet"),
        lambda: visas.do(nobody, "visa_submit", confirmed=True),
        lambda: visas.do(nobody, "visa_withdraw"),
    ):
        with pytest.raises(NotFound):
            call()


def test_other_services_see_no_applications(visas: Visas) -> None:
    """The list is of the own service; a case of another one is not found."""
    made = visas.submitted()
    stranger = visas.add("stranger", "border.visa_officer", make_office("MIGR2", "migration_service").institution)
    from sapar.web.paging import Window

    assert visas.do(stranger, "visa_cases", window=Window.at("x"), show="all").rows == ()
    with pytest.raises(NotFound):
        visas.do(stranger, "visa_case", application_id=made)


# ------------------------------------------------------------------------------------------------ carriers


def ask(carrier: Actor, **changes: Any) -> Any:
    values: dict[str, Any] = {
        "flight": "T5903",
        "flies_on": clock.today() + timedelta(days=1),
        "departure": "IST",
        "arrival": "ASB",
        "document_number": "AC1234567",
        "issuer": "KGZ",
        "nationality": "KGZ",
        "birth_date": "1990-03-27",
    }
    return CATALOGUE["border.carrier_query"](carrier, **(values | changes))


OK, NOT_OK = {"answer": "OK"}, {"answer": "NOT OK"}


def test_a_carrier_hears_ok_or_not_ok(visas: Visas, settings: Any) -> None:
    """OK with a visa for this passport on that day and for nationals; NOT OK for every other reason, in the same words."""
    carrier = make_carrier(visas)
    settings.SAPAR_HOME = "TKM"
    assert ask(carrier) == NOT_OK
    made = visas.granted()
    assert ask(carrier) == OK
    assert ask(carrier, nationality="TKM", document_number="A0000001", issuer="TKM") == OK
    visas.refused(number="AC7000001", mrz="", primary="Orazow", birth_date="1971")
    for changes in (
        {"document_number": "AC7000001", "birth_date": "1971"},
        {"birth_date": "1990-03-28"},
        {"document_number": "AC7654321"},
        {"issuer": "UZB"},
    ):
        assert ask(carrier, **changes) == NOT_OK, changes
    visas.do("first", "visa_link", application_id=made, mrz=passport(number="AC2222222"), reason="replaced")
    assert (ask(carrier), ask(carrier, document_number="AC2222222")) == (NOT_OK, OK)
    visas.do("head", "visa_cancel", application_id=made, reason="withdrawn")
    assert ask(carrier, document_number="AC2222222") == NOT_OK


def test_a_document_of_somebody_to_be_refused_boards_nobody(visas: Visas, settings: Any) -> None:
    """As the answer to a passenger list: an alert in force that means *refuse* and names the document is NOT OK, also with
    a visa; a quiet one, one of the second line, another document and one that ended are not, and nationals come home."""
    carrier, service = make_carrier(visas), add_office(make_service())
    visas.granted()
    documents = {"documents": ["ac-1234567"]}
    for meaning in ("discreet", "second_line"):
        alert(service.watch, service.watch2, meaning, **documents)
    alert(service.intake, service.intake2, "assist", **documents)
    alert(service.watch, service.watch2, "refuse", documents=["AC9999999"])
    assert ask(carrier) == OK
    made = alert(service.watch, service.watch2, "refuse", names=["Gulnar Orazova"], **documents)
    assert ask(carrier) == NOT_OK
    settings.SAPAR_HOME = "KGZ"
    assert ask(carrier) == OK
    settings.SAPAR_HOME = "TKM"
    do("withdraw_alert", service.watch, alert_id=made.pk, reason="x")
    assert ask(carrier) == OK


def test_a_decision_about_the_document_holds_for_the_carriers_answer_too(visas: Visas) -> None:
    """Somebody was compared and is another person: the same passport may board again."""
    carrier, service = make_carrier(visas), add_office(make_service())
    visas.granted()
    alert(service.watch, service.watch2, "refuse", documents=["AC1234567"])
    read = inspect(service.officer, passport())
    do("refer_second_line", service.officer, inspection_id=read.pk, reason="checks")
    (found,) = do("view_inspection", service.colleague, inspection_id=read.pk)[0].candidates
    assert ask(carrier) == NOT_OK
    said = {"verdict": "no_match", "reason": "Fingerprints"}
    do("decide_candidate", service.colleague, inspection_id=read.pk, entry_id=found.entry_id, **said)
    assert ask(carrier) == OK


def test_a_number_on_a_list_boards_nobody_of_its_nationality(visas: Visas) -> None:
    carrier, service = make_carrier(visas), add_office(make_service())
    visas.granted()
    for number, (country, answer) in enumerate((("RUS", OK), ("KGZ", NOT_OK))):
        listed = do("create_list", service.watch, title="L", kind="people", meaning="refuse", legal_basis="Law")
        line = f'{{"id": "{number}", "names": ["G. Orazova"], "nationality": "{country}", "document": "AC1234567"}}'
        version = do("import_list", service.watch, list_id=listed.pk, content=line.encode())
        do("decide_list", service.watch2, version_id=version.pk, approve=True)
        assert ask(carrier) == answer


def test_only_carriers_ask_for_refused_documents(visas: Visas) -> None:
    """The window answers no reader but a carrier's machine."""
    service = add_office(make_service())
    alert(service.watch, service.watch2, "refuse", documents=["AC1234567"])
    question = "select border_document_refused('KGZ:AC1234567', 'KGZ', current_date)"
    answers = []
    for reader in (make_carrier(visas), service.officer, Actor.public()):
        with reading(reader), connection.cursor() as cursor:
            cursor.execute(question)
            answers.append(cursor.fetchone()[0])
    assert answers == [True, False, False]


def test_a_visa_whose_entries_are_used_lets_nobody_board(visas: Visas) -> None:
    """After the one entry the answer is NOT OK."""
    carrier, service = make_carrier(visas), make_service(open_border=False)
    visas.granted()
    assert ask(carrier) == OK
    inspection = CATALOGUE["border.inspect"](service.officer, mrz=passport(), direction="entry")
    CATALOGUE["border.admit"](service.officer, inspection_id=inspection.pk)
    assert ask(carrier) == NOT_OK


def test_every_answer_leaves_at_the_same_moment_in_the_same_shape(visas: Visas) -> None:
    """Whatever the reason, an answer takes the floor's time: the middles of the distributions differ by less than a tenth of
    it, and the ledger's entries look alike."""
    carrier = make_carrier(visas)
    visas.granted()
    cases: dict[str, dict[str, Any]] = {
        "visa": {},
        "none": {"document_number": "ZZ0000001"},
        "birth": {"birth_date": "1980"},
    }
    taken: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(7):
        for name, changes in cases.items():
            began = time.perf_counter()
            ask(carrier, **changes)
            taken[name].append(time.perf_counter() - began)
    middles = [statistics.median(times) for times in taken.values()]
    assert min(middles) >= carriers.FLOOR
    assert max(middles) - min(middles) < carriers.FLOOR / 2, middles


def test_a_query_is_tied_to_a_flight_and_entered(visas: Visas, owner_sql: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Flight, day and route stand with the query, the passenger as a keyed digest; one entry of the ledger under the
    machine's account; more questions than an aircraft has seats are refused."""
    carrier = make_carrier(visas)
    ask(carrier)
    row = owner_sql.execute("select flight, departure, arrival, traveller, answer from border_carrierquery").fetchone()
    assert (row[0], row[1], row[2], row[4]) == ("T5903", "IST", "ASB", "NOT OK")
    assert "AC1234567" not in row[3] and len(row[3]) == 64
    entry = entries(owner_sql, "border.carrier_query")[-1]
    assert (entry["actor"], entry["purpose"], len(entry["subjects"])) == (carrier.ref, "border.boarding", 1)
    monkeypatch.setattr(rules, "QUERIES_A_FLIGHT", 2)
    ask(carrier)
    with pytest.raises(TooMany):
        ask(carrier)
    ask(carrier, flight="T5904")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"flight": "flight 7"}, "flight"),
        ({"departure": "Istanbul"}, "departure"),
        ({"arrival": "IST"}, "arrival"),
        ({"document_number": "%"}, "document_number"),
        ({"nationality": "kg"}, "nationality"),
        ({"document_code": "VIS"}, "document_code"),
        ({"birth_date": "yesterday"}, "birth_date"),
        ({"birth_date": ""}, "birth_date"),
    ],
)
def test_a_question_that_is_none_is_refused_by_its_field(visas: Visas, changes: Any, field: str) -> None:
    """Wrong values are named before anything is looked up."""
    with pytest.raises(Invalid) as caught:
        ask(make_carrier(visas), **changes)
    assert caught.value.field == field


def test_flights_of_other_days_are_refused(visas: Visas) -> None:
    """Yesterday to a fortnight ahead."""
    carrier = make_carrier(visas)
    for days in (-2, 15):
        with pytest.raises(Invalid):
            ask(carrier, flies_on=clock.today() + timedelta(days=days))
    assert ask(carrier, flies_on=clock.today() - timedelta(days=1)) == NOT_OK


def test_the_desk_opens_no_application(visas: Visas) -> None:
    """The desk's officers see a visa through the desk's line only: the looks of those who decide refuse them."""
    service: Service = make_service()
    made = visas.granted()
    for name in ("visa_case", "visa_sheet"):
        with pytest.raises(NotPermitted):
            visas.do(service.officer, name, application_id=made)
