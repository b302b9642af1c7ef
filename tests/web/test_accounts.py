"""Pages of those who manage accounts, and of the person who opens a new one."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.kernel.conftest import Office, make_office

from sapar.kernel.access.acts import propose_duty
from sapar.kernel.access.models import AccessRequest, Account, Duty, Institution, Place

PASSWORD = "pagta-asman-lale-17"
CODE = re.compile(r"[0-9a-z]{4}(?:-[0-9a-z]{4}){3}")


@pytest.fixture
def office(node_db: Any) -> Office:
    made = make_office("MIGR", "migration_service")
    made.add("first", "access.manager")
    made.add("second", "access.manager")
    made.add("merdan", "ledger.auditor")
    return made


def signed_in(office: Office, name: str, ago: int = 0) -> Client:
    """A browser in which that person has signed in and confirmed a second factor ``ago`` seconds ago."""
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    account = Account.objects.get(pk=office.people[name].account_id)
    client.force_login(account)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time() - ago, "type": "totp"}]
    session["account_authentication_methods_user"] = str(account.pk)
    session.save()
    return client


def invite(client: Client, **change: str) -> Any:
    values = {"full_name": "Gözel Ataýewa", "username": "gozel", "language": "en", "handing": "hand", **change}
    return client.post(reverse("web:colleague_new"), {**values, "idempotency_key": "k1"})


def body(response: Any) -> str:
    return str(response.content.decode())


def test_the_code_is_shown_once_and_opens_the_account(office: Office) -> None:
    """Manager invites, the code is shown; the person sets a password with it, is signed in, and is led to the second
    factor. The code works no more."""
    response = invite(signed_in(office, "first"))
    assert response.status_code == 200 and "no-store" in response["Cache-Control"]
    found = CODE.search(body(response))
    assert found is not None
    person = Client(HTTP_ACCEPT_LANGUAGE="en")
    step = person.post(reverse("web:invited"), {"code": found[0].upper()})
    assert "Gözel Ataýewa" in body(step) and "gozel" in body(step)
    passwords = {"password1": PASSWORD, "password2": PASSWORD}
    done = person.post(reverse("web:invited"), {"code": found[0], **passwords})
    assert (done.status_code, done["Location"]) == (302, reverse("web:second_factor"))
    assert Account.objects.get(username="gozel").check_password(PASSWORD)
    activate = person.get(reverse("mfa_activate_totp"))
    assert activate.status_code == 200
    again = Client(HTTP_ACCEPT_LANGUAGE="en").post(reverse("web:invited"), {"code": found[0]})
    assert again.status_code == 422 and "does not open an account" in body(again)


def test_pressing_twice_makes_one_account_and_the_same_code(office: Office) -> None:
    """The second press of the same button answers with the same code; there is one account."""
    client = signed_in(office, "first")
    codes = {CODE.search(body(invite(client)))[0] for _ in range(2)}  # type: ignore[index]
    assert len(codes) == 1 and Account.objects.filter(username="gozel").count() == 1


@pytest.mark.parametrize(
    ("first", "second", "field"),
    [("short", "short", "password1"), (PASSWORD, "another", "password2"), ("gozel-gozel", "gozel-gozel", "password1")],
)
def test_a_weak_or_mistyped_password_is_named(office: Office, first: str, second: str, field: str) -> None:
    """The page names the field; the code is not used up; no password comes back in the page."""
    code = CODE.search(body(invite(signed_in(office, "first"))))[0]  # type: ignore[index]
    person = Client(HTTP_ACCEPT_LANGUAGE="en")
    wrong = person.post(reverse("web:invited"), {"code": code, "password1": first, "password2": second})
    assert wrong.status_code == 422 and f'href="#id_{field}"' in body(wrong)
    assert f'value="{first}"' not in body(wrong)
    assert person.post(reverse("web:invited"), {"code": code}).status_code == 200


def test_typed_text_survives_the_second_factor(office: Office) -> None:
    """With an old confirmation the page sends to the second factor; back on the page everything typed is there."""
    client = signed_in(office, "first", ago=600)
    client.get(reverse("web:accounts"))  # the shell notes whose browser this is
    away = invite(client)
    assert (
        away.status_code == 302 and "second-factor" in away["Location"] and "next=%2Faccounts%2Fnew" in away["Location"]
    )
    assert not Account.objects.filter(username="gozel").exists()
    back = client.get(reverse("web:colleague_new"))
    assert "Gözel Ataýewa" in body(back) and "kept what you had typed" in body(back)


def test_a_button_that_led_to_the_second_factor_has_to_be_pressed_again(office: Office) -> None:
    """Where nothing had been typed the page to which one comes back says that nothing has been done yet."""
    client = signed_in(office, "first", ago=600)
    colleague = office.people["merdan"].account_id
    address = reverse("web:colleague_sessions", args=[colleague])
    assert "Nothing has been done yet" not in body(client.get(address))
    assert "again%3D1" in invite(client)["Location"]
    assert "Nothing has been done yet" in body(client.get(f"{address}?again=1"))


def test_two_people_give_a_role_on_the_pages(office: Office) -> None:
    """Proposed by the first, seen as waiting, not decidable by the first, approved by the second."""
    first, second = signed_in(office, "first"), signed_in(office, "second")
    colleague = office.people["merdan"].account_id
    form = first.get(reverse("web:colleague_role", args=[colleague]))
    assert 'value="labour.officer"' in body(form) and 'value="border.officer"' not in body(form)
    sent = first.post(
        reverse("web:colleague_role", args=[colleague]), {"role": "access.manager", "reason": "deputy", "place_id": ""}
    )
    assert sent.status_code == 303
    asked = AccessRequest.objects.get()
    address = reverse("web:access_request", args=[asked.pk])
    assert "You asked for this yourself" in body(first.get(address))
    assert "deputy" in body(second.get(address))
    nothing = second.post(address, {})
    assert nothing.status_code == 422 and "Choose whether you approve" in body(nothing)
    assert second.post(address, {"decision": "approve"}).status_code == 303
    assert Duty.objects.filter(account_id=colleague, role="access.manager", ended_at=None).exists()
    assert "Approved" in body(second.get(reverse("web:access_requests") + "?show=decided"))


def test_ending_a_role_needs_a_reason(office: Office) -> None:
    """Without a reason nothing ends; with one, the reason stands on the colleague's page."""
    client, actor = signed_in(office, "first"), office.people["merdan"]
    address = reverse("web:duty_end", args=[actor.account_id, actor.duty_id])
    assert client.post(address, {"reason": " "}).status_code == 422
    assert Duty.objects.get(pk=actor.duty_id).ended_at is None
    assert client.post(address, {"reason": "moved away"}).status_code == 303
    assert "moved away" in body(client.get(reverse("web:colleague", args=[actor.account_id])))


def test_sessions_of_a_colleague_end(office: Office) -> None:
    """After the confirmation the colleague's browser is signed out."""
    theirs = signed_in(office, "merdan")
    assert theirs.get(reverse("web:ledger")).status_code == 200
    signed_in(office, "first").post(reverse("web:colleague_sessions", args=[office.people["merdan"].account_id]))
    assert theirs.get(reverse("web:ledger")).status_code == 302


def test_names_are_searched_by_post_and_found(office: Office) -> None:
    """The name that is looked for stands in no address; all states are searched."""
    client = signed_in(office, "first")
    found = client.post(reverse("web:accounts"), {"text": "MERD"})
    assert ">Merdan<" in body(found) and ">Second<" not in body(found)
    assert "Nobody by that name" in body(client.post(reverse("web:accounts"), {"text": "zzz"}))


def test_others_cannot_manage_accounts(office: Office) -> None:
    """Every page is closed for other roles, and colleagues of another institution are not found."""
    stranger = make_office("OTHER", "employer")
    stranger.add("outside", "access.manager")
    pk, duty = office.people["merdan"].account_id, office.people["merdan"].duty_id
    asked = propose_duty(office.people["first"], account_id=pk, role="access.manager", reason="deputy")
    pages = [
        reverse("web:colleague", args=[pk]),
        reverse("web:colleague_role", args=[pk]),
        reverse("web:colleague_reset", args=[pk]),
        reverse("web:colleague_again", args=[pk]),
        reverse("web:colleague_sessions", args=[pk]),
        reverse("web:duty_end", args=[pk, duty]),
        reverse("web:access_request", args=[asked.pk]),
    ]
    own = [reverse("web:accounts"), reverse("web:colleague_new"), reverse("web:access_requests")]
    auditor, manager, nobody = signed_in(office, "merdan"), signed_in(stranger, "outside"), Client()
    for address in pages + own:
        assert auditor.get(address).status_code == 403, address
        assert nobody.get(address).status_code == 302, address
    for address in pages:
        assert manager.get(address).status_code == 404, address
    for address in (reverse("web:institutions"), reverse("web:institution_new"), reverse("web:place_new")):
        assert signed_in(office, "first").get(address).status_code == 403, address


def test_the_administrator_adds_institutions_and_places(node_db: Any) -> None:
    """Each form adds one record; a code that is taken is named; wrong degrees are named."""
    node = make_office("NODE", "node")
    node.add("admin", "node.administrator")
    client = signed_in(node, "admin")
    names = {"name_tk": "Ahal", "name_ru": "Ахал", "name_en": "Ahal"}
    made = client.post(reverse("web:institution_new"), {"code": "sms-ahal", "kind": "migration_service", **names})
    assert made.status_code == 303 and Institution.objects.filter(code="SMS-AHAL").exists()
    taken = client.post(reverse("web:institution_new"), {"code": "SMS-AHAL", "kind": "employer", **names})
    assert taken.status_code == 422 and 'href="#id_code"' in body(taken)
    wrong = client.post(reverse("web:place_new"), {"code": "FRP", "kind": "border_post", **names, "latitude": "95"})
    assert wrong.status_code == 422 and not Place.objects.exists()
    assert client.post(reverse("web:place_new"), {"code": "FRP", "kind": "border_post", **names}).status_code == 303
    page = body(client.get(reverse("web:institutions")))
    assert "SMS-AHAL" in page and "FRP" in page


def test_too_many_codes_from_one_address_are_slowed_down(office: Office) -> None:
    """After sixty tries within a minute the page says so; the person is told to wait."""
    person = Client(HTTP_ACCEPT_LANGUAGE="en")
    answers = [person.post(reverse("web:invited"), {"code": f"wrong-{n}"}).status_code for n in range(61)]
    assert answers[:60] == [422] * 60 and answers[60] == 429
