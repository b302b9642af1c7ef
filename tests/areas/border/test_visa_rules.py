"""The electronic visa's decisions, and its states as a machine: pure."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from tests.areas.border.conftest import passport

from sapar.areas.border import procedures
from sapar.areas.border.rules import visas as rules
from sapar.areas.border.rules.desk import Direction, State
from sapar.areas.border.rules.visas import VisaFinding
from sapar.kernel.procedures.rules import why_not_move
from sapar.methods import codes
from sapar.standards.seals import dta

TODAY = date(2026, 11, 25)
days = st.integers(-500, 500).map(lambda n: TODAY + timedelta(days=n))
states = st.sampled_from([state.name for state in procedures.VISA.states])


class Machine(RuleBasedStateMachine):
    """Anybody tries any move in any role; only the procedure's data decide what happens."""

    ROLES = (
        "border.visa_officer",
        "border.visa_head",
        "border.visa_applicant",
        "system.clock",
        "public",
        "labour.officer",
    )
    MOVES = tuple(move.name for move in procedures.VISA.transitions)

    def __init__(self) -> None:
        super().__init__()
        self.state = procedures.VISA.initial
        self.way: list[tuple[str, str]] = []
        self.closed_with = ""

    @rule(move=st.sampled_from(MOVES), role=st.sampled_from(ROLES), reason=st.sampled_from(["", "because"]))
    def attempt(self, move: str, role: str, reason: str) -> None:
        if why_not_move(procedures.VISA, self.state, move, role, reason) is None:
            self.state = procedures.VISA.transition(move).target
            self.way.append((move, role))

    @precondition(lambda self: procedures.VISA.state(self.state).final)
    @invariant()
    def what_is_final_stays(self) -> None:
        self.closed_with = self.closed_with or self.state
        assert self.state == self.closed_with

    @invariant()
    def nothing_is_granted_or_refused_without_a_proposal(self) -> None:
        """Every grant and refusal follows a proposal, and every lifting of a refusal an appeal."""
        open_proposals = appeals = 0
        for move, _role in self.way:
            open_proposals += {"propose": 1, "grant": -1, "refuse": -1, "disagree": -1}.get(move, 0)
            appeals += {"appeal": 1, "override": -1, "uphold": -1}.get(move, 0)
            assert open_proposals in (0, 1) or move == "withdraw"
            assert appeals in (0, 1)

    @invariant()
    def only_the_service_decides(self) -> None:
        deciding = {
            "propose",
            "grant",
            "refuse",
            "disagree",
            "override",
            "uphold",
            "cancel",
            "extend",
            "decline",
            "link",
        }
        assert all(role in procedures.VISA_SERVICE for move, role in self.way if move in deciding)


def test_the_states_of_a_visa() -> None:
    """Whatever anybody tries in any role: no grant or refusal without a proposal, what is final stays."""
    run_state_machine_as_test(Machine, settings=settings(max_examples=60, stateful_step_count=40, deadline=None))


@given(first=days, last=days, stay=st.integers(-5, 200), entries=st.sampled_from(["1", "2", "M", "3", ""]))
def test_a_validity_that_is_accepted_can_be(first: date, last: date, stay: int, entries: str) -> None:
    """Ordered, not over, at most a year, with a stay of at most ninety days that fits, and known entries."""
    if rules.validity_error(first, last, stay, entries, TODAY) is None:
        assert last >= TODAY and first <= last < first + timedelta(days=365)
        assert 1 <= stay <= min(90, (last - first).days + 1) and entries in ("1", "2", "M")


@given(arrives=days, leaves=days)
def test_a_journey_that_is_accepted_can_be(arrives: date, leaves: date) -> None:
    if rules.trip_error(arrives, leaves, TODAY) is None:
        assert TODAY <= arrives <= leaves and (leaves - arrives).days < 90


@given(first=days, last=days, used=st.integers(0, 5), state=states, linked=st.booleans(), shown=st.booleans())
def test_green_at_the_desk_means_that_the_visa_holds(
    first: date, last: date, used: int, state: str, linked: bool, shown: bool
) -> None:
    """Entering on a visa is green only within its days, in force, linked to this passport, with an entry left; whatever
    else, a presented seal that does not hold is red, and nobody is kept from leaving."""
    visa = VisaFinding("V1", first, last, 10, "2", state, linked, used, shown)
    entering = rules.check_visa(visa, Direction.ENTRY, TODAY)
    leaving = rules.check_visa(visa, Direction.EXIT, TODAY)
    assert entering is not None and leaving is not None and leaving.state is State.GREEN
    holds = first <= TODAY <= last and state in rules.HOLDING and linked and used < 2
    assert (entering.state is State.GREEN) == holds
    if shown and not holds:
        assert entering.state is State.RED
    on_permit = rules.check_visa(visa, Direction.ENTRY, TODAY, on_permit=True)
    assert on_permit is not None
    assert on_permit.state is State.GREEN or shown


@given(
    st.lists(
        st.builds(VisaFinding, st.just("V"), days, days, st.just(5), st.just("1"), states, st.booleans(), st.just(0))
    )
)
def test_a_visa_that_holds_is_picked_before_any_other(visas: list[VisaFinding]) -> None:
    """And one that ended long ago is not brought up."""
    found = rules.pick(visas, TODAY)
    if any(rules.fault_of(one, TODAY) is None for one in visas):
        assert found is not None and rules.fault_of(found, TODAY) is None
    if found is not None:
        assert found.valid_until >= TODAY - rules.SHOWN_AFTER_END


@given(st.integers(0, 2**35 - 1), st.integers(0, 2**60 - 1))
def test_references_numbers_and_codes_are_read_back(random: int, secret: int) -> None:
    """However they are typed; a visa's number fits the seal."""
    reference, code = rules.reference_from(random), codes.code_from(secret)
    assert rules.read_reference(f" {reference.lower().replace('-', ' ')} ") == reference
    assert codes.read_code(code.replace("-", "").lower()) == code
    assert len(rules.number_from(random)) == 9


@given(st.integers(1, 9999))
def test_a_duration_is_read_back(number: int) -> None:
    """Six digits for up to ninety-nine years, equal after reading."""
    assert dta.stay_days(dta.duration(number)) == number and len(dta.duration(number)) == 6


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", "V" * 14),
        ("number", ""),
        ("name", "A" * 40),
        ("nationality", "kgz"),
        ("document_number", "A<1"),
        ("entries", "0"),
        ("place", "P" * 16),
        ("category", ""),
        ("stay_days", 0),
        ("valid_until", date(2020, 1, 1)),
        ("sex", "Z"),
    ],
)
def test_what_does_not_fit_the_authorization_is_refused_by_its_name(field: str, value: object) -> None:
    from dataclasses import replace

    good = dta.Authorization(
        "V12345678",
        "ASANOV<<BAKYT",
        "1990-03-27",
        "M",
        "KGZ",
        "AC1234567",
        "ELECTRONIC",
        TODAY,
        TODAY,
        "1",
        "TOURISM",
        10,
        5,
    )
    assert dta.status_index(dta.message(good)) == 5
    with pytest.raises(ValueError, match=f"^{field}:"):
        dta.message(replace(good, **{field: value}))  # type: ignore[arg-type]


def test_another_issuers_additional_information_is_no_status() -> None:
    """Only our own form of it names a place in a list."""
    for text in ("", "RL1:", "RL1:x", "see RL1:5", "RL1:5 ", "RL2:5", "RL1:" + "9" * 13):
        assert dta.status_index({"dta": {"ai": text}}) is None
    assert dta.status_index({"dta": "RL1:5"}) is None and dta.status_index({}) is None
    assert passport()
