"""No reader can work out a small count from what stays visible."""

from __future__ import annotations

import time
from itertools import product
from math import prod

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sapar.kernel.facts.disclosure import (
    SMALL,
    Key,
    Plan,
    Withheld,
    figures,
    key_of,
    plan,
    protect,
    sums_of,
    why_withheld,
)
from sapar.kernel.facts.rules import Cell, Counts

ONE, TWO = ("month",), ("month", "sector")


def cell(*codes: str, n: int) -> Cell:
    return Cell(codes, Counts(n, n))


def table(*counts: int) -> list[Cell]:
    return [cell(f"2026-{i + 1:02d}", n=n) for i, n in enumerate(counts)]


def possible(cells: list[Cell], withheld: dict[Key, Withheld], by: tuple[str, ...], other: int) -> dict[Key, set[int]]:
    """A patient attacker: every filling of the table that fits all that is shown, one by one.

    ``other``: the least that the attacker takes a figure for which is withheld for another's sake. Returns the values that
    each withheld figure could have.
    """
    counts = {tuple(sorted(zip(by, c.codes, strict=True))): c.counts.base for c in cells}
    names = {name: sorted({dict(key)[name] for key in counts}) for name in by}
    keys = [
        tuple((n, c) for n, c in zip(by, codes, strict=True) if c is not None)
        for codes in product(*([None, *names[n]] for n in by))
    ]
    values = {key: sum(n for finest, n in counts.items() if set(key) <= set(finest)) for key in keys}
    why = {key: why_withheld(withheld, key) for key in keys}
    finest = [key for key in keys if len(key) == len(by)]
    most = max(values.values()) + 2
    ranges = [{None: [values[k]], "small": range(SMALL), "other": range(other, most)}[why[k]] for k in finest]
    assume(prod(map(len, ranges)) <= 20_000)
    found: dict[Key, set[int]] = {key: set() for key in keys if why[key]}
    for guess in product(*ranges):
        filled = dict(zip(finest, guess, strict=True))
        sums = {key: sum(n for f, n in filled.items() if set(key) <= set(f)) for key in keys}
        if all(_fits(key, sums, values, why, other) for key in keys):
            for key in found:
                found[key].add(sums[key])
    return found


def _fits(key: Key, sums: dict[Key, int], values: dict[Key, int], why: dict[Key, Withheld | None], other: int) -> bool:
    match why[key]:
        case None:
            return sums[key] == values[key]
        case "other":
            return sums[key] >= other
    inside = any(why[key[:i] + key[i + 1 :]] == "small" for i in range(len(key)))
    return (0 if inside else 1) <= sums[key] < SMALL


@settings(deadline=None)
@given(st.lists(st.integers(0, 6), min_size=1, max_size=5))
def test_a_small_count_of_a_simple_table_stays_unknown(counts: list[int]) -> None:
    """Every withheld small count of a table with its total has at least two possible values."""
    values = figures(table(*counts), ONE)
    withheld = protect(values, ONE)
    for key, value in values.items():
        assert (withheld.get(key) == "small") == (0 < value < SMALL)
    if withheld:
        for key, guesses in possible(table(*counts), withheld, ONE, other=SMALL).items():
            assert len(guesses) > 1, key


@settings(deadline=None, max_examples=100)
@given(st.lists(st.integers(0, 5), min_size=4, max_size=4))
def test_a_small_count_of_a_two_way_table_stays_unknown(counts: list[int]) -> None:
    """The same where figures hang together by rows and by columns and by both totals."""
    cells = [cell(f"2026-{i // 2 + 1:02d}", "AB"[i % 2], n=n) for i, n in enumerate(counts)]
    values = figures(cells, TWO)
    withheld = protect(values, TWO)
    if withheld:
        for key, guesses in possible(cells, withheld, TWO, other=0).items():
            if 0 < values.get(key, 0) < SMALL:
                assert len(guesses) > 1, key


@given(st.lists(st.integers(0, 30), min_size=2, max_size=12))
def test_never_exactly_one_withheld_figure_in_a_sum(counts: list[int]) -> None:
    """The plain rule: in no sum of figures one alone is withheld."""
    cells = [cell(f"2026-{i // 3 + 1:02d}", "ABC"[i % 3], n=n) for i, n in enumerate(counts)]
    values = figures(cells, TWO)
    withheld = protect(values, TWO)
    for whole, parts in sums_of(values, TWO):
        hidden = [key for key in (whole, *parts) if key in withheld]
        if withheld.get(whole) == "small":
            continue  # everything inside is shown as one and the same
        assert len(hidden) != 1 or withheld[hidden[0]] != "small"


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ((10, 20, 0), "10 20 0 total"),  # nothing small, nothing withheld; zero is shown
        ((1, 10, 20), "small other 20 total"),  # the next smallest goes with it
        ((1, 1, 20), "small small other total"),  # 1 + 1 = 2 has one solution
        ((2, 1, 20), "small small 20 total"),  # 2 + 1 = 3 has two
        ((1, 3, 20), "small other other total"),  # 1 + 3 = 4 where one part is at least 3
        ((1, 0, 0), "small small small small"),  # the total is small itself: nothing inside it is said
        ((1, 1, 0), "small small small small"),
        ((2, 5), "small other total"),
    ],
)
def test_what_is_withheld_in_a_simple_table(counts: tuple[int, ...], shown: str) -> None:
    """Worked cases by hand."""
    values = figures(table(*counts), ONE)
    withheld = protect(values, ONE)
    words = [why_withheld(withheld, key_of({"month": f"2026-{i + 1:02d}"})) or str(n) for i, n in enumerate(counts)]
    assert " ".join([*words, withheld.get((), "total")]) == shown


def test_a_threshold_below_three_is_refused() -> None:
    """ "Fewer than 2" says 1."""
    with pytest.raises(ValueError, match="below 3"):
        protect({(): 1}, ONE, small=2)


def test_a_large_table_is_protected_in_a_moment() -> None:
    """Sixty months, eighty nationalities, twenty sectors, thinly filled: a page can wait for it."""
    cells = [
        Cell(
            (f"{2022 + m // 12}-{m % 12 + 1:02d}", f"N{n:02d}", f"S{(m * 7 + n * 3) % 20:02d}"),
            Counts(1, 1 + (m * n) % 5),
        )
        for m in range(60)
        for n in range(0, 80, 1 + m % 4)
    ]
    by = ("month", "nationality", "sector")
    started = time.perf_counter()
    planned = plan(cells, by)
    assert time.perf_counter() - started < 10
    assert planned == Plan(1, {})


def test_filters_are_offered_only_where_they_cost_nothing() -> None:
    """A well filled table may be filtered; in a thin one the finer figures would take the coarser ones with them."""
    thick = [cell(f"2026-{m:02d}", s, n=20 + m) for m in range(1, 7) for s in "AFM"]
    thin = [cell(f"2026-{m:02d}", "AFM"[m % 3], n=m) for m in range(1, 7)]
    assert plan(thick, TWO) == Plan(2, {})
    coarse = plan(thin, TWO)
    assert coarse.depth == 1
    assert coarse.withheld == protect(figures(thin, TWO, 1), TWO)
    assert () not in coarse.withheld


@given(st.lists(st.integers(0, 30), min_size=4, max_size=15))
def test_a_filter_never_hides_what_the_plain_table_shows(counts: list[int]) -> None:
    """Whether filters are offered or not, the tables by one dimension and the total are the same."""
    cells = [cell(f"2026-{i // 3 + 1:02d}", "ABC"[i % 3], n=n) for i, n in enumerate(counts)]
    planned = plan(cells, TWO)
    coarse = protect(figures(cells, TWO, 1), TWO)
    assert {key: why for key, why in planned.withheld.items() if len(key) < 2} == coarse
    if planned.depth == 2:
        for whole, parts in sums_of(figures(cells, TWO), TWO):
            hidden = [key for key in (whole, *parts) if key in planned.withheld]
            assert len(hidden) != 1 or planned.withheld[hidden[0]] != "small" or planned.withheld.get(whole) == "small"
