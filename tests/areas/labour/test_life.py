"""The life of an application, act by act, through the catalogue."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from tests.areas.labour.conftest import World, passport, worker

from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.errors import Conflict, Invalid, NotPermitted, SecondFactorNeeded
from sapar.kernel.procedures import acts as procedure_acts
from sapar.kernel.procedures.moves import case_of, work_list


def fields(error: Invalid) -> set[str | None]:
    return {one.field for one in error.errors}


def test_from_draft_to_permit(world: World, owner_sql: Any) -> None:
    """An application goes in once, is granted once, and its permit carries a seal without wage or place."""
    made = world.submitted()
    assert world.state(made) == "submitted"
    permit = world.grant(made)
    assert world.state(made) == "granted"
    (token,) = owner_sql.execute("select token from documents_seal where id = %s", [permit.seal_id]).fetchone()
    assert token.startswith("SAPAR1:")
    with pytest.raises(Conflict):
        world.grant(made)
    with pytest.raises(Conflict):
        world.do("employer", "labour.submit", application_id=made, confirmed=True)


def test_everything_missing_is_named_at_once(world: World) -> None:
    """An empty draft cannot be sent; the error names every answer and document that is missing."""
    made = world.do("employer", "labour.start").pk
    with pytest.raises(Invalid) as caught:
        world.do("employer", "labour.submit", application_id=made, confirmed=False)
    found = fields(caught.value)
    assert {"primary", "number", "post", "wage_minor", "document_passport", "document_contract", "confirmed"} <= found
    assert world.do("employer", "labour.own_view", application_id=made).case is None


def test_wrong_answers_name_their_field(world: World) -> None:
    """Each wrong answer about the worker or the work is an error of its own field, all at once."""
    made = world.do("employer", "labour.start").pk
    with pytest.raises(Invalid) as caught:
        world.do(
            "employer",
            "labour.describe_worker",
            application_id=made,
            primary="Karimow2",
            secondary="",
            birth_date="1990-13-01",
            sex="",
            nationality="12",
            issuer="UZB",
            number="",
            document_expires_on=clock.today() - timedelta(days=1),
            phone="12",
            mrz="P<UTO",
        )
    assert fields(caught.value) >= {
        "primary",
        "birth_date",
        "sex",
        "nationality",
        "number",
        "document_expires_on",
        "phone",
        "mrz",
    }
    with pytest.raises(Invalid) as caught:
        world.do(
            "employer",
            "labour.describe_work",
            application_id=made,
            post=" ",
            sector="?",
            wage_minor=0,
            wage_currency="XXX",
            place_of_work="",
            occupation="abc",
            exempt_group="?",
            starts_on=clock.today(),
            ends_on=clock.today() + timedelta(days=366),
        )
    assert fields(caught.value) == {
        "post",
        "sector",
        "wage_minor",
        "wage_currency",
        "place_of_work",
        "occupation",
        "exempt_group",
        "ends_on",
    }


def test_passport_lines_are_kept_only_when_they_are_right(world: World) -> None:
    """Machine-readable lines with one wrong digit, or of another passport, are refused; right ones give the seal's name."""
    made = world.draft()
    given = {
        "application_id": made,
        "primary": "Eriksson",
        "secondary": "Anna Maria",
        "birth_date": "1974-08-12",
        "sex": "F",
        "nationality": "UTO",
        "issuer": "UTO",
        "number": "L898902C3",
        "document_expires_on": clock.today() + timedelta(days=900),
    }
    valid = passport(expires_on=given["document_expires_on"])
    with pytest.raises(Invalid) as caught:
        world.do("employer", "labour.describe_worker", **given, mrz=valid.replace("740812", "740813"))
    assert fields(caught.value) == {"mrz"}
    world.do("employer", "labour.describe_worker", **given, mrz=valid)
    with pytest.raises(Invalid) as caught:
        world.do("employer", "labour.describe_worker", **{**given, "number": "X1234567"}, mrz=valid)
    assert fields(caught.value) == {"number"}
    world.do("employer", "labour.submit", application_id=made, confirmed=True)
    permit = world.grant(made)
    with reading(world.people["officer"]):
        from sapar.kernel.documents.models import Seal
        from sapar.standards.seals.permit import read_body, read_text

        sealed = read_body(read_text(Seal.objects.get(pk=permit.seal_id).token).body)
    assert sealed.name == "ERIKSSON<<ANNA<MARIA"
    assert (sealed.document_number, sealed.employer, sealed.number) == ("L898902C3", "TM-104-55821", permit.number)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"MZ this is a program", "wrong_type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "wrong_type"),
        (b"\xff\xd8\xff not a picture", "unreadable"),
        (b"x" * (5 * 1024 * 1024 + 1), "too_large"),
    ],
)
def test_wrong_uploads_are_refused_by_content(world: World, content: bytes, code: str) -> None:
    """Not the name but the content decides; the error stands with the field."""
    made = world.do("employer", "labour.start").pk
    with pytest.raises(Invalid) as caught:
        world.do(
            "employer", "labour.attach", application_id=made, kind="passport", content=content, filename="passport.pdf"
        )
    assert (caught.value.field, caught.value.code) == ("content", code)
    assert world.do("employer", "labour.own_view", application_id=made).papers == []


def test_sending_twice_with_one_key_counts_once(world: World, owner_sql: Any) -> None:
    """A button pressed twice sends one application; the same key with another input is a conflict."""
    made, other, key = world.draft(), world.draft(), str(uuid4())
    first = world.do("employer", "labour.submit", application_id=made, confirmed=True, key=key)
    again = world.do("employer", "labour.submit", application_id=made, confirmed=True, key=key)
    assert first.pk == again.pk
    (cases,) = owner_sql.execute("select count(*) from procedures_case").fetchone()
    assert cases == 1
    with pytest.raises(Conflict):
        world.do("employer", "labour.submit", application_id=other, confirmed=True, key=key)


def test_returned_completed_decided(world: World) -> None:
    """An application that was returned can be changed, its clock stands still, and it comes back by resubmitting."""
    made = world.submitted()
    with pytest.raises(Conflict):
        world.do("employer", "labour.attach", application_id=made, kind="education", content=b"x", filename="x")
    with pytest.raises(Invalid):
        world.do("officer", "labour.return", application_id=made, reason=" ")
    world.do("officer", "labour.return", application_id=made, reason="The contract is not signed.")
    before = world.do("employer", "labour.own_view", application_id=made)
    assert before.editable
    assert before.steps[-1].reason == "The contract is not signed."
    clock.advance(7)
    world.do("employer", "labour.resubmit", application_id=made, confirmed=True)
    after = world.do("employer", "labour.own_view", application_id=made)
    assert (after.case.due_on - before.case.due_on).days == 7
    assert world.state(made) == "submitted"


def test_day_31_escalates_and_45_is_the_end(world: World) -> None:
    """The clock's own job hands an undecided case to the head; an extension is once, in time, with a reason."""
    late, extended = world.submitted(), world.submitted()
    for who in ("officer", "employer"):
        with pytest.raises(NotPermitted):
            world.do(who, "labour.extend", application_id=extended, reason="Papers from abroad")
    with pytest.raises(Invalid):
        world.do("head", "labour.extend", application_id=extended, reason="")
    world.do("head", "labour.extend", application_id=extended, reason="Papers from abroad")
    with pytest.raises(Conflict):
        world.do("head", "labour.extend", application_id=extended, reason="Once more")
    clock.advance(30)
    assert procedure_acts.tick() == 0
    clock.advance(1)
    assert procedure_acts.tick() == 1
    with pytest.raises(Conflict):
        world.do("head", "labour.extend", application_id=late, reason="Too late")
    clock.advance(14)
    assert procedure_acts.tick() == 0
    clock.advance(1)
    assert procedure_acts.tick() == 1
    with reading(world.people["head"]):
        assert {case_of(one).escalated_at is not None for one in (late, extended)} == {True}


def test_a_permit_ends_with_its_last_day(world: World) -> None:
    """The clock lets a permit expire the day after its last day, not before."""
    made = world.submitted()
    world.grant(made, valid_until=clock.today() + timedelta(days=10))
    clock.advance(10)
    procedure_acts.tick()
    assert world.state(made) == "granted"
    clock.advance(1)
    procedure_acts.tick()
    assert world.state(made) == "expired"


def test_withdrawing_is_possible_until_the_decision(world: World) -> None:
    """Employers withdraw what is not decided; what is decided stays."""
    made, done = world.submitted(), world.granted()
    world.do("employer", "labour.withdraw", application_id=made)
    assert world.state(made) == "withdrawn"
    with pytest.raises(Conflict):
        world.do("employer", "labour.withdraw", application_id=done)


def test_a_draft_is_thrown_away_whole(world: World, owner_sql: Any) -> None:
    """Discarding erases the draft with its files; what was sent cannot be thrown away."""
    made, sent = world.draft(), world.submitted()
    world.do("employer", "labour.discard", application_id=made)
    for table, column in (("labour_application", "id"), ("documents_attachment", "subject_id")):
        (left,) = owner_sql.execute(f"select count(*) from {table} where {column} = %s", [made]).fetchone()
        assert left == 0
    with pytest.raises(Conflict):
        world.do("employer", "labour.discard", application_id=sent)


def test_a_refusal_has_codes_and_words(world: World) -> None:
    """Reasons are codes of the list, with a text that the employer reads."""
    made = world.submitted()
    with pytest.raises(Invalid) as caught:
        world.do("officer", "labour.refuse", application_id=made, reasons=["whim"], text="")
    assert fields(caught.value) == {"reasons", "text"}
    world.do("officer", "labour.refuse", application_id=made, reasons=["terms", "documents"], text="Too low.")
    seen = world.do("employer", "labour.own_view", application_id=made)
    assert seen.decisions[-1].reasons == ["terms", "documents"]
    assert seen.appeal_until == clock.today() + timedelta(days=30)


def test_an_appeal_has_its_time(world: World) -> None:
    """An appeal on the last day counts, one day later it does not."""
    made, late = world.refused(), world.refused()
    clock.advance(30)
    world.do("employer", "labour.appeal", application_id=made, reason="The wage was raised.")
    assert world.state(made) == "appealed"
    clock.advance(1)
    with pytest.raises(Conflict) as caught:
        world.do("employer", "labour.appeal", application_id=late, reason="The wage was raised.")
    assert caught.value.code == "too_late"


def test_overriding_needs_a_second_person_a_fresh_factor_and_tells_a_third(world: World, owner_sql: Any) -> None:
    """A refusal is lifted by a head who had no part in it, just confirmed, with a reason; manager and auditor are told."""
    made = world.refused(by="head")
    period = {"valid_from": clock.today(), "valid_until": clock.today() + timedelta(days=100)}
    given = {"application_id": made, "reason": "New facts.", **period}
    with pytest.raises(NotPermitted) as caught:
        world.do("head", "labour.override", **given)
    assert caught.value.code == "own_refusal"
    with pytest.raises(SecondFactorNeeded):
        world.do(world.stale("head2"), "labour.override", **given)
    with pytest.raises(NotPermitted):
        world.do("officer", "labour.override", **given)
    with pytest.raises(Invalid):
        world.do("head2", "labour.override", **{**given, "reason": " "})
    assert world.state(made) == "refused"
    world.do("head2", "labour.override", **given)
    assert world.state(made) == "granted"
    told = owner_sql.execute("select recipient from notices_notice where template = 'labour.overridden'").fetchall()
    service = world.institutions["SMS"].pk
    assert (f"institution:{service}/access.manager",) in told
    assert (f"institution:{service}/ledger.auditor",) in told
    assert (world.people["head"].ref,) in told
    refusals = owner_sql.execute(
        "select outcome from ledger_entry where act = 'labour.override' order by id"
    ).fetchall()
    assert [row[0] for row in refusals].count("refused:own_refusal") == 1


def test_an_appeal_is_not_decided_by_whoever_refused(world: World) -> None:
    """Confirming a refusal takes another person too."""
    made = world.refused(by="head")
    world.do("employer", "labour.appeal", application_id=made, reason="The wage was raised.")
    with pytest.raises(NotPermitted):
        world.do("head", "labour.uphold", application_id=made, reason="No new facts.")
    world.do("head2", "labour.uphold", application_id=made, reason="No new facts.")
    assert world.state(made) == "upheld"


def test_ten_per_cent_is_looked_at_twice(world: World) -> None:
    """An employer of ten may have one foreigner: a second is stopped when it is sent, and when it is granted."""
    world.staff(total=10)
    first, second = world.submitted(), world.submitted()
    clock.advance(1)
    world.grant(first)
    with pytest.raises(Invalid) as caught:
        world.grant(second)
    assert caught.value.code == "share"
    assert world.state(second) == "submitted"
    third = world.draft()
    with pytest.raises(Invalid) as caught:
        world.do("employer", "labour.submit", application_id=third, confirmed=True)
    assert fields(caught.value) == {"head_count"}
    exempt = world.draft(exempt_group="press")
    world.do("employer", "labour.submit", application_id=exempt, confirmed=True)
    world.grant(exempt)


def test_without_a_head_count_nothing_is_sent(world: World) -> None:
    """The number of staff has to be declared, with its day and source."""
    world.add("new", "labour.employer", "EMP-2")
    for wrong in ({"foreign": 11}, {"counted_on": clock.today() + timedelta(days=1)}, {"source": "rumour"}):
        given = {"total": 10, "foreign": 0, "counted_on": clock.today(), "source": "own_list"} | wrong
        with pytest.raises(Invalid) as caught:
            world.do("employer", "labour.declare_staff", **given)
        assert fields(caught.value) == set(wrong)


def test_ending_a_permit_revokes_its_seal(world: World, owner_sql: Any) -> None:
    """A permit that is given back or revoked has its seal on the list; the employer cannot revoke, the service not give back."""
    revoked, returned = world.granted(), world.granted()
    for who, name in (("employer", "labour.revoke"), ("officer", "labour.revoke"), ("head", "labour.cancel")):
        with pytest.raises(NotPermitted):
            world.do(who, name, application_id=revoked, reason="Because")
    world.do("head", "labour.revoke", application_id=revoked, reason="False papers.")
    world.do("employer", "labour.cancel", application_id=returned, reason="The work has ended.")
    assert (world.state(revoked), world.state(returned)) == ("revoked", "cancelled")
    rows = owner_sql.execute("select revoked_reason from documents_seal where revoked_at is not null").fetchall()
    assert sorted(row[0] for row in rows) == ["cancelled", "revoked"]


def test_a_permit_is_prolonged_once(world: World) -> None:
    """A second year starts from the first permit's answers; a third year does not exist."""
    first = world.granted()
    second = world.do("employer", "labour.start", renews_id=first)
    assert (second.post, second.renews_id) == ("Welder", first)
    today = clock.today()
    world.do(
        "employer",
        "labour.describe_work",
        application_id=second.pk,
        post=second.post,
        sector=second.sector,
        wage_minor=second.wage_minor,
        wage_currency=second.wage_currency,
        place_of_work=second.place_of_work,
        starts_on=today + timedelta(days=181),
        ends_on=today + timedelta(days=400),
    )
    for kind in ("passport", "photo", "contract"):
        from tests.areas.labour.conftest import picture

        world.do(
            "employer", "labour.attach", application_id=second.pk, kind=kind, content=picture(), filename="scan.jpg"
        )
    world.do("employer", "labour.submit", application_id=second.pk, confirmed=True)
    world.grant(second.pk, valid_from=today + timedelta(days=181), valid_until=today + timedelta(days=400))
    with pytest.raises(Invalid) as caught:
        world.do("employer", "labour.start", renews_id=second.pk)
    assert caught.value.code == "once"


def test_the_work_list_holds_tasks_and_not_rights(world: World) -> None:
    """What somebody may do but need not is no task: granted and refused cases wait for nobody."""
    waiting, _granted, refused = world.submitted(), world.granted(), world.refused()
    returned = world.submitted()
    world.do("officer", "labour.return", application_id=returned, reason="Sign the contract.")

    def listed(who: str) -> set[Any]:
        with reading(world.people[who]):
            return {item.case.subject_id for item in work_list(world.people[who])}

    assert listed("officer") == {waiting}
    assert listed("employer") == {returned}
    world.do("employer", "labour.appeal", application_id=refused, reason="Look again.")
    assert listed("head") == {waiting, refused}
    assert listed("officer") == {waiting}


def test_two_officers_at_once(world: World) -> None:
    """A decision on a version that was overtaken is a conflict, and changes nothing."""
    made = world.submitted()
    seen = world.do("officer", "labour.view", application_id=made).case.version
    world.do("officer2", "labour.take", application_id=made)
    with pytest.raises(Conflict):
        world.grant(made, version=seen)
    assert world.state(made) == "submitted"


def test_quota_line_cannot_fall_below_what_is_used(world: World) -> None:
    """A limit below the granted number is refused; a verified line names its decree."""
    world.do("head", "labour.set_quota", year=clock.today().year, sector="F", limit=1)
    world.granted()
    with pytest.raises(Invalid) as wrong:
        world.do("head", "labour.set_quota", year=clock.today().year, sector="F", limit=0)
    assert wrong.value.code == "below_used"
    with pytest.raises(Invalid):
        world.do("head", "labour.set_quota", year=clock.today().year, sector="A", limit=5, unverified=False)
    full = world.submitted()
    with pytest.raises(Conflict) as caught:
        world.grant(full)
    assert caught.value.code == "quota"
    assert "1" in str(caught.value.message)


def test_a_complaint_reaches_the_service_and_is_answered(world: World, owner_sql: Any) -> None:
    """The worker complains; an officer answers; the worker reads the answer."""
    made = world.granted()
    with pytest.raises(Invalid):
        world.do(worker(made), "labour.complain", kind="boredom")
    complaint = world.do(worker(made), "labour.complain", kind="passport_taken", text="My boss keeps it.")
    with reading(world.people["officer"]):
        assert complaint.pk in {item.case.subject_id for item in work_list(world.people["officer"])}
    (line,) = world.do("officer", "labour.complaints")
    assert (line.complaint.kind, line.application.pk) == ("passport_taken", made)
    with pytest.raises(Invalid):
        world.do("officer", "labour.answer_complaint", complaint_id=complaint.pk, answer="")
    world.do("officer", "labour.answer_complaint", complaint_id=complaint.pk, answer="An inspector went there.")
    page = world.do(worker(made), "labour.my_page")
    assert page.complaints[0].answer == "An inspector went there."
    assert [message.subject for message in page.messages]


def test_the_clock_is_no_reader_of_names(world: World) -> None:
    """The system's clock moves cases and has no look of its own."""
    made = world.submitted()
    with pytest.raises(NotPermitted):
        world.do(Actor.system("clock"), "labour.view", application_id=made)
