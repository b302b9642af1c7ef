"""What a measure and a value may be: pure rules, with whatever people and programs send."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from sapar.areas.programme.rules.content import Words
from sapar.areas.programme.rules.measures import (
    COUNTED,
    DIMENSIONS,
    RATIO,
    Amount,
    Measured,
    Part,
    Target,
    amount_faults,
    definition_of,
    digest,
    faults,
    from_json,
    months_of,
    part_faults,
    plain,
    to_json,
    whole_months,
)
from sapar.methods.rollup import Period

FEW = settings(deadline=None, max_examples=60)
NUMBERS = st.decimals(allow_nan=True, allow_infinity=True) | st.decimals(0, 10**6, places=4)
AMOUNTS = st.builds(Amount, NUMBERS, st.none() | NUMBERS)
WORDS = st.builds(Words, *[st.text(max_size=5)] * 3)
MEASURED = st.builds(
    Measured,
    title=WORDS,
    definition=WORDS,
    unit=WORDS,
    kind=st.sampled_from(["count", RATIO, "x"]),
    source=st.sampled_from(["typed", COUNTED]),
    dimension=st.sampled_from(["", *DIMENSIONS, "x"]),
    baseline=st.none() | AMOUNTS,
    baseline_on=st.none() | st.dates(),
    targets=st.lists(st.builds(Target, st.dates(), st.dates(), AMOUNTS), max_size=3).map(tuple),
    responsible_id=st.none() | st.uuids(),
    indicator=st.sampled_from(["", "border.crossings"]),
)
CLEAN = st.builds(Amount, st.decimals(0, 10**6, places=4), st.none() | st.decimals(0, 10**6, places=4))


@FEW
@given(MEASURED)
def test_anything_is_judged_without_falling_over(said: Measured) -> None:
    """Turned periods, the last day of time, no numbers: rules answer with fields and words, never with a crash."""
    for name, rule in faults(said):
        assert name
        assert rule


@FEW
@given(CLEAN, st.sampled_from(["count", RATIO]))
def test_amounts_survive_storing(amount: Amount, kind: str) -> None:
    """What is stored reads back equal; equal numbers written otherwise have one form."""
    wants = kind == RATIO
    assert ("denominator" in amount_faults(amount, kind)) == (wants != (amount.denominator is not None))
    assert plain(Decimal("7.50")) == plain(Decimal("7.5")) == "7.5"
    assert plain(Decimal("-0")) == plain(Decimal("0E+2")) == "0"
    said = Measured(Words("a", "b", "c"), Words("a", "b", "c"), Words("a", "b", "c"), kind=kind, baseline=amount)
    again = from_json(to_json(said))
    assert again.baseline is not None
    assert (again.baseline.numerator, again.baseline.denominator) == (amount.numerator, amount.denominator)


@FEW
@given(st.text(max_size=4), st.text(max_size=4))
def test_the_definition_has_its_own_hash(one: str, other: str) -> None:
    """Title and targets leave it alone; definition, unit, source do not."""

    def hashed(title: str, definition: str) -> str:
        words = Words(definition, definition, definition)
        return digest(definition_of(to_json(Measured(Words(title, title, title), words, Words("u", "u", "u")))))

    assert hashed(one, "same") == hashed(other, "same")
    assert (hashed("t", one) == hashed("t", other)) == (to_json_text(one) == to_json_text(other))


def to_json_text(text: str) -> object:
    return to_json(Measured(Words(text), Words(), Words()))["title"]


@FEW
@given(st.integers(0, 50), st.integers(0, 50), st.integers(-3, 3))
def test_a_whole_breakdown_is_its_total(female: int, male: int, off: int) -> None:
    """All codes of the dimension: the sum is the total or it is refused."""
    said = Measured(Words(), Words(), Words(), dimension="sex")
    parts = [Part({"sex": "female"}, Amount(Decimal(female))), Part({"sex": "male"}, Amount(Decimal(male)))]
    total = Amount(Decimal(max(0, female + male + off)))
    assert (part_faults(total, parts, said) == []) == (total.numerator == female + male)


@FEW
@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_months_of_a_period(one: date, other: date) -> None:
    """As many months as lie between, in order, the first and the last of them those of the ends."""
    period = Period(min(one, other), max(one, other))
    months = months_of(period)
    assert months == sorted(set(months))
    assert (months[0], months[-1]) == (f"{period.start:%Y-%m}", f"{period.end:%Y-%m}")
    assert not whole_months(period) or period.start.day == 1
