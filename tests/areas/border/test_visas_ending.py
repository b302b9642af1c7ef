"""A visa that ends during a stay, an applicant who lost the code, and a passport that was replaced."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from tests.areas.border.conftest import passport
from tests.areas.border.test_visa_pages import officer
from tests.areas.border.test_visas_joined import cross, standing
from tests.areas.border.test_visas_joined import visas as visas
from tests.areas.border.visa_world import Visas

from sapar.areas.border.acts.visa_records import pepper
from sapar.areas.border.models import OnePerson, StayPermission, VisaNewCode
from sapar.areas.border.queries.overstays import possible_overstays
from sapar.areas.border.rules import visas as rules
from sapar.kernel import clock, vault
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.acts import CATALOGUE
from sapar.kernel.errors import Conflict, Invalid, NotPermitted, SecondFactorNeeded
from sapar.kernel.notices.models import Notice
from sapar.kernel.notices.store import bound_to

DAY = timedelta(days=1)


# ------------------------------------------------------------------------------------------------ cancelling


def test_who_cancels_a_visa_during_a_stay_says_until_when_the_traveller_leaves(visas: Visas) -> None:
    """Nothing ends by itself: without a day it is refused, in the past and later than the stay may last too. The day stands
    at the desk and on the list of possible overstays, what was before stays readable, and the applicant is told."""
    made = visas.granted()
    entry = cross(visas)
    today = clock.today()
    until = standing(visas, entry.person_id).until
    assert until == today + 9 * DAY
    for day, code in ((None, "leave_missing"), (today - DAY, "leave_past"), (until + DAY, "leave_later")):
        with pytest.raises(Invalid) as caught:
            visas.do("head", "visa_cancel", application_id=made, reason="Withdrawn.", leave_by=day)
        assert caught.value.errors[0].code == code
    visas.do("head", "visa_cancel", application_id=made, reason="Withdrawn.", leave_by=today + 2 * DAY)
    found = standing(visas, entry.person_id)
    assert (found.basis, found.until, found.days_over) == ("visa", today + 2 * DAY, 0)
    with reading(visas.people["hq"]):
        (over,) = possible_overstays(today + 3 * DAY)
        (permission,) = StayPermission.objects.all()
    assert (over.ground, over.days_over) == ("visa", 1)
    assert (permission.valid_until, permission.before_until) == (today + 2 * DAY, until)
    page = visas.do(visas.holder(made), "visa_mine")
    (told,) = [one for one in page.messages if "cancelled" in one.subject]
    assert f"{today + 2 * DAY:%d.%m.%Y}" in told.body


def test_a_visa_without_a_stay_is_cancelled_without_a_day(visas: Visas) -> None:
    """Before the entry, and after the exit; a day that would mean nothing is refused."""
    made = visas.granted()
    with pytest.raises(Invalid) as caught:
        visas.do("head", "visa_cancel", application_id=made, reason="x", leave_by=clock.today())
    assert caught.value.errors[0].code == "leave_nobody"
    entry = cross(visas)
    cross(visas, "exit")
    visas.do("head", "visa_cancel", application_id=made, reason="Withdrawn.")
    with reading(visas.people["hq"]):
        (permission,) = StayPermission.objects.filter(entry_id=entry.pk)
    assert permission.before_until is None


def test_leaving_on_another_passport_ends_the_stay_under_the_visa(visas: Visas) -> None:
    """Once two officers have joined the passports, no stay goes on under the visa."""
    made = visas.granted()
    cross(visas)
    new = passport(number="AC9999999")
    cross(visas, "exit", mrz=new)
    with pytest.raises(Invalid):
        visas.do("head", "visa_cancel", application_id=made, reason="Withdrawn.")
    stated = visas.do("desk", "state_one_person", issuer="KGZ", number="AC1234567", mrz=new, reason="Both were shown.")
    visas.do("supervisor", "decide_one_person", statement_id=stated.pk, agree=True)
    visas.do("head", "visa_cancel", application_id=made, reason="Withdrawn.")


def test_a_correction_keeps_the_day_for_leaving(visas: Visas) -> None:
    """The entry was really a day earlier: what the visa had permitted is reckoned anew, the day that was set stands."""
    made = visas.granted()
    entry = cross(visas)
    leave_by = clock.today() + DAY
    visas.do("head", "visa_cancel", application_id=made, reason="Withdrawn.", leave_by=leave_by)
    visas.do(
        "supervisor",
        "correct",
        crossing_id=entry.pk,
        reason="Typing error",
        at=entry.at - timedelta(hours=23, minutes=59),
    )
    with reading(visas.people["hq"]):
        (permission,) = StayPermission.objects.all()
    assert permission.valid_until == leave_by
    assert standing(visas, entry.person_id).until == leave_by


def test_only_those_who_decide_on_visas_shorten_a_stay(visas: Visas) -> None:
    """By the database's own window; the period that is proposed is marked as unverified where it is shown."""
    made = visas.granted()
    entry = cross(visas)
    until = standing(visas, entry.person_id).until
    for name in ("desk", "carrier"):
        with reading(visas.people[name]), connection.cursor() as cursor:
            cursor.execute("select border_visa_leave(%s, %s)", [made, clock.today()])
            cursor.execute("select count(*) from border_visa_present(%s)", [made])
            assert cursor.fetchone()[0] == 0
    assert standing(visas, entry.person_id).until == until
    body = officer(visas, "head").get(f"/border/visas/{made}/cancel").content.decode()
    proposed = clock.today() + 9 * DAY
    assert "unverified" in body and all(f'value="{part}"' in body for part in (proposed.day, proposed.year))
    assert rules.leave_proposed(until + 90 * DAY, clock.today()) == clock.today() + rules.DEPARTURE_DAYS * DAY


def test_the_page_of_cancelling_asks_for_a_day_only_where_a_stay_goes_on(visas: Visas) -> None:
    """The form takes the day and the applicant's visa ends."""
    made = visas.granted()
    client = officer(visas, "head")
    address = f"/border/visas/{made}/cancel"
    assert 'name="leave_by' not in client.get(address).content.decode()
    entry = cross(visas)
    page = client.get(address).content.decode()
    assert 'name="leave_by' in page
    day = clock.today() + DAY
    assert client.post(address, {"reason": "Withdrawn.", "leave_by": day.isoformat()}).status_code == 303
    assert standing(visas, entry.person_id).until == day


# ------------------------------------------------------------------------------------------------ a lost code


def opened(visas: Visas, made: UUID, code: str) -> bool:
    reference = visas.codes[made][0]
    found = CATALOGUE["border.visa_open"](
        Actor.public("en"),
        reference=reference,
        digest=rules.code_digest(reference, code, pepper()),
        marks=[f"{n}" * 64 for n in range(3)],
    )
    return found["application"] == str(made)


def sent_code() -> tuple[Notice, str, str]:
    """The message with the code, as the sender of notices opens it."""
    notice = Notice.objects.get(template="border.visa_code")
    box = json.loads(vault.open_box(bytes(notice.sealed), bound_to(notice)))
    return notice, box["address"], box["secrets"]["code"]


def test_an_applicant_who_lost_the_code_gets_a_new_one(visas: Visas) -> None:
    """By the contact that they gave themselves; the code before opens nothing from then on. No officer sees the new one, it
    stands nowhere but sealed in the message, and the applicant is told by every way there is."""
    made = visas.submitted()
    old = visas.codes[made][1]
    assert opened(visas, made, old)
    sent = visas.do("first", "visa_new_code", application_id=made, checked="Passport shown at the embassy.")
    assert not opened(visas, made, old)
    with reading(Actor.system("notices")):
        notice, address, code = sent_code()
    assert address == "bakyt@example.org" and notice.channel == "mail"
    assert opened(visas, made, code)
    assert code not in json.dumps({"params": notice.params, "link": notice.link}) and code not in repr(sent.__dict__)
    page = visas.do(visas.holder(made), "visa_mine")
    assert any("new code" in one.subject for one in page.messages)
    case = officer(visas, "second").get(f"/border/visas/{made}/").content.decode()
    assert "Passport shown at the embassy." in case and code not in case


def test_a_new_code_needs_a_check_a_contact_and_a_second_factor(visas: Visas) -> None:
    """No word of how the applicant was recognised, a contact that was never given, a stale second factor, a border officer:
    no code is sent, and the old one goes on."""
    made = visas.submitted()
    for changes in ({"checked": " "}, {"checked": "x" * 301}, {"channel": "phone"}, {"channel": "pigeon"}):
        with pytest.raises(Invalid):
            visas.do("first", "visa_new_code", **({"application_id": made, "checked": "Seen."} | changes))
    with pytest.raises(NotPermitted):
        visas.do("desk", "visa_new_code", application_id=made, checked="Seen.")
    with pytest.raises(SecondFactorNeeded):
        visas.do(
            replace(visas.people["first"], second_factor_at=None), "visa_new_code", application_id=made, checked="Seen."
        )
    assert opened(visas, made, visas.codes[made][1])
    with reading(visas.people["first"]):
        assert not VisaNewCode.objects.exists()


def test_a_page_that_the_old_code_opened_closes(visas: Visas) -> None:
    """Whoever found the old code is out at the next click."""
    made = visas.submitted()
    reference, code = visas.codes[made]
    client = Client()
    client.post("/border/visa/open", {"reference": reference, "code": code})
    assert client.get("/border/visa/mine").status_code == 200
    visas.do("first", "visa_new_code", application_id=made, checked="Passport shown.")
    answer = client.get("/border/visa/mine")
    assert answer.status_code == 303 and "ended" in answer["Location"]


# ------------------------------------------------------------------------------------------------ a new passport


def test_linking_a_visa_to_a_new_passport_states_that_both_are_one_person(visas: Visas) -> None:
    """A visa officer sees no crossings, so the border service decides: then the history follows, although nobody has read
    the new passport at a border yet."""
    made = visas.granted()
    entry = cross(visas)
    new = passport(number="AC2222222")
    visas.do("first", "visa_link", application_id=made, mrz=new, reason="Passport replaced by the consulate.")
    with reading(visas.people["hq"]):
        (stated,) = OnePerson.objects.all()
    assert (stated.known_key, stated.other_key) == ("KGZ:AC1234567", "KGZ:AC2222222")
    visas.do("hq", "decide_one_person", statement_id=stated.pk, agree=True)
    found = visas.do("hq", "view_stays", person_id=entry.person_id)
    assert found.documents == ("KGZ AC1234567", "KGZ AC2222222")
    left = cross(visas, "exit", mrz=new)
    (stay,) = visas.do("hq", "view_stays", person_id=left.person_id).lines
    assert stay.outcome == "closed" and [one.kind for one in stay.permits] == ["visa"]
    with pytest.raises(Conflict):
        visas.do("supervisor", "state_one_person", issuer="KGZ", number="AC1234567", mrz=new, reason="again")
