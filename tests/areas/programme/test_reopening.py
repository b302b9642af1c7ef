"""The way back: a proposal is withdrawn, an agreement and minutes are reopened until both have signed; then no more."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from tests.areas.programme.conftest import client_of, text
from tests.areas.programme.meetings_kit import opened, proposed, resolution
from tests.areas.programme.plans_kit import World, make_world

from sapar.areas.programme.acts.reopening import WITHDRAW
from sapar.areas.programme.models import Meeting, MinutesSignature, Round, Signature
from sapar.areas.programme.procedures import AGREEMENT, HELD
from sapar.areas.programme.queries import meetings, plans
from sapar.kernel.access.context import reading
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from sapar.kernel.procedures.rules import moves_open_to

Enter = Callable[..., Any]
WHY = "The budget of line 1.1 is wrong"


@pytest.fixture
def world(node_db: Any) -> World:
    return make_world()


@pytest.fixture
def enter(world: World) -> Enter:
    def go(username: str, language: str = "en") -> Any:
        return client_of(world.people[username], language)

    return go


def round_of(world: World, plan: Any) -> tuple[str, Any]:
    view = plans.plan(world.people["iom"], plan.pk)
    assert view.round is not None
    return view.round_state, view.round.agreed_id


def sign(world: World, who: str, version: Any) -> None:
    world.do(who, "sign", version_id=version.pk, sha256=version.sha256)


def reworked(world: World, plan: Any) -> Any:
    """The next version: another activity, proposed by the State and accepted by IOM."""
    view = plans.draft(world.people["coordinator"], plan.pk)
    output = next(line.id for line, _row in view.lines if line.level == "output")
    more = world.activity("Another")
    world.do("coordinator", "add_line", plan_id=plan.pk, level="activity", parent_id=output, content=more)
    version = world.do("coordinator", "propose", plan_id=plan.pk)
    world.do("iom", "accept", version_id=version.pk)
    return version


@pytest.mark.parametrize("procedure", [AGREEMENT, HELD])
def test_no_state_before_the_last_signature_is_a_trap(procedure: Any) -> None:
    """From every state between proposal and second signature somebody of each side or the proposer leads back."""
    target = "drafting" if procedure is AGREEMENT else "held"
    back = {
        (state, role)
        for state in ("with_iom", "with_state", "agreed", "state_signed", "iom_signed")
        for role in ("programme.coordinator", "programme.signatory", "iom.coordinator", "iom.signatory")
        for move in moves_open_to(procedure, state, role)
        if move.target == target and move.reason
    }
    everybody = ("programme.coordinator", "programme.signatory", "iom.coordinator", "iom.signatory")
    after = {(state, role) for state in ("agreed", "state_signed", "iom_signed") for role in everybody}
    assert back == {*((state, role) for role, state in WITHDRAW), *after}


@pytest.mark.parametrize("who", ["coordinator", "iom", "minister", "chief"])
def test_what_was_agreed_is_reopened(world: World, who: str) -> None:
    """By a leader or a signatory of either side, with a reason that both read; then the next version is signed."""
    plan, version = world.agreed()
    with pytest.raises(Invalid):
        world.do(who, "reopen", version_id=version.pk, reason=" ")
    world.do(who, "reopen", version_id=version.pk, reason=WHY)
    assert round_of(world, plan) == ("drafting", None)
    assert plans.plan(world.people["iom"], plan.pk).steps[-1].reason == WHY
    with pytest.raises(Conflict):
        sign(world, "minister", version)
    with pytest.raises(Conflict):
        world.do("iom", "accept", version_id=version.pk)
    again = reworked(world, plan)
    assert again.number == version.number + 1
    world.both_sign(again)
    assert round_of(world, plan)[0] == "in_force"


def test_a_signature_stays_with_its_version(world: World) -> None:
    """The State signed, IOM refuses: the signature is kept, and counts for nothing but the version that it was given."""
    plan, version = world.in_force()
    amended = reworked(world, plan)
    sign(world, "minister", amended)
    world.do("chief", "reopen", version_id=amended.pk, reason=WHY)
    with reading(world.people["iom"]):
        kept = list(Signature.objects.filter(version_id=amended.pk).values_list("sha256", flat=True))
    assert kept == [amended.sha256]
    with pytest.raises(Conflict):
        sign(world, "chief", amended)
    view = plans.plan(world.people["iom"], plan.pk)
    assert view.plan.in_force_id == version.pk, "what was in force stays in force"
    # The same text again is a version of its own, with signatures of its own.
    same = world.do("coordinator", "propose", plan_id=plan.pk)
    assert (same.sha256, same.number) == (amended.sha256, amended.number + 1)
    world.do("iom", "accept", version_id=same.pk)
    sign(world, "chief", same)
    assert round_of(world, plan)[0] == "iom_signed"
    sign(world, "minister", same)
    assert plans.plan(world.people["iom"], plan.pk).plan.in_force_id == same.pk


def test_what_both_signed_is_not_reopened(world: World) -> None:
    """Nor another version than the agreed one, nor by somebody of a third institution, nor by an official."""
    plan, version = world.agreed()
    for who, wrong in (("official", NotPermitted), ("service", NotPermitted), ("stranger", NotFound)):
        with pytest.raises(wrong):
            world.do(who, "reopen", version_id=version.pk, reason=WHY)
    world.both_sign(version)
    for who in ("coordinator", "iom", "minister", "chief"):
        with pytest.raises(Conflict):
            world.do(who, "reopen", version_id=version.pk, reason=WHY)
    with reading(world.people["iom"]):
        assert Round.objects.get(plan=plan).agreed_id == version.pk


def test_ones_own_proposal_is_withdrawn(world: World) -> None:
    """By the side that made it, before the answer; the same text can be proposed again; an amendment of nothing cannot."""
    plan = world.open()
    world.draft("coordinator", plan)
    first = world.do("coordinator", "propose", plan_id=plan.pk)
    with pytest.raises(Conflict):
        world.do("iom", "withdraw", version_id=first.pk, reason=WHY)
    world.do("coordinator", "withdraw", version_id=first.pk, reason=WHY)
    assert round_of(world, plan) == ("drafting", None)
    with pytest.raises(Conflict):
        world.do("iom", "accept", version_id=first.pk)
    with pytest.raises(Conflict):
        world.do("coordinator", "withdraw", version_id=first.pk, reason=WHY)
    second = world.do("coordinator", "propose", plan_id=plan.pk)
    assert second.sha256 == first.sha256 and second.number == 2
    world.do("iom", "accept", version_id=second.pk)
    with pytest.raises(Conflict):
        world.do("coordinator", "withdraw", version_id=second.pk, reason=WHY)
    world.both_sign(second)
    with pytest.raises(Conflict):
        world.do("coordinator", "propose", plan_id=plan.pk)


def test_minutes_are_reopened_and_withdrawn(world: World) -> None:
    """The same with minutes: no decision becomes a record, the signature stays with its version, each side writes again."""
    plan, _version = world.in_force()
    meeting = opened(world, plan)
    first = proposed(world, meeting)
    world.do("coordinator", "withdraw_minutes", version_id=first.pk, reason=WHY)
    version = world.do("coordinator", "propose_minutes", meeting_id=meeting.pk)
    world.do("iom", "accept_minutes", version_id=version.pk)
    world.do("minister", "sign_minutes", version_id=version.pk, sha256=version.sha256)
    with pytest.raises(NotFound):
        world.do("stranger", "reopen_minutes", version_id=version.pk, reason=WHY)
    world.do("chief", "reopen_minutes", version_id=version.pk, reason=WHY)
    with reading(world.people["iom"]):
        assert Meeting.objects.get(pk=meeting.pk).agreed_id is None
        assert MinutesSignature.objects.filter(version_id=version.pk).count() == 1
    with pytest.raises(Conflict):
        world.do("chief", "sign_minutes", version_id=version.pk, sha256=version.sha256)
    line = resolution(world, "A second one")
    world.do("coordinator", "add_minute", meeting_id=meeting.pk, kind="decision", minute=line)
    again = world.do("coordinator", "propose_minutes", meeting_id=meeting.pk)
    world.do("iom", "accept_minutes", version_id=again.pk)
    for who in ("chief", "minister"):
        world.do(who, "sign_minutes", version_id=again.pk, sha256=again.sha256)
    assert len(meetings.meeting(world.people["coordinator"], meeting.pk).decisions) == 2
    with pytest.raises(Conflict):
        world.do("chief", "reopen_minutes", version_id=again.pk, reason=WHY)


@pytest.mark.parametrize("language", ["tk", "ru", "en"])
def test_the_pages_that_lead_back(world: World, enter: Enter, language: str) -> None:
    """From the plan's page to the question, with a reason, and back; a reason that is missing is asked for."""
    plan, version = world.agreed()
    client = enter("minister", language)
    here, page = f"/programme/plans/versions/{version.pk}/reopen/", f"/programme/plans/{plan.pk}/"
    assert f'href="{here}"' in client.get(page).content.decode()
    question = text(client.get(here))
    assert plan.reference in question and "%(" not in question
    key = re.search(r'name="idempotency_key" value="([^"]+)"', client.get(here).content.decode())
    assert key is not None
    assert client.post(here, {"reason": "", "idempotency_key": key[1]}).status_code == 422
    assert round_of(world, plan)[0] == "agreed"
    assert client.post(here, {"reason": WHY, "idempotency_key": key[1]}).status_code in (302, 303)
    assert round_of(world, plan) == ("drafting", None)
    shown = client.get(page).content.decode()
    assert WHY in shown and f'href="{here}"' not in shown
    # The draft has not changed and can be proposed all the same.
    assert f'href="{page}propose/"' in enter("coordinator", language).get(page).content.decode()
    again = world.do("coordinator", "propose", plan_id=plan.pk)
    withdraw = f"/programme/plans/versions/{again.pk}/withdraw/"
    assert f'href="{withdraw}"' in enter("coordinator", language).get(page).content.decode()
    assert f'href="{withdraw}"' not in enter("iom", language).get(page).content.decode()


def test_the_pages_of_minutes_that_lead_back(world: World, enter: Enter) -> None:
    plan, _version = world.in_force()
    meeting = opened(world, plan)
    version = proposed(world, meeting)
    page = f"/programme/plans/meetings/{meeting.pk}/"
    back = f"/programme/plans/meetings/minutes/{version.pk}/"
    assert f'href="{back}withdraw/"' in enter("coordinator").get(page).content.decode()
    world.do("iom", "accept_minutes", version_id=version.pk)
    client = enter("chief")
    assert f'href="{back}reopen/"' in client.get(page).content.decode()
    assert client.post(f"{back}reopen/", {"reason": WHY}).status_code in (302, 303)
    assert WHY in text(client.get(page)) and "set aside" in text(client.get(page))
    assert "nobody can accept or sign it any more" in text(client.get(back))
