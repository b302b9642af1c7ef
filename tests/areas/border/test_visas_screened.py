"""Lists are asked again by every act that gives a visa, makes it longer or moves it; a visa goes to nobody else."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.areas.border.conftest import Service, make_service, passport
from tests.areas.border.visa_world import Visas, make_visas
from tests.areas.border.watching import alert, do

from sapar.kernel import clock
from sapar.kernel.errors import Conflict, Invalid, NotPermitted

pytestmark = pytest.mark.django_db
NOTE = "Another person: born in another province, see the photograph."


@pytest.fixture
def visas(node_db: Any) -> Visas:
    return make_visas()


@pytest.fixture
def office(visas: Visas) -> Service:
    made = make_service()
    made.add("watch", "border.watch_officer")
    made.add("watch2", "border.watch_officer")
    return made


def listed(office: Service, **changes: Any) -> None:
    alert(office.watch, office.watch2, "refuse", **changes)


def link(visas: Visas, who: str, made: UUID, lines: str, **more: Any) -> Any:
    return visas.do(who, "visa_link", application_id=made, mrz=lines, reason="replaced", **more)


@pytest.mark.parametrize("what", ["alert", "reported"])
def test_what_came_between_proposal_and_decision_goes_back(visas: Visas, office: Service, what: str) -> None:
    """The second officer cannot grant what the first one did not see; sent back and proposed with a note it is granted."""
    made = visas.paid()
    visas.propose(made)
    if what == "alert":
        listed(office)
    else:
        do("report_document", office.watch, issuer="KGZ", number="AC1234567", kind="stolen", source="Police of Osh")
    with pytest.raises(Conflict) as new:
        visas.do("second", "visa_decide", application_id=made, agree=True)
    assert new.value.code == "new_hits"
    visas.do("second", "visa_decide", application_id=made, agree=False, reason="The lists say something new.")
    visas.propose(made, hits_note=NOTE)
    visas.do("second", "visa_decide", application_id=made, agree=True)
    assert visas.state(made) == "granted"


def test_a_quiet_alert_between_proposal_and_decision_is_asked_for_and_not_seen(
    visas: Visas, office: Service, owner_sql: Any
) -> None:
    """The decision is the same; the question waits for the worker, whether there is such an alert or not."""
    made = visas.paid()
    visas.propose(made)
    before = owner_sql.execute("select count(*) from border_quietcheck where kind = 'visa'").fetchone()[0]
    alert(office.watch, office.watch2, "discreet")
    visas.do("second", "visa_decide", application_id=made, agree=True)
    assert visas.state(made) == "granted"
    assert owner_sql.execute("select count(*) from border_quietcheck where kind = 'visa'").fetchone()[0] == before + 1


def test_an_extension_and_a_new_passport_answer_what_is_new(visas: Visas, office: Service) -> None:
    """Listed after the grant: without a note neither is done; the note stands with the case and is not asked for again."""
    made = visas.granted()
    until = clock.today() + timedelta(days=80)
    visas.do(visas.holder(made), "visa_ask_extension", until=until, reason="The conference goes on.")
    listed(office)
    arguments = {"application_id": made, "valid_until": until, "stay_days": 30, "reason": "ill"}
    with pytest.raises(Invalid) as caught:
        visas.do("head", "visa_extend", **arguments)
    assert (caught.value.field, caught.value.code) == ("hits_note", "hits")
    visas.do("head", "visa_extend", **arguments, hits_note=NOTE)
    link(visas, "first", made, passport(number="AC2222222"))
    lines = visas.do("first", "visa_case", application_id=made).proposals
    assert [one.outcome for one in lines if one.hits_note == NOTE] == ["extend"]


def test_an_appeal_is_not_upheld_past_a_new_alert(visas: Visas, office: Service) -> None:
    made = visas.refused()
    visas.do(visas.holder(made), "visa_appeal", reason="Here is the ticket.")
    listed(office)
    day = clock.today()
    arguments = {
        "application_id": made, "reason": "Shown now.", "valid_from": day, "valid_until": day + timedelta(days=20),
        "stay_days": 10, "entries": "1",
    }  # fmt: skip
    with pytest.raises(Invalid) as caught:
        visas.do("head", "visa_override", **arguments)
    assert caught.value.field == "hits_note"
    visas.do("head", "visa_override", **arguments, hits_note=NOTE)
    assert visas.state(made) == "granted"


def test_a_visa_goes_to_another_name_by_two_officers_and_to_another_sex_never(visas: Visas, owner_sql: Any) -> None:
    """Same birth, same nationality, another surname: proposed by one, linked by another who sends the same lines."""
    made = visas.granted()
    other = {"number": "AC2222222", "primary": "ELSE", "secondary": "SOMEONE"}
    with pytest.raises(Invalid) as sex:
        link(visas, "first", made, passport(**other, sex="F"))
    assert sex.value.code == "other_person"

    def key() -> str:
        return str(owner_sql.execute("select document_key from border_visalink where ended_at is null").fetchone()[0])

    held = key()
    link(visas, "first", made, passport(**other))
    assert key() == held
    with pytest.raises(NotPermitted) as alone:
        link(visas, "first", made, passport(**other))
    assert alone.value.code == "own_proposal"
    link(
        visas, "second", made, passport(**(other | {"number": "AC3333333"}))
    )  # another passport: a proposal of its own
    assert key() == held
    link(visas, "second", made, passport(**other))
    assert key() == "KGZ:AC2222222"


def test_a_name_that_is_written_another_way_is_the_same(visas: Visas) -> None:
    made = visas.granted()
    link(visas, "first", made, passport(number="AC2222222", primary="ASANOW"))
    assert visas.do("first", "visa_case", application_id=made).application.number == "AC2222222"


def test_nothing_is_linked_to_a_reported_passport(visas: Visas, office: Service) -> None:
    made = visas.granted()
    do("report_document", office.watch, issuer="KGZ", number="AC2222222", kind="stolen", source="Police of Osh")
    with pytest.raises(Invalid) as caught:
        link(visas, "first", made, passport(number="AC2222222"), hits_note=NOTE)
    assert caught.value.code == "reported"


def test_a_new_passport_of_somebody_listed_is_linked_with_a_note(visas: Visas, office: Service) -> None:
    made = visas.granted()
    listed(office, birth_dates=[date(1990, 3, 27).isoformat()])
    with pytest.raises(Invalid) as caught:
        link(visas, "first", made, passport(number="AC2222222"))
    assert caught.value.field == "hits_note"
    link(visas, "first", made, passport(number="AC2222222"), hits_note=NOTE)


def test_an_old_application_of_the_same_birthday_is_compared_before_newer_ones(
    visas: Visas, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many were born in the same year: those of the same day are never the ones that are left out."""
    from sapar.areas.border.queries import visa_checks

    old = visas.submitted(number="AC1000001", mrz="")
    for number, day in (("AC1000002", "1990-05-05"), ("AC1000003", "1990-06-06"), ("AC1000004", "1990-07-07")):
        visas.submitted(number=number, birth_date=day, primary="Umarov", secondary="Salim", mrz="")
    made = visas.submitted(number="AC1000005", mrz="")
    monkeypatch.setattr(visa_checks, "MOST_COMPARED", 2)
    found = visas.do("first", "visa_case", application_id=made).duplicates
    assert [one.application_id for one in found] == [old]
