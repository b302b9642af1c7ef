"""Typed and stated identities, children, transits, groups and photographs, by catalogue name on the database."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from PIL import Image
from tests.areas.border.conftest import CONSOLE, Service, Signer, count, leap, passport
from tests.areas.border.test_acts import codes, do, inspect

from sapar.kernel import clock
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted

pytestmark = pytest.mark.django_db


def stated(actor: Any, kind: str = "damaged", **changes: Any) -> Any:
    values: dict[str, Any] = {
        "kind": kind,
        "direction": "entry",
        "primary": "ŞAHIN",
        "secondary": "OKAN",
        "birth_date": "1979-11",
        "sex": "M",
        "nationality": "TUR",
        "explanation": "Water damage.",
    }
    if kind == "damaged":
        values |= {"issuer": "TUR", "number": "U2187036", "expiry_date": date(2031, 5, 14)}
    return do("inspect_stated", actor, **(values | changes))


def child(actor: Any, number: str = "CH1234567") -> Any:
    born = clock.today() - timedelta(days=9 * 365)
    return inspect(actor, passport(number=number, birth_date=born, secondary="AIBEK"))


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (120, 90, 60)).save(out, "JPEG")
    return out.getvalue()


# ------------------------------------------------------------------------------------------------ typed, stated


def test_a_damaged_document_is_typed_and_always_looked_at_twice(service: Service, owner_sql: Any) -> None:
    """Amber although nothing is wrong; the record says that it was typed; a second person lets pass under the printed name."""
    made = stated(service.officer)
    assert (made.level, codes(made, "document")) == ("amber", ["typed_by_hand"])
    with pytest.raises(Conflict) as error:
        do("admit", service.officer, inspection_id=made.pk)
    assert error.value.code == "not_green"
    do("refer_second_line", service.officer, inspection_id=made.pk, reason="document")
    do("second_line_decide", service.colleague, inspection_id=made.pk, decision="admit", reason="Compared by eye.")
    row = owner_sql.execute("select document_number, nationality from border_crossing").fetchone()
    assert row == ("U2187036", "TUR")
    spellings = owner_sql.execute("select script, secondary from people_personname order by script").fetchall()
    assert spellings == [("latn", "OKAN"), ("mrz", "OKAN")]
    view, _referral = do("view_inspection", service.officer, inspection_id=made.pk)
    assert (view.statement.kind, view.statement.primary, view.statement.birth_date) == ("damaged", "ŞAHIN", "1979-11")


def test_a_typed_document_is_checked_like_a_read_one(service: Service, signer: Signer) -> None:
    """Expiry, age and the seal's bearer are compared with what was typed."""
    assert stated(service.officer, expiry_date=date(2020, 1, 1)).level == "red"
    seal = signer.seal()
    other = stated(service.officer, seal=seal)
    assert "seal_bearer_mismatch" in codes(other, "seal")
    same = stated(
        service.officer,
        primary="ASANOV",
        secondary="BAKYT",
        birth_date="1990-03-27",
        nationality="KGZ",
        issuer="KGZ",
        number="AC1234567",
        seal=seal,
    )
    assert codes(same, "seal") == []
    assert same.level == "amber"


def test_somebody_without_a_document_gets_a_number_and_the_second_line(service: Service, owner_sql: Any) -> None:
    """The statement has a number of its own, by which the crossing is found again; only the second line admits."""
    made = stated(service.officer, "none", birth_date="", sex="")
    assert codes(made, "document") == ["no_document"]
    with pytest.raises(Conflict):
        do("admit", service.officer, inspection_id=made.pk)
    do("refer_second_line", service.officer, inspection_id=made.pk, reason="person")
    do("second_line_decide", service.supervisor, inspection_id=made.pk, decision="admit", reason="Consul confirmed.")
    number = owner_sql.execute("select number from border_statement").fetchone()[0]
    assert number.startswith("SI") and len(number) == 9
    assert owner_sql.execute("select document_number from border_crossing").fetchone()[0] == number
    again = stated(service.officer, "none")
    assert owner_sql.execute("select count(distinct number) from border_statement").fetchone()[0] == 2
    assert again.person_id != made.person_id


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"primary": " "}, "primary"),
        ({"nationality": "Turkey"}, "nationality"),
        ({"issuer": "T1"}, "issuer"),
        ({"number": ""}, "number"),
        ({"number": "ABCDEFGHIJK1"}, "number"),
        ({"birth_date": "1979-13"}, "birth_date"),
        ({"explanation": ""}, "explanation"),
        ({"document_code": "V"}, "document_code"),
        ({"primary": "x" * 101}, "primary"),
        ({"primary": "12345"}, "primary"),
    ],
)
def test_what_is_typed_wrong_is_named(service: Service, changes: dict[str, Any], field: str) -> None:
    """Each error names its field; nothing is kept."""
    with pytest.raises(Invalid) as error:
        stated(service.officer, **changes)
    assert field in {one.field for one in error.value.errors}


def test_a_seal_before_the_document(service: Service, signer: Signer) -> None:
    """A code that is scanned first is open, not red, and admits nobody; with the passport both are checked."""
    first = do("inspect", service.officer, mrz="", direction="entry", seal=signer.seal())
    assert (first.level, codes(first, "document")) == ("open", ["not_read"])
    with pytest.raises(Conflict):
        do("admit", service.officer, inspection_id=first.pk)
    both = inspect(service.officer, seal=signer.seal(), earlier_id=first.pk)
    assert (both.level, both.permit_number) == ("green", "TM-2026-000017")


# ------------------------------------------------------------------------------------------------ children


def test_a_child_waits_for_its_escort(service: Service, owner_sql: Any) -> None:
    """Admit is dead until it is written down with whom the child travels; with the mother it is green."""
    mother = inspect(service.officer)
    made = child(service.officer)
    assert made.level == "open"
    with pytest.raises(Conflict):
        do("admit", service.officer, inspection_id=made.pk)
    arguments = {"alone": False, "adult_id": mother.pk, "relation": "parent", "consent": "not_needed"}
    seen = do("record_escort", service.officer, inspection_id=made.pk, **arguments)
    assert seen.level == "green"
    do("admit", service.officer, inspection_id=made.pk)
    assert count(owner_sql, "border_crossing") == 1
    with pytest.raises(Conflict) as late:
        do("record_escort", service.officer, inspection_id=made.pk, **arguments)
    assert late.value.code == "recorded"


def test_a_child_does_not_pass_with_somebody_who_was_stopped(service: Service) -> None:
    """While the grown-up waits in the second line the child waits too; without consent as well."""
    uncle = inspect(service.officer)
    made = child(service.officer)
    base = {"inspection_id": made.pk, "alone": False, "adult_id": uncle.pk, "relation": "relative"}
    assert codes(do("record_escort", service.officer, **base, consent="not_seen"), "minor") == ["minor_consent"]
    assert do("record_escort", service.officer, **base, consent="seen").level == "green"
    do("refer_second_line", service.officer, inspection_id=uncle.pk, reason="person")
    with pytest.raises(Conflict) as error:
        do("admit", service.officer, inspection_id=made.pk)
    assert error.value.code == "not_green"


def test_a_child_alone_is_told_to_the_intake_once(service: Service, owner_sql: Any) -> None:
    """The notice goes to whoever holds the role, in the act's own transaction; it says where and when, and names nobody."""
    from sapar.kernel.access.acts import create_institution

    office = create_institution(
        CONSOLE, code="SMS", kind="migration_service", name_tk="Migrasiýa", name_ru="Миграция", name_en="Migration"
    )
    service.add("intake", "protection.intake", None, office)
    made = child(service.officer)
    for _time in range(2):
        seen = do("record_escort", service.officer, inspection_id=made.pk, alone=True, note="Uncle outside.")
    assert (seen.level, codes(seen, "minor")) == ("amber", ["minor_alone"])
    rows = owner_sql.execute(
        "select recipient, params::text, link from notices_notice where template = 'border.child_alone'"
    )
    ((recipient, params, link),) = rows.fetchall()
    assert recipient == f"institution:{office.pk}/protection.intake"
    assert "FARAP" in params and "ASANOV" not in params and "CH1234567" not in params and link == ""
    with pytest.raises(Conflict):
        do("admit", service.officer, inspection_id=made.pk)


def test_who_is_no_child_and_who_is_no_escort(service: Service) -> None:
    """A grown-up needs none; another post's traveller, a child and nobody cannot be one."""
    adult = inspect(service.officer)
    with pytest.raises(Invalid) as grown:
        do("record_escort", service.officer, inspection_id=adult.pk, alone=True)
    assert grown.value.code == "grown_up"
    made, sister = child(service.officer), child(service.officer, "CH7654321")
    far = inspect(service.other, passport(number="AC7777777"))
    for adult_id, code in ((None, "missing"), (far.pk, "other_post"), (sister.pk, "minor"), (made.pk, "missing")):
        with pytest.raises(Invalid) as error:
            do(
                "record_escort",
                service.officer,
                inspection_id=made.pk,
                alone=False,
                adult_id=adult_id,
                relation="parent",
            )
        assert (error.value.field, error.value.code) == ("adult_id", code)


# ------------------------------------------------------------------------------------------------ transit, photograph


def test_transit_is_noted_at_entry_and_when_it_took_too_long(service: Service) -> None:
    """Until when stands at the entry; at a late exit it stands there too, and nothing else follows."""
    made = inspect(service.officer)
    until = clock.now() + timedelta(hours=24)
    seen = do(
        "record_transit", service.officer, inspection_id=made.pk, onward_to="uzb", onward_by="T5 731", leave_until=until
    )
    note = next(c for c in seen.checks if c["name"] == "transit")["notes"][0]
    assert (seen.level, note["code"], note["state"]) == ("green", "transit_until", "UZB")
    do("admit", service.officer, inspection_id=made.pk)
    assert [c["name"] for c in inspect(service.officer, direction="exit").checks].count("transit") == 0
    leap(25 * 3600)
    late = inspect(service.officer, direction="exit")
    assert next(c for c in late.checks if c["name"] == "transit")["notes"][0]["code"] == "transit_over"
    assert late.level == "green"


def test_a_transit_has_an_end_and_a_direction(service: Service) -> None:
    """Not at the exit, not without a State, not for a week."""
    leaving = inspect(service.officer, direction="exit")
    entering = inspect(service.officer, passport(number="AC2345678"))
    good = {"onward_to": "UZB", "onward_by": "train", "leave_until": clock.now() + timedelta(hours=3)}
    for inspection, changes, field in (
        (leaving, {}, "onward_to"),
        (entering, {"onward_to": "Uzbekistan"}, "onward_to"),
        (entering, {"onward_by": ""}, "onward_by"),
        (entering, {"leave_until": clock.now() + timedelta(days=6)}, "leave_until"),
    ):
        with pytest.raises(Invalid) as error:
            do("record_transit", service.officer, inspection_id=inspection.pk, **(good | changes))
        assert field in {one.field for one in error.value.errors}


def test_a_photograph_is_kept_encrypted_and_opened_by_a_look(service: Service, owner_sql: Any) -> None:
    """A picture stays with its inspection; a PDF is none; opening it is in the ledger; another inspection has none."""
    made = inspect(service.officer)
    kept = do("attach_photo", service.officer, inspection_id=made.pk, content=picture(), filename="face.jpg")
    assert owner_sql.execute("select media_type from documents_attachment").fetchone()[0] == "image/jpeg"
    opened = do("open_photo", service.colleague, inspection_id=made.pk, attachment_id=kept.pk)
    assert opened.content.startswith(b"\xff\xd8\xff")
    looked = owner_sql.execute("select count(*) from ledger_entry where act = 'border.open_photo'").fetchone()[0]
    assert looked == 1
    for content in (b"%PDF-1.4 nothing", b"no picture"):
        with pytest.raises(Invalid) as error:
            do("attach_photo", service.officer, inspection_id=made.pk, content=content)
        assert error.value.field == "content"
    assert count(owner_sql, "documents_attachment") == 1
    other = inspect(service.officer, passport(number="AC2345678"))
    with pytest.raises(NotFound):
        do("open_photo", service.officer, inspection_id=other.pk, attachment_id=kept.pk)


# ------------------------------------------------------------------------------------------------ groups


def test_a_bus_is_inspected_one_after_another(service: Service) -> None:
    """Whoever stands on the list is ticked off by document number, others are added; progress counts both."""
    party = do(
        "open_party",
        service.officer,
        kind="bus",
        title="AH 2841 AŞ",
        direction="entry",
        expected=4,
        travellers="AC1234567, BAKYT ASANOV\nAC2345678\nNURBEK BEISHENALIEV",
    )
    first = inspect(service.officer, party_id=party.pk)
    do("admit", service.officer, inspection_id=first.pk)
    inspect(service.officer, passport(number="AC9999999"), party_id=party.pk)
    row, members = do("view_party", service.officer, party_id=party.pk)
    assert (row.progress.total, row.progress.inspected, row.progress.decided) == (4, 2, 1)
    assert [(m.number, m.state) for m in members] == [
        ("AC1234567", "admitted"),
        ("AC2345678", ""),
        ("", ""),
        ("AC9999999", "open"),
    ]
    again = inspect(service.officer, passport(number="AC9999999"), party_id=party.pk)
    _row, members = do("view_party", service.officer, party_id=party.pk)
    assert (len(members), members[3].inspection_id) == (4, again.pk)
    assert [one.id for one in do("list_parties", service.colleague)] == [party.pk]
    assert do("list_parties", service.other) == []


def test_a_group_belongs_to_its_post_and_ends(service: Service) -> None:
    """Another post adds nobody, a closed group takes nobody, and the limits hold."""
    party = do("open_party", service.officer, kind="tour", title="Silk Road", direction="entry")
    with pytest.raises(NotPermitted):
        inspect(service.other, party_id=party.pk)
    with pytest.raises(NotPermitted):
        do("close_party", service.other, party_id=party.pk)
    do("close_party", service.colleague, party_id=party.pk)
    with pytest.raises(Conflict) as closed:
        inspect(service.officer, party_id=party.pk)
    assert closed.value.code == "party_closed"
    base = {"kind": "bus", "title": "x", "direction": "entry"}
    for changes, field in (
        ({"title": " "}, "title"),
        ({"expected": 501}, "expected"),
        ({"travellers": "A\n" * 501}, "travellers"),
    ):
        with pytest.raises(Invalid) as error:
            do("open_party", service.officer, **(base | changes))
        assert error.value.field == field
    with pytest.raises(NotPermitted):
        do("open_party", service.supervisor, **base)
