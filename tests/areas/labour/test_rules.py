"""The pure rules, property by property."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sapar.areas.labour import procedures, rules
from sapar.kernel.procedures.rules import faults, moves_open_to, why_not_move

bits = st.integers(0, 2**rules.REFERENCE_BITS - 1)
days = st.dates(date(2020, 1, 1), date(2060, 1, 1))
letters = st.sampled_from(rules.ALPHABET)


@given(bits)
def test_a_reference_is_read_back_however_it_is_typed(random: int) -> None:
    """References survive small letters, blanks, a missing prefix, and O for 0 or I for 1."""
    reference = rules.reference_from(random)
    assert rules.read_reference(reference) == reference
    assert rules.read_reference(reference.lower().replace("-", " ")) == reference
    typed = reference.removeprefix("WP-").replace("0", "O").replace("1", "l")
    assert rules.read_reference(typed) == reference


@given(bits, st.integers(0, 7), letters)
def test_one_wrong_character_is_noticed(random: int, place: int, other: str) -> None:
    """Every single wrong character makes a reference invalid."""
    plain = rules.reference_from(random).removeprefix("WP-").replace("-", "")
    wrong = plain[:place] + other + plain[place + 1 :]
    assert (rules.read_reference(wrong) is None) == (wrong != plain)


@given(bits, st.integers(0, 7), st.integers(0, 7))
def test_two_swapped_characters_are_noticed(random: int, one: int, two: int) -> None:
    """Every swap of two different characters makes a reference invalid."""
    plain = list(rules.reference_from(random).removeprefix("WP-").replace("-", ""))
    plain[one], plain[two] = plain[two], plain[one]
    wrong = "".join(plain)
    unchanged = wrong == rules.reference_from(random).removeprefix("WP-").replace("-", "")
    assert (rules.read_reference(wrong) is None) != unchanged


@given(bits, bits)
def test_references_are_as_many_as_their_bits(one: int, two: int) -> None:
    """Different random numbers give different references: no bit is lost."""
    assert (rules.reference_from(one) == rules.reference_from(two)) == (one == two)


@given(st.integers(0, 2**rules.CODE_BITS - 1))
def test_a_code_holds_sixty_bits_and_is_read_as_typed(random: int) -> None:
    """A worker's code has at least 50 random bits, all of them in its characters."""
    assert rules.CODE_BITS >= 50
    code = rules.code_from(random)
    plain = code.replace("-", "")
    assert sum(rules.ALPHABET.index(c) << 5 * place for place, c in enumerate(reversed(plain))) == random
    assert rules.read_code(code.lower().replace("-", "")) == code


def test_a_code_is_bound_to_reference_and_pepper() -> None:
    """The same code under another reference, or without the node's secret, has another digest."""
    digest = rules.code_digest("WP-0000-0000", "AAAA-BBBB-CCCC", b"p")
    assert digest == rules.code_digest("WP-0000-0000", "aaaabbbbcccc", b"p")
    assert digest != rules.code_digest("WP-0000-0001", "AAAA-BBBB-CCCC", b"p")
    assert digest != rules.code_digest("WP-0000-0000", "AAAA-BBBB-CCCC", b"q")
    assert digest != rules.code_digest("WP-0000-0000", "AAAA-BBBB-CCCD", b"p")


@pytest.mark.parametrize(
    ("total", "foreign", "since", "exempt", "holds"),
    [
        (10, 0, 0, False, True),  # one of ten: exactly ten per cent
        (9, 0, 0, False, False),
        (10, 1, 0, False, False),
        (19, 1, 0, False, False),
        (20, 1, 0, False, True),
        (20, 0, 1, False, True),  # a permit granted since the count weighs like a declared one
        (20, 1, 1, False, False),
        (9, 5, 0, True, True),  # whoever is exempt is not counted
        (1000, 99, 0, False, True),
        (1000, 100, 0, False, False),
    ],
)
def test_ten_per_cent_at_its_edges(total: int, foreign: int, since: int, exempt: bool, holds: bool) -> None:
    """Foreign workers, this one included, are at most ten per cent of the staff as counted."""
    count = rules.HeadCount(total, foreign, date(2026, 1, 1), "own_list")
    assert rules.share(count, since, exempt).holds is holds


@given(st.integers(1, 10**6), st.integers(0, 10**5), st.integers(0, 100))
def test_ten_per_cent_is_exact(total: int, foreign: int, since: int) -> None:
    """No rounding: the rule holds exactly when ten times the foreigners are no more than the staff."""
    found = rules.share(rules.HeadCount(total, foreign, date(2026, 1, 1), "own_list"), since, False)
    assert found.holds == ((foreign + since + 1) * 10 <= total) == (found.foreign <= found.allowed)


@given(days)
def test_a_permit_holds_for_one_year_at_most(first: date) -> None:
    """One year to the day before the anniversary is the longest period; one day more is too long."""
    last = rules.last_day(first)
    assert 364 <= (last - first).days <= 365
    assert rules.period_error(first, last, first) is None
    assert rules.period_error(first, last + timedelta(days=1), first) == "too_long"


@given(days, days, days)
def test_a_period_is_in_order_and_not_over(first: date, last: date, today: date) -> None:
    """What passes lies in order, does not lie in the past, and is no longer than a year."""
    if rules.period_error(first, last, today) is None:
        assert first <= last
        assert last >= today
        assert last <= rules.last_day(first)


@pytest.mark.parametrize(
    ("state", "renewal", "employer", "document", "why"),
    [
        ("granted", False, True, True, None),
        ("expired", False, True, True, None),
        ("granted", True, True, True, "once"),
        ("revoked", False, True, True, "state"),
        ("submitted", False, True, True, "state"),
        ("granted", False, False, True, "employer"),
        ("granted", False, True, False, "document"),
    ],
)
def test_prolonged_once(state: str, renewal: bool, employer: bool, document: bool, why: str | None) -> None:
    """One year and one more: a prolonged permit is not prolonged again, nor another's."""
    found = rules.renewal_error(
        original_state=state, is_renewal=renewal, same_employer=employer, same_document=document
    )
    assert found == why


def test_quota_line_of_the_sector_comes_first() -> None:
    """A permit counts against its own sector's line, else the common one, else none."""
    lines = [(2026, "F"), (2026, "*"), (2027, "A")]
    assert rules.quota_for(lines, 2026, "F") == (2026, "F")
    assert rules.quota_for(lines, 2026, "C") == (2026, "*")
    assert rules.quota_for(lines, 2027, "C") is None


def test_a_code_goes_only_to_the_workers_own_number() -> None:
    """A number of the employer's people, or one that stands with several workers, gets no code."""
    assert rules.why_not_send("", set(), 0) == "none"
    assert rules.why_not_send("+99365000001", {"+99365000001"}, 0) == "employer"
    assert rules.why_not_send("+99365000002", {"+99365000001"}, 2) == "shared"
    assert rules.why_not_send("+99365000002", {"+99365000001"}, 0) is None


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("+993 65 12-34-56", "+99365123456"),
        ("00993 65 123456", "+99365123456"),
        ("865123456", None),
        ("+0993651234", None),
        ("+99365", None),
        ("+993651234567890123", None),
        ("+99365abc456", None),
    ],
)
def test_telephone_numbers(typed: str, plain: str | None) -> None:
    """Numbers are international; anything else is none."""
    assert rules.plain_phone(typed) == plain


def test_the_procedures_are_sound() -> None:
    """No dead ends, no unknown states, 30 days extendable to 45, escalation to the head, expiry by the clock."""
    for procedure in (procedures.WORK_PERMIT, procedures.COMPLAINT):
        assert faults(procedure) == []
    deadline = procedures.WORK_PERMIT.deadline
    assert deadline is not None
    assert (deadline.days, deadline.extend_to, deadline.calendar) == (30, 45, "calendar")
    assert deadline.escalate_to == ("labour.head",)
    assert deadline.unverified
    assert procedures.WORK_PERMIT.expire == "expire"


moves = st.lists(st.sampled_from([m.name for m in procedures.WORK_PERMIT.transitions]), max_size=12)
roles = st.sampled_from(["labour.employer", "labour.officer", "labour.head", "system.clock", "labour.worker", "public"])


@given(moves, st.data())
def test_no_way_leads_to_a_permit_but_a_decision(names: list[str], data: st.DataObject) -> None:
    """Whatever is tried in whatever order: only the service grants, nothing leaves a final state, reasons are given."""
    procedure, state, way = procedures.WORK_PERMIT, procedures.WORK_PERMIT.initial, []
    for name in names:
        role, reason = data.draw(roles), data.draw(st.sampled_from(["", "because"]))
        if why_not_move(procedure, state, name, role, reason) is None:
            assert not procedure.state(state).final
            move = procedure.transition(name)
            assert reason or not move.reason
            if move.target == "granted":
                assert role in ("labour.officer", "labour.head")
                assert (state == "submitted") or role == "labour.head"
            way.append(name)
            state = move.target
    if state in ("granted", "expired", "cancelled", "revoked"):
        assert {"grant", "override"} & set(way)


def test_employer_and_worker_cannot_decide() -> None:
    """From no state may an employer, a worker or the public move a case to a decision."""
    for state in procedures.WORK_PERMIT.states:
        for role in ("labour.employer", "labour.worker", "public"):
            targets = {move.target for move in moves_open_to(procedures.WORK_PERMIT, state.name, role)}
            assert not targets & {"granted", "refused", "upheld", "revoked"}


def test_what_is_not_sourced_says_so() -> None:
    """Lists of law without a source are marked unverified; nothing is verified without a source of its own."""
    for table in (procedures.DOCUMENTS, procedures.REFUSALS, procedures.EXEMPT):
        assert all(item.unverified for item in table.values())
    assert all(item.source for item in procedures.EXEMPT.values())
