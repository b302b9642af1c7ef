"""The border's acts, called by their catalogue names as real officers, on the database."""

from __future__ import annotations

import itertools
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.areas.border.conftest import ERIKSSON, Service, Signer, count, leap, passport

from sapar.kernel import clock
from sapar.kernel.acts import CATALOGUE
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted, SecondFactorNeeded

pytestmark = pytest.mark.django_db


def do(name: str, actor: Any, /, **arguments: Any) -> Any:
    return CATALOGUE[f"border.{name}"](actor, **arguments)


def inspect(actor: Any, text: str = "", **arguments: Any) -> Any:
    return do("inspect", actor, mrz=text or passport(), direction=arguments.pop("direction", "entry"), **arguments)


def admitted(actor: Any, **changes: Any) -> Any:
    return do("admit", actor, inspection_id=inspect(actor, passport(**changes)).pk)


def codes(inspection: Any, name: str) -> list[str]:
    check = next(c for c in inspection.checks if c["name"] == name)
    return [reason["code"] for reason in check["reasons"]]


# ------------------------------------------------------------------------------------------------ the journey


def test_permit_verified_and_entry_recorded(service: Service, signer: Signer, owner_sql: Any) -> None:
    """Passport and seal, both good: the entry is recorded with the permit, and the ledger names its subjects."""
    inspection = inspect(service.officer, seal=signer.seal())
    assert inspection.level == "green", inspection.checks
    crossing = do("admit", service.officer, inspection_id=inspection.pk, key="k1")
    assert (crossing.permit_number, len(crossing.seal_digest), crossing.direction) == ("TM-2026-000017", 64, "entry")
    assert crossing.crossed_on == clock.today()
    rows = owner_sql.execute(
        "select act, cardinality(subjects) from ledger_entry where act like 'border.%' order by id"
    )
    assert rows.fetchall() == [("border.inspect", 2), ("border.admit", 3)]


def test_seal_scanned_afterwards(service: Service, signer: Signer) -> None:
    """The seal may come after the passport; what was scanned before it stays in the inspection's list."""
    inspection = inspect(service.officer)
    wrong = do("check_seal", service.officer, inspection_id=inspection.pk, seal="SAPAR1:XYZ")
    assert wrong.level == "red"
    right = do("check_seal", service.officer, inspection_id=inspection.pk, seal=signer.seal())
    assert (right.level, right.permit_number) == ("green", "TM-2026-000017")
    assert [item["codes"][0] for item in right.seals] == ["seal_not_a_seal"]


def test_specimen_of_doc_9303_is_expired(service: Service) -> None:
    """The standard's own specimen has long expired and admits nobody."""
    inspection = inspect(service.officer, ERIKSSON)
    assert codes(inspection, "document") == ["expired"]
    with pytest.raises(Conflict) as error:
        do("admit", service.officer, inspection_id=inspection.pk)
    assert error.value.code == "not_green"


# ------------------------------------------------------------------------------------------------ seals that do not hold


@pytest.mark.parametrize(
    ("seal", "publish", "answer"),
    [
        ({"document_number": "AC7654321"}, {}, "bearer_mismatch"),
        ({"name": "ASANOVA<<BAKYT"}, {}, "bearer_mismatch"),
        ({"birth_date": "1991-03-27"}, {}, "bearer_mismatch"),
        ({"nationality": "UZB"}, {}, "bearer_mismatch"),
        ({"valid_to": date(2026, 1, 1), "valid_from": date(2025, 1, 1)}, {}, "expired"),
        ({}, {"revoked": (17,)}, "revoked"),
        ({}, {"signer_revoked": True}, "signer_revoked"),
    ],
)
def test_copied_replayed_and_revoked_seals_admit_nobody(
    service: Service, signer: Signer, seal: dict[str, Any], publish: dict[str, Any], answer: str
) -> None:
    """A genuine seal of somebody else, of yesterday, or taken back is red, and the entry cannot be recorded."""
    signer.publish(**publish)
    inspection = inspect(service.officer, seal=signer.seal(**seal))
    assert inspection.level == "red"
    assert f"seal_{answer}" in codes(inspection, "seal")
    with pytest.raises(Conflict) as error:
        do("admit", service.officer, inspection_id=inspection.pk)
    assert error.value.code == "not_green"


def test_forged_seal_is_altered_and_another_signers_is_unknown(service: Service, signer: Signer, tmp_path: Any) -> None:
    """One changed character breaks the signature; a perfect seal by somebody who is not trusted is unknown."""
    from tests.areas.border.conftest import make_signer

    good = signer.seal()
    changed = good[:60] + ("A" if good[60] != "A" else "B") + good[61:]
    assert codes(inspect(service.officer, seal=changed), "seal")[0] in ("seal_altered", "seal_not_a_seal")
    forged = make_signer(tmp_path / "forger").seal()
    assert codes(inspect(service.officer, seal=forged), "seal")[0] == "seal_unknown_signer"


@pytest.mark.parametrize("publish", [{"days": 1}, {"lists": False}])
def test_stale_or_missing_lists_are_never_green(service: Service, tmp_path: Any, settings: Any, publish: Any) -> None:
    """Without fresh lists a valid seal is amber: second line, not admission."""
    from tests.areas.border.conftest import make_signer

    settings.SAPAR_TRUST = tmp_path / "other"
    made = make_signer(settings.SAPAR_TRUST)
    made.now -= timedelta(days=2)
    made.publish(**publish)
    inspection = inspect(service.officer, seal=made.seal())
    assert inspection.level == "amber", inspection.checks
    with pytest.raises(Conflict):
        do("admit", service.officer, inspection_id=inspection.pk)


def test_bad_seal_then_passport_alone_is_amber(service: Service, signer: Signer) -> None:
    """Reading the passport again without the bad seal does not help; a good seal, or the second line, does."""
    inspect(service.officer, seal=signer.seal(document_number="AC7654321"))
    again = inspect(service.officer)
    assert (again.level, codes(again, "earlier")) == ("amber", ["seal_withheld"])
    assert inspect(service.officer, seal=signer.seal()).level == "green"


def test_list_that_changed_meanwhile_stops_the_admission(service: Service, signer: Signer, owner_sql: Any) -> None:
    """The checks are made again when the decision falls: a permit revoked a moment ago admits nobody."""
    inspection = inspect(service.officer, seal=signer.seal())
    assert inspection.level == "green"
    signer.now += timedelta(seconds=30)
    signer.publish(revoked=(17,))
    with pytest.raises(Conflict) as error:
        do("admit", service.officer, inspection_id=inspection.pk, key="k")
    assert error.value.code == "not_green"
    assert count(owner_sql, "border_crossing") == 0


# ------------------------------------------------------------------------------------------------ admit once, here, now


def test_double_submit_gives_the_first_result(service: Service, owner_sql: Any) -> None:
    """The same key gives the same crossing; another key finds it recorded."""
    inspection = inspect(service.officer, key="i")
    assert inspect(service.officer, key="i").pk == inspection.pk
    first = do("admit", service.officer, inspection_id=inspection.pk, key="a")
    assert do("admit", service.officer, inspection_id=inspection.pk, key="a").pk == first.pk
    with pytest.raises(Conflict) as error:
        do("admit", service.officer, inspection_id=inspection.pk, key="b")
    assert error.value.code == "recorded"
    assert count(owner_sql, "border_crossing") == 1


def test_other_post_and_old_reading_do_not_admit(service: Service) -> None:
    """An officer decides about those who stand before them: at their own post, within half an hour."""
    inspection = inspect(service.officer)
    with pytest.raises(NotPermitted) as other:
        do("admit", service.other, inspection_id=inspection.pk)
    assert other.value.code == "other_post"
    with pytest.raises(NotPermitted) as nowhere:
        inspect(service.supervisor)
    assert nowhere.value.code == "no_post"
    leap(1860)
    with pytest.raises(Conflict) as old:
        do("admit", service.officer, inspection_id=inspection.pk)
    assert old.value.code == "too_old"


def test_nobody_is_admitted_from_lines_that_do_not_hold(service: Service, owner_sql: Any) -> None:
    """A wrong check digit: the inspection is kept, no person is made of it, and the first line cannot admit."""
    text = passport()
    inspection = inspect(service.officer, text.replace("AC1234567", "AC1234568"))
    assert (inspection.level, inspection.person_id) == ("red", None)
    with pytest.raises(Conflict):
        do("admit", service.officer, inspection_id=inspection.pk)
    assert count(owner_sql, "people_person") == 0
    typed = inspect(service.officer, text, earlier_id=inspection.pk)
    assert (typed.level, typed.earlier_id) == ("green", inspection.pk)


def test_input_is_bounded(service: Service) -> None:
    """Empty and endless input is refused with the field's name."""
    for arguments, field in (
        ({"mrz": "  "}, "mrz"),
        ({"mrz": "A" * 1001}, "mrz"),
        ({"mrz": passport(), "seal": "S" * 4001}, "seal"),
        ({"mrz": passport(), "direction": "sideways"}, "direction"),
    ):
        with pytest.raises(Invalid) as error:
            do("inspect", service.officer, **({"direction": "entry"} | arguments))
        assert error.value.errors[0].field == field


def test_entry_after_entry_is_noted(service: Service) -> None:
    """The second entry without an exit carries a note and is still possible."""
    admitted(service.officer)
    again = inspect(service.officer)
    note = next(c for c in again.checks if c["name"] == "direction")["notes"][0]
    assert (again.level, note["code"], note["place"]) == ("green", "again_entry", "FARAP")
    assert not next(c for c in inspect(service.officer, direction="exit").checks if c["name"] == "direction")["notes"]


def test_failure_in_the_middle_leaves_nothing(service: Service, owner_sql: Any, monkeypatch: Any) -> None:
    """The crossing and its ledger entry are one transaction: if the entry cannot be written, nobody crossed."""
    from sapar.kernel.acts import runner

    inspection = inspect(service.officer)
    before = count(owner_sql, "ledger_entry")

    def away(*_: Any) -> None:
        raise ConnectionError("the process dies here")

    with monkeypatch.context() as patch:
        patch.setattr(runner, "_after", away)
        with pytest.raises(ConnectionError):
            do("admit", service.officer, inspection_id=inspection.pk, key="k")
    assert count(owner_sql, "border_crossing") == 0
    assert count(owner_sql, "ledger_entry") == before
    assert do("admit", service.officer, inspection_id=inspection.pk, key="k").pk


KILLED = """
import os, signal, sys
from uuid import UUID
import django
django.setup()
from sapar.kernel.access.models import Duty
from sapar.kernel.access.session import actor_for
from sapar.kernel.acts import CATALOGUE, runner
written = runner._after
def dies(*arguments):
    if sys.argv[3] == "after":
        written(*arguments)
    os.kill(os.getpid(), signal.SIGKILL)
runner._after = dies
duty = Duty.objects.get(pk=sys.argv[1])
CATALOGUE["border.admit"](actor_for(duty.account, duty), inspection_id=UUID(sys.argv[2]), key="k")
"""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_in_the_middle_of_admitting(service: Service, node_db: Any, owner_sql: Any, moment: str) -> None:
    """kill -9 before or after the ledger entry is written: nothing is there, and the same key admits once."""
    inspection = inspect(service.officer)
    before = count(owner_sql, "ledger_entry")
    argv = [sys.executable, "-c", KILLED, str(service.officer.duty_id), str(inspection.pk), moment]
    done = subprocess.run(argv, env=node_db.environment, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert count(owner_sql, "border_crossing") == 0
    assert count(owner_sql, "ledger_entry") == before
    first = do("admit", service.officer, inspection_id=inspection.pk, key="k")
    assert do("admit", service.officer, inspection_id=inspection.pk, key="k").pk == first.pk
    assert count(owner_sql, "border_crossing") == 1


# ------------------------------------------------------------------------------------------------ second line


def referred(service: Service, text: str = "", **arguments: Any) -> Any:
    inspection = inspect(service.officer, text, **arguments)
    return do("refer_second_line", service.officer, inspection_id=inspection.pk, reason="checks")


def test_second_line_needs_another_person(service: Service) -> None:
    """The one who referred does not decide; a colleague of the post does, and the crossing stands."""
    inspection = referred(service)
    with pytest.raises(Conflict) as error:
        do("admit", service.officer, inspection_id=inspection.pk)
    assert error.value.code == "referred"
    arguments = {"inspection_id": inspection.pk, "decision": "admit", "reason": "Asked, all in order."}
    with pytest.raises(NotPermitted) as own:
        do("second_line_decide", service.officer, **arguments)
    assert own.value.code == "same_person"
    with pytest.raises(NotPermitted):
        do("second_line_decide", service.other, **arguments)
    do("second_line_decide", service.colleague, **arguments)
    view, referral = do("view_inspection", service.colleague, inspection_id=inspection.pk)
    assert (view.state, referral.decided_by, referral.decision_reason) == (
        "admitted",
        "Colleague",
        "Asked, all in order.",
    )
    with pytest.raises(Conflict) as twice:
        do("second_line_decide", service.supervisor, **arguments)
    assert twice.value.code == "decided"


def test_the_second_line_reads_another_seal(service: Service, signer: Signer) -> None:
    """A colleague of the post, or the supervisor, scans the right seal although the reading is an hour old."""
    inspection = referred(service, seal=signer.seal(document_number="AC7654321"))
    leap(3600)
    with pytest.raises(NotPermitted):
        do("check_seal", service.other, inspection_id=inspection.pk, seal=signer.seal())
    for actor in (service.colleague, service.supervisor):
        assert do("check_seal", actor, inspection_id=inspection.pk, seal=signer.seal()).level == "green"
    arguments = {
        "inspection_id": inspection.pk,
        "decision": "admit",
        "reason": "The right permit was in the other bag.",
    }
    tired = replace(service.colleague, second_factor_at=clock.now() - timedelta(minutes=6))
    do("second_line_decide", tired, **arguments)  # nothing is overridden any more


def test_overriding_red_needs_a_fresh_second_factor_and_tells_the_supervisors(
    service: Service, signer: Signer, owner_sql: Any
) -> None:
    """To admit although a check is red: another person, a reason, a second factor of the last minutes, a notice."""
    inspection = referred(service, seal=signer.seal(document_number="AC7654321"))
    arguments = {"inspection_id": inspection.pk, "decision": "admit", "reason": "Twin brother's seal; own permit seen."}
    tired = replace(service.colleague, second_factor_at=clock.now() - timedelta(minutes=6))
    with pytest.raises(SecondFactorNeeded):
        do("second_line_decide", tired, **arguments)
    assert count(owner_sql, "border_crossing") == 0
    fresh = replace(service.colleague, second_factor_at=clock.now())
    do("second_line_decide", fresh, **arguments)
    assert count(owner_sql, "border_crossing") == 1
    notices = owner_sql.execute("select template, recipient from notices_notice where template = 'border.override'")
    assert [recipient.rpartition("/")[2] for _, recipient in notices.fetchall()] == ["border.supervisor"]


def test_second_line_identifies_who_crosses(service: Service, owner_sql: Any) -> None:
    """Nobody crosses without a name and a document: unreadable lines have to be typed first."""
    inspection = referred(service, "THIS IS NO DOCUMENT")
    fresh = replace(service.supervisor, second_factor_at=clock.now())
    arguments = {"inspection_id": inspection.pk, "decision": "admit", "reason": "Page was torn."}
    with pytest.raises(Invalid) as error:
        do("second_line_decide", fresh, **arguments)
    assert error.value.field == "mrz"
    do("second_line_decide", fresh, **arguments, mrz=passport())
    assert owner_sql.execute("select document_number from border_crossing").fetchone()[0] == "AC1234567"
    assert owner_sql.execute("select mrz from border_inspection").fetchone()[0] == "THIS IS NO DOCUMENT"


def test_closing_needs_a_reason_and_records_no_crossing(service: Service, owner_sql: Any) -> None:
    """The second line can end without a crossing; why is written down."""
    inspection = referred(service)
    with pytest.raises(Invalid) as error:
        do("second_line_decide", service.colleague, inspection_id=inspection.pk, decision="close", reason=" ")
    assert error.value.field == "reason"
    do("second_line_decide", service.colleague, inspection_id=inspection.pk, decision="close", reason="Went back.")
    assert count(owner_sql, "border_crossing") == 0
    assert do("second_line_queue", service.colleague) == []


def test_queue_shows_own_post_and_all_to_the_supervisor(service: Service) -> None:
    """An officer works for their own post; the supervisor without a post sees all of the service."""
    inspection = referred(service)
    assert [row.inspection_id for row in do("second_line_queue", service.colleague)] == [inspection.pk]
    assert do("second_line_queue", service.other) == []
    assert [row.by_me for row in do("second_line_queue", service.supervisor)] == [False]


# ------------------------------------------------------------------------------------------------ corrections


def test_own_mistake_is_corrected_alone_within_ten_minutes(service: Service, owner_sql: Any) -> None:
    """Both records stay; the right one counts. A second correction is the supervisor's."""
    crossing = admitted(service.officer)
    made = do("correct", service.officer, crossing_id=crossing.pk, reason="It was an exit.", direction="exit")
    rows = owner_sql.execute("select direction, corrected from fact_crossings order by key").fetchall
    owner_sql.execute("select set_config('sapar.reach', 'border=all', false)")
    assert rows() == [("entry", True), ("exit", False)]
    with pytest.raises(Conflict) as twice:
        do("correct", service.officer, crossing_id=crossing.pk, reason="Again.", annul=True)
    assert twice.value.code == "superseded"
    with pytest.raises(NotPermitted) as chain:
        do("correct", service.officer, crossing_id=made.replacement_id, reason="No.", annul=True)
    assert chain.value.code == "again"
    do("correct", service.supervisor, crossing_id=made.replacement_id, reason="Nobody crossed.", annul=True)


def test_colleagues_and_late_officers_do_not_correct(service: Service) -> None:
    """Somebody else's record, and one's own after ten minutes, is for the supervisor."""
    crossing = admitted(service.officer)
    with pytest.raises(NotPermitted) as other:
        do("correct", service.colleague, crossing_id=crossing.pk, reason="x", direction="exit")
    assert other.value.code == "not_own"
    leap(660)
    with pytest.raises(NotPermitted) as late:
        do("correct", service.officer, crossing_id=crossing.pk, reason="x", direction="exit")
    assert late.value.code == "too_late"
    do("correct", service.supervisor, crossing_id=crossing.pk, reason="Asked the officer.", direction="exit")


def test_correction_wants_a_reason_and_a_change(service: Service) -> None:
    """Nothing changed is no correction; bad lines and impossible times name their field."""
    crossing = admitted(service.officer)
    base = {"crossing_id": crossing.pk, "reason": "Mistake."}
    for arguments, field in (
        ({**base, "reason": " ", "annul": True}, "reason"),
        (base, None),
        ({**base, "at": clock.now() + timedelta(hours=1)}, "at"),
        ({**base, "at": clock.now() - timedelta(hours=30)}, "at"),
        ({**base, "mrz": passport().replace("AC12", "AC13")}, "mrz"),
    ):
        with pytest.raises(Invalid) as error:
            do("correct", service.officer, **arguments)
        assert error.value.field == field
    made = do("correct", service.officer, **base, mrz=passport(number="AC7777777", secondary="AIBEK"))
    view = do("view_crossing", service.officer, crossing_id=made.replacement_id)
    assert (view.row.name, view.row.number, view.corrects.original_id) == ("AIBEK ASANOV", "AC7777777", crossing.pk)


def test_unknown_records_are_not_found(service: Service) -> None:
    """A reference to nothing is answered alike by every act."""
    nothing = UUID(int=5)
    for name, arguments in (
        ("admit", {"inspection_id": nothing}),
        ("check_seal", {"inspection_id": nothing, "seal": "x"}),
        ("refer_second_line", {"inspection_id": nothing, "reason": "checks"}),
        ("second_line_decide", {"inspection_id": nothing, "decision": "close", "reason": "x"}),
        ("correct", {"crossing_id": nothing, "reason": "x"}),
        ("view_crossing", {"crossing_id": nothing}),
        ("view_inspection", {"inspection_id": nothing}),
    ):
        with pytest.raises(NotFound):
            do(name, service.officer, **arguments)


# ------------------------------------------------------------------------------------------------ access


DESK_ACTS = (
    "inspect", "check_seal", "admit", "refer_second_line", "second_line_decide", "correct", "view_inspection", "today",
    "list_crossings", "view_crossing", "view_to_correct", "second_line_queue", "counted",
)  # fmt: skip


def test_every_act_is_for_the_border_service_only(service: Service, owner_sql: Any) -> None:
    """All acts and looks of the desk, as every role that exists: who is not listed is refused, and that is recorded."""
    from sapar.kernel.access.registry import roles

    names = sorted(f"border.{name}" for name in DESK_ACTS)
    assert set(names) <= set(CATALOGUE)
    outsiders = [role for role in roles() if role not in ("border.officer", "border.supervisor")]
    refused = 0
    for name, role in itertools.product(names, outsiders):
        assert role not in CATALOGUE[name].roles
        if role in ("public", "node.administrator", "ledger.auditor"):
            actor = replace(service.officer, role=role)
            with pytest.raises(NotPermitted):
                CATALOGUE[name](actor)
            refused += 1
    recorded = owner_sql.execute("select count(*) from ledger_entry where kind = 'refusal' and act like 'border.%'")
    assert recorded.fetchone()[0] == refused == 3 * len(DESK_ACTS)
    for name in names:
        assert set(CATALOGUE[name].roles) == {"border.officer", "border.supervisor"}


def test_an_ended_duty_admits_nobody(service: Service) -> None:
    """Whoever lost the duty a minute ago cannot use the page that is still open."""
    from tests.areas.border.conftest import CONSOLE

    from sapar.kernel.access.acts import end_duty

    inspection = inspect(service.officer)
    end_duty(CONSOLE, duty_id=service.officer.duty_id, reason="left")
    with pytest.raises(NotPermitted) as error:
        do("admit", service.officer, inspection_id=inspection.pk)
    assert error.value.code == "duty_ended"


# ------------------------------------------------------------------------------------------------ keeping


def test_records_go_when_their_time_is_over(service: Service, owner_sql: Any) -> None:
    """After the period of the retention table crossings go with their corrections, then what they rested on."""
    from sapar.kernel.retention import run_retention

    crossing = admitted(service.officer)
    do("correct", service.officer, crossing_id=crossing.pk, reason="It was an exit.", direction="exit")
    referred(service, passport(number="AC2222222"))
    assert run_retention(clock.today() + timedelta(days=5 * 365))["border.crossing"] == 0
    leap(86400 * (5 * 365 + 2))
    done = run_retention()
    assert (done["border.crossing"], done["border.inspection"]) == (2, 2)
    for table in ("border_crossing", "border_correction", "border_inspection", "border_referral", "procedures_case"):
        assert count(owner_sql, table) == 0, table
