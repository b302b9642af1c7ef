"""Charts as SVG beside the table that they are drawn from. Words come translated from the caller.

Drawn by Vega-Lite in a short-lived process and kept in the cache by content, so that a page draws each chart once. A
chart that cannot be drawn is left out; the table says the same.
"""

from __future__ import annotations

import hashlib
import html
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import structlog
from django.core.cache import cache
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from sapar.web.components import Column, Figure, Table, TableRow, Text

TEAL, SAND, INK, GREY = "#0b5c63", "#d9a552", "#10201f", "#5f6d6b"
COLOURS = [TEAL, SAND, "#7a4b8f", "#8a9b3c", "#b3432e", "#4a6fa5"]
DASHES = [[1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [4, 4], [1, 3]]
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
KEEP = 7 * 24 * 3600
PATIENCE = 30  # seconds
MANY = 18  # labels
FEW = 4  # whole numbers, each with a tick of its own
VERSION = 1
SRC = str(Path(__file__).resolve().parent.parent.parent)
DECIMAL = {"en": (".", ","), "ru": (",", "\xa0"), "tk": (",", "\xa0")}

log = structlog.get_logger(__name__)
T = TypeVar("T")
_waiting: ContextVar[list[str] | None] = ContextVar("sapar_charts_waiting", default=None)


@dataclass(frozen=True)
class Point:
    """One figure. ``value`` None is "not known" (not reported, or too small to show): a gap, never a zero."""

    label: Text
    value: float | int | None
    series: Text = ""


def bar(
    title: Text,
    description: Text,
    points: Sequence[Point],
    *,
    category: Text,
    value: Text,
    rows_href: str = "",
    source: Text = "",
    percent: bool = False,
) -> Figure:
    """Horizontal bars, one for each label; with ``series`` stacked. ``percent``: values are shares from 0 to 1."""
    series = _series(points)
    encoding: dict[str, Any] = {
        "y": {"field": "label", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 220}},
        "x": _scale(value, percent, points),
    }
    if series:
        encoding["color"] = _colour(series)
        encoding["order"] = {"field": "order"}
    else:
        encoding["color"] = {"value": TEAL}
    labels = list(dict.fromkeys(str(point.label) for point in points))
    spec = _spec(points, {"type": "bar", "cornerRadiusEnd": 2, "stroke": INK, "strokeWidth": 0.5}, encoding, series)
    spec["height"] = {"step": 30}
    table = _table(title, points, labels, series, category, value, percent)
    return Figure(title, draw(spec, description), description, table, rows_href, source)


def line(
    title: Text,
    description: Text,
    points: Sequence[Point],
    *,
    category: Text,
    value: Text,
    rows_href: str = "",
    source: Text = "",
    percent: bool = False,
) -> Figure:
    """Lines over labels in the order given (months, years); each series has a dash of its own, for print."""
    series = _series(points)
    labels = list(dict.fromkeys(str(point.label) for point in points))
    # Of very many labels some are left out, rather than all made unreadable.
    axis: dict[str, Any] = {"labelAngle": -45 if 6 < len(labels) <= MANY else 0, "labelOverlap": len(labels) > MANY}
    encoding: dict[str, Any] = {
        "x": {"field": "label", "type": "ordinal", "sort": None, "title": None, "axis": axis},
        "y": _scale(value, percent, points),
    }
    if series:
        encoding["color"] = _colour(series)
        encoding["strokeDash"] = {
            "field": "series",
            "type": "nominal",
            "sort": None,
            "scale": {"domain": series, "range": DASHES[: len(series)]},
        }
    else:
        encoding["color"] = {"value": TEAL}
    mark = {
        "type": "line",
        "point": {"size": 50, "filled": True},
        "strokeWidth": 2.5,
        "invalid": "break-paths-show-domains",
    }
    spec = _spec(points, mark, encoding, series)
    spec["height"] = 220
    table = _table(title, points, labels, series, category, value, percent)
    return Figure(title, draw(spec, description), description, table, rows_href, source)


def together(build: Callable[[], T]) -> T:
    """Build several figures and draw those that are not kept in one go: the renderer starts once, not once a chart.

    ``build`` is called twice when something has to be drawn, and must give the same figures both times.
    """
    waiting: list[str] = []
    token = _waiting.set(waiting)
    try:
        built = build()
    finally:
        _waiting.reset(token)
    if not waiting:
        return built
    for text, svg in zip(waiting, _render_all(waiting), strict=True):
        if svg:
            cache.set(_place(text), svg, KEEP)
    return build()


def _place(text: str) -> str:
    return f"sapar-chart-{VERSION}-{hashlib.sha256(text.encode()).hexdigest()}"


def draw(spec: dict[str, Any], description: Text) -> SafeString:
    """A Vega-Lite specification as SVG markup for a page; "" when it cannot be drawn."""
    text = json.dumps(spec, sort_keys=True, separators=(",", ":"))
    place = _place(text)
    svg = cache.get(place)
    if svg is None and (waiting := _waiting.get()) is not None:
        waiting.append(text)
        return SafeString("")
    if svg is None:
        svg = _render(text)
        if svg:
            cache.set(place, svg, KEEP)
    if not svg:
        return SafeString("")
    head = f'<svg role="img" aria-label="{html.escape(str(description))}"'
    # The words inside are drawn for the eye; screen readers get the description and the table.
    body = re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", svg)
    return mark_safe(body.replace("<svg", head, 1))  # noqa: S308  made by our renderer, texts escaped there


def _render(text: str) -> str:
    return _render_all([text])[0]


def _render_all(texts: Sequence[str]) -> list[str]:
    """Drawings in the order of the specifications; "" for one that cannot be drawn."""
    path = os.pathsep.join([SRC, *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": path}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "sapar.web.vega"],
            input=f"[{','.join(texts)}]",
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE,
            env=environment,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        log.error("chart_not_drawn", error=type(error).__name__)
        return [""] * len(texts)
    drawn: list[str] = json.loads(done.stdout)
    return [svg if svg.startswith("<svg") else "" for svg in drawn]


def _spec(points: Sequence[Point], mark: dict[str, Any], encoding: dict[str, Any], series: list[str]) -> dict[str, Any]:
    values = [
        {
            "label": str(point.label),
            "value": point.value,
            "series": str(point.series),
            "order": series.index(str(point.series)) if series else 0,
        }
        for point in points
    ]
    decimal, thousands = DECIMAL.get(get_language() or "tk", DECIMAL["tk"])
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": 380,
        # Browsers have other fonts than the renderer: room for wider letters.
        "padding": {"left": 24, "right": 12, "top": 6, "bottom": 6},
        "background": None,
        "data": {"values": values},
        "mark": mark,
        "encoding": encoding,
        "config": {
            "font": FONT,
            "view": {"stroke": None},
            "locale": {"number": {"decimal": decimal, "thousands": thousands, "grouping": [3], "currency": ["", ""]}},
            "axis": {
                "labelFontSize": 13,
                "titleFontSize": 13,
                "labelColor": INK,
                "titleColor": INK,
                "gridColor": "#dbe3e1",
            },
            "legend": {"labelFontSize": 13, "title": None, "orient": "bottom", "labelColor": INK, "labelLimit": 300},
        },
    }


def _scale(title: Text, percent: bool, points: Sequence[Point]) -> dict[str, Any]:
    axis: dict[str, Any] = {
        "format": ".0%" if percent else ",d",
        "tickMinStep": 0.1 if percent else 1,
        "tickCount": 4,
    }
    highest = _highest(points)
    if not percent and highest <= FEW:
        # Between few whole numbers the renderer sets ticks at halves, which are written as whole ones: 0 1 1 2 2.
        axis["values"] = list(range(int(highest) + 1))
    encoding: dict[str, Any] = {"field": "value", "type": "quantitative", "title": str(title), "axis": axis}
    if percent:
        encoding["scale"] = {"domain": [0, 1]}
    return encoding


def _highest(points: Sequence[Point]) -> float:
    """The most that the scale may have to reach: the values of a label together."""
    sums: dict[str, float] = {}
    for point in points:
        sums[str(point.label)] = sums.get(str(point.label), 0) + (point.value or 0)
    return max(sums.values(), default=0)


def _colour(series: list[str]) -> dict[str, Any]:
    return {
        "field": "series",
        "type": "nominal",
        "sort": None,
        "scale": {"domain": series, "range": [COLOURS[place % len(COLOURS)] for place in range(len(series))]},
    }


def _series(points: Sequence[Point]) -> list[str]:
    return list(dict.fromkeys(str(point.series) for point in points if point.series))


def _table(
    title: Text,
    points: Sequence[Point],
    labels: list[str],
    series: list[str],
    category: Text,
    value: Text,
    percent: bool,
) -> Table:
    found = {(str(point.label), str(point.series)): point.value for point in points}
    columns = [
        Column("label", category),
        *(Column(f"value{place}", name, numeric=True) for place, name in enumerate(series or [value])),
    ]
    rows = [
        TableRow([label, *(_cell(found.get((label, name)), percent) for name in series or [""])]) for label in labels
    ]
    return Table(title, columns, rows, caption_hidden=True)


def _cell(value: float | int | None, percent: bool) -> object:
    if value is None or not percent:
        return value
    decimal, _thousands = DECIMAL.get(get_language() or "tk", DECIMAL["tk"])
    return f"{value * 100:.1f}".replace(".", decimal) + "\xa0%"
