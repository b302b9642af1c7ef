"""Figures as different readers see them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any
from urllib.parse import parse_qsl

import pytest
from tests.kernel.facts.conftest import CLERK, OFFICER, OTHER, READER, STATISTICS, VIEW, Source, acting

from sapar.kernel.access.context import reading
from sapar.kernel.acts import CATALOGUE
from sapar.kernel.errors import Invalid, NotPermitted
from sapar.kernel.facts import checks, declared, queries
from sapar.kernel.facts.models import Run

DAY = date(2026, 10, 15)


@pytest.fixture
def made(source: Source) -> Run:
    """Ten in August, two in October, none in September; one in October is not known to be in time."""
    source.add(date(2026, 8, 3), "KAZ", "F", times=7)
    source.add(date(2026, 8, 4), "UZB", "A", in_time=False, times=3)
    source.add(DAY, "TUR", "F", times=2)
    source.add(DAY, "KAZ", "A", in_time=None)
    run: Run = CATALOGUE["facts.run"](STATISTICS, indicator="test.within", as_of=DAY)
    return run


def states(table: queries.Breakdown) -> dict[Any, str]:
    return {line.code: line.state for line in table.lines}


def test_zero_missing_and_not_reported_are_shown_apart(made: Run) -> None:
    """September is a zero, July was not reported, and one October decision is missing, for a reader who sees the rows."""
    with reading(acting(OFFICER)):
        table = queries.breakdown(acting(OFFICER), made, "month")
    found = {line.code: line for line in table.lines}
    assert list(found)[-4:] == ["2026-07", "2026-08", "2026-09", "2026-10"]
    assert len(found) == queries.MONTHS_SHOWN
    assert found["2026-07"].state == "not_reported"
    assert found["2026-07"].counts is None
    assert found["2026-09"].state == "zero"
    assert found["2026-09"].counts is not None
    assert found["2026-09"].counts.rate is None
    assert (found["2026-10"].state, found["2026-10"].missing) == ("counted", 1)
    assert table.total.counts is not None
    assert table.total.counts.rate == Fraction(9, 12)


def test_small_counts_are_withheld_from_readers_without_reach(made: Run) -> None:
    """October's two are "<3", and August goes with it: otherwise 12 - 10 would tell."""
    reader = acting(READER)
    with reading(reader):
        table = queries.breakdown(reader, made, "month")
        by_nationality = queries.breakdown(reader, made, "nationality")
    assert states(table)["2026-10"] == "small"
    assert states(table)["2026-08"] == "other"
    assert all(line.href == "" for line in [*table.lines, table.total])
    assert states(by_nationality) == {"KAZ": "counted", "TUR": "small", "UZB": "other"}
    assert table.total.missing is None  # one record whose answer is not known is a small count too


def test_the_same_figure_is_withheld_on_every_page(source: Source) -> None:
    """A figure that is withheld in one table cannot be had by filtering another."""
    for sector in "AF":
        for nationality, times in (("KAZ", 20), ("UZB", 15), ("IND", 12)):
            source.add(DAY, nationality, sector, times=times)
    source.add(DAY, "TUR", "F", times=2)
    source.add(DAY, "CHN", "A", times=4)
    made: Run = CATALOGUE["facts.run"](STATISTICS, indicator="test.within", as_of=DAY)
    reader = acting(READER)
    with reading(reader):
        plain = queries.breakdown(reader, made, "nationality")
        assert plain.filters_allowed == 1
        assert states(plain) == {"CHN": "other", "IND": "counted", "KAZ": "counted", "TUR": "small", "UZB": "counted"}
        for sector in "AF":
            cut = queries.breakdown(reader, made, "nationality", {"sector": sector})
            assert states(cut).get("TUR", "small") == "small"
            assert states(cut).get("CHN", "other") == "other"
        assert queries.breakdown(reader, made, "sector", {"nationality": "CHN"}).total.state == "other"
        assert {line.state for line in queries.breakdown(reader, made, "month", {"nationality": "TUR"}).lines} == {
            "small",
            "not_reported",
        }
        with pytest.raises(Invalid) as refused:
            queries.breakdown(reader, made, "sector", {"nationality": "KAZ", "month": "2026-10"})
    assert refused.value.code == "too_fine"


def test_a_thin_run_is_not_filtered_for_others(made: Run) -> None:
    """A dozen records: the total and tables by one dimension, nothing finer; those who see the rows filter as they like."""
    reader, officer = acting(READER), acting(OFFICER)
    with reading(reader):
        assert queries.breakdown(reader, made, "sector").filters_allowed == 0
        with pytest.raises(Invalid) as refused:
            queries.breakdown(reader, made, "sector", {"nationality": "KAZ"})
    assert refused.value.code == "too_fine"
    with reading(officer):
        fine = queries.breakdown(officer, made, "sector", {"nationality": "KAZ", "month": "2026-08"})
        assert fine.total.counts is not None
        assert fine.total.counts.denominator == 7


def test_an_empty_source_reports_nothing(source: Source) -> None:
    """Before the first record there is no zero: nothing was reported."""
    made: Run = CATALOGUE["facts.run"](STATISTICS, indicator="test.within", as_of=DAY)
    with reading(acting(READER)):
        table = queries.breakdown(acting(READER), made, "month")
    assert table.total.state == "not_reported"
    assert set(states(table).values()) == {"not_reported"}


def test_a_day_before_the_first_record_is_not_reported(source: Source) -> None:
    """As of a day when the source had nothing yet there is no zero either."""
    source.add(DAY)
    made: Run = CATALOGUE["facts.run"](STATISTICS, indicator="test.within", as_of=date(2026, 10, 14))
    with reading(acting(READER)):
        assert queries.whole(acting(READER), made).state == "not_reported"


def test_each_figure_opens_its_rows_for_those_who_may_see_them(made: Run) -> None:
    """The address of the rows gives back exactly the records that were counted."""
    declared.register_drilldown(VIEW.name, "web:home")
    officer = acting(OFFICER)
    with reading(officer):
        table = queries.breakdown(officer, made, "nationality", {"month": "2026-08"})
        for line in table.lines:
            words = dict(parse_qsl(line.href.partition("?")[2]))
            assert words.pop("run") == str(made.pk)
            part = words.pop("part")
            assert line.counts is not None
            keys = queries.keys_behind(officer, run_id=made.pk, part=part, codes=words)
            assert len(keys) == line.counts.denominator
            numerator = queries.keys_behind(officer, run_id=made.pk, part="numerator", codes=words)
            rest = queries.keys_behind(officer, run_id=made.pk, part="rest", codes=words)
            assert len(numerator) == line.counts.numerator
            assert sorted([*numerator, *rest]) == sorted(keys)
        missing = queries.keys_behind(officer, run_id=made.pk, part="missing")
        assert len(missing) == 1


def test_rows_do_not_open_for_others(made: Run) -> None:
    """Neither for a reader of figures nor for a clerk who sees the rows of one institution."""
    for actor in (acting(READER), acting(CLERK, made.pk)):
        with reading(acting(READER)), pytest.raises(NotPermitted):
            queries.keys_behind(actor, run_id=made.pk)


def test_who_may_read_figures(source: Source) -> None:
    """Readers of facts, and those who see all rows of some source."""
    assert [queries.may_read(acting(role)) for role in (READER, OFFICER, CLERK, OTHER)] == [True, True, False, False]


@pytest.mark.parametrize(
    "words", [{"month": "august"}, {"nationality": "KAZ' or 1=1 --"}, {"sector": "x" * 99}, {"month": "2026-13"}]
)
def test_junk_in_the_address_is_refused(made: Run, words: dict[str, str]) -> None:
    """A filter that is no code is an error that names the filter."""
    with pytest.raises(Invalid) as refused:
        queries.read_filters(made, words)
    assert refused.value.field == next(iter(words))


def test_codes_survive_an_address() -> None:
    """Text, whole numbers, yes and no, and "not said" read back as they were written."""
    for kind, code in (("code", "KAZ"), ("integer", 3), ("boolean", False), ("boolean", True), ("code", None)):
        assert (
            queries.from_text(kind, queries.as_text(code)) is code
            or queries.from_text(kind, queries.as_text(code)) == code
        )


def test_a_view_is_checked_against_its_declaration(source: Source) -> None:
    """A view without security_invoker, with other columns or from another select is found."""
    assert checks.view_problems_of(VIEW) == []
    source.owner.execute(f"alter view {VIEW.name} set (security_invoker = off)")
    source.owner.execute(f"comment on view {VIEW.name} is ''")
    found = " ".join(checks.view_problems_of(VIEW))
    assert "no security invoker view" in found
    assert "a migration is missing" in found
    source.owner.execute(f"drop view {VIEW.name}")
    assert checks.view_problems_of(VIEW) == [f"{VIEW.name}: is missing"]


def test_every_fact_view_of_the_node_is_as_declared(node_db: Any) -> None:
    """Each registered view exists, obeys the reader's row-level security and has the declared columns; no other does."""
    assert declared.views()
    assert checks.view_problems() == []
