"""Stays: what the desk says of them, regimes by two persons, slips and the traveller's own page."""

from __future__ import annotations

import statistics
import time
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.areas.border.conftest import CONSOLE, Service, Signer, make_service, passport

from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.acts import CATALOGUE
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted, SecondFactorNeeded

DAYS_30 = [{"days": 30, "period": "stay", "window_days": None}]


@pytest.fixture
def office(node_db: Any) -> Service:
    """The border service with the migration service's people beside it."""
    return make_office()


@pytest.fixture
def closed(node_db: Any) -> Service:
    """The same without any regime."""
    return make_office(open_border=False)


def make_office(*, open_border: bool = True) -> Service:
    from sapar.kernel.access.acts import create_institution

    made = make_service(open_border=open_border)
    migration = create_institution(
        CONSOLE, code="SMS", kind="migration_service", name_tk="DMG", name_ru="ГМС", name_en="Migration service"
    )
    hotel = create_institution(
        CONSOLE, code="HOTEL", kind="organisation", name_tk="Oteli", name_ru="Отель", name_en="Hotel"
    )
    other = create_institution(
        CONSOLE, code="HOSTEL", kind="organisation", name_tk="Hosteli", name_ru="Хостел", name_en="Hostel"
    )
    made.add("registrar", "border.registrar", institution=migration)
    made.add("registrar2", "border.registrar", institution=migration)
    made.add("hq", "border.headquarters", institution=migration)
    made.add("hq2", "border.headquarters", institution=migration)
    made.add("hotel", "border.host", institution=hotel)
    made.add("hostel", "border.host", institution=other)
    return made


def do(name: str, actor: Actor, /, **arguments: Any) -> Any:
    return CATALOGUE[f"border.{name}"](actor, **arguments)


def cross(office: Service, direction: str = "entry", mrz: str = "", ago: int = 0, owner_sql: Any = None) -> Any:
    """A crossing, ``ago`` days old when the owner's connection is given."""
    inspection = do("inspect", office.officer, mrz=mrz or passport(), direction=direction)
    crossing = do("admit", office.officer, inspection_id=inspection.pk)
    if ago:
        shift(owner_sql, crossing.pk, ago)
    return crossing


def shift(owner_sql: Any, crossing_id: UUID, days: int) -> None:
    """Make a crossing older, as if it had been recorded then."""
    owner_sql.execute(
        "update border_crossing set at = at - %s * interval '1 day', crossed_on = crossed_on - %s::int, "
        "recorded_at = recorded_at - %s * interval '1 day' where id = %s",
        [days, days, days, crossing_id],
    )


def regime(office: Service, *, approve: bool = True, **changes: Any) -> Any:
    values: dict[str, Any] = {
        "code": "tkm.test",
        "limits": DAYS_30,
        "convention": "both",
        "nationalities": ["KGZ"],
        "source": "Law of the test",
        "unverified": False,
    }
    made = do("enter_regime", office.hq, **(values | changes))
    if approve:
        do("decide_regime", office.hq2, regime_id=made.pk, approve=True)
    return made


def stay_line(office: Service, direction: str, mrz: str = "") -> Any:
    from sapar.areas.border.rules import from_json

    inspection = do("inspect", office.officer, mrz=mrz or passport(), direction=direction)
    return next(check for check in from_json(inspection.checks) if check.name == "stay")


# ------------------------------------------------------------------------------------------------ the desk


def test_the_desk_says_how_long_somebody_may_stay(closed: Service) -> None:
    """At entry the line names the last day that the regime in force permits."""
    office = closed
    regime(office)
    line = stay_line(office, "entry")
    (note,) = line.notes
    assert line.state == "green" and note.code == "stay_left"
    assert dict(note.values) == {"days": "30", "day": (clock.today() + timedelta(days=29)).isoformat()}


def test_an_entry_that_rests_on_nothing_is_for_a_second_person(closed: Service, signer: Signer) -> None:
    """No visa, no permit, no regime: amber, and not admitted at the first line; leaving is held up by none of it. The seal of
    a permit carries the entry, and so does a regime, of this nationality only."""
    line = stay_line(closed, "entry")
    assert (line.state, [reason.code for reason in line.reasons]) == ("amber", ["no_permission"])
    inspection = do("inspect", closed.officer, mrz=passport(), direction="entry")
    with pytest.raises(Conflict) as stopped:
        do("admit", closed.officer, inspection_id=inspection.pk)
    assert stopped.value.code == "not_green"
    sealed = do("check_seal", closed.officer, inspection_id=inspection.pk, seal=signer.seal())
    assert sealed.level == "green"
    assert stay_line(closed, "exit").state == "green"
    do("refer_second_line", closed.officer, inspection_id=(again := do(
        "inspect", closed.officer, mrz=passport(number="AC7777777"), direction="entry")).pk, reason="checks",
    )  # fmt: skip
    do("second_line_decide", closed.colleague, inspection_id=again.pk, decision="admit", reason="Invitation seen.")
    regime(closed, nationalities=["UZB"])
    assert stay_line(closed, "entry").state == "amber"
    regime(closed, code="tkm.kgz")
    assert stay_line(closed, "entry").state == "green"


def test_a_regime_that_is_not_confirmed_holds_up_nobody(closed: Service) -> None:
    regime(closed, unverified=True)
    assert stay_line(closed, "entry").state == "green"


def test_a_possible_overstay_is_amber_by_a_confirmed_rule_only(office: Service, owner_sql: Any) -> None:
    """At exit a confirmed regime makes the first line look closer; an unverified one informs and holds up nobody."""
    cross(office, ago=40, owner_sql=owner_sql)
    made = regime(office)
    line = stay_line(office, "exit")
    assert line.state == "amber"
    assert [reason.code for reason in line.reasons] == ["stay_over"]
    assert dict(line.reasons[0].values)["days"] == "11"
    newer = do(
        "enter_regime", office.hq, code="tkm.test", limits=DAYS_30, convention="both", nationalities=["KGZ"],
        source="Heard of", unverified=True, replaces_id=made.pk,
    )  # fmt: skip
    do("decide_regime", office.hq2, regime_id=newer.pk, approve=True)
    line = stay_line(office, "exit")
    assert line.state == "green" and not line.reasons
    assert line.notes[0].code == "stay_over"
    assert line.notes[-1].code == "stay_unverified"


def test_citizens_get_no_line(office: Service, settings: Any) -> None:
    """Nobody reckons with citizens of the country."""
    from sapar.areas.border.rules import from_json

    settings.SAPAR_HOME = "KGZ"
    inspection = do("inspect", office.officer, mrz=passport(), direction="entry")
    assert "stay" not in {check.name for check in from_json(inspection.checks)}


def test_a_correction_makes_the_stay_anew(office: Service, owner_sql: Any) -> None:
    """An exit that was recorded as an entry leaves two open stays; corrected, one closed stay. Nothing else is touched."""
    first = cross(office, ago=5, owner_sql=owner_sql)
    wrong = cross(office)
    person = first.person_id
    before = do("view_stays", office.registrar, person_id=person)
    assert [line.outcome for line in before.lines] == ["inside", "bounded"]
    do("correct", office.officer, crossing_id=wrong.pk, reason="Left.", direction="exit")
    after = do("view_stays", office.registrar, person_id=person)
    assert [(line.outcome, line.nights) for line in after.lines] == [("closed", 5)]


def test_a_permission_follows_a_corrected_entry(office: Service, owner_sql: Any) -> None:
    """What was permitted for an entry holds for the record that replaced it, and the latest day counts."""
    from sapar.areas.border.acts import permit_stay
    from sapar.areas.border.models import Crossing
    from sapar.kernel.access.context import reading

    regime(office)
    entry = cross(office)
    until = clock.today() + timedelta(days=90)
    with reading(office.officer):
        permit_stay(Crossing.objects.get(pk=entry.pk), "extension", until)
    do(
        "correct", office.officer, crossing_id=entry.pk, reason="Clock.", at=clock.now() - timedelta(hours=1),
    )  # fmt: skip
    found = do("view_stays", office.registrar, person_id=entry.person_id).standing
    assert (found.basis, found.until) == ("extension", until)


def test_a_day_under_a_visa_uses_no_visa_free_day(office: Service, owner_sql: Any) -> None:
    """A stay with a visa is left out of the rolling window."""
    from sapar.areas.border.acts import permit_stay
    from sapar.areas.border.models import Crossing
    from sapar.kernel.access.context import reading

    regime(office, limits=[{"days": 10, "period": "rolling", "window_days": 30}])
    entry = cross(office, ago=8, owner_sql=owner_sql)
    cross(office, "exit", ago=1, owner_sql=owner_sql)
    found = do("view_stays", office.registrar, person_id=entry.person_id).standing
    assert found.days_left == 2
    with reading(office.officer):
        permit_stay(Crossing.objects.get(pk=entry.pk), "visa", clock.today())
    found = do("view_stays", office.registrar, person_id=entry.person_id).standing
    assert found.days_left == 10


# ------------------------------------------------------------------------------------------------ regimes


def test_a_regime_takes_two_people_and_a_fresh_factor(closed: Service) -> None:
    """Who entered a regime does not decide on it; a decision wants a second factor confirmed a moment ago; once."""
    office = closed
    made = regime(office, approve=False)
    with pytest.raises(NotPermitted) as error:
        do("decide_regime", office.hq, regime_id=made.pk, approve=True)
    assert error.value.code == "same_person"
    from dataclasses import replace

    stale = replace(office.hq2, second_factor_at=clock.now() - timedelta(minutes=6))
    with pytest.raises(SecondFactorNeeded):
        do("decide_regime", stale, regime_id=made.pk, approve=True)
    with pytest.raises(Invalid):
        do("decide_regime", office.hq2, regime_id=made.pk, approve=False)
    do("decide_regime", office.hq2, regime_id=made.pk, approve=False, note="Not in the law.")
    with pytest.raises(Conflict):
        do("decide_regime", office.hq2, regime_id=made.pk, approve=True)
    assert stay_line(office, "entry").reasons[0].code == "no_permission"


def test_a_regime_that_cannot_be_is_refused_field_by_field(office: Service) -> None:
    """Every wrong field of a regime is named at once."""
    with pytest.raises(Invalid) as error:
        regime(
            office,
            limits=[{"days": 90, "period": "rolling", "window_days": 60}],
            nationalities=["Kyrgyz"],
            source=" ",
            convention="some",
            valid_from=date(2026, 2, 1),
            valid_until=date(2026, 1, 1),
        )
    assert {one.field for one in error.value.errors} == {
        "limits", "nationalities", "source", "convention", "valid_until",
    }  # fmt: skip


def test_two_replacements_of_one_regime_do_not_both_count(office: Service) -> None:
    """Of two new versions of a regime the first approved one replaces it; the other cannot be approved any more."""
    first = regime(office)
    second = regime(office, approve=False, replaces_id=first.pk, source="Second")
    with pytest.raises(Conflict):
        regime(office, approve=False, code="tkm.test", source="Third")
    do("decide_regime", office.hq2, regime_id=second.pk, approve=True)
    with pytest.raises(Conflict):
        regime(office, approve=False, replaces_id=first.pk, code="tkm.other")


# ------------------------------------------------------------------------------------------------ the traveller's page


def slip(office: Service, entry: Any, code: str = "0123-4567-89ab-cdef", number: str = "AC1234567") -> str:
    from sapar.areas.border.acts.stays import code_digest

    do("issue_slip", office.officer, crossing_id=entry.pk, digest=code_digest(number, "1990-03-27", code))
    return code


def attempt(number: str, birth: str, code: str, address: str = "192.0.2.1") -> dict[str, Any]:
    from sapar.areas.border.acts.stays import code_digest, marks

    found: dict[str, Any] = do(
        "open_stay", Actor.public(), digest=code_digest(number, birth, code), marks=marks(number, address)
    )
    return found


def test_a_slip_opens_the_own_stay_and_nothing_else(office: Service) -> None:
    """Number, date of birth and code together open; each alone wrong does not; a newer slip closes the older one."""
    regime(office)
    entry = cross(office)
    code = slip(office, entry)
    for wrong in (
        ("AC1234568", "1990-03-27", code),
        ("AC1234567", "1990-03-28", code),
        ("AC1234567", "1990-03-27", "0123-4567-89ab-cdee"),
    ):
        assert attempt(*wrong)["person"] is None
    opened = attempt("ac 123 4567", "1990-03-27", code.upper().replace("-", ""))
    assert opened["person"] == str(entry.person_id)
    holder = Actor.holder(entry.person_id, "border.traveller")
    found = do("own_stay", holder)
    assert found.standing.until == clock.today() + timedelta(days=29)
    assert [line.outcome for line in found.lines] == ["inside"]
    slip(office, entry, "zzzz-zzzz-zzzz-zzzz")
    assert attempt("AC1234567", "1990-03-27", code)["person"] is None


def test_the_code_is_nowhere_in_the_database(office: Service, owner_sql: Any) -> None:
    """Neither tables nor ledger hold a code or what was typed to open a page; an attempt leaves keyed digests only."""
    entry = cross(office)
    code = slip(office, entry)
    attempt("AC7654321", "1971-01-02", "qqqq-qqqq-qqqq-qqqq")
    tables = [row[0] for row in owner_sql.execute(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'")]  # fmt: skip
    for table in tables:
        text = str(owner_sql.execute(f'select t::text from "{table}" t').fetchall()).lower()
        for secret in (code, code.replace("-", ""), "qqqq", "ac7654321", "1971-01-02", "192.0.2.1"):
            assert secret not in text, (table, secret)


def test_limits_by_document_and_by_address(office: Service) -> None:
    """After ten failures with one document from one address the right code is refused there, and works elsewhere."""
    entry = cross(office)
    code = slip(office, entry)
    for _n in range(10):
        assert not attempt("AC1234567", "1990-03-27", "wrong")["limited"]
    limited = attempt("AC1234567", "1990-03-27", code)
    assert limited == {"person": None, "code": None, "limited": True}
    assert attempt("AC1234567", "1990-03-27", code, "192.0.2.9")["person"] == str(entry.person_id)
    for _n in range(10):
        attempt("XX0000000", "1990-03-27", "wrong", "192.0.2.7")
    assert attempt("XX0000000", "1990-03-27", "wrong", "192.0.2.7")["limited"]


def test_a_wrong_number_costs_what_a_wrong_code_costs(office: Service) -> None:
    """The time of a refusal does not tell whether somebody with this document is known."""
    entry = cross(office)
    slip(office, entry)
    times: dict[str, list[float]] = {"known": [], "unknown": []}
    for n in range(12):
        for kind, number in (("known", "AC1234567"), ("unknown", "AC7654321")):
            before = time.perf_counter()
            attempt(number, "1990-03-27", "wrong", f"192.0.2.{n}")
            times[kind].append(time.perf_counter() - before)
    known, unknown = (statistics.median(times[kind]) for kind in ("known", "unknown"))
    assert abs(known - unknown) < 0.25 * max(known, unknown)


def test_no_slip_for_what_does_not_count(office: Service) -> None:
    """A slip is given for an entry in force only."""
    entry = cross(office)
    exit_ = cross(office, "exit")
    with pytest.raises(Conflict):
        slip(office, exit_)
    do("correct", office.officer, crossing_id=entry.pk, reason="Nobody.", annul=True)
    with pytest.raises(Conflict):
        slip(office, entry)
    with pytest.raises(Invalid):
        do("open_stay", Actor.public(), digest="x", marks=["y"] * 3)
    with pytest.raises(NotFound):
        do("own_stay", Actor.holder(uuid4(), "border.traveller"))
