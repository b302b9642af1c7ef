"""The border's decisions, without database: whatever happens, doubt never turns into an admission."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sapar.areas.border import rules
from sapar.areas.border.rules import Check, Direction, EarlierSeal, LastCrossing, Reason, SealFinding, State
from sapar.standards.mrz import parse
from sapar.standards.mrz.generation import generate_mrv_a, generate_td3
from sapar.standards.seals.verify import ANSWERS, REASONS

TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
CODES = st.lists(st.sampled_from(sorted(REASONS)), max_size=4).map(tuple)
FINDINGS = st.builds(
    SealFinding,
    answer=st.sampled_from([*ANSWERS, "something_new"]),
    green=st.booleans(),
    compared=st.booleans(),
    list_stale=st.booleans(),
    codes=CODES,
    list_date=st.sampled_from([None, NOW]),
    permit_number=st.sampled_from(["", "TM-1"]),
)
CHECKS = st.lists(
    st.builds(
        Check,
        name=st.sampled_from(["document", "traveller", "seal", "direction", "earlier"]),
        state=st.sampled_from(State),
        reasons=st.lists(st.builds(Reason, st.sampled_from(["a", "b"])), max_size=2).map(tuple),
    ),
    max_size=6,
)


def lines(**changes: object) -> str:
    values: dict[str, object] = {
        "issuer": "KGZ",
        "number": "AC1234567",
        "nationality": "KGZ",
        "birth_date": date(1990, 3, 27),
        "sex": "M",
        "expiry_date": date(2034, 5, 1),
        "primary": "ASANOV",
        "secondary": "BAKYT",
    }
    return generate_td3(**(values | changes))  # type: ignore[arg-type]


def judged(text: str, **options: object) -> list[Check]:
    given_: dict[str, object] = {"specimens": False, **options}
    return rules.evaluate(parse(text, TODAY), TODAY, Direction.ENTRY, **given_)  # type: ignore[arg-type]


@given(CHECKS)
def test_may_admit_only_when_every_check_is_green(checks: list[Check]) -> None:
    """One check that is open, amber or red, or that has a reason against it, forbids admitting."""
    allowed = rules.may_admit(checks)
    assert allowed == (bool(checks) and all(c.state is State.GREEN and not c.reasons for c in checks))
    if rules.verdict(checks) is not State.GREEN:
        assert not allowed


@given(CHECKS)
def test_verdict_is_the_worst_check(checks: list[Check]) -> None:
    """Red beats open, open beats amber, and nothing at all is open."""
    states = {check.state for check in checks}
    found = rules.verdict(checks)
    assert found is (State.OPEN if not states else min(states, key=rules.WORST_FIRST.index))


@given(FINDINGS)
def test_seal_is_green_only_with_everything_proven(finding: SealFinding) -> None:
    """Never green with another answer than valid, with a stale list, without comparing the bearer, or when they differ."""
    check = rules.check_seal(finding)
    if check.state is State.GREEN:
        assert finding.answer == "valid"
        assert finding.green
        assert finding.compared
        assert not finding.list_stale
        assert not [c for c in finding.codes if c.startswith("bearer_") and c != "bearer_unchecked"]
    if finding.answer != "valid":
        assert check.state is State.RED
    if check.state is not State.GREEN:
        assert check.reasons
        assert not rules.may_admit([check])


@given(FINDINGS)
def test_a_seal_that_does_not_hold_never_admits(finding: SealFinding) -> None:
    """However good the passport is."""
    checks = judged(lines(), seal=finding)
    green = next(c for c in checks if c.name == "seal").state is State.GREEN
    assert rules.may_admit(checks) <= green


def test_good_passport_is_green() -> None:
    """A valid passport without a seal may be admitted; nothing is required that does not exist."""
    checks = judged(lines())
    assert rules.may_admit(checks)
    assert rules.verdict(checks) is State.GREEN
    assert [c.name for c in checks] == ["document", "traveller", "direction", "earlier"]


@given(st.integers(45, 88), st.integers(1, 9))
def test_one_wrong_digit_admits_nobody(position: int, step: int) -> None:
    """Weights 7, 3 and 1 see every single wrong digit of number, dates, optional data and their check digits."""
    good = lines()
    if good[position].isdigit():
        changed = good[:position] + str((int(good[position]) + step) % 10) + good[position + 1 :]
        assert rules.may_admit(judged(good))
        assert not rules.may_admit(judged(changed))


@pytest.mark.parametrize(
    ("changes", "state", "code"),
    [
        ({"expiry_date": date(2026, 11, 24)}, State.RED, "expired"),
        ({"expiry_date": None}, State.AMBER, "no_expiry"),
        ({"issuer": "UTO", "nationality": "UTO"}, State.RED, "specimen"),
        ({"issuer": "QQQ"}, State.AMBER, "mrz_unknown_country"),
    ],
)
def test_document_reasons(changes: dict[str, object], state: State, code: str) -> None:
    """Expired and specimen documents are red; what cannot be told is amber."""
    check = rules.check_document(parse(lines(**changes), TODAY), TODAY, specimens=False)
    assert check.state is state
    assert code in [reason.code for reason in check.reasons]


def test_last_day_of_validity_still_counts() -> None:
    """A passport is valid on the day printed in it, with a note that it ends soon."""
    check = rules.check_document(parse(lines(expiry_date=TODAY), TODAY), TODAY, specimens=False)
    assert check.state is State.GREEN
    assert [note.code for note in check.notes] == ["expires_soon"]


def test_wrong_check_digit_says_where_expected_and_found() -> None:
    """The officer sees line, position, the digit expected and the digit found."""
    text = lines()
    wrong = text[:54] + ("0" if text[54] != "0" else "1") + text[55:]
    check = rules.check_document(parse(wrong, TODAY), TODAY, specimens=False)
    assert check.state is State.RED
    reason = next(r for r in check.reasons if r.code == "mrz_check_digit")
    values = dict(reason.values)
    assert (values["line"], values["position"], values["expected"]) == ("2", "10", text[54])
    assert values["found"] == wrong[54]


def test_a_visa_alone_leaves_the_document_open() -> None:
    """A visa's lines are no travel document."""
    visa = generate_mrv_a(
        issuer="TKM",
        number="V1234567",
        nationality="KGZ",
        birth_date=date(1990, 3, 27),
        sex="M",
        expiry_date=date(2027, 1, 1),
        primary="ASANOV",
        secondary="BAKYT",
    )
    checks = judged(visa)
    assert rules.verdict(checks) is State.OPEN
    assert not rules.may_admit(checks)


def test_specimen_passes_in_a_demo_with_a_note() -> None:
    """Utopia's documents are for practice."""
    checks = judged(lines(issuer="UTO", nationality="UTO"), specimens=True)
    assert rules.may_admit(checks)
    assert "specimen" in [note.code for note in checks[0].notes]


def test_unreadable_text_is_red_and_open() -> None:
    """Something that is no machine-readable zone admits nobody and raises nothing."""
    checks = judged("hello")
    assert rules.verdict(checks) is State.RED
    assert not rules.may_admit(checks)


@given(st.dates(date(1880, 1, 1), TODAY), st.integers(4, 10))
def test_partial_birth_dates_give_bounds(birth: date, length: int) -> None:
    """The true age lies between the two ages of a partial date; a whole date gives one age."""
    text = birth.isoformat()[: {4: 4, 5: 4, 6: 4, 7: 7, 8: 7, 9: 7, 10: 10}[length]]
    oldest, youngest = rules.ages(text, TODAY)
    true = TODAY.year - birth.year - ((TODAY.month, TODAY.day) < (birth.month, birth.day))
    assert youngest <= true <= oldest
    assert len(text) < 10 or oldest == youngest


def test_a_childs_age_is_possible() -> None:
    """A child may cross; with whom it travels is a check of its own."""
    check = rules.check_traveller(parse(lines(birth_date=date(2015, 1, 1)), TODAY), TODAY)
    assert (check.state, check.notes) == (State.GREEN, ())


def test_entry_after_entry_is_a_note_and_no_refusal() -> None:
    """Records may be missing; the person is not to suffer for it."""
    check = rules.check_direction(Direction.ENTRY, LastCrossing(Direction.ENTRY, NOW, "FARAP"))
    assert check.state is State.GREEN
    assert [note.code for note in check.notes] == ["again_entry"]
    assert not rules.check_direction(Direction.EXIT, LastCrossing(Direction.ENTRY, NOW, "FARAP")).notes


def test_a_bad_seal_cannot_be_left_away() -> None:
    """After a seal that did not hold, reading the passport alone is amber; a seal that holds clears it."""
    earlier = EarlierSeal("seal_revoked", NOW)
    assert rules.verdict(judged(lines(), earlier=earlier)) is State.AMBER
    good = SealFinding("valid", green=True, compared=True, list_stale=False)
    assert rules.may_admit(judged(lines(), earlier=earlier, seal=good))


@given(CHECKS)
def test_checks_survive_keeping(checks: list[Check]) -> None:
    """What is stored is what was found."""
    assert rules.from_json(rules.to_json(checks)) == checks


@pytest.mark.parametrize(
    ("supervisor", "own", "minutes", "superseded", "replacement", "why"),
    [
        (False, True, 9, False, False, None),
        (False, True, 10, False, False, None),
        (False, True, 11, False, False, "too_late"),
        (False, False, 1, False, False, "not_own"),
        (False, True, 1, False, True, "again"),
        (False, True, 1, True, False, "superseded"),
        (True, False, 5000, False, True, None),
        (True, False, 1, True, False, "superseded"),
    ],
)
def test_who_may_correct(
    supervisor: bool, own: bool, minutes: int, superseded: bool, replacement: bool, why: str | None
) -> None:
    """Own mistakes alone within ten minutes and once; the rest is for the supervisor; nothing is corrected twice."""
    found = rules.why_not_correct(
        supervisor=supervisor,
        own=own,
        recorded_at=NOW - timedelta(minutes=minutes),
        now=NOW,
        superseded=superseded,
        replacement=replacement,
    )
    assert found == why


def test_corrected_time_stays_near_and_in_the_past() -> None:
    """A correction moves a time by a day at most and never into the future."""
    assert rules.why_not_at(NOW - timedelta(hours=2), NOW, NOW) is None
    assert rules.why_not_at(NOW + timedelta(minutes=1), NOW, NOW) == "future"
    assert rules.why_not_at(NOW - timedelta(hours=25), NOW, NOW) == "far"
