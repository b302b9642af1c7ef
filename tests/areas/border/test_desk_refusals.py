"""Refusing entry, the stored form, the appeal; cases of the second line that pass from hand to hand."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from tests.areas.border.conftest import Service, count, leap, passport
from tests.areas.border.test_acts import do, inspect

from sapar.areas.border import refusal_form
from sapar.kernel import clock
from sapar.kernel.access.context import reading
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted

pytestmark = pytest.mark.django_db

DAY = 86400


def referred(service: Service, text: str = "", **arguments: Any) -> Any:
    made = inspect(service.officer, text, **arguments)
    return do("refer_second_line", service.officer, inspection_id=made.pk, reason="document")


def refused(service: Service, text: str = "", **changes: Any) -> Any:
    values = {"reasons": ["no_visa"], "facts": "No visa was found.", "language": "en"} | changes
    return do("refuse_entry", service.supervisor, inspection_id=referred(service, text).pk, **values)


@pytest.fixture
def head(service: Service) -> Any:
    """Another supervisor, who had no part in anything."""
    return service.add("head", "border.supervisor")


def test_a_refusal_ends_the_case_and_stores_its_form(service: Service, owner_sql: Any) -> None:
    """Grounds, form and its digest are one transaction; nobody crossed; the one who referred is told."""
    made = refused(service, reasons=["no_visa", "no_means"])
    view = do("view_refusal", service.officer, refusal_id=made.pk)
    assert (view.row.reasons, view.row.state, view.may_appeal) == (("no_visa", "no_means"), "refused", True)
    assert count(owner_sql, "border_crossing") == 0
    assert owner_sql.execute("select state from procedures_case order by opened_at").fetchall() == [
        ("refused",),
        ("refused",),
    ]
    told = owner_sql.execute("select recipient from notices_notice where template = 'border.refused'").fetchall()
    assert told == [(f"account:{service.officer.account_id}",)]
    entry = owner_sql.execute("select cardinality(subjects) from ledger_entry where act = 'border.refuse_entry'")
    assert entry.fetchone()[0] >= 4  # the refusal, its form, the inspection and the person


def test_the_form_is_the_same_bytes_for_ever(service: Service, owner_sql: Any) -> None:
    """A download today, next week and after a decision: byte for byte what was stored."""
    made = refused(service)
    first = do("open_refusal_form", service.officer, refusal_id=made.pk).content
    assert first.startswith(b"%PDF-")
    assert sha256(first).hexdigest() == made.form_digest
    do("record_appeal", service.officer, refusal_id=made.pk, by="traveller", text="I have one.")
    leap(7 * DAY)
    assert do("open_refusal_form", service.colleague, refusal_id=made.pk).content == first
    stored = owner_sql.execute("select content from documents_attachment").fetchone()[0]
    assert b"%PDF" not in bytes(stored)  # encrypted at rest


@pytest.mark.parametrize("language", refusal_form.LANGUAGES)
def test_the_form_in_every_language(service: Service, language: str) -> None:
    """Tk, ru, en and the further languages: each compiles, in PDF/UA, with all its letters."""
    made = refused(
        service, passport(number=f"LN{language.upper()}12345"), language=language, reasons=["no_purpose", "alert"]
    )
    assert do("open_refusal_form", service.officer, refusal_id=made.pk).content.startswith(b"%PDF-")


def test_only_an_authorised_second_person_refuses_an_entry(service: Service, owner_sql: Any) -> None:
    """No officer, not the one who referred, no exit, nothing without grounds and facts; and only once."""
    waiting = referred(service)
    values: dict[str, Any] = {"inspection_id": waiting.pk, "reasons": ["no_visa"], "facts": "None.", "language": "ru"}
    with pytest.raises(NotPermitted):
        do("refuse_entry", service.colleague, **values)
    here = service.add("here", "border.supervisor", service.posts[0])
    own = do("refer_second_line", here, inspection_id=inspect(here, passport(number="AC2")).pk, reason="person")
    with pytest.raises(NotPermitted) as same:
        do("refuse_entry", here, **(values | {"inspection_id": own.pk}))
    assert same.value.code == "same_person"
    leaving = referred(service, passport(number="AC3"), direction="exit")
    with pytest.raises(Conflict) as exit_:
        do("refuse_entry", service.supervisor, **(values | {"inspection_id": leaving.pk}))
    assert exit_.value.code == "not_entry"
    for changes, field in (
        ({"reasons": []}, "reasons"),
        ({"reasons": ["because"]}, "reasons"),
        ({"facts": " "}, "facts"),
        ({"language": "xx"}, "language"),
    ):
        with pytest.raises(Invalid) as error:
            do("refuse_entry", service.supervisor, **(values | changes))
        assert error.value.errors[0].field == field
    with pytest.raises(NotFound):
        do("refuse_entry", service.supervisor, **(values | {"inspection_id": inspect(service.officer).pk}))
    assert count(owner_sql, "documents_attachment") == 0
    do("refuse_entry", service.supervisor, **values)
    with pytest.raises(Conflict) as twice:
        do("refuse_entry", service.supervisor, **values)
    assert twice.value.code == "decided"
    with pytest.raises(Conflict):
        do("second_line_decide", service.colleague, inspection_id=waiting.pk, decision="admit", reason="x")


def test_an_appeal_is_decided_by_somebody_who_had_no_part(service: Service, head: Any, owner_sql: Any) -> None:
    """The supervisors are told; the one who refused cannot decide, another can, with a reason; both are told."""
    made = refused(service)
    arguments = {"refusal_id": made.pk, "answer": "lift", "reason": "The visa is in the other passport."}
    with pytest.raises(NotFound):
        do("decide_appeal", head, **arguments)
    do("record_appeal", service.officer, refusal_id=made.pk, by="representative", text="She has a visa.")
    with pytest.raises(NotPermitted) as part:
        do("decide_appeal", service.supervisor, **arguments)
    assert part.value.code == "took_part"
    with pytest.raises(NotPermitted):
        do("decide_appeal", service.colleague, **arguments)
    with pytest.raises(Invalid):
        do("decide_appeal", head, **(arguments | {"reason": " "}))
    do("decide_appeal", head, **arguments)
    view = do("view_refusal", service.officer, refusal_id=made.pk)
    assert (view.row.state, view.appeal.decided_by, view.appeal.answer) == (
        "lifted",
        "Head",
        "The visa is in the other passport.",
    )
    assert count(owner_sql, "border_crossing") == 0  # lifted lets nobody in by itself
    told = owner_sql.execute("select template from notices_notice where template like 'border.appeal%' order by id")
    assert [row[0] for row in told.fetchall()] == ["border.appealed", "border.appeal_decided"]
    with pytest.raises(Conflict):
        do("decide_appeal", head, **arguments)


def test_an_appeal_comes_once_and_in_time(service: Service, owner_sql: Any) -> None:
    """After the last day nothing is taken any more, and the clock's job closes the case."""
    from sapar.kernel.procedures.acts import tick

    first, late = refused(service), refused(service, passport(number="AC2345678"))
    do("record_appeal", service.officer, refusal_id=first.pk, by="traveller", text="No.")
    with pytest.raises(Conflict):
        do("record_appeal", service.officer, refusal_id=first.pk, by="traveller", text="Again.")
    leap(11 * DAY)
    with pytest.raises(Conflict) as error:
        do("record_appeal", service.officer, refusal_id=late.pk, by="traveller", text="Now.")
    assert error.value.code == "appeal_late"
    tick()
    assert do("view_refusal", service.officer, refusal_id=late.pk).row.state == "lapsed"
    assert do("view_refusal", service.officer, refusal_id=first.pk).row.state == "appealed"


def test_the_answers_term_begins_with_the_appeal(service: Service, head: Any) -> None:
    """Five days after the refusal the appeal comes; the fifteen days run from then, and it stands on the others' work lists."""
    from sapar.kernel.procedures.moves import work_list

    made = refused(service)
    leap(5 * DAY)
    do("record_appeal", service.officer, refusal_id=made.pk, by="traveller", text="No.")
    view = do("view_refusal", head, refusal_id=made.pk)
    assert (view.due_on - clock.today()).days == 15
    assert view.may_decide
    with reading(head):
        assert [item.case.subject_id for item in work_list(head)] == [made.pk]
    with reading(service.supervisor):
        assert work_list(service.supervisor) == []  # who refused is not shown what another has to decide


def test_refusals_of_a_post_and_of_the_service(service: Service) -> None:
    """An officer sees those of their post, a supervisor all; another service finds nothing."""
    from tests.areas.border.conftest import CONSOLE

    from sapar.kernel.access.acts import create_institution
    from sapar.web.paging import Window

    made = refused(service)
    assert [row.id for row in do("list_refusals", service.colleague, window=Window())[0]] == [made.pk]
    assert do("list_refusals", service.other, window=Window())[0] == []
    assert len(do("list_refusals", service.supervisor, window=Window())[0]) == 1
    abroad = create_institution(CONSOLE, code="B2", kind="border_service", name_tk="B", name_ru="B", name_en="B")
    stranger = service.add("stranger", "border.supervisor", None, abroad)
    for name in ("view_refusal", "open_refusal_form"):
        with pytest.raises(NotFound):
            do(name, stranger, refusal_id=made.pk)


# ------------------------------------------------------------------------------------------------ hand to hand


def test_a_case_passes_from_hand_to_hand_with_a_note(service: Service, owner_sql: Any) -> None:
    """Taken, handed over, told; the note stays; others do not decide meanwhile, a supervisor may."""
    third = service.add("third", "border.officer", service.posts[0])
    made = referred(service)
    do("take_case", service.colleague, inspection_id=made.pk)
    with pytest.raises(Conflict) as held:
        do("take_case", third, inspection_id=made.pk)
    assert held.value.code == "with_other"
    decide = {"inspection_id": made.pk, "decision": "close", "reason": "Went back."}
    with pytest.raises(Conflict):
        do("second_line_decide", third, **decide)
    handed = {"inspection_id": made.pk, "to_id": third.account_id, "note": "Waits for the consul's call."}
    with pytest.raises(Conflict):
        do("hand_over_case", third, **handed)
    do("hand_over_case", service.colleague, **handed)
    told = owner_sql.execute(
        "select recipient, link from notices_notice where template = 'border.handed_over'"
    ).fetchall()
    assert told == [(f"account:{third.account_id}", f"/border/second-line/{made.pk}/")]
    _view, referral = do("view_inspection", third, inspection_id=made.pk)
    assert (referral.holder_is_me, [one.note for one in referral.hand_overs]) == (
        True,
        ["Waits for the consul's call."],
    )
    assert [row.holder for row in do("second_line_queue", service.supervisor)] == ["Third"]
    with pytest.raises(Conflict):
        do("second_line_decide", service.colleague, **decide)
    do("take_case", service.supervisor, inspection_id=made.pk)
    do("second_line_decide", service.supervisor, **decide)


def test_nobody_gets_a_case_who_cannot_decide_it(service: Service) -> None:
    """Not the one who referred, not another post, not oneself, not without a note."""
    made = referred(service)
    base = {"inspection_id": made.pk, "note": "Look."}
    for to_id, code in (
        (service.officer.account_id, "same_person"),
        (service.other.account_id, "nobody_there"),
        (service.colleague.account_id, "nobody_there"),
    ):
        with pytest.raises(Invalid) as error:
            do("hand_over_case", service.colleague, **base, to_id=to_id)
        assert (error.value.field, error.value.code) == ("to_id", code)
    with pytest.raises(Invalid):
        do("hand_over_case", service.colleague, inspection_id=made.pk, to_id=service.supervisor.account_id, note=" ")
    with pytest.raises(NotPermitted):
        do("take_case", service.officer, inspection_id=made.pk)
    with pytest.raises(NotPermitted):
        do("take_case", service.other, inspection_id=made.pk)


def test_work_lists_leave_out_ones_own_referrals(service: Service) -> None:
    """What another person has to decide does not wait for the one who referred it; it waits for the others."""
    from sapar.kernel.procedures.moves import work_list

    made = referred(service)
    for actor, expected in ((service.officer, []), (service.colleague, [made.pk]), (service.supervisor, [made.pk])):
        with reading(actor):
            assert [item.case.subject_id for item in work_list(actor)] == expected


def test_refused_attempts_are_recorded(service: Service, owner_sql: Any) -> None:
    """Every new act and look, as roles that it does not name: refused, and entered in the ledger."""
    from sapar.kernel.acts import CATALOGUE

    names = (
        "inspect_stated record_escort record_transit attach_photo open_party close_party take_case hand_over_case "
        "refuse_entry record_appeal decide_appeal open_lane end_lane sit_down stand_up give_shift take_shift open_photo "
        "list_parties view_party list_refusals view_refusal open_refusal_form post_now my_day list_shifts view_shift "
        "shift_so_far"
    ).split()
    for name in names:
        for role in ("public", "node.administrator", "labour.officer", "border.carrier"):
            with pytest.raises(NotPermitted):
                CATALOGUE[f"border.{name}"](replace(service.officer, role=role))
    recorded = owner_sql.execute("select count(*) from ledger_entry where kind = 'refusal' and act like 'border.%'")
    assert recorded.fetchone()[0] == 4 * len(names)
    for name in ("refuse_entry", "decide_appeal", "open_lane", "end_lane"):
        assert CATALOGUE[f"border.{name}"].roles == ("border.supervisor",)
