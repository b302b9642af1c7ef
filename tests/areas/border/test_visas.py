"""The electronic visa through its acts: application, fee, two officers, appeal, seal, new passport, extension, cancelling."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from tests.areas.border.conftest import Service, make_service, passport
from tests.areas.border.visa_world import Visas, id_of, make_visas, picture
from tests.kernel.conftest import entries

from sapar.areas.border.acts.visa_records import pepper
from sapar.areas.border.models import Visa, VisaApplication, VisaLink, VisaPaper
from sapar.areas.border.rules import visas as rules
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.documents.models import Seal
from sapar.kernel.documents.seals import publish_revocations
from sapar.kernel.documents.trusting import check_seal
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted, SecondFactorNeeded, TooMany
from sapar.methods import codes
from sapar.standards.mrz import parse
from sapar.standards.seals import dta, vdsnc
from sapar.standards.seals.verify import Bearer


@pytest.fixture
def visas(node_db: Any) -> Visas:
    return make_visas()


def token_of(visas: Visas, application_id: Any) -> str:
    with reading(visas.people["first"]):
        link = VisaLink.objects.get(visa_id=application_id, ended_at=None)
        return Seal.objects.get(pk=link.seal_id).token


def test_the_usual_way_ends_in_a_seal_that_holds_for_one_passport(visas: Visas) -> None:
    """From the application to a VDS-NC seal with the fields of a Digital Travel Authorization, equal to the record."""
    made = visas.granted()
    assert visas.state(made) == "granted"
    publish_revocations()  # as the node does when it starts and every hour
    token = token_of(visas, made)
    with reading(visas.people["first"]):
        visa = Visa.objects.get(pk=made)
    message = vdsnc.read(token).message
    assert message["dtan"] == visa.number and len(visa.number) <= 13
    assert message["pi"] == {"n": "ASANOV<<BAKYT", "dob": "1990-03-27", "sex": "M", "nl": "KGZ", "pn": "AC1234567"}
    said = message["dta"]
    assert (said["vf"], said["vu"]) == (visa.valid_from.isoformat(), visa.valid_until.isoformat())
    assert (said["noe"], dta.stay_days(said["dos"])) == (visa.entries, visa.stay_days)
    bearer = Bearer("AC1234567", "KGZ", "1990-03-27", "ASANOV  BAKYT")
    found = check_seal(token, bearer=bearer)
    assert (found.answer, found.green) == ("valid", True), found
    assert "status_unknown" not in found.reasons
    assert check_seal(token, bearer=replace(bearer, document_number="AC7654321")).answer == "bearer_mismatch"


def test_two_different_officers_decide(visas: Visas, owner_sql: Any) -> None:
    """Whoever proposed cannot decide, whether to agree or not; another officer can; refusal and attempt are recorded."""
    made = visas.proposed()
    for agree in (True, False):
        with pytest.raises(NotPermitted) as caught:
            visas.do("first", "visa_decide", application_id=made, agree=agree, reason="x")
        assert caught.value.code == "own_proposal"
    assert visas.state(made) == "proposed"
    visas.do("head", "visa_decide", application_id=made, agree=True)
    assert visas.state(made) == "granted"
    outcomes = [entry["outcome"] for entry in entries(owner_sql, "border.visa_decide")]
    assert outcomes == ["refused:own_proposal", "refused:own_proposal", "done"]


def test_a_second_officer_who_does_not_agree_sends_it_back(visas: Visas) -> None:
    """With a reason, which the applicant does not read; the first one may propose again."""
    made = visas.proposed()
    with pytest.raises(Invalid):
        visas.do("second", "visa_decide", application_id=made, agree=False)
    visas.do("second", "visa_decide", application_id=made, agree=False, reason="ticket is missing")
    assert visas.state(made) == "submitted"
    mine = visas.do(visas.holder(made), "visa_mine")
    assert not any("ticket" in step.reason for step in mine.steps)
    visas.propose(made, by="second")
    visas.do("first", "visa_decide", application_id=made, agree=True)
    assert visas.state(made) == "granted"


def test_nothing_is_sent_while_something_is_missing(visas: Visas) -> None:
    """Every missing answer and document is named at once, and what was typed stays."""
    holder = visas.start()
    with pytest.raises(Invalid) as caught:
        visas.do(holder, "visa_submit", confirmed=True)
    named = {error.field for error in caught.value.errors}
    assert {"primary", "purpose", "email", "inviter_kind", "paper_photo", "paper_passport"} <= named
    visas.fill(holder)
    with pytest.raises(Invalid):
        visas.do(holder, "visa_submit", confirmed=False)
    visas.do(holder, "visa_submit", confirmed=True)
    with pytest.raises(Conflict):
        visas.do(holder, "visa_submit", confirmed=True)
    with pytest.raises(Conflict):
        visas.do(holder, "visa_attach", kind="photo", content=picture())


def test_a_returned_application_is_completed_and_sent_again(visas: Visas) -> None:
    """While it is with the applicant the term stands still and answers can be changed; then it waits again."""
    made = visas.paid()
    visas.do("first", "visa_return", application_id=made, reason="The photograph shows two people.")
    assert visas.state(made) == "returned"
    holder = visas.holder(made)
    assert visas.do(holder, "visa_mine").editable
    visas.do(holder, "visa_attach", kind="photo", content=picture(400, 500))
    visas.do(holder, "visa_submit", confirmed=True)
    assert visas.state(made) == "submitted"
    with reading(visas.people["first"]):
        assert VisaPaper.objects.filter(application_id=made, kind="photo", removed_at=None).count() == 1
        assert VisaPaper.objects.filter(application_id=made, kind="photo").count() == 2


def test_no_grant_without_a_recorded_fee(visas: Visas) -> None:
    """A payment has a receipt that is used once; or a reason why nothing is due. A head voids what was recorded wrongly."""
    made, other = visas.submitted(), visas.submitted(number="AC7000001", mrz="", primary="Orazow", birth_date="1971")
    with pytest.raises(Conflict) as caught:
        visas.propose(made)
    assert caught.value.code == "no_fee"
    paid = {"paid_on": clock.today(), "amount_minor": 4500, "receipt_number": "R-77"}
    for wrong in (
        {"amount_minor": 0},
        {"receipt_number": ""},
        {"paid_on": clock.today() + timedelta(days=1)},
        {"currency": "XXX"},
        {"exempt": "diplomat"},
    ):
        with pytest.raises(Invalid):
            visas.do("first", "visa_fee", application_id=made, **(paid | wrong))
    fee = visas.do("first", "visa_fee", application_id=made, **paid)
    with pytest.raises(Conflict):
        visas.do("first", "visa_fee", application_id=made, **(paid | {"receipt_number": "R-78"}))
    with pytest.raises(Conflict) as caught:
        visas.do("first", "visa_fee", application_id=other, **paid)
    assert caught.value.code == "used"
    with pytest.raises(NotPermitted):
        visas.do("first", "visa_void_fee", fee_id=fee.pk, reason="wrong person")
    visas.do("head", "visa_void_fee", fee_id=fee.pk, reason="wrong person")
    visas.do("first", "visa_fee", application_id=other, **paid)
    visas.do("first", "visa_fee", application_id=made, paid_on=clock.today(), exempt="official visit")
    visas.propose(made)


def test_a_refusal_is_explained_and_heard_again_by_another(visas: Visas) -> None:
    """Reasons and words reach the applicant; a head who had a part in it cannot hear the appeal; lifting it wants a fresh
    second factor."""
    made = visas.proposed("refuse")
    visas.do("head", "visa_decide", application_id=made, agree=True)
    holder = visas.holder(made)
    mine = visas.do(holder, "visa_mine")
    assert mine.application.refusal_reasons == ["purpose"] and "ticket" in mine.application.refusal_text
    with pytest.raises(Invalid):
        visas.do(holder, "visa_appeal", reason=" ")
    visas.do(holder, "visa_appeal", reason="Here is the ticket.")
    day = clock.today()
    values = {"valid_from": day, "valid_until": day + timedelta(days=30), "stay_days": 10, "entries": "1"}
    with pytest.raises(NotPermitted) as caught:
        visas.do("head", "visa_override", application_id=made, reason="ticket seen", **values)
    assert caught.value.code == "own_refusal"
    stale = replace(visas.people["head2"], second_factor_at=clock.now() - timedelta(minutes=6))
    with pytest.raises(SecondFactorNeeded):
        visas.do(stale, "visa_override", application_id=made, reason="ticket seen", **values)
    visas.do("head2", "visa_override", application_id=made, reason="ticket seen", **values)
    assert visas.state(made) == "granted" and check_seal(token_of(visas, made)).answer == "valid"


def test_an_appeal_can_end_in_the_refusal(visas: Visas) -> None:
    """Confirmed by a head who had no part in it, for good."""
    made = visas.refused()
    visas.do(visas.holder(made), "visa_appeal", reason="Please look again.")
    visas.do("head", "visa_uphold", application_id=made, reason="Nothing new was shown.")
    assert visas.state(made) == "upheld"
    with pytest.raises(Conflict):
        visas.do(visas.holder(made), "visa_appeal", reason="Again.")


def test_the_same_passport_and_people_alike_are_shown_to_the_officer(visas: Visas) -> None:
    """The same document whatever its name, and a person whose name is spelt otherwise; somebody else is not. A grant then
    wants a note. The applicant learns nothing of other applications."""
    first = visas.submitted()
    again = visas.submitted(primary="Assanov", mrz="")
    near = visas.paid(primary="Asanow", secondary="Bakit", number="AC9999999", mrz="")
    stranger = visas.submitted(primary="Müller", secondary="Jana", sex="F", number="C01X00T47", issuer="D", mrz="")
    found = {one.application_id: one.why for one in visas.do("first", "visa_case", application_id=near).duplicates}
    assert found.get(first) == found.get(again) == "person" and stranger not in found
    assert {one.why for one in visas.do("first", "visa_case", application_id=again).duplicates} >= {"document"}
    with pytest.raises(Invalid) as caught:
        visas.propose(near, hits_note=" ")
    assert caught.value.field == "hits_note"
    visas.propose(near)
    assert "duplicates" not in str(visas.do(visas.holder(near), "visa_mine"))


def test_a_new_passport_gets_the_visa_and_the_old_one_loses_it(visas: Visas) -> None:
    """A new seal for the new passport; the old seal is on the revocation list at once. Another person's passport, an ended
    one and the same one are refused."""
    made = visas.granted()
    old = token_of(visas, made)
    for changes, code in (
        ({}, "same"),
        ({"number": "AC2222222", "birth_date": date(1991, 3, 27)}, "other_person"),
        ({"number": "AC2222222", "nationality": "UZB"}, "other_person"),
        ({"number": "AC2222222", "expiry_date": date(2020, 5, 1)}, "mrz"),
    ):
        with pytest.raises(Invalid) as caught:
            visas.do("first", "visa_link", application_id=made, mrz=passport(**changes), reason="replaced")
        assert caught.value.code == code, changes
    visas.do("first", "visa_link", application_id=made, mrz=passport(number="AC2222222"), reason="replaced")
    new = token_of(visas, made)
    publish_revocations()
    assert vdsnc.read(new).message["pi"]["pn"] == "AC2222222"
    assert (check_seal(old).answer, check_seal(new).answer) == ("revoked", "valid")
    with reading(visas.people["first"]):
        assert VisaLink.objects.filter(visa_id=made, ended_at=None).count() == 1
        assert VisaApplication.objects.get(pk=made).number == "AC2222222"


def test_an_extension_is_asked_for_and_sealed_anew(visas: Visas) -> None:
    """Until it is decided the visa holds as it is; declined, it holds as it was; granted, the earlier seal is revoked."""
    made = visas.granted()
    holder, old = visas.holder(made), token_of(visas, made)
    until = clock.today() + timedelta(days=80)
    with pytest.raises(Invalid):
        visas.do(holder, "visa_ask_extension", until=clock.today(), reason="ill")
    visas.do(holder, "visa_ask_extension", until=until, reason="The conference goes on.")
    visas.do("head", "visa_decline", application_id=made, reason="No need was shown.")
    assert visas.state(made) == "granted" and check_seal(old).answer == "valid"
    visas.do(holder, "visa_ask_extension", until=until, reason="I fell ill, see the letter.")
    with pytest.raises(NotPermitted):
        visas.do("first", "visa_extend", application_id=made, valid_until=until, stay_days=30, reason="ill")
    visas.do("head", "visa_extend", application_id=made, valid_until=until, stay_days=30, reason="ill")
    publish_revocations()
    new = token_of(visas, made)
    assert vdsnc.read(new).message["dta"]["vu"] == until.isoformat()
    assert (check_seal(old).answer, check_seal(new).answer) == ("revoked", "valid")


def test_a_cancelled_visa_is_revoked_at_once(visas: Visas) -> None:
    """By a head with a fresh second factor and a reason; nothing brings it back."""
    made = visas.granted()
    token = token_of(visas, made)
    with pytest.raises(NotPermitted):
        visas.do("first", "visa_cancel", application_id=made, reason="x")
    with pytest.raises(Invalid):
        visas.do("head", "visa_cancel", application_id=made, reason=" ")
    visas.do("head", "visa_cancel", application_id=made, reason="The invitation was withdrawn.")
    publish_revocations()
    assert check_seal(token).answer == "revoked"
    assert visas.state(made) == "cancelled"
    with pytest.raises(Conflict):
        visas.do("first", "visa_link", application_id=made, mrz=passport(number="AC2222222"), reason="x")
    assert not visas.do(visas.holder(made), "visa_my_sheet").holds


def test_the_clock_ends_a_visa(visas: Visas) -> None:
    """After its last day the clock's job expires it."""
    made = visas.granted()
    clock.advance(70)
    from sapar.kernel.procedures.acts import tick

    tick()
    assert visas.state(made) == "expired"


@pytest.mark.parametrize(
    ("act", "changes", "fields"),
    [
        ("visa_passport", {"primary": " "}, {"primary"}),
        ("visa_passport", {"birth_date": ""}, {"birth_date"}),
        ("visa_passport", {"birth_date": "1990-13"}, {"birth_date"}),
        ("visa_passport", {"nationality": "K1"}, {"nationality"}),
        ("visa_passport", {"document_expires_on": date(2020, 1, 1)}, {"document_expires_on"}),
        ("visa_passport", {"primary": "A" * 121, "number": "?"}, {"primary", "number"}),
        ("visa_trip", {"leaves_on": date(2020, 1, 1), "purpose": "war"}, {"leaves_on", "purpose"}),
        ("visa_trip", {"arrives_on": date(2020, 1, 1)}, {"arrives_on"}),
        ("visa_trip", {"email": "nobody"}, {"email"}),
        ("visa_inviter", {"kind": "person", "name": ""}, {"name"}),
        ("visa_inviter", {"kind": "x"}, {"kind"}),
    ],
)
def test_what_cannot_be_is_refused_by_its_name(visas: Visas, act: str, changes: Any, fields: set[str]) -> None:
    """Each wrong answer names its field; nothing of it is saved."""
    holder = visas.start()
    day = clock.today() + timedelta(days=5)
    good: dict[str, dict[str, Any]] = {
        "visa_passport": {
            "primary": "Asanov",
            "birth_date": "1990",
            "sex": "M",
            "nationality": "KGZ",
            "issuer": "KGZ",
            "number": "AC1",
            "document_expires_on": date(2034, 5, 1),
        },
        "visa_trip": {
            "purpose": "tourism",
            "arrives_on": day,
            "leaves_on": day,
            "entries": "1",
            "stays_at": "Hotel",
            "email": "a@example.org",
        },
        "visa_inviter": {"kind": "none"},
    }
    with pytest.raises(Invalid) as caught:
        visas.do(holder, act, **(good[act] | changes))
    assert {error.field for error in caught.value.errors} == fields
    visas.do(holder, act, **good[act])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (picture(200, 300), "photo_small"),
        (picture(800, 500), "photo_shape"),
        (b"%PDF-1.7 nothing", "photo_kind"),
        (b"", "photo_kind"),
    ],
)
def test_a_picture_that_is_no_photograph_is_refused(visas: Visas, content: bytes, code: str) -> None:
    """Too small, wider than high, no picture at all."""
    with pytest.raises(Invalid) as caught:
        visas.do(visas.start(), "visa_attach", kind="photo", content=content)
    assert caught.value.code == code


def test_lines_of_another_passport_do_not_reach_the_seal(visas: Visas) -> None:
    """The machine-readable lines count only if they are those of the passport that is stated."""
    holder = visas.fill(visas.start(), primary="Orazow", secondary="Batyr", number="AB0000001")
    with reading(holder):
        assert VisaApplication.objects.get().mrz == ""


def test_the_code_is_nowhere_in_the_database(visas: Visas, owner_sql: Any) -> None:
    """Only its digest is; reference and code together open the record, anything else opens nothing."""
    holder = visas.start()
    reference, code = visas.codes[id_of(holder)]
    for (table,) in owner_sql.execute(
        "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
    ):
        assert (
            owner_sql.execute(f'select count(*) from "{table}" t where t::text like %s', [f"%{code}%"]).fetchone()[0]
            == 0
        )
    assert opened(visas, reference, code)["application"] == str(holder.holder_id)
    other = codes.code_from(12345)
    assert opened(visas, reference, other) == {"application": None, "limited": False}
    assert opened(visas, rules.reference_from(4), code)["application"] is None


def opened(visas: Visas, reference: str, code: str, address: str = "10.0.0.1") -> Any:
    digest = rules.code_digest(reference, code, pepper())
    return visas.do(
        Actor.public("en"),
        "visa_open",
        reference=reference,
        digest=digest,
        marks=rules.marks(reference, address, pepper()),
    )


def test_codes_cannot_be_tried_out(visas: Visas, monkeypatch: pytest.MonkeyPatch) -> None:
    """After ten failures on one reference from one address even the right code is refused there, and works elsewhere."""
    holder = visas.start()
    reference, code = visas.codes[id_of(holder)]
    for _ in range(rules.TRIES["both"]):
        assert opened(visas, reference, "AAAA-BBBB-CCCC")["limited"] is False
    assert opened(visas, reference, code) == {"application": None, "limited": True}
    assert opened(visas, reference, code, "10.0.0.2")["application"] == str(holder.holder_id)
    monkeypatch.setattr(rules, "STARTS_AN_HOUR", 1)
    with pytest.raises(TooMany):
        visas.start()


# ------------------------------------------------------------------------------------------------ at the desk


@pytest.fixture
def desk(visas: Visas) -> Service:
    return make_service()


def read(service: Service, direction: str = "entry", seal: str = "", **changes: Any) -> Any:
    from sapar.kernel.acts import CATALOGUE

    return CATALOGUE["border.inspect"](service.officer, mrz=passport(**changes), direction=direction, seal=seal)


def line(inspection: Any) -> tuple[str, list[str]]:
    """State and codes of the visa's line; empty without one."""
    found = [check for check in inspection.checks if check["name"] == "visa"]
    return (found[0]["state"], [r["code"] for r in found[0]["reasons"] + found[0]["notes"]]) if found else ("", [])


def test_the_desk_sees_the_visa_on_record_and_its_seal(visas: Visas, desk: Service) -> None:
    """Without the paper from the record, with the paper from the seal; nobody without a visa gets a line."""
    made = visas.granted()
    assert line(read(desk)) == ("green", ["visa", "visa_left"])
    with_seal = read(desk, seal=token_of(visas, made))
    assert line(with_seal)[0] == "green"
    assert {c["name"]: c["state"] for c in with_seal.checks}["seal"] == "green"
    assert line(read(desk, number="ZZ0000001")) == ("", [])


def test_entries_are_counted_from_the_crossings(visas: Visas, desk: Service) -> None:
    """One entry uses a visa for one entry: presented again it is red, on record amber; leaving is never held up. A
    correction that says nobody crossed gives the entry back."""
    from sapar.kernel.acts import CATALOGUE

    made = visas.granted()
    inspection = read(desk)
    crossing = CATALOGUE["border.admit"](desk.officer, inspection_id=inspection.pk)
    assert visas.do("first", "visa_case", application_id=made).used == 1
    assert visas.do(visas.holder(made), "visa_mine").used == 1
    assert line(read(desk)) == ("amber", ["visa_used"])
    assert line(read(desk, seal=token_of(visas, made))) == ("red", ["visa_used"])
    assert line(read(desk, "exit"))[0] == "green"
    CATALOGUE["border.correct"](desk.officer, crossing_id=crossing.pk, reason="not here", annul=True)
    assert line(read(desk))[0] == "green"


def test_a_visa_that_does_not_hold_is_said(visas: Visas, desk: Service) -> None:
    """Cancelled: red; linked to another passport: not for this one."""
    made = visas.granted()
    visas.do("first", "visa_link", application_id=made, mrz=passport(number="AC2222222"), reason="replaced")
    assert line(read(desk)) == ("amber", ["visa_other_passport"])
    assert line(read(desk, number="AC2222222"))[0] == "green"
    visas.do("head", "visa_cancel", application_id=made, reason="withdrawn")
    assert line(read(desk, number="AC2222222")) == ("red", ["visa_cancelled"])


def test_everything_goes_with_the_application(visas: Visas, owner_sql: Any) -> None:
    """Retention: a draft after sixty days, a decided application after its period, with files, seals, case and visa."""
    from sapar.kernel.retention import run_retention

    visas.start()
    visas.granted()
    clock.advance(61)
    done = run_retention()
    assert done["border.visa_draft"] == 1 and done["border.visa"] == 0
    clock.advance(5 * 365)
    assert run_retention()["border.visa"] == 1
    for table in (
        "border_visaapplication",
        "border_visa",
        "border_visalink",
        "border_visapaper",
        "documents_attachment",
    ):
        assert owner_sql.execute(f"select count(*) from {table}").fetchone()[0] == 0, table
    assert parse(passport(), clock.today()).valid
    with pytest.raises(NotFound):
        visas.do("first", "visa_case", application_id=id_of(visas.holder(id_of(visas.start()))))


def test_sample_applications(visas: Visas) -> None:
    """The demo shows applications in every state that an officer meets, and one that a visitor can open by its code."""
    from sapar.areas.border import demo_visas
    from sapar.kernel.procedures.models import Case

    actors = {"visas": visas.people["first"], "visas2": visas.people["second"], "visahead": visas.people["head"]}
    demo_visas.load(actors)
    with reading(visas.people["first"]):
        found = set(Case.objects.values_list("state", flat=True))
    assert found == {"submitted", "returned", "proposed", "granted", "refused", "appealed", "extension_asked"}
    assert opened(visas, *demo_visas.SAMPLE)["application"] is not None
