"""Charts: drawn from the table beside them, once, without styles that the policy forbids; gaps are no zeros."""

from __future__ import annotations

import re
import sys
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import translation

from sapar.web import charts
from sapar.web.charts import Point

POINTS = [
    Point("Gurluşyk", 1200, "in time"),
    Point("Gurluşyk", 40, "late"),
    Point("Saglyk", 7, "in time"),
    Point("Saglyk", None, "late"),
]


def bar(**options: Any) -> Any:
    words = {"category": "Sector", "value": "Permits", **options}
    return charts.bar("Permits by sector", "Two sectors", POINTS, **words)


def test_chart_and_table_say_the_same(db: None) -> None:
    """Every label and series is drawn; the table has every figure, and unknown stays unknown."""
    with translation.override("en"):
        figure = bar()
    for word in ("Gurluşyk", "Saglyk", "in time", "late", "Permits"):
        assert word in figure.svg
    assert [row.cells for row in figure.table.rows] == [["Gurluşyk", 1200, 40], ["Saglyk", 7, None]]
    assert figure.svg.startswith('<svg role="img" aria-label="Two sectors"')
    assert "style=" not in figure.svg
    assert "<script" not in figure.svg


def test_a_gap_in_a_line_stays_a_gap(db: None) -> None:
    """A month that was not reported breaks the line: two strokes, no point at zero."""
    points = [Point(f"2026-{month:02d}", None if month == 3 else month) for month in range(1, 7)]
    figure = charts.line("By month", "Months", points, category="Month", value="Permits")
    strokes = re.findall(
        r'<path aria-label|<path[^>]*stroke-width="2.5"[^>]*d="([^"]*)"|d="([^"]*)"[^>]*stroke-width="2.5"', figure.svg
    )
    drawn = next(first or second for first, second in strokes if (first or second).startswith("M"))
    assert drawn.count("M") == 2
    assert figure.table is not None
    assert figure.table.rows[2].cells == ["2026-03", None]


def test_numbers_follow_the_language(db: None) -> None:
    """Thousands in Russian are parted by a space, in English by a comma; the cache keeps them apart."""
    for language, number in (("en", "1,000"), ("ru", "1\xa0000")):
        with translation.override(language):
            assert number in bar().svg.replace("&#160;", "\xa0").replace("&nbsp;", "\xa0")


def test_a_chart_is_drawn_once(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second time it comes from the cache: no renderer is started."""
    cache.clear()
    first = bar()
    monkeypatch.setattr(charts, "_render", lambda text: pytest.fail("drawn again"))
    assert bar().svg == first.svg


def test_without_a_renderer_the_table_stands_alone(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A renderer that is missing or hangs takes nothing else away."""
    cache.clear()
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    figure = bar()
    assert figure.svg == ""
    assert len(figure.table.rows) == 2


def test_words_of_a_chart_are_no_markup(db: None) -> None:
    """Titles and labels may come from people."""
    figure = charts.bar("t", 'a"<b>', [Point("<script>alert(1)</script>", 1)], category="c", value="<i>")
    assert "<script>" not in figure.svg
    assert "<b>" not in figure.svg


def test_few_whole_numbers_have_each_one_tick(db: None) -> None:
    """An axis up to 2 says 0 1 2, not 0 1 1 2 2 with ticks at halves."""
    points = [Point("a", 1, "x"), Point("b", 1, "x"), Point("b", 1, "y")]
    with translation.override("en"):
        drawn = charts.bar("Hits a day", "Days", points, category="Day", value="Hits").svg
    assert re.findall(r">(\d)</text>", drawn) == ["0", "1", "2"]
