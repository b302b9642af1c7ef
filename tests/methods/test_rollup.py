"""Roll-ups: exact, independent of order, unmoved by late edits elsewhere, honest about what is missing."""

from __future__ import annotations

import os
import random
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sapar.methods.rollup import UNSPECIFIED, Aggregation, Chain, Figure, Period, Report, State, rounded

QUARTERS = [
    Period(date(2025, 1, 1), date(2025, 3, 31)),
    Period(date(2025, 4, 1), date(2025, 6, 30)),
    Period(date(2025, 7, 1), date(2025, 9, 30)),
    Period(date(2025, 10, 1), date(2025, 12, 31)),
]
YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
HALF = Period(date(2025, 1, 1), date(2025, 6, 30))
FIRST, SECOND, THIRD, FOURTH = QUARTERS


# --- the four defects of Akvo RSR that its users reported between January and March 2023 -------------------------------


def test_akvo_5194_the_summary_of_a_cumulative_indicator_is_not_the_sum_of_its_periods() -> None:
    """Running totals 10, 25, 40: over the year 40 people, not 75."""
    reports = [Report("a", period, value) for period, value in zip(QUARTERS, (10, 25, 40), strict=False)]
    assert Chain(reports, {}, aggregation=Aggregation.LAST).total("a", YEAR).value == 40
    assert Chain(reports, {}).total("a", YEAR).value == 75


def test_akvo_5211_over_all_periods_a_cumulative_indicator_is_its_last_period_with_a_value() -> None:
    """The programme's figure over all periods takes each project's last period that has a value."""
    reports = [
        Report("one", FIRST, 10),
        Report("one", SECOND, 30),
        Report("one", THIRD, None),
        Report("two", FIRST, 5),
    ]
    figure = Chain(reports, {"one": "p", "two": "p"}, aggregation=Aggregation.LAST).total("p", YEAR)
    assert figure.value == 35
    assert (figure.reported, figure.unknown) == (2, 0)


def test_akvo_5212_a_cumulative_total_does_not_fall_when_a_project_has_not_reported_yet() -> None:
    """Two projects at 100 and 50; only the first reports the next period: the programme stands at 170, not at 120."""
    reports = [Report("one", FIRST, 100), Report("two", FIRST, 50), Report("one", SECOND, 120)]
    chain = Chain(reports, {"one": "p", "two": "p"}, aggregation=Aggregation.LAST)
    before, after = chain.over("p", [FIRST, SECOND])
    assert (before.value, after.value) == (150, 170)
    assert (before.carried, after.carried) == (0, 1)


def test_akvo_5241_a_late_edit_of_an_early_period_leaves_later_periods_alone() -> None:
    """Three periods, the third carries the second forward; a correction of the first changes the first only."""
    reports = [Report("a", FIRST, 10), Report("a", SECOND, 25)]
    late = Report("a", FIRST, 18, revision=1)
    for edits in ([late], [late, replace(late, numerator=19, revision=2)]):
        figures = Chain([*reports, *edits], {}, aggregation=Aggregation.LAST).over("a", QUARTERS[:3])
        assert [figure.value for figure in figures] == [edits[-1].numerator, 25, 25]


# --- ratios, zero, unknown, not reported ------------------------------------------------------------------------------


def test_a_ratio_is_the_sum_of_numerators_over_the_sum_of_denominators() -> None:
    """1 of 2 and 90 of 98 is 91 %, not the mean of 50 % and 92 %, and not 142 %."""
    reports = [Report("a", FIRST, 1, 2), Report("b", SECOND, 90, 98)]
    figure = Chain(reports, {"a": "p", "b": "p"}, ratio=True).total("p", YEAR)
    assert figure.value == Fraction(91, 100)
    assert (figure.numerator, figure.denominator) == (91, 100)


def test_zero_unknown_and_not_reported_are_three_things() -> None:
    """A reported zero is a value; unknown and nothing are none, and not the same none."""
    chain = Chain(
        [Report("zero", FIRST, 0), Report("unknown", FIRST, None)], {}, expected={"zero", "unknown", "silent"}
    )
    zero, unknown, silent = (chain.total(node, YEAR) for node in ("zero", "unknown", "silent"))
    assert (zero.value, zero.state) == (0, State.COMPLETE)
    assert (unknown.value, unknown.state) == (None, State.UNKNOWN)
    assert (silent.value, silent.state) == (None, State.NOT_REPORTED)


def test_a_partial_sum_says_so() -> None:
    """One of three reported, one said unknown: the sum stands with what it lacks."""
    chain = Chain(
        [Report("a", FIRST, 7), Report("b", FIRST, None)],
        {"a": "p", "b": "p", "c": "p"},
        expected={"a", "b", "c"},
    )
    figure = chain.total("p", YEAR)
    assert (figure.value, figure.state) == (7, State.PARTIAL)
    assert (figure.reported, figure.unknown, figure.expected) == (1, 1, 3)


def test_a_ratio_without_a_base_has_no_value() -> None:
    """0 of 0 is not 0 %; a numerator without a denominator is unknown and stays out of the sum."""
    assert Chain([Report("a", FIRST, 0, 0)], {}, ratio=True).total("a", YEAR).state is State.NO_BASE
    figure = Chain([Report("a", FIRST, 5), Report("a", SECOND, 1, 4)], {}, ratio=True).total("a", YEAR)
    assert (figure.value, figure.state) == (Fraction(1, 4), State.PARTIAL)


def test_a_period_that_lies_partly_outside_is_left_out_and_said() -> None:
    """A yearly report is not put into a half-year; the half-year says that something is left out."""
    figure = Chain([Report("a", FIRST, 5), Report("b", YEAR, 100)], {"a": "p", "b": "p"}).total("p", HALF)
    assert (figure.value, figure.straddling, figure.state) == (5, 1, State.PARTIAL)


# --- breakdowns -------------------------------------------------------------------------------------------------------


def sex(node: str, period: Period, value: int | None, which: str) -> Report:
    return Report(node, period, value, dimensions={"sex": which})


def test_the_sum_of_a_breakdown_is_the_total_where_no_total_was_reported() -> None:
    """Women and men make people; nothing is counted twice when the total is reported as well."""
    parts = [sex("a", FIRST, 20, "female"), sex("a", FIRST, 22, "male")]
    for reports in (parts, [*parts, Report("a", FIRST, 42)]):
        chain = Chain(reports, {})
        assert chain.total("a", YEAR).value == 42
        assert not chain.total("a", YEAR).conflict
        split = {values: figure.value for values, figure in chain.by("a", YEAR, ["sex"]).items()}
        assert split == {("female",): 20, ("male",): 22}


def test_what_a_breakdown_does_not_cover_is_shown() -> None:
    """Total 41, 20 and 20 by sex: 1 stands as unspecified; a node without breakdown is unspecified as a whole."""
    reports = [
        sex("a", FIRST, 20, "female"),
        sex("a", FIRST, 20, "male"),
        Report("a", FIRST, 41),
        Report("b", FIRST, 9),
    ]
    chain = Chain(reports, {"a": "p", "b": "p"})
    split = {values: figure.value for values, figure in chain.by("p", YEAR, ["sex"]).items()}
    assert split == {(UNSPECIFIED,): 10, ("female",): 20, ("male",): 20}
    assert chain.total("p", YEAR).value == 50


def test_a_breakdown_that_contradicts_the_total_is_named() -> None:
    """Female 20, male 22, total 41: the total stands, the contradiction is said, the parts still add up."""
    reports = [sex("a", FIRST, 20, "female"), sex("a", FIRST, 22, "male"), Report("a", FIRST, 41)]
    chain = Chain(reports, {})
    assert chain.total("a", YEAR).conflict
    assert sum(figure.value or 0 for figure in chain.by("a", YEAR, ["sex"]).values()) == 41


def test_two_breakdowns_of_the_same_people_are_not_added() -> None:
    """By sex and by age: 42 people, not 84; two that disagree are a contradiction."""
    ages = [Report("a", FIRST, value, dimensions={"age": age}) for value, age in ((30, "adult"), (12, "child"))]
    reports = [sex("a", FIRST, 20, "female"), sex("a", FIRST, 22, "male"), *ages]
    assert Chain(reports, {}).total("a", YEAR).value == 42
    assert not Chain(reports, {}).total("a", YEAR).conflict
    assert Chain([*reports[:-1], replace(ages[1], numerator=13)], {}).total("a", YEAR).conflict


def test_an_unknown_part_makes_the_sum_partial_not_zero() -> None:
    """Women counted, men unknown: the figure is at least the women and says that part of it is missing."""
    chain = Chain([sex("a", FIRST, 20, "female"), sex("a", FIRST, None, "male")], {})
    figure = chain.total("a", YEAR)
    assert (figure.value, figure.state, figure.conflict) == (20, State.PARTIAL, False)
    assert chain.by("a", YEAR, ["sex"])[("male",)].value is None


def test_a_finer_breakdown_answers_a_coarser_question() -> None:
    """Reported by sex and age together: asked by age, asked by both."""
    cells = {("female", "adult"): 5, ("female", "child"): 2, ("male", "adult"): 7}
    reports = [Report("a", FIRST, value, dimensions={"sex": s, "age": age}) for (s, age), value in cells.items()]
    chain = Chain(reports, {})
    assert {key: one.value for key, one in chain.by("a", YEAR, ["age"]).items()} == {("adult",): 12, ("child",): 2}
    assert {key: one.value for key, one in chain.by("a", YEAR, ["sex", "age"]).items()} == cells


# --- input that makes no sense ----------------------------------------------------------------------------------------


def test_a_cycle_is_refused() -> None:
    """Nothing rolls up into itself."""
    with pytest.raises(ValueError, match="cycle"):
        Chain([], {"a": "b", "b": "c", "c": "a"})
    with pytest.raises(ValueError, match="cycle"):
        Chain([], {"a": "a"})


def test_two_reports_of_one_revision_are_refused() -> None:
    """Which of them counts would be a matter of chance, whether or not a third overrides both."""
    twice = [Report("a", FIRST, 1), Report("a", FIRST, 2)]
    for reports in (twice, [*twice, Report("a", FIRST, 3, revision=1)]):
        with pytest.raises(ValueError, match="two reports"):
            Chain(reports, {})


def test_overlapping_periods_of_one_node_are_refused() -> None:
    """They would be counted twice."""
    with pytest.raises(ValueError, match="overlap"):
        Chain([Report("a", FIRST, 1), Report("a", YEAR, 2)], {})
    with pytest.raises(ValueError, match="ends before"):
        Period(date(2025, 2, 1), date(2025, 1, 31))


# --- properties -------------------------------------------------------------------------------------------------------

Built = tuple[list[Report], dict[str, str]]


def build(chance: random.Random) -> Built:
    """A tree of up to nine nodes with reports, corrections, unknowns, zeros and breakdowns."""
    nodes = [f"n{number}" for number in range(chance.randint(1, 9))]
    parents = {node: chance.choice(nodes[:at]) for at, node in enumerate(nodes) if at and chance.random() < 0.9}
    reports = []
    for node in nodes:
        for period in QUARTERS:
            kind = chance.random()
            if kind < 0.3:
                continue
            cells: list[dict[str, str]] = [{}] if kind < 0.65 else [{"sex": "female"}, {"sex": "male"}]
            for cell in cells:
                for revision in range(chance.choice((1, 1, 1, 2, 3))):
                    value = chance.choice((None, 0, chance.randint(0, 50), Decimal(chance.randint(-99, 999)) / 7))
                    base = chance.choice((None, 0, chance.randint(1, 100)))
                    reports.append(Report(node, period, value, base, cell, revision))
    chance.shuffle(reports)
    return reports, parents


def naive(
    reports: list[Report], parents: dict[str, str], node: str, window: Period, how: Aggregation, ratio: bool
) -> Fraction | None:
    """The same figure written down in the plainest way, without the structures of the module under test."""

    def under(one: str) -> bool:
        while one != node:
            if one not in parents:
                return False
            one = parents[one]
        return True

    latest: dict[tuple[str, Period, str], Report] = {}
    for report in sorted(reports, key=lambda report: report.revision):
        latest[(report.node, report.period, report.dimensions.get("sex", ""))] = report
    known: dict[str, dict[Period, tuple[Fraction, Fraction]]] = defaultdict(dict)
    for (name, period, _), report in latest.items():
        if report.numerator is None or (ratio and report.denominator is None) or not under(name):
            continue
        top, base = known[name].get(period, (Fraction(0), Fraction(0)))
        known[name][period] = (top + Fraction(report.numerator), base + Fraction(report.denominator or 0))
    top, base, found = Fraction(0), Fraction(0), False
    for periods in known.values():
        inside = [period for period in sorted(periods) if period.end <= window.end]
        if how is Aggregation.SUM:
            inside = [period for period in inside if period.start >= window.start]
        for period in inside if how is Aggregation.SUM else inside[-1:]:
            found = True
            top += periods[period][0]
            base += periods[period][1]
    if not found:
        return None
    return top if not ratio else (top / base if base else None)


WINDOWS = [*QUARTERS, HALF, YEAR]
KINDS = [(how, ratio) for how in Aggregation for ratio in (False, True)]


def check_tree(seed: int) -> None:
    """All promises on one generated tree."""
    chance = random.Random(seed)
    reports, parents = build(chance)
    mixed = chance.sample(reports, len(reports))
    nodes = sorted({report.node for report in reports} | set(parents))
    for how, ratio in KINDS:
        chain = Chain(reports, parents, aggregation=how, ratio=ratio)
        other = Chain(mixed, parents, aggregation=how, ratio=ratio)
        window = chance.choice(WINDOWS)
        for node in nodes:
            figure = chain.total(node, window)
            assert figure.value == naive(reports, parents, node, window, how, ratio)
            assert figure == other.total(node, window)
            parts = list(chain.by(node, window, ["sex"]).values())
            if figure.numerator is not None:
                assert sum((part.numerator or 0 for part in parts), Fraction(0)) == figure.numerator
            below = [chain.total(child, window) for child, parent in parents.items() if parent == node]
            own = Chain([one for one in reports if one.node == node], {}, aggregation=how, ratio=ratio).total(
                node, window
            )
            together = [*below, own]
            assert (figure.numerator or 0) == sum((one.numerator or 0 for one in together), Fraction(0))
            assert figure.reported == sum(one.reported for one in together)
            assert figure.unknown == sum(one.unknown for one in together)


def test_generated_trees_keep_every_promise() -> None:
    """Against a plain computation: Σ over Σ, any order of the reports, parts that add up, children that add up.

    ``SAPAR_TREES=100000`` generates as many trees as the promise speaks of.
    """
    for seed in range(int(os.environ.get("SAPAR_TREES", "400"))):
        try:
            check_tree(seed)
        except AssertionError as error:
            error.add_note(f"seed {seed}")
            raise


def test_the_generated_trees_hold_what_the_promises_are_about() -> None:
    """Corrections, unknowns, zeros, breakdowns, depth and figures of every state do occur."""
    states: set[State] = set()
    revised = broken_down = deep = carried = 0
    for seed in range(200):
        reports, parents = build(random.Random(seed))
        revised += any(report.revision for report in reports)
        broken_down += any(report.dimensions for report in reports)
        deep += any(parents.get(parents.get(node, "")) is not None for node in parents)
        for how, ratio in KINDS:
            chain = Chain(reports, parents, aggregation=how, ratio=ratio)
            for window in WINDOWS:
                figure = chain.total("n0", window)
                states.add(figure.state)
                carried += bool(figure.carried)
    assert states == set(State)
    assert min(revised, broken_down, deep, carried) > 20


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=0), st.integers(0, 3), st.integers(-1000, 1000))
def test_a_late_edit_moves_exactly_the_figures_that_rest_on_it(seed: int, at: int, value: int) -> None:
    """Late or early, an edit gives the same figures; it changes no other quarter of a SUM, and of a LAST only those
    up to the node's next known value."""
    chance = random.Random(seed)
    reports, parents = build(chance)
    edited = chance.choice(["n0", *parents])
    edit = Report(edited, QUARTERS[at], value, 1, revision=99)
    # The edit is of the total; a breakdown of the same cell would contradict it.
    reports = [one for one in reports if (one.node, one.period) != (edited, QUARTERS[at]) or not one.dimensions]
    for how in Aggregation:
        before = Chain(reports, parents, aggregation=how)
        late = Chain([*reports, edit], parents, aggregation=how)
        early = Chain([edit, *reports], parents, aggregation=how)
        for node in {"n0", *parents}:
            assert late.over(node, QUARTERS) == early.over(node, QUARTERS)
            for number, window in enumerate(QUARTERS):
                later = [late.total(edited, one).carried for one in QUARTERS[at + 1 : number + 1]]
                touched = edited in late.nodes(node) and (
                    number == at or (how is Aggregation.LAST and number > at and all(later))
                )
                if not touched:
                    assert late.total(node, window).numerator == before.total(node, window).numerator


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.one_of(st.none(), st.integers(0, 100)), min_size=4, max_size=4), min_size=1, max_size=6),
)
def test_growing_totals_never_shrink_on_the_way_up(steps: list[list[int | None]]) -> None:
    """Every project's running total grows or is silent; the programme's never falls from window to window."""
    reports = []
    for number, amounts in enumerate(steps):
        so_far = 0
        for period, step in zip(QUARTERS, amounts, strict=True):
            if step is not None:
                so_far += step
                reports.append(Report(f"p{number}", period, so_far))
    parents = {f"p{number}": "all" for number in range(len(steps))}
    figures = Chain(reports, parents, aggregation=Aggregation.LAST).over("all", QUARTERS)
    values = [figure.value for figure in figures if figure.value is not None]
    assert values == sorted(values)
    assert (values[-1] if values else 0) == sum(sum(step or 0 for step in amounts) for amounts in steps)


@settings(deadline=None)
@given(st.fractions(), st.integers(0, 6))
def test_rounding_for_display_is_to_the_nearest(value: Fraction, places: int) -> None:
    """At most half a unit of the last place away, with exactly that many places; halves away from zero."""
    made = rounded(value, places)
    assert made is not None
    assert abs(Fraction(made) - value) * 2 <= Fraction(1, 10**places)
    assert -made.as_tuple().exponent == places  # type: ignore[operator]


def test_rounding_of_halves_and_of_nothing() -> None:
    """0.5 is 1, -0.5 is -1, nothing stays nothing."""
    assert rounded(Fraction(1, 2), 0) == 1
    assert rounded(Fraction(-1, 2), 0) == -1
    assert rounded(Fraction(1, 3), 2) == Decimal("0.33")
    assert rounded(None, 2) is None


def test_figures_of_a_large_chain_are_exact() -> None:
    """Numbers that floating point or 28 digits would lose."""
    days = [date(2025, 1, 1) + timedelta(number) for number in range(300)]
    reports = [
        Report("a", Period(day, day), Decimal(10) ** 20 if day.day % 2 else Decimal("0.000000001")) for day in days
    ]
    odd = sum(1 for day in days if day.day % 2)
    figure: Figure = Chain(reports, {}).total("a", YEAR)
    assert figure.value == odd * Fraction(10**20) + (300 - odd) * Fraction(1, 10**9)
