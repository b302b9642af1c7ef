"""A German passport prints D, reports and forms say DEU: desk, visa, carrier and kept records know one State."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from tests.areas.border.conftest import make_service, passport
from tests.areas.border.test_visas_wall import NOT_OK, OK, ask
from tests.areas.border.visa_world import Visas, make_carrier, make_visas
from tests.areas.border.watching import check, inspect

from sapar.areas.border.models import Crossing
from sapar.kernel import clock
from sapar.kernel.access.context import reading
from sapar.kernel.people import rules, store
from sapar.kernel.people.models import Person

NUMBER = "C01X00T47"
PRINTED = {"issuer": "D", "nationality": "D", "number": NUMBER}


@pytest.fixture
def visas(node_db: Any) -> Visas:
    made = make_visas()
    service = make_service(open_border=False)
    made.people |= {"desk": service.officer, "supervisor": service.supervisor}
    made.add("watch", "border.watch_officer", service.institution)
    make_carrier(made)
    return made


@pytest.mark.parametrize("typed", ["DEU", "D", "d"])
def test_a_report_of_a_german_passport_stops_it_at_the_desk(visas: Visas, typed: str) -> None:
    before = inspect(visas.people["desk"], passport(**PRINTED))
    assert check(before)["state"] == "green"
    visas.do("watch", "report_document", number=NUMBER, issuer=typed, kind="stolen", source="Police")
    after = inspect(visas.people["desk"], passport(**PRINTED))
    assert check(after)["state"] == "red"
    assert after.mrz.startswith("PPD<<")
    assert check(inspect(visas.people["desk"], passport(**(PRINTED | {"issuer": "AUT"}))))["state"] == "green"


def test_a_visa_for_a_german_passport_is_found_by_either_code(visas: Visas) -> None:
    """Typed or read from the lines, asked by a carrier or at the desk."""
    mrz = passport(**PRINTED)
    made = visas.granted(nationality="DEU", issuer="DEU", number=NUMBER, mrz=mrz)
    desk = inspect(visas.people["desk"], mrz)
    assert check(desk, "visa")["state"] == "green"
    for code in ("D", "DEU"):
        asked = {"document_number": NUMBER, "issuer": code, "nationality": code}
        assert ask(visas.people["carrier"], **asked) == OK
        assert ask(visas.people["carrier"], **(asked | {"issuer": "AUT"})) == NOT_OK
    renewed = passport(**(PRINTED | {"number": "C02X00T48"}))
    visas.do("first", "visa_link", application_id=made, mrz=renewed, reason="The passport was renewed")
    assert check(inspect(visas.people["desk"], renewed), "visa")["state"] == "green"


def test_a_crossing_counts_for_germany_and_the_traveller_is_one(visas: Visas) -> None:
    desk = inspect(visas.people["desk"], passport(**PRINTED))
    typed = store.Description("Asanov", "Bakyt", "1990-03-27", "M", "DEU", "P", "DEU", NUMBER)
    with reading(visas.people["desk"]):
        assert Person.objects.get(pk=desk.person_id).nationality == "DEU"
        found = store.find_document(typed.issuer, typed.number)
        assert found is not None
        assert found.person_id == desk.person_id
        assert (found.issuer, found.key) == ("DEU", f"DEU:{NUMBER}")
        assert found.mrz.startswith("PPD<<")


def test_kept_keys_are_brought_to_one_spelling(visas: Visas, owner_sql: Any) -> None:
    """The migrations change what the old node kept under D, and nothing else."""
    visas.granted(nationality="DEU", issuer="DEU", number=NUMBER, mrz=passport(**PRINTED))
    inspection = inspect(visas.people["desk"], passport(**PRINTED))
    visas.granted(number="AC7000001", mrz="")
    made = Crossing(
        person_id=inspection.person_id, document_id=inspection.document_id, document_number=NUMBER, nationality="D",
        direction="exit", at=clock.now(), crossed_on=clock.today(), recorded_at=clock.now(),
        place_id=inspection.place_id, institution_id=inspection.institution_id, officer_id=inspection.officer_id,
    )  # fmt: skip
    with reading(visas.people["desk"]):
        made.save(force_insert=True)
    old = (
        "update people_person set nationality = 'D' where nationality = 'DEU'",
        "update people_traveldocument set issuer = 'D', key = 'D' || substr(key, 4) where issuer = 'DEU'",
        (
            "update border_visaapplication set nationality = 'D', issuer = 'D', document_key = 'D' || substr(document_key, 4) "
            "where issuer = 'DEU'"
        ),
        "update border_visalink set issuer = 'D', document_key = 'D' || substr(document_key, 4) where issuer = 'DEU'",
        "insert into border_figureday values (current_date, now())",
        (
            "insert into border_dayfigure (day, place_id, direction, nationality, crossings, waits, seconds, prompt) "
            f"values (current_date, '{inspection.place_id}', 'entry', 'D', 1, 0, 0, 0)"
        ),
    )
    for statement in old:
        owner_sql.execute(statement)
    for module in ("kernel.people.migrations.0005_states", "areas.border.migrations.0081_states"):
        owner_sql.execute(importlib.import_module(f"sapar.{module}").DEU)
    key = rules.document_key("D", NUMBER)
    kept = {
        "people_person": "nationality", "border_crossing": "nationality", "border_visaapplication": "document_key",
        "border_visalink": "document_key", "people_traveldocument": "key",
    }  # fmt: skip
    for table, column in kept.items():
        values = {row[0] for row in owner_sql.execute(f"select {column} from {table}").fetchall()}
        assert values & {"DEU", key}, table
        assert not values & {"D", f"D:{NUMBER}"}, table
    assert ("KGZ:AC7000001",) in owner_sql.execute("select document_key from border_visalink").fetchall()
    assert owner_sql.execute("select count(*) from border_figureday").fetchone()[0] == 0
    assert owner_sql.execute("select count(*) from border_dayfigure").fetchone()[0] == 0
    asked = {"document_number": NUMBER, "issuer": "D", "nationality": "D"}
    assert ask(visas.people["carrier"], **asked) == OK
