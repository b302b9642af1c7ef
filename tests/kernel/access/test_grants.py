"""Who may work here: proposed by one, approved by another, never for oneself, never across institutions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kernel.conftest import CONSOLE, Office, entries, make_office

from sapar.kernel.access import rules
from sapar.kernel.access.acts import (
    create_account,
    decide_request,
    end_duty,
    propose_duty,
    propose_second_factor_reset,
)
from sapar.kernel.access.models import Account, Duty
from sapar.kernel.errors import Conflict, Invalid, NotPermitted, SecondFactorNeeded

MANAGER = "access.manager"
ids = st.sampled_from([UUID(int=n) for n in range(1, 5)])


@given(ids, ids, ids, ids, ids)
def test_a_decision_always_needs_a_second_person_of_the_institution(
    actor: UUID, office: UUID, subject: UUID, where: UUID, asker: UUID
) -> None:
    """Whoever may decide is of that institution, did not propose, and is not the one it is for."""
    request = rules.Request("grant", subject, where, "x", asker)
    if rules.why_not_decide(actor, office, request) is None:
        assert office == where and actor not in (subject, asker)


@given(
    st.sets(st.sampled_from(["a", "b", "*"])),
    st.sampled_from(["a", "b", "public", "system.clock"]),
    st.sampled_from(["", "k"]),
    st.sampled_from(["k", "l"]),
    st.booleans(),
)
def test_roles_are_granted_within_their_kind_only(
    grants: set[str], role: str, kind: str, institution: str, known: bool
) -> None:
    """No grant gives a system role, an unknown role, or a role of another kind of institution."""
    if rules.may_grant(grants, role, kind, institution, known):
        assert known and role in ("a", "b") and kind in ("", institution) and grants & {role, "*"}


@pytest.fixture
def people(office: Office) -> dict[str, Any]:
    office.add("first", MANAGER)
    office.add("second", MANAGER)
    colleague = create_account(CONSOLE, username="colleague", full_name="Colleague")
    return {**office.people, "colleague": colleague}


def ask(people: dict[str, Any], role: str = "ledger.auditor") -> Any:
    return propose_duty(people["first"], account_id=people["colleague"].pk, role=role, reason="new post")


def test_a_grant_takes_two_people_and_ends_all_sessions(people: dict[str, Any], owner_sql: Any) -> None:
    """The proposal gives nothing; the second person's approval gives the duty, ends sessions and queues the notice."""
    request = ask(people)
    assert not Duty.objects.filter(account=people["colleague"]).exists()
    decide_request(people["second"], request_id=request.pk, approve=True)
    duty = Duty.objects.get(account=people["colleague"])
    assert (duty.role, duty.institution_id) == ("ledger.auditor", people["first"].institution_id)
    assert Account.objects.get(pk=people["colleague"].pk).session_epoch == 1
    jobs = owner_sql.execute("select task_name, args->>'what' from procrastinate_jobs").fetchall()
    assert ("sapar.kernel.notices.tell_account", "grant_approved") in jobs


def test_nobody_approves_their_own_proposal(people: dict[str, Any], owner_sql: Any) -> None:
    """The proposer's approval is refused and recorded."""
    request = ask(people)
    with pytest.raises(NotPermitted) as caught:
        decide_request(people["first"], request_id=request.pk, approve=True)
    assert caught.value.code == "own_proposal"
    assert [e["outcome"] for e in entries(owner_sql, "access.decide_request")] == ["refused:own_proposal"]
    assert not Duty.objects.filter(account=people["colleague"]).exists()


def test_nobody_grants_themselves(people: dict[str, Any]) -> None:
    """A manager cannot propose a role for themselves, nor approve one that a colleague proposed for them."""
    first, second = people["first"], people["second"]
    with pytest.raises(NotPermitted):
        propose_duty(first, account_id=first.account_id, role="ledger.auditor", reason="me")
    request = propose_duty(first, account_id=second.account_id, role="ledger.auditor", reason="you")
    with pytest.raises(NotPermitted) as caught:
        decide_request(second, request_id=request.pk, approve=True)
    assert caught.value.code == "own_access"


def test_other_institutions_decide_nothing_here(people: dict[str, Any]) -> None:
    """A manager of another institution cannot decide."""
    stranger = make_office("OTHER", "border_service").add("stranger", MANAGER)
    request = ask(people)
    with pytest.raises(NotPermitted) as caught:
        decide_request(stranger, request_id=request.pk, approve=True)
    assert caught.value.code == "other_institution"


@pytest.mark.parametrize("role", ["system.clock", "public", "no.such", "ledger.inspector", "node.administrator"])
def test_roles_that_do_not_belong_here_are_refused(people: dict[str, Any], role: str) -> None:
    """System roles, unknown roles and roles of another kind of institution cannot be proposed."""
    with pytest.raises(Invalid):
        ask(people, role)


def test_a_request_is_decided_once(people: dict[str, Any], office: Office) -> None:
    """A second decision is a Conflict and changes nothing."""
    request = ask(people)
    decide_request(people["second"], request_id=request.pk, approve=False)
    third = office.add("third", MANAGER)
    with pytest.raises(Conflict):
        decide_request(third, request_id=request.pk, approve=True)
    assert not Duty.objects.filter(account=people["colleague"]).exists()


def test_a_reset_of_the_second_factor_takes_two_people(people: dict[str, Any], owner_sql: Any) -> None:
    """The colleague's authenticators go only with the second person's approval, and all sessions end."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    request = ask(people)
    decide_request(people["second"], request_id=request.pk, approve=True)
    TOTP.activate(people["colleague"], generate_totp_secret())
    reset = propose_second_factor_reset(people["first"], account_id=people["colleague"].pk, reason="lost phone")
    assert Authenticator.objects.filter(user_id=people["colleague"].pk).exists()
    decide_request(people["second"], request_id=reset.pk, approve=True)
    assert not Authenticator.objects.filter(user_id=people["colleague"].pk).exists()
    assert Account.objects.get(pk=people["colleague"].pk).session_epoch == 2


def test_grants_want_a_fresh_second_factor(people: dict[str, Any]) -> None:
    """Proposing and deciding are refused without a second factor of the last minutes."""
    with pytest.raises(SecondFactorNeeded):
        propose_duty(
            replace(people["first"], second_factor_at=None),
            account_id=people["colleague"].pk,
            role="ledger.auditor",
            reason="x",
        )


def test_one_person_is_enough_to_take_away(people: dict[str, Any]) -> None:
    """Ending a colleague's duty works at once and ends their sessions; one's own cannot be ended."""
    end_duty(people["first"], duty_id=people["second"].duty_id, reason="left")
    assert Account.objects.get(pk=people["second"].account_id).session_epoch == 1
    with pytest.raises(NotPermitted):
        end_duty(people["first"], duty_id=people["first"].duty_id, reason="me")
