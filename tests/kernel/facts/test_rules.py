"""Sums, rates, hashes and the three kinds of nothing."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sapar.kernel.facts import rules
from sapar.kernel.facts.rules import Cell, Counts

BY = ("month", "nationality", "sector")


def cells(most: int = 40) -> st.SearchStrategy[list[Cell]]:
    codes = st.tuples(
        st.sampled_from(["2026-09", "2026-10", "2026-11"]),
        st.sampled_from(["KAZ", "TUR", "UZB", None]),
        st.sampled_from(["A", "F"]),
    )
    counts = st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 3)).map(
        lambda n: Counts(n[0], n[0] + n[1], n[2])
    )
    return st.dictionaries(codes, counts, max_size=most).map(lambda d: [Cell(k, v) for k, v in d.items()])


@given(cells(), st.randoms())
def test_a_total_does_not_depend_on_the_order_or_the_way_of_summing(found: list[Cell], random: object) -> None:
    """Σ over all cells = Σ over the sums by any dimension, in any order of the rows."""
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    whole = rules.total(found)
    assert rules.total(shuffled) == whole
    for name in BY:
        grouped = rules.group(shuffled, BY, name)
        assert rules.total(Cell((code,), counts) for code, counts in grouped.items()) == whole
        assert grouped == rules.group(found, BY, name)
        for code, counts in grouped.items():
            assert rules.total(rules.select(found, BY, {name: code})) == counts


@given(cells())
def test_a_rate_is_the_sum_of_numerators_over_the_sum_of_denominators(found: list[Cell]) -> None:
    """Never a mean or a sum of percentages; nothing to divide by is no rate, which is not 0 %."""
    numerators = sum(cell.counts.numerator for cell in found)
    denominators = sum(cell.counts.denominator or 0 for cell in found)
    expected = Fraction(numerators, denominators) if denominators else None
    assert rules.total(found).rate == expected


def test_unequal_cells_are_not_averaged() -> None:
    """9 of 10 and 0 of 90 are 9 %, not 45 %."""
    assert (Counts(9, 10) + Counts(0, 90)).rate == Fraction(9, 100)


@given(cells(), st.randoms())
def test_the_hash_is_of_the_result_and_not_of_its_order(found: list[Cell], random: object) -> None:
    """The same cells in any order have one hash; one record more, another day or another definition has another."""
    asked = {"definition": "d", "parameters": {"since": "2026-01-01"}, "as_of": date(2026, 11, 30), "by": BY}
    first = rules.output_hash(**asked, cells=found)  # type: ignore[arg-type]
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert rules.output_hash(**asked, cells=shuffled) == first  # type: ignore[arg-type]
    assert rules.output_hash(**{**asked, "as_of": date(2026, 11, 29)}, cells=found) != first  # type: ignore[arg-type]
    assert rules.output_hash(**{**asked, "definition": "e"}, cells=found) != first  # type: ignore[arg-type]
    more = [*found, Cell(("2026-08", "KAZ", "A"), Counts(0, 1))]
    assert rules.output_hash(**asked, cells=more) != first  # type: ignore[arg-type]
    assert rules.changed(found, more) == 1


@given(cells())
def test_a_stored_row_gives_the_cell_again(found: list[Cell]) -> None:
    """What is stored as JSON reads back as the same cells, a code that is not said included."""
    assert [rules.from_row(rules.as_row(cell)) for cell in found] == found


def test_zero_missing_and_not_reported_are_three_answers() -> None:
    """A counted nothing, an unknown answer and a period without any report are told apart."""
    assert Counts(0, 0, 0).state == rules.ZERO
    assert Counts(0, 0, 2).state == rules.COUNTED
    first, as_of = date(2026, 9, 15), date(2026, 11, 30)
    assert not rules.reported("2026-08", first, as_of)
    assert rules.reported("2026-09", first, as_of)
    assert not rules.reported("2026-12", first, as_of)
    assert not rules.reported("2026-11", None, as_of)


def test_a_count_is_not_added_to_a_ratio() -> None:
    """A plain count has no denominator; adding it to a ratio would invent one."""
    with pytest.raises(ValueError, match="cannot be added"):
        Counts(1, None) + Counts(1, 1)


@given(st.dates(date(2001, 1, 1), date(2099, 12, 31)), st.integers(1, 40))
def test_months_have_no_gaps(last: date, count: int) -> None:
    """Twelve months are twelve, in order, the last one that of the day."""
    found = rules.months(last, count)
    assert len(found) == count
    assert found[-1] == f"{last:%Y-%m}"
    for one, two in pairwise(found):
        year, month = map(int, one.split("-"))
        assert two == (f"{year}-{month + 1:02d}" if month < 12 else f"{year + 1}-01")


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("code", "KAZ", "Maral Annaýewa"),
        ("code", "F.41", ""),
        ("month", "2026-11", "2026-13"),
        ("month", "2026-01", "november"),
        ("boolean", True, "true"),
        ("integer", 3, True),
        ("day", None, date(2026, 1, 1)),
    ],
)
def test_a_dimension_holds_codes_only(kind: str, good: rules.Code, bad: rules.Code) -> None:
    """Names and free text are no codes, whatever the column is called."""
    assert not rules.bad_code(kind, good)
    assert rules.bad_code(kind, bad)
