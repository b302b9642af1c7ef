"""Rules of stays, registrations and figures: properties, and SQL that is equal to Python."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sapar.areas.border.rules import figures, registration, stays
from sapar.areas.border.rules.desk import Direction, State
from sapar.areas.border.rules.figures import Row
from sapar.areas.border.rules.stays import Permit
from sapar.kernel.procedures.rules import due_on
from sapar.methods.stays.model import Stay
from sapar.methods.stays.regimes import Limit, Regime

DAY = date(2026, 6, 15)
DAYS = st.integers(-400, 400).map(lambda n: DAY + timedelta(days=n))
LIMITS = st.one_of(
    st.builds(lambda d: Limit(d, "stay"), st.integers(1, 90)),
    st.builds(lambda d: Limit(d, "year"), st.integers(1, 180)),
    st.builds(lambda d, w: Limit(d, "rolling", d + w), st.integers(1, 90), st.integers(1, 180)),
)


@st.composite
def histories(draw: Any) -> list[Stay]:
    """Stays of one person one after another, the last perhaps going on."""
    marks = sorted(draw(st.lists(st.integers(-300, 0), min_size=1, max_size=9, unique=True)))
    days = [DAY + timedelta(days=n) for n in marks]
    made = [
        Stay(days[n], days[n + 1], entry_key=n, nationality="KGZ", document_kind="ordinary")
        for n in range(0, len(days) - 1, 2)
    ]
    if len(days) % 2:
        made.append(Stay(days[-1], entry_key=99, nationality="KGZ", document_kind="ordinary"))
    return made


def regime(*limits: Limit, unverified: bool = False, convention: str = "both") -> Regime:
    return Regime("r", "TKM", limits, convention, unverified=unverified)  # type: ignore[arg-type]


def standing(history: list[Stay], rule: Regime, permits: Any = None) -> stays.Standing:
    return stays.standing(
        history,
        nationality="KGZ",
        document_kind="ordinary",
        host="TKM",
        regimes=[rule],
        permits=permits,
        as_of=DAY,
    )


@settings(max_examples=80, deadline=None)
@given(histories(), st.lists(LIMITS, min_size=1, max_size=3), st.sampled_from(["both", "entry_only", "neither"]))
def test_more_limits_never_permit_more(history: list[Stay], limits: list[Limit], convention: str) -> None:
    """With several limits the tightest one counts: days left and last day are the least of each alone."""
    whole = standing(history, regime(*limits, convention=convention))
    single = [standing(history, regime(limit, convention=convention)) for limit in limits]
    assert whole.until == min(one.until for one in single if one.until)
    assert whole.days_left == min(one.days_left for one in single if one.days_left is not None)
    assert all(use.left == max(0, use.limit.days - use.used) for use in whole.uses)


@settings(max_examples=80, deadline=None)
@given(histories(), LIMITS, DAYS)
def test_a_permission_never_shortens_a_stay(history: list[Stay], limit: Limit, until: date) -> None:
    """An extension lasts as long as it says or as the regime does, whichever is longer; over and inside agree."""
    here = next((stay for stay in history if stay.inside), None)
    plain = standing(history, regime(limit))
    if here is None or here.entry_key is None:
        assert not plain.inside and plain.days_over == 0
        return
    longer = standing(history, regime(limit), {here.entry_key: [Permit("extension", until)]})
    assert longer.until == max(until, plain.until or until)
    assert longer.days_over == max(0, (DAY - longer.until).days)
    visa = standing(history, regime(limit), {here.entry_key: [Permit("visa", until)]})
    assert (visa.basis, visa.until, visa.regime) == ("visa", until, None)
    assert standing(history, regime(limit), {here.entry_key: [Permit("visa", None)]}).until is None


@settings(max_examples=80, deadline=None)
@given(histories(), LIMITS, st.booleans(), st.sampled_from(list(Direction)))
def test_an_unverified_rule_holds_up_nobody(
    history: list[Stay], limit: Limit, unverified: bool, direction: Direction
) -> None:
    """Amber needs a confirmed rule; what an unverified one says stands among the notes; nothing about a stay is red."""
    check = stays.check_stay(standing(history, regime(limit, unverified=unverified)), direction)
    assert check is not None and check.state in (State.GREEN, State.AMBER)
    assert (check.state is State.AMBER) == bool(check.reasons)
    if unverified:
        assert check.state is State.GREEN
        assert check.notes[-1].code == "stay_unverified"


def test_citizens_are_never_reckoned_with() -> None:
    """Neither a line nor a limit for citizens of the country."""
    found = stays.standing(
        [], nationality="TKM", document_kind="ordinary", host="TKM", regimes=[regime(Limit(1, "stay"))], as_of=DAY
    )
    assert found.basis == "citizen" and found.until is None
    assert stays.check_stay(found, Direction.EXIT) is None


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "days": st.integers(-5, 400),
                "period": st.text(max_size=8),
                "window_days": st.none() | st.integers(-5, 400),
            }
        ),
        max_size=6,
    )
)
@settings(max_examples=60, deadline=None)
def test_a_regime_is_read_or_refused(limits: list[dict[str, Any]]) -> None:
    """Whatever is entered as a limit is either a limit that can be stored and read again, or a named error."""
    wrong = stays.regime_errors(
        limits=limits, convention="both", nationalities=["KAZ"], document_kinds=[], valid_from=None, valid_until=None,
        source="Law",
    )  # fmt: skip
    if not wrong:
        read = [stays.read_limit(limit) for limit in limits]
        assert [stays.read_limit(stays.as_stored(limit)) for limit in read] == read
    else:
        assert set(wrong) == {"limits"}


# ------------------------------------------------------------------------------------------------ registration


@given(DAYS)
@settings(max_examples=60)
def test_three_working_days(day: date) -> None:
    """The term is that of the procedures' working days; the day before which entries are overdue agrees with it."""
    assert registration.due(day) == due_on(day, 3, "working")
    last = registration.last_entry_overdue(day)
    assert registration.due(last) < day <= registration.due(last + timedelta(days=1))


@pytest.mark.django_db
def test_terms_and_kinds_are_equal_in_sql() -> None:
    """The SQL of the fact views and of the overstay list says what the rules say, for every weekday and code."""
    from django.db import connection

    days = [DAY + timedelta(days=n) for n in range(14)]
    pairs = [
        (code, issuer)
        for code in ("P", "P<", "PP", "PD", "PO", "PS", "PR", "PT", "PL", "PE", "I", "AC")
        for issuer in ("KGZ", "UNO")
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"select d, {registration.DUE_SQL.format(day='d')} from unnest(%s::date[]) d", [days])
        assert dict(cursor.fetchall()) == {day: registration.due(day) for day in days}
        cursor.execute(
            f"select document_code, issuer, {stays.KIND_SQL.format(d='d')} "
            "from unnest(%s::text[], %s::text[]) d(document_code, issuer)",
            [[code for code, _i in pairs], [issuer for _c, issuer in pairs]],
        )
        for code, issuer, kind in cursor.fetchall():
            assert kind == stays.document_kind(code, issuer), (code, issuer)


def test_a_reference_holds_its_random_bits() -> None:
    """Forty bits, eight characters, none of them easily mistaken; different numbers give different references."""
    assert registration.reference("SR", 0) == "SR-0000-0000"
    assert registration.reference("SR", 2**40 - 1) == "SR-ZZZZ-ZZZZ"
    assert len({registration.reference("SR", n * 7919) for n in range(500)}) == 500


# ------------------------------------------------------------------------------------------------ figures

ROWS = st.builds(
    Row,
    DAYS,
    st.sampled_from(["ASB", "FRP"]),
    st.sampled_from(["entry", "exit"]),
    st.sampled_from(["KGZ", "UZB", "TUR"]),
    st.integers(0, 50),
    st.integers(0, 50),
    st.integers(0, 9000),
    st.integers(0, 20),
)


@given(st.lists(ROWS, max_size=25))
@settings(max_examples=60)
def test_sums_add_up(rows: list[Row]) -> None:
    """Whatever the split, the parts sum to the whole, and nothing measured has no average."""
    whole = figures.rolled(rows, lambda row: ("all",)).get(("all",), figures.Sum())
    for key in (lambda r: (r.post,), lambda r: (r.direction, r.nationality), lambda r: (figures.month(r.day),)):
        parts = figures.rolled(rows, key)  # type: ignore[arg-type]
        assert sum(part.crossings for part in parts.values()) == whole.crossings
        assert sum(part.seconds for part in parts.values()) == whole.seconds
    assert (whole.mean is None) == (whole.waits == 0)


@given(DAYS, st.integers(0, 40), st.sets(st.integers(0, 40)))
@settings(max_examples=60)
def test_days_not_counted_are_asked_for_once(first: date, length: int, built: set[int]) -> None:
    """The spans of days that are counted live cover exactly the days that no projection has."""
    last = first + timedelta(days=length)
    missing = figures.missing_days(first, last, [first + timedelta(days=n) for n in built])
    spans = figures.ranges(missing)
    covered = [low + timedelta(days=n) for low, high in spans for n in range((high - low).days + 1)]
    assert covered == missing
    assert all(right[0] - left[1] > timedelta(days=1) for left, right in itertools.pairwise(spans))


@given(st.lists(st.tuples(st.just("P"), st.floats(-60, 60), st.floats(-170, 170), st.integers(0, 9999)), max_size=8))
@settings(max_examples=60)
def test_every_post_is_on_the_map(posts: list[tuple[str, float, float, int]]) -> None:
    """All posts lie inside the frame; without posts there is no map."""
    found = figures.chart(posts)
    if not posts:
        assert found is None
        return
    assert found is not None and len(found.spots) == len(posts)
    for spot in found.spots:
        assert -1 <= spot.x <= found.width + 1 and -1 <= spot.y <= found.height + 1
        assert spot.radius >= 4
